"""The office's own workbook is replaced whole, with its version before kept, or left alone."""

from __future__ import annotations

import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, cast

import pytest

from igpm_sheets.writers.files import in_place
from igpm_sheets.writers.files.backups import keep
from igpm_sheets.writers.files.durable import temporary_of
from igpm_sheets.writers.files.in_place import Backups, Hold, Seen, held, seen
from igpm_sheets.writers.files.saving import CannotWrite, is_locked
from tests.writers.files.test_saving import code_of, left_in
from tests.writers.swapping import READY, is_whole, version

KILLS = int(os.environ.get("IGPM_KILLS", "40"))
LOCK = ".applications.xlsx.igpm-lock"
on_posix = pytest.mark.skipif(os.name != "posix", reason="Windows has none")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "applications.xlsx"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups")


def nothing(*_: object) -> None:
    """A check that finds nothing, or another step without a consequence."""


def writing(content: bytes) -> Callable[[BinaryIO], None]:
    def write(out: BinaryIO) -> None:
        out.write(content)

    return write


def swapped(
    path: Path,
    backups: Backups,
    content: bytes = b"new",
    *,
    check: Callable[[Path], None] = nothing,
) -> None:
    with held(path, wait=0) as hold:
        hold.swap(writing(content), check, backups)


def kept(backups: Backups) -> list[bytes]:
    """What the backups hold, by name."""
    folder = backups.folder
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def on_windows(winerror: int) -> OSError:
    """The error as Windows raises it."""
    error = PermissionError(errno.EACCES, "Access is denied")
    vars(error)["winerror"] = winerror
    return error


# The new version takes its place


def test_a_new_version_takes_the_workbooks_place(workbook: Path, backups: Backups) -> None:
    checked: list[bytes] = []
    swapped(workbook, backups, check=lambda path: checked.append(path.read_bytes()))
    assert checked == [b"new"]
    assert workbook.read_bytes() == b"new"
    assert kept(backups) == [b"old"]
    assert set(left_in(workbook.parent)) - {LOCK} == {"applications.xlsx", "backups"}


def test_the_version_before_is_kept_as_it_was(workbook: Path, backups: Backups) -> None:
    os.utime(workbook, ns=(10**18, 10**18))
    before = workbook.stat()
    swapped(workbook, backups)
    [backup] = backups.folder.iterdir()
    after = backup.stat()
    assert after.st_mtime_ns == before.st_mtime_ns
    assert (after.st_ino, after.st_nlink) == (before.st_ino, 1)


@pytest.mark.parametrize("error", [errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP])
def test_it_is_copied_where_a_file_can_have_one_name_only(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    monkeypatch.setattr(os, "link", raising(OSError(error, "no")))
    os.utime(workbook, ns=(10**18, 10**18))
    workbook.chmod(0o640)
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"
    [backup] = backups.folder.iterdir()
    assert backup.read_bytes() == b"old"
    assert backup.stat().st_mtime_ns == 10**18
    if os.name == "posix":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o640


def test_a_workbook_may_be_swapped_again_while_it_is_held(workbook: Path, backups: Backups) -> None:
    with held(workbook) as hold:
        hold.swap(writing(b"new"), nothing, backups)
        hold.swap(writing(b"newer"), nothing, backups)
    assert workbook.read_bytes() == b"newer"
    assert kept(backups) == [b"old", b"new"] or kept(backups) == [b"new", b"old"]


@on_posix
def test_permissions_stay_and_nobody_else_reads_it_before(workbook: Path, backups: Backups) -> None:
    workbook.chmod(0o664)
    early: list[int] = []

    def write(out: BinaryIO) -> None:
        early.append(stat.S_IMODE(os.fstat(out.fileno()).st_mode))

    with held(workbook) as hold:
        hold.swap(write, nothing, backups)
    assert early == [0o600]
    assert stat.S_IMODE(workbook.stat().st_mode) == 0o664


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_owner_and_group_stay(workbook: Path, backups: Backups) -> None:
    os.chown(workbook, 1234, 5678)
    workbook.chmod(0o660)
    swapped(workbook, backups)
    found = workbook.stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 5678, 0o660)


def test_who_may_not_give_files_away_swaps_all_the_same(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = PermissionError(errno.EPERM, "Operation not permitted")
    for name in ("chown", "setxattr"):
        monkeypatch.setattr(os, name, raising(error), raising=False)
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"


def test_extended_attributes_stay(workbook: Path, backups: Backups) -> None:
    if not hasattr(os, "setxattr"):
        pytest.skip("this system has none")
    try:
        os.setxattr(workbook, "user.colour", b"green")
    except OSError:
        pytest.skip("this disk has none")
    swapped(workbook, backups)
    assert os.getxattr(workbook, "user.colour") == b"green"


@on_posix
def test_a_link_stays_a_link(workbook: Path, backups: Backups, tmp_path: Path) -> None:
    link = tmp_path / "desk" / "tracker.xlsx"
    link.parent.mkdir()
    link.symlink_to(workbook)
    swapped(link, backups)
    assert link.is_symlink()
    assert workbook.read_bytes() == b"new"
    assert left_in(link.parent) == ["tracker.xlsx"]
    [backup] = backups.folder.iterdir()
    assert backup.name.startswith("applications 20")


@pytest.mark.skipif(os.name == "nt", reason="Windows opens no folders")
def test_the_names_are_safe_on_the_disk_before_and_after(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(number: int) -> None:
        folder = stat.S_ISDIR(os.fstat(number).st_mode)
        steps.append("folder" if folder else "file")
        sync(number)

    def replaced(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    swapped(workbook, backups)
    assert steps == ["file", "folder", "replace", "folder"]


# It is left alone


def test_a_missing_workbook_is_named(tmp_path: Path) -> None:
    assert code_of(lambda: held(tmp_path / "applications.xlsx").__enter__()) == "F01"
    assert code_of(lambda: held(tmp_path / "no folder" / "a.xlsx").__enter__()) == "F01"
    (tmp_path / "file").touch()
    assert code_of(lambda: held(tmp_path / "file" / "a.xlsx").__enter__()) == "F01"
    assert left_in(tmp_path) == ["file"]


@on_posix
def test_a_link_that_leads_nowhere_is_a_missing_workbook(tmp_path: Path) -> None:
    (tmp_path / "applications.xlsx").symlink_to(tmp_path / "gone.xlsx")
    assert code_of(lambda: held(tmp_path / "applications.xlsx").__enter__()) == "F01"


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "applications.xlsx").mkdir()
    assert code_of(lambda: held(tmp_path / "applications.xlsx").__enter__()) == "F05"


@on_posix
def test_nor_is_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "applications.xlsx")
    assert code_of(lambda: held(tmp_path / "applications.xlsx").__enter__()) == "F05"


def test_the_workbook_is_named_as_people_know_it(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite) as caught:
        held(tmp_path / "office" / "a.xlsx", folder=tmp_path).__enter__()
    assert str(caught.value.problem.where) == "office/a.xlsx"


@pytest.mark.parametrize("sign", ["~$applications.xlsx", ".~lock.applications.xlsx#"])
def test_an_open_workbook_is_left_alone(workbook: Path, backups: Backups, sign: str) -> None:
    (workbook.parent / sign).touch()
    with pytest.raises(CannotWrite) as caught:
        swapped(workbook, backups)
    assert caught.value.problem.code == "F22"
    assert sign in caught.value.problem.remedy
    assert left_in(workbook.parent) == sorted(["applications.xlsx", sign])


@on_posix
@pytest.mark.parametrize("sign", ["desk/~$tracker.xlsx", "~$applications.xlsx"])
def test_it_is_open_whichever_of_its_names_was_opened(
    workbook: Path, backups: Backups, sign: str
) -> None:
    link = workbook.parent / "desk" / "tracker.xlsx"
    link.parent.mkdir()
    link.symlink_to(workbook)
    (workbook.parent / sign).touch()
    assert code_of(lambda: swapped(link, backups)) == "F22"


@pytest.mark.parametrize("of", ["applications.xlsx", "its folder"])
def test_what_the_system_says_may_not_be_written_is_left_alone(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    refused = workbook if of == "applications.xlsx" else workbook.parent
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, how: path != refused and allowed(path, how))
    assert code_of(lambda: swapped(workbook, backups)) == "F23"
    assert left_in(workbook.parent) == ["applications.xlsx"]


@pytest.mark.parametrize(
    ("flags", "locked"),
    [(0, False), (stat.UF_HIDDEN, False), (stat.UF_IMMUTABLE, True), (stat.SF_IMMUTABLE, True)],
)
def test_a_lock_of_the_macos_finder_is_respected(flags: int, locked: bool) -> None:
    found = cast("os.stat_result", SimpleNamespace(st_mode=stat.S_IFREG, st_flags=flags))
    assert is_locked(found) == locked


def test_a_workbook_changed_since_it_was_read_is_left_alone(
    workbook: Path, backups: Backups
) -> None:
    read = seen(workbook)
    workbook.write_bytes(b"changed")
    with pytest.raises(CannotWrite) as caught, held(workbook, seen=read):
        pytest.fail("it was held")
    assert caught.value.problem.code == "F32"
    assert "next run" in caught.value.problem.remedy
    with held(workbook, seen=seen(workbook), wait=0) as hold:  # nothing of the first is left
        hold.swap(writing(b"new"), nothing, backups)
    assert kept(backups) == [b"changed"]


def test_another_file_of_the_same_size_and_time_is_a_change(workbook: Path, tmp_path: Path) -> None:
    read = seen(workbook)
    shutil.copy2(workbook, tmp_path / "other.xlsx")
    (tmp_path / "other.xlsx").replace(workbook)
    assert code_of(lambda: held(workbook, seen=read).__enter__()) == "F32"


def _saved(path: Path) -> None:
    path.write_bytes(b"somebody's")


def _saved_anew(path: Path) -> None:
    _saved(path.with_name("other"))
    path.with_name("other").replace(path)


@pytest.mark.parametrize(
    ("meanwhile", "code", "present"),
    [
        (_saved, "F32", b"somebody's"),
        (_saved_anew, "F32", b"somebody's"),
        (Path.unlink, "F32", None),
        (lambda path: path.with_name(f"~${path.name}").touch(), "F22", b"old"),
    ],
    ids=["saved", "saved anew", "deleted", "opened"],
)
@pytest.mark.parametrize("step", ["writing", "checking"])
def test_what_happens_meanwhile_is_respected(
    workbook: Path,
    backups: Backups,
    meanwhile: Callable[[Path], None],
    code: str,
    present: bytes | None,
    step: str,
) -> None:
    def write(out: BinaryIO) -> None:
        out.write(b"new")
        if step == "writing":
            meanwhile(workbook)

    def check(_: Path) -> None:
        if step == "checking":
            meanwhile(workbook)

    with held(workbook) as hold:
        assert code_of(lambda: hold.swap(write, check, backups)) == code
    assert (workbook.read_bytes() if workbook.exists() else None) == present
    assert kept(backups) == []
    assert not any(map(temporary_of, left_in(workbook.parent)))


@pytest.mark.parametrize("meanwhile", [_saved, _saved_anew, Path.unlink])
@pytest.mark.parametrize("step", ["link", "copy"])
def test_so_is_what_happens_while_the_version_before_is_kept(
    workbook: Path,
    backups: Backups,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[Path], None],
    step: str,
) -> None:
    link = os.link

    def late(source: Path, target: Path) -> None:
        if step == "copy":
            copy = shutil.copyfileobj

            def copied(source: BinaryIO, to: BinaryIO, size: int) -> None:
                copy(source, to, size)
                meanwhile(workbook)

            monkeypatch.setattr(shutil, "copyfileobj", copied)
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        meanwhile(workbook)
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert code_of(lambda: swapped(workbook, backups)) == "F32"
    assert not workbook.exists() or workbook.read_bytes() == b"somebody's"
    assert kept(backups) == []


def test_a_save_at_the_last_moment_is_seen(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(path: Path, version: Seen, backups: Backups, now: datetime) -> Path | None:
        made = keep(path, version, backups, now)
        _saved_anew(path)
        return made

    monkeypatch.setattr(in_place, "keep", slowly)
    assert code_of(lambda: swapped(workbook, backups)) == "F32"
    assert workbook.read_bytes() == b"somebody's"
    assert kept(backups) == [b"old"]


# Failures leave the old version


class Damage(Exception):  # noqa: N818 - as a check may call it
    pass


@pytest.mark.parametrize("error", [Damage("a part is missing"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["writing", "checking"])
def test_what_the_steps_raise_passes_and_the_old_version_stays(
    workbook: Path, backups: Backups, error: BaseException, step: str
) -> None:
    write = raising(error) if step == "writing" else writing(b"new")
    with pytest.raises(type(error)), held(workbook) as hold:
        hold.swap(write, raising(error), backups)
    assert workbook.read_bytes() == b"old"
    assert set(left_in(workbook.parent)) - {LOCK} == {"applications.xlsx"}


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "F24"), (errno.EACCES, "F23"), (errno.EIO, "F27")]
)
@pytest.mark.parametrize("step", ["writing", "fsync", "checking", "replace"])
def test_a_failure_leaves_the_old_version_and_nothing_else(
    workbook: Path,
    backups: Backups,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    code: str,
    step: str,
) -> None:
    fail = raising(OSError(number, "failed"))
    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    if step == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    write = fail if step == "writing" else writing(b"new")
    check = fail if step == "checking" else nothing
    with held(workbook) as hold:
        assert code_of(lambda: hold.swap(write, check, backups)) == code
    assert workbook.read_bytes() == b"old"
    assert kept(backups) == []
    assert set(left_in(workbook.parent)) - {LOCK} <= {"applications.xlsx", "backups"}
    monkeypatch.undo()
    swapped(workbook, backups)
    assert kept(backups) == [b"old"]


def test_an_interruption_right_after_the_step_keeps_the_version_before(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> None:
        replace(self, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"
    assert kept(backups) == [b"old"]


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (errno.ENOSPC, "F24", "full"),
        (errno.EACCES, "F34", "may not be written"),
        (errno.EIO, "F34", "failed"),
    ],
)
def test_without_a_backup_nothing_is_replaced(
    workbook: Path,
    backups: Backups,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    code: str,
    said: str,
) -> None:
    monkeypatch.setattr(os, "link", raising(OSError(errno.EXDEV, "Invalid cross-device link")))
    monkeypatch.setattr(shutil, "copyfileobj", raising(OSError(number, "failed")))
    with pytest.raises(CannotWrite) as caught, held(workbook, folder=workbook.parent) as hold:
        hold.swap(writing(b"new"), nothing, backups)
    told = caught.value.problem
    assert (told.code, told.where.source) == (code, "backups")
    assert said in told.message
    assert workbook.read_bytes() == b"old"
    assert kept(backups) == []


def test_a_file_where_the_backups_should_be_is_named(workbook: Path, backups: Backups) -> None:
    backups.folder.touch()
    with pytest.raises(CannotWrite) as caught:
        swapped(workbook, backups)
    assert caught.value.problem.code == "F34"
    assert "a file stands in the way" in caught.value.problem.message
    assert workbook.read_bytes() == b"old"


def test_backups_that_cannot_be_removed_do_not_matter(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Backups(backups.folder, last=1, days=0)
    swapped(workbook, few)
    unlink = Path.unlink

    def refuse(self: Path, **how: bool) -> None:
        if self.parent == few.folder:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(self, **how)

    monkeypatch.setattr(Path, "unlink", refuse)
    swapped(workbook, few, b"newer")
    assert workbook.read_bytes() == b"newer"
    assert len(kept(few)) == 2
    monkeypatch.undo()
    swapped(workbook, few, b"newest")
    assert kept(few) == [b"newer"]


# Windows


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_windows_is_asked_again_where_it_does_not_let_go(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    replace, tries, pauses = Path.replace, [1, 2], list[float]()

    def later(self: Path, target: Path) -> Path:
        if tries:
            tries.pop()
            raise on_windows(winerror)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", later)
    monkeypatch.setattr(time, "sleep", pauses.append)
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"
    assert pauses == list(in_place.PAUSES[:2])


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_a_workbook_that_windows_keeps_open_is_left_alone(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    monkeypatch.setattr(Path, "replace", raising(on_windows(winerror)))
    monkeypatch.setattr(time, "sleep", nothing)
    assert code_of(lambda: swapped(workbook, backups)) == "F33"
    assert workbook.read_bytes() == b"old"
    assert kept(backups) == []


def test_a_save_while_windows_is_asked_again_is_seen(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", raising(on_windows(32)))
    monkeypatch.setattr(time, "sleep", lambda _: _saved(workbook))
    assert code_of(lambda: swapped(workbook, backups)) == "F32"
    assert workbook.read_bytes() == b"somebody's"


def test_a_workbook_that_windows_shares_with_nobody_is_open(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", raising(on_windows(32)))
    opened = Path.open

    def refuse(self: Path, mode: str) -> object:
        if self == workbook:
            raise on_windows(32)
        return opened(self, mode)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(CannotWrite) as caught, held(workbook, folder=workbook.parent) as hold:
        hold.swap(writing(b"new"), nothing, backups)
    told = caught.value.problem
    assert (told.code, told.where.source) == ("F33", "applications.xlsx")


def test_folders_that_cannot_be_opened_are_no_failure(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def windows(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", windows)
    monkeypatch.delattr(os, "chown", raising=False)
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"


# The lock


def test_two_runs_never_meet(workbook: Path, backups: Backups) -> None:
    with held(workbook) as hold:
        with pytest.raises(CannotWrite) as caught:
            held(workbook, wait=0).__enter__()
        assert caught.value.problem.code == "F31"
        hold.swap(writing(b"new"), nothing, backups)
        assert code_of(lambda: held(workbook, wait=0).__enter__()) == "F31"
    swapped(workbook, backups, b"newer")
    assert workbook.read_bytes() == b"newer"


@on_posix
def test_a_link_and_its_workbook_have_one_lock(workbook: Path) -> None:
    link = workbook.with_name("tracker.xlsx")
    link.symlink_to(workbook)
    with held(workbook):
        assert code_of(lambda: held(link, wait=0).__enter__()) == "F31"


def test_what_is_raised_within_passes_and_ends_the_hold(workbook: Path, backups: Backups) -> None:
    error = OSError(errno.ENOSPC, "not ours to tell")
    with pytest.raises(OSError, match="not ours"), held(workbook):
        raise error
    swapped(workbook, backups)


@pytest.mark.parametrize("content", [b"", b"left by a killed run"])
def test_a_lock_file_that_lies_there_does_not_hinder(
    workbook: Path, backups: Backups, content: bytes
) -> None:
    workbook.with_name(LOCK).write_bytes(content)
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"


@on_posix
def test_whoever_works_on_the_workbook_may_lock_it(workbook: Path) -> None:
    before = os.umask(0o077)
    try:
        with held(workbook):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE(workbook.with_name(LOCK).stat().st_mode) == 0o666


@on_posix
@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOTSUP, errno.ENOLCK])
def test_without_locks_it_is_not_run(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    import fcntl  # noqa: PLC0415 - there is none on Windows

    monkeypatch.setattr(fcntl, "flock", raising(OSError(number, "not here")))
    assert code_of(lambda: swapped(workbook, backups)) == "F30"
    assert workbook.read_bytes() == b"old"
    monkeypatch.undo()
    swapped(workbook, backups)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (on_windows(1), "F30"),
        (on_windows(50), "F30"),
        (on_windows(5), "F23"),
        (PermissionError(errno.EACCES, "Permission denied"), "F23"),
        (OSError(errno.ENOSPC, "No space left on device"), "F24"),
    ],
)
def test_a_lock_that_fails_is_told(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str
) -> None:
    import filelock  # noqa: PLC0415 - as the module does

    monkeypatch.setattr(filelock.FileLock, "acquire", raising(error))
    assert code_of(lambda: swapped(workbook, backups)) == code


# Runs that are killed, and runs at once


def test_what_killed_runs_left_is_removed(workbook: Path) -> None:
    ours = [".applications.xlsx.0a1b2c3d.igpm-tmp", ".applications.xlsx.ffffffff.igpm-tmp"]
    others = [
        ".Applications.xlsx.0a1b2c3d.igpm-tmp",
        ".my applications.xlsx.0a1b2c3d.igpm-tmp",
        ".applications.xlsx.0a1b2c3.igpm-tmp",
        ".applications.xlsx.0a1b2c3d.igpm-tmp.xlsx",
        "applications.xlsx.0a1b2c3d.igpm-tmp",
        ".applications.xlsx.0A1B2C3D.igpm-tmp",
    ]
    if os.path.normcase("A") == "a" or sys.platform == "darwin":
        others = others[1:-1]
    for name in ours + others:
        workbook.with_name(name).write_bytes(b"half")
    with held(workbook):
        assert set(left_in(workbook.parent)) == {"applications.xlsx", LOCK, *others}


def test_they_are_not_removed_while_another_run_holds_the_workbook(workbook: Path) -> None:
    with held(workbook):
        working = workbook.with_name(".applications.xlsx.0a1b2c3d.igpm-tmp")
        working.touch()
        assert code_of(lambda: held(workbook, wait=0).__enter__()) == "F31"
        assert working.exists()


def started(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.writers.swapping", *map(str, arguments)]
    pipe = subprocess.PIPE
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=root)


def ready(run: subprocess.Popen[str]) -> None:
    assert run.stdout is not None
    assert run.stdout.readline().strip() == READY


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows starts programs another way")
@pytest.mark.parametrize("how", ["link", "copy"])
def test_a_run_may_be_killed_before_each_of_its_steps(tmp_path: Path, how: str) -> None:
    run = started("steps", tmp_path, how)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert int(out) > 15


@pytest.fixture
def killing() -> Iterator[Callable[[float, Path, Path, str], None]]:
    running: list[subprocess.Popen[str]] = []

    def kill(after: float, path: Path, folder: Path, how: str) -> None:
        run = started("loop", path, folder, how)
        running.append(run)
        ready(run)
        with pytest.raises(subprocess.TimeoutExpired):  # it does not end by itself
            run.wait(after)
        run.kill()
        run.communicate()

    yield kill
    for run in running:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("how", ["link", "copy"])
def test_a_killed_run_leaves_a_whole_workbook_and_does_not_hinder_the_next(
    workbook: Path,
    backups: Backups,
    killing: Callable[[float, Path, Path, str], None],
    how: str,
) -> None:
    workbook.write_bytes(version())
    for _ in range(KILLS // 2):
        killing(random.uniform(0, 0.03), workbook, backups.folder, how)
        present = workbook.read_bytes()
        assert is_whole(present)
        next_one = version()
        swapped(workbook, Backups(backups.folder, last=3, days=1), next_one)
        assert workbook.read_bytes() == next_one
        assert set(left_in(workbook.parent)) - {LOCK} == {"applications.xlsx", "backups"}
        assert present in kept(backups)
        assert all(map(is_whole, kept(backups)))
        assert not any(map(temporary_of, left_in(backups.folder)))
        assert len(kept(backups)) <= 3 + 2  # of each day, should it strike twelve meanwhile


def test_two_runs_at_once_come_one_after_the_other(workbook: Path, backups: Backups) -> None:
    workbook.write_bytes(version())
    runs = [started("loop", workbook, backups.folder, "link", 15) for _ in range(2)]
    for run in runs:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 0 or "another run" in err, err
    assert 0 in [run.returncode for run in runs]
    assert is_whole(workbook.read_bytes())
    assert all(map(is_whole, kept(backups)))
    assert set(left_in(workbook.parent)) - {LOCK} == {"applications.xlsx", "backups"}


def test_the_lock_of_another_program_holds_until_it_is_killed(
    workbook: Path, backups: Backups
) -> None:
    run = started("hold", workbook)
    try:
        ready(run)
        assert code_of(lambda: swapped(workbook, backups)) == "F31"
    finally:
        run.kill()
        run.communicate()
    swapped(workbook, backups)
    assert workbook.read_bytes() == b"new"


def test_a_hold_knows_the_workbook_itself(workbook: Path) -> None:
    with held(workbook) as hold:
        assert isinstance(hold, Hold)
        assert hold.path == Path(os.path.realpath(workbook))
