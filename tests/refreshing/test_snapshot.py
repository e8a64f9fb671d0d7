"""The file in which a run keeps what it decided: anything but its own work counts as none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.refreshing.snapshot import NAME, Snapshot, read_snapshots, write_snapshots
from igpm_sheets.reports.remembered import Remembered

ONE = Snapshot(
    ("applications.xlsx", "marks/*.xlsx"),
    ("applications.xlsx", "marks/Siân.xlsx"),
    {
        "26-01": Remembered(
            {"Siân": (5, None, *[4] * 8)},
            {"name": "Jo"},
            {"R53": (("met", "the thirty marks sum to 150"),)},
            {"Status": "Award MIGPM"},
        )
    },
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "not there" / "yet"
    write_snapshots(folder, {"applications.xlsx": ONE, "other.xlsx": Snapshot((), (), {})})
    assert read_snapshots(folder) == {
        "applications.xlsx": ONE,
        "other.xlsx": Snapshot((), (), {}),
    }
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_a_later_one_takes_its_place(tmp_path: Path) -> None:
    write_snapshots(tmp_path, {"a.xlsx": ONE})
    write_snapshots(tmp_path, {"b.xlsx": ONE})
    assert list(read_snapshots(tmp_path)) == ["b.xlsx"]


def test_where_there_is_none(tmp_path: Path) -> None:
    assert read_snapshots(tmp_path) == {}
    assert read_snapshots(tmp_path / "nowhere") == {}
    (tmp_path / NAME).mkdir()
    assert read_snapshots(tmp_path) == {}


def written(tmp_path: Path) -> dict[str, Any]:
    write_snapshots(tmp_path, {"a.xlsx": ONE})
    content: dict[str, Any] = json.loads((tmp_path / NAME).read_text())
    return content


@pytest.mark.parametrize("length", [0, 1, 40, -2])
def test_half_a_file_is_none(tmp_path: Path, length: int) -> None:
    written(tmp_path)
    path = tmp_path / NAME
    path.write_bytes(path.read_bytes()[:length])
    assert read_snapshots(tmp_path) == {}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b"null",
        b'{"made_by": "somebody else", "version": 1, "workbooks": {}}',
        b'{"made_by": "igpm_sheets", "version": 2, "workbooks": {}}',
        b'{"made_by": "igpm_sheets", "version": 1, "workbooks": []}',
        b'{"made_by": "igpm_sheets", "version": 1, "workbooks": {"a.xlsx": []}}',
    ],
)
def test_what_is_no_work_of_ours_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert read_snapshots(tmp_path) == {}


@pytest.mark.parametrize("part", ["sources", "files", "applications"])
def test_of_two_workbooks_the_sound_one_counts(tmp_path: Path, part: str) -> None:
    content = written(tmp_path)
    content["workbooks"]["b.xlsx"] = {**content["workbooks"]["a.xlsx"], part: 5}
    (tmp_path / NAME).write_text(json.dumps(content))
    assert read_snapshots(tmp_path) == {"a.xlsx": ONE}


@given(st.data())
def test_no_damage_is_a_fault(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    write_snapshots(folder, {"a.xlsx": ONE})
    path = folder / NAME
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert all(isinstance(each, Snapshot) for each in read_snapshots(folder).values())
