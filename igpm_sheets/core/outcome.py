"""From the panel's marks to the outcome, and what follows from it (R53, R58, R59, R39)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from igpm_sheets.core import aggregate, renewals, resubmission, windows
from igpm_sheets.core.circumstances import Circumstances
from igpm_sheets.core.marking import marked
from igpm_sheets.core.resubmission import Earlier
from igpm_sheets.core.round import Round
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, Decision, Finding, Reason, Status
from igpm_sheets.problems import problem

UNDECIDED = frozenset({Status.ON_HOLD, Status.MARKS_NEED_ATTENTION, Status.AWAITING_MARKS})
"""Statuses without an outcome, though one is to come."""

OUT_OF_THE_ROUND = frozenset(
    {Status.WITHDRAWN, Status.NOT_ELIGIBLE, Status.DECLINED, Status.REFER, Status.ON_HOLD}
)
"""Statuses in which no result of the panel is due."""


def with_marks(
    decision: Decision, at: Circumstances, earlier: Earlier | None, round_: Round
) -> Decision:
    """The decision with the panel's marks laid in, and the outcome once all are there."""
    application = decision.application
    sheets = round_.sheets.get(ref_key(application.ref), ())
    known = application
    if earlier:
        known = resubmission.as_known(application, earlier.first.application)
    panel_marks = marked(known, sheets, round_.panels, at)
    decision = replace(decision, panel=panel_marks.rows)
    if panel_marks.rows:
        decision = _marked_too_soon(decision, at, round_)
    if decision.status is not Status.AWAITING_MARKS:
        return decision
    round_.problems += panel_marks.problems
    attention = tuple(r for r in panel_marks.reasons if r.finding is Finding.ATTENTION)
    decision = replace(
        decision,
        reasons=decision.reasons + panel_marks.reasons,
    )
    if attention:
        return replace(decision, status=Status.MARKS_NEED_ATTENTION, why=attention)
    missing = panel_marks.missing(at.to_mark)
    if missing:
        due = ASSESSORS_IN_A_PANEL * len(at.to_mark)
        sentence = f"{due - missing} of {due} marks are in, from {len(panel_marks.rows)} assessors"
        why = Reason("R29", Finding.NOT_RECORDED, sentence)
        return replace(decision, reasons=(*decision.reasons, why), why=(why,))
    rows = panel_marks.rows
    if earlier:
        rows = resubmission.carried_marks(
            rows, earlier.previous.panel, at.to_mark, round_.panels.key
        )
    return _outcome(replace(decision, panel=rows), earlier, round_)


def _outcome(decision: Decision, earlier: Earlier | None, round_: Round) -> Decision:
    """Award or further evidence, from thirty marks (R53, R58, R59)."""
    policy, application = round_.policy, decision.application
    marks = aggregate.complete_marks(decision.panel)
    conditions = aggregate.decided(marks, policy)
    failing = tuple(reason for reason in conditions if reason.finding is Finding.NOT_MET)
    flags = list(aggregate.split(marks, policy, signed_off=bool(application.signed_off)))
    asked_for = aggregate.below_standard(marks, policy)
    result_day = application.result_sent or decision.result_due or round_.today
    decision = replace(decision, domain_sums=aggregate.domain_sums(marks), asked_for=asked_for)
    if not failing:
        flags += aggregate.unbalanced_three(marks)
        window = decision.window or windows.window_of(result_day)
        days = policy.answers.renewal_days
        return replace(
            decision,
            status=Status.AWARD,
            reasons=(*decision.reasons, *flags, *conditions),
            why=tuple(conditions[:1]),
            first_renewal=renewals.first_renewal(window, result_day, days),
        )
    if not asked_for:
        where = application.cell("ref")
        round_.problems.append(problem("A18", where, ref=application.ref))
        sentence = "no domain is below the standard by the settings: the panel must name some"
        flags.append(Reason("I4", Finding.FLAG, sentence))
    return replace(
        decision,
        status=Status.FURTHER_EVIDENCE,
        reasons=(*decision.reasons, *flags, *conditions),
        why=failing,
        resubmit_by=resubmission.resubmit_by(decision, earlier, policy),
        next_window=windows.next_window(result_day),
    )


def _marked_too_soon(decision: Decision, at: Circumstances, round_: Round) -> Decision:
    """Marks for an application that has not gone to the panel (R9), or not yet (R34)."""
    where, ref = decision.panel[0].sheets[0].cells.first, decision.application.ref
    if decision.status in (Status.NOT_ELIGIBLE, Status.DECLINED):
        rule = "R9" if decision.status is Status.DECLINED else decision.why[0].rule
        sentence = f"marked although {decision.status.lower()}"
        round_.problems.append(problem("M36", where, ref=ref, status=decision.status.lower()))
    elif at.closes is not None and not at.window_has_closed:
        rule, sentence = "R34", f"marked before the window closed on {in_words(at.closes)}"
        round_.problems.append(problem("M37", where, ref=ref, closes=in_words(at.closes)))
    else:
        return decision
    flag = Reason(rule, Finding.FLAG, sentence, where)
    return replace(decision, reasons=(*decision.reasons, flag))


def result_day(decision: Decision, at: Circumstances, round_: Round) -> Iterator[Reason]:
    """The result was sent when it could be, and is not overdue (R34, R35, R62)."""
    application, due = decision.application, decision.result_due
    sent, where = application.result_sent, application.cell("result_sent")
    if sent is not None:
        if at.closes is not None and sent <= at.closes:
            round_.problems.append(problem("A13", where, in_words(sent), ref=application.ref))
        elif decision.status in UNDECIDED:
            status = decision.status.value
            found = problem("A15", where, in_words(sent), ref=application.ref, status=status)
            round_.problems.append(found)
    elif due is not None and due < at.today and decision.status not in OUT_OF_THE_ROUND:
        yield Reason("R35", Finding.FLAG, f"the result was due by {in_words(due)}", where)
