"""Mark sheets in whatever layout: grid, list or form, told apart by their shape.

A cell that shows an error or was never calculated is a fault, never a missing mark; so is
everything that is no whole number from 3 to 7 (R49). The others' marks go on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.model import Assessor, MarkSheet
from igpm_sheets.problems import Problem, problem
from igpm_sheets.reading.assessor_names import AssessorNames, name_of, named_after
from igpm_sheets.reading.domains import DomainNames
from igpm_sheets.reading.form_layout import Form, find_forms, read_forms
from igpm_sheets.reading.grid_layout import GridHeadings, find_grid, read_grid
from igpm_sheets.reading.list_layout import ListHeadings, find_list, read_list
from igpm_sheets.reading.mark_tab import KnownRefs, MarkTab
from igpm_sheets.reading.own_tabs import is_ours
from igpm_sheets.rulebook import Rulebook

Layout = GridHeadings | ListHeadings | list[Form]


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading any tab needs."""

    domains: DomainNames
    refs: KnownRefs
    names: AssessorNames

    def layout(self, grid: Grid) -> Layout | None:
        """The layout of a tab's marks; None where it holds none."""
        if not grid.rows or is_ours(grid):
            return None
        return (
            find_grid(grid, self.domains)
            or find_list(grid)
            or find_forms(grid, self.domains, self.refs)
            or None
        )

    def read(
        self, grid: Grid, layout: Layout, *, several_tabs: bool
    ) -> tuple[list[MarkSheet], list[Problem]]:
        """The mark sheets of one tab, and what is wrong with them."""
        # A tab that is one form is named after the application, rather than the assessor.
        one_form = isinstance(layout, list) and len(layout) == 1
        name, sure = named_after(
            name_of(grid),
            grid.tab,
            self.names,
            tab_first=several_tabs and not one_form,
            is_ref=lambda title: self.refs.find(title) is not None,
        )
        tab = MarkTab(grid, self.domains, self.refs, self.names, name, sure)
        if isinstance(layout, GridHeadings):
            sheets = read_grid(tab, layout)
        elif isinstance(layout, ListHeadings):
            sheets = read_list(tab, layout)
        else:
            sheets = read_forms(tab, layout)
        return sheets, tab.problems


def read_marks(
    grids: Sequence[Grid],
    book: Rulebook,
    *,
    refs: Collection[str],
    assessors: Sequence[Assessor],
) -> tuple[tuple[MarkSheet, ...], tuple[Problem, ...]]:
    """All the mark sheets in the tabs, in order, and what is wrong with them.

    Args:
        grids: the tabs of all sources of marks.
        book: the rulebook, for the wordings of the domains (R43).
        refs: the refs of the applications; marks for any other are a problem.
        assessors: the assessors that the tracker lists; their spelling is used.
    """
    reader = _Reader(DomainNames(book.domains), KnownRefs(refs), AssessorNames(assessors))
    sheets: list[MarkSheet] = []
    problems: list[Problem] = []
    for tabs in _by_source(grids).values():
        found = [(grid, reader.layout(grid)) for grid in tabs]
        shown = [grid for grid, layout in found if layout is not None and not grid.hidden]
        if not any(layout for _, layout in found):
            problems.append(problem("G21" if _is_blank(tabs) else "M01", tabs[0].whole))
        for grid, layout in found:
            if layout is None:
                continue
            read, wrong = reader.read(grid, layout, several_tabs=len(shown) > 1)
            if not grid.hidden:
                sheets += read
                problems += wrong
            elif not all(sheet.is_blank for sheet in read):
                problems.append(problem("M11", grid.ref(0)))
    return tuple(sheets), tuple(problems)


def _is_blank(tabs: Sequence[Grid]) -> bool:
    """Whether it is a Google Sheet that waits for its mark sheet: nothing stands in it yet."""
    return bool(tabs[0].address) and not any(grid.rows for grid in tabs)


def _by_source(grids: Iterable[Grid]) -> dict[str, list[Grid]]:
    """The tabs of each source, in order."""
    sources: dict[str, list[Grid]] = {}
    for grid in grids:
        sources.setdefault(grid.source, []).append(grid)
    return sources
