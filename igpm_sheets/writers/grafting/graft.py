"""Puts filled sheets into a package as tabs: new ones behind the others, ours where they are.

Nothing changes but the workbook part with its relationships, the content types, the styles
that are added to, and the parts of our own tabs; and, where a tab is filled anew, what the
office has built on it (`following`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.content_types import WORKSHEET
from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.beside.renewal import is_keyed, renew
from igpm_sheets.writers.book.tables import PresentTable, TableNames, tables_in, tables_on
from igpm_sheets.writers.book.workbook_part import Sheet, WorkbookPart
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.fill import Filled, Place
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.grafting import ownership
from igpm_sheets.writers.grafting.belonging import Belonging
from igpm_sheets.writers.grafting.following import Move, follow
from igpm_sheets.writers.grafting.kept import Kept, dressed, kept
from igpm_sheets.writers.names import quoted
from igpm_sheets.writers.styles.carried import TargetStyles

TABLE_PREFIX: Final = "IGPM_"
"""With which the names of our tables begin in an office's workbook."""

_NEEDED_ELSEWHERE: Final = {
    "pivotTable": "a pivot table",
    "slicer": "a slicer",
    "timeline": "a timeline",
}
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
Ranges = Callable[[str, str], str]
"""From a table's name and a heading to the cells of that column, as formulas write them."""


def no_ranges(table: str, heading: str) -> str:
    """The cells of a column where tabs hold no formulas that could ask for them.

    Raises:
        KeyError: always.
    """
    raise KeyError(f"{table}[{heading}]")


class Grafting:
    """A workbook's package that takes filled sheets as tabs.

    Args:
        package: the workbook's; it is changed, and `finish` is the last change.
        where: what the workbook is called where something is wrong with it.
        is_all_ours: whether it is a workbook of our own, whose tabs need no mark.

    Raises:
        Damaged: if the workbook lists no tabs.
    """

    def __init__(self, package: Package, where: CellRef, *, is_all_ours: bool = False) -> None:
        self.package = package
        self.book = WorkbookPart(package)
        self._belonging = Belonging(package)
        self._where = where
        self._is_all_ours = is_all_ours
        self._ours = {sheet.name.casefold(): sheet for sheet in ownership.owned(self.book)}
        self._filled_anew: list[str] = []
        self._moves: list[Move] = []
        self._moved: dict[str, Moved] = {}
        self._formulas_move = False

    @property
    def ours(self) -> list[str]:
        """The names of the tabs that are this program's, in their order."""
        return [sheet.name for sheet in self._ours.values()]

    def is_foreign(self, name: str) -> bool:
        """Whether a tab of this name is there that this program did not make."""
        return self.book.sheet(name) is not None and name.casefold() not in self._ours

    def part_of(self, name: str) -> str:
        """The part of a tab of ours, whatever the case of its name; "" where there is none."""
        sheet = self._ours.get(name.casefold())
        return sheet.part if sheet and sheet.part in self.package else ""

    def put(self, name: str, filled: Filled, links: Links, ranges: Ranges = no_ranges) -> None:
        """Puts a filled sheet in as a tab: in the place of ours of this name, else as a new one.

        Raises:
            CannotWrite: something of the workbook's or the template's does not allow it.
            Damaged: if parts of the workbook that it needs cannot be read.
        """
        sheet = self._ours.get(name.casefold())
        if sheet is None:
            self._add(name, filled, links, ranges)
        else:
            self._fill_anew(sheet, filled, links, ranges)

    def finish(self) -> None:
        """Makes the last changes: names, formulas, and what the office has built on our tabs."""
        follow(self.book, self._filled_anew, self._moves, self._moved)
        if self._formulas_move:
            self.book.drop_calculation_chain()
        # Formulas of the office may draw from a tab that now holds other values.
        self.book.finish(calculate=bool(self._filled_anew) or self._is_all_ours)

    def _add(self, name: str, filled: Filled, links: Links, ranges: Ranges) -> None:
        is_first = not self.book.sheets
        sheet = self.book.add_sheet(name, WORKSHEET)
        self._ours[name.casefold()] = sheet
        filled.put_into(self._place(sheet, links, ranges, []))
        self._dress(sheet, None, selected=is_first and self._is_all_ours)
        if not self._is_all_ours:
            ownership.mark(self.book, name, self._table_names.of_tables)
        self._name(sheet, filled)

    def _fill_anew(self, sheet: Sheet, filled: Filled, links: Links, ranges: Ranges) -> None:
        package = self.package
        before = tables_on(package, sheet.part)
        self._watch_formulas(sheet)
        place = self._place(sheet, links, ranges, before)
        if is_keyed(filled.tab) and sheet.part in package:
            renewed = renew(place, filled, CellRef(self._where.source, sheet.name))
            self._moved[sheet.name.casefold()] = renewed.moved
            if all(table.area != renewed.before for table in before):  # a program has lost it
                lost = (renewed.before, renewed.after)
                tables = (PresentTable(0, sheet.name, area, 1, 0, "") for area in lost)
                self._moves.append(Move(sheet.name, *tables))
        else:
            self._refuse_what_would_be_lost(sheet)
            tab = kept(package, sheet.part)
            self._clear(sheet.part, tab)
            filled.put_into(place)
            self._dress(sheet, tab)
            self._name(sheet, filled)
        after = {table.name.casefold(): table for table in tables_on(package, sheet.part)}
        self._moves += [
            Move(sheet.name, table, after[table.name.casefold()])
            for table in before
            if table.name.casefold() in after
        ]
        self._filled_anew.append(sheet.name)

    def _refuse_what_would_be_lost(self, sheet: Sheet) -> None:
        """Raises F50 for what other parts of the workbook would ask for in vain."""
        for known in self.package.relationships(sheet.part):
            what = _NEEDED_ELSEWHERE.get(known.kind)
            if what is not None:
                where = CellRef(self._where.source, sheet.name)
                raise CannotWrite(problem("F50", where, what=what))

    def _place(
        self, sheet: Sheet, links: Links, ranges: Ranges, before: Sequence[PresentTable]
    ) -> Place:
        names = self._table_names
        return Place(
            package=self.package,
            part=sheet.part,
            name=sheet.name,
            styles=self._styles,
            links=links,
            table_name=names.names(before),
            table_id=names.ids(before),
            from_1904=self.book.counts_from_1904,
            ranges=ranges,
            live=self._is_all_ours,
        )

    @cached_property
    def _styles(self) -> TargetStyles:
        return TargetStyles(self.package, self._where)

    @cached_property
    def _table_names(self) -> TableNames:
        prefix = "" if self._is_all_ours else TABLE_PREFIX
        names = (name.name for name in self.book.names)
        return TableNames(prefix, tables_in(self.package), names)

    def _dress(self, sheet: Sheet, tab: Kept | None, *, selected: bool = False) -> None:
        package = self.package
        content = dressed(
            package.content(sheet.part), tab, selected=selected, is_strict=package.dialect.is_strict
        )
        package.put(sheet.part, content, WORKSHEET)

    def _name(self, sheet: Sheet, filled: Filled) -> None:
        """Gives the tab's own names their meaning: what is printed of it, and how."""
        for name, text in filled.local_names:
            self.book.set_name(name, text.replace("{tab}", quoted(sheet.name)), sheet.at)

    def _watch_formulas(self, sheet: Sheet) -> None:
        """Notes whether a tab holds formulas, which the list of all formulas would name.

        There are no others on it afterwards: people's stay, and ours are values.
        """
        if self.book.has_calculation_chain and not self._formulas_move:
            with suppress(Damaged):
                self._formulas_move = _holds_formulas(self.package.chunks(sheet.part))

    def _clear(self, part: str, tab: Kept) -> None:
        """Takes away what belongs to a sheet alone, and is not kept, before it is filled anew."""
        package = self.package
        with suppress(Damaged):
            relationships = package.relationships(part)
            staying = {known.part for known in relationships if known.id in tab.ids}
            alone = self._belonging.only_of(part, staying)
            for known in list(relationships):
                if known.id not in tab.ids:
                    relationships.remove(known.id)
            for each in alone:
                package.remove(each)


def _holds_formulas(chunks: Iterable[bytes]) -> bool:
    rest = b""
    for chunk in chunks:
        if _FORMULA.search(rest + chunk):
            return True
        rest = chunk[-64:]
    return False
