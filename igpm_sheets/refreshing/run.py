"""Brings our tabs in the office's workbooks up to date: read, compare, write, remember.

A spreadsheet at Google is a workbook here as any other. One is written only from everything that
the settings name: where a source could not be read, an award would turn into marks that are
awaited, so the workbooks stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from igpm_sheets.adapters.files import known_as
from igpm_sheets.catalogue import Severity
from igpm_sheets.fields import OUR_TABS
from igpm_sheets.problems import CellRef, Failed, Problem, clipped, problem
from igpm_sheets.refreshing.homes import Home, Spreadsheet, Target, there, workbook
from igpm_sheets.refreshing.snapshot import Snapshot, read_snapshots, write_snapshots
from igpm_sheets.reports.changes import changes, to_remember
from igpm_sheets.reports.refreshed import (
    CHANGES,
    RESULTS,
    Refreshed,
    RefreshedWorkbook,
    feedback_tabs,
    refreshed_tabs,
)
from igpm_sheets.settings import Settings, SettingsError
from igpm_sheets.sources import (
    google_of,
    is_results_workbook,
    keys_to_refresh,
    workbooks_to_refresh,
)
from igpm_sheets.templates import RESULTS as RESULTS_TEMPLATE
from igpm_sheets.templates import own_templates
from igpm_sheets.writers.files.in_place import Backups, Seen
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.names import steady_tab_names
from igpm_sheets.writers.refresh import taking

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.jobs import Worked
    from igpm_sheets.reports.workbook import Findings

TRIES = 3
"""How often everything is read anew because somebody has saved a workbook meanwhile."""

CHANGED_MEANWHILE = "F32"

ONLINE = frozenset(f"G{number:02}" for number in range(1, 30))
"""What tells that a spreadsheet at Google could not be read."""

A_SAVE = 2.0
"""Seconds in which programs have long put a new version of a file in the old one's place."""


def refresh_workbooks(
    settings: Settings,
    work_out: Callable[[], Worked],
    *,
    dry_run: bool,
    now: datetime,
    google: Google | None = None,
) -> Refreshed:
    """Brings every workbook under `[results] refresh` up to date, one after another.

    What is wrong with one does not stop the others. A workbook that somebody saves while
    everything is read is tried again, from what everything holds then.

    Args:
        settings: which workbooks, and what is kept beside them.
        work_out: reads everything and decides; called anew for each try.
        dry_run: only say what would be done; nothing is written.
        now: the time that the changes are listed under.
        google: the way to Google; one is made when it is needed and there is none.

    Raises:
        SettingsError, PolicyError: if the settings or the policy cannot be followed.
    """
    if not settings.refresh:
        raise SettingsError(
            f"{settings.file.name} [results] names no workbook to refresh. Write:"
            ' refresh = ["applications.xlsx"], with the workbooks in which you want the results.'
        )
    homes, missing = _homes(settings)
    run = _Run(settings, dry_run, now, homes, google)
    done: dict[Home, RefreshedWorkbook] = {}
    for tries_left in reversed(range(TRIES)):
        versions = {home: home.version() for home in homes if home not in done}
        worked = run.read_in_full(work_out)
        for home, version in versions.items():
            result = run.bring_up_to_date(home, version, worked)
            if not (tries_left and _was_saved_meanwhile(result)):
                done[home] = result
        if len(done) == len(homes):
            break
    remark = "" if dry_run else run.remember()
    return Refreshed(
        worked.findings,
        (*(done[home] for home in homes), *missing),
        now,
        dry_run,
        (remark,) if remark else (),
        run.in_the_way(worked),
    )


def _was_saved_meanwhile(result: RefreshedWorkbook) -> bool:
    return result.problem is not None and result.problem.code == CHANGED_MEANWHILE


def _homes(settings: Settings) -> tuple[list[Home], list[RefreshedWorkbook]]:
    """The workbooks that the settings name, files first, and what they name in vain."""
    found, problems = workbooks_to_refresh(settings)
    missing = [
        RefreshedWorkbook(each.where.source, problem=each)
        for each in problems
        if each.severity is not Severity.NOTE
    ]
    homes: list[Home] = []
    for path in found:
        if is_results_workbook(path, settings):
            name = known_as(path, settings.folder)
            because = "`igpm-sheets results` writes it anew each time"
            missing.append(RefreshedWorkbook(name, problem=_left(CellRef(name), because)))
        else:
            homes.append(workbook(path, settings))
    homes += map(Spreadsheet, keys_to_refresh(settings))
    return homes, missing


def _left(where: CellRef, because: str, found: object = "") -> Problem:
    return problem("F49", where, found, because=because)


class _Half(NamedTuple):
    """Why what was read is not enough to write from."""

    because: str
    found: str
    problems: list[Problem]
    """Those that say so; all others may only follow from them."""


@dataclass
class _Run:
    """One run over all workbooks."""

    settings: Settings
    dry_run: bool
    now: datetime
    homes: Sequence[Home]
    """The workbooks, at Google too."""
    given: Google | None = None
    """The way to Google, where there is one already."""
    kept: dict[str, Snapshot] = field(default_factory=dict)
    """What is to be remembered of the workbooks that are up to date."""

    @cached_property
    def before(self) -> dict[str, Snapshot]:
        """What the last run has remembered."""
        return read_snapshots(self.settings.backups)

    @cached_property
    def google(self) -> Google:
        """The way to Google."""
        return self.given or google_of(self.settings, writes=not self.dry_run)

    @cached_property
    def templates(self) -> Templates:
        """How our tabs look."""
        return load_templates(self.settings)

    def read_in_full(self, work_out: Callable[[], Worked]) -> Worked:
        """What everything comes to, read once more where a spreadsheet is not there any more.

        While it is saved there may be none of its name for a moment, and without it awards
        would be taken back. One that has been removed for good is missing the next time, too.
        """
        worked = work_out()
        before = (self.before.get(home.kept_as) for home in self.homes)
        known = {file for last in before if last for file in last.files}
        if known.issubset(worked.read.files):
            return worked
        time.sleep(A_SAVE)
        return work_out()

    def bring_up_to_date(
        self, home: Home, version: Seen | None, worked: Worked
    ) -> RefreshedWorkbook:
        """One workbook with what was worked out, or why it was left as it is."""
        name = home.named(worked.read)
        where = CellRef(name, address=home.address)
        half = self._half_read(home, worked)
        if half:
            left = _left(where, half.because, half.found)
            return RefreshedWorkbook(name, problem=left, address=home.address)
        try:
            result = self._write(home, version, worked)
        except Failed as failed:
            name = failed.problem.where.source if home.address else name
            return RefreshedWorkbook(name, problem=failed.problem, address=home.address)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            failure = problem("F27", where, reason=reason)
            return RefreshedWorkbook(name, problem=failure, address=home.address)
        self.kept[home.kept_as] = self._snapshot(worked)
        return result

    def _write(self, home: Home, version: Seen | None, worked: Worked) -> RefreshedWorkbook:
        findings, keeping = worked.findings, self.settings.keeping
        last = self.before.get(home.kept_as)
        memory = last.memory if last else None
        with self._taken(home, version, worked) as (target, name, now):
            found = changes(target.rows(RESULTS), findings.decisions, memory, worked.every)
            earlier = target.rows(CHANGES)
            tabs = refreshed_tabs(findings, found, now, earlier, keeping.changes)
            wanted = findings.decisions if self.settings.feedback_tabs else ()
            tabs += feedback_tabs(
                self._with_comments(worked, target.tabs),
                wanted,
                worked.every,
                lambda refs: steady_tab_names(refs, OUR_TABS),
                target.tabs,
            )
            written = target.refresh(tabs, dry=self.dry_run)
        return RefreshedWorkbook(name, written, found, address=home.address)

    @contextmanager
    def _taken(
        self, home: Home, version: Seen | None, worked: Worked
    ) -> Iterator[tuple[Target, str, datetime]]:
        """A workbook, held and open for our tabs; what it is called; what time it is there."""
        if isinstance(home, Spreadsheet):
            with home.taking(
                self.google, self.settings, self.templates, worked.read, dry=self.dry_run
            ) as online:
                yield online, online.title, there(self.now, online.time_zone)
            return
        keeping = self.settings.keeping
        with taking(
            home.path,
            seen=version,
            folder=self.settings.folder,
            templates=self.templates,
            backups=Backups(self.settings.backups, keeping.keep_last, keeping.keep_days),
            dry=self.dry_run,
        ) as target:
            yield target, home.name, self.now

    def _with_comments(self, worked: Worked, tabs: Sequence[str]) -> Findings:
        """The findings with what candidates will read of comments, where a tab shows it."""
        if not self.settings.feedback_tabs and set(tabs) <= set(OUR_TABS):
            return worked.findings
        from igpm_sheets.releasing.commenting import with_feedback  # noqa: PLC0415 - rarely so

        return with_feedback(self.settings, worked)

    def in_the_way(self, worked: Worked) -> tuple[Problem, ...]:
        """The problems because of which workbooks were not written."""
        halves = [self._half_read(home, worked) for home in self.homes]
        return tuple(dict.fromkeys(each for half in halves if half for each in half.problems))

    def _half_read(self, home: Home, worked: Worked) -> _Half | None:
        """Why what was read is not enough to write this workbook from."""
        read = worked.read
        if read.source_failed:
            failed = [each for each in read.problems if _is_of_a_file(each)]
            named = dict.fromkeys(clipped(each.where, 200) for each in failed)
            return _Half("not everything could be read", ", ".join(named), failed)
        if read.no_applications:
            errors = [each for each in read.problems if each.severity is Severity.ERROR]
            return _Half("no applications could be read", "", errors)
        last = self.before.get(home.kept_as)
        lost = [source for source in read.empty if last and source in last.sources]
        if lost:
            because = "spreadsheets that were there at the last refresh are not found any more"
            empty = [each for each in read.problems if each.where.source in lost]
            return _Half(because, ", ".join(lost), empty)
        return None

    def _snapshot(self, worked: Worked) -> Snapshot:
        written = (*self.settings.tracker.sources, *self.settings.marks)
        sources = tuple(source for source in written if source not in worked.read.empty)
        return Snapshot(sources, worked.read.files, to_remember(worked.findings.decisions))

    def remember(self) -> str:
        """Keeps for the next run what it needs to know; why it could not, in a sentence."""
        after = {**self.before, **self.kept}
        if after != self.before:
            try:
                write_snapshots(self.settings.backups, after)
            except Failed as failed:
                where, message = failed.problem.where, failed.problem.message
                return f"{where}: {message}. The next run will know less about why."
        return ""


def _is_of_a_file(each: Problem) -> bool:
    return each.severity is Severity.ERROR and (each.code.startswith("F") or each.code in ONLINE)


def load_templates(settings: Settings) -> Templates:
    """The office's own copies of the templates, else the program's; the results' are read now.

    Raises:
        Failed: it cannot be used.
    """
    templates = Templates(own_templates(settings))
    _ = templates[RESULTS_TEMPLATE]
    return templates
