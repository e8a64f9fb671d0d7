"""How much higher or lower each assessor marks than colleagues do, and what if they did not.

It is looked at and never applied: no mark, no sum and no outcome comes from here (R30).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import lcm, sqrt

from igpm_sheets.core import aggregate
from igpm_sheets.core.aggregate import Marks
from igpm_sheets.core.assessors import Marking, SideBySide
from igpm_sheets.core.equations import diagonal_of_inverse, solved
from igpm_sheets.core.marking import HIGHEST
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import DOMAINS, Decision, PanelRow, Status
from igpm_sheets.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Effect:
    """How an assessor marks beside those who marked the same applications."""

    value: Fraction
    """In marks of the scale: above 0 is higher, and the average of a linked group is 0."""
    standard_error: float | None
    """In marks; None where the marks leave nothing to judge it by."""
    applications: int
    """How many it rests on: those that somebody else has marked as well."""
    group: int
    """The linked group, from 0, the largest first: effects of two groups do not compare."""


def linked_groups(given: Sequence[SideBySide]) -> list[tuple[str, ...]]:
    """The assessors joined by applications that they share, directly or through others.

    The largest group comes first, and of two equals the one first by name.
    """
    joined: dict[str, set[str]] = defaultdict(set)
    for keys in {tuple(each.marks) for each in given if len(each.marks) > 1}:
        for key in keys:
            joined[key].update(keys)
    groups, placed = [], set[str]()
    for first in sorted(joined):
        if first in placed:
            continue
        group, waiting = {first}, [first]
        while waiting:
            new = joined[waiting.pop()] - group
            group |= new
            waiting += new
        placed |= group
        groups.append(tuple(sorted(group)))
    return sorted(groups, key=lambda group: (-len(group), group))


def effects(given: Sequence[SideBySide]) -> dict[str, Effect]:
    """Each assessor's effect, by key: candidate and assessor fitted by least squares.

    A mark is taken to be what the application is worth in that domain plus the effect of
    the assessor. Since all marks compared are for the same domains, what a domain is worth
    drops out, and it comes to the same as fitting each assessor's own mean for an
    application, weighted by its number of marks: ten, or fewer where a resubmission is
    marked in fewer domains. Within each linked group the effects sum to nought, each
    assessor counting once, however much they mark.

    The unit of the standard error is that own mean, three a candidate: ten marks by one
    person for one application are not ten opinions. It needs more own means in the group
    than the fit uses up, and some that it does not explain; else it is None.
    """
    found: dict[str, Effect] = {}
    groups = linked_groups(given)
    at = {key: number for number, group in enumerate(groups) for key in group}
    within: dict[int, list[SideBySide]] = defaultdict(list)
    for each in given:
        if len(each.marks) > 1:
            within[at[next(iter(each.marks))]].append(each)
    for number, group in enumerate(groups):
        found |= _effects_of(group, within[number], number)
    return found


def _effects_of(
    group: Sequence[str], given: Sequence[SideBySide], number: int
) -> dict[str, Effect]:
    """The effects of one linked group, candidates eliminated from the normal equations."""
    scale = lcm(*{len(each.marks) for each in given})
    links: Counter[tuple[str, str]] = Counter()
    above = dict.fromkeys(group, 0)
    applications: Counter[str] = Counter()
    for each in given:
        part = scale // len(each.marks)
        totals = {key: sum(marks) for key, marks in each.marks.items()}
        whole = sum(totals.values()) * part
        for key, total in totals.items():
            above[key] += total * scale - whole
            applications[key] += 1
        for pair in permutations(totals, 2):
            links[pair] += part * len(each.domains)
    matrix = [[-links[one, other] for other in group] for one in group]
    for at, row in enumerate(matrix):
        row[at] = -sum(row)
    fitted = [Fraction(0), *solved([row[1:] for row in matrix[1:]], [above[k] for k in group[1:]])]
    middle = sum(fitted, Fraction(0)) / len(group)
    values = {key: value - middle for key, value in zip(group, fitted, strict=True)}
    explained = sum((above[key] * value for key, value in values.items()), Fraction(0)) / scale
    variance = _variance(given, explained, len(group))
    errors = _standard_errors(matrix, variance, scale)
    return {
        key: Effect(values[key], error, applications[key], number)
        for key, error in zip(group, errors, strict=True)
    }


def _variance(given: Sequence[SideBySide], explained: Fraction, assessors: int) -> Fraction | None:
    """What is left of an own mean's variance, for one mark's weight; None where nothing is."""
    squares: Counter[int] = Counter()
    for each in given:
        totals = [sum(marks) for marks in each.marks.values()]
        whole = len(totals) * sum(total**2 for total in totals) - sum(totals) ** 2
        squares[len(totals) * len(each.domains)] += whole
    about = sum((Fraction(whole, part) for part, whole in squares.items()), Fraction(0))
    left = about - explained
    free = sum(len(each.marks) - 1 for each in given) - (assessors - 1)
    return left / free if left and free else None


def _standard_errors(
    matrix: Sequence[Sequence[int]], variance: Fraction | None, scale: int
) -> list[float | None]:
    """From the diagonal of the pseudo-inverse of the normal equations.

    Their one direction without information, all effects alike, is filled before inverting
    and its share taken out again.
    """
    size = len(matrix)
    if variance is None:
        return [None] * size
    filling = sum(row[at] for at, row in enumerate(matrix)) / size**2
    full = [[number / filling + 1 for number in row] for row in matrix]
    each = float(variance) * scale / filling
    return [sqrt(max(each * (number - 1 / size**2), 0.0)) for number in diagonal_of_inverse(full)]


def unlinked(given: Sequence[SideBySide], found: Sequence[Marking]) -> Iterator[Problem]:
    """Panels that no assessor links, so that effects of one do not compare with another's."""
    groups = linked_groups(given)
    if len(groups) < 2:
        return
    known = {one.key: one for one in found}
    first, other = known[groups[0][0]], known[groups[1][0]]
    yield problem(
        "M44", other.where, other.assessor, groups=len(groups), one=first.assessor,
        other=other.assessor,
    )  # fmt: skip


# What if


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An outcome, and what it would be with each mark less the effect of who gave it.

    The marks so moved are whole numbers of small parts, of which `unit` make one mark.
    """

    decision: Decision
    unit: int
    total: int
    """Of the thirty marks, in parts."""
    combined: int
    """What the settings make of them (I1): that sum, a sum of medians, a number of assessors."""
    needed: int
    """What the award needs of it."""
    below: tuple[int, ...]
    """The domains whose average would be below the floor, where one is set (I2)."""
    status: Status
    """The outcome it would be."""

    @property
    def differs(self) -> bool:
        """Whether the outcome would be another."""
        return self.status is not self.decision.status

    @property
    def sum(self) -> Fraction:
        """The sum of the thirty marks."""
        return Fraction(self.total, self.unit)

    @property
    def moves(self) -> bool:
        """Whether the sum is another than that of the marks as they were given."""
        return self.total != (self.decision.sum or 0) * self.unit


def adjusted(
    decisions: Sequence[Decision],
    effects: Mapping[str, Effect],
    panels: Panels,
    policy: Policy,
) -> list[Adjusted]:
    """Every outcome beside what it would be if all marked as their group does on average.

    The comparison is the settings' own (I1, I2), in whole numbers. The balance of low and
    high marks (I3) looks for marks of 3, 4, 6 and 7, so it stands as it was found.
    Outcomes that rest on the mark of an assessor without an effect are left out.
    """
    unit = lcm(*(effect.value.denominator for effect in effects.values()))
    shifts = {key: int(effect.value * unit) for key, effect in effects.items()}
    moved_to = {
        key: [mark * unit - shift for mark in range(HIGHEST + 1)] for key, shift in shifts.items()
    }
    found = []
    for decision in decisions:
        if decision.status.is_outcome:
            moved = _moved(decision.panel, moved_to, panels)
            if moved:
                found.append(_adjusted(decision, moved, unit, policy))
    return found


def _moved(
    rows: Sequence[PanelRow], moved_to: Mapping[str, Sequence[int]], panels: Panels
) -> Marks | None:
    """The thirty marks, each less its giver's effect; None where one of them has no effect."""
    moved = []
    for row, marks in zip(rows, aggregate.complete_marks(rows), strict=True):
        names = [row.giver(domain) for domain in DOMAINS]
        keys = {name: panels.key(name) for name in set(names)}
        if not moved_to.keys() >= set(keys.values()):
            return None
        own = {name: moved_to[key] for name, key in keys.items()}
        moved.append([own[name][mark] for name, mark in zip(names, marks, strict=True)])
    return moved


def _adjusted(decision: Decision, moved: Marks, unit: int, policy: Policy) -> Adjusted:
    answers = policy.answers
    combined, needed = aggregate.combined(moved, answers.combine, unit)
    below = aggregate.below_floor(moved, answers.domain_floor, unit) if answers.domain_floor else []
    passes = combined >= needed and not below
    if passes and answers.strict_balance:
        passes = aggregate.is_balanced(aggregate.complete_marks(decision.panel))
    status = Status.AWARD if passes else Status.FURTHER_EVIDENCE
    total = sum(map(sum, moved))
    return Adjusted(decision, unit, total, combined, needed, tuple(below), status)
