"""What a tab costs in a large workbook, against copying the workbook's entries: one run, in turn.

    .venv/bin/python scripts/grafting.py [MEGABYTES] [ROUNDS]

Ours is the whole of a refresh: lock, comparison, grafting, reading back, backup, swap. The
plain alternative copies the packed entries into a new file and makes sure of it on the disk.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from igpm_sheets.ooxml.archive import Archive, write_archive
from igpm_sheets.reports.tables import Tab
from igpm_sheets.templates import RESULTS, builtin_template
from igpm_sheets.writers.files.in_place import Backups
from igpm_sheets.writers.filling.template import Template, Templates
from igpm_sheets.writers.refresh import taking

PICTURE = 4 << 20
"""Bytes of each of the parts that fill the workbook; random, so that packing saves nothing."""
TAB = Tab("IGPM Problems", "No result", {"title": "A tab"})


def large_workbook(path: Path, megabytes: int) -> None:
    """A workbook with a long sheet, and with parts that fill it up to the size."""
    chance = random.Random(1)  # noqa: S311 - the same workbook each time
    with Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            for column in range(10):
                sheet.write_number(row, column, chance.random())
    with ZipFile(path, "a", ZIP_DEFLATED) as package:
        for number in range(max(0, (megabytes << 20) - path.stat().st_size) // PICTURE):
            package.writestr(f"xl/media/image{number}.bin", chance.randbytes(PICTURE))


def copied(path: Path, to: Path) -> float:
    """Seconds for copying the entries."""
    start = time.perf_counter()
    with Archive.open(path) as archive, to.open("w+b") as out:
        write_archive(out, archive, replaced={}, added=[])
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - start


def refreshed(path: Path, template: Template) -> float:
    """Seconds for adding a tab."""
    start = time.perf_counter()
    backups = Backups(path.parent / "backups", last=1)
    with taking(path, templates=Templates.of_one(template), backups=backups) as target:
        assert target.refresh([TAB])  # noqa: S101 - else nothing was measured
    return time.perf_counter() - start


def main(megabytes: int = 50, rounds: int = 9) -> None:
    """Prints medians, their ratio, and the peak of memory."""
    template = Template.load(builtin_template(RESULTS))
    with tempfile.TemporaryDirectory() as folder:
        original, book = Path(folder) / "original.xlsx", Path(folder) / "book.xlsx"
        large_workbook(original, megabytes)
        plain, ours = [], []
        for _ in range(rounds):
            plain.append(copied(original, book))
            ours.append(refreshed(book, template))
        copied(original, book)
        tracemalloc.start()
        refreshed(book, template)
        _, peak = tracemalloc.get_traced_memory()
        size = original.stat().st_size / (1 << 20)
    print(f"a workbook of {size:.0f} MB, {rounds} rounds, medians")
    print(f"copying its entries  {statistics.median(plain):.3f} s")
    print(f"adding a tab         {statistics.median(ours):.3f} s")
    print(f"ratio                {statistics.median(ours) / statistics.median(plain):.2f}")
    print(f"peak of memory       {peak / (1 << 20):.1f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
