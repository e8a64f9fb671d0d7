"""Previous versions are kept under names of their own, and only ours are ever removed."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.writers.files import backups as module
from igpm_sheets.writers.files.backups import Backups, Stamp, keep, prune, staying
from igpm_sheets.writers.files.seen import Seen, seen

NOW = datetime(2026, 11, 22, 14, 30, 5)  # noqa: DTZ001 - local time, as in the names
TODAY = NOW.date()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return made(tmp_path / "applications.xlsx")


@pytest.fixture
def backups(tmp_path: Path) -> Backups:
    return Backups(tmp_path / "backups", last=2, days=3)


def made(path: Path, content: bytes = b"old") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def kept(workbook: Path, backups: Backups, now: datetime = NOW) -> str:
    """Keeps the workbook and puts another file in its place; the backup's name."""
    version = seen(workbook)
    assert version is not None
    backup = keep(workbook, version, backups, now)
    assert backup is not None
    made(workbook.with_name("next"), b"next").replace(workbook)
    return backup.name


def names(backups: Backups) -> set[str]:
    return {path.name for path in backups.folder.iterdir()}


def pruned(workbook: Path, backups: Backups, latest: str, today: date = TODAY) -> set[str]:
    prune(workbook, backups, backups.folder / latest, today)
    return names(backups)


def test_a_backup_is_called_after_the_time(workbook: Path, backups: Backups) -> None:
    assert kept(workbook, backups) == "applications 2026-11-22 14.30.05.xlsx"
    assert (backups.folder / "applications 2026-11-22 14.30.05.xlsx").read_bytes() == b"old"


def test_several_of_one_second_are_numbered_and_numbers_never_come_again(
    workbook: Path, backups: Backups
) -> None:
    assert [kept(workbook, backups) for _ in range(3)] == [
        "applications 2026-11-22 14.30.05.xlsx",
        "applications 2026-11-22 14.30.05 (2).xlsx",
        "applications 2026-11-22 14.30.05 (3).xlsx",
    ]
    (backups.folder / "applications 2026-11-22 14.30.05.xlsx").unlink()
    assert kept(workbook, backups) == "applications 2026-11-22 14.30.05 (4).xlsx"


def test_another_thing_of_that_name_is_left_there(workbook: Path, backups: Backups) -> None:
    (backups.folder / "applications 2026-11-22 14.30.05.xlsx").mkdir(parents=True)
    assert kept(workbook, backups) == "applications 2026-11-22 14.30.05 (2).xlsx"


def test_workbooks_of_one_name_are_not_mixed(tmp_path: Path, backups: Backups) -> None:
    places = [tmp_path, tmp_path / "2026", tmp_path / "2025", backups.folder]
    books = [made(place / "applications.xlsx") for place in places]
    books.append(made(tmp_path / "applications.xlsm"))
    for _ in range(4):
        for book in books:
            kept(book, backups)
    ours = names(backups) - {"applications.xlsx"}
    assert len(ours) == 4 * len(books)
    latest = "applications 2026-11-22 14.30.05 (4).xlsx"
    left = pruned(books[0], Backups(backups.folder, last=1, days=0), latest)
    assert len(left) == len(ours) - 3 + 1


def test_a_workbook_keeps_its_mark_when_all_is_moved_together(tmp_path: Path) -> None:
    found = set()
    for place in ("here", "there"):
        book = made(tmp_path / place / "2026" / "applications.xlsx")
        found.add(kept(book, Backups(tmp_path / place / "backups")))
    [name] = found
    assert name.startswith("applications [")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("stem", ["a:b", "what?", "x" * 240, "ü" * 120, "\U0001f4c8" * 60])
def test_a_backups_name_is_legal_on_windows_and_not_too_long(tmp_path: Path, stem: str) -> None:
    book = made(tmp_path / f"{stem}.xlsx")
    backups = Backups(tmp_path / "backups", last=1, days=0)
    kept(book, backups)
    latest = kept(book, backups)
    assert not set(latest) & set('<>:"/\\|?*')
    assert len(os.fsencode(latest)) < 220
    assert pruned(book, backups, latest) == {latest}


def test_nothing_is_kept_of_another_version(workbook: Path, backups: Backups) -> None:
    version = seen(workbook)
    assert version is not None
    made(workbook, b"changed")
    assert keep(workbook, version, backups, NOW) is None
    assert names(backups) == set()


def test_a_disk_that_counts_each_name_as_a_file_gets_a_copy(
    workbook: Path, backups: Backups, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_for_backups(path: Path) -> Seen | None:
        found = seen(path)
        return found._replace(file=0) if found and path.parent == backups.folder else found

    monkeypatch.setattr(module, "seen", other_for_backups)
    before = workbook.stat().st_ino
    name = kept(workbook, backups)
    backup = backups.folder / name
    assert backup.read_bytes() == b"old"
    assert backup.stat().st_ino != before
    assert names(backups) == {name}


def test_what_killed_runs_left_is_removed(workbook: Path, backups: Backups) -> None:
    half = made(backups.folder / ".applications 2026-11-21 09.00.00.xlsx.0a1b2c3d.igpm-tmp")
    other = made(backups.folder / ".marks 2026-11-21 09.00.00.xlsx.0a1b2c3d.igpm-tmp")
    second_name = backups.folder / "applications 2026-11-21 09.00.00.xlsx"
    foreign = backups.folder / "applications before the audit.xlsx"
    for path in (second_name, foreign):
        os.link(workbook, path)
    name = kept(workbook, backups)
    assert not half.exists()
    assert names(backups) == {other.name, foreign.name, name}


def test_only_names_of_just_our_pattern_are_ever_removed(
    workbook: Path, backups: Backups, tmp_path: Path
) -> None:
    foreign = {
        "applications.xlsx",
        "applications 2026-11-01.xlsx",
        "applications 2026-11-01 10.00.00.xlsm",
        "applications 2026-11-02 10.00.00 (1).xlsx",
        "applications 2026-11-03 10.00.00 (02).xlsx",
        "applications 2026-11-01 10.00.00 - keep!.xlsx",
        "applications 2026-11-31 10.00.00.xlsx",
        "applications 2026-11-01 25.00.00.xlsx",
        "applications ٢٠٢٦-11-01 10.00.00.xlsx",
        "my applications 2026-11-01 10.00.00.xlsx",
        "applications 2026-11-01 10.00.00 2026-11-01 10.00.00.xlsx",
        "applications [0123abcd] 2026-11-01 10.00.00.xlsx",
    }
    for name in foreign:
        made(backups.folder / name)
    (backups.folder / "applications 2026-10-01 10.00.00.xlsx").mkdir()
    foreign.add("applications 2026-10-01 10.00.00.xlsx")
    if os.name == "posix":
        target = made(tmp_path / "elsewhere.xlsx")
        (backups.folder / "applications 2026-09-01 10.00.00.xlsx").symlink_to(target)
        foreign.add("applications 2026-09-01 10.00.00.xlsx")
    made(backups.folder / "applications 2026-11-01 10.00.00.xlsx")
    latest = kept(workbook, backups)
    few = Backups(backups.folder, last=1, days=0)
    assert pruned(workbook, few, latest) == {*foreign, latest}


def test_the_last_ones_stay_and_one_of_each_day(workbook: Path, backups: Backups) -> None:
    times = [NOW - timedelta(hours=6 * number) for number in range(20)]
    for time in times:
        made(backups.folder / f"applications {time:%Y-%m-%d %H.%M.%S}.xlsx")
    latest = f"applications {NOW:%Y-%m-%d %H.%M.%S}.xlsx"
    assert pruned(workbook, backups, latest) == {
        "applications 2026-11-22 14.30.05.xlsx",  # the last two
        "applications 2026-11-22 08.30.05.xlsx",
        "applications 2026-11-22 02.30.05.xlsx",  # and of those before, one a day
        "applications 2026-11-21 20.30.05.xlsx",
        "applications 2026-11-20 20.30.05.xlsx",
    }


def test_after_a_year_of_nights_a_month_is_left(workbook: Path, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    for night in range(366):
        now = NOW + timedelta(days=night)
        latest = made(backups.folder / f"applications {now:%Y-%m-%d %H.%M.%S}.xlsx")
        prune(workbook, backups, latest, now.date())
    assert len(names(backups)) == backups.days


def test_the_one_just_made_stays_though_the_clock_was_set_back(
    workbook: Path, backups: Backups
) -> None:
    for hour in (1, 2, 3):
        kept(workbook, backups, NOW + timedelta(hours=hour))
    latest = kept(workbook, backups, NOW)
    left = pruned(workbook, Backups(backups.folder, last=1, days=0), latest)
    assert left == {latest, "applications 2026-11-22 17.30.05.xlsx"}


def test_a_folder_that_is_gone_is_no_failure(workbook: Path, backups: Backups) -> None:
    prune(workbook, backups, backups.folder / "applications 2026-11-22 14.30.05.xlsx", TODAY)
    assert not backups.folder.exists()


@pytest.mark.parametrize(("last", "days"), [(0, 31), (-1, 31), (1, -1)])
def test_at_least_the_last_one_is_kept(last: int, days: int) -> None:
    with pytest.raises(ValueError, match="last version"):
        Backups(Path("backups"), last=last, days=days)


TIMES = st.datetimes(datetime(2026, 10, 1), datetime(2026, 11, 30)).map(  # noqa: DTZ001
    lambda time: time.replace(microsecond=0, minute=0, second=0)
)
STAMPS = st.frozensets(st.builds(Stamp, TIMES, st.integers(1, 3)), max_size=40)


@given(STAMPS, st.integers(1, 12), st.integers(0, 40), st.dates(date(2026, 10, 1), TODAY))
def test_the_newest_stay_and_the_last_of_each_day_among_the_older(
    stamps: frozenset[Stamp], last: int, days: int, today: date
) -> None:
    left = staying(stamps, last, days, today)
    assert left <= stamps
    for stamp in stamps:
        newer = {other for other in stamps if other > stamp}
        is_new = len(newer) < last
        later = {other for other in newer if other.time.date() == stamp.time.date()}
        of_its_day = all(len({o for o in stamps if o > other}) < last for other in later)
        recent = today - stamp.time.date() < timedelta(days=days)
        assert (stamp in left) == (is_new or (of_its_day and recent))
    assert staying(left, last, days, today) == left
