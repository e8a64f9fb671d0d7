"""A write too long for one request: prepared on a hidden tab, put in its place in the last batch.

Whoever looks at the spreadsheet meanwhile sees all of it as it was, and then all of it as it is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from igpm_sheets.writers.google.present import STAGING_KEY, Answer

Request = Mapping[str, Any]

LARGEST: Final = 1_900_000
"""Bytes of a batch that Google likes, with some room for what is added on its way."""
STAGED: Final = ("userEnteredValue", "userEnteredValue,note")
"""The fields of what is prepared elsewhere: looks and pivot tables may mean tabs yet to be made."""
WORTH_STAGING: Final = 20_000
"""Bytes of a request that is worth preparing elsewhere."""
STAGING: Final = "IGPM Results (being written)"
"""The hidden tab's name; by its beginning no tracker is looked for on it."""


class Region(NamedTuple):
    """Cells on the hidden tab that one request of values will be copied from."""

    request: int
    """Which of the requests it is."""
    row: int
    rows: Sequence[Answer]
    width: int
    fields: str


def size_of(request: Request) -> int:
    """Bytes of a request as it is sent."""
    return len(json.dumps(request, separators=(",", ":"), ensure_ascii=False).encode())


def new_id(taken: Collection[int]) -> int:
    """A number for a tab that no other tab of the spreadsheet has."""
    while True:
        number = secrets.randbelow(2**31 - 2) + 1
        if number not in taken:
            return number


def staged_before(sheets: Sequence[Answer]) -> list[int]:
    """The hidden tabs that broken runs have left, by their numbers."""
    return [
        int(sheet.get("properties", {}).get("sheetId", 0))
        for sheet in sheets
        if any(
            each.get("metadataKey") == STAGING_KEY for each in sheet.get("developerMetadata", ())
        )
    ]


def batches(
    requests: Sequence[Request],
    taken: Collection[int],
    titles: Collection[str],
    largest: int,
) -> list[list[Request]]:
    """The requests in one batch, or in several of which only the last changes what people see.

    Args:
        requests: what is to be done, in order.
        taken: the numbers of all tabs, new ones too.
        titles: the names of all tabs.
        largest: bytes of a batch at most.
    """
    sizes = [size_of(each) for each in requests]
    if sum(sizes) <= largest:
        return [[*requests]]
    first = [each for each in requests if "deleteSheet" in each]  # what broken runs have left
    requests = [each for each in requests if "deleteSheet" not in each]
    sizes = [size_of(each) for each in requests]
    staging = new_id(taken)
    regions = list(_regions(requests, sizes))
    places = {
        region.request: _copied(requests[region.request], region, staging) for region in regions
    }
    last = [places.get(at, each) for at, each in enumerate(requests)]
    parts = list(_prepared(regions, staging, largest))
    made = [*first, _tab(staging, _title(titles), regions), _mark(staging)]
    return [[*made, *parts[0]], *parts[1:], [*last, {"deleteSheet": {"sheetId": staging}}]]


def _regions(requests: Sequence[Request], sizes: Sequence[int]) -> Iterator[Region]:
    row = 0
    for at, (request, size) in enumerate(zip(requests, sizes, strict=True)):
        update = request.get("updateCells")
        is_meant = update and "rows" in update and update["fields"] in STAGED
        if update and is_meant and size >= WORTH_STAGING:
            rows = update["rows"]
            width = max(len(each.get("values", ())) for each in rows)
            yield Region(at, row, rows, width, update["fields"])
            row += len(rows)


def _copied(request: Request, region: Region, staging: int) -> Request:
    """The request that copies prepared cells to where the values are to stand."""
    update = request["updateCells"]
    start = update.get("start") or {
        "sheetId": update["range"].get("sheetId", 0),
        "rowIndex": update["range"].get("startRowIndex", 0),
        "columnIndex": update["range"].get("startColumnIndex", 0),
    }
    only_values = region.fields == "userEnteredValue"
    return {
        "copyPaste": {
            "source": _block(staging, region.row, 0, len(region.rows), region.width),
            "destination": _block(
                start.get("sheetId", 0),
                start.get("rowIndex", 0),
                start.get("columnIndex", 0),
                len(region.rows),
                region.width,
            ),
            "pasteType": "PASTE_VALUES" if only_values else "PASTE_NORMAL",
        }
    }


def _block(sheet: int, row: int, column: int, rows: int, columns: int) -> dict[str, int]:
    return {
        "sheetId": sheet,
        "startRowIndex": row,
        "endRowIndex": row + rows,
        "startColumnIndex": column,
        "endColumnIndex": column + columns,
    }


def _prepared(regions: Sequence[Region], staging: int, largest: int) -> Iterator[list[Request]]:
    """Batches that fill the hidden tab."""
    batch: list[Request] = []
    size = 0
    for region in regions:
        for row, rows in _pieces(region, largest // 4):
            start = {"sheetId": staging, "rowIndex": row, "columnIndex": 0}
            request: Request = {
                "updateCells": {"start": start, "rows": rows, "fields": region.fields}
            }
            length = size_of(request)
            if batch and size + length > largest:
                yield batch
                batch, size = [], 0
            batch.append(request)
            size += length
    yield batch


def _pieces(region: Region, largest: int) -> Iterator[tuple[int, list[Answer]]]:
    first, size = 0, 0
    for at, row in enumerate(region.rows):
        length = size_of(row)
        if at > first and size + length > largest:
            yield region.row + first, list(region.rows[first:at])
            first, size = at, 0
        size += length
    yield region.row + first, list(region.rows[first:])


def _tab(staging: int, title: str, regions: Sequence[Region]) -> Request:
    rows = sum(len(region.rows) for region in regions)
    columns = max((region.width for region in regions), default=1)
    grid = {"rowCount": max(rows, 1), "columnCount": max(columns, 1)}
    properties = {"sheetId": staging, "title": title, "hidden": True, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def _mark(staging: int) -> Request:
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": STAGING_KEY,
                "metadataValue": "1",
                "location": {"sheetId": staging},
                "visibility": "DOCUMENT",
            }
        }
    }


def _title(titles: Collection[str]) -> str:
    taken = {title.casefold() for title in titles}
    title, number = STAGING, 1
    while title.casefold() in taken:
        number += 1
        title = f"{STAGING} {number}"
    return title


def cells_of(requests: Sequence[Request]) -> int:
    """How many cells the tabs that are added have."""
    grids = (
        each["addSheet"]["properties"]["gridProperties"] for each in requests if "addSheet" in each
    )
    return sum(int(grid["rowCount"]) * int(grid["columnCount"]) for grid in grids)
