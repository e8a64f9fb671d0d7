"""What this program wrote into a workbook is never read as somebody's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.fields import OUR_HEADINGS
from igpm_sheets.model import Decision
from igpm_sheets.reading.own_tabs import is_ours
from igpm_sheets.reports.feedback import feedback_tab
from igpm_sheets.reports.results import RESULT_COLUMNS, marks_table, results_table
from igpm_sheets.reports.tables import Table, plain
from tests.core.records import TODAY, decide_one, policy
from tests.reading.sheets import Line, marks_of, read, tracker_tab

REF = "26-001"


def rows_of(table: Table) -> list[Line]:
    return [[*table.headings], *([_read(plain(cell)) for cell in row] for row in table.rows)]


def _read(value: object) -> CellValue:
    """A value as a reader gives it."""
    if value is None or isinstance(value, str | date):
        return value
    return float(str(value))


def feedback_of(decision: Decision) -> list[Line]:
    """A candidate's tab as it is laid out: title, outcome, tables with captions."""
    tab = feedback_tab(decision, policy(), {}, TODAY)
    rows: list[Line] = [[str(tab.values["title"])], [str(tab.values["outcome"])]]
    for table in tab.tables:
        rows += [[], [table.name], *rows_of(table)]
    return rows


def test_a_feedback_tab_named_by_its_ref_is_no_mark_sheet() -> None:
    """It has ten rows with a domain and a number, and its name is an application's."""
    rows = feedback_of(decide_one())
    assert is_ours(Grid("applications.xlsx", REF, rows))
    sheets, problems = marks_of(Grid("applications.xlsx", REF, rows), refs=[REF])
    assert sheets == ()
    assert [problem.code for problem in problems] == ["M01"]


def test_without_its_headings_it_would_be_read_as_one() -> None:
    """Which is why it is told by them, and what the test before would not see otherwise."""
    rows = feedback_of(decide_one())
    headings = next(row for row in rows if "Panel's average" in row)
    headings[headings.index("Panel's average")] = "Average"
    sheets, _ = marks_of(Grid("applications.xlsx", REF, rows), refs=[REF])
    assert [sheet.marks for sheet in sheets] == [(5,) * 10]


def test_results_under_another_name_are_no_mark_sheet() -> None:
    rows = rows_of(results_table([decide_one()]))
    for name in ("IGPM Results", "Results of May"):
        assert marks_of(Grid("applications.xlsx", name, rows), refs=[REF])[0] == ()


def test_a_results_workbook_among_the_mark_sheets_is_none(tmp_path: Path) -> None:
    read = settings.load(make_demo(tmp_path / "office"))
    copy = jobs.write_results(read, jobs.work_out(read, DEMO_TODAY, "all"))
    grids = read_file(copy, "marks/results.xlsx")
    refs = [row[0] for row in grids[1].rows if isinstance(row[0], str)]
    assert len(refs) > 20
    for grid in grids:
        assert marks_of(grid, refs=refs)[0] == (), grid.tab


def test_our_tabs_hold_no_applications() -> None:
    received: Line = [*(column.heading for column in RESULT_COLUMNS), "Date received"]
    own = tracker_tab([["Ref", "Date received"], ["A1", "3 May 2026"]])
    ours = tracker_tab([received, ["A2", *[None] * (len(received) - 2), "4 May 2026"]], "Copy")
    office, problems = read(own, ours)
    assert [application.ref for application in office.applications] == ["A1"]
    assert problems == ()


@pytest.mark.parametrize("headings", OUR_HEADINGS)
def test_the_headings_are_ours(headings: tuple[str, ...]) -> None:
    tables = [
        results_table([]),
        marks_table([]),
        feedback_tab(decide_one(), policy(), {}, TODAY).tables[0],
    ]
    assert any(set(headings) <= set(table.headings) for table in tables)


@pytest.mark.parametrize(
    "row",
    [
        ["Ref", "Domain 1", "Further evidence in"],
        ["Domain", "Mark", "Comment", "Panel's average"],
        ["Panel's average against the standard"],
        [],
    ],
)
def test_some_words_of_ours_make_no_tab_of_ours(row: Line) -> None:
    assert not is_ours(Grid("a.xlsx", "Marks", [row]))


def test_headings_are_known_again_however_they_are_written() -> None:
    rows: list[Line] = [[], ["", "PANEL’S AVERAGE ", 5, "Against the  standard:"]]
    assert is_ours(Grid("a.xlsx", "26-01", rows))
