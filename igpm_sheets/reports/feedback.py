"""What one candidate may read of their result: nobody else's, and no assessor's name (R58, R62).

Standing sentences are the template's. Here is what they are filled with, and which of them hold:
a row of the template with the name of an `if_` value in it is there only where that is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from igpm_sheets.core import fees
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.sending import accepted_until
from igpm_sheets.core.standing import designation
from igpm_sheets.core.windows import closes, first_day
from igpm_sheets.core.years import in_words
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Decision, Price, Status, Window
from igpm_sheets.reports.tables import Column, Content, Kind, Tab, Table
from igpm_sheets.reports.words import window_in_words
from igpm_sheets.templates import FEEDBACK

TITLE = "Your application for membership of the IGPM"
SHEET, NO_RESULT = "Feedback", "No result"
"""The sheets of the template."""

STANDARD = 5
OUTCOMES = {
    Status.AWARD: "Membership awarded",
    Status.FURTHER_EVIDENCE: "Further evidence needed",
}
HELPS = "Evidence that helps:"
LONGEST_PIECE, MOST_LINES = 1500, 12
"""Characters and lines of a comment in one row: a row may be so high and no higher."""

RESULT_COLUMNS = (
    Column("Domain", Kind.WHOLE),
    Column("Title", Kind.LONG_TEXT),
    Column("Panel's average", Kind.MEAN),
    Column("Standard", Kind.MARK),
    Column("Against the standard"),
)
"""Of the table `Your result`."""

NEEDED = {
    "if_award": "sentences for Members alone would be sent to everybody",
    "if_further_evidence": "sentences on further evidence would be sent to Members as well",
    "evidence_text": "nobody would read what the assessors wrote, nor which evidence helps",
}
"""What the template must have a place for, and what would happen without."""

Remarks = Mapping[int, Sequence[str]]
"""By domain, what the candidate is to read of what the assessors wrote."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a result means for the candidate, before it is put into words."""

    ref: str
    name: str
    practice: str
    window: Window | None
    outcome: Status
    sum: int
    asked_for: tuple[int, ...]
    """The domains in which further evidence is needed; for a Member those of the advice."""
    may_resubmit: bool
    marks_stand: bool
    """Whether the marks in all other domains stand when the candidate comes back (I17)."""
    resubmit_by: date | None
    next_window: Window | None
    next_closes: date | None
    """The last day on which anything reaches the panel of that window (I6), and may (R61)."""
    first_renewal: date | None
    fee: Price | None
    """For coming back, or for a new application; a Member's first yearly fee."""
    is_below_average: bool
    """Whether the average over all domains is why there is no award yet (R53)."""


class Item(NamedTuple):
    """One thing that a candidate is told: what it is, and what it says."""

    label: str
    text: str


def letter(decision: Decision, policy: Policy) -> Letter:
    """What the candidate is told of a result.

    Raises:
        ValueError: if the panel has not decided.
    """
    if not decision.status.is_outcome or decision.sum is None:
        raise ValueError("feedback follows a result")
    application = decision.application
    accepted = accepted_until(decision, policy)
    may_resubmit = _may_resubmit(decision, accepted)
    return Letter(
        ref=application.ref,
        name=application.name,
        practice=application.practice,
        window=decision.window,
        outcome=decision.status,
        sum=decision.sum,
        asked_for=decision.asked_for,
        may_resubmit=may_resubmit,
        marks_stand=may_resubmit and policy.answers.resubmission_marks == "carry",
        resubmit_by=accepted if may_resubmit else None,
        next_window=decision.next_window,
        next_closes=_next_closes(decision, policy, accepted if may_resubmit else None),
        first_renewal=decision.first_renewal,
        fee=_fee(decision, policy, may_resubmit=may_resubmit),
        is_below_average=any(reason.rule == "R53" for reason in decision.why)
        and decision.status is Status.FURTHER_EVIDENCE,
    )


def _may_resubmit(decision: Decision, by: date | None) -> bool:
    """Whether the year for a resubmission still runs when the result is sent (R61, I19)."""
    result_day = decision.application.result_sent or decision.result_due
    return by is not None and result_day is not None and by > result_day


def _next_closes(decision: Decision, policy: Policy, by: date | None) -> date | None:
    """The last day for the next panel: that of its window, or of the year where it ends before."""
    if decision.next_window is None:
        return None
    last = closes(decision.next_window, policy.answers.window)
    return last if by is None else min(last, by)


def _fee(decision: Decision, policy: Policy, *, may_resubmit: bool) -> Price | None:
    """What the candidate is to pay next, as far as a price is known for then."""
    if decision.status is Status.AWARD:
        day = decision.first_renewal
        return fees.price("member_fee", day, policy.book) if day else None
    if decision.next_window is None:
        return None
    what = "resubmission_fee" if may_resubmit else "assessment_fee"
    return fees.price(what, first_day(decision.next_window), policy.book)


# The tab


def feedback_tab(decision: Decision, policy: Policy, remarks: Remarks, today: date) -> Tab:
    """The tab of a candidate with a result, named by the application's ref.

    Args:
        decision: what the panel decided.
        policy: the rules in force.
        remarks: what the candidate is to read of what the assessors wrote.
        today: the day that stands on it.

    Raises:
        ValueError: if the panel has not decided.
    """
    told = letter(decision, policy)
    result = _result(decision, policy)
    values = {
        **_facts(told),
        **_conditions(told, remarks),
        **_evidence(told, policy, remarks),
        "today": today,
        "chart_said": _chart_said(result),
    }
    return Tab(
        told.ref,
        SHEET,
        values,
        [result],
        volatile=frozenset({"today"}),
        workbook=FEEDBACK,
        needed=NEEDED,
    )


def no_result_tab(name: str) -> Tab:
    """What stands on a candidate's tab once their result no longer does."""
    return Tab(name, NO_RESULT, {"title": TITLE}, workbook=FEEDBACK)


def items(tab: Tab) -> tuple[Item, ...]:
    """Everything that a candidate's tab says of their result, thing by thing.

    The day that stands on it is left out, and so is what depends on the template alone.
    """
    values = tab.values
    found = [Item(label, str(values[name])) for name, label in _LABELS.items() if values[name]]
    for table in tab.tables:
        for domain, _, mean, _, against in table.rows:
            found.append(Item(f"Domain {domain}", f"{mean:.2f}, {against}"))
    domain = ""
    for number, lead, text in zip(*(_texts(tab, name) for name in EVIDENCE), strict=True):
        domain = number or domain
        what = "evidence that helps" if lead.endswith(HELPS) else "what the assessors wrote"
        found.append(Item(f"Domain {domain}, {what}", text.strip()))
    return tuple(found)


def _texts(tab: Tab, name: str) -> Sequence[str]:
    value = tab.values[name]
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


_LABELS = {
    "candidate": "Candidate",
    "practice": "Practice",
    "window": "Window",
    "outcome": "Outcome",
    "average": "Average",
    "asked_for": "Domains named",
    "resubmit_by": "Resubmit by",
    "next_window": "Next window",
    "resubmission_to_pay": "Fee for a resubmission",
    "application_to_pay": "Fee for a new application",
    "first_renewal": "First renewal",
    "member_to_pay": "Member fee",
}


# What the template's sentences are filled with


def _facts(told: Letter) -> dict[str, Content | Sequence[str]]:
    """The values by name; those that do not apply are empty."""
    candidate = told.name or told.ref
    average = Decimal(told.sum) / (ASSESSORS_IN_A_PANEL * len(DOMAINS))
    award = told.outcome is Status.AWARD
    next_window = told.next_window if told.outcome is Status.FURTHER_EVIDENCE else None
    return {
        "title": f"{TITLE}: {candidate}",
        "candidate": candidate,
        "practice": told.practice,
        "candidate_and_practice": ", ".join(filter(None, (candidate, told.practice))),
        "ref": told.ref,
        "window": window_in_words(told.window) if told.window else "",
        "outcome": OUTCOMES[told.outcome],
        "average": f"{average:.2f}",
        "asked_for": domains_in_words(told.asked_for) if told.asked_for else "",
        "resubmit_by": in_words(told.resubmit_by) if told.resubmit_by else "",
        "next_window": window_in_words(next_window) if next_window else "",
        "next_opens": in_words(first_day(next_window)) if next_window else "",
        "next_closes": in_words(told.next_closes) if next_window and told.next_closes else "",
        "letters": designation(told.outcome),
        "first_renewal": in_words(told.first_renewal) if told.first_renewal else "",
        **_money("member", told.fee if award else None),
        **_money("resubmission", told.fee if told.may_resubmit else None),
        **_money("application", None if award or told.may_resubmit else told.fee),
    }


def _money(what: str, price: Price | None) -> dict[str, str]:
    """A fee with its VAT, in pounds and pence (I21).

    >>> _money("member", None)
    {'member_fee': '', 'member_vat': '', 'member_to_pay': ''}
    """
    if price is None:
        return {f"{what}_{part}": "" for part in ("fee", "vat", "to_pay")}
    return {
        f"{what}_fee": f"£{price.net:,.2f}",
        f"{what}_vat": f"£{price.vat:,.2f}",
        f"{what}_to_pay": f"£{price.gross:,.2f}",
    }


def _conditions(told: Letter, remarks: Remarks) -> dict[str, Sequence[str]]:
    """For each condition one empty text where it holds: the rows that name it are there."""
    award = told.outcome is Status.AWARD
    named = bool(told.asked_for)
    holds = {
        "if_award": award,
        "if_member_fee": award and bool(told.fee and told.first_renewal),
        "if_advice": award and named,
        "if_no_advice": award and not named,
        "if_further_evidence": not award,
        "if_below_average": told.is_below_average,
        "if_asked_for": told.may_resubmit and named,
        "if_too_little": not award and not told.may_resubmit and named,
        "if_not_named": not award and not named,
        "if_marks_stand": told.marks_stand and named,
        "if_all_marked_again": told.may_resubmit and not told.marks_stand,
        "if_resubmission": told.may_resubmit,
        "if_resubmission_fee": told.may_resubmit and told.fee is not None,
        "if_new_application": not award and not told.may_resubmit,
        "if_new_application_fee": not award and not told.may_resubmit and told.fee is not None,
        "if_remarks": any(remarks.get(domain) for domain in told.asked_for),
        "if_domains": named,
    }
    return {name: ("",) if it_holds else () for name, it_holds in holds.items()}


# The tables


def _result(decision: Decision, policy: Policy) -> Table:
    """The ten domains with the panel's average and where it stands against the standard."""
    rows = []
    for domain, total in zip(DOMAINS, decision.domain_sums, strict=True):
        title = policy.book.domain(domain).title
        mean = Decimal(total) / ASSESSORS_IN_A_PANEL
        rows.append((domain, title, mean, STANDARD, standing(mean)))
    return Table("Your result", RESULT_COLUMNS, rows)


def standing(mean: Decimal) -> str:
    """A domain's average against the standard of 5, in words (R50, R54).

    >>> standing(Decimal(5)), standing(Decimal(14) / 3)
    ('meets it', 'below it')
    """
    if mean < STANDARD:
        return "below it"
    return "above it" if mean > STANDARD else "meets it"


def _chart_said(result: Table) -> str:
    """What the chart shows, for somebody who cannot see it."""
    said = ", ".join(f"domain {row[0]} {row[2]:.2f}" for row in result.rows)
    return f"The panel's average in each of the ten domains, beside the standard of 5: {said}."


EVIDENCE = ("evidence_domain", "evidence_lead", "evidence_text")
"""Lists side by side: a row's domain where it is the first of one, what leads it, its text."""


def _evidence(told: Letter, policy: Policy, remarks: Remarks) -> dict[str, Sequence[str]]:
    """For each domain named: what the assessors wrote, and the evidence that helps (R44, R47).

    A domain's title shares its row with what comes first: no page ends between them.
    """
    rows: list[tuple[str, str, str]] = []
    for number in told.asked_for:
        domain = policy.book.domain(number)
        said = [p for remark in remarks.get(number, ()) for p in pieces(f"“{remark.strip()}”")]
        helps = " · ".join(domain.prompts)
        if said:
            rows.append((str(number), domain.title, f"\n{said[0]}"))
            rows += [("", "", piece) for piece in said[1:]]
            rows.append(("", HELPS, f" {helps}"))
        else:
            rows.append((str(number), f"{domain.title}\n{HELPS}", f" {helps}"))
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return dict(zip(EVIDENCE, map(tuple, columns), strict=True))


def pieces(text: str, longest: int = LONGEST_PIECE) -> Iterator[str]:
    """A text in pieces that a row has room for, cut between words where there are any.

    >>> list(pieces("one two three", 8))
    ['one two', 'three']
    """
    lines = text.strip().split("\n")
    for first in range(0, len(lines), MOST_LINES):
        rest = "\n".join(lines[first : first + MOST_LINES]).strip()
        while len(rest) > longest:
            at = max(rest.rfind(" ", 0, longest + 1), rest.rfind("\n", 0, longest + 1))
            at = at if at > longest // 2 else longest
            yield rest[:at].rstrip()
            rest = rest[at:].lstrip()
        if rest:
            yield rest
