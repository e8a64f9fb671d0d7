"""Writes a file beside its place, whole and safe on the disk before it may take that place.

A file that is put in place in one step is at every moment either the old one or the new
one, whatever happens to the program or to the power. What a killed run leaves beside it
has a name that tells whose it is.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_TEMPORARY = re.compile(r"\.(.+)\.[0-9a-f]{8}\.igpm-tmp", re.DOTALL)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new name in the target's folder; a file that still has it in the end is removed."""
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.igpm-tmp")
    try:
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def temporary_of(name: str) -> str:
    """The name of the file whose temporary has this name, or "" for any other name.

    >>> temporary_of(".applications.xlsx.0a1b2c3d.igpm-tmp"), temporary_of("applications.xlsx")
    ('applications.xlsx', '')
    """
    match = _TEMPORARY.fullmatch(name)
    return match[1] if match else ""


def remove_temporaries(folder: Path, are_ours: Callable[[str], bool]) -> None:
    """Removes what killed runs left in the folder of the files whose names `are_ours`.

    What cannot be removed stays.
    """
    with suppress(OSError):
        for entry in list(folder.iterdir()):
            name = temporary_of(entry.name)
            if name and are_ours(name):
                with suppress(OSError):
                    entry.unlink()


def write_out(path: Path, write: Callable[[BinaryIO], object], *, like: Path | None) -> None:
    """Writes a new file, and returns once it is safe on the disk.

    The file takes over permissions, and where it may owner, group and extended attributes,
    from the file `like` it; until then nobody but its writer may read it.

    Raises:
        OSError: if it cannot be written, or a file of this name is there.
    """

    def private(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    opener = None if like is None else private  # which Path.open does not take
    with open(path, "xb", opener=opener) as file:
        write(file)
        file.flush()
        if like is not None:
            _take_over(path, like)
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes the names in the folder safe on the disk.

    Windows opens no folders and does this by itself; some network drives cannot.
    """
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _take_over(path: Path, like: Path) -> None:
    old = like.stat()
    if hasattr(os, "chown"):
        for owner, group in ((old.st_uid, -1), (-1, old.st_gid)):
            with suppress(OSError):  # only some may give files away
                os.chown(path, owner, group)
    if sys.platform == "linux":  # Python has no such calls elsewhere
        with suppress(OSError):
            for name in os.listxattr(like):
                with suppress(OSError):
                    os.setxattr(path, name, os.getxattr(like, name))
    # Last, since the steps before may alter it; and only where it differs, since drives
    # without permissions of their own refuse the call.
    if stat.S_IMODE(path.stat().st_mode) != stat.S_IMODE(old.st_mode):
        shutil.copymode(like, path)
