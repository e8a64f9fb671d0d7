"""The part of a workbook that lists its styles: looked at, and added to.

Cells name their styles by number, counted from 0. So nothing in the part is ever moved or
changed: what is new comes last.
"""

from __future__ import annotations

import posixpath
from typing import Final

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import DECLARATION, MAIN, Package
from igpm_sheets.ooxml.xml import Document, Element, Node, child_name, strict, written
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.files.saving import CannotWrite

MOST: Final = 65_490
"""How many different styles Excel takes, of cells as well as of fonts."""

ENTRIES: Final = {
    "numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border",
    "cellStyleXfs": "xf", "cellXfs": "xf", "dxfs": "dxf",
}  # fmt: skip
"""What each of the lists that are looked at here is made of."""
_WHAT: Final = {
    "numFmts": "number formats", "fonts": "fonts", "fills": "fills", "borders": "borders",
    "cellXfs": "cell styles", "dxfs": "conditional styles",
}  # fmt: skip
_ORDER: Final = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
    "tableStyles", "colors", "extLst",
)  # fmt: skip
"""The order that the format asks for."""

_STYLES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_COMPATIBILITY: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_FONT: Final = Node(
    "font",
    children=(
        Node("sz", (("val", "11"),)), Node("name", (("val", "Calibri"),)),
        Node("family", (("val", "2"),)),
    ),
)  # fmt: skip
_FILLS: Final = tuple(
    Node("fill", children=(Node("patternFill", (("patternType", kind),)),))
    for kind in ("none", "gray125")
)
_BORDER: Final = Node(
    "border", children=tuple(map(Node, ("left", "right", "top", "bottom", "diagonal")))
)
_XF: Final = Node(
    "xf", (("numFmtId", "0"), ("fontId", "0"), ("fillId", "0"), ("borderId", "0"))
)  # fmt: skip
FIRST: Final = {"fonts": (_FONT,), "fills": _FILLS, "borders": (_BORDER,), "cellXfs": (_XF,)}
"""What these lists begin with where they are empty: number 0 means what is usual."""

_NORMAL: Final = Node(
    "cellStyle", (("name", "Normal"), ("xfId", "0"), ("builtinId", "0"))
)  # fmt: skip


class StyleSheet:
    """A workbook's styles; those that every workbook has where it lists none.

    There may be one at a time for a package.

    Args:
        package: the workbook's package.
        where: what the workbook is called where something is wrong with it.
        font: that of cells without a style, where the workbook has no styles.

    Raises:
        CannotWrite: if styles cannot be told by their numbers, because some of them are
            written in two versions for different programs (F41).
        Damaged: if the part cannot be read, or the package has no workbook yet.
    """

    def __init__(self, package: Package, where: CellRef, font: Node | None = None) -> None:
        if not package.workbook:
            raise Damaged("a package without its workbook")
        self._font = font or _FONT
        self._package = package
        self._where = where
        self._part = package.related(package.workbook, "styles")
        if self._part:
            self._document = package.xml(self._part)
            if self._document.changed:
                self._read_again()
        else:
            self._document = Document(self._least())
        root = self._document.root
        if root.tag != "styleSheet" or root.namespace != MAIN:
            raise Damaged(f"{self._part} lists no styles")
        self._make_sure_of_numbers()
        self.entries = {name: self._listed(name) for name in ENTRIES}
        """The elements of each list as they were found."""
        self._counts = {name: len(listed) for name, listed in self.entries.items()}

    @property
    def palette(self) -> list[str]:
        """The workbook's own colours by number, if it has its own."""
        colours = self._document.root.first("colors")
        listed = colours.first("indexedColors") if colours else None
        return [each.get("rgb", "") or "" for each in listed.all("rgbColor")] if listed else []

    def count(self, name: str) -> int:
        """How many entries a list has now."""
        return self._counts[name]

    def append(self, name: str, entry: Node) -> int:
        """Adds an entry to one of the lists; returns its number.

        Raises:
            CannotWrite: if the list is as long as Excel can take (F29).
        """
        if not self._part:
            self._put()
        missing = FIRST.get(name, ())[self._counts[name] :]
        if self._counts[name] + len(missing) >= MOST:
            details = {"limit": f"{MOST:,}", "what": _WHAT[name]}
            found = f"{self._counts[name]:,} {_WHAT[name]}"
            raise CannotWrite(problem("F29", self._where, found, **details))
        self._counts[name] += len(missing) + 1
        new = (*missing, entry)
        listed = self._document.root.first(name)
        if listed is None:
            self._begin(name, new)
        else:
            for each in new:
                self._document.append(listed, self._written(each, listed))
            self._document.set(listed, "count", str(self._counts[name]))
        return self._counts[name] - 1

    def _listed(self, name: str) -> list[Element]:
        listed = self._document.root.first(name)
        return listed.all(ENTRIES[name]) if listed else []

    def _written(self, entry: Node, like: Element) -> str:
        root = self._document.root
        is_strict = root.prefixes.get(root.prefix) == strict(MAIN)
        return written(entry, like, is_strict=is_strict)

    def _begin(self, name: str, entries: tuple[Node, ...]) -> None:
        """Adds a list that the part does not have, in its place."""
        root = self._document.root
        tag = child_name(root, name)
        inner = "".join(self._written(each, root) for each in entries)
        xml = f'<{tag} count="{len(entries)}">{inner}</{tag}>'
        follower = root.first(*_ORDER[_ORDER.index(name) + 1 :])
        if follower is None:
            self._document.append(root, xml)
        else:
            self._document.insert_before(follower, xml)
        self._read_again()

    def _read_again(self) -> None:
        """Makes what was added part of the document's tree."""
        package, part = self._package, self._part
        package.put(part, self._document.data(), package.content_type(part))
        self._document = package.xml(part)

    def _put(self) -> None:
        """Puts the least of styles into a package that has none."""
        package, holder = self._package, self._package.workbook
        promised = package.relationships(holder).of_kind("styles")
        self._part = next((known.part for known in promised if known.part), "")
        if not self._part:
            self._part = posixpath.join(posixpath.dirname(holder), "styles.xml")
            if self._part in package:
                self._part = package.free_name(f"{self._part[:-4]}{{}}.xml")
            package.relationships(holder).add("styles", self._part)
        self._part = package.put(self._part, self._least(), _STYLES)
        self._document = package.xml(self._part)

    def _least(self) -> bytes:
        """The styles of a workbook that has none of its own."""
        main = self._package.dialect.main
        like = Document(f'<styleSheet xmlns="{main}"/>'.encode()).root
        lists: dict[str, tuple[Node, ...]] = {
            "fonts": (self._font,),
            "fills": _FILLS,
            "borders": (_BORDER,),
            "cellStyleXfs": (_XF,),
            "cellXfs": (_XF.with_attributes(xfId="0"),),
            "cellStyles": (_NORMAL,),
            "dxfs": (),
        }
        nodes = [Node(tag, (("count", str(len(each))),), each) for tag, each in lists.items()]
        inner = "".join(written(node, like) for node in nodes)
        return f'{DECLARATION}<styleSheet xmlns="{main}">{inner}</styleSheet>'.encode()

    def _make_sure_of_numbers(self) -> None:
        """Refuses lists of which a program may skip or double entries."""
        root = self._document.root
        seen: set[str] = set()
        for child in root.children:
            for each in child.within() if _is_choice(child) else [child]:
                if each.namespace != MAIN or each.tag not in ENTRIES:
                    continue
                if each is not child or each.tag in seen or any(map(_is_choice, each.children)):
                    raise CannotWrite(problem("F41", self._where, each.tag))
                seen.add(each.tag)


def _is_choice(element: Element) -> bool:
    return element.namespace == _COMPATIBILITY and element.tag == "AlternateContent"


def written_out(sheet: StyleSheet) -> dict[int, str]:
    """The codes of number formats that a workbook writes out, by number."""
    codes: dict[int, str] = {}
    for each in sheet.entries["numFmts"]:
        number = each.get("numFmtId", "") or ""
        if number.isascii() and number.isdigit() and len(number) < 10:
            codes.setdefault(int(number), each.get("formatCode", "") or "")
    return codes
