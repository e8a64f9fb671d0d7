"""Which row and column of the tab of results goes where when it is renewed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from igpm_sheets.identity import ref_key
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.beside.moved import Line, Moved
from igpm_sheets.writers.beside.standing import Standing, key_of
from igpm_sheets.writers.book.references import MOST_COLUMNS, MOST_ROWS
from igpm_sheets.writers.files.saving import CannotWrite


class Seat(NamedTuple):
    """A row of an application in the renewed tab."""

    wanted: int
    """Which of the wanted rows it is, counted from 0."""
    old: int | None
    """The row that it has now, if it is there."""


@dataclass(frozen=True)
class Arrangement:
    """The rows and columns of the renewed tab."""

    seats: tuple[Seat, ...]
    """The applications in their order, from the first row below the headings."""
    line: int
    """The row of the line above those that are gone, or 0."""
    kept: tuple[int, ...]
    """Their present rows, in the order in which they stand below the line."""
    moved: Moved
    """Where all that is there goes."""
    ours: tuple[int, ...]
    """The columns of ours, heading by heading."""
    in_table: tuple[int, ...]
    """The present columns of people's that are part of our table, in their order."""

    @property
    def first(self) -> int:
        """The first row of applications."""
        return self.moved.rows.after[0]

    @property
    def last(self) -> int:
        """The last; a row is left blank where there is no application."""
        return self.moved.rows.after[1]


def arranged(standing: Standing, tab: str, *, is_sorted: bool, where: CellRef) -> Arrangement:
    """Where everything of a tab goes.

    Args:
        standing: the tab as it is.
        tab: its name.
        is_sorted: whether a person has sorted it: then applications that are there keep
            their order, and others come behind them.
        where: the tab, for telling what is wrong with it.

    Raises:
        CannotWrite: no sheet has so many rows (F28).
    """
    seats = _seats(standing, is_sorted=is_sorted)
    rows = _Rows(standing, seats)
    if rows.end > MOST_ROWS:
        raise CannotWrite(problem("F28", where, rows.end, limit=MOST_ROWS, tab=tab, rows=rows.end))
    columns, in_table = _columns(standing)
    ours = _ours(standing, columns)
    apart = (
        range(standing.line, standing.line + len(standing.kept) + 1) if standing.line else range(0)
    )
    moved = Moved(rows.line_of_rows(), columns, tab, apart)
    return Arrangement(tuple(seats), rows.line, tuple(rows.kept), moved, ours, tuple(in_table))


def _seats(standing: Standing, *, is_sorted: bool) -> list[Seat]:
    """The applications in their new order, each with the row that it has now.

    Rows with the same key are taken in the order in which they stand. A key that is spelt
    otherwise now, such as `IGPM 26-001` for `igpm26-001`, is the same application's.
    """
    keys = [key_of(wanted[0]) for wanted in standing.wanted.rows]
    rows = [*filter(standing.is_application, standing.data), *standing.kept]
    found: dict[int, int] = {}
    for spelt in (str, ref_key):
        taken = set(found.values())
        standing_by_key: defaultdict[str, deque[int]] = defaultdict(deque)
        for row in rows:
            if row not in taken:
                standing_by_key[spelt(standing.key(row))].append(row)
        for number, key in enumerate(keys):
            if number not in found and standing_by_key[spelt(key)]:
                found[number] = standing_by_key[spelt(key)].popleft()
    seats = [Seat(number, found.get(number)) for number in range(len(keys))]
    if is_sorted:
        data = standing.data
        seats.sort(key=lambda seat: seat.old if seat.old in data and seat.old else data.stop)
    return seats


class _Rows:
    """Finds the new row of each present one."""

    def __init__(self, standing: Standing, seats: list[Seat]) -> None:
        self._standing = standing
        self._data = data = standing.data
        self.places: dict[int, int | None] = dict.fromkeys(data)
        for place, seat in enumerate(seats, data.start):
            if seat.old is not None:
                self.places[seat.old] = place
        self.last = data.start + max(len(seats), 1) - 1
        self.end = self.last
        """The last row in which anything stands."""
        self.line = 0
        back = {seat.old for seat in seats}
        gone = [row for row in data if row not in back]
        went = [row for row in gone if standing.is_ours(row)]
        self._strays = [row for row in gone if row not in went and self._is_stray(row)]
        self.kept = [row for row in standing.kept if row not in back]
        self.kept += filter(standing.has_something, went)
        if not seats and standing.is_blank(data.start) and data.start not in self._strays:
            self.places[data.start] = data.start  # the row that a table keeps
        self._place_what_stands_below()
        self._place_strays()
        if not self.line and self.kept:
            self._put_line(self.end + 2)

    def _is_stray(self, row: int) -> bool:
        """Whether people have made a row that stands among the applications and is none."""
        return row in self._standing.notes or not self._standing.is_blank(row)

    def _place_what_stands_below(self) -> None:
        """Moves what stands below the applications as a block."""
        standing = self._standing
        shift = self.last - self._data[-1]
        section = {standing.line, *standing.kept} - {0}
        for row in range(self._data.stop, standing.last_used + 1):
            if row == standing.line:
                is_needed = self.kept or self._stays_without(row)
                size = self._put_line(row + shift) if is_needed else 0
                shift += size - len(section)
            elif row not in section:
                self.places[row] = row + shift
                self.end = max(self.end, row + shift)

    def _stays_without(self, line: int) -> bool:
        """Whether the line stays, though there is nothing to stand below it."""
        key = self._standing.key_column
        others = (cell for cell in self._standing.cells(line) if cell.column != key)
        return line in self._standing.notes or any(cell.inner for cell in others)

    def _put_line(self, line: int) -> int:
        """Places the line and the applications below it; returns how many rows they take."""
        self.line = line
        if self._standing.line:
            self.places[self._standing.line] = line
        for place, row in enumerate(self.kept, line + 1):
            self.places[row] = place
        self.end = max(self.end, line + len(self.kept))
        return 1 + len(self.kept)

    def _place_strays(self) -> None:
        for place, row in enumerate(self._strays, self.end + 2):
            self.places[row] = self.end = place

    def line_of_rows(self) -> Line:
        data, known = self._data, self._standing.last_used
        places = {row: self.places.get(row) for row in range(data.start, known + 1)}
        shift = self.end - max(known, data[-1])
        after = data.start, self.last
        before = data.start, data[-1]
        return Line(places, max(known, data[-1]), shift, before, after, MOST_ROWS, data.start)


def _columns(standing: Standing) -> tuple[Line, list[int]]:
    """Where columns go: they stay where people have put them, as long as all of ours are there.

    Formulas on other tabs mean columns by their letters. Else ours come first, then people's
    in their order.
    """
    ours, table = standing.ours, standing.table
    known = max(*ours, table.area.right if table else 0)
    if _are_together(standing):
        all_ours = min(ours), max(ours)
        same = {column: column for column in range(1, known + 1)}
        line = Line(same, known, 0, all_ours, all_ours, MOST_COLUMNS)
        others = range(table.area.left, table.area.right + 1) if table else ()
        return line, [column for column in others if column not in standing.our_columns]
    in_table: list[int] = []
    outside: list[int] = []
    filled = _filled_columns(standing)
    for column in range(1, known + 1):
        if column in standing.our_columns:
            continue
        if table and table.area.left <= column <= table.area.right:
            in_table.append(column)
        elif column in filled:
            outside.append(column)
    places: dict[int, int | None] = dict.fromkeys(range(1, known + 1))
    places |= {column: place for place, column in enumerate(ours, 1) if column}
    places |= {column: place for place, column in enumerate([*in_table, *outside], len(ours) + 1)}
    end = len(ours) + len(in_table) + len(outside)
    first, last = min(standing.our_columns), max(standing.our_columns)
    before, after = (first, last), (1, len(ours))
    if any(first <= column <= last for column in (*in_table, *outside)):
        before, after = (first, known), (1, end)
    return Line(places, known, end - known, before, after, MOST_COLUMNS), in_table


def _are_together(standing: Standing) -> bool:
    """Whether all columns of ours are there, and in the table if there is one."""
    table = standing.table
    return all(
        bool(column) and (table is None or table.area.left <= column <= table.area.right)
        for column in standing.ours
    )


def _ours(standing: Standing, columns: Line) -> tuple[int, ...]:
    """The new columns of ours, heading by heading."""
    if not _are_together(standing):
        return tuple(range(1, len(standing.ours) + 1))
    return tuple(columns.place(column) or column for column in standing.ours)


def _filled_columns(standing: Standing) -> set[int]:
    """The columns in which anything stands, or has a look of its own."""

    def found() -> Iterator[int]:
        for row in standing.sheet.rows:
            yield from (cell.column for cell in row.cells if cell.inner or cell.style)
        for columns in standing.notes.values():
            yield from columns

    return set(found())
