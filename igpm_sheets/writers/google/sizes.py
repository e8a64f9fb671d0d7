"""How wide and high the columns and rows of a sheet are in pixels, and how far things reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from igpm_sheets.writers.google.areas import GridRange, ends_of
from igpm_sheets.writers.google.charts import DrawnChart

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SCREEN: Final = 7
"""Pixels of a digit, in which workbooks count a column's width."""
_USUAL_WIDTH, _USUAL_HEIGHT = 64, 17


def widths_of(sheet: Worksheet) -> Callable[[int], int]:
    """Tells the pixels of a column, from 0."""
    usual = _pixels(sheet.sheet_format.defaultColWidth) or _USUAL_WIDTH
    own = [
        (each.min or 0, each.max or 0, _pixels(each.width))
        for each in sheet.column_dimensions.values()
    ]

    def width(at: int) -> int:
        widths = (pixels for first, last, pixels in own if first <= at + 1 <= last)
        return next(widths, 0) or usual

    return width


def _pixels(characters: float | None) -> int:
    """A column's width in pixels.

    >>> _pixels(9.140625), _pixels(None)
    (64, 0)
    """
    return int((256 * (characters or 0) + int(128 / _SCREEN)) / 256 * _SCREEN)


def heights_of(sheet: Worksheet) -> Callable[[int], int]:
    """Tells the pixels of a row, from 0."""
    usual = round((sheet.sheet_format.defaultRowHeight or 0) * 4 / 3) or _USUAL_HEIGHT
    own = {at: row.height for at, row in sheet.row_dimensions.items() if row.height}

    def height(at: int) -> int:
        points = own.get(at + 1)
        return round(points * 4 / 3) if points else usual

    return height


def own_heights(
    rows: int, filtered: GridRange | None, unlocked: Iterable[GridRange] = ()
) -> Iterator[int]:
    """The rows whose height is drawn: Google makes all others as high as their text.

    Those are a list's, and those that people type in: a long comment is to be seen.
    """
    top, _, bottom, _ = ends_of(filtered) if filtered else (0, 0, 0, 0)
    growing = {*range(top + 1, min(bottom, rows))}
    for first, _, last, _ in map(ends_of, unlocked):
        growing.update(range(first, min(last, rows)))
    return (at for at in range(rows) if at not in growing)


def reach_of(
    merges: Iterable[GridRange],
    charts: Iterable[DrawnChart],
    widths: Callable[[int], int],
    heights: Callable[[int], int],
) -> tuple[int, int]:
    """How many rows and columns merged cells and charts reach over."""
    ends = [(bottom, right) for _, _, bottom, right in map(ends_of, merges)]
    for chart in charts:
        at, place = chart.position["anchorCell"], chart.position
        down = place["offsetYPixels"] + place["heightPixels"]
        along = place["offsetXPixels"] + place["widthPixels"]
        ends.append((_end(at["rowIndex"], down, heights), _end(at["columnIndex"], along, widths)))
    rows, columns = zip(*ends, strict=True) if ends else ((0,), (0,))
    return max(rows), max(columns)


def _end(start: int, pixels: int, size: Callable[[int], int]) -> int:
    """The first row or column that so many pixels from the start of one no longer touch."""
    at = start
    while pixels > 0:
        pixels -= size(at)
        at += 1
    return at


def hidden_columns(sheet: Worksheet, width: int) -> Iterator[int]:
    """The columns, from 0, that are not shown."""
    for each in sheet.column_dimensions.values():
        if each.hidden:
            yield from range((each.min or 1) - 1, min(each.max or 0, width))
