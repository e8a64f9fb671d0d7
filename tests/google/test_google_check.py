"""`igpm-sheets google check`: what the program may do with each address of the settings."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets import cli
from tests.bad_inputs.office import ANN, ASSESSORS, BEN, TODAY
from tests.google.mark_office import ADDRESSES, OFFICE, GoogleOffice
from tests.google.mark_office import google_office as made
from tests.google_server.server import GoogleServer
from tests.handing_out.office import Run


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoogleOffice:
    found = made(google, tmp_path, monkeypatch)
    assert found.hand_out().code == 0
    google.forget()
    return found


def check(office: GoogleOffice, *options: str) -> Run:
    """Runs `google check` on an office."""
    printed, complained = io.StringIO(), io.StringIO()
    settings = str(office.folder / "igpm.toml")
    with redirect_stdout(printed), redirect_stderr(complained):
        code = cli.run(["google", "check", "-c", settings, "--today", TODAY, *options])
    return Run(code, printed.getvalue(), complained.getvalue())


def problems(run: Run) -> list[tuple[str, str]]:
    return [(each["code"], each["where"]) for each in run.json["problems"]]


def the_one(run: Run, title: str) -> dict[str, Any]:
    """What is said of one spreadsheet."""
    (found,) = [each for each in run.json["spreadsheets"] if each["title"] == title]
    return dict(found)


def test_it_says_who_is_signed_in_and_what_they_may_do(
    office: GoogleOffice, google: GoogleServer
) -> None:
    before = office.snapshots()
    run = check(office, "--json")
    assert run.code == 0
    assert run.json["problems"] == []
    assert run.json["account"] == google.robot
    assert the_one(run, "Marking Ann Lee") == {
        "for": ["marks"],
        "title": "Marking Ann Lee",
        "address": office.sheets[ANN].address,
        "may_read": True,
        "may_edit": True,
        "locale": "en_GB",
        "time_zone": "Europe/London",
        "assessors": [ANN],
        "shared_with": [
            {"who": OFFICE, "role": "owner"},
            {"who": google.robot, "role": "editor"},
            {"who": ADDRESSES[ANN], "role": "editor"},
        ],
    }
    assert google.writes == 0
    assert office.snapshots() == before


def test_it_asks_for_no_right_to_write(office: GoogleOffice, google: GoogleServer) -> None:
    google.desk.tokens.clear()
    check(office)
    (token,) = google.desk.tokens.values()
    assert token.scopes == {"spreadsheets.readonly", "drive.metadata.readonly"}


def test_people_read_a_table_and_no_secret(office: GoogleOffice) -> None:
    run = check(office)
    assert run.code == 0
    assert f"Signed in as {office.google.robot}" in run.printed
    for name in ASSESSORS:
        assert f"Marking {name}" in run.printed
    assert "read, edit" in run.printed
    assert "Nothing was written." in run.printed
    key = json.loads((office.folder / office.credentials).read_text())["private_key"]
    assert key.splitlines()[1] not in run.printed + run.complained


def test_one_that_cannot_be_opened_does_not_hide_the_others(office: GoogleOffice) -> None:
    office.sheets[ANN].share(office.google.robot, "")
    run = check(office, "--json")
    assert run.code == 3
    said = {each["address"]: each["may_read"] for each in run.json["spreadsheets"]}
    assert said == {sheet.address: name != ANN for name, sheet in office.sheets.items()}
    (wrong,) = [each for each in run.json["problems"] if each["severity"] == "error"]
    assert office.google.robot in wrong["remedy"]


def test_a_mark_sheet_that_can_only_be_read_is_told(office: GoogleOffice) -> None:
    office.sheets[ANN].share(office.google.robot, "reader")
    run = check(office, "--json")
    assert run.code == 1
    assert the_one(run, "Marking Ann Lee")["may_edit"] is False
    assert the_one(run, "Marking Ann Lee")["shared_with"] is None
    assert problems(run) == [("G52", "Marking Ann Lee"), ("G42", "Marking Ann Lee")]


@pytest.mark.rule("R28", passes=False)
def test_marking_that_is_not_closed_is_told(office: GoogleOffice) -> None:
    office.sheets[ANN].share(ADDRESSES[BEN], "reader")
    office.sheets[BEN].share("anyone", "reader")
    run = check(office, "--json")
    assert run.code == 1
    assert problems(run) == [("G40", "Marking Ann Lee"), ("G41", "Marking Ben Okoro")]


def test_a_locale_that_takes_march_for_may_is_told(
    office: GoogleOffice, google: GoogleServer
) -> None:
    person = google.person(OFFICE)
    abroad = person.spreadsheet("Tracker", locale="en_US", time_zone="America/New_York")
    abroad.share(google.robot, "writer")
    text = (office.folder / "igpm.toml").read_text()
    named = text.replace("[results]", f'[results]\nrefresh = ["{abroad.address}"]')
    (office.folder / "igpm.toml").write_text(named)
    run = check(office, "--json")
    assert run.code == 0
    assert problems(run) == [("G50", "Tracker"), ("G51", "Tracker")]
    assert the_one(run, "Tracker")["for"] == ["refresh"]
    assert "G51" in check(office).printed
    assert "G51" not in check(office, "-q").printed


def test_each_is_read_once_though_named_twice(office: GoogleOffice, google: GoogleServer) -> None:
    text = (office.folder / "igpm.toml").read_text()
    named = text.replace("[results]", f'[results]\nrefresh = ["{office.sheets[ANN].address}"]')
    (office.folder / "igpm.toml").write_text(named)
    run = check(office, "--json")
    assert the_one(run, "Marking Ann Lee")["for"] == ["marks", "refresh"]
    assert google.counts() == {"files.list": 1, "get": 3}


def test_where_drive_cannot_be_asked_it_says_what_it_could_not_see(
    office: GoogleOffice, google: GoogleServer
) -> None:
    scope = "https://www.googleapis.com/auth/spreadsheets.readonly"
    office.credentials = google.authorized_user(office.folder, OFFICE, [scope]).name
    office.settings(office.sheets[ANN].address)
    run = check(office, "--json")
    assert run.code == 0
    assert [code for code, _ in problems(run)] == ["G53"]
    told = the_one(run, "Marking Ann Lee")
    assert (told["may_read"], told["may_edit"], told["shared_with"]) == (True, None, None)
    assert "not seen" in check(office).printed


def test_an_address_that_is_no_spreadsheets_is_told(office: GoogleOffice) -> None:
    office.settings("https://drive.google.com/drive/folders/1aBcDeF")
    run = check(office, "--json")
    assert run.code == 3
    assert [code for code, _ in problems(run)] == ["G20"]


def test_without_any_address_there_is_nothing_to_try(
    office: GoogleOffice, google: GoogleServer
) -> None:
    office.settings()
    run = check(office)
    assert run.code == 0
    assert "igpm.toml names no Google Sheet." in run.printed
    assert google.counts() == {}


def test_credentials_that_are_not_there_are_told_once(office: GoogleOffice) -> None:
    (office.folder / office.credentials).unlink()
    run = check(office)
    assert run.code == 3
    assert "G02" in run.complained
    assert "Traceback" not in run.complained
