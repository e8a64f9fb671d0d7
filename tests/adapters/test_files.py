"""Which files paths, folders and patterns mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from igpm_sheets.adapters.files import find_files, known_as
from igpm_sheets.problems import CellRef

Make = Callable[..., None]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes files in the settings' folder."""

    def touch(*names: str) -> None:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")

    return touch


def found(folder: Path, *patterns: str) -> list[str]:
    """What is found, where nothing is wrong."""
    paths, problems = find_files(patterns, folder)
    assert problems == ()
    return [known_as(path, folder) for path in paths]


def faults(folder: Path, *patterns: str) -> list[tuple[str, str, str]]:
    """What is wrong: code, where, found."""
    return [(p.code, str(p.where), p.found) for p in find_files(patterns, folder)[1]]


def test_a_path_a_folder_and_a_pattern(tmp_path: Path, make: Make) -> None:
    make("a.xlsx", "marks/Jo.xlsx", "marks/Ali.ods", "more/b1.csv", "more/b2.csv", "more/c.csv")
    assert found(tmp_path, "a.xlsx") == ["a.xlsx"]
    assert found(tmp_path, "marks") == ["marks/Ali.ods", "marks/Jo.xlsx"]
    assert found(tmp_path, "marks/") == ["marks/Ali.ods", "marks/Jo.xlsx"]
    assert found(tmp_path, "more/b?.csv") == ["more/b1.csv", "more/b2.csv"]
    assert found(tmp_path, "mor*/*.csv") == ["more/b1.csv", "more/b2.csv", "more/c.csv"]


def test_each_file_once_in_the_order_of_the_patterns(tmp_path: Path, make: Make) -> None:
    make("marks/a.xlsx", "marks/b.xlsx", "marks/C.xlsx")
    patterns = ("marks/b.xlsx", "./marks/../marks/*.xlsx", str(tmp_path / "marks"))
    assert [p.name for p in find_files(patterns, tmp_path)[0]] == ["b.xlsx", "a.xlsx", "C.xlsx"]


def test_any_depth(tmp_path: Path, make: Make) -> None:
    make("marks/a.xlsx", "marks/may/b.xlsx", "marks/may/late/c.xlsx")
    every = ["marks/a.xlsx", "marks/may/b.xlsx", "marks/may/late/c.xlsx"]
    assert sorted(found(tmp_path, "marks/**/*.xlsx")) == every
    assert sorted(found(tmp_path, "marks/**")) == every


def test_folders_that_a_pattern_matches_stand_for_their_sheets(tmp_path: Path, make: Make) -> None:
    make("round 1/a.xlsx", "round 2/b.xlsx")
    assert found(tmp_path, "round *") == ["round 1/a.xlsx", "round 2/b.xlsx"]


def test_endings_match_whatever_their_case(tmp_path: Path, make: Make) -> None:
    make("marks/A.XLSX", "marks/b.xlsx", "marks/c.Xlsm")
    assert found(tmp_path, "marks/*.xlsx") == ["marks/A.XLSX", "marks/b.xlsx"]
    assert found(tmp_path, "marks") == ["marks/A.XLSX", "marks/b.xlsx", "marks/c.Xlsm"]


def test_brackets_are_letters(tmp_path: Path, make: Make) -> None:
    make("marks [2026].xlsx", "[may]/a.xlsx", "m/a.xlsx")
    assert found(tmp_path, "marks [2026].xlsx") == ["marks [2026].xlsx"]
    assert found(tmp_path, "[may]/*.xlsx") == ["[may]/a.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="no such names on Windows")
def test_a_file_whose_name_looks_like_a_pattern(tmp_path: Path, make: Make) -> None:
    make("what?.xlsx", "whatx.xlsx")
    assert found(tmp_path, "what?.xlsx") == ["what?.xlsx"]


def test_a_settings_folder_with_brackets(tmp_path: Path, make: Make) -> None:
    make("[office]/marks/a.xlsx")
    assert found(tmp_path / "[office]", "marks/*.xlsx") == ["marks/a.xlsx"]


def test_absolute_patterns_and_paths(tmp_path: Path, make: Make) -> None:
    make("marks/a.xlsx")
    elsewhere = tmp_path / "settings"
    for pattern in (tmp_path / "marks" / "*.xlsx", tmp_path / "marks/a.xlsx", tmp_path / "marks"):
        paths, problems = find_files([str(pattern)], elsewhere)
        assert ([p.name for p in paths], problems) == (["a.xlsx"], ())


def test_paths_written_on_windows(tmp_path: Path, make: Make) -> None:
    make("marks/may/a.xlsx")
    assert found(tmp_path, "marks\\may\\*.xlsx") == ["marks/may/a.xlsx"]
    assert found(tmp_path, "marks\\may\\a.xlsx") == ["marks/may/a.xlsx"]


def test_the_home_folder(tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make("marks/a.xlsx")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert [p.name for p in find_files(["~/marks/*.xlsx"], Path("/"))[0]] == ["a.xlsx"]


def test_what_programs_leave_is_passed_over_in_silence(tmp_path: Path, make: Make) -> None:
    make("m/a.xlsx", "m/~$a.xlsx", "m/.~lock.a.xlsx#", "m/.b.xlsx", "m/.DS_Store", "m/Thumbs.db")
    assert found(tmp_path, "m") == ["m/a.xlsx"]
    assert found(tmp_path, "m/*.xlsx") == ["m/a.xlsx"]
    assert found(tmp_path, "m/*") == ["m/a.xlsx"]


def test_what_is_to_be_left_out_is_passed_over_in_silence(tmp_path: Path, make: Make) -> None:
    make("a.xlsx", "old/a.xlsx", "old/deeper/b.xlsx", "m/ours.log", "m/b.xlsx")

    def left_out(path: Path) -> bool:
        return "old" in path.parts or path.name == "ours.log"

    def found_in(*patterns: str) -> list[str]:
        paths, problems = find_files(patterns, tmp_path, left_out)
        assert problems == ()
        return [known_as(path, tmp_path) for path in paths]

    make("m/ours.log")
    assert found_in("*.xlsx") == ["a.xlsx"]
    assert found_in("**/*.xlsx") == ["a.xlsx", "m/b.xlsx"]
    assert found_in("m", "m/*") == ["m/b.xlsx"]
    assert found_in("old/a.xlsx") == ["old/a.xlsx"], "whoever names a file means it"
    (tmp_path / "m" / "b.xlsx").unlink()
    (tmp_path / "m").joinpath("ours.log").unlink()
    (tmp_path / "m").rmdir()
    assert found_in(".") == ["a.xlsx"], "no note of a folder that is left out"


def test_foreign_files_are_left_alone_with_a_note(tmp_path: Path, make: Make) -> None:
    make("m/a.xlsx", "m/notes.docx", "m/read me.txt")
    assert [p.name for p in find_files(["m"], tmp_path)[0]] == ["a.xlsx"]
    assert faults(tmp_path, "m") == [("F03", "m", "notes.docx, read me.txt")]
    assert faults(tmp_path, "m/*") == [("F03", "m/*", "notes.docx, read me.txt")]
    make(*(f"m/{number}.pdf" for number in range(6)))
    assert faults(tmp_path, "m")[0][2] == "0.pdf, 1.pdf, 2.pdf, 3.pdf, 4.pdf and 3 more"


def test_whoever_names_an_ending_means_it(tmp_path: Path, make: Make) -> None:
    make("m/a.txt", "m/b.TXT", "m/c.xlsx")
    assert found(tmp_path, "m/*.txt") == ["m/a.txt", "m/b.TXT"]


def test_sheets_of_programs_that_cannot_be_read_are_not_lost(tmp_path: Path, make: Make) -> None:
    make("m/a.numbers", "m/b.gsheet", "m/c.numbers/Index.zip")
    assert found(tmp_path, "m") == ["m/a.numbers", "m/b.gsheet", "m/c.numbers"]


def test_a_missing_path(tmp_path: Path, make: Make) -> None:
    make("applications.xlsx")
    assert find_files(["aplications.xlsx"], tmp_path)[0] == ()
    assert faults(tmp_path, "aplications.xlsx", "nowhere/a.xlsx") == [
        ("F01", "aplications.xlsx", "applications.xlsx stands in that folder"),
        ("F01", "nowhere/a.xlsx", "its folder does not exist either"),
    ]


def test_what_programs_leave_beside_a_missing_file_is_not_meant(tmp_path: Path, make: Make) -> None:
    make(".board.xlsx.igpm-lock", "~$board.xlsx", ".~lock.board.xlsx#")
    assert faults(tmp_path, "board.xlsx") == [("F01", "board.xlsx", "")]


def test_a_lock_file_named_as_such_is_nobodys_home(tmp_path: Path) -> None:
    assert faults(tmp_path, "~$a.xlsx") == [("F01", "~$a.xlsx", "")]


def test_folders_and_patterns_without_a_sheet(tmp_path: Path, make: Make) -> None:
    make("m/notes.docx", "m/~$a.xlsx")
    (tmp_path / "empty").mkdir()
    assert faults(tmp_path, "m", "empty", "m/*.xlsx", "nowhere/*.xlsx") == [
        ("F02", "m", "notes.docx"),
        ("F02", "empty", "nothing"),
        ("F02", "m/*.xlsx", "nothing"),
        ("F02", "nowhere/*.xlsx", "nothing"),
    ]


def test_sheets_in_folders_within_are_pointed_out(tmp_path: Path, make: Make) -> None:
    make("m/a.xlsx", "m/may/b.xlsx", "m/pictures/c.png")
    (problem,) = find_files(["m"], tmp_path)[1]
    assert (problem.code, problem.where, problem.found) == ("F04", CellRef("m"), "may")
    assert "m/**" in problem.remedy


def test_a_folder_that_may_not_be_listed(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    make("m/a.xlsx")
    monkeypatch.setattr(Path, "iterdir", fail)
    assert faults(tmp_path, "m") == [("F06", "m", "Permission denied")]


def test_addresses_are_no_business_of_files(tmp_path: Path) -> None:
    addresses = ["https://docs.google.com/spreadsheets/d/1aB/edit", "HTTP://example.org/a*.xlsx"]
    assert find_files(addresses, tmp_path) == ((), ())
