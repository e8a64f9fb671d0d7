"""What is owed: assessments, resubmissions, Member and Associate fees (R36-R42, I34, I23)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from igpm_sheets.core import fees, renewals
from igpm_sheets.core.memberships import (
    Membership,
    People,
    has_left,
    memberships,
    without_repeats,
)
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import in_words
from igpm_sheets.model import (
    ApplicationType,
    Associate,
    Charge,
    Decision,
    Office,
    Window,
)
from igpm_sheets.problems import CellRef, Problem, problem

WHAT = {
    ApplicationType.FULL: "Assessment",
    ApplicationType.RESUBMISSION: "Resubmission",
}
MEMBER_FEE, ASSOCIATE_FEE = "Member fee", "Associate fee"


@dataclass(slots=True)
class Ledger:
    """Charges and memberships as they are worked out, with the problems met on the way."""

    charges: list[Charge] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def ledger(
    office: Office,
    decisions: Sequence[Decision],
    policy: Policy,
    today: date,
    until: date,
    window: Window | None = None,
    *,
    arrears: bool = False,
) -> Ledger:
    """Everything owed up to the day `until`, that day included.

    Applications that have gone forward to the panel (I34), of one `window` or of all; with
    `arrears` those of other windows as well, as long as their fee is not recorded as paid.
    Member fees not paid up to their renewal; Associate fees not paid on.
    """
    book = Ledger()
    book.memberships = memberships(office.members, decisions, policy, book.problems)
    for decision in decisions:
        owing = arrears and not fees.is_paid(decision.application.fee_paid, decision.price)
        if window is None or decision.window == window or owing:
            book.charges += _of_application(decision, until)
    for membership in book.memberships:
        book.charges += _of_member(membership, policy, today, until, book)
    members = People.of(one for one in book.memberships if not has_left(one.left, until))
    for associate in without_repeats(office.associates, book.problems):
        book.charges += _of_associate(associate, members, policy, today, until, book)
    book.problems += _reviews(policy, today)
    book.charges.sort(key=lambda charge: (charge.due, charge.what, charge.number, charge.name))
    return book


def _of_application(decision: Decision, until: date) -> Iterator[Charge]:
    """The fee of an application that went forward to the panel (R36, R37)."""
    application, price = decision.application, decision.price
    if not decision.to_panel or price is None or application.type is None:
        return
    if application.received is None or application.received > until:
        return
    yield Charge(
        application.ref,
        application.name,
        application.email,
        WHAT[application.type],
        application.received,
        price,
        application.fee_paid,
        where=application.cell("fee_paid"),
    )


def _of_member(
    membership: Membership, policy: Policy, today: date, until: date, book: Ledger
) -> Iterator[Charge]:
    """The Member fees that are not paid (R38-R40)."""
    for due in membership.unpaid(until):
        price = fees.price("member_fee", due, policy.book)
        if price is None:
            continue
        if membership.paid_to is None and not membership.from_tracker:
            book.problems.append(problem("P35", membership.where, membership.name))
        overdue = renewals.is_overdue(due, today, policy.answers.grace_days)
        yield Charge(
            membership.number,
            membership.name,
            membership.email,
            MEMBER_FEE,
            due,
            price,
            None if membership.paid_to is None else False,
            overdue,
            membership.where,
        )


def _of_associate(
    associate: Associate,
    members: People,
    policy: Policy,
    today: date,
    until: date,
    book: Ledger,
) -> Iterator[Charge]:
    """The yearly Associate fees from the end of what is paid, or from joining (R42).

    Where the tracker does not record to when the fee is paid, only the latest is named.
    """
    where = associate.place.cell("paid_to")
    start = associate.paid_to + timedelta(days=1) if associate.paid_to else associate.joined
    if associate.unreadable:
        return
    if start is None:
        book.problems.append(problem("P36", where, associate.name))
        return
    if start > until:
        return
    if members.has(associate):
        book.problems.append(problem("P37", where, associate.name))
        return
    owed = list(takewhile(lambda day: day <= until, renewals.renewals(start)))
    owed = [day for day in owed if not has_left(associate.left, day)]
    if associate.paid_to is None and owed:
        owed = owed[-1:]
        book.problems.append(problem("P38", where, associate.name))
    for due in owed:
        price = fees.price("associate_fee", due, policy.book)
        if price is None:
            continue
        overdue = renewals.is_overdue(due, today, policy.answers.grace_days)
        paid = None if associate.paid_to is None else False
        yield Charge(
            "",
            associate.name,
            associate.email,
            ASSOCIATE_FEE,
            due,
            price,
            paid,
            overdue,
            where,
        )


def _reviews(policy: Policy, today: date) -> Iterator[Problem]:
    """A reminder where the three years of the Member fee in force are over (R41, I29)."""
    due = fees.review_due("member_fee", today, policy.book)
    in_force = policy.book.value("member_fee", today)
    if due is not None and in_force is not None and due <= today:
        since = f"£{in_force.value} since {in_words(in_force.start)}"
        where = CellRef("rulebook", "member_fee")
        yield problem("D01", where, since, fee=MEMBER_FEE, due=in_words(due))
