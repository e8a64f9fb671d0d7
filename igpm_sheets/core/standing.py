"""Associate and Member: who may apply, and who may be called MIGPM (R1-R4)."""

from __future__ import annotations

from datetime import date

from igpm_sheets.core.circumstances import Circumstances, not_recorded
from igpm_sheets.core.years import in_words
from igpm_sheets.model import Application, Finding, Reason, Status, YesNoOrDate

DESIGNATION = "MIGPM"


def is_associate(paid: YesNoOrDate, day: date) -> bool | None:
    """Whether somebody's Associate fee is paid on the day (R1); None where not recorded.

    `paid` is yes, no, or the date that the fee is paid to, that day included.

    >>> is_associate(date(2026, 3, 31), date(2026, 3, 31))
    True
    """
    return paid >= day if isinstance(paid, date) else paid


def associate(application: Application, at: Circumstances) -> Reason | None:
    """Only Associates may apply (R1, R2); what follows for others is I14."""
    setting = at.policy.answers.not_associate
    if setting == "ignore":
        return None
    if application.associate is None:
        return not_recorded("R2", application, "associate", "whether the applicant is an Associate")
    if at.applied is None:
        return None
    where = application.cell("associate")
    if is_associate(application.associate, at.applied):
        return Reason("R2", Finding.MET, "an Associate at the time of application", where)
    finding = Finding.NOT_MET if setting == "ineligible" else Finding.HOLD
    paid = application.associate
    until = f": the fee is paid to {in_words(paid)}" if isinstance(paid, date) else ""
    sentence = f"not an Associate at the time of application{until}"
    return Reason("R1" if until else "R2", finding, sentence, where)


def designation(status: Status | None) -> str:
    """The letters after a name: for a Member alone, and only after the panel's pass (R3, R4).

    >>> designation(Status.AWARD), designation(Status.AWAITING_MARKS)
    ('MIGPM', '')
    """
    return DESIGNATION if status is Status.AWARD else ""
