"""A zip package (.xlsx, .xlsb, .ods) opened with care: parts, relationships, damage, bombs.

Every part is read through the zip file's checksums: the readers further on do not all
check them, and a damaged part must not pass for a shorter one.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Callable
from typing import NamedTuple
from xml.parsers import expat  # it bounds entity expansion and fetches nothing
from zipfile import BadZipFile, ZipFile, ZipInfo

from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.ooxml.names import folded, led_to
from igpm_sheets.problems import CellRef, problem

LARGEST_PART = 2 << 30
LARGEST_RATIO = 500
"""Deflate reaches 1032 to 1 on zeros; sheets of one repeated mark stay far below this."""
SMALL_ENOUGH = 64 << 20
"""Whatever its ratio, a part of this size does no harm."""


Start = Callable[[str, dict[str, str]], object]


class Relationship(NamedTuple):
    """What one part says of another: the last word of its type, the target, and as written."""

    kind: str
    part: str
    written: str


class Package:
    """The parts of a zip package by name; names compare without case, as the format asks.

    Raises:
        SourceUnreadable: if the zip file is damaged, protected or a bomb (F08, F10, F13).
    """

    def __init__(self, data: bytes, where: CellRef) -> None:
        self.where = where
        self.data = data
        self.came_in_utf_16 = False
        """Whether any part asked for so far as XML was in UTF-16."""
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except (BadZipFile, NotImplementedError, ValueError) as error:
            found = "a zip package without its end"
            raise SourceUnreadable(problem("F10", where, found)) from error
        self._parts = {folded(info.filename): info for info in self._zip.infolist()}
        for info in self._parts.values():
            self._check_size(info)

    def _check_size(self, info: ZipInfo) -> None:
        unpacked, packed = info.file_size, max(info.compress_size, 1)
        absurd = unpacked > SMALL_ENOUGH and unpacked / packed > LARGEST_RATIO
        if unpacked > LARGEST_PART or absurd:
            found = f"{unpacked:,} bytes in {info.filename}"
            raise SourceUnreadable(problem("F13", self.where, found))

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, in lower case."""
        return frozenset(self._parts)

    def __contains__(self, name: str) -> bool:
        return folded(name) in self._parts

    def read(self, name: str) -> bytes:
        """The bytes of a part; empty where there is no such part.

        Raises:
            SourceUnreadable: if the part is damaged (F10) or protected (F08).
        """
        info = self._parts.get(folded(name))
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise SourceUnreadable(problem("F08", self.where, "an encrypted zip package"))
        try:
            return self._zip.read(info)
        except (BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
            found = f"{info.filename}: {str(error).partition(' for ')[0]}"
            raise SourceUnreadable(problem("F10", self.where, found)) from error

    def xml(self, name: str) -> bytes:
        """The bytes of an XML part in UTF-8, whichever Unicode encoding it came in."""
        data = self.read(name)
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.came_in_utf_16 = True
            text = data.decode("utf-16", "replace")
            declaration, end, rest = text.partition("?>")
            return (rest if end else declaration).encode()
        return data

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part, or the package ("") is related to, by id; nothing outside the package."""
        folder, _, name = part.rpartition("/")
        found: dict[str, Relationship] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
                return
            written = attributes.get("Target", "")
            whole = led_to(folder, written)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relationship(kind, whole, written)

        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        parse(self.xml(rels), start, self.where, rels)
        return found

    def related(self, part: str, *kinds: str) -> list[str]:
        """The parts to which a part stands in a relationship of one of the kinds."""
        return [r.part for r in self.relationships(part).values() if r.kind in kinds]

    @property
    def main_part(self) -> str:
        """The part that an Office package is about, or "" where it names none."""
        return next(iter(self.related("", "officeDocument")), "")


def parse(xml: bytes, start: Start | None, where: CellRef, part: str) -> None:
    """Call `start(tag, attributes)`, if given, for each element; an empty part has none.

    Raises:
        SourceUnreadable: if the XML is broken (F10).
    """
    if not xml:
        return
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    run(parser, xml, where, part)


def run(parser: expat.XMLParserType, xml: bytes, where: CellRef, part: str) -> None:
    """Let a prepared parser read a whole part.

    Raises:
        SourceUnreadable: if the XML is broken (F10).
    """
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - positional only
    except expat.ExpatError as error:
        raise SourceUnreadable(problem("F10", where, f"{part}: {error}")) from error


def local(tag: str) -> str:
    """A tag or attribute without its namespace prefix."""
    return tag.rpartition(":")[2]
