"""An office before its May panel meets: the marks of January are in, those of May are wanted."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets import cli
from tests.bad_inputs.office import (
    ASSESSORS,
    EARLIER,
    MARK_HEADINGS,
    MARKS,
    SETTINGS,
    TODAY,
    Office,
    Rows,
    good_office,
    sheet_of,
)

MAY = ("26-02", "26-03", "26-04", "26-05")
AGAIN_TO_MARK = (3, 7)
FIRST_ROW = 6
REF, CANDIDATE, PRACTICE, WINDOW, TO_MARK, CONFLICT = range(1, 7)
MARK_1 = 7
COMMENT_1 = 17


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the program came to."""

    code: int
    printed: str
    complained: str

    @property
    def json(self) -> Any:
        """What was printed, read."""
        return json.loads(self.printed)

    @property
    def added(self) -> dict[str, list[str]]:
        """The refs that are new on each assessor's sheet."""
        return {each["assessor"]: each["added"] for each in self.json["sheets"]}


def the_office() -> Office:
    """Three assessors have marked January's application; May's are allocated to them."""
    office = good_office()
    for assessor in ASSESSORS:
        del office.books[sheet_of(assessor)]
        rows: Rows = [["Assessor", assessor], [], list(MARK_HEADINGS)]
        office.books[f"earlier/{assessor}.xlsx"] = {"Marks": [*rows, [EARLIER, *MARKS[EARLIER]]]}
    office.settings = SETTINGS.replace('"marks/*.xlsx"', '"earlier/*.xlsx", "marks/*.xlsx"')
    office.files["marks"] = None
    return office


def allocation(office: Office) -> Rows:
    """The rows of the Allocation tab, headings first."""
    return office.tracker["Allocation"]


def allocated_only(office: Office, *refs: str) -> None:
    """Takes the other applications off the Allocation tab."""
    allocation(office)[1:] = [row for row in allocation(office)[1:] if row[0] in refs]


def told(office: Office, ref: str, heading: str, value: Any) -> None:
    """Writes a cell of the applications."""
    headings, *rows = office.applications
    row = next(row for row in rows if row[0] == ref)
    row += [None] * (len(headings) - len(row))
    row[headings.index(heading)] = value


def save_tracker(office: Office, folder: Path) -> None:
    """Writes the tracker again, as the office saves it; the mark sheets stay as they are."""
    from tests.bad_inputs.office import TRACKER, written  # noqa: PLC0415 - only here

    (folder / TRACKER).write_bytes(written(office.tracker))


def run(folder: Path, command: str = "mark-sheets", *options: str) -> Run:
    """Runs a command in this process, on the office in a folder."""
    printed, complained = io.StringIO(), io.StringIO()
    arguments = [command, "-c", str(folder / "igpm.toml"), "--today", TODAY, *options]
    with redirect_stdout(printed), redirect_stderr(complained):
        code = cli.run(arguments)
    return Run(code, printed.getvalue(), complained.getvalue())


def hand_out(folder: Path, *options: str) -> Run:
    """Hands out the mark sheets."""
    return run(folder, "mark-sheets", "--json", *options)


def to_each(refs: list[str]) -> dict[str, list[str]]:
    """The same refs for each of the three assessors."""
    return {assessor: refs for assessor in ASSESSORS}  # noqa: C420 - a list for each


def sheet(folder: Path, assessor: str) -> Path:
    """The path of an assessor's mark sheet."""
    return folder / "marks" / f"{assessor}.xlsx"


def grid(path: Path) -> Worksheet:
    """The tab with the grid, as openpyxl reads it."""
    found = openpyxl.load_workbook(path)["Marks"]
    assert isinstance(found, Worksheet)
    return found


def refs(path: Path) -> list[Any]:
    """The refs on a mark sheet, from top to bottom."""
    column = grid(path).iter_rows(min_row=FIRST_ROW, max_col=1, values_only=True)
    return [value for (value,) in column if value]


def mark(path: Path, ref: str, marks: dict[int, Any], **said: str) -> None:
    """Types marks on a sheet, by domain, and saves it as openpyxl does."""
    book = openpyxl.load_workbook(path)
    page = book["Marks"]
    (row,) = [cell.row for (cell,) in page.iter_rows(FIRST_ROW, max_col=1) if cell.value == ref]
    for domain, given in marks.items():
        page.cell(row, MARK_1 + domain - 1, given)
        page.cell(row, COMMENT_1 + domain - 1, said.get("comment"))
    if "conflict" in said:
        page.cell(row, CONFLICT, said["conflict"])
    book.save(path)
