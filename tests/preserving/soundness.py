"""Whether a workbook hangs together: ids, names, relationships, styles, tables, the order of XML.

Each fault is a sentence. Many workbooks that Excel opens have some of these faults; what counts is
that a refresh adds none.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping

from . import tabs as tabs_of
from .markup import Element
from .package import (
    CONTENT_TYPES,
    TABS,
    Package,
    Sheet,
    Unreadable,
    grouped,
    key,
    points_at,
    relationships_of,
)

WORKBOOK_ORDER = [
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
]
STYLES_ORDER = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
]
GROWING = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
"""The collections of styles that more may be added to, and what they hold."""

MOST_STYLES = 65_490
"""The cell formats that a workbook can hold."""
FIRST_OWN_NUMBER_FORMAT = 164

STRICT = "http://purl.oclc.org/ooxml/"
TRANSITIONAL = "http://schemas.openxmlformats.org/"
SHARED = (f"{TRANSITIONAL}package/", f"{TRANSITIONAL}markup-compatibility/")
"""Namespaces that both dialects write alike."""

_NAME = re.compile(r"[^\W\d][\w.\\?]*|\\[\w.\\?]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[RrCc]|[Rr][0-9]*[Cc][0-9]*")


def faults(package: Package, names: Iterable[str] = TABS) -> Iterator[str]:
    """What does not hang together in a workbook."""
    owned = package.owned(names)
    yield from _zip(package)
    yield from _content_types(package)
    yield from _relationships(package)
    yield from _workbook(package)
    yield from _defined_names(package)
    yield from _tables(package)
    yield from _styles(package)
    yield from _unmarked(package, names, owned)
    yield from _chain(package, owned)
    for sheet in owned:
        yield from tabs_of.faults(package, sheet)
    yield from _dialect(package, owned)


def _zip(package: Package) -> Iterator[str]:
    for name in grouped(key(each.filename) for each in package.entries):
        yield f"{name}: two entries of this name"
    for entry in package.entries:
        if not package.headers_agree(entry):
            yield f"{entry.filename}: the entry and the directory of the package disagree"
        try:
            package.zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, NotImplementedError):
            yield f"{entry.filename}: it does not unpack"


def _content_types(package: Package) -> Iterator[str]:
    root = package.xml(CONTENT_TYPES).root
    for name in grouped(key(each.get("PartName")) for each in root.all("Override")):
        yield f"{name}: two content types"
    for name in grouped(each.get("Extension").casefold() for each in root.all("Default")):
        yield f"*.{name}: two content types"
    for each in root.all("Override"):
        if key(each.get("PartName")) not in package.parts:
            yield f"{each.get('PartName')}: a content type for a part that is not there"
    for part in package.parts:
        if part != CONTENT_TYPES and package.content_type(part) is None:
            yield f"{part}: it has no content type"


def _relationships(package: Package) -> Iterator[str]:
    for part in package.parts:
        if not part.endswith(".rels") or "_rels/" not in part:
            continue
        folder, _, name = part.rpartition("_rels/")
        source = f"{folder}{name.removesuffix('.rels')}"
        if source and source not in package.parts:
            yield f"{part}: relationships of a part that is not there"
        try:
            listed = package.relationships(source)
        except Unreadable as error:  # what macOS leaves in an archive has such names, too
            yield str(error)
            continue
        for id_ in grouped(each.id for each in listed):
            yield f"{part}: two relationships {id_}"
        for each in listed:
            if each.target is not None and each.target not in package.parts:
                yield f"{part}: {each.id} leads to {each.target}, which is not there"


def _workbook(package: Package) -> Iterator[str]:
    place = package.workbook
    for fault in tabs_of.ordered(package.xml(place).root, WORKBOOK_ORDER):
        yield f"{place}: {fault}"
    sheets = package.sheets
    for id_ in grouped(sheet.element.get("sheetId") for sheet in sheets):
        yield f"{place}: two tabs have the number {id_}"
    for id_ in grouped(sheet.element.relation() for sheet in sheets):
        yield f"{place}: two tabs have the relationship {id_}"
    for name in grouped(sheet.name.casefold() for sheet in sheets):
        yield f"{place}: two tabs are called {name}"
    for sheet in sheets:
        if not sheet.part:
            yield f"{place}: the tab {sheet.name} has no part"
        if not 0 < len(sheet.name) <= 31 or set(sheet.name) & set("[]:*?/\\"):
            yield f"{place}: {sheet.name} is no name for a tab"
        number = sheet.element.get("sheetId")
        if not number.isdigit() or not 0 < int(number) < 65_535:
            yield f"{place}: {number} is no number of a tab"


def _defined_names(package: Package) -> Iterator[str]:
    place, count = package.workbook, len(package.sheets)
    names = package.defined_names
    for name in grouped(
        f"{each.get('name').casefold()} of {each.get('localSheetId') or 'all'}" for each in names
    ):
        yield f"{place}: two defined names {name}"
    for each in names:
        local = each.get("localSheetId")
        if local and not (local.isdigit() and int(local) < count):
            yield f"{place}: the name {each.get('name')} is of tab {local}, which is not there"
        if not legal_name(each.get("name")):
            yield f"{place}: {each.get('name')} is no defined name"
        if each.get("name").upper().startswith("IGPM_") and "#REF!" in each.text:
            yield f"{place}: the name {each.get('name')} leads nowhere"


def legal_name(name: str) -> bool:
    """Whether a defined name or a table can be called so."""
    return bool(_NAME.fullmatch(name)) and not _LIKE_A_CELL.fullmatch(name) and len(name) <= 255


def _tables(package: Package) -> Iterator[str]:
    ids, names = [], []
    for sheet in package.sheets:
        if not sheet.part or sheet.part not in package.parts:
            continue
        for part in package.related(sheet.part, "table"):
            if part in package.parts:
                root = package.xml(part).root
                ids.append(root.get("id"))
                names.append(root.get("displayName").casefold())
    for id_ in grouped(ids):
        yield f"two tables have the number {id_}"
    for name in grouped(names):
        yield f"two tables are called {name}"
    for each in package.defined_names:
        if each.get("name").casefold() in names:
            yield f"a table and a defined name are both called {each.get('name').casefold()}"


def _styles(package: Package) -> Iterator[str]:
    if package.styles is None or package.styles not in package.parts:
        return
    place = package.styles
    root = package.xml(place).root
    for fault in tabs_of.ordered(root, STYLES_ORDER):
        yield f"{place}: {fault}"
    for collection in root.all(*GROWING, "cellStyleXfs", "cellStyles"):
        count = collection.get("count")
        if count and count != str(len(collection.elements)):
            yield f"{place}, {collection.name}: the count is not that of its entries"
    styles = Styles(package)
    if len(styles.of("cellXfs")) > MOST_STYLES:
        yield f"{place}: more cell formats than a workbook can hold"
    formats = styles.of("numFmts")
    for id_ in grouped(each.get("numFmtId") for each in formats):
        yield f"{place}: two number formats {id_}"
    yield from _cell_formats(styles, place)


def _cell_formats(styles: Styles, place: str) -> Iterator[str]:
    """Cell formats that name something that is not there."""
    # Many are alike: each kind is looked at once, at its first place.
    kinds = {xf.start: (at, xf) for at, xf in reversed(list(enumerate(styles.of("cellXfs"))))}
    for at, xf in kinds.values():
        for attribute, collection_name in Styles.REFERENCES.items():
            index = xf.get(attribute, "0")
            if int(index or 0) >= max(1, len(styles.of(collection_name))):
                yield f"{place}: cell format {at} names {attribute} {index}, which is not there"
        number = int(xf.get("numFmtId", "0") or 0)
        if number >= FIRST_OWN_NUMBER_FORMAT and styles.number_format(number) is None:
            yield f"{place}: cell format {at} names number format {number}, which is not there"


class Styles:
    """The collections of a workbook's styles."""

    REFERENCES: Mapping[str, str] = {
        "fontId": "fonts",
        "fillId": "fills",
        "borderId": "borders",
        "xfId": "cellStyleXfs",
    }

    def __init__(self, package: Package) -> None:
        self.collections: dict[str, list[Element]] = {}
        if package.styles and package.styles in package.parts:
            for each in package.xml(package.styles).root.elements:
                self.collections.setdefault(each.name, each.elements)
        self.formats = {each.get("numFmtId"): each for each in self.of("numFmts")}

    def of(self, collection: str) -> list[Element]:
        """The entries of a collection."""
        return self.collections.get(collection, [])

    def number_format(self, number: int) -> str | None:
        """The code of a number format of the workbook's own, or None."""
        found = self.formats.get(str(number))
        return found.get("formatCode") if found else None

    def looks_like(self, xf: Element, other: Styles, its: Element) -> bool:
        """Whether a cell format refers to the same as one of another workbook.

        Where a whole collection was missing, its default may have been filled in.
        """
        mine, theirs = (
            styles.number_format(int(each.get("numFmtId", "0") or 0))
            for styles, each in ((self, xf), (other, its))
        )
        return mine == theirs and all(
            not self.of(collection) or self._entry(xf, name) == other._entry(its, name)
            for name, collection in self.REFERENCES.items()
        )

    def _entry(self, xf: Element, attribute: str) -> str | None:
        """What an attribute of a cell format refers to, as written; None where it is not there."""
        index, entries = int(xf.get(attribute, "0") or 0), self.of(self.REFERENCES[attribute])
        return entries[index].written if index < len(entries) else None


_STYLE_OF_CELL = re.compile(rb"\s(?:s|style)\s*=\s*[\"']([0-9]+)[\"']")
_DXF = re.compile(rb"(?:dxfId|DxfId)\s*=\s*[\"']([0-9]+)[\"']")


def _is_plain(xf: Element) -> bool:
    """Whether a cell format looks as a cell without one does."""
    numbers = ("numFmtId", "fontId", "fillId", "borderId", "xfId")
    return all(xf.get(name, "0") == "0" for name in numbers) and not xf.elements


def restyled(old: Package, new: Package, ours: set[str]) -> Iterator[str]:
    """What looks otherwise though its own style is the same: it named something not there."""
    before, after = Styles(old), Styles(new)
    pairs = zip(before.of("cellXfs"), after.of("cellXfs"), strict=False)
    kinds = {(was.start, now.start): (at, was, now) for at, (was, now) in enumerate(pairs)}
    for at, was, now in kinds.values():
        if not before.looks_like(was, after, now):
            yield f"cell format {at} names something that was not there, and now there is ours"
            break
    first = after.of("cellXfs")[:1]
    if not before.of("cellXfs") and not all(map(_is_plain, first)):
        yield "the first cell format, which every cell without one has, is not the plain one"
    for pattern, collection in ((_STYLE_OF_CELL, "cellXfs"), (_DXF, "dxfs")):
        was_there, is_there = len(before.of(collection)), len(after.of(collection))
        highest = max(_named(old, ours, pattern), default=-1)
        filled = after.of(collection)[max(was_there, 1) : highest + 1]
        as_shown = collection == "cellXfs" and all(map(_is_plain, filled))
        if max(was_there, 1) <= highest and was_there < is_there and not as_shown:
            yield f"a cell names entry {highest} of {collection}, which was not there and now is"


def _named(package: Package, ours: set[str], pattern: re.Pattern[bytes]) -> Iterator[int]:
    for sheet in package.sheets:
        if sheet.part in ours or sheet.part not in package.parts:
            continue
        for part in (sheet.part, *package.related(sheet.part, "table")):
            if part in package.parts and part not in ours:
                yield from map(int, set(pattern.findall(package.read(part))))


def _unmarked(package: Package, names: Iterable[str], owned: list[Sheet]) -> Iterator[str]:
    wanted = {name.casefold() for name in names}
    marked = {sheet.name for sheet in owned}
    for sheet in package.sheets:
        if sheet.name.casefold() in wanted and sheet.name not in marked:
            yield f"the tab {sheet.name} is not marked as the program's"
    for each in package.defined_names:
        local = each.get("localSheetId")
        if each.get("name") == "_xlnm._FilterDatabase" and local.isdigit():
            at = int(local)
            tab = package.sheets[at].name if at < len(package.sheets) else ""
            if tab in marked and not points_at(each.text, tab):
                yield f"the filter of {tab} is on another tab: {each.text}"


def _chain(package: Package, owned: list[Sheet]) -> Iterator[str]:
    """Cells of our tabs that the calculation chain names and that hold no formula."""
    numbers = {sheet.element.get("sheetId"): sheet for sheet in owned}
    for part in package.related(package.workbook, "calcChain"):
        if part not in package.parts:
            continue
        current = ""
        for cell in package.xml(part).root.all("c"):
            current = cell.get("i") or current
            sheet = numbers.get(current)
            if sheet and cell.get("r") not in tabs_of.formulas(package, sheet):
                yield f"the calculation chain names {sheet.name}!{cell.get('r')}: no formula there"


def _dialect(package: Package, owned: list[Sheet]) -> Iterator[str]:
    """Parts of our tabs that are not in the dialect of the workbook."""
    try:
        strict = package.xml(package.workbook).root.namespace.startswith(STRICT)
    except Unreadable:
        return
    wrong = TRANSITIONAL if strict else STRICT
    for part in sorted(package.parts_of(owned)):
        if part not in package.parts or not part.endswith((".xml", ".rels")):
            continue
        root = package.xml(part).root
        used = {root.namespace, *root.prefixes.values()}
        used |= {each.get("Type") for each in root.all("Relationship")}
        for namespace in sorted(used):
            if namespace.startswith(wrong) and not namespace.startswith(SHARED):
                yield f"{part}: {namespace} is not of the dialect of this workbook"
    for each in package.relationships(package.workbook):
        if each.target in {sheet.part for sheet in owned} and each.type.startswith(wrong):
            yield f"{relationships_of(package.workbook)}: {each.type} is not of its dialect"
