"""Storms over a whole run at Google: what may go wrong by lot, and what must be so afterwards.

An office is set up once; each storm begins from the very same state. `RefreshStorms` brings the
results into two spreadsheets, `HandingOutStorms` prepares the mark sheets; `weathered(seed)` runs
one storm, asserts all that must hold after it, and says in a word how it ended.
"""

from __future__ import annotations

import copy
import dataclasses
import random
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from igpm_sheets import jobs
from igpm_sheets.google.connection import Google, Pace
from igpm_sheets.handing_out.spreadsheets import hand_out_at_google
from igpm_sheets.problems import Failed, Problem
from igpm_sheets.settings import Settings, load
from tests.bad_inputs.office import ASSESSORS, GOOD, PLAIN, REFS, TODAY, TRACKER, written
from tests.bad_inputs.office import good_office as plain_office
from tests.google.mark_office import TAB, google_office
from tests.google.refresh_office import NOTES, OFFICE, RESULTS
from tests.google_server.faults import PASSING, Call, Fault, Storm, Weather
from tests.google_server.rights import File
from tests.google_server.server import GoogleServer, PersonSpreadsheet
from tests.handing_out.office import allocated_only, allocation, save_tracker, the_office

Json = dict[str, Any]

NOW: Final = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
DAY: Final = date.fromisoformat(TODAY)
LASTING: Final = ("access", "tab", "key", "storage")
"""What does not pass: access or a tab is taken away, the key withdrawn, the Drive is full."""
SHORT, AMPLE = 0.5, 20.0
"""Seconds that a run waits for an answer: where answers are slow, and else."""
CHANCES: Final = (0.1, 0.3, 0.6, 0.9)
HANDED_OUT: Final = ("Marks", "How to mark")
"""The tabs of ours in an assessor's spreadsheet."""
UNCERTAIN: Final = "G17"
"""The problem that says that nobody knows whether it was written."""
_NUMBERS: Final = {
    *("protectedRangeId", "chartId", "metadataId", "filterViewId", "bandedRangeId", "index")
}
"""What tells things apart and means nothing."""


class Clock:
    """A clock that pauses turn on at once, so that nobody waits for them."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds, as `time.monotonic` counts them."""
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """A pause that is over at once."""
        self._ahead += seconds


def hasty(timeout: float = AMPLE) -> Pace:
    """A pace whose pauses take no time."""
    clock = Clock()
    return Pace(timeout, 1, 8, 60, 1_000_000, clock.now, clock.sleep)


@dataclass
class Mishaps:
    """The weather of one seed: faults that pass, requests that arrive late, one that lasts.

    Args:
        seed: which weather it is.
        targets: the spreadsheets that are written to: tabs are deleted in these alone.
        google: where it all happens.
    """

    seed: int
    targets: Mapping[str, str]
    google: GoogleServer
    lasting: str = ""
    struck: str = ""
    """The spreadsheet that something lasting has happened to."""
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lot = random.Random(self.seed)
        self.retry_after = self._lot.choice((None, 0, 3, 400))
        quick = [each for each in PASSING if each is not Fault.SLOW]
        faults = PASSING if self._lot.random() < 0.08 else quick
        most = self._lot.choice((1, 2, 4, 8, 30))
        self._passing = Storm(self.seed, self._lot.choice(CHANCES), faults, most)
        self._late = self._lot.random() < 0.05
        self.timeout = SHORT if self._late or faults is PASSING else AMPLE
        if self._lot.random() < 0.4:
            self.lasting = self._lot.choice(LASTING)
            self._at = self._lot.randrange(12)
        self._seen = 0

    def __call__(self, call: Call) -> Fault | None:
        """What happens to this request."""
        fault = self._passing(call)
        if call.kind == "token":
            return fault
        self._seen += 1
        if self.lasting and not self.struck and self._seen > self._at:
            fault = self._strike(call) or fault
        if fault is not None:
            self.happened.append(fault.value)
        return fault

    def _strike(self, call: Call) -> Fault | None:
        if self.lasting == "key":
            self.struck = "key"
            self.google.revoke(call.account)
            return Fault.TOKEN_REVOKED
        if not call.key or call.kind not in {"get", "batchUpdate"}:
            return None
        if self.lasting == "access":
            self.struck = call.key
            return Fault.ACCESS_REVOKED
        if self.lasting == "storage" and call.kind == "batchUpdate":
            self.struck = call.key
            return Fault.STORAGE_FULL
        if self.lasting == "tab" and call.key in self.targets:
            self._delete_tab(call.key)
        return None

    def _delete_tab(self, key: str) -> None:
        """The office deletes one of our tabs, if there are any."""
        sheet = self.google.person(OFFICE).open(key)
        ours = [title for title in sheet.tabs if title.startswith("IGPM ") or title in HANDED_OUT]
        if ours and len(sheet.tabs) > 1:
            self.struck = key
            self.happened.append(f"deleted {self._lot.choice(ours)}")
            sheet.delete_tab(self.happened[-1].removeprefix("deleted "))

    def hold_back(self, call: Call) -> None:
        """Lets one write arrive only when nobody waits for its answer any more."""
        if self._late and call.kind == "batchUpdate":
            self._late = False
            self.happened.append("late")
            time.sleep(SHORT * 1.4)


@dataclass
class Kept:
    """A server and folders as they were, to begin from again."""

    google: GoogleServer
    folders: Mapping[Path, Path]
    files: dict[str, File] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = {key: _copied(file) for key, file in self.google.files.items()}
        self._services = set(self.google.desk.services)
        for folder, aside in self.folders.items():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copytree(folder, aside)

    def bring_back(self) -> None:
        """Everything as it was."""
        with self.google.lock:
            for key, file in self.files.items():
                vars(self.google.files[key]).update(vars(_copied(file)))
            self.allow()
            self.google.log.clear()
        for folder, aside in self.folders.items():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(aside, folder)

    def allow(self) -> None:
        """Every access and key as it was: somebody has done what the messages say."""
        self.google.weather = self.google.before = None
        self.google.desk.services |= self._services
        for key, file in self.files.items():
            self.google.files[key].permissions = copy.deepcopy(file.permissions)


def _copied(file: File) -> File:
    kept = file.spreadsheet.copy() if file.spreadsheet else None
    permissions = copy.deepcopy(file.permissions)
    return dataclasses.replace(file, spreadsheet=kept, permissions=permissions)


def state(google: GoogleServer, key: str) -> Json:
    """All that a spreadsheet holds, without numbers that mean nothing; marks are counted."""
    found = google.snapshot(key)
    titles = {tab["properties"]["sheetId"]: title for title, tab in found["tabs"].items()}
    marks = [each["metadataKey"] for each in found["metadata"]]
    plain: Json = _plain(found, titles)
    return {**plain, "metadata": marks}


def _plain(value: object, titles: Mapping[int, str]) -> Any:
    if isinstance(value, dict):
        return {
            name: titles.get(inner, inner) if name == "sheetId" else _plain(inner, titles)
            for name, inner in value.items()
            if name not in _NUMBERS
        }
    if isinstance(value, list | tuple):
        return [_plain(each, titles) for each in value]
    return vars(value) if hasattr(value, "__dict__") else value


def check_told(problems: list[Problem]) -> None:
    """Asserts that each problem says what to do, in words."""
    for each in problems:
        assert each.message, each
        assert each.remedy, each
        assert "Traceback" not in f"{each.message} {each.remedy}"
        assert "{" not in f"{each.message} {each.remedy}", each


class RefreshStorms:
    """An office at Google: the tracker and another spreadsheet take the results.

    Since the last refresh a mark has been taken back, an application has come and another has
    gone; people keep notes beside the results.
    """

    def __init__(self, google: GoogleServer, folder: Path, cache: Path) -> None:
        self.google = google
        office = plain_office()
        person = google.person(OFFICE)
        self.sheets: dict[str, PersonSpreadsheet] = {}
        for name, book in office.books.items():
            path = folder / Path(name).name
            path.write_bytes(written(book))
            self.sheets[name] = person.upload(path, title=Path(name).stem)
            path.unlink()
        self.sheets["Board"] = person.spreadsheet("Board")
        for sheet in self.sheets.values():
            sheet.share(google.robot, "writer")
        self.tracker, self.board = self.sheets[TRACKER], self.sheets["Board"]
        self._configure(folder)
        self.targets = {each.key: each.file.name for each in (self.tracker, self.board)}
        self._begin()
        aside = folder.with_name(f"{folder.name} aside")
        self.kept = Kept(google, {folder: aside / "office", cache: aside / "cache"})
        self.before = self._states()
        assert self._run(hasty()) == []
        self.after = self._states()
        assert all(self.before[key] != self.after[key] for key in self.targets)

    def _configure(self, folder: Path) -> None:
        (folder / "policy.toml").write_bytes(plain_office().files["policy.toml"] or b"")
        marks = [f'"{self.sheets[f"marks/{each}.xlsx"].address}"' for each in ASSESSORS]
        self.settings_file = folder / "igpm.toml"
        self.settings_file.write_text(
            f'[tracker]\nsource = "{self.tracker.address}"\n'
            f"[marks]\nsources = [{', '.join(marks)}]\n"
            f'[results]\nrefresh = ["{self.tracker.address}", "{self.board.address}"]\n'
            '[policy]\nfile = "policy.toml"\n'
            f'[google]\ncredentials = "{self.google.service_account(folder).name}"\n',
            encoding="utf-8",
        )

    @property
    def settings(self) -> Settings:
        """As the office wrote them."""
        return load(self.settings_file)

    def _begin(self) -> None:
        assert self._run(hasty()) == []
        for sheet in (self.tracker, self.board):
            tab = sheet.tab(RESULTS)
            tab.type(f"{NOTES}1", "Notes")
            for row, ref in enumerate(REFS, 2):
                tab.type(f"{NOTES}{row}", f"about {ref}")
        ann = self.sheets[f"marks/{ASSESSORS[0]}.xlsx"].tab("Marks")
        at = next(row for row, line in enumerate(ann.values(), 1) if line[:1] == [GOOD])
        ann.clear(f"D{at}")
        applications = self.tracker.tab("Applications")
        rows = applications.values()
        gone = next(row for row, line in enumerate(rows, 1) if line[:1] == [PLAIN])
        new = ["26-06", "Tess Moor", "t@example.org", *rows[gone - 1][3:]]
        applications.fill(f"A{gone}", [new])

    def _states(self) -> dict[str, Json]:
        return {sheet.key: state(self.google, sheet.key) for sheet in self.sheets.values()}

    def _run(self, pace: Pace) -> list[Problem]:
        """A refresh; the problems because of which something was left."""
        settings = self.settings
        google = Google(settings.credentials, writes=True, pace=pace)
        try:
            refreshed = jobs.refresh(settings, DAY, "all", now=NOW, google=google)
        except Failed as failed:
            return [failed.problem]
        finally:
            google.close()
        self.told = {each.address: each for each in refreshed.workbooks}
        assert refreshed.exit_code in ((3,) if refreshed.left else (0, 1))
        return list(refreshed.left)

    def weathered(self, seed: int) -> str:
        """One storm, and the run after it."""
        self.kept.bring_back()
        self.told = {}
        weather = _begun(self.google, seed, self.targets)
        problems = self._run(hasty(weather.timeout))
        time.sleep(SHORT * 1.4 if "late" in weather.happened else 0)
        self.kept.allow()
        check_told(problems)
        found = self._states()
        cut = weather.struck if weather.lasting == "tab" else ""
        whole = {key: each for key, each in found.items() if key != cut}
        for key, each in whole.items():
            assert each in (self.before[key], self.after[key]), (seed, key, weather)
            told = self.told.get(self.google_address(key))
            if key in self.targets and (told is None or told.problem is None):
                assert each == self.after[key] or (problems and told is None), (seed, key)
            elif key in self.targets and told and told.problem:
                is_sure = told.problem.code != UNCERTAIN
                assert each == self.before[key] or not is_sure, (seed, told.problem)
        if cut and not _has_tabs(found[cut], self.after[cut]):
            assert problems or found[cut]["tabs"].keys() < self.after[cut]["tabs"].keys(), seed
        if problems or cut:
            assert self._run(hasty()) == [], (seed, problems)
            again = self._states()
            for key in self.sheets_but(cut):
                assert again[key] == self.after[key], (seed, key)
            if cut:
                check_whole(again[cut], self.after[cut])
        return _ending(problems, weather)

    def sheets_but(self, cut: str) -> list[str]:
        """The keys of the spreadsheets in which no tab was deleted."""
        return [sheet.key for sheet in self.sheets.values() if sheet.key != cut]

    def google_address(self, key: str) -> str:
        """The address of a spreadsheet."""
        return next(each.address for each in self.sheets.values() if each.key == key)


def _begun(google: GoogleServer, seed: int, targets: Mapping[str, str]) -> Mishaps:
    weather = Mishaps(seed, targets, google)
    google.weather, google.before = weather, weather.hold_back
    google.quota.retry_after = weather.retry_after
    google.slowness = SHORT * 1.4
    return weather


def _ending(problems: list[Problem], weather: Mishaps) -> str:
    if problems:
        return "told " + ", ".join(sorted({each.code for each in problems}))
    return "right in bad weather" if weather.happened or weather.struck else "right"


def _has_tabs(found: Json, wanted: Json) -> bool:
    return bool(found["tabs"].keys() == wanted["tabs"].keys())


def check_whole(found: Json, wanted: Json) -> None:
    """Asserts that a spreadsheet from which a tab was deleted has all of it again, once."""
    assert found["metadata"] == wanted["metadata"]
    assert sorted(found["tabs"]) == sorted(wanted["tabs"])
    for title, tab in found["tabs"].items():
        meant = wanted["tabs"][title]
        for name in ("conditional", "protected", "charts", "merges"):
            assert len(tab[name]) == len(meant[name]), (title, name)


class HandingOutStorms:
    """Three assessors with mark sheets at Google, one of them new; applications have come."""

    def __init__(self, google: GoogleServer, folder: Path, cache: Path) -> None:
        self.google = google
        plain = the_office()
        every = list(allocation(plain))
        allocated_only(plain, "26-02", "26-05")
        allocation(plain)[-1][-1] = None  # the last assessor has none yet
        with pytest.MonkeyPatch.context() as patch:
            self.office = office = google_office(google, folder, patch, office=plain)
        assert not office.hand_out_at(hasty()).not_written
        allocation(plain)[:] = every
        save_tracker(plain, folder)
        self.targets = {sheet.key: name for name, sheet in office.sheets.items()}
        cache.mkdir(parents=True, exist_ok=True)
        aside = folder.with_name(f"{folder.name} aside")
        self.kept = Kept(self.google, {cache: aside})
        self.before = self._states()
        assert self._run(hasty()) == []
        self.after = self._states()
        assert all(self.before[key] != self.after[key] for key in self.targets)

    def _states(self) -> dict[str, Json]:
        return {key: state(self.google, key) for key in self.targets}

    def _run(self, pace: Pace) -> list[Problem]:
        settings = load(self.office.folder / "igpm.toml")
        google = Google(settings.credentials, writes=True, pace=pace)
        try:
            worked = jobs.work_out(settings, DAY, google=google, written=[*self.targets])
            done = hand_out_at_google(settings, worked, google)
        except Failed as failed:
            return [failed.problem]
        finally:
            google.close()
        wrong = list(done.not_written)
        assert (done.exit_code == 3) == bool(wrong or done.source_failed)
        if done.source_failed and not wrong:
            wrong = [each for each in worked.read.problems if each.severity.name == "ERROR"]
            assert wrong
        return wrong

    def weathered(self, seed: int) -> str:
        """One storm, and the run after it."""
        self.kept.bring_back()
        weather = _begun(self.google, seed, self.targets)
        problems = self._run(hasty(weather.timeout))
        time.sleep(SHORT * 1.4 if "late" in weather.happened else 0)
        self.kept.allow()
        check_told(problems)
        found = self._states()
        cut = weather.struck if weather.lasting == "tab" else ""
        for key, each in found.items():
            if key != cut:
                assert each in (self.before[key], self.after[key]), (seed, key, problems)
                assert problems or each == self.after[key], (seed, key)
        if problems or cut:
            assert self._run(hasty()) == [], (seed, problems)
            again = self._states()
            for key in self.targets.keys() - {cut}:
                assert again[key] == self.after[key], (seed, key)
            if cut:
                name = self.targets[cut]
                refs = self.office.refs(name) if TAB in self.office.sheets[name].tabs else []
                assert len(refs) == len(set(refs))
        return _ending(problems, weather)


Weathered = RefreshStorms | HandingOutStorms
__all__ = ["HandingOutStorms", "Mishaps", "RefreshStorms", "Weather", "Weathered", "state"]
