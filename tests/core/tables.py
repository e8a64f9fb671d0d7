"""Known answers: tables in `known/` that an office person can read and add to.

A row may name in `keeps` and `breaks` the rules that it shows kept or broken; the test of
that row then counts for them in `pytest --rules`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

KNOWN = Path(__file__).parent / "known"


def rows(name: str) -> list[ParameterSet]:
    """The rows of a table `name.csv`, each a dictionary of texts by heading."""
    with (KNOWN / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        found = list(csv.DictReader(opened))
    assert found, f"{name}.csv is empty"
    return [_param(row, f"line {line}: {row['case']}") for line, row in enumerate(found, 2)]


def cases(name: str) -> list[ParameterSet]:
    """The cases of a table `name.toml`, in which a date is a date and yes is true."""
    return [_param(case, case["what"]) for case in read(name)]


def read(name: str) -> list[dict[str, Any]]:
    """What stands in `name.toml`, case by case."""
    written = (KNOWN / f"{name}.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(written)["case"]
    return found


def _param(row: Mapping[str, Any], called: str) -> ParameterSet:
    return pytest.param(row, id=called, marks=[*_marks(row, "keeps"), *_marks(row, "breaks")])


def _marks(row: Mapping[str, Any], column: str) -> Iterator[pytest.MarkDecorator]:
    for rule in (row.get(column) or "").split():
        yield pytest.mark.rule(rule, passes=column == "keeps")


def settings_in(written: str) -> dict[str, Any]:
    """Settings as a table writes them: `combine = majority, domain_floor = 4`."""
    pairs = (pair.partition("=") for pair in written.split(",") if pair.strip())
    return {key.strip(): _value(value.strip()) for key, _, value in pairs}


def _value(written: str) -> Any:
    if written in ("true", "false"):
        return written == "true"
    return int(written) if written.isdecimal() else written


def day(written: str) -> date | None:
    """A day written as 2026-01-31, or nothing."""
    return date.fromisoformat(written) if written else None


def a_day(written: str) -> date:
    """A day that has to stand there."""
    return date.fromisoformat(written)


def domains(written: str) -> tuple[int, ...]:
    """Domains written as `3, 7`, or none."""
    return tuple(int(number) for number in written.split(",") if number.strip())
