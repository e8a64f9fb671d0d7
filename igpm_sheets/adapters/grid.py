"""A grid of cells with addresses: the one shape in which every source is read.

Excel, OpenDocument, CSV and Google Sheets all arrive as `Grid`s, so that nothing after
the adapters knows where a cell came from, yet every problem can name the true cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from igpm_sheets.problems import CellRef, Failed


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """A cell that shows an error, such as `#N/A`: never to be taken for a blank."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class NeverCalculated:
    """A formula that no program has calculated yet: its value is not in the file."""

    formula: str = ""

    def __str__(self) -> str:
        return f"={self.formula}" if self.formula else "a formula without a value"


CellValue = (
    None | bool | int | float | str | date | datetime | time | timedelta | ErrorValue
    | NeverCalculated
)  # fmt: skip
"""A blank cell is None. Whole numbers may arrive as floats, as the formats store them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One tab: rows of cells from A1 on, ragged at the right.

    `source` is the file's name as people know it (relative to the settings), or the title of
    a Google Sheet; `hidden` tells a tab that its owner has hidden.
    """

    source: str
    tab: str
    rows: Sequence[Sequence[CellValue]]
    hidden: bool = False
    address: str = ""
    """Of the tab on the web, for a Google Sheet."""
    title: str = ""
    """Of a Google Sheet: a name, never a path, and its dots are no endings."""

    def ref(self, row: int, column: int = 0) -> CellRef:
        """The address of a cell, both counted from 1; column 0 is the whole row."""
        return CellRef(self.source, self.tab, row, column, self.address)

    @property
    def whole(self) -> CellRef:
        """The file or spreadsheet that the tab is one of."""
        return CellRef(self.source, address=self.address.partition("#")[0])

    def at(self, row: int, column: int) -> CellValue:
        """The value of a cell, both counted from 1; None beyond the edge."""
        if row < 1 or column < 1 or row > len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None


class SourceUnreadable(Failed):
    """A file or service that could not be read at all."""
