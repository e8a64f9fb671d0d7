"""What a tracker has no column for: said once, rather than in the row of each application (I15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from igpm_sheets.model import Decision, Finding, Status
from igpm_sheets.problems import CellRef, Problem, problem


def columns_lacking(decisions: Sequence[Decision]) -> Iterator[Problem]:
    """A problem for each tab whose applications wait for something that it has no column for.

    A tab without its Date received is told when it is read.
    """
    waiting: dict[CellRef, int] = {}
    unsaid: dict[CellRef, dict[str, None]] = {}
    for decision in decisions:
        lacking = _lacking(decision) if decision.status is Status.ON_HOLD else {}
        if lacking:
            place = decision.application.place
            tab = CellRef(place.source, place.tab, address=place.address)
            waiting[tab] = waiting.get(tab, 0) + 1
            unsaid.setdefault(tab, {}).update(lacking)
    for tab, count in waiting.items():
        yield problem("H10", tab, what=", ".join(unsaid[tab]), count=count)


def _lacking(decision: Decision) -> dict[str, None]:
    """What the application waits for that has no column, in words and in order."""
    return {
        reason.sentence.removesuffix(" is not recorded"): None
        for reason in decision.why
        if reason.finding is Finding.NOT_RECORDED
        and reason.rule != "R33"
        and reason.where is not None
        and not reason.where.column
    }
