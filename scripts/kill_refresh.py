"""Kills `igpm-sheets refresh` again and again, and looks at the workbook each time.

    python3 scripts/kill_refresh.py [--tries 300] [--applications 400] [--seed N]

An office keeps its results in its own tracker. Before each try a mark changes, so that there is
something to write; the run is killed after a random time, half of the tries once the first file
has appeared. The tracker must then be the one from before, or a whole one in which only our tabs
differ. Every tenth run is left alone and must finish the job, and leave no file behind that was
not there before.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import environment

if importlib.util.find_spec("openpyxl") is None:
    sys.exit(environment.run("requirements-dev.lock", __file__, *sys.argv[1:]))
sys.path.insert(0, str(environment.ROOT))

import openpyxl
import xlsxwriter

from tests.preserving.compare import compare
from tests.preserving.office import APPLICATION, TODAY, Office, settings_for
from tests.preserving.package import TABS, Package, Unreadable

COMMAND = (sys.executable, "-m", "igpm_sheets", "refresh", "--quiet", "--today", TODAY)
ASSESSORS = ("Kim", "Lou", "Max")
UNDISTURBED = 10
"""Every so many tries one is left alone."""


@dataclass
class Scene:
    """An office in a folder, the results of which stand in its own tracker."""

    folder: Path
    applications: int
    random: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tracker = self.folder / "applications.xlsx"
        self.marks = self.folder / "marks.csv"
        self.refs = [f"A{at:05d}" for at in range(1, self.applications + 1)]
        self._write_tracker()
        self.change_a_mark()
        office = Office(self.tracker, (str(self.marks),), tuple(self.refs))
        self.settings = settings_for(self.folder, office, self.tracker.name)

    def _write_tracker(self) -> None:
        with xlsxwriter.Workbook(self.tracker, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet("Applications")
            sheet.write_row(0, 0, list(APPLICATION))
            for at, ref in enumerate(self.refs, 1):
                row = {**APPLICATION, "Ref": ref, "Name": f"Candidate {at}"}
                sheet.write_row(at, 0, list(row.values()))
            sheet.autofilter(0, 0, len(self.refs), 3)
            book.add_worksheet("Office notes").write("A1", "kept")
            book.define_name("Rate", "=0.2")

    def change_a_mark(self) -> None:
        """Writes the marks anew, some of them changed; in one step, so that no run reads half."""
        made = io.StringIO(newline="")
        writer = csv.writer(made)
        writer.writerow(["Ref", "Assessor", *(f"D{domain}" for domain in range(1, 11))])
        for ref in self.refs:
            for assessor in ASSESSORS:
                writer.writerow([ref, assessor, *self.random.choices((4, 5, 6), k=10)])
        beside = self.marks.with_suffix(".new")
        beside.write_text(made.getvalue(), "utf-8", newline="")
        os.replace(beside, self.marks)  # noqa: PTH105 - the same on every system

    def start(self) -> subprocess.Popen[bytes]:
        """A run of the real command."""
        return subprocess.Popen(
            [*COMMAND, "-c", str(self.settings)],
            cwd=environment.ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def undisturbed(self) -> float:
        """A run that is left alone; how long it took."""
        start = time.perf_counter()
        process = self.start()
        complained = process.communicate()[1].decode("utf-8", "replace")
        if process.returncode not in (0, 1):
            self.wrong.append(f"left alone, it ended with {process.returncode}: {complained}")
        return time.perf_counter() - start

    def files(self) -> set[str]:
        """Every file in the folder, by its path; all parts of the log count as the log."""
        return {
            re.sub(r"\.log\.[0-9]+$", ".log", path.relative_to(self.folder).as_posix())
            for path in self.folder.rglob("*")
            if path.is_file()
        }


def killed(scene: Scene, usual: float) -> bool:
    """Starts a run and kills it; whether it was still running.

    Args:
        scene: the office.
        usual: how long a run takes that is left alone, in seconds.
    """
    before = scene.files()
    process = scene.start()
    start = time.perf_counter()
    wait = scene.random.uniform(0, usual * 1.1)
    if scene.random.random() < 0.5:
        # From the first file on that it makes, or from the last look at the clock.
        while process.poll() is None and scene.files() == before:
            time.sleep(0.0005)
        elapsed = time.perf_counter() - start
        wait = scene.random.uniform(0, max(0.02, (usual - elapsed) * 1.2))
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    process.communicate()
    return False


def faults(before: bytes, after: bytes) -> Iterator[str]:
    """What is wrong with the tracker at its path after a run was killed."""
    if before == after:
        return
    yield from compare(before, after)
    try:
        tabs = openpyxl.load_workbook(io.BytesIO(after), read_only=True).sheetnames
        owned = [sheet.name for sheet in Package(after).owned()]
    except (Unreadable, zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        yield f"it does not open: {error}"
        return
    for name in ("Applications", "Office notes", *TABS):
        if name not in tabs or (name in TABS and name not in owned):
            yield f"the tab {name} is not there"


def one_try(scene: Scene, usual: float) -> None:
    """Changes marks, kills a run, and looks at the tracker."""
    scene.change_a_mark()
    before = scene.tracker.read_bytes()
    was_running = killed(scene, usual)
    after = scene.tracker.read_bytes() if scene.tracker.exists() else b""
    found = list(faults(before, after))
    scene.wrong += found
    if found:
        scene.counts["damaged"] += 1
    elif not was_running:
        scene.counts["over before it could be killed"] += 1
    elif before == after:
        scene.counts["killed, and the tracker is the one from before"] += 1
    else:
        scene.counts["killed, and the tracker is the new one"] += 1


def finishes(scene: Scene, usual_files: set[str]) -> None:
    """One run that is left alone, after others were killed."""
    scene.change_a_mark()
    before = scene.tracker.read_bytes()
    scene.undisturbed()
    after = scene.tracker.read_bytes()
    if before == after:
        scene.wrong.append("left alone, it wrote nothing though marks had changed")
    scene.wrong += faults(before, after)
    scene.undisturbed()
    if scene.tracker.read_bytes() != after:
        scene.wrong.append("a second run changed it, though nothing else had changed")
    kept_in = {path.rpartition("/")[0] for path in usual_files} - {""}
    for path in sorted(scene.files() - usual_files):
        if path.rpartition("/")[0] not in kept_in or not _is_whole(scene.folder / path):
            scene.wrong.append(f"a file was left behind: {path}")
    scene.counts["left alone, and finished the job"] += 1


def _is_whole(path: Path) -> bool:
    """Whether a file of the backups' folder is a whole version of the tracker."""
    try:
        package = Package(path.read_bytes())
    except Unreadable:
        return False
    return package.zip.testzip() is None and bool(package.sheets)


def main(arguments: argparse.Namespace) -> int:
    """Prints the counts; the exit code is 1 where anything was wrong."""
    with tempfile.TemporaryDirectory(prefix="kill-refresh-") as folder:
        chance = random.Random(arguments.seed)  # noqa: S311 - when to kill is no secret
        scene = Scene(Path(folder), arguments.applications, chance)
        scene.undisturbed()
        scene.change_a_mark()
        usual = scene.undisturbed()
        usual_files = scene.files()
        print(
            f"A run that is left alone takes {usual:.2f} s. Files: {', '.join(sorted(usual_files))}"
        )
        for at in range(1, arguments.tries + 1):
            if scene.wrong:
                break
            one_try(scene, usual)
            if at % UNDISTURBED == 0 or at == arguments.tries:
                finishes(scene, usual_files)
            print(f"\r{at}", end="", file=sys.stderr, flush=True)
        for what, count in sorted(scene.counts.items()):
            print(f"{count:6d}  {what}")
        for line in scene.wrong:
            print(f"WRONG: {line}")
    return 1 if scene.wrong else 0


def options() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tries", type=int, default=300, help="[default: 300]")
    parser.add_argument("--applications", type=int, default=400, help="[default: 400]")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="[default: the time]")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(options()))
