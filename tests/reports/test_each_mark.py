"""The Each mark tab: which marks it lists, by what names, and when they are formulas."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from igpm_sheets.core.decisions import decide
from igpm_sheets.model import Decision, PanelRow
from igpm_sheets.reports import each_mark
from igpm_sheets.reports.each_mark import COLUMNS, each_mark_table, is_live
from igpm_sheets.reports.pivots import DOMAIN_COLUMNS, domains_table
from igpm_sheets.reports.results import marks_table
from igpm_sheets.reports.tables import Live, Table, plain
from tests.core.records import (
    PANEL,
    TODAY,
    a_sheet,
    an_application,
    an_office,
    policy,
)


def decisions(count: int = 2) -> Sequence[Decision]:
    """Applications that three assessors have marked with 3 to 7."""
    applications = [an_application(str(at), row=at + 1) for at in range(1, count + 1)]
    marks = ("3456756473", "5555555555", "7654376543")
    sheets = [
        a_sheet(given, name, each.ref)
        for each in applications
        for given, name in zip(marks, PANEL, strict=True)
    ]
    return decide(an_office(applications, sheets), policy(), TODAY)[0]


def as_typed(row: PanelRow) -> str:
    return row.assessor


def listed(found: Sequence[Decision]) -> Table:
    table = each_mark_table(found, as_typed)
    assert table is not None
    return table


def test_each_mark_is_a_row() -> None:
    table = listed(decisions())
    assert table.headings == ("Ref", "Window", "Assessor", "Domain", "Mark", "No.")
    assert len(table.rows) == 2 * 3 * 10
    assert [plain(cell) for cell in table.rows[0]] == ["1", "2026-01", PANEL[0], 1, 3, 1]
    assert [plain(cell) for cell in table.rows[-1]] == ["2", "2026-01", PANEL[2], 10, 3, 2]
    assert COLUMNS[-2].note


def test_it_has_the_marks_of_the_marks_tab() -> None:
    found = decisions()
    marks = [tuple(map(plain, row)) for row in marks_table(found).rows]
    by_row = [tuple(plain(cell) for cell in row) for row in listed(found).rows]
    for row in marks:
        own = [mark for ref, _, who, _, mark, no in by_row if (ref, who) == (row[0], row[3])]
        assert own == list(row[4:14])
        assert {no for ref, *_, no in by_row if ref == row[0]} == {row[-1]}


def test_blanks_are_no_marks() -> None:
    applications = [an_application("1")]
    sheets = [a_sheet("5·5·5·5·5·", PANEL[0], "1")]
    found, _ = decide(an_office(applications, sheets), policy(), TODAY)
    assert [plain(row[3]) for row in listed(found).rows] == [1, 3, 5, 7, 9]


def test_a_mark_is_found_by_application_and_assessor_and_by_no_place() -> None:
    mark = listed(decisions()).rows[4][4]
    assert isinstance(mark, Live)
    assert mark.formula == (
        "=SUMPRODUCT(({Marks[No.]}={@No.})*({Marks[Assessor]}={@Assessor}),{Marks[D5]})"
    )


def test_who_is_called_otherwise_on_marks_has_plain_marks() -> None:
    table = each_mark_table(decisions(1), lambda row: row.assessor.replace(PANEL[0], "Dr A"))
    assert table is not None
    of = {str(row[2]): isinstance(row[4], Live) for row in table.rows}
    assert of == {"Dr A": False, PANEL[1]: True, PANEL[2]: True}


def test_many_marks_are_plain_and_too_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = decisions()
    assert is_live(listed(found))
    monkeypatch.setattr(each_mark, "MOST_LIVE", 59)
    assert not is_live(listed(found))
    assert {type(row[4]) for row in listed(found).rows} == {int}
    monkeypatch.setattr(each_mark, "MOST_MARKS", 59)
    assert each_mark_table(found, as_typed) is None
    assert not is_live(None)


def test_live_figures_of_domains_are_the_plain_ones_with_formulas() -> None:
    found, book = decisions(), policy().book
    live, as_values = (domains_table(found, book, live=each) for each in (True, False))
    for row, wanted in zip(live.rows, as_values.rows, strict=True):
        assert tuple(map(plain, row)) == wanted
        assert [isinstance(cell, Live) for cell in row] == [False, False] + [True] * 8
    formulas = [cell.formula for cell in live.rows[0] if isinstance(cell, Live)]
    assert formulas[0] == "=COUNTIFS({Each mark[Domain]},{@Domain},{Each mark[Mark]},3)"
    assert formulas[5] == "=SUM({@Marked 3}:{@Marked 7})"
    assert formulas[7] == '=IF({@Marks}=0,"",({@Marked 3}+{@Marked 4})/{@Marks})'
    assert len(DOMAIN_COLUMNS) == 10
