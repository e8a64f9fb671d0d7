"""An office whose assessors mark in Google Sheets; its tracker is a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets.google.connection import Google, Pace
from igpm_sheets.handing_out.spreadsheets import hand_out_at_google
from igpm_sheets.jobs import work_out
from igpm_sheets.reports.handed_out import HandedOut
from igpm_sheets.settings import load
from tests.bad_inputs.office import ASSESSORS, SETTINGS, TODAY, Office
from tests.google_server.server import GoogleServer, PersonSpreadsheet, PersonTab
from tests.handing_out.office import Run, run, the_office

OFFICE = "office@igpm.example"
ADDRESSES = {
    "Ann Lee": "ann@example.net",
    "Ben Okoro": "ben@example.net",
    "Cat Hughes": "cat@example.net",
    "Dee Marsh": "dee@example.net",
}
TAB = "Marks"
HEADINGS, FIRST = 5, 6
"""Rows of the headings and of the first application."""
QUICK = Pace(timeout=5, first=0.001, longest=0.01, patience=5, a_minute=100_000)


@dataclass
class GoogleOffice:
    """The office, its folder, its server, and a spreadsheet for each assessor."""

    folder: Path
    google: GoogleServer
    office: Office
    sheets: Mapping[str, PersonSpreadsheet]
    credentials: str

    def run(self, command: str = "mark-sheets", *options: str) -> Run:
        """Runs a command on it."""
        return run(self.folder, command, *options)

    def hand_out(self, *options: str) -> Run:
        """Hands out the mark sheets at Google."""
        return self.run("mark-sheets", "--google", "--json", *options)

    def hand_out_at(self, pace: Pace) -> HandedOut:
        """The same at another pace, without the command."""
        settings = load(self.folder / "igpm.toml")
        google = Google(settings.credentials, writes=True, pace=pace)
        keys = [sheet.key for sheet in self.sheets.values()]
        day = date.fromisoformat(TODAY)
        worked = work_out(settings, day, google=google, written=keys)
        return hand_out_at_google(settings, worked, google)

    def settings(self, *sources: str) -> None:
        """Names other sources of marks."""
        listed = ", ".join(f'"{each}"' for each in ("earlier/*.xlsx", *sources))
        text = SETTINGS.replace('["marks/*.xlsx"]', f"[{listed}]")
        credentials = f'\n[google]\ncredentials = "{self.credentials}"\n'
        (self.folder / "igpm.toml").write_text(text + credentials, encoding="utf-8")

    def marks(self, assessor: str) -> PersonTab:
        """The tab in which an assessor marks, as the office sees it."""
        return self.sheets[assessor].tab(TAB)

    def as_assessor(self, assessor: str) -> PersonTab:
        """The same, in the assessor's hands."""
        person = self.google.person(ADDRESSES[assessor])
        return person.open(self.sheets[assessor].key).tab(TAB)

    def refs(self, assessor: str) -> list[Any]:
        """The refs on an assessor's mark sheet, from top to bottom."""
        return refs_on(self.marks(assessor))

    def snapshots(self) -> dict[str, Any]:
        """Everything in all spreadsheets."""
        return {name: self.google.snapshot(sheet.key) for name, sheet in self.sheets.items()}


def refs_on(tab: PersonTab) -> list[Any]:
    """The refs on a mark sheet, from top to bottom."""
    return [row[0] for row in tab.values()[HEADINGS:] if row and row[0]]


def google_office(
    google: GoogleServer,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    assessors: Collection[str] = ASSESSORS,
    office: Office | None = None,
) -> GoogleOffice:
    """An office that has made a blank spreadsheet for each assessor and shared it with them."""
    for name, value in google.environment().items():
        monkeypatch.setenv(name, value)
    made = office or the_office()
    made.write(folder)
    credentials = google.service_account(folder)
    person = google.person(OFFICE)
    sheets = {}
    for name in assessors:
        sheet = person.spreadsheet(f"Marking {name}", locale="en_GB", time_zone="Europe/London")
        sheet.share(google.robot, "writer")
        sheet.share(ADDRESSES[name], "writer")
        sheets[name] = sheet
    found = GoogleOffice(folder, google, made, sheets, credentials.name)
    found.settings(*(sheet.address for sheet in sheets.values()))
    return found
