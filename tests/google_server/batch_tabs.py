"""Requests about the spreadsheet itself, its tabs and its named ranges."""

from __future__ import annotations

import re
from typing import Any

from tests.google_server.batch import Batch, handles
from tests.google_server.errors import Wrong
from tests.google_server.grid import Tab, new_tab
from tests.google_server.masks import Mask, laid_over
from tests.google_server.proto import told
from tests.google_server.ranges import COLUMNS, ROWS, Area, deleted

Json = dict[str, Any]


@handles("updateSpreadsheetProperties")
def update_spreadsheet(batch: Batch, request: Json) -> None:
    """Title, locale, time zone."""
    mask = batch.mask(request, "SpreadsheetProperties")
    new = laid_over(batch.spreadsheet.properties, request.get("properties", {}), mask)
    if not new.get("title"):
        raise Wrong("Spreadsheet title can't be empty.")
    batch.spreadsheet.properties = new


@handles("addSheet")
def add_sheet(batch: Batch, request: Json) -> Json:
    """A new tab, with a number of its own choice or ours."""
    wanted = request.get("properties", {})
    sheet_id = _free_id(batch, wanted.get("sheetId"))
    title = wanted.get("title") or _free_title(batch, f"Sheet{len(batch.spreadsheet.tabs) + 1}")
    batch.spreadsheet.check_title(title)
    tab = new_tab(sheet_id, title)
    tab.properties |= {k: v for k, v in wanted.items() if k not in {"sheetId", "title", "index"}}
    tab.properties["gridProperties"] = {"rowCount": 1000, "columnCount": 26} | dict(
        wanted.get("gridProperties", {})
    )
    tab.properties = told(tab.properties, "SheetProperties")
    _check_grid(tab)
    batch.spreadsheet.tabs.insert(wanted.get("index", len(batch.spreadsheet.tabs)), tab)
    batch.spreadsheet.in_order()
    batch.spreadsheet.check_size()
    return {"properties": tab.properties}


@handles("deleteSheet")
def delete_sheet(batch: Batch, request: Json) -> None:
    """A tab goes, with all that lies on it."""
    tab = batch.spreadsheet.tab(request.get("sheetId", 0), "sheet")
    batch.guard_all(tab)
    batch.spreadsheet.tabs.remove(tab)
    _check_visible(batch, "You can't remove all the visible sheets in a document.")
    batch.spreadsheet.named = [
        n for n in batch.spreadsheet.named if n["range"].get("sheetId", 0) != tab.id
    ]


@handles("updateSheetProperties")
def update_sheet(batch: Batch, request: Json) -> None:
    """Title, place, size, what is frozen, colour, hidden."""
    mask = batch.mask(request, "SheetProperties")
    wanted = request.get("properties", {})
    tab = batch.spreadsheet.tab(wanted.get("sheetId", 0), "sheet")
    if not mask:
        mask = {name: {} for name in wanted}
    batch.guard_tab(tab)
    new = laid_over(tab.properties, wanted, {k: v for k, v in mask.items() if k != "sheetId"})
    if "title" in mask:
        batch.spreadsheet.check_title(new.get("title", ""), tab)
    before = tab.whole
    grid = new.get("gridProperties", {})
    new["gridProperties"] = {
        "rowCount": grid.get("rowCount", before.bottom),
        "columnCount": grid.get("columnCount", before.right),
    } | grid
    _resize(batch, tab, new["gridProperties"], before)
    tab.properties = told(new | {"index": tab.properties["index"]}, "SheetProperties")
    _check_grid(tab)
    if "index" in mask:
        _place(batch, tab, wanted.get("index", 0))
    _check_visible(batch, "You can't hide all the sheets in a document.")
    batch.spreadsheet.check_size()


@handles("duplicateSheet")
def duplicate_sheet(batch: Batch, request: Json) -> Json:
    """The same tab once more, under another name."""
    source = batch.spreadsheet.tab(request.get("sourceSheetId", 0), "sheet")
    sheet_id = _free_id(batch, request.get("newSheetId"))
    title = request.get("newSheetName") or _free_title(batch, f"Copy of {source.title}")
    batch.spreadsheet.check_title(title)
    twin = source.copy()
    twin.properties |= {"sheetId": sheet_id, "title": title}
    for name, number in (("protected", "protectedRangeId"), ("charts", "chartId")):
        things = [
            _told_of(thing, source.id, sheet_id) | {number: batch.new_id([])}
            for thing in getattr(twin, name)
        ]
        setattr(twin, name, things)
    for name in ("merges", "conditional", "bands", "views"):
        things = [_told_of(thing, source.id, sheet_id) for thing in getattr(twin, name)]
        setattr(twin, name, things)
    if twin.basic_filter is not None:
        twin.basic_filter = _told_of(twin.basic_filter, source.id, sheet_id)
    twin.metadata = []
    batch.spreadsheet.tabs.insert(request.get("insertSheetIndex", 0), twin)
    batch.spreadsheet.in_order()
    return {"properties": twin.properties}


@handles("addNamedRange")
def add_named_range(batch: Batch, request: Json) -> Json:
    """A name for some cells."""
    named = dict(request.get("namedRange", {}))
    _check_name(batch, named)
    batch.range(named)
    taken = {n["namedRangeId"] for n in batch.spreadsheet.named}
    named.setdefault("namedRangeId", str(batch.new_id([])))
    if named["namedRangeId"] in taken:
        raise Wrong(f"A named range with ID {named['namedRangeId']} already exists.")
    batch.spreadsheet.named.append(told(named, "NamedRange"))
    return {"namedRange": batch.spreadsheet.named[-1]}


@handles("updateNamedRange")
def update_named_range(batch: Batch, request: Json) -> None:
    """Another name, or other cells."""
    mask = batch.mask(request, "NamedRange")
    index = _named(batch, request.get("namedRange", {}).get("namedRangeId", ""))
    new = laid_over(batch.spreadsheet.named[index], request["namedRange"], mask)
    del batch.spreadsheet.named[index]
    _check_name(batch, new)
    batch.range(new)
    batch.spreadsheet.named.insert(index, told(new, "NamedRange"))


@handles("deleteNamedRange")
def delete_named_range(batch: Batch, request: Json) -> None:
    """The name goes, the cells stay."""
    del batch.spreadsheet.named[_named(batch, request.get("namedRangeId", ""))]


def _named(batch: Batch, name: str) -> int:
    for index, named in enumerate(batch.spreadsheet.named):
        if named["namedRangeId"] == name:
            return index
    raise Wrong(f"No named range with ID: {name}")


def _check_name(batch: Batch, named: Json) -> None:
    name = named.get("name", "")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]{0,249}", name):
        raise Wrong(f"The name you are trying to add is invalid: {name}")
    if any(n["name"].lower() == name.lower() for n in batch.spreadsheet.named):
        raise Wrong(f"A named range with the name '{name}' already exists.")


def _free_id(batch: Batch, wanted: int | None) -> int:
    taken = [tab.id for tab in batch.spreadsheet.tabs]
    if wanted is None:
        return batch.new_id(taken)
    if wanted in taken:
        raise Wrong(f"Sheet with id: {wanted} already exists")
    if wanted < 0:
        raise Wrong(f"Invalid sheetId: {wanted}")
    return wanted


def _free_title(batch: Batch, title: str) -> str:
    wanted, number = title, 1
    while batch.spreadsheet.titled(title) is not None:
        number += 1
        title = f"{wanted} {number}"
    return title


def _told_of(thing: Json, old: int, new: int) -> Json:
    """A thing of one tab as the same thing of another."""

    def told_of(part: Any) -> Any:
        if isinstance(part, list):
            return [told_of(item) for item in part]
        if not isinstance(part, dict):
            return part
        inner = {name: told_of(value) for name, value in part.items()}
        place = {"startRowIndex", "startColumnIndex", "rowIndex", "columnIndex", "sheetId"}
        if place & part.keys() and part.get("sheetId", 0) == old:
            inner["sheetId"] = new
        return inner

    result: Json = told_of(thing)
    return result


def _resize(batch: Batch, tab: Tab, grid: Json, before: Area) -> None:
    """Cut off what lies beyond a smaller grid."""
    for dimension, name, count in (
        (ROWS, "rowCount", before.bottom),
        (COLUMNS, "columnCount", before.right),
    ):
        wanted = grid[name]
        if wanted < 1:
            raise Wrong(f"Invalid {name}: {wanted}; a sheet must have at least one.")
        if wanted < count:
            batch.spreadsheet.move_ranges(tab.id, dimension, deleted(wanted, count))
    tab.rows = [row[: grid["columnCount"]] for row in tab.rows[: grid["rowCount"]]]


def _check_grid(tab: Tab) -> None:
    for frozen, count, what in (
        ("frozenRowCount", "rowCount", "rows"),
        ("frozenColumnCount", "columnCount", "columns"),
    ):
        if tab.grid.get(frozen, 0) >= tab.grid[count] and tab.grid.get(frozen, 0):
            raise Wrong(f"You can't freeze all visible {what} on the sheet.")
    for merge in tab.merges:
        if what := tab.frozen_across(tab.area(merge)):
            message = f"Sorry, you can't freeze {what} which contain only part of a merged cell."
            raise Wrong(message)


def _check_visible(batch: Batch, message: str) -> None:
    if all(tab.properties.get("hidden") for tab in batch.spreadsheet.tabs):
        raise Wrong(message)


def _place(batch: Batch, tab: Tab, index: int) -> None:
    """Move a tab to an index that counts the tabs as they stood before."""
    tabs = batch.spreadsheet.tabs
    before = tabs.index(tab)
    if not 0 <= index <= len(tabs):
        raise Wrong(f"Invalid index: {index}")
    tabs.remove(tab)
    tabs.insert(index - 1 if index > before else index, tab)


def mask_without(mask: Mask, *names: str) -> Mask:
    """A mask that leaves these fields alone."""
    return {name: inner for name, inner in mask.items() if name not in names}
