"""Small sheets for tests, and what reading them gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import Application, Assessor, MarkSheet, Office, Place
from igpm_sheets.problems import Problem
from igpm_sheets.reading.marks import read_marks
from igpm_sheets.reading.tracker import read_tracker
from igpm_sheets.rulebook import load

Rows = Sequence[Sequence[CellValue]]
Line = list[CellValue]
BOOK = load()
NO_TABS: Mapping[str, tuple[str, ...]] = {}
NO_TEXTS: Mapping[str, str] = {}


def line(*cells: CellValue) -> Line:
    """A row of cells."""
    return list(cells)


def tracker_tab(rows: Rows, tab: str = "Applications", *, hidden: bool = False) -> Grid:
    """A tab of the file applications.xlsx."""
    return Grid("applications.xlsx", tab, rows, hidden=hidden)


def read(
    *grids: Grid,
    tabs: Mapping[str, tuple[str, ...]] = NO_TABS,
    columns: Mapping[str, str] = NO_TEXTS,
) -> tuple[Office, tuple[Problem, ...]]:
    """The office that the tabs record."""
    return read_tracker(grids, BOOK, tabs=tabs, columns=columns)


def read_one(rows: Rows) -> tuple[Application, tuple[Problem, ...]]:
    """The one application of a tab."""
    office, problems = read(tracker_tab(rows))
    (application,) = office.applications
    return application, problems


def cell_of(heading: str, cell: CellValue) -> tuple[Application, tuple[Problem, ...]]:
    """An application with one more column; its cell is C2."""
    return read_one([["Ref", "Date received", heading], ["A1", "3 May 2026", cell]])


def seen(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Each problem's code and cell."""
    return [(each.code, each.where.a1) for each in problems]


def assessor(name: str, email: str = "") -> Assessor:
    """A listed assessor."""
    return Assessor(name, Place("applications.xlsx", "Assessors", 2), email)


def marks_of(
    *grids: Grid,
    refs: Collection[str] = ("A1", "A2", "A3"),
    assessors: Sequence[Assessor] = (),
) -> tuple[tuple[MarkSheet, ...], tuple[Problem, ...]]:
    """The mark sheets in the tabs."""
    return read_marks(grids, BOOK, refs=refs, assessors=assessors)
