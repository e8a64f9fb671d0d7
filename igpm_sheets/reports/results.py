"""The Results and Marks tabs: a row an application, a row an application and assessor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Decision, PanelRow, Reason, Status
from igpm_sheets.reports import live
from igpm_sheets.reports.live import DOMAIN_HEADINGS, MARKS_IN_ALL
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Live, Table
from igpm_sheets.reports.words import nation_in_words
from igpm_sheets.rulebook import Interpretations

NUMBER_COLUMN = Column(
    live.NUMBER, Kind.WHOLE, "By which the formulas find the marks of an application."
)

RESULT_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Window", note="The submission month it belongs to."),
    Column("Type"),
    Column("Status", Kind.STATUS),
    Column("Sum", Kind.WHOLE, "Of the thirty marks; 150 makes the award."),
    Column("Average", Kind.MEAN, "The sum over thirty."),
    *(Column(heading, Kind.MEAN) for heading in DOMAIN_HEADINGS),
    Column("Further evidence in", note="Domains below the standard, where evidence is asked for."),
    Column("Flags", Kind.LONG_TEXT),
    Column("Why", Kind.LONG_TEXT, "The rules that decided, by number: see the Policy tab."),
    Column("Fee", Kind.MONEY),
    Column("VAT", Kind.MONEY),
    Column("To pay", Kind.MONEY),
    Column("Result due", Kind.DATE),
    Column("Result sent", Kind.DATE),
    Column("Resubmit by", Kind.DATE),
    Column("Next window"),
    Column("First renewal", Kind.DATE),
)
"""The headings that people and scripts rely on, in their order."""

WORKBOOK_COLUMNS = (
    *RESULT_COLUMNS,
    Column("Nation"),
    Column("Standard reached", note="What decides between an award and further evidence."),
    NUMBER_COLUMN,
)
"""Those of the results workbook, where nobody keeps columns of their own to the right."""

MARK_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Window"),
    Column("Assessor"),
    *(Column(heading, Kind.MARK) for heading in DOMAIN_HEADINGS),
    Column("Sum", Kind.WHOLE, "Of this assessor's ten marks; 50 is the standard."),
    Column("Carried", note="Domains whose marks stand from the earlier application."),
    NUMBER_COLUMN,
)


def said(reasons: Sequence[Reason]) -> str | None:
    """Reasons as a person reads them: rule and sentence, or nothing.

    >>> from igpm_sheets.model import Finding
    >>> said([Reason("R53", Finding.MET, "the thirty marks sum to 150; 150 are needed")])
    'R53: the thirty marks sum to 150; 150 are needed'
    """
    return "; ".join(f"{reason.rule}: {reason.sentence}" for reason in reasons) or None


def numbers(domains: Sequence[int]) -> str | None:
    """Domain numbers as the tracker lists them, such as `3, 7`."""
    return ", ".join(map(str, domains)) or None


def results_table(decisions: Sequence[Decision]) -> Table:
    """A row an application, under the headings of `RESULT_COLUMNS`; all values are plain."""
    rows = [
        (
            decision.application.ref,
            *_plainly(decision),
            *map(_value, _figures(decision)),
            *_what_follows(decision),
        )
        for decision in decisions
    ]
    return Table("Results", RESULT_COLUMNS, rows)


def workbook_table(decisions: Sequence[Decision], answers: Interpretations) -> Table:
    """The same for the results workbook, under the headings of `WORKBOOK_COLUMNS`.

    What decides is a formula over `marks_table`, as the interpretations have it, unless there
    are more than `live.MOST_ROWS` applications. A ref leads to the candidate's feedback, which
    stands in the same workbook, and else to the application's row in the tracker.
    """
    reached = live.standard_reached(answers)
    rows = [
        (
            _leading(decision),
            *_plainly(decision),
            *_figures(decision),
            *_what_follows(decision),
            nation_in_words(decision.application.nation),
            _reached(decision, reached),
            number,
        )
        for number, decision in enumerate(decisions, 1)
    ]
    if len(rows) > live.MOST_ROWS:
        rows = [tuple(map(_value, row)) for row in rows]
    return Table("Results", WORKBOOK_COLUMNS, rows)


def _value(content: Content) -> Content:
    """What a formula comes to; all else as it is."""
    return content.value if isinstance(content, Live) else content


def _leading(decision: Decision) -> Linked:
    """The ref, which leads to the feedback, or to the tracker."""
    application = decision.application
    has_feedback = decision.status.is_outcome
    return Linked(application.ref, application.ref if has_feedback else application.cell("ref"))


def _plainly(decision: Decision) -> tuple[Content, ...]:
    """What stands before the figures."""
    application = decision.application
    kind = application.type
    return (
        application.name or None,
        str(decision.window) if decision.window else None,
        kind.value if kind else None,
        decision.status.value,
    )


def _what_follows(decision: Decision) -> tuple[Content, ...]:
    """What stands behind the figures: why, the price and the dates."""
    price = decision.price
    further = decision.status is Status.FURTHER_EVIDENCE
    return (
        numbers(decision.asked_for) if further else None,
        said(decision.flags),
        said(decision.why),
        price.net if price else None,
        price.vat if price else None,
        price.gross if price else None,
        decision.result_due,
        decision.application.result_sent,
        decision.resubmit_by,
        str(decision.next_window) if decision.next_window else None,
        decision.first_renewal,
    )


def _figures(decision: Decision) -> Iterator[Content]:
    """Sum, average and the ten domain means, once there is an outcome."""
    total = decision.sum
    if total is None:
        yield from (None for _ in range(2 + len(DOMAINS)))
        return
    yield Live(total, live.SUM)
    yield Live(Decimal(total) / MARKS_IN_ALL, live.AVERAGE)
    for heading, marks in zip(DOMAIN_HEADINGS, decision.domain_sums, strict=True):
        yield Live(Decimal(marks) / ASSESSORS_IN_A_PANEL, live.domain_mean(heading))


def _reached(decision: Decision, formula: str) -> Content:
    """Whether the marks reach the standard: what decides between the two outcomes (R53)."""
    if not decision.status.is_outcome:
        return None
    reached = "yes" if decision.status is Status.AWARD else "no"
    return Live(reached, formula) if formula else reached


def marks_table(decisions: Sequence[Decision]) -> Table:
    """A row an application and assessor; every mark leads to the cell it came from.

    Applications are numbered as in `workbook_table` of the same decisions.
    """
    rows = [
        (*_mark_row(decision, row), number)
        for number, decision in enumerate(decisions, 1)
        for row in decision.panel
    ]
    return Table("Marks", MARK_COLUMNS, rows)


def _mark_row(decision: Decision, row: PanelRow) -> tuple[Content, ...]:
    application = decision.application
    marks: list[Content] = []
    for domain, mark in zip(DOMAINS, row.marks, strict=True):
        cell = row.cell(domain)
        marks.append(Linked(mark, cell) if mark is not None and cell else mark)
    total = row.own_sum
    return (
        application.ref,
        application.name or None,
        str(decision.window) if decision.window else None,
        row.assessor,
        *marks,
        None if total is None else Live(total, live.OWN_SUM),
        numbers(row.carried),
    )


REASON_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Rule"),
    Column("Finding"),
    Column("What it says", Kind.LONG_TEXT),
    Column("Where", Kind.LONG_TEXT),
)


def reasons_table(decisions: Sequence[Decision]) -> Table:
    """Everything the rules say of each application, passes included, with its cells."""
    rows = [
        (
            decision.application.ref,
            decision.application.name or None,
            reason.rule,
            reason.finding.value,
            reason.sentence,
            Linked(str(reason.where), reason.where) if reason.where else None,
        )
        for decision in decisions
        for reason in decision.reasons
    ]
    return Table("Reasons", REASON_COLUMNS, rows)
