"""A person signs in once, in the browser, and out again; nothing secret is shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from igpm_sheets.cli import run
from igpm_sheets.google.access import TO_READ, TO_WRITE
from igpm_sheets.google.connection import Google, GoogleFailed, Pace
from igpm_sheets.google.tokens import consent_kept, token_file
from tests.google_server.server import Fault, GoogleServer, PersonSpreadsheet, Script

SETTINGS = """
[tracker]
source = "applications.xlsx"
[marks]
sources = []
[google]
credentials = "client_secret.json"
"""
QUICK = Pace(first=0.001, longest=0.004, patience=2, a_minute=100_000)

BROWSER = """
import sys, urllib.request
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=20).read()
"""


class Desk:
    """An office with settings that name an OAuth client, and a browser on the computer."""

    def __init__(self, google: GoogleServer, folder: Path) -> None:
        self.google = google
        self.settings = folder / "igpm.toml"
        self.settings.write_text(SETTINGS, encoding="utf-8")
        self.client = google.client_secret(folder)
        self.tracker = self._tracker("Tracker")

    def _tracker(self, title: str) -> PersonSpreadsheet:
        sheet = self.google.person("office@igpm.example").spreadsheet(title)
        sheet.tab("Applications").fill("A1", [["Ref"], ["A-1"]])
        return sheet

    def way(self, *, writes: bool = False) -> Google:
        """The program's way to Google, as whoever has signed in."""
        return Google(self.client, writes=writes, pace=QUICK, environment=self.google.environment())

    def login(self) -> int:
        """What the command's exit code is."""
        return run(["google", "login", "--config", str(self.settings)])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    script = tmp_path / "browser.py"
    script.write_text(BROWSER, encoding="utf-8")
    # A browser that keeps whoever opened it waiting until the page has come.
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    with GoogleServer() as google:
        google.browser = "office@igpm.example"
        for name, value in google.environment().items():
            monkeypatch.setenv(name, value)
        yield Desk(google, tmp_path)


def test_a_person_signs_in_in_the_browser_and_may_then_read_and_write(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.login() == 0
    printed = capsys.readouterr().out
    assert "Signed in as office@igpm.example." in printed
    assert f"only you can read: {token_file()}" in printed
    way = desk.way()
    assert way.account == "office@igpm.example"
    assert way.spreadsheet(desk.tracker.key, "properties.title")["properties"]["title"] == "Tracker"
    desk.way(writes=True).batch(
        desk.tracker.key,
        [{"updateSpreadsheetProperties": {"properties": {"title": "T"}, "fields": "title"}}],
        run=7,
    )


def test_the_address_is_printed_for_a_computer_without_a_browser(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.login()
    lines = capsys.readouterr().out.splitlines()
    address = next(line for line in lines if line.startswith(f"{desk.google.root}/o/oauth2/auth?"))
    assert "code_challenge_method=S256" in address
    assert "access_type=offline" in address


def test_what_is_kept_is_the_lasting_token_for_its_owner_alone(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.login()
    consent = consent_kept()
    assert consent is not None
    assert set(consent.scopes) == {*TO_READ, *TO_WRITE}
    if sys.platform != "win32":
        assert token_file().stat().st_mode & 0o777 == 0o600
        assert token_file().parent.stat().st_mode & 0o077 == 0
    kept = token_file().read_text(encoding="utf-8")
    printed = capsys.readouterr()
    for passing in desk.google.desk.tokens:
        assert passing not in kept + printed.out + printed.err
    assert consent.refresh_token not in printed.out + printed.err


def test_signing_in_again_takes_the_place_of_the_former(desk: Desk) -> None:
    desk.login()
    desk.google.browser = "deputy@igpm.example"
    desk.login()
    consent = consent_kept()
    assert consent is not None
    assert consent.account == "deputy@igpm.example"


def test_a_person_who_refuses_is_not_signed_in(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.google.consents = False
    assert desk.login() == 3
    error = capsys.readouterr().err
    assert "G05" in error
    assert "refused on Google's page" in error
    assert consent_kept() is None


def test_a_person_who_leaves_a_box_empty_is_told_to_tick_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.google.consents = frozenset({TO_READ[1]})
    assert desk.login() == 3
    assert "leave every box of Google's page ticked" in capsys.readouterr().err
    assert consent_kept() is None


def test_weather_while_signing_in_is_told_of(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    for fault in (Fault.UNAVAILABLE, Fault.BAD_GATEWAY, Fault.DROPPED_BEFORE):
        desk.google.weather = Script([fault], on={"token"})
        assert desk.login() == 3
        error = capsys.readouterr().err
        assert "G05" in error
        assert "Traceback" not in error
        assert "run igpm-sheets google login again" in error


def test_an_address_that_drive_does_not_tell_is_no_hindrance(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.google.weather = Script([Fault.STORAGE_FULL], on={"about.get"})
    assert desk.login() == 0
    assert "Signed in.\n" in capsys.readouterr().out
    told = _failure(desk, "1Nothing")
    assert "the account that is signed in" in told


def _failure(desk: Desk, key: str) -> str:
    with pytest.raises(GoogleFailed) as caught:
        desk.way().spreadsheet(key, "properties")
    return f"{caught.value.problem.message} {caught.value.problem.remedy}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("service.json", "a service account’s key, with which nobody needs to sign in"),
        ("other.json", "it is not the file of an OAuth client"),
        ("gone.json", "there is no such file"),
        ("", "it names no OAuth client"),
    ],
)
def test_login_without_an_oauth_client_says_what_is_missing(
    desk: Desk, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = desk.settings.parent
    desk.google.service_account(folder, "service")
    (folder / "other.json").write_text("{}", encoding="utf-8")
    text = (
        SETTINGS.replace("client_secret.json", name) if name else SETTINGS.partition("[google]")[0]
    )
    desk.settings.write_text(text, encoding="utf-8")
    assert desk.login() == 3
    error = capsys.readouterr().err
    assert "G05" in error if name == "service.json" else "G02" in error
    assert words in error


def test_logout_ends_the_access_and_forgets_it(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.login()
    before = desk.way()
    before.spreadsheet(desk.tracker.key, "properties")
    assert run(["google", "logout"]) == 0
    printed = capsys.readouterr()
    assert "Signed out" in printed.out
    assert printed.err == ""
    assert consent_kept() is None
    assert desk.google.desk.refreshes == {}
    assert "sign in once" in _failure(desk, desk.tracker.key)
    with pytest.raises(GoogleFailed) as caught:
        before.spreadsheet(desk.tracker.key, "properties")
    assert "igpm-sheets google login" in caught.value.problem.remedy
    assert run(["google", "logout"]) == 0
    assert "Nobody was signed in." in capsys.readouterr().out


def test_logout_forgets_the_token_even_where_google_cannot_be_told(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.login()
    desk.google.weather = Script([Fault.UNAVAILABLE], on={"revoke"})
    assert run(["google", "logout"]) == 0
    assert "myaccount.google.com/permissions" in capsys.readouterr().err
    assert consent_kept() is None


def test_access_that_the_person_took_away_is_told_of(desk: Desk) -> None:
    desk.login()
    desk.google.revoke("office@igpm.example", for_good=True)
    text = _failure(desk, desk.tracker.key)
    assert "expired or was revoked" in text
    assert "igpm-sheets google login" in text


def test_a_person_is_let_in_with_what_the_tools_of_google_leave(desk: Desk, tmp_path: Path) -> None:
    path = desk.google.authorized_user(tmp_path, "office@igpm.example", TO_READ)
    environment = {
        **desk.google.environment(),
        "GOOGLE_APPLICATION_CREDENTIALS": str(path),
    }
    way = Google(None, pace=QUICK, environment=environment)
    assert way.spreadsheet(desk.tracker.key, "properties")
    assert json.loads(path.read_text(encoding="utf-8"))["client_id"] not in way.signed_in_by


def test_the_command_says_what_it_is_for() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "igpm_sheets", "google", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "login" in done.stdout
    assert "logout" in done.stdout
