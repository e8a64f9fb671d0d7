"""Mark sheets as grids: a row per application, a column per domain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import DOMAINS, MarkCells, MarkSheet
from igpm_sheets.reading.domains import DomainHeading, DomainNames, Holds
from igpm_sheets.reading.headings import ROWS_SEARCHED, heading_text
from igpm_sheets.reading.labels import ASSESSOR, COMMENT, CONFLICT, REF, is_one_of
from igpm_sheets.reading.mark_tab import MarkTab, several
from igpm_sheets.reading.parsed import Fault, is_blank
from igpm_sheets.reading.rows import Row, has_total_label
from igpm_sheets.reading.values import MARKS, parse_mark
from igpm_sheets.reading.wording import normal

BARE_NUMBERS_NEEDED = 5
_KINDS = {"comment": COMMENT, "ref": REF, "assessor": ASSESSOR, "conflict": CONFLICT}
_OTHER_GROUPS = re.compile(
    r"(?:evidence|testimonial|reference|referee|cpd).*"
    r"|(?:average|mean|median|sum|total)s?(?:mark|score)?s?"
)


@dataclass(frozen=True, slots=True)
class GridHeadings:
    """The heading row of a grid: columns from 1, 0 where there is none."""

    row: int
    ref: int
    marks: Mapping[int, int]
    comments: Mapping[int, int]
    twins: Mapping[int, tuple[int, ...]]
    assessor: int = 0
    conflict: int = 0
    unknown: tuple[tuple[int, str], ...] = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        """How much of a grid the row describes; the higher, the better."""
        return len(self.marks), len(self.comments), -len(self.twins)


def find_grid(grid: Grid, domains: DomainNames) -> GridHeadings | None:
    """The heading row of a grid of marks within the first fifty rows, if this is one."""
    best: GridHeadings | None = None
    for row in range(1, min(ROWS_SEARCHED, len(grid.rows)) + 1):
        found = grid_headings_at(grid, row, domains)
        if found is not None and (best is None or found.rank > best.rank):
            best = found
    return best


def grid_headings_at(grid: Grid, row: int, domains: DomainNames) -> GridHeadings | None:
    """The headings of a grid in one row, perhaps with groups in the row above it.

    Groups count where they make a difference: "Domain 1" over "Mark" and "Comment", or
    "Evidence" over 1 to 10, which are no marks then.
    """
    below = [heading_text(cell) for cell in grid.rows[row - 1]]
    if sum(map(bool, below)) < 2:
        return None
    plain = _headings(row, list(_columns([], below)), domains)
    above = [heading_text(cell) for cell in grid.rows[row - 2]] if row > 1 else []
    if not any(above):
        return plain
    grouped = _headings(row, list(_columns(above, below)), domains)
    if plain is None or grouped is None or plain.rank != grouped.rank:
        return grouped
    return plain


class _Column(NamedTuple):
    column: int
    group: str
    part: str


def _columns(above: Sequence[str], below: Sequence[str]) -> Iterator[_Column]:
    """Each heading with its group; a group without parts is a heading that spans both rows."""
    group = ""
    for column in range(1, max(len(above), len(below)) + 1):
        own = above[column - 1] if column <= len(above) else ""
        part = below[column - 1] if column <= len(below) else ""
        group = own or group
        if part:
            yield _Column(column, group, part)
        elif own:
            yield _Column(column, "", own)


def _domain_of(each: _Column, domains: DomainNames) -> DomainHeading | None:
    if each.group:
        together = domains.heading(f"{each.group} {each.part}")
        if together is not None:
            return together._replace(bare=False)
        if _OTHER_GROUPS.fullmatch(normal(each.group)):
            return None
    return domains.heading(each.part)


def _headings(row: int, columns: Sequence[_Column], domains: DomainNames) -> GridHeadings | None:
    """The headings of a grid, if these columns make one."""
    others: dict[str, int] = {}
    marks: dict[int, int] = {}
    comments: dict[int, int] = {}
    twins: dict[int, tuple[int, ...]] = {}
    unknown: list[tuple[int, str]] = []
    bare = 0
    last = DomainHeading(0, Holds.COMMENT), 0
    for each in columns:
        named = _domain_of(each, domains)
        if named is None:
            kind = _kind_of(each.part)
            if kind is None:
                unknown.append((each.column, each.part))
            elif kind != "comment":
                others.setdefault(kind, each.column)
            elif last[0].holds is Holds.MARK and last[1] == each.column - 1:
                comments.setdefault(last[0].domain, each.column)
            continue
        last = named, each.column
        if named.holds is Holds.COMMENT:
            comments.setdefault(named.domain, each.column)
        elif marks.setdefault(named.domain, each.column) == each.column:
            bare += named.bare
        else:
            twins[named.domain] = (*twins.get(named.domain, ()), each.column)
    enough = len(marks) > bare or bare >= BARE_NUMBERS_NEEDED
    if "ref" not in others or not enough:
        return None
    return GridHeadings(
        row,
        others["ref"],
        marks,
        comments,
        twins,
        others.get("assessor", 0),
        others.get("conflict", 0),
        tuple(unknown),
    )


def _kind_of(text: str) -> str | None:
    """What else a heading of a grid may say."""
    return next((kind for kind, words in _KINDS.items() if is_one_of(text, words)), None)


class _Line(NamedTuple):
    """A row of the grid that was read."""

    row: int
    ref: str
    assessor: str
    marks: tuple[int | None, ...]
    columns: tuple[int, ...]
    faults: tuple[int, ...]
    comments: tuple[str, ...]
    conflict: bool | None


_NO_COMMENTS = ("",) * 10


def read_grid(tab: MarkTab, headings: GridHeadings) -> list[MarkSheet]:
    """The mark sheets of a grid, in order."""
    _heading_problems(tab, headings)
    lines = list(_lines(tab, headings))
    shared = several({line.assessor for line in lines})
    source, name, address = tab.grid.source, tab.grid.tab, tab.grid.address
    covers: dict[tuple[int, ...], tuple[int, ...]] = {}
    sheets = []
    for line in lines:
        columns = line.columns
        if columns not in covers:
            covers[columns] = tuple(domain for domain in DOMAINS if columns[domain - 1])
        sheets.append(
            MarkSheet(
                line.ref,
                line.assessor,
                line.marks,
                MarkCells(source, name, (line.row,) * 10, columns, address),
                covers[columns],
                line.faults,
                line.comments,
                line.conflict,
                shared,
            )
        )
    return sheets


def _heading_problems(tab: MarkTab, headings: GridHeadings) -> None:
    """What is wrong with the heading row: domains without a column, twins, slips of the pen."""
    at = headings.row
    missing = [domain for domain in DOMAINS if domain not in headings.marks]
    if missing:
        listed = ", ".join(map(str, missing))
        tab.complain("M02", tab.grid.ref(at), "", domains=listed, first=missing[0])
    for column, text in headings.unknown:
        domain = tab.domains.near(text)
        if domain in missing:
            tab.complain("M12", tab.grid.ref(at, column), text, domain=domain)
    for domain, columns in headings.twins.items():
        first = tab.grid.ref(at, headings.marks[domain]).a1
        for column in columns:
            found = tab.grid.at(at, column)
            tab.complain("M13", tab.grid.ref(at, column), found, domain=domain, first=first)


class _Found(NamedTuple):
    """A row that belongs to an application, and the assessor that a label above it names."""

    number: int
    row: Row
    ref: str
    picker: _Picker
    assessor: str | None


def _lines(tab: MarkTab, headings: GridHeadings) -> Iterator[_Line]:
    """The rows with their marks. This is where three million of them go through."""
    by_column = _names_down_a_column(tab.grid, headings)
    for found in _found_rows(tab, headings):
        number, row, ref, picker, assessor = found
        cells = picker.pick(row)
        marks = tuple(map(MARKS.get, cells))
        faults: tuple[int, ...] = ()
        if None in marks:
            marks, faults = _closer(tab, found, cells)
        if picker.headings.twins:
            marks, faults = _compared(tab, found, marks, faults)
        marked = bool(faults) or any(marks)
        whose: str | None
        if by_column and picker.headings.assessor:
            column = picker.headings.assessor
            cell = row[column - 1] if column <= len(row) else None
            whose = tab.assessor_in(cell, tab.grid.ref(number, column), ref, marked=marked)
        else:
            whose = assessor or tab.assessor_by_name(marked=marked)
        if whose is not None:
            comments = _comments(tab, found) if picker.headings.comments else _NO_COMMENTS
            conflict = _conflict(tab, found) if picker.headings.conflict else None
            yield _Line(number, ref, whose, marks, picker.columns, faults, comments, conflict)


def _found_rows(tab: MarkTab, headings: GridHeadings) -> Iterator[_Found]:
    """The rows that belong to an application: no titles, totals, repeated headings."""
    rows, by_text = tab.grid.rows, tab.refs.as_they_stand
    assessor = tab.assessor_above(1, headings.row - 1)
    picker = _Picker(headings)
    for number in range(headings.row + 1, len(rows) + 1):
        row = rows[number - 1]
        lead = row[picker.ref_at] if picker.ref_at < len(row) else None
        ref = by_text.get(lead) if type(lead) is str else None
        if ref is None:
            if lead is None and not any(cell is not None for cell in row):
                continue
            again = _again(tab, number, lead)
            if again is not None:
                picker = _Picker(again)
                continue
            ref, named = _slowly(tab, number, row, lead, picker)
            assessor = named or assessor
            if ref is None:
                continue
        yield _Found(number, row, ref, picker, assessor)


class _Picker:
    """Takes the ten mark cells out of a row, fast where they all have a column."""

    def __init__(self, headings: GridHeadings) -> None:
        self.headings = headings
        self.ref_at = headings.ref - 1
        self.columns = tuple(headings.marks.get(domain, 0) for domain in DOMAINS)
        self._width = max(self.columns)
        self._get: Callable[[Row], tuple[CellValue, ...]] | None = None
        if all(self.columns):
            self._get = itemgetter(*(column - 1 for column in self.columns))

    def pick(self, row: Row) -> tuple[CellValue, ...]:
        """The ten cells; None where a domain has no column."""
        if self._get is not None and len(row) >= self._width:
            return self._get(row)
        width = len(row)
        return tuple(row[c - 1] if 0 < c <= width else None for c in self.columns)


def _names_down_a_column(grid: Grid, headings: GridHeadings) -> bool:
    """Whether the assessor's column names anybody at all."""
    at = headings.assessor - 1
    return at >= 0 and any(
        at < len(row) and not is_blank(row[at]) for row in grid.rows[headings.row :]
    )


def _again(tab: MarkTab, number: int, lead: CellValue) -> GridHeadings | None:
    """The headings in a row, where they are repeated further down."""
    if not isinstance(lead, str) or not is_one_of(lead, REF):
        return None
    return grid_headings_at(tab.grid, number, tab.domains)


def _slowly(
    tab: MarkTab, number: int, row: Row, lead: CellValue, picker: _Picker
) -> tuple[str | None, str | None]:
    """The ref of a row that does not stand in the tracker letter by letter, if it has one.

    Titles, totals and rows without marks have none. A label `Assessor` between the rows
    says whose marks follow: that name is the second value.
    """
    cells = picker.pick(row)
    where = tab.grid.ref(number, picker.ref_at + 1)
    known = tab.ref_of(lead, where, ())
    if known is not None:
        return known, None
    # "Assessor" for a ref, with marks beside it, names nobody: a slip must not reach other rows.
    marked = sum(cell in MARKS for cell in cells) > 1
    assessor = None if marked else tab.assessor_in_row(number)
    if assessor is not None or has_total_label(row):
        return None, assessor
    return tab.ref_of(lead, where, cells), None


def _closer(
    tab: MarkTab, found: _Found, cells: Sequence[CellValue]
) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    """The marks of a row with blanks or worse, and the domains whose cell holds no mark."""
    marks: list[int | None] = []
    faults = []
    for domain, cell in zip(DOMAINS, cells, strict=True):
        mark = None
        if cell is not None:
            where = tab.grid.ref(found.number, found.picker.columns[domain - 1])
            mark = tab.mark_in(cell, where, domain, found.ref)
        if isinstance(mark, Fault):
            faults.append(domain)
            mark = None
        marks.append(mark)
    return tuple(marks), tuple(faults)


def _compared(
    tab: MarkTab, found: _Found, marks: tuple[int | None, ...], faults: tuple[int, ...]
) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    """The marks without those that a second column of the domain contradicts."""
    kept, wrong = list(marks), set(faults)
    headings = found.picker.headings
    for domain, columns in headings.twins.items():
        first = tab.grid.ref(found.number, headings.marks[domain]).a1
        for column in columns:
            cell = found.row[column - 1] if column <= len(found.row) else None
            if domain not in wrong and parse_mark(cell) != (kept[domain - 1], None):
                where = tab.grid.ref(found.number, column)
                tab.complain("M08", where, cell, ref=found.ref, domain=domain, first=first)
                kept[domain - 1] = None
                wrong.add(domain)
    return tuple(kept), tuple(sorted(wrong))


def _comments(tab: MarkTab, found: _Found) -> tuple[str, ...]:
    """The ten comments of a row."""
    comments = list(_NO_COMMENTS)
    for domain, column in found.picker.headings.comments.items():
        if column <= len(found.row) and found.row[column - 1] is not None:
            where = tab.grid.ref(found.number, column)
            cell = found.row[column - 1]
            comments[domain - 1] = tab.comment_in(cell, where, domain, found.ref)
    return tuple(comments)


def _conflict(tab: MarkTab, found: _Found) -> bool | None:
    """Whether a row declares a conflict of interest (I24)."""
    column = found.picker.headings.conflict
    cell = found.row[column - 1] if column <= len(found.row) else None
    return tab.conflict_in(cell, tab.grid.ref(found.number, column), found.ref)
