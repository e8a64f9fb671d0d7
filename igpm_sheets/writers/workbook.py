"""A new workbook of our own: a template's look without its sheets, and every tab grafted in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

from igpm_sheets.ooxml.content_types import WORKSHEET
from igpm_sheets.ooxml.package import DECLARATION, MAIN, RELATIONS, Package
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Tab
from igpm_sheets.templates import RESULTS
from igpm_sheets.writers.files.saving import may_write, put_in_place, shown
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.filling.template import Template, Templates
from igpm_sheets.writers.grafting.graft import Grafting
from igpm_sheets.writers.grafting.properties import put_properties
from igpm_sheets.writers.names import quoted, tab_names
from igpm_sheets.writers.pivots.putting import put_pivots

_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_BOOK: Final = (
    f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr/>'
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="16000"/>'
    "</bookViews><sheets/></workbook>"
)
_BLANK: Final = f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'


def write_workbook(
    tabs: Sequence[Tab],
    path: Path,
    *,
    title: str,
    created: date,
    folder: Path | None = None,
    kind: str = "results",
    template: Template | None = None,
    templates: Templates | None = None,
) -> None:
    """Writes a new workbook, or replaces the one this program wrote there before.

    The same tabs, title, day and template give the same bytes.

    Args:
        tabs: what the workbook says, tab by tab.
        path: where it is to stand, ending in `.xlsx`; a missing folder is made.
        title: the document's title.
        created: the day for the document's properties.
        folder: the settings' folder, which linked sources are relative to.
        kind: what the workbook is made as; only one made as the same is replaced.
        template: how all tabs look, whichever template they name.
        templates: the templates that the tabs name; without them the program's own.

    Raises:
        CannotWrite: the place is taken by somebody's file, open, read-only or full, or the
            template cannot be filled; what stood there is whole.
    """
    may_write(path, kind, folder=folder)
    content = workbook_bytes(
        tabs,
        title=title,
        created=created,
        beside=path.parent,
        folder=folder,
        kind=kind,
        template=template,
        templates=templates,
        known_as=shown(path, folder),
    )
    put_in_place(path, content, folder=folder)


def workbook_bytes(
    tabs: Sequence[Tab],
    *,
    title: str,
    created: date,
    beside: Path,
    folder: Path | None = None,
    kind: str = "results",
    template: Template | None = None,
    templates: Templates | None = None,
    known_as: str = "the new workbook",
) -> bytes:
    """The workbook as a file's content; `beside` is the folder in which it will stand.

    Raises:
        CannotWrite: the template cannot be filled, or a tab has too many rows (F28).
    """
    named = Templates.of_one(template) if template else templates or Templates()
    looks = [named[tab.workbook] for tab in tabs]
    names = tab_names(tab.name for tab in tabs)
    tables = {table.name: table for tab in reversed(tabs) for table in tab.tables}
    filled = [Filled(tab, look, tables) for tab, look in zip(tabs, looks, strict=True)]
    links = Links(by_first_name(tabs, names), beside, folder)
    package = _empty(looks[0] if looks else named[RESULTS], title, created, kind)
    graft = Grafting(package, CellRef(known_as), is_all_ours=True)
    by_name = dict(zip(names, filled, strict=True))
    ranges = _Ranges(by_name)
    for name, each in by_name.items():
        graft.put(name, each, links, ranges)
    if not tabs:
        sheet = graft.book.add_sheet("Sheet1", WORKSHEET)
        package.put(sheet.part, _BLANK.encode(), WORKSHEET)
    graft.finish()
    put_pivots(package, graft.book, by_name)
    file = BytesIO()
    package.write(file)
    return file.getvalue()


def by_first_name(tabs: Sequence[Tab], names: Sequence[str]) -> dict[str, str]:
    """The name in the workbook of each tab by its name in the report; of two alike the first."""
    found: dict[str, str] = {}
    for tab, name in zip(tabs, names, strict=True):
        found.setdefault(tab.name, name)
    return found


class _Ranges:
    """Where the columns of all tables of a new workbook lie."""

    def __init__(self, filled: Mapping[str, Filled]) -> None:
        self._tables = {
            table.name: (tab, table) for tab, each in filled.items() for table in each.tables
        }

    def __call__(self, table: str, heading: str) -> str:
        """The data of a column, as formulas of any tab write it.

        Raises:
            KeyError: if there is no such table or heading.
        """
        tab, placed = self._tables[table]
        return f"{quoted(tab)}!{placed.column(heading)}"


def _empty(template: Template, title: str, created: date, kind: str) -> Package:
    """A workbook without tabs, in the theme and styles of a template."""
    package = Package()
    package.put("xl/workbook.xml", _BOOK.encode(), _WORKBOOK)
    package.relationships("").add("officeDocument", "xl/workbook.xml")
    put_properties(package, title, created, kind)
    if not template.package.dialect.is_strict:  # another dialect would not do for a part alone
        for relation in ("theme", "styles"):
            _carry(template.package, package, relation)
    return package


def _carry(source: Package, package: Package, relation: str) -> None:
    """Carries a part of the template's workbook over under its name, with what it leads to."""
    first = source.related(source.workbook, relation)
    waiting = [first] if first else []
    while waiting:
        part = waiting.pop()
        if part in package or part not in source:
            continue
        package.put(part, source.content(part), source.content_type(part))
        related = source.relationships(part)
        if related.rels_part in source:
            rels = related.rels_part
            package.put(rels, source.content(rels), source.content_type(rels))
            waiting += [known.part for known in related if known.part]
    if first:
        package.relationships(package.workbook).add(relation, first)
