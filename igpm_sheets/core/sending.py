"""What a result means for the candidate if it is sent on a certain day (I9, I12, I35)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from igpm_sheets.core import renewals, windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import add_years
from igpm_sheets.model import SUBMISSION_MONTHS, ApplicationType, Decision, Status, Window


def sent_on(decision: Decision, day: date, policy: Policy) -> Decision:
    """The decision as it will stand once the office has typed this day under `Result sent`.

    The year for further evidence is counted from the day on which the result is sent, so what
    a candidate is told must not be counted from the day on which it was due. Where a day is
    typed already, the decision stays as it is.
    """
    if not decision.status.is_outcome or decision.application.result_sent is not None:
        return decision
    sent = replace(decision, application=replace(decision.application, result_sent=day))
    if decision.status is Status.AWARD:
        window = decision.window or windows.window_of(day)
        days = policy.answers.renewal_days
        return replace(sent, first_renewal=renewals.first_renewal(window, day, days))
    return replace(
        sent,
        resubmit_by=_resubmit_by(decision, day, policy),
        next_window=windows.next_window(day),
    )


def accepted_until(decision: Decision, policy: Policy) -> date | None:
    """The last day on which further evidence can be accepted (R61, I10).

    That is the end of the year. Where the reassessment, too, must fall within the year, it is
    the last day for the last window whose results are due by then.
    """
    by, answers = decision.resubmit_by, policy.answers
    if by is None or answers.one_year_to != "reassessment":
        return by
    in_time = (
        window
        for year in (by.year, by.year - 1)
        for month in reversed(SUBMISSION_MONTHS)
        if windows.result_due(window := Window(year, month)) <= by
    )
    return windows.closes(next(in_time), answers.window)


def _resubmit_by(decision: Decision, day: date, policy: Policy) -> date | None:
    """The last day for a resubmission (R61): a year from this day, where it starts the year."""
    answers = policy.answers
    is_first = decision.application.type is not ApplicationType.RESUBMISSION
    starts_the_year = is_first or answers.attempts == "restart"
    if decision.resubmit_by is None or answers.one_year_from != "result" or not starts_the_year:
        return decision.resubmit_by
    return add_years(day, 1)
