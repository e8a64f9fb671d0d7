"""The records the program works with: frozen, plain, in the field's own words.

A value that a spreadsheet does not record is None, never False and never zero. A value
that stands there but cannot be read is None as well, and its field is named in the
record's `unreadable`, so that the application waits for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from igpm_sheets.problems import CellRef

DOMAINS = range(1, 11)
ASSESSORS_IN_A_PANEL = 3


SUBMISSION_MONTHS = (1, 5, 9)
"""January, May and September (R32), so three panels a year (R31)."""


class Window(NamedTuple):
    """A submission month, such as May 2026. Windows sort by time."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


class ApplicationType(StrEnum):
    """A first, complete application, or the further evidence asked for after one."""

    FULL = "full"
    RESUBMISSION = "resubmission"


class Disciplinary(StrEnum):
    """Where a disciplinary action stands (R16, R17)."""

    NONE = "none"
    PENDING = "pending"
    ACTIVE = "active"
    RESOLVED = "resolved"


class TestimonialFrom(StrEnum):
    """The three options for who writes a testimonial (R19)."""

    __test__ = False  # pytest: not a test, for all its name

    SENIOR = "senior"
    PEER = "peer"
    OUTSIDE_LEADER = "outside leader"


class Nation(StrEnum):
    """The four countries of the UK (R5)."""

    ENGLAND = "England"
    SCOTLAND = "Scotland"
    WALES = "Wales"
    NORTHERN_IRELAND = "Northern Ireland"


class Category(StrEnum):
    """The five kinds of assessor (R26)."""

    BOARD = "Board"
    EXTERNAL = "External"
    MEMBER = "Member"
    ACADEMIC = "Academic"
    ARMS_LENGTH_BODY = "Arm's length body"


class Status(StrEnum):
    """Where an application stands; the first that applies, in this order."""

    WITHDRAWN = "Withdrawn"
    NOT_ELIGIBLE = "Not eligible"
    DECLINED = "Declined: incomplete"
    REFER = "Refer to IGPM"
    ON_HOLD = "On hold"
    MARKS_NEED_ATTENTION = "Marks need attention"
    AWAITING_MARKS = "Awaiting marks"
    AWARD = "Award MIGPM"
    FURTHER_EVIDENCE = "Further evidence needed"

    @property
    def is_outcome(self) -> bool:
        """Whether the panel has decided."""
        return self in (Status.AWARD, Status.FURTHER_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of somebody's tab and the columns its fields were read from."""

    source: str
    tab: str
    row: int
    columns: Mapping[str, int] = field(default_factory=dict)
    address: str = ""
    """Of the tab on the web, for a Google Sheet."""

    def cell(self, name: str = "") -> CellRef:
        """The cell of the field `name`, or the row where it has no column."""
        column = self.columns.get(name, 0)
        return CellRef(self.source, self.tab, self.row, column, self.address)

    def has(self, name: str) -> bool:
        """Whether the tab has a column for the field at all."""
        return name in self.columns


YesNoOrDate = bool | date | None
"""Yes, no, a date standing for yes from or up to that day, or not recorded."""


@dataclass(frozen=True, slots=True)
class Testimonial:
    """One of an application's two testimonials (R18-R22)."""

    __test__ = False

    option: TestimonialFrom | None = None
    written_as: str = ""
    """The option in the tracker's own words, such as "Senior partner" (R20)."""
    referee: str = ""
    received: YesNoOrDate = None
    practice: str = ""
    """The referee's own practice, where the tracker asks (R21)."""
    covers: str = ""
    """What the testimonial speaks to, where the tracker asks (R22)."""


@dataclass(frozen=True, slots=True)
class Post:
    """An earlier managerial post, for joining up the two years (I8)."""

    role: str
    started: date
    ended: date


@dataclass(frozen=True, slots=True)
class Application:
    """One row of the tracker, as far as it could be read."""

    ref: str
    place: Place
    name: str = ""
    email: str = ""
    practice: str = ""
    nation: Nation | str | None = None
    """A country of the UK, or the text that names none of them."""
    received: date | None = None
    type: ApplicationType | None = ApplicationType.FULL
    previous_ref: str = ""
    resubmitted_domains: tuple[int, ...] = ()
    associate: YesNoOrDate = None
    role: str = ""
    role_started: date | None = None
    substantive: bool | None = None
    earlier_posts: tuple[Post, ...] = ()
    constitution_breach: bool | None = None
    disciplinary: Disciplinary | None = None
    testimonials: tuple[Testimonial, Testimonial] = (Testimonial(), Testimonial())
    application_form: YesNoOrDate = None
    evidence: tuple[bool | None, ...] = (None,) * 10
    """For each domain, whether its evidence is there."""
    cpd: tuple[bool | None, bool | None] = (None, None)
    """A CPD activity in each of the two years before applying (R45)."""
    fee_paid: YesNoOrDate | Decimal = None
    """Yes, no, the day it was paid, or the pounds received."""
    result_sent: date | None = None
    withdrawn: bool = False
    signed_off: YesNoOrDate = None
    """Whether a split panel has been looked at (I26)."""
    unreadable: frozenset[str] = frozenset()
    """Fields whose cell holds something that cannot be read."""
    assumed: frozenset[str] = frozenset()
    """Fields the tracker left blank and the settings answer (I15)."""

    def cell(self, name: str = "") -> CellRef:
        """Where the field `name` was read."""
        return self.place.cell(name)


class MarkCells(NamedTuple):
    """Where a sheet's ten marks stand: in one row (grid) or in one column (list, form).

    `rows` and `columns` hold ten numbers each, counted from 1; 0 where there is none.
    """

    source: str
    tab: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    address: str = ""
    """Of the tab on the web, for a Google Sheet."""

    def cell(self, domain: int) -> CellRef:
        """The cell of the mark for the domain, 1 to 10."""
        row, column = self.rows[domain - 1], self.columns[domain - 1]
        return CellRef(self.source, self.tab, row, column, self.address)

    @property
    def first(self) -> CellRef:
        """The first cell that there is."""
        at = next((d for d in DOMAINS if self.rows[d - 1]), 1)
        return self.cell(at)


@dataclass(frozen=True, slots=True)
class MarkSheet:
    """One assessor's marks for one application: ten marks, one record.

    A mark is a whole number 3 to 7 or None. `covers` says for which domains the sheet has
    a place at all; `faults` names the domains whose cell holds something that is no mark.
    """

    ref: str
    assessor: str
    marks: tuple[int | None, ...]
    cells: MarkCells
    covers: tuple[int, ...] = tuple(DOMAINS)
    faults: tuple[int, ...] = ()
    comments: tuple[str, ...] = ("",) * 10
    conflict: bool | None = None
    """Whether the assessor declares a conflict of interest (I24)."""
    shared: bool = False
    """Whether other assessors mark in the same tab, so can see these marks (R28)."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all has been marked."""
        return not self.faults and all(mark is None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Assessor:
    """A row of the Assessors tab."""

    name: str
    place: Place
    email: str = ""
    category: Category | None = None
    practice: str = ""
    conflicts: tuple[str, ...] = ()
    max_load: int | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """A row of the Allocation tab: who is to assess an application."""

    ref: str
    assessors: tuple[str, ...]
    place: Place
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the Members tab: somebody awarded MIGPM, here or before the tracker began."""

    name: str
    place: Place
    email: str = ""
    membership_no: str = ""
    awarded: date | None = None
    window: Window | None = None
    paid_to: date | None = None
    left: YesNoOrDate = None
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Associate:
    """A row of the Associates tab."""

    name: str
    place: Place
    email: str = ""
    joined: date | None = None
    paid_to: date | None = None
    left: YesNoOrDate = None
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that was read, before anything is decided."""

    applications: tuple[Application, ...] = ()
    mark_sheets: tuple[MarkSheet, ...] = ()
    assessors: tuple[Assessor, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    members: tuple[Member, ...] = ()
    associates: tuple[Associate, ...] = ()


class Finding(StrEnum):
    """What one rule says of one application."""

    MET = "met"
    NOT_MET = "not met"
    INCOMPLETE = "incomplete"
    NOT_RECORDED = "not recorded"
    REFER = "refer"
    HOLD = "on hold"
    ATTENTION = "needs attention"
    FLAG = "flag"
    """Stands in the way of nothing, but wants to be seen."""
    NOTE = "note"


class Reason(NamedTuple):
    """One rule's answer for one application, passes included."""

    rule: str
    finding: Finding
    sentence: str
    where: CellRef | None = None


class PanelRow(NamedTuple):
    """One assessor's ten marks as they count for an application.

    After a resubmission the marks of untouched domains are carried from the earlier
    panel (I17); `carried` names those domains.
    """

    assessor: str
    marks: tuple[int | None, ...]
    sheets: tuple[MarkSheet, ...] = ()
    carried: tuple[int, ...] = ()
    before: PanelRow | None = None
    """The earlier panel's row that the carried marks come from."""

    def cell(self, domain: int) -> CellRef | None:
        """Where the mark for the domain was read, if there is one."""
        if domain in self.carried and self.before is not None:
            return self.before.cell(domain)
        given = (s for s in self.sheets if s.marks[domain - 1] is not None)
        return next((sheet.cells.cell(domain) for sheet in given), None)

    def giver(self, domain: int) -> str:
        """Who gave the mark for the domain: for a carried one, an assessor of the earlier panel."""
        if domain in self.carried and self.before is not None:
            return self.before.giver(domain)
        return self.assessor

    @property
    def own_sum(self) -> int | None:
        """The sum of the ten marks once all are there."""
        given = [mark for mark in self.marks if mark is not None]
        return sum(given) if len(given) == len(self.marks) else None


@dataclass(frozen=True, slots=True)
class Price:
    """A fee with its VAT, in pounds and pence (R36-R42, I21)."""

    net: Decimal
    vat: Decimal
    source: str = ""
    rate: Decimal | None = None
    """Of the VAT, as a fraction of one: 0.20 is 20 %."""

    @property
    def gross(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one application, and why."""

    application: Application
    status: Status
    window: Window | None
    result_due: date | None
    why: tuple[Reason, ...] = ()
    """The reasons that decided the status."""
    reasons: tuple[Reason, ...] = ()
    """What every rule says, passes included."""
    panel: tuple[PanelRow, ...] = ()
    domain_sums: tuple[int, ...] = ()
    """For each domain the sum of its three marks, once the panel has decided."""
    asked_for: tuple[int, ...] = ()
    """Domains below the standard: for further evidence, or as advice to a Member (I4)."""
    to_mark: tuple[int, ...] = tuple(DOMAINS)
    """The domains that the panel marks: all, or those that are resubmitted (I17)."""
    price: Price | None = None
    resubmit_by: date | None = None
    next_window: Window | None = None
    first_renewal: date | None = None
    to_panel: bool = False
    """Whether the application has gone forward to the panel, its fee paid or not (I34)."""

    @property
    def sum(self) -> int | None:
        """The sum of the thirty marks, once there is an outcome (I1)."""
        return sum(self.domain_sums) if self.domain_sums else None

    @property
    def is_waiting(self) -> bool:
        """Whether the application is still to be decided."""
        closed = (Status.WITHDRAWN, Status.NOT_ELIGIBLE, Status.DECLINED)
        return not self.status.is_outcome and self.status not in closed

    @property
    def is_unsent(self) -> bool:
        """Whether there is a result that the candidate has not been sent (R62)."""
        return self.status.is_outcome and self.application.result_sent is None

    @property
    def flags(self) -> tuple[Reason, ...]:
        """The reasons that want to be seen."""
        return tuple(reason for reason in self.reasons if reason.finding is Finding.FLAG)


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of what is owed."""

    number: str
    """The application's ref or the membership number."""
    name: str
    email: str
    what: str
    due: date
    price: Price
    paid: YesNoOrDate | Decimal = None
    overdue: bool = False
    where: CellRef | None = None
