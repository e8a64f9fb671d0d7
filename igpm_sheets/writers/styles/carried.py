"""The look of a template's cells, carried into another workbook: found there, or added.

A style that an earlier run added is found again, also after Excel has saved the workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Element, Node
from igpm_sheets.problems import CellRef
from igpm_sheets.writers.styles.equal import (
    alignment_key,
    border_key,
    differential_key,
    fill_key,
    font_key,
    protection_key,
)
from igpm_sheets.writers.styles.lists import Formats, Looks, StyleList, number_of
from igpm_sheets.writers.styles.named import highest_named
from igpm_sheets.writers.styles.number_formats import FIRST_OWN, FIXED, GENERAL, LOCAL
from igpm_sheets.writers.styles.sheet import FIRST, StyleSheet, written_out
from igpm_sheets.writers.styles.theme import Colours, Theme

_TEMPLATE: Final = CellRef("the template")
_WORKBOOK: Final = CellRef("the workbook")

_APPLIED: Final = tuple(
    (f"apply{what}", "1")
    for what in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")
)
_LISTS: Final = (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId"))
_SIDES: Final = {"start": "left", "end": "right"}
"""Names of a border's lines that not all programs know, and those that all know."""


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How a cell looks, whatever the workbook.

    The nodes hold colours as red, green and blue and typefaces by name, so that no theme
    changes them.
    """

    font: Node = FIRST["fonts"][0]
    fill: Node = FIRST["fills"][0]
    border: Node = FIRST["borders"][0]
    number_format: str = GENERAL
    """The code, such as `#,##0.00`; of a built-in format as it is in the United Kingdom."""
    built_in: int | None = None
    """The number of a built-in format whose code the reader's country decides (14 for days)."""
    alignment: Node | None = None
    protection: Node | None = None


class TemplateStyles:
    """The styles of a template by their numbers, made free of the template.

    Raises:
        CannotWrite: if they cannot be told by their numbers (F41).
        Damaged: if the part of styles, or the theme, cannot be read.
    """

    def __init__(self, package: Package, where: CellRef = _TEMPLATE) -> None:
        sheet = StyleSheet(package, where)
        self._entries = sheet.entries
        self._codes = written_out(sheet)
        self._theme = Theme.of(package)
        self._colours = Colours(self._theme, sheet.palette)
        normal = next(iter([*sheet.entries["cellStyleXfs"], *sheet.entries["cellXfs"]]), None)
        self.font = self._part_of(normal, "fonts", "fontId")
        """That of cells without a style, by whose digits the widths of columns are measured."""
        self._cells: dict[int, CellStyle] = {}
        self._differentials: dict[int, Node] = {}

    def cell(self, index: int) -> CellStyle:
        """The style of a cell; that of number 0 where there is none of this number."""
        if index not in self._cells:
            self._cells[index] = self._cell(index)
        return self._cells[index]

    def differential(self, index: int) -> Node:
        """A conditional style, or one that changes nothing where there is none of this number."""
        if index not in self._differentials:
            listed = self._entries["dxfs"]
            known = listed[index].node() if 0 <= index < len(listed) else Node("dxf")
            self._differentials[index] = self._free(known)
        return self._differentials[index]

    def resolved(self, node: Node) -> Node:
        """Anything else of the template, such as a tab's colour, with its colours resolved."""
        return self._colours.plain(node)

    def _cell(self, index: int) -> CellStyle:
        listed = self._entries["cellXfs"]
        xf = listed[index if 0 <= index < len(listed) else 0] if listed else None
        font, fill, border = (self._part_of(xf, name, key) for name, key in _LISTS)
        code, built_in = self._number_format(number_of(xf, "numFmtId"))
        alignment, protection = self._child(xf, "alignment"), self._child(xf, "protection")
        return CellStyle(
            font,
            fill,
            border,
            code,
            built_in,
            alignment if alignment_key(alignment) != () else None,
            protection if protection_key(protection) != () else None,
        )

    def _part_of(self, xf: Element | None, name: str, key: str) -> Node:
        listed, at = self._entries[name], number_of(xf, key)
        return self._free(listed[at].node() if 0 <= at < len(listed) else FIRST[name][0])

    def _child(self, xf: Element | None, tag: str) -> Node | None:
        found = xf.first(tag) if xf else None
        return self._free(found.node()) if found else None

    def _number_format(self, number: int) -> tuple[str, int | None]:
        if number in self._codes:
            return self._codes[number] or GENERAL, None
        if number in FIXED or not 0 <= number < FIRST_OWN:
            return FIXED.get(number, GENERAL), None
        return LOCAL.get(number, GENERAL), number

    def _free(self, node: Node) -> Node:
        """A node of the styles without what only the template's own workbook can follow."""
        return self._with_typefaces(self._colours.plain(_own(node)))

    def _with_typefaces(self, node: Node) -> Node:
        if node.tag == "dxf":
            return node._replace(children=tuple(map(self._with_typefaces, node.children)))
        scheme = node.first("scheme") if node.tag == "font" else None
        if scheme is None:
            return node
        typeface = self._theme.typeface(scheme.get("val"))
        name = Node("name", (("val", typeface),))
        children = tuple(
            name if typeface and child.tag == "name" else child
            for child in node.children
            if child is not scheme
        )
        if typeface and node.first("name") is None:
            children = (*children, name)
        return node._replace(children=children)


def _own(node: Node) -> Node:
    """A node without what later editions of Office put into it."""
    return Node(
        _SIDES.get(node.tag, node.tag),
        tuple(pair for pair in node.attributes if not pair[0].startswith("{")),
        tuple(
            _own(child)
            for child in node.children
            if not child.tag.startswith("{") and child.tag != "extLst"
        ),
    )


class TargetStyles:
    """The styles of a workbook that takes cells of a template.

    There may be one at a time for a package. Edits go to the package; where all styles are
    found there are none.

    Args:
        package: the workbook's package.
        where: what the workbook is called where something is wrong with it.
        font: that of cells without a style, in a workbook that has no styles yet; else
            Calibri 11.

    Raises:
        CannotWrite: if the workbook's styles cannot be told by their numbers (F41).
        Damaged: if they cannot be read.
    """

    def __init__(
        self, package: Package, where: CellRef = _WORKBOOK, *, font: Node | None = None
    ) -> None:
        self._sheet = StyleSheet(package, where, font)
        self._fonts = StyleList(self._sheet, "fonts", font_key)
        self._fills = StyleList(self._sheet, "fills", fill_key)
        self._borders = StyleList(self._sheet, "borders", border_key)
        self._differentials = StyleList(self._sheet, "dxfs", differential_key)
        self._formats = Formats(self._sheet)
        lists = (self._fonts, self._fills, self._borders)
        self._looks = Looks(self._sheet, self._formats, lists, partial(highest_named, package))
        self._given: dict[CellStyle | Node, int] = {}

    def cell(self, style: CellStyle) -> int:
        """The number of a cell style that looks like this one, which may be new.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        if style not in self._given:
            self._given[style] = self._cell(style)
        return self._given[style]

    def differential(self, node: Node) -> int:
        """The number of a conditional style that changes what this one does; it may be new.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        if node not in self._given:
            self._given[node] = self._differential(node)
        return self._given[node]

    def _cell(self, style: CellStyle) -> int:
        number_format = self._formats.find_or_add(style.number_format, style.built_in)
        font = self._fonts.find_or_add(style.font)
        fill = self._fills.find_or_add(style.fill)
        border = self._borders.find_or_add(style.border)
        children = tuple(each for each in (style.alignment, style.protection) if each)
        numbers = (("fontId", font), ("fillId", fill), ("borderId", border))
        look = (
            self._formats.meaning(number_format),
            font,
            fill,
            border,
            alignment_key(style.alignment),
            protection_key(style.protection),
        )
        named = (("xfId", "0"),) if self._sheet.entries["cellStyleXfs"] else ()
        xf = Node(
            "xf",
            (
                ("numFmtId", str(number_format)),
                *((name, str(number)) for name, number in numbers),
                *named,
                *_APPLIED,
            ),
            children,
        )
        return self._looks.find_or_add(look, xf)

    def _differential(self, node: Node) -> int:
        found = self._differentials.find(node)
        if found is not None:
            return found
        children = tuple(
            self._numbered(child) if child.tag == "numFmt" else child for child in node.children
        )
        return self._differentials.find_or_add(node._replace(children=children))

    def _numbered(self, number_format: Node) -> Node:
        """A conditional style's number format, with a number that is free in this workbook."""
        if number_of(number_format, "numFmtId") < FIRST_OWN:
            return number_format
        code = number_format.get("formatCode", "") or GENERAL
        return number_format.with_attributes(numFmtId=str(self._formats.number_for(code)))
