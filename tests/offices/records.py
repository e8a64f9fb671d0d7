"""The records of a fictional office: frozen, and free of any rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Window = tuple[int, int]
Mark = int | float | str | None
Marks = tuple[Mark, ...]
YesNoOrDate = bool | date | None

STATUSES = (
    "Withdrawn",
    "Not eligible",
    "Declined: incomplete",
    "Refer to IGPM",
    "On hold",
    "Marks need attention",
    "Awaiting marks",
    "Award MIGPM",
    "Further evidence needed",
)


@dataclass(frozen=True, slots=True)
class Testimonial:
    """One testimonial; ``source`` is senior, peer or outside, and None is not recorded."""

    source: str | None
    referee: str | None
    received: YesNoOrDate


@dataclass(frozen=True, slots=True)
class Application:
    """One application as the office knows it; None is not recorded, never "no"."""

    ref: str
    name: str
    email: str | None
    practice: str
    nation: str
    received: date
    resubmission: bool
    previous_ref: str | None
    resubmitted: tuple[int, ...]
    associate: YesNoOrDate
    role: str | None
    role_class: int
    """1 to 7 as the Framework lists them, 0 for a role that it does not list."""
    role_started: date | None
    constitution_breach: bool | None
    disciplinary: str | None
    testimonials: tuple[Testimonial, Testimonial]
    evidence: tuple[bool | None, ...]
    fee_paid: YesNoOrDate
    result_sent: date | None
    withdrawn: bool | None


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """Ten marks of one assessor for one application; a bad mark is kept as it was typed."""

    ref: str
    assessor: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody who marks; ``conflicts`` are refs that they declared."""

    name: str
    email: str
    category: str
    practice: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A Member of earlier years, none of them among the applicants."""

    name: str
    email: str
    membership_no: str
    awarded: date
    paid_to: date | None
    left: date | None


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that one office knows on one day."""

    seed: int
    today: date
    applications: tuple[Application, ...]
    assessors: tuple[Assessor, ...]
    mark_sheets: tuple[MarkSheet, ...]
    members: tuple[Member, ...]
