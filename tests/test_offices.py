"""Random offices, written as plain and messy trackers, answered as an independent program does.

`IGPM_OFFICES=500 pytest tests/test_offices.py` tries more of them than the suite has time for.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from igpm_sheets.cli import run
from tests.offices.differences import differences
from tests.offices.oracle import INTERPRETATIONS, answers
from tests.offices.sheets import write_office
from tests.offices.truth import make_office

OFFICES = int(os.environ.get("IGPM_OFFICES", "24"))

interpretations = st.fixed_dictionaries(
    {},
    optional={
        key: st.sampled_from(values)
        for key, values in INTERPRETATIONS.items()
        if key != "category_mix"  # the offices' panels are mixed without regard to it
    },
)


@contextmanager
def a_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def answered(
    capsys: pytest.CaptureFixture[str],
    seed: int,
    style: Literal["plain", "messy"],
    marks: Literal["grid", "list", "form", "mixed"],
    chosen: dict[str, object],
) -> list[str]:
    """Where the program's answers differ from the independent ones, in lines."""
    office = make_office(seed)
    with a_folder() as folder:
        config = write_office(
            office, folder, style=style, marks=marks, seed=seed, interpretations=chosen
        )
        arguments = ["results", "--json", "--window", "all", "--config", str(config)]
        code = run([*arguments, "--today", office.today.isoformat()])
    document = json.loads(capsys.readouterr().out)
    assert code in (0, 1)
    return differences(answers(office, chosen, office.today), document)


@settings(
    max_examples=OFFICES,
    deadline=None,
    derandomize=OFFICES == 24,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    seed=st.integers(0, 10**6),
    style=st.sampled_from(("plain", "messy")),
    marks=st.sampled_from(("grid", "list", "form", "mixed")),
    chosen=interpretations,
)
def test_every_field_of_every_application_is_as_an_independent_program_has_it(
    capsys: pytest.CaptureFixture[str],
    seed: int,
    style: Literal["plain", "messy"],
    marks: Literal["grid", "list", "form", "mixed"],
    chosen: dict[str, object],
) -> None:
    assert answered(capsys, seed, style, marks, chosen) == []


@pytest.mark.parametrize("marks", ["grid", "list", "form", "mixed"])
@pytest.mark.parametrize("style", ["plain", "messy"])
def test_the_defaults_answer_exactly(
    capsys: pytest.CaptureFixture[str],
    style: Literal["plain", "messy"],
    marks: Literal["grid", "list", "form", "mixed"],
) -> None:
    assert answered(capsys, 2026, style, marks, {}) == []
