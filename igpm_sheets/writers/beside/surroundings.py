"""What stands around a sheet's rows and refers to them, led to where they have gone.

That is merged cells, conditional formats, validations, links, protected and ignored ranges,
page breaks, filters, widths of columns, and what later editions of Excel added to these.
"""

from __future__ import annotations

from typing import Final

from igpm_sheets.ooxml.xml import Document, Element, child_name, escaped, foreign_name
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.book.references import Area, areas

_VIEWS: Final = frozenset({"selection", "pane", "sheetView"})
_FORMULAS: Final = frozenset({"formula", "formula1", "formula2", "f"})
_CONTAINERS: Final = (
    "mergeCells", "dataValidations", "hyperlinks", "protectedRanges", "cellWatches",
    "ignoredErrors", "scenarios", "rowBreaks", "colBreaks", "conditionalFormattings",
    "sparklineGroup", "sparklines", "sparklineGroups", "ext", "extLst",
)  # fmt: skip
"""Elements that are nothing without what they hold."""
_ONE_CELL: Final = ("cellWatch", "inputCells")


class Surroundings:
    """The sheet part without its rows, under change."""

    def __init__(self, sheet: Document, moved: Moved) -> None:
        self._sheet, self._moved = sheet, moved
        self._gone: set[int] = set()
        """Where the elements begin that are taken away."""

    def follow(self) -> None:
        """Leads everything to where its cells have gone."""
        for element in list(self._sheet.root.within()):
            self._element(element)
        self._columns()
        self._count()

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag in _VIEWS or (tag == "dimension" and element.parent is self._sheet.root):
            return
        if "sqref" in element.attributes:
            self._list(element)
        elif tag == "sqref":
            self._list_within(element)
        elif tag == "mergeCell":
            self._put(element, "ref", self._moved.together(element.get("ref") or ""))
        elif tag == "hyperlink":
            self._link(element)
        elif tag in _ONE_CELL:
            self._put(element, "r", self._moved.cells(element.get("r") or "", grows=False))
        elif tag in ("autoFilter", "sortState", "sortCondition"):
            self._put(element, "ref", self._moved.whole(element.get("ref") or ""))
        elif tag == "brk" and element.parent is not None:
            self._break(element, in_rows=element.parent.tag == "rowBreaks")

    def _put(self, element: Element, name: str, value: str) -> None:
        """Gives an element its new place, or takes it away if there is none left."""
        if not value:
            self._remove(element)
        elif value != element.get(name):
            self._sheet.set(element, name, value)

    def _remove(self, element: Element) -> None:
        if element.start not in self._gone:
            self._gone.add(element.start)
            self._sheet.remove(element)

    def _list(self, element: Element) -> None:
        """Conditional formats, validations and the like, with the formulas in them."""
        old = element.get("sqref") or ""
        new = self._moved.cells(old)
        self._put(element, "sqref", new)
        if new:
            self._formulas(element, old, new)

    def _list_within(self, element: Element) -> None:
        """The same as later editions of Excel write it: the list is the last child."""
        old = element.text.strip()
        new = self._moved.cells(old, grows=not _is_of_a_sparkline(element))
        owner = element.parent or element
        if not new:
            self._remove(owner)
        elif new != old:
            self._sheet.set_text(element, new)
        if new:
            self._formulas(owner, old, new)

    def _formulas(self, owner: Element, old: str, new: str) -> None:
        """Formulas that are written as they read in the first cell of their list."""
        seen_from = _first_row(old), _first_row(new)
        for element in owner.within():
            if element.tag in _FORMULAS and not element.children and element.text.strip():
                text = self._moved.formula(element.text, seen_from)
                if text != element.text:
                    self._sheet.set_text(element, text)
            elif element.tag == "cfvo" and element.get("type") == "formula":
                value = self._moved.formula(element.get("val") or "", seen_from)
                self._put(element, "val", value)

    def _link(self, element: Element) -> None:
        new = self._moved.cells(element.get("ref") or "", grows=False)
        if " " in new:  # a link is at one area
            xml = "".join(_link_xml(element, each) for each in new.split())
            self._sheet.replace(element, xml)
            return
        self._put(element, "ref", new)
        location = element.get("location")
        if new and location and "!" in location:
            text = self._moved.formula(location)
            if text != location and "#REF!" not in text:
                self._sheet.set(element, "location", text)

    def _break(self, element: Element, *, in_rows: bool) -> None:
        """A break stands behind its row or column."""
        line = self._moved.rows if in_rows else self._moved.columns
        number = int(element.get("id") or 0)
        place = line.place(number)
        if in_rows and line.before[0] <= number <= line.before[1]:
            place = number if number <= line.after[1] else None  # it belongs to no application
        self._put(element, "id", str(place or ""))

    # Columns

    def _columns(self) -> None:
        """Widths and the like go along with their columns."""
        line = self._moved.columns
        known = self._sheet.root.first("cols")
        if known is None or line.is_identity:
            return
        new: list[tuple[int, int, Element]] = []
        for col in known.all("col"):
            first, last = int(col.get("min") or 1), int(col.get("max") or 1)
            new += [(*each, col) for each in line.stretch(first, last, grows=False)]
        xml = "".join(_column_xml(*each) for each in sorted(new, key=lambda each: each[0]))
        name = child_name(self._sheet.root, "cols")
        self._sheet.replace(known, f"<{name}>{xml}</{name}>" if xml else "")

    # Containers

    def _count(self) -> None:
        """Takes away what holds nothing any more, and counts what the others hold."""
        for element in reversed(list(self._sheet.root.within())):
            if element.tag not in _CONTAINERS or not element.children:
                continue
            left = [child for child in element.children if child.start not in self._gone]
            if not left:
                self._remove(element)
            elif len(left) < len(element.children):
                for name in ("count", "manualBreakCount"):
                    if name in element.attributes:
                        self._sheet.set(element, name, str(len(left)))


def _is_of_a_sparkline(element: Element) -> bool:
    return element.parent is not None and element.parent.tag == "sparkline"


def _first_row(text: str) -> int:
    """The row of the cell that the formulas of a list are written for."""
    try:
        return min(area.top for area in areas(text))
    except ValueError:
        return 1


def _link_xml(element: Element, place: str) -> str:
    return _rewritten(element, {"ref": place})


def _column_xml(first: int, last: int, element: Element) -> str:
    return _rewritten(element, {"min": str(first), "max": str(last)})


def _rewritten(element: Element, changed: dict[str, str]) -> str:
    """An element without content, some of its attributes changed."""
    pairs = {**element.attributes, **changed}
    names = ((_name(element, key), value) for key, value in pairs.items())
    attributes = "".join(f' {name}="{escaped(value)}"' for name, value in names if name)
    return f"<{child_name(element.parent or element, element.tag)}{attributes}/>"


def _name(element: Element, key: str) -> str | None:
    """An attribute's name as it is written there."""
    if not key.startswith("{"):
        return key
    uri, _, local = key[1:].partition("}")
    return foreign_name(element, uri, local)


def dimension(sheet: Document, area: Area) -> None:
    """Says which cells a sheet uses, if it says so at all."""
    known = sheet.root.first("dimension")
    if known is not None and known.get("ref") != str(area):
        sheet.set(known, "ref", str(area))
