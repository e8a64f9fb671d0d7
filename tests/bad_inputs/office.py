"""A small office in which nothing is wrong: five applications, three assessors, all answered."""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import xlsxwriter

TODAY = "2026-06-10"
TRACKER = "applications.xlsx"
ANN, BEN, CAT = ASSESSORS = ("Ann Lee", "Ben Okoro", "Cat Hughes")
EARLIER, GOOD, FURTHER, PLAIN, AGAIN = REFS = ("26-01", "26-02", "26-03", "26-04", "26-05")
"""An application of January that needed further evidence; three of May, the second of which
needs further evidence; and the first one's resubmission."""

SETTINGS = """\
[tracker]
source = "applications.xlsx"

[marks]
sources = ["marks/*.xlsx"]

[results]
workbook = "results.xlsx"

[policy]
file = "policy.toml"
"""

POLICY = b"""\
[member_fee]
values = [{ from = 2025-06-21, value = 85, source = "Board minute 9" }]
"""
"""Without it the review of the fee would be due, and every row would have to say so."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that the file holds for it; none where nobody calculated it."""

    text: str
    value: str | float | None = None


Cell = None | str | int | float | bool | date | Formula
Rows = list[list[Cell]]
Book = dict[str, Rows]
"""A workbook: for each tab its rows, the first being row 1."""


@dataclass(slots=True)
class Office:
    """Everything that lies in the office's folder, by path: books still to be written, and bytes.

    A path with None is a folder.
    """

    books: dict[str, Book]
    settings: str = SETTINGS
    files: dict[str, bytes | None] = field(default_factory=dict)

    @property
    def tracker(self) -> Book:
        """The tracker's tabs."""
        return self.books[TRACKER]

    @property
    def applications(self) -> Rows:
        """The tab of applications, headings first."""
        return self.tracker["Applications"]

    def write(self, folder: Path) -> Path:
        """Writes it all into the folder and says where the settings are."""
        contents = {path: written(book) for path, book in self.books.items()}
        for path, content in {**contents, **self.files}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                target.mkdir()
            else:
                target.write_bytes(content)
        settings = folder / "igpm.toml"
        if "igpm.toml" not in self.files:
            settings.write_text(self.settings, encoding="utf-8")
        return settings


HEADINGS = (
    *("Ref", "Name", "Email", "Practice", "Nation"),
    *("Date received", "Type", "Previous ref", "Domains resubmitted"),
    *("Associate", "Role", "Role started", "Constitution breach", "Disciplinary"),
    *("Testimonial 1 from", "Testimonial 1 referee", "Testimonial 1 received"),
    *("Testimonial 2 from", "Testimonial 2 referee", "Testimonial 2 received"),
    *("Evidence missing", "Fee paid", "Result sent", "Withdrawn"),
)


def _application(ref: str, name: str, practice: str, received: date) -> dict[str, Cell]:
    first, last = name.split()
    return {
        "Ref": ref,
        "Name": name,
        "Email": f"{first.casefold()}@example.org",
        "Practice": practice,
        "Nation": "Wales",
        "Date received": received,
        "Associate": "yes",
        "Role": "Practice manager",
        "Role started": date(2019, 4, 1),
        "Constitution breach": "no",
        "Disciplinary": "none",
        "Testimonial 1 from": "Senior partner",
        "Testimonial 1 referee": f"Dr {last}-Jones",
        "Testimonial 1 received": "yes",
        "Testimonial 2 from": "Peer",
        "Testimonial 2 referee": f"Sam {last}son",
        "Testimonial 2 received": "yes",
        "Evidence missing": "none",
        "Fee paid": "yes",
    }


def _applications() -> Rows:
    made = [
        _application(EARLIER, "Nia Rees", "Elm Surgery", date(2026, 1, 12)),
        _application(GOOD, "Owen Blake", "Oak Surgery", date(2026, 5, 4)),
        _application(FURTHER, "Priya Shah", "Ash Practice", date(2026, 5, 6)),
        _application(PLAIN, "Ruth Kerr", "Yew Practice", date(2026, 5, 11)),
        _application(AGAIN, "Nia Rees", "Elm Surgery", date(2026, 5, 18)),
    ]
    made[0]["Result sent"] = date(2026, 2, 20)
    made[4] |= {"Type": "resubmission", "Previous ref": EARLIER}
    return [list(HEADINGS), *([row.get(heading) for heading in HEADINGS] for row in made)]


_BELOW: list[Cell] = [5, 5, 4, 5, 5, 5, 4, 5, 5, 5]
_MIXED: list[Cell] = [5, 6, 5, 5, 4, 5, 5, 6, 5, 5]
_FIVES: list[Cell] = [5] * 10
_ANEW: list[Cell] = [None, None, 5, None, None, None, 6, None, None, None]
MARKS: dict[str, list[Cell]] = {
    EARLIER: _BELOW,
    GOOD: _MIXED,
    FURTHER: _BELOW,
    PLAIN: _FIVES,
    AGAIN: _ANEW,
}
MARK_HEADINGS: list[Cell] = ["Ref", *(f"Domain {domain}" for domain in range(1, 11))]


def mark_sheet(assessor: str) -> Book:
    """One assessor's grid of marks: the name in row 1, headings in row 3."""
    rows: Rows = [["Assessor", assessor], [], list(MARK_HEADINGS)]
    for ref, marks in MARKS.items():
        rows.append([ref, *marks])
    return {"Marks": rows}


def sheet_of(assessor: str) -> str:
    """The path of an assessor's mark sheet."""
    return f"marks/{assessor}.xlsx"


def _panels() -> Rows:
    return [[ref, *ASSESSORS] for ref in REFS]


@cache
def _good() -> Office:
    tracker: Book = {
        "Applications": _applications(),
        "Assessors": [
            ["Name", "Email", "Category", "Practice", "Conflicts", "Active"],
            [ANN, "ann@example.net", "Board", "Rowan Surgery", None, "yes"],
            [BEN, "ben@example.net", "External", None, None, "yes"],
            [CAT, "cat@example.net", "Academic", None, None, "yes"],
            ["Dee Marsh", "dee@example.net", "Board", None, None, "yes"],
        ],
        "Allocation": [
            ["Ref", "Assessor 1", "Assessor 2", "Assessor 3"],
            *_panels(),
        ],
    }
    sheets = {sheet_of(assessor): mark_sheet(assessor) for assessor in ASSESSORS}
    return Office({TRACKER: tracker, **sheets}, files={"policy.toml": POLICY})


def good_office() -> Office:
    """The office, to be spoiled."""
    return copy.deepcopy(_good())


def written(book: Mapping[str, Rows]) -> bytes:
    """The workbook as a file."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "default_date_format": "dd/mm/yyyy",
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as workbook:
        for tab, rows in book.items():
            sheet = workbook.add_worksheet(tab)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    _write(sheet, y, x, cell)
    return buffer.getvalue()


def _write(sheet: object, y: int, x: int, cell: Cell) -> None:
    worksheet: xlsxwriter.worksheet.Worksheet = sheet
    if isinstance(cell, Formula):
        value = "" if cell.value is None else cell.value
        worksheet.write_formula(y, x, cell.text, None, value)
    elif isinstance(cell, str):
        worksheet.write_string(y, x, cell)
    elif isinstance(cell, date):
        worksheet.write_datetime(y, x, cell)
    elif cell is not None:
        worksheet.write(y, x, cell)
