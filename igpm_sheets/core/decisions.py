"""One decision an application: every rule asked, the status that follows, and why.

The status is the first that applies, in the order of `Status`. Nothing decides without a
reason that names its rule, and every pass is recorded as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from igpm_sheets.core import (
    chains,
    completeness,
    duplicates,
    eligibility,
    gates,
    outcome,
    panel,
    resubmission,
)
from igpm_sheets.core.circumstances import circumstances
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.round import Round
from igpm_sheets.identity import ref_key
from igpm_sheets.model import (
    DOMAINS,
    Application,
    ApplicationType,
    Decision,
    MarkSheet,
    Office,
    Reason,
)
from igpm_sheets.problems import Problem


def decide(
    office: Office,
    policy: Policy,
    today: date,
    answered: Callable[[Application], Application] | None = None,
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """A decision for every application of the office, in the tracker's order (R62).

    `answered` fills blank cells with the answers that the settings give for the whole
    tracker (I15), after a resubmission has taken over what it may (I31).

    Returns the decisions, and the problems that the rules find (those of reading are
    the reader's).
    """
    applications, problems = duplicates.without_copies(office.applications)
    held, found = duplicates.repeated(applications, policy)
    sheets: dict[str, list[MarkSheet]] = defaultdict(list)
    for sheet in office.mark_sheets:
        sheets[ref_key(sheet.ref)].append(sheet)
    panels = Panels.of(office.assessors, office.allocations)
    round_ = Round(policy, today, panels, sheets, problems + found)
    if answered is not None:
        round_.answered = answered
    by_ref: dict[str, Application] = {}
    for application in applications:
        by_ref.setdefault(ref_key(application.ref), application)
    round_.by_ref = by_ref
    round_.problems += panel.badly_allocated(office.allocations, by_ref, panels)
    round_.problems += panel.unaccredited(office.assessors, office.members)
    round_.problems += panel.sharing(office.mark_sheets)
    taken: dict[int, Decision] = {}
    position = {id(application): i for i, application in enumerate(applications)}
    for application in chains.earlier_first(applications, by_ref):
        i = position[id(application)]
        taken[i] = _decide_one(application, round_, held.get(i))
        round_.decisions.setdefault(ref_key(application.ref), taken[i])
    return tuple(taken[i] for i in range(len(applications))), tuple(round_.problems)


def _decide_one(application: Application, round_: Round, held: Reason | None) -> Decision:
    """The decision for one application, once its previous one is decided."""
    policy, today = round_.policy, round_.today
    reasons = [held] if held else []
    earlier = None
    needed = tuple(DOMAINS)
    if application.type is ApplicationType.RESUBMISSION:
        earlier, said = chains.find_earlier(application, round_)
        reasons += said
        needed = application.resubmitted_domains
        if earlier:
            needed, said = chains.resubmitted(application, earlier.previous, round_)
            reasons += said
            first = round_.by_ref[ref_key(earlier.first.application.ref)]
            application = resubmission.carried_over(application, first)
    application = round_.answered(application)
    at = circumstances(application, policy, today, needed)
    if earlier:
        reasons += chains.in_time(application, earlier, at)
    reasons += gates.recorded(application, at, round_)
    reasons += eligibility.run(eligibility.CHECKS, application, at)
    reasons += completeness.complete(application, at)
    decision = gates.before_marks(application, reasons, at, round_)
    decision = outcome.with_marks(decision, at, earlier, round_)
    overdue = tuple(outcome.result_day(decision, at, round_))
    decision = replace(decision, reasons=decision.reasons + overdue)
    key = ref_key(application.ref)
    round_.first.setdefault(key, earlier.first if earlier else decision)
    return decision
