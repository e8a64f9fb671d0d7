"""Blocks of cells as Google counts them: rows and columns from 0, the end left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from igpm_sheets.writers.book.references import MOST_COLUMNS, MOST_ROWS, Area

GridRange = Mapping[str, int]
"""Google's own shape: `startRowIndex`, `endRowIndex`, `startColumnIndex`, `endColumnIndex`.

What is left out reaches to the edge of the tab. `sheetId` names the tab; without it the block
lies on whichever tab it is drawn on (see `on_tab`).
"""

_ENDS: Final = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
_FAR: Final = 1 << 31


def block(top: int, left: int, bottom: int | None, right: int | None) -> dict[str, int]:
    """The block from row `top` and column `left` to before `bottom` and `right`.

    >>> block(0, 1, None, 3)
    {'startRowIndex': 0, 'startColumnIndex': 1, 'endColumnIndex': 3}
    """
    ends = zip(_ENDS, (top, bottom, left, right), strict=True)
    return {name: end for name, end in ends if end is not None}


def block_of(area: Area) -> dict[str, int]:
    """An area of a workbook; whole columns and whole rows have no end.

    >>> block_of(Area.of("B2:D9"))
    {'startRowIndex': 1, 'endRowIndex': 9, 'startColumnIndex': 1, 'endColumnIndex': 4}
    """
    bottom = None if area.bottom == MOST_ROWS else area.bottom
    right = None if area.right == MOST_COLUMNS else area.right
    return block(area.top - 1, area.left - 1, bottom, right)


def ends_of(area: GridRange) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of a block, very large where it has no end.

    >>> ends_of({"sheetId": 7, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3})
    (0, 2, 4, 3)
    """
    return (
        area.get("startRowIndex", 0),
        area.get("startColumnIndex", 0),
        area.get("endRowIndex", _FAR),
        area.get("endColumnIndex", _FAR),
    )


def meets(one: GridRange, other: GridRange) -> bool:
    """Whether two blocks of one tab have a cell in common."""
    top, left, bottom, right = ends_of(one)
    other_top, other_left, other_bottom, other_right = ends_of(other)
    rows = top < other_bottom and other_top < bottom
    return rows and left < other_right and other_left < right


def holds(one: GridRange, other: GridRange) -> bool:
    """Whether all of `other` lies within `one`.

    >>> holds({"endColumnIndex": 3}, block(4, 1, None, 3))
    True
    """
    top, left, bottom, right = ends_of(one)
    other_top, other_left, other_bottom, other_right = ends_of(other)
    rows = top <= other_top and other_bottom <= bottom
    return rows and left <= other_left and other_right <= right


def alike(one: GridRange, other: GridRange) -> bool:
    """Whether two blocks of one tab are the same, however they are written."""
    return ends_of(one) == ends_of(other)


def on_tab(value: Any, sheet_id: int) -> Any:  # noqa: ANN401 - any part of a request
    """A part of a request in which every block that names no tab lies on this one.

    >>> on_tab({"sources": [{"startRowIndex": 0}]}, 7)
    {'sources': [{'startRowIndex': 0, 'sheetId': 7}]}
    """
    if isinstance(value, Mapping):
        placed = {name: on_tab(each, sheet_id) for name, each in value.items()}
        if any(end in value for end in _ENDS):
            placed.setdefault("sheetId", sheet_id)
        return placed
    if isinstance(value, list | tuple):
        return [on_tab(each, sheet_id) for each in value]
    return value
