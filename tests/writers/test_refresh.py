"""A workbook takes our tabs in one step, only if something differs, or stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from igpm_sheets.ooxml.package import Package
from igpm_sheets.reports.tables import Plain, Tab
from igpm_sheets.writers.files.in_place import Backups, Seen, seen
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.refresh import Target, check_xml, difference, taking
from tests.preserving import to_be_refused
from tests.preserving.by_hand import FIRST, STYLES, changed, office, parts_of
from tests.preserving.compare import compare
from tests.preserving.making import Make
from tests.writers.our_tabs import (
    DAY,
    RESULTS,
    SUMMARY,
    THREE,
    problems,
    results,
    summary,
    template,
)
from tests.writers.packages import book_with, save

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
TABS = (results(*THREE), summary(("Award MIGPM", 1), ("On hold", 2)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "office").mkdir()
    return save(tmp_path / "office", office())


def taken(path: Path, *, version: Seen | None = None, **options: Any) -> Any:
    backups = Backups(path.parent.parent / "backups")
    return taking(
        path, seen=version, templates=Templates.of_one(template()), backups=backups, **options
    )


def run(path: Path, *tabs: Tab, dry: bool = False) -> bool:
    with taken(path) as target:
        return bool(target.refresh(tabs or TABS, dry=dry))


def code_of(path: Path, *tabs: Tab) -> str:
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(CannotWrite) as caught:
        run(path, *tabs)
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == stamp
    problem = caught.value.problem
    return f"{problem.code} {problem.where}"


def test_a_workbook_takes_our_tabs_and_keeps_all_else(path: Path) -> None:
    before = path.read_bytes()
    assert run(path)
    assert compare(before, path.read_bytes(), (RESULTS, SUMMARY)) == []
    with taken(path) as target:
        assert target.tabs == [RESULTS, SUMMARY]
        assert target.rows(RESULTS) == [
            {"Ref": "A1", "Status": "Award MIGPM", "Sum": 152},
            {"Ref": "A2", "Status": "Awaiting marks", "Sum": None},
            {"Ref": "A3", "Status": "On hold", "Sum": None},
        ]
        assert target.rows("igpm SUMMARY") == [
            {"Status": "Award MIGPM", "Applications": 1},
            {"Status": "On hold", "Applications": 2},
        ]
        assert target.rows("A1") is None
    [backup] = [each for each in (path.parent.parent / "backups").rglob("*") if each.is_file()]
    assert backup.read_bytes() == before


def test_the_same_content_is_not_written_again(path: Path) -> None:
    assert run(path)
    before, stamp = path.read_bytes(), path.stat()
    assert not run(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp.st_mtime_ns)
    assert path.stat().st_ino == stamp.st_ino


def test_a_new_day_alone_is_no_reason_to_write_but_is_written_along(path: Path) -> None:
    run(path)
    tomorrow = DAY + timedelta(days=1)
    statuses = (("Award MIGPM", 1), ("On hold", 2))
    assert not run(path, results(*THREE), summary(*statuses, day=tomorrow))
    more = (*THREE, ("A4", "On hold", None))
    assert run(path, results(*more), summary(*statuses, day=tomorrow))
    sheet = openpyxl.load_workbook(path)[SUMMARY]
    assert sheet["B1"].value.date() == tomorrow


@pytest.mark.parametrize(
    "tabs",
    [
        (results(*THREE[1:]), TABS[1]),
        (results(*THREE[::-1]), TABS[1]),
        (results(THREE[0], THREE[1], ("A3", "On hold", 151)), TABS[1]),
        (TABS[0], summary(("Award MIGPM", 1))),
        (TABS[0], summary(("Award MIGPM", 1), ("On hold", 2), ("Withdrawn", 1))),
        (*TABS, problems(("F1", "x"))),
    ],
)
def test_whatever_else_differs_is_a_reason_to_write(path: Path, tabs: Sequence[Tab]) -> None:
    run(path)
    before = path.read_bytes()
    assert run(path, *tabs)
    names = [tab.name for tab in (*TABS, *tabs)]
    assert compare(before, path.read_bytes(), names) == []
    assert not run(path, *tabs)


def test_a_tab_that_is_the_same_is_not_written_along(path: Path) -> None:
    run(path)
    before = parts_of(path)
    run(path, TABS[0], summary(("Award MIGPM", 3)))
    assert parts_of(path)["xl/worksheets/sheet3.xml"] == before["xl/worksheets/sheet3.xml"]


def test_a_dry_run_finds_out_and_writes_nothing(path: Path) -> None:
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    assert run(path, dry=True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert not (path.parent.parent / "backups").exists()
    run(path)
    assert not run(path, dry=True)


def test_a_tab_of_somebody_elses_keeps_the_whole_workbook_from_being_written(
    tmp_path: Path,
) -> None:
    path = save(tmp_path, book_with(tabs='<sheet name="igpm SUMMARY" sheetId="9" r:id="rId1"/>'))
    assert code_of(path) == "F35 applications.xlsx › IGPM Summary".replace(
        "applications.xlsx", str(path)
    )
    assert run(path, results(*THREE))


def test_tabs_of_candidates_are_made_legal_and_clash_as_others_do(path: Path) -> None:
    assert run(path, problems(("x", "y"), name="A/1"), problems(name="A-1"))
    assert openpyxl.load_workbook(path).sheetnames == ["Applicants", "Notes", "A-1", "A-1 (2)"]
    with taken(path) as target:
        assert target.rows("A/1") == [{"Where": "x", "Found": "y"}]
    assert code_of(path, problems(name="NOTES")).startswith("F35")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (to_be_refused.signed, "F36"),
        (to_be_refused.shared, "F37"),
        (to_be_refused.text, "F38"),
        (to_be_refused.encrypted_entry, "F39"),
        (to_be_refused.broken_styles, "F40"),
        (to_be_refused.cut_off, "F40"),
    ],
)
def test_what_cannot_be_refreshed_is_left_as_it_is(tmp_path: Path, make: Make, code: str) -> None:
    path = tmp_path / "applications.xlsx"
    path.write_bytes(make())
    assert code_of(path).startswith(code)
    assert [entry.name for entry in tmp_path.iterdir() if "igpm-lock" not in entry.name] == [
        path.name
    ]


def test_a_workbook_that_was_saved_meanwhile_is_left_as_it_is(path: Path) -> None:
    version = seen(path)
    os.utime(path, ns=(1, 1))
    with pytest.raises(CannotWrite, match="was changed"), taken(path, version=version):
        pass


def test_what_is_written_is_read_back_before_it_takes_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()
    write = Package.write

    def spoilt(package: Package, out: Any, *, level: int = 6) -> None:
        write(package, out, level=level)
        out.seek(200)
        out.write(b"spoilt")

    monkeypatch.setattr(Package, "write", spoilt)
    assert code_of(path).startswith("F27")
    assert path.read_bytes() == before


def test_a_part_of_ours_that_is_not_well_formed_is_found_out(tmp_path: Path) -> None:
    path = save(tmp_path, changed(office(), STYLES, "</fonts>", "</font>"))
    check_xml(path, [FIRST])
    with pytest.raises(Exception, match=r"xl/styles\.xml: mismatched tag"):
        check_xml(path, [FIRST, STYLES])


def test_the_file_is_let_go_before_it_is_replaced(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        with pytest.raises(ValueError, match="closed"):
            package.read("docProps/app.xml")
        closed.append(True)
        return replace(self, target)

    with taken(path) as target:
        assert isinstance(target, Target)
        package = target._package
        monkeypatch.setattr(Path, "replace", watched)
        target.refresh(TABS)
    assert closed == [True]


def test_rows_of_a_table_that_a_program_has_lost_are_found_by_their_headings(path: Path) -> None:
    run(path)
    book = openpyxl.load_workbook(path)
    del book[RESULTS].tables["IGPM_Results"]
    book[RESULTS].insert_rows(1)
    book.save(path)
    with taken(path) as target:
        assert [row["Ref"] for row in target.rows(RESULTS)] == ["A1", "A2", "A3"]


def test_a_table_without_rows_has_none(path: Path) -> None:
    run(path, problems(), results())
    with taken(path) as target:
        assert target.rows("IGPM Problems") == []
        assert target.rows(RESULTS) == []
    assert not run(path, problems(), results())


Grid = list[list[Plain]]
THIRTIETHS = Decimal("4.96666666666667")


@pytest.mark.parametrize(
    ("present", "wanted", "lasting", "expected"),
    [
        ([["a", 1]], [["a", 1]], [["a", 1]], (False, False)),
        ([["a", 1]], [["a", 2]], [["a", 2]], (True, True)),
        ([["a", 1]], [["a", 2]], [["a"]], (False, True)),
        ([["a", "b", 1]], [["a", "b"]], [["a", "b"]], (False, False)),
        ([["a", 1], ["b"]], [["a"], ["b", 2]], [["a"], ["b", 2]], (True, True)),
        ([["a"]], [["a", 1]], [["a", 1]], (True, True)),
        ([["a"]], [["a"], ["b"]], [["a"], ["b"]], (True, True)),
        ([["a"], ["b"]], [["a"]], [["a"]], (True, True)),
        ([["a"], [], [None, "note"]], [["a"]], [["a"]], (False, False)),
        ([["a", None, "note"]], [["a", 1]], [["a"]], (False, True)),
        ([[THIRTIETHS]], [[Decimal(149) / 30]], [[Decimal(149) / 30]], (False, False)),
        ([[46183]], [[date(2026, 6, 10)]], [[date(2026, 6, 10)]], (False, False)),
        ([["1"]], [[1]], [[1]], (True, True)),
        ([["a\nb"]], [["a\r\nb"]], [["a\r\nb"]], (False, False)),
    ],
)  # fmt: skip
def test_differences_are_those_of_values(
    present: Grid, wanted: Grid, lasting: Grid, expected: tuple[bool, bool]
) -> None:
    assert tuple(difference(present, wanted, lasting)) == expected


def test_what_openpyxl_has_saved_again_is_still_ours_and_the_same(path: Path) -> None:
    run(path)
    openpyxl.load_workbook(path).save(path)
    assert not run(path)
    assert run(path, *_later())
    assert not run(path, *_later())


def _later() -> tuple[Tab, ...]:
    return results(*THREE, ("A4", "On hold", None)), summary(("On hold", 7))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_what_libreoffice_has_saved_again_is_still_ours_and_the_same(
    path: Path, tmp_path: Path
) -> None:
    run(path)
    before = parts_of(path)
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shutil.copyfile(tmp_path / "out" / path.name, path)
    assert parts_of(path) != before
    assert not run(path)
    before_again = path.read_bytes()
    assert run(path, *_later())
    assert compare(before_again, path.read_bytes(), (RESULTS, SUMMARY)) == []
    assert not run(path, *_later())
