"""Excel workbooks of binary parts (.xlsb), read by calamine.

As in the XML formats, calamine reads errors as blank; here they are found in the records
themselves, and so are addresses that would make it run out of memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from struct import Struct

from igpm_sheets.adapters import calamine
from igpm_sheets.adapters.binary import Damaged, error_value
from igpm_sheets.adapters.excel_gaps import LAST_COLUMN, LAST_ROW, TOO_MANY
from igpm_sheets.adapters.excel_xml import Special
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.adapters.package import Package
from igpm_sheets.problems import CellRef, column_letters, problem


@dataclass(slots=True)
class SheetRecords:
    """What the records tell of one worksheet; addresses count from 1."""

    name: str
    errors: dict[tuple[int, int], Special] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    is_whole: bool = False


def read_xlsb(package: Package, source: str) -> list[Grid]:
    """The worksheets of an .xlsb.

    Raises:
        SourceUnreadable: if a part is missing or broken (F10), or a sheet too vast (F15).
    """
    try:
        worksheets = _worksheets(package)
    except Damaged as error:
        raise SourceUnreadable(problem("F10", package.where, error)) from error
    for told in worksheets.values():
        if told.last_row * told.last_column > TOO_MANY:
            found = f"cells up to {column_letters(told.last_column)}{told.last_row}"
            raise SourceUnreadable(problem("F15", CellRef(source, told.name), found))
    grids = []
    with closing(calamine.opened(package.data)) as workbook:
        for at, name, hidden in calamine.sheets_of(workbook):
            if at in worksheets:
                sheet = workbook.get_sheet_by_index(at)
                rows = calamine.rows_of(sheet)
                calamine.complete(rows, worksheets[at].errors, sheet)
                grids.append(Grid(source, name, rows, hidden))
    return grids


def _worksheets(package: Package) -> dict[int, SheetRecords]:
    """The worksheets by where they stand among all sheets."""
    book = package.main_part
    related = package.relationships(book)
    worksheets = {}
    for at, (id_, name) in enumerate(listed_sheets(package.read(book))):
        if id_ not in related:  # calamine would panic
            raise Damaged(f"the tab {name} has no part")
        if related[id_].kind == "worksheet":
            worksheets[at] = sheet_records(package.read(related[id_].part), name)
    return worksheets


_ROW, _FIRST_FILLED, _LAST_FILLED, _ERROR, _FORMULA_ERROR = 0, 2, 11, 3, 11
_SHEET, _EXTENT, _END_OF_CELLS = 156, 148, 146
_U32 = Struct("<L")


def sheet_records(part: bytes, name: str) -> SheetRecords:
    """What the records of a sheet part tell.

    Raises:
        Damaged: if the part breaks off or holds an address beyond XFD1048576.
    """
    sheet = SheetRecords(name)
    row = 0
    try:
        for kind, start, length in _records(part):
            if kind == _ROW:
                row = _U32.unpack_from(part, start)[0] + 1
            elif kind == _EXTENT and length < 16:
                raise Damaged(f"{name} has an extent cut short")  # calamine would panic
            elif kind == _END_OF_CELLS:
                sheet.is_whole = True
            elif _FIRST_FILLED <= kind <= _LAST_FILLED:
                column = _U32.unpack_from(part, start)[0] + 1
                sheet.last_row = max(sheet.last_row, row)
                sheet.last_column = max(sheet.last_column, column)
                if kind in (_ERROR, _FORMULA_ERROR):
                    sheet.errors[row, column] = error_value(part[start + 8])
    except (IndexError, struct.error) as error:
        raise Damaged(f"{name} breaks off in the middle of a record") from error
    if not sheet.is_whole:
        raise Damaged(f"{name} breaks off before its end")
    if sheet.last_row > LAST_ROW or sheet.last_column > LAST_COLUMN:
        raise Damaged(f"{name} has a cell beyond XFD1048576")
    return sheet


def listed_sheets(workbook: bytes) -> list[tuple[str, str]]:
    """The relationship id and the name of each sheet, in the workbook's order.

    Raises:
        Damaged: if the part breaks off.
    """
    sheets = []
    try:
        for kind, start, _ in _records(workbook):
            if kind == _SHEET:
                id_, after = _text(workbook, start + 8)
                sheets.append((id_, _text(workbook, after)[0]))
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise Damaged("the list of sheets breaks off") from error
    return sheets


def _text(part: bytes, start: int) -> tuple[str, int]:
    """A text, and the position after it."""
    end = start + 4 + 2 * _U32.unpack_from(part, start)[0]
    return part[start + 4 : end].decode("utf-16-le"), end


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, position and length of each record's body: the numbers are in groups of 7 bits."""
    position, end = 0, len(part)
    while position < end:
        kind = part[position]
        position += 1
        if kind & 0x80:
            kind = kind & 0x7F | part[position] << 7
            position += 1
        length = shift = 0
        while True:
            byte = part[position]
            position += 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
        if position + length > end:
            raise IndexError
        yield kind, position, length
        position += length
