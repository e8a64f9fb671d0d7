"""Tests of telling a tracker's tabs apart."""

from __future__ import annotations

import pytest

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.reading.applications import check_assumed
from tests.reading.sheets import Rows, read, seen, tracker_tab

ONE: Rows = [["Ref", "Received", "Name"], ["A1", "3 May 2026", "Ann Lee"]]
TWO: Rows = [["Ref", "Received", "Name"], ["A2", "4 May 2026", "Bob Day"]]
ALLOCATION: Rows = [["Ref", "Assessor 1"], ["A1", "Cy Fox"]]
MARKS: Rows = [["Ref", *(f"D{n}" for n in range(1, 11))], ["A1", *[5.0] * 10]]


def refs(*grids: Grid, tabs: dict[str, tuple[str, ...]] | None = None) -> list[str]:
    """The refs that were read."""
    office, _ = read(*grids, tabs=tabs or {})
    return [application.ref for application in office.applications]


def test_several_tabs_of_applications_are_read_in_order() -> None:
    grids = [tracker_tab(TWO, "2025"), tracker_tab(ALLOCATION, "Who"), tracker_tab(ONE, "2026")]
    office, problems = read(*grids)
    assert [application.ref for application in office.applications] == ["A2", "A1"]
    assert [allocation.ref for allocation in office.allocations] == ["A1"]
    assert [(p.code, p.found, p.severity.value) for p in problems] == [
        ("H11", "2025, 2026", "note")
    ]


def test_other_tabs_are_left_alone() -> None:
    office, problems = read(
        tracker_tab(ONE),
        tracker_tab(MARKS, "Marks"),
        tracker_tab([["Ref", "Cost"], ["A1", 280.0]], "Invoices"),
        tracker_tab([], "Empty"),
        tracker_tab([["Lists"], ["yes"], ["no"]], "Lists"),
    )
    assert len(office.applications) == 1
    assert problems == ()


@pytest.mark.parametrize("name", ["IGPM Results", "IGPM Summary", "IGPM Problems"])
def test_our_own_tabs_never_count(name: str) -> None:
    assert refs(tracker_tab(ONE), tracker_tab(TWO, name)) == ["A1"]


def test_hidden_tabs_are_noted_and_not_read() -> None:
    office, problems = read(tracker_tab(ONE), tracker_tab(TWO, "Old", hidden=True))
    assert len(office.applications) == 1
    assert [(p.code, p.where.tab, p.severity.value) for p in problems] == [("H09", "Old", "note")]


def test_a_hidden_tab_that_is_named_is_read() -> None:
    grids = [tracker_tab(ONE), tracker_tab(TWO, "Old", hidden=True)]
    assert refs(*grids, tabs={"applications": ("old",)}) == ["A2"]


def test_named_tabs_are_the_only_ones_of_their_kind() -> None:
    grids = [tracker_tab(ONE), tracker_tab(TWO, "2025"), tracker_tab(ALLOCATION, "Who")]
    office, problems = read(*grids, tabs={"applications": ("2025",)})
    assert [application.ref for application in office.applications] == ["A2"]
    assert len(office.allocations) == 1
    assert problems == ()


def test_a_named_tab_that_is_missing() -> None:
    office, problems = read(tracker_tab(ONE, "Apps"), tabs={"applications": ("Applications",)})
    assert office.applications == ()
    assert [(p.code, p.found, p.severity.value) for p in problems] == [
        ("H02", "Applications", "error")
    ]
    assert "the tabs are: Apps" in problems[0].remedy


def test_a_named_tab_without_headings() -> None:
    _, problems = read(tracker_tab([["A1", "B2"]], "Apps"), tabs={"applications": ("Apps",)})
    assert [(p.code, str(p.where)) for p in problems] == [("H03", "applications.xlsx › Apps")]


def test_a_named_tab_may_lack_what_tells_its_kind() -> None:
    rows: Rows = [["Name", "Email"], ["Ann Lee", "ann@example.org"]]
    office, _ = read(tracker_tab(ONE), tracker_tab(rows, "People"), tabs={"members": ("People",)})
    assert [member.name for member in office.members] == ["Ann Lee"]


def test_the_name_of_a_tab_decides_between_kinds() -> None:
    rows: Rows = [
        ["Ref", "Name", "Application date", "Date joined", "Email"],
        ["7", "Ann Lee", "3 May 2020", "4 May 2020", "ann@example.org"],
    ]
    office, _ = read(tracker_tab(ONE), tracker_tab(rows, "Associates"))
    assert len(office.associates) == 1
    assert len(office.applications) == 1


def test_no_sources_at_all() -> None:
    _, problems = read()
    assert [p.code for p in problems] == ["H01"]


def test_addresses_are_those_of_each_source() -> None:
    one = Grid("2025.xlsx", "Apps", [[], *ONE, ["A9", "31/02/2026"]])
    two = Grid("2026.ods", "Apps", [*TWO, ["A8", "5 May 2026", None]])
    office, problems = read(one, two)
    assert [str(a.cell("received")) for a in office.applications] == [
        "2025.xlsx › Apps!B3",
        "2025.xlsx › Apps!B4",
        "2026.ods › Apps!B2",
        "2026.ods › Apps!B3",
    ]
    assert seen(problems)[1:] == [("C04", "B4")]


def test_a_wrong_standing_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="disciplinary"):
        check_assumed({"disciplinary": "maybe"})
