"""Coming back with further evidence: when, with what, on which marks (R58-R61, I9-I11, I17-I19)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from igpm_sheets.core import windows
from igpm_sheets.core.circumstances import Circumstances
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import add_years, in_words
from igpm_sheets.identity import email_key, person_key
from igpm_sheets.model import (
    DOMAINS,
    Application,
    Decision,
    Finding,
    PanelRow,
    Reason,
    Status,
    Testimonial,
)
from igpm_sheets.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a resubmission comes after."""

    first: Decision
    """The complete application that the chain began with."""
    previous: Decision
    """The application that it names as its previous one."""
    attempts: int = 0
    """Resubmissions after the same first application that came before this one."""


def year_starts(earlier: Earlier, policy: Policy) -> date | None:
    """The day that starts the one year (R61, I9): of the first result, or of each (I19)."""
    base = earlier.previous if policy.answers.attempts == "restart" else earlier.first
    return year_of(base, policy)


def year_of(decision: Decision, policy: Policy) -> date | None:
    """The day from which the one year after this application's result is counted (I9)."""
    start = policy.answers.one_year_from
    if start == "submission":
        return decision.application.received
    if start == "window":
        return windows.first_day(decision.window) if decision.window else None
    return decision.application.result_sent or decision.result_due


def too_late(application: Application, earlier: Earlier, at: Circumstances) -> Reason | None:
    """A resubmission must come within one calendar year (R61, I10, I11)."""
    start = year_starts(earlier, at.policy)
    received = application.received
    if start is None or received is None or at.window is None:
        return None
    last = add_years(start, 1)
    reassessed = at.policy.answers.one_year_to == "reassessment"
    day = windows.result_due(at.window) if reassessed else received
    where = application.cell("received")
    if day > last:
        sentence = (
            f"the year for a resubmission ended on {in_words(last)}:"
            " a complete new application is needed, at the full fee"
        )
        return Reason("R61", Finding.NOT_MET, sentence, where)
    return Reason("R61", Finding.MET, f"within the year that ends on {in_words(last)}", where)


def no_more_attempts(application: Application, earlier: Earlier, policy: Policy) -> Reason | None:
    """Where the settings allow one resubmission, a second is not eligible (I19)."""
    if policy.answers.attempts != "once" or earlier.attempts == 0:
        return None
    sentence = "there has been a resubmission already: the settings allow one"
    return Reason("I19", Finding.NOT_MET, sentence, application.cell("type"))


def no_result(application: Application, previous: Decision) -> tuple[Reason, Problem] | None:
    """There must be a result that asks for further evidence (R58, I33)."""
    if previous.status is Status.FURTHER_EVIDENCE:
        return None
    where = application.cell("previous_ref")
    ref = previous.application.ref
    code = "A05" if previous.status is Status.AWARD else "A06"
    found = problem(
        code, where, ref, ref=application.ref, previous=ref, status=previous.status.value
    )
    return Reason("I33", Finding.HOLD, found.message, where), found


def mistaken(application: Application, previous: Application) -> tuple[Reason, Problem] | None:
    """The previous ref leads to a later application, or to what looks like somebody else's (I33).

    The first cannot be, so it waits. The second is only to be looked at: a candidate may have
    changed both name and email.
    """
    received, earlier = application.received, previous.received
    if received is not None and earlier is not None and received < earlier:
        code, finding = "A23", Finding.HOLD
    elif _is_somebody_else(application, previous):
        code, finding = "A22", Finding.FLAG
    else:
        return None
    where, ref = application.cell("previous_ref"), previous.ref
    found = problem(code, where, ref, ref=application.ref, previous=ref)
    return Reason("I33", finding, found.message, where), found


def _is_somebody_else(one: Application, other: Application) -> bool:
    """Whether what both record of name and email agrees in nothing."""
    keys = [
        (email_key(one.email), email_key(other.email)),
        (person_key(one.name), person_key(other.name)),
    ]
    both = [(mine, theirs) for mine, theirs in keys if mine and theirs]
    return bool(both) and all(mine != theirs for mine, theirs in both)


def domains_resubmitted(
    application: Application, previous: Decision
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The domains to be marked anew, and those left out since nobody asked (R60, I18).

    A blank list means all that were asked for (I31).
    """
    listed = application.resubmitted_domains
    if not listed:
        return previous.asked_for, ()
    asked = tuple(d for d in previous.asked_for if d in listed)
    return asked, tuple(d for d in listed if d not in previous.asked_for)


def carried_over(application: Application, first: Application) -> Application:
    """The resubmission with its blank cells read from the first application (I31).

    Post, time in post and testimonials carry over; Constitution, discipline and Associate
    standing do not.
    """
    own = application
    return replace(
        own,
        role=own.role or first.role,
        role_started=first.role_started if own.role_started is None else own.role_started,
        substantive=first.substantive if own.substantive is None else own.substantive,
        earlier_posts=own.earlier_posts or first.earlier_posts,
        testimonials=_testimonials(own, first),
    )


def as_known(application: Application, first: Application) -> Application:
    """The resubmission with whom and where it is from, for finding conflicts of interest (I24)."""
    return replace(
        application,
        name=application.name or first.name,
        email=application.email or first.email,
        practice=application.practice or first.practice,
    )


def _testimonials(application: Application, first: Application) -> tuple[Testimonial, Testimonial]:
    one, two = (
        Testimonial(
            own.option if own.option is not None else before.option,
            own.written_as or before.written_as,
            own.referee or before.referee,
            own.received if own.received is not None else before.received,
            own.practice or before.practice,
            own.covers or before.covers,
        )
        for own, before in zip(application.testimonials, first.testimonials, strict=True)
    )
    return one, two


def carried_marks(
    rows: Sequence[PanelRow],
    previous: Sequence[PanelRow],
    domains: Sequence[int],
    key: Callable[[str], str] = person_key,
) -> tuple[PanelRow, ...]:
    """The new marks laid over the earlier panel's (I17).

    `domains` are marked anew; in all others the earlier marks stand. An assessor of both
    panels, told by `key`, keeps their own; the others' earlier rows go to the new assessors
    by name, which matters to nothing but the assessors' own sums.
    """
    left = {key(row.assessor): row for row in previous}
    own = [left.pop(key(row.assessor), None) for row in rows]
    spare = [left[name] for name in sorted(left)]
    carried = tuple(d for d in DOMAINS if d not in domains)
    laid = []
    for row, kept in zip(rows, own, strict=True):
        before = kept or spare.pop(0)
        marks = tuple(
            (row if domain in domains else before).marks[domain - 1] for domain in DOMAINS
        )
        laid.append(PanelRow(row.assessor, marks, row.sheets, carried, before))
    return tuple(laid)


def resubmit_by(decision: Decision, earlier: Earlier | None, policy: Policy) -> date | None:
    """The last day for a resubmission (R61); None where none is allowed any more (I19)."""
    base = decision
    if earlier is not None and policy.answers.attempts == "once":
        return None
    if earlier is not None and policy.answers.attempts == "within_year":
        base = earlier.first
    start = year_of(base, policy)
    return add_years(start, 1) if start else None
