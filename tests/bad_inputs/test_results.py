"""Places where the results workbook may not stand: nothing there is touched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.bad_inputs.office import TRACKER, Office, good_office
from tests.bad_inputs.spoiling import Spoil, file, setting
from tests.bad_inputs.table import Row, Said, as_parameters, good_answers, ran

IN_THE_SETTINGS = 'workbook = "results.xlsx"'


def _named(name: str) -> Spoil:
    return setting(IN_THE_SETTINGS, f'workbook = "{name}"')


def _somebodys(office: Office) -> None:
    office.books["results.xlsx"] = {"Mine": [["keep this"]]}


NOT_OURS = "this program did not make the file that stands here, so leaves it alone"

ROWS = [
    Row("the tracker itself", _named(TRACKER),
        Said("F21", TRACKER, TRACKER, NOT_OURS, "give another name for the results")),
    Row("an assessor's mark sheet", _named("marks/Ann Lee.xlsx"),
        Said("F21", "marks/Ann Lee.xlsx", "Ann Lee.xlsx", NOT_OURS, "or move that file away")),
    Row("somebody's workbook", _somebodys,
        Said("F21", "results.xlsx", "results.xlsx", NOT_OURS, "give another name")),
    Row("something that is no workbook", file("results.xlsx", b"a note"),
        Said("F21", "results.xlsx", "results.xlsx", NOT_OURS, "give another name")),
    Row("a folder", file("results.xlsx", None),
        Said("F20", "results.xlsx", "results.xlsx", "there is a folder of this name",
             "give the file another name")),
    Row("another ending", _named("results.xls"),
        Said("F26", "results.xls", "results.xls", "a new workbook ends in .xlsx",
             "name it results.xlsx")),
    Row("no ending", _named("results"),
        Said("F26", "results", "results", "a new workbook ends in .xlsx", "name it results.xlsx")),
    Row("a folder that is a file", _named(f"{TRACKER}/results.xlsx"),
        Said("F25", f"{TRACKER}/results.xlsx", TRACKER, "a file stands in the way",
             "name another folder, or move the file")),
]  # fmt: skip


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _assert_said(said: Said, text: str) -> None:
    first, then = text.splitlines()[:2]
    assert first.startswith(f"error   {said.code}  {said.where}  found “{said.found}”: ")
    assert said.message in first
    assert said.remedy in then


@as_parameters(ROWS)
def test_results_may_not_stand_there(row: Row, tmp_path: Path) -> None:
    office = good_office()
    row.spoil(office)
    settings = office.write(tmp_path)
    before = _files(tmp_path)
    result = ran(settings, "results")
    assert (result.code, result.out) == (3, "")
    _assert_said(row.faults[0], result.err)
    answered = ran(settings, "results", "--window", "all", "--json")
    assert answered.code == 3
    _assert_said(row.faults[0], answered.err)
    applications = json.loads(answered.out)["applications"]
    assert {record["ref"]: record for record in applications} == good_answers()
    assert _files(tmp_path) == before


def test_a_workbook_that_is_open_is_left_alone(tmp_path: Path) -> None:
    settings = good_office().write(tmp_path)
    assert ran(settings, "results").code == 0
    (tmp_path / "~$results.xlsx").write_bytes(b"\x02Jo")
    before = _files(tmp_path)
    result = ran(settings, "results")
    said = Said("F22", "results.xlsx", "~$results.xlsx", "open in another program", "close it")
    assert result.code == 3
    _assert_said(said, result.err)
    assert _files(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_may_not_be_written_in(tmp_path: Path) -> None:
    settings = good_office().write(tmp_path)
    (tmp_path / "locked").mkdir(mode=0o500)
    result = ran(settings, "results", "--output", str(tmp_path / "locked" / "results.xlsx"))
    assert (result.code, result.out) == (3, "")
    assert "F23" in result.err
    assert "make file and folder writable" in result.err
