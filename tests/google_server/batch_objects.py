"""Requests about charts and developer metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.google_server.batch import Batch, handles
from tests.google_server.errors import Wrong
from tests.google_server.grid import Spreadsheet, Tab
from tests.google_server.masks import laid_over
from tests.google_server.proto import told
from tests.google_server.ranges import ROWS

Json = dict[str, Any]

_CHARTS: Final = {
    "basicChart",
    "pieChart",
    "bubbleChart",
    "candlestickChart",
    "orgChart",
    "histogramChart",
    "waterfallChart",
    "treemapChart",
    "scorecardChart",
}


@handles("addChart")
def add_chart(batch: Batch, request: Json) -> Json:
    """A chart on a tab, or on one of its own."""
    given = dict(request.get("chart", {}))
    _check_spec(batch, given.get("spec", {}))
    taken = [chart["chartId"] for tab in batch.spreadsheet.tabs for chart in tab.charts]
    given.setdefault("chartId", batch.new_id(taken))
    if given["chartId"] in taken:
        raise Wrong(f"Embedded object with ID: {given['chartId']} already exists.")
    position = given.get("position", {})
    if "overlayPosition" not in position:
        raise Wrong("The server of the tests puts charts only over cells: overlayPosition.")
    tab = _anchored(batch, position)
    tab.charts.append(told(given, "EmbeddedChart"))
    return {"chart": tab.charts[-1]}


@handles("updateChartSpec")
def update_chart(batch: Batch, request: Json) -> None:
    """Another chart in the same place."""
    tab, index = _chart(batch, request.get("chartId", 0))
    _check_spec(batch, request.get("spec", {}))
    tab.charts[index] = tab.charts[index] | {"spec": told(request["spec"], "ChartSpec")}


@handles("updateEmbeddedObjectPosition")
def move_chart(batch: Batch, request: Json) -> Json:
    """The same chart in another place; the mask's root is the place over the cells."""
    mask = batch.mask(request, "OverlayPosition")
    tab, index = _chart(batch, request.get("objectId", 0))
    chart = tab.charts[index]
    over = "overlayPosition"
    if over not in request.get("newPosition", {}):
        raise Wrong("The server of the tests moves charts only over cells: overlayPosition.")
    place = laid_over(chart["position"][over], request["newPosition"][over], mask)
    position = {over: place}
    del tab.charts[index]
    _anchored(batch, position).charts.append(
        chart | {"position": told(position, "EmbeddedObjectPosition")}
    )
    return {"position": position}


@handles("deleteEmbeddedObject")
def delete_chart(batch: Batch, request: Json) -> None:
    """A chart goes."""
    tab, index = _chart(batch, request.get("objectId", 0))
    batch.guard_tab(tab)
    del tab.charts[index]


def _anchored(batch: Batch, position: Json) -> Tab:
    anchor = position.get("overlayPosition", {}).get("anchorCell", {})
    tab = batch.tab(anchor)
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    if not (0 <= row < tab.whole.bottom and 0 <= column < tab.whole.right):
        raise Wrong("The anchor cell of the chart lies outside the grid.")
    batch.guard_tab(tab)
    return tab


def _chart(batch: Batch, number: int) -> tuple[Tab, int]:
    for tab in batch.spreadsheet.tabs:
        for index, chart in enumerate(tab.charts):
            if chart["chartId"] == number:
                return tab, index
    raise Wrong(f"No embedded object with ID: {number}")


def _check_spec(batch: Batch, spec: Json) -> None:
    kinds = _CHARTS & spec.keys()
    if len(kinds) != 1:
        raise Wrong("Exactly one kind of chart must be set in ChartSpec.")
    basic = spec.get("basicChart")
    if basic is not None:
        if basic.get("chartType", "BASIC_CHART_TYPE_UNSPECIFIED").endswith("UNSPECIFIED"):
            raise Wrong("A basic chart must have a chartType.")
        if not basic.get("series"):
            raise Wrong("A basic chart must have at least one series.")
    for sources in _sources(spec):
        for given in sources:
            area = batch.tab(given).area(given)
            if (area.bottom - area.top == 1) == (area.right - area.left == 1):
                raise Wrong("A chart's source range must be one row or one column.")


def _sources(part: Any) -> Iterator[list[Json]]:
    if isinstance(part, list):
        for item in part:
            yield from _sources(item)
    elif isinstance(part, dict):
        for name, value in part.items():
            if name == "sourceRange":
                yield value.get("sources", [])
            else:
                yield from _sources(value)


@handles("createDeveloperMetadata")
def create_metadata(batch: Batch, request: Json) -> Json:
    """Something that programs leave for themselves; no person sees it."""
    given = dict(request.get("developerMetadata", {}))
    taken = [m["metadataId"] for m in batch.spreadsheet.all_metadata()]
    given.setdefault("metadataId", batch.new_id(taken))
    if given["metadataId"] in taken:
        message = (
            f"Cannot add developer metadata with ID [{given['metadataId']}] because developer "
            "metadata with that ID already exists."
        )
        raise Wrong(message)
    if not given.get("metadataKey"):
        raise Wrong("Developer metadata must have a key.")
    if given.get("visibility") not in {"DOCUMENT", "PROJECT"}:
        raise Wrong("Developer metadata must have a visibility.")
    home, given["location"] = _home(batch, given.get("location", {}))
    home.append(told(given, "DeveloperMetadata"))
    return {"developerMetadata": home[-1]}


@handles("updateDeveloperMetadata")
def update_metadata(batch: Batch, request: Json) -> Json:
    """Another value for all that a filter finds."""
    mask = batch.mask(request, "DeveloperMetadata")
    filters = request.get("dataFilters", [])
    if not filters:
        raise Wrong("At least one data filter must be specified.")
    new = request.get("developerMetadata", {})
    changed = []
    for home in _homes(batch.spreadsheet):
        for index, metadata in enumerate(home):
            if any(matches(metadata, lookup) for lookup in filters):
                kept = laid_over(metadata, new, mask or {"metadataKey": {}, "metadataValue": {}})
                home[index] = told(
                    kept | {"metadataId": metadata["metadataId"]}, "DeveloperMetadata"
                )
                changed.append(home[index])
    return {"developerMetadata": changed} if changed else {}


@handles("deleteDeveloperMetadata")
def delete_metadata(batch: Batch, request: Json) -> Json:
    """All that a filter finds goes."""
    if "dataFilter" not in request:
        raise Wrong("A data filter must be specified.")
    gone = []
    for home in _homes(batch.spreadsheet):
        found = [m for m in home if matches(m, request["dataFilter"])]
        gone += found
        home[:] = [m for m in home if m not in found]
    return {"deletedDeveloperMetadata": gone} if gone else {}


def _homes(spreadsheet: Spreadsheet) -> Iterator[list[Json]]:
    yield spreadsheet.metadata
    for tab in spreadsheet.tabs:
        yield tab.metadata


def _home(batch: Batch, location: Json) -> tuple[list[Json], Json]:
    places = {"spreadsheet", "sheetId", "dimensionRange"} & location.keys()
    if len(places) != 1:
        raise Wrong("Developer metadata must have exactly one location.")
    if "sheetId" in location:
        tab = batch.tab(location)
        return tab.metadata, {"locationType": "SHEET", "sheetId": tab.id}
    if "dimensionRange" in location:
        given = location["dimensionRange"]
        tab = batch.tab(given)
        if given.get("endIndex", 0) - given.get("startIndex", 0) != 1:
            raise Wrong("Developer metadata may only lie on a single row or column.")
        kind = "ROW" if given.get("dimension") == ROWS else "COLUMN"
        return tab.metadata, {"locationType": kind, "dimensionRange": given}
    return batch.spreadsheet.metadata, {"locationType": "SPREADSHEET", "spreadsheet": True}


def matches(metadata: Json, data_filter: Json) -> bool:
    """Whether a data filter finds this piece of developer metadata."""
    lookup = data_filter.get("developerMetadataLookup", {})
    location = metadata["location"]
    plain = all(
        metadata.get(name) == lookup[name]
        for name in ("metadataId", "metadataKey", "metadataValue", "visibility")
        if name in lookup
    )
    kind = lookup.get("locationType", location["locationType"]) == location["locationType"]
    wanted = lookup.get("metadataLocation", {})
    here = all(
        location.get(name) == wanted[name]
        for name in ("spreadsheet", "sheetId", "dimensionRange")
        if name in wanted
    )
    return bool(lookup) and plain and kind and here
