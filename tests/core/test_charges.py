"""What is owed: applications that went forward, Members, Associates (known/charges, renewals)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import pytest

from igpm_sheets.core import renewals
from igpm_sheets.core.charges import Ledger, ledger
from igpm_sheets.core.decisions import decide
from igpm_sheets.core.windows import parse_window
from igpm_sheets.model import Application, Associate, Member, Office, Window
from igpm_sheets.reports.charges import renewals_table
from tests.core.records import (
    TODAY,
    a_panel,
    a_place,
    a_resubmission,
    an_application,
    an_office,
    policy,
)
from tests.core.tables import a_day, cases, rows, settings_in


@pytest.mark.parametrize("row", rows("renewals"))
def test_the_first_renewal(row: Mapping[str, str]) -> None:
    window, awarded = parse_window(row["window"]), a_day(row["awarded"])
    days: Any = settings_in(row["settings"]).get("renewal_days", "framework")
    assert renewals.first_renewal(window, awarded, days) == a_day(row["first renewal"])
    application = an_application(received=date(window.year, window.month, 15), result_sent=awarded)
    office = an_office([application], a_panel("5555555555"))
    (decision,), _ = decide(office, policy(renewal_days=days), awarded)
    assert decision.first_renewal == a_day(row["first renewal"])


@pytest.mark.rule("R39", passes=True)
def test_renewals_come_a_year_apart_from_the_first_on() -> None:
    days = list(islice(renewals.renewals(date(2026, 3, 1)), 3))
    assert days == [date(2026, 3, 1), date(2027, 3, 1), date(2028, 3, 1)]


def test_renewals_from_leap_day_go_back_to_it() -> None:
    days = list(islice(renewals.renewals(date(2024, 2, 29)), 5))
    assert [day.day for day in days] == [29, 28, 28, 28, 29]


@pytest.mark.parametrize(
    ("awarded", "window"),
    [
        (date(2025, 1, 31), "2024-09"),
        (date(2025, 2, 1), "2025-01"),
        (date(2025, 5, 31), "2025-01"),
        (date(2025, 6, 1), "2025-05"),
        (date(2025, 9, 30), "2025-05"),
        (date(2025, 10, 1), "2025-09"),
        (date(2025, 12, 31), "2025-09"),
    ],
)
def test_the_window_of_an_award(awarded: date, window: str) -> None:
    assert str(renewals.window_of_award(awarded)) == window


def members_of(case: Mapping[str, Any]) -> tuple[Member, ...]:
    return tuple(
        Member(
            place=a_place(row, "Members"),
            **{key: value for key, value in said.items() if key != "window"},
            window=parse_window(said["window"]) if "window" in said else None,
        )
        for row, said in enumerate(case.get("members", ()), 2)
    )


def associates_of(case: Mapping[str, Any]) -> tuple[Associate, ...]:
    return tuple(
        Associate(place=a_place(row, "Associates"), **said)
        for row, said in enumerate(case.get("associates", ()), 2)
    )


@pytest.mark.parametrize("case", cases("charges"))
def test_what_members_and_associates_owe(case: Mapping[str, Any]) -> None:
    office = Office(members=members_of(case), associates=associates_of(case))
    today = case["today"]
    in_force = policy(**case.get("settings", {}))
    found = ledger(office, (), in_force, today, case.get("until", today))
    owed = [
        [one.what, one.name, one.due, str(one.price.gross), "overdue" if one.overdue else ""]
        for one in found.charges
    ]
    assert owed == case["owed"]
    codes = {problem.code for problem in found.problems} - {"D01"}
    assert codes == set(case.get("problems", ()))


def owed_by(
    *applications: Application,
    marks: str = "5555555555",
    today: date = TODAY,
    until: date | None = None,
    window: Window | None = None,
    **office: Any,
) -> Ledger:
    sheets = [sheet for one in applications for sheet in a_panel(marks, ref=one.ref)]
    whole = an_office(applications, sheets, **office)
    decisions, _ = decide(whole, policy(), today)
    return ledger(whole, decisions, policy(), today, until or today, window)


def lines(found: Ledger) -> list[tuple[str, str, str, object]]:
    return [(one.number, one.what, str(one.price.gross), one.paid) for one in found.charges]


@pytest.mark.rule("R36", passes=True)
@pytest.mark.rule("R37", passes=True)
@pytest.mark.rule("I34", passes=True)
def test_applications_that_went_forward_to_the_panel_are_charged() -> None:
    first = an_application(fee_paid=date(2026, 1, 20))
    again = a_resubmission(fee_paid=False)
    found = owed_by(first, again, marks="4555555555", today=date(2026, 6, 10))
    assert lines(found) == [
        ("26-001", "Assessment", "336.00", date(2026, 1, 20)),
        ("26-101", "Resubmission", "144.00", False),
    ]
    assert [one.due for one in found.charges] == [date(2026, 1, 15), date(2026, 5, 15)]


@pytest.mark.rule("I34", passes=False)
@pytest.mark.parametrize(
    "changes",
    [
        {"withdrawn": True},
        {"constitution_breach": True},
        {"evidence": (False,) * 10},
        {"role": "Receptionist"},
        {"constitution_breach": None},
    ],
)
def test_those_that_did_not_are_not(changes: dict[str, Any]) -> None:
    assert owed_by(an_application(**changes)).charges == []


def test_nor_while_the_window_is_open() -> None:
    assert owed_by(an_application(), today=date(2026, 1, 31)).charges == []
    assert len(owed_by(an_application(), today=date(2026, 2, 1)).charges) == 1


def test_charges_up_to_a_day_and_of_a_window() -> None:
    assert owed_by(an_application(), until=date(2026, 1, 14)).charges == []
    assert len(owed_by(an_application(), window=Window(2026, 1)).charges) == 1
    assert owed_by(an_application(), window=Window(2026, 5)).charges == []


@pytest.mark.rule("R39", passes=False)
@pytest.mark.rule("R40", passes=True)
def test_an_award_of_the_tracker_owes_its_first_fee_in_the_year_after() -> None:
    before = owed_by(an_application(), until=date(2027, 2, 28), window=Window(2026, 5))
    assert lines(before) == []
    after = owed_by(an_application(), until=date(2027, 3, 1), window=Window(2026, 5))
    assert lines(after) == [("26-001", "Member fee", "102.00", None)]


@pytest.mark.parametrize(
    "listed",
    [
        {"name": "Candidate 26-001", "email": "26-001@EXAMPLE.org"},
        {"name": "Somebody else by marriage", "email": "26-001@example.org"},
        {"name": "candidate 26 001"},
    ],
)
def test_an_award_that_the_members_tab_lists_is_one_membership(listed: dict[str, Any]) -> None:
    member = Member(place=a_place(2, "Members"), window=Window(2026, 1), **listed)
    found = owed_by(an_application(), until=date(2027, 3, 1), members=(member,))
    assert [one.what for one in found.charges] == ["Assessment", "Member fee"]


def test_it_is_one_where_only_the_members_tab_gives_the_email() -> None:
    member = Member(
        "Candidate 26-001", a_place(2, "Members"), "c@example.org", window=Window(2026, 1)
    )
    found = owed_by(an_application(email=""), until=date(2027, 3, 1), members=(member,))
    assert [one.what for one in found.charges] == ["Assessment", "Member fee"]


def test_two_people_of_one_name_with_their_own_emails_are_two() -> None:
    member = Member(
        "Candidate 26-001", a_place(2, "Members"), "other@example.org", window=Window(2025, 1)
    )
    found = owed_by(an_application(), until=date(2027, 3, 1), members=(member,))
    assert [one.what for one in found.charges] == ["Assessment", "Member fee", "Member fee"]


def states(members: Sequence[Member], today: date, **settings: Any) -> list[object]:
    in_force = policy(**settings)
    found = ledger(Office(members=tuple(members)), (), in_force, today, today)
    table = renewals_table(found.memberships, in_force, today)
    return [row[-1] for row in table.rows]


@pytest.mark.rule("I23", passes=True)
@pytest.mark.rule("I23", passes=False)
@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 2, 28), "to come"),
        (date(2026, 3, 1), "due"),
        (date(2026, 3, 31), "due"),
        (date(2026, 4, 1), "overdue"),
        (date(2035, 1, 1), "overdue"),
    ],
)
def test_a_membership_is_overdue_and_never_lapsed(today: date, state: str) -> None:
    member = Member("May", a_place(2, "Members"), window=Window(2025, 1), paid_to=date(2026, 2, 28))
    assert states([member], today) == [state]
