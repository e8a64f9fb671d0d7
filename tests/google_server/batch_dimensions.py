"""Requests about rows and columns: more, fewer, elsewhere, wider, hidden."""

from __future__ import annotations

from typing import Any

from tests.google_server.batch import Batch, handles
from tests.google_server.errors import Wrong
from tests.google_server.grid import Tab
from tests.google_server.masks import laid_over
from tests.google_server.proto import told
from tests.google_server.ranges import ROWS, Area, Change, deleted, displaced, inserted

Json = dict[str, Any]


@handles("insertDimension")
def insert_dimension(batch: Batch, request: Json) -> None:
    """Empty rows or columns between those that are there."""
    given = request.get("range", {})
    tab, dimension = batch.tab(given), _dimension(given)
    first, last = given.get("startIndex", 0), given.get("endIndex", 0)
    from_before = request.get("inheritFromBefore", False)
    count = tab.count(dimension)
    if not 0 <= first < last:
        raise Wrong(f"Invalid range: startIndex {first}, endIndex {last}.")
    if first > count:
        raise Wrong(f"range.startIndex is larger than current grid size ({count})")
    if first == count and not from_before:
        message = (
            f"range.startIndex must be less than the grid size ({count}) if inheritFromBefore is "
            "false."
        )
        raise Wrong(message)
    if from_before and first == 0:
        raise Wrong("inheritFromBefore cannot be true where startIndex is 0.")
    beside = first - 1 if from_before else min(first, count - 1)
    batch.guard(tab, _across(tab, dimension, beside, beside + 1))
    insert(batch, tab, dimension, first, last - first, beside)


def insert(
    batch: Batch, tab: Tab, dimension: str, first: int, many: int, like: int | None = None
) -> None:
    """Insert rows or columns that look like one that is there."""
    looks = [] if like is None else [_look(cell) for cell in _line(tab, dimension, like)]
    if dimension == ROWS:
        if first < len(tab.rows):
            tab.rows[first:first] = [[] for _ in range(many)]
    else:
        for row in tab.rows:
            if first < len(row):
                row[first:first] = [{} for _ in range(many)]
    _follow(batch, tab, dimension, inserted(first, many), many)
    for index in range(first, first + many):
        for across, look in enumerate(looks):
            if look:
                tab.put(*((index, across) if dimension == ROWS else (across, index)), look)


def _line(tab: Tab, dimension: str, index: int) -> list[Json]:
    if dimension == ROWS:
        return [dict(cell) for cell in tab.rows[index]] if index < len(tab.rows) else []
    return [dict(row[index]) if index < len(row) else {} for row in tab.rows]


def _look(cell: Json) -> Json:
    return {k: v for k, v in cell.items() if k in {"userEnteredFormat", "dataValidation"}}


@handles("deleteDimension")
def delete_dimension(batch: Batch, request: Json) -> None:
    """Rows or columns go, and what lies behind them moves up."""
    given = request.get("range", {})
    tab, dimension = batch.tab(given), _dimension(given)
    first, last = _span(tab, given)
    what = "rows" if dimension == ROWS else "columns"
    if last - first >= tab.count(dimension):
        raise Wrong(f"You can't delete all the {what} on the sheet.")
    frozen = tab.grid.get("frozenRowCount" if dimension == ROWS else "frozenColumnCount", 0)
    if frozen and first <= frozen and last == tab.count(dimension):
        raise Wrong(f"Sorry, it is not possible to delete all non-frozen {what}.")
    batch.guard(tab, _across(tab, dimension, first, last))
    delete(batch, tab, dimension, first, last)


def delete(batch: Batch, tab: Tab, dimension: str, first: int, last: int) -> None:
    """Delete rows or columns."""
    if dimension == ROWS:
        del tab.rows[first:last]
    else:
        for row in tab.rows:
            del row[first:last]
    name = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    if frozen := tab.grid.get(name, 0):
        tab.properties["gridProperties"] = tab.grid | {
            name: frozen - max(0, min(last, frozen) - first)
        }
    _follow(batch, tab, dimension, deleted(first, last), first - last)


def _follow(batch: Batch, tab: Tab, dimension: str, change: Change, many: int) -> None:
    """Let the grid's size, the lines' sizes and all ranges follow."""
    name = "rowCount" if dimension == ROWS else "columnCount"
    tab.properties["gridProperties"] = tab.grid | {name: tab.grid[name] + many}
    sizes = {}
    for index, size in tab.sizes[dimension].items():
        span = change(index, index + 1)
        if span is not None and span[0] is not None:
            sizes[span[0]] = size
    tab.sizes[dimension] = sizes
    batch.spreadsheet.move_ranges(tab.id, dimension, change)
    if many:  # what a move of rows makes of relative formulas is nowhere recorded
        batch.spreadsheet.let_formulas_follow(tab.id, dimension, change)


@handles("moveDimension")
def move_dimension(batch: Batch, request: Json) -> None:
    """Rows or columns to another place; the index counts them as they stood before."""
    given = request.get("source", {})
    tab, dimension = batch.tab(given), _dimension(given)
    first, last = _span(tab, given)
    to = request.get("destinationIndex", 0)
    if not 0 <= to <= tab.count(dimension) or first < to < last:
        raise Wrong(f"Invalid destinationIndex: {to}")
    _check_moved_merges(tab, dimension, (first, last), to)
    batch.guard(tab, _across(tab, dimension, min(first, to), max(last, to)))
    if dimension == ROWS:
        while len(tab.rows) < max(last, to):
            tab.rows.append([])
        _displace(tab.rows, first, last, to)
    else:
        for row in tab.rows:
            row.extend({} for _ in range(max(last, to) - len(row)))
            _displace(row, first, last, to)
    _follow(batch, tab, dimension, displaced(first, last, to), 0)


def _check_moved_merges(tab: Tab, dimension: str, moved: tuple[int, int], to: int) -> None:
    """Raise `Wrong` where merged cells would be torn, by what is moved or where it goes."""
    what = "row" if dimension == ROWS else "column"
    for merge in map(tab.area, tab.merges):
        first, last = (merge.top, merge.bottom) if what == "row" else (merge.left, merge.right)
        parted = first < moved[1] and moved[0] < last and not moved[0] <= first < last <= moved[1]
        if parted or first < to < last:
            message = f"Sorry, it is not possible to move a {what} to a position that crosses a "
            raise Wrong(message + "merged cell. Please unmerge and try again.")


def _displace(line: list[Any], first: int, last: int, to: int) -> None:
    taken = line[first:last]
    del line[first:last]
    place = to if to <= first else to - len(taken)
    line[place:place] = taken


@handles("appendDimension")
def append_dimension(batch: Batch, request: Json) -> None:
    """More rows or columns at the end."""
    tab = batch.tab(request)
    length = request.get("length", 0)
    if length < 1:
        raise Wrong(f"Invalid length: {length}")
    name = "rowCount" if _dimension(request) == ROWS else "columnCount"
    tab.properties["gridProperties"] = tab.grid | {name: tab.grid[name] + length}


@handles("updateDimensionProperties")
def update_dimension(batch: Batch, request: Json) -> None:
    """Heights and widths in pixels, and what is hidden."""
    mask = batch.mask(request, "DimensionProperties")
    given = request.get("range", {})
    tab, dimension = batch.tab(given), _dimension(given)
    first, last = _span(tab, given)
    batch.guard(tab, _across(tab, dimension, first, last))
    wanted = told(request.get("properties", {}), "DimensionProperties")
    sizes = tab.sizes[dimension]
    for index in range(first, last):
        sizes[index] = laid_over(sizes.get(index, {}), wanted, mask)


def _dimension(given: Json) -> str:
    dimension: str = given.get("dimension", "DIMENSION_UNSPECIFIED")
    if dimension == "DIMENSION_UNSPECIFIED":
        raise Wrong("No dimension specified.")
    return dimension


def _span(tab: Tab, given: Json) -> tuple[int, int]:
    count = tab.count(given["dimension"])
    first, last = given.get("startIndex", 0), given.get("endIndex", count)
    if not 0 <= first < last <= count:
        message = (
            f"Invalid dimension range: startIndex {first}, endIndex {last}; the sheet has {count}."
        )
        raise Wrong(message)
    return first, last


def _across(tab: Tab, dimension: str, first: int, last: int) -> Area:
    whole = tab.whole
    if dimension == ROWS:
        return Area(first, last, whole.left, whole.right)
    return Area(whole.top, whole.bottom, first, last)
