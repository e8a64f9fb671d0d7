"""Cells as calamine reads them, made whole: blanks as None, and what it leaves out put in.

calamine is ten times as fast as the alternatives, but reads errors and formulas that were
never calculated as blank. A blank is "not recorded" here, so they have to be told apart.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

from igpm_sheets.adapters.excel_xml import Specials
from igpm_sheets.adapters.grid import CellValue

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Rows = list[list[CellValue]]


def opened(data: bytes) -> CalamineWorkbook:
    """The workbook, to be closed by whoever opened it."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only where a workbook is read

    return CalamineWorkbook.from_filelike(io.BytesIO(data))


def sheets_of(workbook: CalamineWorkbook) -> list[tuple[int, str, bool]]:
    """Index, name and whether hidden, of every sheet of whatever kind."""
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415

    return [
        (index, sheet.name, sheet.visible != SheetVisibleEnum.Visible)
        for index, sheet in enumerate(workbook.sheets_metadata)
    ]


def rows_of(sheet: CalamineSheet) -> Rows:
    """The sheet's rows from A1 on, with None for blank cells."""
    rows = cast("Rows", sheet.to_python(skip_empty_area=False))
    for row in rows:
        if "" in row:  # in place: millions of cells are not copied
            row[:] = [None if cell == "" else cell for cell in row]
    return rows


def complete(rows: Rows, found: Specials, sheet: CalamineSheet) -> None:
    """Put in errors and uncalculated formulas, and take out what merged cells cover."""
    for (row, column), special in found.items():
        while len(rows) < row:
            rows.append([])
        cells = rows[row - 1]
        cells.extend([None] * (column - len(cells)))
        cells[column - 1] = special
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for number, cells in enumerate(rows[top : bottom + 1]):
            first = left if number else left + 1
            covered = len(cells[first : right + 1])
            cells[first : right + 1] = [None] * covered
