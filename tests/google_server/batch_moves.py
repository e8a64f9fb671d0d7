"""Requests that copy, move, replace and sort what stands in cells."""

from __future__ import annotations

import re
from typing import Any

from tests.google_server.batch import Batch, handles
from tests.google_server.cells import Cell, without_nothing
from tests.google_server.grid import Tab, has_value
from tests.google_server.masks import Mask, laid_over
from tests.google_server.ranges import Area

Json = dict[str, Any]


@handles("copyPaste")
def copy_paste(batch: Batch, request: Json) -> None:
    """Cells once more, at another place; a larger place is filled with them."""
    source_tab, source = batch.range(request, "source")
    tab, area = batch.range(request, "destination")
    height, width = source.bottom - source.top, source.right - source.left
    bottom = max(area.bottom, area.top + height)
    right = max(area.right, area.left + width)
    batch.guard(tab, Area(area.top, bottom, area.left, right))
    mask = _pasted(request.get("pasteType", "PASTE_NORMAL"))
    cells = {(r, c): cell for r, c, cell in source_tab.written(source)}
    for row in range(area.top, bottom):
        for column in range(area.left, right):
            place = (
                source.top + (row - area.top) % height,
                source.left + (column - area.left) % width,
            )
            new = laid_over(tab.cell(row, column), cells.get(place, {}), mask)
            tab.put(row, column, without_nothing(new))


def _pasted(kind: str) -> Mask:
    value, look = ("userEnteredValue", "effectiveValue"), ("userEnteredFormat", "textFormatRuns")
    names = {
        "PASTE_NORMAL": (*value, *look, "note", "dataValidation", "pivotTable"),
        "PASTE_VALUES": value,
        "PASTE_FORMAT": look,
        "PASTE_FORMULA": value,
        "PASTE_DATA_VALIDATION": ("dataValidation",),
        "PASTE_NO_BORDERS": (*value, *look, "note", "dataValidation"),
    }
    return {name: {} for name in names[kind]}


@handles("cutPaste")
def cut_paste(batch: Batch, request: Json) -> None:
    """Cells to another place; nothing stays where they were."""
    source_tab, source = batch.range(request, "source")
    start = request.get("destination", {})
    tab = batch.tab(start)
    batch.guard(source_tab, source)
    cells = list(source_tab.written(source))
    down = start.get("rowIndex", 0) - source.top
    along = start.get("columnIndex", 0) - source.left
    for row, column, _ in cells:
        source_tab.put(row, column, {})
    for row, column, cell in cells:
        batch.guard(tab, Area(row + down, row + down + 1, column + along, column + along + 1))
        tab.put(row + down, column + along, cell)


@handles("findReplace")
def find_replace(batch: Batch, request: Json) -> Json:
    """Text for other text in the cells of a range, a tab or all tabs."""
    counts = {"valuesChanged": 0, "occurrencesChanged": 0, "rowsChanged": 0, "sheetsChanged": 0}
    for tab, area in _searched(batch, request):
        rows = set()
        for row, column, cell in list(tab.written(area)):
            new, times = _replaced(cell, request)
            if times:
                batch.guard(tab, Area(row, row + 1, column, column + 1))
                tab.put(row, column, new)
                rows.add(row)
                counts["valuesChanged"] += 1
                counts["occurrencesChanged"] += times
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {name: count for name, count in counts.items() if count}


def _searched(batch: Batch, request: Json) -> list[tuple[Tab, Area]]:
    if "range" in request:
        return [batch.range(request)]
    tabs = batch.spreadsheet.tabs if request.get("allSheets") else [batch.tab(request)]
    return [(tab, tab.whole) for tab in tabs]


def _replaced(cell: Cell, request: Json) -> tuple[Cell, int]:
    text = cell.get("userEnteredValue", {}).get("stringValue")
    if text is None:
        return cell, 0
    find = request.get("find", "")
    pattern = find if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        pattern = f"^(?:{pattern})$"
    flags = 0 if request.get("matchCase") else re.IGNORECASE
    replacement = request.get("replacement", "")
    new, times = re.subn(pattern, lambda _: replacement, text, flags=flags)
    return without_nothing({**cell, "userEnteredValue": {"stringValue": new}}), times


@handles("sortRange")
def sort_range(batch: Batch, request: Json) -> None:
    """Rows in another order; empty cells last."""
    tab, area = batch.range(request)
    batch.guard(tab, area)
    sort(tab, area, request.get("sortSpecs", []))


def sort(tab: Tab, area: Area, specs: list[Json]) -> None:
    """Sort the rows of an area by some of its columns."""
    rows = [
        [tab.cell(row, column) for column in range(area.left, area.right)]
        for row in range(area.top, area.bottom)
    ]
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0) - area.left
        down = spec.get("sortOrder") == "DESCENDING"
        full = [row for row in rows if has_value(row[column])]
        empty = [row for row in rows if not has_value(row[column])]
        rows = sorted(full, key=lambda row: _rank(row[column]), reverse=down) + empty
    for row, cells in enumerate(rows, area.top):
        for column, cell in enumerate(cells, area.left):
            tab.put(row, column, cell)


def _rank(cell: Cell) -> tuple[int, float, str]:
    value = cell.get("userEnteredValue", cell.get("effectiveValue", {}))
    if "numberValue" in value:
        return 0, value["numberValue"], ""
    if "boolValue" in value:
        return 2, value["boolValue"], ""
    return 1, 0, str(next(iter(value.values()))).casefold()
