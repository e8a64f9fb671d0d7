"""What passes by itself is waited out, at a pace that Google allows; all else ends at once."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.google.failures import GoogleFailed, place_of
from igpm_sheets.google.pace import MINUTE, Limiter, Pace
from igpm_sheets.google.refusals import Errand, asked_to_wait, meaning, refusal_of
from igpm_sheets.google.weather import QUICK, Weather, in_words, patiently
from tests.google_server.errors import PROTECTED

ACCOUNT = "sheets@office.iam.gserviceaccount.com"
ERRAND = Errand(
    place_of("1aB", "Tracker"),
    key="1aB",
    account=ACCOUNT,
    writes=True,
    requests=(
        {"updateCells": {"range": {"sheetId": 0}, "fields": "*"}},
        {"updateCells": {"start": {"sheetId": 7}, "fields": "*"}},
    ),
    tabs={0: "Applications", 7: "IGPM Results"},
)


class Clock:
    """A clock that only sleeping moves on, and what was slept."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pace(self, **given: Any) -> Pace:
        return Pace(clock=self.time, sleep=self.sleep, **given)


def storm(
    clock: Clock, weathers: list[Weather], lasting: float = 0.0
) -> tuple[Callable[[], str], list[float]]:
    """An attempt that meets each weather in turn, then succeeds; and when each was made."""
    made: list[float] = []

    def attempt() -> str:
        made.append(clock.now)
        clock.now += lasting
        if len(made) <= len(weathers):
            raise weathers[len(made) - 1]
        return "done"

    return attempt, made


waits = st.none() | st.floats(0, 100)


@given(
    st.lists(waits, max_size=30), st.floats(0.01, 5), st.floats(1, 60), st.integers(0, 2**32 - 1)
)
def test_pauses_grow_stay_bounded_and_heed_what_google_asks(
    asked: list[float | None], first: float, longest: float, seed: int
) -> None:
    random.seed(seed)
    clock = Clock()
    pace = clock.pace(first=first, longest=longest, patience=180)
    attempt, made = storm(clock, [Weather("busy", wait=wait) for wait in asked])
    try:
        assert patiently(attempt, pace, lambda _: None, patience=180) == "done"
    except Weather:
        assert len(made) <= len(asked)
    for number, pause in enumerate(clock.slept):
        most = min(longest, first * 2**number)
        wait = asked[number]
        assert (0 <= pause <= most) if wait is None else (wait <= pause <= wait + first)
    assert made[-1] - made[0] <= 180


@given(st.floats(0, 90), st.floats(1, 200))
def test_no_attempt_is_begun_after_patience_is_at_an_end(lasting: float, patience: float) -> None:
    clock = Clock()
    attempt, made = storm(clock, [Weather("busy")] * 10_000, lasting)
    pace = clock.pace(first=1, longest=32)
    with pytest.raises(Weather, match="busy"):
        patiently(attempt, pace, lambda _: None, patience=patience)
    assert made[-1] - made[0] <= patience
    assert clock.now - made[0] <= patience + lasting


def test_pauses_are_not_the_same_for_everybody() -> None:
    pauses = set()
    for _ in range(20):
        clock = Clock()
        patiently(storm(clock, [Weather("busy")])[0], clock.pace(), lambda _: None, patience=9)
        pauses.update(clock.slept)
    assert len(pauses) == 20


def test_a_wait_longer_than_patience_is_not_begun() -> None:
    clock = Clock()
    attempt, made = storm(clock, [Weather("busy", wait=3600)])
    with pytest.raises(Weather):
        patiently(attempt, clock.pace(), lambda _: None, patience=180)
    assert (len(made), clock.slept) == (1, [])


def test_what_is_no_weather_is_not_tried_again() -> None:
    tried = []

    def attempt() -> str:
        tried.append(1)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        patiently(attempt, Clock().pace(), lambda _: None, patience=180)
    assert len(tried) == 1


def test_long_waits_are_told_of_once_and_short_ones_never() -> None:
    clock = Clock()
    told: list[str] = []
    weathers = [Weather("Google has been asked too often", wait=12), Weather("busy", wait=0)]
    pace = clock.pace(first=0.5)
    patiently(storm(clock, weathers)[0], pace, told.append, patience=60)
    assert len(told) == 1
    assert told[0].startswith("Google has been asked too often: Google asks to wait 12 s")
    assert clock.slept[1] < QUICK


@given(
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=1, max_size=200),
    st.integers(1, 60),
)
def test_no_minute_sees_more_requests_than_are_allowed(
    requests: list[tuple[float, float]], allowed: int
) -> None:
    """Wherever on its way a request is counted, early for one and late for another."""
    clock = Clock()
    limiter = Limiter(clock.pace(a_minute=allowed))
    arrived = []
    for lasting, part in requests:
        with limiter.turn():
            arrived.append(clock.now + lasting * part)
            clock.now += lasting
    for first, later in zip(arrived, arrived[allowed:], strict=False):
        assert later - first >= MINUTE - 1e-6


def test_nobody_waits_who_stays_within_the_limit() -> None:
    clock = Clock()
    limiter = Limiter(clock.pace())
    for _ in range(60):
        with limiter.turn():
            pass
    assert clock.slept == []
    told: list[float] = []
    with limiter.turn(told.append):
        pass
    assert clock.slept == told == [MINUTE]


def test_the_limit_holds_for_threads_together() -> None:
    begun = time.monotonic()
    sent: list[float] = []

    def ask() -> None:
        with limiter.turn():
            sent.append((time.monotonic() - begun) * 600)

    limiter = Limiter(
        Pace(
            a_minute=3,
            clock=lambda: (time.monotonic() - begun) * 600,
            sleep=lambda seconds: time.sleep(seconds / 600),
        )
    )
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.sort()
    assert len(sent) == 8
    assert all(later - first >= MINUTE - 1e-6 for first, later in zip(sent, sent[3:], strict=False))


@given(st.integers(0, 10**6))
def test_retry_after_is_read_as_seconds_and_as_a_date(seconds: int) -> None:
    now = datetime(2026, 5, 1, 9, tzinfo=UTC)
    until = format_datetime(now + timedelta(seconds=seconds), usegmt=True)
    assert asked_to_wait({"Retry-After": str(seconds)}) == seconds
    date = format_datetime(now, usegmt=True)
    assert asked_to_wait({"Retry-After": until, "Date": date}) == seconds


@pytest.mark.parametrize("written", ["", "soon", "-5", "1e9", "٣", "Fri, 99 May"])
def test_a_retry_after_that_cannot_be_read_is_none(written: str) -> None:
    assert asked_to_wait({"Retry-After": written}) is None


def test_a_date_that_has_passed_asks_for_no_wait() -> None:
    assert asked_to_wait({"Retry-After": "Fri, 01 May 2020 09:00:00 GMT"}) == 0


def sheets(code: int, message: str, status: str = "", **more: Any) -> str:
    return json.dumps({"error": {"code": code, "message": message, "status": status, **more}})


def drive(code: int, reason: str, message: str = "") -> str:
    return sheets(code, message, errors=[{"reason": reason, "domain": "usageLimits"}])


HTML = "<!DOCTYPE html><title>502</title>"


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (429, sheets(429, "Quota exceeded", "RESOURCE_EXHAUSTED")),
        (500, sheets(500, "Internal error", "INTERNAL")),
        (502, HTML),
        (503, sheets(503, "Unavailable", "UNAVAILABLE")),
        (504, HTML),
        (409, sheets(409, "Aborted", "ABORTED")),
        (403, drive(403, "rateLimitExceeded")),
        (403, drive(403, "userRateLimitExceeded")),
        (403, HTML),
    ],
)
def test_these_answers_are_weather(code: int, body: str) -> None:
    met = meaning(refusal_of(code, {"Retry-After": "3"}, body), ERRAND)
    assert isinstance(met, Weather)
    assert met.wait == 3
    assert met.perhaps_done == (code not in {403, 429})


DISABLED = [
    {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "SERVICE_DISABLED",
        "metadata": {"activationUrl": "https://console.developers.google.com/apis/x?project=1"},
    }
]
SWITCHED_OFF = (
    "Google Drive API has not been used in project 1 before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/d then retry."
)
SCOPES = [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (
            (403, sheets(403, "The caller does not have permission", "PERMISSION_DENIED")),
            "G06",
            [ACCOUNT, "Editor"],
        ),
        (
            (403, sheets(403, "has not been used", "PERMISSION_DENIED", details=DISABLED)),
            "G07",
            ["Sheets API", "https://console.developers.google.com/apis/x?project=1"],
        ),
        (
            (403, drive(403, "accessNotConfigured", SWITCHED_OFF)),
            "G07",
            ["Drive API", "https://console.developers.google.com/d"],
        ),
        (
            (403, sheets(403, "insufficient", "PERMISSION_DENIED", details=SCOPES)),
            "G08",
            ["google login"],
        ),
        ((403, drive(403, "storageQuotaExceeded")), "G14", ["room"]),
        ((403, drive(403, "dailyLimitExceeded", "Daily Limit Exceeded")), "G19", ["Daily"]),
        ((404, sheets(404, "Requested entity was not found.", "NOT_FOUND")), "G09", [ACCOUNT]),
        ((404, HTML), "G09", [ACCOUNT]),
        ((401, sheets(401, "invalid credentials", "UNAUTHENTICATED")), "G04", [ACCOUNT]),
        ((413, HTML), "G18", []),
        (
            (400, sheets(400, "This operation is not supported for this document",
                         "FAILED_PRECONDITION")),
            "G13",
            ["Save as Google Sheets"],
        ),
        ((400, sheets(400, "Something else", "INVALID_ARGUMENT")), "G12", ["Something else"]),
        ((400, HTML), "G12", ["400"]),
        ((418, "[]"), "G12", ["418"]),
    ],
)  # fmt: skip
def test_these_answers_end_at_once_and_say_what_to_do(
    answer: tuple[int, str], code: str, words: list[str]
) -> None:
    failed = meaning(refusal_of(answer[0], {}, answer[1]), ERRAND)
    assert isinstance(failed, GoogleFailed)
    told = failed.problem
    assert (told.code, told.where.source) == (code, "Tracker")
    text = f"{told.message} {told.remedy}"
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("message", "code", "tab"),
    [
        (f"Invalid requests[1].updateCells: {PROTECTED}", "G10", "IGPM Results"),
        ("Invalid requests[0].updateCells: No grid with id: 0", "G11", "Applications"),
        ("Invalid requests[5].createDeveloperMetadata: no", "G12", ""),
        ("Unable to parse range: Gone!A1", "G11", ""),
    ],
)  # fmt: skip
def test_a_refusal_names_the_tab_that_it_is_about(message: str, code: str, tab: str) -> None:
    body = sheets(400, message, "INVALID_ARGUMENT")
    failed = meaning(refusal_of(400, {}, body), ERRAND)
    assert isinstance(failed, GoogleFailed)
    assert (failed.problem.code, failed.problem.where.tab) == (code, tab)
    if tab:
        assert f"#gid={dict(zip(ERRAND.tabs.values(), ERRAND.tabs, strict=True))[tab]}" in (
            failed.problem.where.address
        )


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_whatever_a_refusal_says_it_is_weather_or_told(body: str) -> None:
    for code in (400, 401, 403, 404, 407, 413, 418, 429, 500, 599):
        met = meaning(refusal_of(code, {}, body), ERRAND)
        assert isinstance(met, Weather | GoogleFailed)


@given(
    st.fixed_dictionaries(
        {"error": st.dictionaries(
            st.sampled_from(["code", "message", "status", "details", "errors"]),
            st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) |
                         st.dictionaries(st.sampled_from(["reason", "metadata"]), inner)),
        )}
    )
)  # fmt: skip
def test_whatever_shape_a_refusal_has_it_is_weather_or_told(body: dict[str, Any]) -> None:
    for code in (400, 403, 429):
        met = meaning(refusal_of(code, {}, json.dumps(body)), ERRAND)
        assert isinstance(met, Weather | GoogleFailed)


def test_stretches_of_time_are_told_in_words() -> None:
    assert [in_words(seconds) for seconds in (2, 59, 180)] == ["2 s", "59 s", "3 minutes"]
