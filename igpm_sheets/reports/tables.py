"""What a report says, free of any format: tables of typed columns, gathered in tabs.

A writer (Excel now; Google Sheets and templates behind the same shapes) decides how it
looks. Nothing here knows of fonts, widths or files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from igpm_sheets.problems import CellRef


class Kind(StrEnum):
    """What a column holds, for formats and alignment."""

    TEXT = "text"
    LONG_TEXT = "long text"
    """Sentences: wrapped, in a wide column."""
    WHOLE = "whole"
    MARK = "mark"
    """A mark or a mean of marks of a domain: 5 is the standard (R50)."""
    MEAN = "mean"
    """Two places, never fewer: 149 / 30 must not read 5.0."""
    MONEY = "money"
    DATE = "date"
    SHARE = "share"
    """A fraction of one, shown as a percentage."""
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, what it holds, a note that explains it."""

    heading: str
    kind: Kind = Kind.TEXT
    note: str = ""
    total: bool = False
    """Whether a total row sums it."""


@dataclass(frozen=True, slots=True)
class Live:
    """A value with the formula that works it out again from another tab.

    The formula is in the notation that Excel, LibreOffice and Google Sheets share; the
    value is stored beside it, so that a program that does not calculate shows it too.
    `{row}` stands for the number of the row the cell lands in.
    """

    value: Plain
    formula: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A value that leads somewhere: to a cell of a source, or to a tab of the same workbook."""

    value: Plain
    to: CellRef | str


Plain = None | str | int | Decimal | date
Content = Plain | Live | Linked


def plain(content: Content) -> Plain:
    """The value itself, whatever is attached to it."""
    return content.value if isinstance(content, Live | Linked) else content


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows, each row as long as the headings."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Content, ...]]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in order."""
        return tuple(column.heading for column in self.columns)


@dataclass(frozen=True, slots=True)
class Figures:
    """A few labelled figures, for the head of a tab, such as ("Awards", 10).

    `kinds` says by label what a figure holds, where its type alone does not: pounds, a share.
    """

    rows: Sequence[tuple[str, Content]]
    kinds: Mapping[str, Kind] = field(default_factory=dict)


class ChartKind(StrEnum):
    """How a chart draws its series."""

    COLUMNS = "columns"
    BARS = "bars"
    STACKED_BARS = "stacked bars"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of a table on the same tab: its first column against the `series`."""

    title: str
    table: str
    series: tuple[str, ...]
    kind: ChartKind = ChartKind.COLUMNS
    alternative: str = ""
    """What the chart shows, for someone who cannot see it."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a workbook: a title, a sentence or two, and blocks from top to bottom.

    A tab that is one Table alone starts with its headings in row 1, so that other
    programs can read it as it is; `title` then goes into the printed header.
    """

    name: str
    title: str
    blocks: Sequence[Table | Figures | Chart | str]
    landscape: bool = True
    key_columns: int = field(default=1)
    """Columns that stay in sight when the table is scrolled sideways."""
