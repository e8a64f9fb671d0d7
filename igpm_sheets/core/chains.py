"""Chains of resubmissions: what each comes after, and what that leaves to do (I31, I33)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from igpm_sheets.core import completeness, resubmission
from igpm_sheets.core.circumstances import Circumstances
from igpm_sheets.core.resubmission import Earlier
from igpm_sheets.core.round import Round
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Application, ApplicationType, Decision, Finding, Reason, Status
from igpm_sheets.problems import problem


def earlier_first(
    applications: Sequence[Application], by_ref: Mapping[str, Application]
) -> list[Application]:
    """The applications so that each comes after the one it resubmits.

    The chains are followed without recursion: a tracker may hold any. In a ring of
    applications that name each other, each finds its previous one undecided.
    """
    ordered: list[Application] = []
    done: set[int] = set()
    for application in sorted(applications, key=lambda a: a.received or date.max):
        chain = []
        at: Application | None = application
        while at is not None and id(at) not in done:
            done.add(id(at))
            chain.append(at)
            is_resubmission = at.type is ApplicationType.RESUBMISSION
            at = by_ref.get(ref_key(at.previous_ref)) if is_resubmission else None
        ordered += reversed(chain)
    return ordered


def find_earlier(application: Application, round_: Round) -> tuple[Earlier | None, list[Reason]]:
    """What the resubmission comes after, or why it waits (I33)."""
    where, ref = application.cell("previous_ref"), application.ref
    key = ref_key(application.previous_ref)
    if not key:
        round_.problems.append(problem("A07", where, ref=ref))
        return None, [Reason("I33", Finding.HOLD, "a resubmission without a previous ref", where)]
    previous = round_.decisions.get(key)
    if previous is None:
        # What stands in the tracker and is yet undecided comes after this one: a ring.
        code = "A21" if key in round_.by_ref else "A04"
        found = problem(code, where, application.previous_ref, ref=ref)
        round_.problems.append(found)
        return None, [Reason("I33", Finding.HOLD, found.message, where)]
    first = round_.first[key]
    first_key = ref_key(first.application.ref)
    earlier = Earlier(first, previous, round_.attempts[first_key])
    if not application.withdrawn:
        round_.attempts[first_key] += 1
    waits = resubmission.no_result(application, previous)
    waits = waits or resubmission.mistaken(application, previous.application)
    if waits:
        round_.problems.append(waits[1])
        return earlier, [waits[0]]
    return earlier, []


def resubmitted(
    application: Application, previous: Decision, round_: Round
) -> tuple[tuple[int, ...], list[Reason]]:
    """The domains that are marked anew, and what is said of the list (R60, I18, I31)."""
    where, ref = application.cell("resubmitted_domains"), application.ref
    if previous.status is not Status.FURTHER_EVIDENCE:
        return application.resubmitted_domains, []
    needed, left_out = resubmission.domains_resubmitted(application, previous)
    reasons = []
    if left_out:
        listed = completeness.domains_in_words(left_out)
        sentence = f"nobody asked for evidence in {listed}: left out"
        reasons.append(Reason("I18", Finding.FLAG, sentence, where))
        round_.problems.append(problem("A09", where, listed, ref=ref, domains=listed))
    if not needed:
        round_.problems.append(problem("A08", where, ref=ref))
        sentence = "none of the domains that were asked for is resubmitted"
        reasons.append(Reason("I18", Finding.HOLD, sentence, where))
    return needed, reasons


def in_time(application: Application, earlier: Earlier, at: Circumstances) -> Iterator[Reason]:
    """Within the year (R61), and not one attempt too many (I19).

    Without a result that asks for further evidence no year runs (I33).
    """
    if earlier.previous.status is not Status.FURTHER_EVIDENCE:
        return
    for reason in (
        resubmission.too_late(application, earlier, at),
        resubmission.no_more_attempts(application, earlier, at.policy),
    ):
        if reason is not None:
            yield reason
