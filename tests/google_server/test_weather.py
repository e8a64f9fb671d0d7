"""The tests' Google server fails as Google does, when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.google_server.calling import Caller
from tests.google_server.server import Call, Fault, GoogleServer, Person, Script, Storm

Json = dict[str, Any]


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer) -> Person:
    return google.person("office@igpm.example")


def note(text: str) -> Json:
    cell = {"start": {}, "rows": [{"values": [{"note": text}]}], "fields": "note"}
    return {"updateCells": cell}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.QUOTA, 429),
        (Fault.INTERNAL, 500),
        (Fault.UNAVAILABLE, 503),
        (Fault.BAD_GATEWAY, 502),
        (Fault.TOKEN_REVOKED, 401),
        (Fault.STORAGE_FULL, 403),
        (Fault.ACCESS_REVOKED, 403),
    ],
)
def test_faults_have_their_own_answers_and_do_nothing(
    google: GoogleServer, office: Person, fault: Fault, status: int
) -> None:
    sheet = office.spreadsheet("Tracker")
    sheet.share("anna@igpm.example", "writer")
    before = google.snapshot(sheet.key)
    google.weather = Script([fault])
    answer = Caller(google, "anna@igpm.example").batch(sheet.key, note("x"))
    assert answer.status_code == status
    assert answer.text.startswith("<!DOCTYPE html>") == (fault is Fault.BAD_GATEWAY)
    assert google.snapshot(sheet.key) == before
    assert [(line.status, line.done) for line in google.log] == [(status, False)]


def test_a_dropped_connection_may_have_been_too_late(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Tracker")
    caller = Caller(google, office.email)
    google.weather = Script([Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER, None], on={"batchUpdate"})
    for text, kept in (("first", {}), ("second", {"note": "second"})):
        with pytest.raises(requests.ConnectionError):
            caller.batch(sheet.key, note(text))
        assert sheet.tab("Sheet1").cell("A1") == kept
    assert caller.batch(sheet.key, note("third")).status_code == 200
    assert [line.done for line in google.log] == [False, True, True]
    assert len(google.done("batchUpdate", sheet.key)) == 2


def test_a_tab_is_gone_when_the_batch_arrives(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Tracker", tabs=["Marks", "Results"])
    number = sheet.tab("Results").id
    google.weather = Script([Fault.TAB_DELETED])
    place = {"sheetId": number, "rowIndex": 0}
    request = {"updateCells": {"start": place, "rows": [], "fields": "*"}}
    answer = Caller(google, office.email).batch(sheet.key, request)
    message = f"Invalid requests[0].updateCells: No grid with id: {number}"
    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)


def test_a_slow_answer_comes_late_but_is_done(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Tracker")
    google.weather, google.slowness = Script([Fault.SLOW]), 0.5
    caller = Caller(google, office.email)
    with pytest.raises(requests.ReadTimeout):
        caller.batch(sheet.key, note("x"), timeout=0.1)
    assert sheet.tab("Sheet1").cell("A1") == {"note": "x"}


def test_so_many_requests_a_minute_and_no_more(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Tracker")
    google.quota.reads, google.quota.retry_after = 2, 7
    caller = Caller(google, office.email)
    answers = [caller.get(f"/v4/spreadsheets/{sheet.key}") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "7"
    assert answers[2].json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert "Read requests per minute per user" in answers[2].json()["error"]["message"]
    assert caller.batch(sheet.key, note("x")).status_code == 200
    google.desk.later += 61
    assert caller.get(f"/v4/spreadsheets/{sheet.key}").status_code == 200


def test_a_person_can_act_between_a_programs_reading_and_its_writing(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    seen: list[list[str]] = []

    def meanwhile(call: Call) -> None:
        if call.kind == "batchUpdate":
            seen.append(call.requests)
            sheet.tab("Sheet1").type("B1", "meanwhile")

    google.before = meanwhile
    Caller(google, office.email).batch(sheet.key, note("x"))
    assert seen == [["updateCells"]]
    assert sheet.tab("Sheet1").values() == [[None, "meanwhile"]]


def test_the_same_seed_makes_the_same_storm() -> None:
    calls = [Call(n, "get", "GET", "", "key", "") for n in range(200)]
    storms = [[storm(call) for call in calls] for storm in (Storm(7), Storm(7), Storm(8))]
    assert storms[0] == storms[1] != storms[2]
    assert 30 < sum(fault is not None for fault in storms[0]) < 90
    few = Storm(7, chance=1, most=3)
    assert sum(few(call) is not None for call in calls) == 3
