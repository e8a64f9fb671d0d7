"""A tab laid out on a sheet of the template, ready to be put into any workbook.

filled = Filled(tab, template)
filled.put_into(place)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from igpm_sheets.ooxml.content_types import WORKSHEET
from igpm_sheets.ooxml.package import DECLARATION, Package
from igpm_sheets.ooxml.xml import Node, escaped
from igpm_sheets.problems import CellRef, column_letters
from igpm_sheets.reports.tables import Linked, Plain, Tab, Table
from igpm_sheets.writers.book.references import Area, areas, plain_tab
from igpm_sheets.writers.filling.drawings import Carrier, carry_drawing
from igpm_sheets.writers.filling.grid import Grid
from igpm_sheets.writers.filling.layout import Block, Part, check_names, check_needed, plan
from igpm_sheets.writers.filling.links import MOST_LINKS, Link, Links
from igpm_sheets.writers.filling.pivots import beside, placed, taken_out
from igpm_sheets.writers.filling.rows import Looks, Names, Rows
from igpm_sheets.writers.filling.sheet_xml import Frame
from igpm_sheets.writers.filling.table_xml import block_area, table_xml
from igpm_sheets.writers.filling.template import PRINT_AREA, PRINT_TITLES, RELATION, Template
from igpm_sheets.writers.styles.carried import TargetStyles

TABLE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


class Place(NamedTuple):
    """Where a filled tab goes."""

    package: Package
    part: str
    """The name of the sheet's part."""
    name: str
    """The tab's name in that workbook."""
    styles: TargetStyles
    links: Links
    table_name: Callable[[str], str]
    """Makes a table's name unique in the workbook."""
    table_id: Callable[[], int]
    from_1904: bool
    ranges: Callable[[str, str], str]
    """From a table's name and a heading to the cells of that column, for formulas."""
    live: bool = True
    """Whether formulas are written, or only what they come to."""


@dataclass(frozen=True)
class FilledTable:
    """A table of the tab, and where it lands."""

    table: Table
    headings: tuple[str, ...]
    """As they are written: each on one line, no two alike."""
    area: Area
    """With its headings, and the sums where there are any."""
    has_totals: bool
    block: Block

    @property
    def name(self) -> str:
        """What the tab calls it."""
        return self.table.name

    @property
    def first(self) -> int:
        """The first row of its data."""
        return self.area.top + 1

    @property
    def last(self) -> int:
        """The last row of its data."""
        return self.area.bottom - self.has_totals

    def column(self, heading: str) -> str:
        """The data of a column, such as `$O$2:$O$37`.

        Raises:
            KeyError: if it has no such heading.
        """
        for headings in (self.table.headings, self.headings):
            if heading in headings:
                letters = column_letters(self.area.left + headings.index(heading))
                return f"${letters}${self.first}:${letters}${self.last}"
        raise KeyError(heading)


class Filled:
    """A tab on a template sheet: planned, and ready to be written.

    Args:
        tab: what it says.
        template: how it looks.
        sources: the tables of its workbook, by name, that its PivotTables may count; those
            of other tables are left out.

    Raises:
        TemplateFault: the template does not have what the tab needs, or asks for what the
            tab does not have (F45 to F48, F59).
        CannotWrite: the tab would have too many rows (F28).
    """

    def __init__(
        self, tab: Tab, template: Template, sources: Mapping[str, Table] | None = None
    ) -> None:
        self.tab = tab
        self.template = template
        self.sheet, drawn = taken_out(template.sheet(tab.template), tab.pivots)
        check_needed(self.sheet, tab.needed)
        layout = plan(tab, self.sheet)
        self.pivots = placed(drawn, layout, sources or {})
        """Its PivotTables."""
        self.layout = layout.down_to(max((each.area.bottom for each in self.pivots), default=0))
        self.grid = Grid(self.layout, tab.values, beside(self.pivots))
        headers = self.sheet.first("headerFooter")
        for each in headers.children if headers else ():
            check_names(self.sheet, each.text, tab.values)

    @cached_property
    def tables(self) -> list[FilledTable]:
        """Its tables, from top to bottom."""
        return [
            FilledTable(block.table, block.headings, block_area(block, head), block.totals, block)
            for head, block in self.layout.blocks.items()
        ]

    @property
    def local_names(self) -> list[tuple[str, str]]:
        """Names of the tab alone with what they stand for; `{tab}` is the tab in quotes."""
        found = []
        for name, drawn in (
            (PRINT_AREA, self.sheet.print_area),
            (PRINT_TITLES, self.sheet.print_titles),
        ):
            moved = self.layout.all(drawn)
            if moved:
                found.append((name, ",".join(f"{{tab}}!{each.absolute}" for each in moved)))
        return found

    def values(self, without: Collection[str] = ()) -> list[list[Plain]]:
        """What every cell will hold, row by row from A1; without blanks at the ends.

        Args:
            without: names of values whose cells are taken for blank.
        """
        return self.grid.values(without)

    def put_into(self, place: Place) -> None:
        """Puts the sheet with all that belongs to it into a package.

        Nothing is written yet: rows are made when the package is.

        Raises:
            CannotWrite: the workbook has no room for its styles (F29), or the template has
                something that cannot be filled (F45, F47).
        """
        _Writing(self, place).put()


class _Writing:
    """A filled tab on its way into a workbook."""

    def __init__(self, filled: Filled, place: Place) -> None:
        self._filled = filled
        self._place = place
        self._layout = filled.layout
        self._looks = Looks(filled.template.styles, place.styles)
        self._relationships = place.package.relationships(place.part)
        self._targets: dict[str, str] = {}
        """The numbers of relationships to places outside, which links share."""

    def put(self) -> None:
        """Puts the parts into the package."""
        filled, place = self._filled, self._place
        tables = {table.block.of.name: place.table_name(table.name) for table in filled.tables}
        names = Names(place.ranges, tables, place.live)
        rows = Rows(filled.grid, self._looks, names, from_1904=place.from_1904)
        frame = Frame(
            self._layout,
            filled.tab.values,
            place.name,
            self._looks.number,
            lambda index: place.styles.differential(filled.template.styles.differential(index)),
            filled.template.styles.resolved,
        )
        before = frame.before(self._dimension())
        after = frame.after(self._own(tables))
        dialect = place.package.dialect
        start = (
            f'{DECLARATION}<worksheet xmlns="{dialect.main}" xmlns:r="{dialect.relations}">'
            f"{before}<sheetData>"
        ).encode()
        end = f"</sheetData>{after}</worksheet>".encode()

        def content(write: Callable[[bytes], object]) -> None:
            write(start)
            for chunk in rows.chunks():
                write(chunk.encode())
            write(end)

        place.package.put(place.part, content, WORKSHEET)

    def _dimension(self) -> Area:
        """All cells that may be written."""
        right, bottom = 1, 1
        for step in self._layout.steps:
            row = self._filled.sheet.rows.get(step.row)
            if row and row.cells and step.rows:
                bottom = max(bottom, step.first + step.rows - 1)
                right = max(right, *row.cells)
        areas = [table.area for table in self._filled.tables]
        areas += [pivot.area for pivot in self._filled.pivots]
        for area in areas:
            right, bottom = max(right, area.right), max(bottom, area.bottom)
        return Area(1, 1, bottom, right)

    def _own(self, tables: dict[str, str]) -> dict[str, str]:
        """What stands after the rows and leads to other parts, by name."""
        own = {
            "hyperlinks": self._hyperlinks(),
            "drawing": self._drawing(),
            "tableParts": self._tables(tables),
        }
        carrier = Carrier(self._filled.template.package, self._place.package)
        for tag in ("legacyDrawingHF", "picture"):
            own[tag] = self._carried(carrier, tag)
        return own

    # Parts

    def _tables(self, names: dict[str, str]) -> str:
        place, written = self._place, []
        for table in self._filled.tables:
            data = table_xml(
                table.block,
                table.area.top,
                name=names[table.block.of.name],
                number=place.table_id(),
                dialect=place.package.dialect,
                live=place.live,
            )
            part = place.package.put(place.package.free_name("xl/tables/table{}.xml"), data, TABLE)
            written.append(f'<tablePart r:id="{self._relationships.add("table", part)}"/>')
        count = len(written)
        return f'<tableParts count="{count}">{"".join(written)}</tableParts>' if written else ""

    def _drawing(self) -> str:
        filled, place = self._filled, self._place
        if not filled.sheet.drawing:
            return ""
        part = carry_drawing(
            filled.template,
            place.package,
            filled.grid,
            filled.tab.values,
            place.name,
            from_1904=place.from_1904,
        )
        return f'<drawing r:id="{self._relationships.add("drawing", part)}"/>' if part else ""

    def _carried(self, carrier: Carrier, tag: str) -> str:
        """A picture behind the cells or in the printed header, as it is."""
        node = self._filled.sheet.first(tag)
        source = self._filled.template.package.relationships(self._filled.sheet.part)
        known = source.get(node.get(RELATION)) if node else None
        if known is None or known.part not in self._filled.template.package:
            return ""
        part = carrier.carry(known.part, {}, frozenset())
        return f'<{tag} r:id="{self._relationships.add(known.type, part)}"/>'

    # Links

    def _hyperlinks(self) -> str:
        written: list[str] = []
        for row, column, to in self._links():
            link = self._place.links.to(to) if len(written) < MOST_LINKS else None
            if link is not None:
                written.append(self._hyperlink(f"{column_letters(column)}{row}", link))
        written += self._drawn_links()
        return f"<hyperlinks>{''.join(written[:MOST_LINKS])}</hyperlinks>" if written else ""

    def _links(self) -> Iterator[tuple[int, int, CellRef | str]]:
        """The cells that lead somewhere."""
        for step in self._layout.steps:
            if step.part is Part.DATA and step.block:
                for number, row in enumerate(step.block.table.rows, step.first):
                    for column, content in enumerate(row, step.block.left):
                        if type(content) is Linked:
                            yield number, column, content.to
            for at in range(step.rows if step.part is Part.FIXED else 0):
                for cell in self._filled.grid.cells(step, at):
                    if isinstance(cell.content, Linked):
                        yield step.first + at, cell.column, cell.content.to

    def _hyperlink(self, cells: str, link: Link) -> str:
        location = f' location="{escaped(link.location)}"' if link.location else ""
        if not link.target:
            return f'<hyperlink ref="{cells}"{location}/>'
        if link.target not in self._targets:
            id_ = self._relationships.add("hyperlink", outside=link.target)
            self._targets[link.target] = id_
        return f'<hyperlink ref="{cells}" r:id="{self._targets[link.target]}"{location}/>'

    def _drawn_links(self) -> Iterator[str]:
        """The links of the template's own cells."""
        listed = self._filled.sheet.first("hyperlinks")
        for node in listed.children if listed else ():
            link = self._drawn_link(node)
            for area in self._layout.all(areas(node.get("ref") or "")) if link else ():
                yield self._hyperlink(str(area), link) if link else ""

    def _drawn_link(self, node: Node) -> Link | None:
        """Where a link of the template leads: outside, or to a tab of the workbook."""
        location = node.get("location") or ""
        source = self._filled.template.package.relationships(self._filled.sheet.part)
        known = source.get(node.get(RELATION))
        if known is not None:
            return Link(known.target, location)
        tab, _, cell = location.rpartition("!")
        to = self._place.links.to(plain_tab(tab)) if tab else None
        return to._replace(location=to.location.rpartition("!")[0] + f"!{cell}") if to else None
