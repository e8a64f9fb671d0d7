"""Renews the tab of results in Google Sheets so that what people keep beside it stays in place.

Only cells of our own columns are written. Rows are moved as a whole, new ones inserted and none
deleted, so that whatever stands beside an application goes along on Google's side, also what was
typed after we looked. The refs of applications that are there are never written: they are what
the rows are known by if somebody sorts them meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple

from igpm_sheets.problems import problem
from igpm_sheets.writers.beside.seats import Places, Seat, seats
from igpm_sheets.writers.beside.standing import KEPT_LINE
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.google import whole
from igpm_sheets.writers.google.cells import (
    area,
    blocks,
    holding,
    inserted,
    look,
    parts,
    put,
    runs,
    spans,
)
from igpm_sheets.writers.google.covering import (
    renewed_filter,
    renewed_protection,
    renewed_rules,
)
from igpm_sheets.writers.google.moves import moves, torn
from igpm_sheets.writers.google.noting import State, order_sign, rule_sign
from igpm_sheets.writers.google.present import Answer, entered, same_value
from igpm_sheets.writers.google.standing import SAID_OF_KEPT, Standing

Request = Mapping[str, Any]

_ALL: Final = "userEnteredValue,userEnteredFormat"


class Written(NamedTuple):
    """A cell of an application as it was sent."""

    row: int
    column: int
    value: Answer
    before: int
    """The row of that application when we looked; 0 for a new one."""


@dataclass
class Expected:
    """How the tab is to be afterwards, if nobody has changed its shape meanwhile."""

    headings: dict[int, str]
    """Of our columns."""
    keys: dict[int, str]
    """The refs by row, all others of that column being blank or people's."""
    written: list[Written] = field(default_factory=list)
    cleared: dict[int, int] = field(default_factory=dict)
    """Rows taken out of the list, by where they are now: the rows that they had."""
    looks: dict[str, Sequence[Answer]] = field(default_factory=dict)
    """How our cells of new applications look, by their refs."""


class Renewal:
    """A tab of results that is to be renewed.

    Args:
        standing: the tab as it is, and what it is to hold.
        rules: our conditional formats, for the columns as they are drawn.
        editors: the addresses of those who may write in our columns.
        state: how we left the tab.

    Raises:
        CannotWrite: what people have done with the tab does not allow it (F44).
    """

    def __init__(
        self,
        standing: Standing,
        rules: Sequence[Answer] = (),
        editors: Sequence[str] = (),
        state: State = State(),  # noqa: B008 - nothing can change it
    ) -> None:
        self._standing, self._rules, self._editors, self._state = standing, rules, editors, state
        self._id = standing.tab.id
        self._is_sorted = self._was_sorted()
        self._seats: list[Seat] = seats(standing, is_sorted=self._is_sorted)
        self._places = Places(standing, self._seats)
        self._ours = self._columns_afterwards()
        self._plan()

    # Order

    def _was_sorted(self) -> bool:
        """Whether a person has brought the applications into an order that is to stay."""
        standing = self._standing
        if standing.tab.sheet.get("basicFilter", {}).get("sortSpecs"):
            return True
        there = [standing.key(row) for row in standing.data if standing.is_application(row)]
        wanted = [key for key in standing.wanted_keys if key in set(there)]
        known = set(wanted)
        if [key for key in there if key in known] == wanted:
            return False
        return self._state != State() and self._state.order != order_sign(there)

    def _columns_afterwards(self) -> list[int]:
        """The columns of ours once those that are missing have been inserted, one by one."""
        ours = list(self._standing.ours)
        self._added: list[tuple[int, int]] = []
        """Which of ours are missing, counted from 0, and where each is inserted."""
        for at in range(len(ours)):
            if not ours[at]:
                place = ours[at - 1] + 1
                ours = [each + 1 if each >= place else each for each in ours]
                ours[at] = place
                self._added.append((at, place))
        return ours

    # Rows

    def _plan(self) -> None:
        """Works out for each place the row that it is to hold, and which rows are new."""
        standing, places = self._standing, self._places
        height = max(standing.tab.height, standing.data[-1])
        by_place = {place: row for row, place in places.places.items() if place}
        first = standing.data.start
        for place in range(first, min(places.end, height) + 1):
            # A blank row that is there already does where one is to set things apart.
            is_gap = place not in self._seated and place != places.line
            if is_gap and place not in by_place and self._is_free(place):
                by_place[place] = place
        self._fresh: list[int] = [
            place for place in range(first, places.end + 1) if place not in by_place
        ]
        """The places of new rows: applications, the line, and blank rows that set things apart."""
        taken = set(by_place.values())
        rest = [row for row in range(first, height + 1) if row not in taken]
        count = len(self._fresh)
        self._at = standing.data[-1] if len(standing.data) > 1 else standing.data[-1] + 1
        """The row before which new ones are inserted: within the list, which so grows."""
        number = {row: row if row < self._at else row + count for row in range(1, height + 1)}
        fresh = {place: self._at + at for at, place in enumerate(self._fresh)}
        order = [
            fresh[place] if place in fresh else number[by_place[place]]
            for place in range(first, places.end + 1)
        ]
        order += [number[row] for row in rest]
        self._order = [*range(first - 1), *(row - 1 for row in order)]
        gone = [row for row in standing.data if row in rest]
        gone += [row for row in (standing.line, *standing.kept) if row and row in rest]
        self._gone = [row for row in gone if self._holds_ours(row)]
        """Rows that leave the list and hold something of ours, but nothing of people's."""
        where = {row: places.end + at for at, row in enumerate(rest, 1)}
        self._cleared = {where[row]: row for row in self._gone}
        for top, last in standing.tab.merged():
            if top >= first and torn(self._order, number[top] - 1, number[last]):
                text = f"rows {top} to {last}"
                raise CannotWrite(
                    problem("F44", standing.where, text, what="a merged cell over several rows")
                )

    def _holds_ours(self, row: int) -> bool:
        standing = self._standing
        columns = standing.our_columns | standing.filled_down
        return any(entered(standing.tab.cell(row, column)) for column in columns)

    def _is_free(self, row: int) -> bool:
        """Whether a row is blank, and has no other place."""
        standing = self._standing
        is_placed = self._places.places.get(row) is not None
        return not is_placed and standing.is_blank(row) and not standing.is_noted(row)

    @cached_property
    def expected(self) -> Expected:
        """How the tab is to be afterwards."""
        standing, places = self._standing, self._places
        keys = {place: standing.key(row) for row, place in places.places.items() if place}
        for place, seat in enumerate(self._seats, standing.data.start):
            if seat.old is None:
                keys[place] = standing.wanted_keys[seat.wanted]
        if places.line:
            keys[places.line] = KEPT_LINE
        headings = dict(zip(self._ours, standing.wanted.headings, strict=True))
        return Expected(
            headings,
            {place: key for place, key in keys.items() if key},
            [*self._changed, *self._newly_written(), *self._blanked()],
            dict(self._cleared),
            {
                standing.wanted_keys[seat.wanted]: standing.wanted.rows[seat.wanted]
                for seat in self._seats
                if seat.old is None
            },
        )

    def _blanked(self) -> Iterator[Written]:
        """The cells that are emptied, since an application has left the list."""
        places = self._places
        for row in places.kept:
            if places.places[row] in self._emptied:
                for column in self._ours[SAID_OF_KEPT:]:
                    yield Written(places.places[row] or 0, column, {}, row)
        for place, row in self._cleared.items():
            for column in self._ours:
                yield Written(place, column, {}, row)

    def _newly_written(self) -> Iterator[Written]:
        """The cells of new applications that hold anything, and the line if it is new."""
        if self._places.line in self._fresh:
            yield Written(self._places.line, self._ours[0], {"stringValue": KEPT_LINE}, 0)
        for place, seat in zip(self._seated, self._seats, strict=True):
            if seat.old is None:
                for column, cell in zip(
                    self._ours, self._standing.wanted.rows[seat.wanted], strict=True
                ):
                    if entered(cell):
                        yield Written(place, column, entered(cell), 0)

    # What changes

    @cached_property
    def _changed(self) -> list[Written]:
        """The cells of applications that are there and hold something else now."""
        standing, found = self._standing, []
        for place, seat in enumerate(self._seats, standing.data.start):
            if seat.old is None:
                continue
            for at, wanted in enumerate(standing.wanted.rows[seat.wanted]):
                column = standing.ours[at]
                present = entered(standing.tab.cell(seat.old, column)) if column else {}
                value = entered(wanted)
                if at and not same_value(present, value):
                    found.append(Written(place, self._ours[at], value, seat.old))
        return found

    @cached_property
    def _emptied(self) -> list[int]:
        """The places of applications that are gone and still say more than who it was."""
        standing = self._standing
        columns = [column for column in standing.ours[SAID_OF_KEPT:] if column]
        return [
            place
            for row in self._places.kept
            if (place := self._places.places[row])
            and any(entered(standing.tab.cell(row, column)) for column in columns)
        ]

    @property
    def differs(self) -> bool:
        """Whether anything of the tab is to change."""
        is_moved = any(at != row for at, row in enumerate(self._order))
        return bool(
            is_moved or self._fresh or self._added or self._changed or self._gone or self._emptied
        )

    # Requests

    def requests(self) -> list[Request]:
        """All that brings the tab up to date, in an order that works."""
        return [
            *self._new_columns(),
            *self._new_rows(),
            *(self._move(*each) for each in moves(self._order)),
            *self._new_values(),
            *self._clearings(),
            *self._covering(),
        ]

    @property
    def state(self) -> State:
        """How the tab is left."""
        keys = [self.expected.keys[place] for place in self._seated]
        signs = tuple(rule_sign(rule) for rule in self._rules)
        return State("" if self._is_sorted else order_sign(keys), signs)

    @property
    def _seated(self) -> range:
        first = self._standing.data.start
        return range(first, first + len(self._seats))

    def _new_columns(self) -> Iterator[Request]:
        standing = self._standing
        for at, column in self._added:
            yield inserted(self._id, "COLUMNS", column - 1, 1, before=True)
            fields = "userEnteredValue,userEnteredFormat,note"
            yield put(self._id, standing.head, column, [[standing.wanted.heads[at]]], fields)
            yield {
                "repeatCell": {
                    "range": area(self._id, standing.data.start, column, standing.data[-1], column),
                    "cell": standing.wanted.usual[at],
                    "fields": "userEnteredFormat",
                }
            }

    def _new_rows(self) -> Iterator[Request]:
        """Inserts rows: cells of theirs are nobody's but ours, whatever has happened meanwhile."""
        standing, height = self._standing, self._standing.tab.height
        if height < standing.data[-1]:
            missing = standing.data[-1] - height
            yield inserted(self._id, "ROWS", height, missing, before=True)
        if not self._fresh:
            return
        within = len(standing.data) > 1
        yield inserted(self._id, "ROWS", self._at - 1, len(self._fresh), before=not within)
        seated = self._seated
        rows: list[Sequence[Answer]] = []
        for at, place in enumerate(self._fresh, self._at):
            seat = self._seats[place - seated.start] if place in seated else None
            rows.append(standing.wanted.rows[seat.wanted] if seat else self._line_or_blank(place))
            if seat is None:
                yield self._plain_row(at)
        for first, last, column in runs(self._ours):
            part = [row[first:last] for row in rows]
            yield from whole.values(part, self._id, row=self._at - 1, column=column - 1)
            looks = [[look(cell) for cell in row] for row in part]
            yield from whole.formats(looks, self._id, row=self._at - 1, column=column - 1)
        yield from self._filled_down()

    def _line_or_blank(self, place: int) -> Sequence[Answer]:
        if place != self._places.line:
            return ()
        return [{"userEnteredValue": {"stringValue": KEPT_LINE}}]

    def _plain_row(self, row: int) -> Request:
        """A new row that is no application's looks like none."""
        whole_row = {"sheetId": self._id, "startRowIndex": row - 1, "endRowIndex": row}
        return {
            "repeatCell": {
                "range": whole_row,
                "cell": {},
                "fields": "userEnteredFormat,dataValidation",
            }
        }

    def _filled_down(self) -> Iterator[Request]:
        """Gives new applications the formulas that people have in the row of every other."""
        standing = self._standing
        sources = [row for row in standing.data if standing.is_application(row)]
        new = [at for at, place in enumerate(self._fresh, self._at) if place in self._seated]
        if not sources or not new:
            return
        row = sources[0] if sources[0] < self._at else sources[0] + len(self._fresh)
        for column in sorted(standing.filled_down):
            moved = self._column(column)
            yield {
                "copyPaste": {
                    "source": area(self._id, row, moved, row, moved),
                    "destination": area(self._id, new[0], moved, new[-1], moved),
                    "pasteType": "PASTE_FORMULA",
                }
            }

    def _column(self, column: int) -> int:
        """Where a column of people's is once the missing ones of ours are there."""
        for _, added in self._added:
            column += added <= column
        return column

    def _move(self, start: int, end: int, to: int) -> Request:
        source = {"sheetId": self._id, "dimension": "ROWS", "startIndex": start, "endIndex": end}
        return {"moveDimension": {"source": source, "destinationIndex": to}}

    def _new_values(self) -> Iterator[Request]:
        """Writes what has changed, in blocks of neighbouring cells."""
        cells = {(each.row, each.column): each.value for each in self._changed}
        for top, left, bottom, right in blocks(cells):
            rows = [
                [holding(cells[row, column]) for column in range(left, right + 1)]
                for row in range(top, bottom + 1)
            ]
            for first, part in parts(rows):
                yield put(self._id, top + first, left, part, "userEnteredValue")

    def _clearings(self) -> Iterator[Request]:
        """Empties our cells of applications that are gone; who it was stays where it is kept."""
        for first, last, column in runs(self._ours):
            for top, bottom in spans(self._emptied):
                left = max(column, column + SAID_OF_KEPT - first)
                right = column + last - first - 1
                if left <= right:
                    where = area(self._id, top, left, bottom, right)
                    yield {"updateCells": {"range": where, "fields": "userEnteredValue"}}
            for top, bottom in spans(self._cleared):
                left = column + (first == 0)
                right = column + last - first - 1
                if left <= right:
                    where = area(self._id, top, left, bottom, right)
                    yield {"updateCells": {"range": where, "fields": _ALL}}
        # Where there is no ref to take away, none is: rows may have moved since we looked.
        keyed = [place for place, row in self._cleared.items() if self._standing.key(row)]
        for top, bottom in spans(keyed):
            where = area(self._id, top, self._ours[0], bottom, self._ours[0])
            yield {"updateCells": {"range": where, "fields": _ALL}}
        for column in sorted(self._standing.filled_down):
            for top, bottom in spans(self._cleared):
                moved = self._column(column)
                where = area(self._id, top, moved, bottom, moved)
                yield {"updateCells": {"range": where, "fields": "userEnteredValue"}}

    def _covering(self) -> Iterator[Request]:
        """The filter, conditional formats and protection, over the rows and columns as they are."""
        standing, tab = self._standing, self._standing.tab
        last = standing.data.start + max(len(self._seats), 1) - 1
        grown = len(self._fresh) if len(standing.data) > 1 else 0
        added = [column for _, column in self._added]
        yield from renewed_filter(tab, standing.head, last, grown, added)
        yield from renewed_rules(
            tab,
            self._rules,
            set(self._state.rules),
            rule_sign,
            self._ours,
            (standing.data.start, standing.data[-1], last),
            must=bool(added) or (len(standing.data) == 1 and bool(self._fresh)),
        )
        yield from renewed_protection(tab, self._ours, self._editors)
