"""Which tabs are this program's own, so that what it wrote is never read as somebody's."""

from __future__ import annotations

from collections.abc import Sequence

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.fields import OUR_HEADINGS, is_our_tab
from igpm_sheets.reading.wording import normal

_HEADINGS = tuple(frozenset(map(normal, headings)) for headings in OUR_HEADINGS)
_LONGEST = 2 * max(len(heading) for headings in OUR_HEADINGS for heading in headings)
_ROWS_ABOVE = 100
"""No letter to a candidate has so many lines above its table."""


def is_ours(grid: Grid) -> bool:
    """Whether the tab is one that this program made, a candidate's feedback among them.

    >>> is_ours(Grid("applications.xlsx", "IGPM Results", []))
    True
    """
    return is_our_tab(grid.tab) or any(map(_has_our_headings, grid.rows[:_ROWS_ABOVE]))


def _has_our_headings(row: Sequence[CellValue]) -> bool:
    """Whether a row holds the headings of one of our tables, in whatever columns."""
    texts = [cell for cell in row if isinstance(cell, str) and 0 < len(cell) <= _LONGEST]
    if len(texts) < min(map(len, _HEADINGS)):
        return False
    there = set(map(normal, texts))
    return any(headings <= there for headings in _HEADINGS)
