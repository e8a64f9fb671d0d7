"""A workbook's package under change: parts, content types and relationships by name.

What is not changed is carried over as it lies in the file. Parts are found as the format
says, through relationships, whatever they are called and however their names are written.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from igpm_sheets.ooxml import content_types
from igpm_sheets.ooxml.archive import Archive, Content, Damaged, Entry, check_archive, write_archive
from igpm_sheets.ooxml.content_types import ContentTypes
from igpm_sheets.ooxml.names import folded, led_to
from igpm_sheets.ooxml.xml import (
    Document,
    Element,
    NotXmlError,
    child_name,
    escaped,
    strict,
    transitional,
)

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OUTSIDE = ' TargetMode="External"'
_RELS_PART = re.compile(r"(.*?)_rels/([^/]*)\.rels", re.IGNORECASE)
_NUMBER = re.compile(r"[1-9][0-9]*(?=\.[a-z]+$)")


class Dialect(NamedTuple):
    """Which of the two sets of namespaces a workbook is written in."""

    is_strict: bool

    def uri(self, usual: str) -> str:
        """A namespace or relationship type, given by its usual name, as it is called here."""
        return strict(usual) if self.is_strict else usual

    @property
    def main(self) -> str:
        """The namespace of workbooks, sheets and styles."""
        return self.uri(MAIN)

    @property
    def relations(self) -> str:
        """The namespace of attributes such as `r:id`."""
        return self.uri(RELATIONS)


class Relationship(NamedTuple):
    """What one part says of another, or of a place outside the package."""

    id: str
    type: str
    """The whole type, by its usual name."""
    part: str
    """The part's name, or "" where the target lies outside."""
    target: str
    """As it is written."""

    @property
    def kind(self) -> str:
        """The last word of the type, such as `worksheet`."""
        return self.type.rpartition("/")[2]


def _rels_part(part: str) -> str:
    """The part that holds the relationships of a part, or of the package ("")."""
    folder, name = posixpath.split(part.replace("\\", "/"))
    return posixpath.join(folder, "_rels", f"{name}.rels")


class Relationships:
    """The relationships of one part, or of the package itself (part "").

    Raises:
        Damaged: if they cannot be read.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._folder = posixpath.dirname(part.replace("\\", "/"))
        self.rels_part = _rels_part(part)
        self._by_id: dict[str, tuple[Relationship, Element | None]] = {}
        if self.rels_part in package:
            for element in package.xml(self.rels_part).root.all("Relationship"):
                known = self._read(element)
                self._by_id.setdefault(known.id, (known, element))
        self._taken = {id_.casefold() for id_ in self._by_id}
        """The ids as they are compared: sheets may have thousands."""

    def __iter__(self) -> Iterator[Relationship]:
        return (known for known, _ in self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, id_: str | None) -> Relationship | None:
        """The relationship of this id."""
        return self._by_id[id_][0] if id_ in self._by_id else None

    def of_kind(self, *kinds: str) -> list[Relationship]:
        """Those whose type ends in one of these words."""
        return [known for known in self if known.kind in kinds]

    def add(self, type_: str, part: str = "", *, outside: str = "") -> str:
        """Relates to a part, or to an address outside the package; returns the new id.

        `type_` is the whole type by its usual name, or just its last word for the types of
        Office documents.
        """
        usual = type_ if "/" in type_ else f"{RELATIONS}/{type_}"
        taken = self._taken
        id_ = next(
            name for n in count(len(taken) + 1) if (name := f"rId{n}").casefold() not in taken
        )
        target = outside or posixpath.relpath(f"/{part}", f"/{self._folder}")
        document = self._document()
        document.append(
            document.root,
            f"<{child_name(document.root, 'Relationship')}"
            f' Id="{id_}" Type="{escaped(self._package.dialect.uri(usual))}"'
            f' Target="{escaped(target)}"{_OUTSIDE if outside else ""}/>',
        )
        self._by_id[id_] = (Relationship(id_, usual, "" if outside else part, target), None)
        taken.add(id_.casefold())
        return id_

    def remove(self, id_: str) -> None:
        """Forgets a relationship that the file holds.

        Raises:
            KeyError: if there is none of this id that was read from the file.
        """
        _, element = self._by_id.pop(id_)
        if element is None:
            raise KeyError(id_)
        self._taken.discard(id_.casefold())
        self._document().remove(element)

    def _document(self) -> Document:
        if self.rels_part not in self._package:
            empty = f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}"/>'
            self._package.put(self.rels_part, empty.encode(), content_types.RELATIONSHIPS)
        return self._package.xml(self.rels_part)

    def _read(self, element: Element) -> Relationship:
        target = element.get("Target", "") or ""
        part = ""
        if element.get("TargetMode") != "External":
            part = self._package.resolved(self._folder, target)
        type_ = transitional(element.get("Type", "") or "")
        return Relationship(element.get("Id", "") or "", type_, part, target)


class Package:
    """The parts of a workbook, with the changes to them that are not yet written.

    Without an archive it is an empty package, to which parts are put.

    Raises:
        Damaged: if the package cannot be read, or names two parts alike.
    """

    def __init__(self, archive: Archive | None = None) -> None:
        self._archive = archive
        self._entries: dict[str, Entry] = {}
        self._names: dict[str, str] = {}
        """Every part's name as it is written, by its folded name."""
        self._contents: dict[str, Content] = {}
        """What was put, by name: in the place of what the archive holds, or new."""
        self._removed: set[str] = set()
        self._documents: dict[str, Document] = {}
        self._types_part = ""
        self._relationships: dict[str, Relationships] = {}
        self._numbers: dict[str, int] = {}
        """For a pattern of names the number below which none is free."""
        for entry in archive.entries if archive else ():
            if entry.name.endswith(("/", "\\")):
                continue  # a folder
            if folded(entry.name) in self._names:
                raise Damaged(f"two parts are called {entry.name}")
            self._entries[entry.name] = entry
            self._names[folded(entry.name)] = entry.name
        if archive is None:
            empty = f'{DECLARATION}<Types xmlns="{content_types.NAMESPACE}"/>'
            self._names[folded(content_types.PART)] = content_types.PART
            self._contents[content_types.PART] = empty.encode()
        self._types = ContentTypes(self.xml(content_types.PART).data())
        self._types_part = self._name(content_types.PART)
        self.dialect = Dialect(is_strict=False)
        if self.workbook:
            root = self.xml(self.workbook).root
            self.dialect = Dialect(root.prefixes.get(root.prefix, "") == strict(MAIN))

    @classmethod
    def open(cls, path: Path) -> Package:
        """The package in a file, which stays open until `close`.

        Raises:
            Damaged: if it is no package that can be read.
            OSError: if the file cannot be opened.
        """
        archive = Archive.open(path)
        try:
            return cls(archive)
        except BaseException:
            archive.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        if self._archive is not None:
            self._archive.close()

    # Looking

    @property
    def workbook(self) -> str:
        """The name of the workbook part; "" where there is none."""
        return self.related("", "officeDocument")

    @property
    def names(self) -> list[str]:
        """The names of all parts, as they are written."""
        return list(self._names.values())

    def __contains__(self, part: str) -> bool:
        return folded(part) in self._names

    def resolved(self, folder: str, target: str) -> str:
        """The name of the part that a target leads to from a folder of the package.

        As the part is called, where there is one; else as it would be.
        """
        whole = led_to(folder, target)
        return self._names.get(folded(whole), whole)

    def read(self, part: str) -> bytes:
        """The bytes of a part as they stand now.

        Raises:
            Damaged: if there is no such part, or it cannot be unpacked.
        """
        name = self._name(part)
        edited = self._edited(name)
        if edited is not None:
            return edited
        if name not in self._contents:
            return self._in_the_archive().read(self._entries[name])
        content = self._contents[name]
        if isinstance(content, bytes):
            return content
        pieces: list[bytes] = []
        content(pieces.append)
        return b"".join(pieces)

    def size(self, part: str) -> int:
        """How many bytes a part has, as the file says; 0 for one that was put."""
        name = self._name(part)
        return self._entries[name].size if name in self._entries else 0

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part in pieces, in bounded memory where it lies in the file.

        Raises:
            Damaged: as `read`.
        """
        name = self._name(part)
        if name in self._contents or self._edited(name) is not None:
            return iter([self.read(name)])
        return self._in_the_archive().chunks(self._entries[name])

    def content(self, part: str) -> Content:
        """A part as it stands now, to be put again: not unpacked or made before it is written.

        Raises:
            Damaged: if there is no such part.
        """
        name = self._name(part)
        edited = self._edited(name)
        if edited is not None:
            return edited
        if name in self._contents:
            return self._contents[name]
        archive, entry = self._in_the_archive(), self._entries[name]

        def unpacked(write: Callable[[bytes], object]) -> None:
            for chunk in archive.chunks(entry):
                write(chunk)

        return unpacked

    def xml(self, part: str) -> Document:
        """A part as XML; what is edited in it is written.

        Raises:
            Damaged: if there is no such part, or it is no XML.
        """
        name = self._name(part)
        if name not in self._documents:
            try:
                self._documents[name] = Document(self.read(name))
            except NotXmlError as error:
                raise Damaged(f"{name}: {error}") from error
        return self._documents[name]

    def content_type(self, part: str) -> str:
        """What kind of content a part is declared to have; "" if it is not."""
        return self._types.of(part)

    def of_type(self, *content_types: str) -> list[str]:
        """The names of the parts that are declared to have one of these content types."""
        return [name for name in self._names.values() if self._types.of(name) in content_types]

    def relationships(self, part: str) -> Relationships:
        """The relationships of a part, or of the package ("")."""
        name = self._names.get(folded(part), part)
        if name not in self._relationships:
            self._relationships[name] = Relationships(self, name)
        return self._relationships[name]

    def related(self, part: str, kind: str) -> str:
        """The first part to which a part stands in a relationship of this kind, or ""."""
        found = (known.part for known in self.relationships(part).of_kind(kind))
        return next((part for part in found if part in self), "")

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern that no part has, whatever the case.

        Nor one under which a lost part is still declared or related to: what belongs to it
        would come to life again with the new one.

        Args:
            pattern: holds `{}` for a number, as in `xl/worksheets/sheet{}.xml`.
        """
        numbers = count(self._numbers.get(pattern, 1))
        number = next(n for n in numbers if self._is_free(folded(pattern.format(n))))
        self._numbers[pattern] = number  # all before it are taken
        return pattern.format(number)

    def _is_free(self, name: str) -> bool:
        taken = name in self._names or _rels_part(name) in self._names or name in self._missing
        return not taken and not self._types.declares(name)

    @cached_property
    def _missing(self) -> frozenset[str]:
        """The folded names of the parts to which something is related in vain."""
        wanted: set[str] = set()
        for name in self._entries:
            known = _RELS_PART.fullmatch(name.replace("\\", "/"))
            if known:
                with suppress(Damaged):  # nothing comes to life by what cannot be read
                    wanted.update(
                        folded(each.part) for each in self.relationships(known[1] + known[2])
                    )
        return frozenset(wanted - set(self._names))

    # Changing

    def put(self, part: str, content: Content, content_type: str) -> str:
        """Adds a part, or replaces the one of this name; returns its name."""
        name = self._names.setdefault(folded(part), part)
        self._documents.pop(name, None)
        self._removed.discard(name)
        self._contents[name] = content
        self._types.declare(name, content_type)
        return name

    def remove(self, part: str) -> None:
        """Takes a part away with its own relationships; what points at it is the caller's."""
        numbered = _NUMBER.search(part)
        if numbered:
            pattern = f"{part[: numbered.start()]}{{}}{part[numbered.end() :]}"
            self._numbers[pattern] = min(self._numbers.get(pattern, 1), int(numbered[0]))
        rels = self.relationships(part).rels_part
        for name in [self._name(part), *([self._name(rels)] if rels in self else [])]:
            del self._names[folded(name)]
            for held in (self._contents, self._documents, self._relationships):
                held.pop(name, None)
            if name in self._entries:
                self._removed.add(name)
            self._types.forget(name)

    def _edited(self, name: str) -> bytes | None:
        """The bytes of a part of which something was edited, or None."""
        if name == self._types_part:
            return self._types.data() if self._types.changed else None
        document = self._documents.get(name)
        return document.data() if document is not None and document.changed else None

    @property
    def changed(self) -> list[str]:
        """The names of the parts that are new or not as they lie in the file."""
        edited = [name for name, document in self._documents.items() if document.changed]
        types = [self._types_part] if self._types.changed else []
        return list(dict.fromkeys([*self._contents, *edited, *types]))

    @property
    def removed(self) -> frozenset[str]:
        """The names of the parts that were taken away."""
        return frozenset(self._removed)

    def write(self, out: BinaryIO, *, level: int = 6) -> None:
        """Writes the package: what has not changed as the same packed bytes.

        Raises:
            Damaged: if the file it was read from is no longer whole.
        """
        contents: dict[str, Content] = {}
        for name in self.changed:
            edited = self._edited(name)
            contents[name] = self._contents[name] if edited is None else edited
        entries = self._entries
        write_archive(
            out,
            self._archive,
            replaced={entries[name]: contents[name] for name in contents if name in entries},
            added=[(name, contents[name]) for name in contents if name not in entries],
            removed=[entries[name] for name in self._removed],
            level=level,
        )

    def check(self, path: Path) -> None:
        """Reads back what `write` has written to a file.

        Raises:
            Damaged: naming the part that is not as it should be.
        """
        check_archive(path, self._archive, {*self.changed, *self._removed})

    def _name(self, part: str) -> str:
        name = self._names.get(folded(part))
        if name is None:
            raise Damaged(f"the part {part} is missing")
        return name

    def _in_the_archive(self) -> Archive:
        assert self._archive is not None  # noqa: S101 - else every part was put
        return self._archive
