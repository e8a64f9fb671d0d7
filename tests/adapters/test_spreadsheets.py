"""Opening many files: in order, side by side, the bad ones beside the good."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from igpm_sheets.adapters import spreadsheets
from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_file, read_files

from .making import xlsx


def numbered(number: int) -> bytes:
    """A workbook with the number on its diagonal."""
    return xlsx(lambda _, sheet: sheet.write_number(number, number, number))


@pytest.mark.parametrize("how_many", [0, 1, 4, 5, 30])
@pytest.mark.parametrize("worth", [0, 1 << 30])
def test_files_come_back_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how_many: int, worth: int
) -> None:
    monkeypatch.setattr(spreadsheets, "WORTH_THREADS", worth)
    paths = []
    for number in range(how_many):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(b"" if number % 3 == 1 else numbered(number))
        paths.append(path)
    opened = read_files(paths, lambda path: f"marks/{path.name}")
    assert [path for path, _ in opened] == paths
    for number, (_, grids) in enumerate(opened):
        if isinstance(grids, SourceUnreadable):
            assert number % 3 == 1
            assert (grids.problem.code, grids.problem.where.source) == (
                "F07",
                f"marks/{number}.xlsx",
            )
        else:
            assert grids[0].source == f"marks/{number}.xlsx"
            assert grids[0].at(number + 1, number + 1) == number


@pytest.mark.parametrize("name", ["m.xlsx", "m.xls", "m.csv", "m.ods", "m", "M.XLSX"])
def test_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(xlsx())
    (grid,) = read_file(path, name)
    assert (grid.tab, grid.at(3, 2), grid.at(4, 3)) == ("Marks", "Ref", 5)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, igpm_sheets.adapters.spreadsheets, igpm_sheets.adapters.files;"
        "print([m for m in ('zipfile', 'csv', 'xlrd', 'python_calamine', 'xml.parsers.expat',"
        " 'concurrent.futures', 'json') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
