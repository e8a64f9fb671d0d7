"""What an office has built on our tabs keeps working: it follows when their tables grow.

Charts, names and pivot tables of the office that cover exactly the rows of one of our
tables cover exactly its rows afterwards. Charts and names also follow what people keep beside
and below the list of results. What covers other rows was meant otherwise, and is left alone;
so are formulas in cells, for which there are whole columns and table names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import RELATIONS, Package
from igpm_sheets.ooxml.xml import Document, Element, is_true
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.book.references import Area, Corner, area_of, rewritten, tabs_named
from igpm_sheets.writers.book.tables import PresentTable
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.names import quoted

_CHARTS: Final = (
    "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "application/vnd.ms-office.chartex+xml",
)
_PIVOT_CACHE: Final = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
)
NOTHING: Final[Mapping[str, Moved]] = {}
"""Where no tab is known whose cells have gone elsewhere."""


class Move(NamedTuple):
    """A table of ours before and after its tab was filled anew."""

    tab: str
    before: PresentTable
    after: PresentTable

    def rows(self, area: Area) -> tuple[int, int] | None:
        """The rows that now are what the rows of an area were, or None where it covers others."""
        old, new = self.before, self.after
        if not old.area.left <= area.left <= old.area.right:
            return None
        if old.headings and area.top == area.bottom == old.area.top:
            return new.area.top, new.area.top
        starts = {old.data.top: new.data.top, old.area.top: new.area.top}
        ends = {old.area.bottom: new.area.bottom, old.data.bottom: new.data.bottom}
        covered = area.top in starts and area.bottom in ends
        return (starts[area.top], ends[area.bottom]) if covered else None


def follow(
    book: WorkbookPart,
    tabs: Collection[str],
    moves: Sequence[Move],
    moved: Mapping[str, Moved] = NOTHING,
) -> None:
    """Lets all that the office has built on our tabs follow them.

    Args:
        book: the workbook.
        tabs: the names of the tabs that were filled anew.
        moves: their tables before and after.
        moved: where the cells of a tab have gone, by its name, folded.
    """
    grown = [move for move in moves if _place(move.before) != _place(move.after)]
    if grown or moved:
        _names_follow(book, grown, moved)
        _charts_follow(book.package, grown, moved)
    if tabs:
        _pivots_follow(book, {tab.casefold() for tab in tabs}, moves)


def stretched(formula: str, moves: Sequence[Move], moved: Mapping[str, Moved] = NOTHING) -> str:
    """A formula in which areas that cover exactly the rows of a table still do.

    Other areas follow their cells where it is known where these have gone.

    >>> area = Area(1, 1, 3, 2)
    >>> before = PresentTable(1, "T", area, 1, 0, "")
    >>> move = Move("O'H", before, before._replace(area=area._replace(bottom=9)))
    >>> stretched("SUM('O''H'!$B$2:$B$3,'O''H'!$B$3:$B$4)", [move])
    "SUM('O''H'!$B$2:$B$9,'O''H'!$B$3:$B$4)"
    """

    def change(tab: str, corners: list[Corner]) -> str | None:
        rows = _rows(tab, area_of(corners), moves)
        is_one_cell = corners[0] == corners[1] and bool(corners[0].column)
        if rows is not None and is_one_cell and rows[0] != rows[1]:
            rows = None  # one cell is not the whole of a table that happens to have one row
        ends = corners
        if rows is not None:
            ends = [corner._replace(row=row) for corner, row in zip(corners, rows, strict=True)]
        if tab.casefold() in moved:
            ends = _followed(ends, moved[tab.casefold()], is_right=rows is not None)
        if ends == corners:
            return None
        cells = str(ends[0]) if is_one_cell else f"{ends[0]}:{ends[1]}"
        return f"{quoted(tab)}!{cells}"

    return rewritten(formula, change)


def _followed(corners: list[Corner], moved: Moved, *, is_right: bool) -> list[Corner]:
    """The corners of an area where its cells are now, as far as they have stayed together.

    Args:
        corners: of the area; relative ones mean other cells from wherever they are seen.
        moved: where all cells of the tab go.
        is_right: whether the rows have been led to their place already.
    """
    if not all(
        (each.column_stays or not each.column) and (each.row_stays or not each.row)
        for each in corners
    ):
        return corners
    columns = [moved.columns.place(each.column) if each.column else 0 for each in corners]
    rows = [each.row for each in corners] if is_right else _led(corners, moved)
    return [
        each._replace(row=row or each.row, column=column or each.column)
        for each, row, column in zip(corners, rows, columns, strict=True)
    ]


def _led(corners: list[Corner], moved: Moved) -> list[int | None]:
    """The rows of an area that covers all applications, a single row, or rows below the list."""
    top, bottom = corners[0].row, corners[-1].row
    line = moved.rows
    if line.before[0] - 1 <= top <= line.before[0] and bottom == line.before[1] and top < bottom:
        return [top, line.after[1]]
    if top == bottom or top > line.before[1]:
        return [line.place(top), line.place(bottom)]
    return [top, bottom]


def _rows(tab: str, area: Area, moves: Sequence[Move]) -> tuple[int, int] | None:
    found = (move.rows(area) for move in moves if move.tab.casefold() == tab.casefold())
    return next((rows for rows in found if rows), None)


def _place(table: PresentTable) -> tuple[object, ...]:
    return table.area, table.headings, table.totals


def _names_follow(book: WorkbookPart, moves: Sequence[Move], moved: Mapping[str, Moved]) -> None:
    for name in book.names:
        # Those that were given their meaning just now are right already.
        if name.element is not None and name.text == name.element.text:
            text = stretched(name.text, moves, moved)
            if text != name.text:
                book.set_name(name.name, text, name.local)


def _charts_follow(package: Package, moves: Sequence[Move], moved: Mapping[str, Moved]) -> None:
    new = set(package.changed)
    for part in package.of_type(*_CHARTS):
        if part not in new:  # those of ours were drawn just now
            with suppress(Damaged):  # no program shows it: it is not for us to mend
                _chart_follows(package.xml(part), moves, moved)


def _chart_follows(chart: Document, moves: Sequence[Move], moved: Mapping[str, Moved]) -> None:
    for element in chart.root.within():
        if element.tag == "f" and not element.children:
            text = stretched(element.text, moves, moved)
            if text != element.text:
                chart.set_text(element, text)


def _pivots_follow(book: WorkbookPart, tabs: Collection[str], moves: Sequence[Move]) -> None:
    """Lets pivot tables on our tabs' data read it again when the workbook is opened."""
    names = {table.name.casefold() for move in moves for table in (move.before, move.after)}
    names |= {name.name.casefold() for name in book.names if _leads_to(name.text, tabs)}
    for part in book.package.of_type(_PIVOT_CACHE):
        with suppress(Damaged):
            cache = book.package.xml(part)
            if _reads(cache, tabs, names, moves) and not is_true(cache.root.get("refreshOnLoad")):
                cache.set(cache.root, "refreshOnLoad", "1")


def _reads(
    cache: Document, tabs: Collection[str], names: Collection[str], moves: Sequence[Move]
) -> bool:
    """Whether a pivot table's cache comes from our tabs; its areas follow."""
    ours = False
    source = cache.root.first("cacheSource")
    for element in source.within() if source else ():
        is_inside = f"{{{RELATIONS}}}id" not in element.attributes
        if element.tag in ("worksheetSource", "rangeSet") and is_inside:
            tab = (element.get("sheet", "") or "").casefold()
            if tab in tabs:
                _area_follows(cache, element, tab, moves)
            ours |= tab in tabs or (element.get("name", "") or "").casefold() in names
    return ours


def _area_follows(cache: Document, source: Element, tab: str, moves: Sequence[Move]) -> None:
    """Gives a pivot table the area that its table has now, if it had the whole of it."""
    written = source.get("ref", "") or ""
    with suppress(ValueError):
        area = Area.of(written)
        rows = _rows(tab, area, moves)
        if rows and rows != (area.top, area.bottom):
            cache.set(source, "ref", str(area._replace(top=rows[0], bottom=rows[1])))


def _leads_to(formula: str, tabs: Collection[str]) -> bool:
    """Whether a name's meaning is cells of one of the tabs."""
    return any(each.casefold() in tabs for each in tabs_named(formula))
