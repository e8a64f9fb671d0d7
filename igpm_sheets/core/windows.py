"""The yearly round: submission months, when they close, when results are due (R31-R35, R6)."""

from __future__ import annotations

from datetime import date, timedelta

from igpm_sheets.core.years import last_of_month
from igpm_sheets.model import SUBMISSION_MONTHS, Window
from igpm_sheets.rulebook.interpretations import Window as Edges

SCHEME_OPENED = date(2022, 6, 21)
"""The day the scheme opened (R6)."""

FIRST_WINDOW = Window(2022, 9)
"""The first submission month after the scheme opened (R6)."""


def window_of(received: date, edges: Edges = "calendar_month") -> Window:
    """The window that an application received on the day belongs to (R32, R33, I6).

    Received in a submission month, it belongs to that month; in any other, it is held
    over to the next. With `previous_month_end` a window takes what was received before
    its month began. No window is earlier than the first of the scheme (R6).

    >>> str(window_of(date(2025, 10, 1))), str(window_of(date(2026, 1, 31)))
    ('2026-01', '2026-01')
    """
    if edges == "calendar_month" and received.month in SUBMISSION_MONTHS:
        window = Window(received.year, received.month)
    else:
        window = next_window(received)
    return max(window, FIRST_WINDOW)


def next_window(day: date) -> Window:
    """The first submission month that begins after the day (R59, I35).

    >>> str(next_window(date(2025, 4, 30))), str(next_window(date(2025, 5, 1)))
    ('2025-05', '2025-09')
    """
    later = [month for month in SUBMISSION_MONTHS if month > day.month]
    return Window(day.year, later[0]) if later else Window(day.year + 1, SUBMISSION_MONTHS[0])


def first_day(window: Window) -> date:
    """The first day of the window's month."""
    return date(window.year, window.month, 1)


def closes(window: Window, edges: Edges = "calendar_month") -> date:
    """The last day on which an application counts for the window (I6).

    The panels get the applications after it (R34).
    """
    if edges == "previous_month_end":
        return first_day(window) - timedelta(days=1)
    return last_of_month(window.year, window.month)


def result_due(window: Window) -> date:
    """The day by which candidates have their results: the end of the next month (R35).

    >>> result_due(Window(2028, 1)), result_due(Window(2026, 9))
    (datetime.date(2028, 2, 29), datetime.date(2026, 10, 31))
    """
    return last_of_month(window.year, window.month + 1)


def parse_window(text: str) -> Window:
    """The window written as `2026-05`.

    Raises:
        ValueError: if the text is no year and month, or the month is none of the three.
    """
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and (year + month).isdecimal()):
        raise ValueError(f"{text!r} is not a window: write it as 2026-05, or all")
    if int(month) not in SUBMISSION_MONTHS:
        raise ValueError(f"{text!r} is not a window: applications come in 01, 05 and 09")
    return Window(int(year), int(month))
