"""References to cells as formulas and lists of areas write them: read, moved, written again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from igpm_sheets.problems import column_letters

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LOST = "#REF!"
"""What stands in a formula for cells that are no more."""

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_ROWS = r"\$?[1-9][0-9]{0,6}:\$?[1-9][0-9]{0,6}"
_COLUMNS = r"\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
_TOKEN = re.compile(
    rf"""
    "(?:[^"]|"")*"                                                  # a text
    |(?P<sheet>'(?:[^']|'')+'!|(?:\[[0-9]+\])?[\w.]+(?::[\w.]+)?!)? # a tab's name
     (?P<reference>{_CELL}(?::{_CELL})?|{_COLUMNS}|{_ROWS})(?![\w(.!\\])
    |'(?:[^']|'')+'!
    |\[(?:[^\[\]]|\[[^\[\]]*\])*\]                                  # columns of a table
    |[\w.\\]+!?                                                     # a name or a number
    """,
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")


class Area(NamedTuple):
    """A block of cells; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, text: str) -> Area:
        """An area as it is written: `A1`, `$A$1:$C$9`, `A:C`, `1:3`.

        Raises:
            ValueError: if it is not one.

        >>> Area.of("$B$2:D9")
        Area(top=2, left=2, bottom=9, right=4)
        """
        corners = _corners(text)
        if corners is None:
            raise ValueError(text)
        return area_of(corners)

    def __str__(self) -> str:
        return _joined(
            f"{column_letters(self.left)}{self.top}", f"{column_letters(self.right)}{self.bottom}"
        )

    @property
    def absolute(self) -> str:
        """As a formula writes it wherever it stands.

        >>> Area(1, 1, 1, 3).absolute, Area(1, 1, 1, 16384).absolute
        ('$A$1:$C$1', '$1:$1')
        """
        if (self.left, self.right) == (1, MOST_COLUMNS):
            return f"${self.top}:${self.bottom}"
        first, last = column_letters(self.left), column_letters(self.right)
        if (self.top, self.bottom) == (1, MOST_ROWS):
            return f"${first}:${last}"
        return _joined(f"${first}${self.top}", f"${last}${self.bottom}")

    def holds(self, other: Area) -> bool:
        """Whether all of another area lies within it."""
        rows = self.top <= other.top and other.bottom <= self.bottom
        return rows and self.left <= other.left and other.right <= self.right


class Corner(NamedTuple):
    """One end of a reference; 0 for the column of whole rows and the row of whole columns."""

    column: int
    row: int
    column_stays: bool
    """Whether it is written with `$`, and so is the same from wherever it is seen."""
    row_stays: bool

    def __str__(self) -> str:
        column = "$" * self.column_stays + column_letters(self.column) if self.column else ""
        return column + ("$" * self.row_stays + str(self.row) if self.row else "")


Change = Callable[[str, list[Corner]], str | None]
"""Given the tab's name of a reference, or "", and its corners, what to write instead, if
anything."""


def areas(text: str) -> list[Area]:
    """The areas of a list such as `A1:B2 D5`.

    Raises:
        ValueError: if one of them is none.
    """
    return [Area.of(each) for each in text.split()]


def area_of(corners: list[Corner]) -> Area:
    """All that lies between the corners of a reference."""
    rows = sorted(corner.row for corner in corners)
    columns = sorted(corner.column for corner in corners)
    top, bottom = (rows[0], rows[-1]) if rows[0] else (1, MOST_ROWS)
    left, right = (columns[0], columns[-1]) if columns[0] else (1, MOST_COLUMNS)
    return Area(top, left, bottom, right)


def rewritten(formula: str, change: Change) -> str:
    """A formula with every reference to cells changed; texts, names and the rest stay.

    >>> rewritten('IF(A1>"B2",LOG10($C3),Sheet!D4:E5)', lambda tab, corners: "x")
    'IF(x>"B2",LOG10(x),x)'
    """

    def replaced(match: re.Match[str]) -> str:
        corners = _corners(match["reference"]) if match["reference"] else None
        if corners is None:
            return match[0]
        changed = change(plain_tab(match["sheet"] or ""), corners)
        return match[0] if changed is None else changed

    return _TOKEN.sub(replaced, formula)


def tabs_named(formula: str) -> set[str]:
    """The names of all tabs that a formula draws from.

    >>> sorted(tabs_named("SUM(Marks!A1:A3)+'O''H'!B2+C4"))
    ['Marks', "O'H"]
    """
    named = set()
    for match in _TOKEN.finditer(formula):
        if match["sheet"]:
            named.add(plain_tab(match["sheet"]))
        elif match[0].endswith("!"):
            named.add(plain_tab(match[0]))
    return named


def plain_tab(written: str) -> str:
    """The name of a tab without what a formula puts around it: `'O''H'!` is of `O'H`."""
    name = written.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _corners(reference: str) -> list[Corner] | None:
    """The two ends of a reference; None if no sheet is that large.

    Of a reference to one cell that is twice the same object, which `A1:A1` is not.
    """
    first, _, second = reference.partition(":")
    found = []
    for each in (first, second or first):
        match = _CORNER.fullmatch(each)
        if match is None:
            return None
        column_stays, letters, row_stays, row = match.groups()
        if not letters:  # then the only sign stands before the row
            column_stays, row_stays = "", column_stays or row_stays
        corner = Corner(_number(letters), int(row or 0), bool(column_stays), bool(row_stays))
        if corner.column > MOST_COLUMNS or corner.row > MOST_ROWS or not (letters or row):
            return None
        found.append(corner)
    if second:
        return found
    return [found[0]] * 2 if found[0].column and found[0].row else None


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _joined(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"
