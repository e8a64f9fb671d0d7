"""Tabs that are wholly ours, made and written anew: as drawn, and people's own parts kept."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets import jobs
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.fields import OUR_TABS
from igpm_sheets.google.connection import Google, new_run
from igpm_sheets.reports.refreshed import feedback_tabs, refreshed_tabs
from igpm_sheets.reports.tables import Table
from igpm_sheets.settings import load
from igpm_sheets.writers.google import whole
from igpm_sheets.writers.google.areas import block, ends_of, on_tab
from igpm_sheets.writers.google.blocks import alike_blocks
from igpm_sheets.writers.google.charts import DrawnChart
from igpm_sheets.writers.google.drawn import DrawnTab, Link, drawn_workbook
from igpm_sheets.writers.google.pivots import BY_STATUS, BY_WINDOW, WIDTH, with_pivots
from igpm_sheets.writers.google.present import TAB_KEY
from igpm_sheets.writers.google.whole import LONGEST_TITLE, PROTECTED, own_id, whole_tab
from igpm_sheets.writers.names import steady_tab_names
from igpm_sheets.writers.workbook import workbook_bytes
from tests.google.applied import ACCOUNT, PERSON, answer, applied, blank, cell, sheet
from tests.google_server.errors import Refused
from tests.google_server.grid import Spreadsheet
from tests.google_server.server import GoogleServer

EDITORS: Final = (ACCOUNT.email, PERSON.email)
RESULTS, SUMMARY, PROBLEMS, CHANGES = OUR_TABS
NOW: Final = datetime(2026, 6, 22, 9)  # noqa: DTZ001 - as the reports have it
NUMBERS: Final = {RESULTS: 100, SUMMARY: 101, PROBLEMS: 102, CHANGES: 103}
RED: Final = {"backgroundColorStyle": {"rgbColor": {"red": 1.0}}}
SMALL: Final = DrawnTab(
    "Small",
    [
        [
            {"userEnteredValue": {"stringValue": "Status"}, "userEnteredFormat": RED},
            {"userEnteredValue": {"stringValue": "Count"}, "note": "how many"},
        ],
        [
            {"userEnteredValue": {"stringValue": "Award MIGPM"}},
            {"userEnteredValue": {"numberValue": 3}},
        ],
    ],
    widths={0: 120, 1: 60},
    frozen_rows=1,
    rules=[
        {
            "ranges": [block(1, 0, 2, 1)],
            "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": RED},
        }
    ],
    filter_area=block(0, 0, 2, 2),
    charts=[
        DrawnChart(
            {
                "title": "Counts",
                "basicChart": {
                    "chartType": "BAR",
                    "headerCount": 1,
                    "domains": [{"domain": {"sourceRange": {"sources": [block(0, 0, 2, 1)]}}}],
                    "series": [{"series": {"sourceRange": {"sources": [block(0, 1, 2, 2)]}}}],
                },
            },
            {"anchorCell": {"rowIndex": 4, "columnIndex": 0}, "widthPixels": 90},
        )
    ],
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Table, list[DrawnTab]]:
    """The results of the demo's office, and all that a refresh draws for it."""
    folder = tmp_path_factory.mktemp("office")
    worked = jobs.work_out(load(make_demo(folder)), DEMO_TODAY, "all")
    findings = worked.findings
    tabs = refreshed_tabs(findings, [], NOW, None, 500)
    tabs += feedback_tabs(
        findings,
        findings.decisions,
        worked.every,
        lambda refs: steady_tab_names(refs, OUR_TABS),
        [],
    )
    made = workbook_bytes(tabs[:7], title="IGPM", created=DEMO_TODAY, beside=folder, folder=folder)
    return tabs[0].tables[0], drawn_workbook(made)


def source(table: Table) -> dict[str, int]:
    return on_tab(block(0, 0, len(table.rows) + 1, len(table.columns)), NUMBERS[RESULTS])  # type: ignore[no-any-return]


def made_of(
    office: tuple[Table, list[DrawnTab]], editors: Sequence[str] = EDITORS
) -> list[dict[str, Any]]:
    """The requests for all tabs of a refresh, with pivots on the summary."""
    table, drawn = office
    ids = {tab.name: NUMBERS.get(tab.name, 200 + at) for at, tab in enumerate(drawn)}
    requests: list[Any] = []
    for tab in drawn:
        if tab.name == SUMMARY:
            tab = with_pivots(tab, table, source(table), table.headings)  # noqa: PLW2901
        requests += whole_tab(tab, ids[tab.name], None, ids=ids, editors=editors)
    return requests


def kinds(requests: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(next(iter(request)) for request in requests)


def make(drawn: DrawnTab = SMALL, sheet_id: int = 7) -> Spreadsheet:
    return applied(blank(), whole_tab(drawn, sheet_id, None, ids={}, editors=EDITORS))


def rewrite(book: Spreadsheet, drawn: DrawnTab = SMALL, sheet_id: int = 7) -> list[Any]:
    there = next(
        each for each in answer(book)["sheets"] if each["properties"].get("sheetId", 0) == sheet_id
    )
    return whole_tab(drawn, sheet_id, there, ids={}, editors=EDITORS)


def rewritten(book: Spreadsheet, drawn: DrawnTab = SMALL, sheet_id: int = 7) -> Spreadsheet:
    return applied(book, rewrite(book, drawn, sheet_id))


def by_person(book: Spreadsheet, *requests: dict[str, Any]) -> Spreadsheet:
    return applied(book, requests, PERSON)


def shown(cell_data: Mapping[str, Any]) -> dict[str, Any]:
    """What of a cell we send, without what is left out of answers."""
    names = ("userEnteredValue", "userEnteredFormat", "note")
    return {name: cell_data[name] for name in names if cell_data.get(name)}


def test_the_demos_tabs_arrive_cell_by_cell_as_the_workbook_draws_them(
    office: tuple[Table, list[DrawnTab]],
) -> None:
    book = applied(blank(), made_of(office))
    _, drawn = office
    compared = 0
    for tab in drawn:
        told = sheet(book, tab.name)
        for row, line in enumerate(tab.cells):
            for column, wanted in enumerate(line):
                found = shown(cell(told, row, column))
                if (row, column) in tab.links:
                    found["userEnteredFormat"]["textFormat"].pop("link")
                assert found == shown(wanted), (tab.name, row, column)
                compared += 1
        assert len(told.get("merges", [])) == len(tab.merges)
        assert len(told.get("conditionalFormats", [])) == len(tab.rules)
        assert len(told.get("charts", [])) == len(tab.charts)
        grid = told["properties"]["gridProperties"]
        assert grid.get("frozenRowCount", 0) == tab.frozen_rows
        assert grid.get("hideGridlines", False) is not tab.grid_lines
        [mark] = told["developerMetadata"]
        assert (mark["metadataKey"], mark["metadataValue"]) == (TAB_KEY, tab.name)
        assert mark["visibility"] == "DOCUMENT"
    assert compared > 1000


def test_they_arrive_through_the_whole_way_in_one_batch(
    office: tuple[Table, list[DrawnTab]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GoogleServer() as google:
        for name, value in google.environment().items():
            monkeypatch.setenv(name, value)
        key_file = google.service_account(tmp_path)
        tracker = google.person(PERSON.email).spreadsheet("Tracker")
        tracker.share(google.robot, "writer")
        way = Google(key_file, writes=True)
        way.batch(tracker.key, made_of(office, [way.account, PERSON.email]), run=new_run())
        assert google.counts() == {"batchUpdate": 1}
        assert tracker.tabs[1:5] == [RESULTS, SUMMARY, PROBLEMS, CHANGES]
        assert tracker.tab(RESULTS).values()[1][0] == "IG-101"


def test_a_second_writing_leaves_everything_as_it_is(
    office: tuple[Table, list[DrawnTab]],
) -> None:
    book = applied(blank(), made_of(office))
    table, drawn = office
    ids = {tab.name: NUMBERS.get(tab.name, 200 + at) for at, tab in enumerate(drawn)}
    for tab in drawn:
        before = sheet(book, tab.name)
        wanted = tab
        if tab.name == SUMMARY:
            wanted = with_pivots(tab, table, source(table), table.headings)
        requests = whole_tab(wanted, ids[tab.name], before, ids=ids, editors=EDITORS)
        assert not kinds(requests).keys() & {
            "addSheet", "addChart", "addProtectedRange", "updateProtectedRange", "setBasicFilter",
            "createDeveloperMetadata", "updateSheetProperties",
        }  # fmt: skip
        book = applied(book, requests)
        assert sheet(book, tab.name) == before


def test_the_looks_of_long_columns_are_sent_once() -> None:
    row = [
        {"userEnteredValue": {"stringValue": f"x{at}"}, "userEnteredFormat": RED if at else {}}
        for at in range(28)
    ]
    requests = whole_tab(DrawnTab("Long", [row] * 5000), 7, None, ids={}, editors=EDITORS)
    assert kinds(requests)["repeatCell"] == 1
    sizes = [len(json.dumps(request)) for request in requests]
    assert max(sizes) < 300_000
    values = [request for request in requests if "rows" in request.get("updateCells", {})]
    assert len(values) > 10
    # A blank is as short as it can be; a text costs little more than itself.
    assert sum(sizes) / (5000 * 28) < 60


def test_values_in_several_parts_are_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [
        [{"userEnteredValue": {"numberValue": at * 7 + each}} for each in range(at % 5)]
        for at in range(40)
    ]
    wanted = sheet(make(DrawnTab("T", cells)), "T")["data"]
    monkeypatch.setattr(whole, "_LARGEST_PART", 300)
    requests = whole_tab(DrawnTab("T", cells), 7, None, ids={}, editors=EDITORS)
    assert kinds(requests)["updateCells"] > 5
    assert sheet(applied(blank(), requests), "T")["data"] == wanted


looks = st.lists(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=6), max_size=8)


@given(looks)
def test_blocks_of_one_look_cover_every_cell_once(rows: list[list[str]]) -> None:
    covered: dict[tuple[int, int], str] = {}
    for area, look in alike_blocks(rows, row=3, column=2):
        top, left, bottom, right = ends_of(area)
        for place in ((row, column) for row in range(top, bottom) for column in range(left, right)):
            assert place not in covered
            covered[place] = look
    wanted = {
        (row + 3, column + 2): look
        for row, line in enumerate(rows)
        for column, look in enumerate(line)
        if look
    }
    assert covered == wanted


# What people have


def notes_of_peoples() -> Iterator[dict[str, Any]]:
    """What a person puts beside our columns: values, a look, a rule, a chart, merged cells."""
    beside = on_tab(block(0, 3, 2, 5), 7)
    cells = [{"values": [{"userEnteredValue": {"stringValue": "call her"}, "note": "Tuesday"}]}]
    start = {"sheetId": 7, "rowIndex": 1, "columnIndex": 3}
    yield {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue,note"}}
    look = {"userEnteredFormat": RED}
    yield {"repeatCell": {"range": beside, "cell": look, "fields": "userEnteredFormat"}}
    rule = {
        "ranges": [beside],
        "booleanRule": {"condition": {"type": "BLANK"}, "format": RED},
    }
    yield {"addConditionalFormatRule": {"rule": rule, "index": 0}}
    whole_rows = {**rule, "ranges": [on_tab(block(0, 0, 9, None), 7)]}
    yield {"addConditionalFormatRule": {"rule": whole_rows, "index": 1}}
    merged = on_tab(block(4, 3, 5, 5), 7)
    yield {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}}
    place = {"overlayPosition": {"anchorCell": {"sheetId": 7, "rowIndex": 9, "columnIndex": 3}}}
    chart = {"chartId": 99, "spec": on_tab(SMALL.charts[0].spec, 7), "position": place}
    yield {"addChart": {"chart": chart}}
    width = {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    wider = {"range": width, "properties": {"pixelSize": 333}, "fields": "pixelSize"}
    yield {"updateDimensionProperties": wider}


def test_what_people_keep_beside_our_columns_stays() -> None:
    book = by_person(make(), *notes_of_peoples())
    before = sheet(book, "Small")
    after = sheet(rewritten(book), "Small")
    assert cell(after, 1, 3) == cell(before, 1, 3)
    assert cell(after, 1, 3)["note"] == "Tuesday"
    assert after["merges"] == before["merges"]
    assert {chart["chartId"] for chart in after["charts"]} == {99, own_id(7, "chart 1")}
    peoples = [rule for rule in after["conditionalFormats"] if rule not in on_tab(SMALL.rules, 7)]
    assert len(peoples) == 2
    assert len(after["conditionalFormats"]) == 3
    assert after["data"][0]["columnMetadata"][0]["pixelSize"] == 333
    assert after == sheet(rewritten(rewritten(book)), "Small")


def test_what_people_have_frozen_is_no_hindrance_to_merged_cells() -> None:
    book = by_person(make(), froze(columns=2))
    assert grid_of(rewritten(book))["frozenColumnCount"] == 2
    wide = replace(SMALL, merges=[block(0, 0, 1, 3)])
    told = sheet(rewritten(book, wide), "Small")
    assert told["merges"] == [on_tab(block(0, 0, 1, 3), 7)]
    assert "frozenColumnCount" not in told["properties"]["gridProperties"]


def froze(**counts: int) -> dict[str, Any]:
    """What a person does who wants columns to stay in sight."""
    grid = {"frozenColumnCount": counts["columns"]}
    fields = "gridProperties.frozenColumnCount"
    properties = {"sheetId": 7, "gridProperties": grid}
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def grid_of(book: Spreadsheet) -> dict[str, Any]:
    """The size of the tab, and what of it is frozen."""
    return dict(sheet(book, "Small")["properties"]["gridProperties"])


def test_conditional_formats_are_replaced_and_do_not_pile_up() -> None:
    rules = [
        {
            "ranges": [block(1, 0, 2, 1)],
            "booleanRule": {
                "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": word}]},
                "format": RED,
            },
        }
        for word in ("a", "b", "c")
    ]
    book = make(replace(SMALL, rules=rules))
    fewer = replace(SMALL, rules=rules[1:])
    for _ in range(3):
        book = rewritten(book, fewer)
    assert sheet(book, "Small")["conditionalFormats"] == on_tab(fewer.rules, 7)


def test_what_was_drawn_before_and_is_no_more_is_cleared() -> None:
    wide = replace(
        SMALL,
        cells=[[{"userEnteredValue": {"numberValue": 9}, "userEnteredFormat": RED}] * 5] * 6,
        merges=[block(3, 0, 5, 4)],
        validations=[(block(1, 0, 3, 1), {"condition": {"type": "BOOLEAN"}})],
    )
    told = sheet(rewritten(make(wide)), "Small")
    assert "merges" not in told
    left = [shown(cell(told, row, column)) for row in range(6) for column in range(5)]
    assert sum(map(bool, left)) == 4
    assert all("dataValidation" not in cell(told, row, 0) for row in range(6))


def test_a_chart_that_people_moved_stays_there_and_follows_our_figures() -> None:
    chart = own_id(7, "chart 1")
    place = {"overlayPosition": {"anchorCell": {"sheetId": 7, "rowIndex": 1, "columnIndex": 4}}}
    moved = {"objectId": chart, "newPosition": place, "fields": "*"}
    book = by_person(make(), {"updateEmbeddedObjectPosition": moved})
    told = SMALL.charts[0]
    renamed = replace(SMALL, charts=[DrawnChart({**told.spec, "title": "New"}, told.position)])
    assert "updateEmbeddedObjectPosition" not in kinds(rewrite(book, renamed))
    [found] = sheet(rewritten(book, renamed), "Small")["charts"]
    assert found["spec"]["title"] == "New"
    assert found["position"]["overlayPosition"]["anchorCell"]["columnIndex"] == 4


def test_a_chart_on_another_tab_is_brought_up_to_date_and_not_made_twice() -> None:
    present = {key: each for key, each in sheet(make(), "Small").items() if key != "charts"}
    moved = {own_id(7, "chart 1")}
    requests = whole_tab(SMALL, 7, present, ids={}, editors=EDITORS, elsewhere=moved)
    assert kinds(requests)["updateChartSpec"] == 1
    assert "addChart" not in kinds(requests)


def test_a_chart_that_people_deleted_is_made_again() -> None:
    book = by_person(make(), {"deleteEmbeddedObject": {"objectId": own_id(7, "chart 1")}})
    assert [each["chartId"] for each in sheet(rewritten(book), "Small")["charts"]] == [
        own_id(7, "chart 1")
    ]


def test_a_chart_goes_down_with_its_table() -> None:
    told = SMALL.charts[0]
    lower = {**told.position, "anchorCell": {"rowIndex": 6, "columnIndex": 0}}
    drawn = replace(SMALL, charts=[DrawnChart(told.spec, lower)])
    [found] = sheet(rewritten(make(), drawn), "Small")["charts"]
    assert found["position"]["overlayPosition"]["anchorCell"]["rowIndex"] == 6
    assert found["position"]["overlayPosition"]["widthPixels"] == 90


def test_a_chart_of_nothing_goes_and_peoples_stay() -> None:
    book = by_person(make(), *notes_of_peoples())
    told = sheet(rewritten(book, replace(SMALL, charts=[])), "Small")
    assert [each["chartId"] for each in told["charts"]] == [99]


def test_a_filter_keeps_what_people_have_filtered_for() -> None:
    asked = {"hiddenValues": ["Declined"]}
    filtered = {
        "range": on_tab(block(0, 0, 2, 2), 7),
        "filterSpecs": [{"columnIndex": 0, "filterCriteria": asked}],
        "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}],
    }
    book = by_person(make(), {"setBasicFilter": {"filter": filtered}})
    longer = replace(SMALL, cells=[*SMALL.cells, SMALL.cells[1]], filter_area=block(0, 0, 3, 2))
    told = sheet(rewritten(book, longer), "Small")["basicFilter"]
    assert ends_of(told["range"]) == (0, 0, 3, 2)
    [kept] = told["filterSpecs"]
    assert (kept.get("columnIndex", 0), kept["filterCriteria"]) == (0, asked)
    assert "sortSpecs" not in told


# Protection


def test_our_columns_are_protected_and_those_beside_them_free() -> None:
    book = make()
    [found] = sheet(book, "Small")["protectedRanges"]
    assert ends_of(found["range"])[1:2] == (0,)
    assert ends_of(found["range"])[3] == 2
    assert found["description"] == PROTECTED
    assert set(found["editors"]["users"]) == set(EDITORS)
    assert not found.get("warningOnly")
    typed = [{"values": [{"userEnteredValue": {"stringValue": "x"}}]}]

    def type_in(column: int) -> None:
        start = {"sheetId": 7, "rowIndex": 1, "columnIndex": column}
        update = {"start": start, "rows": typed, "fields": "userEnteredValue"}
        applied(book, [{"updateCells": update}], replace(PERSON, email="other@igpm.example"))

    type_in(3)
    with pytest.raises(Refused, match="protected"):
        type_in(1)


def test_protection_is_only_written_where_it_differs() -> None:
    book = make()
    assert "updateProtectedRange" not in kinds(rewrite(book))
    wider = replace(SMALL, cells=[[*SMALL.cells[0], {"userEnteredValue": {"numberValue": 1}}]])
    [update] = [
        request["updateProtectedRange"]
        for request in rewrite(book, wider)
        if "updateProtectedRange" in request
    ]
    assert update["fields"] == "range"
    [found] = sheet(rewritten(book, wider), "Small")["protectedRanges"]
    assert ends_of(found["range"])[3] == 3
    assert set(found["editors"]["users"]) == set(EDITORS)


def test_a_colleague_whom_the_owner_lets_write_stays_among_the_editors() -> None:
    own = own_id(7, "protection")
    let = {
        "protectedRange": {
            "protectedRangeId": own,
            "editors": {"users": ["director@igpm.example", *EDITORS]},
        },
        "fields": "editors",
    }
    book = by_person(make(), {"updateProtectedRange": let})
    there = sheet(book, "Small")
    more = (ACCOUNT.email.upper(), "owner@igpm.example")
    after = applied(book, whole_tab(SMALL, 7, there, ids={}, editors=more))
    [found] = sheet(after, "Small")["protectedRanges"]
    wanted = {"director@igpm.example", "owner@igpm.example", *EDITORS}
    assert {*found["editors"]["users"]} == wanted


def test_a_protection_that_only_warns_is_made_to_hold_again() -> None:
    own = own_id(7, "protection")
    weak = {"protectedRangeId": own, "warningOnly": True}
    update = {"protectedRange": weak, "fields": "warningOnly,editors"}
    book = by_person(make(), {"updateProtectedRange": update})
    [found] = sheet(rewritten(book), "Small")["protectedRanges"]
    assert not found.get("warningOnly")


def test_a_protection_that_people_took_away_is_made_again() -> None:
    gone = {"deleteProtectedRange": {"protectedRangeId": own_id(7, "protection")}}
    assert len(sheet(rewritten(by_person(make(), gone)), "Small")["protectedRanges"]) == 1


def test_a_tab_with_cells_to_type_in_is_protected_but_for_them() -> None:
    form = replace(SMALL, is_protected=True, unlocked=[block(1, 1, 2, 2)])
    book = make(form)
    [found] = sheet(book, "Small")["protectedRanges"]
    assert set(found["range"]) <= {"sheetId"}
    assert found["unprotectedRanges"] == [on_tab(block(1, 1, 2, 2), 7)]
    assert "updateProtectedRange" not in kinds(rewrite(book, form))


# The tab itself


def test_a_tab_grows_and_never_shrinks() -> None:
    book = make()
    size = sheet(book, "Small")["properties"]["gridProperties"]
    assert (size["rowCount"], size["columnCount"]) > (2, 2)
    tall = replace(SMALL, cells=[SMALL.cells[0]] * 500)
    grown = sheet(rewritten(book, tall), "Small")["properties"]["gridProperties"]
    assert grown["rowCount"] == 500
    again = sheet(rewritten(rewritten(book, tall)), "Small")["properties"]["gridProperties"]
    assert again["rowCount"] == 500


def test_a_tabs_number_may_be_nought() -> None:
    """Google leaves a number of 0 out of its answers."""
    book = applied(
        by_person(blank(), {"addSheet": {"properties": {"sheetId": 5, "title": "Mine"}}}),
        [
            {"deleteSheet": {"sheetId": 0}},
            *whole_tab(SMALL, 0, None, ids={}, editors=EDITORS),
        ],
    )
    first = sheet(book, "Small")
    assert "sheetId" not in first["properties"] or first["properties"]["sheetId"] == 0
    after = rewritten(book, SMALL, 0)
    assert sheet(after, "Small") == first
    assert "rowData" not in sheet(after, "Mine")["data"][0]


def test_a_title_is_as_long_as_google_allows() -> None:
    [added] = [
        request["addSheet"]["properties"]
        for request in whole_tab(SMALL, 7, None, ids={}, editors=(), title="t" * 300, index=2)
        if "addSheet" in request
    ]
    assert len(added["title"]) == LONGEST_TITLE
    assert added["index"] == 2


def test_links_lead_to_the_tabs_by_their_numbers_in_the_type_that_is_drawn() -> None:
    drawn = replace(
        SMALL,
        links={
            (0, 0): Link("", "Other", "B2"),
            (1, 0): Link("https://docs.google.com/spreadsheets/d/K/edit#gid=0&range=F12"),
        },
    )
    book = applied(blank(), whole_tab(drawn, 7, None, ids={"Other": 0}, editors=EDITORS))
    told = sheet(book, "Small")
    uris = [cell(told, row, 0)["userEnteredFormat"]["textFormat"]["link"]["uri"] for row in (0, 1)]
    assert uris == ["#gid=0&range=B2", drawn.links[1, 0].address]
    assert (
        cell(told, 0, 0)["userEnteredFormat"]["backgroundColorStyle"] == RED["backgroundColorStyle"]
    )


# Pivot tables


def pivots_in(told: Mapping[str, Any]) -> dict[tuple[int, int], Mapping[str, Any]]:
    return {
        (row, column): each["pivotTable"]
        for row, line in enumerate(told["data"][0]["rowData"])
        for column, each in enumerate(line.get("values", []))
        if each.get("pivotTable")
    }


def test_pivots_stand_beside_the_plain_figures_and_cover_nothing(
    office: tuple[Table, list[DrawnTab]],
) -> None:
    table, drawn = office
    summary = next(tab for tab in drawn if tab.name == SUMMARY)
    told = sheet(applied(blank(), made_of(office)), SUMMARY)
    (first, counted), (second, averaged) = sorted(pivots_in(told).items())
    windows = {row[2] for row in table.rows}
    statuses = {row[4] for row in table.rows}
    assert first[1] > summary.columns
    assert second[0] > first[0] + 2 + len(windows) + 1
    captions = [
        cell(told, row - 1, column)["userEnteredValue"]["stringValue"]
        for row, column in (first, second)
    ]
    assert captions == [BY_WINDOW, BY_STATUS]
    assert 1 + len(statuses) + 1 <= WIDTH
    # Nothing else is written where they come to stand.
    for row in range(first[0], 60):
        for column in range(first[1], first[1] + WIDTH):
            at = cell(told, row, column)
            assert "userEnteredValue" not in at or row == second[0] - 1
    headings = list(table.headings)
    assert counted["source"] == {**source(table)}
    assert counted["rows"][0]["sourceColumnOffset"] == headings.index("Window")
    assert counted["columns"][0]["sourceColumnOffset"] == headings.index("Status")
    assert counted["values"][0].get("sourceColumnOffset", 0) == headings.index("Ref")
    assert counted["values"][0]["summarizeFunction"] == "COUNTA"
    assert [each["sourceColumnOffset"] for each in averaged["values"]] == [
        headings.index(name) for name in ("Average", *(f"D{each}" for each in range(1, 11)))
    ]
    figure = cell(told, second[0] + 1, second[1] + 1)["userEnteredFormat"]["numberFormat"]
    assert figure == {"type": "NUMBER", "pattern": "0.00"}


def test_pivots_move_with_their_table_and_leave_none_behind(
    office: tuple[Table, list[DrawnTab]],
) -> None:
    table, drawn = office
    book = applied(blank(), made_of(office))
    summary = next(tab for tab in drawn if tab.name == SUMMARY)
    more = Table(
        table.name,
        table.columns,
        [*table.rows, *((*row[:2], "2027-01", *row[3:]) for row in table.rows)],
    )
    before = pivots_in(sheet(book, SUMMARY))
    headings = ("Mine", *table.headings)
    moved = with_pivots(summary, more, source(table), headings)
    book = rewritten(book, moved, NUMBERS[SUMMARY])
    after = pivots_in(sheet(book, SUMMARY))
    assert min(after) == min(before)
    assert max(after)[0] == max(before)[0] + 1
    assert len(after) == 2
    assert after[min(after)]["values"][0]["sourceColumnOffset"] == 1


def test_without_applications_or_outcomes_there_is_no_pivot_of_nothing(
    office: tuple[Table, list[DrawnTab]],
) -> None:
    table, drawn = office
    summary = next(tab for tab in drawn if tab.name == SUMMARY)
    none = with_pivots(summary, Table("Results", table.columns, []), {}, table.headings)
    assert not any("pivotTable" in cell for row in none.cells for cell in row)
    assert none.columns == summary.columns + 1 + WIDTH
    waiting = [(*row[:5], *[None] * 12, *row[17:]) for row in table.rows]
    some = with_pivots(summary, Table("Results", table.columns, waiting), {}, table.headings)
    assert sum("pivotTable" in cell for row in some.cells for cell in row) == 1
