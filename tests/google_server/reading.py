"""What the Sheets service answers to those who read: spreadsheets, or the values of ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.google_server.batch import Batch
from tests.google_server.batch_rules import shown_protection
from tests.google_server.cells import Cell, effective_format, effective_value, hyperlink, shown
from tests.google_server.discovery import document
from tests.google_server.errors import Wrong, sheets_error, violations
from tests.google_server.grid import Tab, has_value
from tests.google_server.masks import BadMask, Mask, asks_for, check, mask_of, masked
from tests.google_server.proto import told
from tests.google_server.ranges import COLUMNS, ROWS, Area, a1, cells_of, quoted, split_a1

Json = dict[str, Any]


def answer_mask(written: str | None, schema: str) -> Mask | None:
    """The `fields` of a request, checked; None where it names none.

    Raises:
        Refused: 400 for a field that the answer does not have.
    """
    if written is None:
        return None
    try:
        mask = mask_of(written)
        check(mask, document("sheets"), schema)
    except BadMask as bad:
        message = (
            f"Error expanding 'fields' parameter. Cannot find matching fields for path '{bad}'."
        )
        details = violations(message, written)
        said = "Request contains an invalid argument."
        raise sheets_error(400, said, details=details) from None
    return mask


def placed(batch: Batch, written: str) -> tuple[Tab, Area]:
    """The tab and cells that a range in A1 notation (or a named range) means.

    Raises:
        Refused: 400: there is no such tab, or it has no such cells.
    """
    title, cells = split_a1(written)
    named = {n["name"].lower(): n["range"] for n in batch.spreadsheet.named}
    tab = batch.spreadsheet.titled(title) if title is not None else batch.spreadsheet.tabs[0]
    try:
        if tab is None and title is not None and not cells and title.lower() in named:
            return batch.range({"range": named[title.lower()]})
        given = cells_of(cells) if cells else {}
        if tab is None or given is None:
            raise sheets_error(400, f"Unable to parse range: {written}")
        return tab, tab.area(_within(tab, given))
    except Wrong as wrong:
        raise sheets_error(400, str(wrong)) from None


def _within(tab: Tab, given: Json) -> Json:
    """A range whose end may lie beyond the grid, cut off there, as Google does."""
    ends = {"endRowIndex": tab.whole.bottom, "endColumnIndex": tab.whole.right}
    return given | {name: min(given[name], most) for name, most in ends.items() if name in given}


def spreadsheet(
    batch: Batch, mask: Mask | None, ranges: Sequence[str] = (), *, grid_data: bool = False
) -> Json:
    """A spreadsheet as `spreadsheets.get` answers it.

    Args:
        batch: The spreadsheet, and who asks.
        mask: The fields that were asked for; with them, they alone say whether there is grid data.
        ranges: The ranges to which grid data is cut down; none: all of every tab.
        grid_data: What includeGridData said.
    """
    cells = grid_data if mask is None else asks_for(mask, "sheets", "data")
    places = [placed(batch, written) for written in ranges]
    tabs = [tab for tab in batch.spreadsheet.tabs if not places or any(t is tab for t, _ in places)]
    inner = _below(mask or {}, "sheets", "data") if mask else {}
    answer: Json = {
        "spreadsheetId": batch.spreadsheet.key,
        "properties": batch.spreadsheet.properties,
        "sheets": [
            _touched(tab, _tab(batch, tab), places)
            | (
                {"data": [_data(batch, tab, area, inner) for area in _areas(tab, places)]}
                if cells
                else {}
            )
            for tab in tabs
        ],
        "namedRanges": batch.spreadsheet.named,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{batch.spreadsheet.key}/edit",
        "developerMetadata": batch.spreadsheet.metadata,
    }
    answer = {name: part for name, part in answer.items() if part != []}
    return masked(answer, mask) if mask else answer


def _below(mask: Mask, *path: str) -> Mask:
    for name in path:
        if not mask:
            return {}
        mask = mask.get(name, {})
    return mask


def _touched(tab: Tab, part: Json, places: Sequence[tuple[Tab, Area]]) -> Json:
    """A tab's parts; where ranges were asked for, only the merges that touch one of them."""
    areas = [area for other, area in places if other is tab]
    merges = [m for m in part.get("merges", []) if any(tab.area(m).meets(a) for a in areas)]
    if not places or "merges" not in part:
        return part
    rest = {name: value for name, value in part.items() if name != "merges"}
    return rest | ({"merges": merges} if merges else {})


def _areas(tab: Tab, places: Sequence[tuple[Tab, Area]]) -> list[Area]:
    return [area for other, area in places if other is tab] or [tab.whole]


def _tab(batch: Batch, tab: Tab) -> Json:
    """A tab without its cells."""
    rows = {"ROW", "COLUMN"}
    parts: Json = {
        "properties": told(tab.properties, "SheetProperties"),
        "merges": tab.merges,
        "conditionalFormats": tab.conditional,
        "filterViews": tab.views,
        "protectedRanges": [shown_protection(batch, p) for p in tab.protected],
        "basicFilter": tab.basic_filter,
        "charts": tab.charts,
        "bandedRanges": tab.bands,
        "developerMetadata": [m for m in tab.metadata if m["location"]["locationType"] not in rows],
    }
    lists = ("merges", "conditionalFormats", "filterViews", "protectedRanges", "charts")
    schemas = (
        "GridRange",
        "ConditionalFormatRule",
        "FilterView",
        "ProtectedRange",
        "EmbeddedChart",
    )
    for name, schema in zip(lists, schemas, strict=True):
        parts[name] = [told(item, schema) for item in parts[name]]
    if tab.basic_filter is not None:
        parts["basicFilter"] = told(tab.basic_filter, "BasicFilter")
    return {name: part for name, part in parts.items() if part not in ([], None)}


def _data(batch: Batch, tab: Tab, area: Area, mask: Mask) -> Json:
    """The cells of an area, ragged, without the empty ones at the end of rows and at the end."""
    locale = batch.spreadsheet.locale
    data: Json = {"startRow": area.top, "startColumn": area.left}
    data = {name: index for name, index in data.items() if index}
    if asks_for(mask, "rowData"):
        wanted = _below(mask, "rowData", "values")
        rows = [
            _row(tab, row, area, wanted, locale)
            for row in range(area.top, min(area.bottom, len(tab.rows)))
        ]
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            data["rowData"] = rows
    for name, dimension in (("rowMetadata", ROWS), ("columnMetadata", COLUMNS)):
        if asks_for(mask, name):
            data[name] = _sizes(tab, dimension, area)
    return data


def _row(tab: Tab, row: int, area: Area, mask: Mask, locale: str) -> Json:
    cells = list(tab.rows[row][area.left : area.right])
    while cells and not cells[-1]:
        cells.pop()
    return {"values": [cell_data(cell, mask, locale) for cell in cells]} if cells else {}


def cell_data(cell: Cell, mask: Mask, locale: str) -> Json:
    """A cell as `CellData`; of what is worked out, only what the mask asks for."""
    if not cell:
        return {}
    result = dict(cell)
    if has_value(cell):
        value = effective_value(cell)
        if value is not None:
            result["effectiveValue"] = value
        if asks_for(mask, "formattedValue"):
            result["formattedValue"] = shown(cell, locale)
    if asks_for(mask, "effectiveFormat"):
        result["effectiveFormat"] = effective_format(cell, locale)
    if asks_for(mask, "hyperlink") and (link := hyperlink(cell)):
        result["hyperlink"] = link
    return result


def _sizes(tab: Tab, dimension: str, area: Area) -> list[Json]:
    first, last = (area.top, area.bottom) if dimension == ROWS else (area.left, area.right)
    kind, usual = ("ROW", 21) if dimension == ROWS else ("COLUMN", 100)
    notes: dict[int, list[Json]] = {}
    for metadata in tab.metadata:
        if metadata["location"]["locationType"] == kind:
            index = metadata["location"]["dimensionRange"].get("startIndex", 0)
            notes.setdefault(index, []).append(metadata)
    sizes = []
    for index in range(first, last):
        size: Json = {"pixelSize": usual} | tab.sizes[dimension].get(index, {})
        if index in notes:
            size["developerMetadata"] = notes[index]
        sizes.append(size)
    return sizes


def values(batch: Batch, written: str, query: Json) -> Json:
    """The values of one range, as `values.get` answers them."""
    tab, area = placed(batch, written)
    locale = batch.spreadsheet.locale
    rows = [
        [_value(tab.cell(row, column), query, locale) for column in range(area.left, area.right)]
        for row in range(area.top, min(area.bottom, len(tab.rows)))
    ]
    dimension = query.get("majorDimension", "ROWS")
    if dimension == "COLUMNS":
        rows = [list(column) for column in zip(*rows, strict=True)]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    answer = {"range": f"{quoted(tab.title)}!{a1(area)}", "majorDimension": dimension}
    return answer | ({"values": rows} if rows else {})


def _value(cell: Cell, query: Json, locale: str) -> Any:
    if not has_value(cell):
        return ""
    option = query.get("valueRenderOption", "FORMATTED_VALUE")
    entered = cell.get("userEnteredValue", {})
    if option == "FORMULA" and "formulaValue" in entered:
        return entered["formulaValue"]
    value = effective_value(cell) or {}
    kind = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type", "")
    as_text = query.get("dateTimeRenderOption") == "FORMATTED_STRING" and kind.startswith(
        ("DATE", "TIME")
    )
    if option == "FORMATTED_VALUE" or as_text or "errorValue" in value:
        return shown(cell, locale)
    return next(iter(value.values()))
