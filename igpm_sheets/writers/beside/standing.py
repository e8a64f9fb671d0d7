"""What stands on the tab of results now: its headings, its applications, what people added.

Our columns are told by their headings, wherever they were moved; all others are people's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final, NamedTuple

from igpm_sheets.identity import ref_key
from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Document, NotXmlError
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.beside.formulas import Formulas, has_formula
from igpm_sheets.writers.book.cells import Cell, Row, SheetRows, cut
from igpm_sheets.writers.book.references import MOST_ROWS, Area
from igpm_sheets.writers.book.tables import PresentTable, tables_on
from igpm_sheets.writers.files.saving import CannotWrite

KEPT_LINE: Final = "No longer in the list; kept for what stands beside them:"
"""Stands above the applications that are gone and have something of people's beside them."""
_ENOUGH: Final = 3
"""So many of our headings in one row, the key's among them, make it the row of headings."""


class Wanted(NamedTuple):
    """What our columns of the tab are to hold."""

    headings: tuple[str, ...]
    """The first one is the key's."""
    rows: Sequence[Sequence[Plain]]
    """As they are stored."""
    always: int | None
    """The column, counted from 0, that holds something in every row of ours."""
    styles: Sequence[int]
    """Of the cells of a new row, column by column, in the workbook's numbers; none where
    nothing is to be written."""
    heading_styles: Sequence[int]
    height: Callable[[int, Sequence[int]], str]
    """Of a row counted from 0, given the widths of our columns in pixels: in points as it is
    written; "" for the usual one."""


class Standing:
    """A tab of ours as it is.

    Args:
        package: the workbook's.
        part: of the sheet.
        wanted: what it is to hold.
        notes: the columns of the cells with notes, by rows.
        where: the tab, for telling what is wrong with it.

    Raises:
        CannotWrite: something stands above the headings (F42), or the heading of the key is
            gone (F43).
        Damaged: if the sheet cannot be read.
    """

    def __init__(
        self,
        package: Package,
        part: str,
        wanted: Wanted,
        notes: dict[int, set[int]],
        where: CellRef,
    ) -> None:
        self.package = package
        self.sheet: SheetRows = cut(package, part)
        self.wanted = wanted
        self.notes = notes
        self.around = self._without_rows(part)
        self.rows: dict[int, Row] = {row.number: row for row in self.sheet.rows}
        self.head, self.ours = self._headings(where)
        self.formulas = Formulas(self.sheet.rows)
        tables = tables_on(package, part)
        known = (each for each in tables if self._is_of_ours(each))
        self.table: PresentTable | None = next(known, None)
        self.others = [table for table in tables if table != self.table]
        """The tables of people's on the tab."""
        self.keys = {ref_key(key_of(row[0])) for row in wanted.rows} - {""}

    def _without_rows(self, part: str) -> Document:
        try:
            return Document(self.sheet.before + f"<{self.sheet.name}/>".encode() + self.sheet.after)
        except NotXmlError as error:
            raise Damaged(f"{part}: {error}") from error

    def _headings(self, where: CellRef) -> tuple[int, list[int]]:
        """The row of headings, and the columns of ours in it; 0 for one that is not there."""
        plain = [_plain(heading) for heading in self.wanted.headings]
        enough = min(_ENOUGH, len(plain))
        most = 0
        for row in self.sheet.rows:
            columns: dict[str, int] = {}
            for cell in row.cells:
                columns.setdefault(_plain(cell.value), cell.column)
            found = [columns.get(heading, 0) for heading in plain]
            if found[0] and sum(map(bool, found)) >= enough:
                self._look_above(row.number, where)
                return row.number, found
            most = max(most, sum(map(bool, found)))
        text = f"{most} of {len(plain)} headings"
        raise CannotWrite(problem("F43", where, text, heading=self.wanted.headings[0]))

    def _look_above(self, head: int, where: CellRef) -> None:
        for row in self.sheet.rows:
            for cell in row.cells:
                if row.number < head and (cell.value is not None or cell.formula):
                    at = CellRef(where.source, where.tab, row.number, cell.column)
                    raise CannotWrite(problem("F42", at, cell.value))

    def _is_of_ours(self, table: PresentTable) -> bool:
        area = table.area
        holds = area.left <= self.key_column <= area.right
        return holds and table.headings == 1 and area.top == self.head

    # Columns

    @property
    def key_column(self) -> int:
        """Where the key stands."""
        return self.ours[0]

    @cached_property
    def our_columns(self) -> frozenset[int]:
        """All columns of ours that are there."""
        return frozenset(self.ours) - {0}

    # Rows

    @property
    def wanted_keys(self) -> list[str]:
        """The applications that the tab is to hold, in their order."""
        return [key_of(row[0]) for row in self.wanted.rows]

    def cells(self, row: int) -> Iterator[Cell]:
        """The cells of a row."""
        known = self.rows.get(row)
        return iter(known.cells if known else ())

    def cell(self, row: int, column: int) -> Cell | None:
        """One cell, if it is there."""
        return next((cell for cell in self.cells(row) if cell.column == column), None)

    def key(self, row: int) -> str:
        """The application that a row is of, or ""."""
        cell = self.cell(row, self.key_column)
        return key_of(cell.value) if cell else ""

    def is_blank(self, row: int) -> bool:
        """Whether no value stands in a row."""
        return not any(_holds(cell) for cell in self.cells(row))

    def is_noted(self, row: int) -> bool:
        """Whether there is a note in a row."""
        return row in self.notes

    def says_more(self, line: int) -> bool:
        """Whether people have put anything of theirs into the row of the line."""
        others = (cell for cell in self.cells(line) if cell.column != self.key_column)
        return self.is_noted(line) or any(cell.inner for cell in others)

    def is_application(self, row: int) -> bool:
        """Whether a row is an application's, as far as can be told."""
        is_known = ref_key(self.key(row)) in self.keys
        if self.key(row) == KEPT_LINE or not (self.key(row) or self._is_full(row)):
            return False
        if self.table is not None and is_known:
            return True
        return self._is_full(row) and (is_known or not self._is_typed(row))

    def is_ours(self, row: int) -> bool:
        """Whether a row among the applications is one that this program wrote, all of it."""
        return bool(self.key(row)) and self._is_full(row) and not self._is_typed(row)

    def _is_full(self, row: int) -> bool:
        always = self.wanted.always
        column = self.ours[always] if always is not None else self.key_column
        # Where somebody has deleted that column, whatever else of ours stands there tells.
        asked = {column} if column else self.our_columns - {self.key_column}
        return any(cell.value is not None for cell in self.cells(row) if cell.column in asked)

    def _is_typed(self, row: int) -> bool:
        """Whether there are formulas in our columns, which this program never writes there."""
        return any(has_formula(c) for c in self.cells(row) if c.column in self.our_columns)

    @cached_property
    def data(self) -> range:
        """The rows of applications; one blank row where there are none."""
        first = self.head + 1
        if self.table is not None:
            last = max(self.table.data.bottom, first)
            # What people typed right below the table has become a part of it.
            while last > first and not self.is_blank(last) and not self.is_application(last):
                last -= 1
            return range(first, last + 1)
        end = self._line_below(first) or max(self.rows) + 1
        found = (row for row in sorted(self.rows, reverse=True) if first < row < end)
        found = (row for row in found if self.is_application(row))
        return range(first, next(found, first) + 1)

    @cached_property
    def last_used(self) -> int:
        """The last row in which anything stands, or that belongs to a table or merged cells."""
        found = [row.number for row in self.sheet.rows if any(map(_holds, row.cells))]
        found += [table.area.bottom for table in self.others]
        merged = self.around.root.first("mergeCells")
        for each in merged.all("mergeCell") if merged else ():
            with suppress(ValueError):
                found.append(Area.of(each.get("ref") or "").bottom)
        bounded = (row for row in found if row < MOST_ROWS)
        return max(max(bounded, default=0), max(self.notes, default=0), self.data.stop - 1)

    @cached_property
    def line(self) -> int:
        """The row of the line above the applications that are gone, or 0."""
        return self._line_below(self.data.stop)

    def _line_below(self, row: int) -> int:
        rows = (each.number for each in self.sheet.rows if each.number >= row)
        return next((each for each in rows if self.key(each) == KEPT_LINE), 0)

    @cached_property
    def kept(self) -> list[int]:
        """The rows of the applications below that line."""
        found: list[int] = []
        while self.line and self.key(self.line + len(found) + 1):
            found.append(self.line + len(found) + 1)
        return found

    # What people added

    def has_something(self, row: int) -> bool:
        """Whether anything of people's stands in an application's row: values, notes, colours."""
        if row in self.notes:
            return True
        return any(self._is_peoples(cell) for cell in self.cells(row))

    def _is_peoples(self, cell: Cell) -> bool:
        if cell.column in self.our_columns or cell.column in self.filled_down:
            return cell.style not in self._usual_styles.get(cell.column, ())
        return _holds(cell) or cell.style not in self._usual_styles.get(cell.column, {0})

    @cached_property
    def filled_down(self) -> dict[int, int]:
        """People's columns that the table fills with a formula, and a row that has it."""
        rows = [row for row in self.data if self.key(row)]
        if not rows:
            return {}
        counts: Counter[int] = Counter()
        for row in rows:
            counts.update(c.column for c in self.cells(row) if self.formulas.text(row, c))
        every = {column for column, count in counts.items() if count == len(rows)}
        return dict.fromkeys(self._calculated & every - self.our_columns, rows[0])

    @property
    def _calculated(self) -> set[int]:
        """Columns that spreadsheet programs fill with a formula of themselves."""
        table = self.table
        if table is None:
            return set()
        listed = self.package.xml(table.part).root.first("tableColumns")
        columns = listed.all("tableColumn") if listed else []
        return {
            table.area.left + at
            for at, column in enumerate(columns)
            if column.first("calculatedColumnFormula") is not None
        }

    @cached_property
    def _usual_styles(self) -> dict[int, set[int]]:
        """For each column the styles that nobody chose for a single application."""
        styles: dict[int, Counter[int]] = {}
        for row in self.data:
            for cell in self.cells(row):
                styles.setdefault(cell.column, Counter())[cell.style] += 1
        usual: dict[int, set[int]] = {}
        for column, counted in styles.items():
            [(style, times)] = counted.most_common(1)
            is_usual = times >= _ENOUGH and times * 2 > len(self.data)
            usual[column] = {0, style} if is_usual else {0}
        for column, style in zip(self.ours, self.wanted.styles, strict=False):
            usual.setdefault(column, {0}).add(style)
        return usual


def key_of(value: Plain) -> str:
    """A key as it is compared, though a program may have made a number of it.

    >>> key_of(" A-7 "), key_of(12), key_of(None)
    ('A-7', '12', '')
    """
    return "" if value is None else str(value).strip()


def _plain(heading: Plain) -> str:
    return "" if heading is None else " ".join(str(heading).split()).casefold()


def _holds(cell: Cell) -> bool:
    return cell.value is not None or bool(cell.formula) or b"<" in cell.inner
