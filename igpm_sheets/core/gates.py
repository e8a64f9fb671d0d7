"""What stands between an application and the panel: the statuses before any marks.

The first gate that applies decides: not eligible, declined, referred, on hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from igpm_sheets.core import fees, windows
from igpm_sheets.core.circumstances import Circumstances, not_recorded
from igpm_sheets.core.round import Round
from igpm_sheets.core.years import in_words
from igpm_sheets.model import (
    DOMAINS,
    Application,
    ApplicationType,
    Decision,
    Finding,
    Price,
    Reason,
    Status,
)
from igpm_sheets.problems import Problem, problem

ONLY_FLAGGED = frozenset(
    {
        "application_form",
        "cpd_year_1",
        "cpd_year_2",
        "email",
        "name",
        "practice",
        "substantive",
        "testimonial_1_covers",
        "testimonial_2_covers",
    }
)
"""Fields that decide nothing, so that an unreadable one holds nothing up."""


GATES: tuple[tuple[Status, frozenset[Finding]], ...] = (
    (Status.NOT_ELIGIBLE, frozenset({Finding.NOT_MET})),
    (Status.DECLINED, frozenset({Finding.INCOMPLETE})),
    (Status.REFER, frozenset({Finding.REFER})),
    (Status.ON_HOLD, frozenset({Finding.HOLD, Finding.NOT_RECORDED})),
)
"""The statuses before the panel, in their order, and the findings that lead to them."""


def before_marks(
    application: Application, reasons: list[Reason], at: Circumstances, round_: Round
) -> Decision:
    """The decision as far as it goes without marks: its window, its price, its gate."""
    status, why = _gate(application, reasons, at)
    price = fees.price_of(application, status, at)
    to_panel = status is Status.AWAITING_MARKS and at.window_has_closed
    unpaid = [*_unpaid(application, price, at, round_)]
    if unpaid:
        reasons = reasons + unpaid
        status, why = _gate(application, reasons, at)
    return Decision(
        application,
        status,
        at.window,
        windows.result_due(at.window) if at.window else None,
        why,
        tuple(reasons),
        to_mark=at.to_mark,
        price=price,
        to_panel=to_panel,
    )


def _gate(
    application: Application, reasons: Sequence[Reason], at: Circumstances
) -> tuple[Status, tuple[Reason, ...]]:
    """What keeps the application from the panel, with the reasons; else it awaits its marks.

    The first gate that applies counts. Where the settings give a candidate until the
    window closes, what is incomplete waits instead of being declined (I16).
    """
    if application.withdrawn:
        return Status.WITHDRAWN, tuple(reason for reason in reasons if reason.rule == "I30")
    waits = at.policy.answers.incomplete == "hold" and not at.window_has_closed
    for status, findings in GATES:
        if waits and status is Status.DECLINED:
            continue
        if waits and status is Status.ON_HOLD:
            findings |= {Finding.INCOMPLETE}
        deciding = tuple(reason for reason in reasons if reason.finding in findings)
        if deciding:
            return status, deciding
    return Status.AWAITING_MARKS, ()


def _unpaid(
    application: Application, price: Price | None, at: Circumstances, round_: Round
) -> Iterator[Reason]:
    """The fee is not paid by the time the panel meets: a warning, or it waits (I22)."""
    if price is None or not at.window_has_closed:
        return
    paid = fees.is_paid(application.fee_paid, price)
    if paid:
        return
    where = application.cell("fee_paid")
    hold = at.policy.answers.fee_unpaid == "hold"
    if paid is None and not hold:
        return
    what = "is not paid" if paid is False else "is not recorded as paid"
    sentence = f"the fee of £{price.gross} {what}, and the window has closed"
    yield Reason("I22", Finding.HOLD if hold else Finding.FLAG, sentence, where)
    round_.problems.append(problem("A17", where, ref=application.ref, gross=price.gross))


def recorded(application: Application, at: Circumstances, round_: Round) -> Iterator[Reason]:
    """What stands in the row itself: withdrawn, received, unreadable, assumed (I15, I30, R6)."""
    ref, where = application.ref, application.cell("received")
    if application.withdrawn:
        yield Reason("I30", Finding.HOLD, "withdrawn", application.cell("withdrawn"))
    for name in sorted(_holding(application, at)):
        sentence = f"the cell for “{name.replace('_', ' ')}” cannot be read"
        yield Reason("I15", Finding.HOLD, sentence, application.cell(name))
    for name in sorted(application.assumed):
        sentence = f"{name.replace('_', ' ')} is assumed, as the settings say"
        yield Reason("I15", Finding.FLAG, sentence, application.cell(name))
    received = application.received
    if received is None:
        if "received" not in application.unreadable and application.place.has("received"):
            round_.problems.append(problem("A12", where, ref=ref))
        yield not_recorded("R33", application, "received", "the date received")
        return
    if received < windows.SCHEME_OPENED:
        round_.problems.append(problem("A11", where, in_words(received), ref=ref))
        sentence = f"received on {in_words(received)}, before the scheme opened"
        yield Reason("R6", Finding.HOLD, sentence, where)
    round_.problems += _odd(application, received, at)
    if at.window:
        held_over = windows.first_day(at.window) > received
        how = "held over to" if held_over else "received in"
        finding = Finding.NOTE if held_over else Finding.MET
        yield Reason("R33" if held_over else "R32", finding, f"{how} {at.window}", where)


def _odd(application: Application, received: date, at: Circumstances) -> Iterator[Problem]:
    """What holds nothing up, but is probably a slip."""
    ref = application.ref
    if received > at.today:
        yield problem("A14", application.cell("received"), in_words(received), ref=ref)
    started = application.role_started
    if started is not None and started > received:
        yield problem("A16", application.cell("role_started"), in_words(started), ref=ref)
    if application.role and at.policy.book.role_class(application.role) is None:
        yield problem("A19", application.cell("role"), application.role, ref=ref)
    if application.previous_ref and application.type is ApplicationType.FULL:
        yield problem("A20", application.cell("previous_ref"), application.previous_ref, ref=ref)


def _holding(application: Application, at: Circumstances) -> frozenset[str]:
    """The unreadable fields that the application has to wait for."""
    idle = set(ONLY_FLAGGED)
    idle |= {f"evidence_{domain}" for domain in DOMAINS if domain not in at.needed}
    if application.type is ApplicationType.FULL:
        idle |= {"previous_ref", "resubmitted_domains"}
    if at.policy.answers.fee_unpaid == "warn":
        idle.add("fee_paid")
    if at.policy.answers.not_associate == "ignore":
        idle.add("associate")
    return application.unreadable - idle
