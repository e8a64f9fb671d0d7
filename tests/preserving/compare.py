"""What a refresh changed in a workbook beyond what it may: nothing, or a list in plain words.

Only the tabs of the program may come and change. That touches a handful of parts: the list of
content types, the workbook and its relationships, the styles, a pivot cache on one of those tabs.
In each of them everything that was there stays the same characters; every other part stays the
same bytes, packed as it was. What is written must be sound as well (`soundness`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from . import soundness
from .markup import Document, Element, start_without
from .package import (
    CONTENT_TYPES,
    TABS,
    Package,
    Sheet,
    Unreadable,
    key,
    points_at,
    relationships_of,
)

Keyed = Callable[[Element], object]
Allowed = Callable[[Element], bool]
Pair = Callable[[Element, Element], Iterator[str]]

KEPT_FOR_PEOPLE = (
    "comments",
    "threadedcomment",
    "vmldrawing",
    "image",
    "printersettings",
    "customproperty",
)
"""Parts that only people put on a tab of the program: they stay."""


def compare(before: bytes, after: bytes, tabs: Iterable[str] = TABS) -> list[str]:
    """What was lost or changed though it may not be; empty where nothing was.

    Args:
        before: the workbook before the refresh.
        after: the workbook after it.
        tabs: the names of the program's tabs.
    """
    if before == after:
        return []
    named = tuple(tabs)
    try:
        old, faults = _read(before, named)
    except Unreadable as error:
        return [f"it could not be read before ({error}), and was changed all the same"]
    try:
        new, new_faults = _read(after, named)
        lost = list(_Comparison(old, new, named).findings())
    except Unreadable as error:
        return [f"it cannot be read any more: {error}"]
    return lost + [fault for fault in new_faults if fault not in faults]


@lru_cache(maxsize=2)
def _read(data: bytes, tabs: tuple[str, ...]) -> tuple[Package, list[str]]:
    """A package and its faults; kept, since what came of one refresh is where the next begins."""
    package = Package(data)
    return package, list(dict.fromkeys(soundness.faults(package, tabs)))


@dataclass(frozen=True, slots=True)
class Rule:
    """What may differ among the elements within an element."""

    key: Keyed
    may_come: Allowed = lambda _: False
    may_go: Allowed = lambda _: False
    pair: Pair | None = None
    """Findings on an element that is in both; without it, both are the same characters."""
    attributes: tuple[str, ...] = ()
    """Attributes of the outer element that may differ."""
    last: bool = False
    """Whether what comes must stand behind all that was there."""


def within(before: Element, after: Element, rule: Rule, place: str) -> Iterator[str]:
    """What differs between two versions of an element and may not."""
    if start_without(before, *rule.attributes) != start_without(after, *rule.attributes):
        yield f"{place}: {shown(before.start)} became {shown(after.start)}"
    old, new = _Counted(before, rule.key), _Counted(after, rule.key)
    for name, element in old.elements.items():
        if name not in new.elements and not rule.may_go(element):
            yield f"{place}: lost {shown(element.written)}"
    come = {name for name in new.elements if name not in old.elements}
    for name in come:
        if not rule.may_come(new.elements[name]):
            yield f"{place}: gained {shown(new.elements[name].written)}"
    yield from _order(old, new, come, rule, place)
    for name, element in old.elements.items():
        if name in new.elements:
            yield from _pair(element, new.elements[name], rule.pair, place)
    if old.text != new.text:
        yield f"{place}: the text between the elements changed"


def _order(
    old: _Counted, new: _Counted, come: set[object], rule: Rule, place: str
) -> Iterator[str]:
    kept = [name for name in old.elements if name in new.elements]
    names = list(new.elements)
    if [name for name in names if name not in come] != kept:
        yield f"{place}: the order of the elements changed"
    elif rule.last and any(name in come for name in names[: len(kept)]):
        yield f"{place}: something came before what was there"


def _pair(before: Element, after: Element, pair: Pair | None, place: str) -> Iterator[str]:
    if before.written != after.written:
        if pair is None:
            yield f"{place}: {shown(before.written)} became {shown(after.written)}"
        else:
            yield from pair(before, after)


class _Counted:
    """The elements within an element by their key, and how often that occurred before."""

    def __init__(self, element: Element, named: Keyed) -> None:
        self.elements: dict[object, Element] = {}
        counts: dict[object, int] = {}
        for each in element.elements:
            name = named(each)
            counts[name] = counts.get(name, 0) + 1
            self.elements[name, counts[name]] = each
        self.text = "".join(piece for piece in element.content if isinstance(piece, str))


def shown(text: str) -> str:
    """A piece of XML, cut where it is long."""
    return text if len(text) <= 160 else f"{text[:150]} … {len(text)} characters"


@dataclass(slots=True)
class _Comparison:
    """One workbook before and after."""

    old: Package
    new: Package
    tabs: tuple[str, ...]
    owned_before: list[Sheet] = field(init=False)
    owned_after: list[Sheet] = field(init=False)
    ours_before: set[str] = field(init=False)
    ours_after: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.owned_before = self.old.owned(self.tabs)
        self.owned_after = self.new.owned(self.tabs)
        self.ours_before = self.old.parts_of(self.owned_before)
        self.ours_after = self.new.parts_of(self.owned_after)

    def findings(self) -> Iterator[str]:
        """Everything that is not as it should be."""
        if self.old.workbook != self.new.workbook:
            yield f"the workbook part was {self.old.workbook} and is {self.new.workbook}"
            return
        yield from self._came_and_went()
        yield from self._order_of_parts()
        compared = self._compared()
        for part, entry in self.old.parts.items():
            if part in self.ours_before or part not in self.new.parts:
                continue
            if part in compared and self.old.read(part) != self.new.read(part):
                yield from self._document(part, compared[part])
                yield from same_entry(entry, self.new.parts[part], part)
            else:
                yield from self._unchanged(part, entry, self.new.parts[part])
        yield from self._folders_and_comment()
        yield from soundness.restyled(self.old, self.new, self.ours_before)

    def _compared(self) -> dict[str, Callable[[Element, Element], Iterator[str]]]:
        """How the parts are compared in which something may differ."""
        book = self.old.workbook
        compared: dict[str, Callable[[Element, Element], Iterator[str]]] = {
            CONTENT_TYPES: self._content_types,
            book: self._workbook,
            relationships_of(book): self._relationships,
        }
        if self.old.styles:
            compared[self.old.styles] = self._styles
        for part in self.old.related(book, "pivotCacheDefinition"):
            compared[part] = self._pivot_cache
        return compared

    def _document(
        self, part: str, compared: Callable[[Element, Element], Iterator[str]]
    ) -> Iterator[str]:
        before, after = self.old.xml(part), self.new.xml(part)
        utf8 = before.root.source.encode() in self.old.read(part)
        if (before.before, before.after) != (after.before, after.after) and (
            utf8 or not _same_but_encoding(before, after)
        ):
            yield f"{part}: what stands before or after the root changed"
        if self.old.read(part)[:3] == b"\xef\xbb\xbf" != self.new.read(part)[:3]:
            yield f"{part}: the byte order mark was lost"
        if before.root.written != after.root.written:
            yield from compared(before.root, after.root)

    def _unchanged(
        self, part: str, before: zipfile.ZipInfo, after: zipfile.ZipInfo
    ) -> Iterator[str]:
        """A part that nobody may change: the same bytes, packed the same way."""
        if self.old.packed(before) != self.new.packed(after):
            same = before.CRC == after.CRC and before.file_size == after.file_size
            what = "was packed anew" if same else "holds other bytes"
            yield f"{part}: {what}"
        if before.compress_type != after.compress_type:
            yield f"{part}: its method of compression changed"
        if (before.CRC, before.file_size) != (after.CRC, after.file_size):
            yield f"{part}: its size or checksum changed"
        if before.date_time != after.date_time:
            yield f"{part}: its time changed"
        yield from same_entry(before, after, part)

    def _came_and_went(self) -> Iterator[str]:
        added_styles = {self.new.styles} if not self.old.styles else set()
        missing = {part for part in self._rels_that_may_come() if part not in self.old.parts}
        for part in self.new.parts:
            if part not in self.old.parts | dict.fromkeys(self.ours_after | added_styles | missing):
                yield f"{part}: a part came that is not of the program's tabs"
        for part in self.old.parts:
            if part in self.new.parts or self._may_go(part):
                continue
            yield f"{part}: the part is gone"

    def _rels_that_may_come(self) -> Iterator[str]:
        yield relationships_of(self.old.workbook)

    def _may_go(self, part: str) -> bool:
        if part in self.old.related(self.old.workbook, "calcChain"):
            return self._formulas_of_ours()
        return part in self.ours_before and not any(
            kind in part or kind in (self.old.content_type(part) or "").casefold()
            for kind in KEPT_FOR_PEOPLE
        )

    def _formulas_of_ours(self) -> bool:
        """Whether a tab of the program holds or held a formula: the calculation chain may go."""
        pairs = ((self.old, self.owned_before), (self.new, self.owned_after))
        return any(
            next(package.xml(sheet.part).root.within("f"), None) is not None
            for package, owned in pairs
            for sheet in owned
        )

    def _order_of_parts(self) -> Iterator[str]:
        # Under the names they were written with, folders included: that is how a zip lists them.
        before = [each.filename for each in self.old.entries]
        after = [each.filename for each in self.new.entries]
        kept = [name for name in before if name in set(after)]
        if [name for name in after if name in set(before)] != kept:
            yield "the order of the parts in the package changed"
        elif after[: len(kept)] != kept:
            yield "a new part stands before one that was there"

    def _folders_and_comment(self) -> Iterator[str]:
        after = {each.filename: each for each in self.new.entries}
        for entry in self.old.entries:
            if entry.is_dir():
                if entry.filename not in after:
                    yield f"{entry.filename}: the folder entry is gone"
                else:
                    yield from same_entry(entry, after[entry.filename], entry.filename)
        if self.old.zip.comment != self.new.zip.comment:
            yield "the comment of the package changed"

    def _content_types(self, before: Element, after: Element) -> Iterator[str]:
        gone = set(self.old.parts) - set(self.new.parts)

        def named(element: Element) -> object:
            return element.name, key(element.get("PartName") or element.get("Extension"))

        def may_go(element: Element) -> bool:
            return element.name == "Override" and key(element.get("PartName")) in gone

        # An entry of one of our own parts may change with it.
        def pair(was: Element, now: Element) -> Iterator[str]:
            if key(was.get("PartName")) not in self.ours_before:
                yield f"{CONTENT_TYPES}: {shown(was.written)} became {shown(now.written)}"

        known = ("Override", "Default")
        rule = Rule(named, lambda element: element.name in known, may_go, pair)
        yield from within(before, after, rule, "[Content_Types].xml")

    def _relationships(self, before: Element, after: Element) -> Iterator[str]:
        place = relationships_of(self.old.workbook)
        gone = set(self.old.parts) - set(self.new.parts)
        leads = {each.id: each.target for each in self.old.relationships(self.old.workbook)}
        ours = {sheet.part for sheet in self.owned_before}

        def named(element: Element) -> object:
            return element.get("Id")

        def may_go(element: Element) -> bool:
            return leads.get(element.get("Id")) in gone | ours

        def pair(was: Element, now: Element) -> Iterator[str]:
            if leads.get(was.get("Id")) not in ours:
                yield f"{place}: {shown(was.written)} became {shown(now.written)}"

        def may_come(element: Element) -> bool:
            kind = element.get("Type").rpartition("/")[2]
            return kind == "worksheet" or (kind == "styles" and not self.old.styles)

        yield from within(before, after, Rule(named, may_come, may_go, pair), place)

    def _workbook(self, before: Element, after: Element) -> Iterator[str]:
        place = self.old.workbook

        def pair(was: Element, now: Element) -> Iterator[str]:
            if was.name == "sheets":
                yield from self._sheets(was, now)
            elif was.name == "definedNames":
                yield from self._names(was, now)
            elif was.name == "calcPr":
                yield from within(was, now, Rule(_name, attributes=("fullCalcOnLoad",)), place)
            else:
                yield f"{place}: {shown(was.written)} became {shown(now.written)}"

        def may_come(element: Element) -> bool:
            if element.name == "definedNames":
                return all(self._may_name(each, self.owned_after) for each in element.elements)
            return element.name == "calcPr" and set(element.attributes) <= {
                "fullCalcOnLoad",
                "calcId",
            }

        yield from within(before, after, Rule(_name, may_come, pair=pair), place)

    def _sheets(self, before: Element, after: Element) -> Iterator[str]:
        ours = {sheet.element.get("sheetId") for sheet in self.owned_before}
        new = {sheet.element.get("sheetId") for sheet in self.owned_after}

        def named(element: Element) -> object:
            return element.get("name")

        # A tab of our own may lead to another part than before, under the same name and number.
        def pair(was: Element, now: Element) -> Iterator[str]:
            if was.get("sheetId") not in ours or not _same_but_relation(was, now):
                yield f"{self.old.workbook}: {shown(was.written)} became {shown(now.written)}"

        def may_come(element: Element) -> bool:
            return element.get("sheetId") in new and not element.get("state")

        rule = Rule(named, may_come, pair=pair, last=True)
        yield from within(before, after, rule, f"{self.old.workbook}, tabs")

    def _names(self, before: Element, after: Element) -> Iterator[str]:
        def named(element: Element) -> object:
            return element.get("name"), element.get("localSheetId")

        def may_come(element: Element) -> bool:
            return self._may_name(element, self.owned_after)

        def may_go(element: Element) -> bool:
            return self._may_name(element, self.owned_before)

        def pair(was: Element, now: Element) -> Iterator[str]:
            if not may_go(was):
                yield f"{self.old.workbook}: {shown(was.written)} became {shown(now.written)}"

        rule = Rule(named, may_come, may_go, pair)
        yield from within(before, after, rule, f"{self.old.workbook}, defined names")

    def _may_name(self, element: Element, owned: list[Sheet]) -> bool:
        """Whether a defined name is one of ours, and so may come, change and go."""
        name, local = element.get("name"), element.get("localSheetId")
        if name.upper().startswith("IGPM_") and not local:
            tabs = [sheet.name for sheet in owned]
            return "#REF!" in element.text or any(points_at(element.text, tab) for tab in tabs)
        package = self.old if owned is self.owned_before else self.new
        places = {str(package.sheets.index(sheet)) for sheet in owned}
        ours = {"_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase"}
        return name in ours and local in places

    def _styles(self, before: Element, after: Element) -> Iterator[str]:
        place = str(self.old.styles)

        def pair(was: Element, now: Element) -> Iterator[str]:
            where = f"{place}, {was.name}"
            growing = soundness.GROWING.get(was.name)
            if growing is None:
                yield f"{where}: {shown(was.written)} became {shown(now.written)}"
            else:
                yield from _grown(was, now, growing, where)

        def may_come(element: Element) -> bool:
            return element.name in {*soundness.GROWING, "cellStyleXfs", "cellStyles"}

        yield from within(before, after, Rule(_name, may_come, pair=pair), place)

    def _pivot_cache(self, before: Element, after: Element) -> Iterator[str]:
        tables = self._tables_of_ours()

        def pair(was: Element, now: Element) -> Iterator[str]:
            if was.name == "cacheSource":
                yield from within(was, now, Rule(_name, pair=pair), "the source of a pivot table")
            elif was.name == "worksheetSource" and self._is_on_ours(was, tables):
                rule = Rule(_name, attributes=("ref",))
                yield from within(was, now, rule, "the source of a pivot table")
            else:
                yield f"a pivot table's cache: {shown(was.written)} became {shown(now.written)}"

        sources = list(before.within("worksheetSource"))
        if not any(self._is_on_ours(each, tables) for each in sources):
            yield "a pivot table's cache changed that does not look at a tab of the program"
        rule = Rule(_name, pair=pair, attributes=("refreshOnLoad",))
        yield from within(before, after, rule, "a pivot table's cache")

    def _tables_of_ours(self) -> set[str]:
        return {
            self.old.xml(part).root.get("displayName").casefold()
            for sheet in self.owned_before
            for part in self.old.related(sheet.part, "table")
        }

    def _is_on_ours(self, source: Element, tables: set[str]) -> bool:
        tabs = {sheet.name.casefold() for sheet in self.owned_before}
        return source.get("sheet").casefold() in tabs or source.get("name").casefold() in tables


def same_entry(before: zipfile.ZipInfo, after: zipfile.ZipInfo, part: str) -> Iterator[str]:
    """What differs in how an entry is written down, whatever it holds."""
    if before.orig_filename != after.orig_filename:
        yield f"{part}: the entry was called {before.orig_filename}, and is {after.orig_filename}"
    if (before.external_attr, before.comment) != (after.external_attr, after.comment):
        yield f"{part}: the attributes or the comment of the entry changed"


def _grown(before: Element, after: Element, kind: str, where: str) -> Iterator[str]:
    """A collection of styles of which only more may follow."""
    if start_without(before, "count") != start_without(after, "count"):
        yield f"{where}: {shown(before.start)} became {shown(after.start)}"
    old, new = before.elements, after.elements
    if len(new) < len(old):
        yield f"{where}: {len(old) - len(new)} entries are gone"
    for place, (was, now) in enumerate(zip(old, new, strict=False)):
        if was.written != now.written:
            yield f"{where} {place}: {shown(was.written)} became {shown(now.written)}"
            break
    if any(each.name != kind for each in new[len(old) :]):
        yield f"{where}: something else than a <{kind}> was added"
    if _Counted(before, _name).text != _Counted(after, _name).text:
        yield f"{where}: the text between the elements changed"


def _name(element: Element) -> object:
    return element.name


def _same_but_relation(was: Element, now: Element) -> bool:
    def rest(element: Element) -> dict[str, str]:
        return {
            name: value
            for name, value in element.attributes.items()
            if not name.endswith("/relationships}id")
        }

    return rest(was) == rest(now)


def _same_but_encoding(before: Document, after: Document) -> bool:
    """Whether a document that was in another encoding is in UTF-8 now, and else the same."""

    def prolog(document: Document) -> str:
        declaration, end, rest = document.before.partition("?>")
        return declaration.partition("encoding")[0].rstrip() + end + rest

    return prolog(before) == prolog(after) and before.after == after.after
