"""`refresh` on a Google Sheet: what it writes, what it costs, what it leaves alone."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from igpm_sheets.fields import OUR_TABS
from tests.bad_inputs.office import ANN, FURTHER, GOOD, PLAIN, REFS, TRACKER
from tests.bad_inputs.spoiling import mark, missing
from tests.google.refresh_office import (
    CHANGES,
    NOTES,
    OFFICE,
    PROBLEMS,
    RESULTS,
    SUMMARY,
    WIDTH,
    GoogleSite,
    site,
)
from tests.google_server.server import GoogleServer

__all__ = ["site"]

OK = "igpm-sheets refresh OK: 1 workbook written, 0 unchanged, 0 left as they are;"
SAME = "igpm-sheets refresh OK: 0 workbooks written, 1 unchanged, 0 left as they are;"
MAY = [ref for ref in REFS if ref != REFS[0]]
"""The applications of the latest window."""


def kinds(google: GoogleServer) -> list[str]:
    """The requests of all batches."""
    return [kind for line in google.log for kind in line.call.requests]


def of_ours(site: GoogleSite) -> dict[str, Any]:
    """Everything on our tabs but the marks of runs."""
    return {
        name: {part: value for part, value in tab.items() if part != "metadata"}
        for name, tab in site.google.snapshot(site.sheet.key)["tabs"].items()
        if name in OUR_TABS
    }


# What it writes, and what it costs


def test_the_tracker_gets_our_tabs_and_keeps_its_own(site: GoogleSite) -> None:
    before = site.google.snapshot(site.sheet.key)["tabs"]["Applications"]
    assert site.refresh().last.startswith(OK)
    assert site.sheet.tabs == ["Applications", "Assessors", "Allocation", *OUR_TABS]
    assert site.google.snapshot(site.sheet.key)["tabs"]["Applications"] == before
    assert site.refs() == MAY
    assert site.of(GOOD)["Status"] == "Award MIGPM"


def test_all_tabs_cost_two_requests_and_an_unchanged_refresh_no_write(site: GoogleSite) -> None:
    site.refresh()
    assert site.google.counts() == {"get": 1, "batchUpdate": 1}
    before = site.google.snapshot(site.sheet.key)
    assert site.refresh().last.startswith(SAME)
    assert site.google.counts() == {"get": 1}
    assert site.google.snapshot(site.sheet.key) == before


def test_so_does_a_refresh_in_which_something_has_changed(site: GoogleSite) -> None:
    site.refresh()
    site.save(mark(ANN, GOOD, 3, None))
    ran = site.refresh("-v")
    assert site.google.counts() == {"get": 1, "batchUpdate": 1}
    assert f"{GOOD}: Status: Award MIGPM → Awaiting marks" in ran.out
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert site.of(GOOD).get("Sum") is None
    newest = site.sheet.tab(CHANGES).values()[1]
    assert newest[1] == GOOD


def test_every_value_is_typed(site: GoogleSite) -> None:
    text = '=HYPERLINK("http://x.example";"y")'
    row = 1 + [each[0] for each in site.office.applications].index(GOOD)
    typed = {"userEnteredValue": {"stringValue": text}, "effectiveValue": {"stringValue": text}}
    site.sheet.tab("Applications").type(f"B{row}", typed)
    site.refresh()
    assert site.of(GOOD)["Candidate"] == text
    bodies = "".join(str(line.body) for line in site.google.log if line.kind == "batchUpdate")
    assert "HYPERLINK" in bodies
    assert "formulaValue" not in bodies


def test_a_new_day_alone_is_no_reason_to_write_but_is_written_along(site: GoogleSite) -> None:
    site.refresh()
    assert site.refresh(today="2026-06-11").last.startswith(SAME)
    assert site.google.counts() == {"get": 1}
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh(today="2026-06-11")
    days = [value for row in site.sheet.tab(SUMMARY).values() for value in row]
    assert (date(2026, 6, 11) - date(1899, 12, 30)).days in days


def test_a_dry_run_says_what_would_change_and_writes_nothing(site: GoogleSite) -> None:
    before = site.google.snapshot(site.sheet.key)
    ran = site.refresh("--dry-run")
    assert "1 workbook would be written" in ran.last
    assert site.google.counts() == {"get": 1}
    assert site.google.snapshot(site.sheet.key) == before


def test_json_names_the_title_and_the_address(site: GoogleSite) -> None:
    [workbook] = site.refresh("--json").json["workbooks"]
    assert workbook["path"] == "Applications 2026"
    assert workbook["address"] == site.sheet.address
    assert workbook["written"] is True


def test_conditional_formats_filters_and_charts_do_not_pile_up(site: GoogleSite) -> None:
    site.refresh()
    before = of_ours(site)
    for domain in (3, 4, 5):
        site.save(mark(ANN, GOOD, domain, None))
        site.refresh()
        site.save(mark(ANN, GOOD, domain, 5))
        site.refresh()
    after = of_ours(site)
    for name in OUR_TABS:
        for part in ("conditional", "protected", "charts", "merges"):
            assert len(after[name][part]) == len(before[name][part]), (name, part)


def test_pivot_tables_stand_beside_the_figures_and_count_all_rows(site: GoogleSite) -> None:
    site.refresh()
    cells = site.google.snapshot(site.sheet.key)["tabs"][SUMMARY]["cells"]
    sources = [each["pivotTable"]["source"] for each in cells.values() if "pivotTable" in each]
    assert len(sources) == 2
    assert {source["sheetId"] for source in sources} == {site.tab.id}
    assert {source.get("endRowIndex") for source in sources} == {1 + len(MAY)}
    site.refresh("--window", "all")
    cells = site.google.snapshot(site.sheet.key)["tabs"][SUMMARY]["cells"]
    sources = [each["pivotTable"]["source"] for each in cells.values() if "pivotTable" in each]
    assert {source.get("endRowIndex") for source in sources} == {1 + len(REFS)}


def test_the_time_of_a_change_is_that_of_the_spreadsheets_own_zone(site: GoogleSite) -> None:
    site.refresh()
    here = site.sheet.tab(CHANGES).values()[1][0]
    other = site.google.person(OFFICE).spreadsheet("Far", time_zone="Asia/Tokyo")
    other.share(site.google.robot, "writer")
    site.more.append(other)
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh()
    there = other.tab(CHANGES).values()[1][0]
    assert isinstance(here, str)
    assert isinstance(there, str)
    assert here[:4] == there[:4]
    assert here[11:13] != there[11:13]


def test_our_columns_are_protected_and_the_owner_may_edit(site: GoogleSite) -> None:
    site.refresh()
    colleague = site.google.person("colleague@igpm.example")
    site.sheet.share(colleague.email, "writer")
    theirs = colleague.open(site.sheet.key).tab(RESULTS)
    theirs.type(f"{NOTES}2", "call back")
    with pytest.raises(Exception, match="protected"):
        theirs.type("E2", "Award MIGPM")
    site.tab.type("E2", "typed over")
    assert site.refresh().last.startswith(OK)
    assert site.of(GOOD)["Status"] == "Award MIGPM"
    assert site.beside(GOOD) == "call back"


# Whose tabs they are


def test_a_tab_of_that_name_that_is_not_ours_is_left_alone(site: GoogleSite) -> None:
    site.sheet.tab(SUMMARY).type("A1", "mine")
    before = site.google.snapshot(site.sheet.key)
    ran = site.refresh()
    assert ran.code == 3
    assert "did not make the tab of this name" in ran.err
    assert site.google.snapshot(site.sheet.key) == before


def test_a_tab_of_ours_that_was_renamed_is_kept_up_to_date(site: GoogleSite) -> None:
    site.refresh()
    site.sheet.rename_tab(RESULTS, "Outcomes")
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh()
    assert RESULTS not in site.sheet.tabs
    rows = site.sheet.tab("Outcomes").values()
    assert rows[1][4] == "Awaiting marks"


def test_a_tab_of_ours_that_was_deleted_is_made_again(site: GoogleSite) -> None:
    site.refresh()
    for name in (RESULTS, PROBLEMS):
        site.sheet.delete_tab(name)
    assert site.refresh().last.startswith(OK)
    assert site.refs() == MAY
    assert PROBLEMS in site.sheet.tabs
    assert site.refresh().last.startswith(SAME)


def test_a_tab_that_is_made_again_stands_where_it_stood(site: GoogleSite) -> None:
    site.results = "feedback_tabs = true"
    site.save()
    site.refresh()
    before = site.sheet.tabs
    assert before[-1] in MAY  # feedback stands behind all else
    for gone in (["IGPM Summary"], ["IGPM Summary", "IGPM Problems"], ["IGPM Changes"]):
        for name in gone:
            site.sheet.delete_tab(name)
        site.refresh()
        assert site.sheet.tabs == before


def test_a_copy_of_a_tab_is_peoples(site: GoogleSite) -> None:
    site.refresh()
    site.sheet.batch(
        {"duplicateSheet": {"sourceSheetId": site.tab.id, "newSheetName": "Results of May"}}
    )
    copied = site.google.snapshot(site.sheet.key)["tabs"]["Results of May"]
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh()
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert site.google.snapshot(site.sheet.key)["tabs"]["Results of May"] == copied


def test_a_copy_of_the_spreadsheet_works_as_the_original(site: GoogleSite) -> None:
    site.refresh()
    site.tab.type(f"{NOTES}2", "call back")
    kept = site.sheet.file.spreadsheet
    assert kept is not None
    other = site.google.person(OFFICE).spreadsheet("Copy of it")
    other.file.spreadsheet = copy.deepcopy(kept)
    other.file.spreadsheet.key = other.key
    other.share(site.google.robot, "writer")
    site.sheet = other
    site.save(mark(ANN, GOOD, 3, None))
    assert site.refresh().code == 0
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert site.beside(GOOD) == "call back"


def test_feedback_tabs_come_and_say_when_a_result_no_longer_stands(site: GoogleSite) -> None:
    site.results = "feedback_tabs = true"
    site.save()
    site.refresh()
    assert set(MAY) <= set(site.sheet.tabs)
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh()
    text = str(site.sheet.tab(GOOD).values())
    assert "no result" in text.casefold()
    assert site.refresh().last.startswith(SAME)


# What people keep beside the results


def test_what_people_type_beside_the_results_stays_with_its_application(site: GoogleSite) -> None:
    site.refresh()
    for ref in MAY:
        site.tab.type(f"{NOTES}{site.row(ref)}", f"about {ref}")
    site.tab.note(f"E{site.row(PLAIN)}", "ask the panel")
    site.tab.format(f"B{site.row(FURTHER)}", {"backgroundColor": {"red": 1.0, "green": 1.0}})
    applications = site.sheet.tab("Applications")
    order = [row[0] for row in applications.values()]
    assert GOOD in order
    site.refresh("--window", "all")
    assert site.refs() == list(REFS)
    assert [site.beside(ref) for ref in MAY] == [f"about {ref}" for ref in MAY]
    assert site.beside(REFS[0]) is None
    assert site.tab.cell(f"E{site.row(PLAIN)}")["note"] == "ask the panel"
    look = site.tab.cell(f"B{site.row(FURTHER)}")["userEnteredFormat"]
    assert look["backgroundColor"] == {"red": 1.0, "green": 1.0}
    assert site.refresh("--window", "all").last.startswith(SAME)


def test_applications_that_change_their_places_take_everything_along(site: GoogleSite) -> None:
    site.refresh()
    for ref in MAY:
        site.tab.type(f"{NOTES}{site.row(ref)}", f"about {ref}")
    site.tab.type(f"{NOTES}1", "Notes")
    # The last application of the tracker becomes its first.
    site.office.applications[1:] = reversed(site.office.applications[1:])
    site.save()
    site.refresh()
    wanted = [ref for ref in reversed(REFS) if ref in MAY]
    assert site.refs() == wanted
    assert [site.beside(ref) for ref in wanted] == [f"about {ref}" for ref in wanted]
    assert site.tab.values()[0][WIDTH] == "Notes"
    assert "moveDimension" in kinds(site.google)


def test_an_application_that_goes_is_kept_while_something_stands_beside_it(
    site: GoogleSite,
) -> None:
    site.refresh("--window", "all")
    site.tab.type(f"{NOTES}{site.row(REFS[0])}", "appeal?")
    assert site.refresh().last.startswith(OK)
    rows = site.tab.values()
    refs = site.refs()
    assert refs[: len(MAY)] == MAY
    line = next(at for at, text in enumerate(refs) if text and "No longer in the list" in str(text))
    assert refs[line + 1] == REFS[0]
    kept = rows[line + 2]
    assert kept[1]
    assert kept[2:WIDTH] == [None] * (WIDTH - 2)
    assert kept[WIDTH] == "appeal?"
    assert site.refresh().last.startswith(SAME)
    # It comes back, and what stands beside it with it.
    site.refresh("--window", "all")
    assert site.refs() == list(REFS)
    assert site.beside(REFS[0]) == "appeal?"
    assert site.refresh("--window", "all").last.startswith(SAME)


def test_an_application_that_goes_leaves_nothing_where_nothing_stands_beside_it(
    site: GoogleSite,
) -> None:
    site.refresh("--window", "all")
    site.tab.type("A12", "Signed: the director")
    site.refresh()
    assert [ref for ref in site.refs() if ref] == [*MAY, "Signed: the director"]
    assert site.refresh().last.startswith(SAME)
    site.refresh("--window", "all")
    assert [ref for ref in site.refs() if ref] == [*REFS, "Signed: the director"]
    assert "deleteDimension" not in kinds(site.google)


def test_columns_of_peoples_between_ours_stay_and_are_never_written(site: GoogleSite) -> None:
    site.refresh()
    site.tab.insert_columns(3)
    site.tab.fill("C1", [["Phone"], *([f"0{row}"] for row in range(2, 6))])
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh("--window", "all")
    assert site.refs() == list(REFS)
    rows = site.tab.values()
    assert rows[0][:4] == ["Ref", "Candidate", "Phone", "Window"]
    phones = {row[0]: row[2] for row in rows[1:]}
    assert phones == {REFS[0]: None} | {ref: f"0{at}" for at, ref in enumerate(MAY, 2)}
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert site.refresh("--window", "all").last.startswith(SAME)


def test_columns_of_ours_that_were_deleted_or_renamed_come_back(site: GoogleSite) -> None:
    site.refresh()
    for ref in MAY:
        site.tab.type(f"{NOTES}{site.row(ref)}", f"about {ref}")
    site.tab.delete_columns(6)
    site.tab.type("C1", "Month")
    assert site.refresh().last.startswith(OK)
    heads = site.tab.values()[0]
    assert heads[:8] == ["Ref", "Candidate", "Window", "Month", "Type", "Status", "Sum", "Average"]
    assert site.of(GOOD)["Sum"] == 153
    assert site.of(GOOD)["Window"] == "2026-05"
    assert [site.beside(ref, WIDTH + 1) for ref in MAY] == [f"about {ref}" for ref in MAY]
    assert site.refresh().last.startswith(SAME)


def test_a_list_that_a_person_has_sorted_keeps_its_order(site: GoogleSite) -> None:
    site.refresh()
    site.tab.sort(f"A2:{NOTES}5", "F")
    order = site.refs()
    assert order != MAY
    assert site.refresh().last.startswith(SAME)
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh("--window", "all")
    assert site.refs() == [*order, REFS[0]]
    assert site.refresh("--window", "all").last.startswith(SAME)


def test_what_people_have_filtered_for_stays_and_covers_new_rows(site: GoogleSite) -> None:
    site.refresh()
    asked = {"criteria": {"4": {"hiddenValues": ["Awaiting marks"]}}}
    area = {"sheetId": site.tab.id, "startRowIndex": 0, "endRowIndex": 5, "endColumnIndex": WIDTH}
    site.sheet.batch({"setBasicFilter": {"filter": {"range": area, **asked}}})
    site.refresh("--window", "all")
    kept = site.tab.kept.basic_filter
    assert kept is not None
    assert kept["range"]["endRowIndex"] == 1 + len(REFS)
    assert "Awaiting marks" in str(kept)


def test_the_filter_sorts_peoples_columns_along_with_ours(site: GoogleSite) -> None:
    site.refresh()
    assert site.tab.kept.basic_filter is not None
    assert site.tab.kept.basic_filter["range"]["endColumnIndex"] == site.tab.kept.whole.right
    site.tab.resize(site.tab.kept.whole.bottom, site.tab.kept.whole.right + 9)
    site.refresh("--window", "all")
    assert site.tab.kept.basic_filter["range"]["endColumnIndex"] == site.tab.kept.whole.right


def test_conditional_formats_of_peoples_stay(site: GoogleSite) -> None:
    site.refresh()
    mine = {
        "ranges": [{"sheetId": site.tab.id, "startColumnIndex": 4, "endColumnIndex": 5}],
        "booleanRule": {
            "condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "Refer"}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    site.sheet.batch({"addConditionalFormatRule": {"rule": mine, "index": 0}})
    number = len(site.tab.kept.conditional)
    site.refresh("--window", "all")
    site.tab.insert_columns(3)
    site.refresh()
    rules = site.tab.kept.conditional
    assert len(rules) == number
    assert sum("Refer'" in str(rule) and "bold" in str(rule) for rule in rules) >= 1


def test_ours_are_known_by_formulas_that_have_moved_with_their_columns(site: GoogleSite) -> None:
    site.refresh()
    formulas = formulas_of(site)
    site.tab.insert_columns(3)
    site.tab.delete_columns(11)  # one of our own, which comes back
    site.refresh()
    assert len(formulas_of(site)) == len(formulas)
    assert len(set(formulas_of(site))) == len(set(formulas))


def formulas_of(site: GoogleSite) -> list[str]:
    """The formulas of the conditional formats on the tab of results."""
    return [
        str(value["userEnteredValue"])
        for rule in site.tab.kept.conditional
        for value in rule.get("booleanRule", {}).get("condition", {}).get("values", ())
        if str(value["userEnteredValue"]).startswith("=")
    ]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda tab: (tab.insert_rows(1), tab.type("A1", "Title")), "above the headings"),
        (lambda tab: tab.type("A1", "Reference no."), "heading Ref is gone"),
    ],
)
def test_what_does_not_allow_it_is_said(site: GoogleSite, spoil: Any, said: str) -> None:
    site.refresh()
    spoil(site.tab)
    site.save(mark(ANN, GOOD, 3, None))
    before = site.google.snapshot(site.sheet.key)
    ran = site.refresh()
    assert ran.code == 3
    assert said in ran.err
    assert site.google.snapshot(site.sheet.key) == before


def test_merged_cells_that_would_be_torn_are_refused(site: GoogleSite) -> None:
    site.refresh()
    site.tab.merge(f"{NOTES}2:{NOTES}3")
    site.office.applications[1:] = reversed(site.office.applications[1:])
    site.save()
    ran = site.refresh()
    assert ran.code == 3
    assert "torn apart" in ran.err
    assert site.refs() == MAY


def test_of_half_the_data_nothing_is_written(site: GoogleSite) -> None:
    site.save(missing("marks/Ann Lee.xlsx"))
    (site.folder / "marks" / "Ben Okoro.xlsx").write_bytes(b"no workbook")
    before = site.google.snapshot(site.sheet.key)
    ran = site.refresh()
    assert ran.code == 3
    assert "left as it is" in ran.err
    assert site.google.snapshot(site.sheet.key) == before


def test_a_tracker_in_a_file_may_have_its_results_at_google(site: GoogleSite) -> None:
    site.refresh()
    text = (site.folder / "igpm.toml").read_text(encoding="utf-8")
    source = f'source = "{site.sheet.address}"'
    assert source in text
    site.office.write(site.folder)
    (site.folder / "igpm.toml").write_text(
        text.replace(source, f'source = "{TRACKER}"'), encoding="utf-8"
    )
    assert site.refresh().last.startswith(SAME)
    assert site.google.counts() == {"get": 1}
