"""A chart of the template on a filled tab: its ranges led to the rows, its stored values filled.

Programs read a chart's values from the cells when they open it; the stored ones are for those
that do not. They are the tab's.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import date
from typing import Final

from igpm_sheets.ooxml.xml import Document, Element, child_name, escaped
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.book.references import Area, Corner, area_of, rewritten
from igpm_sheets.writers.filling.cell_xml import number_xml
from igpm_sheets.writers.filling.chart_defaults import say_defaults
from igpm_sheets.writers.filling.grid import Grid
from igpm_sheets.writers.filling.layout import check_names
from igpm_sheets.writers.filling.placeholders import Values, filled_runs
from igpm_sheets.writers.filling.template import TemplateSheet
from igpm_sheets.writers.names import quoted

_REFERENCES: Final = ("strRef", "numRef", "multiLvlStrRef")
_EITHER: Final = ("cat", "xVal")
"""What holds words or numbers, as the cells do."""
_MOST_STORED: Final = 32_000
"""Points of one series that Excel draws."""


class NothingToDrawError(Exception):
    """A chart of a table that is not there, or has no rows."""


def filled_chart(
    data: bytes, grid: Grid, values: Values, tab: str, *, from_1904: bool = False
) -> bytes:
    """A chart part of the template as it is on a filled tab.

    Args:
        data: the part.
        grid: what stands on the tab.
        values: what fills the names in its texts.
        tab: the tab's name in its workbook.
        from_1904: how that workbook counts days.

    Raises:
        NothingToDrawError: if there is nothing that it could show.
        TemplateFault: it draws from another sheet, or names a value that there is not.
    """
    return _Chart(Document(data), grid, values, tab, from_1904=from_1904).data()


class _Chart:
    def __init__(
        self, document: Document, grid: Grid, values: Values, tab: str, *, from_1904: bool
    ) -> None:
        self._document = document
        self._grid = grid
        self._layout = grid.layout
        self._sheet = grid.layout.sheet
        self._values = values
        self._tab = tab
        self._from_1904 = from_1904

    def data(self) -> bytes:
        """The part with its ranges, stored values and texts filled."""
        document = self._document
        for element in document.root.within():
            if element.tag in _REFERENCES and element.is_one(element.tag):
                self._lead(element)
            elif element.tag == "ext" and _names_cells(element):
                document.remove(element)
        fill_texts(document, self._sheet, self._values)
        say_defaults(document)
        return document.data()

    def _lead(self, reference: Element) -> None:
        """Leads a reference to where its cells landed, and stores what they hold."""
        found = reference.first("f")
        areas: list[Area] = []

        def change(named: str, corners: list[Corner]) -> str:
            if named.casefold() != self._sheet.name.casefold():
                raise self._sheet.fault("a chart draws from another sheet", found=named)
            area = area_of(corners)
            moved = self._layout.areas(area)
            if not moved or self._layout.is_blank(area):
                raise NothingToDrawError
            areas.extend(moved)
            return ",".join(f"{quoted(self._tab)}!{each.absolute}" for each in moved)

        formula = rewritten(found.text, change) if found else ""
        if not areas:
            shown = found.text if found else ""
            raise self._sheet.fault("a chart draws from no cells", found=shown)
        if len(areas) > 1 and not formula.startswith("("):
            formula = f"({formula})"
        self._document.replace(reference, self._written(reference, formula, areas))

    def _written(self, reference: Element, formula: str, areas: list[Area]) -> str:
        values = list(self._stored(areas))
        tag, parent = reference.tag, reference.parent
        if parent is not None and parent.tag in _EITHER and tag != "multiLvlStrRef":
            tag = "strRef" if any(isinstance(value, str) for value in values) else "numRef"

        def element(name: str, inner: str, attributes: str = "") -> str:
            name = child_name(reference, name)
            return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"

        inner = element("f", escaped(formula))
        if tag != "multiLvlStrRef":
            points = element("ptCount", "", f' val="{len(values)}"')
            for at, value in enumerate(values):
                text = self._point(value, is_text=tag == "strRef")
                if text:
                    points += element("pt", element("v", text), f' idx="{at}"')
            if tag == "numRef":
                points = element("formatCode", escaped(_format(reference))) + points
            inner += element("strCache" if tag == "strRef" else "numCache", points)
        return element(tag, inner)

    def _stored(self, areas: list[Area]) -> Iterator[Plain]:
        left = _MOST_STORED
        for area in areas:
            for row in range(area.top, min(area.bottom, self._layout.rows) + 1):
                for column in range(area.left, area.right + 1):
                    if left:
                        left -= 1
                        yield self._grid.value(row, column)

    def _point(self, value: Plain, *, is_text: bool) -> str:
        """A stored value, or "" where there is nothing to store."""
        if value is None or (isinstance(value, str) and not is_text):
            return ""
        if isinstance(value, str):
            return escaped(value)
        if isinstance(value, date) and is_text:
            return f"{value:%d %b }{value.year}"
        return number_xml(value, from_1904=self._from_1904)


def _format(reference: Element) -> str:
    stored = reference.first("numCache")
    code = stored.first("formatCode") if stored else None
    return (code.text if code else "") or "General"


def _names_cells(extension: Element) -> bool:
    """Whether an extension holds references, which nobody would lead anywhere."""
    return any(each.tag in ("f", "sqref") for each in extension.within())


def fill_texts(document: Document, sheet: TemplateSheet, values: Values) -> None:
    """Fills the names in the texts of a chart or drawing, and in what describes them.

    Raises:
        TemplateFault: one of them is no value of the tab (F47).
    """
    for element in document.root.within():
        if element.tag == "p" and _is_drawn(element):
            runs = [
                text
                for run in element.children
                for text in run.children
                if text.tag == "t" and text.namespace == run.namespace
            ]
            texts = [run.text for run in runs]
            check_names(sheet, "".join(texts), values)
            for run, text in zip(runs, filled_runs(texts, values), strict=True):
                if text != run.text:
                    document.set_text(run, text)
        elif element.tag == "cNvPr":
            for name in ("descr", "title"):
                text = element.get(name) or ""
                check_names(sheet, text, values)
                [filled] = filled_runs([text], values)
                if filled != text:
                    document.set(element, name, filled)


def _is_drawn(element: Element) -> bool:
    return posixpath.basename(element.namespace) == "main"
