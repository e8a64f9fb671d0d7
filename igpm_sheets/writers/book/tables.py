"""The Excel Tables of a workbook: where they lie, what they are called, which numbers they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.names import table_names

TABLE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NUMBER = re.compile(r"_[0-9]+\Z")


class PresentTable(NamedTuple):
    """A table as it stands in a workbook."""

    id: int
    name: str
    area: Area
    """With the row of headings and the rows of totals."""
    headings: int
    """How many rows of headings: 1, seldom 0."""
    totals: int
    """How many rows of totals."""
    part: str

    @property
    def data(self) -> Area:
        """The rows of data alone."""
        area = self.area
        return area._replace(top=area.top + self.headings, bottom=area.bottom - self.totals)


def tables_in(package: Package) -> list[PresentTable]:
    """Every table of a workbook."""
    return _read(package, package.of_type(TABLE))


def tables_on(package: Package, sheet: str) -> list[PresentTable]:
    """The tables of one sheet part.

    Raises:
        Damaged: if the sheet's relationships cannot be read.
    """
    return _read(package, (known.part for known in package.relationships(sheet).of_kind("table")))


def _read(package: Package, parts: Iterable[str]) -> list[PresentTable]:
    """The tables of some parts; those that no program could show are left out."""
    found = []
    for part in parts:
        with suppress(Damaged, ValueError):
            root = package.xml(part).root
            found.append(
                PresentTable(
                    int(root.get("id") or 0),
                    root.get("displayName") or root.get("name") or "",
                    Area.of(root.get("ref") or ""),
                    int(root.get("headerRowCount") or 1),
                    int(root.get("totalsRowCount") or 0),
                    part,
                )
            )
    return found


class TableNames:
    """Names and numbers for new tables that no other table or name of the workbook has.

    A table that comes in the place of one on the same tab is called as that was, and has
    its number.
    """

    def __init__(self, prefix: str, present: Sequence[PresentTable], names: Iterable[str]) -> None:
        self._prefix = prefix
        self._ids = {table.id for table in present}
        self.of_tables = {table.name.casefold() for table in present}
        """The names of all tables that there were, folded."""
        self._taken = dict.fromkeys([*self.of_tables, *(name.casefold() for name in names)], 1)

    def names(self, before: Sequence[PresentTable]) -> Callable[[str], str]:
        """Names the tables of a tab on which there were some before."""
        free = {table.name.casefold(): table.name for table in before}

        def name(wanted: str) -> str:
            [plain] = table_names([self._prefix + wanted], {})
            for known in list(free):
                if plain.casefold() in (known, _NUMBER.sub("", known)):
                    return free.pop(known)
            [made] = table_names([plain], self._taken)
            return made

        return name

    def ids(self, before: Sequence[PresentTable]) -> Callable[[], int]:
        """Numbers the tables of a tab on which there were some before."""
        free = [table.id for table in before]

        def number() -> int:
            if free:
                return free.pop(0)
            new = max(self._ids, default=0) + 1
            self._ids.add(new)
            return new

        return number
