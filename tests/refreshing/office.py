"""A small office whose tracker is to hold the results, and the command that brings them there."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from igpm_sheets.cli import run
from tests.bad_inputs.office import SETTINGS, TODAY, TRACKER, Office, good_office
from tests.bad_inputs.spoiling import Spoil

WORKBOOK = 'workbook = "results.xlsx"'


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def last(self) -> str:
        """The last line on standard output."""
        return self.out.splitlines()[-1]


@dataclass
class Site:
    """An office in a folder, which can be spoiled and run again."""

    folder: Path
    office: Office = field(default_factory=good_office)
    results: str = f'{WORKBOOK}\nrefresh = ["{TRACKER}"]\n'
    more: str = ""
    """Settings after all others."""

    def __post_init__(self) -> None:
        self.save()

    @property
    def config(self) -> Path:
        """The settings."""
        return self.folder / "igpm.toml"

    @property
    def log(self) -> Path:
        """The log, where the settings name no other."""
        return self.folder / "igpm-refresh.log"

    def save(self, *spoils: Spoil) -> None:
        """Changes the office, and writes its files anew."""
        for spoil in spoils:
            spoil(self.office)
        self.office.settings = SETTINGS.replace(WORKBOOK, self.results) + self.more
        self.office.write(self.folder)

    def save_marks(self, *spoils: Spoil) -> None:
        """Changes the office, and writes the mark sheets anew, the tracker not."""
        tracker = self.office.books.pop(TRACKER)
        self.save(*spoils)
        self.office.books[TRACKER] = tracker

    def refresh(self, *options: str, today: str = TODAY) -> Ran:
        """Runs the command."""
        out, err = io.StringIO(), io.StringIO()
        arguments = ["refresh", "-c", str(self.config), "--today", today, *options]
        with redirect_stdout(out), redirect_stderr(err):
            code = run(arguments)
        assert "Traceback" not in out.getvalue() + err.getvalue()
        assert "fault of this program" not in err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def files(self) -> dict[str, bytes]:
        """Every file there is, by its path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }
