"""The records of a zip file: the directory that names its entries, and the headers before them.

Read with the checks that keep a reader from being led astray, and written anew with nothing
of an entry lost but where it lies.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from igpm_sheets.problems import clipped


class Damaged(Exception):  # noqa: N818 - it names what the file is, as a person is told
    """A zip package that cannot be trusted; the text says in plain words what is wrong."""


class Protected(Damaged):
    """An entry that only a password opens."""


PLAIN_LIMIT = 0xFFFF_FFFF
"""Sizes and offsets from here on are written as zip64."""
PLAIN_ENTRIES = 0xFFFF
"""An archive of this many entries, or more, ends as zip64."""
LARGEST_DIRECTORY = 16 << 20
"""Bytes; some 150,000 entries, where the largest workbooks have a few thousand."""

ZIP64_NEEDED = 45
"""The version of the format, in tenths, that has zip64."""
ENCRYPTED = 0x0001
DESCRIPTOR = 0x0008
"""The flag of an entry whose sizes stand after its data."""
UTF_8 = 0x0800
_AES = 99

_LOCAL = struct.Struct("<4s3HL3L2H")
_CENTRAL = struct.Struct("<4s4HL3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_FIELD = struct.Struct("<2H")

_LOCAL_MARK = b"PK\3\4"
_CENTRAL_MARK = b"PK\1\2"
_DESCRIPTOR_MARK = b"PK\7\x08"
_END_MARK = b"PK\5\6"
_END_64_MARK = b"PK\6\6"
_LOCATOR_64_MARK = b"PK\6\7"

_ELSEWHERE = 0xFFFF_FFFF
"""Stands for a number that is to be found in the zip64 field."""
_ELSEWHERE_SHORT = 0xFFFF
_ZIP64 = 0x0001
"""The kind of the extra field that holds such numbers."""
_LONGEST_COMMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a zip file: a part of the package, or a folder.

    All that the directory says of it is kept, so that it can be written again unchanged.
    """

    name: str
    """Decoded, otherwise as written: backslashes stay."""
    size: int
    """Bytes, unpacked."""
    packed: int
    """Bytes in the file."""
    crc: int
    method: int
    """0 for stored, 8 for deflated; others are carried but not unpacked."""
    flags: int
    stamp: int
    """MS-DOS time in the lower, date in the upper sixteen bits."""
    raw_name: bytes
    offset: int = 0
    """Where its local header begins in the file."""
    extra: bytes = b""
    """The extra fields of the directory, less zip64."""
    comment: bytes = b""
    made_by: int = 20
    needed: int = 20
    internal: int = 0
    external: int = 0

    @property
    def is_encrypted(self) -> bool:
        """Whether only a password opens it."""
        return bool(self.flags & ENCRYPTED)

    @property
    def described_after(self) -> bool:
        """Whether its sizes must stand after the data as well.

        The sizes are always known here, so only the older encryption asks for it: there the
        flag decides what a password is tried against.
        """
        return self.is_encrypted and self.method != _AES and bool(self.flags & DESCRIPTOR)

    def placed(self, offset: int) -> Entry:
        """The same as it is written at `offset`, its sizes before its data."""
        flags = self.flags if self.described_after else self.flags & ~DESCRIPTOR
        long = max(self.size, self.packed, offset) >= PLAIN_LIMIT
        needed = max(self.needed, ZIP64_NEEDED) if long else self.needed
        return replace(self, flags=flags, offset=offset, needed=needed)


class Directory(NamedTuple):
    """What the end of a zip file tells of it."""

    entries: tuple[Entry, ...]
    ends: dict[int, int]
    """For the offset of each entry the offset that it must not reach beyond."""
    lead: int
    """How many bytes, such as those of a program that unpacks, stand before all entries."""
    comment: bytes


class Local(NamedTuple):
    """The header that stands before an entry's data."""

    written: bytes
    """All of it."""
    extra: bytes
    """Its extra fields, less zip64: they can differ from the directory's."""


class _End(NamedTuple):
    """Where the directory lies, and what stands behind it."""

    start: int
    size: int
    shift: int
    """What all offsets are short by: bytes put before the archive after it was made."""
    counted: int
    comment: bytes


def read_directory(file: BinaryIO) -> Directory:
    """The directory of a zip file, every entry of it within the file and apart from the others.

    Raises:
        Damaged: if there is none, or it cannot be true.
    """
    end = _read_end(file)
    file.seek(end.start)
    entries = tuple(_read_entries(file.read(end.size), end.shift))
    # Writers that know no zip64 count on from nought.
    if len(entries) != end.counted and len(entries) & 0xFFFF != end.counted:
        raise Damaged("a zip package that lists more or fewer entries than it counts")
    lead, ends = end.start, {}
    for entry in sorted(entries, key=lambda entry: entry.offset, reverse=True):
        # Local headers hold at least the name.
        least = _LOCAL.size + len(entry.raw_name) + entry.packed
        if entry.offset < 0 or entry.offset + least > end.start:
            raise Damaged(f"{clipped(entry.name)} lies outside the zip package")
        if entry.offset + least > lead:
            raise Damaged(f"{clipped(entry.name)} overlaps with another entry")
        ends[entry.offset] = lead
        lead = entry.offset
    return Directory(entries, ends, lead, end.comment)


def _read_end(file: BinaryIO) -> _End:
    length = file.seek(0, io.SEEK_END)
    tail_start = max(0, length - _END.size - _LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    found = len(tail) - _END.size
    # An end without a comment is the end, whatever a directory before it may hold.
    if not (tail[found:].startswith(_END_MARK) and tail.endswith(b"\0\0")):
        found = tail.rfind(_END_MARK)
    if not 0 <= found <= len(tail) - _END.size:
        raise Damaged("a zip package without its end")
    numbers = _END.unpack_from(tail, found)
    _, disk, first_disk, _, count, size, offset, comment_length = numbers
    comment = tail[found + _END.size :][:comment_length]
    at = tail_start + found
    found_64 = _read_end_64(file, at)
    if found_64 is not None:
        at -= _LOCATOR_64.size + _END_64.size
        disk, first_disk, count, size, offset = found_64
    if {disk, first_disk} - {0, _ELSEWHERE_SHORT}:
        raise Damaged("a zip package in several volumes")
    if size > LARGEST_DIRECTORY:
        raise Damaged(f"a zip package with a directory of {size:,} bytes")
    start = at - size
    if start < 0:
        raise Damaged("a zip package without its beginning")
    return _End(start, size, start - offset, count, comment)


def _read_end_64(file: BinaryIO, at: int) -> tuple[int, int, int, int, int] | None:
    """The numbers of a zip64 end, if one stands before the end at `at`."""
    start = at - _LOCATOR_64.size - _END_64.size
    if start < 0:
        return None
    file.seek(start)
    data = file.read(_END_64.size + _LOCATOR_64.size)
    if not data.startswith(_END_64_MARK) or data[_END_64.size :][:4] != _LOCATOR_64_MARK:
        return None
    _, _, _, _, disk, first_disk, _, count, size, offset = _END_64.unpack_from(data)
    return disk, first_disk, count, size, offset


def _read_entries(data: bytes, shift: int) -> Iterator[Entry]:
    at = 0
    while at < len(data):
        if len(data) - at < _CENTRAL.size or data[at : at + 4] != _CENTRAL_MARK:
            raise Damaged("a zip package whose directory is broken")
        numbers = _CENTRAL.unpack_from(data, at)
        _, made_by, needed, flags, method, stamp, crc, packed, size = numbers[:9]
        name_length, extra_length, comment_length, _, internal, external, offset = numbers[9:]
        middle = at + _CENTRAL.size + name_length
        behind = middle + extra_length
        raw_name, extra = data[middle - name_length : middle], data[middle:behind]
        comment = data[behind : behind + comment_length]
        at = behind + comment_length
        if at > len(data):
            raise Damaged("a zip package whose directory is cut short")
        name = _decoded(raw_name, flags)
        long, extra = _without_zip64(extra, name)
        size, packed, offset = _with_long(long, (size, packed, offset), name)
        yield Entry(
            name, size, packed, crc, method, flags, stamp, raw_name, offset + shift,
            extra, comment, made_by, needed, internal, external,
        )  # fmt: skip


def _decoded(raw_name: bytes, flags: int) -> str:
    try:
        name = raw_name.decode("utf-8" if flags & UTF_8 else "cp437")
    except UnicodeDecodeError as error:
        raise Damaged("a zip package with a name that cannot be read") from error
    if "\0" in name:
        # Some programs would read it as a shorter name, and open another part than we.
        raise Damaged(f"a zip package with a name that ends twice: {clipped(name)}")
    return name


def _without_zip64(extra: bytes, name: str) -> tuple[bytes, bytes]:
    """The content of the zip64 field, if there is one, and the other extra fields."""
    long, others, at = b"", [], 0
    while len(extra) - at >= _FIELD.size:
        kind, length = _FIELD.unpack_from(extra, at)
        behind = at + _FIELD.size + length
        if behind > len(extra):
            raise Damaged(f"{clipped(name)} has a header that is cut short")
        if kind == _ZIP64:
            long = extra[at + _FIELD.size : behind]
        else:
            others.append(extra[at:behind])
        at = behind
    return long, b"".join([*others, extra[at:]])


def _with_long(long: bytes, numbers: tuple[int, ...], name: str) -> Iterator[int]:
    """The numbers, with those that stand in the zip64 field taken from there."""
    at = 0
    for number in numbers:
        if number != _ELSEWHERE or not long:
            yield number
            continue
        if at + 8 > len(long):
            raise Damaged(f"{clipped(name)} has no size or place")
        yield int.from_bytes(long[at : at + 8], "little")
        at += 8


def read_local(file: BinaryIO, entry: Entry) -> Local:
    """The header before an entry's data.

    Raises:
        Damaged: if it is not there, or is another entry's.
    """
    file.seek(entry.offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(_LOCAL_MARK):
        raise Damaged(f"{clipped(entry.name)} does not begin where the zip package says")
    *_, name_length, extra_length = _LOCAL.unpack(head)
    rest = file.read(name_length + extra_length)
    if len(rest) < name_length + extra_length:
        raise Damaged(f"{clipped(entry.name)} is cut short")
    if rest[:name_length] != entry.raw_name:
        raise Damaged(f"{clipped(entry.name)} is called otherwise where it begins")
    return Local(head + rest, _without_zip64(rest[name_length:], entry.name)[1])


def local_header(entry: Entry, extra: bytes) -> bytes:
    """The header before an entry's data; `extra` is its extra fields, less zip64."""
    size, packed = entry.size, entry.packed
    if max(size, packed) >= PLAIN_LIMIT:
        extra = struct.pack("<2H2Q", _ZIP64, 16, size, packed) + extra
        size = packed = _ELSEWHERE
    head = _LOCAL.pack(
        _LOCAL_MARK, entry.needed, entry.flags, entry.method, entry.stamp,
        entry.crc, packed, size, len(entry.raw_name), len(extra),
    )  # fmt: skip
    return head + entry.raw_name + extra


def descriptor(entry: Entry) -> bytes:
    """What stands after an entry's data, where it must be `described_after`."""
    numbers = "<4sL2Q" if max(entry.size, entry.packed) >= PLAIN_LIMIT else "<4sL2L"
    return struct.pack(numbers, _DESCRIPTOR_MARK, entry.crc, entry.packed, entry.size)


def directory_record(entry: Entry) -> bytes:
    """What the directory says of an entry."""
    numbers = (entry.size, entry.packed, entry.offset)
    long = [number for number in numbers if number >= PLAIN_LIMIT]
    size, packed, offset = (_ELSEWHERE if n >= PLAIN_LIMIT else n for n in numbers)
    extra = entry.extra
    if long:
        extra = struct.pack(f"<2H{len(long)}Q", _ZIP64, 8 * len(long), *long) + extra
    head = _CENTRAL.pack(
        _CENTRAL_MARK, entry.made_by, entry.needed, entry.flags, entry.method, entry.stamp,
        entry.crc, packed, size, len(entry.raw_name), len(extra), len(entry.comment),
        0, entry.internal, entry.external, offset,
    )  # fmt: skip
    return head + entry.raw_name + extra + entry.comment


def end_record(count: int, start: int, size: int, comment: bytes) -> bytes:
    """The end of an archive of `count` entries, its directory at `start`, `size` bytes long."""
    long = b""
    if count >= PLAIN_ENTRIES or max(start, size) >= PLAIN_LIMIT:
        version = ZIP64_NEEDED
        long = _END_64.pack(
            _END_64_MARK, _END_64.size - 12, version, version, 0, 0, count, count, size, start
        ) + _LOCATOR_64.pack(_LOCATOR_64_MARK, 0, start + size, 1)
        count = _ELSEWHERE_SHORT if count >= PLAIN_ENTRIES else count
        start = _ELSEWHERE if start >= PLAIN_LIMIT else start
        size = _ELSEWHERE if size >= PLAIN_LIMIT else size
    return long + _END.pack(_END_MARK, 0, 0, count, count, size, start, len(comment)) + comment
