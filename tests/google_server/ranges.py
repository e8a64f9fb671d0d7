"""Where things are: ranges of a grid, in Google's two notations, and where a change moves them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]
Span = tuple[int | None, int | None]  # from, and up to without; None: open
Change = Callable[[int | None, int | None], Span | None]

ROWS: Final = "ROWS"
COLUMNS: Final = "COLUMNS"
_GRID: Final = {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"}
_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
_REFERENCE: Final = re.compile(
    r'(?P<said>"[^"]*")'
    r"|(?<![A-Za-z0-9_!])(?P<fixed>\$?)(?P<letters>[A-Z]{1,3})(?P<held>\$?)(?P<row>[0-9]+)\b"
)
_LETTERS: Final = 26


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: rows and columns counted from 0, ends not included."""

    top: int
    bottom: int
    left: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the two share a cell."""
        return (
            max(self.top, other.top) < min(self.bottom, other.bottom)
            and max(self.left, other.left) < min(self.right, other.right)
        )  # fmt: skip

    def holds(self, other: Area) -> bool:
        """Whether the other lies wholly within this one."""
        return (
            self.top <= other.top
            and other.bottom <= self.bottom
            and self.left <= other.left
            and other.right <= self.right
        )

    def grid_range(self, sheet_id: int) -> Json:
        """The same as a `GridRange`."""
        return {
            "sheetId": sheet_id,
            "startRowIndex": self.top,
            "endRowIndex": self.bottom,
            "startColumnIndex": self.left,
            "endColumnIndex": self.right,
        }


def area_of(given: Json, rows: int, columns: int) -> Area:
    """The cells of a `GridRange` in a grid of this size; open sides reach to its edges."""
    return Area(
        given.get("startRowIndex", 0),
        given.get("endRowIndex", rows),
        given.get("startColumnIndex", 0),
        given.get("endColumnIndex", columns),
    )


def letters(column: int) -> str:
    """The name of a column.

    >>> letters(0), letters(26), letters(701)
    ('A', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def number(name: str) -> int:
    """The column that has this name, counted from 0.

    >>> number("A"), number("zz")
    (0, 701)
    """
    column = 0
    for letter in name.upper():
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column - 1


def a1(area: Area) -> str:
    """The cells in A1 notation.

    >>> a1(Area(0, 2, 1, 3)), a1(Area(4, 5, 0, 1))
    ('B1:C2', 'A5')
    """
    first = f"{letters(area.left)}{area.top + 1}"
    last = f"{letters(area.right - 1)}{area.bottom}"
    return first if first == last else f"{first}:{last}"


def quoted(title: str) -> str:
    """A tab's name as it stands in a range."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not _CELL.fullmatch(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def split_a1(written: str) -> tuple[str | None, str]:
    """The name of the tab and the cells of a range; None where no tab, "" where no cells are named.

    >>> split_a1("'It''s'!A1:B2"), split_a1("A1:B2"), split_a1("Marks")
    (("It's", 'A1:B2'), (None, 'A1:B2'), ('Marks', ''))
    """
    whole = re.fullmatch(r"'((?:[^']|'')+)'(?:!(.*))?", written)
    if whole:
        return whole[1].replace("''", "'"), whole[2] or ""
    if "!" in written:
        tab, _, cells = written.rpartition("!")
        return tab, cells
    return (None, written) if cells_of(written) else (written, "")


def cells_of(written: str) -> Json | None:
    """The indexes of `A1:B2`, `A:C`, `2:5`, `B3:B` or `C7`; None where it is none of these.

    >>> cells_of("B2:C")
    {'startRowIndex': 1, 'startColumnIndex': 1, 'endColumnIndex': 3}
    """
    first, colon, last = written.partition(":")
    start, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if not first or not start or not end or (colon and not last):
        return None
    if not colon and not (start[1] and start[2]):
        return None
    rows = sorted(int(part[2]) - 1 for part in (start, end) if part[2])
    columns = sorted(number(part[1]) for part in (start, end) if part[1])
    found: Json = {}
    if rows:
        found["startRowIndex"] = rows[0]
        if end[2]:
            found["endRowIndex"] = rows[-1] + 1
    if columns:
        found["startColumnIndex"] = columns[0]
        if end[1]:
            found["endColumnIndex"] = columns[-1] + 1
    return found


def formula_after(formula: str, dimension: str, change: Change) -> str:
    """A formula about cells of its own tab, once rows or columns have come or gone.

    >>> formula_after('=AND(C2>=3,$A$2<>"C2")', COLUMNS, inserted(1, 2))
    '=AND(E2>=3,$A$2<>"C2")'
    """

    def followed(found: re.Match[str]) -> str:
        if found["said"]:
            return found["said"]
        column, row = number(found["letters"]), int(found["row"]) - 1
        index = row if dimension == ROWS else column
        span = change(index, index + 1)
        if span is None or span[0] is None:
            return "#REF!"
        row, column = (span[0], column) if dimension == ROWS else (row, span[0])
        return f"{found['fixed']}{letters(column)}{found['held']}{row + 1}"

    return _REFERENCE.sub(followed, formula) if formula.startswith("=") else formula


def inserted(at: int, count: int) -> Change:
    """What inserting rows or columns does to a span: what lies at or behind them moves on."""

    def change(start: int | None, end: int | None) -> Span:
        if start is not None and start >= at:
            start += count
        if end is not None and end > at:
            end += count
        return start, end

    return change


def deleted(first: int, last: int) -> Change:
    """What deleting rows or columns does to a span: it shrinks, or is gone."""
    count = last - first

    def shrunk(index: int) -> int:
        return index if index <= first else max(first, index - count)

    def change(start: int | None, end: int | None) -> Span | None:
        before = start, end
        start = None if start is None else shrunk(start)
        end = None if end is None else shrunk(end)
        gone = end is not None and (start or 0) >= end and (before[0] or 0) < (before[1] or 0)
        return None if gone else (start, end)

    return change


def displaced(first: int, last: int, to: int) -> Change:
    """What moving rows or columns does to a span: it goes along with what it holds."""
    count = last - first

    def place(index: int) -> int:
        if first <= index < last:
            return index - first + (to if to <= first else to - count)
        if to <= index < first:
            return index + count
        if last <= index < to:
            return index - count
        return index

    def change(start: int | None, end: int | None) -> Span:
        if start is None or end is None or end <= start:
            return start, end
        places = [place(index) for index in range(start, end)]
        return min(places), max(places) + 1

    return change


def moved(thing: Any, sheet_id: int, dimension: str, change: Change) -> Any:
    """Anything that holds ranges, with those of this tab moved; None for what is gone with them."""
    if isinstance(thing, list):
        kept = [moved(item, sheet_id, dimension, change) for item in thing]
        return [item for item in kept if item is not None]
    if not isinstance(thing, dict):
        return thing
    if _GRID & thing.keys() or thing.keys() == {"sheetId"}:
        return _moved_range(thing, sheet_id, dimension, change)
    if "dimension" in thing and "startIndex" in thing:
        return _moved_dimension(thing, sheet_id, dimension, change)
    if "rowIndex" in thing or "columnIndex" in thing:
        return _moved_cell(thing, sheet_id, dimension, change)
    result = {}
    for name, part in thing.items():
        new = moved(part, sheet_id, dimension, change)
        if new is None and name in {"range", "dimensionRange", "location"}:
            return None
        if isinstance(part, list) and part and not new and name == "ranges":
            return None
        if new is not None:
            result[name] = new
    return result


def _moved_range(thing: Json, sheet_id: int, dimension: str, change: Change) -> Json | None:
    if thing.get("sheetId", 0) != sheet_id:
        return thing
    names = (
        ("startRowIndex", "endRowIndex")
        if dimension == ROWS
        else ("startColumnIndex", "endColumnIndex")
    )
    return _spanned(thing, names, change)


def _moved_dimension(thing: Json, sheet_id: int, dimension: str, change: Change) -> Json | None:
    if thing.get("sheetId", 0) != sheet_id or thing["dimension"] != dimension:
        return thing
    return _spanned(thing, ("startIndex", "endIndex"), change)


def _moved_cell(thing: Json, sheet_id: int, dimension: str, change: Change) -> Json:
    name = "rowIndex" if dimension == ROWS else "columnIndex"
    if thing.get("sheetId", 0) != sheet_id:
        return thing
    index = thing.get(name, 0)
    span = change(index, index + 1) or change(index, None) or (index, None)
    return thing | {name: span[0]}


def _spanned(thing: Json, names: tuple[str, str], change: Change) -> Json | None:
    span = change(thing.get(names[0]), thing.get(names[1]))
    if span is None:
        return None
    ends = dict(zip(names, span, strict=True))
    return thing | {name: value for name, value in ends.items() if value is not None}
