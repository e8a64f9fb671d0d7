"""Tests of reading members, associates, assessors and the allocation."""

from __future__ import annotations

from datetime import date

import pytest

from igpm_sheets.adapters.grid import CellValue, ErrorValue
from igpm_sheets.model import Category, Window
from tests.reading.sheets import Rows, read, seen, tracker_tab

APPLICATIONS = tracker_tab([["Ref", "Received"], ["A1", "3 May 2026"]])


def test_members() -> None:
    rows: Rows = [
        ["Members of the IGPM"],
        ["Name", "E-mail", "Membership number", "Awarded", "Window", "Paid until", "Left"],
        ["Ann Lee", "ann@example.org", 17.0, date(2025, 6, 30), "May 2025", "31/05/2027", None],
        [],
        ["Scotland"],
        ["Bob Day", None, "MIGPM 18", None, date(2024, 1, 1), None, "no"],
        ["Total", None, 2.0],
    ]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "People"))
    assert seen(problems) == [("P03", "A5")]
    ann, bob = office.members
    assert (ann.name, ann.membership_no, ann.window) == ("Ann Lee", "17", Window(2025, 5))
    assert (ann.awarded, ann.paid_to, ann.left) == (date(2025, 6, 30), date(2027, 5, 31), None)
    assert (bob.membership_no, bob.window, bob.left) == ("MIGPM 18", Window(2024, 1), False)
    assert str(bob.place.cell("window")) == "applications.xlsx › People!E6"


def test_a_member_that_cannot_be_read() -> None:
    rows: Rows = [
        ["Name", "Awarded", "Window"],
        ["Ann Lee", "soon", "Spring"],
        [None, "1 May 2025", None],
        [ErrorValue("#N/A"), "1 May 2025", None],
    ]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "Members"))
    assert seen(problems) == [("C03", "B2"), ("C18", "C2"), ("P01", "A3"), ("C01", "A4")]
    (ann,) = office.members
    assert ann.unreadable == {"awarded", "window"}


def test_associates() -> None:
    rows: Rows = [
        ["Forename", "Surname", "Email", "Date joined", "Paid to", "Left"],
        ["Ann", "Lee", "ann@example.org", "3 May 2020", "3/5/2027", "1 June 2026"],
    ]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "List"))
    assert not problems
    (ann,) = office.associates
    assert (ann.name, ann.joined, ann.paid_to) == ("Ann Lee", date(2020, 5, 3), date(2027, 5, 3))
    assert ann.left == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("tab", "kind"),
    [("Members", "members"), ("IGPM Associates 2026", "associates"), ("People", None)],
)
def test_lists_that_are_alike_are_told_by_their_tabs_name(tab: str, kind: str | None) -> None:
    rows: Rows = [["Name", "Email", "Paid to"], ["Ann Lee", "ann@example.org", "3/5/2027"]]
    office, _ = read(APPLICATIONS, tracker_tab(rows, tab))
    assert len(office.members) == (kind == "members")
    assert len(office.associates) == (kind == "associates")


def test_assessors() -> None:
    rows: Rows = [
        ["Assessor", "Email", "Category", "Practice", "Conflicts", "Max load", "Active"],
        ["Ann Lee", "ann@example.org", "Existing Member", "Elm", "A1; A2", 12.0, "yes"],
        ["Bob Day", None, "Patient", None, None, "lots", "no"],
    ]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "Panel"))
    assert seen(problems) == [("C09", "C3"), ("C11", "F3")]
    ann, bob = office.assessors
    assert (ann.category, ann.conflicts, ann.max_load) == (Category.MEMBER, ("A1", "A2"), 12)
    assert (ann.active, bob.active, bob.category, bob.max_load) == (True, False, None, None)


def test_assessors_may_be_mere_names() -> None:
    rows: Rows = [["Name", "Email"], ["Ann Lee"], ["Bob Day"]]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "Assessors"))
    assert [assessor.name for assessor in office.assessors] == ["Ann Lee", "Bob Day"]
    assert not problems


def test_an_error_among_conflicts_is_told() -> None:
    rows: Rows = [["Name", "Conflicts"], ["Ann Lee", ErrorValue("#REF!")]]
    _, problems = read(APPLICATIONS, tracker_tab(rows, "Assessors"))
    assert seen(problems) == [("C01", "B2")]


def test_allocation() -> None:
    rows: Rows = [
        ["Ref", "Assessor 1", "Second assessor", "Assessor C", "Pinned"],
        ["A1", "Ann Lee", "Bob Day", "Cy Fox", "x"],
        [1002.0, "Ann Lee", None, " ", True],
        ["A3"],
        [None, "Dee Kay", None],
        ["Total", "3"],
    ]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "Allocation"))
    assert seen(problems) == [("P02", "A5")]
    first, second = office.allocations
    assert (first.ref, first.assessors) == ("A1", ("Ann Lee", "Bob Day", "Cy Fox"))
    assert (second.ref, second.assessors, second.pinned) == ("1002", ("Ann Lee",), True)
    assert first.pinned is False
    assert first.place.cell("assessor_2").a1 == "C2"


@pytest.mark.parametrize("cell", ["nobody knows", date(2026, 1, 1)])
def test_a_ref_or_pin_that_cannot_be_read(cell: CellValue) -> None:
    rows: Rows = [["Ref", "Assessor 1", "Pinned"], [date(2026, 1, 1), "Ann Lee", None]]
    rows = [*rows, ["A2", "Ann Lee", "hm" if isinstance(cell, str) else None]]
    office, problems = read(APPLICATIONS, tracker_tab(rows, "Allocation"))
    assert seen(problems)[0] == ("C19", "A2")
    assert len(problems) == (2 if isinstance(cell, str) else 1)
    assert [allocation.ref for allocation in office.allocations] == ["A2"]
