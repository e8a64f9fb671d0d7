"""What the tracker says, and the status that follows: the first that applies (known/statuses)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.model import Application, Decision, Finding, MarkSheet, Status
from igpm_sheets.rulebook import load
from tests.core.records import (
    TODAY,
    a_panel,
    a_sheet,
    an_application,
    decide_one,
    rules_of,
    tracker_says,
)
from tests.core.tables import cases, read

Case = Mapping[str, Any]
CASES = cases("statuses")
READ = read("statuses")


def application_of(*several: Case) -> Application:
    application = an_application()
    for case in several:
        application = tracker_says(application, case.get("tracker", {}))
    return application


def sheets_of(case: Case) -> list[MarkSheet]:
    if "marks" not in case:
        return list(a_panel("5555555555"))
    return [a_sheet(marks, assessor) for assessor, marks in case["marks"].items()]


def decision_of(case: Case) -> Decision:
    today: date = case.get("today", TODAY)
    return decide_one(
        application_of(case), sheets_of(case), today=today, **case.get("settings", {})
    )


@pytest.mark.parametrize("case", CASES)
def test_what_the_tracker_says(case: Case) -> None:
    decision = decision_of(case)
    assert (decision.status.value, rules_of(decision.why)) == (case["status"], case["why"].split())
    if "flags" in case:
        assert rules_of(decision.flags) == case["flags"].split()
    if "notes" in case:
        notes = [each for each in decision.reasons if each.finding is Finding.NOTE]
        assert rules_of(notes) == case["notes"].split()


def test_every_status_before_an_outcome_stands_in_the_table() -> None:
    named = {case["status"] for case in READ}
    assert named == {status.value for status in Status} - {Status.FURTHER_EVIDENCE.value}


@pytest.mark.parametrize("case", READ, ids=lambda case: str(case["what"]))
def test_every_decision_says_why_by_rules_that_there_are(case: Case) -> None:
    book = load()
    decision = decision_of(case)
    assert decision.why
    for reason in (*decision.why, *decision.reasons):
        assert reason.rule in book.rules or reason.rule in book.interpretations
        assert reason.sentence
    assert set(decision.why) <= set(decision.reasons)


PLAIN: list[Case] = [
    case
    for case in READ
    if not {"settings", "today", "marks"} & set(case)
    and "received" not in case.get("tracker", {})  # other rules look at it as well
]
"""The cases in which one cell of the tracker makes all the difference, whatever the others."""


def apart(several: list[Case]) -> list[Case]:
    """Those of the cases that change no cell which one before has changed."""
    kept: list[Case] = []
    touched: set[str] = set()
    for case in several:
        cells = set(case.get("tracker", {}))
        areas = {cell.partition("_")[0] for cell in cells}
        if not areas & touched:
            kept.append(case)
            touched |= areas
    return kept


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PLAIN), min_size=2, max_size=6).map(apart))
def test_of_several_that_apply_the_first_in_the_contracts_order_counts(
    several: list[Case],
) -> None:
    order = [status.value for status in Status]
    foremost = min((case["status"] for case in several), key=order.index)
    assert decide_one(application_of(*several)).status.value == foremost
