"""The workbook part of a package: its tabs, its names, how it is worked out."""

from __future__ import annotations

import posixpath
from itertools import count
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import RELATIONS, Package
from igpm_sheets.ooxml.xml import Element, child_name, escaped, foreign_name, is_true
from igpm_sheets.writers.book.cells import counts_from_1904
from igpm_sheets.writers.book.order import WORKBOOK, put_child

LARGEST_SHEET_ID: Final = 65_534


class Sheet(NamedTuple):
    """A tab of the workbook."""

    name: str
    """As the office wrote it."""
    id: int
    part: str
    """The name of its part; "" where it has none."""
    kind: str
    """The last word of its relationship's type: `worksheet`, `chartsheet`, `dialogsheet` …"""
    at: int
    """Its place among the tabs, counted from 0, as names that belong to one tab alone have it."""


class DefinedName(NamedTuple):
    """A name that stands for cells of the workbook, or for a formula."""

    name: str
    text: str
    local: int | None
    """The index of the tab that it belongs to; None where it is the whole workbook's."""
    element: Element | None
    """Where it stands; None for one that is new."""


class WorkbookPart:
    """The workbook part of a package, under change.

    Names are written by `finish`; everything else at once.

    Raises:
        Damaged: if it lists no tabs, or several versions of them.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = package.workbook
        self.document = package.xml(self.part)
        self.root = self.document.root
        self._relationships = package.relationships(self.part)
        listed = self.root.first("sheets")
        if listed is None:
            raise Damaged("its workbook part lists no tabs")
        if len(listed.children) > len(listed.all("sheet")):
            raise Damaged("its tabs are listed in several versions")
        self._listed = listed
        self.sheets = [self._sheet(at, each) for at, each in enumerate(listed.all("sheet"))]
        """The tabs in their order."""
        self._by_name = {sheet.name.casefold(): sheet for sheet in reversed(self.sheets)}
        self._named = self.root.first("definedNames")
        self._names: dict[tuple[str, int | None], DefinedName] = {}
        for each in self._named.all("definedName") if self._named else ():
            name = _defined(each)
            self._names.setdefault((name.name.casefold(), name.local), name)

    def _sheet(self, at: int, element: Element) -> Sheet:
        known = self._relationships.get(element.get(f"{{{RELATIONS}}}id"))
        id_ = element.get("sheetId", "") or ""
        return Sheet(
            element.get("name", "") or "",
            int(id_) if id_.isdecimal() else 0,
            known.part if known else "",
            known.kind if known else "",
            at,
        )

    def sheet(self, name: str) -> Sheet | None:
        """The tab of this name, whatever the case."""
        return self._by_name.get(name.casefold())

    def add_sheet(self, name: str, content_type: str) -> Sheet:
        """Adds a tab behind all others; its part is yet to be put.

        New tabs go last, so that the active tab and the names that belong to one tab stay
        right: both are counted.
        """
        part = self._free_part()
        id_ = self._relationships.add("worksheet", part)
        prefixed = foreign_name(self._listed, RELATIONS, "id")
        declared = ""
        if prefixed is None:
            prefixed, declared = "r:id", f' xmlns:r="{self.package.dialect.relations}"'
        number = self._free_id()
        self.document.append(
            self._listed,
            f'<{child_name(self._listed, "sheet")} name="{escaped(name)}" sheetId="{number}"'
            f'{declared} {prefixed}="{id_}"/>',
        )
        self.package.put(part, b"", content_type)
        sheet = Sheet(name, number, part, "worksheet", len(self.sheets))
        self.sheets.append(sheet)
        self._by_name[name.casefold()] = sheet
        return sheet

    def _free_part(self) -> str:
        """A name for a new sheet's part."""
        folder = posixpath.dirname(self.part.replace("\\", "/"))
        return self.package.free_name(posixpath.join(folder, "worksheets", "sheet{}.xml"))

    def _free_id(self) -> int:
        taken = {sheet.id for sheet in self.sheets}
        after = max(taken, default=0) + 1
        if after <= LARGEST_SHEET_ID:
            return after
        return next(n for n in count(1) if n not in taken)

    # Names

    @property
    def names(self) -> list[DefinedName]:
        """All that stand for cells or formulas, of the workbook and of single tabs."""
        return list(self._names.values())

    def name(self, name: str, local: int | None = None) -> DefinedName | None:
        """The meaning of a name, whatever the case."""
        return self._names.get((name.casefold(), local))

    def set_name(self, name: str, text: str, local: int | None = None) -> None:
        """Gives a name its meaning, whether or not it is there already."""
        key = (name.casefold(), local)
        known = self._names.get(key) or DefinedName(name, text, local, None)
        self._names[key] = known._replace(text=text)

    def _write_names(self) -> None:
        names = self.names
        new = [known for known in names if known.element is None]
        for known in names:
            if known.element is not None and known.text != known.element.text:
                self.document.set_text(known.element, known.text)
        if not new:
            return
        within = self._named or self.root
        tag = child_name(within, "definedName")
        xml = "".join(_name_xml(tag, each) for each in new)
        if self._named is not None:
            self.document.append(self._named, xml)
        else:
            around = child_name(self.root, "definedNames")
            self._put("definedNames", f"<{around}>{xml}</{around}>")

    # The whole

    @property
    def counts_from_1904(self) -> bool:
        """Whether days are counted from 1 January 1904."""
        return counts_from_1904(self.package)

    def drop_calculation_chain(self) -> None:
        """Takes away the list of cells with formulas, which Excel makes anew."""
        for known in self._relationships.of_kind("calcChain"):
            self._relationships.remove(known.id)
            if known.part in self.package:
                self.package.remove(known.part)

    @property
    def has_calculation_chain(self) -> bool:
        """Whether cells with formulas are listed."""
        return bool(self._relationships.of_kind("calcChain"))

    def finish(self, *, calculate: bool) -> None:
        """Writes what has been gathered.

        Args:
            calculate: whether every formula is to be worked out when the workbook is opened.
        """
        self._write_names()
        if not calculate:
            return
        known = self.root.first("calcPr")
        if known is None:
            self._put("calcPr", f'<{child_name(self.root, "calcPr")} fullCalcOnLoad="1"/>')
        elif not is_true(known.get("fullCalcOnLoad")):
            self.document.set(known, "fullCalcOnLoad", "1")

    def _put(self, tag: str, xml: str) -> None:
        put_child(self.document, self.root, WORKBOOK, tag, xml)


def _defined(element: Element) -> DefinedName:
    local = element.get("localSheetId", "") or ""
    number = int(local) if local.isdecimal() else None
    return DefinedName(element.get("name", "") or "", element.text, number, element)


def _name_xml(tag: str, name: DefinedName) -> str:
    local = "" if name.local is None else f' localSheetId="{name.local}"'
    return f'<{tag} name="{escaped(name.name)}"{local}>{escaped(name.text)}</{tag}>'
