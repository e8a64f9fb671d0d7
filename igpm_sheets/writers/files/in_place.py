"""Puts a new version of the office's own workbook in the place of the one that was read.

The workbook is held meanwhile, so that two runs never meet. At every moment a complete
workbook stands in its place: the old version until the new one is written, checked and
safe on the disk, and the old one kept as a backup. Whatever speaks against it (somebody
has the workbook open, or has saved it since) leaves it as it is.

The file `.applications.xlsx.igpm-lock` beside a workbook is the lock. It may stay there:
what counts is not the file but the system's lock on it, which ends with the run.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.writers.files.backups import Backups, keep, prune
from igpm_sheets.writers.files.durable import beside, remove_temporaries, sync_folder, write_out
from igpm_sheets.writers.files.saving import (
    CannotWrite,
    leave_if_open,
    leave_if_read_only,
    shown,
    why,
)
from igpm_sheets.writers.files.seen import Seen, seen

__all__ = ["Backups", "Hold", "Seen", "held", "locked", "seen"]

WAIT = 10.0
"""Seconds that a run waits for another one."""
PAUSES = (0.1, 0.3, 0.6, 1.0, 1.0)
"""Seconds between tries where Windows does not let go: virus scanners hold files briefly."""

_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL}
_NO_LOCKS_ON_WINDOWS = {1, 50}
_OPEN_ON_WINDOWS = {5, 32, 33}  # replacing a file that is open is mostly "denied"


class Hold:
    """A workbook that this run alone may replace, once or more often."""

    def __init__(self, path: Path, named: Path, folder: Path | None, version: Seen) -> None:
        self.path = path
        """The workbook itself, links resolved."""
        self._named, self._folder, self._version = named, folder, version
        self._where = CellRef(shown(named, folder))

    def swap(
        self, write: Callable[[BinaryIO], None], check: Callable[[Path], None], backups: Backups
    ) -> None:
        """Puts what `write` writes in the workbook's place; the version before is kept.

        `check` is given the finished file before anything is replaced; if it raises, so
        does this.

        Raises:
            CannotWrite: and then the workbook is as it was, and nothing is left beside it:
                it is not the version that was read (F32), it is open (F22, F33), the disk
                is full (F24), the version before cannot be kept (F34), or see F01 to F27.
        """
        try:
            with beside(self.path) as temporary:
                write_out(temporary, write, like=self.path)
                check(temporary)
                made = self._take_place(temporary, backups)
        except OSError as error:
            raise CannotWrite(self._why(error)) from error
        sync_folder(self.path.parent)
        prune(self.path, backups, made, _now().date())

    def _take_place(self, temporary: Path, backups: Backups) -> Path:
        """Keeps the version before and replaces it; the backup, which goes if that fails."""
        version = Seen.of(temporary.stat())
        self._look()
        made = self._keep(backups)
        try:
            self._replace(temporary)
        except BaseException:
            # An interruption may come when the workbook is replaced already.
            if seen(self.path) == self._version:
                with suppress(OSError):
                    made.unlink()
            raise
        self._version = version
        return made

    def _look(self) -> None:
        """Makes sure that the workbook is still the version read, and may be replaced."""
        if seen(self.path) != self._version:
            raise CannotWrite(problem("F32", self._where))
        _look(self.path, self._named, self._where)

    def _keep(self, backups: Backups) -> Path:
        """Keeps the version that is about to be replaced."""
        try:
            made = keep(self.path, self._version, backups, _now())
        except OSError as error:
            raise CannotWrite(self._why(error, backups.folder)) from error
        if made is None:
            raise CannotWrite(problem("F32", self._where))
        return made

    def _why(self, error: OSError, kept_in: Path | None = None) -> Problem:
        """The problem that tells why nothing was replaced, or kept in the folder of backups."""
        if seen(self.path) != self._version:
            return problem("F32", self._where)
        if kept_in is None:
            return why(error, self._where, self.path)
        where = CellRef(shown(kept_in, self._folder))
        cause = why(error, where, kept_in / self.path.name)
        if cause.code == "F33":  # of the two it is the workbook that others have open
            return problem("F33", self._where)
        return cause if cause.code == "F24" else problem("F34", where, reason=cause.message)

    def _replace(self, temporary: Path) -> None:
        """Moves the new version into place, in one step."""
        for pause in (*PAUSES, None):
            self._look()  # as late as can be: what somebody saves after this look is lost
            try:
                temporary.replace(self.path)
            except PermissionError as error:
                if getattr(error, "winerror", None) not in _OPEN_ON_WINDOWS:
                    raise
                if pause is None:
                    raise CannotWrite(problem("F33", self._where)) from error
                time.sleep(pause)
            else:
                return


@contextmanager
def held(
    path: Path,
    *,
    seen: Seen | None = None,
    folder: Path | None = None,
    wait: float = WAIT,
    dry: bool = False,
) -> Iterator[Hold]:
    """Holds a workbook, so that no other run replaces it, until the block ends.

    Args:
        path: the workbook; a link is followed, and stays.
        seen: what `seen(path)` said before the workbook was read; without it the workbook
            must not change from now on.
        folder: that of the settings, for naming the workbook as people know it.
        wait: for how many seconds to wait for another run.
        dry: only look, and leave nothing beside the workbook, a lock neither: for a run that
            replaces nothing.

    Raises:
        CannotWrite: the workbook is left as it is: there is none (F01) or it is no file
            (F05); it is open (F22) or may not be written (F23); the folder has no locks
            (F30); another run is at work on it (F31); it has changed since it was `seen`
            (F32).
    """
    where = CellRef(shown(path, folder))
    target = Path(os.path.realpath(path))
    with _told(where, target):
        _look(target, path, where)
    with nullcontext() if dry else locked(target, where, wait):
        with _told(where, target):
            version = _look(target, path, where)
            if seen not in (None, version):
                raise CannotWrite(problem("F32", where))
            if not dry:
                remove_temporaries(target.parent, lambda name: name == target.name)
        yield Hold(target, path, folder, version)


def _look(target: Path, named: Path, where: CellRef) -> Seen:
    """The version of the workbook, if nothing speaks against replacing it."""
    try:
        found = target.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CannotWrite(problem("F01", where, named.name)) from error
    if not stat.S_ISREG(found.st_mode):
        raise CannotWrite(problem("F05", where, named.name))
    leave_if_open(target, where)
    leave_if_open(named, where)  # the sign stands beside the name by which it was opened
    leave_if_read_only(target, where)
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise CannotWrite(problem("F23", where, "a folder that is read-only"))
    return Seen.of(found)


@contextmanager
def locked(target: Path, where: CellRef, wait: float = WAIT) -> Iterator[None]:
    """Keeps other runs away from a file, on this machine and on others, until the block ends.

    Raises:
        CannotWrite: another run is at work on it (F31), the folder has no locks (F30), or the
            lock cannot be written there (see `why`).
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only where a workbook is refreshed

    # Whoever may write the workbook must be able to lock it, whoever did so first. A mere
    # file instead of a lock would outlive a run that was killed.
    name = target.with_name(f".{target.name}.igpm-lock")
    lock = FileLock(name, timeout=max(wait, 0.0), mode=0o666, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise CannotWrite(problem("F31", where, name.name)) from error
    except OSError as error:
        raise CannotWrite(_unlocked(error, where, target)) from error
    try:
        yield
    finally:
        with suppress(OSError):  # the end of the run ends it at the latest
            lock.release()


def _unlocked(error: OSError, where: CellRef, target: Path) -> Problem:
    """The problem that tells why there is no lock."""
    on_windows = getattr(error, "winerror", None)
    if error.errno in _NO_LOCKS if on_windows is None else on_windows in _NO_LOCKS_ON_WINDOWS:
        return problem("F30", where)
    return why(error, where, target)


@contextmanager
def _told(where: CellRef, target: Path) -> Iterator[None]:
    """Tells of a failure in the words of the catalogue."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(why(error, where, target)) from error


def _now() -> datetime:
    """The local time."""
    return datetime.now(UTC).astimezone()
