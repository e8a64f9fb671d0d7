"""An office whose tracker is a Google Sheet that is to hold the results, for the tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets.cli import run
from tests.bad_inputs.office import TODAY, TRACKER, Office, good_office, written
from tests.bad_inputs.spoiling import Spoil
from tests.google_server.server import GoogleServer, PersonSpreadsheet, PersonTab
from tests.refreshing.office import Ran

OFFICE = "office@igpm.example"
RESULTS, SUMMARY, PROBLEMS, CHANGES = (
    "IGPM Results",
    "IGPM Summary",
    "IGPM Problems",
    "IGPM Changes",
)
WIDTH = 28
"""Columns of ours on the tab of results; people's begin behind them."""
NOTES = "AC"
"""The letters of the first column of people's."""


@dataclass
class GoogleSite:
    """The office, its folder, and its tracker at Google."""

    folder: Path
    google: GoogleServer
    sheet: PersonSpreadsheet
    office: Office = field(default_factory=good_office)
    results: str = ""
    more: list[PersonSpreadsheet] = field(default_factory=list)
    """Other spreadsheets that take the results."""
    credentials: str = ""

    def save(self, *spoils: Spoil) -> None:
        """Changes the office: its mark sheets, its settings, and the tracker's cells at Google."""
        for spoil in spoils:
            spoil(self.office)
        tracker = self.office.books.pop(TRACKER)
        targets = ", ".join(f'"{each.address}"' for each in (self.sheet, *self.more))
        self.office.settings = f"""
[tracker]
source = "{self.sheet.address}"
[marks]
sources = ["marks/*.xlsx"]
[results]
refresh = [{targets}]
{self.results}
[policy]
file = "policy.toml"
[google]
credentials = "{self.credentials}"
"""
        self.office.write(self.folder)
        self.office.books[TRACKER] = tracker
        for name, rows in tracker.items():
            tab = self.sheet.tab(name)
            whole = {"range": {"sheetId": tab.id}, "fields": "userEnteredValue"}
            tab.batch({"updateCells": whole})
            tab.fill("A1", rows)

    def refresh(self, *options: str, today: str = TODAY) -> Ran:
        """Runs the command, with the log of the server empty before."""
        self.google.forget()
        out, err = io.StringIO(), io.StringIO()
        config = str(self.folder / "igpm.toml")
        with redirect_stdout(out), redirect_stderr(err):
            code = run(["refresh", "-c", config, "--today", today, *options])
        assert "Traceback" not in out.getvalue() + err.getvalue()
        assert "fault of this program" not in err.getvalue(), err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    @property
    def tab(self) -> PersonTab:
        """The tab of results as the office has it open."""
        return self.sheet.tab(RESULTS)

    def refs(self) -> list[Any]:
        """The first column of the tab of results, below its heading."""
        return [row[0] if row else None for row in self.tab.values()[1:]]

    def row(self, ref: str) -> int:
        """The row of an application on the tab of results."""
        return self.refs().index(ref) + 2

    def beside(self, ref: str, column: int = WIDTH) -> Any:
        """What people keep beside an application."""
        row = self.tab.values()[self.row(ref) - 1]
        return row[column] if len(row) > column else None

    def of(self, ref: str) -> dict[str, Any]:
        """An application's row, by heading."""
        heads, *rows = self.tab.values()
        row = next(row for row in rows if row and row[0] == ref)
        return dict(zip(map(str, heads), [*row, *[None] * len(heads)], strict=False))


@contextmanager
def open_site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSite]:
    """An office with its tracker at Google, and the server."""
    with GoogleServer() as google:
        for name, value in google.environment().items():
            monkeypatch.setenv(name, value)
        office = good_office()
        path = folder / TRACKER
        path.write_bytes(written(office.tracker))
        person = google.person(OFFICE)
        sheet = person.upload(path, title="Applications 2026")
        path.unlink()
        sheet.share(google.robot, "writer")
        site = GoogleSite(folder, google, sheet, office)
        site.credentials = google.service_account(folder).name
        tracker = site.office.tracker
        site.office.books[TRACKER] = {}
        site.save()
        site.office.books[TRACKER] = tracker
        yield site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleSite]:
    """An office with its tracker at Google."""
    with open_site(tmp_path, monkeypatch) as made:
        yield made
