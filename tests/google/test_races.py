"""What people do between our reading and our writing is kept, whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.bad_inputs.office import ANN, FURTHER, GOOD, PLAIN, REFS
from tests.bad_inputs.spoiling import mark
from tests.google.refresh_office import NOTES, RESULTS, WIDTH, GoogleSite, site
from tests.google_server.faults import Call

__all__ = ["site"]

MAY = [ref for ref in REFS if ref != REFS[0]]
ABOUT = {ref: f"about {ref}" for ref in MAY}


def meanwhile(site: GoogleSite, act: Callable[[], object], times: int = 1) -> list[int]:
    """Lets a person act right before each of the next batches; how often they did, in a list."""
    done: list[int] = []

    def before(call: Call) -> None:
        if call.kind == "batchUpdate" and len(done) < times:
            done.append(1)
            act()

    site.google.before = before
    return done


def noted(site: GoogleSite) -> None:
    """Results with something beside each of them."""
    site.refresh()
    site.tab.type(f"{NOTES}1", "Notes")
    for ref in MAY:
        site.tab.type(f"{NOTES}{site.row(ref)}", ABOUT[ref])


def column_of(site: GoogleSite, heading: str) -> dict[str, Any]:
    """What stands under a heading, by ref."""
    heads, *rows = site.tab.values()
    at, key = heads.index(heading), heads.index("Ref")
    return {
        str(row[key]): row[at] if len(row) > at else None
        for row in rows
        if len(row) > key and row[key]
    }


def agrees(site: GoogleSite) -> None:
    """Refs, values and notes belong together, and the next refresh has nothing to do."""
    site.google.before = lambda _: None
    notes = column_of(site, "Notes")
    assert {ref: notes[ref] for ref in MAY} == ABOUT
    assert column_of(site, "Status")[GOOD] == "Awaiting marks"
    assert column_of(site, "Status")[PLAIN] == "Award MIGPM"
    assert column_of(site, "Sum")[GOOD] is None
    assert column_of(site, "Sum")[PLAIN] == 150
    ran = site.refresh("--window", "all")
    assert " 0 workbooks written, 1 unchanged" in ran.last, ran


ACTS: dict[str, Callable[[GoogleSite], object]] = {
    "sorts": lambda site: site.tab.sort("A2:AC5", "B", descending=True),
    "inserts a row above all": lambda site: site.tab.insert_rows(2),
    "inserts a row in the midst": lambda site: site.tab.insert_rows(4, 2),
    "inserts a row below": lambda site: site.tab.insert_rows(6),
    "inserts a column at the left": lambda site: site.tab.insert_columns(1),
    "inserts a column in the midst": lambda site: site.tab.insert_columns(5),
    "deletes a column of ours": lambda site: site.tab.delete_columns(4),
    "deletes a blank column": lambda site: site.tab.delete_columns(WIDTH + 2),
    "renames the tab": lambda site: site.sheet.rename_tab(RESULTS, "Outcomes"),
    "hides the tab": lambda site: site.tab.hide(),
    "copies the tab": lambda site: site.sheet.batch(
        {"duplicateSheet": {"sourceSheetId": site.tab.id, "newSheetName": "Copy"}}
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_somebody_changes_the_shape_of_the_list(site: GoogleSite, act: str) -> None:
    noted(site)
    site.save(mark(ANN, GOOD, 3, None))
    done = meanwhile(site, lambda: ACTS[act](site))
    ran = site.refresh("--window", "all")
    assert done
    assert ran.code == 0, ran
    if act == "renames the tab":
        site.sheet.rename_tab("Outcomes", RESULTS)
    agrees(site)


@pytest.mark.parametrize("act", ["sorts", "inserts a row in the midst"])
def test_while_applications_leave_the_list(site: GoogleSite, act: str) -> None:
    noted(site)
    site.refresh("--window", "all")
    site.tab.type(f"{NOTES}{site.row(REFS[0])}", "appeal?")
    site.save(mark(ANN, GOOD, 3, None))
    acts = {"sorts": lambda: site.tab.sort("A2:AC6", "B")}
    meanwhile(site, acts.get(act, lambda: ACTS[act](site)))
    assert site.refresh().code == 0
    site.google.before = lambda _: None
    notes = column_of(site, "Notes")
    assert {ref: notes[ref] for ref in MAY} == ABOUT
    assert notes[REFS[0]] == "appeal?"
    assert column_of(site, "Status")[GOOD] == "Awaiting marks"
    assert site.refresh().last.startswith("igpm-sheets refresh OK: 0 workbooks written")


def test_a_note_typed_meanwhile_goes_with_its_application(site: GoogleSite) -> None:
    noted(site)
    site.office.applications[1:] = reversed(site.office.applications[1:])
    site.save(mark(ANN, GOOD, 3, None))
    at = site.row(FURTHER)
    meanwhile(site, lambda: site.tab.type(f"AD{at}", "typed just now"))
    assert site.refresh().code == 0
    site.google.before = lambda _: None
    assert site.beside(FURTHER, WIDTH + 1) == "typed just now"
    assert site.beside(FURTHER) == ABOUT[FURTHER]


def test_a_note_typed_beside_an_application_that_goes_keeps_its_ref(site: GoogleSite) -> None:
    site.refresh("--window", "all")
    site.tab.type(f"{NOTES}1", "Notes")
    at = site.row(REFS[0])
    meanwhile(site, lambda: site.tab.type(f"{NOTES}{at}", "typed just now"))
    assert site.refresh().code == 0
    site.google.before = lambda _: None
    assert column_of(site, "Notes")[REFS[0]] == "typed just now"
    assert site.refs()[: len(MAY)] == MAY
    assert site.refresh().last.startswith("igpm-sheets refresh OK: 0 workbooks written")


def test_values_of_ours_do_not_stay_in_a_column_of_peoples(site: GoogleSite) -> None:
    noted(site)
    site.save(mark(ANN, GOOD, 3, None))
    at = site.row(GOOD)

    def act() -> None:
        site.tab.insert_columns(5)
        site.tab.type("E1", "Rung")
        site.tab.type(f"E{at + 1}", "yes")

    meanwhile(site, act)
    assert site.refresh("--window", "all").code == 0
    rung = column_of(site, "Rung")
    assert rung[GOOD] is None
    assert rung[FURTHER] == "yes"
    agrees(site)


def test_a_column_of_peoples_that_came_under_our_values_gets_its_own_back(
    site: GoogleSite,
) -> None:
    noted(site)
    site.save(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 4, 7), mark(ANN, GOOD, 3, None))
    # The last of our columns changes for one that now is awarded, and a column is deleted.
    meanwhile(site, lambda: site.tab.delete_columns(3))
    assert site.refresh("--window", "all").code == 0
    agrees(site)


def test_the_tab_is_deleted_meanwhile_and_made_again(site: GoogleSite) -> None:
    site.refresh()
    site.save(mark(ANN, GOOD, 3, None))
    meanwhile(site, lambda: site.sheet.delete_tab(RESULTS))
    assert site.refresh().code == 0
    assert site.refs() == MAY
    assert site.of(GOOD)["Status"] == "Awaiting marks"


def test_a_row_that_is_deleted_meanwhile_takes_no_others_note(site: GoogleSite) -> None:
    noted(site)
    site.save(mark(ANN, GOOD, 3, None))
    meanwhile(site, lambda: site.tab.delete_rows(site.row(FURTHER)))
    assert site.refresh().code == 0
    site.google.before = lambda _: None
    notes = column_of(site, "Notes")
    assert {ref: notes[ref] for ref in MAY} == {**ABOUT, FURTHER: None}
    assert column_of(site, "Status")[GOOD] == "Awaiting marks"
    assert column_of(site, "Status")[FURTHER] == "Further evidence needed"


def test_who_rearranges_it_all_the_time_is_told(site: GoogleSite) -> None:
    noted(site)
    orders = [False, True] * 10
    site.save(mark(ANN, GOOD, 3, None))

    def act() -> None:
        site.tab.sort("A2:AC5", "B", descending=orders.pop())
        site.tab.insert_rows(3)

    meanwhile(site, act, times=10)
    ran = site.refresh()
    assert ran.code == 3
    assert "kept sorting" in ran.err
    site.google.before = lambda _: None
    assert site.refresh().code == 0
    notes = column_of(site, "Notes")
    assert {ref: notes[ref] for ref in MAY} == ABOUT
    assert column_of(site, "Status")[GOOD] == "Awaiting marks"


def test_a_conditional_format_added_meanwhile_is_not_taken_for_ours(site: GoogleSite) -> None:
    noted(site)
    site.tab.delete_columns(6)  # then ours are made anew, for one column more
    mine = {
        "ranges": [{"sheetId": site.tab.id, "startColumnIndex": 28, "endColumnIndex": 29}],
        "booleanRule": {
            "condition": {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "urgent"}]},
            "format": {"textFormat": {"bold": True}},
        },
    }
    rule = {"addConditionalFormatRule": {"rule": mine, "index": 0}}
    meanwhile(site, lambda: site.sheet.batch(rule))
    assert site.refresh().code == 0
    assert [str(each).count("urgent") for each in site.tab.kept.conditional].count(1) == 1


def test_two_runs_at_once_come_to_the_same(site: GoogleSite) -> None:
    noted(site)
    site.save(mark(ANN, GOOD, 3, None))
    done: list[int] = []

    def before(call: Call) -> None:
        if call.kind == "batchUpdate" and not done:
            done.append(1)
            # Another computer, whose locks are not ours.
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("XDG_CACHE_HOME", str(site.folder / "elsewhere"))
                assert site.refresh("--window", "all").code == 0

    site.google.before = before
    assert site.refresh("--window", "all").code == 0
    agrees(site)
