"""What Google answers, as grids: every cell as it would come out of a download to Excel."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.adapters.excel import read_xlsx
from igpm_sheets.adapters.google import spreadsheet_of, value_of
from igpm_sheets.adapters.grid import CellValue, ErrorValue, Grid, NeverCalculated
from igpm_sheets.adapters.recognise import Xlsx, recognise
from igpm_sheets.google.addresses import instead_of, is_google, is_web, key_of
from igpm_sheets.model import Assessor, MarkCells, Place
from igpm_sheets.problems import CellRef
from igpm_sheets.reading.assessor_names import AssessorNames, name_of, named_after
from igpm_sheets.sources import spreadsheets_in
from igpm_sheets.writers.filling.links import Link, Links

Json = dict[str, Any]
KEY = "1aB_c-9"
EVENING = datetime(2026, 5, 3, 18)  # noqa: DTZ001 - as people see it, in no zone


def number(value: float, kind: str = "", pattern: str = "") -> Json:
    """A cell with a number, and perhaps its format."""
    cell: Json = {"effectiveValue": {"numberValue": value}}
    if kind:
        cell["effectiveFormat"] = {"numberFormat": {"type": kind, "pattern": pattern}}
    return cell


def text(value: str) -> Json:
    return {"effectiveValue": {"stringValue": value}}


def answer(*sheets: Json, **properties: str) -> Json:
    about = {"title": "Tracker", "locale": "en_GB", "timeZone": "Europe/London", **properties}
    return {"spreadsheetId": KEY, "properties": about, "sheets": [*sheets]}


def tab(*rows: list[Json], **more: Any) -> Json:
    """A tab with these rows of cells from A1 on."""
    data = [{"rowData": [{"values": cells} if cells else {} for cells in rows]}]
    return {"properties": {"title": "Applications"}, "data": data, **more}


def rows_of(sheet: Json) -> list[list[CellValue]]:
    (grid,) = spreadsheet_of(KEY, answer(sheet)).grids
    return [list(row) for row in grid.rows]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ({}, None),
        (text(""), None),
        (text("001"), "001"),
        (text(" 5 "), " 5 "),
        (number(5), 5.0),
        (number(0), 0.0),
        (number(0.2, "PERCENT", "0%"), 0.2),
        (number(336, "CURRENCY", "£#,##0.00"), 336.0),
        ({"effectiveValue": {"boolValue": True}}, True),
        ({"effectiveValue": {"boolValue": False}}, False),
        (number(46145, "DATE", "dd/mm/yyyy"), date(2026, 5, 3)),
        (number(46145.75, "DATE_TIME", "dd/mm/yyyy hh:mm"), EVENING),
        (number(46145.75, "DATE", "dd/mm/yyyy"), EVENING),
        (number(0.5, "TIME", "hh:mm"), time(12)),
        (number(1.25, "TIME", "[h]:mm:ss"), timedelta(hours=30)),
        (number(1.25, "TIME", "[h+]:mm"), timedelta(hours=30)),
        (number(46145, "NUMBER", "#,##0"), 46145.0),
        (number(3e6, "DATE", "dd/mm/yyyy"), 3e6),
        (number(1e300, "DATE", "dd/mm/yyyy"), 1e300),
        (
            text("3 May 2026") | {"effectiveFormat": {"numberFormat": {"type": "DATE"}}},
            "3 May 2026",
        ),
    ],
)
def test_a_cell_holds_what_it_says(cell: Json, value: CellValue) -> None:
    found = value_of(cell)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("N_A", "#N/A"),
        ("DIVIDE_BY_ZERO", "#DIV/0!"),
        ("REF", "#REF!"),
        ("VALUE", "#VALUE!"),
        ("NAME", "#NAME?"),
        ("NUM", "#NUM!"),
        ("NULL_VALUE", "#NULL!"),
        ("ERROR", "#ERROR!"),
        ("SOMETHING_NEW", "#ERROR!"),
    ],
)
def test_an_error_is_no_blank(kind: str, shown: str) -> None:
    error = {"effectiveValue": {"errorValue": {"type": kind, "message": "…"}}}
    assert value_of(error) == ErrorValue(shown)


def test_a_formula_that_still_loads_has_never_been_calculated() -> None:
    cell = {
        "userEnteredValue": {"formulaValue": '=IMPORTRANGE("x","A1")'},
        "effectiveValue": {"errorValue": {"type": "LOADING"}},
    }
    assert value_of(cell) == NeverCalculated('IMPORTRANGE("x","A1")')


def test_the_format_that_somebody_chose_tells_a_date_where_no_other_is_told() -> None:
    cell = number(46145) | {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}
    assert value_of(cell) == date(2026, 5, 3)


def test_a_tick_box_that_nobody_clicked_is_not_ticked() -> None:
    box = {"dataValidation": {"condition": {"type": "BOOLEAN"}}}
    assert value_of(box) is False
    assert value_of(box | {"effectiveValue": {"boolValue": True}}) is True
    assert value_of({"dataValidation": {"condition": {"type": "ONE_OF_LIST"}}}) is None


FORMATS = (
    ("dd/mm/yyyy", "DATE"),
    ("hh:mm", "TIME"),
    ("dd/mm/yyyy hh:mm:ss", "DATE_TIME"),
    ("[h]:mm:ss", "TIME"),
    ("0%", "PERCENT"),
    ("#,##0.00", "NUMBER"),
)


def through_excel(numbers: list[float]) -> list[list[CellValue]]:
    """The numbers, a row each and a column for each format, as the adapter of Excel reads them."""
    import xlsxwriter  # noqa: PLC0415 - slow to import

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Numbers")
        formats = [workbook.add_format({"num_format": pattern}) for pattern, _ in FORMATS]
        for row, value in enumerate(numbers):
            for column, shown in enumerate(formats):
                sheet.write_number(row, column, value, shown)
    package = recognise(made.getvalue(), CellRef("numbers.xlsx"))
    assert isinstance(package, Xlsx)
    (grid,) = read_xlsx(package.package, "numbers.xlsx")
    return [list(row) for row in grid.rows]


moments = st.one_of(
    st.integers(61, 2_958_465).map(float),
    st.floats(61, 2_958_465, allow_nan=False),
    st.integers(61, 100_000).flatmap(
        lambda day: st.integers(1, 86_399).map(lambda second: day + second / 86_400)
    ),
    st.floats(1e-7, 0.99999),
    st.sampled_from([0.0, 2_958_466.0, 3e6]),
).map(lambda value: float(f"{value:.15G}"))
"""From March 1900 on: before that, Excel knows a day that never was."""


@given(st.lists(moments, min_size=1, max_size=8))
def test_numbers_and_dates_come_out_as_from_excel(numbers: list[float]) -> None:
    told = tab(*([number(each, kind, pattern) for pattern, kind in FORMATS] for each in numbers))
    assert rows_of(told) == through_excel(numbers)


def test_rows_are_ragged_and_blank_ends_are_cut() -> None:
    tail: list[list[Json]] = [[{}]] * 1000
    rows = rows_of(
        tab([number(1), text("")], [], [{}, {}, number(3), {"effectiveFormat": {}}], *tail)
    )
    assert rows == [[1.0], [], [None, None, 3.0]]


def test_cells_stand_where_they_stand_whatever_part_was_asked_for() -> None:
    sheet = tab() | {
        "data": [
            {"startRow": 2, "startColumn": 1, "rowData": [{"values": [number(5)]}]},
            {"startColumn": 3, "rowData": [{"values": [text("x")]}]},
            {"startRow": 2, "startColumn": 3, "rowData": [{"values": [number(7)]}]},
        ]
    }
    assert rows_of(sheet) == [[None, None, None, "x"], [], [None, 5.0, None, 7.0]]


def test_merged_cells_hold_what_stands_at_the_top_left_alone() -> None:
    covered = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    cells = [[text("a"), text("b"), text("c")], [text("d"), text("e"), text("f")]]
    assert rows_of(tab(*cells, merges=[covered])) == [["a", None, "c"], [None, None, "f"]]


def test_tabs_without_cells_of_their_own_are_left_out_and_hidden_ones_flagged() -> None:
    sheets: list[Json] = [
        {"properties": {"title": "Chart", "sheetType": "OBJECT"}},
        {"properties": {"title": "Connected", "sheetType": "DATA_SOURCE"}},
        {"properties": {"title": "Empty", "sheetType": "GRID"}},
        {"properties": {"title": "Old", "hidden": True}, "data": [{}]},
        {},
    ]
    grids = spreadsheet_of(KEY, answer(*sheets)).grids
    told = [(grid.tab, grid.hidden, list(grid.rows)) for grid in grids]
    assert told == [("Empty", False, []), ("Old", True, []), ("", False, [])]


def test_it_keeps_its_own_locale_and_time_zone_and_shifts_no_date() -> None:
    read = spreadsheet_of(KEY, answer(locale="en_US", timeZone="America/New_York"))
    assert (read.title, read.locale, read.time_zone) == ("Tracker", "en_US", "America/New_York")
    bare = spreadsheet_of(KEY, {})
    assert (bare.title, bare.locale, bare.time_zone, bare.grids) == ("", "", "", ())


def test_every_cell_has_a_link_to_itself() -> None:
    first, second = tab([number(1)]), tab([number(1)])
    second["properties"]["sheetId"] = 77
    grids = spreadsheet_of(KEY, answer(first, second)).grids
    address = f"https://docs.google.com/spreadsheets/d/{KEY}/edit"
    assert str(grids[0].ref(12, 6)) == "Tracker › Applications!F12"
    assert grids[0].ref(12, 6).link == f"{address}#gid=0&range=F12"
    assert grids[1].ref(12).link == f"{address}#gid=77&range=12:12"
    assert grids[1].ref(0).link == f"{address}#gid=77"
    assert grids[1].whole == CellRef("Tracker", address=address)
    at = grids[1].address
    assert Place("Tracker", "A", 2, {"ref": 1}, at).cell("ref").link == f"{at}&range=A2"
    assert MarkCells("Tracker", "A", (2,) * 10, (3,) * 10, at).first.link == f"{at}&range=C2"


def test_the_links_of_workbooks_lead_to_the_very_cell(tmp_path: Any) -> None:
    links = Links({}, tmp_path, tmp_path)
    address = f"https://docs.google.com/spreadsheets/d/{KEY}/edit"
    where = CellRef("Marks.xlsx", "Round 2", 12, 6, f"{address}#gid=0")
    assert links.to(where) == Link(address, "gid=0&range=F12")
    assert links.to(CellRef("Marks.xlsx", address=address)) == Link(address, "")
    file = links.to(CellRef("Marks.xlsx", "Round 2", 12, 6))
    assert file == Link("Marks.xlsx", "'Round 2'!F12")


ANN = Assessor("Ann Smith", Place("applications.xlsx", "Assessors", 2), "ann@igpm.example")


def named_by(grid: Grid) -> tuple[str, bool]:
    names = AssessorNames([ANN])
    return named_after(name_of(grid), grid.tab, names, tab_first=False, is_ref=lambda _: False)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Dr. Ann Smith", ("Ann Smith", True)),
        ("IGPM marks – Dr. R. Hale-Jones", ("Dr R Hale-Jones", True)),
        ("Round 1.5 R. Hale", ("R Hale", True)),
        ("J.R. Hale", ("J.R Hale", True)),
        ("Marks 1.5", ("Marks 1.5 Sheet1", False)),
    ],
)
def test_a_title_with_dots_names_the_assessor_as_a_files_name_does(
    title: str, named: tuple[str, bool]
) -> None:
    assert named_by(Grid(title, "Sheet1", [], title=title)) == named
    assert named_by(Grid(f"marks/{title}.xlsx", "Sheet1", [])) == named


def test_a_slash_in_a_title_is_no_folder() -> None:
    assert named_by(Grid("Ann Smith 5/2026", "Sheet1", [], title="Ann Smith 5/2026")) == (
        "Ann Smith",
        True,
    )


@pytest.mark.parametrize(
    "address",
    [
        f"https://docs.google.com/spreadsheets/d/{KEY}",
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit?usp=sharing",
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=77#gid=77",
        f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/edit",
        f"https://docs.google.com/a/igpm.example/spreadsheets/d/{KEY}/edit",
        f"  HTTPS://docs.google.com/spreadsheets/d/{KEY}/htmlview ",
        f"https://drive.google.com/file/d/{KEY}/view",
        f"https://drive.google.com/open?id={KEY}",
    ],
)
def test_an_address_means_its_spreadsheet_however_it_was_copied(address: str) -> None:
    assert (key_of(address), is_google(address), is_web(address)) == (KEY, True, True)
    assert list(spreadsheets_in([address])[0]) == [KEY]


@pytest.mark.parametrize(
    ("address", "remedy"),
    [
        ("https://drive.google.com/drive/folders/1aB", "open the folder"),
        ("https://docs.google.com/forms/d/1aB/edit", "Responses"),
        ("https://forms.gle/1aB", "Responses"),
        ("https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml", "published"),
        ("https://docs.google.com/document/d/1aB/edit", "open the spreadsheet"),
        ("https://example.org/marks.xlsx?from=google.com", "download it"),
        ("http://igpm.example/docs.google.com", "download it"),
    ],
)
def test_what_is_no_spreadsheets_address_is_told_with_what_to_do(address: str, remedy: str) -> None:
    keys, (problem,) = spreadsheets_in([address, "marks/*.xlsx"])
    assert (keys, problem.code, str(problem.where)) == ({}, "G20", address)
    assert remedy in problem.remedy
    assert instead_of(address) == problem.remedy


def test_a_spreadsheet_that_is_named_twice_is_one() -> None:
    address = f"https://docs.google.com/spreadsheets/d/{KEY}/edit"
    keys, problems = spreadsheets_in([f"{address}#gid=0", f"{address}#gid=77", address])
    assert (keys, problems) == ({KEY: f"{address}#gid=0"}, ())
