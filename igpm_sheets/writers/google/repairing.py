"""What to put right where somebody changed the shape of the results while they were written.

Our requests name cells by where they stood when we looked. If a column was inserted or deleted
in that moment, values of ours have come to stand in a column of people's; if rows were, a ref may
have been taken out of a row beside which something stands. Both are found by comparing, and put
right before the tab is renewed once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from igpm_sheets.writers.beside.standing import KEPT_LINE
from igpm_sheets.writers.google.present import Answer, Present, entered, plain_of, same_value
from igpm_sheets.writers.google.renewing import Expected
from igpm_sheets.writers.google.standing import SAID_OF_KEPT, Standing, holds

Request = Mapping[str, Any]


def is_as_expected(tab: Present, expected: Expected, head: int) -> bool:
    """Whether the headings and refs are where they were to be, and nobody typed beside a blank row.

    Args:
        tab: as it is after the write.
        expected: how it was to be.
        head: the row of headings.
    """
    for column, heading in expected.headings.items():
        if _heading(tab, head, column) != _heading_of(heading):
            return False
    if not _refs_are_right(tab, expected, next(iter(expected.headings)), head):
        return False
    return not any(_beside(tab, row, expected) for row in expected.cleared)


def _refs_are_right(tab: Present, expected: Expected, key: int, head: int) -> bool:
    """Whether every ref stands in the row where it was to be, and nothing where none was."""
    rows = {*expected.keys, *(row for row in tab.rows if row > head)}
    return all(_text(tab.cell(row, key)) == expected.keys.get(row, "").strip() for row in rows)


def _beside(tab: Present, row: int, expected: Expected) -> bool:
    """Whether anything of people's stands in a row that was taken out of the list."""
    cells = tab.rows.get(row, {}).items()
    return any(
        column not in expected.headings and (holds(cell) or bool(cell.get("note")))
        for column, cell in cells
    )


def repairs(before: Standing, after: Present, expected: Expected) -> list[Request]:
    """The requests that put right what our write has done to people's cells and rows.

    Args:
        before: the tab as it was when we looked.
        after: the tab as it is now.
        expected: how it was to be.
    """
    head = _head(after, expected)
    if not head:
        return []
    columns = {_heading(after, head, column): column for column in after.rows.get(head, {})}
    ours = {
        columns[text]
        for each in expected.headings.values()
        if (text := _heading_of(each)) in columns
    }
    key = columns.get(_heading_of(next(iter(expected.headings.values()))), 0)
    if not key:
        return []
    found = list(_misplaced(before, after, expected, head, columns, ours))
    found += _looks(after, expected, columns, key)
    found += _names(before, after, columns, key)
    found += _orphans(before, after, expected, columns, ours, key, head)
    return found


def _misplaced(
    before: Standing,
    after: Present,
    expected: Expected,
    head: int,
    columns: Mapping[str, int],
    ours: set[int],
) -> Iterator[Request]:
    """Takes our values out of people's columns, and puts back what stood there."""
    was = {
        _heading(before.tab, before.head, column): column
        for column in before.tab.rows.get(before.head, {})
    }
    key = columns[_heading_of(next(iter(expected.headings.values())))]
    by_key = {before.key(row): row for row in (*before.kept, *before.data)}
    for row, column, value, old in expected.written:
        ref = _text(after.cell(row, key))
        meant = _heading_of(expected.headings.get(column, ""))
        is_astray = not old and _heading(after, head, column) != meant
        is_there = same_value(entered(after.cell(row, column)), value)
        if not is_there or (column in ours and ref and not is_astray):
            continue
        if value.get("stringValue") == KEPT_LINE and column != key and not ref:
            yield _write(after.id, row, key, value)  # where the line is known
        if column in ours:  # in a row that somebody has inserted
            yield from [_write(after.id, row, column, {})] if value else []
            continue
        heading = _heading(after, head, column)
        source = was.get(heading, 0) if heading else 0
        line = by_key.get(ref, old)
        stood = entered(before.tab.cell(line, source)) if source else {}
        if value or stood:
            yield _write(after.id, row, column, stood)


def _orphans(
    before: Standing,
    after: Present,
    expected: Expected,
    columns: Mapping[str, int],
    ours: set[int],
    key: int,
    head: int,
) -> Iterator[Request]:
    """Gives back their refs to rows beside which something stands."""
    there = {_text(after.cell(row, key)) for row in after.rows}
    lost = [
        row
        for row in (*before.data, *before.kept)
        if before.key(row) and before.key(row) not in there
    ]
    alone = [
        row
        for row in sorted(after.rows)
        if not _text(after.cell(row, key)) and _theirs(after, row, ours)
    ]
    found: dict[int, int] = {}
    for old in lost:
        theirs = _theirs(before.tab, old, before.our_columns)
        same = (row for row in alone if theirs and _theirs(after, row, ours) == theirs)
        row = next(same, 0)
        if row:
            alone.remove(row)
            found[row] = old
    if _refs_are_right(after, expected, key, head):
        # Then somebody has typed beside a row while it was taken out of the list.
        gone = expected.cleared.items()
        found |= {row: old for row, old in gone if row in alone and old in lost}
    for row, old in found.items():
        yield from _told_again(before, old, after, row, columns)
    line = min((row for row in after.rows if _text(after.cell(row, key)) == KEPT_LINE), default=0)
    for row in sorted(each for each in found if 0 < line < each):
        # Back into the list, where it is known; the renewal that follows brings it to its place.
        rows = {"sheetId": after.id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        yield {"moveDimension": {"source": rows, "destinationIndex": head}}


def _looks(
    after: Present, expected: Expected, columns: Mapping[str, int], key: int
) -> Iterator[Request]:
    """Gives new applications the look of our columns, wherever these stand now."""
    for row in sorted(after.rows):
        cells = expected.looks.get(_text(after.cell(row, key)), ())
        for heading, cell in zip(expected.headings.values(), cells, strict=False):
            column = columns.get(_heading_of(heading), 0)
            if column and cell.get("userEnteredFormat"):
                look = {"userEnteredFormat": cell["userEnteredFormat"]}
                yield {
                    "repeatCell": {
                        "range": _area(after.id, row, column),
                        "cell": look,
                        "fields": "userEnteredFormat",
                    }
                }


def _names(
    before: Standing, after: Present, columns: Mapping[str, int], key: int
) -> Iterator[Request]:
    """Says again of applications that are gone whose they were."""
    rows = {before.key(row): row for row in (*before.data, *before.kept)}
    for at, heading in list(enumerate(before.wanted.headings))[1:SAID_OF_KEPT]:
        column, was = columns.get(_heading_of(heading), 0), before.ours[at]
        for row in sorted(after.rows) if column and was else ():
            old = rows.get(_text(after.cell(row, key)), 0)
            value = entered(before.tab.cell(old, was)) if old else {}
            if value and not entered(after.cell(row, column)):
                yield _write(after.id, row, column, value)


def _told_again(
    before: Standing, old: int, after: Present, row: int, columns: Mapping[str, int]
) -> Iterator[Request]:
    """Our cells of an application as they were."""
    for heading, column in zip(before.wanted.headings, before.ours, strict=True):
        to = columns.get(_heading_of(heading), 0)
        value = entered(before.tab.cell(old, column)) if column else {}
        if to and value:
            yield _write(after.id, row, to, value)


def _theirs(tab: Present, row: int, ours: set[int] | frozenset[int]) -> list[tuple[str, str]]:
    """What people keep in a row, whatever column it stands in now."""
    return [
        (_text(cell), str(cell.get("note", "")))
        for column, cell in sorted(tab.rows.get(row, {}).items())
        if column not in ours and (holds(cell) or cell.get("note"))
    ]


def _head(tab: Present, expected: Expected) -> int:
    """The row in which most of our headings stand; 0 where there are hardly any."""
    wanted = {_heading_of(each) for each in expected.headings.values()}
    counted = {
        row: len(wanted & {_heading(tab, row, column) for column in cells})
        for row, cells in tab.rows.items()
    }
    row = max(counted, key=lambda each: counted[each], default=0)
    return row if row and counted[row] * 2 > len(wanted) else 0


def _heading(tab: Present, row: int, column: int) -> str:
    return _heading_of(_text(tab.cell(row, column)))


def _heading_of(text: str) -> str:
    return " ".join(text.split()).casefold()


def _text(cell: Answer) -> str:
    value = plain_of(cell)
    return "" if value is None else str(value).strip()


def _write(sheet: int, row: int, column: int, value: Answer) -> Request:
    cell = {"userEnteredValue": value} if value else {}
    return {
        "updateCells": {
            "range": _area(sheet, row, column),
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue",
        }
    }


def _area(sheet: int, row: int, column: int) -> dict[str, int]:
    """One cell as Google counts them."""
    return {
        "sheetId": sheet,
        "startRowIndex": row - 1,
        "endRowIndex": row,
        "startColumnIndex": column - 1,
        "endColumnIndex": column,
    }
