"""What stands on the tab of results in Google Sheets: headings, applications, what people added.

Our columns are told by their headings, wherever they were moved; all others are people's. Rows
and columns count from 1 here, as people see them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from igpm_sheets.identity import ref_key
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Kind, Tab
from igpm_sheets.writers.beside.standing import KEPT_LINE, key_of
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.google.drawn import DrawnTab
from igpm_sheets.writers.google.present import (
    Answer,
    Present,
    entered,
    is_formula,
    plain_of,
)
from igpm_sheets.writers.names import heading_names

SAID_OF_KEPT: Final = 2
"""So many of our columns still say which application it was, once it is gone."""
ENOUGH: Final = 3
"""So many of our headings in one row, the key's among them, make it the row of headings."""


class Wanted(NamedTuple):
    """What our columns of the tab are to hold, as Google's cells."""

    headings: Sequence[str]
    """The first one is the key's."""
    heads: Sequence[Answer]
    rows: Sequence[Sequence[Answer]]
    usual: Sequence[Answer]
    """The look of a new row, column by column."""
    always: int | None
    """The column, counted from 0, that holds something in every row of ours."""


def wanted_of(tab: Tab, drawn: DrawnTab) -> Wanted:
    """What the list of a keyed tab is to hold.

    Args:
        tab: what the report says, one list of applications.
        drawn: the same as its template shows it.
    """
    [table] = tab.tables
    headings = heading_names(table.headings)
    width = len(headings)
    head = next(at for at, row in enumerate(drawn.cells) if _texts(row)[:width] == headings)
    below = [_filled_up(row, width) for row in drawn.cells[head + 1 :]]
    rows = [*below, *([_filled_up((), width)] * len(table.rows))][: len(table.rows)]
    kinds = [column.kind for column in table.columns]
    first = below[0] if below else _filled_up((), width)
    return Wanted(
        headings,
        _filled_up(drawn.cells[head], width),
        rows,
        [{"userEnteredFormat": cell.get("userEnteredFormat", {})} for cell in first],
        kinds.index(Kind.STATUS) if Kind.STATUS in kinds else None,
    )


def _texts(row: Sequence[Answer]) -> list[str]:
    return [str(entered(cell).get("stringValue", "")) for cell in row]


def _filled_up(row: Sequence[Answer], width: int) -> list[Answer]:
    return [*row[:width], *({} for _ in range(width - len(row)))]


class Standing:
    """The tab of results as it is.

    Args:
        tab: as Google tells it.
        wanted: what it is to hold.
        where: the tab, for telling what is wrong with it.
        is_torn: whether somebody has rearranged it while it was being written, so that any row
            of ours may stand anywhere.

    Raises:
        CannotWrite: something stands above the headings (F42), or the heading of the key is
            gone (F43).
    """

    def __init__(
        self, tab: Present, wanted: Wanted, where: CellRef, *, is_torn: bool = False
    ) -> None:
        self.tab, self.wanted, self.where, self._is_torn = tab, wanted, where, is_torn
        self.head, self.ours = self._headings()
        """The row of headings, and the columns of ours in it; 0 for one that is not there."""
        self.keys = {ref_key(key) for key in self.wanted_keys} - {""}

    def _headings(self) -> tuple[int, list[int]]:
        plain = [_plain(heading) for heading in self.wanted.headings]
        enough, most = min(ENOUGH, len(plain)), 0
        for row in sorted(self.tab.rows):
            columns: dict[str, int] = {}
            for column, cell in sorted(self.tab.rows[row].items()):
                columns.setdefault(_plain(plain_of(cell)), column)
            found = [columns.get(heading, 0) for heading in plain]
            if found[0] and sum(map(bool, found)) >= enough:
                self._look_above(row)
                return row, found
            most = max(most, sum(map(bool, found)))
        text = f"{most} of {len(plain)} headings"
        raise CannotWrite(problem("F43", self.where, text, heading=self.wanted.headings[0]))

    def _look_above(self, head: int) -> None:
        for row in range(1, head):
            for column, cell in self.tab.rows.get(row, {}).items():
                if entered(cell):
                    at = CellRef(self.where.source, self.where.tab, row, column, self.where.address)
                    raise CannotWrite(problem("F42", at, plain_of(cell)))

    # Columns

    @property
    def key_column(self) -> int:
        """Where the key stands."""
        return self.ours[0]

    @cached_property
    def our_columns(self) -> frozenset[int]:
        """All columns of ours that are there."""
        return frozenset(self.ours) - {0}

    # Rows

    @cached_property
    def wanted_keys(self) -> list[str]:
        """The applications that the tab is to hold, in their order."""
        return [key_of(plain_of(row[0])) for row in self.wanted.rows]

    def cells(self, row: int) -> Iterator[tuple[int, Answer]]:
        """The cells of a row that hold or show anything, by column."""
        return iter(self.tab.rows.get(row, {}).items())

    def key(self, row: int) -> str:
        """The application that a row is of, or ""."""
        return key_of(plain_of(self.tab.cell(row, self.key_column)))

    def is_blank(self, row: int) -> bool:
        """Whether no value stands in a row; a box that is not ticked is none."""
        return not any(holds(cell) for _, cell in self.cells(row))

    def is_noted(self, row: int) -> bool:
        """Whether there is a note in a row."""
        return any(cell.get("note") for _, cell in self.cells(row))

    def says_more(self, line: int) -> bool:
        """Whether people have put anything of theirs into the row of the line."""
        others = (cell for column, cell in self.cells(line) if column != self.key_column)
        return self.is_noted(line) or any(map(holds, others))

    def is_application(self, row: int) -> bool:
        """Whether a row is an application's, as far as can be told."""
        is_known = ref_key(self.key(row)) in self.keys
        if row in self._lines or not (self.key(row) or self._is_full(row)):
            return False
        if is_known and (row < self._gap or self._is_torn or self._is_left(row)):
            return True
        return self._is_full(row) and (is_known or not self._is_typed(row))

    def is_ours(self, row: int) -> bool:
        """Whether a row among the applications is one that this program wrote, all of it."""
        if row in self._lines or self._is_left(row):
            return True
        return bool(self.key(row)) and self._is_full(row) and not self._is_typed(row)

    @cached_property
    def _lines(self) -> frozenset[int]:
        """The rows that say that the applications below them are gone."""
        column = self.key_column
        rows = (row for row, cells in self.tab.rows.items() if row > self.head and column in cells)
        return frozenset(row for row in rows if self.key(row) == KEPT_LINE)

    def _is_left(self, row: int) -> bool:
        """Whether a row says no more than which application it was, as those below the line do.

        Whoever sorts all of a tab brings these among the others.
        """
        if not (self._lines or self._is_torn) or row in self._lines or not self.key(row):
            return False
        if self._is_torn:  # a value of another application may have come into the row
            return not self._is_full(row)
        who, others = self.ours[1:SAID_OF_KEPT], self.ours[SAID_OF_KEPT:]
        filled = [bool(column and entered(self.tab.cell(row, column))) for column in who]
        return all(filled) and not any(
            entered(self.tab.cell(row, column)) for column in others if column
        )

    def _is_full(self, row: int) -> bool:
        always = self.wanted.always
        column = self.ours[always] if always is not None else self.key_column
        # Where somebody has deleted that column, whatever else of ours stands there tells.
        asked = {column} if column else self.our_columns - {self.key_column}
        return any(entered(self.tab.cell(row, each)) for each in asked)

    def _is_typed(self, row: int) -> bool:
        """Whether there are formulas in our columns, which this program never writes there."""
        return any(is_formula(self.tab.cell(row, each)) for each in self.our_columns)

    @cached_property
    def _gap(self) -> int:
        """The first row below the headings in which nothing stands in our columns."""
        row = self.head + 1
        while any(entered(self.tab.cell(row, each)) for each in self.our_columns):
            row += 1
        return row

    @cached_property
    def data(self) -> range:
        """The rows of applications; one blank row where there are none."""
        first = self.head + 1
        line = min(self._lines, default=0)
        above = filter(self.is_application, range(line - 1, first - 1, -1))
        last = next(above, 0) if line else 0
        if self._is_torn or not last or self._is_scattered:
            rows = range(self._last_filled, first - 1, -1)
            last = next(filter(self._is_listed, rows), 0)
        return range(first, max(first, last) + 1)

    @cached_property
    def _is_scattered(self) -> bool:
        """Whether those that are gone do not stand together below the one line."""
        line = min(self._lines, default=0)
        below = line + 1
        while line and self.key(below):
            below += 1
        rows = range(self.head + 1, self._last_filled + 1)
        return len(self._lines) > 1 or any(
            self._is_left(row) for row in rows if not line < row < below
        )

    def _is_listed(self, row: int) -> bool:
        """Whether a row belongs to the list where it is in no order."""
        is_apart = self._is_torn or not self._is_kept_apart
        return self.is_application(row) or (is_apart and self.is_ours(row))

    @cached_property
    def _is_kept_apart(self) -> bool:
        """Whether those that are gone stand below the line, and nothing else does."""
        line = min(self._lines, default=0)
        if line == self.head + 1:
            return False  # there is always a row of the list above it, if only a blank one
        rows = range(line + 1, self._last_filled + 1)
        if any(self._is_full(row) and self.key(row) for row in rows):
            return False
        return not self._is_scattered

    @cached_property
    def _last_filled(self) -> int:
        filled = (row for row in self.tab.rows if not self.is_blank(row) or self.is_noted(row))
        return max(filled, default=0)

    @cached_property
    def last_used(self) -> int:
        """The last row in which anything stands, or that belongs to merged cells."""
        merged = max((last for _, last in self.tab.merged()), default=0)
        return max(self._last_filled, merged, self.data.stop - 1)

    @cached_property
    def line(self) -> int:
        """The row of the line above the applications that are gone, or 0."""
        return self._line_below(self.data.stop)

    def _line_below(self, row: int) -> int:
        rows = sorted(each for each in self.tab.rows if each >= row)
        return next((each for each in rows if self.key(each) == KEPT_LINE), 0)

    @cached_property
    def kept(self) -> list[int]:
        """The rows of the applications below that line."""
        found: list[int] = []
        while self.line and self.key(self.line + len(found) + 1):
            found.append(self.line + len(found) + 1)
        return found

    # What people added

    def has_something(self, row: int) -> bool:
        """Whether anything of people's stands in an application's row: values, notes, colours."""
        if self._is_left(row):
            return True  # it was kept for something, or people have typed it
        return any(self._is_peoples(column, cell) for column, cell in self.cells(row))

    def _is_peoples(self, column: int, cell: Answer) -> bool:
        is_usual = look_of(cell) in self._usual_looks.get(column, {""})
        if cell.get("note"):
            return True
        if column in self.our_columns:
            return not is_usual
        return (holds(cell) and column not in self.filled_down) or not is_usual

    @cached_property
    def filled_down(self) -> frozenset[int]:
        """People's columns with a formula in the row of every application."""
        rows = [row for row in self.data if self.key(row)]
        counted = Counter(
            column for row in rows for column, cell in self.cells(row) if is_formula(cell)
        )
        return frozenset(column for column, count in counted.items() if count == len(rows))

    @cached_property
    def _usual_looks(self) -> dict[int, set[str]]:
        """For each column the looks that nobody chose for a single application."""
        looks: dict[int, Counter[str]] = {}
        for row in self.data:
            for column, cell in self.cells(row):
                looks.setdefault(column, Counter())[look_of(cell)] += 1
        usual: dict[int, set[str]] = {}
        for column, counted in looks.items():
            [(look, times)] = counted.most_common(1)
            usual[column] = {"", look} if times >= ENOUGH and times * 2 > len(self.data) else {""}
        for column, cell in zip(self.ours, self.wanted.usual, strict=True):
            usual.setdefault(column, {""}).add(look_of(cell))
        return usual

    def peoples(self, row: int) -> tuple[tuple[int, str], ...]:
        """What people keep in a row, so that it is known again wherever it has gone."""
        theirs = (
            (column, json.dumps([entered(cell), cell.get("note", "")], sort_keys=True))
            for column, cell in sorted(self.cells(row))
            if column not in self.our_columns and (holds(cell) or cell.get("note"))
        )
        return tuple(theirs)


def holds(cell: Answer) -> bool:
    """Whether anything stands in a cell; a box that is not ticked is nothing."""
    value = entered(cell)
    return bool(value) and value.get("boolValue") is not False


def look_of(cell: Answer) -> str:
    """How somebody has made a cell look, to be compared: its fill and colours, not its numbers."""
    given = cell.get("userEnteredFormat", {})
    colour = given.get("backgroundColorStyle", {}).get("rgbColor") or given.get("backgroundColor")
    text = given.get("textFormat", {})
    shade = text.get("foregroundColorStyle", {}).get("rgbColor") or text.get("foregroundColor")
    marks = [_rounded(colour), _rounded(shade), *(bool(text.get(each)) for each in _MARKS)]
    return json.dumps(marks) if any(marks) else ""


_MARKS: Final = ("bold", "italic", "strikethrough", "underline")


def _rounded(colour: Answer | None) -> list[int] | None:
    """A colour in 255ths; white and none at all are the same."""
    if not colour:
        return None
    parts = [round(255 * float(colour.get(each, 0))) for each in ("red", "green", "blue")]
    return None if parts == [255, 255, 255] else parts


def _plain(heading: object) -> str:
    return "" if heading is None else " ".join(str(heading).split()).casefold()
