"""Requests that write cells: values, formats, notes, drop-downs, merges, borders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.google_server.batch import Batch, handles
from tests.google_server.cells import MOST_CHARACTERS, without_nothing
from tests.google_server.conditions import check_condition
from tests.google_server.errors import Wrong
from tests.google_server.grid import Tab
from tests.google_server.masks import Mask, laid_over
from tests.google_server.proto import told
from tests.google_server.ranges import ROWS, Area

Json = dict[str, Any]

WRITABLE: Final = (
    "userEnteredValue",
    "userEnteredFormat",
    "note",
    "dataValidation",
    "pivotTable",
    "textFormatRuns",
)


@handles("updateCells")
def update_cells(batch: Batch, request: Json) -> None:
    """Cells row by row; those of the range that no row covers are cleared."""
    mask = _cell_mask(batch, request)
    rows = [row.get("values", []) for row in request.get("rows", [])]
    if ("range" in request) == ("start" in request):
        raise Wrong("Exactly one of 'range' and 'start' must be specified.")
    if "range" in request:
        tab, area = batch.range(request)
        _check_fits(rows, area, len(rows), max(map(len, rows), default=0))
        batch.guard(tab, area)
        for row in range(area.top, area.bottom):
            given = rows[row - area.top] if row - area.top < len(rows) else []
            for column in range(area.left, area.right):
                place = column - area.left
                write(tab, row, column, given[place] if place < len(given) else {}, mask, batch)
        return
    start = request["start"]
    tab = batch.tab(start)
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    _write_from(batch, tab, rows, mask, top, left)


def _write_from(
    batch: Batch, tab: Tab, rows: list[list[Json]], mask: Mask, top: int, left: int
) -> None:
    if not rows:
        return
    width = max(map(len, rows), default=0)
    whole = Area(top, tab.whole.bottom, left, tab.whole.right)
    _check_fits(rows, whole, len(rows), width)
    if width:
        batch.guard(tab, Area(top, top + len(rows), left, left + width))
    for row, given in enumerate(rows, top):
        for column, cell in enumerate(given, left):
            write(tab, row, column, cell, mask, batch)


def _check_fits(rows: list[list[Json]], area: Area, height: int, width: int) -> None:
    if height > area.bottom - area.top:
        message = (
            f"Attempting to write row: {area.bottom}, beyond the last requested row of: "
            f"{area.bottom - 1}"
        )
        raise Wrong(message)
    if rows and width > area.right - area.left:
        message = (
            f"Attempting to write column: {area.right}, beyond the last requested column of: "
            f"{area.right - 1}"
        )
        raise Wrong(message)


@handles("repeatCell")
def repeat_cell(batch: Batch, request: Json) -> None:
    """The same cell all over a range."""
    mask = _cell_mask(batch, request)
    tab, area = batch.range(request)
    batch.guard(tab, area)
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            write(tab, row, column, request.get("cell", {}), mask)


@handles("appendCells")
def append_cells(batch: Batch, request: Json) -> None:
    """Rows below the last one that holds something; the grid grows with them."""
    mask = _cell_mask(batch, request)
    tab = batch.tab(request)
    rows = [row.get("values", []) for row in request.get("rows", [])]
    top = max((row + 1 for row, _, _ in tab.written(tab.whole)), default=0)
    grid = dict(tab.grid)
    grid["rowCount"] = max(grid["rowCount"], top + len(rows))
    grid["columnCount"] = max(grid["columnCount"], *map(len, rows), 1)
    tab.properties["gridProperties"] = grid
    _write_from(batch, tab, rows, mask, top, 0)


def _cell_mask(batch: Batch, request: Json) -> Mask:
    mask = batch.mask(request, "CellData")
    for name in mask:
        if name not in WRITABLE and name not in {"effectiveValue", "formattedValue"}:
            if name in {"hyperlink", "effectiveFormat"}:
                raise Wrong(f"Field is read-only: {name}")
            raise Wrong(f"The server of the tests does not write {name}.")
    return mask or {name: {} for name in WRITABLE}


def write(
    tab: Tab, row: int, column: int, given: Json, mask: Mask, batch: Batch | None = None
) -> None:
    """Write the fields of a mask to one cell.

    Raises:
        Wrong: what is given cannot stand in a cell.
    """
    old = tab.cell(row, column)
    if not given and not old:
        return
    _check_cell(given)
    if "pivotTable" in given and batch is not None:
        given = given | {"pivotTable": _kept_pivot(batch, given["pivotTable"])}
    new = laid_over(old, told_cell(given), mask)
    if "userEnteredValue" in mask:
        new.pop("effectiveValue", None)
    tab.put(row, column, without_nothing(new))


def told_cell(given: Json) -> Json:
    """A cell as it is kept, its formats with both kinds of colours."""
    if given.keys() == {"userEnteredValue"}:
        return given  # nothing of it is ever left out
    result: Json = told(given, "CellData")
    return result


def _check_cell(given: Json) -> None:
    value = given.get("userEnteredValue", {})
    if len(value) > 1:
        raise Wrong("Only one value may be set in userEnteredValue.")
    if "errorValue" in value:
        raise Wrong("Field is read-only: userEnteredValue.errorValue")
    for text in (value.get("stringValue", ""), value.get("formulaValue", "")):
        if len(text) > MOST_CHARACTERS:
            message = (
                f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a "
                "single cell."
            )
            raise Wrong(message)
    if "formulaValue" in value and not value["formulaValue"].startswith("="):
        raise Wrong("Formulas must start with =.")
    number_format = given.get("userEnteredFormat", {}).get("numberFormat")
    if number_format is not None and number_format.get("type") in {
        None,
        "NUMBER_FORMAT_TYPE_UNSPECIFIED",
    }:
        raise Wrong("Number format must have a type.")
    if "dataValidation" in given:
        check_condition(given["dataValidation"].get("condition"), "data validation")


def _check_pivot(batch: Batch, pivot: Json) -> None:
    """Raise `Wrong` for a pivot table that names cells or columns that are not there."""
    if ("source" in pivot) == ("dataSourceId" in pivot):
        raise Wrong("A pivot table must have exactly one source.")
    _, area = batch.range(pivot, "source")
    groups = [*pivot.get("rows", []), *pivot.get("columns", [])]
    values = pivot.get("values", [])
    specs = pivot.get("filterSpecs", [])
    names = [("sourceColumnOffset", group) for group in (*groups, *values)]
    for name, part in names + [("columnOffsetIndex", spec) for spec in specs]:
        if not 0 <= part.get(name, 0) < area.right - area.left and "formula" not in part:
            raise Wrong(f"The pivot table's {name} lies outside its source.")
    for value in values:
        kind = value.get("summarizeFunction", "PIVOT_STANDARD_VALUE_FUNCTION_UNSPECIFIED")
        if kind.endswith("UNSPECIFIED"):
            raise Wrong("A pivot table's value must have a summarizeFunction.")
        if "formula" in value and kind not in {"CUSTOM", "SUM"}:
            message = (
                f'Invalid summarizeFunction: {kind}. Only "CUSTOM" or "SUM" are valid if '
                "PivotValue.calculatedField is set."
            )
            raise Wrong(message)
        if "formula" not in value and kind == "CUSTOM":
            message = (
                '"CUSTOM" may not be used in PivotValue.summarizeFunction unless '
                "PivotValue.calculatedField is set."
            )
            raise Wrong(message)


def _kept_pivot(batch: Batch, pivot: Json) -> Json:
    """A pivot table as it is kept: checked, its filters in both of their forms."""
    _check_pivot(batch, pivot)
    specs = pivot.get("filterSpecs") or [
        {"columnOffsetIndex": int(index), "filterCriteria": criteria}
        for index, criteria in pivot.get("criteria", {}).items()
    ]
    if not specs:
        return pivot
    both = {str(spec.get("columnOffsetIndex", 0)): spec["filterCriteria"] for spec in specs}
    for criteria in both.values():
        if "condition" in criteria:
            check_condition(criteria["condition"], "filters", batch.spreadsheet.locale)
    return pivot | {"filterSpecs": specs, "criteria": both}


@handles("setDataValidation")
def set_data_validation(batch: Batch, request: Json) -> None:
    """A rule for what may be typed; none clears it."""
    tab, area = batch.range(request)
    batch.guard(tab, area)
    cell = {"dataValidation": request["rule"]} if "rule" in request else {}
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            write(tab, row, column, cell, {"dataValidation": {}})


@handles("mergeCells")
def merge_cells(batch: Batch, request: Json) -> None:
    """Cells as one; only what stands in the first of them is kept."""
    tab, area = batch.range(request)
    batch.guard(tab, area)
    kind = request.get("mergeType")
    if kind not in {"MERGE_ALL", "MERGE_COLUMNS", "MERGE_ROWS"}:
        raise Wrong("mergeType must be specified.")
    _check_whole_merges(tab, area)
    parts = list(_parts(area, kind))
    for what in map(tab.frozen_across, parts):
        if what:
            raise Wrong(f"You can't merge frozen and non-frozen {what}.")
    tab.merges = [m for m in tab.merges if not tab.area(m).meets(area)]
    for part in parts:
        if (part.bottom - part.top) * (part.right - part.left) > 1:
            tab.merges.append(told(part.grid_range(tab.id), "GridRange"))
        for row, column, cell in list(tab.written(part)):
            if (row, column) != (part.top, part.left):
                hidden = {"userEnteredValue", "effectiveValue", "note"}
                tab.put(row, column, {k: v for k, v in cell.items() if k not in hidden})


def _parts(area: Area, kind: str) -> Iterator[Area]:
    if kind == "MERGE_ALL":
        yield area
    elif kind == "MERGE_COLUMNS":
        for column in range(area.left, area.right):
            yield Area(area.top, area.bottom, column, column + 1)
    else:
        for row in range(area.top, area.bottom):
            yield Area(row, row + 1, area.left, area.right)


@handles("unmergeCells")
def unmerge_cells(batch: Batch, request: Json) -> None:
    """Single cells again."""
    tab, area = batch.range(request)
    batch.guard(tab, area)
    _check_whole_merges(tab, area)
    tab.merges = [m for m in tab.merges if not tab.area(m).meets(area)]


def _check_whole_merges(tab: Tab, area: Area) -> None:
    merges = [tab.area(merge) for merge in tab.merges]
    if any(merge.meets(area) and not area.holds(merge) for merge in merges):
        raise Wrong("You must select all cells in a merged range to merge or unmerge them.")


@handles("updateBorders")
def update_borders(batch: Batch, request: Json) -> None:
    """Lines around a range and within it."""
    tab, area = batch.range(request)
    batch.guard(tab, area)
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            sides = {
                "top": "top" if row == area.top else "innerHorizontal",
                "bottom": "bottom" if row == area.bottom - 1 else "innerHorizontal",
                "left": "left" if column == area.left else "innerVertical",
                "right": "right" if column == area.right - 1 else "innerVertical",
            }
            for side, name in sides.items():
                if name in request:
                    borders = {"userEnteredFormat": {"borders": {side: request[name]}}}
                    mask: Mask = {"userEnteredFormat": {"borders": {side: {}}}}
                    write(tab, row, column, borders, mask)


@handles("autoResizeDimensions")
def auto_resize(batch: Batch, request: Json) -> None:
    """Nothing that the server could show; the tab must be there, though."""
    if "dimensions" in request:
        tab = batch.tab(request["dimensions"])
        if request["dimensions"].get("endIndex", 0) > tab.count(
            request["dimensions"].get("dimension", ROWS)
        ):
            raise Wrong("Dimension range exceeds the grid.")
