"""What a candidate is told is counted from the day on which the result goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from igpm_sheets.core.sending import sent_on
from igpm_sheets.model import Decision
from tests.core.records import (
    a_panel,
    a_resubmission,
    an_application,
    came_back,
    decide_one,
    policy,
)

DAY = date(2026, 2, 10)


def typed(day: date, **settings: Any) -> Decision:
    """The decision where the office has typed the day under Result sent."""
    own = an_application(result_sent=day)
    return decide_one(own, a_panel("4455555555"), **settings)


@pytest.mark.rule("I9", passes=True)
@pytest.mark.rule("I35", passes=True)
@pytest.mark.parametrize("start", ["result", "submission", "window"])
@pytest.mark.parametrize("day", [DAY, date(2026, 2, 28), date(2026, 5, 4)])
def test_it_is_what_the_rules_say_once_the_day_is_typed(start: str, day: date) -> None:
    unsent = decide_one(sheets=a_panel("4455555555"), one_year_from=start)
    told = sent_on(unsent, day, policy(one_year_from=start))
    after = typed(day, one_year_from=start)
    assert (told.resubmit_by, told.next_window) == (after.resubmit_by, after.next_window)


@pytest.mark.parametrize("attempts", ["within_year", "restart", "once"])
def test_so_it_is_after_a_resubmission(attempts: str) -> None:
    low = ("4455555555", "4455555555")
    unsent = came_back(*low, attempts=attempts)
    after = came_back(*low, second={"result_sent": date(2026, 6, 8)}, attempts=attempts)
    told = sent_on(unsent, date(2026, 6, 8), policy(attempts=attempts))
    assert (told.resubmit_by, told.next_window) == (after.resubmit_by, after.next_window)
    assert a_resubmission().previous_ref


@pytest.mark.rule("I12", passes=True)
@pytest.mark.parametrize("days", ["framework", "first_after_results", "anniversary"])
def test_and_for_a_member(days: str) -> None:
    told = sent_on(decide_one(renewal_days=days), DAY, policy(renewal_days=days))
    after = decide_one(an_application(result_sent=DAY), renewal_days=days)
    assert told.first_renewal == after.first_renewal


def test_a_day_that_is_typed_stays() -> None:
    after = typed(DAY)
    assert sent_on(after, date(2026, 3, 1), policy()) is after


def test_without_a_result_there_is_nothing_to_send() -> None:
    waiting = decide_one(sheets=[])
    assert sent_on(waiting, DAY, policy()) is waiting
    assert replace(waiting).resubmit_by is None
