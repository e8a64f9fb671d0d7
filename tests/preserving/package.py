"""A workbook as a zip package of parts, read with nothing but the standard library."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from .markup import Document, Element, NotXml, parsed

CONTENT_TYPES = "[content_types].xml"
TABS = ("IGPM Results", "IGPM Summary", "IGPM Problems", "IGPM Changes")
"""The tabs that the program keeps in an office's workbook."""

_LOCAL = struct.Struct("<4sHHHHHLLLHH")


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file is no workbook in a zip package."""


class Relationship(NamedTuple):
    """What one part says of another."""

    id: str
    kind: str
    """The last word of its type, such as `worksheet`."""
    type: str
    target: str | None
    """The key of the part it leads to; None where it leads outside the package."""


class Sheet(NamedTuple):
    """A tab of the workbook."""

    name: str
    element: Element
    part: str
    """The key of its part, empty where it has none."""
    kind: str
    """The kind of its relationship: `worksheet`, `chartsheet` …"""


def key(name: str) -> str:
    """What the names of a part have in common, however they are written."""
    return unquote(name).replace("\\", "/").lstrip("/").casefold()


def relationships_of(part: str) -> str:
    """The key of the part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Package:
    """A package in memory.

    Raises:
        Unreadable: it is no zip package.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise Unreadable(str(error)) from None
        self.entries = self.zip.infolist()
        self.parts = {key(each.filename): each for each in self.entries if not each.is_dir()}
        self._documents: dict[str, Document] = {}

    @classmethod
    def open(cls, path: Path) -> Package:
        """The package in a file."""
        return cls(path.read_bytes())

    def read(self, part: str) -> bytes:
        """The bytes of a part.

        Raises:
            Unreadable: there is no such part, or it does not unpack.
        """
        try:
            return self.zip.read(self.parts[part])
        except KeyError:
            raise Unreadable(f"there is no {part}") from None
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
            raise Unreadable(f"{part}: {error}") from None

    def xml(self, part: str) -> Document:
        """A part as a tree.

        Raises:
            Unreadable: there is no such part, or it is no XML.
        """
        if part not in self._documents:
            try:
                self._documents[part] = parsed(self.read(part))
            except NotXml as error:
                raise Unreadable(f"{part}: {error}") from None
        return self._documents[part]

    def headers_agree(self, entry: zipfile.ZipInfo) -> bool:
        """Whether what stands before an entry's content says the same as the directory."""
        start = entry.header_offset + _LOCAL.size
        _, _, flags, method, _, _, crc, packed, size, length, _ = _LOCAL.unpack_from(
            self.data, entry.header_offset
        )
        raw = entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")
        if method != entry.compress_type or self.data[start : start + length] != raw:
            return False
        # With a data descriptor or a zip64 field the numbers stand elsewhere.
        elsewhere = flags & 8 or 0xFFFFFFFF in (packed, size)
        sizes = (entry.CRC, entry.compress_size, entry.file_size)
        return bool(elsewhere) or (crc, packed, size) == sizes

    def packed(self, entry: zipfile.ZipInfo) -> bytes:
        """The content of an entry as it stands in the file."""
        fields = _LOCAL.unpack_from(self.data, entry.header_offset)
        start = entry.header_offset + _LOCAL.size + fields[9] + fields[10]
        return self.data[start : start + entry.compress_size]

    def relationships(self, part: str) -> list[Relationship]:
        """What a part says of others; the empty key stands for the package."""
        holder = relationships_of(part)
        if holder not in self.parts:
            return []
        listed = self.xml(holder).root.all("Relationship")
        return [self._relationship(part, each) for each in listed]

    @staticmethod
    def _relationship(part: str, element: Element) -> Relationship:
        type_ = element.get("Type")
        target = None
        if element.get("TargetMode").casefold() != "external":
            written = unquote(element.get("Target")).replace("\\", "/").partition("#")[0]
            folder = "/" + posixpath.dirname(part)
            target = key(posixpath.normpath(posixpath.join(folder, written)))
        return Relationship(element.get("Id"), type_.rpartition("/")[2], type_, target)

    def content_type(self, part: str) -> str | None:
        """The content type of a part, or None."""
        return self._overrides.get(part) or self._defaults.get(part.rpartition(".")[2])

    @cached_property
    def _overrides(self) -> dict[str, str]:
        root = self.xml(CONTENT_TYPES).root
        return {key(each.get("PartName")): each.get("ContentType") for each in root.all("Override")}

    @cached_property
    def _defaults(self) -> dict[str, str]:
        root = self.xml(CONTENT_TYPES).root
        return {
            each.get("Extension").casefold(): each.get("ContentType")
            for each in root.all("Default")
        }

    @cached_property
    def workbook(self) -> str:
        """The key of the workbook part.

        Raises:
            Unreadable: the package names none.
        """
        for each in self.relationships(""):
            if each.kind == "officeDocument" and each.target:
                return each.target
        raise Unreadable("the package names no workbook")

    def related(self, part: str, kind: str) -> list[str]:
        """The keys of the parts that a part leads to by relationships of a kind."""
        listed = self.relationships(part)
        return [each.target for each in listed if each.kind == kind and each.target]

    @cached_property
    def styles(self) -> str | None:
        """The key of the styles part, where there is one."""
        return next((part for part in self.related(self.workbook, "styles")), None)

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The tabs in their order."""
        known = {each.id: each for each in self.relationships(self.workbook)}
        listed = self.xml(self.workbook).root.first("sheets")
        sheets = []
        for element in listed.all("sheet") if listed else []:
            related = known.get(element.relation())
            part, kind = (related.target or "", related.kind) if related else ("", "")
            sheets.append(Sheet(element.get("name"), element, part, kind))
        return sheets

    @cached_property
    def defined_names(self) -> list[Element]:
        """The defined names of the workbook."""
        listed = self.xml(self.workbook).root.first("definedNames")
        return listed.all("definedName") if listed else []

    def owned(self, tabs: Iterable[str] = TABS) -> list[Sheet]:
        """The tabs that are the program's: of its names, and marked by a name of the workbook."""
        wanted = {name.casefold() for name in tabs}
        return [
            sheet
            for sheet in self.sheets
            if sheet.name.casefold() in wanted
            and any(is_mark(name, sheet.name) for name in self.defined_names)
        ]

    def reached(self, start: Iterable[str], without: Iterable[str] = ()) -> set[str]:
        """The parts that can be reached from some, themselves included, less some left out."""
        seen: set[str] = set()
        left_out = set(without)
        waiting = [part for part in start if part not in left_out]
        while waiting:
            part = waiting.pop()
            if part in seen:
                continue
            seen.add(part)
            waiting += [
                each.target
                for each in self.relationships(part)
                if each.target and each.target not in left_out
            ]
        return seen

    def parts_of(self, sheets: Iterable[Sheet]) -> set[str]:
        """The parts that belong to some tabs and to nothing else, with their relationships."""
        tabs = [sheet.part for sheet in sheets if sheet.part]
        alone = self.reached(tabs) - self.reached([""], without=tabs)
        return alone | {relationships_of(part) for part in alone}


def is_mark(name: Element, tab: str) -> bool:
    """Whether a defined name marks a tab as the program's."""
    if not name.get("name").upper().startswith("IGPM_") or name.get("localSheetId"):
        return False
    return points_at(name.text, tab)


def points_at(reference: str, tab: str) -> bool:
    """Whether a reference is to cells of a tab."""
    sheet = reference.strip().rpartition("!")[0]
    plain = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return bool(tab) and plain.casefold() == tab.casefold()


_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")


class Area(NamedTuple):
    """A block of cells; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies within."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def column_number(letters: str) -> int:
    """The number of a column: 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_at(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell's reference, or None where it is none."""
    match = _CELL.fullmatch(reference)
    return (int(match[2]), column_number(match[1])) if match else None


def area(reference: str) -> Area | None:
    """The block of cells of a reference, or None where it is none."""
    first, _, last = reference.partition(":")
    start, end = cell_at(first), cell_at(last or first)
    return Area(*start, *end) if start and end else None


def grouped(values: Iterable[str]) -> Iterator[str]:
    """The values that occur more than once."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)
