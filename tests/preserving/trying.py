"""One workbook taken through a refresh, a second one and a change of marks, looked at each time."""

from __future__ import annotations

import io
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import openpyxl
import python_calamine

from . import tabs as tabs_of
from .compare import compare
from .office import Office, Run, refresh, settings_for
from .package import TABS, Package

RESULTS = TABS[0]

HEADINGS = (
    *("Ref", "Candidate", "Window", "Type", "Status", "Sum", "Average"),
    *(f"D{domain}" for domain in range(1, 11)),
    *("Further evidence in", "Flags", "Why", "Fee", "VAT", "To pay", "Result due"),
    *("Result sent", "Resubmit by", "Next window", "First renewal"),
)
"""The headings of the results, in the order that people rely on."""


class Kind(Enum):
    """What became of a workbook."""

    KEPT = "refreshed with nothing lost"
    REFUSED = "refused with a reason and left the same bytes"
    HURT = "hurt"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a workbook, and why that is said."""

    kind: Kind
    lines: tuple[str, ...] = ()


def opened_by(data: bytes) -> dict[str, list[str]]:
    """The tabs that openpyxl and calamine see; a reader that does not open it is left out."""
    seen = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, tabs in (("openpyxl", _by_openpyxl), ("calamine", _by_calamine)):
            try:
                seen[name] = tabs(data)
            except Exception:  # noqa: BLE001, S112 - what it cannot open, it opens no better later
                continue
    return seen


def _by_openpyxl(data: bytes) -> list[str]:
    # Within the process it would otherwise keep the file; a vbaProject is read, too.
    return openpyxl.load_workbook(io.BytesIO(data)).sheetnames


def _by_calamine(data: bytes) -> list[str]:
    book = python_calamine.load_workbook(io.BytesIO(data))
    for sheet in book.sheets_metadata:
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
            book.get_sheet_by_name(sheet.name).to_python()
    return book.sheet_names


def try_refresh(
    source: Path, office: Office, folder: Path, *, changed: Office | None = None
) -> Trial:
    """Refreshes a copy of a workbook in a folder of its own.

    Args:
        source: the workbook.
        office: what the refresh reads.
        folder: where the copy goes; empty.
        changed: the same office with other marks, where a third refresh is to take them up.
    """
    path = Path(shutil.copy(source, folder / f"workbook{source.suffix}"))
    settings = settings_for(folder, office, path.name)
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    run = refresh(settings)
    if run.crashed:
        return Trial(Kind.CRASHED, (f"exit code {run.code}", *run.complained.splitlines()))
    after = path.read_bytes()
    if run.code == 3:
        same = after == before and path.stat().st_mtime_ns == stamp
        return _refused(run) if same else Trial(Kind.HURT, ("it was refused, and changed",))
    findings = [
        *looked_at(before, after, office),
        *_opened(before, after),
        *_again(settings, path),
    ]
    if changed is not None and not findings:
        findings += _taken_up(settings_for(folder, changed, path.name), path, changed)
    return Trial(Kind.HURT if findings else Kind.KEPT, tuple(findings))


def _refused(run: Run) -> Trial:
    lines = [line for line in run.complained.splitlines() if line.startswith("error")]
    if not lines:
        return Trial(Kind.HURT, ("it was refused without a reason",))
    return Trial(Kind.REFUSED, tuple(lines))


def looked_at(before: bytes, after: bytes, office: Office) -> Iterator[str]:
    """What is wrong with a workbook after its first refresh, or a later one."""
    if before == after:
        yield "the program said that it was done, and wrote nothing"
        return
    yield from compare(before, after)
    package = Package(after)
    owned = {sheet.name: sheet for sheet in package.owned()}
    for name in TABS:
        if name not in owned:
            yield f"there is no tab {name}"
    if RESULTS in owned:
        yield from _results(package, office)


def _opened(before: bytes, after: bytes) -> Iterator[str]:
    """What readers that opened the workbook before do not see any more."""
    was, now = opened_by(before), opened_by(after)
    ours = {name.casefold() for name in TABS}
    for reader, tabs in was.items():
        if reader not in now:
            yield f"{reader} opened it before, and does not any more"
        elif [name for name in now[reader] if name.casefold() not in ours] != [
            name for name in tabs if name.casefold() not in ours
        ]:
            yield f"{reader} sees the tabs {', '.join(now[reader])}"


def _results(package: Package, office: Office) -> Iterator[str]:
    """What the tab of the results does not show."""
    (sheet,) = (each for each in package.owned() if each.name == RESULTS)
    cells = list(package.xml(sheet.part).root.within("c"))
    texts = [tabs_of.text_of(package, cell) for cell in cells]
    for ref in office.refs:
        if ref not in texts:
            yield f"{RESULTS} does not show {ref}"
    following = iter(texts)
    if not all(heading in following for heading in HEADINGS):
        yield f"{RESULTS} does not have its headings in their order"


def _again(settings: Path, path: Path) -> Iterator[str]:
    """What a second refresh changes, when nothing else has."""
    before, stamp = path.read_bytes(), path.stat()
    run = refresh(settings)
    after, later = path.read_bytes(), path.stat()
    if run.crashed or run.code == 3:
        yield f"a second refresh ended with {run.code}: {run.complained}"
    if before != after:
        yield "a second refresh changed it, though nothing else had changed"
        yield from compare(before, after)
    elif (stamp.st_mtime_ns, stamp.st_ino) != (later.st_mtime_ns, later.st_ino):
        yield "a second refresh wrote the same bytes once more"


def _taken_up(settings: Path, path: Path, office: Office) -> Iterator[str]:
    """What goes wrong when marks have changed."""
    before = path.read_bytes()
    run = refresh(settings)
    if run.crashed or run.code == 3:
        yield f"a refresh after marks changed ended with {run.code}: {run.complained}"
    else:
        for finding in looked_at(before, path.read_bytes(), office):
            yield f"after marks changed: {finding}"
        for finding in _again(settings, path):
            yield f"after marks changed: {finding}"
