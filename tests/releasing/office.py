"""A small office whose assessors write comments, and `igpm-sheets feedback` run in it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from igpm_sheets.cli import run
from tests.bad_inputs.office import (
    ANN,
    BEN,
    FURTHER,
    SETTINGS,
    TODAY,
    Office,
    good_office,
    sheet_of,
)
from tests.bad_inputs.spoiling import Spoil

CYCLE = "One complete cycle would show it."
BUDGET = "Please add a budget for next year."
COMMENTS = {(ANN, FURTHER, 3): CYCLE, (BEN, FURTHER, 7): BUDGET}


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def codes(self) -> list[str]:
        """The codes of the problems about what is sent."""
        return [each["code"] for each in self.json["problems"] if each["code"].startswith("S")]


@dataclass
class Site:
    """An office in a folder."""

    folder: Path
    office: Office = field(default_factory=good_office)
    comments: dict[tuple[str, str, int], str] = field(default_factory=lambda: dict(COMMENTS))
    more: str = ""
    """Settings after all others."""

    def __post_init__(self) -> None:
        self.save()

    @property
    def feedback(self) -> Path:
        """The folder of feedback."""
        return self.folder / "feedback"

    @property
    def record(self) -> Any:
        """What is recorded."""
        return json.loads((self.feedback / "released.json").read_bytes())

    def workbooks(self) -> list[str]:
        """The candidates' workbooks."""
        names = {path.name for path in self.feedback.glob("[!~]*.xlsx")}
        return sorted(names - {"comments.xlsx", "letters.xlsx"})

    def save(self, *spoils: Spoil) -> None:
        """Changes the office, and writes its files anew."""
        for spoil in spoils:
            spoil(self.office)
        self.office.settings = SETTINGS + self.more
        for assessor in {name for name, _, _ in self.comments}:
            self._write_comments(assessor)
        self.office.write(self.folder)

    def _write_comments(self, assessor: str) -> None:
        rows = self.office.books[sheet_of(assessor)]["Marks"]
        headings = rows[2]
        del headings[11:]
        headings += [f"Domain {domain} comment" for domain in range(1, 11)]
        for row in rows[3:]:
            del row[11:]
            said = [self.comments.get((assessor, str(row[0]), d)) for d in range(1, 11)]
            row.extend([None] * (11 - len(row)))
            row.extend(said)

    def run(self, *options: str, today: str = TODAY) -> Ran:
        """Runs the command."""
        return self.run_other("feedback", *options, today=today)

    def run_other(self, command: str, *options: str, today: str = TODAY) -> Ran:
        """Runs another command."""
        out, err = io.StringIO(), io.StringIO()
        arguments = [command, "-c", str(self.folder / "igpm.toml"), "--today", today, *options]
        with redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        assert "Traceback" not in out.getvalue() + err.getvalue()
        assert "fault of this program" not in err.getvalue(), err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def texts(self, name: str) -> list[str]:
        """What stands in the cells of a workbook of feedback."""
        [sheet] = openpyxl.load_workbook(self.feedback / name).worksheets
        return [str(value) for row in sheet.values for value in row if value is not None]

    def listed(self) -> list[dict[str, Any]]:
        """The list of comments, row by row."""
        [sheet] = openpyxl.load_workbook(self.feedback / "comments.xlsx").worksheets
        headings, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(map(str, headings), row, strict=True)) for row in rows if row[0]]

    def type(self, written: str, heading: str, value: str | None) -> None:
        """Types into a row of the list of comments, as the office does."""
        path = self.feedback / "comments.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if row[headings.index("As written")].value == written:
                row[headings.index(heading)].value = value
        book.save(path)

    def delete(self, written: str) -> None:
        """Deletes a row of the list of comments."""
        path = self.feedback / "comments.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, 4).value == written:
                sheet.delete_rows(row)
        book.save(path)
