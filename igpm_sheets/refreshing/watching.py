"""Refreshes whenever somebody has saved something, for as long as the program is left to run."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from igpm_sheets.google.addresses import address_of
from igpm_sheets.problems import Failed
from igpm_sheets.reports.refreshed import Refreshed
from igpm_sheets.settings import Settings
from igpm_sheets.sources import source_files, source_keys, workbooks_to_refresh
from igpm_sheets.writers.files.seen import Seen, seen

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google

NOT_ALL_READ = "F49"
PATIENCE = 3
"""Tries before it is said that something cannot be read: a save may still be under way."""
LONGEST_PAUSE = 16
"""Looks between two tries of what does not come right, at most."""

A_LISTING = 60.0
"""Seconds from one look at Google to the next, at least."""
UNLISTED = 600.0
"""Seconds after which a spreadsheet whose version cannot be seen counts as a new one."""

Sight = dict[str, Seen | str | None]
"""Files by path and spreadsheets by address, with the version that each is; None for one that is
not there."""


@dataclass
class Listing:
    """The versions of spreadsheets at Google, from one listing a minute at most."""

    google: Callable[[], Google]
    clock: Callable[[], float] = time.monotonic
    _asked: float | None = None
    _versions: dict[str, str] = field(default_factory=dict)

    def versions(self, keys: Collection[str]) -> dict[str, str]:
        """The version of each spreadsheet by its address, as it was a minute ago at most."""
        now = self.clock()
        if keys and (self._asked is None or now >= self._asked + A_LISTING):
            try:
                files = self.google().files(keys)
                self._versions = {key: file.version for key, file in files.items()}
            except Failed:
                pass  # the weather, perhaps: what was seen last holds
            self._asked = self.clock()
        by_time = f"looked at anew every ten minutes, {now // UNLISTED}"
        return {address_of(key): self._versions.get(key) or by_time for key in keys}


def look_at(settings: Settings, listing: Listing | None = None) -> Sight:
    """All that a refresh depends on: the sources, the workbooks, the settings.

    Folders and patterns are looked through anew each time. The signs that a workbook is
    open in Excel or LibreOffice are among the files, so that closing it is seen.
    """
    sight: Sight = {str(path): seen(path) for path in _files(settings)}
    return {**sight, **listing.versions(source_keys(settings))} if listing else sight


def _files(settings: Settings) -> Iterator[Path]:
    yield settings.file
    yield from (path for path in (settings.policy, settings.template) if path)
    yield from source_files(settings)
    workbooks, _ = workbooks_to_refresh(settings)
    for path in workbooks:
        yield path
        yield path.with_name(f"~${path.name}")
        yield path.with_name(f".~lock.{path.name}#")


@dataclass
class Watch:
    """Looks again and again, and refreshes when what it sees is new and has come to rest."""

    look: Callable[[], object]
    """What there is now; anything that can be compared with what there was."""
    refresh: Callable[[], Refreshed]
    tell: Callable[[Refreshed], None]
    """Called for what is news: something was written, or cannot be, or can be again."""
    sleep: Callable[[], None]
    """Waits until the next look."""
    forgives: tuple[type[Exception], ...] = ()
    """What may go wrong once all has gone well, such as a slip in the settings."""
    complain: Callable[[Exception], object] = str

    def run(self) -> NoReturn:
        """Refreshes at once, then whenever something has been saved, until interrupted.

        Raises:
            Exception: what the first refresh raises, or a later one that is not forgiven.
        """
        taken = before = self.look()
        troubles = self._first()
        pause = 0
        while True:
            self.sleep()
            now = self.look()
            if now != before:  # it may not be saved in full yet
                before, troubles, pause = now, 0, 0
                continue
            pause -= 1
            if now == taken and (not troubles or pause > 0):
                continue
            taken = now
            troubles = 0 if self._again(troubles) else troubles + 1
            pause = min(2 ** max(troubles - PATIENCE, 0), LONGEST_PAUSE)

    _told: object = ()

    def _first(self) -> int:
        refreshed = self.refresh()
        self._told = _news(refreshed)
        self.tell(refreshed)
        return 1 if refreshed.left else 0

    def _again(self, troubles: int) -> bool:
        """One more refresh; whether all has gone well."""
        try:
            refreshed = self.refresh()
        except self.forgives as error:
            if str(error) != self._told:
                self._told = str(error)
                self.complain(error)
            return False
        self._tell(refreshed, tries=troubles + 1)
        return not refreshed.left

    def _tell(self, refreshed: Refreshed, tries: int) -> None:
        news = _news(refreshed)
        unread = any(problem.code == NOT_ALL_READ for problem in refreshed.left)
        written = any(each.written for each in refreshed.workbooks)
        if written or (news != self._told and not (unread and tries < PATIENCE)):
            self._told = news
            self.tell(refreshed)


def _news(refreshed: Refreshed) -> tuple[object, ...]:
    """What would be said of the workbooks that were left as they are."""
    return tuple((problem.code, problem.where, problem.found) for problem in refreshed.left)
