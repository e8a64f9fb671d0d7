"""Renews the tab of results so that what people keep beside and below it stays in its place.

The sheet as it is there is the base. Our cells take their new values; notes, colours and
columns of people's go along with their application, and nothing of theirs is lost when an
application leaves the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Kind, Tab, plain
from igpm_sheets.writers.beside.anchored import move_drawings
from igpm_sheets.writers.beside.arranging import Arrangement, arranged
from igpm_sheets.writers.beside.filters import Filters, move_columns
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.beside.notes import move_notes, noted
from igpm_sheets.writers.beside.own_cells import OwnCells
from igpm_sheets.writers.beside.renewed_rows import RenewedRows
from igpm_sheets.writers.beside.standing import Standing, Wanted
from igpm_sheets.writers.beside.surroundings import Surroundings, dimension
from igpm_sheets.writers.beside.table_part import (
    extent,
    move_other_tables,
    move_pivot_tables,
    pivot_tables,
    renew_table,
    table_filters,
)
from igpm_sheets.writers.book.cells import counts_from_1904
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.cell_xml import as_stored
from igpm_sheets.writers.filling.fill import Filled, Place
from igpm_sheets.writers.filling.geometry import PIXELS_PER_POINT
from igpm_sheets.writers.filling.rows import Looks, Room
from igpm_sheets.writers.names import heading_names

KEY: Final = "Ref"
"""The heading of the column that says which application a row is of."""
USUAL_HEIGHT: Final = 15.0
"""Of a row in points, where a sheet does not say."""
_ROWS: Final = "<!--rows-->"


class Renewed(NamedTuple):
    """What became of a tab."""

    differs: bool
    """Whether anything of it changed."""
    before: Area
    """What our table covered, with headings and totals."""
    after: Area
    """What it covers."""
    moved: Moved
    """Where all that is there has gone."""


def is_keyed(tab: Tab) -> bool:
    """Whether a tab is one list of applications, beside which people may keep things."""
    return len(tab.tables) == 1 and tab.tables[0].headings[:1] == (KEY,)


def values_of(tab: Tab, *, from_1904: bool = False) -> Wanted:
    """What the list of a keyed tab is to hold, without its look."""
    [table] = tab.tables
    kinds = [column.kind for column in table.columns]
    return Wanted(
        tuple(heading_names(table.headings)),
        [[as_stored(plain(each), from_1904=from_1904) for each in row] for row in table.rows],
        kinds.index(Kind.STATUS) if Kind.STATUS in kinds else None,
        styles=(),
        heading_styles=(),
        height=lambda _row, _widths: "",
    )


def renew(place: Place, filled: Filled, where: CellRef | None = None) -> Renewed:
    """Brings a keyed tab that is there up to date, with all that people keep on it.

    Args:
        place: the tab.
        filled: what it is to hold, and how new rows of it look.
        where: the tab, for telling what is wrong with it.

    Raises:
        CannotWrite: what people have done with the tab does not allow it (F28, F42 to F44),
            or the workbook has no room for its styles (F29).
        Damaged: if the sheet or what belongs to it cannot be read.
    """
    wanted = _with_looks(values_of(filled.tab, from_1904=place.from_1904), place, filled)
    renewal = Renewal(
        place.package,
        place.part,
        place.name,
        wanted,
        where or CellRef("the workbook", place.name),
        from_1904=place.from_1904,
    )
    return renewal.write()


def differs(package: Package, part: str, tab: Tab, where: CellRef) -> bool:
    """Whether a keyed tab that is there is to change at all.

    Raises:
        CannotWrite: as `renew`.
        Damaged: as `renew`.
    """
    from_1904 = counts_from_1904(package)
    wanted = values_of(tab, from_1904=from_1904)
    return Renewal(package, part, where.tab, wanted, where, from_1904=from_1904).differs


def _with_looks(wanted: Wanted, place: Place, filled: Filled) -> Wanted:
    """The same with the template's look for what is new."""
    [table] = filled.tables
    block, looks = table.block, Looks(filled.template.styles, place.styles)
    own = [filled.grid.look(block.of.prototype, each) for each in block.looks]
    days = [each.kind is Kind.DATE for each in table.table.columns]
    usual = filled.sheet.geometry.usual_height

    def height(number: int, widths: Sequence[int]) -> str:
        cells = zip(wanted.rows[number], own, widths, strict=True)
        heights = (
            Room.of(looks.style(look), width).height(text)
            for text, look, width in cells
            if isinstance(text, str)
        )
        most = max(heights, default=0)
        return f"{most / PIXELS_PER_POINT:g}" if most > usual else ""

    return wanted._replace(
        styles=[
            looks.number(look, day=day, leads=False) for look, day in zip(own, days, strict=True)
        ],
        heading_styles=[
            looks.number(filled.grid.look(block.of.head, each)) for each in block.looks
        ],
        height=height,
    )


class Renewal:
    """A tab of results that is to be renewed.

    Args:
        package: the workbook's.
        part: of the sheet that is there.
        tab: the tab's name.
        wanted: what it is to hold.
        where: the tab, for telling what is wrong with it.
        from_1904: whether the workbook counts days from 1904.

    Raises:
        CannotWrite: what people have done with the tab does not allow it (F28, F42 to F44).
        Damaged: if the sheet or what belongs to it cannot be read.
    """

    def __init__(
        self,
        package: Package,
        part: str,
        tab: str,
        wanted: Wanted,
        where: CellRef,
        *,
        from_1904: bool = False,
    ) -> None:
        self._package, self._part, self._wanted = package, part, wanted
        self._from_1904 = from_1904
        self._standing = standing = Standing(package, part, wanted, noted(package, part), where)
        self._sheet = standing.around
        self._filters = self._found_filters()
        self._own = OwnCells(standing, self._filters, from_1904=from_1904)
        is_sorted = self._filters.sort is not None
        self._arranged: Arrangement = arranged(standing, tab, is_sorted=is_sorted, where=where)
        self._moved = self._arranged.moved
        self._others = standing.others
        self._refuse_what_would_be_torn(where)

    def _found_filters(self) -> Filters:
        table = self._standing.table
        found = table_filters(self._package, table) if table else Filters(None)
        own = self._sheet.root.first("autoFilter")
        return Filters(own) if own is not None and found.element is None else found

    def _refuse_what_would_be_torn(self, where: CellRef) -> None:
        """Raises F44 for tables of people's among the applications that cannot move."""
        rows = self._moved.rows
        for table in self._others:
            is_beside = table.area.top == self._standing.head
            if is_beside and rows.covers(table.area.top + 1, table.data.bottom):
                continue
            if not self._moved.together(str(table.area)):
                what = f"the table {table.name}"
                raise CannotWrite(problem("F44", where, str(table.area), what=what))
        for _, place in pivot_tables(self._package, self._part):
            area = place.get("ref") or ""
            if area and not self._moved.together(area):
                raise CannotWrite(problem("F44", where, area, what="a pivot table"))

    # What changes

    @property
    def differs(self) -> bool:
        """Whether anything of the tab is to change."""
        standing, moved = self._standing, self._moved
        if not (moved.rows.is_identity and moved.columns.is_identity):
            return True
        if standing.table is not None and extent(standing, self._arranged) != standing.table.area:
            return True
        if any(cell is None for cell in self._own.headings()):
            return True
        return any(self._own.differ(seat) for seat in self._arranged.seats)

    # Writing

    def write(self) -> Renewed:
        """Puts the renewed tab into the package; if nothing differs, nothing is put."""
        standing, after = self._standing, extent(self._standing, self._arranged)
        before = standing.table.area if standing.table else self._former()
        differs = self.differs
        if differs:
            rows = RenewedRows(
                standing,
                self._arranged,
                self._own,
                self._sheet.root.first("cols"),
                from_1904=self._from_1904,
            )
            content, used = rows.content()
            Surroundings(self._sheet, self._moved).follow()
            own = self._sheet.root.first("autoFilter")
            if own is not None:
                move_columns(self._sheet, own, self._moved.columns, self._filters.left, 1)
            dimension(self._sheet, used)
            self._put(content)
            move_notes(self._package, self._part, self._moved)
            move_drawings(self._package, self._part, self._moved, self._height)
            renew_table(self._package, standing, self._arranged, self._wanted.headings)
            move_other_tables(self._package, self._others, self._moved)
            move_pivot_tables(self._package, self._part, self._moved)
        return Renewed(differs, before, after, self._moved)

    def _height(self, row: int) -> float:
        """Of a row as it was, in points."""
        known = self._standing.rows.get(row)
        height = known.attributes.get("ht") if known else None
        usual = self._sheet.root.first("sheetFormatPr")
        height = height or (usual.get("defaultRowHeight") if usual else None)
        return float(height or USUAL_HEIGHT)

    def _former(self) -> Area:
        """What a table would have covered where a program has lost it."""
        columns, rows = self._standing.our_columns, self._standing.data
        return Area(self._standing.head, min(columns), rows[-1], max(columns))

    def _put(self, content: bytes) -> None:
        sheet, name = self._sheet, self._standing.sheet.name
        rows = sheet.root.first("sheetData")
        if rows is not None:
            sheet.replace(rows, _ROWS)
        before, _, after = sheet.data().partition(_ROWS.encode())
        main = f' xmlns="{self._package.dialect.main}"' if ":" in name else ""
        whole = [before, f"<{name}{main}>".encode(), content, f"</{name}>".encode(), after]
        kind = self._package.content_type(self._part)
        self._package.put(self._part, b"".join(whole), kind)
