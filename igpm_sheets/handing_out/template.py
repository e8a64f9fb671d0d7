"""The blank mark sheet that assessors' mark sheets are made from, and a row of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from igpm_sheets.adapters.files import known_as
from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.model import DOMAINS, Decision
from igpm_sheets.problems import CellRef, Failed, problem
from igpm_sheets.reading.handed_out import Grids, read_grids
from igpm_sheets.reports.handed_out import closed, told
from igpm_sheets.rulebook import Rulebook
from igpm_sheets.settings import Settings
from igpm_sheets.templates import MARK_SHEET, builtin_template
from igpm_sheets.writers.marksheets.filling import new_mark_sheet
from igpm_sheets.writers.marksheets.layout import Layout, NewRow


@dataclass(frozen=True, slots=True)
class Template:
    """A blank mark sheet."""

    path: Path
    known_as: str
    grid: Grids
    name_at: tuple[int, int]
    """Row and column of the cell for the assessor's name, from 1."""

    def filled(self, assessor: str, new: Sequence[Decision]) -> bytes:
        """A workbook with an assessor's name and applications, as a file's content.

        Raises:
            Failed: the template cannot be used (F54).
        """
        rows = [row_of(each, self.grid) for each in new]
        layout = layout_of(self.grid)
        try:
            return new_mark_sheet(
                self.path, layout, self.name_at, assessor, rows, known_as=self.known_as
            )
        except Failed as failed:
            raise _unusable(self.known_as, failed.problem.message) from failed


def template_of(settings: Settings, book: Rulebook) -> Template:
    """The office's own blank mark sheet, or the one that comes with the program.

    Raises:
        Failed: it cannot be used (F54).
    """
    path = settings.mark_sheet or builtin_template(MARK_SHEET)
    known = known_as(path, settings.folder)
    try:
        grid = read_grids(read_file(path, known), book)
    except SourceUnreadable as unreadable:
        raise _unusable(known, unreadable.problem.message) from unreadable
    if grid is None:
        raise _unusable(known, "it has no columns Ref and Domain 1 to Domain 10")
    if len(grid.marks) < len(DOMAINS):
        raise _unusable(known, "not all ten domains have a column")
    if grid.name_at is None:
        raise _unusable(known, "above its grid there is no cell “Assessor”")
    return Template(path, known, grid, grid.name_at)


def layout_of(grid: Grids) -> Layout:
    """The grid as its writer needs to know it."""
    conflict = frozenset({grid.conflict} if grid.conflict else ())
    groups = (conflict, frozenset(grid.marks.values()), frozenset(grid.comments.values()))
    return Layout(
        grid.tab,
        grid.row,
        grid.first,
        tuple(group for group in groups if group),
        frozenset({grid.ref, *grid.told.values()}),
    )


def row_of(decision: Decision, grid: Grids) -> NewRow:
    """An application as a row of the grid."""
    said = told(decision)
    texts = {column: said[name] for name, column in grid.told.items()}
    texts[grid.ref] = said["ref"]
    shut = closed(decision)
    columns = {of[domain] for of in (grid.marks, grid.comments) for domain in shut if domain in of}
    return NewRow(texts, frozenset(columns))


def _unusable(template: str, reason: str) -> Failed:
    return Failed(problem("F54", CellRef(template), reason=reason))
