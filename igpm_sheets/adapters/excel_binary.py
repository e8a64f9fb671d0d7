"""Excel workbooks of binary records: .xls (1993 to 2003) and .xlsb."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from igpm_sheets.adapters import calamine
from igpm_sheets.adapters.excel_gaps import TOO_MANY
from igpm_sheets.adapters.excel_records import (
    Damaged,
    Protected,
    SheetRecords,
    xls_sheets,
    xlsb_sheet,
    xlsb_sheets,
)
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.adapters.package import Package
from igpm_sheets.problems import CellRef, column_letters, problem


def read_xls(data: bytes, stream: bytes, source: str, *, saved_by_a_program: bool) -> list[Grid]:
    """The worksheets of an .xls: of the whole file, and of the stream of records within it.

    Raises:
        SourceUnreadable: if the file is damaged (F10) or protected (F08).
    """
    where = CellRef(source)
    try:
        sheets = xls_sheets(stream, saved_by_a_program=saved_by_a_program)
    except Damaged as error:
        raise SourceUnreadable(problem("F10", where, error)) from error
    except Protected as error:
        raise SourceUnreadable(problem("F08", where, "an encrypted .xls workbook")) from error
    worksheets = {at: sheet for at, sheet in enumerate(sheets) if sheet.is_worksheet}
    return _grids(data, worksheets, source)


def read_xlsb(package: Package, source: str) -> list[Grid]:
    """The worksheets of an .xlsb.

    Raises:
        SourceUnreadable: if a part is missing or broken (F10), or a sheet too vast (F15).
    """
    book = package.main_part
    related = package.relationships(book)
    try:
        worksheets = {
            at: xlsb_sheet(package.read(related[id_].part), name)
            for at, (id_, name) in enumerate(xlsb_sheets(package.read(book)))
            if id_ in related and related[id_].kind == "worksheet"
        }
    except Damaged as error:
        raise SourceUnreadable(problem("F10", package.where, error)) from error
    for sheet in worksheets.values():
        if sheet.last_row * sheet.last_column > TOO_MANY:
            found = f"cells up to {column_letters(sheet.last_column)}{sheet.last_row}"
            raise SourceUnreadable(problem("F15", CellRef(source, sheet.name), found))
    return _grids(package.data, worksheets, source)


def _grids(data: bytes, worksheets: Mapping[int, SheetRecords], source: str) -> list[Grid]:
    """The grids of the worksheets, given by where they stand among all sheets."""
    grids = []
    with closing(calamine.opened(data)) as workbook:
        for at, name, hidden in calamine.sheets_of(workbook):
            if at in worksheets:
                sheet = workbook.get_sheet_by_index(at)
                rows = calamine.rows_of(sheet)
                calamine.complete(rows, worksheets[at].specials, sheet)
                grids.append(Grid(source, name, rows, hidden))
    return grids
