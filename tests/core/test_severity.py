"""How high each assessor marks beside colleagues, and what if they all marked alike."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import sqrt
from statistics import correlation
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.core.assessors import (
    SideBySide,
    domain_marks,
    markings,
    panel_sums,
    side_by_side,
)
from igpm_sheets.core.decisions import decide
from igpm_sheets.core.equations import diagonal_of_inverse, solved
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.severity import Adjusted, Effect, adjusted, effects, linked_groups, unlinked
from igpm_sheets.model import DOMAINS, Decision, MarkSheet, Status
from tests.core.records import (
    PANEL,
    STANDARD,
    TODAY,
    a_panel,
    a_resubmission,
    a_sheet,
    an_application,
    an_office,
    came_back,
    decided,
    policy,
)

NOBODY = Panels()


def beside(**marks: str) -> SideBySide:
    """One application: by assessor, a mark for each of the first domains."""
    given_ = {name: tuple(map(int, signs)) for name, signs in marks.items()}
    [count] = {len(signs) for signs in marks.values()}
    return SideBySide(tuple(DOMAINS)[:count], given_)


def values(found: Mapping[str, Effect]) -> dict[str, Fraction]:
    return {key: effect.value for key, effect in found.items()}


# The effects


def test_an_effect_is_what_an_assessor_gives_beside_colleagues() -> None:
    found = effects([beside(ann="66", bob="55", cyn="44"), beside(ann="77", bob="66", cyn="55")])
    assert values(found) == {"ann": 1, "bob": 0, "cyn": -1}
    assert [effect.applications for effect in found.values()] == [2, 2, 2]


def test_candidates_differ_and_that_is_nobodys_severity() -> None:
    # Ann only meets the strong, Bob only the weak; beside Cyn they mark as she does.
    strong, weak = beside(ann="7777", cyn="7777"), beside(bob="3333", cyn="3333")
    assert set(values(effects([strong, weak])).values()) == {Fraction(0)}


def test_assessors_who_never_meet_are_compared_through_those_they_both_meet() -> None:
    found = effects([beside(ann="6666", bob="5555"), beside(bob="6666", cyn="5555")])
    assert values(found) == {"ann": 1, "bob": 0, "cyn": -1}


def test_an_application_counts_by_its_marks() -> None:
    # One mark a point higher, nine marks alike: a tenth of a mark, not half of one.
    found = values(effects([beside(ann="6", bob="5"), beside(ann="5" * 9, bob="5" * 9)]))
    assert found["ann"] - found["bob"] == Fraction(1, 10)


def test_who_shares_no_candidate_has_no_effect() -> None:
    assert effects([]) == {}
    assert effects([SideBySide((1,), {"ann": (5,)})]) == {}


def test_groups_that_share_nobody_are_told_apart() -> None:
    given_ = [beside(dee="7", eli="5"), beside(ann="5", bob="5", cyn="5"), beside(cyn="4", fay="4")]
    assert linked_groups(given_) == [("ann", "bob", "cyn", "fay"), ("dee", "eli")]
    found = effects(given_)
    assert [found[key].group for key in ("ann", "fay", "dee", "eli")] == [0, 0, 1, 1]
    assert [found["dee"].value, found["eli"].value] == [1, -1]


MARKS = st.integers(3, 7)


@st.composite
def panels_of_some(draw: st.DrawFn) -> list[SideBySide]:
    """Some applications, each marked by one to four of six assessors in some domains."""
    found = []
    for _ in range(draw(st.integers(1, 8))):
        people = draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
        domains = tuple(range(1, draw(st.integers(1, 4)) + 1))
        row = st.tuples(*[MARKS] * len(domains))
        found.append(SideBySide(domains, {who: draw(row) for who in people}))
    return found


@given(panels_of_some())
def test_effects_sum_to_nought_within_each_linked_group(given_: list[SideBySide]) -> None:
    found = effects(given_)
    groups = linked_groups(given_)
    assert sorted(found) == sorted(key for group in groups for key in group)
    for group in groups:
        assert sum(found[key].value for key in group) == 0


@given(panels_of_some())
def test_no_other_effects_fit_the_marks_better(given_: list[SideBySide]) -> None:
    # At the least squares, what is left over cancels out for every assessor.
    found = values(effects(given_))
    left = dict.fromkeys(found, Fraction(0))
    for each in given_:
        for at in range(len(each.domains)):
            rest = {key: each.marks[key][at] - found.get(key, 0) for key in each.marks}
            worth = Fraction(sum(rest.values())) / len(rest)
            for key in found.keys() & rest.keys():
                left[key] += rest[key] - worth
    assert set(left.values()) <= {Fraction(0)}


@given(panels_of_some(), st.randoms())
def test_order_is_immaterial(given_: list[SideBySide], rng: Any) -> None:
    mixed = [
        SideBySide(each.domains, dict(rng.sample(list(each.marks.items()), len(each.marks))))
        for each in rng.sample(given_, len(given_))
    ]
    before, after = effects(given_), effects(mixed)
    assert values(after) == values(before)
    for key, effect in before.items():
        assert after[key].standard_error == pytest.approx(effect.standard_error)


@given(panels_of_some(), st.sampled_from("abcdef"), st.integers(1, 3))
def test_marking_higher_throughout_moves_the_effect_by_as_much(
    given_: list[SideBySide], who: str, by: int
) -> None:
    raised = [
        SideBySide(
            each.domains,
            {
                key: tuple(mark + by * (key == who) for mark in marks)
                for key, marks in each.marks.items()
            },
        )
        for each in given_
    ]
    before, after = values(effects(given_)), values(effects(raised))
    for group in linked_groups(given_):
        for other in set(group) - {who}:
            if who in group:
                gap = before[who] - before[other]
                assert after[who] - after[other] == gap + by
            else:
                assert after[other] == before[other]


def simulated(rng: random.Random, severity: Sequence[float], candidates: int) -> list[SideBySide]:
    """Marks of random panels of three, on a scale wide enough not to cut anything off."""
    found = []
    for _ in range(candidates):
        worth = [rng.gauss(0, 10) for _ in DOMAINS]
        marks = {
            str(at): tuple(round(100 + each + severity[at] + rng.gauss(0, 10)) for each in worth)
            for at in rng.sample(range(len(severity)), 3)
        }
        found.append(SideBySide(tuple(DOMAINS), marks))
    return found


def test_simulated_severity_is_found_again() -> None:
    rng = random.Random(20260622)
    severity = [rng.gauss(0, 15) for _ in range(15)]
    found = effects(simulated(rng, severity, 60))
    recovered = [float(found[str(at)].value) for at in range(15)]
    assert correlation(recovered, severity) >= 0.99


def test_the_standard_error_is_what_repeating_shows() -> None:
    rng = random.Random(7)
    severity = [0, 5, -5, 3]
    runs = [effects(simulated(rng, severity, 12))["0"] for _ in range(200)]
    true = -sum(severity) / 4
    off = sqrt(sum((float(run.value) - true) ** 2 for run in runs) / len(runs))
    errors = [run.standard_error for run in runs if run.standard_error is not None]
    assert len(errors) == len(runs)
    claimed = sqrt(sum(error**2 for error in errors) / len(errors))
    assert claimed == pytest.approx(off, rel=0.15)


def test_ten_equal_opinions_of_one_person_are_one_opinion() -> None:
    # The same own means, once from one domain and once from ten: no surer for it.
    rows = [("6", "5", "4"), ("5", "5", "5"), ("7", "5", "5"), ("4", "5", "6")]
    once = effects([beside(ann=a, bob=b, cyn=c) for a, b, c in rows])
    tenfold = effects([beside(ann=a * 10, bob=b * 10, cyn=c * 10) for a, b, c in rows])
    assert values(once) == values(tenfold)
    for key, effect in once.items():
        assert effect.standard_error is not None
        assert tenfold[key].standard_error == pytest.approx(effect.standard_error)


def test_the_standard_error_worked_by_hand() -> None:
    # Two assessors, own means 6 5, 5 5, 7 6, 5 6: the differences 1 0 1 -1 have the mean 1/4
    # and the variance 11/12; half a mean difference has the error sqrt(11/12/4)/2.
    pairs_ = [("6", "5"), ("5", "5"), ("7", "6"), ("5", "6")]
    found = effects([beside(ann=a, bob=b) for a, b in pairs_])
    assert found["ann"].value == Fraction(1, 8)
    assert found["ann"].standard_error == pytest.approx(sqrt(11 / 12 / 4) / 2)


def test_no_standard_error_where_nothing_is_left_to_judge_it_by() -> None:
    alone = effects([beside(ann="64", bob="55", cyn="44")])
    exactly = effects([beside(ann="66", bob="55"), beside(ann="55", bob="44")])
    errors = {effect.standard_error for effect in (*alone.values(), *exactly.values())}
    assert errors == {None}


# The equations behind them


@st.composite
def equations(draw: st.DrawFn) -> tuple[list[list[int]], list[Fraction]]:
    """A matrix that is symmetric and positive definite, and an answer in fractions."""
    size = draw(st.integers(1, 6))
    entries = st.lists(st.integers(-9, 9), min_size=size, max_size=size)
    lower = draw(st.lists(entries, min_size=size, max_size=size))
    matrix = [
        [
            sum(a * b for a, b in zip(one, other, strict=True)) + (i == j)
            for j, other in enumerate(lower)
        ]
        for i, one in enumerate(lower)
    ]
    answer = draw(st.lists(st.fractions(-99, 99, max_denominator=99), min_size=size, max_size=size))
    return matrix, answer


@given(equations())
def test_equations_are_solved_exactly(drawn: tuple[list[list[int]], list[Fraction]]) -> None:
    matrix, answer = drawn
    scale = 1
    for each in answer:
        scale *= each.denominator
    right = [
        int(scale * sum((a * b for a, b in zip(row, answer, strict=True)), Fraction(0)))
        for row in matrix
    ]
    assert solved(matrix, right) == [each * scale for each in answer]


def test_equations_whose_pivot_is_the_first_prime() -> None:
    prime = 2**61 - 1
    assert solved([[prime, 0], [0, 3]], [1, 1]) == [Fraction(1, prime), Fraction(1, 3)]


def test_equations_without_one_answer_are_refused() -> None:
    with pytest.raises(ArithmeticError, match="no one answer"):
        solved([[1, 1], [1, 1]], [1, 2])


def test_the_diagonal_of_an_inverse() -> None:
    assert diagonal_of_inverse([[2.0, 1.0], [1.0, 2.0]]) == pytest.approx([2 / 3, 2 / 3])


# From decisions


def test_only_marks_for_the_same_domains_stand_side_by_side() -> None:
    sheets = a_panel("5555555555", "66--------", "4444------")
    decisions, _ = decide(an_office([an_application()], sheets), policy(), TODAY)
    [found] = side_by_side(decisions, NOBODY)
    assert found.domains == (1, 2)
    assert list(found.marks.values()) == [(5, 5), (6, 6), (4, 4)]


def test_one_assessors_marks_stand_beside_nothing() -> None:
    decisions, _ = decide(an_office([an_application()], a_panel(STANDARD)[:1]), policy(), TODAY)
    assert side_by_side(decisions, NOBODY) == []


def test_carried_marks_are_left_out() -> None:
    again = came_back("4555555555", "6---------")
    [found] = side_by_side([again], NOBODY)
    assert found.domains == (1,)
    assert list(domain_marks([found])) == [(6, 6, 6)]
    assert panel_sums([found]) == []


def test_panels_are_the_same_three_people() -> None:
    four = beside(ann="5" * 10, bob="6" * 10, cyn="7" * 10)
    other = beside(dee="3" * 10, cyn="5" * 10, bob="4" * 10)
    two = beside(ann="5" * 10, bob="5" * 10)
    assert panel_sums([four, other, four, two]) == [[[50, 60, 70]] * 2, [[40, 50, 30]]]
    assert len(list(domain_marks([four, two]))) == 10


# Panels that are not linked


def of_two_panels() -> tuple[Decision, ...]:
    """Two applications, each marked by three people who mark nothing else."""
    others = ("Dee Day", "Eli East", "Fay Fox")
    sheets = [*a_panel(STANDARD, ref="1")]
    sheets += [a_sheet(STANDARD, name, "2") for name in others]
    applications = [an_application("1"), an_application("2", row=3)]
    return decide(an_office(applications, sheets), policy(), TODAY)[0]


def test_panels_that_are_not_linked_are_noted() -> None:
    decisions = of_two_panels()
    given_, found = side_by_side(decisions, NOBODY), markings(decisions, NOBODY)
    [one] = unlinked(given_, found)
    assert one.code == "M44"
    assert "2 groups" in one.message
    assert "Ann Able" in one.message
    assert "Dee Day" in one.message
    assert str(one.where).startswith("Dee Day.xlsx")
    assert list(unlinked(given_[:1], found)) == []
    assert list(unlinked([], found)) == []


# What if


def round_of(*panels: tuple[str, str], **settings: Any) -> list[Adjusted]:
    """The outcomes of applications marked by those named, `abc`, as `555 ...` says."""
    people = {"a": PANEL[0], "b": PANEL[1], "c": PANEL[2], "d": "Dee Day", "e": "Eli East"}
    applications, sheets = [], list[MarkSheet]()
    for at, (who, rows) in enumerate(panels):
        ref = str(at + 1)
        applications.append(an_application(ref, row=at + 2))
        for name, marks in zip(who, rows.split(), strict=True):
            full = marks if len(marks) == 10 else marks * 10
            sheets.append(a_sheet(full, people[name], ref))
    found, _ = decided(an_office(applications, sheets), **settings)
    decisions = list(found.values())
    given_ = side_by_side(decisions, NOBODY)
    return adjusted(decisions, effects(given_), NOBODY, policy(**settings))


def test_where_one_panel_marks_everything_no_sum_changes() -> None:
    nearly = "7777777777 5555555555 3333333334"
    found = round_of(("abc", "7 5 3"), ("abc", "5 5 5"), ("abc", nearly))
    assert [one.sum for one in found] == [150, 150, 151]
    assert not any(one.differs for one in found)


def test_a_sum_of_exactly_150_stays_an_award_though_the_effects_are_thirds() -> None:
    [one] = round_of(("abc", "5 5555555556 5555555554"))
    assert [one.sum, one.status] == [150, Status.AWARD]


def test_whoever_meets_the_severe_is_moved_up_and_the_others_down() -> None:
    # Ann, Bob and Cyn mark a quarter above the average of the four, Dee three quarters below.
    first, second = round_of(("abc", "5 5 5"), ("abd", "5 5 4"))
    assert first.sum == 150 - 30 * Fraction(1, 4)
    assert second.sum == 140 - 20 * Fraction(1, 4) + 10 * Fraction(3, 4)
    assert [first.differs, second.differs] == [True, False]


def one_outcome(rows: str, *by: Fraction | int, **settings: Any) -> Adjusted:
    """What the panel's marks come to, and would come to less the effects given."""
    decisions, _ = decide(
        an_office([an_application()], a_panel(*rows.split())), policy(**settings), TODAY
    )
    found = {
        NOBODY.key(name): Effect(Fraction(value), None, 1, 0)
        for name, value in zip(PANEL, by, strict=True)
    }
    [one] = adjusted(decisions, found, NOBODY, policy(**settings))
    return one


def compared(one: Adjusted) -> Fraction:
    """What the settings combine the marks into, in marks."""
    return Fraction(one.combined, one.unit)


SHORT = "5555555555 5555555555 4445555555"


def test_an_adjusted_sum_of_exactly_150_is_enough_and_less_by_anything_is_not() -> None:
    enough = one_outcome(SHORT, 0, 0, Fraction(-3, 10))
    assert [enough.sum, compared(enough), enough.status] == [150, 150, Status.AWARD]
    assert enough.differs
    short = one_outcome(SHORT, 0, Fraction(1, 10**30), Fraction(-3, 10))
    assert short.sum < 150
    assert not short.differs


FIVES_AND_FOURS = "5555555555 5555555555 4444444444"
THIRD = Fraction(1, 3)


def test_each_settings_own_comparison_is_made() -> None:
    medians = one_outcome(FIVES_AND_FOURS, THIRD, 0, -1, combine="median_domain")
    assert [compared(medians), medians.differs] == [50, False]
    medians = one_outcome(FIVES_AND_FOURS, THIRD, THIRD, -THIRD, combine="median_domain")
    assert [compared(medians), medians.differs] == [10 * Fraction(14, 3), True]
    majority = one_outcome(FIVES_AND_FOURS, THIRD, 0, -1, combine="majority")
    assert [majority.combined, majority.differs] == [2, False]
    majority = one_outcome(FIVES_AND_FOURS, THIRD, 0, THIRD, combine="majority")
    assert [majority.combined, majority.differs] == [1, True]


def test_the_floor_is_asked_of_the_adjusted_marks() -> None:
    raised = "5555555557 5555555557 5555555557"
    held = one_outcome(raised, THIRD, -THIRD, 0, domain_floor=5)
    assert [held.below, held.status] == [(), Status.AWARD]
    lower = one_outcome(raised, THIRD, 0, -Fraction(1, 4), domain_floor=5)
    assert compared(lower) > 150
    assert [lower.below, lower.status] == [tuple(range(1, 10)), Status.FURTHER_EVIDENCE]


def test_the_balance_of_high_and_low_marks_stands_as_it_was_found() -> None:
    unbalanced = "3555555555 5666666666 6555555555"
    assert one_outcome(unbalanced, -1, 0, 0).status is Status.AWARD
    strict = one_outcome(unbalanced, -1, 0, 0, strict_balance=True)
    assert [strict.status, strict.differs] == [Status.FURTHER_EVIDENCE, False]


@pytest.mark.parametrize("combine", ["mean", "median_domain", "majority"])
@pytest.mark.parametrize("floor", [0, 4, 5])
@pytest.mark.parametrize("strict", [False, True])
def test_without_effects_every_outcome_is_as_it_is(combine: str, floor: int, strict: bool) -> None:
    settings = {"combine": combine, "domain_floor": floor, "strict_balance": strict}
    rng = random.Random(3)
    applications = [an_application(str(ref), row=ref + 1) for ref in range(1, 25)]
    sheets = [
        a_sheet(rng.choices((3, 4, 5, 6, 7), (1, 6, 16, 6, 2), k=10), name, one.ref)
        for one in applications
        for name in PANEL
    ]
    decisions, _ = decide(an_office(applications, sheets), policy(**settings), TODAY)
    none = dict.fromkeys(map(NOBODY.key, PANEL), Effect(Fraction(0), None, 24, 0))
    found = adjusted(decisions, none, NOBODY, policy(**settings))
    assert len(found) == 24
    if not floor and not strict:
        assert {one.status for one in found} == {Status.AWARD, Status.FURTHER_EVIDENCE}
    assert not any(one.differs for one in found)


def test_the_mark_of_an_assessor_without_an_effect_leaves_the_outcome_out() -> None:
    decisions, _ = decide(an_office([an_application()], a_panel(STANDARD)), policy(), TODAY)
    two = dict.fromkeys(map(NOBODY.key, PANEL[:2]), Effect(Fraction(0), None, 1, 0))
    assert adjusted(decisions, two, NOBODY, policy()) == []
    assert adjusted([], {}, NOBODY, policy()) == []


def test_a_carried_mark_moves_by_the_effect_of_who_gave_it() -> None:
    one, two = an_application(), a_resubmission()
    others = ("Dee Day", "Eli East", "Fay Fox")
    sheets = [*a_panel("4555555555"), *(a_sheet("5---------", name, two.ref) for name in others)]
    found, _ = decided(an_office([one, two], sheets), TODAY.replace(month=6))
    decision = found[two.ref]
    assert decision.sum == 150
    assert {row.giver(1) for row in decision.panel} == set(others)
    assert {row.giver(2) for row in decision.panel} == set(PANEL)
    high = dict.fromkeys(map(NOBODY.key, PANEL), Effect(Fraction(1, 7), None, 1, 0))
    low = dict.fromkeys(map(NOBODY.key, others), Effect(Fraction(-1), None, 1, 1))
    [moved] = adjusted([decision], high | low, NOBODY, policy())
    assert moved.sum == 150 - 27 * Fraction(1, 7) + 3
