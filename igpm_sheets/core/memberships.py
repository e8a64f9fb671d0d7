"""Who is a Member: the Members tab, and awards that it does not list yet (R38-R40)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from typing import TypeVar

from igpm_sheets.core import renewals, windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.identity import email_key, person_key
from igpm_sheets.model import (
    Application,
    Associate,
    Decision,
    Member,
    Status,
    Window,
    YesNoOrDate,
)
from igpm_sheets.problems import CellRef, Problem, problem


def has_left(left: YesNoOrDate, day: date) -> bool:
    """Whether somebody has left by the day; `left` is yes, no, a date, or not recorded."""
    return left <= day if isinstance(left, date) else bool(left)


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
        return [day for day in due if not has_left(self.left, day)]

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

    emails: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    names_alone: set[str] = field(default_factory=set)
    """Of those who have no email."""

    @classmethod
    def of(cls, listed: Iterable[Person]) -> People:
        """Everybody listed."""
        people = cls()
        for each in listed:
            people.add(each)
        return people

    def add(self, person: Person) -> None:
        """Puts the person on the list."""
        email, name = email_key(person.email), person_key(person.name)
        self.names.add(name)
        if email:
            self.emails.add(email)
        else:
            self.names_alone.add(name)

    def has(self, person: Person) -> bool:
        """Whether the person is one of them."""
        email, name = email_key(person.email), person_key(person.name)
        return email in self.emails or name in (self.names_alone if email else self.names)


def memberships(
    members: Sequence[Member],
    decisions: Sequence[Decision],
    policy: Policy,
    problems: list[Problem],
) -> list[Membership]:
    """Every Member once: the Members tab first, then awards that it does not list yet.

    `problems` grows by rows that stand twice or lack the award. A row with a cell that
    cannot be read waits: nobody is charged on the strength of a guess.
    """
    found = [_of_row(member, policy, problems) for member in without_repeats(members, problems)]
    listed = People.of(members)
    for decision in decisions:
        one = decision.application
        window, first = decision.window, decision.first_renewal
        if decision.status is not Status.AWARD or window is None or first is None:
            continue
        if not listed.has(one):
            listed.add(one)
            where = one.cell("ref")
            found.append(
                Membership(
                    one.ref,
                    one.name,
                    one.email,
                    window,
                    first,
                    paid_to=None,
                    left=None,
                    where=where,
                    from_tracker=True,
                )
            )
    return [membership for membership in found if membership is not None]


def _of_row(member: Member, policy: Policy, problems: list[Problem]) -> Membership | None:
    """The membership that a row of the Members tab records."""
    if member.unreadable:
        return None
    awarded, window = member.awarded, member.window
    if window is None and awarded is not None:
        window = renewals.window_of_award(awarded)
    if window is None:
        problems.append(problem("P34", member.place.cell("awarded"), member.name))
        return None
    days = policy.answers.renewal_days
    first = renewals.first_renewal(window, awarded or windows.result_due(window), days)
    return Membership(
        member.membership_no,
        member.name,
        member.email,
        window,
        first,
        member.paid_to,
        member.left,
        member.place.cell("paid_to"),
    )


Listed = TypeVar("Listed", Member, Associate)


def without_repeats(listed: Sequence[Listed], problems: list[Problem]) -> list[Listed]:
    """The rows of a tab with each person once; `problems` grows by those who stand twice."""
    kept: list[Listed] = []
    people = People()
    for row in listed:
        if people.has(row):
            problems.append(problem("P39", row.place.cell("name"), row.name))
        else:
            people.add(row)
            kept.append(row)
    return kept
