"""What a run of `feedback` found and did: results ready, waiting, released, reading differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from igpm_sheets.catalogue import Severity
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.model import Decision
from igpm_sheets.problems import Problem
from igpm_sheets.reports.answers import Json, problem_as_json
from igpm_sheets.reports.comments import Said
from igpm_sheets.reports.feedback import OUTCOMES
from igpm_sheets.reports.released import Difference, Release
from igpm_sheets.reports.tables import Column, Kind, Table
from igpm_sheets.reports.words import counted
from igpm_sheets.reports.workbook import Findings

READY_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Email"),
    Column("Outcome"),
    Column("Comments", Kind.WHOLE),
    Column("Look at", Kind.LONG_TEXT),
)

WAITING_COLUMNS = (Column("Ref"), Column("Candidate"), Column("Waits because", Kind.LONG_TEXT))

NO_EMAIL = "no email"


@dataclass(frozen=True, slots=True)
class Ready:
    """A result that may be released now."""

    decision: Decision
    said: tuple[Said, ...]
    """The comments that go out with it."""

    @property
    def sent(self) -> int:
        """How many comments the candidate will read."""
        return sum(bool(each.wording) for each in self.said)

    @property
    def unchecked(self) -> int:
        """How many comments the candidate will read that want a look, and nobody has checked."""
        return sum(bool(e.wording and e.look_at and not e.checked) for e in self.said)

    @property
    def look_at(self) -> str:
        """What wants a look before it is sent, in words."""
        found = [] if self.decision.application.email else [NO_EMAIL]
        domains: dict[str, dict[int, None]] = {}
        for each in self.said:
            if each.look_at:
                domains.setdefault(each.look_at, {})[each.domain] = None
        found += [f"{domains_in_words(tuple(d))}: {told}" for told, d in domains.items()]
        return "; ".join(found)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result that may not be released yet, and why."""

    decision: Decision
    because: str


@dataclass(frozen=True, slots=True)
class Differs:
    """A released result that would read differently now."""

    release: Release
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Run:
    """What a run has found and done; `findings` are what it worked from."""

    findings: Findings
    ready: tuple[Ready, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    released: tuple[Release, ...] = ()
    """All so far, of the applications that were asked about."""
    now: frozenset[str] = frozenset()
    """The refs of those that this run has released."""
    differs: tuple[Differs, ...] = ()
    found: tuple[Problem, ...] = ()
    """What is wrong with what was or is to be released."""
    failed: tuple[Problem, ...] = ()
    """What could not be read or written."""
    comments: str = ""
    """The list of comments, as people know it, where this run has written it."""
    letters: str = ""
    """The workbook of letters, where this run has written it."""
    of_letters: tuple[str, ...] = ()
    """What is in it, and what is left out of it, in sentences."""
    unread: bool = False
    """Whether something could not be read, so that nothing was done."""
    elsewhere: int = 0
    """Other results, of whatever window, that are still to be sent."""
    sent_elsewise: int = 0
    """Results that were sent, as somebody has typed, and were never released here."""
    unchecked: int = 0
    """Comments that this run has sent although they want a look and nobody has checked them."""
    are_named: bool = False
    """Whether the office has named the results that are meant."""

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is to be told."""
        return (*self.findings.problems, *self.found, *self.failed)

    @property
    def in_the_way(self) -> Sequence[Problem]:
        """Why nothing was done: what could not be read."""
        found = [each for each in self.findings.problems if each.severity is Severity.ERROR]
        return [each for each in found if each.code.startswith("F")] or found

    @property
    def exit_code(self) -> int:
        """0 done, 1 the data holds errors, 3 something was not read or not written."""
        if self.failed or self.unread:
            return UNREADABLE
        errors = any(each.severity is Severity.ERROR for each in self.problems)
        return DATA_ERRORS if errors else DONE

    def ready_table(self) -> Table:
        """The results that are ready, for a person."""
        rows = [
            (
                each.decision.application.ref,
                each.decision.application.name or None,
                each.decision.application.email or None,
                OUTCOMES[each.decision.status],
                each.sent,
                each.look_at or None,
            )
            for each in self.ready
        ]
        return Table("Ready", READY_COLUMNS, rows)

    def waiting_table(self) -> Table:
        """The results that wait, for a person."""
        rows = [
            (each.decision.application.ref, each.decision.application.name or None, each.because)
            for each in self.waiting
        ]
        return Table("Waiting", WAITING_COLUMNS, rows)

    def summary(self) -> str:
        """The run in a line."""
        released = f"{counted(len(self.now), 'result')} released now, " if self.now else ""
        before = len(self.released) - len(self.now)
        differing = len(self.differs)
        differs = f", {differing} of which would read differently now" if differing else ""
        typed = self.sent_elsewise
        elsewise = f", {typed} sent before without a release" if typed else ""
        told = f"{before} released before{differs}{elsewise}."
        if self.elsewhere:
            told += f" {counted(self.elsewhere, 'other result')} to send: --window all."
        heading = "The results named" if self.are_named else self.findings.heading
        return f"{heading}: {released}{len(self.ready)} ready, {len(self.waiting)} waiting, {told}"

    def as_json(self) -> dict[str, Json]:
        """The run as one JSON document."""
        findings = self.findings
        return {
            "window": findings.window,
            "today": findings.today.isoformat(),
            "ready": [_ready(each) for each in self.ready],
            "waiting": [{**_who(each.decision), "because": each.because} for each in self.waiting],
            "released": [self._released(each) for each in self.released],
            "differs": [
                {
                    "ref": each.release.ref,
                    "day": each.release.day.isoformat(),
                    "file": each.release.file,
                    "differences": [
                        {"what": one.label, "was": one.was or None, "now": one.now or None}
                        for one in each.differences
                    ],
                }
                for each in self.differs
            ],
            "unchecked": self.unchecked,
            "sent_without_release": self.sent_elsewise,
            "comments": self.comments or None,
            "letters": self.letters or None,
            "problems": [problem_as_json(each) for each in self.problems],
        }

    def _released(self, release: Release) -> dict[str, Json]:
        return {
            "ref": release.ref,
            "candidate": release.name or None,
            "email": release.email or None,
            "outcome": release.outcome.value,
            "day": release.day.isoformat(),
            "file": release.file,
            "now": release.ref in self.now,
        }


def unchecked_in_words(count: int) -> str:
    """That comments go out which want a look and nobody has checked.

    >>> unchecked_in_words(1)
    'Sent unchecked: 1 comment with something under Look at, and nothing under Checked.'
    """
    told = counted(count, "comment")
    return f"Sent unchecked: {told} with something under Look at, and nothing under Checked."


def _who(decision: Decision) -> dict[str, Json]:
    application = decision.application
    return {
        "ref": application.ref,
        "candidate": application.name or None,
        "email": application.email or None,
        "outcome": decision.status.value,
    }


def _ready(ready: Ready) -> dict[str, Json]:
    return {
        **_who(ready.decision),
        "comments": ready.sent,
        "look_at": ready.look_at or None,
    }
