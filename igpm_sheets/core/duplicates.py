"""The same ref twice, the same person twice in a window: stop and list (I28)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from igpm_sheets.core import windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.identity import email_key, person_key, ref_key
from igpm_sheets.model import Application, Finding, Reason
from igpm_sheets.problems import Problem, problem

MOST_NAMED = 5
"""Of a crowd of doubles, so many are named in each message."""


def without_copies(
    applications: Sequence[Application],
) -> tuple[list[Application], list[Problem]]:
    """The applications with identical copies of a row collapsed into the first."""
    by_ref: dict[str, list[Application]] = defaultdict(list)
    kept, problems = [], []
    for application in applications:
        same_ref = by_ref[ref_key(application.ref)]
        first = next((other for other in same_ref if _is_copy(application, other)), None)
        if first is None:
            same_ref.append(application)
            kept.append(application)
        else:
            where, ref = application.cell("ref"), application.ref
            problems.append(problem("A02", where, ref, ref=ref, first=first.cell("ref")))
    return kept, problems


def _is_copy(application: Application, other: Application) -> bool:
    """Whether two rows hold the same, wherever they stand."""
    return replace(application, place=other.place) == other


def repeated(
    applications: Sequence[Application], policy: Policy
) -> tuple[dict[int, Reason], list[Problem]]:
    """The applications that share a ref, or whose person applies twice in a window.

    Returns the reason by the application's position, and a problem for each.
    """
    held: dict[int, Reason] = {}
    problems = []
    by_ref = _groups((ref_key(a.ref), i) for i, a in enumerate(applications))
    for same in by_ref:
        for i in same:
            application = applications[i]
            where, ref = application.cell("ref"), application.ref
            others = _others(same, i, lambda j: str(applications[j].cell("ref")))
            held[i] = Reason("I28", Finding.HOLD, f"the ref stands twice: also at {others}", where)
            problems.append(problem("A01", where, ref, ref=ref, others=others))
    for same in _same_person(applications, policy):
        for i in same:
            application = applications[i]
            where, ref = application.cell("name"), application.ref
            others = _others(same, i, lambda j: applications[j].ref)
            sentence = f"the same person applies twice in this window: also {others}"
            held.setdefault(i, Reason("I28", Finding.HOLD, sentence, where))
            problems.append(problem("A03", where, application.name, ref=ref, others=others))
    return held, problems


def _same_person(applications: Sequence[Application], policy: Policy) -> list[list[int]]:
    """Positions of applications of one person in one window, withdrawn ones left aside.

    Matched on email; where one of the two has none, on name and practice.
    """
    counted = [
        (i, application, windows.window_of(application.received, policy.answers.window))
        for i, application in enumerate(applications)
        if application.received is not None and not application.withdrawn
    ]
    by_email = _groups(
        ((email_key(a.email), window), i) for i, a, window in counted if email_key(a.email)
    )
    by_name = _groups(
        ((person_key(a.name), person_key(a.practice), window), i)
        for i, a, window in counted
        if person_key(a.name) and person_key(a.practice)
    )
    groups = [group for group in by_email if not _same_ref(applications, group)]
    paired = {frozenset(group) for group in groups}
    for group in by_name:
        emails = {email_key(applications[i].email) for i in group}
        known = _same_ref(applications, group) or frozenset(group) in paired
        if not known and "" in emails:
            groups.append(group)
    return groups


def _same_ref(applications: Sequence[Application], group: Sequence[int]) -> bool:
    return len({ref_key(applications[i].ref) for i in group}) == 1


def _others(same: Sequence[int], but: int, name: Callable[[int], str]) -> str:
    """The first few of the others, and how many there are beside them."""
    named = [name(i) for i in same[: MOST_NAMED + 1] if i != but][:MOST_NAMED]
    more = len(same) - 1 - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _groups(keyed: Iterable[tuple[Hashable, int]]) -> list[list[int]]:
    """The positions that share a key, where more than one does."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for key, position in keyed:
        groups[key].append(position)
    return [group for group in groups.values() if len(group) > 1]
