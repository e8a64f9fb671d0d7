"""When a Member's yearly fee falls due (R38-R40, I12, I23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from igpm_sheets.core.years import add_years
from igpm_sheets.model import SUBMISSION_MONTHS, Window
from igpm_sheets.rulebook.interpretations import RenewalDays

RENEWAL_MONTH = {
    "framework": {1: 3, 5: 6, 9: 10},
    "first_after_results": {1: 3, 5: 7, 9: 11},
}
"""The month, on whose first day the fee is due, by the month of the award's window (R40)."""


def first_renewal(window: Window, awarded: date, days: RenewalDays = "framework") -> date:
    """The first day on which a Member owes the yearly fee: in the year after the award (R39).

    It is keyed on the window, also where the result came late (I12); `awarded`, the day of
    the result, counts with `anniversary` alone.

    >>> first_renewal(Window(2025, 1), date(2025, 2, 28))
    datetime.date(2026, 3, 1)
    """
    if days == "anniversary":
        return add_years(awarded, 1)
    return date(window.year + 1, RENEWAL_MONTH[days][window.month], 1)


def window_of_award(awarded: date) -> Window:
    """The window whose panel made an award on the day: the last that had closed.

    >>> str(window_of_award(date(2025, 2, 28))), str(window_of_award(date(2025, 5, 31)))
    ('2025-01', '2025-01')
    """
    month = max((m for m in SUBMISSION_MONTHS if m < awarded.month), default=None)
    if month is None:
        return Window(awarded.year - 1, SUBMISSION_MONTHS[-1])
    return Window(awarded.year, month)


def renewals(first: date) -> Iterator[date]:
    """Every renewal from the first on, a year apart."""
    years = 0
    while first.year + years < date.max.year:
        yield add_years(first, years)
        years += 1


def is_overdue(due: date, today: date, grace_days: int) -> bool:
    """Whether an unpaid fee is overdue: after its days of grace (I23). Nothing ever lapses."""
    return today > due + timedelta(days=grace_days)
