"""The office's own workbook taking our tabs: compared first, written only where it must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import Final, NamedTuple
from xml.parsers import expat

from igpm_sheets.ooxml.archive import Archive, Damaged
from igpm_sheets.ooxml.names import folded
from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Plain, Tab
from igpm_sheets.writers.beside.renewal import differs, is_keyed
from igpm_sheets.writers.beside.standing import KEPT_LINE
from igpm_sheets.writers.book.cells import by_heading, values
from igpm_sheets.writers.book.tables import tables_on
from igpm_sheets.writers.files.in_place import WAIT, Backups, Hold, Seen, held
from igpm_sheets.writers.files.saving import CannotWrite, shown
from igpm_sheets.writers.filling.cell_xml import as_stored, number_xml
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.grafting.graft import Grafting
from igpm_sheets.writers.grafting.refusals import opened, told
from igpm_sheets.writers.names import tab_names

_KEY: Final = "Ref"


@contextmanager
def taking(
    path: Path,
    *,
    templates: Templates,
    backups: Backups,
    seen: Seen | None = None,
    folder: Path | None = None,
    wait: float = WAIT,
    dry: bool = False,
) -> Iterator[Target]:
    """An office's workbook, held and open for our tabs until the block ends.

    Args:
        path: the workbook, an .xlsx or .xlsm file.
        templates: how our tabs look.
        backups: where earlier versions are kept, and for how long.
        seen: what the workbook was when it was read.
        folder: the settings' folder, which linked sources are relative to.
        wait: for how many seconds to wait for another run.
        dry: only to see what would change: no lock is left beside the workbook.

    Raises:
        CannotWrite: the workbook must be left as it is, and is (see `held` and `opened`).
    """
    where = CellRef(shown(path, folder))
    with (
        held(path, seen=seen, folder=folder, wait=wait, dry=dry) as hold,
        opened(hold.path, where) as package,
    ):
        with told(where):
            graft = Grafting(package, where)
        yield Target(hold, package, graft, where, templates, backups, folder)


class Target:
    """An office's workbook that takes our tabs, once."""

    def __init__(
        self,
        hold: Hold,
        package: Package,
        graft: Grafting,
        where: CellRef,
        templates: Templates,
        backups: Backups,
        folder: Path | None,
    ) -> None:
        self._hold, self._package, self._graft, self._where = hold, package, graft, where
        self._templates, self._backups, self._folder = templates, backups, folder

    @property
    def tabs(self) -> list[str]:
        """The names of our tabs that are there."""
        return self._graft.ours

    def rows(self, tab: str) -> list[dict[str, Plain]] | None:
        """What the table on our tab of this name holds now, by heading; None without a tab.

        Raises:
            CannotWrite: the tab cannot be read (F40).
        """
        part = self._graft.part_of(tab_names([tab])[0])
        if not part:
            return None
        with told(self._where):
            return by_heading(_table(self._package, part, values(self._package, part)))

    def refresh(self, tabs: Sequence[Tab], *, dry: bool = False) -> bool:
        """Brings the tabs up to date, in one step, if any of them holds something else now.

        Values that a tab calls volatile are no reason to write, but are written along.

        Args:
            tabs: what our tabs are to hold; others of ours stay as they are.
            dry: do all but write.

        Returns:
            Whether the workbook was, or would be, written.

        Raises:
            CannotWrite: and then the workbook is as it was: a tab of somebody else's has
                the name of ours (F35), or see `held`, `opened` and `Hold.swap`.
        """
        names = self._names(tabs)
        with told(self._where):
            filled = [Filled(tab, self._templates[tab.workbook]) for tab in tabs]
            found = [self._difference(*each) for each in zip(names, filled, strict=True)]
            if not any(each.matters for each in found):
                return False
            by_tab = {tab.name: name for tab, name in zip(tabs, names, strict=True)}
            links = Links(by_tab, self._hold.path.parent, self._folder)
            for name, each, difference in zip(names, filled, found, strict=True):
                if difference.is_any:
                    self._graft.put(name, each, links)
            self._graft.finish()
            if not dry:
                self._hold.swap(self._package.write, self._check, self._backups)
        return True

    def _names(self, tabs: Sequence[Tab]) -> list[str]:
        """The tabs' names as the workbook can have them.

        Raises:
            CannotWrite: one of them is the name of somebody's tab (F35).
        """
        names = tab_names(tab.name for tab in tabs)
        for name in names:
            if self._graft.is_foreign(name):
                where = CellRef(self._where.source, name)
                raise CannotWrite(problem("F35", where, name))
        return names

    def _difference(self, name: str, filled: Filled) -> Difference:
        """How what a tab is to hold differs from what it holds."""
        part = self._graft.part_of(name)
        if not part:
            return Difference(matters=True, is_any=True)
        if is_keyed(filled.tab):
            where = CellRef(self._where.source, name)
            it_does = differs(self._package, part, filled.tab, where)
            return Difference(matters=it_does, is_any=it_does)
        wanted, lasting = filled.values(), filled.values(filled.tab.volatile)
        return difference(values(self._package, part), wanted, lasting)

    def _check(self, path: Path) -> None:
        """Reads back what was written, and lets go of the file that it is to replace.

        Windows replaces no file that is open, not even for the one that has it open.
        """
        try:
            self._package.check(path)
            check_xml(path, self._package.changed)
        except Damaged as error:
            reason = f"what was written cannot be read back: {error}"
            raise CannotWrite(problem("F27", self._where, reason=reason)) from error
        self._package.close()


class Difference(NamedTuple):
    """How what a tab is to hold differs from what it holds."""

    matters: bool
    """Whether anything differs that is a reason to write the workbook."""
    is_any: bool
    """Whether anything differs at all."""


def difference(
    present: Sequence[Sequence[Plain]],
    wanted: Sequence[Sequence[Plain]],
    lasting: Sequence[Sequence[Plain]],
) -> Difference:
    """How two grids of values differ, as far to the right as the wanted one reaches.

    Args:
        present: what the tab holds.
        wanted: what it is to hold.
        lasting: the same, with None for what alone is no reason to write it again.

    >>> difference([["As of", 1]], [["As of", 2]], [["As of", None]])
    Difference(matters=False, is_any=True)
    """
    width = max(map(len, wanted), default=0)
    matters = is_any = False
    for row, new, stays in zip_longest(present, wanted, lasting, fillvalue=()):
        for at, (old, value) in enumerate(zip_longest(row[:width], new)):
            if _same(old, value):
                continue
            is_any = True
            kept = stays[at] if at < len(stays) else None
            matters |= value is None or kept is not None
    return Difference(matters, is_any)


def _same(old: Plain, new: Plain) -> bool:
    """Whether a cell holds a value already, whatever format shows it."""
    return _number_or_text(old) == _number_or_text(as_stored(new))


def _number_or_text(value: Plain) -> object:
    return int(number_xml(value)) if isinstance(value, date) else value


def _table(
    package: Package, part: str, grid: Sequence[Sequence[Plain]]
) -> Sequence[Sequence[Plain]]:
    """The headings and rows of the first table on a sheet of ours.

    Some programs forget tables and keep their cells: then it begins at the row of `Ref`,
    else at the first that holds anything.
    """
    tables = sorted(tables_on(package, part), key=lambda table: table.area)
    if tables:
        area, data = tables[0].area, tables[0].data
        rows = [list(row[area.left - 1 : area.right]) for row in grid[area.top - 1 : data.bottom]]
    else:
        starts = (n for n, row in enumerate(grid) if _KEY in row)
        first = next(starts, next((n for n, row in enumerate(grid) if any(row)), 0))
        # Below that line stand applications that are gone.
        rows = [list(row) for row in takewhile(lambda row: KEPT_LINE not in row, grid[first:])]
    return rows[:1] + [row for row in rows[1:] if any(each is not None for each in row)]


def check_xml(path: Path, parts: Sequence[str]) -> None:
    """Makes sure that parts of a written workbook are well formed.

    Raises:
        Damaged: naming the first that is not.
    """
    ours = {folded(part) for part in parts if part.endswith((".xml", ".rels"))}
    with Archive.open(path) as archive:
        for entry in archive.entries:
            if folded(entry.name) in ours:
                parser = expat.ParserCreate()
                try:
                    for chunk in archive.chunks(entry):
                        parser.Parse(chunk, False)  # noqa: FBT003 - positional only
                    parser.Parse(b"", True)  # noqa: FBT003
                except expat.ExpatError as error:
                    raise Damaged(f"{entry.name}: {error}") from error
