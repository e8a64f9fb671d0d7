"""A zip file's entries as they lie in it: copied packed, replaced, added, read with care.

Nothing is unpacked that is not asked for, and nothing is held whole that may be large.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from igpm_sheets.ooxml.zip_records import (
    UTF_8,
    Damaged,
    Entry,
    Local,
    Protected,
    descriptor,
    directory_record,
    end_record,
    local_header,
    read_directory,
    read_local,
)
from igpm_sheets.problems import clipped

__all__ = ["Archive", "Content", "Damaged", "Entry", "Protected", "check_archive", "write_archive"]

Content = bytes | Callable[[Callable[[bytes], object]], None]
"""The bytes of a part, or a function that is given `write` and calls it chunk after chunk."""

STORED: Final = 0
DEFLATED: Final = 8
CHUNK = 1 << 20
"""Bytes held at a time."""
LARGEST_PART = 2 << 30
LARGEST_RATIO = 500
"""Deflate reaches 1032 to 1 on zeros; sheets of one repeated mark stay far below this."""
SMALL_ENOUGH = 64 << 20
"""Whatever its ratio, a part of this size does no harm."""


class Archive:
    """The entries of an open zip file, in the order of its directory.

    The file stays the caller's, but for one opened by `open`. It is read where it is needed,
    so it must stay open, and as it is, for as long as this is used.

    Raises:
        Damaged: if the directory cannot be read or be true.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._owned = False
        self.entries, self._ends, self.lead, self.comment = read_directory(file)

    @classmethod
    def open(cls, path: Path) -> Archive:
        """The zip file at `path`, to be closed after use.

        Raises:
            Damaged: if it is not one that can be read.
            OSError: if it cannot be opened.
        """
        file = path.open("rb")
        try:
            archive = cls(file)
        except BaseException:
            file.close()
            raise
        archive._owned = True
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file, and closes it if `open` opened it."""
        if self._owned:
            self._file.close()

    def read(self, entry: Entry) -> bytes:
        """The bytes of a part, unpacked and compared with their checksum.

        Raises:
            Damaged: if they are not what the directory says, or too many to be honest.
            Protected: if only a password opens them.
        """
        return b"".join(self.chunks(entry))

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The same piece by piece; the checksum is known to be right only after the last.

        Raises:
            Damaged: as `read`; so is Protected.
        """
        if entry.is_encrypted:
            raise Protected(f"{clipped(entry.name)} is protected by a password")
        if entry.method not in {STORED, DEFLATED}:
            raise _damaged(entry, f"is packed in an uncommon way (method {entry.method})")
        absurd = entry.size > SMALL_ENOUGH and entry.size > entry.packed * LARGEST_RATIO
        if absurd or entry.size > LARGEST_PART:
            raise _damaged(entry, f"is said to hold {entry.size:,} bytes")
        size = crc = 0
        for piece in self._unpacked(entry):
            size += len(piece)
            if size > entry.size:
                raise _damaged(entry, "holds more than it is said to")
            crc = zlib.crc32(piece, crc)
            if piece:
                yield piece
        if size < entry.size:
            raise _damaged(entry, "holds less than it is said to")
        if crc != entry.crc:
            raise _damaged(entry, "does not match its checksum")

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        """At most about `CHUNK` at a time."""
        if entry.method == STORED:
            yield from self.packed(entry)
            return
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self.packed(entry):
                rest = packed
                while rest and not unpacking.eof:
                    yield unpacking.decompress(rest, CHUNK)
                    rest = unpacking.unconsumed_tail
            # What was left for want of room: no more than the last few bits stand for.
            yield unpacking.flush()
        except zlib.error as error:
            raise _damaged(entry, "cannot be unpacked") from error

    def packed(self, entry: Entry, local: Local | None = None) -> Iterator[bytes]:
        """The bytes of an entry as they lie in the file; `local` if its header is known.

        Raises:
            Damaged: if they are not there.
        """
        at = entry.offset + len((local or self.local(entry)).written)
        if at + entry.packed > self._ends[entry.offset]:
            raise _damaged(entry, "overlaps with what follows it")
        yield from self._pieces(at, entry.packed, entry.name)

    def local(self, entry: Entry) -> Local:
        """The header before an entry's data.

        Raises:
            Damaged: if it is not there.
        """
        return read_local(self._file, entry)

    def leading(self) -> Iterator[bytes]:
        """The bytes before the first entry."""
        return self._pieces(0, self.lead, "the beginning")

    def _pieces(self, at: int, length: int, name: str) -> Iterator[bytes]:
        end = at + length
        while at < end:
            # Others may have moved the file on between two pieces.
            self._file.seek(at)
            piece = self._file.read(min(CHUNK, end - at))
            if not piece:
                raise Damaged(f"{clipped(name)} is cut short")
            yield piece
            at += len(piece)


def write_archive(
    out: BinaryIO,
    base: Archive | None,
    *,
    replaced: Mapping[Entry, Content],
    added: Sequence[tuple[str, Content]],
    removed: Collection[Entry] = (),
    level: int = 6,
    stamp: tuple[int, ...] = (1980, 1, 1, 0, 0, 0),
) -> None:
    """Writes an archive with the entries of another, some of them replaced or left out.

    What is not changed is never unpacked: the same packed bytes, names, times and attributes,
    in the same order. Sizes come to stand before the data, and bytes between the entries go;
    those before the first stay, as does the comment. The same input gives the same bytes.

    Args:
        out: an empty, buffered file that can be written and sought in.
        base: where unchanged entries come from; None for a new archive.
        replaced: new content for entries of `base`, which keep their place and attributes.
        added: names and contents of new entries, which come last.
        removed: entries of `base` that are left out.
        level: of deflate, 1 for fast to 9 for small.
        stamp: the time of new content: year, month, day, hour, minute, second.

    Raises:
        Damaged: if `base` is not whole, or new content is more than can be read again.
        ValueError: if an entry that is replaced or removed is not in `base`.

    >>> import io
    >>> file = io.BytesIO()
    >>> write_archive(file, None, replaced={}, added=[("a.xml", b"<a/>")])
    >>> [entry.name for entry in Archive(file).entries]
    ['a.xml']
    """
    writing = _Writing(out, level, _dos(stamp))
    if base is not None:
        gone = frozenset(removed)
        if not {*replaced, *gone} <= set(base.entries):
            raise ValueError("an entry of another archive")
        out.writelines(base.leading())
        for entry in base.entries:
            if entry in gone:
                continue
            content = replaced.get(entry)
            if content is None:
                writing.carry(base, entry)
            else:
                writing.pack(_emptied(entry), content)
    elif replaced or removed:
        raise ValueError("an entry of another archive")
    for name, content in added:
        writing.pack(_named(name), content)
    writing.finish(base.comment if base else b"")


class _Writing:
    """An archive being written."""

    def __init__(self, out: BinaryIO, level: int, stamp: int) -> None:
        self._out = out
        self._level = level
        self._stamp = stamp
        self._records: list[bytes] = []

    def carry(self, base: Archive, entry: Entry) -> None:
        """Copies an entry as it is."""
        out = self._out
        entry, known = entry.placed(out.tell()), entry
        local = base.local(known)
        out.write(local_header(entry, local.extra))
        out.writelines(base.packed(known, local))
        if entry.described_after:
            out.write(descriptor(entry))
        self._records.append(directory_record(entry))

    def pack(self, entry: Entry, content: Content) -> None:
        """Deflates new content; what does not become smaller is stored, if it can be had again."""
        out, offset = self._out, self._out.tell()
        entry = replace(entry, stamp=self._stamp)
        out.write(local_header(entry, b""))
        start = out.tell()
        deflating = _Deflating(out, self._level, entry)
        if isinstance(content, bytes):
            deflating.write(content)
        else:
            content(deflating.write)
        deflating.finish()
        size, packed = deflating.size, out.tell() - start
        if isinstance(content, bytes) and packed >= size:
            out.seek(start)
            out.write(content)
            entry, packed = replace(entry, method=STORED), size
        entry = replace(entry, size=size, packed=packed, crc=deflating.crc).placed(offset)
        out.seek(offset)
        out.write(local_header(entry, b""))
        out.seek(start + packed)
        self._records.append(directory_record(entry))

    def finish(self, comment: bytes) -> None:
        """Writes the directory; nothing follows it."""
        start, directory = self._out.tell(), b"".join(self._records)
        self._out.write(directory)
        self._out.write(end_record(len(self._records), start, len(directory), comment))
        self._out.truncate()


class _Deflating:
    """New content on its way into a file."""

    def __init__(self, out: BinaryIO, level: int, entry: Entry) -> None:
        self._out = out
        self._entry = entry
        self._deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.size = 0
        self.crc = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > LARGEST_PART:
            # No program opens such a sheet, and it would have to be written as zip64.
            raise _damaged(self._entry, f"comes to more than {LARGEST_PART:,} bytes")
        self.crc = zlib.crc32(data, self.crc)
        view = memoryview(data)
        for at in range(0, len(data), CHUNK):
            packed = self._deflate.compress(view[at : at + CHUNK])
            if packed:
                self._out.write(packed)

    def finish(self) -> None:
        self._out.write(self._deflate.flush())


def check_archive(path: Path, base: Archive | None, changed: Collection[str]) -> None:
    """Reads a written archive back and compares it with what it was made from.

    Every entry of `base` whose name is not in `changed` must be there, in its order, with the
    same packed bytes; every other entry must unpack and match its checksum.

    Args:
        path: the archive that `write_archive` wrote.
        base: the archive it was made from; None if it is all new.
        changed: the names of all entries that were replaced, added or removed. Of two entries
            of one name, both count.

    Raises:
        Damaged: naming the first part that is not as it should be.
        OSError: if the file cannot be read.
    """
    names = frozenset(changed)
    with Archive.open(path) as written:
        entries = list(reversed(written.entries))
        if base is not None:
            if (written.comment, written.lead) != (base.comment, base.lead):
                raise Damaged("the zip package's comment or beginning is not as it was")
            _same(written.leading(), base.leading(), "the beginning")
            for known in base.entries:
                if known.name not in names:
                    _check_carried(written, entries.pop() if entries else None, base, known)
                elif entries and entries[-1].name == known.name:
                    _check_packed(written, entries.pop())
        for entry in reversed(entries):
            if entry.name not in names:
                raise _damaged(entry, "is there, but ought not to be")
            _check_packed(written, entry)
        lost = names - {each.name for each in (*written.entries, *(base.entries if base else ()))}
        if lost:
            raise Damaged(f"{clipped(min(lost))} is missing")


def _check_carried(written: Archive, entry: Entry | None, base: Archive, known: Entry) -> None:
    if entry is None or entry.raw_name != known.raw_name:
        raise _damaged(known, "is missing")
    if entry != known.placed(entry.offset):
        raise _damaged(known, "is not described as it was")
    local, original = written.local(entry), base.local(known)
    if local.written != local_header(entry, original.extra):
        raise _damaged(known, "does not begin as it did")
    _same(written.packed(entry, local), base.packed(known, original), known.name)


def _same(written: Iterator[bytes], known: Iterator[bytes], name: str) -> None:
    # One length, read in the same steps: the pieces match one by one.
    for piece, original in zip(written, known, strict=True):
        if piece != original:
            raise Damaged(f"{clipped(name)} is not as it was")


def _check_packed(written: Archive, entry: Entry) -> None:
    if written.local(entry).written != local_header(entry, b""):
        raise _damaged(entry, "begins otherwise than the zip package says")
    for _ in written.chunks(entry):
        pass


def _damaged(entry: Entry, what: str) -> Damaged:
    return Damaged(f"{clipped(entry.name)} {what}")


def _named(name: str) -> Entry:
    """A new entry of this name, nothing in it yet."""
    with suppress(UnicodeEncodeError):
        return Entry(name, 0, 0, 0, DEFLATED, 0, 0, name.encode("ascii"))
    return Entry(name, 0, 0, 0, DEFLATED, UTF_8, 0, name.encode())


def _emptied(entry: Entry) -> Entry:
    """The entry with its name and attributes, and nothing that tells of its old content."""
    return Entry(
        entry.name, 0, 0, 0, DEFLATED, entry.flags & UTF_8, 0, entry.raw_name,
        comment=entry.comment, made_by=entry.made_by, internal=entry.internal,
        external=entry.external,
    )  # fmt: skip


def _dos(stamp: tuple[int, ...]) -> int:
    year, month, day, hour, minute, second = stamp
    day_number = (year - 1980) << 9 | month << 5 | day
    return day_number << 16 | hour << 11 | minute << 5 | second // 2
