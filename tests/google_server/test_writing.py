"""The tests' Google server takes writes whole or not at all, and moves what has to move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.google_server.calling import Caller
from tests.google_server.errors import Refused
from tests.google_server.server import GoogleServer, Person, PersonSpreadsheet

Json = dict[str, Any]


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer) -> Person:
    return google.person("office@igpm.example")


@pytest.fixture
def sheet(office: Person) -> PersonSpreadsheet:
    made = office.spreadsheet("Tracker", tabs=["Marks"])
    made.tab("Marks").fill("A1", [["Name", "Mark"], ["Ash", 3], ["Birch", 7], ["Cedar", 5]])
    return made


def text(value: str) -> Json:
    return {"userEnteredValue": {"stringValue": value}}


def test_a_batch_is_applied_whole_or_not_at_all(
    google: GoogleServer, office: Person, sheet: PersonSpreadsheet
) -> None:
    before = google.snapshot(sheet.key)
    good: Json = {
        "updateCells": {
            "start": {"rowIndex": 1},
            "rows": [{"values": [text("Alder")]}],
            "fields": "userEnteredValue",
        }
    }
    bad = {"deleteSheet": {"sheetId": 99}}
    caller = Caller(google, office.email)
    answer = caller.batch(sheet.key, good, bad)
    assert answer.status_code == 400
    message = "Invalid requests[1].deleteSheet: No sheet with id: 99"
    assert answer.json()["error"]["message"] == message
    assert google.snapshot(sheet.key) == before
    assert caller.batch(sheet.key, good).json() == {"spreadsheetId": sheet.key, "replies": [{}]}
    assert google.snapshot(sheet.key) != before


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"updateCels": {}}, "Unknown name \"updateCels\" at 'requests[0]': Cannot find field."),
        (
            {"updateCells": {"rows": [{"values": [{"notes": "x"}]}]}},
            "at 'requests[0].update_cells.rows[0].values[0]': Cannot find field.",
        ),
        (
            {"addSheet": {"properties": {"sheetId": "one"}}},
            "Invalid value at 'requests[0].add_sheet.properties.sheet_id' (TYPE_INT32), \"one\"",
        ),
        (
            {"mergeCells": {"range": {"sheetId": 0}, "mergeType": "MERGE_SOME"}},
            "Invalid value at 'requests[0].merge_cells.merge_type' (TYPE_ENUM), \"MERGE_SOME\"",
        ),
        (
            {"updateCells": {"range": {"sheetId": 0}, "rows": []}},
            "At least one field must be listed in 'fields'.",
        ),
        (
            {"updateCells": {"range": {"sheetId": 0}, "fields": "notes"}},
            "Invalid field: notes",
        ),
        (
            {"addSheet": {"properties": {"title": "MARKS"}}},
            'A sheet with the name "MARKS" already exists. Please enter another name.',
        ),
        (
            {
                "updateCells": {
                    "start": {"columnIndex": 25},
                    "rows": [{"values": [text("a"), text("b")]}],
                    "fields": "*",
                }
            },
            "Attempting to write column: 26, beyond the last requested column of: 25",
        ),
        (
            {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}},
            "No conditional format on sheet: 0 at index: 0",
        ),
        (
            {
                "updateCells": {
                    "start": {},
                    "rows": [{"values": [text("x" * 50_001)]}],
                    "fields": "*",
                }
            },
            "more than the maximum of 50000 characters in a single cell",
        ),
        (
            {"appendDimension": {"dimension": "ROWS", "length": 400_000}},
            "above the limit of 10000000 cells",
        ),
        ({"addSheet": {}, "deleteSheet": {}}, "oneof field 'kind' is already set"),
        (
            {
                "updateCells": {
                    "start": {"rowIndex": 5},
                    "rows": [
                        {
                            "values": [
                                {
                                    "pivotTable": {
                                        "source": {"endRowIndex": 4, "endColumnIndex": 2},
                                        "rows": [{"sourceColumnOffset": 2}],
                                    }
                                }
                            ]
                        }
                    ],
                    "fields": "pivotTable",
                }
            },
            "The pivot table's sourceColumnOffset lies outside its source.",
        ),
    ],
)
def test_what_google_would_refuse_is_refused_in_its_words(
    google: GoogleServer,
    office: Person,
    sheet: PersonSpreadsheet,
    request_: Json,
    message: str,
) -> None:
    answer = Caller(google, office.email).batch(sheet.key, request_)
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]


def test_a_body_of_more_than_ten_megabytes_is_refused_with_a_page(
    google: GoogleServer, office: Person, sheet: PersonSpreadsheet
) -> None:
    caller = Caller(google, office.email)
    large, larger = ({"addSheet": {"properties": {"title": "x" * n}}} for n in (10**7, 11 * 10**6))
    assert caller.batch(sheet.key, large).status_code == 400
    answer = caller.batch(sheet.key, larger)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (413, "text/html")


def test_cells_of_a_range_that_no_row_covers_are_cleared_and_those_of_other_fields_stay(
    sheet: PersonSpreadsheet,
) -> None:
    tab = sheet.tab("Marks")
    tab.note("B2:B3", "why")
    place = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    rows = [{"values": [text("Alder")]}]
    sheet.batch({"updateCells": {"range": place, "rows": rows, "fields": "userEnteredValue"}})
    assert tab.values() == [["Name", "Mark"], ["Alder"], [], ["Cedar", 5]]
    assert tab.cell("B3") == {"note": "why"}


def test_rows_move_with_all_that_lies_on_them(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    tab.note("A3", "mine")
    tab.merge("D3:E3")
    tab.protect("B3:B4")
    tab.filter("A1:B4")
    rule = {
        "ranges": [{"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1}],
        "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}},
    }
    source = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 2}
    series = [{"series": {"sourceRange": {"sources": [source]}}}]
    chart = {
        "spec": {"basicChart": {"chartType": "COLUMN", "series": series}},
        "position": {"overlayPosition": {"anchorCell": {"rowIndex": 5}}},
    }
    row = {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}
    mark = {
        "metadataKey": "application",
        "location": {"dimensionRange": row},
        "visibility": "DOCUMENT",
    }
    sheet.batch(
        {"addConditionalFormatRule": {"rule": rule}},
        {"addChart": {"chart": chart}},
        {"createDeveloperMetadata": {"developerMetadata": mark}},
    )
    tab.insert_rows(3, 2)
    kept = tab.kept
    assert tab.values()[4] == ["Birch", 7]
    assert tab.cell("A5")["note"] == "mine"
    assert kept.merges[0]["startRowIndex"] == 4
    assert kept.protected[0]["range"]["startRowIndex"] == 4
    assert kept.basic_filter is not None
    assert kept.basic_filter["range"]["endRowIndex"] == 6
    assert kept.conditional[0]["ranges"][0]["endRowIndex"] == 6
    sources = kept.charts[0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"]
    assert (sources[0]["startRowIndex"], sources[0]["endRowIndex"]) == (1, 6)
    assert kept.charts[0]["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 7}
    assert kept.metadata[0]["location"]["dimensionRange"]["startIndex"] == 4
    tab.delete_rows(5)
    assert kept is not tab.kept
    assert (tab.kept.merges, tab.kept.metadata) == ([], [])
    assert tab.kept.protected[0]["range"]["startRowIndex"] == 4


def test_sorting_takes_cells_along_and_empty_ones_last(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    tab.note("A3", "best")
    tab.clear("B2")
    tab.sort("A2:B4", "B", descending=True)
    assert tab.values()[1:] == [["Birch", 7], ["Cedar", 5], ["Ash"]]
    assert tab.cell("A2")["note"] == "best"


def test_conditional_formats_pile_up_at_their_index(sheet: PersonSpreadsheet) -> None:
    def rule(kind: str) -> Json:
        place = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2}
        return {"ranges": [place], "booleanRule": {"condition": {"type": kind}, "format": {}}}

    for index, kind in ((0, "BLANK"), (0, "NOT_BLANK")):
        sheet.batch({"addConditionalFormatRule": {"rule": rule(kind), "index": index}})
    kinds = [r["booleanRule"]["condition"]["type"] for r in sheet.tab("Marks").kept.conditional]
    assert kinds == ["NOT_BLANK", "BLANK"]
    with pytest.raises(Refused, match="not supported in conditional formats"):
        sheet.batch({"addConditionalFormatRule": {"rule": rule("BOOLEAN")}})


def test_developer_metadata_of_a_chosen_number_is_taken_once(
    google: GoogleServer, office: Person, sheet: PersonSpreadsheet
) -> None:
    note = {
        "metadataId": 20260503,
        "metadataKey": "igpm-run",
        "metadataValue": "1",
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    make = {"createDeveloperMetadata": {"developerMetadata": note}}
    caller = Caller(google, office.email)
    answer = caller.batch(sheet.key, make, includeSpreadsheetInResponse=True).json()
    kept = note | {"location": {"locationType": "SPREADSHEET", "spreadsheet": True}}
    assert answer["updatedSpreadsheet"]["developerMetadata"] == [kept]
    again = caller.batch(sheet.key, make)
    assert again.status_code == 400
    assert "20260503" in again.json()["error"]["message"]
    lookup = {"developerMetadataLookup": {"metadataKey": "igpm-run"}}
    gone = caller.batch(sheet.key, {"deleteDeveloperMetadata": {"dataFilter": lookup}}).json()
    assert gone["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"] == [kept]


def test_an_answer_is_cut_down_to_the_fields_that_were_asked_for(
    google: GoogleServer, office: Person, sheet: PersonSpreadsheet
) -> None:
    add = {"addSheet": {"properties": {"sheetId": 7, "title": "Results", "index": 0}}}
    address = f"{google.root}/v4/spreadsheets/{sheet.key}:batchUpdate"
    caller = Caller(google, office.email)
    answer = caller.post(
        address,
        {"requests": [add], "includeSpreadsheetInResponse": True},
        fields="updatedSpreadsheet.sheets.properties(sheetId,title,index)",
    )
    assert answer.json()["updatedSpreadsheet"]["sheets"] == [
        {"properties": {"sheetId": 7, "title": "Results", "index": 0}},
        {"properties": {"sheetId": 0, "title": "Marks", "index": 1}},
    ]


def test_tabs_and_their_twins_keep_apart(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    tab.protect("A1:B1")
    sheet.batch({"duplicateSheet": {"sourceSheetId": 0, "newSheetName": "Copy", "newSheetId": 5}})
    twin = sheet.tab("Copy")
    twin.type("A1", "Other")
    assert tab.values()[0] == ["Name", "Mark"]
    first, second = tab.kept.protected[0], twin.kept.protected[0]
    assert first["protectedRangeId"] != second["protectedRangeId"]
    assert second["range"]["sheetId"] == 5
    sheet.delete_tab("Marks")
    with pytest.raises(Refused, match="remove all the visible sheets"):
        sheet.delete_tab("Copy")


def test_cells_are_not_merged_across_the_edge_of_what_is_frozen(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    tab.freeze(columns=1)
    with pytest.raises(Refused, match="merge frozen and non-frozen columns"):
        tab.merge("A1:B1")
    tab.merge("B1:C1")
    with pytest.raises(Refused, match="freeze columns which contain only part of a merged cell"):
        tab.freeze(columns=2)


def test_a_filter_takes_no_cells_merged_downwards(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    tab.merge("B2:B3")
    with pytest.raises(Refused, match="filter over a range containing vertical merges"):
        tab.filter("A1:B4")
    tab.filter("A1:A4")


@pytest.mark.parametrize(("first", "last", "to"), [(2, 3, 0), (0, 1, 3), (3, 4, 3)])
def test_rows_are_not_moved_out_of_or_into_merged_cells(
    sheet: PersonSpreadsheet, first: int, last: int, to: int
) -> None:
    sheet.tab("Marks").merge("C3:C4")
    source = {"sheetId": 0, "dimension": "ROWS", "startIndex": first, "endIndex": last}
    with pytest.raises(Refused, match="crosses a merged cell"):
        sheet.batch({"moveDimension": {"source": source, "destinationIndex": to}})
    whole = source | {"startIndex": 2, "endIndex": 4}
    sheet.batch({"moveDimension": {"source": whole, "destinationIndex": 0}})
    assert sheet.tab("Marks").values()[0] == ["Birch", 7]


def test_formulas_of_conditional_formats_follow_their_cells(sheet: PersonSpreadsheet) -> None:
    tab = sheet.tab("Marks")
    asked = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=AND(B2>=3,$A2<>"B2")'}]}
    rule = {
        "ranges": [{"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1}],
        "booleanRule": {"condition": asked, "format": {"textFormat": {"bold": True}}},
    }
    sheet.batch({"addConditionalFormatRule": {"rule": rule}})
    tab.insert_columns(2)
    tab.insert_rows(1)
    assert '=AND(C3>=3,$A3<>"B2")' in str(tab.kept.conditional)


def test_the_place_of_a_chart_is_told_by_fields_of_the_place_over_the_cells(
    google: GoogleServer, office: Person, sheet: PersonSpreadsheet
) -> None:
    names, marks = (
        {
            "sources": [
                {"sheetId": 0, "endRowIndex": 4, "startColumnIndex": at, "endColumnIndex": at + 1}
            ]
        }
        for at in (0, 1)
    )
    basic = {
        "chartType": "COLUMN",
        "domains": [{"domain": {"sourceRange": names}}],
        "series": [{"series": {"sourceRange": marks}}],
    }
    place = {"overlayPosition": {"anchorCell": {"sheetId": 0, "columnIndex": 4}}}
    chart = {"chartId": 7, "spec": {"basicChart": basic}, "position": place}
    caller = Caller(google, office.email)
    assert caller.batch(sheet.key, {"addChart": {"chart": chart}}).ok
    moved = {"objectId": 7, "newPosition": {"overlayPosition": {"widthPixels": 300}}}
    wrong = {**moved, "fields": "overlayPosition.widthPixels"}
    assert caller.batch(sheet.key, {"updateEmbeddedObjectPosition": wrong}).status_code == 400
    right = {**moved, "fields": "widthPixels"}
    assert caller.batch(sheet.key, {"updateEmbeddedObjectPosition": right}).ok
    [kept] = sheet.tab("Marks").kept.charts
    assert kept["position"]["overlayPosition"]["widthPixels"] == 300
    assert kept["position"]["overlayPosition"]["anchorCell"]["columnIndex"] == 4
