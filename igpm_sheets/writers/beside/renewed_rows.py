"""The rows of the tab of results as they are written when it is renewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from igpm_sheets.ooxml.xml import Element, escaped, is_true
from igpm_sheets.problems import column_letters
from igpm_sheets.writers.beside.arranging import Arrangement
from igpm_sheets.writers.beside.own_cells import OwnCells
from igpm_sheets.writers.beside.seats import Seat
from igpm_sheets.writers.beside.standing import KEPT_LINE, Standing
from igpm_sheets.writers.book.cells import Cell, Row
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.filling.cell_xml import cell_xml

_DIGIT: Final = 7
"""The pixels of a digit, in which widths are counted, in most workbooks."""
_USUAL_WIDTH: Final = 64
_SAID_OF_KEPT: Final = 2
"""So many of our columns still say which application it was, once it is gone."""


class RenewedRows:
    """The rows of a tab: ours with their new values, people's as they are.

    Args:
        standing: the tab as it is, and what it is to hold.
        arrangement: where everything goes.
        own: our cells.
        columns: the element with the widths of the tab's columns.
        from_1904: whether the workbook counts days from 1904.
    """

    def __init__(
        self,
        standing: Standing,
        arrangement: Arrangement,
        own: OwnCells,
        columns: Element | None,
        *,
        from_1904: bool,
    ) -> None:
        self._standing, self._wanted = standing, standing.wanted
        self._arranged, self._moved = arrangement, arrangement.moved
        self._own, self._columns = own, columns
        self._from_1904 = from_1904

    def content(self) -> tuple[bytes, Area]:
        """All rows as they are written, and the area that they use."""
        pieces: list[bytes] = []
        right = bottom = 1
        for row in sorted(self._rows(), key=lambda row: row.number):
            cells = sorted(row.cells)
            right = max([right, *(column for column, _ in cells[-1:])])
            bottom = max(bottom, row.number)
            attributes = "".join(f' {key}="{escaped(value)}"' for key, value in row.attributes)
            start = f'<row r="{row.number}"{attributes}>'.encode()
            pieces += [start, *(xml for _, xml in cells), b"</row>"]
        return b"".join(pieces), Area(1, 1, bottom, right)

    def _rows(self) -> Iterator[_NewRow]:
        standing = self._standing
        going = {*standing.data, *standing.kept, standing.line}
        for row in standing.sheet.rows:
            place = self._moved.rows.place(row.number)
            if row.number == standing.head:
                yield self._heading_row(row)
            elif place is not None and self._is_peoples(row.number, going):
                cells = [self._raw(row.number, cell, place) for cell in row.cells]
                yield _NewRow(place, tuple(row.attributes.items()), [c for c in cells if c])
        for number, seat in enumerate(self._arranged.seats, self._arranged.first):
            yield self._seat_row(number, seat)
        if not self._arranged.seats:
            yield self._blank_row()
        yield from self._kept_rows()

    def _is_peoples(self, row: int, going: set[int]) -> bool:
        """Whether a row is people's: none of an application, here or gone, or of the line."""
        if row not in going:
            return True
        place = self._moved.rows.place(row)
        is_below = place is not None and place > self._arranged.last
        return row in self._standing.data and is_below and row not in self._arranged.kept

    def _heading_row(self, row: Row) -> _NewRow:
        """The headings: ours written where they are missing, people's as they are."""
        number = row.number
        theirs = [c for c in row.cells if c.column not in self._standing.our_columns]
        found = [self._raw(number, cell, number) for cell in theirs]
        cells = [cell for cell in found if cell]
        for at, cell in enumerate(self._own.headings()):
            column = self._arranged.ours[at]
            if cell is not None:
                cells.append((column, self._written(cell, number, column)))
                continue
            known = self._standing.cell(number, self._standing.ours[at])
            style = known.style if known else self._style(self._wanted.heading_styles, at)
            xml = cell_xml(_at(number, column), self._wanted.headings[at], style)
            cells.append((column, _ascii(xml)))
        return _NewRow(number, tuple(row.attributes.items()), cells)

    def _seat_row(self, number: int, seat: Seat) -> _NewRow:
        """An application with its new values, and what is people's of it."""
        standing = self._standing
        old = standing.rows.get(seat.old) if seat.old is not None else None
        present = {cell.column: cell for cell in old.cells} if old else {}
        values = self._wanted.rows[seat.wanted]
        cells = []
        for at, (column, value) in enumerate(zip(standing.ours, values, strict=True)):
            cell, new = present.get(column), self._arranged.ours[at]
            if cell is not None and self._own.holds(cell, value):
                cells.append((new, self._written(cell, number, new)))
                continue
            style = cell.style if cell else self._style(self._wanted.styles, at)
            xml = cell_xml(_at(number, new), value, style, from_1904=self._from_1904)
            cells.append((new, _ascii(xml)))
        if old is None:
            cells += self._filled_down(number)
        theirs = (cell for cell in present.values() if cell.column not in standing.our_columns)
        found = (self._raw(seat.old or 0, cell, number) for cell in theirs)
        cells += [cell for cell in found if cell]
        return _NewRow(number, self._row_attributes(seat, old), cells)

    def _row_attributes(self, seat: Seat, old: Row | None) -> tuple[tuple[str, str], ...]:
        """Of an application's row; a height that nobody set by hand fits the new texts."""
        attributes = dict(old.attributes) if old else {}
        if not is_true(attributes.get("customHeight")) and self._own.changed(seat):
            attributes.pop("ht", None)
            height = self._wanted.height(seat.wanted, self._widths)
            if height:
                attributes["ht"] = height
        attributes.pop("hidden", None)
        if self._own.hides(seat):
            attributes["hidden"] = "1"
        return tuple(attributes.items())

    @cached_property
    def _widths(self) -> list[int]:
        """The widths of our columns in pixels, as people have set them."""
        listed = self._columns
        known = [
            (int(col.get("min") or 1), int(col.get("max") or 1), float(col.get("width") or 0))
            for col in (listed.all("col") if listed else ())
        ]
        return [
            next((round(w * _DIGIT) for low, high, w in known if low <= at <= high), _USUAL_WIDTH)
            for at in self._standing.ours
        ]

    def _filled_down(self, number: int) -> Iterator[tuple[int, bytes]]:
        """The formulas that a table gives to a new row of itself."""
        for column, row in self._standing.filled_down.items():
            cell, place = self._standing.cell(row, column), self._moved.columns.place(column)
            if cell is not None and place:
                text = self._standing.formulas.text(row, cell)
                formula = self._moved.formula(text, (row, number))
                style = f' s="{cell.style}"' if cell.style else ""
                xml = f'<c r="{_at(number, place)}"{style}><f>{escaped(formula)}</f></c>'
                yield place, xml.encode()

    def _blank_row(self) -> _NewRow:
        """The row that a table keeps when no application is there."""
        first = self._arranged.first
        known = self._standing.rows.get(first)
        if known is not None and self._moved.rows.places.get(first) == first:
            found = [self._raw(first, cell, first) for cell in known.cells]
            return _NewRow(first, tuple(known.attributes.items()), [c for c in found if c])
        styles = [self._style(self._wanted.styles, at) for at in range(len(self._wanted.headings))]
        cells = [
            (column, _ascii(cell_xml(_at(first, column), None, style)))
            for column, style in zip(self._arranged.ours, styles, strict=True)
        ]
        return _NewRow(first, (), cells)

    def _kept_rows(self) -> Iterator[_NewRow]:
        """The line, and below it the applications that are gone."""
        standing, line = self._standing, self._arranged.line
        if not line:
            return
        known = standing.rows.get(standing.line)
        if known is not None:
            found = [self._raw(known.number, cell, line) for cell in known.cells]
            yield _NewRow(line, tuple(known.attributes.items()), [c for c in found if c])
        else:
            key = self._arranged.ours[0]
            yield _NewRow(line, (), [(key, _ascii(cell_xml(_at(line, key), KEPT_LINE, 0)))])
        for number, old in enumerate(self._arranged.kept, line + 1):
            row = standing.rows.get(old) or Row(old, {}, [])
            still = [self._of_gone(cell) for cell in row.cells]
            found = [self._raw(old, cell, number) for cell in still]
            attributes = [pair for pair in row.attributes.items() if pair[0] != "hidden"]
            yield _NewRow(number, tuple(attributes), [cell for cell in found if cell])

    def _of_gone(self, cell: Cell) -> Cell:
        """What is left of a cell of an application that is gone: of ours who it was."""
        says = self._standing.ours[:_SAID_OF_KEPT]
        if cell.column not in self._standing.our_columns or cell.column in says:
            return cell
        return Cell(cell.column, cell.style, None, "", (), b"")

    # Cells

    def _raw(self, row: int, cell: Cell, number: int) -> tuple[int, bytes] | None:
        """A cell as it is, its formula moved to its new row."""
        column = self._moved.columns.place(cell.column)
        if column is None:
            return None
        seen_from = (row, number) if row in self._standing.data else None
        if row in self._standing.kept:
            seen_from = row, number
        inner = self._standing.formulas.moved(row, cell, self._moved, seen_from)
        return column, self._written(cell._replace(inner=inner), number, column)

    @staticmethod
    def _written(cell: Cell, row: int, column: int) -> bytes:
        style = f' s="{cell.style}"' if cell.style else ""
        rest = "".join(f' {name}="{escaped(value)}"' for name, value in cell.attributes)
        start = f'<c r="{_at(row, column)}"{style}{rest}'.encode()
        return start + b">" + cell.inner + b"</c>" if cell.inner else start + b"/>"

    @staticmethod
    def _style(styles: Sequence[int], at: int) -> int:
        return styles[at] if at < len(styles) else 0


class _NewRow(NamedTuple):
    """A row as it is to be written."""

    number: int
    attributes: tuple[tuple[str, str], ...]
    cells: list[tuple[int, bytes]]
    """Each with its column."""


def _at(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def _ascii(xml: str) -> bytes:
    """Fit for a part in any encoding."""
    return xml.encode("ascii", "xmlcharrefreplace")
