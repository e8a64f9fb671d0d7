"""A file is put in place whole or not at all, and never over somebody else's."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets.writers.files.saving import CannotWrite, made_as, may_write, put_in_place


def ours(path: Path, kind: str = "results") -> Path:
    """A package that carries our property and nothing else."""
    xml = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'docPropsVTypes"><property name="igpm_sheets"><vt:lpwstr>{kind}</vt:lpwstr></property>'
        "</Properties>"
    )
    with ZipFile(path, "w") as package:
        package.writestr("docProps/custom.xml", xml)
    return path


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(CannotWrite) as caught:
        call()
    problem = caught.value.problem
    assert problem.where.source
    assert problem.message
    assert problem.remedy
    return problem.code


def left_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_file_is_written_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "results.xlsx"
    put_in_place(path, b"content")
    assert path.read_bytes() == b"content"
    assert left_in(path.parent) == ["results.xlsx"]


def test_the_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    put_in_place(path, b"new")
    assert path.read_bytes() == b"new"
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "results.xlsx", tmp_path / "results.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    put_in_place(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "F24"),
        (PermissionError(errno.EACCES, "Permission denied"), "F23"),
        (OSError(errno.EIO, "Input/output error"), "F27"),
    ],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str, step: str
) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise error

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    assert code_of(lambda: put_in_place(path, b"new")) == code
    assert path.read_bytes() == b"old"
    assert left_in(tmp_path) == ["results.xlsx"]


def test_an_interruption_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(b"old")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        put_in_place(path, b"new")
    assert path.read_bytes() == b"old"
    assert left_in(tmp_path) == ["results.xlsx"]


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder", encoding="utf-8")
    path = tmp_path / "out" / "results.xlsx"
    may_write(path, "results")
    assert code_of(lambda: put_in_place(path, b"new")) == "F25"
    assert left_in(tmp_path) == ["out"]


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.mkdir()
    assert code_of(lambda: may_write(path, "results")) == "F20"
    assert code_of(lambda: put_in_place(path, b"new")) == "F20"
    assert left_in(tmp_path) == ["results.xlsx"]


def test_only_a_workbook_of_the_same_kind_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    may_write(path, "results")
    may_write(ours(path), "results")
    assert code_of(lambda: may_write(ours(path, "mark sheet"), "results")) == "F21"


def test_the_offices_own_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "applications.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    assert made_as(path) is None
    with pytest.raises(CannotWrite) as caught:
        may_write(path, "results", folder=tmp_path)
    assert str(caught.value.problem.where) == "applications.xlsx"
    assert "did not make" in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a zip", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" * 99])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(content)
    assert code_of(lambda: may_write(path, "results")) == "F21"


def test_a_property_that_is_no_xml_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    with ZipFile(path, "w") as package:
        package.writestr("docProps/custom.xml", "<Properties")
    assert made_as(path) is None


def test_an_empty_file_may_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.touch()
    may_write(path, "results")


@pytest.mark.parametrize("lock", ["~$results.xlsx", ".~lock.results.xlsx#"])
def test_an_open_workbook_is_left_alone(tmp_path: Path, lock: str) -> None:
    path = ours(tmp_path / "results.xlsx")
    (tmp_path / lock).touch()
    with pytest.raises(CannotWrite) as caught:
        may_write(path, "results")
    assert caught.value.problem.code == "F22"
    assert lock in caught.value.problem.remedy


def test_a_read_only_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ours(tmp_path / "results.xlsx")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert code_of(lambda: may_write(path, "results")) == "F23"


def test_the_name_must_be_a_workbooks(tmp_path: Path) -> None:
    for name in ("results.xls", "results", "results.csv"):
        assert code_of(lambda name=name: may_write(tmp_path / name, "results")) == "F26"  # type: ignore[misc]
    may_write(tmp_path / "RESULTS.XLSX", "results")


def test_what_another_program_saved_again_is_still_ours(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    from datetime import date  # noqa: PLC0415 - here alone

    from igpm_sheets.writers.workbook import write_workbook  # noqa: PLC0415 - here alone

    write_workbook([], path, title="Results", created=date(2026, 6, 10))
    openpyxl.load_workbook(path).save(path)
    assert made_as(path) == "results"
    shutil.copy(path, tmp_path / "copy.xlsx")
    may_write(tmp_path / "copy.xlsx", "results")
