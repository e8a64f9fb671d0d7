"""Watching: when a refresh is due, when it is tried again, and what is told of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from threading import Timer

import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.refreshing.watching import LONGEST_PAUSE, PATIENCE, Watch, look_at
from igpm_sheets.reports.refreshed import Refreshed, RefreshedWorkbook
from igpm_sheets.settings import SettingsError
from tests.bad_inputs.office import ANN, FURTHER, TODAY, TRACKER
from tests.bad_inputs.spoiling import mark
from tests.refreshing.engine import FakeEngine
from tests.refreshing.office import Site

FINE, WROTE = "fine", "wrote"
OPEN = problem("F22", CellRef(TRACKER), lock="~$applications.xlsx")
UNREAD = problem("F49", CellRef(TRACKER), "marks/Ann.xlsx", because="not everything could be read")

Outcome = str | Problem | Exception


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> object:
    site = Site(tmp_path_factory.mktemp("office"))
    today = datetime.fromisoformat(TODAY).date()
    return jobs.work_out(settings.load(site.config), today).findings


@dataclass
class Played:
    """A watch over a play: at each look what is there, and what a refresh comes to then.

    A look that is not in `outcomes` is fine. The play ends like a watch does.
    """

    looks: str
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    refreshed_at: list[int] = field(default_factory=list)
    told_at: list[int] = field(default_factory=list)
    complained_at: list[int] = field(default_factory=list)
    at: int = 0

    def look(self) -> str:
        return self.looks[self.at]

    def sleep(self) -> None:
        self.at += 1
        if self.at == len(self.looks):
            raise KeyboardInterrupt

    def run(self, findings: object) -> Played:
        def refresh() -> Refreshed:
            self.refreshed_at.append(self.at)
            outcome = self.outcomes.get(self.at, FINE)
            if isinstance(outcome, Exception):
                raise outcome
            wrong = outcome if isinstance(outcome, Problem) else None
            done = RefreshedWorkbook(TRACKER, outcome == WROTE, problem=wrong)
            return Refreshed(findings, (done,), datetime(2026, 6, 10, tzinfo=UTC))  # type: ignore[arg-type]

        watch = Watch(
            look=self.look,
            refresh=refresh,
            tell=lambda _: self.told_at.append(self.at),
            sleep=self.sleep,
            forgives=(SettingsError, OSError),
            complain=lambda _: self.complained_at.append(self.at),
        )
        with pytest.raises(KeyboardInterrupt):
            watch.run()
        return self


Play = Callable[..., Played]


@pytest.fixture
def play(findings: object) -> Play:
    return lambda looks, outcomes=(): Played(looks, dict(outcomes)).run(findings)


def test_it_begins_with_a_refresh_and_tells_of_it(play: Play) -> None:
    played = play("aaaaaa")
    assert (played.refreshed_at, played.told_at) == ([0], [0])


def test_what_was_saved_is_taken_up_once_it_has_been_still(play: Play) -> None:
    assert play("aabbbb").refreshed_at == [0, 3]


def test_what_is_still_being_saved_is_waited_for(play: Play) -> None:
    assert play("aabcdefffff").refreshed_at == [0, 7]


def test_what_was_taken_back_needs_nothing(play: Play) -> None:
    assert play("aabaaaa").refreshed_at == [0]


def test_what_is_saved_during_the_first_refresh_is_taken_up(play: Play) -> None:
    assert play("abbb").refreshed_at == [0, 2]


def test_its_own_writing_is_looked_at_once_and_nothing_is_told_of_that(play: Play) -> None:
    played = play("aabbcccccc", {3: WROTE})
    assert (played.refreshed_at, played.told_at) == ([0, 3, 5], [0, 3])


def test_nothing_is_told_where_nothing_happened(play: Play) -> None:
    assert play("aabbccdd").told_at == [0]


def test_a_workbook_that_is_open_is_told_once_and_tried_again(play: Play) -> None:
    played = play("a" * 12, dict.fromkeys(range(12), OPEN))
    assert played.told_at == [0]
    assert len(played.refreshed_at) > PATIENCE


def test_it_is_tried_again_as_soon_as_it_is_closed(play: Play) -> None:
    """Closing it takes the lock file away, which is seen like any save."""
    looks = "a" * 40 + "bb"
    outcomes: dict[int, Outcome] = {**dict.fromkeys(range(41), OPEN), 41: WROTE}
    played = play(looks, outcomes)
    assert played.refreshed_at[-1] == 41
    assert played.told_at == [0, 41]


def test_tries_become_rarer(play: Play) -> None:
    length = 10 * LONGEST_PAUSE
    tried = play("a" * length, dict.fromkeys(range(length), OPEN)).refreshed_at
    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (1, LONGEST_PAUSE)


def test_that_all_is_well_again_is_told(play: Play) -> None:
    assert play("aaaaaa", {0: OPEN, 1: OPEN}).told_at == [0, 2]


def test_a_source_that_cannot_be_read_is_tried_again_before_that_is_told(play: Play) -> None:
    played = play("aabbbbbbb", {3: UNREAD, 4: UNREAD})
    assert played.refreshed_at == [0, 3, 4, 5]
    assert played.told_at == [0]


def test_a_source_that_stays_unreadable_is_told_once(play: Play) -> None:
    played = play("aabbbbbbbbbbb", dict.fromkeys(range(3, 13), UNREAD))
    assert played.told_at == [0, 2 + PATIENCE]


def test_after_a_change_patience_begins_anew(play: Play) -> None:
    played = play("aabbbccc", {3: UNREAD, 4: UNREAD, 6: UNREAD, 7: UNREAD})
    assert played.told_at == [0]


def test_a_slip_in_the_settings_is_told_once_and_does_not_end_it(play: Play) -> None:
    slip = SettingsError("igpm.toml has no “mark”")
    played = play("aabbbbbbcc", {3: slip, 4: slip, 5: slip, 6: slip, 7: slip, 9: WROTE})
    assert played.complained_at == [3]
    assert played.told_at == [0, 9]


def test_a_slip_from_the_beginning_ends_it(findings: object) -> None:
    with pytest.raises(SettingsError):
        Watch(
            look=lambda: "a",
            refresh=lambda: next(_failing()),
            tell=lambda _: None,
            sleep=lambda: None,
            forgives=(SettingsError,),
        ).run()
    assert findings


def _failing() -> Iterator[Refreshed]:
    raise SettingsError("igpm.toml has no source")


# What is looked at


def test_everything_that_a_refresh_depends_on_is_looked_at(site: Site) -> None:
    read = settings.load(site.config)
    before = look_at(read)
    names = {Path(path).name for path in before}
    lock = f".~lock.{TRACKER}#"
    sheets = {"Ann Lee.xlsx", "Ben Okoro.xlsx", "Cat Hughes.xlsx"}
    assert names == {"igpm.toml", "policy.toml", TRACKER, f"~${TRACKER}", lock, *sheets}
    (site.folder / f"~${TRACKER}").touch()
    opened = look_at(read)
    assert opened != before
    (site.folder / "marks" / "Dan New.xlsx").write_bytes(b"PK")
    assert look_at(read) != opened
    (site.folder / "marks" / "Dan New.xlsx").unlink()
    (site.folder / f"~${TRACKER}").unlink()
    assert look_at(read) == before


def test_what_a_refresh_itself_leaves_is_not_looked_at(site: Site, engine: FakeEngine) -> None:
    read = settings.load(site.config)
    site.config.write_text(site.config.read_text().replace("marks/*", "**/*"))
    site.refresh()
    (site.folder / "igpm-backups" / "applications 2026-06-10 10.00.00.xlsx").write_bytes(b"PK")
    assert not [path for path in look_at(read) if "igpm-" in Path(path).name]
    assert not [path for path in look_at(read) if "igpm-backups" in path]
    assert engine.held


# The command


def test_watching_goes_with_one_run_only(site: Site) -> None:
    for option in ("--dry-run", "--json"):
        ran = site.refresh("--watch", option)
        assert (ran.code, ran.out) == (2, "")
        assert "--watch goes with neither" in ran.err


@pytest.fixture
def watching(site: Site) -> Iterator[subprocess.Popen[str]]:
    """The command as it is started, watching."""
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "igpm_sheets", "refresh", "--watch", "--watch-every", "0.05"),
            *("-c", str(site.config), "--today", TODAY),
        ],
        env={**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    patience = Timer(60, process.kill)
    patience.start()
    try:
        yield process
    finally:
        patience.cancel()
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="no such signals on Windows")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_refreshes_what_is_saved_and_ends_cleanly(
    site: Site, watching: subprocess.Popen[str], stop: signal.Signals
) -> None:
    assert watching.stdout is not None
    assert "1 workbook written" in watching.stdout.readline()
    site.save_marks(mark(ANN, FURTHER, 3, 7))
    assert "1 workbook written" in watching.stdout.readline()
    lock = site.folder / f"~${TRACKER}"
    lock.touch()
    site.save_marks(mark(ANN, FURTHER, 7, 7))
    assert "1 left as they are" in watching.stdout.readline()
    lock.unlink()
    assert "1 workbook written" in watching.stdout.readline()
    watching.send_signal(stop)
    out, err = watching.communicate(timeout=20)
    assert (watching.returncode, out) == (0, "")
    assert "Traceback" not in err
    assert err.count("F22") == 1
