"""How each assessor marks: how much, how high, how widely, how often the rare marks (R30, R55)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from igpm_sheets.core.marking import HIGHEST, LOWEST
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import DOMAINS, Category, Decision
from igpm_sheets.problems import CellRef, Problem, problem


@dataclass(frozen=True, slots=True)
class Marking:
    """One assessor's marks over several applications, carried marks left out."""

    assessor: str
    category: Category | None
    applications: int
    marks: tuple[int, ...]
    where: CellRef

    @property
    def mean(self) -> Fraction:
        """The average mark."""
        return Fraction(sum(self.marks), len(self.marks))

    @property
    def spread(self) -> Decimal:
        """The standard deviation of the marks."""
        squares = sum(((mark - self.mean) ** 2 for mark in self.marks), Fraction(0))
        variance = squares / len(self.marks)
        return (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()

    def share(self, *marks: int) -> Fraction:
        """The share of the given marks among all."""
        return Fraction(sum(self.marks.count(mark) for mark in marks), len(self.marks))


def markings(decisions: Sequence[Decision], panels: Panels) -> list[Marking]:
    """Every assessor who has marked, by name."""
    marks: dict[str, list[int]] = defaultdict(list)
    applications: dict[str, int] = defaultdict(int)
    places: dict[str, tuple[str, CellRef]] = {}
    for decision in decisions:
        for row in decision.panel:
            given = [
                mark
                for domain, mark in zip(DOMAINS, row.marks, strict=True)
                if mark is not None and domain not in row.carried
            ]
            if given and row.sheets:
                key = panels.key(row.assessor)
                marks[key] += given
                applications[key] += 1
                places.setdefault(key, (row.assessor, row.sheets[0].cells.first))
    return [
        Marking(name, _category(name, panels), applications[key], tuple(marks[key]), where)
        for key, (name, where) in sorted(places.items())
    ]


def _category(name: str, panels: Panels) -> Category | None:
    known = panels.known(name)
    return known.category if known else None


def unusual(found: Sequence[Marking], policy: Policy) -> Iterator[Problem]:
    """Assessors who give the rare marks often (R55, I27), or few in the middle (R30).

    It is monitored, and never changes a mark.
    """
    over = policy.answers.rare_marks_over
    for one in found:
        rare = one.share(LOWEST, HIGHEST)
        if rare > Fraction(over):
            shown = f"{float(rare):.0%}"
            yield problem("M42", one.where, shown, assessor=one.assessor, over=f"{over:.0%}")
        middle = one.share(4, 5, 6)
        if middle <= Fraction(1, 2):
            yield problem("M43", one.where, f"{float(middle):.0%}", assessor=one.assessor)
