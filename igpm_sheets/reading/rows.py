"""The rows of a table that count: no blank ones, titles, totals or repeated headings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import Place
from igpm_sheets.problems import Problem, problem
from igpm_sheets.reading.headings import Headings, Vocabulary, headings_at
from igpm_sheets.reading.parsed import is_blank
from igpm_sheets.reading.values import Parser, parse_text, shown
from igpm_sheets.reading.wording import normal

Row = Sequence[CellValue]

_TOTALS = re.compile(
    r"(?:grand|sub|overall)?total|(?:counts?|averages?|means?|sums?|medians?)$"
    r"|(?:minimum|maximum|overall|averagemark|meanmark|average(?:of|for|per)[a-z]+)$"
)
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b.*\d{2}|^(?:19|20)\d\d$",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Whether a label is a totals row's.

    >>> is_total("Grand total:"), is_total("Total applications"), is_total("Toby Mean")
    (True, True, False)
    """
    return bool(_TOTALS.match(normal(text)))


def has_total_label(row: Row) -> bool:
    """Whether any cell of the row is the label of a totals row."""
    return any(isinstance(cell, str) and is_total(cell) for cell in row)


def looks_like_a_ref(text: str) -> bool:
    """Whether a text may be a ref that was numbered in advance, and no title.

    >>> looks_like_a_ref("IGPM 014"), looks_like_a_ref("May 2026"), looks_like_a_ref("Notes")
    (True, False, False)
    """
    return (
        any(c.isdigit() for c in text)
        and len(text) <= 24
        and len(text.split()) <= 2
        and not _MONTH.search(text)
    )


def filled(row: Row) -> list[int]:
    """The columns, counted from 1, of the cells that say anything.

    A tick box that is not ticked stands in every row of its column, and says nothing.
    """
    return [
        column
        for column, cell in enumerate(row, 1)
        if cell is not None and cell is not False and not is_blank(cell)
    ]


def is_title(row: Row, says: Collection[int], headings: Headings) -> bool:
    """Whether a single text stands at the left of the table: a section's title.

    `says` are the columns that say anything, as `filled` gives them.
    """
    if len(says) > 1:
        return False
    (column,) = says
    return isinstance(row[column - 1], str) and column <= min(headings.columns.values())


def body(
    grid: Grid, headings: Headings, vocabulary: Vocabulary, key: str
) -> Iterator[tuple[int, Row, Headings]]:
    """The rows below the headings that say anything, with the headings that hold for them.

    Repeated headings are passed over; where they put the columns in another order, the
    rows below them are read by the new one. `key` is the field that every row should have.
    """
    at = headings.columns.get(key, 0) - 1
    for number in range(headings.row + 1, len(grid.rows) + 1):
        row = grid.rows[number - 1]
        lead = row[at] if 0 <= at < len(row) else None
        if isinstance(lead, str):
            if vocabulary.match(lead):
                again = headings_at(grid, number, vocabulary)
                if again is not None and again.has((key, *vocabulary.required)):
                    headings = again
                    at = headings.columns[key] - 1
                    continue
        elif lead is None and not any(cell is not None for cell in row):
            continue
        if any(cell is not None and cell is not False and cell != "" for cell in row):
            yield number, row, headings


class FieldReader:
    """Reads a row's fields by their parsers; gathers problems and unreadable fields."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary, parsers: Mapping[str, Parser]) -> None:
        self.grid = grid
        self.vocabulary = vocabulary
        self.parsers = parsers
        self.problems: list[Problem] = []
        self._headings: Headings | None = None
        self._columns: Mapping[str, int] = {}
        self._plan: list[tuple[str, int, Parser]] = []

    def follow(self, headings: Headings) -> None:
        """Take the columns of the headings that hold from here on."""
        if headings is not self._headings:
            self._headings = headings
            self._columns = _with_name(headings.columns)
            self._plan = [
                (name, column - 1, self.parsers.get(name, parse_text))
                for name, column in headings.columns.items()
            ]

    def place(self, number: int, headings: Headings) -> Place:
        """The row as a place, with its columns."""
        self.follow(headings)
        return Place(self.grid.source, self.grid.tab, number, self._columns, self.grid.address)

    def read(
        self, number: int, row: Row, headings: Headings, ref: str = ""
    ) -> tuple[dict[str, Any], set[str]]:
        """The values of the row's filled fields by name, and the names of unreadable ones."""
        self.follow(headings)
        values: dict[str, Any] = {}
        unreadable: set[str] = set()
        width = len(row)
        for name, at, parser in self._plan:
            if at < width and (cell := row[at]) is not None:
                value, fault = parser(cell)
                if fault is not None:
                    unreadable.add(name)
                    self.complain(fault.code, number, name, cell, ref=ref, **fault.details)
                elif value is not None:
                    values[name] = value
        for name in headings.rivals:
            # A second "ref" is often some other number: the warning at the heading will do.
            if name != "ref" and self._rivals_differ(number, row, name, ref):
                unreadable.add(name)
                values.pop(name, None)
        return values, unreadable

    def complain(
        self, code: str, number: int, name: str, found: CellValue, *, ref: str = "", **details: str
    ) -> None:
        """Add a problem at the cell of a field, called as the sheet's own heading calls it."""
        column = self._headings.columns.get(name, 0) if self._headings else 0
        texts = self._headings.texts if self._headings else {}
        self.problems.append(
            problem(
                code,
                self.grid.ref(number, column),
                shown(found),
                ref=ref,
                heading=texts.get(column) or self.vocabulary.heading(name),
                **details,
            )
        )

    def _rivals_differ(self, number: int, row: Row, name: str, ref: str) -> bool:
        """Whether two columns of one heading contradict each other; reported if so."""
        if self._headings is None:
            return False
        first = self._headings.columns[name]
        wanted = row[first - 1] if first <= len(row) else None
        for column in self._headings.rivals[name]:
            other = row[column - 1] if column <= len(row) else None
            if _agree(wanted, other, self.parsers.get(name, parse_text)):
                continue
            self.problems.append(
                problem(
                    "C16",
                    self.grid.ref(number, column),
                    shown(other),
                    ref=ref,
                    heading=self.vocabulary.heading(name),
                    first=self.grid.ref(number, first).a1,
                )
            )
            return True
        return False


def _agree(one: CellValue, other: CellValue, parser: Parser) -> bool:
    """Whether two cells of one field say the same: "yes" and the day it was are no quarrel."""
    if shown(one) == shown(other):
        return True
    first, second = parser(one), parser(other)
    if first.fault or second.fault or first.value is None or second.value is None:
        return False
    if first.value == second.value:
        return True
    answers = (first.value, second.value)
    return True in answers and any(isinstance(each, date | Decimal) for each in answers)


def _with_name(columns: Mapping[str, int]) -> Mapping[str, int]:
    """The columns, with one for the name where its parts have their own."""
    parts = [columns[part] for part in ("last_name", "first_name") if part in columns]
    return columns if "name" in columns or not parts else {**columns, "name": parts[0]}


def joined_name(values: Mapping[str, Any]) -> str:
    """A person's name: the name column, else title, first and last name together."""
    whole: str | None = values.get("name")
    if whole is not None:
        return whole
    parts = (values.get(part) for part in ("title", "first_name", "last_name"))
    return " ".join(part for part in parts if part)
