"""The container of old Office files: named streams in sectors, chained by an allocation table.

Small enough to be read here, and with care: a chain that runs in a circle, as in a damaged
file, ends in plain words and not in all of the memory.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from igpm_sheets.adapters.binary import Damaged

_LAST_SECTOR = 0xFFFFFFFA
"""Greater numbers mark ends, free sectors and the table's own."""
_ENTRY = struct.Struct("<64sHBBLLL36xLLL")
_FILE, _ROOT = 2, 5


class _Entry(NamedTuple):
    """A line of the directory."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Container:
    """The streams at the top of a container, by name; names compare without case.

    Raises:
        Damaged: if it is cut short, or its tables contradict each other.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._open(data)
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Damaged("an Office file cut short") from error

    def _open(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise Damaged("an Office file of impossible sectors")
        self._size = 1 << shift
        directory, self._cutoff, small_table, _, more, _ = struct.unpack_from("<L4xLLLLL", data, 48)
        self._table = self._allocation(more)
        entries = self._chained(directory)
        root = _entry(entries, 0)
        if root.kind != _ROOT:
            raise Damaged("an Office file without a directory")
        self._small_table = _numbers(self._chained(small_table))
        self._small = self._chained(root.start)
        self._entries = {e.name.casefold(): e for e in _below(entries, root) if e.kind == _FILE}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises:
            Damaged: if it is shorter than it says.
        """
        entry = self._entries[name.casefold()]
        is_small = entry.size < self._cutoff
        stream = self._chained_small(entry.start) if is_small else self._chained(entry.start)
        if len(stream) < entry.size:
            raise Damaged("an Office file cut short")
        return stream[: entry.size]

    def _allocation(self, more: int) -> tuple[int, ...]:
        """The allocation table: for each sector, the next of its chain."""
        parts = list(struct.unpack_from("<109L", self._data, 76))
        seen: set[int] = set()
        while more < _LAST_SECTOR:
            if more in seen:
                raise Damaged("an Office file whose parts do not link up")
            seen.add(more)
            *listed, more = _numbers(self._sector(more))
            parts += listed
        return _numbers(b"".join(self._sector(part) for part in parts if part < _LAST_SECTOR))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise Damaged("an Office file cut short")
        return self._data[start : start + self._size]

    def _chained(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _chain(self._table, start))

    def _chained_small(self, start: int) -> bytes:
        numbers = _chain(self._small_table, start)
        return b"".join(self._small[number * 64 : number * 64 + 64] for number in numbers)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])


def _chain(table: tuple[int, ...], number: int) -> list[int]:
    numbers: list[int] = []
    while number < _LAST_SECTOR:
        numbers.append(number)
        if len(numbers) > len(table) or number >= len(table):
            raise Damaged("an Office file whose parts do not link up")
        number = table[number]
    return numbers


def _entry(entries: bytes, number: int) -> _Entry:
    name, length, kind, _, left, right, child, start, size, _ = _ENTRY.unpack_from(
        entries, number * _ENTRY.size
    )
    decoded = name[: max(length - 2, 0)].decode("utf-16-le")
    return _Entry(decoded, kind, left, right, child, start, size)


def _below(entries: bytes, root: _Entry) -> list[_Entry]:
    """The entries directly below the root: a tree of siblings."""
    found: list[_Entry] = []
    waiting, seen = [root.child], set[int]()
    while waiting:
        number = waiting.pop()
        if number >= _LAST_SECTOR or number in seen:
            continue
        seen.add(number)
        entry = _entry(entries, number)
        found.append(entry)
        waiting += [entry.left, entry.right]
    return found
