"""`refresh --watch` over Google: what is seen, and how seldom Google is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from igpm_sheets import settings
from igpm_sheets.google.connection import Google
from igpm_sheets.google.drive import DriveFile
from igpm_sheets.google.failures import google_failed, place_of
from igpm_sheets.refreshing.watching import A_LISTING, UNLISTED, Listing, look_at
from tests.google_server.server import GoogleServer

ANN = "https://docs.google.com/spreadsheets/d/ann/edit"
BEN = "https://docs.google.com/spreadsheets/d/ben/edit"


class Listed(Google):
    """A way to Google that knows versions, or none in bad weather."""

    def __init__(self, **versions: int) -> None:
        super().__init__(None)
        self.current: dict[str, int] | None = dict(versions)
        self.asked: list[float] = []
        self.now = 1000.0

    def clock(self) -> float:
        return self.now

    def files(self, keys: Collection[str] = ()) -> Mapping[str, DriveFile]:
        self.asked.append(self.now)
        if self.current is None:
            raise google_failed("G16", place_of("ann"), reason="no answer")
        return {
            key: DriveFile(key, key.title(), "", str(version), (), None, may_edit=True)
            for key, version in self.current.items()
            if key in keys
        }


@pytest.fixture
def google() -> Listed:
    return Listed(ann=1, ben=1)


@pytest.fixture
def listing(google: Listed) -> Listing:
    return Listing(lambda: google, google.clock)


def test_a_change_at_google_is_seen_and_nothing_else_is(google: Listed, listing: Listing) -> None:
    assert google.current is not None
    before = listing.versions(["ann", "ben"])
    assert before.keys() == {ANN, BEN}
    google.now += A_LISTING
    assert listing.versions(["ann", "ben"]) == before
    google.current["ben"] = 2
    google.now += A_LISTING
    after = listing.versions(["ann", "ben"])
    assert [address for address in after if after[address] != before[address]] == [BEN]


def test_google_is_asked_once_a_minute_at_most(google: Listed, listing: Listing) -> None:
    for _ in range(300):
        listing.versions(["ann", "ben"])
        google.now += 1
    assert google.asked == [1000.0, 1060.0, 1120.0, 1180.0, 1240.0]


def test_bad_weather_is_no_change(google: Listed, listing: Listing) -> None:
    before = listing.versions(["ann"])
    google.current = None
    google.now += A_LISTING
    assert listing.versions(["ann"]) == before
    assert len(google.asked) == 2


def test_what_is_not_listed_counts_as_new_every_ten_minutes(
    google: Listed, listing: Listing
) -> None:
    google.now = 10 * UNLISTED
    seen = []
    for _ in range(30):
        seen.append(listing.versions(["by_link_only"]))
        google.now += A_LISTING
    assert len({*(str(each) for each in seen)}) == 3
    assert seen[0] == seen[9] != seen[10]


def office(folder: Path, *sources: str) -> settings.Settings:
    file = folder / "igpm.toml"
    named = ", ".join(f'"{each}"' for each in sources)
    tracker, marks = f'[tracker]\nsource = "{ANN}"', f"[marks]\nsources = [{named}]"
    results = f'[results]\nrefresh = ["{BEN}"]'
    file.write_text(f"{tracker}\n{marks}\n{results}", encoding="utf-8")
    return settings.load(file)


def test_tracker_mark_sheets_and_homes_of_results_are_looked_at(
    listing: Listing, tmp_path: Path
) -> None:
    read = office(tmp_path, f"{ANN}#gid=7", "https://docs.google.com/spreadsheets/d/cat/edit")
    sight = look_at(read, listing)
    online = [path for path in sight if path.startswith("https:")]
    assert online == [ANN, "https://docs.google.com/spreadsheets/d/cat/edit", BEN]
    assert [*map(sight.get, online)][::2] == ["1", "1"]
    assert str(read.file) in sight


def test_an_office_of_files_asks_nobody(tmp_path: Path) -> None:
    file = tmp_path / "igpm.toml"
    file.write_text('[tracker]\nsource = "applications.xlsx"\n', encoding="utf-8")

    def never() -> Google:
        pytest.fail("asked")

    assert look_at(settings.load(file), Listing(never)).keys() >= {str(file)}


def test_what_a_person_types_at_google_is_a_change(tmp_path: Path) -> None:
    with GoogleServer() as server:
        sheet = server.person("office@igpm.example").spreadsheet("Tracker")
        sheet.share(server.robot, "reader")
        key_file = server.service_account(tmp_path)
        google = Google(key_file, environment=server.environment())
        at = iter(range(0, 10_000, 100))
        listing = Listing(lambda: google, lambda: next(at))
        before = listing.versions([sheet.key])
        assert list(before) == [sheet.address]
        assert listing.versions([sheet.key]) == before
        sheet.tab("Applications").type("A1", "Ref")
        assert listing.versions([sheet.key]) != before
        assert server.counts() == {"files.list": 3}
