"""Native pivot tables beside the plain figures of the summary, over the tab of results.

Google works them out itself, and anew whenever the results change. The plain figures stay what
this program has computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from igpm_sheets.reports.tables import Table, plain
from igpm_sheets.writers.google.areas import GridRange
from igpm_sheets.writers.google.drawn import CellData, DrawnTab
from igpm_sheets.writers.google.formats import CellFormat

KEY, WINDOW, STATUS, AVERAGE = "Ref", "Window", "Status", "Average"
DOMAINS: Final = tuple(f"D{number}" for number in range(1, 11))

BY_WINDOW: Final = "Pivot table: the applications of each window by status"
BY_STATUS: Final = "Pivot table: the average marks of the applications with each status"

WIDTH: Final = 12
"""Columns kept for pivot tables: a further status must not come to lie over people's cells."""
_LABELS, _FIGURES, _GAP = 150, 118, 28
_LOWEST, _TWO_LINES = 17, 34
"""Pixels that a row must have to be read, and one of the names of statuses."""
_MEAN: Final = {"type": "NUMBER", "pattern": "0.00"}


class _Looks(NamedTuple):
    """How the cells of a pivot table look: as those of the table of statuses beside it."""

    caption: CellFormat
    label_head: CellFormat
    figure_head: CellFormat
    label: CellFormat
    figure: CellFormat
    total_label: CellFormat
    total: CellFormat


class _Placed(NamedTuple):
    """A pivot table and the cells that it fills."""

    caption: str
    pivot: Mapping[str, Any]
    heads: int
    """Rows of headings."""
    labels: int
    """Rows between the headings and the totals."""
    width: int
    number: Mapping[str, str] | None = None
    """How its figures are shown, if not as the table's beside it."""


def with_pivots(
    drawn: DrawnTab, table: Table, source: GridRange, headings: Sequence[str]
) -> DrawnTab:
    """The summary with pivot tables to the right of all that is drawn on it.

    The applications by window and status, counted; and the averages by status, of those that
    have any. Columns are kept for them even where there is nothing yet to count.

    Args:
        drawn: the summary.
        table: the results, of which the pivot tables are made.
        source: where the same results stand in the spreadsheet, their headings first; it names
            its tab, which has to be there before this one is written.
        headings: what stands in each column of `source`.
    """
    left = drawn.columns + 1
    row, looks = _place(drawn)
    cells = [list(each) for each in drawn.cells]
    heights = dict(drawn.heights)
    for placed in _pivots(table, source, headings):
        _put(cells, row, left, [{"userEnteredValue": {"stringValue": placed.caption}}])
        _look(cells, row, left, [looks.caption])
        top, bottom = row + 1, row + 1 + placed.heads + placed.labels
        for at in range(top, bottom + 1):
            _look(cells, at, left, _line(looks, placed, at, top, bottom))
        _put(cells, top, left, [{"pivotTable": placed.pivot}])
        for at in range(row, bottom + 1):
            lowest = _TWO_LINES if at == top + placed.heads - 1 and placed.heads > 1 else _LOWEST
            heights[at] = max(heights.get(at, lowest), lowest)
        row = bottom + 3
    widths = {left - 1: _GAP, left: _LABELS}
    widths |= dict.fromkeys(range(left + 1, left + WIDTH), _FIGURES)
    return replace(
        drawn,
        cells=cells,
        heights=heights,
        widths={**drawn.widths, **widths},
        reach=(drawn.reach[0], left + WIDTH),
    )


def _place(drawn: DrawnTab) -> tuple[int, _Looks]:
    """The row where captions begin, and the looks: of the table of statuses, where there is one."""
    for top, row in enumerate(drawn.cells):
        if row and _text(row[0]) == STATUS:
            below = next(
                (at for at in range(top + 1, drawn.rows) if _text(_at(drawn, at, 0)) == "Total"),
                top + 1,
            )
            corners = [(top - 1, 0), (top, 0), (top, 1), (top + 1, 0), (top + 1, 1)]
            corners += [(below, 0), (below, 1)]
            found = (_at(drawn, *corner).get("userEnteredFormat", {}) for corner in corners)
            # So the statuses across the top stand in the row of that table's headings.
            return max(top - 2, 0), _Looks(*found)
    return 0, _Looks({}, {}, {}, {}, {}, {}, {})


def _at(drawn: DrawnTab, row: int, column: int) -> CellData:
    line = drawn.cells[row] if 0 <= row < len(drawn.cells) else ()
    return line[column] if column < len(line) else {}


def _text(cell: CellData) -> str:
    return str(cell.get("userEnteredValue", {}).get("stringValue", ""))


def _pivots(table: Table, source: GridRange, headings: Sequence[str]) -> list[_Placed]:
    """The pivot tables for which there is anything, with how large they come to be."""
    rows = [dict(zip(table.headings, map(plain, row), strict=True)) for row in table.rows]
    offsets = {heading: at for at, heading in reversed(list(enumerate(headings)))}
    found = []
    if rows and {KEY, WINDOW, STATUS} <= offsets.keys():
        windows, statuses = ({row[name] for row in rows} for name in (WINDOW, STATUS))
        counted = {
            "source": source,
            "rows": [_group(offsets[WINDOW])],
            "columns": [_group(offsets[STATUS])],
            "values": [
                {
                    "sourceColumnOffset": offsets[KEY],
                    "summarizeFunction": "COUNTA",
                    "name": "Applications",
                }
            ],
        }
        found.append(_Placed(BY_WINDOW, counted, 2, len(windows), len(statuses) + 2))
    marked = {row[STATUS] for row in rows if row.get(AVERAGE) is not None}
    means = [name for name in (AVERAGE, *DOMAINS) if name in offsets]
    if marked and STATUS in offsets and AVERAGE in means:
        averaged = {
            "source": source,
            "rows": [_group(offsets[STATUS])],
            "values": [
                {
                    "sourceColumnOffset": offsets[name],
                    "summarizeFunction": "AVERAGE",
                    "name": f"Mean {name}" if name != AVERAGE else "Mean of all",
                }
                for name in means
            ],
            # An average of nothing would be #DIV/0!.
            "filterSpecs": [
                {
                    "columnOffsetIndex": offsets[AVERAGE],
                    "filterCriteria": {
                        "condition": {"type": "NOT_BLANK"},
                        "visibleByDefault": True,
                    },
                }
            ],
        }
        found.append(_Placed(BY_STATUS, averaged, 1, len(marked), 1 + len(means), _MEAN))
    return found


def _group(offset: int) -> dict[str, Any]:
    return {"sourceColumnOffset": offset, "showTotals": True, "sortOrder": "ASCENDING"}


def _line(looks: _Looks, placed: _Placed, at: int, top: int, bottom: int) -> list[CellFormat]:
    """How a row of a pivot table looks, cell by cell."""
    if at < top + placed.heads:
        label, figure = looks.label_head, looks.figure_head
    elif at < bottom:
        label, figure = looks.label, looks.figure
    else:
        label, figure = looks.total_label, looks.total
    if placed.number and at >= top + placed.heads:
        figure = {**figure, "numberFormat": placed.number}
    return [label, *[figure] * (placed.width - 1)]


def _put(cells: list[list[CellData]], row: int, column: int, added: Sequence[CellData]) -> None:
    """Puts what is added to cells into a row, beside what they have already."""
    while len(cells) <= row:
        cells.append([])
    line = cells[row]
    line += [{}] * (column + len(added) - len(line))
    for at, each in enumerate(added, column):
        line[at] = {**line[at], **each}


def _look(cells: list[list[CellData]], row: int, column: int, looks: Sequence[CellFormat]) -> None:
    formats: list[CellData] = [{"userEnteredFormat": look} if look else {} for look in looks]
    _put(cells, row, column, formats)
