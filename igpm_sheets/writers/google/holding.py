"""Keeps two runs on one computer from writing into the same spreadsheet at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from igpm_sheets.problems import CellRef
from igpm_sheets.writers.files.in_place import locked


@dataclass
class LastRun:
    """Which run has last written into a spreadsheet from this computer."""

    path: Path | None = None
    known: int = 0

    @classmethod
    def of(cls, path: Path) -> LastRun:
        """As it was noted; none where it was not."""
        try:
            return cls(path, int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return cls(path)

    def note(self, run: int) -> None:
        """Notes it, if that can be done; nothing but time depends on it."""
        if self.path is not None:
            try:
                self.path.write_text(str(run), encoding="ascii")
            except OSError:
                return


@contextmanager
def held(
    locks: Path | None, key: str, where: CellRef, wait: float, *, dry: bool
) -> Iterator[LastRun]:
    """Keeps other runs on this computer away from a spreadsheet until the block ends."""
    folder = None if dry else locks
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = None  # whoever has no folder for locks may write all the same
    if folder is None:
        yield LastRun()
        return
    with locked(folder / key, where, wait):
        yield LastRun.of(folder / key)
