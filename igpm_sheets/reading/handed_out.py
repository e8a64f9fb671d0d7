"""Where things stand on a mark sheet that is to be handed out, or was and came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.identity import ref_key
from igpm_sheets.reading.domains import DomainNames
from igpm_sheets.reading.grid_layout import GridHeadings, find_grid
from igpm_sheets.reading.headings import heading_text
from igpm_sheets.reading.labels import ASSESSOR, labels_in
from igpm_sheets.reading.parsed import visible
from igpm_sheets.reading.values import parse_ref, parse_text
from igpm_sheets.reading.wording import normal
from igpm_sheets.rulebook import Rulebook

TOLD = {
    "candidate": ("Candidate", "Name", "Candidate name", "Applicant"),
    "practice": ("Practice", "Practice name"),
    "window": ("Window", "Round"),
    "to_mark": ("To mark", "Domains to mark"),
}
"""What a row may tell the assessor beside the ref, and how its column may be headed."""


@dataclass(frozen=True, slots=True)
class Grids:
    """The grid that applications are added to, and all refs of the workbook.

    Rows and columns count from 1.
    """

    tab: str
    row: int
    """Of the headings."""
    ref: int
    told: Mapping[str, int]
    """The columns of `TOLD` that there are."""
    conflict: int
    marks: Mapping[int, int]
    """The columns of marks by domain."""
    comments: Mapping[int, int]
    name_at: tuple[int, int] | None
    """Row and column of the cell for the assessor's name; None where no label asks for it."""
    assessor: str
    first: int
    """The first row with a ref; 0 where there is none."""
    refs: Mapping[str, str]
    """As they are written, on every tab with such a grid, by their keys."""
    rows: Mapping[int, str]
    """The keys of the refs on this tab, by row."""

    @property
    def columns(self) -> Mapping[tuple[str, int], int]:
        """The columns by what they hold; marks and comments have their domain beside it."""
        return {
            ("ref", 0): self.ref,
            **({("conflict", 0): self.conflict} if self.conflict else {}),
            **{(name, 0): column for name, column in self.told.items()},
            **{("mark", domain): column for domain, column in self.marks.items()},
            **{("comment", domain): column for domain, column in self.comments.items()},
        }


def read_grids(grids: Sequence[Grid], book: Rulebook) -> Grids | None:
    """The first grid of marks that is not hidden; None where there is none."""
    domains = DomainNames(book.domains)
    there = [(grid, find_grid(grid, domains)) for grid in grids if not grid.hidden]
    found = [(grid, headings) for grid, headings in there if headings is not None]
    if not found:
        return None
    grid, headings = found[0]
    refs: dict[str, str] = {}
    for each, of in reversed(found):
        refs.update({ref_key(ref): ref for ref in _refs(each, of).values()})
    rows = _refs(grid, headings)
    name_at, assessor = _assessor(grid, headings)
    return Grids(
        tab=grid.tab,
        row=headings.row,
        ref=headings.ref,
        told=_told(grid, headings),
        conflict=headings.conflict,
        marks=headings.marks,
        comments=headings.comments,
        name_at=name_at,
        assessor=assessor,
        first=min(rows, default=0),
        refs=refs,
        rows={row: ref_key(ref) for row, ref in rows.items()},
    )


def _refs(grid: Grid, headings: GridHeadings) -> dict[int, str]:
    """The refs below the headings, by row."""
    found = {}
    for row in range(headings.row + 1, len(grid.rows) + 1):
        ref, fault = parse_ref(grid.at(row, headings.ref))
        if ref is not None and fault is None:
            found[row] = ref
    return found


def _told(grid: Grid, headings: GridHeadings) -> dict[str, int]:
    """The columns that tell something of the application, by what they tell."""
    found: dict[str, int] = {}
    for column, cell in enumerate(grid.rows[headings.row - 1], 1):
        heading = normal(heading_text(cell))
        for name, wordings in TOLD.items():
            if heading in map(normal, wordings):
                found.setdefault(name, column)
    return found


def _assessor(grid: Grid, headings: GridHeadings) -> tuple[tuple[int, int] | None, str]:
    """Where the assessor's name goes, beside its label, and the name that stands there."""
    for label in labels_in(grid, ASSESSOR, 1, headings.row - 1):
        name, _ = parse_text(label.value)
        if name:
            return (label.value_at.row, label.value_at.column), visible(name)
        return (label.row, label.column + 1), ""
    return None, ""
