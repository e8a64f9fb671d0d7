"""What one candidate may read of their result: nobody else's, and no assessor's name (R58, R62)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from igpm_sheets.core import fees
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.standing import designation
from igpm_sheets.core.windows import first_day
from igpm_sheets.core.years import in_words
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Decision, Price, Status
from igpm_sheets.reports.tables import Column, Kind, Tab, Table

TITLE = "Your application for membership of the IGPM"

RESULT_COLUMNS = (
    Column("Domain", Kind.WHOLE),
    Column("Title", Kind.LONG_TEXT),
    Column("Panel's average", Kind.MEAN, "5 is the expected standard."),
    Column("Against the standard"),
)
"""Of the table `Your result`."""

HELP_COLUMNS = (Column("In domain", Kind.WHOLE), Column("Evidence that helps", Kind.LONG_TEXT))
"""Of the table `What helps`, which is there only when evidence is asked for."""


def feedback_tab(decision: Decision, policy: Policy) -> Tab:
    """The tab of a candidate with a result, named by the application's ref.

    Raises:
        ValueError: if the panel has not decided.
    """
    if not decision.status.is_outcome:
        raise ValueError("feedback follows a result")
    candidate = decision.application.name or decision.application.ref
    tables = [_domains(decision, policy)]
    helps = _prompts(decision, policy)
    if helps.rows:
        tables.append(helps)
    values = {
        "title": f"{TITLE}: {candidate}",
        "opening": list(_opening(decision, policy)),
        "helps_heading": [helps.name] if helps.rows else [],
    }
    return Tab(decision.application.ref, "Feedback", values, tables)


def no_result_tab(name: str) -> Tab:
    """What stands on a candidate's tab once their result no longer does."""
    return Tab(name, "No result", {"title": TITLE})


def _opening(decision: Decision, policy: Policy) -> Iterator[str]:
    """The outcome and what follows from it, in a few sentences."""
    if decision.status is Status.AWARD:
        letters = designation(decision.status)
        yield f"Congratulations: the panel has awarded you membership. You may now use {letters}."
        fee = _member_fee(decision, policy)
        if decision.first_renewal and fee:
            yield (
                f"Your first yearly fee, £{fee.net} plus £{fee.vat} VAT (£{fee.gross}),"
                f" falls due on {in_words(decision.first_renewal)}."
            )
        if decision.asked_for:
            named = domains_in_words(decision.asked_for)
            yield f"For your own development, the panel saw most room in {named}."
        return
    yield "Thank you for your application. The panel needs further evidence before it can decide."
    if decision.asked_for:
        named = domains_in_words(decision.asked_for)
        carry = policy.answers.resubmission_marks == "carry"
        stand = "; all your other marks stand" if carry else ""
        yield f"Please send further evidence in {named}{stand}."
    if not _may_resubmit(decision):
        yield (
            "A further resubmission is not possible now. You are welcome to come back with a"
            " complete new application."
        )
    elif decision.resubmit_by and decision.next_window:
        opens = in_words(first_day(decision.next_window))
        yield (
            f"The next applications are taken from {opens}. We can accept your resubmission"
            f" until {in_words(decision.resubmit_by)}; after that a complete new application"
            " is needed."
        )
        fee = fees.price("resubmission_fee", first_day(decision.next_window), policy.book)
        if fee:
            yield f"The fee is £{fee.net} plus £{fee.vat} VAT: £{fee.gross}."


def _may_resubmit(decision: Decision) -> bool:
    """Whether the year for a resubmission still runs when the result is sent (R61)."""
    result_day = decision.application.result_sent or decision.result_due
    by = decision.resubmit_by
    return by is not None and result_day is not None and by > result_day


def _member_fee(decision: Decision, policy: Policy) -> Price | None:
    day = decision.first_renewal
    return fees.price("member_fee", day, policy.book) if day else None


def _domains(decision: Decision, policy: Policy) -> Table:
    """The ten domains with the panel's average and where it stands against the standard."""
    rows = []
    for domain, total in zip(DOMAINS, decision.domain_sums, strict=True):
        title = policy.book.domain(domain).title
        mean = Decimal(total) / ASSESSORS_IN_A_PANEL
        rows.append((domain, title, mean, standing(mean)))
    return Table("Your result", RESULT_COLUMNS, rows)


def standing(mean: Decimal) -> str:
    """A domain's average against the standard of 5, in words (R50, R54).

    >>> standing(Decimal(5)), standing(Decimal(14) / 3)
    ('meets it', 'below it')
    """
    if mean < 5:
        return "below it"
    return "above it" if mean > 5 else "meets it"


def _prompts(decision: Decision, policy: Policy) -> Table:
    """For each domain below the standard, the evidence that would help (R44, R47)."""
    rows = [
        (domain, prompt)
        for domain in decision.asked_for
        for prompt in policy.book.domain(domain).prompts
    ]
    return Table("What helps", HELP_COLUMNS, rows)
