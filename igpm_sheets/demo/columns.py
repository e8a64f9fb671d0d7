"""What each column of our tracker looks like, and what to write in it."""

from __future__ import annotations

from collections.abc import Mapping

from igpm_sheets.demo.book import AS_TYPED, CENTRE, DAY, TEXT, WRAPPED, Column
from igpm_sheets.demo.look import Properties
from igpm_sheets.fields import TabKind, heading_of
from igpm_sheets.model import DOMAINS, Category, Disciplinary, Nation

YES_NO = ("yes", "no")
OPTIONS = ("Senior partner", "Senior colleague", "Peer", "Outside leader")

WHO_WROTE_IT = """\
Who wrote it: a senior colleague, a peer in general practice management, or a leader outside the \
practice. The two must differ."""
WHEN_RECEIVED = """\
The day the application came in. It decides the window: January, May or September; anything else \
waits for the next of these."""
WHEN_AWARDED = """\
The window of the award, such as 2026-05. It decides when the yearly fee is due; where it is \
empty, the day of the award does."""

Entry = tuple[str, int, Properties, tuple[str, ...] | str, str]
"""A field, the width of its column in pixels, its look, its choices, what to write."""


def _testimonial(number: int) -> tuple[Entry, ...]:
    it = f"testimonial_{number}"
    return (
        (f"{it}_from", 108, TEXT, OPTIONS, WHO_WROTE_IT),
        (f"{it}_referee", 140, TEXT, (), "The referee's name. Two different people write."),
        (f"{it}_received", 92, CENTRE, (), "The day it came, or no. Empty: not recorded yet."),
    )  # fmt: skip


CANDIDATE: tuple[Entry, ...] = (
    ("ref", 64, AS_TYPED, (), "A number of your own that no other application has."),
    ("name", 150, TEXT, (), "First name and surname."),
    ("email", 265, TEXT, (), "Tells that two applications come from the same person."),
    ("practice", 190, TEXT, (), "The practice that the candidate works for."),
    ("nation", 110, TEXT, tuple(Nation), "Country of the UK."),
)
APPLICATION: tuple[Entry, ...] = (
    ("received", 92, DAY, (), WHEN_RECEIVED),
    (
        "type", 96, TEXT, ("full", "resubmission"),
        "full, or resubmission where only further evidence is sent. Empty means full.",
    ),
    ("previous_ref", 72, AS_TYPED, (), "For a resubmission: the ref of the earlier application."),
    (
        "resubmitted_domains", 92, {**AS_TYPED, **CENTRE}, (),
        "For a resubmission: the domains that came, such as 3, 7. Empty: all that were asked for.",
    ),
)  # fmt: skip
POST: tuple[Entry, ...] = (
    (
        "associate", 92, CENTRE, (),
        "The day to which the Associate fee is paid, or yes or no.",
    ),
    ("role", 160, TEXT, (), "The job title, in the candidate's words."),
    ("role_started", 92, DAY, (), "First day in this post. Two years are needed."),
    ("constitution_breach", 92, CENTRE, YES_NO, "Any breach of the Constitution: yes or no."),
    (
        "disciplinary", 92, CENTRE, tuple(Disciplinary),
        "none, pending, active or resolved. A resolved action is no bar.",
    ),
)  # fmt: skip
EVIDENCE: tuple[Entry, ...] = tuple(
    (
        f"evidence_{domain}", 66, CENTRE, YES_NO,
        f"Is there evidence in domain {domain}? yes or no. Or use Evidence missing instead.",
    )
    for domain in DOMAINS
)  # fmt: skip
EVIDENCE_MISSING: Entry = (
    "evidence_missing", 78, {**AS_TYPED, **CENTRE}, (),
    "The domains without evidence, such as 8, 10, or none.",
)  # fmt: skip
OFFICE: tuple[Entry, ...] = (
    ("fee_paid", 92, CENTRE, (), "The day the fee came, the pounds received, or yes or no."),
    ("result_sent", 92, DAY, (), "The day the result went out to the candidate."),
    ("withdrawn", 92, CENTRE, (), "The day the candidate withdrew, or yes. Otherwise empty."),
)

BANDS: Mapping[str, tuple[Entry, ...]] = {
    "Candidate": CANDIDATE,
    "Application": APPLICATION,
    "Standing and post": POST,
    "First testimonial": _testimonial(1),
    "Second testimonial": _testimonial(2),
    "Evidence": (*EVIDENCE, EVIDENCE_MISSING),
    "Office": OFFICE,
}

MEMBERS: tuple[Entry, ...] = (
    ("name", 170, TEXT, (), "First name and surname."),
    ("email", 265, TEXT, (), "So that reminders reach them."),
    ("membership_no", 112, AS_TYPED, (), "Your own number for the Member."),
    ("awarded", 100, DAY, (), "The day of the award."),
    ("window", 84, {**AS_TYPED, **CENTRE}, (), WHEN_AWARDED),
    ("paid_to", 100, DAY, (), "The last day that the Member fee is paid for."),
    ("left", 100, CENTRE, (), "The day they left, or yes. Otherwise empty."),
)  # fmt: skip
ASSOCIATES: tuple[Entry, ...] = (
    ("name", 170, TEXT, (), "First name and surname."),
    ("email", 265, TEXT, (), "So that reminders reach them."),
    ("joined", 100, DAY, (), "The day they became an Associate."),
    ("paid_to", 100, DAY, (), "The last day that the Associate fee is paid for."),
    ("left", 100, CENTRE, (), "The day they left, or yes. Otherwise empty."),
)
ASSESSORS: tuple[Entry, ...] = (
    ("name", 170, TEXT, (), "As it stands in the mark sheets."),
    ("email", 285, TEXT, (), "Where the mark sheet is sent."),
    ("category", 140, TEXT, tuple(Category), "Which of the five kinds of assessor."),
    ("practice", 210, TEXT, (), "Nobody assesses an application from their own practice."),
    (
        "conflicts", 140, AS_TYPED, (),
        "Refs of applications that they declare a conflict for, such as A12, A15; or none.",
    ),
    ("max_load", 80, CENTRE, (), "How many applications they can take on in one window."),
    ("active", 72, CENTRE, YES_NO, "no: gets no new applications."),
)  # fmt: skip
_NAMES = "=Assessors!$A$5:$A$104"
ALLOCATION: tuple[Entry, ...] = (
    ("ref", 72, AS_TYPED, (), "The application."),
    *(
        (f"assessor_{n}", 190, TEXT, _NAMES, "A name from the Assessors tab; three different ones.")
        for n in (1, 2, 3)
    ),
    ("pinned", 72, CENTRE, YES_NO, "yes: this row is to stay as it is."),
)

PEOPLE: Mapping[TabKind, tuple[Entry, ...]] = {
    TabKind.MEMBERS: MEMBERS,
    TabKind.ASSOCIATES: ASSOCIATES,
    TabKind.ASSESSORS: ASSESSORS,
    TabKind.ALLOCATION: ALLOCATION,
}

NOTES = Column("notes", "Notes", 320, "Anything that helps you. It is not read.", WRAPPED)


def columns_of(kind: TabKind, *, evidence_by_domain: bool = True) -> list[Column]:
    """The columns of a tab, the office's own notes last.

    Without `evidence_by_domain` one list of what is missing takes the place of ten columns.
    """
    bands = BANDS if kind is TabKind.APPLICATIONS else {"": PEOPLE[kind]}
    columns = [
        Column(name, heading_of(kind, name), width, note, cell, choices, band)
        for band, entries in bands.items()
        for name, width, cell, choices, note in entries
        if evidence_by_domain or entries is not BANDS["Evidence"] or name == EVIDENCE_MISSING[0]
    ]
    if kind is TabKind.APPLICATIONS:
        band = "Office"
    elif kind is TabKind.ALLOCATION:
        return columns
    else:
        band = ""
    return [
        *columns,
        Column(NOTES.name, NOTES.heading, NOTES.width, NOTES.note, NOTES.cell, band=band),
    ]
