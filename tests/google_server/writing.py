"""What the Sheets service does for those who write the values of ranges."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from tests.google_server.batch import Batch
from tests.google_server.batch_cells import write
from tests.google_server.cells import typed, without_nothing
from tests.google_server.errors import Wrong, sheets_error
from tests.google_server.grid import Tab
from tests.google_server.masks import Mask
from tests.google_server.ranges import Area, a1, quoted
from tests.google_server.reading import placed, values

Json = dict[str, Any]


def update(batch: Batch, written: str, body: Json, query: Json) -> Json:
    """Values from the first cell of a range on; null skips a cell, "" clears it.

    Raises:
        Refused: 400: no such range, too many values, or a protected cell.
    """
    option = query.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option not in {"RAW", "USER_ENTERED"}:
        message = "'valueInputOption' is required but not specified"
        raise sheets_error(400, message)
    tab, area = placed(batch, written)
    rows = _rows(body)
    _fill(batch, tab, area, rows, typed_in=option == "USER_ENTERED")
    width = max(map(len, rows), default=0)
    place = Area(area.top, area.top + max(len(rows), 1), area.left, area.left + max(width, 1))
    answer = {
        "spreadsheetId": batch.spreadsheet.key,
        "updatedRange": f"{quoted(tab.title)}!{a1(place)}",
        "updatedRows": len(rows),
        "updatedColumns": width,
        "updatedCells": sum(map(len, rows)),
    }
    if query.get("includeValuesInResponse"):
        name = query.get("responseValueRenderOption", "FORMATTED_VALUE")
        answer["updatedData"] = values(
            batch, str(answer["updatedRange"]), {"valueRenderOption": name}
        )
    return answer


def append(batch: Batch, written: str, body: Json, query: Json) -> Json:
    """Values below the table that stands in a range."""
    tab, area = placed(batch, written)
    rows = _rows(body)
    last = max((r for r, _, cell in tab.written(area) if cell.get("userEnteredValue")), default=-1)
    top = max(last + 1, area.top)
    grid = dict(tab.grid)
    grid["rowCount"] = max(grid["rowCount"], top + len(rows))
    grid["columnCount"] = max(grid["columnCount"], area.left + max(map(len, rows), default=0))
    tab.properties["gridProperties"] = grid
    width = max(map(len, rows), default=1)
    place = a1(Area(top, top + max(len(rows), 1), area.left, area.left + width))
    done = update(batch, f"{quoted(tab.title)}!{place}", {"values": rows}, query)
    return {
        "spreadsheetId": batch.spreadsheet.key,
        "tableRange": f"{quoted(tab.title)}!{a1(area)}",
        "updates": done,
    }


def clear(batch: Batch, written: str) -> str:
    """No values in a range any more; formats and notes stay."""
    tab, area = placed(batch, written)
    _guarded(batch, tab, area)
    for row, column, cell in list(tab.written(area)):
        kept = {k: v for k, v in cell.items() if k not in {"userEnteredValue", "effectiveValue"}}
        tab.put(row, column, kept)
    return f"{quoted(tab.title)}!{a1(area)}"


def _rows(body: Json) -> list[list[Any]]:
    rows = body.get("values", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        shown = rows if isinstance(rows, str) else "..."
        kind = "type.googleapis.com/google.protobuf.ListValue"
        raise sheets_error(400, f"Invalid value at 'data.values' ({kind}), \"{shown}\"")
    if body.get("majorDimension") == "COLUMNS":
        height = max(map(len, rows), default=0)
        return [[c[i] if i < len(c) else None for c in rows] for i in range(height)]
    return rows


def _guarded(batch: Batch, tab: Tab, area: Area) -> None:
    try:
        batch.guard(tab, area)
    except Wrong as wrong:
        raise sheets_error(400, str(wrong)) from None


def _fill(
    batch: Batch, tab: Tab, area: Area, rows: Sequence[Sequence[Any]], *, typed_in: bool
) -> None:
    width = max(map(len, rows), default=0)
    if not width:
        return
    place = Area(area.top, area.top + len(rows), area.left, area.left + width)
    single = area.bottom - area.top == area.right - area.left == 1
    room = tab.whole if single else area
    if not room.holds(place):
        what, most = ("row", room.bottom) if place.bottom > room.bottom else ("column", room.right)
        message = f"Requested writing within range [{quoted(tab.title)}!{a1(area)}], but tried "
        raise sheets_error(400, message + f"writing to {what} [{most + 1}]")
    _guarded(batch, tab, place)
    for row, given in enumerate(rows, area.top):
        for column, value in enumerate(given, area.left):
            if value is None:
                continue
            cell = _typed_in(value, batch.spreadsheet.locale) if typed_in else _raw(value)
            fields: Mask = {"userEnteredValue": {}}
            if "userEnteredFormat" in cell:
                fields["userEnteredFormat"] = {"numberFormat": {}}
            try:
                write(tab, row, column, without_nothing(cell), fields)
            except Wrong as wrong:
                raise sheets_error(400, str(wrong)) from None


def _raw(value: Any) -> Json:
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    return typed(value)


def _typed_in(value: Any, locale: str) -> Json:
    """What a person's typing of a text makes of it: a number, a date, a tick, a formula."""
    if not isinstance(value, str):
        return typed(value)
    text = value.strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return typed(float(text))
    if percent := re.fullmatch(r"(-?\d+(?:\.\d+)?)%", text):
        number_format = {"type": "PERCENT", "pattern": "0%" if "." not in text else "0.00%"}
        entered = {"numberValue": float(percent[1]) / 100}
        return {"userEnteredValue": entered, "userEnteredFormat": {"numberFormat": number_format}}
    if text.upper() in {"TRUE", "FALSE"}:
        return typed(text.upper() == "TRUE")
    if day := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second, year = (int(part) for part in day.groups())
        month, date = (first, second) if locale == "en_US" else (second, first)
        try:
            return typed(dt.date(year, month, date), locale)
        except ValueError:
            return typed(value)
    if text.startswith("'"):
        return {"userEnteredValue": {"stringValue": text[1:]}}
    return typed(value)
