"""The fictional office at Google, under the addresses that the README gives as its examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from igpm_sheets.demo import DEMO_TODAY, make_demo
from tests.google_server.server import GoogleServer, PersonSpreadsheet

OFFICE = "office@igpm.example"
KEY_FILE = "service-account.json"
TODAY = DEMO_TODAY.isoformat()

PLACES = {
    "applications.xlsx": "1TrackerOfTheOffice",
    "marks/elspeth-rankine.xlsx": "1MarksOfAnnLee",
    "marks/martin-ferreira.xlsx": "1MarksOfBenHale",
    "marks/sian-morgan-hale.xlsx": "1MarksOfCaraOwen",
}
"""What each file of the demo is at Google: the keys of the README."""

ASSESSORS = {
    "1MarksOfAnnLee": "elspeth.rankine@northfirth.example",
    "1MarksOfBenHale": "martin.ferreira@caredirectors.example",
    "1MarksOfCaraOwen": "sian.morgan-hale@careimprovement.example",
}
"""Whose marks each is, by the address in the tracker."""


@dataclass(frozen=True)
class DemoOnline:
    """The office's spreadsheets, as the office has them open."""

    google: GoogleServer
    tracker: PersonSpreadsheet
    marks: tuple[PersonSpreadsheet, ...]

    @property
    def sheets(self) -> tuple[PersonSpreadsheet, ...]:
        """All of them, the tracker first."""
        return (self.tracker, *self.marks)

    def share_with_program(self) -> None:
        """What the README's step 5 asks for."""
        for sheet in self.sheets:
            sheet.share(self.google.robot, "writer")


def upload(google: GoogleServer, files: Path) -> DemoOnline:
    """Makes the demo's files in a folder and uploads them; none is shared with the program."""
    make_demo(files)
    office = google.person(OFFICE)
    tracker, *marks = (
        office.upload(files / name, title=Path(name).stem, key=key) for name, key in PLACES.items()
    )
    for sheet in marks:
        sheet.share(ASSESSORS[sheet.key], "writer")
    return DemoOnline(google, tracker, tuple(marks))


def key_file(google: GoogleServer, folder: Path) -> Path:
    """The key of the program's account, saved as the README says."""
    return google.service_account(folder).replace(folder / KEY_FILE)
