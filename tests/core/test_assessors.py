"""How each assessor marks: monitored, never enforced (R30, R55, I27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from igpm_sheets.core.assessors import Marking, markings, unusual
from igpm_sheets.core.decisions import decide
from igpm_sheets.core.panel import Panels
from igpm_sheets.model import Category, Decision
from igpm_sheets.problems import CellRef
from tests.core.records import (
    PANEL,
    STANDARD,
    TODAY,
    a_panel,
    a_resubmission,
    an_application,
    an_assessor,
    an_office,
    policy,
)


def marking(marks: str) -> Marking:
    """An assessor of three applications: each sign ten marks."""
    given = tuple(int(sign) for sign in marks for _ in range(10))
    return Marking("Ann Able", None, 3, given, CellRef("Ann Able.xlsx"), "ann able")


def said(one: Marking, **settings: object) -> list[str]:
    return [problem.code for problem in unusual([one], policy(**settings))]


def with_rare(count: int) -> Marking:
    return Marking(
        "Ann Able", None, 3, (3,) * count + (5,) * (30 - count), CellRef("a.xlsx"), "ann able"
    )


@pytest.mark.rule("R55", passes=True)
@pytest.mark.rule("I27", passes=True)
def test_rare_marks_given_rarely() -> None:
    assert said(with_rare(3)) == []


@pytest.mark.rule("R55", passes=False)
@pytest.mark.rule("I27", passes=False)
def test_rare_marks_given_often() -> None:
    assert said(with_rare(4)) == ["M42"]
    assert said(with_rare(4), rare_marks_over=0.15) == []
    assert said(with_rare(1), rare_marks_over=0) == ["M42"]


@pytest.mark.rule("R30", passes=True)
def test_most_marks_lie_mid_scale() -> None:
    assert said(marking("456")) == []
    assert said(marking("5555577"), rare_marks_over=1) == []


@pytest.mark.rule("R30", passes=False)
def test_half_of_the_marks_or_fewer_lie_mid_scale() -> None:
    assert said(marking("5533"), rare_marks_over=1) == ["M43"]
    assert said(marking("377"), rare_marks_over=1) == ["M43"]


@pytest.mark.rule("R30", passes=True)
@pytest.mark.rule("R55", passes=True)
def test_it_is_monitored_and_no_mark_is_altered() -> None:
    refs = ("1", "2", "3")
    applications = [an_application(ref, row=int(ref) + 1) for ref in refs]
    sheets = [sheet for ref in refs for sheet in a_panel("7777777777", ref=ref)]
    decisions, _ = decide(an_office(applications, sheets), policy(), TODAY)
    assert {decision.sum for decision in decisions} == {210}
    found = markings(decisions, Panels())
    assert [problem.code for problem in unusual(found, policy())] == ["M42", "M43"] * 3


def test_an_assessors_marks_in_figures() -> None:
    one = marking("456")
    assert [one.mean, one.share(4), one.share(3, 7)] == [Fraction(5), Fraction(1, 3), Fraction(0)]
    assert round(one.spread, 3) == Decimal("0.816")


def test_ten_marks_are_looked_at_as_well() -> None:
    few = Marking("Ann Able", None, 1, (3, 7) * 5, CellRef("Ann Able.xlsx"), "ann able")
    assert said(few) == ["M42", "M43"]


def decisions_of_a_chain() -> tuple[Decision, ...]:
    one, two = an_application(), a_resubmission()
    sheets = [*a_panel("4555555555"), *a_panel("6---------", ref=two.ref)]
    people = tuple(an_assessor(name, Category.EXTERNAL) for name in PANEL)
    office = an_office([one, two], sheets, assessors=people)
    return decide(office, policy(), date(2026, 6, 10))[0]


def test_carried_marks_are_counted_where_they_were_given() -> None:
    people = tuple(an_assessor(name, Category.EXTERNAL) for name in PANEL)
    found = markings(decisions_of_a_chain(), Panels.of(people, ()))
    assert [each.assessor for each in found] == list(PANEL)
    ann = found[0]
    assert (ann.applications, len(ann.marks), sum(ann.marks)) == (2, 11, 55)
    assert ann.category is Category.EXTERNAL


def test_one_assessor_under_two_spellings_is_one() -> None:
    first, second = a_panel(STANDARD, ref="1"), a_panel(STANDARD, ref="2")
    sheets = [*first, replace(second[0], assessor="ANN  able"), *second[1:]]
    applications = [an_application("1"), an_application("2", row=3)]
    decisions, _ = decide(an_office(applications, sheets), policy(), TODAY)
    assert [each.applications for each in markings(decisions, Panels())] == [2, 2, 2]
