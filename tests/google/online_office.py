"""An office of files as the same office at Google: every workbook uploaded, its address named."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from igpm_sheets import settings
from igpm_sheets.cli import run
from igpm_sheets.sources import source_files
from tests.google_server.server import GoogleServer, PersonSpreadsheet

OFFICE = "office@igpm.example"


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


@dataclass
class OnlineOffice:
    """The settings of an office at Google, and its spreadsheets by the names of the files."""

    google: GoogleServer
    config: Path
    sheets: Mapping[str, PersonSpreadsheet]
    today: str
    tracker: str
    """The name of the tracker's file."""

    def run(self, command: str, *options: str) -> Ran:
        """Runs a command on it."""
        return ran(command, self.config, self.today, *options)

    def name(self, tracker: list[str], marks: list[str], refresh: list[str] | None = None) -> None:
        """Names other sources in the settings."""
        text = self.config.read_text(encoding="utf-8")
        text = _named(_named(text, "source", tracker), "sources", marks)
        text = re.sub(r"(?m)^refresh = .*$", "", text)
        if refresh is not None:
            listed = f"[results]\nrefresh = {json.dumps(refresh)}"
            text = text.replace("[results]", listed, 1)
        self.config.write_text(text, encoding="utf-8")

    def address(self, name: str) -> str:
        """The address of what the file became."""
        return self.sheets[name].address

    @property
    def marks(self) -> list[str]:
        """The names of the files of marks."""
        return [name for name in self.sheets if name != self.tracker]


def ran(command: str, config: Path, today: str, *options: str) -> Ran:
    """A command line, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([command, "--config", str(config), "--today", today, *options])
    return Ran(code, out.getvalue(), err.getvalue())


def online(
    google: GoogleServer, config: Path, monkeypatch: pytest.MonkeyPatch, today: str
) -> OnlineOffice:
    """The office of these settings with every source uploaded by the office and shared with us.

    The files go: nothing but Google can answer.
    """
    for name, value in google.environment().items():
        monkeypatch.setenv(name, value)
    person = google.person(OFFICE)
    sheets: dict[str, PersonSpreadsheet] = {}
    before = settings.load(config)
    (tracker,) = before.tracker.sources
    for path in source_files(before):
        name = path.relative_to(before.folder).as_posix()
        sheets[name] = person.upload(path, title=path.name)
        sheets[name].share(google.robot, "writer")
        path.unlink()
    key_file = google.service_account(before.folder)
    with config.open("a", encoding="utf-8") as file:
        file.write(f"\n[google]\ncredentials = {json.dumps(key_file.name)}\n")
    made = OnlineOffice(google, config, sheets, today, tracker)
    made.name([made.address(tracker)], [made.address(name) for name in made.marks])
    return made


def _named(text: str, key: str, sources: list[str]) -> str:
    return re.sub(rf"(?m)^{key} = .*$", f"{key} = {json.dumps(sources)}", text, count=1)
