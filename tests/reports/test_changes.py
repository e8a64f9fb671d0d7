"""What has changed since the last refresh, and why: marks, cells and rules, with their places."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.core import decisions
from igpm_sheets.model import Application, Decision, Disciplinary, MarkSheet
from igpm_sheets.problems import CellRef
from igpm_sheets.reports import remembered
from igpm_sheets.reports.changes import (
    CHANGE_COLUMNS,
    Change,
    Row,
    changes,
    changes_table,
    place_in,
    shown,
    to_remember,
)
from igpm_sheets.reports.tables import Linked, plain
from tests.core.records import (
    TODAY,
    a_panel,
    a_sheet,
    an_application,
    an_office,
    came_back,
    decided,
    policy,
)

WHEN = datetime(2026, 11, 22, 14, 30, 59)  # noqa: DTZ001 - shown as it is
FIVES = "5555555555"
APPLICATION = an_application()


def decide(
    sheets: Sequence[MarkSheet], application: Application = APPLICATION, **settings: Any
) -> list[Decision]:
    return [*decided(an_office([application], sheets), **settings)[0].values()]


def since(
    before: Sequence[Decision], now: Sequence[Decision], *, remembers: bool = True
) -> dict[str, Change]:
    """The changes of the one application, by what has changed."""
    memory = to_remember(before) if remembers else None
    return {change.what: change for change in changes(shown(before), now, memory)}


def every_one(*applications: Application) -> list[Decision]:
    """Of applications that share a ref, all, with the marks of the ref."""
    office = an_office(applications, a_panel(FIVES))
    return [*decisions.decide(office, policy(), TODAY)[0]]


AWARDED = decide(a_panel(FIVES))
SHORT = decide(a_panel("5545555555", FIVES, FIVES))
AWAITED = decide(a_panel(FIVES, FIVES))


def test_the_first_refresh_is_one_line() -> None:
    assert changes(None, AWARDED, None) == (
        Change("", "", "first refresh", None, "1 application", "there was no tab to compare with"),
    )


def test_nothing_has_changed() -> None:
    assert changes(shown(AWARDED), AWARDED, to_remember(AWARDED)) == ()
    assert changes(shown(AWARDED), AWARDED, None) == ()


def test_what_is_read_back_in_another_type_is_no_change() -> None:
    row = shown(AWARDED)[0]
    as_read = {**row, "Sum": Decimal("150.0"), "Status": "Award MIGPM ", "Resubmit by": ""}
    assert changes([as_read], AWARDED, None) == ()


def test_a_mark_that_was_altered_is_named_with_its_cell() -> None:
    found = since(AWARDED, SHORT)
    assert list(found) == ["Status", "Sum", "Resubmit by"]
    assert (found["Status"].before, found["Status"].after) == (
        "Award MIGPM",
        "Further evidence needed",
    )
    assert (found["Sum"].before, found["Sum"].after) == (150, 149)
    assert found["Resubmit by"].before is None
    assert isinstance(found["Resubmit by"].after, date)
    for change in found.values():
        assert change.why == "D3 by Ann Able: 5 → 4"
        assert change.where == CellRef("Ann Able.xlsx", "Marks", 2, 4)
        assert (change.ref, change.candidate) == ("26-001", "Candidate 26-001")


def test_marks_that_came_in_are_named_together() -> None:
    found = since(AWAITED, AWARDED)["Status"]
    assert found.why == "marks of Cyn Cole came in"
    assert found.where == CellRef("Cyn Cole.xlsx", "Marks", 2, 2)


def test_marks_that_are_gone_are_named_together() -> None:
    assert since(AWARDED, AWAITED)["Status"].why == "the marks of Cyn Cole are gone"


def test_a_few_of_many_marks_are_named() -> None:
    many = decide(a_panel("6666655555", FIVES, FIVES))
    why = since(AWARDED, many)["Sum"].why
    marks = (f"D{domain} by Ann Able: 5 → 6" for domain in (1, 2, 3))
    assert why == "; ".join([*marks, "and 2 more"])


def test_a_mark_that_is_none_any_more() -> None:
    spoiled = decide(a_panel("5555x55555", FIVES, FIVES))
    change = since(AWARDED, spoiled)["Status"]
    assert (change.after, change.why) == ("Marks need attention", "D5 by Ann Able: 5 → none")
    assert change.where == CellRef("Ann Able.xlsx", "Marks", 2, 6)


def test_what_only_follows_from_a_mark_is_not_told_beside_it() -> None:
    spoiled = decide(a_panel("554x555555", FIVES, FIVES))
    assert since(SHORT, spoiled)["Status"].why == "D4 by Ann Able: 5 → none"


def test_an_assessor_whose_name_is_typed_otherwise_is_the_same() -> None:
    renamed = [replace(sheet, assessor=sheet.assessor.upper()) for sheet in a_panel(FIVES)]
    lower = [renamed[0], renamed[1], a_sheet("5555555554", "cyn cole")]
    assert since(AWARDED, decide(lower))["Sum"].why == "D10 by cyn cole: 5 → 4"


def test_the_marks_of_a_resubmission_are_those_of_its_own_panel() -> None:
    """The eight marks that are carried in with the outcome came from nobody now."""
    panel = f"{FIVES} 5545555555 {FIVES}"
    waiting = came_back(
        panel, "--5------- --5------- ----------", second={"resubmitted_domains": (3,)}
    )
    outcome = came_back(
        panel, "--5------- --5------- --5-------", second={"resubmitted_domains": (3,)}
    )
    change = since([waiting], [outcome])["Status"]
    assert (change.before, change.after) == ("Awaiting marks", "Award MIGPM")
    assert change.why == "marks of Cyn Cole came in"


def test_a_cell_of_the_tracker_that_settles_a_hold_is_named() -> None:
    unknown = replace(APPLICATION, disciplinary=None)
    change = since(decide(a_panel(FIVES), unknown), AWARDED)["Status"]
    assert (change.before, change.after) == ("On hold", "Award MIGPM")
    assert change.why == "R16: no disciplinary action"
    assert change.where == APPLICATION.cell("disciplinary")


def test_a_cell_that_now_stands_in_the_way_is_named() -> None:
    pending = replace(APPLICATION, disciplinary=Disciplinary.PENDING)
    change = since(AWARDED, decide(a_panel(FIVES), pending))["Status"]
    assert change.why == "R16: a disciplinary action is pending"
    assert change.where == APPLICATION.cell("disciplinary")


def test_marks_and_a_cell_at_the_same_time_are_both_named() -> None:
    unknown = replace(APPLICATION, disciplinary=None)
    before = decide(a_panel("5545555555", FIVES, FIVES), unknown)
    change = since(before, AWARDED)["Status"]
    assert change.why == "D3 by Ann Able: 4 → 5; R16: no disciplinary action"


def test_a_rule_that_stands_in_the_way_no_longer() -> None:
    twice = every_one(APPLICATION, an_application(name="Another", row=3))
    change = since(twice[:1], AWARDED)["Status"]
    assert (change.before, change.after) == ("On hold", "Award MIGPM")
    assert (
        change.why
        == f"I28 no longer: the ref stands twice: also at {twice[1].application.cell('ref')}"
    )


def test_a_cell_that_can_be_read_at_last() -> None:
    unreadable = replace(APPLICATION, associate=None, unreadable=frozenset({"associate"}))
    change = since(decide(a_panel(FIVES), unreadable), AWARDED)["Status"]
    assert "R2: an Associate at the time of application" in change.why
    assert "I15 no longer: the cell for “associate” cannot be read" in change.why
    assert change.where == APPLICATION.cell("associate")


def test_a_deadline_moves_with_the_day_that_it_follows_from() -> None:
    later = replace(APPLICATION, received=date(2026, 5, 4))
    change = since(AWARDED, decide(a_panel(FIVES), later, today=date(2026, 6, 10)))["Result due"]
    assert (change.before, change.after) == (date(2026, 2, 28), date(2026, 6, 30))
    assert change.why == "Date received: 15 January 2026 → 4 May 2026"
    assert change.where == APPLICATION.cell("received")


def test_a_decision_by_other_settings_is_explained_by_its_reason() -> None:
    sheets = a_panel("5545555555", "7777777777", "4555555555")
    change = since(decide(sheets), decide(sheets, combine="majority"))["Status"]
    assert (change.before, change.after) == ("Award MIGPM", "Further evidence needed")
    assert change.why == "I1: 1 of three assessors' own marks sum to 50; two are needed"


def test_without_a_memory_the_deciding_reason_explains() -> None:
    change = since(AWARDED, SHORT, remembers=False)["Status"]
    assert change.why == "R53: the thirty marks sum to 149; 150 are needed"
    assert change.where == APPLICATION.cell("ref")


def test_a_cell_of_ours_that_was_typed_over_is_told_as_that() -> None:
    typed = [{**shown(AWARDED)[0], "Status": "Certainly not"}]
    (change,) = changes(typed, AWARDED, to_remember(AWARDED))
    assert (change.before, change.after) == ("Certainly not", "Award MIGPM")
    assert change.why == "the tab no longer held what was last written there"


def test_applications_come_and_go() -> None:
    office = an_office([APPLICATION, an_application("26-002", row=3)], a_panel(FIVES))
    both = [*decided(office)[0].values()]
    (new,) = changes(shown(AWARDED), both, to_remember(AWARDED))
    assert (new.ref, new.what, new.before, new.after) == ("26-002", "new", None, "Awaiting marks")
    assert new.why.startswith("R29: ")
    (gone,) = changes(shown(both), AWARDED, to_remember(both))
    assert (gone.ref, gone.what, gone.before, gone.after) == (
        *("26-002", "no longer listed", "Awaiting marks"),
        None,
    )
    assert gone.why == "the tracker no longer holds it"
    (moved,) = changes(shown(both), AWARDED, to_remember(both), every=both)
    assert moved.why == "it belongs to window 2026-01"


def test_an_empty_tab_is_not_a_first_refresh() -> None:
    assert [change.what for change in changes([], AWARDED, None)] == ["new"]


def test_a_ref_is_the_same_however_it_is_typed() -> None:
    row = {**shown(AWARDED)[0], "Ref": " 26-001"}
    assert changes([row], AWARDED, None) == ()


def test_two_applications_of_one_ref_are_told_apart() -> None:
    both = every_one(APPLICATION, an_application(name="Another", row=3))
    assert changes(shown(both), both, to_remember(both)) == ()
    (gone,) = changes(shown(both), both[:1], None)
    assert (gone.what, gone.candidate) == ("no longer listed", "Another")


def test_a_status_that_was_deleted_by_hand_comes_back_as_a_change() -> None:
    (change,) = changes([{**shown(AWARDED)[0], "Status": None}], AWARDED, to_remember(AWARDED))
    assert (change.what, change.before, change.after) == ("Status", None, "Award MIGPM")


def test_rows_without_a_ref_are_nobodys() -> None:
    rows: list[Row] = [
        *shown(AWARDED),
        {"Ref": None, "Status": "a remark"},
        {"Ref": "another remark", "Status": None},
    ]
    assert changes(rows, AWARDED, None) == ()


# The memory


def test_what_is_remembered_comes_back_from_json() -> None:
    memory = to_remember(SHORT)
    assert remembered.from_json(json.loads(json.dumps(remembered.as_json(memory)))) == memory


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(json_values)
def test_anything_else_is_no_memory(written: object) -> None:
    read = remembered.from_json(written)
    assert read is None or read == {}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("marks", {"Ann": [5] * 9}),
        ("marks", {"Ann": [True] * 10}),
        ("marks", {"Ann": "5555555555"}),
        ("reasons", {"R1": [["found", "a sentence"]]}),
        ("reasons", {"R1": [["met"]]}),
        ("reasons", {"R1": ["met"]}),
        ("cells", {"name": 5}),
        ("shown", []),
    ],
)
def test_a_memory_with_one_thing_wrong_is_none(part: str, value: object) -> None:
    written = remembered.as_json(to_remember(AWARDED))
    (one,) = written.values()
    assert isinstance(one, dict)
    assert remembered.from_json(written) is not None
    assert remembered.from_json({"26-001": {**one, part: value}}) is None


# The tab


def rows_of(found: Sequence[Change], earlier: Sequence[Row] | None = None, most: int = 9) -> Any:
    return [tuple(map(plain, row)) for row in changes_table(found, WHEN, earlier, most).rows]


SOME = Change(
    *("26-01", "Jo Lee", "Sum", 149, 150, "D3 by Ann Lee: 4 → 5"),
    CellRef("marks/Ann Lee.xlsx", "Marks", 6, 5),
)


def test_the_tab_lists_changes_under_their_time() -> None:
    table = changes_table([SOME], WHEN, None, 10)
    assert " ".join(table.headings) == "When Ref Candidate What From To Why Where"
    (row,) = table.rows
    assert row[:7] == (
        *("2026-11-22 14:30", "26-01", "Jo Lee", "Sum", 149, 150),
        "D3 by Ann Lee: 4 → 5",
    )
    assert row[7] == Linked(
        "marks/Ann Lee.xlsx › Marks!E6", CellRef("marks/Ann Lee.xlsx", "Marks", 6, 5)
    )


def test_days_stand_in_words_since_their_column_holds_texts_as_well() -> None:
    change = replace(SOME, what="Result due", before=None, after=date(2026, 6, 30))
    assert rows_of([change])[0][4:6] == (None, "30 June 2026")


def test_earlier_lines_stay_beneath_with_their_links() -> None:
    table = changes_table([SOME], WHEN, None, 10)
    headings = table.headings
    first = [dict(zip(headings, map(plain, row), strict=True)) for row in table.rows]
    later = replace(SOME, ref="26-02")
    second = changes_table([later], WHEN, first, 10)
    assert [row[1] for row in second.rows] == ["26-02", "26-01"]
    assert second.rows[1] == table.rows[0]


def test_the_title_of_a_google_sheet_leads_there_while_it_is_known_and_never_to_a_file() -> None:
    (decision,) = AWARDED
    address = "https://docs.google.com/spreadsheets/d/1aB/edit#gid=0"
    place = replace(decision.application.place, source="Our tracker", address=address)
    online = replace(decision, application=replace(decision.application, place=place))
    where = online.application.cell("ref")
    assert where.link == f"{address}&range={where.a1}"
    table = changes_table([replace(SOME, where=where)], WHEN, None, 10, [online])
    first = [dict(zip(table.headings, map(plain, row), strict=True)) for row in table.rows]
    again = changes_table([], WHEN, first, 10, [online]).rows[0]
    assert again[7] == table.rows[0][7] == Linked(str(where), where)
    assert changes_table([], WHEN, first, 10).rows[0][7] == str(where)


def test_the_oldest_lines_go_first() -> None:
    earlier: list[Row] = [{"When": "before", "Ref": str(number)} for number in range(5)]
    assert [row[1] for row in rows_of([SOME, SOME], earlier, most=4)] == ["26-01"] * 2 + ["0", "1"]


def test_blank_lines_and_columns_of_others_do_not_stay() -> None:
    earlier: list[Row] = [{"When": None, "Ref": None}, {"Ref": "A", "Our own": "x"}]
    assert rows_of([], earlier) == [(None, "A", *[None] * 6)]


@given(st.lists(st.builds(Change, *[st.text(max_size=9)] * 3, *[st.none() | st.integers()] * 2)))
def test_what_was_listed_once_is_listed_unchanged_ever_after(found: list[Change]) -> None:
    table = changes_table(found, WHEN, None, 99)
    kept = [dict(zip(table.headings, map(plain, row), strict=True)) for row in table.rows]
    again = changes_table([], WHEN, kept, 99)
    assert [tuple(map(plain, row)) for row in again.rows] == [
        tuple(map(plain, row)) for row in table.rows
    ]


cells = st.builds(
    CellRef,
    st.sampled_from(["a.xlsx", "marks/Siân Lee!.xlsx", "/home/x/m [1].xlsx"]),
    st.sampled_from(["Marks", "Round 2!", "26-01", "A!B12"]),
    st.integers(1, 1_048_576),
    st.integers(1, 16384),
)


@given(cells)
def test_a_place_is_understood_as_it_is_shown(where: CellRef) -> None:
    assert place_in(str(where)) == where


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.xlsx",
        "a.xlsx › Tab",
        "a.xlsx › Tab!12:12",
        "long… › Tab!A1",
        "a › b!A0",
        "a › b!A1 x",
    ],
)
def test_what_names_no_cell_in_full_is_no_place(text: str) -> None:
    assert place_in(text) is None


def test_a_change_as_json_has_iso_days_and_nulls() -> None:
    change = replace(SOME, before=None, after=date(2026, 6, 30), where=None)
    assert change.as_json() == {
        "ref": "26-01",
        "candidate": "Jo Lee",
        "what": "Sum",
        "from": None,
        "to": "2026-06-30",
        "why": "D3 by Ann Lee: 4 → 5",
        "where": None,
    }
    keys = [column.heading.lower() for column in CHANGE_COLUMNS[1:]]
    assert list(change.as_json()) == keys


def test_a_line_is_one_line_whatever_stands_in_the_cells() -> None:
    forged = replace(SOME, ref="26\n2026-01-01 note", why="x\x1b[31m\r\n" * 200, after="a\u2028b")
    line = forged.line()
    assert line.isprintable()
    assert "Jo Lee" not in line
    assert len(line) < 500


def test_blanks_are_called_that() -> None:
    assert replace(SOME, before=None, why="").line() == "26-01: Sum: blank → 150"
