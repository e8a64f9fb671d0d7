"""`[Content_Types].xml`: what kind of content each part of a package has."""

from __future__ import annotations

from igpm_sheets.ooxml.names import folded
from igpm_sheets.ooxml.xml import Document, Element, child_name, escaped

PART = "[Content_Types].xml"
NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"


class ContentTypes:
    """The declarations of one package, with the changes to them.

    Args:
        data: the part that they stand in.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._by_ending: dict[str, str] = {}
        self._by_part: dict[str, str] = {}
        self._new_endings: dict[str, str] = {}
        self._changes: dict[str, tuple[str, str | None]] = {}
        """For parts the name and type they are to have; None where a part goes."""
        for element in Document(data).root.children:
            declared = element.get("ContentType", "") or ""
            if element.tag == "Default":
                ending = (element.get("Extension", "") or "").casefold()
                self._by_ending.setdefault(ending, declared)
            elif element.tag == "Override":
                self._by_part.setdefault(_part_of(element), declared)

    def of(self, part: str) -> str:
        """The content type of a part, "" where none is declared.

        >>> known = ContentTypes(b'<Types><Default Extension="xml" ContentType="a/b"/></Types>')
        >>> known.of("xl/workbook.xml")
        'a/b'
        """
        own = self._own(part)
        return self._of_ending(part) if own is None else own

    def declares(self, part: str) -> bool:
        """Whether a part is declared by its own name, be it there or not."""
        return self._own(part) is not None

    def declare(self, part: str, content_type: str) -> None:
        """Makes sure that a part has this type, with as little change as can be."""
        known = folded(part)
        if self._by_part.get(known) == content_type:
            self._changes.pop(known, None)
        elif self.of(part) != content_type:
            if content_type == RELATIONSHIPS:
                self._new_endings["rels"] = content_type
            else:
                self._changes[known] = (part, content_type)

    def forget(self, part: str) -> None:
        """Takes back what is declared for a part that goes."""
        self._changes.pop(folded(part), None)
        if folded(part) in self._by_part:
            self._changes[folded(part)] = (part, None)

    @property
    def changed(self) -> bool:
        """Whether anything is declared otherwise than it was."""
        return bool(self._changes or self._new_endings)

    def data(self) -> bytes:
        """The part with all changes."""
        document = Document(self._data)
        changes = dict(self._changes)
        for element in document.root.children:
            if element.tag == "Override" and _part_of(element) in changes:
                _, content_type = changes.pop(_part_of(element))
                if content_type is None:
                    document.remove(element)
                else:
                    document.set(element, "ContentType", content_type)
        # Defaults come first in what Excel writes; the format leaves the order free.
        for ending, content_type in self._new_endings.items():
            document.prepend(document.root, _xml(document, "Default", ending, content_type))
        for name, declared in changes.values():
            if declared is not None:
                document.append(document.root, _xml(document, "Override", f"/{name}", declared))
        return document.data()

    def _own(self, part: str) -> str | None:
        known = folded(part)
        if known in self._changes:
            return self._changes[known][1]
        return self._by_part.get(known)

    def _of_ending(self, part: str) -> str:
        ending = part.rpartition(".")[2].casefold()
        return self._new_endings.get(ending) or self._by_ending.get(ending, "")


def _part_of(element: Element) -> str:
    """The part that an entry is about, folded."""
    return folded(element.get("PartName", "") or "")


def _xml(document: Document, tag: str, name: str, content_type: str) -> str:
    key = "PartName" if tag == "Override" else "Extension"
    written = child_name(document.root, tag)
    return f'<{written} {key}="{escaped(name)}" ContentType="{escaped(content_type)}"/>'
