"""An office that keeps files waits for nothing of Google's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from igpm_sheets.demo import make_demo

HEAVY = (
    "igpm_sheets.google.connection",
    "igpm_sheets.adapters.google",
    "igpm_sheets.adapters.online",
    "igpm_sheets.writers.google",
    "igpm_sheets.reading.closed_marking",
    *("gspread", "google.auth", "google_auth_oauthlib", "requests", "tenacity"),
    *("platformdirs", "keyring"),
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    make_demo(folder)
    return folder / "igpm.toml"


@pytest.mark.parametrize("command", [["results"], ["refresh", "--dry-run"], ["status"], ["check"]])
def test_commands_on_files_import_nothing_of_google(config: Path, command: list[str]) -> None:
    arguments = [*command, "-q", "-c", str(config), "--today", "2026-06-22"]
    code = (
        f"import sys; from igpm_sheets.cli import run; run({arguments!r});"
        f" print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
