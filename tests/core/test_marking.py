"""From mark sheets to a panel's rows: sheets, copies, contradictions, what is left out."""

from __future__ import annotations

from typing import Any

import pytest

from igpm_sheets.core.marking import combined
from igpm_sheets.model import Status
from tests.core.records import (
    STANDARD,
    a_panel,
    a_sheet,
    an_application,
    an_assessor,
    decide_one,
    problems_of,
    rules_of,
)


@pytest.mark.rule("I28", passes=True)
def test_copies_of_a_sheet_count_once_with_a_note() -> None:
    sheets = [*a_panel(STANDARD), a_sheet(STANDARD, "Ann Able", row=9)]
    assert decide_one(sheets=sheets).status is Status.AWARD
    assert problems_of(sheets=sheets) == ["M31"]


@pytest.mark.rule("I28", passes=False)
@pytest.mark.parametrize("other", ["6555555555", "-555555555", "555555555x"])
def test_two_sheets_of_one_assessor_that_differ(other: str) -> None:
    sheets = [*a_panel(STANDARD), a_sheet(other, "ann  ABLE", row=9)]
    decision = decide_one(sheets=sheets)
    assert decision.status is Status.MARKS_NEED_ATTENTION
    assert set(rules_of(decision.why)) <= {"I28", "R49"}
    assert "M30" in problems_of(sheets=sheets)


@pytest.mark.rule("I28", passes=True)
def test_two_sheets_that_cover_other_domains_make_one_row() -> None:
    first = a_sheet("55555-----", covers=(1, 2, 3, 4, 5))
    second = a_sheet("-----66666", covers=(6, 7, 8, 9, 10), row=9)
    row, differing = combined([first, second])
    assert (row.marks, differing) == ((5,) * 5 + (6,) * 5, ())
    assert (str(row.cell(1)), str(row.cell(10))) == (
        "Ann Able.xlsx › Marks!B2",
        "Ann Able.xlsx › Marks!K9",
    )
    sheets = [first, second, *a_panel(STANDARD)[1:]]
    assert problems_of(sheets=sheets) == []
    assert decide_one(sheets=sheets).sum == 155


def test_an_assessor_is_the_same_by_name_and_by_email() -> None:
    people = (an_assessor("Ann Able", email="ann@example.org"),)
    sheets = [*a_panel(STANDARD), a_sheet(STANDARD, "Ann@Example.org", row=9)]
    assert decide_one(sheets=sheets, office={"assessors": people}).status is Status.AWARD
    assert decide_one(sheets=sheets).status is Status.MARKS_NEED_ATTENTION


@pytest.mark.rule("R49", passes=False)
def test_a_cell_that_holds_no_mark_is_named() -> None:
    decision = decide_one(sheets=a_panel(STANDARD, "5555555x55", STANDARD))
    assert str(decision.why[0].where) == "Bob Best.xlsx › Marks!I2"
    assert decision.why[0].sentence == "Bob Best's sheet holds no mark 3-7 in domain 8"
    assert decision.sum is None


@pytest.mark.rule("R29", passes=True)
def test_every_mark_keeps_the_cell_it_came_from() -> None:
    decision = decide_one(sheets=a_panel("3456734567", STANDARD, STANDARD))
    ann = decision.panel[0]
    assert ann.marks == (3, 4, 5, 6, 7, 3, 4, 5, 6, 7)
    assert [str(ann.cell(domain)).rpartition("!")[2] for domain in (1, 10)] == ["B2", "K2"]


@pytest.mark.rule("R29", passes=False)
def test_an_assessor_who_left_a_domain_out() -> None:
    sheets = a_panel(STANDARD, STANDARD, "555555555-")
    decision = decide_one(sheets=sheets)
    assert decision.status is Status.AWAITING_MARKS
    assert decision.why[0].sentence == "29 of 30 marks are in, from 3 assessors"


@pytest.mark.rule("R9", passes=False)
@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"evidence": (False,) * 10}, ["M36"]),
        ({"constitution_breach": True}, ["M36"]),
        ({"withdrawn": True}, []),
        ({"constitution_breach": None}, []),
    ],
)
def test_marks_for_what_should_not_have_gone_to_the_panel(
    changes: dict[str, Any], codes: list[str]
) -> None:
    application = an_application(**changes)
    assert problems_of(application) == codes
    assert decide_one(application).sum is None
    assert not decide_one(application).to_panel


def test_marks_for_an_application_not_eligible_name_the_rule_that_decided() -> None:
    decision = decide_one(an_application(constitution_breach=True))
    assert rules_of(decision.flags) == ["R15"]


@pytest.mark.rule("R9", passes=True)
def test_without_marks_nothing_is_said() -> None:
    assert problems_of(an_application(evidence=(False,) * 10), []) == []
