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
from tests.offices.oracle import answers
from tests.offices.sheets import write_office
from tests.offices.truth import make_office

OFFICES = int(os.environ.get("IGPM_OFFICES", "24"))

SETTINGS: dict[str, tuple[object, ...]] = {
    "combine": ("mean", "median_domain", "majority"),
    "domain_floor": (0, 4, 5),
    "strict_balance": (False, True),
    "further_evidence": ("panel", "any_assessor", "most_assessors"),
    "window": ("calendar_month", "previous_month_end"),
    "time_of_application": ("received", "window_start"),
    "two_years": ("joined_posts", "current_post"),
    "one_year_from": ("result", "submission", "window"),
    "one_year_to": ("submission", "reassessment"),
    "renewal_days": ("framework", "first_after_results", "anniversary"),
    "testimonials": ("two_options", "senior_and_peer"),
    "not_associate": ("hold", "ineligible", "ignore"),
    "incomplete": ("decline", "hold"),
    "resubmission_marks": ("carry", "mark_all"),
    "attempts": ("within_year", "once", "restart"),
    "price_date": ("received", "window"),
    "fee_unpaid": ("warn", "hold"),
    "conflicts": ("bar", "warn"),
    "split_panels": ("flag", "hold"),
    "grace_days": (30, 0),
}

interpretations = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from(values) for key, values in SETTINGS.items()}
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
