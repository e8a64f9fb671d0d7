"""What a file was when it was read, so that a later look tells whether it still is that file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Seen(NamedTuple):
    """A version of a file: its size in bytes, when it was last written, and which file it is.

    `written` is in nanoseconds; `file` is the inode, on Windows the index of the file.
    """

    size: int
    written: int
    file: int

    @classmethod
    def of(cls, found: os.stat_result) -> Seen:
        """The version that a look at the file found."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


def seen(path: Path) -> Seen | None:
    """The version that stands at the path, links followed, or None where none can be seen.

    To be taken before the file is read: what is read later is then never older.
    """
    try:
        return Seen.of(path.stat())
    except OSError:
        return None
