"""An assessor's mark sheet in a Google spreadsheet: made whole, or rows added to it.

Rows are put in below all that the tab holds, so that nothing is ever written over, also what
was typed after the tab was read. An assessor can type into the cells that are theirs to fill
in and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Any, Final

from igpm_sheets.google.connection import Answer, Request
from igpm_sheets.writers.google.areas import GridRange, block, ends_of, on_tab
from igpm_sheets.writers.google.drawn import CellData, DrawnTab
from igpm_sheets.writers.google.present import Present
from igpm_sheets.writers.google.rules import condition
from igpm_sheets.writers.google.whole import marked, own_id, protection, whole_tab

SHEET_KEY: Final = "igpm_sheets.mark_sheet"
"""The developer metadata by which a tab is a mark sheet of ours; its value is the assessor."""

MARKS: Final = ("3", "4", "5", "6", "7")
"""What may be picked as a mark (R49)."""
_ONE_OF_THE_MARKS: Final = {
    "condition": condition("ONE_OF_LIST", *MARKS),
    "inputMessage": "A mark is 3, 4, 5, 6 or 7. Leave the cell empty until you know.",
    "strict": True,
    "showCustomUi": True,
}
_OF_A_ROW: Final = "userEnteredValue,userEnteredFormat,note,dataValidation"


def whose(sheet: Answer) -> str:
    """The assessor for whom we made a tab; "" where we did not."""
    noted = Present(sheet).noted(SHEET_KEY)
    return str(noted.get("metadataValue", "")) if noted else ""


def open_blocks(rows: Mapping[int, Iterable[int]]) -> list[dict[str, int]]:
    """The cells to be filled in, in few blocks.

    Args:
        rows: the columns by row, both counted from 1.

    >>> open_blocks({6: [6, 7], 7: [6, 7], 8: [7]}) == [block(5, 5, 7, 7), block(7, 6, 8, 7)]
    True
    """
    found: list[dict[str, int]] = []
    last: dict[tuple[int, int], dict[str, int]] = {}
    before = 0
    for row in sorted(rows):
        runs = list(_runs(sorted(set(rows[row]))))
        going_on = last if row == before + 1 else {}
        last = {}
        for left, right in runs:
            known = going_on.get((left, right))
            if known is None:
                known = block(row - 1, left - 1, row, right)
                found.append(known)
            known["endRowIndex"] = row
            last[left, right] = known
        before = row
    return found


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of columns that lie side by side."""
    breaks = [at for at, (one, other) in enumerate(pairwise(columns), 1) if other > one + 1]
    for start, end in pairwise([0, *breaks, len(columns)] if columns else []):
        yield columns[start], columns[end - 1]


def new_mark_sheet_tabs(
    drawn: Sequence[DrawnTab],
    tab: str,
    assessor: str,
    answer: Answer,
    *,
    first: int,
    marks: Iterable[int],
    open_cells: Sequence[GridRange],
    editors: Sequence[str],
) -> list[Request]:
    """The requests that make a mark sheet, and the tabs that come with it.

    Args:
        drawn: the tabs of a filled mark sheet.
        tab: which of them holds the grid.
        assessor: whose it is.
        answer: the spreadsheet as it is; what is in it stays.
        first: the first row with an application, counted from 1.
        marks: the columns of marks, counted from 1.
        open_cells: what the assessor fills in.
        editors: the addresses of those who may write everywhere.
    """
    sheets = [each.get("properties", {}) for each in answer.get("sheets", ())]
    titles = {str(each.get("title", "")).casefold() for each in sheets}
    ids = _ids(drawn, {int(each.get("sheetId", 0)) for each in sheets})
    requests: list[Request] = []
    for each in drawn:
        if each.name == tab:
            grid = _for_its_rows(each, first, marks, open_cells)
            requests += whole_tab(grid, ids[tab], None, ids=ids, editors=editors, index=0)
            requests.append(marked(ids[tab], assessor, SHEET_KEY))
        elif each.name.casefold() not in titles:
            requests += whole_tab(each, ids[each.name], None, ids=ids, editors=editors, index=1)
    return requests


def _ids(drawn: Sequence[DrawnTab], taken: set[int]) -> dict[str, int]:
    """A number for each tab that none has yet."""
    found: dict[str, int] = {}
    for each in drawn:
        number, turn = own_id(0, f"mark sheet {each.name}"), 0
        while number in taken:
            turn += 1
            number = own_id(turn, f"mark sheet {each.name}")
        found[each.name] = number
        taken.add(number)
    return found


def _for_its_rows(
    drawn: DrawnTab, first: int, marks: Iterable[int], open_cells: Sequence[GridRange]
) -> DrawnTab:
    """The grid with the rows that it has: rules go on below, drop-downs come with each row.

    Google makes rows as high as what is typed there, unless they are given a height.
    """
    lists: list[tuple[GridRange, Mapping[str, Any]]] = []
    for left, right, rule in _together(_lists(drawn, first, marks)):
        lists.append((block(first - 1, left - 1, drawn.rows, right), rule))
    return replace(
        drawn,
        heights={at: pixels for at, pixels in drawn.heights.items() if at < first - 1},
        rules=[{**rule, "ranges": list(map(_downwards, rule["ranges"]))} for rule in drawn.rules],
        validations=lists,
        is_protected=True,
        unlocked=open_cells,
    )


def _together(
    lists: Mapping[int, Mapping[str, Any]],
) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """The first and last of columns side by side in which the same may be typed, and what."""
    for rule, columns in groupby(sorted(lists), key=lists.__getitem__):
        for left, right in _runs(list(columns)):
            yield left, right, rule


def _downwards(area: GridRange) -> dict[str, int]:
    return {name: end for name, end in area.items() if name != "endRowIndex"}


def _lists(drawn: DrawnTab, row: int, marks: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """What may be typed in a row, by column: as the template says; marks in any case."""
    found: dict[int, Mapping[str, Any]] = dict.fromkeys(marks, _ONE_OF_THE_MARKS)
    for area, rule in drawn.validations:
        top, left, bottom, right = ends_of(area)
        if top < row <= bottom:
            found |= dict.fromkeys(range(left + 1, min(right, drawn.columns) + 1), rule)
    return found


def rows_of(
    drawn: DrawnTab, rows: Iterable[int], columns: Mapping[int, int], marks: Iterable[int]
) -> list[Mapping[int, CellData]]:
    """Drawn rows as they go onto another mark sheet, by the columns there, counted from 1.

    Args:
        drawn: a filled mark sheet.
        rows: which rows of it, counted from 1.
        columns: for a column of the drawn sheet that of the other.
        marks: the columns of marks on the drawn sheet.
    """
    found: list[Mapping[int, CellData]] = []
    for row in rows:
        cells, lists = drawn.cells[row - 1], _lists(drawn, row, marks)
        line: dict[int, CellData] = {}
        for at, to in columns.items():
            cell = cells[at - 1] if at <= len(cells) else {}
            rule = lists.get(at)
            line[to] = {**cell, "dataValidation": rule} if rule else cell
        found.append(line)
    return found


def added_rows(sheet_id: int, below: int, rows: Sequence[Mapping[int, CellData]]) -> list[Request]:
    """Puts rows in below a row, counted from 1; whatever stands there by then moves down."""
    end = max(map(max, rows))
    lines = [{"values": [row.get(at, {}) for at in range(1, end + 1)]} for row in rows]
    where = {
        "sheetId": sheet_id,
        "dimension": "ROWS",
        "startIndex": below,
        "endIndex": below + len(rows),
    }
    start = {"sheetId": sheet_id, "rowIndex": below, "columnIndex": 0}
    return [
        {"insertDimension": {"range": where, "inheritFromBefore": True}},
        {"updateCells": {"start": start, "rows": lines, "fields": _OF_A_ROW}},
    ]


def kept_to(
    sheet: Answer, open_cells: Sequence[GridRange], editors: Sequence[str]
) -> list[Request]:
    """Lets these cells of a tab be typed in, and no others; nothing where that is so."""
    sheet_id = int(sheet.get("properties", {}).get("sheetId", 0))
    drawn = DrawnTab("", (), is_protected=True, unlocked=open_cells)
    return list(protection(drawn, sheet_id, sheet, on_tab({}, sheet_id), editors))
