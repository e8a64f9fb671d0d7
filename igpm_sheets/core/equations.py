"""Solves equations in whole numbers: exactly, and fast enough for some hundred unknowns.

Elimination in fractions would do the same, but the fractions grow so long that two hundred
unknowns take minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from operator import mul

Matrix = Sequence[Sequence[int]]

_PRIMES = tuple(2**power - 1 for power in (61, 89, 107, 127))
"""The first that does not happen to divide a pivot will do."""


def solved(matrix: Matrix, right: Sequence[int]) -> list[Fraction]:
    """What `matrix` has to be multiplied with to give `right`.

    The answer is found digit by digit to a prime as its base (Dixon's lifting), turned
    into fractions, and checked in whole numbers before it is given.

    Args:
        matrix: symmetric, and positive definite.
        right: one whole number for each row.

    Raises:
        ArithmeticError: if there is no one answer.
    """
    if not matrix:
        return []
    for prime in _PRIMES:
        try:
            upper, inverses = _factorised(matrix, prime)
        except ValueError:  # a pivot has no inverse
            continue
        return _lifted(matrix, right, upper, inverses, prime)
    raise ArithmeticError("these equations have no one answer")


def _factorised(matrix: Matrix, prime: int) -> tuple[list[list[int]], list[int]]:
    """Elimination modulo the prime: row i from its pivot on, and the pivots' inverses."""
    rows = [[number % prime for number in row[at:]] for at, row in enumerate(matrix)]
    inverses = []
    for at, pivots in enumerate(rows):
        inverse = pow(pivots[0], -1, prime)
        inverses.append(inverse)
        for step in range(1, len(pivots)):
            factor = pivots[step] * inverse % prime
            below = zip(rows[at + step], pivots[step:], strict=True)
            rows[at + step] = [(number - factor * above) % prime for number, above in below]
    return rows, inverses


def _digits(
    upper: Sequence[Sequence[int]], inverses: Sequence[int], right: Sequence[int], prime: int
) -> list[int]:
    """The answer modulo the prime."""
    found = [number % prime for number in right]
    for at, row in enumerate(upper):
        factor = found[at] * inverses[at] % prime
        left = zip(found[at + 1 :], row[1:], strict=True)
        found[at + 1 :] = [(number - factor * each) % prime for number, each in left]
    for at in range(len(upper) - 1, -1, -1):
        later = sum(map(mul, upper[at][1:], found[at + 1 :]))
        found[at] = (found[at] - later) * inverses[at] % prime
    return found


def _lifted(
    matrix: Matrix,
    right: Sequence[int],
    upper: Sequence[Sequence[int]],
    inverses: Sequence[int],
    prime: int,
) -> list[Fraction]:
    """The answer, from as many digits as it takes."""
    so_far, modulus, left = [0] * len(right), 1, list(right)
    steps, wanted = 0, 1
    while True:
        while steps < wanted:
            digits = _digits(upper, inverses, left, prime)
            so_far = [
                number + modulus * digit for number, digit in zip(so_far, digits, strict=True)
            ]
            taken = (sum(map(mul, row, digits)) for row in matrix)
            left = [(number - each) // prime for number, each in zip(left, taken, strict=True)]
            modulus *= prime
            steps += 1
        denominator = _common_denominator(so_far, modulus)
        numerators = [_nearest_nought(number * denominator, modulus) for number in so_far]
        if all(
            sum(map(mul, row, numerators)) == number * denominator
            for row, number in zip(matrix, right, strict=True)
        ):
            return [Fraction(number, denominator) for number in numerators]
        wanted *= 2


def _common_denominator(residues: Sequence[int], modulus: int) -> int:
    """One denominator for the fractions that agree with the residues, as far as it is small."""
    denominator, limit = 1, isqrt(modulus)
    for residue in residues:
        if denominator > limit:
            break  # there are too few digits yet
        denominator *= _denominator(residue * denominator % modulus, modulus)
    return denominator


def _nearest_nought(number: int, modulus: int) -> int:
    residue = number % modulus
    return residue - modulus if residue > modulus // 2 else residue


def _denominator(residue: int, modulus: int) -> int:
    """The denominator of the small fraction that agrees with the residue, by Euclid."""
    limit = isqrt(modulus // 2)
    before, after = (modulus, 0), (residue, 1)
    while after[0] > limit:
        times = before[0] // after[0]
        rest = before[0] - times * after[0], before[1] - times * after[1]
        before, after = after, rest
    return abs(after[1]) or 1


def diagonal_of_inverse(matrix: Sequence[Sequence[float]]) -> list[float]:
    """The diagonal of the inverse of a symmetric, positive definite matrix, for showing.

    Only sums, products and quotients are taken, in one order, so every computer gives the
    same.
    """
    rows = [list(row) for row in matrix]
    for at in range(len(rows)):
        inverse = 1 / rows[at][at]
        pivots = rows[at]
        pivots[at] = 1.0
        rows[at] = pivots = [number * inverse for number in pivots]
        for other, row in enumerate(rows):
            if other != at:
                factor, row[at] = row[at], 0.0
                rows[other] = [number - factor * each for number, each in zip(row, pivots)]  # noqa: B905 - the innermost loop
    return [row[at] for at, row in enumerate(rows)]
