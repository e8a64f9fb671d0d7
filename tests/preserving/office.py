"""A small office, and `igpm-sheets refresh` run on workbooks of it as a person would run it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from igpm_sheets import cli

TODAY = "2026-06-22"
ROLE = "Practice manager"
REFS = ("A1", "A2", "A3")

APPLICATION = {
    "Ref": "",
    "Name": "",
    "Date received": "2026-05-04",
    "Type": "full",
    "Associate": "yes",
    "Role": ROLE,
    "Role started": "2019-01-07",
    "Constitution breach": "no",
    "Disciplinary": "none",
    "Testimonial 1 from": "senior",
    "Testimonial 1 referee": "Dr Ash",
    "Testimonial 1 received": "yes",
    "Testimonial 2 from": "peer",
    "Testimonial 2 referee": "Bea Holt",
    "Testimonial 2 received": "yes",
    "Evidence missing": "none",
    "Fee paid": "yes",
}


@dataclass(frozen=True, slots=True)
class Office:
    """What a refresh reads."""

    tracker: Path
    marks: tuple[str, ...]
    refs: tuple[str, ...]
    """The applications of the window that is shown."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the program came to."""

    code: int
    printed: str
    complained: str

    @property
    def crashed(self) -> bool:
        """Whether it was a fault of the program, whatever the data."""
        fault = "a fault of this program" in self.complained or "Traceback" in self.complained
        return fault or self.code not in (0, 1, 3)


def make_office(folder: Path, first_mark: int = 6) -> Office:
    """An office in two plain files, quick to read: three applications, of which one lacks marks."""
    folder.mkdir(parents=True, exist_ok=True)
    tracker, marks = folder / "tracker.csv", folder / "marks.csv"
    names = dict(zip(REFS, ("Ann Lee", "=1+1 O’Hara", "Zoë <b>&"), strict=True))
    applications = [{**APPLICATION, "Ref": ref, "Name": name} for ref, name in names.items()]
    _write(tracker, [list(APPLICATION), *(list(each.values()) for each in applications)])
    rows = [
        [ref, assessor, domain, first_mark if (ref, domain) == ("A1", 1) else 4 + (ref == "A1")]
        for ref in REFS[:2]
        for assessor in ("Kim", "Lou", "Max")
        for domain in range(1, 11)
    ]
    _write(marks, [["Ref", "Assessor", "Domain", "Mark"], *rows])
    return Office(tracker, (str(marks),), REFS)


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def settings_for(folder: Path, office: Office, *workbooks: str) -> Path:
    """An `igpm.toml` in a folder, for some workbooks in it. Returns its path."""
    path = folder / "igpm.toml"
    # Text and lists of texts are alike in JSON and TOML.
    path.write_text(
        f"[tracker]\nsource = {json.dumps(str(office.tracker))}\n"
        f"[marks]\nsources = {json.dumps(list(office.marks))}\n"
        f"[results]\nrefresh = {json.dumps(list(workbooks))}\n",
        encoding="utf-8",
    )
    return path


def refresh(settings: Path, *options: str) -> Run:
    """Runs the command in this process."""
    printed, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(complained):
        code = cli.run(["refresh", "-c", str(settings), "--today", TODAY, *options])
    return Run(code, printed.getvalue(), complained.getvalue())
