"""A stand-in for the engine that writes into workbooks: the tabs are kept in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from igpm_sheets.problems import CellRef, problem
from igpm_sheets.refreshing import run as refreshing
from igpm_sheets.reports.changes import Row
from igpm_sheets.reports.tables import Plain, Tab, plain
from igpm_sheets.writers.files.in_place import Backups, Seen
from igpm_sheets.writers.files.in_place import seen as version_of
from igpm_sheets.writers.files.saving import CannotWrite

Rows = list[dict[str, Plain]]


@dataclass
class FakeEngine:
    """What the workbooks hold of ours, by file name and tab."""

    tabs: dict[str, dict[str, Rows]] = field(default_factory=dict)
    shown: dict[str, dict[str, Tab]] = field(default_factory=dict)
    refuse: dict[str, str] = field(default_factory=dict)
    """The code of the problem with a workbook, by file name."""
    held: list[str] = field(default_factory=list)
    backups: list[Backups] = field(default_factory=list)
    before_each: Callable[[Path], None] = lambda _: None
    """Called before a workbook is taken, as somebody else might act then."""

    def install(self, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
        monkeypatch.setattr(refreshing, "taking", self.taking)
        monkeypatch.setattr(refreshing, "load_templates", lambda _: None)
        monkeypatch.setattr(refreshing, "A_SAVE", 0.0)
        return self

    @contextmanager
    def taking(
        self, path: Path, *, seen: Seen | None, backups: Backups, **_: object
    ) -> Iterator[FakeTarget]:
        self.before_each(path)
        self.held.append(path.name)
        self.backups.append(backups)
        code = self.refuse.get(path.name)
        if code is None and seen != version_of(path):
            code = "F32"
        if code:
            raise CannotWrite(problem(code, CellRef(path.name), **_details(code)))
        yield FakeTarget(path, self)


def _details(code: str) -> dict[str, str]:
    return {"lock": "~$lock"} if code == "F22" else {}


@dataclass
class FakeTarget:
    """A workbook whose tabs of ours are kept in memory."""

    path: Path
    engine: FakeEngine

    @property
    def tabs(self) -> list[str]:
        return list(self.engine.tabs.get(self.path.name, {}))

    def rows(self, tab: str) -> Sequence[Row] | None:
        return self.engine.tabs.get(self.path.name, {}).get(tab)

    def refresh(self, tabs: Sequence[Tab], *, dry: bool = False) -> bool:
        there = self.engine.tabs.get(self.path.name, {})
        now = {tab.name: _rows(tab) for tab in tabs}
        values = self.engine.shown.get(self.path.name, {})
        same = all(
            there.get(name) == rows and _kept(values.get(name)) == _kept(tab)
            for (name, rows), tab in zip(now.items(), tabs, strict=True)
        )
        if same:
            return False
        if not dry:
            self.engine.tabs[self.path.name] = {**there, **now}
            self.engine.shown[self.path.name] = {**values, **{tab.name: tab for tab in tabs}}
            found = self.path.stat()
            os.utime(self.path, ns=(found.st_atime_ns, found.st_mtime_ns + 10**9))
        return True


def _kept(tab: Tab | None) -> object:
    if tab is None:
        return None
    return {name: value for name, value in tab.values.items() if name not in tab.volatile}


def _rows(tab: Tab) -> Rows:
    if not tab.tables:
        return []
    table = tab.tables[0]
    return [
        {heading: plain(cell) for heading, cell in zip(table.headings, row, strict=True)}
        for row in table.rows
    ]
