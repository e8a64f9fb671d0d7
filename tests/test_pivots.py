"""PivotTables of the results workbook: LibreOffice refreshes each, and it equals the plain figures.

In the plain tables a nought stands, or nothing, where a PivotTable has no figure.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.problems import column_letters
from igpm_sheets.reports import each_mark
from igpm_sheets.writers.book.references import Area
from tests.offices.sheets import write_office
from tests.offices.truth import make_office

SCRIPT = Path(__file__).parent / "libreoffice_pivots.py"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
KIND = re.compile(r"xl/(?:tables|pivotTables)/[^/]+\.xml")
Rows = Sequence[Sequence[Any]]


@cache
def python() -> str:
    """A Python that can talk to LibreOffice, or ""."""
    beside = Path(SOFFICE).resolve().parent / "python" if SOFFICE else None
    for each in filter(None, (sys.executable, shutil.which("python3", path="/usr/bin"), beside)):
        try:
            command = [str(each), "-c", "import uno"]
            done = subprocess.run(command, check=False, capture_output=True, timeout=60)
        except OSError:
            continue
        if not done.returncode:
            return str(each)
    return ""


needs_uno = pytest.mark.skipif(
    not (SOFFICE and python()), reason="LibreOffice (soffice) or python3-uno is not installed"
)


def results_of(config: Path, today: date) -> Path:
    """The results workbook of all windows."""
    read = settings.load(config)
    return jobs.write_results(read, jobs.work_out(read, today, "all"))


def refreshed(path: Path, folder: Path, **changes: list[list[object]]) -> dict[str, Any]:
    """What the PivotTables show once LibreOffice has refreshed them, after some changes."""
    profile = (folder / "profile").as_uri()
    command = [python(), str(SCRIPT), str(SOFFICE), profile, str(path), json.dumps(changes)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures(rows: Rows) -> dict[tuple[str, str], float]:
    """The figures of a PivotTable by their labels, with the totals, without noughts."""
    words = {"Total Result": "Total", "(empty)": "not recorded"}  # LibreOffice's own
    labels = [words.get(str(label), str(label)) for label in rows[1][1:]]
    return {
        (words.get(str(row[0]), str(row[0])), label): float(figure)
        for row in rows[2:]
        for label, figure in zip(labels, row[1:], strict=True)
        if figure not in ("", "0", 0)
    }


@cache
def areas(path: Path) -> dict[str, Area]:
    """The cells of every Excel Table and every PivotTable, by its name."""
    with ZipFile(path) as package:
        parts = [package.read(n).decode() for n in package.namelist() if KIND.match(n)]
    return {
        re.findall(r' name="([^"]*)"', part)[0]: Area.of(re.findall(r' ref="([^"]*)"', part)[0])
        for part in parts
    }


@cache
def book(path: Path) -> CalamineWorkbook:
    """The workbook's values; openpyxl takes minutes over thousands of links."""
    return CalamineWorkbook.from_path(path)


def table(path: Path, tab: str, name: str) -> list[list[Any]]:
    """The values of an Excel Table or of a PivotTable's cells, with headings and totals."""
    top, left, bottom, right = areas(path)[name]
    rows = book(path).get_sheet_by_name(tab).to_python(skip_empty_area=False)
    return [[_said(cell) for cell in row[left - 1 : right]] for row in rows[top - 1 : bottom]]


def _said(value: object) -> object:
    """A value, a whole number as such."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def plain(rows: Rows, headings: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """The same of a plain table, whose headings are told with the labels that they stand for."""
    at = {headings[heading]: rows[0].index(heading) for heading in headings}
    return {
        (str(row[0]), label): float(row[column])
        for row in rows[1:]
        for label, column in at.items()
        if row[column]
    }


MARKS = {**{f"Marked {mark}": str(mark) for mark in range(3, 8)}, "Marks": "Total"}


def domains(rows: Rows) -> dict[tuple[str, str], float]:
    return plain(rows, MARKS)


def outcomes(rows: Rows) -> dict[tuple[str, str], float]:
    every = {heading: heading for heading in rows[0][1:-2]}
    return plain(rows, {**every, "Applications": "Total"})


def nations(rows: Rows) -> dict[tuple[str, str], float]:
    words = {"Elsewhere": "elsewhere", "Not recorded": "not recorded"}
    return plain(rows, {each: words.get(each) or each for each in map(str, rows[0][1:])})


def compare(path: Path, found: Mapping[str, Any], *, at: str) -> None:
    """Holds the four PivotTables against the plain tables of the workbook."""
    pivots = {tab: {n: figures(p[at]) for n, p in of.items()} for tab, of in found.items()}
    assert pivots["Domains"]["Domains by mark"] == domains(table(path, "Domains", "Domains"))
    windows = pivots["Windows"]
    assert windows["Windows by status"] == outcomes(table(path, "Windows", "Outcomes"))
    by_nation = windows["Windows by nation"]
    of_nations = {key: figure for key, figure in by_nation.items() if key[1] != "Total"}
    assert of_nations == nations(table(path, "Windows", "Nations"))
    of_windows = {key: n for key, n in windows["Windows by status"].items() if key[1] == "Total"}
    assert of_windows == {key: n for key, n in by_nation.items() if key[1] == "Total"}
    people = pivots["Assessors"]["Assessors by mark"]
    rows = table(path, "Assessors", "Assessors")
    totals = {key: number for key, number in people.items() if key[1] == "Total"}
    assert totals == plain(rows, {"Marks": "Total"})
    for row in rows[1:-1]:
        for mark, heading in (("3", "Share of 3s"), ("7", "Share of 7s")):
            share = people.get((row[0], mark), 0) / people[row[0], "Total"]
            assert share == pytest.approx(row[rows[0].index(heading)], abs=1e-9)


PIVOTS = {
    "Domains": ["Domains by mark"],
    "Windows": ["Windows by status", "Windows by nation"],
    "Assessors": ["Assessors by mark"],
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return results_of(make_demo(tmp_path_factory.mktemp("office")), DEMO_TODAY)


@needs_uno
def test_libreoffice_refreshes_the_demos_to_the_plain_figures(demo: Path, tmp_path: Path) -> None:
    found = refreshed(demo, tmp_path)["pivots"]
    compare(demo, found, at="before")
    compare(demo, found, at="after")


@needs_uno
def test_and_those_of_an_office_with_three_hundred_applications(tmp_path: Path) -> None:
    office = make_office(seed=301, applications=300)
    config = write_office(office, tmp_path / "office", style="messy", marks="mixed", seed=301)
    path = results_of(config, office.today)
    compare(path, refreshed(path, tmp_path)["pivots"], at="after")


@needs_uno
def test_a_mark_put_right_on_marks_is_counted_wherever_its_row_stands(
    demo: Path, tmp_path: Path
) -> None:
    marks = table(demo, "Marks", "Marks")
    first = marks[0].index("D1")
    ordered = sorted(marks[1:], key=lambda row: row[3], reverse=True)
    assert ordered[0][first] == 5
    area = f"A1:{column_letters(len(marks[0]))}{len(marks)}"
    found = refreshed(demo, tmp_path, sort=[["Marks", area, 3]], set=[["Marks", "E2", 3]])
    of_domains = found["pivots"]["Domains"]["Domains by mark"]
    before, after = figures(of_domains["before"]), figures(of_domains["after"])
    assert after["1", "3"] == before.get(("1", "3"), 0) + 1
    assert after["1", "5"] == before["1", "5"] - 1
    assert after["1", "Total"] == before["1", "Total"]
    people = found["pivots"]["Assessors"]["Assessors by mark"]
    who = ordered[0][3]
    assert figures(people["after"])[who, "3"] == figures(people["before"]).get((who, "3"), 0) + 1
    # The plain figures are formulas over the same marks.
    shown = [row[:10] for row in found["tabs"]["Domains"][:12]]
    rows = [[int(row[0]) if isinstance(row[0], float) else row[0], *row[1:]] for row in shown]
    assert domains(rows) == after
    total = sum(int(mark) * after.get(("1", mark), 0) for mark in "34567")
    assert rows[1][8] == pytest.approx(total / after["1", "Total"])


def test_what_viewers_see_without_a_refresh_are_the_plain_figures(demo: Path) -> None:
    stored = {
        tab: {name: {"stored": table(demo, tab, name)} for name in names}
        for tab, names in PIVOTS.items()
    }
    compare(demo, stored, at="stored")


def test_they_stand_outside_what_is_printed(demo: Path) -> None:
    opened = openpyxl.load_workbook(demo)
    for tab, names in PIVOTS.items():
        printed = Area.of(opened[tab].print_area.rpartition("!")[2])
        for name in names:
            assert areas(demo)[name].left > printed.right + 1


def test_beyond_what_a_sheet_holds_the_figures_are_plain_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(each_mark, "MOST_MARKS", 500)
    path = results_of(make_demo(tmp_path), DEMO_TODAY)
    assert each_mark.NAME not in book(path).sheet_names
    assert set(areas(path)) & {n for of in PIVOTS.values() for n in of} == set(PIVOTS["Windows"])
    sheet = openpyxl.load_workbook(path)["Domains"]
    assert sheet["C2"].data_type == "n"
    assert sheet.max_column == 10
