"""Zip files made byte by byte, as no tidy program writes them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

STAMP = 0x5A21_6B2D
"""A day in 2025, at half past one."""


@dataclass(frozen=True)
class Odd:
    """An entry; what is None is worked out from the others."""

    name: bytes = b"part.xml"
    data: bytes = b"<part/>"
    method: int = 0
    flags: int = 0
    packed: bytes | None = None
    said_size: int | None = None
    said_packed: int | None = None
    said_crc: int | None = None
    said_offset: int | None = None
    sizes_after: bool = False
    local_name: bytes | None = None
    local_mark: bytes = b"PK\3\4"
    local_extra: bytes = b""
    extra: bytes = b""
    comment: bytes = b""
    gap: bytes = b""
    """What stands before the entry and belongs to none."""
    stamp: int = STAMP
    made_by: int = 0x031E
    needed: int = 20
    internal: int = 1
    external: int = 0x81A4_0000
    volume: int = 0

    @property
    def in_file(self) -> bytes:
        """The packed bytes."""
        if self.packed is not None:
            return self.packed
        return deflated(self.data) if self.method == 8 else self.data

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Checksum, packed and unpacked size as the directory says them."""
        crc = zlib.crc32(self.data) if self.said_crc is None else self.said_crc
        packed = len(self.in_file) if self.said_packed is None else self.said_packed
        return crc, packed, len(self.data) if self.said_size is None else self.said_size

    @property
    def written_flags(self) -> int:
        """The flags, with the one that says that the sizes stand behind the data."""
        return self.flags | 8 if self.sizes_after else self.flags

    @property
    def local(self) -> bytes:
        """The header, the data and what follows it."""
        numbers = (0, 0, 0) if self.sizes_after else self.numbers
        name = self.name if self.local_name is None else self.local_name
        head = self.local_mark + struct.pack(
            "<HHHIIIIHH", self.needed, self.written_flags, self.method, self.stamp,
            *numbers, len(name), len(self.local_extra),
        )  # fmt: skip
        tail = struct.pack("<4sIII", b"PK\7\x08", *self.numbers) if self.sizes_after else b""
        return head + name + self.local_extra + self.in_file + tail

    def central(self, offset: int) -> bytes:
        """What the directory says."""
        head = b"PK\1\2" + struct.pack(
            "<HHHHIIIIHHHHHII", self.made_by, self.needed, self.written_flags, self.method,
            self.stamp, *self.numbers, len(self.name), len(self.extra), len(self.comment),
            self.volume, self.internal, self.external,
            offset if self.said_offset is None else self.said_offset,
        )  # fmt: skip
        return head + self.name + self.extra + self.comment


def deflated(data: bytes) -> bytes:
    """Raw deflate."""
    packing = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packing.compress(data) + packing.flush()


def field(kind: int, data: bytes) -> bytes:
    """An extra field."""
    return struct.pack("<HH", kind, len(data)) + data


def zip_of(
    entries: Sequence[Odd],
    *,
    lead: bytes = b"",
    offsets_know: bool = False,
    comment: bytes = b"",
    counted: int | None = None,
    directory_size: int | None = None,
    volume: int = 0,
) -> bytes:
    """A zip file of these entries.

    `lead` stands before all; the offsets are right only where `offsets_know` of it.
    """
    body, directory = b"", b""
    shift = len(lead) if offsets_know else 0
    for entry in entries:
        body += entry.gap
        directory += entry.central(len(body) + shift)
        body += entry.local
    count = len(entries) & 0xFFFF if counted is None else counted
    size = len(directory) if directory_size is None else directory_size
    end = b"PK\5\6" + struct.pack(
        "<HHHHIIH", volume, volume, count, count, size, len(body) + shift, len(comment)
    )
    return lead + body + directory + end + comment
