"""The same ref twice, the same person twice in a window: stop and list (I28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from igpm_sheets.core.decisions import decide
from igpm_sheets.model import Application, Status
from tests.core.records import (
    STANDARD,
    TODAY,
    a_panel,
    a_place,
    an_application,
    an_office,
    decided,
    policy,
    rules_of,
)


def held(*applications: Application, **settings: Any) -> set[str]:
    """The refs that wait because of I28."""
    found, _ = decided(an_office(applications), **settings)
    return {ref for ref, decision in found.items() if "I28" in rules_of(decision.why)}


def codes(*applications: Application) -> list[str]:
    _, problems = decided(an_office(applications))
    return [problem.code for problem in problems]


@pytest.mark.rule("I28", passes=True)
def test_an_exact_copy_of_a_row_counts_once_with_a_note() -> None:
    one = an_application()
    copy = replace(one, place=a_place(9))
    decisions, problems = decide(an_office([one, copy], a_panel(STANDARD)), policy(), TODAY)
    assert [decision.status for decision in decisions] == [Status.AWARD]
    assert [(problem.code, str(problem.where)) for problem in problems] == [
        ("A02", "applications.xlsx › Applications!A9")
    ]


@pytest.mark.rule("I28", passes=False)
@pytest.mark.parametrize("ref", ["26-001", "26 - 001 "])
def test_one_ref_for_two_applications(ref: str) -> None:
    one, two = an_application(), an_application(ref, row=3, name="Somebody else", email="x@y.org")
    decisions, problems = decide(an_office([one, two], a_panel(STANDARD)), policy(), TODAY)
    assert [decision.status for decision in decisions] == [Status.ON_HOLD] * 2
    assert [problem.code for problem in problems] == ["A01", "A01"]


SAME = {"name": "Sam Same", "practice": "High Street Surgery"}


@pytest.mark.rule("I28", passes=False)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"email": "sam@x.org"}, {"email": " SAM@x.org"}),
        ({**SAME, "email": ""}, {**SAME, "email": ""}),
        ({**SAME, "email": "sam@x.org"}, {**SAME, "email": ""}),
        ({**SAME, "email": ""}, {**SAME, "name": "sam  SAME", "email": ""}),
    ],
)
def test_one_person_twice_in_a_window(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    one, two = an_application("1", **first), an_application("2", row=3, **second)
    assert held(one, two) == {"1", "2"}
    assert codes(one, two) == ["A03", "A03"]


@pytest.mark.rule("I28", passes=True)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({**SAME, "email": "sam@x.org"}, {**SAME, "email": "other@x.org"}),
        ({**SAME, "email": ""}, {**SAME, "practice": "Harbour Surgery", "email": ""}),
        ({"email": ""}, {"email": ""}),
        ({"email": "sam@x.org"}, {"email": "sam@x.org", "received": date(2026, 2, 1)}),
        ({"email": "sam@x.org"}, {"email": "sam@x.org", "withdrawn": True}),
        ({"name": "", "email": ""}, {"name": "", "email": ""}),
    ],
)
def test_two_people_or_two_windows(first: Mapping[str, Any], second: Mapping[str, Any]) -> None:
    one, two = an_application("1", **first), an_application("2", row=3, **second)
    assert held(one, two) == set()


@pytest.mark.rule("I28", passes=True)
def test_a_namesake_with_an_email_of_their_own_is_not_drawn_in() -> None:
    twice = [an_application(ref, row=row, **SAME, email="sam@x.org") for ref, row in zip("12", (2, 3), strict=True)]  # fmt: skip  # noqa: E501
    namesake = an_application("3", row=4, **SAME, email="other@x.org")
    assert held(*twice, namesake) == {"1", "2"}


@pytest.mark.rule("I6", passes=False)
def test_where_windows_have_other_edges_they_are_other_windows() -> None:
    one = an_application("1", email="sam@x.org", received=date(2025, 12, 31))
    two = an_application("2", row=3, email="sam@x.org", received=date(2026, 1, 1))
    assert held(one, two) == {"1", "2"}
    assert held(one, two, window="previous_month_end") == set()
