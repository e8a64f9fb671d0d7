"""The log: what it holds, what it never holds, and that it never fails a run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from igpm_sheets.catalogue import Severity
from igpm_sheets.refreshing import runlog
from tests.bad_inputs.office import ANN, FURTHER, GOOD, TRACKER
from tests.bad_inputs.spoiling import cell, mark
from tests.refreshing.engine import FakeEngine
from tests.refreshing.office import Site

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (note|warning|error)\s+(.*)")
NOW = datetime(2026, 11, 22, 14, 30, 5, tzinfo=UTC)


def logged(site: Site) -> list[str]:
    """What the lines of the log say, each checked for its beginning."""
    lines = site.log.read_text("utf-8").splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    assert None not in matches
    return [match[2] for match in matches if match]


def test_a_run_is_logged_from_start_to_finish(site: Site, engine: FakeEngine) -> None:
    site.save(mark(ANN, FURTHER, 3, 8))
    site.refresh()
    started, written, first, wrong, finished = logged(site)
    assert started.endswith(" for 2026-06-10, window 2026-05: 4 applications")
    assert written == f"{TRACKER} written"
    assert first == f"{TRACKER} change first refresh: 4 applications"
    assert wrong == "M03 marks/Ann Lee.xlsx › Marks!D6"
    assert "igpm-sheets refresh WARNING: 1 workbook written" in finished
    assert engine.held


def test_a_change_is_logged_with_its_values_and_nobodys_name(
    site: Site, engine: FakeEngine
) -> None:
    site.refresh()
    site.log.unlink()
    site.save(mark(ANN, FURTHER, 3, 5))
    site.refresh()
    assert f"{TRACKER} change {FURTHER}: Sum: 144 → 145 (D3 by Ann Lee: 4 → 5)" in logged(site)
    assert "Priya" not in site.log.read_text("utf-8")
    assert engine.held


def test_nothing_is_logged_when_nothing_happens(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    before = site.files()
    site.refresh()
    assert site.files() == before
    assert engine.held


def test_a_workbook_that_is_left_is_logged(site: Site, engine: FakeEngine) -> None:
    engine.refuse[TRACKER] = "F22"
    site.refresh()
    assert f"{TRACKER} left as it is: F22 the workbook is open in another program" in logged(site)


FORGED = "x\n2026-01-01 00:00:00 note    all marks are fine\r\n\x1b[31m\u2028\x85y"


def test_what_stands_in_cells_forges_no_line(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    site.log.unlink()
    site.save(cell(GOOD, "Role", FORGED), cell(FURTHER, "Ref", FORGED), cell(GOOD, "Name", FORGED))
    site.refresh()
    said = logged(site)
    assert any("all marks are fine" in line for line in said)
    assert not any(line.startswith("all marks are fine") for line in said)
    assert all(line.isprintable() and len(line) < 600 for line in said)
    assert engine.held


@pytest.mark.parametrize("taken", ["a folder", "no folder for it"])
def test_a_log_that_cannot_be_written_is_said_and_no_more(
    site: Site, engine: FakeEngine, taken: str
) -> None:
    if taken == "a folder":
        site.log.mkdir()
    else:
        (site.folder / "logs").write_text("a file")
        site.more = '[refresh]\nlog = "logs/refresh.log"\n'
        site.save()
    ran = site.refresh("-q")
    assert ran.code == 0
    assert ran.err.count("the log cannot be written") == 1
    assert engine.tabs


def test_its_folder_is_made(site: Site, engine: FakeEngine) -> None:
    site.more = '[refresh]\nlog = "logs/of/refresh.log"\n'
    site.save()
    assert site.refresh("-q").err == ""
    assert (site.folder / "logs" / "of" / "refresh.log").is_file()
    assert engine.tabs


def test_a_snapshot_that_cannot_be_written_is_said_and_no_more(
    site: Site, engine: FakeEngine
) -> None:
    (site.folder / "igpm-backups").write_text("a file")
    ran = site.refresh("-q")
    assert ran.code == 0
    assert "The next run will know less about why." in ran.err
    assert engine.tabs


def test_old_logs_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runlog, "LARGEST", 200)
    path = tmp_path / "a.log"
    for number in range(40):
        assert runlog.write_log(path, NOW, [(Severity.NOTE, f"line {number} " + "x" * 50)]) == ""
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == ["a.log", *(f"a.log.{number}" for number in range(1, 6))]
    assert all(each.stat().st_size <= 200 for each in tmp_path.iterdir())
    assert "line 39 " in path.read_text()


def test_any_text_can_be_logged(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    assert runlog.write_log(path, NOW, [(Severity.ERROR, "Siân 😀 \ud800 {0} %s %d")]) == ""
    assert path.read_text("utf-8") == ("2026-11-22 14:30:05 error   Siân 😀 \\ud800 {0} %s %d\n")


def test_a_log_that_grew_too_large_and_cannot_be_moved_fails_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where another run has it open."""
    path = tmp_path / "a.log"
    path.write_bytes(b"x" * (runlog.LARGEST + 1))

    def in_use(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr("os.rename", in_use)
    remark = runlog.write_log(path, NOW, [(Severity.NOTE, "a line")])
    assert remark == f"{path}: the log cannot be written: in use. The work itself is done."
