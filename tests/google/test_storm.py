"""Storms of faults over whole runs: each ends right or with a word, and nothing is half-written.

scripts/google_storm.py runs a thousand of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.google.storms import HandingOutStorms, RefreshStorms, Weathered
from tests.google_server.server import GoogleServer


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def rage(storms: Weathered, seeds: range) -> list[str]:
    """How each storm has ended."""
    return [storms.weathered(seed) for seed in seeds]


def test_a_refresh_is_right_or_says_why(google: GoogleServer, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    ends = rage(RefreshStorms(google, folder, home / "cache"), range(2000, 2005))
    assert "right in bad weather" in ends
    assert any(each.startswith("told") for each in ends)


def test_mark_sheets_are_right_or_it_says_why(
    google: GoogleServer, tmp_path: Path, home: Path
) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    ends = rage(HandingOutStorms(google, folder, home / "cache"), range(2000, 2012))
    assert "right in bad weather" in ends
    assert any(each.startswith("told") for each in ends)
