"""The tests' Google server answers reads as recordings of Google's answers do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.google_server.calling import Caller
from tests.google_server.server import ERROR, GoogleServer, Person

Json = dict[str, Any]


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer) -> Person:
    return google.person("office@igpm.example")


def test_rows_are_ragged_and_what_is_zero_false_or_empty_is_left_out(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker", tabs=["Marks"])
    tab = sheet.tab("Marks")
    tab.note("A1", "read my note")
    tab.note("B3", "Or don't")
    answer = Caller(google, office.email).get(
        f"/v4/spreadsheets/{sheet.key}", fields="sheets(properties,data.rowData.values.note)"
    )
    grid = {"rowCount": 1000, "columnCount": 26}
    properties = {
        "sheetId": 0,
        "title": "Marks",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": grid,
    }
    rows = [{"values": [{"note": "read my note"}]}, {}, {"values": [{}, {"note": "Or don't"}]}]
    assert answer.json() == {"sheets": [{"properties": properties, "data": [{"rowData": rows}]}]}


def test_values_come_with_what_they_are_and_how_they_are_shown(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    tab = sheet.tab("Sheet1")
    tab.fill("A1", [["001", dt.date(2026, 5, 3), 0.5, False, 0, ERROR["#N/A"]]])
    tab.format("C1", {"numberFormat": {"type": "PERCENT", "pattern": "0.0%"}})
    answer = Caller(google, office.email).get(
        f"/v4/spreadsheets/{sheet.key}",
        ranges="Sheet1!A1:F1",
        fields="sheets.data.rowData.values(effectiveValue,formattedValue)",
    )
    cells = answer.json()["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [cell["formattedValue"] for cell in cells] == [
        "001",
        "03/05/2026",
        "50.0%",
        "FALSE",
        "0",
        "#N/A",
    ]
    assert [next(iter(cell["effectiveValue"].items())) for cell in cells[:5]] == [
        ("stringValue", "001"),
        ("numberValue", 46145),
        ("numberValue", 0.5),
        ("boolValue", False),
        ("numberValue", 0),
    ]
    assert cells[5]["effectiveValue"]["errorValue"]["type"] == "N_A"


def test_even_the_number_of_the_first_tab_may_be_left_out(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    sheet.tab("Sheet1").type("A1", 0)
    google.terse = True
    fields = "sheets(properties(sheetId,title),data.rowData.values.effectiveValue)"
    answer = Caller(google, office.email).get(f"/v4/spreadsheets/{sheet.key}", fields=fields)
    rows = [{"values": [{"effectiveValue": {"numberValue": 0}}]}]
    tab = {"properties": {"title": "Sheet1"}, "data": [{"rowData": rows}]}
    assert answer.json() == {"sheets": [tab]}


def test_grid_data_is_given_only_where_it_is_asked_for(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    sheet.tab("Sheet1").type("B2", "here")
    caller = Caller(google, office.email)
    path = f"/v4/spreadsheets/{sheet.key}"
    assert "data" not in caller.get(path).json()["sheets"][0]
    data = caller.get(path, includeGridData="true").json()["sheets"][0]["data"][0]
    assert data["rowData"][1]["values"][1]["formattedValue"] == "here"
    assert len(data["columnMetadata"]) == 26
    fewer = caller.get(path, includeGridData="true", fields="sheets.properties.title").json()
    assert fewer == {"sheets": [{"properties": {"title": "Sheet1"}}]}
    part = caller.get(path, ranges="Sheet1!B2:C3", fields="sheets.data(startRow,startColumn)")
    assert part.json() == {"sheets": [{"data": [{"startRow": 1, "startColumn": 1}]}]}


@pytest.mark.parametrize(
    ("path", "query", "code", "message"),
    [
        ("", {"fields": "sheets.nothing"}, 400, "Request contains an invalid argument."),
        ("", {"nothing": "1"}, 400, 'Unknown name "nothing": Cannot bind query parameter.'),
        ("", {"ranges": "Nowhere!A1"}, 400, "Unable to parse range: Nowhere!A1"),
        ("/values/A2000", {}, 400, "exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_a_wrong_question_is_refused_in_googles_words(
    google: GoogleServer, office: Person, path: str, query: Json, code: int, message: str
) -> None:
    sheet = office.spreadsheet("Tracker")
    caller = Caller(google, office.email)
    answer = caller.get(f"/v4/spreadsheets/{sheet.key}{path}", **query)
    assert answer.status_code == code
    assert message in answer.json()["error"]["message"]
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_an_excel_workbook_is_imported_with_its_kinds_of_numbers(
    google: GoogleServer, office: Person, tmp_path: Path
) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Born", "Share", "=1+1", None, True])
    page.append([dt.date(1970, 1, 2), 0.25])
    page["A2"].number_format = "dd/mm/yyyy"
    page["B2"].number_format = "0%"
    page.merge_cells("A4:C4")
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")
    sheet = office.upload(tmp_path / "book.xlsx")
    tab = sheet.tab("Sheet")
    assert sheet.file.name == "book"
    assert tab.shown("A2") == "02/01/1970"
    assert tab.shown("B2") == "25%"
    assert tab.cell("A2")["userEnteredFormat"]["numberFormat"]["type"] == "DATE"
    answer = Caller(google, office.email).get(f"/v4/spreadsheets/{sheet.key}").json()
    assert answer["sheets"][0]["merges"] == [
        {"startRowIndex": 3, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3}
    ]
    assert answer["sheets"][1]["properties"]["hidden"] is True


def test_a_listing_comes_page_by_page_and_only_with_what_is_shared_by_name(
    google: GoogleServer, office: Person
) -> None:
    anna = google.person("anna@igpm.example")
    kept = [office.spreadsheet(f"Marks {n}") for n in range(5)]
    for sheet in kept[:3]:
        sheet.share(anna.email, "reader")
    kept[3].share("anyone", "reader")
    caller = Caller(google, anna.email)
    query = {
        "q": "mimeType='application/vnd.google-apps.spreadsheet' and trashed=false",
        "pageSize": 2,
        "fields": "nextPageToken,files(id,name,version,permissions)",
        "orderBy": "name",
    }
    first = caller.get("/drive/v3/files", **query).json()
    rest = caller.get("/drive/v3/files", pageToken=first["nextPageToken"], **query).json()
    assert [file["name"] for file in first["files"] + rest["files"]] == [
        "Marks 0",
        "Marks 1",
        "Marks 2",
    ]
    assert "nextPageToken" not in rest
    assert "permissions" not in first["files"][0]  # a reader may not see with whom it is shared
    assert caller.get(f"/v4/spreadsheets/{kept[3].key}").status_code == 200
    wrong = caller.get("/drive/v3/files", q="mimeType is it")
    assert wrong.status_code == 400


def test_every_write_makes_the_file_newer(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Tracker")
    caller = Caller(google, office.email)
    seen = [_state(caller, sheet.key)]
    sheet.tab("Sheet1").type("A1", 1)
    seen.append(_state(caller, sheet.key))
    caller.get(f"/v4/spreadsheets/{sheet.key}")
    seen.append(_state(caller, sheet.key))
    assert seen[0] < seen[1] == seen[2]


def _state(caller: Caller, key: str) -> tuple[int, str]:
    file = caller.get(f"/drive/v3/files/{key}", fields="version,modifiedTime").json()
    return int(file["version"]), file["modifiedTime"]
