"""What can be wrong with the data, where it stands, and what to do about it.

Everything wrong in a spreadsheet is a value, a `Problem`, made where it is found and
carried to the end beside the results. The wording lives once, in the catalogue; a
problem adds its place and what was found there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from igpm_sheets.catalogue import CATALOGUE, Kind, Severity

LONGEST_SHOWN = 60


def column_letters(column: int) -> str:
    """Letters of a column counted from 1.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number, from 1, of a column's letters.

    >>> column_number("A"), column_number("AB"), column_number("xfd")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """A place in somebody's spreadsheet: a source, perhaps a tab, perhaps a cell.

    `row` and `column` count from 1, as the person at the sheet sees them; 0 is "none".

    >>> str(CellRef("applications.xlsx", "Applications", 12, 6))
    'applications.xlsx › Applications!F12'
    """

    source: str
    tab: str = ""
    row: int = 0
    column: int = 0
    address: str = ""
    """Of the tab on the web, for a Google Sheet: it ends in `#gid=` and the tab's number."""

    @property
    def link(self) -> str:
        """The address of the very cell, for a Google Sheet.

        >>> CellRef("Tracker", "Applications", 12, 6, "https://…/edit#gid=0").link
        'https://…/edit#gid=0&range=F12'
        """
        return f"{self.address}&range={self.a1}" if self.address and self.a1 else self.address

    @property
    def a1(self) -> str:
        """The cell within its tab (`F12`), a whole row (`12:12`), or nothing."""
        if self.row and self.column:
            return f"{column_letters(self.column)}{self.row}"
        return f"{self.row}:{self.row}" if self.row else ""

    def __str__(self) -> str:
        text = clipped(self.source, 200)
        if self.tab:
            text += f" › {clipped(self.tab, 100)}"
        return f"{text}!{self.a1}" if self.a1 else text


def clipped(value: object, longest: int = LONGEST_SHOWN) -> str:
    r"""A person's text made fit to show: one line, no control characters, not too long.

    >>> clipped("7,5\n\x1b[31m")
    '7,5 [31m'
    """
    text = "".join(c if c.isprintable() else " " for c in str(value))
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at one place.

    `found` is what stands there, clipped for showing; `ref` is the application
    concerned, where one is; `details` fill the catalogue's wording.
    """

    kind: Kind
    where: CellRef
    found: str = ""
    ref: str = ""
    details: tuple[tuple[str, str], ...] = ()

    @property
    def code(self) -> str:
        """The catalogue's number, such as `M03`."""
        return self.kind.code

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.kind.severity

    @property
    def rule(self) -> str:
        """The rule or interpretation that it touches, such as `R49`, or nothing."""
        return self.kind.rule

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        return self.kind.message.format_map(dict(self.details))

    @property
    def remedy(self) -> str:
        """What to do about it, in a sentence."""
        return self.kind.remedy.format_map(dict(self.details))


class Failed(Exception):  # noqa: N818 - it names what happened, as the office would
    """A file or service that could not be read or written: where, what was found, what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.where}: {problem.message}")
        self.problem = problem


def problem(
    code: str, where: CellRef, found: object = "", *, ref: str = "", **details: object
) -> Problem:
    """A problem of the catalogue's kind `code`.

    Raises:
        KeyError: if the catalogue has no such kind, or its wording names a detail that
            is not given: both are faults of the program, found here and not later.
    """
    shown = tuple((name, clipped(value, 300)) for name, value in details.items())
    made = Problem(CATALOGUE[code], where, clipped(found), ref, shown)
    _ = made.message, made.remedy
    return made
