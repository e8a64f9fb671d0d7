"""The README's section on Google Sheets, followed line by line in an empty folder."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from igpm_sheets import settings
from igpm_sheets.cli import run
from tests.google.demo_online import ASSESSORS, OFFICE, TODAY, DemoOnline, key_file, upload
from tests.google_server.server import GoogleServer, PersonSpreadsheet

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SECTION = README.split("\n## Google Sheets\n")[1].split("\n## ")[0]
BROWSER = """
import sys, urllib.request
urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sys.argv[1], timeout=20).read()
"""
ALL = {
    "google check",
    "check",
    "results",
    "refresh --window all --dry-run",
    "refresh --window all",
    "google login",
    "mark-sheets --google --window 2026-05",
}
WINDOW = [f"IG-{number}" for number in range(111, 123)]
"""The applications of the window that the README names."""


class Part(NamedTuple):
    """What stands between two headings of the section."""

    heading: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines to type, in their order."""
        return [line.removeprefix("igpm-sheets ") for line in self._block("").splitlines()]

    @property
    def settings(self) -> str:
        """What is to stand in igpm.toml."""
        return self._block("toml")

    def _block(self, language: str) -> str:
        """All blocks of a language, one after the other."""
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE)
        return "".join(block for said, block in blocks if said == language)


PARTS = {
    heading: Part(heading, text)
    for heading, _, text in (part.partition("\n") for part in SECTION.split("\n### ")[1:])
}
LETTING_IN = PARTS["Letting the program in"]
AS_YOURSELF = PARTS["Signing in as yourself instead"]
MARK_SHEETS = PARTS["Mark sheets at Google"]


@dataclass
class Desk:
    """An office that has the README, its spreadsheets, and an empty folder."""

    google: GoogleServer
    office: DemoOnline
    folder: Path

    @property
    def config(self) -> Path:
        """The settings that `init` has made."""
        return self.folder / "igpm.toml"

    def set(self, key: str, value: str) -> None:
        """Changes the line that is there, as the README says; a # before it goes."""
        text = self.config.read_text("utf-8")
        line = re.compile(rf"^#?{key} = .*$", re.MULTILINE)
        assert line.search(text), key
        text = line.sub(lambda _: f"{key} = {value}", text, count=1)
        if key == "credentials":
            text = text.replace("#[google]", "[google]")
        self.config.write_text(text, "utf-8")

    def take_over(self, example: str) -> None:
        """Every setting of an example, one after the other."""
        wanted = tomllib.loads(example)
        for section in wanted.values():
            for key, value in section.items():
                self.set(key, json.dumps(value))
        there = tomllib.loads(self.config.read_text("utf-8"))
        assert all(there[name].items() >= section.items() for name, section in wanted.items())

    def type(self, command: str) -> int:
        """A line of the README, typed in the folder on the day of the fictional office."""
        today = [] if command.startswith(("google", "init")) else ["--today", TODAY]
        return run([*shlex.split(command), *today])

    def type_all(self, part: Part) -> None:
        """Every line of a part, each of which ends well."""
        assert {line: self.type(line) for line in part.commands} == dict.fromkeys(part.commands, 0)

    def before_marking(self) -> None:
        """Takes the window's marks away again: a tab, rows of a list, and a tab for each."""
        ann, ben, cara = self.office.marks
        ann.delete_tab("May 2026")
        page = ben.tab("Marks")
        refs = [row[0] if row else None for row in page.values()]
        page.delete_rows(refs.index(WINDOW[0]) + 1, sum(ref in WINDOW for ref in refs))
        for ref in WINDOW:
            cara.delete_tab(ref)

    def blank_mark_sheets(self) -> list[PersonSpreadsheet]:
        """An empty spreadsheet for each assessor, shared with nobody yet."""
        office = self.google.person(OFFICE)
        return [office.spreadsheet(f"Marks of {email}") for email in ASSESSORS.values()]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with GoogleServer() as google:
        for name, value in google.environment().items():
            monkeypatch.setenv(name, value)
        office = upload(google, tmp_path / "uploaded")
        monkeypatch.chdir(tmp_path)
        assert run(["init", "accreditation"]) == 0
        folder = tmp_path / "accreditation"
        monkeypatch.chdir(folder)
        key_file(google, folder)
        office.share_with_program()
        yield Desk(google, office, folder)


def test_every_command_of_the_section_is_typed_here() -> None:
    typed = [line for part in PARTS.values() for line in part.commands]
    assert set(typed) == ALL
    parts = (LETTING_IN, AS_YOURSELF, MARK_SHEETS)
    assert typed == [line for part in parts for line in part.commands]
    assert SECTION.count("```toml") == LETTING_IN.text.count("```toml") == 1


def test_the_section_works_as_it_stands(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.take_over(LETTING_IN.settings)
    desk.type_all(LETTING_IN)
    printed = capsys.readouterr().out
    assert "4 Google Sheets: 4 can be read, 4 can be edited; nothing to put right." in printed
    assert (desk.folder / "results.xlsx").exists()
    assert desk.office.tracker.tabs[-4:] == [
        "IGPM Results",
        "IGPM Summary",
        "IGPM Problems",
        "IGPM Changes",
    ]
    assert len(desk.office.tracker.tab("IGPM Results").values()) == 1 + 26

    desk.google.forget()
    assert desk.type(LETTING_IN.commands[-1]) == 0
    assert desk.google.writes == 0, "when nothing has changed, nothing is written"


def test_what_is_not_shared_yet_is_told_by_its_name_and_role(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.take_over(LETTING_IN.settings)
    desk.office.tracker.share(desk.google.robot, "")
    assert desk.type("google check") == 3
    told = capsys.readouterr().out
    assert desk.office.tracker.address in told
    assert f"Share, and add {desk.google.robot} as" in told


def test_the_tracker_is_shared_with_no_assessor(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Share the tracker with no assessor" in LETTING_IN.text
    desk.take_over(LETTING_IN.settings)
    email = ASSESSORS["1MarksOfAnnLee"]
    desk.office.tracker.share(email, "reader")
    assert desk.type("google check") == 0
    told = capsys.readouterr().out
    assert "G54" in told
    assert f"Share, and remove {email}" in told
    assert "1 thing to put right" in told


def test_as_yourself_it_works_as_well(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script = desk.folder.parent / "browser.py"
    script.write_text(BROWSER, "utf-8")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")
    desk.google.browser = OFFICE
    for sheet in desk.office.sheets:
        sheet.share(desk.google.robot, "")  # who signs in as themselves shares nothing
    desk.take_over(LETTING_IN.settings)
    (setting,) = re.findall(r"`credentials = (\S+)`", AS_YOURSELF.text)
    desk.set("credentials", setting)
    assert desk.google.client_secret(desk.folder).name == setting.strip('"')

    desk.type_all(AS_YOURSELF)
    assert f"Signed in as {OFFICE}." in capsys.readouterr().out
    first, *_, last = LETTING_IN.commands
    assert [desk.type(first), desk.type(last)] == [0, 0]

    (out,) = re.findall(r"`igpm-sheets (google logout)`", AS_YOURSELF.text)
    assert desk.type(out) == 0
    assert desk.type("google check") == 3


def test_mark_sheets_are_made_in_spreadsheets_of_the_office(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.before_marking()
    blank = desk.blank_mark_sheets()
    desk.take_over(LETTING_IN.settings)
    sources = tomllib.loads(LETTING_IN.settings)["marks"]["sources"]
    desk.set("sources", json.dumps([*sources, *(sheet.address for sheet in blank)]))
    for sheet, assessor in zip(blank, ASSESSORS.values(), strict=True):
        sheet.share(assessor, "writer")
        sheet.share(desk.google.robot, "writer")

    capsys.readouterr()
    assert desk.type("check --json") == 0
    said = [each["code"] for each in json.loads(capsys.readouterr().out)["problems"]]
    assert said.count("G21") == len(blank), "a blank one waits for its mark sheet"
    assert "M01" not in said

    desk.type_all(MARK_SHEETS)
    handed_out = [[row[0] for row in sheet.tab("Marks").values()[5:]] for sheet in blank]
    assert handed_out == [WINDOW] * 3
    assert desk.type("google check") == 0

    before = desk.google.snapshot(blank[0].key)
    blank[0].share(ASSESSORS["1MarksOfBenHale"], "reader")
    (line,) = MARK_SHEETS.commands
    assert desk.type(line) != 0, "one that another assessor can open is refused"
    assert desk.google.snapshot(blank[0].key) == before
    assert desk.type("check") == 1


def test_the_server_for_trying_by_hand_starts(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "google_server.py"
    folder = tmp_path / "try"
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "export IGPM_GOOGLE_API_ROOT=http://127.0.0.1:" in done.stdout
    given = settings.load(folder / "igpm.toml")
    assert given.credentials == folder / "service-account.json"
    assert given.credentials.exists()
    example = tomllib.loads(LETTING_IN.settings)
    assert tomllib.loads((folder / "igpm.toml").read_text("utf-8")) == example
