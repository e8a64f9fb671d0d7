"""Puts the PivotTables of a new workbook into its package, once all its tables are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from igpm_sheets.ooxml.package import Package
from igpm_sheets.reports.tables import Pivot
from igpm_sheets.writers.book.order import WORKBOOK, put_child
from igpm_sheets.writers.book.tables import tables_on
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.pivots.cache import Cache
from igpm_sheets.writers.pivots.definition import definition
from igpm_sheets.writers.styles.number_formats import FIXED

_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DEFINITION: Final = f"{_TYPES}.pivotCacheDefinition+xml"
RECORDS: Final = f"{_TYPES}.pivotCacheRecords+xml"
PIVOT: Final = f"{_TYPES}.pivotTable+xml"
_NUMBERS: Final = {code: number for number, code in FIXED.items()}


class _Counted(NamedTuple):
    """What PivotTables count, as it stands in the package."""

    cache: Cache
    number: int
    part: str


def put_pivots(package: Package, book: WorkbookPart, tabs: Mapping[str, Filled]) -> None:
    """Puts all PivotTables of the tabs into the package; to be called last.

    Args:
        package: the workbook's, with the tabs and their tables in it.
        book: its workbook part, finished.
        tabs: what fills its tabs, by their names.
    """
    pivots = [placed.pivot for filled in tabs.values() for placed in filled.pivots]
    parts = {sheet.name: sheet.part for sheet in book.sheets}
    known: dict[str, _Counted] = {}
    for number, source in enumerate(dict.fromkeys(pivot.source for pivot in pivots), 1):
        over = [pivot for pivot in pivots if pivot.source == source]
        cache = _cache(package, parts, tabs, over)
        known[source] = _Counted(cache, number, _put_cache(package, cache))
    for name, filled in tabs.items():
        for placed in filled.pivots:
            cache, number, part = known[placed.pivot.source]
            code = filled.template.styles.cell(placed.drawn.figure).number_format
            data = definition(placed, cache, number, _NUMBERS.get(code, 0))
            made = package.put(package.free_name("xl/pivotTables/pivotTable{}.xml"), data, PIVOT)
            package.relationships(made).add("pivotCacheDefinition", part)
            package.relationships(parts[name]).add("pivotTable", made)
    _list(book, known.values())


def _cache(
    package: Package, parts: Mapping[str, str], tabs: Mapping[str, Filled], over: Sequence[Pivot]
) -> Cache:
    """What PivotTables over one table count."""
    tab, table = next(
        (name, table)
        for name, filled in tabs.items()
        for table in filled.tables
        if table.name == over[0].source
    )
    written = {each.area: each.name for each in tables_on(package, parts[tab])}
    labels = {heading for pivot in over for heading in (pivot.down, pivot.across)}
    return Cache(written[table.area], table.table, table.headings, labels)


def _put_cache(package: Package, cache: Cache) -> str:
    """The two parts of what is counted; returns the name of the one that describes it."""
    part = package.free_name("xl/pivotCache/pivotCacheDefinition{}.xml")
    records = package.put(
        package.free_name("xl/pivotCache/pivotCacheRecords{}.xml"), cache.records, RECORDS
    )
    id_ = package.relationships(part).add("pivotCacheRecords", records)
    return package.put(part, cache.definition(id_), DEFINITION)


def _list(book: WorkbookPart, known: Iterable[_Counted]) -> None:
    """Lists what is counted in the workbook part."""
    relationships = book.package.relationships(book.part)
    listed = "".join(
        f'<pivotCache cacheId="{number}" r:id="{relationships.add("pivotCacheDefinition", part)}"/>'
        for _, number, part in known
    )
    if listed:
        xml = f"<pivotCaches>{listed}</pivotCaches>"
        put_child(book.document, book.root, WORKBOOK, "pivotCaches", xml)
