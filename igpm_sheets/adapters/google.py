"""Google Sheets: what `spreadsheets.get` answers, as grids.

Every cell comes out as the adapter of Excel workbooks would give it, had the spreadsheet been
downloaded: whole numbers as floats, dates by their number format, a tick box as true or false,
errors by their names. A date is the one that people see; no time zone shifts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from igpm_sheets.adapters.grid import CellValue, ErrorValue, Grid, NeverCalculated
from igpm_sheets.google.addresses import address_of

Answer = Mapping[str, Any]
"""A JSON object of Google's. Whatever is zero, false or empty may be left out of it."""

_ERRORS: Final = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
}
_STILL_LOADING: Final = "LOADING"
"""What a formula is that waits for another service: it has no value yet."""

_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - as people see it, in no zone
_MILLISECONDS: Final = 86_400_000
"""In a day."""
_LAST_DAY: Final = 2_958_465
"""Serial number of 31 December 9999."""
_ELAPSED: Final = re.compile(r"\[[hms]+\+?\]", re.IGNORECASE)
"""In a format: hours, minutes or seconds that go on counting, so a length of time."""


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """One spreadsheet that was read."""

    key: str
    title: str
    locale: str
    """Such as `en_GB`: how Google takes what people type, `3/5/2026` above all."""
    time_zone: str
    """Such as `Europe/London`."""
    grids: tuple[Grid, ...]
    answer: Answer = field(repr=False, default_factory=dict)
    """All of what Google answered."""


def spreadsheet_of(key: str, answer: Answer, source: str = "") -> Spreadsheet:
    """The spreadsheet that Google's answer describes.

    Tabs without cells of their own (charts, connected data) are left out; hidden ones flagged.

    Args:
        key: the spreadsheet's.
        answer: of `spreadsheets.get`, with the fields of `google.masks.READING` at least.
        source: what the grids are to be called; by default the title.
    """
    about = answer.get("properties", {})
    title = str(about.get("title", ""))
    called = source or title or address_of(key)
    return Spreadsheet(
        key=key,
        title=title,
        locale=str(about.get("locale", "")),
        time_zone=str(about.get("timeZone", "")),
        grids=tuple(
            _grid(key, called, title, sheet)
            for sheet in answer.get("sheets", ())
            if sheet.get("properties", {}).get("sheetType", "GRID") == "GRID"
        ),
        answer=answer,
    )


def _grid(key: str, source: str, title: str, sheet: Answer) -> Grid:
    """One tab."""
    properties = sheet.get("properties", {})
    return Grid(
        source=source,
        tab=str(properties.get("title", "")),
        rows=_rows(sheet.get("data", ()), sheet.get("merges", ())),
        hidden=bool(properties.get("hidden", False)),
        address=address_of(key, int(properties.get("sheetId", 0))),
        title=title,
    )


def _rows(blocks: Iterable[Answer], merges: Iterable[Answer]) -> list[list[CellValue]]:
    """The cells from A1 on, ragged; blank rows at the end are cut."""
    rows: list[list[CellValue]] = []
    for block in blocks:
        top, left = int(block.get("startRow", 0)), int(block.get("startColumn", 0))
        for number, row in enumerate(block.get("rowData", ()), top):
            cells = _cells(row.get("values", ()))
            if cells:
                _put(rows, number, left, cells)
    for merged in merges:
        _uncover(rows, merged)
    return rows


def _cells(values: Sequence[Answer]) -> list[CellValue]:
    """A row's values, without blanks at the end."""
    cells = [value_of(each) for each in values]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _put(rows: list[list[CellValue]], number: int, left: int, cells: list[CellValue]) -> None:
    """Puts cells into a row, both counted from 0."""
    while len(rows) <= number:
        rows.append([])
    row = rows[number]
    row.extend([None] * (left - len(row)))
    row[left : left + len(cells)] = cells


def _uncover(rows: list[list[CellValue]], merged: Answer) -> None:
    """Takes out what merged cells cover: all but the one at the top left."""
    top, left = int(merged.get("startRowIndex", 0)), int(merged.get("startColumnIndex", 0))
    # A side that is left out is the edge of the sheet.
    bottom = int(merged.get("endRowIndex", len(rows)))
    for number, row in enumerate(rows[top:bottom]):
        first = left if number else left + 1
        right = int(merged.get("endColumnIndex", len(row)))
        row[first:right] = [None] * len(row[first:right])


def value_of(cell: Answer) -> CellValue:
    """What one cell (`CellData`) holds.

    >>> value_of({"effectiveValue": {"numberValue": 5}}), value_of({})
    (5.0, None)
    >>> value_of({"effectiveValue": {"errorValue": {"type": "N_A"}}})
    ErrorValue(text='#N/A')
    """
    value = cell.get("effectiveValue")
    if not value:
        # A tick box that nobody has clicked yet is shown as one that is not ticked.
        kind = cell.get("dataValidation", {}).get("condition", {}).get("type")
        return False if kind == "BOOLEAN" else None
    if "stringValue" in value:
        return str(value["stringValue"]) or None
    if "numberValue" in value:
        return _number(float(value["numberValue"]), cell)
    if "boolValue" in value:
        return bool(value["boolValue"])
    if "errorValue" in value:
        return _error(value["errorValue"].get("type", ""), cell)
    return None


def _error(kind: str, cell: Answer) -> ErrorValue | NeverCalculated:
    if kind == _STILL_LOADING:
        formula = str(cell.get("userEnteredValue", {}).get("formulaValue", ""))
        return NeverCalculated(formula.removeprefix("="))
    return ErrorValue(_ERRORS.get(kind, "#ERROR!"))


def _number(number: float, cell: Answer) -> CellValue:
    """A number, or the date or time that it stands for by its format."""
    shown = cell.get("effectiveFormat", {}).get("numberFormat") or cell.get(
        "userEnteredFormat", {}
    ).get("numberFormat")
    if not shown or shown.get("type") not in ("DATE", "TIME", "DATE_TIME"):
        return number
    return _moment(number, elapsed=bool(_ELAPSED.search(shown.get("pattern", ""))))


@lru_cache(maxsize=4096)
def _moment(serial: float, *, elapsed: bool) -> CellValue:
    """The date or time of a serial number, which counts days from 30 December 1899.

    Exact to the millisecond. What stands for no day at all stays a number.
    """
    passed = timedelta(milliseconds=round(serial * _MILLISECONDS)) if _is_near(serial) else None
    if passed is None:
        return serial
    if elapsed:
        return passed
    if 0 <= serial < 1:
        return (_EPOCH + passed).time() if passed else time()
    if not _FIRST_DAY <= serial < _LAST_DAY + 1:
        return serial
    at = _EPOCH + passed
    return at.date() if serial.is_integer() else at


_FIRST_DAY: Final = 1 - _EPOCH.toordinal()
"""Serial number of 1 January of the year 1."""


def _is_near(serial: float) -> bool:
    """Whether a length of time can be written down at all."""
    return abs(serial) < 10 * _LAST_DAY
