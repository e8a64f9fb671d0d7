"""What a result means for the candidate if it is sent on a certain day (I9, I12, I35)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from igpm_sheets.core import renewals, windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import add_years
from igpm_sheets.model import ApplicationType, Decision, Status


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


def _resubmit_by(decision: Decision, day: date, policy: Policy) -> date | None:
    """The last day for a resubmission (R61): a year from this day, where it starts the year."""
    answers = policy.answers
    is_first = decision.application.type is not ApplicationType.RESUBMISSION
    starts_the_year = is_first or answers.attempts == "restart"
    if decision.resubmit_by is None or answers.one_year_from != "result" or not starts_the_year:
        return decision.resubmit_by
    return add_years(day, 1)
