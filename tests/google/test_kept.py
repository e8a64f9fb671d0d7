"""Answers kept from earlier runs: used for just the same version, and never when in doubt."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from igpm_sheets.google.drive import DriveFile
from igpm_sheets.google.kept import WEEKS, KeptAnswers

ANN = "ann@igpm.example"
FILE = DriveFile("1aB", "Marks", "2026-05-03T10:00:00.000Z", "17", (), None, may_edit=False)
ANSWER = {"spreadsheetId": "1aB", "sheets": [{"properties": {"title": "Märks › 5"}}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "cache" / "spreadsheets"
    KeptAnswers(ANN, folder).keep(FILE, "sheets", ANSWER)
    return folder


def only(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def test_an_answer_is_found_again_by_the_next_run(folder: Path) -> None:
    assert KeptAnswers(ANN, folder).find(FILE, "sheets") == ANSWER


@pytest.mark.parametrize(
    ("account", "file", "fields"),
    [
        ("bob@igpm.example", FILE, "sheets"),
        (ANN, replace(FILE, key="2bC"), "sheets"),
        (ANN, replace(FILE, version="18"), "sheets"),
        (ANN, replace(FILE, modified="2026-05-03T10:00:00.001Z"), "sheets"),
        (ANN, FILE, "sheets,properties"),
    ],
)
def test_it_is_of_one_account_one_version_and_one_request(
    folder: Path, account: str, file: DriveFile, fields: str
) -> None:
    assert KeptAnswers(account, folder).find(file, fields) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda content: content[:-1],
        lambda content: content[:40],
        lambda content: content.replace(b"1aB", b"1aX"),
        lambda content: content.replace(b"title", b"titel"),
        lambda content: content.partition(b"\n")[0],
        lambda _: b"{}\n{}",
        lambda _: b"\xff" * 100,
        lambda _: b"[" * 100_000 + b"\n{}",
    ],
)
def test_one_that_is_damaged_or_anothers_counts_as_none(
    folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = only(folder)
    spoilt = spoil(path.read_bytes())
    assert spoilt != path.read_bytes()
    path.write_bytes(spoilt)
    assert KeptAnswers(ANN, folder).find(FILE, "sheets") is None


def test_a_new_version_takes_the_old_ones_place(folder: Path) -> None:
    newer = replace(FILE, version="18")
    KeptAnswers(ANN, folder).keep(newer, "sheets", {"sheets": []})
    assert len(list(folder.iterdir())) == 1
    kept = KeptAnswers(ANN, folder)
    assert (kept.find(FILE, "sheets"), kept.find(newer, "sheets")) == (None, {"sheets": []})


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the profile to its user")
def test_nobody_else_may_read_it(folder: Path) -> None:
    assert stat.S_IMODE(only(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_nobody_asked_for_in_weeks_goes(folder: Path) -> None:
    old, asked_for = only(folder), replace(FILE, key="2bC")
    kept = KeptAnswers(ANN, folder)
    kept.keep(asked_for, "sheets", ANSWER)
    foreign = folder / "notes.txt"
    foreign.write_text("mine", encoding="utf-8")
    long_ago = time.time() - (WEEKS * 7 + 1) * 86_400
    for path in folder.iterdir():
        os.utime(path, (long_ago, long_ago))
    assert kept.find(asked_for, "sheets") == ANSWER  # now somebody has
    KeptAnswers(ANN, folder).keep(replace(FILE, key="3cD"), "sheets", ANSWER)
    assert not old.exists()
    assert foreign.exists()
    assert len(list(folder.iterdir())) == 3
    assert KeptAnswers(ANN, folder).find(asked_for, "sheets") == ANSWER


def test_where_none_can_be_kept_none_is(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file", encoding="utf-8")
    kept = KeptAnswers(ANN, in_the_way / "spreadsheets")
    kept.keep(FILE, "sheets", ANSWER)
    assert kept.find(FILE, "sheets") is None


def test_without_a_version_the_time_of_the_change_tells(tmp_path: Path) -> None:
    unnumbered = replace(FILE, version="")
    kept = KeptAnswers(ANN, tmp_path)
    kept.keep(unnumbered, "sheets", ANSWER)
    assert kept.find(unnumbered, "sheets") == ANSWER
    assert kept.find(replace(unnumbered, modified="2026-05-03T10:00:00.001Z"), "sheets") is None


def test_without_a_version_and_a_time_nothing_is_kept(tmp_path: Path) -> None:
    unknown = replace(FILE, version="", modified="")
    kept = KeptAnswers(ANN, tmp_path)
    kept.keep(unknown, "sheets", ANSWER)
    assert kept.find(unknown, "sheets") is None
