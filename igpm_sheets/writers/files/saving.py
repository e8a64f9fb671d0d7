"""Puts a finished file in place in one step, or leaves everything as it was.

A name in the settings can be mistyped into that of the office's own tracker. So a file is
replaced only where this program made it, which its own custom property tells.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.writers.files.durable import beside, sync_folder, write_out

PROPERTY = "igpm_sheets"
"""The custom document property of every workbook of ours; its value says what it is."""

_PROPERTIES_PART = "docProps/custom.xml"
_LONGEST_PROPERTIES = 1 << 16
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_OPEN_ELSEWHERE = {32, 33}  # Windows: another program shares the file, or a part of it, with nobody
_IMMUTABLE = stat.UF_IMMUTABLE | stat.UF_APPEND | stat.SF_IMMUTABLE | stat.SF_APPEND


class CannotWrite(Failed):
    """A file that could not be written; whatever stood there is whole."""


def made_as(path: Path) -> str | None:
    """What the workbook was made as by this program (`results`), or None if it was not.

    Reads one small part of the file, whatever the file's size.
    """
    try:
        with ZipFile(path) as package, package.open(_PROPERTIES_PART) as part:
            xml = part.read(_LONGEST_PROPERTIES)
        root = ET.fromstring(xml)  # noqa: S314 - bounded, and expat bounds entities
    except (OSError, BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError,
            ET.ParseError):  # fmt: skip
        return None
    for entry in root:
        if entry.get("name") == PROPERTY:
            return "".join(entry.itertext()).strip()
    return None


def may_write(path: Path, kind: str, *, folder: Path | None = None) -> None:
    """Makes sure that a new workbook of this `kind` may stand at `path`.

    Worth asking before the work as well as after it. `folder` is the settings' own, for
    naming the file as people know it.

    Raises:
        CannotWrite: a folder stands there, or a file that this program did not make as
            the same kind, or one that is open, or the name is no workbook's.
    """
    where = CellRef(shown(path, folder))
    if path.suffix.lower() != ".xlsx":
        raise CannotWrite(problem("F26", where, path.name, name=f"{path.stem}.xlsx"))
    foreign = problem("F21", where, path.name, made_as=kind)
    may_replace(path, where, lambda: made_as(path) == kind, foreign)


def may_replace(path: Path, where: CellRef, is_ours: Callable[[], bool], foreign: Problem) -> None:
    """Makes sure that a file of ours may stand at `path`: nothing does, or what may be replaced.

    Args:
        path: the place.
        where: the file as people know it.
        is_ours: tells whether the file there is one that this program made.
        foreign: what is said where it is not; a file without anything in it may be replaced.

    Raises:
        CannotWrite: a folder stands there (F20), somebody's file, or one that is open (F22) or
            read-only (F23).
    """
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return  # a parent that is no folder is told when the folder is to be made
    except OSError as error:
        raise CannotWrite(why(error, where, path)) from error
    if path.is_dir():
        raise CannotWrite(problem("F20", where, path.name))
    if size and not is_ours():
        raise CannotWrite(foreign)
    leave_if_open(path, where)
    leave_if_read_only(path, where)


def leave_if_open(path: Path, where: CellRef) -> None:
    """Makes sure that neither Excel nor LibreOffice left its sign that the file is open.

    Raises:
        CannotWrite: somebody has it open, or a program that had it open was killed (F22).
    """
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):
        if os.path.lexists(path.with_name(lock)):
            raise CannotWrite(problem("F22", where, lock, lock=lock))


def leave_if_read_only(path: Path, where: CellRef) -> None:
    """Makes sure that the system lets us write the file, though it will be replaced.

    Raises:
        CannotWrite: it may not be written (F23).
        OSError: if there is no such file.
    """
    if is_locked(path.stat()) or not os.access(path, os.W_OK):
        raise CannotWrite(problem("F23", where, "read-only"))


def is_locked(found: os.stat_result) -> bool:
    """Whether it is locked in the macOS Finder, which `os.access` does not tell."""
    return bool(getattr(found, "st_flags", 0) & _IMMUTABLE)


def put_in_place(path: Path, content: bytes, *, folder: Path | None = None) -> None:
    """Writes the file beside its place, then moves it there in one step.

    A folder that is missing is made. A link is followed, and the file keeps its
    permissions.

    Raises:
        CannotWrite: and then the old file is whole and nothing is left beside it.
    """
    where = CellRef(shown(path, folder))
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside(target) as temporary:
            like = target if target.exists() else None
            write_out(temporary, lambda file: file.write(content), like=like)
            temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise CannotWrite(why(error, where, target)) from error


def shown(path: Path, folder: Path | None) -> str:
    """The path as people know it: relative to the settings' folder where it lies within."""
    with suppress(ValueError):
        if folder is not None:
            return path.resolve().relative_to(folder.resolve()).as_posix()
    return str(path)


def why(error: OSError, where: CellRef, target: Path) -> Problem:
    """The problem that tells why the target could not be written (F20, F23 to F27, F33)."""
    if target.is_dir():
        return problem("F20", where, target.name)
    blocker = next((p for p in target.parents if p.exists() and not p.is_dir()), None)
    if blocker is not None:
        return problem("F25", where, blocker.name, blocker=blocker)
    if error.errno in _FULL:
        return problem("F24", where)
    if getattr(error, "winerror", None) in _OPEN_ELSEWHERE:
        return problem("F33", where)
    if error.errno in _FORBIDDEN:
        return problem("F23", where)
    return problem("F27", where, reason=error.strerror or "an unknown fault")
