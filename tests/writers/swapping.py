"""Runs that are killed: programs that swap a workbook, for the tests to start and to end.

    python -m tests.writers.swapping loop WORKBOOK BACKUPS link|copy [TIMES]
    python -m tests.writers.swapping hold WORKBOOK
    python -m tests.writers.swapping steps FOLDER link|copy

A version is random bytes with their checksum, so that a mixture of two shows.
"""

from __future__ import annotations

import errno
import hashlib
import os
import random
import sys
import time
from itertools import count
from pathlib import Path
from typing import BinaryIO

from igpm_sheets.writers.files.in_place import Backups, held

READY = "ready"


def version() -> bytes:
    content = random.randbytes(random.randrange(1, 60_000))
    return content + hashlib.sha256(content).digest()


def is_whole(data: bytes) -> bool:
    return len(data) > 32 and hashlib.sha256(data[:-32]).digest() == data[-32:]


def swap(path: Path, backups: Backups, data: bytes, *, wait: float = 10) -> None:
    """One run, which writes in several steps."""

    def write(out: BinaryIO) -> None:
        for start in range(0, len(data), 10_000):
            out.write(data[start : start + 10_000])
            out.flush()

    def check(written: Path) -> None:
        assert written.read_bytes() == data

    with held(path, wait=wait) as hold:
        hold.swap(write, check, backups)


def without_links() -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    os.link = refuse


def loop(path: Path, backups: Path, times: int) -> None:
    print(READY, flush=True)
    for _ in range(times):
        swap(path, Backups(backups, last=3, days=1), version())


def hold(path: Path) -> None:
    with held(path):
        print(READY, flush=True)
        time.sleep(60)


def killed_at_each_step(folder: Path, *, links: bool) -> int:
    """One run after another, each ended before one more of its calls to the system than the last.

    Returns how many steps a run takes.
    """
    for step in count(1):
        office = folder / str(step)
        office.mkdir()
        path, backups = office / "applications.xlsx", Backups(office / "backups")
        old, new, next_one = version(), version(), version()
        path.write_bytes(old)
        child = os.fork()
        if not child:
            _end_before(step)
            swap(path, backups, new)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        finished = os.waitstatus_to_exitcode(status) == 0
        assert finished or os.waitstatus_to_exitcode(status) == 9
        present = path.read_bytes()
        assert present in (old, new)
        before = {old} if present == new else set()
        assert before <= _kept(backups)
        swap(path, backups, next_one, wait=0)
        assert path.read_bytes() == next_one
        assert _kept(backups) == before | {present}
        if links:
            assert len(list(backups.folder.iterdir())) == len(before) + 1
        assert {entry.name for entry in office.iterdir()} == {
            "applications.xlsx", ".applications.xlsx.igpm-lock", "backups",
        }  # fmt: skip
        if finished:
            assert present == new
            return step
    raise AssertionError


def _kept(backups: Backups) -> set[bytes]:
    folder = backups.folder
    if not folder.exists():
        return set()
    kept = {path.read_bytes() for path in folder.iterdir() if path.suffix == ".xlsx"}
    assert all(map(is_whole, kept))
    return kept


def _end_before(step: int) -> None:
    """Ends this process, without any cleaning up, before its step of this number."""
    steps = count(1)

    def heard(event: str, _: tuple[object, ...]) -> None:
        if (event == "open" or event.startswith(("os.", "fcntl."))) and next(steps) == step:
            os._exit(9)

    sys.addaudithook(heard)


def main(what: str, path: str, *more: str) -> None:
    if "copy" in more:
        without_links()
    if what == "loop":
        loop(Path(path), Path(more[0]), int(more[2]) if len(more) > 2 else sys.maxsize)
    elif what == "hold":
        hold(Path(path))
    else:
        print(killed_at_each_step(Path(path), links="link" in more))


if __name__ == "__main__":
    main(*sys.argv[1:])
