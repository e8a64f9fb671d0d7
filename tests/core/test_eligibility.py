"""Who may apply: standing, role, two years in post (known/roles, known/two_years)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.core.eligibility import time_in_post
from igpm_sheets.core.standing import designation, is_associate
from igpm_sheets.core.years import add_years, in_words, last_of_month
from igpm_sheets.model import Post, Status
from tests.core.records import (
    a_panel,
    an_application,
    decide_one,
    problems_of,
    rules_of,
)
from tests.core.tables import a_day, rows, settings_in


def posts(written: str) -> tuple[Post, ...]:
    """Posts written as `Practice Manager 2024-01-15 2025-01-14; …`."""
    found = re.findall(r"([^;]*?)\s*(\d{4}-\d\d-\d\d) (\d{4}-\d\d-\d\d)", written)
    return tuple(Post(role.strip(" ;"), a_day(start), a_day(end)) for role, start, end in found)


@pytest.mark.parametrize("row", rows("two_years"))
def test_two_years_in_post(row: Mapping[str, str]) -> None:
    received = a_day(row["received"])
    application = an_application(
        received=received,
        role_started=a_day(row["started"]),
        earlier_posts=posts(row["earlier posts"]),
    )
    today = received + timedelta(days=120)
    decision = decide_one(application, today=today, **settings_in(row["settings"]))
    assert decision.status.value == row["status"]
    said = [reason for reason in decision.reasons if reason not in decision.flags]
    findings = {reason.finding.value for reason in said if reason.rule == "R11"}
    if row["answer"] in ("met", "not met"):
        assert findings == {row["answer"]}
    else:
        assert [reason.finding.value for reason in decision.why] == [row["answer"]]


@pytest.mark.rule("I7", passes=True)
def test_a_note_where_the_windows_first_day_would_answer_otherwise() -> None:
    held_over = an_application(received=date(2026, 3, 15), role_started=date(2024, 3, 20))
    flags = decide_one(held_over, []).flags
    assert rules_of(flags) == ["I7"]
    assert "20 March 2026" in flags[0].sentence


@pytest.mark.rule("I7", passes=False)
@pytest.mark.parametrize("started", [date(2024, 3, 15), date(2024, 5, 2)])
def test_no_note_where_both_days_answer_alike(started: date) -> None:
    held_over = an_application(received=date(2026, 3, 15), role_started=started)
    assert decide_one(held_over, []).flags == ()


@settings(max_examples=100, deadline=None)
@given(
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    st.dates(date(1990, 1, 1), date(2030, 12, 31)),
)
def test_two_years_by_the_calendar(started: date, received: date) -> None:
    """Against a reading without any arithmetic: year, then month and day."""
    leap = (started.month, started.day) == (2, 29)
    two_on = (started.year + 2, started.month, 28 if leap else started.day)
    long_enough = (received.year, received.month, received.day) >= two_on
    assert (add_years(started, 2) <= received) == long_enough


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 700)), max_size=3))
def test_joined_posts_count_every_day_once(spans: list[tuple[int, int]]) -> None:
    """Against a set of the days themselves."""
    began, started, applied = date(2020, 1, 1), date(2024, 6, 1), date(2025, 1, 1)
    earlier = tuple(
        Post("Practice Manager", began + timedelta(days=a), began + timedelta(days=a + length))
        for a, length in spans
    )
    days = {
        post.started + timedelta(days=number)
        for post in earlier
        for number in range((post.ended - post.started).days + 1)
    }
    before = {day for day in days if day < started}
    counted = time_in_post(started, earlier, applied)
    assert counted == started - timedelta(days=len(before))


@pytest.mark.parametrize("row", rows("roles"))
def test_roles_are_listed_or_referred(row: Mapping[str, str]) -> None:
    decision = decide_one(an_application(role=row["role"]))
    if row["answer"] == "refer":
        assert (decision.status, rules_of(decision.why)) == (Status.REFER, ["R14"])
        assert "A19" in problems_of(an_application(role=row["role"]))
    else:
        said = [each.sentence for each in decision.reasons if each.rule == "R13"]
        assert said == [f"the role is listed: {row['answer']}"]
        assert decision.status is Status.AWARD


@pytest.mark.rule("R1", passes=True)
@pytest.mark.rule("R1", passes=False)
@pytest.mark.parametrize(
    ("paid", "answer"),
    [
        (True, True),
        (False, False),
        (None, None),
        (date(2026, 1, 15), True),
        (date(2027, 3, 31), True),
        (date(2026, 1, 14), False),
    ],
)
def test_an_associate_has_paid(paid: bool | date | None, answer: bool | None) -> None:
    assert is_associate(paid, date(2026, 1, 15)) is answer


@pytest.mark.rule("R4", passes=True)
def test_the_letters_come_with_the_panels_pass() -> None:
    assert designation(decide_one().status) == "MIGPM"


@pytest.mark.rule("R3", passes=True)
@pytest.mark.rule("R4", passes=False)
def test_an_associate_is_never_shown_with_the_letters() -> None:
    others = [status for status in Status if status is not Status.AWARD]
    assert {designation(status) for status in (*others, None)} == {""}


@pytest.mark.rule("R3", passes=False)
def test_paying_as_an_associate_alone_earns_no_letters() -> None:
    associate = an_application(associate=date(2030, 1, 1))
    for sheets in ((), a_panel("4444444444")):
        assert designation(decide_one(associate, sheets).status) == ""


def test_the_calendar() -> None:
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2023, 2, 28), 1) == date(2024, 2, 28)
    assert last_of_month(2100, 2) == date(2100, 2, 28)
    assert in_words(date(2026, 5, 3)) == "3 May 2026"
