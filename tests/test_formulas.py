"""A second opinion on the formulas of the results workbook: LibreOffice works them out anew."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.reports.live import MOST_ROWS
from tests.offices.sheets import write_office
from tests.offices.truth import make_office

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not installed"
)

FORMULA = re.compile(rb"<f>[^<]*</f>")
READINGS: tuple[dict[str, object], ...] = (
    {"combine": "median_domain"},
    {"combine": "majority", "domain_floor": 4},
    {"domain_floor": 5},
    {"strict_balance": True},
)
Values = dict[tuple[str, int, int], object]
WITH_A_VALUE = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")


def results_of(config: Path, today: date) -> Path:
    """The results workbook of all windows."""
    read = settings.load(config)
    return jobs.write_results(read, jobs.work_out(read, today, "all"))


def without_values(workbook: Path, bare: Path) -> int:
    """A copy in which no formula has a stored value, so that each has to be worked out.

    Returns:
        How many formulas there are.
    """
    count = 0
    with ZipFile(workbook) as source, ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                count += len(FORMULA.findall(content))
                content = WITH_A_VALUE.sub(rb"\1", content)
            target.writestr(name, content)
    return count


def worked_out_anew(folder: Path, *workbooks: Path) -> list[Path]:
    """The workbooks as LibreOffice saves them when it has worked everything out."""
    command = [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    command += map(str, workbooks)
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [folder / "out" / workbook.name for workbook in workbooks]


def values(workbook: Path) -> Values:
    """Every value of every tab by tab, row and column, counted from 0."""
    opened = CalamineWorkbook.from_path(workbook)
    return {
        (tab, row, column): value
        for tab in opened.sheet_names
        for row, cells in enumerate(opened.get_sheet_by_name(tab).to_python(skip_empty_area=False))
        for column, value in enumerate(cells)
        if value != ""
    }


def compare(folder: Path, *workbooks: Path) -> list[int]:
    """Holds what LibreOffice works out against what is stored; the number of formulas of each."""
    bare = [folder / f"bare{number}.xlsx" for number, _ in enumerate(workbooks)]
    formulas = [without_values(*each) for each in zip(workbooks, bare, strict=True)]
    for workbook, anew in zip(workbooks, worked_out_anew(folder, *bare), strict=True):
        assert_same(values(workbook), values(anew))
    return formulas


def assert_same(stored: Values, anew: Values) -> None:
    """The same cells hold the same, numbers to the last digit that a spreadsheet keeps."""
    assert anew.keys() == stored.keys()
    different = {
        cell: (value, anew[cell])
        for cell, value in stored.items()
        if value != anew[cell]
        and value != pytest.approx(anew[cell], abs=1e-9)
        # LibreOffice has its own word for the totals of a PivotTable.
        and (value, anew[cell]) != ("Total", "Total Result")
    }
    assert different == {}


@needs_libreoffice
def test_libreoffice_works_out_every_formula_of_the_demo_to_what_is_stored(tmp_path: Path) -> None:
    workbook = results_of(make_demo(tmp_path / "office"), DEMO_TODAY)
    [formulas] = compare(tmp_path, workbook)
    assert formulas > 300


@needs_libreoffice
def test_and_of_an_office_with_three_hundred_applications(tmp_path: Path) -> None:
    office = make_office(seed=300, applications=300)
    config = write_office(office, tmp_path / "office", style="messy", marks="mixed", seed=300)
    [formulas] = compare(tmp_path, results_of(config, office.today))
    assert formulas > 3_000


@needs_libreoffice
def test_and_under_other_readings_of_the_framework(tmp_path: Path) -> None:
    office = make_office(seed=7, applications=60)
    workbooks = [
        results_of(
            write_office(
                office,
                tmp_path / str(number),
                style="plain",
                marks="grid",
                seed=7,
                interpretations=answers,
            ),
            office.today,
        )
        for number, answers in enumerate(READINGS)
    ]
    assert all(formulas > 300 for formulas in compare(tmp_path, *workbooks))


def test_with_more_applications_than_a_spreadsheet_compares_in_a_moment_all_is_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_ROWS > 300
    monkeypatch.setattr("igpm_sheets.reports.live.MOST_ROWS", 5)
    workbook = results_of(make_demo(tmp_path / "office"), DEMO_TODAY)
    with ZipFile(workbook) as package:
        results = package.read("xl/worksheets/sheet2.xml")
    assert b"SUMPRODUCT" not in results
    assert b"<v>150</v>" in results
