"""Whole trackers: nobody without an answer, and the order of rows does not matter (R62)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.core.decisions import decide
from igpm_sheets.model import Application, Decision, MarkSheet, Office, Status
from igpm_sheets.reports.answers import rows
from igpm_sheets.reports.feedback import HELPS, feedback_tab
from igpm_sheets.reports.results import results_table
from igpm_sheets.reports.tables import Table
from igpm_sheets.rulebook import Interpretations, load
from tests.core.records import (
    PANEL,
    STANDARD,
    TODAY,
    a_panel,
    a_resubmission,
    a_sheet,
    an_application,
    an_office,
    decide_one,
    decided,
    policy,
    problems_of,
    rules_of,
)

CHANGES: list[dict[str, Any]] = [
    {},
    {"withdrawn": True},
    {"constitution_breach": True},
    {"constitution_breach": None},
    {"evidence": (True,) * 9 + (False,)},
    {"role": "Receptionist"},
    {"received": None},
    {"received": date(2025, 11, 5)},
    {"email": "one@person.org"},
    {"fee_paid": False},
    {"associate": date(2026, 1, 1)},
    {"result_sent": date(2026, 2, 20)},
]
ROWS = [STANDARD, "4555555555", "6455555555", "3755555555", "-555555555", "5x55555555"]


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """A few applications, some of them coming back, with some of the marks they need."""
    applications: list[Application] = []
    sheets: list[MarkSheet] = []
    for number in range(draw(st.integers(1, 5))):
        ref, row = f"A{number}", number + 2
        applications.append(an_application(ref, row=row, **draw(st.sampled_from(CHANGES))))
        given_by = draw(st.sampled_from([PANEL, PANEL[:2], (*PANEL, "Dee Dale"), ()]))
        sheets += [a_sheet(draw(st.sampled_from(ROWS)), name, ref) for name in given_by]
        if draw(st.booleans()):
            again = f"B{number}"
            came = date(2026, 5, 1 + number)
            applications.append(a_resubmission(again, ref, row=row + 20, received=came))
            sheets += a_panel(draw(st.sampled_from(["5---------", "4---------"])), ref=again)
    return an_office(applications, sheets)


def answers(office: Office, today: date, **settings_: Any) -> dict[str, Decision]:
    return decided(office, today, **settings_)[0]


@settings(max_examples=60, deadline=None)
@given(offices(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(office: Office, shuffle: Any) -> None:
    applications, sheets = list(office.applications), list(office.mark_sheets)
    shuffle.shuffle(applications)
    shuffle.shuffle(sheets)
    today = date(2026, 6, 10)
    before, after = answers(office, today), answers(an_office(applications, sheets), today)
    for ref, decision in before.items():
        other = after[ref]
        assert result_of(decision) == result_of(other)
        assert sorted(rules_of(decision.why)) == sorted(rules_of(other.why))


def result_of(decision: Decision) -> dict[str, Any]:
    table = results_table([decision])
    kept = [i for i, heading in enumerate(table.headings) if heading not in ("Why", "Flags")]
    columns = tuple(table.columns[i] for i in kept)
    (row,) = table.rows
    return next(rows(Table("Results", columns, [tuple(row[i] for i in kept)])))


@pytest.mark.rule("R62", passes=True)
@settings(max_examples=60, deadline=None)
@given(offices(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_every_application_has_an_answer_and_a_reason(office: Office, today: date) -> None:
    book = load()
    decisions, problems = decide(office, policy(), today)
    assert [d.application.ref for d in decisions] == [a.ref for a in office.applications]
    for decision in decisions:
        first = decision.why[0].rule
        assert first in book.rules or first in book.interpretations
    assert all(problem.remedy and str(problem.where) for problem in problems)


@settings(max_examples=60, deadline=None)
@given(offices(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_what_belongs_to_one_status_is_blank_for_the_others(office: Office, today: date) -> None:
    for decision in answers(office, today).values():
        row = result_of(decision)
        figures = [row[name] for name in ("sum", "average", *(f"d{n}" for n in range(1, 11)))]
        assert (None in figures) == (not decision.status.is_outcome)
        assert len({figure is None for figure in figures}) == 1
        further = decision.status is Status.FURTHER_EVIDENCE
        for name in ("further_evidence_in", "resubmit_by", "next_window"):
            assert (row[name] is not None) is further
        assert (row["first_renewal"] is not None) == (decision.status is Status.AWARD)
        assert (row["window"] is None) == (decision.application.received is None)
        assert (row["result_due"] is None) == (row["window"] is None)


def all_settings() -> list[dict[str, object]]:
    """Every setting at each of its values, one at a time."""
    kinds = Interpretations.__dataclass_fields__
    found: list[dict[str, object]] = []
    for entry in load().interpretations.values():
        if entry.setting is None:
            continue
        kind: Any = kinds[entry.setting].type
        values = (False, True) if kind is bool else get_args(kind) or (0,)
        found += [{entry.setting: value} for value in values]
    return found


@pytest.mark.parametrize("chosen", all_settings(), ids=str)
@settings(max_examples=5, deadline=None)
@given(office=offices())
def test_every_setting_gives_every_application_an_answer(
    chosen: dict[str, object], office: Office
) -> None:
    found = answers(office, date(2026, 6, 10), **chosen)
    assert len(found) == len(office.applications)
    assert all(decision.why for decision in found.values())


@pytest.mark.rule("R62", passes=False)
@pytest.mark.rule("R35", passes=False)
def test_who_still_waits_after_the_day_is_flagged() -> None:
    waiting = decide_one(sheets=[], today=date(2026, 3, 1))
    assert rules_of(waiting.flags) == ["R35"]
    assert "28 February 2026" in waiting.flags[0].sentence


@pytest.mark.rule("R62", passes=False)
def test_a_result_that_was_sent_although_there_is_none() -> None:
    sent = an_application(result_sent=date(2026, 2, 20))
    assert problems_of(sent, [], today=date(2026, 3, 1)) == ["A15"]
    assert problems_of(sent, today=date(2026, 3, 1)) == []


@pytest.mark.rule("I30", passes=True)
@pytest.mark.rule("I30", passes=False)
@pytest.mark.parametrize("withdrawn", [True, False])
def test_a_withdrawal_is_a_status_and_no_money_is_worked_out(withdrawn: bool) -> None:
    decision = decide_one(an_application(withdrawn=withdrawn))
    assert (decision.status is Status.WITHDRAWN) is withdrawn
    assert (decision.price is None) is withdrawn
    assert (decision.sum is None) is withdrawn


@pytest.mark.rule("I15", passes=True)
def test_the_offices_answers_fill_blanks_after_a_resubmission_has_taken_over_its_own() -> None:
    def answered(application: Application) -> Application:
        if application.role or application.ref == "26-001":
            return application
        return replace(application, role="Receptionist", assumed=frozenset({"role"}))

    office = an_office([an_application(), a_resubmission()], a_panel("4555555555"))
    decisions, _ = decide(office, policy(), TODAY, answered)
    assert [each.application.role for each in decisions] == ["Practice Manager"] * 2


def prompts_gone() -> Any:
    """A rulebook that suggests nothing at all under any domain."""
    book = load()
    return replace(book, domains=tuple(replace(each, prompts=()) for each in book.domains))


@pytest.mark.rule("R44", passes=True)
@pytest.mark.rule("R46", passes=True)
@pytest.mark.rule("R47", passes=True)
def test_prompts_guide_the_candidate_and_restrict_nothing() -> None:
    decision = decide_one(sheets=a_panel("4555555555"))
    values = feedback_tab(decision, policy(), {}, TODAY).values
    assert values["evidence_lead"] == (f"Qualifications and achievements\n{HELPS}",)
    helps = str(values["evidence_text"])
    assert helps.count(" · ") == 6
    assert "GCSE" in helps
    office = an_office([an_application()], a_panel("4555555555"))
    without, _ = decide(office, replace(policy(), book=prompts_gone()), TODAY)
    assert without == (decision,)


@pytest.mark.rule("R47", passes=False)
def test_no_prompt_stands_in_for_evidence() -> None:
    bare = an_application(evidence=(False, *(True,) * 9))
    assert rules_of(decide_one(bare, []).why) == ["R8"]


@pytest.mark.rule("R3", passes=False)
@pytest.mark.rule("R4", passes=False)
def test_without_an_outcome_there_is_no_feedback() -> None:
    with pytest.raises(ValueError, match="feedback follows a result"):
        feedback_tab(decide_one(sheets=[]), policy(), {}, TODAY)


@pytest.mark.rule("R53", passes=True)
def test_the_first_round() -> None:
    """Twelve applications, three assessors, ten awards (A62)."""
    refs = [f"22-{number:03}" for number in range(1, 13)]
    applications = [
        an_application(ref, row=row, received=date(2022, 9, 12), role_started=date(2015, 1, 1))
        for row, ref in enumerate(refs, 2)
    ]
    sheets = [
        sheet
        for ref in refs
        for sheet in a_panel("4455555555" if ref in refs[3:5] else "5655545555", ref=ref)
    ]
    found, problems = decided(an_office(applications, sheets), date(2022, 10, 20))
    statuses = [decision.status for decision in found.values()]
    assert statuses.count(Status.AWARD) == 10
    assert statuses.count(Status.FURTHER_EVIDENCE) == 2
    assert problems == ()
