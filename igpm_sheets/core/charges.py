"""What is owed: assessments, resubmissions, Member and Associate fees (R36-R42, I34, I23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import takewhile

from igpm_sheets.core import fees, renewals, windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import email_key, person_key
from igpm_sheets.model import (
    Application,
    ApplicationType,
    Associate,
    Charge,
    Decision,
    Member,
    Office,
    Status,
    Window,
    YesNoOrDate,
)
from igpm_sheets.problems import CellRef, Problem, problem

WHAT = {
    ApplicationType.FULL: "Assessment",
    ApplicationType.RESUBMISSION: "Resubmission",
}
MEMBER_FEE, ASSOCIATE_FEE = "Member fee", "Associate fee"


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody awarded MIGPM, from the Members tab or from an award in the tracker."""

    number: str
    name: str
    email: str
    window: Window
    first_renewal: date
    paid_to: date | None
    left: YesNoOrDate
    where: CellRef
    from_tracker: bool = False

    def renewals(self, until: date) -> list[date]:
        """The days up to `until` on which a fee falls due while they are a Member."""
        due = takewhile(lambda day: day <= until, renewals.renewals(self.first_renewal))
        return [day for day in due if not _has_left(self.left, day)]

    def unpaid(self, until: date) -> list[date]:
        """The renewals up to `until` that are not paid.

        Where the tracker does not record to when the fee is paid, only the latest is
        named: nobody is asked for years on the strength of a blank cell.
        """
        due = self.renewals(until)
        if self.paid_to is None:
            return due[-1:]
        return [day for day in due if day > self.paid_to]


Person = Application | Associate | Member | Membership


@dataclass(frozen=True, slots=True)
class People:
    """Who is on a list, found by email; by name where one of the two has no email."""

    emails: frozenset[str]
    names: frozenset[str]
    names_alone: frozenset[str]
    """Of those who have no email."""

    @classmethod
    def of(cls, listed: Iterable[Person]) -> People:
        """Everybody listed."""
        keys = [(email_key(each.email), person_key(each.name)) for each in listed]
        return cls(
            frozenset(email for email, _ in keys if email),
            frozenset(name for _, name in keys),
            frozenset(name for email, name in keys if not email),
        )

    def has(self, person: Person) -> bool:
        """Whether the person is one of them."""
        email, name = email_key(person.email), person_key(person.name)
        return email in self.emails or name in (self.names_alone if email else self.names)


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
) -> Ledger:
    """Everything owed up to the day `until`, that day included.

    Applications that have gone forward to the panel (I34), of one `window` or of all;
    Member fees not paid up to their renewal; Associate fees not paid on.
    """
    book = Ledger()
    book.memberships = list(_memberships(office.members, decisions, policy, book))
    for decision in decisions:
        if window is None or decision.window == window:
            book.charges += _of_application(decision, until)
    for membership in book.memberships:
        book.charges += _of_member(membership, policy, today, until, book)
    members = People.of(one for one in book.memberships if not _has_left(one.left, until))
    for associate in office.associates:
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


def _memberships(
    members: Sequence[Member], decisions: Sequence[Decision], policy: Policy, book: Ledger
) -> Iterator[Membership]:
    """Every Member once: the Members tab first, then awards that it does not list yet."""
    days = policy.answers.renewal_days
    listed = People.of(members)
    for member in members:
        awarded, window = member.awarded, member.window
        if window is None and awarded is not None:
            window = renewals.window_of_award(awarded)
        if window is None:
            if not member.unreadable:
                book.problems.append(problem("P34", member.place.cell("awarded"), member.name))
            continue
        first = renewals.first_renewal(window, awarded or windows.result_due(window), days)
        where = member.place.cell("paid_to")
        yield Membership(
            member.membership_no,
            member.name,
            member.email,
            window,
            first,
            member.paid_to,
            member.left,
            where,
        )
    for decision in decisions:
        one = decision.application
        if decision.status is not Status.AWARD or decision.window is None or listed.has(one):
            continue
        if decision.first_renewal is not None:
            yield Membership(
                one.ref,
                one.name,
                one.email,
                decision.window,
                decision.first_renewal,
                None,
                None,
                one.cell("ref"),
                from_tracker=True,
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
    owed = [day for day in owed if not _has_left(associate.left, day)]
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


def _has_left(left: YesNoOrDate, day: date) -> bool:
    return left <= day if isinstance(left, date) else bool(left)


def _reviews(policy: Policy, today: date) -> Iterator[Problem]:
    """A reminder for each yearly fee whose three years are over (R41, I29)."""
    for fee, name in (("member_fee", MEMBER_FEE),):
        due, in_force = fees.review_due(fee, today, policy.book), policy.book.value(fee, today)
        if due is not None and in_force is not None and due <= today:
            where = CellRef("rulebook", fee)
            yield problem(
                "D01", where, f"£{in_force.value} since {in_words(in_force.start)}",
                fee=name, due=in_words(due),
            )  # fmt: skip
