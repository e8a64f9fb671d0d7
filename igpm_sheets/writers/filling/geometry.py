"""How wide the columns and how high the rows of a sheet are, in pixels, and where things lie."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from igpm_sheets.ooxml.xml import Document, Element
from igpm_sheets.writers.book.references import MOST_COLUMNS, Area

PIXELS_PER_POINT = 96 / 72
EMU = 9525
"""English Metric Units, in which drawings are measured, to a pixel."""
_USUAL_WIDTH = 64
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")


class Columns(NamedTuple):
    """Neighbouring columns of one width; counted from 1, the last included."""

    first: int
    last: int
    pixels: int


class Geometry:
    """Widths and heights of a sheet.

    Args:
        columns: those that have a width of their own, from left to right.
        heights: in pixels, of the rows that have one of their own.
        width: of all other columns, in pixels.
        height: of all other rows, in pixels.
    """

    def __init__(
        self,
        columns: Sequence[Columns],
        heights: Mapping[int, int],
        *,
        width: int = _USUAL_WIDTH,
        height: int = 20,
    ) -> None:
        self._columns = columns
        self._own = dict(sorted(heights.items()))
        self._rows = list(self._own)
        sums = accumulate((own - height for own in self._own.values()), initial=0)
        self._extra = list(sums)
        self.usual_width = width
        self.usual_height = height

    def width(self, column: int) -> int:
        """The width of a column, counted from 1."""
        known = (each.pixels for each in self._columns if each.first <= column <= each.last)
        return next(known, self.usual_width)

    def height(self, row: int) -> int:
        """The height of a row, counted from 1."""
        return self._own.get(row, self.usual_height)

    def left(self, column: int) -> int:
        """Where a column begins."""
        return sum(self.width(each) for each in range(1, min(column, MOST_COLUMNS)))

    def top(self, row: int) -> int:
        """Where a row begins."""
        return (row - 1) * self.usual_height + self._extra[bisect_right(self._rows, row - 1)]

    def row_at(self, pixels: int) -> int:
        """The row that lies at a distance from the top."""
        row = max(1, pixels // max(self.usual_height, 1))
        while row > 1 and self.top(row) > pixels:
            row -= 1
        while self.top(row + 1) <= pixels:
            row += 1
        return row

    def column_at(self, pixels: int) -> int:
        """The column that lies at a distance from the left."""
        column, left = 1, self.width(1)
        while left <= pixels and column < MOST_COLUMNS:
            column += 1
            left += self.width(column)
        return column


class Corner(NamedTuple):
    """A place in a sheet: a cell, counted from 1, and a distance from its top left in EMU."""

    row: int
    column: int
    down: int
    across: int


class Anchor(NamedTuple):
    """Where a drawing hangs, and what it is written as."""

    element: Element
    start: Corner | None
    """None where it hangs on no cell."""
    width: int
    """In EMU."""
    height: int
    covers: Area | None
    """The cells under it."""


def anchors(drawing: Document, geometry: Geometry) -> list[Anchor]:
    """All that hangs in a drawing part, in its order."""
    root = drawing.root
    return [
        _anchor(element, geometry)
        for element in root.within()
        if element.tag in _ANCHORS and element.namespace == root.namespace
    ]


def _anchor(element: Element, geometry: Geometry) -> Anchor:
    start, end = _corner(element.first("from")), _corner(element.first("to"))
    if start is None:
        return Anchor(element, None, 0, 0, None)
    left = geometry.left(start.column) * EMU + start.across
    top = geometry.top(start.row) * EMU + start.down
    if end is not None:
        width = geometry.left(end.column) * EMU + end.across - left
        height = geometry.top(end.row) * EMU + end.down - top
    else:
        size = element.first("ext")
        width, height = (_whole(size.get(key)) if size else 0 for key in ("cx", "cy"))
        bottom = geometry.row_at((top + height) // EMU)
        end = Corner(bottom, geometry.column_at((left + width) // EMU), 1, 1)
    # What ends at the very beginning of a cell does not cover it.
    last_row = end.row - (end.down <= 0 and end.row > start.row)
    last_column = end.column - (end.across <= 0 and end.column > start.column)
    covers = Area(start.row, start.column, last_row, last_column)
    return Anchor(element, start, max(width, 0), max(height, 0), covers)


def _corner(element: Element | None) -> Corner | None:
    if element is None:
        return None
    told = {child.tag: _whole(child.text) for child in element.children}
    return Corner(
        told.get("row", 0) + 1, told.get("col", 0) + 1, told.get("rowOff", 0), told.get("colOff", 0)
    )


def _whole(text: str | None) -> int:
    try:
        return int((text or "").strip())
    except ValueError:
        return 0
