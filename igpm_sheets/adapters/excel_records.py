"""A closer look at the binary formats, .xls and .xlsb, record by record.

As in the XML formats, calamine reads errors and formulas that were never calculated as
blank; here they are found in the records themselves, and so is what would make it run
out of memory: addresses that no sheet has.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct

from igpm_sheets.adapters.excel_xml import Special
from igpm_sheets.adapters.grid import ErrorValue, NeverCalculated

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Damaged(ValueError):  # noqa: N818 - it says what was found
    """The records do not add up; the text says how."""


class Protected(Exception):  # noqa: N818 - it says what was found
    """The records are encrypted."""


@dataclass(slots=True)
class SheetRecords:
    """What the records tell of one sheet."""

    name: str
    is_worksheet: bool = True
    specials: dict[tuple[int, int], Special] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    ended: bool = False


def error_value(code: int) -> ErrorValue:
    """The error of a code as a cell shows it."""
    return ErrorValue(ERRORS.get(code, f"#ERROR {code}"))


# --- .xls: BIFF5 and BIFF8 ---------------------------------------------------------------

_XLS_HEADER = Struct("<HH")
_XLS_SHEET = Struct("<LBBB")
_XLS_BOOLERR = Struct("<HHHBB")
_XLS_FORMULA = Struct("<HHH8sH")
_XLS_CELL = Struct("<HH")

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _BOOLERR = 0x0809, 0x000A, 0x002F, 0x0085, 0x0205
_FORMULAS = (0x0006, 0x0206, 0x0406)
_CELLS = (0x0203, 0x027E, 0x00FD, 0x0204, 0x00BD, 0x00D6)
_CALCULATE_ON_LOADING = 0x0003


def xls_sheets(stream: bytes, *, saved_by_a_program: bool) -> list[SheetRecords]:
    """What the records of a workbook stream tell of each sheet, in the workbook's order.

    Libraries that write .xls without calculating store "no text" as every formula's
    value. `saved_by_a_program` says whether Excel or the like has saved the file since;
    only then is such a value a calculated blank.

    Raises:
        Damaged: if the stream breaks off or holds an address beyond IV65536.
        Protected: if the workbook is encrypted.
    """
    try:
        sheets = _xls_sheets(stream, saved_by_a_program=saved_by_a_program)
    except (IndexError, struct.error) as error:
        raise Damaged("a record breaks off before its end") from error
    broken = next((s.name for s in sheets if s.is_worksheet and not s.ended), "")
    if broken:
        raise Damaged(f"{broken} breaks off before its end")
    return sheets


def _xls_sheets(stream: bytes, *, saved_by_a_program: bool) -> list[SheetRecords]:
    sheets: list[SheetRecords] = []
    begins: dict[int, SheetRecords] = {}
    sheet: SheetRecords | None = None
    depth = 0
    for position, kind, body in _xls_records(stream):
        if kind == _BOF:
            depth += 1
            sheet = begins.get(position, sheet)
        elif kind == _EOF:
            depth -= 1
            if sheet and depth == 0:
                sheet.ended, sheet = True, None
        elif kind == _FILEPASS:
            raise Protected
        elif kind == _BOUNDSHEET:
            offset, _, sheet_type, _ = _XLS_SHEET.unpack_from(body)
            made = SheetRecords(f"sheet {len(sheets) + 1}", is_worksheet=sheet_type == 0)
            sheets.append(made)
            begins[offset] = made
        elif sheet and depth == 1:
            _xls_cell(sheet, kind, body, saved_by_a_program=saved_by_a_program)
    return sheets


def _xls_records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Position, kind and body of each record, up to the zeros that fill the last sector."""
    position, end = 0, len(stream)
    while position + 4 <= end:
        kind, length = _XLS_HEADER.unpack_from(stream, position)
        if kind == length == 0:
            return
        yield position, kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _xls_cell(sheet: SheetRecords, kind: int, body: bytes, *, saved_by_a_program: bool) -> None:
    if kind in _FORMULAS:
        row, column, _, value, flags = _XLS_FORMULA.unpack_from(body)
        at = row + 1, column + 1
        if value[6:] == b"\xff\xff" and value[0] == 2:
            sheet.specials[at] = error_value(value[2])
        no_text = value[6:] == b"\xff\xff" and value[0] == 3
        if no_text and (flags & _CALCULATE_ON_LOADING or not saved_by_a_program):
            sheet.specials[at] = NeverCalculated()
    elif kind == _BOOLERR:
        row, column, _, code, is_error = _XLS_BOOLERR.unpack_from(body)
        if is_error:
            sheet.specials[row + 1, column + 1] = error_value(code)
    elif kind in _CELLS:
        row, column = _XLS_CELL.unpack_from(body)
    else:
        return
    if column > 255:
        raise Damaged(f"{sheet.name} has a cell in column {column + 1}")


# --- .xlsb: BIFF12 -------------------------------------------------------------------------

_ROW, _FIRST_FILLED, _LAST_FILLED, _ERROR, _FORMULA_ERROR = 0, 2, 11, 3, 11
_SHEET, _END_OF_CELLS = 156, 146
_U32 = Struct("<L")


def xlsb_sheet(part: bytes, name: str) -> SheetRecords:
    """What the records of a sheet part tell.

    Raises:
        Damaged: if the part breaks off or holds an address beyond XFD1048576.
    """
    sheet = SheetRecords(name)
    row = 0
    try:
        for kind, start in _xlsb_records(part):
            if kind == _ROW:
                row = _U32.unpack_from(part, start)[0] + 1
            elif kind == _END_OF_CELLS:
                sheet.ended = True
            elif _FIRST_FILLED <= kind <= _LAST_FILLED:
                column = _U32.unpack_from(part, start)[0] + 1
                sheet.last_row = max(sheet.last_row, row)
                sheet.last_column = max(sheet.last_column, column)
                if kind in (_ERROR, _FORMULA_ERROR):
                    sheet.specials[row, column] = error_value(part[start + 8])
    except (IndexError, struct.error) as error:
        raise Damaged(f"{name} breaks off in the middle of a record") from error
    if not sheet.ended:
        raise Damaged(f"{name} breaks off before its end")
    if sheet.last_row > 1 << 20 or sheet.last_column > 1 << 14:
        raise Damaged(f"{name} has a cell beyond XFD1048576")
    return sheet


def xlsb_sheets(workbook: bytes) -> list[tuple[str, str]]:
    """The relationship id and the name of each sheet, in the workbook's order.

    Raises:
        Damaged: if the part breaks off.
    """
    sheets = []
    try:
        for kind, start in _xlsb_records(workbook):
            if kind == _SHEET:
                id_, after = _xlsb_text(workbook, start + 8)
                sheets.append((id_, _xlsb_text(workbook, after)[0]))
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise Damaged("the list of sheets breaks off") from error
    return sheets


def _xlsb_text(part: bytes, start: int) -> tuple[str, int]:
    """A text, and the position after it."""
    end = start + 4 + 2 * _U32.unpack_from(part, start)[0]
    return part[start + 4 : end].decode("utf-16-le"), end


def _xlsb_records(part: bytes) -> Iterator[tuple[int, int]]:
    """Kind and position of the body of each record: both numbers are in groups of 7 bits."""
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
        yield kind, position
        position += length
