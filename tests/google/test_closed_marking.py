"""Closed marking by access rights: who may open an assessor's spreadsheet, and who may not."""

from __future__ import annotations

import pytest

from igpm_sheets.google.drive import DriveFile, Grant
from igpm_sheets.model import Assessor, Place
from igpm_sheets.problems import CellRef, Problem
from igpm_sheets.reading.closed_marking import (
    may_type,
    not_closed,
    results_open_to,
    those_with_access,
)

HERE = CellRef("Marks of Ann Lee")
ACCOUNT = "robot@project.iam.gserviceaccount.com"
OFFICE = Grant("user", "office@igpm.example", "owner")
ROBOT = Grant("user", ACCOUNT, "writer")


def assessor(name: str, email: str = "") -> Assessor:
    return Assessor(name, Place("applications.xlsx", "Assessors", 2), email)


ANN = assessor("Ann Lee", "ann@example.net")
BEN = assessor("Ben Okoro", "Ben Okoro <Ben@Example.net>")
ASSESSORS = (ANN, BEN)


def shared(*grants: Grant | None) -> DriveFile:
    """Ann's spreadsheet, shared like this with others than the office and this program."""
    known = None if None in grants else (OFFICE, ROBOT, *(each for each in grants if each))
    owner = ("office@igpm.example",)
    return DriveFile("k", "Marks of Ann Lee", "", "1", owner, known, may_edit=True)


def found(file: DriveFile, whose: str = "Ann Lee", *others: Assessor) -> list[Problem]:
    return list(not_closed(whose, file, (*ASSESSORS, *others), HERE, account=ACCOUNT))


def to(email: str, role: str = "writer", kind: str = "user") -> Grant:
    return Grant(kind, email, role)


@pytest.mark.rule("R28", passes=True)
def test_the_office_the_program_and_the_assessor_may_open_it() -> None:
    assert found(shared(to("ann@example.net"), to("jo@igpm.example"))) == []


@pytest.mark.rule("R28", passes=False)
@pytest.mark.parametrize("role", ["owner", "writer", "commenter", "reader"])
def test_another_assessor_may_not_by_whatever_role(role: str) -> None:
    (wrong,) = found(shared(to("ann@example.net"), to("BEN@example.net ", role)))
    assert (wrong.code, wrong.rule) == ("G40", "R28")
    assert "Ben Okoro" in wrong.message
    assert "Ann Lee" in wrong.message
    assert "BEN@example.net" in wrong.remedy


def test_whose_it_is_may_be_typed_in_any_case() -> None:
    assert found(shared(to("ann@example.net")), "ann LEE") == []


@pytest.mark.parametrize(
    ("grant", "who"),
    [
        (to("panel@igpm.example", "reader", "group"), "the group panel@igpm.example"),
        (to("igpm.example", "reader", "domain"), "everyone at igpm.example"),
        (to("", "reader", "anyone"), "anyone who has the link"),
    ],
)
def test_nobody_knows_who_crowds_are(grant: Grant, who: str) -> None:
    (wrong,) = found(shared(to("ann@example.net"), grant))
    assert wrong.code == "G41"
    assert wrong.message.startswith(f"{who} can open it")


def test_what_cannot_be_seen_is_not_taken_for_closed() -> None:
    (wrong,) = found(shared(None))
    assert wrong.code == "G42"
    assert ACCOUNT in wrong.remedy
    assert [each.code for each in found(shared(to("")))] == ["G42"]


def test_a_strange_address_may_be_that_of_an_assessor_who_has_none_on_the_tab() -> None:
    strange = shared(to("ann@example.net"), to("who@example.org"))
    (wrong,) = found(strange, "Ann Lee", assessor("Cat Hughes"))
    assert wrong.code == "G43"
    assert "who@example.org" in wrong.message
    assert "Cat Hughes" in wrong.message
    assert found(strange, "Cat Hughes", assessor("Cat Hughes"))[0].code == "G40"
    without = shared(to("who@example.org"))
    assert found(without, "Cat Hughes", assessor("Cat Hughes")) == []


def test_two_assessors_of_one_address_are_two() -> None:
    (wrong,) = found(shared(to("ann@example.net")), "Ann Lee", assessor("Al", "ann@example.net"))
    assert wrong.code == "G40"


def test_one_assessor_may_open_a_spreadsheet_that_is_nobodys_yet_and_no_second() -> None:
    assert found(shared(to("ann@example.net")), "") == []
    (wrong,) = found(shared(to("ann@example.net"), to("ben@example.net", "reader")), "")
    assert wrong.code == "G40"


def test_it_tells_who_has_been_given_access_and_who_can_type() -> None:
    file = shared(to("ben@example.net", "reader"), to("x@y.example"), to("ann@example.net"))
    assert those_with_access(file, ASSESSORS) == [BEN, ANN]
    assert may_type(ANN, file)
    assert not may_type(BEN, file)


@pytest.mark.rule("R28", passes=False)
@pytest.mark.parametrize(
    ("grant", "who", "change"),
    [
        (to("ben@example.net", "reader"), "Ben Okoro (viewer)", "remove ben@example.net"),
        (to("", "reader", "anyone"), "anyone who has the link", "General access to Restricted"),
    ],
)
def test_no_assessor_may_open_the_results(grant: Grant, who: str, change: str) -> None:
    (wrong,) = results_open_to(shared(to("jo@igpm.example"), grant), ASSESSORS, HERE)
    assert (wrong.code, wrong.severity) == ("G54", "warning")
    assert wrong.message.startswith(who)
    assert change in wrong.remedy


@pytest.mark.rule("R28", passes=True)
def test_the_office_may_open_the_results() -> None:
    assert list(results_open_to(shared(to("jo@igpm.example")), ASSESSORS, HERE)) == []
    assert list(results_open_to(shared(None), ASSESSORS, HERE)) == []
