"""Our own cells on the tab of results: which of them are to hold something else, or be hidden."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from igpm_sheets.ooxml.xml import is_true
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.beside.filters import Filters
from igpm_sheets.writers.beside.formulas import has_formula
from igpm_sheets.writers.beside.seats import Seat
from igpm_sheets.writers.beside.standing import Standing
from igpm_sheets.writers.book.cells import Cell
from igpm_sheets.writers.filling.cell_xml import number_xml


class OwnCells:
    """Our cells as they are and as they are to be.

    Args:
        standing: the tab as it is, and what it is to hold.
        filters: those that people have set.
        from_1904: whether the workbook counts days from 1904.
    """

    def __init__(self, standing: Standing, filters: Filters, *, from_1904: bool) -> None:
        self._standing, self._wanted = standing, standing.wanted
        self._filters = filters
        self._from_1904 = from_1904

    def headings(self) -> Iterator[Cell | None]:
        """Our headings as they stand there; None for one that must be written."""
        for column, heading in zip(self._standing.ours, self._wanted.headings, strict=True):
            cell = self._standing.cell(self._standing.head, column)
            yield cell if cell and cell.value == heading and not cell.formula else None

    def differ(self, seat: Seat) -> bool:
        """Whether anything of an application's row is to change but its place."""
        if seat.old is None:
            return True
        row = self._standing.rows.get(seat.old)
        hidden = row is not None and is_true(row.attributes.get("hidden"))
        return self.changed(seat) or self.hides(seat) != hidden

    def changed(self, seat: Seat) -> bool:
        """Whether any of our values of an application is another now."""
        if seat.old is None:
            return True
        cells = {cell.column: cell for cell in self._standing.cells(seat.old)}
        pairs = zip(self._standing.ours, self._wanted.rows[seat.wanted], strict=True)
        return not all(self.holds(cells.get(column), value) for column, value in pairs)

    def holds(self, cell: Cell | None, value: Plain) -> bool:
        """Whether a cell holds a value already, whatever its format makes of it."""
        if cell is None:
            return value is None
        if has_formula(cell):
            return False
        return self._comparable(cell.value) == self._comparable(value)

    def _comparable(self, value: Plain) -> object:
        if value is None or isinstance(value, str):
            return value
        return Decimal(number_xml(value, from_1904=self._from_1904))

    def hides(self, seat: Seat) -> bool:
        """Whether the filters hide an application.

        One whose values are what they were stays as the program that filters had it.
        """
        row = self._standing.rows.get(seat.old) if seat.old is not None else None
        hidden = row is not None and is_true(row.attributes.get("hidden"))
        if not self._filters.columns:
            return hidden
        old = {cell.column: cell.value for cell in row.cells} if row is not None else {}
        new = dict(old)
        values = self._wanted.rows[seat.wanted]
        new |= dict(zip(self._standing.ours, values, strict=True))
        asked = self._filters.columns
        if row is not None and all(old.get(at) == new.get(at) for at in asked):
            return hidden
        shows = self._filters.shows(new.get)
        return hidden if shows is None else not shows
