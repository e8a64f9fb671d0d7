"""The same office on files and at Google gives the same results, field for field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from igpm_sheets.demo import DEMO_TODAY, make_demo
from tests.google.online_office import online, ran
from tests.google_server.server import GoogleServer
from tests.offices.sheets import write_office
from tests.offices.truth import make_office

EVERYTHING = ("--json", "--window", "all")


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


def without_addresses(document: dict[str, Any]) -> Any:
    """The answers without links, and without the folder that only files lie in."""
    for problem in document["problems"]:
        problem.pop("link", None)
    same = json.loads(json.dumps(document).replace("marks/", ""))
    # They come by the names of their sources.
    same["problems"].sort(key=lambda problem: [str(each) for each in problem.values()])
    return same


def compare(google: GoogleServer, config: Path, monkeypatch: pytest.MonkeyPatch, today: str) -> Any:
    """The answers of the files, once those of Google have been found to be the same."""
    files = ran("results", config, today, *EVERYTHING)
    office = online(google, config, monkeypatch, today)
    there = office.run("results", *EVERYTHING)
    assert there.code == files.code
    assert without_addresses(there.json) == without_addresses(files.json)
    return files.json


def test_the_demos_answers_are_the_same(
    google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_demo(tmp_path)
    answers = compare(google, config, monkeypatch, DEMO_TODAY.isoformat())
    assert len(answers["applications"]) > 12


@pytest.mark.parametrize(
    ("seed", "style", "marks"), [(1, "plain", "mixed"), (2, "messy", "grid"), (3, "messy", "mixed")]
)
def test_random_offices_answers_are_the_same(
    google: GoogleServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    style: Literal["plain", "messy"],
    marks: Literal["grid", "mixed"],
) -> None:
    office = make_office(seed)
    config = write_office(office, tmp_path, style=style, marks=marks, seed=seed)
    answers = compare(google, config, monkeypatch, office.today.isoformat())
    assert answers["applications"]
