"""How far assessors agree: pairs, Gwet's AC2, Krippendorff's alpha, ICC; exact, in fractions.

A *unit* is one thing that was rated, here one domain of one application, and is given as the
ratings that it got, in any order: ratings that are missing are simply not there, and who
gave which makes no difference. Where a measure is not defined, it is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

Alike = Mapping[tuple[int, ...], int]
"""The ratings that a unit got, in order, and how many units got these."""

Block = Sequence[Sequence[int]]
"""A row a subject, a column a rater, no rating missing: everybody has rated everything."""

Difference = Callable[[int, int, Mapping[int, int]], Fraction]
"""How much two ratings differ, squared, given how often each rating occurs."""

Weight = Callable[[int, int, Sequence[int]], Fraction]
"""How far two ratings agree, from 0 to 1, given the ordered list of categories."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every two ratings of the same unit, compared."""

    count: int
    exact: int
    """How many are the same."""
    near: int
    """How many are the same or one apart."""


def alike(units: Iterable[Sequence[int]]) -> Alike:
    """The units told apart by their ratings alone: few different ones, however many units.

    >>> dict(alike([[5, 5, 6], [6, 5, 5], []]))
    {(5, 5, 6): 2, (): 1}
    """
    return Counter(tuple(sorted(unit)) for unit in units)


def pairs(units: Alike) -> Pairs:
    """How many pairs of ratings of one unit there are, and how many agree.

    >>> pairs(alike([[5, 5, 6], [4, 6]]))
    Pairs(count=4, exact=1, near=3)
    """
    apart: Counter[int] = Counter()
    for ratings, times in units.items():
        for one, other in combinations(ratings, 2):
            apart[other - one] += times
    return Pairs(apart.total(), apart[0], apart[0] + apart[1])


# Krippendorff's alpha


def ordinal(one: int, other: int, occurs: Mapping[int, int]) -> Fraction:
    """Krippendorff's difference of ranks: how many ratings lie from the one to the other."""
    low, high = sorted((one, other))
    between = sum(count for rating, count in occurs.items() if low <= rating <= high)
    return (between - Fraction(occurs[low] + occurs[high], 2)) ** 2


def alpha(units: Alike, difference: Difference = ordinal) -> Fraction | None:
    """Krippendorff's alpha: one less the observed difference over that of all ratings at random.

    Units with fewer than two ratings say nothing of agreement and are left out. Categories
    that nobody uses make no difference.

    Args:
        units: what was rated, from `alike`.
        difference: of two ratings; nought where they are the same.

    Returns:
        1 for perfect agreement, 0 for none beyond chance, below 0 for less; None where no
        unit has two ratings, or all ratings are alike: then chance alone explains them.
    """
    compared = {ratings: times for ratings, times in units.items() if len(ratings) > 1}
    occurs: Counter[int] = Counter()
    for ratings, times in compared.items():
        for rating in ratings:
            occurs[rating] += times
    squares = {(one, other): difference(one, other, occurs) for one in occurs for other in occurs}
    observed = sum(
        (
            Fraction(2 * times, len(ratings) - 1) * squares[one, other]
            for ratings, times in compared.items()
            for one, other in combinations(ratings, 2)
        ),
        Fraction(0),
    )
    expected = sum(
        (occurs[one] * occurs[other] * squares[one, other] for one, other in squares), Fraction(0)
    )
    return 1 - (occurs.total() - 1) * observed / expected if expected else None


# Gwet's AC2


def quadratic(one: int, other: int, categories: Sequence[int]) -> Fraction:
    """Agreement that falls with the square of the distance, to nothing across the whole scale."""
    return 1 - Fraction(one - other, categories[-1] - categories[0]) ** 2


def ac2(units: Alike, categories: Sequence[int], weight: Weight = quadratic) -> Fraction | None:
    """Gwet's AC2: agreement beyond chance, where chance is small if most ratings are alike.

    It depends on the list of categories, used or not, so that is to be fixed. Units with
    one rating count towards how often each category occurs. Ratings that are all alike
    agree perfectly: AC2 is then 1, and defined.

    Args:
        units: what was rated, from `alike`.
        categories: all that a rating may be, in order.
        weight: how far two ratings agree; 1 where they are the same.

    Returns:
        1 for perfect agreement, 0 for none beyond chance; None where no unit has two
        ratings, or there is but one category.

    Raises:
        ValueError: if a rating is none of the categories.
    """
    rated = {ratings: times for ratings, times in units.items() if ratings}
    if not {rating for ratings in rated for rating in ratings} <= set(categories):
        raise ValueError("a rating is none of the categories")
    compared = sum(times for ratings, times in rated.items() if len(ratings) > 1)
    size = len(categories)
    if not compared or size < 2:
        return None
    weights = {
        (one, other): weight(one, other, categories) for one in categories for other in categories
    }
    occurs = dict.fromkeys(categories, Fraction(0))
    agreeing = Fraction(0)
    for ratings, times in rated.items():
        for rating in ratings:
            occurs[rating] += Fraction(times, len(ratings))
        if len(ratings) > 1:
            same = sum((weights[pair] for pair in combinations(ratings, 2)), Fraction(0))
            agreeing += times * same / (len(ratings) * (len(ratings) - 1) // 2)
    shares = [count / sum(rated.values()) for count in occurs.values()]
    spread = sum((share * (1 - share) for share in shares), Fraction(0))
    chance = sum(weights.values(), Fraction(0)) / (size * (size - 1)) * spread
    return (agreeing / compared - chance) / (1 - chance) if chance != 1 else None


# Intraclass correlation


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """A two-way analysis of variance without replication, over one block or several.

    Several blocks, each of raters of its own, are pooled: sums of squares and degrees of
    freedom are added up within the blocks. A rater is compared with those who rated the
    same subjects, never with whoever happens to stand in the same column of another
    block; and subjects with others of their block.
    """

    subjects: Fraction
    """Between subjects."""
    raters: Fraction
    """Between raters."""
    rest: Fraction
    """What neither explains."""
    columns: int
    """Raters in a block."""
    rows: Fraction
    """Subjects in a block, on average."""

    @property
    def single(self) -> Fraction | None:
        """ICC(A,1) of McGraw and Wong, Shrout and Fleiss's (2,1): what one rater is worth.

        The share of the variance of one rater's ratings that lies between the subjects, the
        raters' different levels counted against agreement.
        """
        k = self.columns
        level = k * (self.raters - self.rest) / self.rows
        return self._share(self.subjects + (k - 1) * self.rest + level)

    @property
    def average(self) -> Fraction | None:
        """ICC(A,k), or (2,k): the same for the average of all raters of a block."""
        return self._share(self.subjects + (self.raters - self.rest) / self.rows)

    def _share(self, whole: Fraction) -> Fraction | None:
        """Not defined where nothing varies, or the estimate of the variance is not positive."""
        return (self.subjects - self.rest) / whole if whole > 0 else None


def mean_squares(blocks: Sequence[Block]) -> MeanSquares | None:
    """The analysis of variance behind the intraclass correlations.

    Blocks of one subject tell nothing of differences between subjects and are left out.

    Args:
        blocks: each with as many raters as the others, at least two.

    Returns:
        The mean squares; None where no block has two subjects.

    Raises:
        ValueError: if rows differ in length, or hold fewer than two ratings.
    """
    telling = [block for block in blocks if len(block) > 1]
    lengths = {len(row) for block in telling for row in block}
    if not telling:
        return None
    if len(lengths) > 1 or min(lengths) < 2:
        raise ValueError("a block is rated by the same raters throughout, two at least")
    [k] = lengths
    squares = [sum(each) for each in zip(*map(_squares, telling), strict=True)]
    subjects = sum(map(len, telling))
    rows, columns = subjects - len(telling), len(telling) * (k - 1)
    return MeanSquares(
        squares[0] / rows,
        squares[1] / columns,
        squares[2] / (rows * (k - 1)),
        k,
        Fraction(subjects, len(telling)),
    )


def _squares(block: Block) -> Iterator[Fraction]:
    """The sums of squares of one block: between subjects, between raters, the rest."""
    n, k = len(block), len(block[0])
    middle = Fraction(sum(map(sum, block)) ** 2, n * k)
    subjects = Fraction(sum(sum(row) ** 2 for row in block), k) - middle
    raters = Fraction(sum(sum(column) ** 2 for column in zip(*block, strict=True)), n) - middle
    yield subjects
    yield raters
    yield sum(rating**2 for row in block for rating in row) - middle - subjects - raters
