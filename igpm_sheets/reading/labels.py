"""Labelled cells of mark sheets, such as `Assessor` with a name beside or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.fields import ALLOCATION_FIELDS
from igpm_sheets.problems import CellRef
from igpm_sheets.reading.parsed import is_blank, trimmed
from igpm_sheets.reading.wording import normal, without_hint

LONGEST_LABEL = 60


def _words(*wordings: str) -> frozenset[str]:
    return frozenset(normal(wording) for wording in wordings)


REF = _words(*ALLOCATION_FIELDS[0].headings)
ASSESSOR = _words(
    *("Assessor", "Assessor name", "Assessor's name", "Name of assessor", "Assessed by"),
    *("Marker", "Marker name", "Marker's name", "Name of marker", "Marked by", "Reviewer"),
    *("Reviewed by", "Reviewer name", "Panel member", "Examiner", "Assessor email"),
    *("Name of the assessor", "Panel assessor", "IGPM assessor", "Assessor (name)"),
)
DOMAIN = _words(
    *("Domain", "Domain no", "Domain number", "Domain name", "Domain title", "Domain ID"),
    *("Assessment domain", "Domains", "Assessment domains"),
)
MARK = _words(
    *("Mark", "Marks", "Score", "Scores", "Grade", "Rating", "Mark awarded", "Mark given"),
    *("Marks awarded", "Your mark", "Assessor mark", "Assessor's mark", "Score awarded"),
    *("Domain mark", "Domain score", "Mark 3-7", "Mark 3 to 7"),
)
COMMENT = _words(
    *("Comment", "Comments", "Feedback", "Notes", "Note", "Remarks", "Remark", "Rationale"),
    *("Justification", "Reason", "Reasons", "Assessor comment", "Assessor comments"),
    *("Assessor's comments", "Your comments", "Comments and feedback", "Comment / feedback"),
)
CONFLICT = _words(
    *("Conflict", "Conflicts", "Conflict of interest", "Conflicts of interest", "COI"),
    *("Conflict declared", "Declared conflict", "Declaration of interest", "Any conflict"),
    *("Any conflict of interest", "Declared conflict of interest", "Conflict of interest declared"),
)
_OTHERS = _words(
    *("Name", "Candidate", "Candidate name", "Applicant", "Practice", "Window", "Date", "Email"),
    *("Date marked", "Role", "Total", "Average", "Signed", "Signature", "Category", "Type"),
    *("Round", "Panel", "Sum", "Notes for assessors", "Instructions"),
)
_ANY = REF | ASSESSOR | DOMAIN | MARK | COMMENT | CONFLICT | _OTHERS

_IN_ONE_CELL = re.compile(r"([^:=\n]{2,60}?)(?:\s*[:=]\s*|\s+[-–—]\s+)(\S.*)", re.DOTALL)


class Labelled(NamedTuple):
    """A label, where it stands, and the value it labels; None where there is none."""

    row: int
    column: int
    value: CellValue
    value_at: CellRef


def is_one_of(text: str, words: frozenset[str]) -> bool:
    """Whether a heading or label is one of the words, perhaps with a hint in brackets."""
    if normal(text) in words:
        return True
    shorter = without_hint(text)
    return shorter is not None and normal(shorter) in words


def labels_in(grid: Grid, words: frozenset[str], first: int, last: int) -> Iterator[Labelled]:
    """The labels that are one of the words, in the rows from `first` to `last`."""
    for row in range(max(first, 1), min(last, len(grid.rows)) + 1):
        yield from labels_in_row(grid, words, row)


def labels_in_row(grid: Grid, words: frozenset[str], row: int) -> Iterator[Labelled]:
    """The labels in one row: with the value in the same cell, to the right, or below."""
    for column, cell in enumerate(grid.rows[row - 1], 1):
        if not isinstance(cell, str) or not cell:
            continue
        if len(cell) <= LONGEST_LABEL and is_one_of(cell, words):
            yield _with_value(grid, row, column)
            continue
        together = _IN_ONE_CELL.fullmatch(trimmed(cell))
        if together and normal(together[1]) in words:
            yield Labelled(row, column, together[2], grid.ref(row, column))


def is_a_label(cell: CellValue) -> bool:
    """Whether a cell is itself a label, so no value of another one."""
    if not isinstance(cell, str) or len(cell) > LONGEST_LABEL:
        return False
    return trimmed(cell).endswith(":") or is_one_of(cell, _ANY)


def _with_value(grid: Grid, row: int, column: int) -> Labelled:
    cells = grid.rows[row - 1]
    for at in range(column + 1, len(cells) + 1):
        if not is_blank(cells[at - 1]):
            if not is_a_label(cells[at - 1]):
                return Labelled(row, column, cells[at - 1], grid.ref(row, at))
            break
    below = grid.at(row + 1, column)
    if not is_blank(below) and not is_a_label(below):
        return Labelled(row, column, below, grid.ref(row + 1, column))
    return Labelled(row, column, None, grid.ref(row, column))
