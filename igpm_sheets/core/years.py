"""Calendar arithmetic in whole years and months, as the rules mean it (I8, I11)."""

from __future__ import annotations

import calendar
from datetime import date


def add_years(day: date, years: int) -> date:
    """The corresponding day `years` later; 29 February falls back to the 28th.

    >>> add_years(date(2024, 2, 29), 1)
    datetime.date(2025, 2, 28)
    """
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def last_of_month(year: int, month: int) -> date:
    """The last day of the month.

    >>> last_of_month(2028, 2)
    datetime.date(2028, 2, 29)
    """
    return date(year, month, calendar.monthrange(year, month)[1])


def in_words(day: date) -> str:
    """The day as it is written in the UK, such as `3 May 2026`."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
