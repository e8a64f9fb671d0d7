"""A sheet part under change: rows come below the last one that holds anything, nothing else goes.

What stands in the part stays the same bytes. A cell that is there but holds nothing may take
a value; rules for cells that cover the whole list reach as far as the list does then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Element, child_name, escaped
from igpm_sheets.problems import column_letters, column_number
from igpm_sheets.writers.book.references import MOST_ROWS, Area
from igpm_sheets.writers.book.tables import tables_on
from igpm_sheets.writers.filling.cell_xml import cell_text, literal
from igpm_sheets.writers.filling.fit import lines_needed, row_height
from igpm_sheets.writers.filling.geometry import PIXELS_PER_POINT

_PLACE: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LEAST_LINES: Final = 2
_PIXELS_PER_DIGIT: Final = 7
_USUAL_WIDTH: Final = 64


class Line(NamedTuple):
    """A row that is written in the part."""

    number: int
    element: Element
    cells: Mapping[int, Element]
    """By column."""

    @property
    def says_something(self) -> bool:
        """Whether any of its cells holds a value or a formula."""
        return any(map(_holds, self.cells.values()))


class NewCell(NamedTuple):
    """A cell to write: its style, and a text or nothing."""

    style: int
    text: str = ""


class SheetPart:
    """A worksheet of a package, which takes new cells and rows.

    Raises:
        Damaged: if the part cannot be read, or has no rows.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self.document = package.xml(part)
        self.root = self.document.root
        data = self.root.first("sheetData")
        if data is None:
            raise Damaged(f"{part}: a sheet without rows")
        self._data = data
        self.lines = list(_lines(data))
        """The rows that are written, in their order."""

    @property
    def last(self) -> int:
        """The last row that holds anything; 0 where none does."""
        return max((line.number for line in self.lines if line.says_something), default=0)

    def line(self, number: int) -> Line | None:
        """The row of this number, if it is written."""
        return next((line for line in self.lines if line.number == number), None)

    def style(self, row: int, column: int) -> int:
        """The number of the style that a cell has: its own, its row's, or its column's."""
        line = self.line(row)
        if line is not None and column in line.cells:
            return _number(line.cells[column].get("s"))
        if line is not None and line.element.get("s") is not None:
            return _number(line.element.get("s"))
        of = self._column(column)
        return _number(of.get("style")) if of is not None else 0

    def width(self, column: int) -> int:
        """The width of a column in pixels."""
        of = self._column(column)
        with suppress(ValueError):
            return int(float((of.get("width") if of else None) or "") * _PIXELS_PER_DIGIT) + 5
        return _USUAL_WIDTH

    def _column(self, column: int) -> Element | None:
        listed = self.root.first("cols")
        for each in listed.all("col") if listed else ():
            if _number(each.get("min")) <= column <= _number(each.get("max")):
                return each
        return None

    def restyle_column(self, column: int, style: int) -> None:
        """Gives a column its style, unless it is written together with others."""
        of = self._column(column)
        if of is not None and of.get("min") == of.get("max"):
            self.document.set(of, "style", str(style))

    def remove_blank_rows(self, below: int) -> None:
        """Takes away the rows below one that hold nothing: lines drawn to be filled in."""
        for line in list(self.lines):
            if line.number > below and not line.says_something:
                self.document.remove(line.element)
                self.lines.remove(line)

    def put(self, row: int, column: int, cell: NewCell) -> None:
        """Writes a cell, in the place of the one that is there."""
        line = self.line(row)
        if line is None:
            self._insert(row, {column: cell})
        else:
            self._fill(line, {column: cell})

    def add(self, rows: Iterable[Mapping[int, NewCell]], headings: int) -> None:
        """Adds rows below everything, and lets the rules of the list reach them.

        Args:
            rows: each with its cells by column.
            headings: the row above the list.

        Raises:
            Damaged: if the sheet has no room for them.
        """
        before = max(self.last, headings)
        at = before
        for cells in rows:
            at += 1
            if at > MOST_ROWS:
                raise Damaged("the sheet has no room for more rows")
            line = self.line(at)
            if line is None:
                self._insert(at, cells)
            else:
                self._fill(line, cells)
        if at > before:
            self._reach(headings + 1, before, at)

    def _insert(self, number: int, cells: Mapping[int, NewCell]) -> None:
        """A row where none is written."""
        tag = child_name(self._data, "row")
        inner = "".join(self._xml(number, column, cells[column]) for column in sorted(cells))
        height = self._height(cells) / PIXELS_PER_POINT
        xml = f'<{tag} r="{number}" ht="{height:g}">{inner}</{tag}>'
        follower = next((line for line in self.lines if line.number > number), None)
        if follower is None:
            self.document.append(self._data, xml)
        else:
            self.document.insert_before(follower.element, xml)

    def _height(self, cells: Mapping[int, NewCell]) -> int:
        """In pixels: room for the texts, and for a remark."""
        needed = (lines_needed(c.text, self.width(at)) for at, c in cells.items() if c.text)
        return row_height(max(_LEAST_LINES, *needed) if cells else _LEAST_LINES)

    def _fill(self, line: Line, cells: Mapping[int, NewCell]) -> None:
        """Cells for a row that is written, in the place of those there or between them."""
        for column in sorted(cells):
            xml = self._xml(line.number, column, cells[column])
            known = line.cells.get(column)
            if known is not None:
                self.document.replace(known, xml)
                continue
            follower = next((line.cells[at] for at in sorted(line.cells) if at > column), None)
            if follower is None:
                self.document.append(line.element, xml)
            else:
                self.document.insert_before(follower, xml)

    def _xml(self, row: int, column: int, cell: NewCell) -> str:
        tag = child_name(self._data, "c")
        start = f'<{tag} r="{column_letters(column)}{row}" s="{cell.style}"'
        if not cell.text:
            return f"{start}/>"
        within, text = child_name(self._data, "is"), child_name(self._data, "t")
        said = escaped(literal(cell_text(cell.text)))
        return (
            f'{start} t="inlineStr"><{within}><{text} xml:space="preserve">{said}</{text}>'
            f"</{within}></{tag}>"
        )

    # What covers the list

    def _reach(self, top: int, bottom: int, new: int) -> None:
        """Lets rules and tables that cover the list from `top` to `bottom` reach to `new`."""
        formats = self.root.all("conditionalFormatting")
        checks = self.root.first("dataValidations")
        for rule in (*formats, *(checks.all("dataValidation") if checks else ())):
            written = (rule.get("sqref") or "").split()
            reaching = [_reaching(each, top, bottom, new) for each in written]
            if reaching != written:
                self.document.set(rule, "sqref", " ".join(reaching))
        self._grow_tables(bottom, new)
        used = self.root.first("dimension")
        with suppress(ValueError):
            area = Area.of((used.get("ref") if used else None) or "")
            if used is not None and area.bottom < new:
                self.document.set(used, "ref", str(area._replace(bottom=new)))

    def _grow_tables(self, bottom: int, new: int) -> None:
        for table in tables_on(self._package, self._part):
            if table.area.bottom != bottom or table.totals:
                continue
            document = self._package.xml(table.part)
            ref = str(table.area._replace(bottom=new))
            document.set(document.root, "ref", ref)
            within = document.root.first("autoFilter")
            if within is not None:
                document.set(within, "ref", ref)


def _reaching(written: str, top: int, bottom: int, new: int) -> str:
    """An area that covers the whole list as it is then; any other as it is written."""
    try:
        area = Area.of(written)
    except ValueError:
        return written
    covers = area.top <= top and area.bottom >= max(bottom, top) and area.bottom < new
    return str(area._replace(bottom=new)) if covers else written


def _lines(data: Element) -> Iterable[Line]:
    """The rows of a sheet; one without a number follows the one before it."""
    number = 0
    for element in data.all("row"):
        number = _number(element.get("r")) or number + 1
        cells: dict[int, Element] = {}
        column = 0
        for cell in element.all("c"):
            place = _PLACE.fullmatch(cell.get("r") or "")
            column = column_number(place[1]) if place else column + 1
            cells[column] = cell
        yield Line(number, element, cells)


def _holds(cell: Element) -> bool:
    """Whether a cell holds a value, a text or a formula."""
    return any(each.text.strip() or each.children or each.tag == "f" for each in cell.children)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
