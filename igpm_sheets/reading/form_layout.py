"""Mark sheets as forms: a labelled Ref, then a row per domain with Domain, Mark, Comment.

Forms may be stacked in one tab. A form may lack its row of headings, if the domains stand
in one column and the marks to the right of it; and its Ref, if the tab is named by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import DOMAINS, MarkSheet
from igpm_sheets.problems import CellRef
from igpm_sheets.reading.domains import DomainNames
from igpm_sheets.reading.labels import CONFLICT, REF, Labelled, labels_in
from igpm_sheets.reading.list_layout import list_headings_at
from igpm_sheets.reading.mark_tab import GatheredSheet, KnownRefs, MarkTab, several
from igpm_sheets.reading.parsed import is_blank
from igpm_sheets.reading.rows import has_total_label
from igpm_sheets.reading.values import MARKS

DOMAINS_NEEDED = 5
"""So many domains below one another make a form without headings."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form: where its head begins, its domain rows, and its columns from 1."""

    first: int
    ref: Labelled | None
    starts: int
    last: int
    domain: int
    mark: int
    comment: int = 0


def find_forms(grid: Grid, domains: DomainNames, refs: KnownRefs) -> list[Form]:
    """The forms of a tab, from top to bottom."""
    labels = _ref_labels(grid)
    if not labels:
        if refs.find(grid.tab) is None:
            return []
        labels = [None]
    forms: list[Form] = []
    begins = 1
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        start = label.row if label else 1
        end = following.row - 1 if following else len(grid.rows)
        form = _Stretch(grid, domains, label, begins, start, end).form()
        if form is not None:
            forms.append(form)
            begins = form.last + 1
    return forms


def _ref_labels(grid: Grid) -> list[Labelled | None]:
    """The labels `Ref`, one a row at most."""
    by_row: dict[int, Labelled | None] = {}
    for label in labels_in(grid, REF, 1, len(grid.rows)):
        by_row.setdefault(label.row, label)
    return list(by_row.values())


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The rows from one label `Ref` to the next, where a form may stand."""

    grid: Grid
    domains: DomainNames
    label: Labelled | None
    begins: int
    start: int
    end: int

    def form(self) -> Form | None:
        """The form in these rows, by its headings or without."""
        for row in range(self.start, self.end + 1):
            headings = list_headings_at(self.grid, row)
            if headings is not None:
                rows = self._domain_rows(row + 1, headings.domain)
                if not rows:
                    return None
                return Form(
                    self.begins,
                    self.label,
                    row + 1,
                    rows[-1],
                    headings.domain,
                    headings.mark,
                    headings.comment,
                )
        return self._without_headings()

    def _domain_rows(self, start: int, column: int) -> list[int]:
        """The rows in which a column names a domain."""
        value_at = self.label.value_at if self.label else None
        rows: list[int] = []
        named: set[int] = set()
        for row in range(start, self.end + 1):
            domain = self.domains.cell(self.grid.at(row, column))
            if domain is None or self.grid.ref(row, column) == value_at:
                continue
            if len(named) == len(DOMAINS):
                break  # what follows the tenth is a key to the marks, or a remark
            rows.append(row)
            named.add(domain)
        return rows

    def _without_headings(self) -> Form | None:
        """A form whose domains stand in one column, the marks to the right of it."""
        rows = self.grid.rows[self.start - 1 : self.end]
        width = max(map(len, rows), default=0)
        for column in range(1, width + 1):
            named = self._domain_rows(self.start, column)
            domains = {self.domains.cell(self.grid.at(row, column)) for row in named}
            if len(domains) == len(named) >= DOMAINS_NEEDED:
                mark = self._mark_column(named, column, width)
                return Form(self.begins, self.label, named[0], named[-1], column, mark, mark + 1)
        return None

    def _mark_column(self, rows: list[int], column: int, width: int) -> int:
        """The first column to the right with a mark; of a blank form, the first after titles."""
        for at in range(column + 1, width + 1):
            if any(self.grid.at(row, at) in MARKS for row in rows):
                return at
        at = column + 1
        while at <= width and any(self.domains.cell(self.grid.at(row, at)) for row in rows):
            at += 1
        return at


def read_forms(tab: MarkTab, forms: list[Form]) -> list[MarkSheet]:
    """The mark sheets of the forms of a tab, in order."""
    gathered: list[GatheredSheet] = []
    assessor: str | None = None
    for form in forms:
        assessor = tab.assessor_above(form.first, form.starts - 1) or assessor
        ref = _ref(tab, form)
        if ref is None:
            continue
        marked = any(not is_blank(cell) for _, cell in _cells(tab.grid, form))
        sheet = GatheredSheet(ref, assessor or tab.assessor_by_name(marked=marked))
        _fill(tab, form, sheet)
        gathered.append(sheet)
    shared = several(sheet.assessor for sheet in gathered)
    return [sheet.sheet(tab, shared=shared) for sheet in gathered]


def _cells(grid: Grid, form: Form) -> Iterator[tuple[int, CellValue]]:
    """The rows and mark cells of a form."""
    for row in range(form.starts, form.last + 1):
        yield row, grid.at(row, form.mark)


def _ref(tab: MarkTab, form: Form) -> str | None:
    """The application of a form: by its label, else by the tab's name."""
    marks = [cell for _, cell in _cells(tab.grid, form)]
    if form.ref is None:
        return tab.refs.find(tab.grid.tab)
    if is_blank(form.ref.value):
        by_tab = tab.refs.find(tab.grid.tab)
        if by_tab is not None:
            return by_tab
    return tab.ref_of(form.ref.value, form.ref.value_at, marks)


def _fill(tab: MarkTab, form: Form, sheet: GatheredSheet) -> None:
    """Take in the form's rows, and a conflict that its head declares."""
    grid = tab.grid
    for label in labels_in(grid, CONFLICT, form.first, form.starts - 1):
        if not is_blank(label.value):
            sheet.conflict = tab.conflict_in(label.value, label.value_at, sheet.ref)
    for row, mark in _cells(grid, form):
        named = grid.at(row, form.domain)
        domain = tab.domains.cell(named)
        if domain is not None:
            comment = _comment(tab, form, row, domain, sheet.ref)
            sheet.add(tab, domain, grid.ref(row, form.mark), mark, comment)
        elif not is_blank(mark) and not has_total_label(grid.rows[row - 1]):
            where: CellRef = grid.ref(row, form.domain)
            tab.complain("M06", where, named, ref=sheet.ref)


def _comment(tab: MarkTab, form: Form, row: int, domain: int, ref: str) -> str:
    cell = tab.grid.at(row, form.comment)
    return tab.comment_in(cell, tab.grid.ref(row, form.comment), domain, ref)
