"""Writes a mark sheet for each assessor, and adds to it what is allocated to them later.

Whose workbook it is tells the cell beside `Assessor`, whatever the file is called by now.
What assessors have typed is never touched: rows are added, nothing is taken away.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from igpm_sheets.adapters.files import find_files, known_as
from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.core.handing_out import Share, handing_out
from igpm_sheets.core.panel import Panels
from igpm_sheets.identity import ref_key
from igpm_sheets.jobs import Worked
from igpm_sheets.model import DOMAINS, Decision
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.reading.handed_out import Grids, read_grids
from igpm_sheets.reports.handed_out import HandedOut, HandedOutSheet, closed, told
from igpm_sheets.rulebook import Rulebook
from igpm_sheets.settings import Settings
from igpm_sheets.sources import kept_by_us
from igpm_sheets.templates import MARK_SHEET, builtin_template
from igpm_sheets.writers.files.backups import Backups
from igpm_sheets.writers.files.in_place import Seen, seen
from igpm_sheets.writers.files.saving import made_as, put_in_place
from igpm_sheets.writers.marksheets.filling import add_to_mark_sheet, new_mark_sheet
from igpm_sheets.writers.marksheets.layout import KIND, Layout, NewRow
from igpm_sheets.writers.names import file_name

ENDING = ".xlsx"


def hand_out(settings: Settings, worked: Worked, folder: Path | None = None) -> HandedOut:
    """Brings the assessors' mark sheets up to date, one after another.

    What is wrong with one does not stop the others.

    Args:
        settings: the office's.
        worked: everything that was worked out, for the window to hand out.
        folder: where the mark sheets lie; by default where the settings say.

    Raises:
        Failed: the template of the mark sheets cannot be used (F54).
    """
    run = _Run(settings, worked, folder or settings.path(settings.marks_folder))
    sheets = tuple(run.sheets())
    return HandedOut(
        worked.findings,
        sheets,
        tuple(run.work.left_out),
        run.other_windows(),
        tuple(run.stray),
        worked.read.source_failed,
        run.hint(),
    )


@dataclass(frozen=True, slots=True)
class _Present:
    """A mark sheet of ours that is there."""

    path: Path
    version: Seen | None
    grid: Grids


@dataclass
class _Run:
    """One run over all assessors."""

    settings: Settings
    worked: Worked
    folder: Path
    stray: list[Problem] = field(default_factory=list)
    given: set[Path] = field(default_factory=set)
    """The names that this run has given to new files."""
    files: set[str] = field(default_factory=set)
    """The true paths of the mark sheets that there are in the end."""

    def __post_init__(self) -> None:
        office, findings = self.worked.read.office, self.worked.findings
        self.panels = Panels.of(office.assessors, office.allocations)
        self.work = handing_out(self.worked.every, findings.decisions, self.panels, findings.policy)
        self.shown = {ref_key(each.application.ref) for each in findings.decisions}
        self.known = {ref_key(each.application.ref) for each in self.worked.every}
        self.present = self._present()
        self.elsewhere: dict[str, dict[str, str]] = {}
        """By the assessor's key the sources of the sheets that they have, by the ref's key."""
        for sheet in office.mark_sheets:
            refs = self.elsewhere.setdefault(self.panels.key(sheet.assessor), {})
            refs.setdefault(ref_key(sheet.ref), sheet.cells.source)

    def _present(self) -> dict[str, list[_Present]]:
        """The mark sheets of ours in the folder, by the key of their assessor."""
        found: dict[str, list[_Present]] = {}
        for path in _workbooks(self.folder):
            version, where = seen(path), CellRef(self._name(path))
            if made_as(path) != KIND:
                continue
            try:
                grid = read_grids(read_file(path, where.source), self._book)
            except SourceUnreadable as unreadable:
                self.stray.append(unreadable.problem)
                continue
            if grid is None:
                self.stray.append(problem("F57", where))
            elif not grid.assessor:
                self.stray.append(problem("F56", where))
            else:
                whose = self.panels.key(grid.assessor)
                found.setdefault(whose, []).append(_Present(path, version, grid))
        for theirs in found.values():  # a copy of a workbook comes after it
            theirs.sort(key=lambda each: each.path.stem != file_name(each.grid.assessor))
        return found

    def other_windows(self) -> dict[str, int]:
        """How many applications of other windows somebody is to get yet, by window."""
        every = self.worked.every
        shares = handing_out(every, every, self.panels, self.worked.findings.policy).shares
        waiting = {
            ref_key(each.application.ref): str(each.window)
            for whose, share in shares.items()
            for each in share.to_mark
            if ref_key(each.application.ref) not in self.shown | self._has(whose)
        }
        return dict(sorted(Counter(waiting.values()).items()))

    def _has(self, whose: str) -> set[str]:
        """The keys of the refs that an assessor has on a sheet."""
        on_it = (each.grid.refs.keys() for each in self.present.get(whose, []))
        return set().union(*on_it, self.elsewhere.get(whose, {}))

    def sheets(self) -> Iterator[HandedOutSheet]:
        """What becomes of each assessor's mark sheet."""
        shares = dict(self.work.shares)
        for whose, there in self.present.items():
            shares.setdefault(whose, Share(there[0].grid.assessor))
        for whose, share in shares.items():
            yield from self._sheet(whose, share)

    def _sheet(self, whose: str, share: Share) -> Iterator[HandedOutSheet]:
        there = self.present.get(whose, [])
        on_it = {key: ref for each in reversed(there) for key, ref in each.grid.refs.items()}
        elsewhere = self.elsewhere.get(whose, {})
        has = self._has(whose)
        new = [each for each in share.to_mark if ref_key(each.application.ref) not in has]
        theirs = share.allocated
        already = [key for key in theirs if key in has and key in self.shown]
        self.files |= {os.path.realpath(each.path) for each in there}
        sheet = HandedOutSheet(
            share.assessor,
            self._name(there[0].path) if there else next(map(elsewhere.get, already), None) or "",
            already=tuple(theirs[key].application.ref for key in already),
            no_longer=tuple(
                ref for key, ref in on_it.items() if key in self.known and key not in theirs
            ),
        )
        if not new:
            if there or already:
                yield sheet
            return
        yield self._written(sheet, there[0] if there else None, new)

    def _written(
        self, sheet: HandedOutSheet, there: _Present | None, new: Sequence[Decision]
    ) -> HandedOutSheet:
        """The sheet with its new applications, or why it is as it was."""
        added = tuple(each.application.ref for each in new)
        path = there.path if there else self._free(sheet.assessor)
        name = self._name(path)
        wrong: Problem
        try:
            if there is not None:
                self._add(there, new)
            else:
                self._make(path, sheet.assessor, new)
        except Failed as failed:
            if failed.problem.code == "F54":
                raise
            wrong = failed.problem
        except OSError as error:
            reason = error.strerror or type(error).__name__
            wrong = problem("F27", CellRef(name), reason=reason)
        else:
            return _with(sheet, name, added=added)
        return _with(sheet, name, wrong=wrong)

    def _add(self, there: _Present, new: Sequence[Decision]) -> None:
        keeping = self.settings.keeping
        add_to_mark_sheet(
            there.path,
            _layout(there.grid),
            [_row(each, there.grid) for each in new],
            backups=Backups(self.settings.backups, keeping.keep_last, keeping.keep_days),
            seen=there.version,
            folder=self.settings.folder,
        )

    def _make(self, path: Path, assessor: str, new: Sequence[Decision]) -> None:
        """A new mark sheet; nothing is ever written over.

        Raises:
            Failed: a file stands there (F55), or cannot be written, or the template cannot
                be used (F54).
        """
        if os.path.lexists(path):
            where = CellRef(self._name(path))
            raise Failed(problem("F55", where, path.name, assessor=assessor))
        template, grid, name_at = self._template
        rows = [_row(each, grid) for each in new]
        known = self._name(template)
        try:
            made = new_mark_sheet(template, _layout(grid), name_at, assessor, rows, known_as=known)
        except Failed as failed:
            raise _unusable(known, failed.problem.message) from failed
        put_in_place(path, made, folder=self.settings.folder)
        self.files.add(os.path.realpath(path))

    @cached_property
    def _template(self) -> tuple[Path, Grids, tuple[int, int]]:
        """The blank mark sheet, its grid, and where the assessor's name goes.

        Raises:
            Failed: it cannot be used (F54).
        """
        path = self.settings.mark_sheet or builtin_template(MARK_SHEET)
        known = self._name(path)
        try:
            grid = read_grids(read_file(path, known), self._book)
        except SourceUnreadable as unreadable:
            raise _unusable(known, unreadable.problem.message) from unreadable
        if grid is None:
            raise _unusable(known, "it has no columns Ref and Domain 1 to Domain 10")
        if len(grid.marks) < len(DOMAINS):
            raise _unusable(known, "not all ten domains have a column")
        if grid.name_at is None:
            raise _unusable(known, "above its grid there is no cell “Assessor”")
        return path, grid, grid.name_at

    def _free(self, assessor: str) -> Path:
        """A name for a new file: the assessor's, numbered where another's has it.

        A file that is not ours keeps the name: then it is told, and nothing is written.
        """
        stem = file_name(assessor)
        ours = {_folded(each.path) for there in self.present.values() for each in there}
        taken = {*ours, *map(_folded, self.given)}
        numbers = count(2)
        path = self.folder / f"{stem}{ENDING}"
        while _folded(path) in taken:
            path = self.folder / f"{stem} ({next(numbers)}){ENDING}"
        self.given.add(path)
        return path

    def hint(self) -> str:
        """That the settings do not lead to the mark sheets, if so, and what to write there."""
        settings = self.settings
        read, _ = find_files(settings.marks, settings.folder, kept_by_us(settings))
        if self.files <= {os.path.realpath(path) for path in read}:
            return ""
        folder = known_as(self.folder.absolute(), settings.folder.absolute()).replace("\\", "/")
        return (
            f"These mark sheets are not read yet: add “{folder}/*{ENDING}” to [marks] sources"
            f" in {settings.file.name}"
        )

    def _name(self, path: Path) -> str:
        return known_as(path, self.settings.folder)

    @property
    def _book(self) -> Rulebook:
        return self.worked.findings.policy.book


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


def _unusable(template: str, reason: str) -> Failed:
    return Failed(problem("F54", CellRef(template), reason=reason))


def _with(
    sheet: HandedOutSheet, file: str, *, added: tuple[str, ...] = (), wrong: Problem | None = None
) -> HandedOutSheet:
    return HandedOutSheet(sheet.assessor, file, added, sheet.already, sheet.no_longer, wrong)


def _layout(grid: Grids) -> Layout:
    """The grid as its writer needs to know it."""
    conflict = frozenset({grid.conflict} if grid.conflict else ())
    groups = (conflict, frozenset(grid.marks.values()), frozenset(grid.comments.values()))
    return Layout(
        grid.tab,
        grid.row,
        grid.first,
        tuple(group for group in groups if group),
        frozenset({grid.ref, *grid.told.values()}),
    )


def _row(decision: Decision, grid: Grids) -> NewRow:
    """An application as a row of the grid."""
    said = told(decision)
    texts = {column: said[name] for name, column in grid.told.items()}
    texts[grid.ref] = said["ref"]
    shut = closed(decision)
    columns = {of[domain] for of in (grid.marks, grid.comments) for domain in shut if domain in of}
    return NewRow(texts, frozenset(columns))
