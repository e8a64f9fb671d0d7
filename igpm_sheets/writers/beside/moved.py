"""Where the rows and columns of a tab go when it is renewed, and what becomes of references.

Rows of applications go each its own way; what stands below them moves as a block. A
reference from outside follows the cells that it means. One within an application's own row
moves with that row, as if the row were copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from igpm_sheets.writers.book.references import (
    LOST,
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    Corner,
    areas,
    rewritten,
)
from igpm_sheets.writers.names import quoted

Interval = tuple[int, int]
"""The first and the last of neighbouring rows or columns."""


@dataclass(frozen=True)
class Line:
    """The rows of a sheet, or its columns: where each of them goes."""

    places: Mapping[int, int | None]
    """New places of the first ones without a gap; None for one that is no more."""
    known: int
    """The last of them."""
    shift: int
    """By how many places all others move."""
    before: Interval
    """The rows of applications, or our columns, of which there is always one at least."""
    after: Interval
    """The same once the tab is renewed: what covered all of them covers all of them again."""
    most: int
    first: int = 1
    """Those before this one stay where they are."""

    def place(self, old: int) -> int | None:
        """Where one goes; None if it is no more, or there is no room for it."""
        if old < self.first:
            return old
        if old <= self.known:
            return self.places.get(old)
        return old + self.shift if 1 <= old + self.shift <= self.most else None

    def end(self, old: int) -> int:
        """Where a stretch that ends here ends then: at the last that is left."""
        if old >= self.most:
            return self.most
        left = (self.place(each) for each in range(min(old, self.known), 0, -1))
        nearest = next((place for place in left if place), 1)
        return min(max(old + self.shift, 1), self.most) if old > self.known else nearest

    def covers(self, first: int, last: int) -> bool:
        """Whether a stretch covers all applications, or all our columns."""
        return first <= self.before[0] and last >= self.before[1]

    def covering(self, first: int, last: int) -> Interval:
        """Where a stretch goes that covers all of them."""
        start = self.place(first) if first < self.before[0] else self.after[0]
        end = self.end(last) if last > self.before[1] else self.after[1]
        return start or self.after[0], max(end, self.after[1])

    def stretch(self, first: int, last: int, *, grows: bool = True) -> list[Interval]:
        """Where the rows or columns from `first` to `last` go, as stretches in their order.

        Args:
            first: the first of them.
            last: the last of them.
            grows: whether what covers all applications is to cover new ones, too.
        """
        if grows and self.covers(first, last):
            return [self.covering(first, last)]
        known = range(first, min(last, self.known) + 1)
        found = [(place, place) for each in known if (place := self.place(each))]
        if last > self.known:
            start = self.place(max(first, self.known + 1))
            found += [(start, self.end(last))] if start else []
        return compressed(found)

    @property
    def is_identity(self) -> bool:
        """Whether everything stays where it is."""
        same = all(old == new for old, new in self.places.items())
        return same and not self.shift and self.before == self.after


@dataclass(frozen=True)
class Moved:
    """Where all cells of a tab go."""

    rows: Line
    columns: Line
    tab: str = field(default="")
    """Its name, by which formulas may call its own cells."""
    apart: range = range(0)
    """The present rows of applications that are gone, with the line above them."""

    def areas(self, area: Area, *, grows: bool = True) -> list[Area]:
        """Where an area goes: in as many pieces as it takes."""
        return [
            Area(top, left, bottom, right)
            for left, right in self.columns.stretch(area.left, area.right, grows=grows)
            for top, bottom in self.rows.stretch(area.top, area.bottom, grows=grows)
        ]

    def cells(self, text: str, *, grows: bool = True) -> str:
        """A list of areas such as `A1:B2 D5` where they are now; "" if none is left."""
        try:
            old = areas(text)
        except ValueError:
            return text
        new = [piece for area in old for piece in self.areas(area, grows=grows)]
        return text if new == old else " ".join(map(str, _joined(new)))

    def whole(self, text: str) -> str:
        """An area that must stay one, such as a table's, where it is now.

        >>> rows = Line({2: 4, 3: None}, 3, 1, (2, 3), (2, 4), MOST_ROWS, first=2)
        >>> columns = Line({}, 0, 0, (1, 1), (1, 1), MOST_COLUMNS)
        >>> Moved(rows, columns).whole("A1:B3")
        'A1:B4'
        """
        try:
            found = self.areas(Area.of(text))
        except ValueError:
            return text
        if not found:
            return ""
        tops, lefts, bottoms, rights = zip(*found, strict=True)
        return str(Area(min(tops), min(lefts), max(bottoms), max(rights)))

    def together(self, text: str) -> str:
        """Where an area goes whose cells must stay together, in their order; else "".

        What covers all applications does not grow.
        """
        try:
            old = Area.of(text)
        except ValueError:
            return text
        found = self.areas(old, grows=False)
        if len(found) != 1:
            return ""
        new = found[0]
        size = new.bottom - new.top, new.right - new.left
        is_whole = size == (old.bottom - old.top, old.right - old.left)
        rows = map(self.rows.place, _inner(old.top, old.bottom, self.rows.known))
        columns = map(self.columns.place, _inner(old.left, old.right, self.columns.known))
        return str(new) if is_whole and _rises(rows) and _rises(columns) else ""

    def formula(self, text: str, seen_from: Interval | None = None) -> str:
        """A formula of this tab with its references to cells of this tab as they are now.

        Cells of other tabs stay what they are.

        Args:
            text: the formula.
            seen_from: the row of the application whose formula it is, before and after;
                None for a formula that stands anywhere else.
        """

        def change(tab: str, corners: list[Corner]) -> str | None:
            if tab and tab.casefold() != self.tab.casefold():
                return None
            new = self._reference(corners, seen_from)
            if new is None:
                return LOST
            first, last = new
            is_one = corners[0] is corners[1]
            prefix = f"{quoted(tab)}!" if tab else ""
            return f"{prefix}{first}" if is_one else f"{prefix}{first}:{last}"

        return rewritten(text, change)

    def _reference(
        self, corners: list[Corner], seen_from: Interval | None
    ) -> tuple[Corner, Corner] | None:
        first, last = corners
        columns = self._columns(first, last)
        rows = self._rows(first, last, seen_from)
        if columns is None or rows is None:
            return None
        return (
            first._replace(row=rows[0], column=columns[0]),
            last._replace(row=rows[1], column=columns[1]),
        )

    def _columns(self, first: Corner, last: Corner) -> Interval | None:
        if not first.column:
            return 0, 0
        if first.column == last.column:
            place = self.columns.place(first.column)
            return (place, place) if place else None
        low, high = sorted((first.column, last.column))
        found = self.columns.stretch(low, high)
        return (found[0][0], found[-1][1]) if found else None

    def _rows(self, first: Corner, last: Corner, seen_from: Interval | None) -> Interval | None:
        if not first.row:
            return 0, 0
        if first.row > last.row:
            first, last = last, first
        if self._is_all(first, last, seen_from):
            return self.rows.covering(first.row, last.row)
        if seen_from is None:
            if first.row == last.row:
                place = self.rows.place(first.row)
                return (place, place) if place else None
            found = self.rows.stretch(first.row, last.row)
            return (found[0][0], found[-1][1]) if found else None
        is_stretch = first.row < last.row or first.row_stays != last.row_stays
        start, end = (self._end(each, seen_from, is_stretch) for each in (first, last))
        return (start, end) if start and end else None

    def _is_all(self, first: Corner, last: Corner, seen_from: Interval | None) -> bool:
        """Whether a reference means all applications, rather than the only one there is."""
        if not self.rows.covers(first.row, last.row):
            return False
        if first is last:
            return False
        stays = first.row_stays and last.row_stays
        return first.row < last.row or seen_from is None or stays

    def _end(self, corner: Corner, seen_from: Interval, is_stretch: bool) -> int | None:  # noqa: FBT001
        """The row of one end of a reference in an application's formula."""
        rows, old = self.rows, corner.row
        first, last = rows.before
        is_among = first - 1 <= old <= last or old in self.apart
        if not corner.row_stays and (is_among or rows.place(old) is None):
            new = old + seen_from[1] - seen_from[0]
            return new if 1 <= new <= MOST_ROWS else None
        if not is_stretch:
            return rows.place(old)
        # A stretch that begins at the first application, or ends at the last, still does.
        return {first: rows.after[0], last: rows.after[1]}.get(old) or rows.end(old)


def copied(formula: str, down: int, right: int) -> str:
    """A formula as it reads where it is copied to.

    >>> copied("A1*$B$2+SUM(C:C)+Marks!D4", 2, 1)
    'B3*$B$2+SUM(D:D)+Marks!E6'
    """

    def change(tab: str, corners: list[Corner]) -> str | None:
        new = [_copied(corner, down, right) for corner in corners]
        first, last = new
        if first is None or last is None:
            return LOST
        prefix = f"{tab if tab.isalnum() else quoted(tab)}!" if tab else ""
        return prefix + (str(first) if corners[0] is corners[1] else f"{first}:{last}")

    return rewritten(formula, change)


def _copied(corner: Corner, down: int, right: int) -> Corner | None:
    """A corner as it reads from elsewhere; None if it is on no sheet."""
    row, column = corner.row, corner.column
    row += down if row and not corner.row_stays else 0
    column += right if column and not corner.column_stays else 0
    is_there = bool(corner.row) <= row <= MOST_ROWS and bool(corner.column) <= column
    moved = corner._replace(row=row, column=column)
    return moved if is_there and column <= MOST_COLUMNS else None


def compressed(stretches: Iterable[Interval]) -> list[Interval]:
    """Stretches in their order, neighbours as one.

    >>> compressed([(5, 6), (2, 2), (3, 4), (9, 9)])
    [(2, 6), (9, 9)]
    """
    found: list[Interval] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _joined(pieces: Iterable[Area]) -> list[Area]:
    """Areas in their order; those of the same columns that touch are one."""
    by_columns: dict[Interval, list[Interval]] = {}
    for area in pieces:
        by_columns.setdefault((area.left, area.right), []).append((area.top, area.bottom))
    return sorted(
        Area(top, left, bottom, right)
        for (left, right), rows in by_columns.items()
        for top, bottom in compressed(rows)
    )


def _inner(first: int, last: int, known: int) -> range:
    """Those of a stretch that do not all move alike."""
    return range(first, min(last, known + 1) + 1)


def _rises(places: Iterable[int | None]) -> bool:
    return all(b - a == 1 for a, b in pairwise(place or 0 for place in places))
