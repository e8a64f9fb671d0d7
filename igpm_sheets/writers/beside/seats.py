"""Which row of the list of results goes where when it is renewed, wherever the list is kept.

A workbook's sheet and a tab of Google's obey the same rules: applications take their order,
those that are gone and have something of people's beside them go below a line, and what
people made among or below the applications is kept.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from igpm_sheets.identity import ref_key


class Listing(Protocol):
    """The rows of a list as they stand, all counted from 1."""

    @property
    def wanted_keys(self) -> Sequence[str]:
        """The applications that the list is to hold, in their order."""

    @property
    def data(self) -> range:
        """The rows of applications; one blank row where there are none."""

    @property
    def last_used(self) -> int:
        """The last row in which anything stands."""

    @property
    def line(self) -> int:
        """The row of the line above the applications that are gone, or 0."""

    @property
    def kept(self) -> list[int]:
        """The rows of the applications below that line."""

    def key(self, row: int) -> str:
        """The application that a row is of, or ""."""

    def is_application(self, row: int) -> bool:
        """Whether a row is an application's, as far as can be told."""

    def is_ours(self, row: int) -> bool:
        """Whether a row among the applications is one that this program wrote, all of it."""

    def has_something(self, row: int) -> bool:
        """Whether anything of people's stands in an application's row."""

    def is_blank(self, row: int) -> bool:
        """Whether no value stands in a row."""

    def is_noted(self, row: int) -> bool:
        """Whether there is a note in a row."""

    def says_more(self, line: int) -> bool:
        """Whether people have put anything of theirs into the row of the line."""


class Seat(NamedTuple):
    """A row of an application in the renewed list."""

    wanted: int
    """Which of the wanted rows it is, counted from 0."""
    old: int | None
    """The row that it has now, if it is there."""


def seats(listing: Listing, *, is_sorted: bool) -> list[Seat]:
    """The applications in their new order, each with the row that it has now.

    Rows with the same key are taken in the order in which they stand. A key that is spelt
    otherwise now, such as `IGPM 26-001` for `igpm26-001`, is the same application's.

    Args:
        listing: the list as it is.
        is_sorted: whether a person has sorted it: then applications that are there keep
            their order, and others come behind them.
    """
    keys = listing.wanted_keys
    rows = [*filter(listing.is_application, listing.data), *listing.kept]
    found: dict[int, int] = {}
    for spelt in (str, ref_key):
        taken = set(found.values())
        standing_by_key: defaultdict[str, deque[int]] = defaultdict(deque)
        for row in rows:
            if row not in taken:
                standing_by_key[spelt(listing.key(row))].append(row)
        for number, key in enumerate(keys):
            if number not in found and standing_by_key[spelt(key)]:
                found[number] = standing_by_key[spelt(key)].popleft()
    given = [Seat(number, found.get(number)) for number in range(len(keys))]
    if is_sorted:
        data = listing.data
        given.sort(key=lambda seat: seat.old if seat.old in data and seat.old else data.stop)
    return given


class Places:
    """The new row of each present one."""

    def __init__(self, listing: Listing, given: Sequence[Seat]) -> None:
        self._listing = listing
        self._data = data = listing.data
        self.places: dict[int, int | None] = dict.fromkeys(data)
        """None for a row that is taken out of the list, and holds nothing of people's."""
        for place, seat in enumerate(given, data.start):
            if seat.old is not None:
                self.places[seat.old] = place
        self.last = data.start + max(len(given), 1) - 1
        self.end = self.last
        """The last row in which anything stands."""
        self.line = 0
        back = {seat.old for seat in given}
        gone = [row for row in data if row not in back]
        went = [row for row in gone if listing.is_ours(row)]
        self._strays = [row for row in gone if row not in went and self._is_stray(row)]
        self.kept = [row for row in listing.kept if row not in back]
        """The present rows of applications that are to stand below the line."""
        self.kept += filter(listing.has_something, went)
        if not given and listing.is_blank(data.start) and data.start not in self._strays:
            self.places[data.start] = data.start  # the row that a table keeps
        self._place_what_stands_below()
        self._place_strays()
        if not self.line and self.kept:
            self._put_line(self.end + 2)

    def _is_stray(self, row: int) -> bool:
        """Whether people have made a row that stands among the applications and is none."""
        return self._listing.is_noted(row) or not self._listing.is_blank(row)

    def _place_what_stands_below(self) -> None:
        """Moves what stands below the applications as a block."""
        listing = self._listing
        shift = self.last - self._data[-1]
        section = {listing.line, *listing.kept} - {0}
        for row in range(self._data.stop, listing.last_used + 1):
            if row == listing.line:
                is_needed = self.kept or listing.says_more(row)
                size = self._put_line(row + shift) if is_needed else 0
                shift += size - len(section)
            elif row not in section:
                self.places[row] = row + shift
                self.end = max(self.end, row + shift)

    def _put_line(self, line: int) -> int:
        """Places the line and the applications below it; returns how many rows they take."""
        self.line = line
        if self._listing.line:
            self.places[self._listing.line] = line
        for place, row in enumerate(self.kept, line + 1):
            self.places[row] = place
        self.end = max(self.end, line + len(self.kept))
        return 1 + len(self.kept)

    def _place_strays(self) -> None:
        for place, row in enumerate(self._strays, self.end + 2):
            self.places[row] = self.end = place
