"""Which assessor is to mark which applications now, and why others are left out (R9, R34, I24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from igpm_sheets.core import windows
from igpm_sheets.core.panel import Panels, conflicts
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Assessor, Decision, Status

TO_BE_MARKED = frozenset({Status.AWAITING_MARKS, Status.MARKS_NEED_ATTENTION})
GONE = frozenset({Status.WITHDRAWN, Status.NOT_ELIGIBLE, Status.DECLINED})
"""Whoever has such an application on a sheet need not mark it any more."""


@dataclass(slots=True)
class Share:
    """One assessor's part of the work."""

    assessor: str
    to_mark: list[Decision] = field(default_factory=list)
    """What they are to mark now, in the tracker's order."""
    allocated: dict[str, Decision] = field(default_factory=dict)
    """By the key of its ref, all that is theirs, whatever its window and however far it is."""


class LeftOut(NamedTuple):
    """An application that an assessor, or nobody at all (""), gets to mark, and why."""

    ref: str
    assessor: str
    because: str
    opens: date | None = None
    """The first day on which it can be handed out, where that is known."""


@dataclass(slots=True)
class HandingOut:
    """Who gets what."""

    shares: dict[str, Share] = field(default_factory=dict)
    """By the assessor's key, in the order of the tracker."""
    left_out: list[LeftOut] = field(default_factory=list)


def handing_out(
    every: Sequence[Decision], shown: Sequence[Decision], panels: Panels, policy: Policy
) -> HandingOut:
    """What each assessor is to mark of the applications `shown`.

    An application goes to the panel only when it is complete and eligible (R9), and only
    after its window has closed (R34). An assessor with a conflict of interest does not get
    it (I24), nor does one whom the Assessors tab does not list, where there is such a tab:
    nothing could be said of their conflicts.

    Args:
        every: the decisions of all windows.
        shown: those of the window to hand out.
        panels: the assessors and the allocations.
        policy: the rules in force.
    """
    found = HandingOut()
    wanted = {id(decision) for decision in shown}
    seen: set[str] = set()
    for decision in every:
        key = ref_key(decision.application.ref)
        if key in seen:
            continue  # a second row of the same ref is a problem already
        seen.add(key)
        _hand_out(decision, found, panels, policy, is_shown=id(decision) in wanted)
    return found


def _hand_out(
    decision: Decision, found: HandingOut, panels: Panels, policy: Policy, *, is_shown: bool
) -> None:
    ref, key = decision.application.ref, ref_key(decision.application.ref)
    allocation = panels.allocations.get(key)
    waits = next(_waits(decision, policy), None)
    named = (
        {panels.key(name): name for name in reversed(allocation.assessors)} if allocation else {}
    )
    if is_shown and not decision.status.is_outcome and (waits or not named):
        found.left_out.append(waits or LeftOut(ref, "", "no assessors are allocated to it"))
    for whose, name in reversed(named.items()):
        because = _not_for(decision, name, panels, policy)
        known = panels.known(name)
        spelled = known.name if known else name
        if because:
            if is_shown and not waits and not decision.status.is_outcome:
                found.left_out.append(LeftOut(ref, spelled, because))
            continue
        share = found.shares.setdefault(whose, Share(spelled))
        if decision.status not in GONE:
            share.allocated[key] = decision
        if is_shown and not waits and decision.status in TO_BE_MARKED:
            share.to_mark.append(decision)


def _waits(decision: Decision, policy: Policy) -> Iterator[LeftOut]:
    """Why nobody is to mark it now, unless it is marked already."""
    ref = decision.application.ref
    if decision.status.is_outcome:
        return
    sent = decision.application.result_sent
    if sent is not None:
        yield LeftOut(ref, "", f"its result was sent on {in_words(sent)}")
    elif decision.status not in TO_BE_MARKED:
        yield LeftOut(ref, "", f"its status is “{decision.status}”")
    elif not decision.to_panel and decision.window is not None:
        closes = windows.closes(decision.window, policy.answers.window)
        because = f"its window closes on {in_words(closes)}"
        yield LeftOut(ref, "", because, closes + timedelta(days=1))


def _not_for(decision: Decision, name: str, panels: Panels, policy: Policy) -> str:
    """Why this assessor does not get it, in words; nothing where they do."""
    known: Assessor | None = panels.known(name)
    if known is None:
        return "the Assessors tab does not list them" if panels.assessors else ""
    if policy.answers.conflicts != "bar":
        return ""
    return " and ".join(conflicts(decision.application, known))


def by_reason(left_out: Sequence[LeftOut]) -> Mapping[tuple[str, str, date | None], list[str]]:
    """The refs that are left out for the same reason, by assessor, reason and first day."""
    found: dict[tuple[str, str, date | None], list[str]] = {}
    for each in left_out:
        found.setdefault((each.assessor, each.because, each.opens), []).append(each.ref)
    return found
