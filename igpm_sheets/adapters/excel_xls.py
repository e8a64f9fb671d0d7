"""Old Excel workbooks (.xls, 1993 to 2003), read by xlrd.

Slower than calamine, which ends the whole program on some damaged files of this format:
it has no checksums that would tell beforehand.
"""

from __future__ import annotations

import io
import struct
from datetime import datetime, time, timedelta
from typing import Any

from igpm_sheets.adapters.binary import Damaged, error_value
from igpm_sheets.adapters.grid import CellValue, Grid, NeverCalculated, SourceUnreadable
from igpm_sheets.adapters.xls_records import SheetRecords, is_protected, worksheet_records
from igpm_sheets.problems import CellRef, problem

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = range(1, 6)
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001 - cells have no zones
_LAST_DAY = 2_958_466


def read_xls(stream: bytes, source: str, *, saved_by_a_program: bool) -> list[Grid]:
    """The worksheets of the workbook whose records the stream holds.

    Raises:
        SourceUnreadable: if the file is damaged (F10) or protected (F08).
    """
    from xlrd import XLRDError, open_workbook  # noqa: PLC0415 - only for such files

    where = CellRef(source)
    if is_protected(stream):
        raise SourceUnreadable(problem("F08", where, "an encrypted .xls workbook"))
    try:
        records = worksheet_records(stream, saved_by_a_program=saved_by_a_program)
        book = open_workbook(file_contents=stream, logfile=io.StringIO(), ragged_rows=True)
    except (Damaged, XLRDError) as error:
        raise SourceUnreadable(problem("F10", where, error)) from error
    except (AssertionError, LookupError, ValueError, struct.error) as error:
        found = "records that contradict each other"
        raise SourceUnreadable(problem("F10", where, found)) from error
    return [
        Grid(source, sheet.name, _rows(sheet, told, book.datemode), sheet.visibility != 0)
        for sheet, told in zip(book.sheets(), records, strict=True)
    ]


def _rows(sheet: Any, told: SheetRecords, epoch: int) -> list[list[CellValue]]:  # noqa: ANN401
    rows = [
        [
            value if kind == _NUMBER else _value(kind, value, epoch)
            for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ]
        for row in range(sheet.nrows)
    ]
    for row, column in told.uncalculated:
        rows[row - 1][column - 1] = NeverCalculated()
    for top, bottom, left, right in told.merged:
        for number, cells in enumerate(rows[top - 1 : bottom]):
            first = left - 1 if number else left
            cells[first:right] = [None] * len(cells[first:right])
    return rows


def _value(kind: int, value: Any, epoch: int) -> CellValue:  # noqa: ANN401 - as xlrd gives it
    if kind == _TEXT:
        return str(value) or None
    if kind == _DATE:
        return _moment(value, epoch)
    if kind == _BOOLEAN:
        return bool(value)
    return error_value(value) if kind == _ERROR else None


def _moment(days: float, epoch: int) -> CellValue:
    """A date, with its time of day where it has one; a time alone; a number out of range."""
    if not 0 <= days < _LAST_DAY:
        return days
    whole = timedelta(days=int(days))
    within = timedelta(milliseconds=round((days - int(days)) * 86_400_000))
    when = _EPOCHS[epoch] + whole + within
    if days < 1:
        return when.time()
    return when.date() if when.time() == time.min else when
