"""A tab that is wholly ours, made or written anew: all its requests, in an order that works.

What people keep beside our columns stays: their cells, charts, conditional formats, and how
wide they have drawn the columns. Our own parts are known by ids that follow from the tab's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final
from zlib import crc32

from igpm_sheets.google.connection import Answer, Request
from igpm_sheets.writers.google.areas import GridRange, alike, block, ends_of, holds, meets, on_tab
from igpm_sheets.writers.google.blocks import alike_blocks, runs_of
from igpm_sheets.writers.google.drawn import CellData, DrawnTab
from igpm_sheets.writers.google.present import TAB_KEY
from igpm_sheets.writers.google.rules import Rule

PROTECTED: Final = "Written by igpm-sheets: please leave these cells to it"
"""How people find our protection among a spreadsheet's protected ranges."""
LONGEST_TITLE: Final = 100

_SPARE_ROWS, _SPARE_COLUMNS = 20, 4
"""Of a new tab, for notes beside what is ours."""
_MOST_CHARTS: Final = 20
"""Of ours on a tab."""
_LARGEST_PART: Final = 250_000
"""Bytes of one request of values, so that a large tab can be sent in several batches."""
_CLEARED: Final = "userEnteredValue,userEnteredFormat,note,dataValidation,textFormatRuns"


def whole_tab(
    drawn: DrawnTab,
    sheet_id: int,
    present: Answer | None,
    *,
    ids: Mapping[str, int],
    editors: Sequence[str],
    title: str = "",
    index: int | None = None,
    elsewhere: Collection[int] = (),
) -> list[Request]:
    """The requests that make a tab, or write it anew, to be sent in one batch and this order.

    Args:
        drawn: what the tab is to hold and how it looks.
        sheet_id: the tab's number, or the one that it is to have.
        present: the tab as the spreadsheet has it, an element of `sheets` of its answer with
            properties, merges, conditionalFormats, protectedRanges, basicFilter and charts;
            None where there is none.
        ids: the numbers of the spreadsheet's tabs by the names that links in `drawn` use.
        editors: the addresses of those who may write on it: the account and the owner. None
            where the account's is not known, which must not be left out of them.
        title: what a new tab is called; without it as it is drawn.
        index: where a new tab goes, counted from 0; without it last.
        elsewhere: the ids of charts on other tabs, to which people may have moved ours.
    """
    if present is None:
        ours = block(0, 0, None, max(drawn.columns, 1))
        requests = [*new_tab(drawn, sheet_id, title=title, index=index)]
        requests += widths(drawn, sheet_id)
    else:
        ours = _ours(drawn, sheet_id, present)
        requests = [*unmerged(present, ours)]
        requests += grown(drawn, sheet_id, present)
        requests += cleared(ours, sheet_id)
    requests += values(drawn.cells, sheet_id)
    requests += formats(drawn.cells, sheet_id)
    requests += pivot_tables(drawn.cells, sheet_id)
    requests += links(drawn, sheet_id, ids)
    requests += validations(drawn, sheet_id)
    requests += merged(drawn, sheet_id)
    requests += heights(drawn, sheet_id)
    requests += filtered(drawn, sheet_id, present or {})
    requests += rules(drawn.rules, sheet_id, present or {}, ours)
    requests += protection(drawn, sheet_id, present or {}, ours, editors)
    requests += charts(drawn, sheet_id, present or {}, elsewhere)
    return requests


def own_id(sheet_id: int, part: str) -> int:
    """The id of a part of a tab of ours, the same each time: a chart's or a protected range's.

    >>> own_id(7, "chart 1") == own_id(7, "chart 1") != own_id(8, "chart 1")
    True
    """
    return crc32(f"igpm_sheets {sheet_id} {part}".encode()) & 0x7FFF_FFFF


# The tab itself


def new_tab(
    drawn: DrawnTab, sheet_id: int, *, title: str = "", index: int | None = None
) -> Iterator[Request]:
    """Adds a tab, with the mark by which it is known to be ours."""
    rows, columns = needed(drawn)
    grid: dict[str, Any] = {"rowCount": rows + _SPARE_ROWS, "columnCount": columns + _SPARE_COLUMNS}
    if drawn.frozen_rows:
        grid["frozenRowCount"] = drawn.frozen_rows
    if drawn.frozen_columns:
        grid["frozenColumnCount"] = drawn.frozen_columns
    if not drawn.grid_lines:
        grid["hideGridlines"] = True
    properties: dict[str, Any] = {
        "sheetId": sheet_id,
        "title": (title or drawn.name)[:LONGEST_TITLE],
        "gridProperties": grid,
    }
    if index is not None:
        properties["index"] = index
    if drawn.tab_colour:
        properties["tabColorStyle"] = drawn.tab_colour
    if drawn.hidden:
        properties["hidden"] = True
    yield {"addSheet": {"properties": properties}}
    yield marked(sheet_id, drawn.name)


def marked(sheet_id: int, name: str, key: str = TAB_KEY) -> Request:
    """Leaves in a tab that it is ours, and which of the report's tabs it is."""
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": key,
                "metadataValue": name,
                "location": {"sheetId": sheet_id},
                "visibility": "DOCUMENT",
            }
        }
    }


def needed(drawn: DrawnTab) -> tuple[int, int]:
    """How many rows and columns the tab needs, with all that its rules reach over."""
    reached = [ends_of(area) for area, _ in drawn.validations]
    reached += [ends_of(area) for rule in drawn.rules for area in rule["ranges"]]
    most = 1 << 30
    rows = max([drawn.rows, 1, *(bottom for _, _, bottom, _ in reached if bottom < most)])
    columns = max([drawn.columns, 1, *(right for _, _, _, right in reached if right < most)])
    return rows, columns


def grown(drawn: DrawnTab, sheet_id: int, present: Answer) -> Iterator[Request]:
    """Lets a tab have at least the rows and columns that are needed, and the headings in sight.

    Google merges no cells across the edge of what people have frozen: there it is as drawn again.
    """
    there = present.get("properties", {}).get("gridProperties", {})
    rows, columns = needed(drawn)
    wanted = {
        "rowCount": rows,
        "columnCount": columns,
        "frozenRowCount": drawn.frozen_rows,
    }
    more = {name: each for name, each in wanted.items() if each > there.get(name, 0)}
    edges = {"frozenRowCount": (0, 2), "frozenColumnCount": (1, 3)}
    drawn_at = {"frozenRowCount": drawn.frozen_rows, "frozenColumnCount": drawn.frozen_columns}
    for name, (first, end) in edges.items():
        edge = there.get(name, 0)
        if any(ends[first] < edge < ends[end] for ends in map(ends_of, drawn.merges)):
            more[name] = drawn_at[name]
    if more:
        properties = {"sheetId": sheet_id, "gridProperties": more}
        fields = ",".join(f"gridProperties.{name}" for name in more)
        yield {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _ours(drawn: DrawnTab, sheet_id: int, present: Answer) -> dict[str, int]:
    """The columns that are ours: those that are drawn, and those that were the last time."""
    known = protected(present, sheet_id)
    before = ends_of(known.get("range", {})) if known else (0, 0, 0, 0)
    width = present.get("properties", {}).get("gridProperties", {}).get("columnCount", 0)
    right = min(before[3], width) if known else 0
    return block(0, 0, None, max(drawn.columns, right, 1))


def cleared(ours: GridRange, sheet_id: int) -> Iterator[Request]:
    """Empties a block: pivot tables first, then values, looks, notes, and what may be typed."""
    area = on_tab(ours, sheet_id)
    for fields in ("pivotTable", _CLEARED):
        yield {"updateCells": {"range": area, "fields": fields}}


def unmerged(present: Answer, ours: GridRange) -> Iterator[Request]:
    """Parts the merged cells that reach into a block, each by itself."""
    for area in present.get("merges", ()):
        if meets(area, ours):
            yield {"unmergeCells": {"range": area}}


# Cells


def values(
    cells: Sequence[Sequence[CellData]], sheet_id: int, *, row: int = 0, column: int = 0
) -> Iterator[Request]:
    """Writes what cells hold, and their notes, from a corner on: typed, never as if entered.

    A large block is parted by rows.
    """
    names = [name for name in ("userEnteredValue", "note") if _any_has(cells, name)]
    if not names:
        return
    part: list[Request] = []
    size, first = 0, row
    for at, each in enumerate(cells, row):
        held = [{name: cell[name] for name in names if name in cell} for cell in each]
        while held and not held[-1]:
            held.pop()
        line: Request = {"values": held} if held else {}
        length = len(json.dumps(line))
        if part and size + length > _LARGEST_PART:
            yield _written(part, names, sheet_id, first, column)
            part, size, first = [], 0, at
        part.append(line)
        size += length
    yield _written(part, names, sheet_id, first, column)


def _any_has(cells: Sequence[Sequence[CellData]], name: str) -> bool:
    return any(name in cell for row in cells for cell in row)


def _written(
    rows: Sequence[Request], names: Sequence[str], sheet_id: int, row: int, column: int
) -> Request:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": list(rows), "fields": ",".join(names)}}


def formats(
    cells: Sequence[Sequence[CellData]], sheet_id: int, *, row: int = 0, column: int = 0
) -> Iterator[Request]:
    """Gives cells their looks, from a corner on: one request for each block that looks alike."""
    looks = [[cell.get("userEnteredFormat") for cell in each] for each in cells]
    for area, look in alike_blocks(looks, row=row, column=column):
        yield {
            "repeatCell": {
                "range": on_tab(area, sheet_id),
                "cell": {"userEnteredFormat": look},
                "fields": "userEnteredFormat",
            }
        }


def pivot_tables(cells: Sequence[Sequence[CellData]], sheet_id: int) -> Iterator[Request]:
    """Puts pivot tables into the cells that are their corners."""
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            if "pivotTable" in cell:
                held = [{"values": [{"pivotTable": cell["pivotTable"]}]}]
                start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
                yield {"updateCells": {"start": start, "rows": held, "fields": "pivotTable"}}


def links(drawn: DrawnTab, sheet_id: int, ids: Mapping[str, int]) -> Iterator[Request]:
    """Lets cells lead to a page or to another tab, in the type that they are drawn in."""
    for at, top, bottom in runs_of(drawn.links):
        rows: list[Request] = []
        for row in range(top, bottom):
            to = drawn.links[row, at]
            uri = to.address
            if to.tab in ids:
                uri = f"#gid={ids[to.tab]}&range={to.cell or 'A1'}"
            look = drawn.cells[row][at].get("userEnteredFormat", {}).get("textFormat", {})
            text = {**look, "link": {"uri": uri}} if uri else look
            rows.append({"values": [{"userEnteredFormat": {"textFormat": text}}]})
        start = {"sheetId": sheet_id, "rowIndex": top, "columnIndex": at}
        fields = "userEnteredFormat.textFormat"
        yield {"updateCells": {"start": start, "rows": rows, "fields": fields}}


def validations(drawn: DrawnTab, sheet_id: int) -> Iterator[Request]:
    """Says what may be typed into which cells."""
    for area, rule in drawn.validations:
        yield {"setDataValidation": {"range": on_tab(area, sheet_id), "rule": rule}}


def merged(drawn: DrawnTab, sheet_id: int) -> Iterator[Request]:
    """Merges cells."""
    for area in drawn.merges:
        yield {"mergeCells": {"range": on_tab(area, sheet_id), "mergeType": "MERGE_ALL"}}


# Sizes


def widths(drawn: DrawnTab, sheet_id: int) -> Iterator[Request]:
    """Makes columns as wide as they are drawn; only of a new tab, since people widen them."""
    yield from _sized(drawn.widths, sheet_id, "COLUMNS")
    yield from _hidden(drawn.hidden_columns, sheet_id, "COLUMNS")


def heights(drawn: DrawnTab, sheet_id: int) -> Iterator[Request]:
    """Makes rows as high as they are drawn."""
    yield from _sized(drawn.heights, sheet_id, "ROWS")
    yield from _hidden(drawn.hidden_rows, sheet_id, "ROWS")


def _sized(sizes: Mapping[int, int], sheet_id: int, dimension: str) -> Iterator[Request]:
    start: int | None = None
    for at in sorted(sizes):
        if start is None:
            start = at
        if sizes.get(at + 1) != sizes[at]:
            yield _dimension(sheet_id, dimension, (start, at + 1), {"pixelSize": sizes[at]})
            start = None


def _hidden(hidden: Sequence[int], sheet_id: int, dimension: str) -> Iterator[Request]:
    for at in hidden:
        yield _dimension(sheet_id, dimension, (at, at + 1), {"hiddenByUser": True})


def _dimension(
    sheet_id: int, dimension: str, ends: tuple[int, int], properties: Mapping[str, Any]
) -> Request:
    return {
        "updateDimensionProperties": {
            "range": {
                "sheetId": sheet_id,
                "dimension": dimension,
                "startIndex": ends[0],
                "endIndex": ends[1],
            },
            "properties": properties,
            "fields": ",".join(properties),
        }
    }


# What lies over the cells


def filtered(drawn: DrawnTab, sheet_id: int, present: Answer) -> Iterator[Request]:
    """Puts the filter over the rows as they are now; what people have filtered for stays.

    How they have sorted does not: the rows have just been written in our own order.
    """
    if drawn.filter_area is None:
        return
    area = on_tab(drawn.filter_area, sheet_id)
    known = present.get("basicFilter", {})
    kept: dict[str, Any] = {}
    if known.get("filterSpecs"):
        kept["filterSpecs"] = [{"columnIndex": 0, **each} for each in known["filterSpecs"]]
    elif known.get("criteria"):
        kept["criteria"] = known["criteria"]
    # Sent again, it also hides and shows the rows by what they hold now.
    if kept or known.get("sortSpecs") or not known or not alike(known.get("range", {}), area):
        yield {"setBasicFilter": {"filter": {"range": area, **kept}}}


def rules(
    wanted: Sequence[Rule], sheet_id: int, present: Answer, ours: GridRange
) -> Iterator[Request]:
    """Replaces the conditional formats within a block; those that reach out of it are people's."""
    there = present.get("conditionalFormats", ())
    for index in reversed(range(len(there))):
        areas = there[index].get("ranges", ())
        if areas and all(holds(ours, area) for area in areas):
            yield {"deleteConditionalFormatRule": {"sheetId": sheet_id, "index": index}}
    for index, rule in enumerate(wanted):
        yield {"addConditionalFormatRule": {"rule": on_tab(rule, sheet_id), "index": index}}


def protected(present: Answer, sheet_id: int) -> Answer | None:
    """The protection of ours that a tab has, if it has it still."""
    own = own_id(sheet_id, "protection")
    known = present.get("protectedRanges", ())
    with_id = [each for each in known if each.get("protectedRangeId") == own]
    # A copy of a spreadsheet may have given it another id.
    named = [each for each in known if each.get("description") == PROTECTED]
    return next(iter([*with_id, *named]), None)


def protection(
    drawn: DrawnTab, sheet_id: int, present: Answer, ours: GridRange, editors: Sequence[str]
) -> Iterator[Request]:
    """Protects our columns, or the whole of a tab that is drawn with cells to type in.

    Whoever people have added to those who may write stays; it is only written where it differs.
    """
    area: dict[str, Any] = {"sheetId": sheet_id}
    unlocked = [on_tab(each, sheet_id) for each in drawn.unlocked]
    if not drawn.is_protected:
        area, unlocked = on_tab(ours, sheet_id), []
    known = protected(present, sheet_id)
    named = [address for address in dict.fromkeys(editors) if address]
    wanted: dict[str, Any] = {"range": area, "description": PROTECTED}
    if unlocked:
        wanted["unprotectedRanges"] = unlocked
    if known is None:
        wanted["protectedRangeId"] = own_id(sheet_id, "protection")
        if named:
            wanted["editors"] = {"users": named}
        yield {"addProtectedRange": {"protectedRange": wanted}}
        return
    may = known.get("editors", {})
    there = {str(address).casefold() for address in may.get("users", ())}
    missing = [address for address in named if address.casefold() not in there]
    fields = []
    if not alike(known.get("range", {}), area):
        fields.append("range")
    if not _all_same(known.get("unprotectedRanges", ()), unlocked):
        fields.append("unprotectedRanges")
    if known.get("warningOnly"):
        fields.append("warningOnly")
    if missing:
        fields.append("editors")
        wanted["editors"] = {**may, "users": [*may.get("users", ()), *missing]}
    if fields:
        wanted = {name: each for name, each in wanted.items() if name in fields}
        wanted["protectedRangeId"] = known["protectedRangeId"]
        update = {"protectedRange": wanted, "fields": ",".join(fields)}
        yield {"updateProtectedRange": update}


def _all_same(some: Sequence[GridRange], others: Sequence[GridRange]) -> bool:
    return sorted(map(ends_of, some)) == sorted(map(ends_of, others))


def charts(
    drawn: DrawnTab, sheet_id: int, present: Answer, elsewhere: Collection[int] = ()
) -> Iterator[Request]:
    """Adds our charts, or brings them up to date where people have moved them to.

    Those for which there is nothing to draw any more go.
    """
    there = {each.get("chartId"): each for each in present.get("charts", ())}
    ids = [own_id(sheet_id, f"chart {number}") for number in range(1, _MOST_CHARTS + 1)]
    for chart_id, chart in zip(ids, drawn.charts, strict=False):
        spec = on_tab(chart.spec, sheet_id)
        place = dict(chart.position)
        place["anchorCell"] = {"sheetId": sheet_id, **place["anchorCell"]}
        position = {"overlayPosition": place}
        if chart_id in there or chart_id in elsewhere:
            yield {"updateChartSpec": {"chartId": chart_id, "spec": spec}}
        else:
            added = {"chartId": chart_id, "spec": spec, "position": position}
            yield {"addChart": {"chart": added}}
        if chart_id in there and _went_with_its_table(there[chart_id], place):
            moved = {"objectId": chart_id, "newPosition": position, "fields": "*"}
            yield {"updateEmbeddedObjectPosition": moved}
    for chart_id in ids[len(drawn.charts) :]:
        if chart_id in there or chart_id in elsewhere:
            yield {"deleteEmbeddedObject": {"objectId": chart_id}}


def _went_with_its_table(chart: Answer, place: Mapping[str, Any]) -> bool:
    """Whether only the row of a chart is another than before.

    Then the table that it belongs to stands in another row now; a person who moves a chart
    hardly leaves it in its column to the pixel.
    """
    there = chart.get("position", {}).get("overlayPosition", {})
    rows = [at.get("anchorCell", {}).get("rowIndex", 0) for at in (there, place)]
    columns = [at.get("anchorCell", {}).get("columnIndex", 0) for at in (there, place)]
    names = ("offsetXPixels", "offsetYPixels", "widthPixels", "heightPixels")
    same = all(there.get(name, 0) == place.get(name, 0) for name in names)
    return same and columns[0] == columns[1] and rows[0] != rows[1]
