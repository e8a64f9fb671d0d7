"""From mark sheets to a panel's rows: one row of ten marks an assessor (R24, R29, I5, I28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from igpm_sheets.core import panel as panels_
from igpm_sheets.core.circumstances import Circumstances
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.panel import Panels
from igpm_sheets.model import (
    ASSESSORS_IN_A_PANEL,
    DOMAINS,
    Application,
    Finding,
    MarkSheet,
    PanelRow,
    Reason,
)
from igpm_sheets.problems import Problem, problem

LOWEST, STANDARD, HIGHEST = 3, 5, 7
"""The scale (R49): 3 inadequate (R56), 4 insufficient (R51), 5 the standard (R50), 6 more
than the standard (R54), 7 exemplary (R57)."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What the mark sheets of one application come to."""

    rows: tuple[PanelRow, ...]
    """One row an assessor, by name; marks outside the domains to be marked left out."""
    reasons: tuple[Reason, ...] = ()
    problems: tuple[Problem, ...] = ()

    def missing(self, needed: Sequence[int]) -> int:
        """How many marks of the three assessors are not in yet (R29, I5)."""
        given = sum(row.marks[d - 1] is not None for row in self.rows for d in needed)
        return ASSESSORS_IN_A_PANEL * len(needed) - given


def marked(
    application: Application, sheets: Sequence[MarkSheet], panels: Panels, at: Circumstances
) -> Marked:
    """The panel's rows for an application, and what keeps them from counting.

    A blank sheet is no sheet. Of a resubmission only the domains to be marked are looked at
    (I17, I18). Nothing is decided here: a reason with the finding *needs attention* is
    for a person to settle.
    """
    said: list[tuple[Reason, Problem]] = []
    problems: list[Problem] = []
    looked_at = []
    for sheet in sheets:
        within, outside = _within(sheet, at.to_mark)
        if outside:
            listed = domains_in_words(outside)
            where = sheet.cells.cell(outside[0])
            problems.append(problem("M38", where, ref=application.ref, domains=listed))
        if not within.is_blank:
            looked_at.append(within)
    reasons = [*_faults(looked_at)]
    if looked_at:
        said += panels_.too_many(application, looked_at, panels)
        said += panels_.barred(application, looked_at, panels, at.policy)
    problems += panels_.not_independent(application, looked_at)
    by_assessor: dict[str, list[MarkSheet]] = {}
    for sheet in looked_at:
        by_assessor.setdefault(panels.key(sheet.assessor), []).append(sheet)
    rows = []
    for key in sorted(by_assessor):
        row, differing = combined(by_assessor[key])
        rows.append(row)
        if differing:
            said.append(_differ(application, row, differing))
        elif len(row.sheets) > 1:
            problems += _copies(application, row)
    reasons += [reason for reason, _ in said]
    reasons += panels_.category_mix(rows, panels, at.policy)
    problems += [found for _, found in said]
    return Marked(tuple(rows), tuple(reasons), tuple(problems))


def _within(sheet: MarkSheet, needed: Sequence[int]) -> tuple[MarkSheet, list[int]]:
    """The sheet with the marks of needed domains alone, and the other domains it marks.

    A cell that holds no mark stays a fault wherever it stands: a person looks at it.
    """
    if len(needed) == len(DOMAINS):
        return sheet, []
    outside = [d for d in DOMAINS if d not in needed and sheet.marks[d - 1] is not None]
    marks = tuple(m if d in needed else None for d, m in zip(DOMAINS, sheet.marks, strict=True))
    covers = tuple(d for d in sheet.covers if d in needed)
    return replace(sheet, marks=marks, covers=covers), outside


def combined(sheets: Sequence[MarkSheet]) -> tuple[PanelRow, tuple[int, ...]]:
    """One assessor's sheets for one application as one row, and where they differ (I28).

    Two sheets differ in a domain that both have a place for, when one holds another mark
    than the other, or a mark where the other is blank. Copies, and sheets that each
    cover other domains, do not.
    """
    if len(sheets) == 1:
        return PanelRow(sheets[0].assessor, sheets[0].marks, (sheets[0],)), ()
    marks: list[int | None] = [None] * len(DOMAINS)
    differing = []
    for domain in DOMAINS:
        given = [sheet.marks[domain - 1] for sheet in sheets if domain in sheet.covers]
        marks[domain - 1] = next((mark for mark in given if mark is not None), None)
        if len(set(given)) > 1:
            differing.append(domain)
    return PanelRow(sheets[0].assessor, tuple(marks), tuple(sheets)), tuple(differing)


def _faults(sheets: Sequence[MarkSheet]) -> Iterator[Reason]:
    """Cells that hold something which is no mark (R49); reading has reported each."""
    for sheet in sheets:
        if sheet.faults:
            named = domains_in_words(sheet.faults)
            sentence = f"{sheet.assessor}'s sheet holds no mark 3-7 in {named}"
            yield Reason("R49", Finding.ATTENTION, sentence, sheet.cells.cell(sheet.faults[0]))


def _differ(
    application: Application, row: PanelRow, differing: Sequence[int]
) -> tuple[Reason, Problem]:
    """Two sheets of one assessor that contradict each other: stop and list (I28)."""
    where = row.sheets[1].cells.cell(differing[0])
    domains = domains_in_words(differing)
    sentence = f"two sheets of {row.assessor} differ in {domains}"
    first = row.sheets[0].cells.cell(differing[0])
    found = problem(
        "M30",
        where,
        row.assessor,
        ref=application.ref,
        assessor=row.assessor,
        domains=domains,
        first=first,
    )
    return Reason("I28", Finding.ATTENTION, sentence, where), found


def _copies(application: Application, row: PanelRow) -> Iterator[Problem]:
    """Identical copies collapse into one, with a note (I28)."""
    first = row.sheets[0]
    for sheet in row.sheets[1:]:
        if set(sheet.covers) & set(first.covers):
            yield problem(
                "M31",
                sheet.cells.first,
                row.assessor,
                ref=application.ref,
                assessor=row.assessor,
                first=first.cells.first,
            )
