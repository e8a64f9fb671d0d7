"""The Results and Marks tabs: a row an application, a row an application and assessor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Decision, PanelRow, Reason, Status
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Live, Table

DOMAIN_HEADINGS = tuple(f"D{domain}" for domain in DOMAINS)
MARKS_IN_ALL = ASSESSORS_IN_A_PANEL * len(DOMAINS)

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

MARK_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Window"),
    Column("Assessor"),
    *(Column(heading, Kind.MARK) for heading in DOMAIN_HEADINGS),
    Column("Sum", Kind.WHOLE, "Of this assessor's ten marks; 50 is the standard."),
    Column("Carried", note="Domains whose marks stand from the earlier application."),
)

OWN_SUM = f"=SUM({{@{DOMAIN_HEADINGS[0]}}}:{{@{DOMAIN_HEADINGS[-1]}}})"


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


def results_table(decisions: Sequence[Decision], *, live: bool = False) -> Table:
    """A row an application, under the headings of `RESULT_COLUMNS`.

    Sums and averages are formulas over `marks_table` where they are to be `live`, for a
    workbook that holds both tables; else they are plain values.
    """
    rows = [_result_row(decision, live=live) for decision in decisions]
    return Table("Results", RESULT_COLUMNS, rows)


def _result_row(decision: Decision, *, live: bool) -> tuple[Content, ...]:
    application, price = decision.application, decision.price
    further = decision.status is Status.FURTHER_EVIDENCE
    kind = application.type
    return (
        application.ref,
        application.name or None,
        str(decision.window) if decision.window else None,
        kind.value if kind else None,
        decision.status.value,
        *_figures(decision, live=live),
        numbers(decision.asked_for) if further else None,
        said(decision.flags),
        said(decision.why),
        price.net if price else None,
        price.vat if price else None,
        price.gross if price else None,
        decision.result_due,
        application.result_sent,
        decision.resubmit_by,
        str(decision.next_window) if decision.next_window else None,
        decision.first_renewal,
    )


def _figures(decision: Decision, *, live: bool) -> Iterator[Content]:
    """Sum, average and the ten domain means, once there is an outcome."""
    total = decision.sum
    if total is None:
        yield from (None for _ in range(2 + len(DOMAINS)))
        return
    average = Decimal(total) / MARKS_IN_ALL
    means = [Decimal(each) / ASSESSORS_IN_A_PANEL for each in decision.domain_sums]
    if not live:
        yield total
        yield average
        yield from means
        return
    its_own = "({Marks[Ref]}={@Ref})"
    yield Live(total, f"=SUMPRODUCT({its_own}*{{Marks[Sum]}})")
    yield Live(average, f"={{@Sum}}/{MARKS_IN_ALL}")
    for heading, mean in zip(DOMAIN_HEADINGS, means, strict=True):
        marks = f"{{Marks[{heading}]}}"
        yield Live(mean, f"=SUMPRODUCT({its_own}*{marks})/{ASSESSORS_IN_A_PANEL}")


def marks_table(decisions: Sequence[Decision]) -> Table:
    """A row an application and assessor; every mark leads to the cell it came from."""
    rows = [_mark_row(decision, row) for decision in decisions for row in decision.panel]
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
        None if total is None else Live(total, OWN_SUM),
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
