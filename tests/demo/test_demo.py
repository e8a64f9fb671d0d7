"""The fictional office: the folder it is written to, and what the program makes of it."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.catalogue import Severity
from igpm_sheets.core.windows import parse_window
from igpm_sheets.demo import DEMO_TODAY, FIRST_ROUND, FolderInUse, make_demo, tour
from igpm_sheets.exit_codes import DONE
from igpm_sheets.jobs import Worked
from igpm_sheets.model import ApplicationType, Decision, Finding, Nation, Status
from igpm_sheets.settings import Settings

FILES = {
    "igpm.toml",
    "applications.xlsx",
    "marks/elspeth-rankine.xlsx",
    "marks/martin-ferreira.xlsx",
    "marks/sian-morgan-hale.xlsx",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings.load(make_demo(tmp_path_factory.mktemp("office")))


@pytest.fixture(scope="module")
def worked(office: Settings) -> Worked:
    return jobs.work_out(office, DEMO_TODAY, "all")


@pytest.fixture(scope="module")
def first_round(worked: Worked) -> list[Decision]:
    return [each for each in worked.every if str(each.window) == FIRST_ROUND]


def of(worked: Worked, ref: str) -> Decision:
    return next(each for each in worked.every if each.application.ref == ref)


# What the program makes of it


def test_the_first_round_is_twelve_full_applications_and_ten_awards(
    first_round: list[Decision],
) -> None:
    assert {each.application.type for each in first_round} == {ApplicationType.FULL}
    statuses = Counter(each.status for each in first_round)
    assert statuses == {Status.AWARD: 10, Status.FURTHER_EVIDENCE: 2}


@pytest.mark.rule("R58", passes=True)
def test_the_two_that_fall_short_are_told_in_which_domains(first_round: list[Decision]) -> None:
    short = [each for each in first_round if each.status is Status.FURTHER_EVIDENCE]
    assert {each.application.ref: each.asked_for for each in short} == {
        "IG-113": (7, 8),
        "IG-118": (4, 9, 10),
    }


def test_the_first_round_shows_both_sides_of_the_line(first_round: list[Decision]) -> None:
    sums = {each.sum: each for each in first_round}
    assert sums[150].status is Status.AWARD
    marks = [mark for row in sums[150].panel for mark in row.marks]
    assert marks.count(4) == marks.count(6) == 2
    assert sums[149].status is Status.FURTHER_EVIDENCE
    assert len(sums) == 12, "every sum is another"


def test_three_assessors_gave_thirty_marks_each_with_a_word_beside_the_low_ones(
    first_round: list[Decision],
) -> None:
    for each in first_round:
        assert len({row.assessor for row in each.panel}) == 3
        for row in each.panel:
            for mark, comment in zip(row.marks, row.sheets[0].comments, strict=True):
                assert mark is not None
                assert comment or mark == 5, f"{each.application.ref}, {row.assessor}"


def test_the_candidates_come_from_all_four_countries(first_round: list[Decision]) -> None:
    assert {each.application.nation for each in first_round} == set(Nation)


def test_every_status_occurs_that_a_sound_office_has(worked: Worked) -> None:
    assert {each.status for each in worked.every} == set(Status) - {Status.MARKS_NEED_ATTENTION}


def test_a_resubmission_succeeds_on_marks_carried_over(worked: Worked) -> None:
    first, second = of(worked, "IG-101"), of(worked, "IG-107")
    assert (first.status, first.asked_for) == (Status.FURTHER_EVIDENCE, (4, 7))
    assert second.application.type is ApplicationType.RESUBMISSION
    assert (second.status, second.to_mark, second.sum) == (Status.AWARD, (4, 7), 153)
    assert second.price is not None
    assert second.price.gross == Decimal(144)


def test_applications_between_the_windows_are_held_over(worked: Worked) -> None:
    june = of(worked, "IG-123")
    assert june.application.received == date(2026, 6, 3)
    assert (june.window, june.status) == (parse_window("2026-09"), Status.AWAITING_MARKS)


def test_renewals_are_paid_due_and_overdue(worked: Worked) -> None:
    fees = [each for each in worked.findings.ledger.charges if each.what == "Member fee"]
    assert [(each.name, each.overdue) for each in fees] == [
        ("Anthony Delacourt", True),
        ("Siobhan Tierney", False),
    ]
    assert len(worked.read.office.members) > 10, "the others have paid"


def test_nothing_is_wrong_but_what_is_meant_to_be(worked: Worked) -> None:
    warned = [p for p in worked.findings.problems if p.severity is not Severity.NOTE]
    assert {(p.code, p.ref) for p in warned} == {
        ("A17", "IG-120"),  # the fee is not paid
        ("A19", "IG-126"),  # the role is referred
    }
    assert worked.exit_code == DONE


def test_what_is_flagged_is_little_and_meant(first_round: list[Decision]) -> None:
    flagged = {e.application.ref: [f.rule for f in e.flags] for e in first_round if e.flags}
    assert flagged == {"IG-113": ["I26"], "IG-117": ["I26"], "IG-120": ["I22"]}


def test_nobody_waits_for_something_that_the_tracker_says(worked: Worked) -> None:
    held = [each for each in worked.every if each.status is Status.ON_HOLD]
    assert [each.application.ref for each in held] == ["IG-124"]
    assert {reason.rule for reason in held[0].why} == {"R16", "R18"}
    assert all(reason.finding is Finding.NOT_RECORDED for reason in held[0].why)


# The folder


def test_it_writes_settings_a_tracker_and_three_mark_sheets(tmp_path: Path) -> None:
    file = make_demo(tmp_path / "deep" / "office")
    folder = file.parent
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert written == FILES
    assert f"--today {DEMO_TODAY}" in file.read_text(encoding="utf-8")


def test_it_replaces_itself_byte_by_byte(tmp_path: Path) -> None:
    make_demo(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in FILES}
    (tmp_path / "applications.xlsx").unlink()
    make_demo(tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == before


def test_what_somebody_typed_into_the_demo_is_left_alone(tmp_path: Path) -> None:
    settings = make_demo(tmp_path)
    with settings.open("a", encoding="utf-8") as file:
        file.write("# my own line\n")
    mine = settings.read_bytes()
    with pytest.raises(FolderInUse, match=r"igpm\.toml"):
        make_demo(tmp_path)
    assert settings.read_bytes() == mine


@pytest.mark.parametrize("name", sorted(FILES))
def test_somebodys_file_is_left_alone_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("[tracker]\nsource = 'ours.xlsx'\n", encoding="utf-8")
    with pytest.raises(FolderInUse, match=theirs.name):
        make_demo(tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [theirs]


def test_a_workbook_of_the_results_is_somebody_elses(tmp_path: Path, office: Settings) -> None:
    results = jobs.write_results(office, jobs.work_out(office, DEMO_TODAY), tmp_path / "r.xlsx")
    shutil.copy(results, tmp_path / "applications.xlsx")
    with pytest.raises(FolderInUse):
        make_demo(tmp_path)


def test_a_folder_in_the_place_of_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "igpm.toml").mkdir()
    with pytest.raises(FolderInUse):
        make_demo(tmp_path)


def test_the_tour_names_what_there_is(tmp_path: Path) -> None:
    folder = tmp_path / "our office"
    make_demo(folder)
    lines = list(tour(folder, folder / "results.xlsx", "Ten of twelve."))
    assert "Ten of twelve." in lines
    assert str(folder / "applications.xlsx") in "\n".join(lines)
    assert f'--config "{folder / "igpm.toml"}" --today 2026-06-22' in lines[-1]
