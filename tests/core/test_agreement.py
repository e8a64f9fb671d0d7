"""How far assessors agree: published examples, what must not matter, and what is not defined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.core import agreement
from igpm_sheets.core.agreement import (
    Difference,
    MeanSquares,
    Weight,
    ac2,
    alike,
    alpha,
    mean_squares,
    pairs,
)
from tests.core import tables

SCALE = range(3, 8)

# The published examples


def nominal(one: int, other: int, _occurs: Mapping[int, int]) -> Fraction:
    return Fraction(one != other)


def interval(one: int, other: int, _occurs: Mapping[int, int]) -> Fraction:
    return Fraction(one - other) ** 2


def ratio(one: int, other: int, _occurs: Mapping[int, int]) -> Fraction:
    return Fraction(one - other, one + other) ** 2


DIFFERENCES: dict[str, Difference] = {
    "nominal": nominal,
    "ordinal": agreement.ordinal,
    "interval": interval,
    "ratio": ratio,
}


def identity(one: int, other: int, _categories: Sequence[int]) -> Fraction:
    return Fraction(one == other)


def linear(one: int, other: int, categories: Sequence[int]) -> Fraction:
    return 1 - Fraction(abs(one - other), categories[-1] - categories[0])


def by_rank(one: int, other: int, categories: Sequence[int]) -> Fraction:
    """Gwet's ordinal weights: how many pairs of categories lie between the two."""

    def pairs_of(count: int) -> int:
        return count * (count - 1) // 2

    apart = abs(categories.index(one) - categories.index(other))
    return 1 - Fraction(pairs_of(apart + 1), pairs_of(len(categories)))


WEIGHTS: dict[str, Weight] = {
    "identity": identity,
    "linear": linear,
    "ordinal": by_rank,
    "quadratic": agreement.quadratic,
}


def one_way(squares: MeanSquares) -> Fraction:
    """The mean square within subjects, which does not tell raters apart."""
    n, k = squares.rows, squares.columns
    return (squares.raters + (n - 1) * squares.rest) * (k - 1) / (n * (k - 1))


ICCS: dict[str, Callable[[MeanSquares], Fraction | None]] = {
    "1,1": lambda s: (s.subjects - one_way(s)) / (s.subjects + (s.columns - 1) * one_way(s)),
    "2,1": lambda s: s.single,
    "3,1": lambda s: (s.subjects - s.rest) / (s.subjects + (s.columns - 1) * s.rest),
    "1,k": lambda s: (s.subjects - one_way(s)) / s.subjects,
    "2,k": lambda s: s.average,
    "3,k": lambda s: (s.subjects - s.rest) / s.subjects,
}


def columns(ratings: Sequence[str]) -> list[list[int]]:
    """For each unit its ratings, without those that are missing."""
    rows = (row.split() for row in ratings)
    return [[int(sign) for sign in unit if sign != "-"] for unit in zip(*rows, strict=True)]


def shown(value: Fraction | None, like: str) -> str:
    """The value with as many places as the published one."""
    assert value is not None
    places = len(like.partition(".")[2])
    return f"{float(value):.{places}f}"


@pytest.mark.parametrize("case", tables.cases("agreement"))
def test_published_examples(case: dict[str, Any]) -> None:
    units = columns(case["ratings"])
    compared = 0
    for name, published in case.get("alpha", {}).items():
        assert shown(alpha(alike(units), DIFFERENCES[name]), published) == published
        compared += 1
    for name, published in case.get("ac2", {}).items():
        found = ac2(alike(units), case["categories"], WEIGHTS[name])
        assert shown(found, published) == published
        compared += 1
    for name, published in case.get("icc", {}).items():
        squares = mean_squares([units])
        assert squares is not None
        assert shown(ICCS[name](squares), published) == published
        compared += 1
    assert compared >= 3


def test_agreement_of_pairs() -> None:
    found = pairs(alike([[5, 5, 6], [4, 7, 4], [5], []]))
    assert (found.count, found.exact, found.near) == (6, 2, 4)


def test_where_most_marks_are_fives_alpha_denies_what_everybody_sees() -> None:
    units = [[5, 5, 5]] * 60 + [[4, 5, 5]] * 6 + [[5, 5, 6]] * 26
    units += [[4, 4, 5], [5, 6, 6]] * 2 + [[4, 5, 6]] * 4
    marks = [mark for unit in units for mark in unit]
    found = pairs(alike(units))
    assert (marks.count(5), len(marks)) == (252, 300)  # 84 % fives
    assert (found.exact, found.count) == (216, 300)  # 72 % of the pairs are equal
    assert shown(alpha(alike(units)), "0.00") == "-0.03"
    assert shown(ac2(alike(units), SCALE), "0.00") == "0.97"


# What is not defined


def test_alpha_is_not_defined_where_all_marks_are_alike() -> None:
    assert alpha(alike([[5, 5, 5], [5, 5]])) is None
    assert ac2(alike([[5, 5, 5], [5, 5]]), SCALE) == 1


@pytest.mark.parametrize("units", [[], [[]], [[5], [6], []]])
def test_without_two_ratings_of_one_unit_nothing_is_defined(units: list[list[int]]) -> None:
    assert alpha(alike(units)) is None
    assert ac2(alike(units), SCALE) is None
    assert pairs(alike(units)).count == 0


def test_one_category_is_no_scale() -> None:
    assert ac2(alike([[5, 5]]), [5]) is None


def test_a_rating_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="none of the categories"):
        ac2(alike([[5, 8]]), SCALE)


def test_correlations_are_not_defined_where_nothing_varies() -> None:
    assert mean_squares([]) is None
    assert mean_squares([[[50, 51, 52]]]) is None
    squares = mean_squares([[[50, 50, 50], [50, 50, 50]]])
    assert squares is not None
    assert (squares.single, squares.average) == (None, None)


def test_an_estimate_that_would_be_above_one_is_not_given() -> None:
    # Neither candidates nor assessors differ in their sums: all of it is chance.
    squares = mean_squares([[[40, 60], [60, 40]]])
    assert squares is not None
    assert [squares.subjects, squares.raters] == [0, 0]
    assert squares.average is None


def test_a_block_with_a_rating_missing_is_refused() -> None:
    for block in ([[1, 2], [1]], [[1], [2]]):
        with pytest.raises(ValueError, match="the same raters"):
            mean_squares([block])


def test_blocks_are_pooled_and_never_laid_over_each_other() -> None:
    # Within each panel all agree that the second is better; the panels differ in level.
    high, low = [[60, 60], [70, 70]], [[30, 31], [40, 41]]
    squares = mean_squares([high, low])
    assert squares is not None
    assert [squares.subjects, squares.rest, squares.rows] == [100, 0, 2]
    assert squares.raters == Fraction(1, 2)
    alone = mean_squares([high])
    assert alone is not None
    assert alone.single == 1
    # A block of one application tells nothing, and changes nothing.
    assert mean_squares([high, low, [[30, 70]]]) == squares


# What must not matter, and what must

RATINGS = st.lists(st.lists(st.integers(3, 7), max_size=4), max_size=12)


@given(RATINGS, st.randoms())
def test_order_of_units_and_of_assessors_is_immaterial(units: list[list[int]], rng: Any) -> None:
    mixed = [rng.sample(unit, len(unit)) for unit in units]
    rng.shuffle(mixed)
    for measure in (pairs, alpha, lambda each: ac2(each, SCALE)):
        assert measure(alike(mixed)) == measure(alike(units))


@given(RATINGS)
def test_alpha_knows_ranks_and_no_empty_categories(units: list[list[int]]) -> None:
    stretched = [[{3: 1, 4: 4, 5: 5, 6: 10, 7: 99}[mark] for mark in unit] for unit in units]
    assert alpha(alike(stretched)) == alpha(alike(units))


@given(RATINGS)
def test_units_with_one_rating_say_nothing_of_alpha(units: list[list[int]]) -> None:
    whole = [unit for unit in units if len(unit) > 1]
    assert alpha(alike(units)) == alpha(alike(whole))


def test_ac2_depends_on_the_scale_so_the_scale_is_fixed() -> None:
    units = alike([[4, 5, 5], [5, 5, 5], [5, 6, 5], [4, 4, 5]])
    assert ac2(units, SCALE) != ac2(units, range(4, 7))


@given(RATINGS)
def test_measures_are_at_most_one_and_one_only_where_all_agree(units: list[list[int]]) -> None:
    agree = all(len(set(unit)) <= 1 for unit in units)
    for value in (alpha(alike(units)), ac2(alike(units), SCALE)):
        assert value is None or value <= 1
        assert value is None or (value == 1) == agree


BLOCKS = st.lists(
    st.lists(st.lists(st.integers(30, 70), min_size=3, max_size=3), min_size=2, max_size=5),
    min_size=1,
    max_size=3,
)


@given(BLOCKS, st.randoms())
def test_order_within_and_of_panels_is_immaterial(blocks: list[list[list[int]]], rng: Any) -> None:
    mixed = []
    for block in blocks:
        order = rng.choice(list(permutations(range(3))))
        rows = [[row[at] for at in order] for row in block]
        mixed.append(rng.sample(rows, len(rows)))
    rng.shuffle(mixed)
    assert mean_squares(mixed) == mean_squares(blocks)


@given(BLOCKS)
def test_the_level_of_a_panels_candidates_is_immaterial(blocks: list[list[list[int]]]) -> None:
    raised = [
        [[sum_ + 100 * at for sum_ in row] for row in block] for at, block in enumerate(blocks)
    ]
    assert mean_squares(raised) == mean_squares(blocks)


@given(BLOCKS)
def test_correlations_are_at_most_one(blocks: list[list[list[int]]]) -> None:
    squares = mean_squares(blocks)
    assert squares is not None
    assert squares.single is None or squares.single <= 1


def test_high_and_low_markers_count_against_agreement() -> None:
    alike_ = mean_squares([[[40, 40], [50, 50], [60, 60]]])
    apart = mean_squares([[[40, 45], [50, 55], [60, 65]]])
    assert alike_ is not None
    assert apart is not None
    assert alike_.single == 1
    assert apart.single is not None
    assert apart.single < 1
