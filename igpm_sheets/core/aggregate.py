"""From thirty marks to an outcome, in whole numbers (R50-R57, I1-I4, I26).

The award needs an average of 5 over the thirty marks, which is a sum of 150: nothing is
divided, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.marking import HIGHEST, LOWEST, STANDARD
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS, Finding, PanelRow, Reason

PASS_SUM = STANDARD * ASSESSORS_IN_A_PANEL * len(DOMAINS)
"""150: an average of 5 over thirty marks (R53)."""

OWN_PASS_SUM = STANDARD * len(DOMAINS)
"""50: an average of 5 over one assessor's ten marks, or over ten medians (I1)."""

DOMAIN_PASS_SUM = STANDARD * ASSESSORS_IN_A_PANEL
"""15: an average of 5 over a domain's three marks (I4)."""

SPLIT_SPREAD = 2
"""A domain whose marks lie this far apart shows a split panel (I26)."""

Marks = Sequence[Sequence[int]]
"""Three rows of ten marks."""


def complete_marks(rows: Sequence[PanelRow]) -> Marks:
    """The thirty marks of a full panel (R29).

    Raises:
        ValueError: if a mark is missing: no outcome is worked out without it (I5).
    """
    marks = [[mark for mark in row.marks if mark is not None] for row in rows]
    if len(marks) != ASSESSORS_IN_A_PANEL or any(len(row) != len(DOMAINS) for row in marks):
        raise ValueError("a panel is three rows of ten marks")
    return marks


def domain_sums(marks: Marks) -> tuple[int, ...]:
    """For each domain the sum of its three marks."""
    return tuple(map(sum, zip(*marks, strict=True)))


def decided(marks: Marks, policy: Policy) -> list[Reason]:
    """Whether the award is made: every condition in force, the deciding one last.

    The award is made when all are met. The aggregate comes first (R53, I1); the floor
    (I2) and the strict balance (I3) are asked where the settings want them.
    """
    reasons = [_aggregate(marks, policy)]
    if policy.answers.domain_floor:
        reasons.append(_floor(marks, policy.answers.domain_floor))
    if policy.answers.strict_balance:
        reasons.append(_balance(marks))
    return sorted(reasons, key=lambda reason: reason.finding is not Finding.MET)


def combined(marks: Marks, combine: str, unit: int = 1) -> tuple[int, int]:
    """What the settings make of the thirty marks, and what the award needs of it (R53, I1).

    Args:
        marks: whole numbers, of which `unit` make one mark.
        combine: how three assessors' marks come together.
        unit: 1 for marks as they are given.
    """
    if combine == "median_domain":
        return sum(sorted(given)[1] for given in zip(*marks, strict=True)), OWN_PASS_SUM * unit
    if combine == "majority":
        return sum(sum(row) >= OWN_PASS_SUM * unit for row in marks), 2
    return sum(map(sum, marks)), PASS_SUM * unit


def _aggregate(marks: Marks, policy: Policy) -> Reason:
    """The aggregate over all ten domains is at least 5 (R53), combined as I1 says."""
    combine = policy.answers.combine
    total, needed = combined(marks, combine)
    if combine == "median_domain":
        rule, sentence = "I1", f"the ten domain medians sum to {total}; {needed} are needed"
    elif combine == "majority":
        own = f"assessors' own marks sum to {OWN_PASS_SUM}"
        rule, sentence = "I1", f"{total} of three {own}; two are needed"
    else:
        rule, sentence = "R53", f"the thirty marks sum to {total}; {needed} are needed"
    return Reason(rule, Finding.MET if total >= needed else Finding.NOT_MET, sentence)


def below_floor(marks: Marks, floor: int, unit: int = 1) -> list[int]:
    """The domains whose average is below the floor (I2); `unit` as for `combined`."""
    sums = domain_sums(marks)
    return [d for d in DOMAINS if sums[d - 1] < floor * ASSESSORS_IN_A_PANEL * unit]


def _floor(marks: Marks, floor: int) -> Reason:
    """No domain's average below the floor (I2)."""
    below = below_floor(marks, floor)
    if below:
        sentence = f"the average is below {floor} in {domains_in_words(below)}"
        return Reason("I2", Finding.NOT_MET, sentence)
    return Reason("I2", Finding.MET, f"no domain's average is below {floor}")


def _balance(marks: Marks) -> Reason:
    """Every low mark has a high mark of its own in another domain (R52, R56, I3)."""
    if is_balanced(marks):
        return Reason("I3", Finding.MET, "every 3 and 4 is balanced by a mark of its own")
    return Reason("I3", Finding.NOT_MET, "a 3 or 4 is not balanced by a mark of its own")


def is_balanced(marks: Marks, low: Sequence[int] = (LOWEST, 4)) -> bool:
    """Whether each 3 can have a 7 of its own and each 4 a 6 or a spare 7, in another domain.

    The thirty marks of the panel are taken together. This is a matching of low marks to
    high ones, found mark by mark along augmenting paths.
    """
    cells = [(domain, mark) for row in marks for domain, mark in enumerate(row)]
    lows = sorted((cell for cell in cells if cell[1] in low), key=lambda cell: cell[1])
    highs = [cell for cell in cells if cell[1] > STANDARD]
    taken: dict[int, int] = {}

    def find(needy: int, tried: set[int]) -> bool:
        domain, mark = lows[needy]
        for index, (other, high) in enumerate(highs):
            fits = other != domain and (high == HIGHEST or mark > LOWEST)
            if not fits or index in tried:
                continue
            tried.add(index)
            if index not in taken or find(taken[index], tried):
                taken[index] = needy
                return True
        return False

    return all(find(needy, set()) for needy in range(len(lows)))


def below_standard(marks: Marks, policy: Policy) -> tuple[int, ...]:
    """The domains that need further evidence, or in which a Member gets advice (R58, I4)."""
    who = policy.answers.further_evidence

    def is_below(given: Sequence[int]) -> bool:
        low = sum(mark < STANDARD for mark in given)
        if who == "any_assessor":
            return low > 0
        if who == "most_assessors":
            return low * 2 > len(given)
        return sum(given) < DOMAIN_PASS_SUM

    columns = list(zip(*marks, strict=True))
    return tuple(domain for domain in DOMAINS if is_below(columns[domain - 1]))


def split(marks: Marks, policy: Policy, *, signed_off: bool = False) -> Iterator[Reason]:
    """Signs of a split panel: marks of a domain far apart, or assessors on both sides (I26).

    The outcome stands. Where the settings say `hold`, its release waits until the panel
    is signed off, and the flag says so.
    """
    waits = policy.answers.split_panels == "hold" and not signed_off
    after = ": release waits for a sign-off" if waits else ""
    wide = [
        domain
        for domain, given in zip(DOMAINS, zip(*marks, strict=True), strict=True)
        if max(given) - min(given) >= SPLIT_SPREAD
    ]
    if wide:
        sentence = f"marks {SPLIT_SPREAD} or more apart in {domains_in_words(wide)}{after}"
        yield Reason("I26", Finding.FLAG, sentence)
    passing = sum(sum(row) >= OWN_PASS_SUM for row in marks)
    if 0 < passing < len(marks):
        sentence = f"{passing} of three assessors' own marks reach the standard{after}"
        yield Reason("I26", Finding.FLAG, sentence)


def unbalanced_three(marks: Marks) -> Iterator[Reason]:
    """A 3 that no 7 balances, though the sum is reached (R56, I3): for the panel to know."""
    if not is_balanced(marks, low=(LOWEST,)):
        yield Reason("I3", Finding.FLAG, "a 3 offset without a 7")
