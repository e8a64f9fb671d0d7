"""The promise: whatever becomes of the list, what people keep beside it stays in its row.

An office and a person take turns with a workbook: applications come, go, come back and
change order; the person writes beside them, notes, colours, sorts and types below.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.filters import SortCondition, SortState
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.writers.beside.standing import KEPT_LINE

from .keeping import (
    LAST,
    application,
    edited,
    is_to_change,
    office,
    refreshed,
    sheet_xml,
    tab,
    table_xml,
)

REFS = tuple(f"R{number}" for number in range(6))
COLUMNS = (LAST + 1, LAST + 2, LAST + 4)
"""The person's own: two right beside ours, and one further to the right."""
COLOURED = (1, 5, LAST + 1)

refs = st.sampled_from(REFS)
lists = st.lists(st.tuples(refs, st.integers(30, 210)), max_size=7)
"""What the office lists; a ref may come twice."""
acts = st.one_of(
    st.tuples(st.just("write"), refs, st.sampled_from(COLUMNS), st.text("ab=ü<&\n1", max_size=5)),
    st.tuples(st.just("number"), refs, st.sampled_from(COLUMNS), st.integers(0, 999)),
    st.tuples(st.just("formula"), refs, st.just(LAST + 3), st.just("")),
    st.tuples(st.just("note"), refs, st.integers(1, LAST + 3), st.text("xyz", min_size=1)),
    st.tuples(st.just("colour"), refs, st.sampled_from(COLOURED), st.just("")),
    st.tuples(st.just("below"), refs, st.just(2), st.text("pq", min_size=1)),
    st.tuples(st.just("sort"), refs, st.just(0), st.just("")),
)
turns = st.lists(st.tuples(lists, st.lists(acts, max_size=4)), min_size=1, max_size=4)


@dataclass
class Things:
    """What the person keeps of one application."""

    values: dict[int, object] = field(default_factory=dict)
    formulas: set[int] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    colours: set[int] = field(default_factory=set)


class Person:
    """Remembers what they put where, for each application that stands once in the list."""

    def __init__(self) -> None:
        self.things: dict[str, Things] = {ref: Things() for ref in REFS}
        self.below: list[str] = []

    def act(self, sheet: Worksheet, kind: str, ref: str, column: int, value: str | int) -> None:
        if kind == "sort":
            sort(sheet)
            return
        if kind == "below":
            sheet.cell(sheet.max_row + 2, column, f"below {value}")
            self.below.append(f"below {value}")
            return
        rows = rows_of(sheet, ref)
        if len(rows) != 1:
            return
        cell, things = sheet.cell(rows[0], column), self.things[ref]
        if kind == "colour":
            cell.fill = PatternFill("solid", fgColor=colour_of(ref))
            things.colours.add(column)
        elif kind == "note":
            cell.comment = Comment(str(value), "me")
            things.notes[column] = str(value)
        elif kind == "formula":
            cell.value = f"=F{rows[0]}*2&A{rows[0]}"
            things.formulas.add(column)
        else:
            cell.value = value if not isinstance(value, str) else f"'{value}"
            things.values[column] = cell.value

    def check(self, sheet: Worksheet, listed: list[str]) -> None:
        """Everything stands in its application's row, and nothing is lost."""
        for ref, things in self.things.items():
            rows = rows_of(sheet, ref)
            if not (things.values or things.formulas or things.notes or things.colours):
                continue
            if listed.count(ref) > 1:
                rows = rows[:1] if found(sheet, rows[0]) == things else rows[1:]
            at = next((row for row in rows if found(sheet, row) == things), None)
            assert at, (ref, things, [found(sheet, row) for row in rows])
            for column in things.formulas:
                assert sheet.cell(at, column).value == f"=F{at}*2&A{at}"
        values = [cell.value for cell in sheet["B"]]
        assert [v for v in values if str(v).startswith("below ")] == self.below


def found(sheet: Worksheet, row: int) -> Things:
    """What stands beside an application and on it."""
    things = Things()
    for column in range(1, LAST + 5):
        cell = sheet.cell(row, column)
        if cell.comment:
            things.notes[column] = cell.comment.text
        if cell.fill.fill_type and cell.fill.fgColor.rgb == colour_of(sheet.cell(row, 1).value):
            things.colours.add(column)
        if cell.data_type == "f":
            things.formulas.add(column)
        elif column > LAST and cell.value is not None:
            things.values[column] = cell.value
    return things


def colour_of(ref: object) -> str:
    return f"FF00{ord(str(ref)[-1]):02X}FF"


def rows_of(sheet: Worksheet, ref: str) -> list[int]:
    return [cell.row for cell in sheet["A"] if cell.value == ref]


def sort(sheet: Worksheet) -> None:
    """Sorts the table from the last ref to the first, as spreadsheet programs do."""
    [table] = sheet.tables.values()
    last = int(str(table.ref).rpartition("B")[2])
    rows = [[held(sheet, row, at) for at in range(1, LAST + 5)] for row in range(2, last + 1)]
    if all(row[0][0] is None for row in rows):
        return
    order = sorted(range(len(rows)), key=lambda n: str(rows[n][0][0]), reverse=True)
    for row in range(2, last + 1):
        for at in range(1, LAST + 5):
            sheet.cell(row, at).comment = None
    for to, of in enumerate(order, 2):
        for at, (value, style, note) in enumerate(rows[of], 1):
            cell: Any = sheet.cell(to, at)
            moves = isinstance(value, str) and value.startswith("=F")
            cell.value = f"=F{to}*2&A{to}" if moves else value
            cell._style = style
            if note:
                cell.comment = Comment(note, "me")
    area = f"A2:A{last}"
    state = SortState(ref=f"A2:AB{last}", sortCondition=[SortCondition(ref=area, descending=True)])
    table.sortState = state


def held(sheet: Worksheet, row: int, column: int) -> tuple[Any, Any, str]:
    cell: Any = sheet.cell(row, column)
    return cell.value, copy(cell._style), cell.comment.text if cell.comment else ""


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(turns)
def test_what_people_keep_stays_with_its_application(
    taken: list[tuple[list[tuple[str, int]], list[tuple[str, str, int, str | int]]]],
) -> None:
    person = Person()
    book = refreshed(office(), *REFS[:4])
    listed = list(REFS[:4])
    is_sorted = False
    for new, acts_ in taken:
        with edited(book) as editing:
            for act in acts_:
                person.act(editing.sheet, *act)
                is_sorted |= act[0] == "sort" and bool(listed)
            person.check(editing.sheet, listed)
        rows = [application(ref, total) for ref, total in new]
        book = refreshed(editing.saved, *rows)
        listed = [ref for ref, _ in new]
        sheet = tab(book)
        person.check(sheet, listed)
        shown = [sheet.cell(row, 1).value for row in range(2, 2 + len(listed))]
        assert sorted(map(str, shown)) == sorted(listed)
        if not is_sorted:
            assert shown == listed
            assert [sheet.cell(row, 6).value for row in range(2, 2 + len(new))] == [
                n for _, n in new
            ]
        last = 1 + max(len(listed), 1)
        assert table_xml(book).count(f'ref="A1:AB{last}"') == 2
        column = [cell.value for cell in sheet["A"]]
        assert column.count(KEPT_LINE) <= 1
        assert not is_to_change(book, *rows)
        assert sheet_xml(refreshed(book, *rows)) == sheet_xml(book)
