"""Puts a finished file in place in one step, or leaves everything as it was.

A name in the settings can be mistyped into that of the office's own tracker. So a file is
replaced only where this program made it, which its own custom property tells.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from igpm_sheets.problems import CellRef, Failed, Problem, problem

PROPERTY = "igpm_sheets"
"""The custom document property of every workbook of ours; its value says what it is."""

_PROPERTIES_PART = "docProps/custom.xml"
_LONGEST_PROPERTIES = 1 << 16
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


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
    try:
        size = path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return  # a parent that is no folder is told when the folder is to be made
    except OSError as error:
        raise CannotWrite(_why(error, where, path)) from error
    if path.is_dir():
        raise CannotWrite(problem("F20", where, path.name))
    if size and made_as(path) != kind:
        raise CannotWrite(problem("F21", where, path.name, made_as=kind))
    for lock in (f"~${path.name}", f".~lock.{path.name}#"):
        if path.with_name(lock).exists():
            raise CannotWrite(problem("F22", where, lock, lock=lock))
    if not os.access(path, os.W_OK):
        raise CannotWrite(problem("F23", where, "read-only"))


def put_in_place(path: Path, content: bytes, *, folder: Path | None = None) -> None:
    """Writes the file beside its place, then moves it there in one step.

    A folder that is missing is made. A link is followed, and the file keeps its
    permissions.

    Raises:
        CannotWrite: and then the old file is whole and nothing is left beside it.
    """
    where = CellRef(shown(path, folder))
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise CannotWrite(_why(error, where, target)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def shown(path: Path, folder: Path | None) -> str:
    """The path as people know it: relative to the settings' folder where it lies within."""
    with suppress(ValueError):
        if folder is not None:
            return path.resolve().relative_to(folder.resolve()).as_posix()
    return str(path)


def _why(error: OSError, where: CellRef, target: Path) -> Problem:
    """The problem that tells of the failure."""
    if target.is_dir():
        return problem("F20", where, target.name)
    blocker = next((p for p in target.parents if p.exists() and not p.is_dir()), None)
    if blocker is not None:
        return problem("F25", where, blocker.name, blocker=blocker)
    if error.errno in _FULL:
        return problem("F24", where)
    if error.errno in _FORBIDDEN:
        return problem("F23", where)
    return problem("F27", where, reason=error.strerror or "an unknown fault")
