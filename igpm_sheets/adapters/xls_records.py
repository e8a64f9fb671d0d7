"""The records of an old workbook (.xls), as far as xlrd does not tell of them.

They say whether the workbook is encrypted, whether each sheet is whole, which formulas no
program has calculated yet, and which cells are merged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from struct import Struct

from igpm_sheets.adapters.binary import Damaged

_HEADER = Struct("<HH")
_SHEET = Struct("<LBB")
_FORMULA = Struct("<HHH8sH")
_RANGE = Struct("<HHHH")

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _MERGED = 0x0809, 0x000A, 0x002F, 0x0085, 0x00E5
_FORMULAS = (0x0006, 0x0206, 0x0406)
_NO_TEXT = b"\x03\xff"
"""The first and the last byte of such a value."""
_CALCULATE_ON_LOADING = 0x0003


@dataclass(slots=True)
class SheetRecords:
    """What the records tell of one worksheet; addresses count from 1."""

    is_whole: bool = False
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First and last row, first and last column of each merged range."""


def is_protected(stream: bytes) -> bool:
    """Whether a workbook stream is encrypted: one of its first records says so."""
    return any(kind == _FILEPASS for _, kind, _ in islice(_records(stream), 10))


def worksheet_records(stream: bytes, *, saved_by_a_program: bool) -> list[SheetRecords]:
    """What the records of a workbook stream tell of each worksheet, in the workbook's order.

    Libraries that write .xls without calculating store "no text" as every formula's
    value. `saved_by_a_program` says whether Excel or the like has saved the file since;
    only then is such a value a calculated blank.

    Raises:
        Damaged: if the stream breaks off.
    """
    try:
        sheets = _read(stream, saved_by_a_program=saved_by_a_program)
    except struct.error as error:
        raise Damaged("a record breaks off before its end") from error
    for number, sheet in enumerate(sheets, 1):
        if not sheet.is_whole:
            raise Damaged(f"worksheet {number} breaks off before its end")
    return sheets


def _read(stream: bytes, *, saved_by_a_program: bool) -> list[SheetRecords]:
    begins: dict[int, SheetRecords] = {}
    sheet: SheetRecords | None = None
    depth = 0  # a chart within a sheet has a beginning and an end of its own
    for position, kind, body in _records(stream):
        if kind == _BOF:
            depth += 1
            sheet = begins.get(position, sheet)
        elif kind == _EOF:
            depth -= 1
            if sheet and depth == 0:
                sheet.is_whole, sheet = True, None
        elif kind == _BOUNDSHEET:
            offset, _, sheet_type = _SHEET.unpack_from(body)
            if sheet_type == 0:
                begins[offset] = SheetRecords()
        elif sheet and kind == _MERGED:
            ranges = _RANGE.iter_unpack(body[2 : 2 + len(body[2:]) // 8 * 8])
            sheet.merged += [(t + 1, b + 1, left + 1, r + 1) for t, b, left, r in ranges]
        elif sheet and kind in _FORMULAS:
            row, column, _, value, flags = _FORMULA.unpack_from(body)
            calculated = saved_by_a_program and not flags & _CALCULATE_ON_LOADING
            if value[::7] == _NO_TEXT and not calculated:
                sheet.uncalculated.append((row + 1, column + 1))
    return list(begins.values())


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Position, kind and body of each record, up to the zeros that fill the last sector."""
    position, end = 0, len(stream)
    while position + 4 <= end:
        kind, length = _HEADER.unpack_from(stream, position)
        if kind == length == 0:
            return
        yield position, kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
