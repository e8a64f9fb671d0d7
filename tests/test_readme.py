"""The README: what it names is there, and its examples are accepted as they stand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click
import pytest

from igpm_sheets import cli, settings
from igpm_sheets.model import Status
from igpm_sheets.rulebook import load

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


def test_every_command_is_told_of_and_exists() -> None:
    told = set(re.findall(r"igpm-sheets ([a-z]+(?:-[a-z]+)*)", README))
    there = {name for name in cli.cli.list_commands(click.Context(cli.cli)) if name != "demo"}
    assert told == there


@pytest.mark.parametrize("script", re.findall(r"python3 (scripts/\S+\.py)", README))
def test_every_script_is_there(script: str) -> None:
    assert (ROOT / script).is_file()


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https:)([^)#]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_accepted(example: str, tmp_path: Path) -> None:
    if example.startswith("[assessment_fee]"):
        policy = tmp_path / "policy.toml"
        policy.write_text(example, encoding="utf-8")
        changed = load(policy).value("assessment_fee", date(2027, 1, 1))
        assert changed is not None
        assert changed.value == 300
        return
    if example.startswith("[[role]]"):
        policy = tmp_path / "policy.toml"
        policy.write_text(example, encoding="utf-8")
        assert load(policy).role_class("Care coordinator manager") is not None
        assert load().role_class("Care coordinator manager") is None
        return
    file = tmp_path / "igpm.toml"
    tracker = "" if "[tracker]" in example else '[tracker]\nsource = "a.xlsx"\n'
    file.write_text(tracker + example, encoding="utf-8")
    assert settings.load(file).tracker.sources


def test_the_statuses_are_all_explained() -> None:

    assert [line for status in Status if (line := f"| {status.value} |") not in README] == []
