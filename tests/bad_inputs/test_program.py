"""A handful of bad inputs once more, through the program as it is started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.bad_inputs import (
    test_cells,
    test_files,
    test_marks,
    test_results,
    test_settings,
    test_tabs,
)
from tests.bad_inputs.office import ANN, FURTHER, GOOD, TODAY, Office, good_office
from tests.bad_inputs.spoiling import cell, mark, setting


def test_the_table_is_long_enough() -> None:
    tables = (test_cells, test_files, test_marks, test_results, test_tabs)
    rows = sum(len(each.ROWS) for each in tables) + len(test_settings.ROWS)
    assert rows >= 60


def _started(
    office: Office, folder: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    office.write(folder)
    root = str(Path(__file__).parents[2])
    result = subprocess.run(
        [sys.executable, "-m", "igpm_sheets", *arguments, "--today", TODAY],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": root, **environment},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in result.stdout + result.stderr
    return result


def test_a_wrong_mark(tmp_path: Path) -> None:
    office = good_office()
    mark(ANN, FURTHER, 4, 8)(office)
    result = _started(office, tmp_path, "results", PYTHONIOENCODING="utf-8")
    assert result.returncode == 1
    assert "error   M03  marks/Ann Lee.xlsx › Marks!E6" in result.stderr.decode()
    assert "Results written to results.xlsx" in result.stdout.decode()


def test_a_wrong_mark_on_a_terminal_of_ascii(tmp_path: Path) -> None:
    office = good_office()
    mark(ANN, FURTHER, 4, "siebeneinhalb ½")(office)
    result = _started(office, tmp_path, "check", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert b"error   M03  marks/Ann Lee.xlsx ? Marks!E6" in result.stdout


def test_a_hostile_name_as_json(tmp_path: Path) -> None:
    office = good_office()
    cell(GOOD, "Name", "\x1b[31m{0.__class__}\u202e%s")(office)
    result = _started(office, tmp_path, "results", "--json", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    applications = json.loads(result.stdout)["applications"]
    assert applications[0]["candidate"] == "\x1b[31m{0.__class__}\u202e%s"


def test_a_settings_typo(tmp_path: Path) -> None:
    office = good_office()
    setting("[marks]", "[mark]")(office)
    result = _started(office, tmp_path, "check", "--json", PYTHONIOENCODING="utf-8")
    assert (result.returncode, result.stdout) == (2, b"")
    assert "igpm.toml has no “mark”. Did you mean" in result.stderr.decode()


def test_a_folder_without_settings(tmp_path: Path) -> None:
    office = good_office()
    office.write(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = _started(Office({}), elsewhere, "status", "--config", "nothing.toml")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"there is no settings file" in result.stderr
