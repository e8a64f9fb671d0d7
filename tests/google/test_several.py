"""Several spreadsheets and workbooks in one run, and Google's weather over all of them."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from igpm_sheets import jobs
from igpm_sheets.google.connection import Google, Pace
from igpm_sheets.settings import load
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.target import taking
from tests.bad_inputs.office import ANN, GOOD, REFS, TODAY
from tests.bad_inputs.spoiling import mark
from tests.google.refresh_office import NOTES, OFFICE, RESULTS, GoogleSite, site
from tests.google_server.faults import Call, Storm

__all__ = ["site"]


def others(site: GoogleSite, *titles: str) -> None:
    """Further spreadsheets that take the results."""
    for title in titles:
        made = site.google.person(OFFICE).spreadsheet(title)
        made.share(site.google.robot, "writer")
        site.more.append(made)
    site.save()


def test_each_costs_two_requests_and_the_tracker_no_more(site: GoogleSite) -> None:
    others(site, "Board", "Panel")
    ran = site.refresh()
    assert ran.code == 0
    assert "3 workbooks written" in ran.last
    assert site.google.counts() == {"get": 3, "batchUpdate": 3}
    assert all(RESULTS in each.tabs for each in (site.sheet, *site.more))
    assert "3 unchanged" in site.refresh().last
    assert site.google.counts() == {"get": 3}


def test_what_is_wrong_with_one_does_not_stop_the_others(site: GoogleSite) -> None:
    others(site, "Board", "Panel")
    site.more[0].share(site.google.robot, "reader")
    ran = site.refresh("-v")
    assert ran.code == 3
    assert "2 workbooks written, 0 unchanged, 1 left as they are" in ran.last
    assert "Board: left as it is" in ran.out
    assert "as Editor" in ran.err
    assert RESULTS not in site.more[0].tabs
    # The next run does the rest, and no more.
    site.more[0].share(site.google.robot, "writer")
    assert "1 workbook written, 2 unchanged" in site.refresh().last
    assert site.google.counts() == {"get": 3, "batchUpdate": 1}


def test_one_that_is_not_there_is_named_by_its_address(site: GoogleSite) -> None:
    others(site, "Board")
    site.more[0].delete()
    ran = site.refresh("--json")
    assert ran.code == 3
    left = next(each for each in ran.json["workbooks"] if not each["written"])
    assert left["path"] == left["address"] == site.more[0].address
    assert "no such spreadsheet" in left["problem"]["message"]
    assert RESULTS in site.sheet.tabs


def test_the_log_and_the_snapshot_know_them(site: GoogleSite) -> None:
    site.refresh()
    site.sheet.file.spreadsheet.properties["title"] = "Another title"  # type: ignore[union-attr]
    site.save(mark(ANN, GOOD, 3, None))
    assert "D3 by Ann Lee: 5 → none" in site.refresh("-v").out
    log = (site.folder / "igpm-refresh.log").read_text(encoding="utf-8")
    assert "Applications 2026 written" in log
    assert "Another title written" in log
    kept = (site.folder / "igpm-backups" / "last-refresh.json").read_text(encoding="utf-8")
    assert site.sheet.address in kept


def test_another_run_on_this_computer_is_waited_for(site: GoogleSite, home: Path) -> None:
    site.refresh()
    [lock] = home.rglob(f".{site.sheet.key}.igpm-lock")
    site.save(mark(ANN, GOOD, 3, None))
    held = FileLock(lock, thread_local=False)
    held.acquire()
    timer = threading.Timer(1.0, held.release)
    timer.start()
    begun = time.monotonic()
    assert site.refresh().code == 0
    assert time.monotonic() - begun >= 1.0
    timer.join()
    assert site.of(GOOD)["Status"] == "Awaiting marks"


def test_but_not_for_ever(site: GoogleSite, home: Path) -> None:
    site.refresh()
    [lock] = home.rglob(f".{site.sheet.key}.igpm-lock")
    google = Google(site.folder / site.credentials, writes=True)
    with (
        FileLock(lock),
        pytest.raises(CannotWrite) as caught,
        taking(
            google,
            site.sheet.key,
            templates=Templates(),
            draw=lambda _: b"",
            locks=lock.parent,
            wait=0.1,
        ),
    ):
        pass
    assert caught.value.problem.code == "F31"


def test_a_run_that_read_before_another_wrote_reads_again(site: GoogleSite) -> None:
    site.refresh()
    done: list[int] = []

    def before(call: Call) -> None:
        # Right after the reading of the one run, the other does everything.
        if call.kind == "get" and not done:
            done.append(1)

    def after(call: Call) -> None:
        if call.kind == "get" and done == [1]:
            done.append(2)
            assert site.refresh("--window", "all").code == 0

    site.google.before, site.google.after = before, after
    assert site.refresh("--window", "all").code == 0
    # The one reads, the other reads and writes, the one sees that and reads once more.
    assert site.google.counts() == {"get": 3, "batchUpdate": 1}
    assert " 0 workbooks written, 1 unchanged" in site.refresh("--window", "all").last


@pytest.mark.parametrize("seed", range(6))
def test_in_any_weather_it_is_done_once_or_told(site: GoogleSite, seed: int) -> None:
    site.google.slowness = 0.5
    site.refresh()
    site.tab.type(f"{NOTES}1", "Notes")
    site.tab.type(f"{NOTES}{site.row(GOOD)}", "call back")
    site.save(mark(ANN, GOOD, 3, None))
    site.google.weather = Storm(seed, chance=0.5, most=6)
    pace = Pace(timeout=0.3, first=0.001, longest=0.01, patience=2, a_minute=1000)
    google = Google(site.folder / site.credentials, writes=True, pace=pace)
    settings, day = load(site.folder / "igpm.toml"), date.fromisoformat(TODAY)
    refreshed = jobs.refresh(settings, day, "all", google=google)
    assert refreshed.exit_code in (0, 3)
    site.google.weather = lambda _: None
    ran = site.refresh("--window", "all")
    assert ran.code == 0
    assert refreshed.exit_code == 3 or " 0 workbooks written, 1 unchanged" in ran.last
    assert site.beside(GOOD) == "call back"
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert site.refs() == list(REFS)
    told = [row[1:4] for row in site.sheet.tab("IGPM Changes").values()[1:]]
    assert sum(row[:1] == [GOOD] and "Status" in row for row in told) == 1
