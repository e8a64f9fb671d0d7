"""From thirty marks to an outcome (known/outcomes): sums, floors, balance, further evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from igpm_sheets.core import aggregate
from igpm_sheets.core.marking import HIGHEST, LOWEST
from igpm_sheets.model import Decision, PanelRow, Status
from igpm_sheets.reading.values import parse_mark
from igpm_sheets.reports.answers import value_of
from igpm_sheets.reports.results import results_table
from igpm_sheets.reports.tables import Kind, plain
from tests.core.records import (
    a_panel,
    an_application,
    decide_one,
    marks_summing_to,
    policy,
    problems_of,
    rules_of,
)
from tests.core.tables import domains, rows, settings_in

MARKS = st.lists(st.integers(3, 7), min_size=30, max_size=30).map(
    lambda flat: (tuple(flat[:10]), tuple(flat[10:20]), tuple(flat[20:]))
)
NEAR_THE_STANDARD = st.lists(st.sampled_from((4, 5, 5, 5, 6)), min_size=30, max_size=30).map(
    lambda flat: (tuple(flat[:10]), tuple(flat[10:20]), tuple(flat[20:]))
)
Thirty = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@pytest.mark.parametrize("row", rows("outcomes"))
def test_thirty_marks_and_their_outcome(row: Mapping[str, str]) -> None:
    sheets = a_panel(row["Ann"], row["Bob"], row["Cyn"])
    decision = decide_one(sheets=sheets, **settings_in(row["settings"]))
    assert decision.sum == int(row["sum"])
    assert decision.status.value == row["status"]
    assert rules_of(decision.why) == row["why"].split()
    if decision.status is Status.FURTHER_EVIDENCE:
        assert decision.asked_for == domains(row["further evidence in"])


def shown(decision: Decision) -> dict[str, object]:
    table = results_table([decision])
    (row,) = table.rows
    return dict(zip(table.headings, map(plain, row), strict=True))


@pytest.mark.rule("R53", passes=True)
@pytest.mark.rule("I1", passes=True)
@settings(max_examples=100, deadline=None)
@given(st.one_of(MARKS, NEAR_THE_STANDARD))
@example(marks_summing_to(149))
@example(marks_summing_to(150))
@example(marks_summing_to(151))
def test_an_award_is_a_sum_of_150_or_more(marks: Thirty) -> None:
    decision = decide_one(sheets=a_panel(*marks))
    total = sum(map(sum, marks))
    assert decision.sum == total
    assert (decision.status is Status.AWARD) == (total >= 150)
    assert (decision.status is Status.FURTHER_EVIDENCE) == (total < 150)


@pytest.mark.rule("R53", passes=False)
@pytest.mark.parametrize("total", range(145, 150))
def test_149_is_never_shown_as_an_average_of_5(total: int) -> None:
    decision = decide_one(sheets=a_panel(*marks_summing_to(total)))
    average = shown(decision)["Average"]
    assert isinstance(average, Decimal)
    assert average < 5
    text = value_of(average, Kind.MEAN)
    assert isinstance(text, float)
    assert text < 5
    assert f"{average:.2f}" < "5.00"


@pytest.mark.rule("R50", passes=True)
def test_150_is_shown_as_5() -> None:
    assert shown(decide_one())["Average"] == 5


@settings(max_examples=100, deadline=None)
@given(NEAR_THE_STANDARD, st.integers(0, 2), st.integers(0, 9))
def test_raising_a_mark_never_costs_an_award(marks: Thirty, row: int, domain: int) -> None:
    raised = [list(each) for each in marks]
    raised[row][domain] += 1
    for combine in ("mean", "median_domain", "majority"):
        for floor in (0, 4, 5):
            before = aggregate.decided(marks, policy(combine=combine, domain_floor=floor))
            after = aggregate.decided(raised, policy(combine=combine, domain_floor=floor))
            if all(reason.finding.value == "met" for reason in before):
                assert all(reason.finding.value == "met" for reason in after)


@settings(max_examples=60, deadline=None)
@given(MARKS, st.permutations(range(3)), st.permutations(range(10)))
def test_neither_the_order_of_assessors_nor_of_domains_matters(
    marks: Thirty, people: Sequence[int], order: Sequence[int]
) -> None:
    other = [[marks[person][domain] for domain in order] for person in people]
    for combine in ("mean", "median_domain", "majority"):
        in_force = policy(combine=combine, domain_floor=4, strict_balance=True)
        one, two = (
            [reason.finding for reason in aggregate.decided(each, in_force)]
            for each in (marks, other)
        )
        assert one == two


def balanced_by_trying_everything(marks: Sequence[Sequence[int]]) -> bool:
    """Whether some way of handing the high marks out serves every low mark."""
    cells = [(domain, mark) for row in marks for domain, mark in enumerate(row)]
    low = [cell for cell in cells if cell[1] < 5]
    high = [cell for cell in cells if cell[1] > 5]
    return any(
        all(
            home != away and (offer == 7 or need == 4)
            for (home, need), (away, offer) in zip(low, chosen, strict=True)
        )
        for chosen in permutations(high, len(low))
    )


@st.composite
def a_few_off_the_standard(draw: st.DrawFn) -> list[list[int]]:
    """Thirty 5s, but for up to four low marks and up to five high ones."""
    marks = [[5] * 10 for _ in range(3)]
    for choices, most in (((3, 4), 4), ((6, 7), 5)):
        for _ in range(draw(st.integers(0, most))):
            row, domain = draw(st.integers(0, 2)), draw(st.integers(0, 3))
            marks[row][domain] = draw(st.sampled_from(choices))
    return marks


@pytest.mark.rule("I3", passes=True)
@pytest.mark.rule("I3", passes=False)
@settings(max_examples=150, deadline=None)
@given(a_few_off_the_standard())
def test_strict_balance_against_trying_everything(marks: list[list[int]]) -> None:
    assert aggregate.is_balanced(marks) == balanced_by_trying_everything(marks)


@settings(max_examples=60, deadline=None)
@given(MARKS)
def test_strict_balance_asks_for_more_than_the_sum(marks: Thirty) -> None:
    if aggregate.is_balanced(marks):
        assert sum(map(sum, marks)) >= 150


@pytest.mark.rule("R56", passes=False)
@pytest.mark.rule("I3", passes=True)
def test_a_3_offset_without_a_7_is_flagged() -> None:
    decision = decide_one(sheets=a_panel("3665555555", "5555555555", "5555555555"))
    assert decision.status is Status.AWARD
    assert "a 3 offset without a 7" in [flag.sentence for flag in decision.flags]


@pytest.mark.rule("R56", passes=True)
@pytest.mark.rule("R57", passes=True)
def test_a_3_offset_by_a_7_is_not() -> None:
    decision = decide_one(sheets=a_panel("3575555555", "5555555555", "5555555555"))
    assert decision.status is Status.AWARD
    assert "I3" not in rules_of(decision.flags)


@pytest.mark.rule("R57", passes=False)
@pytest.mark.parametrize("mark", [2, 8, 0, -5, 10])
def test_the_scale_ends_at_3_and_7(mark: int) -> None:
    assert parse_mark(mark).value is None
    assert [parse_mark(each).value for each in (LOWEST, HIGHEST)] == [3, 7]


@pytest.mark.rule("I26", passes=True)
@pytest.mark.parametrize(
    ("rows_", "sentence"),
    [
        ("4555555555 6555555555 5555555555", "marks 2 or more apart in domain 1"),
        ("6555555555 5555555555 4655555555", "marks 2 or more apart in domain 1"),
        ("5555555555 5555555555 4555555555", "2 of three assessors' own marks reach the standard"),
        ("5555555555 4555555555 4555555555", "1 of three assessors' own marks reach the standard"),
    ],
)
def test_a_split_panel_is_flagged_and_its_outcome_stands(rows_: str, sentence: str) -> None:
    decision = decide_one(sheets=a_panel(*rows_.split()))
    assert decision.status.is_outcome
    assert sentence in [flag.sentence for flag in decision.flags if flag.rule == "I26"]


@pytest.mark.rule("I26", passes=False)
@pytest.mark.parametrize("row", ["5555555555", "6655555555", "4444444444"])
def test_a_panel_of_one_mind_is_not(row: str) -> None:
    assert decide_one(sheets=a_panel(row)).flags == ()


@pytest.mark.rule("I26", passes=True)
@pytest.mark.rule("I26", passes=False)
@pytest.mark.parametrize(
    ("signed_off", "waits"),
    [(None, True), (False, True), (True, False), (date(2026, 2, 9), False)],
)
def test_a_split_panel_may_wait_for_a_sign_off(
    signed_off: bool | date | None,
    waits: bool,
) -> None:
    split = a_panel("6555555555", "5555555555", "5555555555")[:2]
    split = (*split, *a_panel("5555555555", "5555555555", "4655555555")[2:])
    decision = decide_one(an_application(signed_off=signed_off), split, split_panels="hold")
    assert decision.status is Status.AWARD
    flags = [flag.sentence for flag in decision.flags if flag.rule == "I26"]
    assert flags
    assert all(flag.endswith(": release waits for a sign-off") is waits for flag in flags)


@pytest.mark.rule("R58", passes=False)
@pytest.mark.rule("I4", passes=False)
def test_further_evidence_that_names_no_domain_is_a_problem() -> None:
    sheets = a_panel("3665555555", "5555555555", "5556555555")
    swapped = a_panel("3556655555", "6555555555", "6555555555")
    for given_sheets in (sheets, swapped):
        decision = decide_one(sheets=given_sheets, strict_balance=True)
        assert decision.status is Status.FURTHER_EVIDENCE
        named = bool(decision.asked_for)
        assert named == ("A18" not in problems_of(sheets=given_sheets, strict_balance=True))
        assert named == ("I4" not in rules_of(decision.flags))
    assert decision.asked_for == ()


@pytest.mark.rule("I4", passes=True)
def test_a_member_sees_the_same_domains_as_advice() -> None:
    decision = decide_one(sheets=a_panel("4655555555", "5555555555", "5555555555"))
    assert (decision.status, decision.asked_for) == (Status.AWARD, (1,))


@pytest.mark.rule("I5", passes=True)
@settings(max_examples=40, deadline=None)
@given(MARKS, st.sets(st.tuples(st.integers(0, 2), st.integers(0, 9)), min_size=1, max_size=29))
def test_no_outcome_before_all_thirty_marks(marks: Thirty, missing: set[tuple[int, int]]) -> None:
    with_blanks = [
        [None if (row, domain) in missing else mark for domain, mark in enumerate(each)]
        for row, each in enumerate(marks)
    ]
    decision = decide_one(sheets=a_panel(*with_blanks))
    assert (decision.status, decision.sum) == (Status.AWAITING_MARKS, None)
    assert f"{30 - len(missing)} of 30 marks are in" in decision.why[0].sentence


@pytest.mark.rule("I5", passes=False)
@pytest.mark.parametrize("panel", [[], [(5,) * 10] * 2, [(5,) * 10] * 4, [(5,) * 9 + (None,)] * 3])
def test_fewer_marks_are_never_added_up(panel: list[tuple[int | None, ...]]) -> None:
    with pytest.raises(ValueError, match="three rows of ten marks"):
        aggregate.complete_marks([PanelRow("Ann Able", row) for row in panel])


def test_what_belongs_to_an_outcome_is_blank_without_one() -> None:
    figures = ("Sum", "Average", *(f"D{number}" for number in range(1, 11)))
    after = ("Further evidence in", "Resubmit by", "Next window", "First renewal")
    waiting = shown(decide_one(sheets=a_panel("5555555555")[:2]))
    assert [waiting[heading] for heading in (*figures, *after)] == [None] * 16
    assert (waiting["Window"], waiting["Result due"]) == ("2026-01", date(2026, 2, 28))
    award = shown(decide_one(sheets=a_panel("4655555555", "5555555555", "5555555555")))
    assert None not in [award[heading] for heading in figures]
    assert [award[heading] for heading in after] == [None, None, None, date(2027, 3, 1)]
    further = shown(decide_one(sheets=a_panel("4555555555")))
    assert [further[heading] for heading in (*figures[:3], *after)] == [
        147,
        Decimal("4.9"),
        Decimal(4),
        "1",
        date(2027, 2, 28),
        "2026-05",
        None,
    ]


@pytest.mark.rule("R51", passes=True)
@pytest.mark.rule("R54", passes=True)
def test_a_4_is_below_and_a_6_above_the_standard() -> None:
    below = decide_one(sheets=a_panel("4655555555"))
    assert below.asked_for == (1,)
    assert (below.domain_sums[0], below.domain_sums[1]) == (12, 18)


@pytest.mark.rule("R51", passes=False)
@pytest.mark.rule("R54", passes=False)
def test_a_5_is_neither() -> None:
    at = decide_one()
    assert at.asked_for == ()
    assert set(at.domain_sums) == {15}
