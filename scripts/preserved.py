"""Refreshes every workbook of a folder, and says what was lost in which.

    python3 scripts/preserved.py [FOLDER] [--made] [--changes] [--soffice] [--jobs 2] [--limit N]

FOLDER holds .xlsx and .xlsm files, of which copies are refreshed; `--made` adds the odd workbooks
of tests/preserving. With `--changes` an assessor's marks change after the first refresh, and the
next one is looked at as well. With `--soffice` LibreOffice opens what it opened before.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import FrameType

import environment

if importlib.util.find_spec("openpyxl") is None:
    sys.exit(environment.run("requirements-dev.lock", __file__, *sys.argv[1:]))
sys.path.insert(0, str(environment.ROOT))

import openpyxl

from igpm_sheets.demo import make_demo
from tests.preserving import making
from tests.preserving.office import Office
from tests.preserving.trying import RESULTS, Kind, Trial, try_refresh

LONGEST = 300
"""Seconds for one workbook; a refresh that takes longer is taken for one that hangs."""

IN_A_BATCH = 20
"""Workbooks that LibreOffice opens at a time."""

ALL_TABS_AS_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""LibreOffice's filter that writes a file for each tab."""


class TookTooLong(BaseException):
    """A refresh that did not end; not an Exception, so that nothing on the way takes it for one."""


def offices(folder: Path, *, changes: bool) -> tuple[Office, Office | None]:
    """The demo's office, and the same with one assessor's marks changed."""
    settings = make_demo(folder / "demo")
    tracker = settings.parent / "applications.xlsx"
    marks = settings.parent / "marks"
    office = Office(tracker, (str(marks / "*.xlsx"),), ())
    if not changes:
        return office, None
    other = folder / "changed"
    shutil.copytree(marks, other)
    change_a_mark(min(other.glob("*.xlsx")))
    return office, Office(tracker, (str(other / "*.xlsx"),), ())


def change_a_mark(path: Path) -> None:
    """Turns every mark of 5 on a mark sheet into a 6."""
    book = openpyxl.load_workbook(path)
    changed = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == 5 and not cell.is_date:
                    cell.value = 6
                    changed += 1
    if not changed:
        sys.exit(f"{path} holds no mark of 5 to be changed")
    book.save(path)


def attempt(source: Path, folder: Path, office: Office, changed: Office | None) -> Trial:
    """What becomes of one workbook, whatever happens on the way."""
    folder.mkdir(parents=True)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _too_long)
        signal.setitimer(signal.ITIMER_REAL, LONGEST)
    try:
        return try_refresh(source, office, folder, changed=changed)
    except TookTooLong:
        return Trial(Kind.CRASHED, (f"it took longer than {LONGEST} s",))
    except Exception as error:  # noqa: BLE001 - the next workbook has its turn
        return Trial(Kind.CRASHED, (f"it could not be looked at: {type(error).__name__}: {error}",))
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TookTooLong


def sources(arguments: argparse.Namespace, folder: Path) -> list[Path]:
    """The workbooks to be tried, those of the folder first."""
    found: list[Path] = []
    if arguments.folder:
        listed = sorted(arguments.folder.rglob("*"))
        found += [each for each in listed if each.suffix.casefold() in (".xlsx", ".xlsm")]
    if arguments.made:
        folder.mkdir()
        for workbook in making.every():
            name = re.sub(r"[^\w’(),.-]+", " ", workbook.name)
            path = folder / f"{name}{workbook.suffix}"
            path.write_bytes(workbook.make())
            found.append(path)
    return found[: arguments.limit]


def tried(
    paths: Sequence[Path], folder: Path, both: tuple[Office, Office | None], jobs: int
) -> Iterator[tuple[Path, Path, Trial]]:
    """Each workbook, the folder of its copy, and what became of it."""
    folders = [folder / f"{at:05d}" for at in range(len(paths))]
    office, changed = both
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        trials = pool.map(
            attempt,
            paths,
            folders,
            [office] * len(paths),
            [changed] * len(paths),
            chunksize=max(1, min(16, len(paths) // (4 * jobs))),
        )
        yield from zip(paths, folders, trials, strict=True)


class Soffice:
    """LibreOffice, which writes every tab of workbooks as text."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("soffice") or shutil.which("libreoffice") or ""
        if not self.program:
            sys.exit("LibreOffice (soffice) is not installed.")
        self.folder = folder
        self.profile = folder / "profile"

    def opened(self, workbooks: Sequence[Path]) -> dict[Path, dict[str, str]]:
        """For each workbook that it opened, its tabs as text."""
        seen: dict[Path, dict[str, str]] = {}
        for start in range(0, len(workbooks), IN_A_BATCH):
            seen |= self._batch(workbooks[start : start + IN_A_BATCH])
        # One that it dies of takes those behind it along: each of them once more, alone.
        for workbook in workbooks:
            if workbook not in seen:
                seen |= self._batch([workbook])
        return seen

    def _batch(self, workbooks: Sequence[Path]) -> dict[Path, dict[str, str]]:
        work = Path(tempfile.mkdtemp(dir=self.folder))
        named = {f"book{at:03d}": workbook for at, workbook in enumerate(workbooks)}
        copies = [
            shutil.copy(workbook, work / f"{name}{workbook.suffix}")
            for name, workbook in named.items()
        ]
        out = work / "out"
        command = [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]
        command += ["--convert-to", ALL_TABS_AS_TEXT, "--outdir", str(out), *map(str, copies)]
        with suppress(subprocess.TimeoutExpired):
            subprocess.run(command, check=False, capture_output=True, timeout=60 + LONGEST)
        seen: dict[Path, dict[str, str]] = {}
        for file in sorted(out.glob("*.csv")):
            name, _, tab = file.stem.partition("-")
            if name in named:
                text = file.read_text("utf-8", "replace")
                seen.setdefault(named[name], {})[tab] = text
        shutil.rmtree(work, ignore_errors=True)
        return seen


def not_opened(
    kept: Sequence[tuple[Path, Path]], folder: Path
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Workbooks that LibreOffice opened before and does not show as it should any more.

    Args:
        kept: workbooks as they were, each with its refreshed copy.
        folder: where it may work.
    """
    soffice = Soffice(folder)
    before = soffice.opened([source for source, _ in kept])
    after = soffice.opened([copy for source, copy in kept if source in before])
    for source, copy in kept:
        if source not in before:
            continue
        lines = []
        if copy not in after:
            lines = ["LibreOffice opened it before, and does not any more"]
        elif "Ref" not in after[copy].get(RESULTS, ""):
            lines = [f"LibreOffice shows no {RESULTS}"]
        elif lost := sorted(set(before[source]) - set(after[copy])):
            lines = [f"LibreOffice does not show these tabs any more: {', '.join(lost)}"]
        if lines:
            yield source, tuple(lines)


def report(results: Sequence[tuple[Path, Trial]], seconds: float) -> int:
    """Prints the counts and everything that was not simply kept; returns the exit code."""
    for kind in (Kind.REFUSED, Kind.HURT, Kind.CRASHED):
        for path, trial in results:
            if trial.kind is kind:
                print(f"\n{kind.value}: {path}")
                for line in trial.lines[:12]:
                    print(f"    {line[:400]}")
    print(f"\n{len(results)} workbooks in {seconds:.0f} s")
    counts = {kind: sum(trial.kind is kind for _, trial in results) for kind in Kind}
    for kind, count in counts.items():
        print(f"{count:7d}  {kind.value}")
    return 1 if counts[Kind.HURT] or counts[Kind.CRASHED] else 0


def main(arguments: argparse.Namespace) -> int:
    """Tries every workbook; the exit code is 1 where one was hurt or the program crashed."""
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="preserved-") as name:
        folder = Path(name)
        both = offices(folder, changes=arguments.changes)
        results, kept = [], []
        done = tried(sources(arguments, folder / "made"), folder / "work", both, arguments.jobs)
        for path, where, trial in done:
            results.append((path, trial))
            if trial.kind is Kind.KEPT and arguments.soffice:
                kept.append((path, where / f"workbook{path.suffix}"))
            else:
                shutil.rmtree(where, ignore_errors=True)
            print(f"\r{len(results)}", end="", file=sys.stderr, flush=True)
        if arguments.soffice:
            (folder / "soffice").mkdir()
            lost = dict(not_opened(kept, folder / "soffice"))
            results = [
                (path, Trial(Kind.HURT, lost[path]) if path in lost else trial)
                for path, trial in results
            ]
    return report(results, time.perf_counter() - start)


def options() -> argparse.Namespace:
    """What was typed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="with .xlsx and .xlsm files")
    parser.add_argument(
        "--made", action="store_true", help="the workbooks of tests/preserving, too"
    )
    parser.add_argument("--changes", action="store_true", help="change marks and refresh again")
    parser.add_argument("--soffice", action="store_true", help="open everything in LibreOffice")
    parser.add_argument("--jobs", type=int, default=2, help="processes [default: 2]")
    parser.add_argument("--limit", type=int, help="so many workbooks at most")
    given = parser.parse_args()
    if not given.folder and not given.made:
        parser.error("name a folder, or --made")
    return given


if __name__ == "__main__":
    sys.exit(main(options()))
