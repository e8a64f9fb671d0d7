"""Mark sheets as workbooks in a folder, one an assessor.

Whose workbook it is tells the cell beside `Assessor`, whatever the file is called by now.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from igpm_sheets.adapters.files import find_files, known_as
from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.core.panel import Panels
from igpm_sheets.handing_out.run import hand_out
from igpm_sheets.handing_out.template import Template, layout_of, row_of, template_of
from igpm_sheets.jobs import Worked
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.reading.handed_out import Grids, read_grids
from igpm_sheets.reports.handed_out import HandedOut
from igpm_sheets.rulebook import Rulebook
from igpm_sheets.settings import Settings
from igpm_sheets.sources import kept_by_us
from igpm_sheets.writers.files.backups import Backups
from igpm_sheets.writers.files.in_place import Seen, seen
from igpm_sheets.writers.files.saving import made_as, put_in_place
from igpm_sheets.writers.marksheets.filling import add_to_mark_sheet
from igpm_sheets.writers.marksheets.layout import KIND
from igpm_sheets.writers.names import file_name

ENDING = ".xlsx"


def hand_out_in_folder(settings: Settings, worked: Worked, folder: Path | None = None) -> HandedOut:
    """Brings the workbooks in a folder up to date; what is wrong with one stops no other.

    Args:
        settings: the office's.
        worked: everything that was worked out, for the window to hand out.
        folder: where the mark sheets lie; by default where the settings say.

    Raises:
        Failed: the template of the mark sheets cannot be used (F54).
    """
    office = worked.read.office
    panels = Panels.of(office.assessors, office.allocations)
    home = Workbooks(settings, worked.findings.policy.book, panels, folder)
    return hand_out(worked, home)


@dataclass(frozen=True, slots=True)
class Workbook:
    """An assessor's workbook that is there, or is to be made where no grid is."""

    home: Workbooks = field(repr=False)
    path: Path
    assessor: str
    version: Seen | None = None
    grid: Grids | None = None

    address = ""

    @property
    def name(self) -> str:
        """As people know it."""
        return known_as(self.path, self.home.settings.folder)

    @property
    def refs(self) -> Mapping[str, str]:
        """The refs on it, by their keys."""
        return self.grid.refs if self.grid else {}

    def write(self, new: Sequence[Decision]) -> None:
        """Adds applications to it, or makes it; nothing is ever written over.

        Raises:
            Failed: a file stands there (F55), or cannot be written (F27 and others), or the
                template cannot be used (F54).
        """
        try:
            if self.grid is None:
                self._make(new)
            else:
                self._add(self.grid, new)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise Failed(problem("F27", CellRef(self.name), reason=reason)) from error

    def _add(self, grid: Grids, new: Sequence[Decision]) -> None:
        settings = self.home.settings
        keeping = settings.keeping
        add_to_mark_sheet(
            self.path,
            layout_of(grid),
            [row_of(each, grid) for each in new],
            backups=Backups(settings.backups, keeping.keep_last, keeping.keep_days),
            seen=self.version,
            folder=settings.folder,
        )

    def _make(self, new: Sequence[Decision]) -> None:
        if os.path.lexists(self.path):
            where = CellRef(self.name)
            raise Failed(problem("F55", where, self.path.name, assessor=self.assessor))
        made = self.home.template.filled(self.assessor, new)
        put_in_place(self.path, made, folder=self.home.settings.folder)
        self.home.files.add(os.path.realpath(self.path))


class Workbooks:
    """The folder of the mark sheets."""

    elsewhere: Mapping[str, Mapping[str, str]] = {}
    """No other home keeps refs that its own reading would not have found."""

    def __init__(
        self, settings: Settings, book: Rulebook, panels: Panels, folder: Path | None = None
    ) -> None:
        self.settings = settings
        self.files: set[str] = set()
        """The true paths of the mark sheets that there are in the end."""
        self._book, self._panels = book, panels
        self._folder = folder or settings.path(settings.marks_folder)
        self._given: set[Path] = set()
        """The names that this run has given to new files."""
        self._stray: list[Problem] = []
        self.present = self._found()

    def _found(self) -> dict[str, list[Workbook]]:
        """The mark sheets of ours in the folder, by the key of their assessor."""
        found: dict[str, list[Workbook]] = {}
        for path in _workbooks(self._folder):
            version, where = seen(path), CellRef(known_as(path, self.settings.folder))
            if made_as(path) != KIND:
                continue
            try:
                grid = read_grids(read_file(path, where.source), self._book)
            except SourceUnreadable as unreadable:
                self._stray.append(unreadable.problem)
                continue
            if grid is None:
                self._stray.append(problem("F57", where))
            elif not grid.assessor:
                self._stray.append(problem("F56", where))
            else:
                workbook = Workbook(self, path, grid.assessor, version, grid)
                found.setdefault(self._panels.key(grid.assessor), []).append(workbook)
                self.files.add(os.path.realpath(path))
        for theirs in found.values():  # a copy of a workbook comes after it
            theirs.sort(key=lambda each: each.path.stem != file_name(each.assessor))
        return found

    @cached_property
    def template(self) -> Template:
        """The blank mark sheet.

        Raises:
            Failed: it cannot be used (F54).
        """
        return template_of(self.settings, self._book)

    def blank(self, assessor: str, new: Sequence[Decision]) -> Workbook:  # noqa: ARG002 - as every home
        """A new file: it has the assessor's name, numbered where another's has it.

        A file that is not ours keeps the name: then it is told, and nothing is written.
        """
        stem = file_name(assessor)
        ours = {_folded(each.path) for there in self.present.values() for each in there}
        taken = {*ours, *map(_folded, self._given)}
        numbers = count(2)
        path = self._folder / f"{stem}{ENDING}"
        while _folded(path) in taken:
            path = self._folder / f"{stem} ({next(numbers)}){ENDING}"
        self._given.add(path)
        return Workbook(self, path, assessor)

    def stray(self) -> Sequence[Problem]:
        """What is wrong with workbooks that are nobody's."""
        return self._stray

    def remarks(self) -> Sequence[Problem]:
        """Nothing: what there is to say of files is said already."""
        return ()

    def hint(self) -> str:
        """That the settings do not lead to the mark sheets, if so, and what to write there."""
        settings = self.settings
        read, _ = find_files(settings.marks, settings.folder, kept_by_us(settings))
        if self.files <= {os.path.realpath(path) for path in read}:
            return ""
        folder = known_as(self._folder.absolute(), settings.folder.absolute()).replace("\\", "/")
        return (
            f"These mark sheets are not read yet: add “{folder}/*{ENDING}” to [marks] sources"
            f" in {settings.file.name}"
        )


def _workbooks(folder: Path) -> list[Path]:
    """The Excel workbooks in a folder, without what other programs leave beside them."""
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        path
        for path in names
        if path.suffix.casefold() == ENDING and not path.name.startswith((".", "~$"))
    ]


def _folded(path: Path) -> str:
    return path.name.casefold()
