"""Requests about cells and rows in Google's terms, whose own counting begins at 0."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from igpm_sheets.writers.google.present import Answer

Request = Mapping[str, Any]

_LARGEST_PART: Final = 250_000
"""Bytes of one request of values, so that a long list can be sent in several batches."""


def area(sheet: int, top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    """A block of cells from its first to its last row and column, all counted from 1."""
    return {
        "sheetId": sheet,
        "startRowIndex": top - 1,
        "endRowIndex": bottom,
        "startColumnIndex": left - 1,
        "endColumnIndex": right,
    }


def inserted(sheet: int, dimension: str, index: int, count: int, *, before: bool) -> Request:
    """Inserts rows or columns, which look like those before or behind them."""
    lines = {
        "sheetId": sheet,
        "dimension": dimension,
        "startIndex": index,
        "endIndex": index + count,
    }
    return {"insertDimension": {"range": lines, "inheritFromBefore": before}}


def put(
    sheet: int, row: int, column: int, rows: Sequence[Sequence[Answer]], fields: str
) -> Request:
    """Writes cells, blank ones as well."""
    where = area(sheet, row, column, row + len(rows) - 1, column + len(rows[0]) - 1)
    given = [{"values": list(cells)} for cells in rows]
    return {"updateCells": {"range": where, "rows": given, "fields": fields}}


def holding(value: Answer) -> Answer:
    """A cell that holds this and nothing else."""
    return {"userEnteredValue": value} if value else {}


def look(cell: Answer) -> Answer:
    """The same cell without what it holds."""
    given = cell.get("userEnteredFormat")
    return {"userEnteredFormat": given} if given else {}


def runs(columns: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Columns that stand side by side: from which of ours to before which, and where it begins.

    >>> list(runs([1, 2, 5, 6]))
    [(0, 2, 1), (2, 4, 5)]
    """
    first = 0
    for at in range(1, len(columns) + 1):
        if at == len(columns) or columns[at] != columns[at - 1] + 1:
            yield first, at, columns[first]
            first = at


def spans(rows: Sequence[int] | Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Rows as runs, each from its first to its last.

    >>> list(spans([4, 2, 3, 9]))
    [(2, 4), (9, 9)]
    """
    ordered = sorted(rows)
    for first, last, start in runs(ordered):
        yield start, start + last - first - 1


def blocks(cells: Mapping[tuple[int, int], object]) -> Iterator[tuple[int, int, int, int]]:
    """Blocks that hold just these cells: top, left, bottom, right.

    >>> list(blocks(dict.fromkeys([(2, 5), (2, 6), (3, 5), (3, 6), (3, 9)])))
    [(2, 5, 3, 6), (3, 9, 3, 9)]
    """
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        by_row.setdefault(row, []).append(column)
    open_at: dict[tuple[int, int], tuple[int, int]] = {}
    for row, columns in by_row.items():
        here = {*spans(columns)}
        for span, (top, bottom) in list(open_at.items()):
            if span not in here or bottom != row - 1:
                yield top, span[0], bottom, span[1]
                del open_at[span]
        for span in sorted(here):
            open_at[span] = open_at.get(span, (row, row))[0], row
    for span, (top, bottom) in open_at.items():
        yield top, span[0], bottom, span[1]


def parts(rows: Sequence[Sequence[Answer]]) -> Iterator[tuple[int, Sequence[Sequence[Answer]]]]:
    """Rows in parts that are short enough for one request, each with its first row's number."""
    first = size = 0
    for at, row in enumerate(rows):
        length = len(json.dumps(row))
        if at > first and size + length > _LARGEST_PART:
            yield first, rows[first:at]
            first, size = at, 0
        size += length
    yield first, rows[first:]
