"""Small builders, so that a test of the rules reads like a sentence.

Unless a test says otherwise, an application was received on 15 January 2026, nothing is
wrong with it, and today is 10 February: its window has closed, its result is not due yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from igpm_sheets.core.decisions import decide
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import (
    DOMAINS,
    Application,
    ApplicationType,
    Assessor,
    Category,
    Decision,
    Disciplinary,
    MarkCells,
    MarkSheet,
    Nation,
    Office,
    Place,
    Testimonial,
    TestimonialFrom,
)
from igpm_sheets.problems import Problem
from igpm_sheets.rulebook import Interpretations, load

RECEIVED = date(2026, 1, 15)
CLOSES = date(2026, 1, 31)
TODAY = date(2026, 2, 10)
RESULT_DUE = date(2026, 2, 28)

PANEL = ("Ann Able", "Bob Best", "Cyn Cole")
STANDARD = "5555555555"

_COLUMNS = (
    "ref name email practice nation received type previous_ref resubmitted_domains associate role"
    " role_started constitution_breach disciplinary testimonial_1_from testimonial_1_referee"
    " testimonial_1_received testimonial_2_from testimonial_2_referee testimonial_2_received"
    " evidence_missing fee_paid result_sent withdrawn"
)
COLUMNS = {name: number for number, name in enumerate(_COLUMNS.split(), 1)}
"""The columns of a tracker that records everything that the contract asks for."""


def policy(**settings: Any) -> Policy:
    """The rulebook under the given settings, the others at their defaults."""
    return Policy(load(), Interpretations.from_settings(settings))


def a_place(row: int = 2, tab: str = "Applications", *also: str) -> Place:
    """A row of the tracker; `also` are columns that a tracker may have beside the usual."""
    more = {name: number for number, name in enumerate(also, len(COLUMNS) + 1)}
    return Place("applications.xlsx", tab, row, COLUMNS | more)


def an_application(ref: str = "26-001", *, row: int = 2, **changes: Any) -> Application:
    """An application with nothing wrong with it, but for the changes."""
    sound = Application(
        ref,
        a_place(row),
        name=f"Candidate {ref}",
        email=f"{ref}@example.org",
        practice=f"Practice of {ref}",
        nation=Nation.WALES,
        received=RECEIVED,
        associate=True,
        role="Practice Manager",
        role_started=date(2020, 3, 1),
        constitution_breach=False,
        disciplinary=Disciplinary.NONE,
        testimonials=(
            Testimonial(TestimonialFrom.SENIOR, "GP partner", "Dr Mo Senior", received=True),
            Testimonial(TestimonialFrom.PEER, "Peer", "Pat Peer", received=True),
        ),
        evidence=(True,) * 10,
        fee_paid=True,
    )
    return replace(sound, **changes)


def a_resubmission(
    ref: str = "26-101", of: str = "26-001", *, row: int = 3, **changes: Any
) -> Application:
    """A resubmission in the window after, with every blank that may carry over left blank."""
    sound = Application(
        ref,
        a_place(row),
        name=f"Candidate {of}",
        email=f"{of}@example.org",
        practice=f"Practice of {of}",
        received=date(2026, 5, 15),
        type=ApplicationType.RESUBMISSION,
        previous_ref=of,
        associate=True,
        constitution_breach=False,
        disciplinary=Disciplinary.NONE,
        evidence=(True,) * 10,
        fee_paid=True,
    )
    return replace(sound, **changes)


def tracker_says(application: Application, said: Mapping[str, Any]) -> Application:
    """The application with cells changed as a table of known answers writes them.

    An empty text stands for a cell that is not recorded.
    """
    changes: dict[str, Any] = {}
    for name, written in said.items():
        value = None if written == "" else written
        if name.startswith("testimonial_"):
            so_far = changes.get("testimonials", application.testimonials)
            changes["testimonials"] = _with_testimonial(so_far, name, value)
        elif name in ("evidence_missing", "evidence_blank"):
            so_far = changes.get("evidence", application.evidence)
            there = False if name == "evidence_missing" else None
            changes["evidence"] = tuple(
                there if domain in written else was
                for domain, was in zip(DOMAINS, so_far, strict=True)
            )
        elif name.startswith("cpd_year_"):
            first, second = changes.get("cpd", application.cpd)
            changes["cpd"] = (value, second) if name.endswith("1") else (first, value)
        elif name == "columns":
            changes["place"] = a_place(2, "Applications", *written)
        else:
            changes[name] = _as_read(name, written, value)
    return replace(application, **changes)


def _as_read(name: str, written: Any, value: Any) -> Any:
    """A cell's content in the type of its field."""
    if name == "disciplinary":
        return Disciplinary(value) if value else None
    if name == "nation":
        return Nation(value) if value in list(Nation) else value
    if name in ("unreadable", "assumed"):
        return frozenset(written)
    return written if name in ("role", "practice", "email") else value


def _with_testimonial(
    both: tuple[Testimonial, Testimonial], name: str, value: Any
) -> tuple[Testimonial, Testimonial]:
    """The two testimonials with the cell `testimonial_1_from` or the like changed."""
    part = name[14:]
    change: dict[str, Any] = {part: value if part == "received" else value or ""}
    if part == "from":
        change = {"option": TestimonialFrom(value) if value else None}
    first, second = both
    if name[12] == "1":
        return replace(first, **change), second
    return first, replace(second, **change)


def a_sheet(
    marks: str | Sequence[int | None] = STANDARD,
    assessor: str = PANEL[0],
    ref: str = "26-001",
    *,
    row: int = 2,
    **changes: Any,
) -> MarkSheet:
    """One assessor's sheet; as a text ten signs, `-` for a blank, `x` for what is no mark."""
    given = (
        tuple(int(sign) if sign.isdecimal() else None for sign in marks)
        if (isinstance(marks, str))
        else tuple(marks)
    )
    faults = tuple(d for d in DOMAINS if isinstance(marks, str) and marks[d - 1] == "x")
    cells = MarkCells(f"{assessor}.xlsx", "Marks", (row,) * 10, tuple(range(2, 12)))
    return replace(MarkSheet(ref, assessor, given, cells, faults=faults), **changes)


def a_panel(*rows: str | Sequence[int | None], ref: str = "26-001") -> tuple[MarkSheet, ...]:
    """The sheets of Ann, Bob and Cyn, as far as there are rows; one row stands for all three."""
    each = rows * len(PANEL) if len(rows) == 1 else rows
    return tuple(a_sheet(marks, name, ref) for name, marks in zip(PANEL, each, strict=False))


def marks_summing_to(total: int) -> tuple[tuple[int, ...], ...]:
    """Three rows of ten marks with the sum, as near to the standard as can be."""
    base, over = divmod(total, 30)
    marks = [base + (position < over) for position in range(30)]
    assert all(3 <= mark <= 7 for mark in marks), "thirty marks sum to 90 to 210"
    return tuple(tuple(marks[start : start + 10]) for start in (0, 10, 20))


def an_assessor(name: str, category: Category | None = Category.BOARD, **changes: Any) -> Assessor:
    """Somebody on the Assessors tab."""
    return replace(Assessor(name, a_place(2, "Assessors"), category=category), **changes)


def an_office(
    applications: Iterable[Application], sheets: Iterable[MarkSheet] = (), **others: Any
) -> Office:
    """Applications and mark sheets, with whatever else the office keeps."""
    return Office(tuple(applications), tuple(sheets), **others)


def decided(
    office: Office, today: date = TODAY, **settings: Any
) -> tuple[dict[str, Decision], tuple[Problem, ...]]:
    """The decisions by ref, and the problems."""
    decisions, problems = decide(office, policy(**settings), today)
    return {decision.application.ref: decision for decision in decisions}, problems


def decide_one(
    application: Application | None = None,
    sheets: Iterable[MarkSheet] | None = None,
    *,
    today: date = TODAY,
    office: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Decision:
    """The decision for one application; without sheets every mark is a 5."""
    one = application or an_application()
    given = a_panel(STANDARD, ref=one.ref) if sheets is None else sheets
    decisions, _ = decide(an_office([one], given, **(office or {})), policy(**settings), today)
    (decision,) = decisions
    return decision


def problems_of(
    application: Application | None = None,
    sheets: Iterable[MarkSheet] | None = None,
    *,
    today: date = TODAY,
    office: Mapping[str, Any] | None = None,
    **settings: Any,
) -> list[str]:
    """The codes of the problems met in deciding one application."""
    one = application or an_application()
    given = a_panel(STANDARD, ref=one.ref) if sheets is None else sheets
    _, problems = decide(an_office([one], given, **(office or {})), policy(**settings), today)
    return sorted(problem.code for problem in problems)


def came_back(
    sheets: str,
    again: str,
    *,
    first: Mapping[str, Any] | None = None,
    second: Mapping[str, Any] | None = None,
    today: date = date(2026, 6, 10),
    **settings: Any,
) -> Decision:
    """The decision on a resubmission: the marks of the first panel, then of the second.

    Each is one row for all three assessors, or three rows parted by spaces.
    """
    one = an_application(**(first or {}))
    two = a_resubmission(**(second or {}))
    given = [*a_panel(*sheets.split()), *a_panel(*again.split(), ref=two.ref)]
    found, _ = decided(an_office([one, two], given), today, **settings)
    return found[two.ref]


def rules_of(reasons: Iterable[Any]) -> list[str]:
    """The ids of the rules that the reasons name."""
    return [reason.rule for reason in reasons]
