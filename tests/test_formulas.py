"""A second opinion on the formulas of the results workbook: LibreOffice works them out anew."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def without_values(workbook: Path, bare: Path) -> None:
    """A copy in which no formula has a stored value, so that each has to be worked out."""
    with ZipFile(workbook) as source, ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_works_out_every_formula_to_the_value_that_is_stored(tmp_path: Path) -> None:
    read = settings.load(make_demo(tmp_path / "office"))
    path = jobs.write_results(read, jobs.work_out(read, DEMO_TODAY, "all"))
    bare = tmp_path / "bare.xlsx"
    without_values(path, bare)
    profile = (tmp_path / "profile").as_uri()
    command = [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(bare)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    formulas = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    worked_out = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)
    compared = 0
    for tab in formulas.sheetnames:
        for row in formulas[tab].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = worked_out[tab][cell.coordinate].value
                    assert value == pytest.approx(stored[tab][cell.coordinate].value, abs=1e-9)
                    compared += 1
    assert compared > 250
