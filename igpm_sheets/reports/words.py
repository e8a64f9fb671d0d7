"""Numbers of things and windows, in words."""

from __future__ import annotations

import calendar

from igpm_sheets.model import Nation, Window


def counted(number: int, thing: str) -> str:
    """A number of things.

    >>> counted(1, "error"), counted(0, "error")
    ('1 error', '0 errors')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def window_in_words(window: Window) -> str:
    """A window as people name it.

    >>> window_in_words(Window(2026, 5))
    'May 2026'
    """
    return f"{calendar.month_name[window.month]} {window.year}"


NOT_RECORDED = "not recorded"
ELSEWHERE = "elsewhere"


def nation_in_words(nation: Nation | str | None) -> str:
    """The country of an application: one of the four of the UK, or elsewhere (R5).

    >>> nation_in_words(Nation.WALES), nation_in_words("Jersey"), nation_in_words(None)
    ('Wales', 'elsewhere', 'not recorded')
    """
    if nation is None or nation == "":
        return NOT_RECORDED
    return nation.value if isinstance(nation, Nation) else ELSEWHERE
