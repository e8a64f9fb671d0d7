"""Requests reach Google through any weather, and what is written is written once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets.google.connection import Google, GoogleFailed, Grant, Pace, new_run, runs_of
from igpm_sheets.google.sending import MARKS
from tests.google_server import reading
from tests.google_server.server import (
    PASSING,
    Call,
    Fault,
    GoogleServer,
    PersonSpreadsheet,
    Script,
    Storm,
)

QUICK = Pace(first=0.001, longest=0.004, patience=5, timeout=5, a_minute=100_000)
READING = "properties.title,sheets(properties,data.rowData.values.effectiveValue)"


class Office:
    """An office with a tracker, which it has shared with the program's account."""

    def __init__(self, google: GoogleServer, folder: Path) -> None:
        self.google = google
        self.key_file = google.service_account(folder)
        self.person = google.person("office@igpm.example")
        self.tracker = self.sheet("Tracker")
        self.tracker.share(google.robot, "writer")

    def sheet(self, title: str) -> PersonSpreadsheet:
        """A spreadsheet with an entry, not shared with anybody."""
        made = self.person.spreadsheet(title)
        made.tab("Applications").fill("A1", [["Ref", "Mark"], ["A-1", 5]])
        return made

    def way(self, pace: Pace = QUICK, **options: Any) -> Google:
        """The program's way to this Google."""
        environment = {**os.environ, **self.google.environment()}
        options = {"writes": True, **options}
        return Google(self.key_file, pace=pace, environment=environment, **options)

    def entry(self, value: float, row: int = 4) -> dict[str, Any]:
        """A request that writes a number, and that does harm if it is done twice."""
        return {
            "appendCells": {
                "sheetId": self.tracker.tab("Applications").id,
                "rows": [{"values": [{"userEnteredValue": {"numberValue": value}}]}] * row,
                "fields": "userEnteredValue",
            }
        }

    def written(self) -> int:
        """How often the number 7 stands in the tracker."""
        return sum(row.count(7) for row in self.tracker.tab("Applications").values())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with GoogleServer() as google:
        yield Office(google, tmp_path)


def failure(ask: Callable[[], object]) -> GoogleFailed:
    with pytest.raises(GoogleFailed) as caught:
        ask()
    return caught.value


def test_a_spreadsheet_is_read_in_one_request(office: Office) -> None:
    way = office.way(writes=False)
    answer = way.spreadsheet(office.tracker.key, READING)
    assert answer["properties"]["title"] == "Tracker"
    shown = [tab for tab in answer["sheets"] if tab["properties"]["title"] == "Applications"]
    assert shown[0]["data"][0]["rowData"][1]["values"][1]["effectiveValue"] == {"numberValue": 5}
    assert office.google.counts() == {"get": 1}
    assert office.google.token_requests == 1
    assert way.account == office.google.robot


def test_a_batch_is_written_once_marked_and_read_back_in_one_request(office: Office) -> None:
    way, run = office.way(), new_run()
    answer = way.batch(
        office.tracker.key, [office.entry(7, 1)], run=run, fields="sheets(properties(title))"
    )
    assert runs_of(answer["updatedSpreadsheet"]) == (run,)
    assert answer["updatedSpreadsheet"]["sheets"]
    assert office.written() == 1
    assert office.google.counts() == {"batchUpdate": 1}


def test_the_mark_of_a_run_takes_the_place_of_the_former_one(office: Office) -> None:
    way, key = office.way(), office.tracker.key
    former: tuple[int, ...] = ()
    for _ in range(3):
        run = new_run()
        answer = way.batch(key, [office.entry(7)], run=run, former=former)
        former = runs_of(answer["updatedSpreadsheet"])
        assert former == (run,)


def test_marks_that_somebody_else_has_replaced_do_not_stop_a_write(office: Office) -> None:
    way, key = office.way(), office.tracker.key
    first, second, third = new_run(), new_run(), new_run()
    way.batch(key, [office.entry(1)], run=first)
    way.batch(key, [office.entry(1)], run=second, former=[first])
    answer = way.batch(key, [office.entry(7, 1)], run=third, former=[first])
    assert third in runs_of(answer["updatedSpreadsheet"])
    assert office.written() == 1


LOST = [Fault.DROPPED_AFTER, Fault.UNAVAILABLE_AFTER]
NEVER_DONE = [Fault.DROPPED_BEFORE, Fault.INTERNAL, Fault.UNAVAILABLE, Fault.BAD_GATEWAY]


@pytest.mark.parametrize("fault", LOST)
def test_a_write_whose_answer_is_lost_is_not_sent_again(office: Office, fault: Fault) -> None:
    office.google.weather = Script([fault], on={"batchUpdate"})
    run = new_run()
    answer = office.way().batch(office.tracker.key, [office.entry(7, 1)], run=run)
    assert runs_of(answer["updatedSpreadsheet"]) == (run,)
    assert office.written() == 1
    assert office.google.writes == 1


@pytest.mark.parametrize("fault", NEVER_DONE)
def test_a_write_that_was_not_done_is_sent_again(office: Office, fault: Fault) -> None:
    office.google.weather = Script([fault, fault], on={"batchUpdate"})
    office.way().batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    assert office.written() == 1
    assert office.google.counts()["batchUpdate"] == 3
    assert office.google.counts()["get"] == 2


def test_a_write_that_was_told_to_come_later_was_not_done_and_is_not_looked_for(
    office: Office,
) -> None:
    office.google.weather = Script([Fault.QUOTA, Fault.QUOTA], on={"batchUpdate"})
    office.way().batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    assert office.google.counts() == {"batchUpdate": 3}


def test_a_write_that_arrives_late_is_not_done_a_second_time(office: Office) -> None:
    """The first sending is done only after it was looked for, and just before the second."""
    key, run = office.tracker.key, new_run()
    office.google.weather = Script([Fault.DROPPED_BEFORE], on={"batchUpdate"})
    late = office.way()

    def arrives(call: Call) -> None:
        if call.kind == "batchUpdate" and office.google.counts().get("get"):
            office.google.before = None
            late.batch(key, [office.entry(7, 1)], run=run)

    office.google.before = arrives
    answer = office.way().batch(key, [office.entry(7, 1)], run=run)
    assert runs_of(answer["updatedSpreadsheet"]) == (run,)
    assert office.written() == 1


def test_while_a_write_may_still_arrive_a_refusal_of_the_next_is_not_the_last_word(
    office: Office,
) -> None:
    """Nobody answered the first sending, and it was not there yet when it was looked for."""
    office.google.weather = Script([Fault.DROPPED_BEFORE, Fault.STORAGE_FULL], on={"batchUpdate"})
    told = failure(
        lambda: office.way().batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    ).problem
    assert (told.code, "no room left" in told.message) == ("G17", True)


def test_where_google_has_answered_a_refusal_is_the_last_word(office: Office) -> None:
    office.google.weather = Script([Fault.UNAVAILABLE, Fault.STORAGE_FULL], on={"batchUpdate"})
    told = failure(
        lambda: office.way().batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    ).problem
    assert told.code == "G14"


def test_an_answer_that_never_comes_is_not_waited_for(office: Office) -> None:
    office.google.slowness = 1.0
    office.google.weather = Script([Fault.SLOW], on={"batchUpdate"})
    pace = Pace(first=0.001, longest=0.004, patience=5, timeout=0.3, a_minute=100_000)
    office.way(pace).batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    assert office.written() == 1


def test_a_write_of_which_nothing_is_known_in_the_end_says_so(office: Office) -> None:
    office.google.weather = Script([Fault.DROPPED_AFTER] * 1000)
    pace = Pace(first=0.001, longest=0.004, patience=0.05, a_minute=100_000)
    told = failure(
        lambda: office.way(pace).batch(
            office.tracker.key, [office.entry(7, 1)], run=new_run(), known_as="Tracker"
        )
    ).problem
    assert (told.code, told.where.source) == ("G17", "Tracker")
    assert office.written() == 1


def test_weather_that_does_not_end_is_told_of(office: Office) -> None:
    office.google.weather = Script([Fault.UNAVAILABLE] * 1000)
    pace = Pace(first=0.001, longest=0.004, patience=0.05, a_minute=100_000)
    way = office.way(pace)
    told = failure(lambda: way.spreadsheet(office.tracker.key, READING)).problem
    assert (told.code, "503" in told.message) == ("G15", True)
    asked = office.google.reads
    assert asked > 2
    failure(lambda: way.spreadsheet(office.tracker.key, READING))
    assert office.google.reads == asked + 1  # patience is not had again for each spreadsheet
    office.google.weather = None
    way.spreadsheet(office.tracker.key, READING)
    office.google.weather = Script([Fault.UNAVAILABLE] * 2)
    way.spreadsheet(office.tracker.key, READING)


@pytest.mark.parametrize("seed", range(40))
def test_in_any_storm_a_write_is_done_once_or_the_run_says_what_is_known(
    tmp_path: Path, seed: int
) -> None:
    with GoogleServer(seed) as google:
        office = Office(google, tmp_path)
        google.slowness = 0.06
        google.weather = Storm(seed, chance=0.2 + seed % 5 * 0.15, faults=PASSING)
        pace = Pace(first=0.001, longest=0.004, patience=0.5, timeout=0.05, a_minute=100_000)
        way, run, code = office.way(pace), new_run(), ""
        try:
            answer = way.batch(office.tracker.key, [office.entry(7, 1)], run=run)
            assert runs_of(answer["updatedSpreadsheet"]) == (run,)
        except GoogleFailed as failed:
            code = failed.problem.code
        google.weather = None
        marks = runs_of(office.way().spreadsheet(office.tracker.key, MARKS))
        # Done and told so; not done and told so; or not known, and then whole or not at all.
        assert code in ({"", "G17"} if office.written() else {"G04", "G15", "G16", "G17"})
        assert office.written() == len(marks) <= 1


def test_a_key_that_has_expired_is_renewed_once(office: Office) -> None:
    way = office.way()
    way.spreadsheet(office.tracker.key, READING)
    office.google.weather = Script([Fault.TOKEN_REVOKED], on={"batchUpdate"})
    way.batch(office.tracker.key, [office.entry(7, 1)], run=new_run())
    assert office.google.token_requests == 2
    assert office.written() == 1
    office.google.weather = Script([Fault.TOKEN_REVOKED] * 2)
    assert failure(lambda: way.spreadsheet(office.tracker.key, READING)).problem.code == "G04"


def test_storms_at_the_sign_in_are_waited_out_as_well(office: Office) -> None:
    faults = [Fault.UNAVAILABLE, Fault.DROPPED_BEFORE, Fault.BAD_GATEWAY, Fault.QUOTA]
    office.google.weather = Script(faults, on={"token"})
    office.way().spreadsheet(office.tracker.key, READING)
    assert office.google.token_requests == 5
    assert office.google.counts() == {"get": 1}


@pytest.mark.parametrize(
    ("later", "words"), [(7200, "clock of this computer"), (-7200, "clock of this computer")]
)
def test_a_wrong_clock_is_told_of(office: Office, later: float, words: str) -> None:
    office.google.desk.later = later
    told = failure(lambda: office.way().spreadsheet(office.tracker.key, READING)).problem
    assert told.code == "G04"
    assert words in told.message
    assert office.google.robot in told.message


def test_an_account_that_was_deleted_is_told_of(office: Office) -> None:
    office.google.revoke(office.google.robot, for_good=True)
    told = failure(lambda: office.way().spreadsheet(office.tracker.key, READING)).problem
    assert told.code == "G04"
    assert "the account was deleted" in told.message
    assert office.google.token_requests == 1


def test_a_spreadsheet_that_is_not_shared_says_with_whom_to_share_it(office: Office) -> None:
    other = office.sheet("Marks of Ann Lee")
    told = failure(lambda: office.way().spreadsheet(other.key, READING, known_as="Ann")).problem
    assert told.code in {"G06", "G09"}
    assert office.google.robot in told.remedy
    assert "Viewer" in told.remedy
    assert (told.where.source, told.where.address) == ("Ann", other.address.partition("#")[0])


def test_a_spreadsheet_that_may_only_be_read_says_that_editing_is_needed(office: Office) -> None:
    office.tracker.share(office.google.robot, "reader")
    way = office.way()
    way.spreadsheet(office.tracker.key, READING)
    told = failure(lambda: way.batch(office.tracker.key, [office.entry(7)], run=new_run())).problem
    assert told.code == "G06"
    assert f"{office.google.robot} as Editor" in told.remedy
    assert office.written() == 0


def test_reading_asks_for_no_right_to_write(office: Office) -> None:
    way = office.way(writes=False)
    way.spreadsheet(office.tracker.key, READING)
    told = failure(lambda: way.batch(office.tracker.key, [office.entry(7)], run=new_run())).problem
    assert told.code == "G08"
    assert office.written() == 0


def test_a_key_of_no_spreadsheet_is_told_of(office: Office) -> None:
    told = failure(lambda: office.way().spreadsheet("1Nothing", READING)).problem
    assert told.code == "G09"
    assert told.where.source == "https://docs.google.com/spreadsheets/d/1Nothing/edit"


def test_a_protected_range_is_told_of_with_its_tab(office: Office) -> None:
    tab = office.tracker.tab("Applications")
    tab.protect("A1:B2")
    request = {
        "updateCells": {
            "start": {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": [{"userEnteredValue": {"numberValue": 7}}]}],
            "fields": "userEnteredValue",
        }
    }
    told = failure(
        lambda: office.way().batch(
            office.tracker.key, [request], run=new_run(), tabs={tab.id: tab.title}
        )
    ).problem
    assert (told.code, told.where.tab) == ("G10", "Applications")
    assert told.where.address.endswith(f"#gid={tab.id}")


def test_a_tab_that_was_deleted_is_told_of(office: Office) -> None:
    request = office.entry(7)
    office.tracker.tab("Another")
    office.tracker.delete_tab("Applications")
    ask = office.way()
    told = failure(lambda: ask.batch(office.tracker.key, [request], run=new_run())).problem
    assert told.code == "G11"
    assert office.google.counts() == {"batchUpdate": 1}


def test_an_excel_file_in_drive_is_told_of(office: Office) -> None:
    file = office.person.excel_file("Marks.xlsx")
    file.share(office.google.robot, "reader")
    told = failure(lambda: office.way().spreadsheet(file.key, READING)).problem
    assert told.code == "G13"


def test_storage_that_is_full_ends_at_once(office: Office) -> None:
    office.google.weather = Script([Fault.STORAGE_FULL])
    way = office.way()
    told = failure(lambda: way.batch(office.tracker.key, [office.entry(7)], run=new_run())).problem
    assert told.code == "G14"
    assert office.google.counts() == {"batchUpdate": 1}


def test_a_batch_that_is_too_large_is_never_sent(office: Office) -> None:
    row = {"values": [{"userEnteredValue": {"stringValue": "x" * 50_000}}]}
    request = {"appendCells": {"sheetId": 0, "rows": [row] * 210, "fields": "*"}}
    way = office.way()
    told = failure(lambda: way.batch(office.tracker.key, [request], run=new_run())).problem
    assert told.code == "G18"
    assert "10.5 MB" in told.message
    assert office.google.counts() == {}


def test_a_message_never_shows_a_key(office: Office) -> None:
    failed = failure(lambda: office.way().spreadsheet(office.tracker.key, "nonsense"))
    text = f"{failed} {failed!r} {failed.problem.message} {failed.problem.remedy}"
    assert failed.problem.code == "G12"
    assert not any(token in text for token in office.google.desk.tokens)


def test_the_listing_tells_versions_rights_and_sharing(office: Office) -> None:
    marks = office.sheet("Marks of Ann Lee")
    marks.share(office.google.robot, "reader")
    office.sheet("Nobody else's")
    office.tracker.share("ann@assessors.example", "writer")
    office.tracker.writers_may_share(may=True)
    listed = office.way().files()
    assert listed.keys() == {office.tracker.key, marks.key}
    tracker = listed[office.tracker.key]
    assert (tracker.name, tracker.owners, tracker.may_edit) == (
        "Tracker",
        ("office@igpm.example",),
        True,
    )
    assert tracker.shared_with is not None
    assert Grant("user", "ann@assessors.example", "writer") in tracker.shared_with
    assert not listed[marks.key].may_edit
    assert listed[marks.key].shared_with is None
    assert office.google.counts() == {"files.list": 1}
    before = tracker.version, tracker.modified
    office.tracker.tab("Applications").type("A2", "A-2")
    again = office.way().files()[office.tracker.key]
    assert (again.version, again.modified) != before


def test_what_a_listing_does_not_say_of_sharing_is_asked_by_itself(office: Office) -> None:
    office.tracker.move_to_shared_drive()
    way = office.way()
    listed = way.files()[office.tracker.key]
    assert (listed.shared_with, listed.owners) == (None, ())
    shared = way.with_sharing(listed).shared_with
    assert shared is not None
    assert {(each.email, each.role) for each in shared} == {
        ("office@igpm.example", "owner"),
        (office.google.robot, "writer"),
    }
    office.tracker.writers_may_share(may=False)
    assert way.with_sharing(listed) == listed


def test_marks_that_ranges_leave_out_are_read_by_themselves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = reading.spreadsheet

    def without_marks(*given: Any, **options: Any) -> Any:
        answer = told(*given, **options)
        if given[2]:
            answer.pop("developerMetadata", None)
        return answer

    monkeypatch.setattr(reading, "spreadsheet", without_marks)
    run = new_run()
    answer = office.way().batch(
        office.tracker.key,
        [office.entry(7, 1)],
        run=run,
        fields="sheets(data)",
        ranges=["Applications"],
    )
    assert runs_of(answer["updatedSpreadsheet"]) == (run,)
    assert office.google.counts() == {"batchUpdate": 1, "get": 1}


def test_a_long_listing_is_read_page_by_page_and_no_further_than_needed(office: Office) -> None:
    made = [office.person.spreadsheet(f"Sheet {number}") for number in range(1003)]
    for sheet in made:
        sheet.share(office.google.robot, "reader")
    assert len(office.way().files()) == 1004
    assert office.google.counts() == {"files.list": 2}
    office.google.forget()
    latest = made[-1].key
    assert latest in office.way().files([latest])
    assert office.google.counts() == {"files.list": 1}


def test_several_may_ask_at_once(office: Office) -> None:
    way, titles = office.way(), []

    def ask() -> None:
        titles.append(way.spreadsheet(office.tracker.key, READING)["properties"]["title"])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == ["Tracker"] * 8


def test_the_limit_of_requests_a_minute_is_kept_and_told_of(office: Office) -> None:
    moment = [0.0]

    def sleep(seconds: float) -> None:
        moment[0] += seconds

    told: list[str] = []
    pace = Pace(a_minute=3, clock=lambda: moment[0], sleep=sleep)
    way = office.way(pace, tell=told.append)
    for _ in range(7):
        way.spreadsheet(office.tracker.key, READING)
    assert moment[0] == 120
    assert told == ["3 requests in a minute: waiting 60 s"] * 2


def test_nothing_else_on_the_internet_is_asked(office: Office) -> None:
    """A service account's sign-in makes google-auth look something up at another host."""
    before = threading.active_count()
    office.way().spreadsheet(office.tracker.key, READING)
    beside = [t.name for t in threading.enumerate() if "Regional" in type(t).__name__]
    assert (before > 0, beside) == (True, [])


def test_a_proxy_of_the_environment_is_not_asked_for_what_is_on_this_computer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    office.way().spreadsheet(office.tracker.key, READING)
    assert office.google.counts() == {"get": 1}


def test_nobody_at_the_address_is_told_of(office: Office) -> None:
    office.way().spreadsheet(office.tracker.key, READING)
    environment = {"IGPM_GOOGLE_API_ROOT": "http://127.0.0.1:9"}
    pace = Pace(first=0.001, longest=0.001, patience=0.02)
    way = Google(office.key_file, pace=pace, environment=environment)
    told = failure(lambda: way.spreadsheet(office.tracker.key, READING)).problem
    assert told.code == "G16"
    assert "nobody answers there" in told.message
    for wrong in ("127.0.0.1:9", "http://", "ftp://127.0.0.1"):
        way = Google(office.key_file, environment={"IGPM_GOOGLE_API_ROOT": wrong})
        told = failure(lambda way=way: way.spreadsheet("1aB", READING)).problem  # type: ignore[misc]
        assert (told.code, "its address is wrong" in told.message) == ("G16", True)


def test_nothing_slow_is_imported_before_the_first_request() -> None:
    program = (
        "import sys\n"
        "from igpm_sheets.google.connection import Google\n"
        "Google(None)\n"
        "slow = {'gspread', 'google.auth', 'requests', 'tenacity', 'keyring', 'platformdirs'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
