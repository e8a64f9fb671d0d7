"""The workbook that decides how results look, read: what stands on its sheets, and where.

It is made by a script and restyled by anyone in Excel or LibreOffice, so its texts may be
shared or not, its colours a theme's, its parts named in any way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Archive, Damaged
from igpm_sheets.ooxml.package import RELATIONS, Package
from igpm_sheets.ooxml.xml import Element, Node, is_true
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Plain
from igpm_sheets.templates import builtin_template
from igpm_sheets.writers.book.cells import shows_days, unescaped
from igpm_sheets.writers.book.references import Area, areas
from igpm_sheets.writers.book.workbook_part import Sheet, WorkbookPart
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.geometry import (
    PIXELS_PER_POINT,
    Anchor,
    Columns,
    Geometry,
    anchors,
)
from igpm_sheets.writers.styles.carried import TemplateStyles

_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY: Final = 2_958_465
_ROW_KEPT: Final = (
    "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed",
    "thickTop", "thickBot",
)  # fmt: skip
_NARROW: Final = ("calibri", "carlito", "aptos narrow")
"""Typefaces whose digits are narrower than Arial's."""
RELATION: Final = f"{{{RELATIONS}}}id"
"""The attribute with the number of a relationship."""
PRINT_AREA, PRINT_TITLES = "_xlnm.Print_Area", "_xlnm.Print_Titles"


class TemplateFault(CannotWrite):
    """A template that cannot be filled; its place in the template is told."""


class Run(NamedTuple):
    """Some of a cell's text in a look of its own; None for the cell's own look."""

    look: Node | None
    text: str


class TemplateCell(NamedTuple):
    """A cell of the template."""

    column: int
    """Counted from 1."""
    style: int
    content: Plain
    """Formulas are told by `is_formula`, and their values are not kept."""
    runs: tuple[Run, ...] = ()
    """The text's parts, where they do not all look alike."""
    is_formula: bool = False


class TemplateRow(NamedTuple):
    """A row of the template."""

    number: int
    attributes: dict[str, str]
    """Its height and the like."""
    cells: dict[int, TemplateCell]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, whatever its look."""
        return all(cell.content is None and not cell.is_formula for cell in self.cells.values())


@dataclass(frozen=True)
class TemplateTable:
    """An Excel Table of the template: headings, a row that shows how data looks, perhaps totals."""

    name: str
    area: Area
    headings: tuple[str, ...]
    totals: int
    """The row of totals, or 0."""
    has_filter: bool
    style: Node | None
    label: str
    """What stands in the row of totals, such as `Total`."""
    label_column: int
    """Where it stands, counted from 0 in the table."""

    @property
    def head(self) -> int:
        """The row of headings."""
        return self.area.top

    @property
    def prototype(self) -> int:
        """The row whose look all rows of data take."""
        return self.area.top + 1


@dataclass(frozen=True)
class TemplateSheet:
    """A sheet of the template."""

    name: str
    part: str
    source: str
    """The template's file name, for telling where something is."""
    rows: dict[int, TemplateRow]
    tables: tuple[TemplateTable, ...]
    merges: tuple[Area, ...]
    geometry: Geometry
    anchors: tuple[Anchor, ...]
    drawing: str
    """The part with what is drawn on it, or ""."""
    children: tuple[Node, ...] = field(repr=False)
    """What stands before and after the rows, as the format orders it."""
    print_area: tuple[Area, ...] = ()
    print_titles: tuple[Area, ...] = ()

    def where(self, row: int = 0, column: int = 0) -> CellRef:
        """A place on it, for telling what is wrong there."""
        return CellRef(self.source, self.name, row, column)

    def fault(
        self, reason: str, row: int = 0, column: int = 0, found: object = ""
    ) -> TemplateFault:
        """That it cannot be filled, and why."""
        return TemplateFault(problem("F45", self.where(row, column), found, reason=reason))

    def first(self, tag: str) -> Node | None:
        """The first of its children of this name."""
        return next((node for node in self.children if node.tag == tag), None)

    @cached_property
    def last_row(self) -> int:
        """The last row that anything stands in, is drawn over, or is printed."""
        found = [row.number for row in self.rows.values() if row.cells]
        found += [table.area.bottom for table in self.tables]
        found += [anchor.covers.bottom for anchor in self.anchors if anchor.covers]
        found += [area.bottom for area in (*self.print_area, *self.merges)]
        return max((row for row in found if row < 1 << 20), default=0)


class Template:
    """A template workbook, read once; its sheets as they are asked for."""

    def __init__(self, package: Package, name: str) -> None:
        where = CellRef(name)
        if not package.workbook:
            raise TemplateFault(problem("F45", where, reason="it is no Excel workbook"))
        self.package = package
        self.name = name
        self.styles = TemplateStyles(package, where)
        self._book = WorkbookPart(package)
        self._read: dict[str, TemplateSheet] = {}

    @classmethod
    def load(cls, path: Path) -> Template:
        """The template in a file, which is not kept open.

        Raises:
            TemplateFault: it cannot be read.
        """
        try:
            return cls(Package(Archive(BytesIO(path.read_bytes()))), path.name)
        except OSError as error:
            reason = error.strerror or "it cannot be opened"
        except Damaged as error:
            reason = str(error)
        raise TemplateFault(problem("F45", CellRef(path.name), reason=reason))

    @property
    def sheets(self) -> dict[str, TemplateSheet]:
        """All its sheets by their names.

        Raises:
            TemplateFault: as `sheet`.
        """
        return {name: self.sheet(name) for name in self._names}

    @property
    def _names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets if sheet.kind == "worksheet"]

    def sheet(self, name: str) -> TemplateSheet:
        """The sheet of this name, whatever the case.

        Raises:
            TemplateFault: there is none, or it cannot be filled.
        """
        if name not in self._read:
            found = self._book.sheet(name)
            if found is None or found.kind != "worksheet":
                tabs = ", ".join(self._names)
                raise TemplateFault(problem("F46", CellRef(self.name), tabs, sheet=name))
            try:
                self._read[name] = _Reader(self, found).sheet()
            except (Damaged, ValueError) as error:
                where = CellRef(self.name, found.name)
                reason = "the sheet is not as Excel writes it"
                reason = str(error) if isinstance(error, Damaged) else reason
                raise TemplateFault(problem("F45", where, reason=reason)) from error
        return self._read[name]

    @cached_property
    def texts(self) -> list[tuple[Run, ...]]:
        """The texts that its cells share."""
        part = self.package.related(self._book.part, "sharedStrings")
        root = self.package.xml(part).root if part else None
        return [self.runs(item) for item in root.all("si")] if root else []

    def runs(self, item: Element) -> tuple[Run, ...]:
        """A text in the parts that look different."""
        found = []
        for child in item.all("t", "r"):
            if child.tag == "t":
                found.append(Run(None, unescaped(child.text)))
            elif (text := child.first("t")) is not None:
                look = child.first("rPr")
                node = self.styles.resolved(_own(look.node())) if look else None
                found.append(Run(node, unescaped(text.text)))
        return tuple(run for run in found if run.text)

    @cached_property
    def epoch(self) -> date:
        """The day that numbers of days count from."""
        return _EPOCH_1904 if self._book.counts_from_1904 else _EPOCH

    @cached_property
    def digit(self) -> int:
        """The width of a digit in the workbook's own type, in pixels: columns count in it."""
        font = self.styles.cell(0).font
        named, sized = font.first("name"), font.first("sz")
        name = named.get("val") if named else None
        narrow = (name or "").casefold() in _NARROW
        size = _number(sized.get("val") if sized else None) or 10
        return max(int(size * PIXELS_PER_POINT * (0.507 if narrow else 0.556) + 0.5), 1)

    def local_name(self, sheet: Sheet, name: str) -> str:
        """The meaning of a name that belongs to one sheet alone, or ""."""
        known = self._book.name(name, sheet.at)
        return known.text if known else ""


class Templates:
    """The template workbooks by name, each read when a tab first asks for it.

    Args:
        own: where the office's own copies stand, by the name of the program's.
    """

    def __init__(self, own: Mapping[str, Path] | None = None) -> None:
        self._own = own or {}
        self._read: dict[str, Template] = {}
        self._for_all: Template | None = None

    @classmethod
    def of_one(cls, template: Template) -> Templates:
        """One template for all tabs, whichever they name."""
        made = cls()
        made._for_all = template
        return made

    def __getitem__(self, name: str) -> Template:
        """The office's own copy of the template, else the program's.

        Raises:
            TemplateFault: it cannot be read.
            Failed: the program's own is missing (F18).
        """
        if self._for_all is not None:
            return self._for_all
        if name not in self._read:
            self._read[name] = Template.load(self._own.get(name) or builtin_template(name))
        return self._read[name]


class _Reader:
    """Reads one sheet of a template."""

    def __init__(self, template: Template, sheet: Sheet) -> None:
        self._template = template
        self._sheet = sheet
        self._root = template.package.xml(sheet.part).root
        self._relationships = template.package.relationships(sheet.part)

    def sheet(self) -> TemplateSheet:
        """All of it."""
        template, sheet = self._template, self._sheet
        rows = {row.number: row for row in self._rows()}
        geometry = self._geometry(rows)
        drawing = template.package.related(sheet.part, "drawing")
        hung = anchors(template.package.xml(drawing), geometry) if drawing else []
        merged = self._root.first("mergeCells")
        made = TemplateSheet(
            name=sheet.name,
            part=sheet.part,
            source=template.name,
            rows=rows,
            tables=tuple(sorted(self._tables(rows), key=lambda table: table.area)),
            merges=tuple(_area(each) for each in (merged.all("mergeCell") if merged else ())),
            geometry=geometry,
            anchors=tuple(hung),
            drawing=drawing,
            children=tuple(self._children()),
            print_area=tuple(_named_areas(template.local_name(sheet, PRINT_AREA))),
            print_titles=tuple(_named_areas(template.local_name(sheet, PRINT_TITLES))),
        )
        _check(made)
        return made

    # Rows

    def _rows(self) -> Iterator[TemplateRow]:
        data = self._root.first("sheetData")
        number = 0
        for element in data.all("row") if data else ():
            number = int(element.get("r") or number + 1)
            attributes = {
                name: value
                for name in _ROW_KEPT
                if (value := element.get(name)) is not None and value not in ("0", "false")
            }
            cells: dict[int, TemplateCell] = {}
            column = 0
            for each in element.all("c"):
                place = each.get("r")
                column = Area.of(place).left if place else column + 1
                cell = self._cell(each, column)
                if cell.style or cell.content is not None or cell.is_formula:
                    cells[column] = cell
            if attributes or cells:
                yield TemplateRow(number, attributes, cells)

    def _cell(self, element: Element, column: int) -> TemplateCell:
        style = int(element.get("s") or 0)
        if element.first("f") is not None:
            return TemplateCell(column, style, None, is_formula=True)
        kind, value = element.get("t", "n"), element.first("v")
        runs: tuple[Run, ...] = ()
        if kind == "inlineStr":
            item = element.first("is")
            runs = self._template.runs(item) if item else ()
        elif value is None:
            return TemplateCell(column, style, None)
        elif kind == "s":
            texts, at = self._template.texts, int(value.text)
            runs = texts[at] if at < len(texts) else ()
        else:
            return TemplateCell(column, style, self._value(kind or "n", value.text.strip(), style))
        text = "".join(run.text for run in runs)
        is_plain = all(run.look is None for run in runs)
        return TemplateCell(column, style, text or None, () if is_plain else runs)

    def _value(self, kind: str, text: str, style: int) -> Plain:
        if kind == "b":
            return "TRUE" if is_true(text) else "FALSE"
        if kind != "n":
            return unescaped(text) or None
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text or None
        whole = number == number.to_integral_value()
        if whole and 0 < number <= _LAST_DAY:
            code = self._template.styles.cell(style).number_format
            if shows_days(code):
                return self._template.epoch + timedelta(days=int(number))
        return int(number) if whole else number

    # Sizes

    def _geometry(self, rows: dict[int, TemplateRow]) -> Geometry:
        form, listed = self._root.first("sheetFormatPr"), self._root.first("cols")
        digit = self._template.digit
        width = _number(form.get("defaultColWidth") if form else None) * digit
        characters = _number(form.get("baseColWidth") if form else None) or 8
        usual = int(width + 0.5) or -(-int(characters * digit + 5) // 8) * 8
        points = _number(form.get("defaultRowHeight") if form else None) or 15
        columns = [
            Columns(
                int(each.get("min") or 1),
                int(each.get("max") or 1),
                0
                if is_true(each.get("hidden"))
                else int(_number(each.get("width")) * digit + 0.5) or usual,
            )
            for each in (listed.all("col") if listed else ())
        ]
        heights = {
            row.number: 0
            if "hidden" in row.attributes
            else round(_number(row.attributes["ht"]) * PIXELS_PER_POINT)
            for row in rows.values()
            if "ht" in row.attributes or "hidden" in row.attributes
        }
        return Geometry(columns, heights, width=usual, height=round(points * PIXELS_PER_POINT))

    # What hangs on it

    def _tables(self, rows: dict[int, TemplateRow]) -> Iterator[TemplateTable]:
        for known in self._relationships.of_kind("table"):
            yield self._table(self._template.package.xml(known.part).root, rows)

    def _table(self, root: Element, rows: dict[int, TemplateRow]) -> TemplateTable:
        area = _area(root)
        name = root.get("displayName") or root.get("name") or ""
        where = CellRef(self._template.name, self._sheet.name, area.top, area.left)
        totals = int(root.get("totalsRowCount") or 0)
        if root.get("headerRowCount") == "0" or area.bottom - area.top - totals < 1:
            reason = "a table needs a row of headings and a row below it"
            raise TemplateFault(problem("F45", where, name, reason=reason))
        listed = root.first("tableColumns")
        columns = listed.all("tableColumn") if listed else []
        headings = [unescaped(each.get("name") or "") for each in columns]
        headings += [""] * (area.right - area.left + 1 - len(headings))
        last = rows[area.bottom].cells.values() if totals and area.bottom in rows else ()
        # As the cells have it: LibreOffice does not say it again in the table.
        labels = (c for c in last if area.left <= c.column and isinstance(c.content, str))
        label = next(labels, None)
        style = root.first("tableStyleInfo")
        return TemplateTable(
            name=name,
            area=area,
            headings=tuple(headings),
            totals=area.bottom if totals else 0,
            has_filter=root.first("autoFilter") is not None,
            style=_own(style.node()) if style else None,
            label=str(label.content) if label else "",
            label_column=label.column - area.left if label else -1,
        )

    def _children(self) -> Iterator[Node]:
        for child in self._root.children:
            if child.namespace == self._root.namespace and child.tag != "sheetData":
                yield _own(child.node())


def _check(sheet: TemplateSheet) -> None:
    """Makes sure that a sheet is one that can be filled.

    Raises:
        TemplateFault: tables beside each other, or a formula outside a table.
    """
    for above, below in zip(sheet.tables, sheet.tables[1:], strict=False):
        if below.area.top <= above.area.bottom:
            reason = "two tables stand side by side: one must stand below the other"
            raise sheet.fault(reason, below.area.top, below.area.left, below.name)
    for row in sheet.rows.values():
        for cell in row.cells.values():
            at = Area(row.number, cell.column, row.number, cell.column)
            if cell.is_formula and not any(table.area.holds(at) for table in sheet.tables):
                reason = "formulas are not filled in: write a name in braces, or the text itself"
                raise sheet.fault(reason, row.number, cell.column)


def _own(node: Node) -> Node:
    """A node without what only some programs know: extensions and attributes of others."""
    return Node(
        node.tag,
        tuple(pair for pair in node.attributes if pair[0][0] != "{" or pair[0] == RELATION),
        tuple(
            _own(child)
            for child in node.children
            if not child.tag.startswith("{") and child.tag != "extLst"
        ),
        node.text,
    )


def _area(element: Element) -> Area:
    """The cells that an element is about.

    Raises:
        Damaged: if it does not say so.
    """
    try:
        return Area.of(element.get("ref") or "")
    except ValueError as error:
        raise Damaged(f"a {element.tag} that says of no cells") from error


def _named_areas(formula: str) -> list[Area]:
    """The cells that a name such as the print area stands for; others are left out."""
    found = []
    for match in re.finditer(r"(?:'(?:[^']|'')+'|[^',!]+)!([$A-Za-z0-9:]+)", formula):
        try:
            found += areas(match[1])
        except ValueError:
            continue
    return found


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
