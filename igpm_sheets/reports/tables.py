"""What a report says, free of any format: values and tables of typed columns, tab by tab.

A template decides how it looks. Nothing here knows of fonts, widths or files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from igpm_sheets.problems import CellRef
from igpm_sheets.templates import RESULTS


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
    """A value with the formula that works it out again from other cells of the workbook.

    The formula is in the notation that Excel, LibreOffice and Google Sheets share; the
    value is stored beside it, so that a program that does not calculate shows it too.
    Cells are named by headings, wherever they come to lie:

    - `{Marks[Sum]}`: all rows of that column of that table, such as `Marks!$O$2:$O$37`
    - `{@Ref}`: the cell under that heading in the formula's own row, such as `$A7`
    - `{row}`: the number of that row
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
    """As people see it; the writer makes it legal (`Your result` becomes `Your_result`)."""
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Content, ...]]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in order."""
        return tuple(column.heading for column in self.columns)


@dataclass(frozen=True, slots=True)
class Pivot:
    """A native PivotTable: how often a table's rows hold each pair of values of two columns.

    Spreadsheets count it anew when a person refreshes it. A workbook without the source, or
    with nothing in it, has no such pivot.
    """

    name: str
    """The writer makes it legal, as a table's; so the template names the cell where it goes."""
    caption: str
    """The sentence that stands over it."""
    source: str
    """The table whose rows are counted, on any tab of the same workbook."""
    down: str
    """The heading of the column whose values stand down the side."""
    across: str
    """The heading of the column whose values stand across the top."""
    counts: str
    """The heading of a column that no row leaves blank."""
    counted: str
    """What is counted, for the corner; no heading of the source may be called so."""
    order: tuple[str, ...] = ()
    """Values across that come first, in this order; without it all stand in their own order."""
    blank: str = ""
    """What a blank cell is called; it comes last."""


@dataclass(frozen=True, slots=True)
class Tab:
    """What one tab of a workbook holds; how it looks is the template's.

    `values` fill the template's placeholders by name, each typed as it is; a list of texts
    fills a row for each, and none where it is empty. What a value holds is never itself
    taken for a placeholder. `tables` fill the template's tables of the same names.
    """

    name: str
    """In the workbook, where the writer makes it legal and unique."""
    template: str
    """The sheet of the template that it fills."""
    values: Mapping[str, Content | Sequence[str]] = field(default_factory=dict)
    """Always with `title`, which is printed at the head of each page."""
    tables: Sequence[Table] = ()
    pivots: Sequence[Pivot] = ()
    """Those for which the template has a place; in an office's own workbook there are none."""
    volatile: frozenset[str] = frozenset()
    """Values that alone are no reason to write a workbook again, such as today's date."""
    workbook: str = RESULTS
    """The template workbook that the sheet belongs to."""
    needed: Mapping[str, str] = field(default_factory=dict)
    """Values that the template must have a place for, each with what would be wrong without."""
