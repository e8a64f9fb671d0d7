"""Which assessor gets which application to mark, and why others are left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from igpm_sheets.core.handing_out import HandingOut, by_reason, handing_out
from igpm_sheets.core.panel import Panels
from igpm_sheets.model import Allocation, Application, Assessor, MarkSheet

from .records import (
    PANEL,
    TODAY,
    a_panel,
    a_place,
    a_resubmission,
    a_sheet,
    an_application,
    an_assessor,
    an_office,
    decided,
    policy,
)

LISTED = tuple(map(an_assessor, PANEL))


def handed(
    applications: Iterable[Application],
    sheets: Iterable[MarkSheet] = (),
    *,
    named: tuple[str, ...] = PANEL,
    assessors: tuple[Assessor, ...] = LISTED,
    today: date = TODAY,
    **settings: Any,
) -> HandingOut:
    """What is handed out where everything is allocated to the same assessors."""
    there = list(applications)
    place = a_place(2, "Allocation")
    allocations = tuple(Allocation(each.ref, named, place) for each in there) if named else ()
    office = an_office(there, sheets, assessors=assessors, allocations=allocations)
    decisions = list(decided(office, today, **settings)[0].values())
    panels = Panels.of(assessors, allocations)
    return handing_out(decisions, decisions, panels, policy(**settings))


def shares(found: HandingOut) -> dict[str, list[str]]:
    return {
        share.assessor: [each.application.ref for each in share.to_mark]
        for share in found.shares.values()
    }


def to_each(refs: list[str]) -> dict[str, list[str]]:
    return {assessor: refs for assessor in PANEL}  # noqa: C420 - a list for each


@pytest.mark.rule("R24", passes=True)
def test_each_of_the_three_gets_the_application() -> None:
    found = handed([an_application()])
    assert shares(found) == to_each(["26-001"])
    assert found.left_out == []


@pytest.mark.rule("R9", passes=False)
@pytest.mark.parametrize(
    "change",
    [
        {"evidence": (False,) + (True,) * 9},
        {"withdrawn": True},
        {"disciplinary": None},
        {"role_started": date(2025, 12, 1)},
    ],
    ids=["declined", "withdrawn", "on hold", "not eligible"],
)
def test_what_may_not_go_forward_is_handed_to_nobody(change: dict[str, Any]) -> None:
    found = handed([an_application(**change)])
    assert not any(shares(found).values())
    (left,) = found.left_out
    assert left.because.startswith("its status is")


@pytest.mark.rule("R34", passes=False)
def test_before_the_window_has_closed_nothing_is_handed_out() -> None:
    found = handed([an_application()], today=date(2026, 1, 31))
    assert not any(shares(found).values())
    (left,) = found.left_out
    assert left.because == "its window closes on 31 January 2026"
    assert left.opens == date(2026, 2, 1)


@pytest.mark.rule("R34", passes=True)
def test_on_the_first_day_after_it_they_are_handed_out() -> None:
    assert shares(handed([an_application()], today=date(2026, 2, 1)))[PANEL[0]] == ["26-001"]


@pytest.mark.rule("I24", passes=False)
def test_an_assessor_with_a_conflict_does_not_get_it() -> None:
    theirs = an_assessor(PANEL[1], practice="Practice of 26-001")
    found = handed([an_application()], assessors=(LISTED[0], theirs, LISTED[2]))
    assert shares(found) == {PANEL[0]: ["26-001"], PANEL[2]: ["26-001"]}
    (left,) = found.left_out
    assert (left.assessor, left.because) == (PANEL[1], "it comes from their own practice")


def test_where_the_settings_only_warn_they_get_it() -> None:
    theirs = an_assessor(PANEL[1], practice="Practice of 26-001")
    assessors = (LISTED[0], theirs, LISTED[2])
    found = handed([an_application()], assessors=assessors, conflicts="warn")
    assert shares(found) == to_each(["26-001"])


def test_nobody_is_left_out_for_not_being_listed_where_there_is_no_list() -> None:
    assert shares(handed([an_application()], assessors=())) == to_each(["26-001"])


def test_where_there_is_one_a_name_that_is_not_on_it_gets_nothing() -> None:
    found = handed([an_application()], named=("Ann Able", "Bob Beast", "Cyn Cole"))
    assert shares(found) == {"Ann Able": ["26-001"], "Cyn Cole": ["26-001"]}
    assert [each.assessor for each in found.left_out] == ["Bob Beast"]


def test_a_name_twice_is_one_assessor_however_it_is_typed() -> None:
    found = handed([an_application()], named=("Ann Able", "ann ABLE", "Cyn Cole"))
    assert shares(found) == {"Ann Able": ["26-001"], "Cyn Cole": ["26-001"]}


def test_an_application_without_assessors_is_told() -> None:
    found = handed([an_application("A1"), an_application("A2", row=3)], named=())
    assert by_reason(found.left_out) == {
        ("", "no assessors are allocated to it", None): ["A1", "A2"]
    }


def test_what_has_a_result_is_not_marked_again() -> None:
    found = handed([an_application()], a_panel("5555555555"))
    assert shares(found) == to_each([])
    assert found.left_out == []
    assert all(share.allocated for share in found.shares.values())


def test_nor_is_one_whose_result_was_sent_though_its_marks_are_not_here() -> None:
    found = handed([an_application(result_sent=date(2026, 2, 5))])
    assert not any(shares(found).values())
    assert [each.because for each in found.left_out] == ["its result was sent on 5 February 2026"]


def test_while_marks_are_missing_or_in_doubt_it_is_still_theirs_to_mark() -> None:
    for sheets in ([a_sheet()], [a_sheet("55555x5555")]):
        assert shares(handed([an_application()], sheets)) == to_each(["26-001"])


@pytest.mark.rule("I17", passes=True)
@pytest.mark.parametrize(("setting", "domains"), [("carry", (3, 7)), ("mark_all", range(1, 11))])
def test_of_a_resubmission_only_what_was_asked_for_is_to_be_marked(
    setting: str, domains: Iterable[int]
) -> None:
    first, again = an_application(), a_resubmission()
    sheets = a_panel("5545554555")
    today = date(2026, 6, 10)
    found = handed([first, again], sheets, today=today, resubmission_marks=setting)
    (decision,) = found.shares["ann able"].to_mark
    assert decision.application.ref == again.ref
    assert tuple(decision.to_mark) == tuple(domains)


def test_one_that_was_withdrawn_is_nobodys_any_more() -> None:
    found = handed([an_application(withdrawn=True)])
    assert not any(share.allocated for share in found.shares.values())
