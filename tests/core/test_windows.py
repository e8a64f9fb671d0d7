"""The yearly round: windows, when they close, when results are due (known/windows)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.core import windows
from igpm_sheets.model import Status, Window
from tests.core.records import a_panel, an_application, decide_one, problems_of, rules_of
from tests.core.tables import a_day, rows

DAYS = st.dates(date(2022, 6, 21), date(2090, 12, 31))
EDGES: Any = st.sampled_from(["calendar_month", "previous_month_end"])


@pytest.mark.parametrize("row", rows("windows"))
def test_the_window_of_a_day(row: Mapping[str, str]) -> None:
    application = an_application(received=a_day(row["received"]), role_started=date(2010, 1, 1))
    decision = decide_one(application, [], window=row["edges"])
    assert str(decision.window) == row["window"]
    assert decision.result_due == a_day(row["result due"])
    edges: Any = row["edges"]
    assert decision.window is not None
    assert windows.closes(decision.window, edges) == a_day(row["closes"])
    shown = rules_of(decision.reasons)
    for rule in set(row["keeps"].split()) & {"R32", "R33"}:
        assert rule in shown
    for rule in set(row["breaks"].split()) & {"R32", "R33", "R6"}:
        assert (rule in shown) == (rule == "R6")


@pytest.mark.rule("R31", passes=True)
def test_a_year_has_three_windows() -> None:
    year = [date(2025, 10, 1) + timedelta(days=number) for number in range(365)]
    assert [str(w) for w in sorted({windows.window_of(day) for day in year})] == [
        "2026-01",
        "2026-05",
        "2026-09",
    ]


@pytest.mark.rule("R31", passes=False)
@pytest.mark.rule("R32", passes=False)
@pytest.mark.parametrize("text", ["2026-02", "2026-12", "2026-13", "2026-00"])
def test_no_other_month_is_a_window(text: str) -> None:
    with pytest.raises(ValueError, match="is not a window: applications come in 01, 05 and 09"):
        windows.parse_window(text)


@pytest.mark.parametrize("text", ["", "all", "2026", "2026-5", "26-05", "2026/05", "2026-05-01"])
def test_what_is_no_window_at_all(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 2026-05, or all"):
        windows.parse_window(text)


@settings(max_examples=100, deadline=None)
@given(DAYS, EDGES)
def test_a_window_is_one_of_three_and_takes_in_the_day(day: date, edges: Any) -> None:
    window = windows.window_of(day, edges)
    assert window.month in (1, 5, 9)
    assert day <= windows.closes(window, edges) < windows.result_due(window)
    assert window >= Window(day.year, day.month)
    assert windows.parse_window(str(window)) == window
    before = (
        Window(window.year, window.month - 4) if window.month > 1 else (Window(window.year - 1, 9))
    )
    assert day > windows.closes(before, edges) or before < windows.FIRST_WINDOW


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS, EDGES)
def test_who_comes_earlier_has_no_later_window(one: date, two: date, edges: Any) -> None:
    early, late = sorted((one, two))
    assert windows.window_of(early, edges) <= windows.window_of(late, edges)


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_the_next_window_begins_after_the_day(day: date) -> None:
    following = windows.next_window(day)
    assert windows.first_day(following) > day
    assert windows.window_of(windows.first_day(following) - timedelta(days=1)) <= following


@pytest.mark.rule("R34", passes=True)
@pytest.mark.rule("I34", passes=True)
def test_applications_go_to_the_panel_once_their_window_has_closed() -> None:
    assert decide_one(sheets=[], today=date(2026, 2, 1)).to_panel


@pytest.mark.rule("R34", passes=False)
@pytest.mark.rule("I34", passes=False)
def test_and_not_before() -> None:
    assert not decide_one(sheets=[], today=date(2026, 1, 31)).to_panel
    assert "M37" in problems_of(today=date(2026, 1, 31))
    assert "M37" not in problems_of(today=date(2026, 2, 1))


@pytest.mark.rule("R34", passes=False)
def test_a_result_sent_while_the_window_was_open() -> None:
    assert "A13" in problems_of(an_application(result_sent=date(2026, 1, 31)))
    assert "A13" not in problems_of(an_application(result_sent=date(2026, 2, 1)))


@pytest.mark.rule("R6", passes=False)
def test_received_before_the_scheme_opened() -> None:
    early = an_application(received=date(2022, 6, 20), role_started=date(2015, 1, 1))
    assert "A11" in problems_of(early)
    assert decide_one(early).price is None


def test_slips_in_dates_are_pointed_out_and_hold_nothing_up() -> None:
    ahead = an_application(received=date(2026, 2, 11))
    assert "A14" in problems_of(ahead, [])
    assert decide_one(ahead, []).status is Status.AWAITING_MARKS
    assert "A16" in problems_of(an_application(role_started=date(2026, 1, 16)), a_panel())
