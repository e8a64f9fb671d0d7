"""Texts that mean something to a spreadsheet, a terminal or a program: here they are texts."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import openpyxl
import pytest

from igpm_sheets.adapters.spreadsheets import read_file
from tests.bad_inputs.office import (
    ASSESSORS,
    FURTHER,
    GOOD,
    PLAIN,
    good_office,
)
from tests.bad_inputs.spoiling import cell, file, mark, missing, source, together
from tests.bad_inputs.table import AWARD, REFER, answers, good_answers, ran

TEXTS = {
    "a formula": "=cmd|'/c calc'!A0",
    "a formula by a plus": "+1+1",
    "a function": "@SUM(1)",
    "a link": '=HYPERLINK("https://example.org","x")',
    "a format string": "{0.__class__}",
    "a named field": "{name}",
    "a percent format": "%s%n%(x)s",
    "a script": "<script>alert(1)</script>",
    "markup of a terminal library": "[red]x[/red] [link=https://example.org]y[/]",
    "new lines": "one\ntwo",
    "colours of a terminal": "\x1b[31mred\x1b[0m",
    "a bell": "ding\x07",
    "right to left": "\u202egnorw\u202c",
    "Arabic": "\u0645\u0631\u064a\u0645",
    "an escape of Excel's": "_x0041_",
    "null": "null",
    "an error's name": "#N/A",
    "not a number": "NaN",
    "a word of the totals row's kind": "Total Care",
    "an apostrophe": "'quoted",
    "a path": "..\\..\\x/../../etc/passwd",
    "an emoji": "\U0001f600\U0001f468\u200d\U0001f469",
    "as long as a cell can be": "x" * 32_767,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_a_hostile_text_comes_out_as_that_text(text: str, tmp_path: Path) -> None:
    office = good_office()
    together(
        cell(GOOD, "Name", text),
        cell(FURTHER, "Role", text),
        cell(PLAIN, "Ref", text, tab="Allocation"),
        cell(PLAIN, "Ref", text),
        *(mark(assessor, PLAIN, 0, text) for assessor in ASSESSORS),
    )(office)
    settings = office.write(tmp_path)
    result, applications, problems = answers(settings)
    assert (result.code, result.err) == (0, "")
    assert applications[GOOD]["candidate"] == text
    assert applications[text]["status"] == AWARD
    assert applications[FURTHER]["status"] == REFER
    untouched = good_answers().keys() - {GOOD, FURTHER, PLAIN}
    assert all(applications[ref] == good_answers()[ref] for ref in untouched)
    (told,) = problems
    assert (told["code"], told["where"]) == ("A19", "applications.xlsx › Applications!K4")
    assert told["found"]
    assert len(told["found"]) <= 60
    _assert_plain_text(settings)
    _assert_no_formula(tmp_path / "results.xlsx", text)


def _assert_plain_text(settings: Path) -> None:
    """A terminal gets one line where one is meant, and no control character."""
    checked = ran(settings, "check").out.splitlines()
    assert [line[:11] for line in checked[::2]] == ["warning A19", "5 applicati"], checked
    assert [line[11:14] for line in checked[1:2]] == ["  →"], checked
    for command in ("status", "charges", "results"):
        result = ran(settings, command)
        shown = (result.out + result.err).replace("\n", "")
        assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cf")}


def _assert_no_formula(workbook: Path, text: str) -> None:
    """The results hold the text in the candidate's cell, and no formula made of it."""
    grids = {grid.tab: grid for grid in read_file(workbook, workbook.name)}
    headings, *rows = grids["Results"].rows
    named = {row[0]: row[headings.index("Candidate")] for row in rows}
    # What XML cannot carry is shown as what it is: a character that is lost.
    controls = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}
    assert named[GOOD] == text.translate(controls)
    book = openpyxl.load_workbook(workbook)
    formulas = [
        str(each.value)
        for sheet in book
        for cells in sheet.iter_rows()
        for each in cells
        if each.data_type == "f"
    ]
    assert not [formula for formula in formulas if text.lstrip("=+@") in formula]


def test_more_than_a_cell_of_excel_can_hold(tmp_path: Path) -> None:
    office = good_office()
    long = "x" * 40_000
    lines = ["Ref,Name,Date received", f"26-01,{long},3 May 2026", "26-02,Ann,3 May 2026"]
    together(
        missing("applications.xlsx"),
        file("applications.csv", "\n".join(lines).encode()),
        source('"applications.csv"'),
    )(office)
    result, applications, _ = answers(office.write(tmp_path))
    assert result.code == 1
    assert applications["26-01"]["candidate"] == long
    assert (tmp_path / "results.xlsx").exists()
