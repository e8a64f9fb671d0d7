"""Reads everything that the settings name, each source once, the tracker before the marks."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from igpm_sheets.adapters.files import LeftOut, find_files, known_as
from igpm_sheets.adapters.grid import Grid
from igpm_sheets.adapters.spreadsheets import read_files
from igpm_sheets.catalogue import Severity
from igpm_sheets.core.policy import Policy
from igpm_sheets.google.addresses import address_of, instead_of, is_web, key_of
from igpm_sheets.model import MarkSheet, Office
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.reading.applications import check_assumed
from igpm_sheets.reading.marks import read_marks
from igpm_sheets.reading.tracker import read_tracker
from igpm_sheets.settings import Settings, SettingsError
from igpm_sheets.templates import FEEDBACK, LETTERS, RESULTS, own_templates

if TYPE_CHECKING:
    from igpm_sheets.adapters.online import Answered, Online
    from igpm_sheets.google.connection import Google
    from igpm_sheets.google.drive import DriveFile


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
    """What was read: files as people know them, spreadsheets at Google by their addresses."""
    spreadsheets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What Google told, by key, of those spreadsheets that are also going to be written into."""
    listed: Mapping[str, DriveFile] = field(default_factory=dict)
    """What Drive's listing said, by key, of spreadsheets; nothing where it failed."""


def google_of(
    settings: Settings, *, writes: bool = False, tell: Callable[[str], None] | None = None
) -> Google:
    """The way to Google as the settings say; it signs in at its first request.

    Args:
        settings: the office's.
        writes: whether the right to change spreadsheets is asked for.
        tell: hears, in a sentence, why there is a wait.
    """
    from igpm_sheets.google.connection import Google  # noqa: PLC0415 - most offices keep files

    if tell is None:
        return Google(settings.credentials, writes=writes)
    return Google(settings.credentials, writes=writes, tell=tell)


def spreadsheets_in(written: Iterable[str]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The keys of the Google Sheets among paths and addresses, each once, with the address.

    Problems: an address that is not a Google Sheet's (G20).
    """
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for each in written:
        if not is_web(each):
            continue
        key = key_of(each)
        if key:
            found.setdefault(key, each)
        else:
            problems.append(problem("G20", CellRef(each), remedy=instead_of(each)))
    return found, tuple(problems)


def keys_to_refresh(settings: Settings) -> tuple[str, ...]:
    """The keys of the spreadsheets at Google that are to take our tabs."""
    return tuple(spreadsheets_in(settings.refresh)[0])


def source_keys(settings: Settings) -> tuple[str, ...]:
    """The keys of all spreadsheets at Google that a refresh depends on."""
    written = (*settings.tracker.sources, *settings.marks, *settings.refresh)
    return tuple(spreadsheets_in(written)[0])


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
    """The files and spreadsheets of the settings, each read once, in the order they are named.

    Files come before spreadsheets at Google.
    """

    def __init__(
        self,
        settings: Settings,
        google: Google | None,
        written: Collection[str],
        *,
        anew: bool,
    ) -> None:
        self.settings = settings
        self.problems: list[Problem] = []
        self.failed = False
        self.empty: list[str] = []
        self.answers: dict[str, Mapping[str, Any]] = {}
        """What Google told, by key, of the spreadsheets that are going to be written into."""
        self._google = google
        self._written = written
        self._anew = anew
        self._ours = kept_by_us(settings)
        self._read: dict[Path, list[Grid]] = {}
        self._online: dict[str, list[Grid]] = {}

    def grids(self, written: Sequence[str], *, unless_unchanged: bool = False) -> list[Grid]:
        """The tabs of every file and spreadsheet that is named.

        Those at Google come from an earlier run's answer where they are `unless_unchanged`.
        """
        return [
            *self._of_files(written),
            *self._of_google(written, unless_unchanged=unless_unchanged),
        ]

    def _of_files(self, written: Sequence[str]) -> Iterator[Grid]:
        paths, problems = find_files(written, self.settings.folder, self._ours)
        self.problems += problems
        self.failed |= holds_errors(problems)
        self.empty += [each.where.source for each in problems if each.code == "F02"]
        kept = [path for path in paths if not is_results_workbook(path, self.settings)]
        new = [path for path in kept if path not in self._read]
        for path, content in read_files(new, self._shown):
            self._read[path] = self._sound(content)
        for path in kept:
            yield from self._read[path]

    def _of_google(self, written: Sequence[str], *, unless_unchanged: bool) -> Iterator[Grid]:
        keys, problems = spreadsheets_in(written)
        self.problems += problems
        self.failed |= bool(problems)
        new = [key for key in keys if key not in self._online]
        if new:
            read = self.online.read_what_changed if unless_unchanged else self.online.read
            for key, answer in read(new):
                self._online[key] = self._tabs(key, answer)
        for key in keys:
            yield from self._online[key]

    def _tabs(self, key: str, answer: Answered) -> list[Grid]:
        from igpm_sheets.adapters.google import spreadsheet_of  # noqa: PLC0415 - as `google_of`
        from igpm_sheets.google.failures import GoogleFailed  # noqa: PLC0415 - the same

        if isinstance(answer, GoogleFailed):
            return self._sound(answer)
        if key in self._written:
            self.answers[key] = answer
        found = spreadsheet_of(key, answer)
        taken = {grids[0].source for grids in self._every() if grids}
        if found.grids and found.grids[0].source in taken:
            found = spreadsheet_of(key, answer, f"{found.title} (…{key[-6:]})")
        return list(found.grids)

    def _sound(self, content: list[Grid] | Failed) -> list[Grid]:
        """What was read; nothing, and a problem, where it could not be."""
        if isinstance(content, Failed):
            self.problems.append(content.problem)
            self.failed = True
            return []
        return content

    @cached_property
    def online(self) -> Online:
        """The way to what is read at Google."""
        from igpm_sheets.adapters.online import Online  # noqa: PLC0415 - as `google_of`

        google = self._google or google_of(self.settings)
        return Online(google, self._written, anew=self._anew)

    def not_closed(self, office: Office, sheets: Sequence[MarkSheet]) -> Iterator[Problem]:
        """Marks and results at Google that assessors can open, as far as that is known (R28)."""
        if not self._online:
            return
        from igpm_sheets.reading.closed_marking import (  # noqa: PLC0415 - as `google_of`
            not_closed,
            results_open_to,
        )

        held: dict[str, dict[str, None]] = {}
        for sheet in sheets:
            if sheet.cells.address:
                held.setdefault(key_of(sheet.cells.address), {})[sheet.assessor] = None
        for key in spreadsheets_in(self.settings.marks)[0]:
            held.setdefault(key, {"": None})  # made for somebody, and nothing in it yet
        for key, grids in self._online.items():
            file = self.online.files.get(key) if key in held else None
            if not grids or file is None or file.shared_with is None:
                continue
            for whose in held[key]:
                yield from not_closed(
                    whose,
                    file,
                    office.assessors,
                    grids[0].whole,
                    account=self.online.google.account,
                )
        for key in keys_to_refresh(self.settings):
            file = self.online.files.get(key)
            if file is not None:
                where = CellRef(file.name, address=address_of(key))
                yield from results_open_to(file, office.assessors, where)

    @property
    def listed(self) -> Mapping[str, DriveFile]:
        """What Drive's listing says, where it was asked for."""
        return self.online.files if self._online else {}

    @property
    def files(self) -> tuple[str, ...]:
        """What was read: files as people know them, spreadsheets by their addresses."""
        return (*map(self._shown, self._read), *map(address_of, self._online))

    def _every(self) -> Iterator[list[Grid]]:
        yield from self._read.values()
        yield from self._online.values()

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

    No folder or pattern means the results workbook: `results` writes it anew each time. The
    spreadsheets at Google are those of `keys_to_refresh`.
    """
    ours = kept_by_us(settings)
    paths, problems = find_files(
        settings.refresh,
        settings.folder,
        lambda path: ours(path) or is_results_workbook(path, settings),
    )
    return paths, (*problems, *spreadsheets_in(settings.refresh)[1])


def read_office(
    settings: Settings,
    policy: Policy,
    google: Google | None = None,
    written: Collection[str] = (),
    *,
    anew: bool = False,
) -> Read:
    """Reads the tracker and the mark sheets that the settings name.

    A source that cannot be read is a problem, and the others are read all the same.

    Args:
        settings: the office's.
        policy: the rulebook, for the wordings of the domains (R43).
        google: the way to Google; one is made when it is needed and there is none.
        written: the keys of the spreadsheets at Google that are going to be written into: what
            Google tells of them is kept in full, in `Read.spreadsheets`.
        anew: whether to read mark sheets at Google that seem not to have changed, too.

    Raises:
        SettingsError: if an answer under `[tracker.assume]` cannot be read.
    """
    tracker = settings.tracker
    try:
        check_assumed(tracker.assume)
    except ValueError as error:
        raise SettingsError(f"{settings.file.name} [tracker.assume] {error}") from error
    sources = _Sources(settings, google, written, anew=anew)
    grids = sources.grids(tracker.sources)
    tracker_failed = not grids
    if tracker_failed and not sources.failed:
        sources.failed = True
        sources.problems.append(problem("F16", CellRef(", ".join(tracker.sources))))
    office, problems = read_tracker(grids, policy.book, tabs=tracker.tabs, columns=tracker.columns)
    if tracker_failed:
        problems = ()  # that no tab holds applications is no news then
    no_applications = not office.applications and (tracker_failed or holds_errors(problems))
    marks = sources.grids(settings.marks, unless_unchanged=True)
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
        (*sources.problems, *problems, *found, *sources.not_closed(office, sheets)),
        sources.failed,
        tracker_failed,
        no_applications,
        tuple(sources.empty),
        sources.files,
        sources.answers,
        sources.listed,
    )


def holds_errors(problems: Sequence[Problem]) -> bool:
    """Whether something is wrong that stops an application, or loses data."""
    return any(each.severity is Severity.ERROR for each in problems)


def source_files(settings: Settings) -> tuple[Path, ...]:
    """The files that are read now, without reading them."""
    written = (*settings.tracker.sources, *settings.marks)
    paths, _ = find_files(written, settings.folder, kept_by_us(settings))
    return tuple(path for path in paths if not is_results_workbook(path, settings))
