"""Mark sheets as lists: columns Ref, Domain, Mark, and perhaps Comment and Assessor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.identity import person_key
from igpm_sheets.model import MarkSheet
from igpm_sheets.reading.headings import ROWS_SEARCHED, heading_text
from igpm_sheets.reading.labels import ASSESSOR, COMMENT, CONFLICT, DOMAIN, MARK, REF, is_one_of
from igpm_sheets.reading.mark_tab import GatheredSheet, MarkTab, several
from igpm_sheets.reading.parsed import is_blank
from igpm_sheets.reading.rows import Row, has_total_label

_KINDS = {
    "ref": REF,
    "domain": DOMAIN,
    "mark": MARK,
    "comment": COMMENT,
    "assessor": ASSESSOR,
    "conflict": CONFLICT,
}


@dataclass(frozen=True, slots=True)
class ListHeadings:
    """The heading row of a list: columns from 1, 0 where there is none."""

    row: int
    ref: int = 0
    domain: int = 0
    mark: int = 0
    comment: int = 0
    assessor: int = 0
    conflict: int = 0


def list_headings_at(grid: Grid, row: int) -> ListHeadings | None:
    """The headings of a list or a form in one row: at least Domain and Mark."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(grid.rows[row - 1], 1):
        text = heading_text(cell)
        if not text:
            continue
        for kind, words in _KINDS.items():
            if kind not in columns and is_one_of(text, words):
                columns[kind] = column
                break
    if "mark" not in columns or "domain" not in columns:
        return None
    return ListHeadings(row, **columns)


def find_list(grid: Grid) -> ListHeadings | None:
    """The heading row of a list of marks within the first fifty rows, if this is one."""
    for row in range(1, min(ROWS_SEARCHED, len(grid.rows)) + 1):
        found = list_headings_at(grid, row)
        if found is not None and found.ref:
            return found
    return None


def read_list(tab: MarkTab, headings: ListHeadings) -> list[MarkSheet]:
    """The mark sheets of a list, in the order in which they first appear."""
    gathered: dict[tuple[str, str], GatheredSheet] = {}
    for number, row, these, ref, assessor in _rows(tab, headings):
        key = ref, person_key(assessor)
        sheet = gathered.get(key)
        if sheet is None:
            sheet = gathered[key] = GatheredSheet(ref, assessor)
        _take(tab, sheet, number, row, these)
    shared = several(sheet.assessor for sheet in gathered.values())
    sheets = (sheet for sheet in gathered.values() if not sheet.says_nothing)
    return [sheet.sheet(tab, shared=shared) for sheet in sheets]


def _cell(row: Row, column: int) -> CellValue:
    return row[column - 1] if 0 < column <= len(row) else None


def _rows(
    tab: MarkTab, headings: ListHeadings
) -> Iterator[tuple[int, Row, ListHeadings, str, str]]:
    """The rows that belong to an application and an assessor."""
    grid = tab.grid
    assessor = tab.assessor_above(1, headings.row - 1)
    by_column = headings.assessor > 0 and any(
        not is_blank(_cell(row, headings.assessor)) for row in grid.rows[headings.row :]
    )
    for number in range(headings.row + 1, len(grid.rows) + 1):
        row = grid.rows[number - 1]
        lead, mark = _cell(row, headings.ref), _cell(row, headings.mark)
        ref = tab.refs.as_they_stand.get(lead) if isinstance(lead, str) else None
        if ref is None:
            if all(cell is None for cell in row):
                continue
            where = grid.ref(number, headings.ref)
            ref = tab.ref_of(lead, where, ())
            if ref is None:
                again = list_headings_at(grid, number)
                if again is not None and again.ref:
                    headings = again
                    continue
                named = tab.assessor_in_row(number)
                if named is not None:
                    assessor = named
                elif not has_total_label(row):
                    tab.ref_of(lead, where, (mark,), once=True)
                continue
        marked = not is_blank(mark)
        if by_column and headings.assessor:
            where = grid.ref(number, headings.assessor)
            whose = tab.assessor_in(_cell(row, headings.assessor), where, ref, marked=marked)
            if whose is None:
                continue
        else:
            whose = assessor or tab.assessor_by_name(marked=marked)
        yield number, row, headings, ref, whose


def _take(
    tab: MarkTab, sheet: GatheredSheet, number: int, row: Row, headings: ListHeadings
) -> None:
    """Take one row into its sheet: a domain's mark, a comment, a declared conflict."""
    grid = tab.grid
    conflict = _cell(row, headings.conflict)
    if not is_blank(conflict):
        where = grid.ref(number, headings.conflict)
        declared = tab.conflict_in(conflict, where, sheet.ref)
        if declared is not None:
            sheet.conflict = bool(sheet.conflict) or declared
    mark, named = _cell(row, headings.mark), _cell(row, headings.domain)
    domain = tab.domains.cell(named)
    if domain is None:
        if not is_blank(mark) and not has_total_label(row):
            tab.complain("M06", grid.ref(number, headings.domain), named, ref=sheet.ref)
        return
    comment = ""
    if headings.comment:
        where = grid.ref(number, headings.comment)
        comment = tab.comment_in(_cell(row, headings.comment), where, domain, sheet.ref)
    sheet.add(tab, domain, grid.ref(number, headings.mark), mark, comment)
