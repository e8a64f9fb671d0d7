"""A file is written beside its place, and only what was left of that is ever removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from igpm_sheets.writers.files.durable import beside, remove_temporaries, temporary_of, write_out
from tests.writers.files.test_saving import left_in


def test_what_is_not_moved_away_is_removed(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    with beside(target) as temporary:
        write_out(temporary, lambda file: file.write(b"new"), like=None)
        assert temporary_of(temporary.name) == "a.xlsx"
        assert temporary.parent == tmp_path
    assert left_in(tmp_path) == []


def test_names_never_meet(tmp_path: Path) -> None:
    with beside(tmp_path / "a.xlsx") as one, beside(tmp_path / "a.xlsx") as other:
        assert one != other


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    for like in (None, path):
        with pytest.raises(FileExistsError):
            write_out(path, lambda file: file.write(b"new"), like=like)
    assert path.read_bytes() == b"old"


def test_only_temporaries_are_removed_whoever_they_belong_to(tmp_path: Path) -> None:
    for name in ("a.xlsx", ".a.xlsx.0a1b2c3d.igpm-tmp", ".b.xlsx.0a1b2c3d.igpm-tmp"):
        (tmp_path / name).touch()
    (tmp_path / ".c.xlsx.0a1b2c3d.igpm-tmp").mkdir()
    remove_temporaries(tmp_path, lambda name: name != "b.xlsx")
    assert left_in(tmp_path) == sorted(
        ["a.xlsx", ".b.xlsx.0a1b2c3d.igpm-tmp", ".c.xlsx.0a1b2c3d.igpm-tmp"]
    )


def test_a_folder_that_is_gone_holds_none(tmp_path: Path) -> None:
    remove_temporaries(tmp_path / "gone", lambda _: True)
