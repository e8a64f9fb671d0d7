"""The Excel Table of our tab: its extent, its columns and filters once the tab is renewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Document, Element, Node, child_name, written
from igpm_sheets.writers.beside.arranging import Arrangement
from igpm_sheets.writers.beside.filters import Filters, move_columns
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.beside.standing import Standing
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.book.tables import PresentTable


def table_filters(package: Package, table: PresentTable) -> Filters:
    """The filters of a table, with the sorting that a person has asked for."""
    root = package.xml(table.part).root
    filters = Filters(root.first("autoFilter"))
    filters.sort = filters.sort or root.first("sortState")
    return filters


def extent(standing: Standing, arrangement: Arrangement) -> Area:
    """All that our table is to cover: headings, applications, people's columns, totals."""
    columns = [*arrangement.ours, *map(arrangement.moved.columns.end, arrangement.in_table)]
    totals = standing.table.totals if standing.table else 0
    return Area(standing.head, min(columns), arrangement.last + totals, max(columns))


def renew_table(
    package: Package, standing: Standing, arrangement: Arrangement, headings: Sequence[str]
) -> None:
    """Lets our table cover what it is to cover; all else of it stays as people have it."""
    table = standing.table
    if table is None:
        return
    document = package.xml(table.part)
    area = extent(standing, arrangement)
    _columns(document, table, standing, arrangement, headings)
    for element in list(document.root.within()):
        if element.tag in ("sortState", "sortCondition"):
            _set(document, element, arrangement.moved.whole(element.get("ref") or ""))
    filters = document.root.first("autoFilter")
    if filters is not None:
        move_columns(document, filters, arrangement.moved.columns, table.area.left, area.left)
        _set(document, filters, str(area._replace(bottom=area.bottom - table.totals)))
    _set(document, document.root, str(area))


def move_other_tables(package: Package, tables: Sequence[PresentTable], moved: Moved) -> None:
    """Lets people's own tables on the tab follow their rows."""
    for table in tables:
        document = package.xml(table.part)
        for element in list(document.root.within()):
            if element.tag in ("table", "autoFilter", "sortState", "sortCondition"):
                _set(document, element, moved.whole(element.get("ref") or ""))


def pivot_tables(package: Package, sheet: str) -> Iterator[tuple[str, Element]]:
    """The parts of the pivot tables on a sheet, each with the element that says where it is."""
    for known in package.relationships(sheet).of_kind("pivotTable"):
        place = package.xml(known.part).root.first("location") if known.part in package else None
        if place is not None:
            yield known.part, place


def move_pivot_tables(package: Package, sheet: str, moved: Moved) -> None:
    """Lets people's pivot tables on the tab follow their cells."""
    for part, place in pivot_tables(package, sheet):
        _set(package.xml(part), place, moved.together(place.get("ref") or ""))


def _set(document: Document, element: Element, reference: str) -> None:
    if reference and element.get("ref") != reference:
        document.set(element, "ref", reference)


def _columns(
    document: Document,
    table: PresentTable,
    standing: Standing,
    arrangement: Arrangement,
    headings: Sequence[str],
) -> None:
    """Lists the columns in their order; ours are named anew where they were renamed or lost."""
    listed = document.root.first("tableColumns")
    if listed is None:
        return
    present = {table.area.left + at: each for at, each in enumerate(listed.all("tableColumn"))}
    new = dict(zip(arrangement.ours, zip(standing.ours, headings, strict=True), strict=True))
    for column in arrangement.in_table:
        name = present[column].get("name") if column in present else None
        new[arrangement.moved.columns.end(column)] = column, name or ""
    order = [new[place] for place in sorted(new)]
    if order == [(at, each.get("name")) for at, each in present.items()]:
        return
    number = max((int(each.get("id") or 0) for each in present.values()), default=0)
    nodes: list[Node] = []
    for column, name in order:
        known = present.get(column)
        if known is None:
            number += 1
        node = known.node() if known else Node("tableColumn", (("id", str(number)),))
        nodes.append(node.with_attributes(name=name))
    tag = child_name(document.root, "tableColumns")
    xml = "".join(written(node, listed) for node in nodes)
    document.replace(listed, f'<{tag} count="{len(nodes)}">{xml}</{tag}>')
