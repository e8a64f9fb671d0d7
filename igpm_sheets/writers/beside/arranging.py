"""Which row and column of the tab of results goes where when it is renewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.beside.moved import Line, Moved
from igpm_sheets.writers.beside.seats import Places, Seat, seats
from igpm_sheets.writers.beside.standing import Standing
from igpm_sheets.writers.book.references import MOST_COLUMNS, MOST_ROWS
from igpm_sheets.writers.files.saving import CannotWrite


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
    given = seats(standing, is_sorted=is_sorted)
    rows = Places(standing, given)
    if rows.end > MOST_ROWS:
        raise CannotWrite(problem("F28", where, rows.end, limit=MOST_ROWS, tab=tab, rows=rows.end))
    columns, in_table = _columns(standing)
    ours = _ours(standing, columns)
    apart = (
        range(standing.line, standing.line + len(standing.kept) + 1) if standing.line else range(0)
    )
    moved = Moved(_line_of_rows(standing, rows), columns, tab, apart)
    return Arrangement(tuple(given), rows.line, tuple(rows.kept), moved, ours, tuple(in_table))


def _line_of_rows(standing: Standing, rows: Places) -> Line:
    """The rows of the sheet as a line along which all that refers to them is led."""
    data, known = standing.data, standing.last_used
    places = {row: rows.places.get(row) for row in range(data.start, known + 1)}
    shift = rows.end - max(known, data[-1])
    after = data.start, rows.last
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
