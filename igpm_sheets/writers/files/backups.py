"""Keeps the versions of a workbook that newer ones replaced, and in time removes most of them.

A backup is called `applications 2026-11-22 14.30.05.xlsx`, by the local time at which its
version was replaced. A workbook that does not lie in the folder next to its backups has a
mark of its own in the name, so that workbooks of the same name are never mixed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from igpm_sheets.writers.files.durable import beside, remove_temporaries, sync_folder, write_out
from igpm_sheets.writers.files.seen import Seen, seen

LONGEST_STEM = 150
"""In bytes: with time, number and temporary's ending a name stays within the usual 255."""
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backups:
    """Where the previous versions of workbooks are kept, and which of them stay.

    The newest `last` stay (at least one), and of the older ones the last of each day, for
    `days` days counting today.
    """

    folder: Path
    last: int = 10
    days: int = 31

    def __post_init__(self) -> None:
        if self.last < 1 or self.days < 0:
            raise ValueError("at least the last version is kept")


class Stamp(NamedTuple):
    """When a backup was made, to the second in local time; `number` tells those of one second."""

    time: datetime
    number: int = 1


def keep(workbook: Path, version: Seen, backups: Backups, now: datetime) -> Path | None:
    """Keeps the workbook as it is now, safe on the disk, under a new name in the folder.

    The backup is a second name of the same file where the disk allows it, which takes
    neither time nor room, and a copy elsewhere. The workbook is given with links resolved,
    and a new version must take its place, not be written into it. The caller sees to it
    that no other run is at work on this workbook.

    Returns:
        The backup, or None, and nothing is kept, if the workbook is not `version` any more.

    Raises:
        OSError: if it could not be kept.
    """
    folder = Path(os.path.realpath(backups.folder))
    folder.mkdir(parents=True, exist_ok=True)
    names = _Names(workbook, folder)
    _tidy(workbook, folder, names)
    backup = names.free(now.replace(tzinfo=None, microsecond=0))
    if not (_link(workbook, version, backup) or _copy(workbook, version, backup)):
        return None
    sync_folder(folder)
    return backup


def prune(workbook: Path, backups: Backups, made: Path, today: date) -> None:
    """Removes the workbook's backups that need not stay; never the one just `made`.

    By its name that one need not be the newest: clocks are set back. What cannot be removed
    stays, and the next run tries again.
    """
    folder = Path(os.path.realpath(backups.folder))
    with suppress(OSError):
        found = dict(_Names(workbook, folder).all())
        stay = staying(found, backups.last, backups.days, today)
        for stamp, path in found.items():
            if stamp not in stay and path.name != made.name:
                with suppress(OSError):
                    path.unlink()


def staying(stamps: Collection[Stamp], last: int, days: int, today: date) -> set[Stamp]:
    """Those of the backups that stay: the newest, and the last of each day among the older ones.

    >>> evening, morning = (Stamp(datetime(2026, 11, 22, hour)) for hour in (18, 9))
    >>> staying({morning, evening}, 1, 0, date(2026, 11, 22)) == {evening}
    True
    """
    ordered = sorted(stamps, reverse=True)
    of_day: dict[date, Stamp] = {}
    for stamp in ordered[last:]:
        of_day.setdefault(stamp.time.date(), stamp)
    recent = (stamp for day, stamp in of_day.items() if (today - day).days < days)
    return {*ordered[:last], *recent}


class _Names:
    """The names of one workbook's backups."""

    def __init__(self, workbook: Path, folder: Path) -> None:
        self.folder = folder
        self.suffix = workbook.suffix
        self.begins = _label(workbook, folder)
        self._pattern = re.compile(
            rf"{re.escape(self.begins)} ([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}) "
            rf"([0-9]{{2}})\.([0-9]{{2}})\.([0-9]{{2}})(?: \(([1-9][0-9]{{0,5}})\))?"
            rf"{re.escape(self.suffix)}"
        )

    def path(self, stamp: Stamp) -> Path:
        """Where the backup stands."""
        number = f" ({stamp.number})" if stamp.number > 1 else ""
        name = f"{self.begins} {stamp.time:%Y-%m-%d %H.%M.%S}{number}{self.suffix}"
        return self.folder / name

    def stamp(self, name: str) -> Stamp | None:
        """When the backup of this name was made; None for any other name."""
        match = self._pattern.fullmatch(name)
        if not match:
            return None
        day, hours, minutes, seconds, number = match.groups()
        with suppress(ValueError):  # such as a 31 June
            time = datetime.fromisoformat(f"{day} {hours}:{minutes}:{seconds}")
            stamp = Stamp(time, int(number or 1))
            return stamp if self.path(stamp).name == name else None
        return None

    def free(self, time: datetime) -> Path:
        """Where the next backup shall stand: after all others of its second."""
        last = max((stamp.number for stamp, _ in self.all() if stamp.time == time), default=0)
        paths = (self.path(Stamp(time, number)) for number in count(last + 1))
        return next(path for path in paths if not os.path.lexists(path))

    def all(self) -> Iterator[tuple[Stamp, Path]]:
        """The backups that there are."""
        for path in list(self.folder.iterdir()):
            stamp = self.stamp(path.name)
            if stamp and path.is_file() and not path.is_symlink():
                yield stamp, path


def _label(workbook: Path, folder: Path) -> str:
    """What the names begin with: the workbook's own name, and a mark where that may not do."""
    stem = _NOT_ON_WINDOWS.sub("-", workbook.stem)
    if len(os.fsencode(stem)) > LONGEST_STEM:
        stem = stem[: LONGEST_STEM // 4]
    if stem == workbook.stem and workbook.parent == folder.parent:
        return stem
    try:  # so that the mark stays when all is moved elsewhere together
        place = os.path.relpath(workbook, folder.parent)
    except ValueError:  # another drive
        place = str(workbook)
    mark = hashlib.sha256(os.fsencode(Path(place).as_posix())).hexdigest()[:8]
    return f"{stem} [{mark}]"


def _tidy(workbook: Path, folder: Path, names: _Names) -> None:
    """Removes what killed runs left: half copies, and second names of the present version."""
    remove_temporaries(folder, lambda name: names.stamp(name) is not None)
    present = workbook.stat()
    if present.st_nlink > 1 and present.st_ino:
        for _, path in names.all():
            with suppress(OSError):
                if os.path.samestat(present, path.stat()):
                    path.unlink()


def _link(workbook: Path, version: Seen, backup: Path) -> bool:
    """Makes the backup a second name of the same file; whether that could be done."""
    try:
        os.link(workbook, backup)
    except OSError:  # another disk, or one without second names
        return False
    if seen(backup) == seen(workbook) == version:
        return True
    backup.unlink()
    return False


def _copy(workbook: Path, version: Seen, backup: Path) -> bool:
    """Makes the backup a copy; whether the workbook was this version all the while."""
    with beside(backup) as temporary, workbook.open("rb") as source:
        write_out(temporary, lambda file: shutil.copyfileobj(source, file, _CHUNK), like=workbook)
        os.utime(temporary, ns=(version.written, version.written))
        if temporary.stat().st_size != version.size or seen(workbook) != version:
            return False
        temporary.rename(backup)
    return True
