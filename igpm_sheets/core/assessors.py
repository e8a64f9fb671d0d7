"""How each assessor marks: how much, how high, how widely, how often the rare marks (R30, R55)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from igpm_sheets.core.marking import HIGHEST, LOWEST
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Category, Decision, PanelRow
from igpm_sheets.problems import CellRef, Problem, problem


@dataclass(frozen=True, slots=True)
class Marking:
    """One assessor's marks over several applications, carried marks left out."""

    assessor: str
    category: Category | None
    applications: int
    marks: tuple[int, ...]
    where: CellRef
    key: str
    """What tells the assessor from others, however the name is typed."""

    @property
    def mean(self) -> Fraction:
        """The average mark."""
        return Fraction(sum(self.marks), len(self.marks))

    @property
    def spread(self) -> Decimal:
        """The standard deviation of the marks."""
        count, total = len(self.marks), sum(self.marks)
        squares = sum(mark * mark for mark in self.marks)
        variance = Fraction(count * squares - total * total, count * count)
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
            given = list(marks_given(row).values())
            if given and row.sheets:
                key = panels.key(row.assessor)
                marks[key] += given
                applications[key] += 1
                places.setdefault(key, (row.assessor, row.sheets[0].cells.first))
    return [
        Marking(name, _category(name, panels), applications[key], tuple(marks[key]), where, key)
        for key, (name, where) in sorted(places.items())
    ]


def marks_given(row: PanelRow) -> dict[int, int]:
    """The marks by domain that were given to this application, carried ones left out."""
    return {
        domain: mark
        for domain, mark in zip(DOMAINS, row.marks, strict=True)
        if mark is not None and domain not in row.carried
    }


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What several assessors gave one application in the domains that all of them marked.

    A colleague's mark for the same domain of the same application is all that a mark can
    fairly be compared with.
    """

    domains: tuple[int, ...]
    marks: Mapping[str, tuple[int, ...]]
    """For each assessor, by key, a mark for each of the domains."""


def side_by_side(decisions: Sequence[Decision], panels: Panels) -> list[SideBySide]:
    """The marks of each application that two assessors or more have marked.

    Marks carried over from an earlier application are left out: they were given to that one.
    """
    found = []
    for decision in decisions:
        given = {panels.key(row.assessor): marks_given(row) for row in decision.panel}
        given = {key: marks for key, marks in given.items() if marks}
        domains = sorted(set.intersection(*map(set, given.values()))) if len(given) > 1 else []
        if domains:
            marks = {key: tuple(map(own.__getitem__, domains)) for key, own in given.items()}
            found.append(SideBySide(tuple(domains), marks))
    return found


def domain_marks(given: Sequence[SideBySide]) -> Iterator[tuple[int, ...]]:
    """The three marks of each domain of each application that a whole panel has marked."""
    for each in given:
        if len(each.marks) == ASSESSORS_IN_A_PANEL:
            yield from zip(*each.marks.values(), strict=True)


def panel_sums(given: Sequence[SideBySide]) -> list[list[list[int]]]:
    """The assessors' own sums of ten marks, a row an application, for each panel of three.

    A panel is the same three people throughout, each in a column of their own; panels that
    share two people are two panels. What is marked in fewer than ten domains is left out.
    """
    panels: dict[tuple[str, ...], list[list[int]]] = defaultdict(list)
    for each in given:
        if len(each.marks) == ASSESSORS_IN_A_PANEL and len(each.domains) == len(DOMAINS):
            keys = tuple(sorted(each.marks))
            panels[keys].append([sum(each.marks[key]) for key in keys])
    return [panels[keys] for keys in sorted(panels)]


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
