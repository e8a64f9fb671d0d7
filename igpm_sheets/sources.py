"""Reads everything that the settings name, each file once, the tracker before the marks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from igpm_sheets.adapters.files import LeftOut, find_files, known_as
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_files
from igpm_sheets.catalogue import Severity
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import Office
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reading.applications import check_assumed
from igpm_sheets.reading.marks import read_marks
from igpm_sheets.reading.tracker import read_tracker
from igpm_sheets.settings import Settings, SettingsError
from igpm_sheets.templates import FEEDBACK, LETTERS, RESULTS, own_templates


@dataclass(frozen=True, slots=True)
class Read:
    """What the sources hold, and whether one of them could not be read."""

    office: Office
    problems: tuple[Problem, ...]
    source_failed: bool = False
    tracker_failed: bool = False
    no_applications: bool = False
    """Whether there are none because of something that is wrong with the tracker."""
    empty: tuple[str, ...] = ()
    """The folders and patterns of the settings that lead to no spreadsheet."""
    files: tuple[str, ...] = ()
    """The files that were read, as people know them."""


def kept_by_us(settings: Settings) -> LeftOut:
    """Tells the files and folders that this program keeps beside the office's own.

    The backups of workbooks look just like them, the template like a set of mark sheets, the
    list of comments like one as well: no folder or pattern in the settings means them.
    """
    kept, log = {_real(settings.backups), _real(settings.feedback)}, settings.log
    named = [settings.path(name) for name in (RESULTS, FEEDBACK, LETTERS)]
    templates = {_real(path) for path in (*named, *own_templates(settings).values())}

    def is_ours(path: Path) -> bool:
        if path.name.startswith(log.name):  # the logs before it end in .1, .2 …
            return _real(path.parent) == _real(log.parent)
        real = _real(path)
        return real in templates or not kept.isdisjoint((real, *real.parents))

    return is_ours


def _real(path: Path) -> Path:
    """The same for two ways of writing the same file."""
    return Path(os.path.normcase(os.path.realpath(path)))


class _Sources:
    """The files of the settings, each read once, in the order they are named."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.problems: list[Problem] = []
        self.failed = False
        self.empty: list[str] = []
        self._ours = kept_by_us(settings)
        self._read: dict[Path, list[Grid]] = {}

    def grids(self, written: Sequence[str]) -> list[Grid]:
        """The tabs of every file that the paths, folders and patterns name."""
        paths, problems = find_files(written, self.settings.folder, self._ours)
        self.problems += problems
        self.failed |= holds_errors(problems)
        self.empty += [each.where.source for each in problems if each.code == "F02"]
        kept = [path for path in paths if not is_results_workbook(path, self.settings)]
        new = [path for path in kept if path not in self._read]
        for path, content in read_files(new, self._shown):
            if isinstance(content, SourceUnreadable):
                self.problems.append(content.problem)
                self.failed = True
                self._read[path] = []
            else:
                self._read[path] = content
        return [grid for path in kept for grid in self._read[path]]

    @property
    def files(self) -> tuple[str, ...]:
        """The files that were read, as people know them."""
        return tuple(map(self._shown, self._read))

    def _shown(self, path: Path) -> str:
        return known_as(path, self.settings.folder)


def is_results_workbook(path: Path, settings: Settings) -> bool:
    """Whether a path, folder or pattern has led to the results workbook of an earlier run."""
    if path.resolve() != settings.path(settings.workbook).resolve():
        return False
    from igpm_sheets.writers.files.saving import made_as  # noqa: PLC0415 - rarely so

    return made_as(path) is not None


def workbooks_to_refresh(settings: Settings) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The workbooks that are to take our tabs, and what the settings name in vain.

    No folder or pattern means the results workbook: `results` writes it anew each time.
    """
    ours = kept_by_us(settings)
    return find_files(
        settings.refresh,
        settings.folder,
        lambda path: ours(path) or is_results_workbook(path, settings),
    )


def read_office(settings: Settings, policy: Policy) -> Read:
    """Reads the tracker and the mark sheets that the settings name.

    A file that cannot be read is a problem, and the others are read all the same.

    Raises:
        SettingsError: if an answer under `[tracker.assume]` cannot be read.
    """
    tracker = settings.tracker
    try:
        check_assumed(tracker.assume)
    except ValueError as error:
        raise SettingsError(f"{settings.file.name} [tracker.assume] {error}") from error
    sources = _Sources(settings)
    grids = sources.grids(tracker.sources)
    tracker_failed = not grids
    if tracker_failed and not sources.failed:
        sources.failed = True
        sources.problems.append(problem("F16", CellRef(", ".join(tracker.sources))))
    office, problems = read_tracker(grids, policy.book, tabs=tracker.tabs, columns=tracker.columns)
    if tracker_failed:
        problems = ()  # that no tab holds applications is no news then
    no_applications = not office.applications and (tracker_failed or holds_errors(problems))
    marks = sources.grids(settings.marks)
    if no_applications:
        # Every mark and allocation would be for nobody: the one reason for it is enough.
        office = replace(office, allocations=())
        marks = []
    sheets, found = read_marks(
        marks,
        policy.book,
        refs=[application.ref for application in office.applications],
        assessors=office.assessors,
    )
    return Read(
        replace(office, mark_sheets=sheets),
        (*sources.problems, *problems, *found),
        sources.failed,
        tracker_failed,
        no_applications,
        tuple(sources.empty),
        sources.files,
    )


def holds_errors(problems: Sequence[Problem]) -> bool:
    """Whether something is wrong that stops an application, or loses data."""
    return any(each.severity is Severity.ERROR for each in problems)


def source_files(settings: Settings) -> tuple[Path, ...]:
    """The files that are read now, without reading them."""
    written = (*settings.tracker.sources, *settings.marks)
    paths, _ = find_files(written, settings.folder, kept_by_us(settings))
    return tuple(path for path in paths if not is_results_workbook(path, settings))
