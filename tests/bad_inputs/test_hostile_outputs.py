"""Hostile names in everything that is written for people: each comes out as that text."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets.adapters.spreadsheets import read_file
from tests.bad_inputs.office import ASSESSORS, FURTHER, GOOD, PLAIN, good_office
from tests.bad_inputs.spoiling import cell, mark, together
from tests.bad_inputs.table import ran

NAMES = {
    "a link": '=HYPERLINK("http://x","y")',
    "a plus": "+1+1",
    "a function": "@SUM(A1)",
    "a minus": "-2+3",
    "an emoji": "Zoë \U0001f469\u200d\u2695\ufe0f Quill",
    "three hundred characters": "Ann " + "x" * 292 + " Lee",
    "right to left": "\u0645\u0631\u064a\u0645 \u202egnorw\u202c",
    "control characters": "Eve\x07 \x1bRoe",
    "a placeholder": "{candidate} {title}",
    "markup": "<b>Ann</b> & 'Lee' \"x\"",
    "an escape of Excel's": "_x0041_nn",
    "a printed header's command": "&P&N &A",
}
LOST = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}
"""What XML cannot carry is shown as a character that is lost."""
FORMULA = re.compile(rb"<f[ >]")


@pytest.mark.parametrize("text", NAMES.values(), ids=list(NAMES))
def test_a_hostile_text_is_a_text_in_all_that_is_written(text: str, tmp_path: Path) -> None:
    office = good_office()
    ref = f"{text}z"  # another's ref alone would have to be kept out of the candidate's feedback
    together(
        cell(GOOD, "Name", text),
        cell(FURTHER, "Practice", text),
        cell(PLAIN, "Ref", ref, tab="Allocation"),
        cell(PLAIN, "Ref", ref),
        *(mark(assessor, PLAIN, 0, ref) for assessor in ASSESSORS),
    )(office)
    settings = office.write(tmp_path)
    for arguments in (
        ["results", "--window", "all"],
        ["feedback", "--window", "all", "--release"],
        ["charges", "--window", "all", "--xero", str(tmp_path / "xero.csv")],
    ):
        result = ran(settings, *arguments)
        assert result.code in (0, 1), result.err
    shown = text.translate(LOST)
    for path in ("results.xlsx", f"feedback/{GOOD}.xlsx", "feedback/letters.xlsx"):
        assert shown in texts(tmp_path / path), path
        assert formulas_with(tmp_path / path, text) == []
    assert FORMULA.search(sheets_of(tmp_path / f"feedback/{GOOD}.xlsx")) is None
    assert FORMULA.search(sheets_of(tmp_path / "feedback/letters.xlsx")) is None
    with (tmp_path / "xero.csv").open(encoding="utf-8-sig", newline="") as file:
        invoices = list(csv.DictReader(file))
    assert invoices
    assert not [f for row in invoices for f in row.values() if f[:1] in "=+-@\t\r" and f]
    names_are_legal(tmp_path)


def names_are_legal(folder: Path) -> None:
    """Tabs and files of a hostile ref: each has a name of its own that every system allows."""
    names = openpyxl.load_workbook(folder / "results.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    written = [path for path in (folder / "feedback").glob("*.xlsx") if is_feedback(path)]
    unsent = len(names) - names.index("Each mark") - 2  # one was sent its result before
    assert (len(written), unsent) == (4, 4)
    assert all(path.parent == folder / "feedback" for path in written)


def is_feedback(path: Path) -> bool:
    return path.name not in ("comments.xlsx", "letters.xlsx")


def texts(path: Path) -> set[object]:
    """Every value of the workbook, and every candidate that a line begins with."""
    values = {value for grid in read_file(path, path.name) for row in grid.rows for value in row}
    beginnings = {v.rsplit(", ", 1)[0] for v in values if isinstance(v, str) and ", " in v}
    return {*values, *beginnings}


def sheets_of(path: Path) -> bytes:
    with ZipFile(path) as package:
        return b"".join(
            package.read(name) for name in package.namelist() if "worksheets/sheet" in name
        )


def formulas_with(path: Path, text: str) -> list[str]:
    """The formulas of the workbook that hold the text."""
    found = re.findall(r"<f[^>]*>([^<]*)</f>", sheets_of(path).decode())
    return [formula for formula in found if text in formula or text.lstrip("=@") in formula]
