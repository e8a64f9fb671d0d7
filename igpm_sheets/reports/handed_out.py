"""What stands on the assessors' mark sheets, and what handing them out has come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from igpm_sheets.catalogue import Severity
from igpm_sheets.core.handing_out import LeftOut, by_reason
from igpm_sheets.core.years import in_words
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.model import DOMAINS, Decision
from igpm_sheets.problems import Problem, clipped
from igpm_sheets.reports.answers import Json, problem_as_json
from igpm_sheets.reports.tables import Column, Kind, Table
from igpm_sheets.reports.words import counted
from igpm_sheets.reports.workbook import Findings

ALL = "all"
A_FEW = 8
"""So many refs are told one by one."""


def told(decision: Decision) -> Mapping[str, str]:
    """What a mark sheet tells of an application: who, where from, and what to mark.

    Name and practice are there so that a conflict of interest can be declared (I24). Nothing
    else of the candidate is, and nothing of the other assessors (R28).
    """
    application = decision.application
    some = ", ".join(map(str, decision.to_mark))
    return {
        "ref": application.ref,
        "candidate": application.name,
        "practice": application.practice,
        "window": str(decision.window or ""),
        "to_mark": ALL if len(decision.to_mark) == len(DOMAINS) else some,
    }


def closed(decision: Decision) -> tuple[int, ...]:
    """The domains that are not asked for again: their marks carry over (I17)."""
    return tuple(domain for domain in DOMAINS if domain not in decision.to_mark)


@dataclass(frozen=True, slots=True)
class HandedOutSheet:
    """What became of one assessor's mark sheet."""

    assessor: str
    file: str
    """As people know it; "" where they have none."""
    added: tuple[str, ...] = ()
    """The refs that are new on it."""
    already: tuple[str, ...] = ()
    """Those of the window that were there."""
    no_longer: tuple[str, ...] = ()
    """Those on it that are not the assessor's to mark any more."""
    problem: Problem | None = None
    """Why it could not be written, and is as it was."""
    address: str = ""
    """On the web, for a Google Sheet."""

    def as_json(self) -> dict[str, Json]:
        """The same as one JSON object."""
        return {
            "assessor": self.assessor,
            "file": self.file,
            **({"address": self.address} if self.address else {}),
            "added": list(self.added),
            "already": list(self.already),
            "no_longer": list(self.no_longer),
        }


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What a run has done; `findings` are what it worked from."""

    findings: Findings
    sheets: tuple[HandedOutSheet, ...]
    left_out: tuple[LeftOut, ...]
    other_windows: Mapping[str, int] = field(default_factory=dict)
    """How many applications of other windows are to be handed out."""
    stray: tuple[Problem, ...] = ()
    """What is wrong with workbooks that are nobody's."""
    source_failed: bool = False
    """Whether not all sources of the data could be read."""
    hint: str = ""
    """What the settings lack for the mark sheets to be read, in a sentence."""
    remarks: tuple[Problem, ...] = ()
    """What wants a look, though everything was written."""

    @property
    def not_written(self) -> list[Problem]:
        """Why workbooks were left as they are."""
        wrong = (each.problem for each in self.sheets if each.problem)
        return list(dict.fromkeys((*wrong, *self.stray)))

    @property
    def exit_code(self) -> int:
        """0 done, 1 the data holds errors, 3 something was not read or not written."""
        if self.not_written or self.source_failed:
            return UNREADABLE
        errors = any(each.severity is Severity.ERROR for each in self.findings.problems)
        return DATA_ERRORS if errors else DONE

    def table(self) -> Table:
        """A row an assessor."""
        columns = (
            Column("Assessor"),
            Column("File"),
            Column("Added", Kind.WHOLE),
            Column("There already", Kind.WHOLE),
            Column("No longer theirs"),
        )
        rows = [
            (
                each.assessor,
                _kept_in(each),
                len(each.added),
                len(each.already),
                _a_few(each.no_longer),
            )
            for each in self.sheets
        ]
        return Table("Mark sheets", columns, rows)

    def lines(self) -> Iterator[str]:
        """What there is to say below the table."""
        for (assessor, because, opens), refs in by_reason(self.left_out).items():
            whose = f" for {clipped(assessor)}" if assessor else ""
            day = f": can be handed out from {in_words(opens)}" if opens else ""
            yield f"Not handed out{whose}: {_a_few(refs)} ({because}){day}"
        for each in self.sheets:
            if each.no_longer:
                yield (
                    f"No longer for {clipped(each.assessor)}, but left on {each.file}:"
                    f" {_a_few(each.no_longer)}"
                )
        for window, number in self.other_windows.items():
            waiting = counted(number, "application")
            command = f"igpm-sheets mark-sheets --window {window}"
            yield f"Window {window}: {waiting} to hand out: {command}"
        if self.hint:
            yield self.hint

    def as_json(self) -> dict[str, Json]:
        """The run as one JSON document."""
        problems = [*self.not_written, *self.remarks, *self.findings.problems]
        return {
            "window": self.findings.window,
            "today": self.findings.today.isoformat(),
            "sheets": [each.as_json() for each in self.sheets],
            "left_out": [
                {
                    "ref": each.ref,
                    "assessor": each.assessor or None,
                    "because": each.because,
                    "opens": each.opens.isoformat() if each.opens else None,
                }
                for each in self.left_out
            ],
            "other_windows": dict(self.other_windows),
            "problems": [problem_as_json(each) for each in problems],
        }


def _kept_in(sheet: HandedOutSheet) -> str:
    if not sheet.file:
        return "none"
    return f"{sheet.file} (left as it is)" if sheet.problem else sheet.file


def _a_few(refs: tuple[str, ...] | list[str]) -> str:
    named = ", ".join(clipped(ref, 30) for ref in refs[:A_FEW])
    rest = len(refs) - A_FEW
    return f"{named} and {rest} more" if rest > 0 else named
