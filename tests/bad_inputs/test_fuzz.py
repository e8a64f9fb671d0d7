"""Anything at all in cells and files: no run falls over, and nobody else's answer changes."""

from __future__ import annotations

import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bad_inputs.office import (
    AGAIN,
    ASSESSORS,
    EARLIER,
    HEADINGS,
    REFS,
    TRACKER,
    Cell,
    Formula,
    good_office,
    sheet_of,
    written,
)
from tests.bad_inputs.spoiling import Spoil, cell, file, mark, together
from tests.bad_inputs.table import AWAITING, answers, good_answers, ran

WORDS = (
    *("yes", "no", "none", "full", "resubmission", "withdrawn", "pending", "active", "peer"),
    *("3, 7", "1-10", "all", "Total", "Ref", "Assessor", "Domain 4", "26", "7,5", "five"),
    *("31/02/2026", "3 May 2026", "2026-13-01", "£336.00", "100%", "5?", "=1+1", "{0}", "%s"),
    *ASSESSORS,
)
ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 50_000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1901, 1, 1), date(2300, 12, 31)),
    st.sampled_from(WORDS),
    ANY_TEXT,
    st.builds(Formula, st.just("=A1"), st.sampled_from([*ERRORS, None])),
)

Touch = tuple[str, Spoil]
"""The ref whose row is touched, and how."""


@st.composite
def touches(draw: st.DrawFn) -> Touch:
    """One cell of an application's row or of one of its three sheets."""
    ref, value = draw(st.sampled_from(REFS)), draw(VALUES)
    if draw(st.booleans()):
        return ref, mark(draw(st.sampled_from(ASSESSORS)), ref, draw(st.integers(0, 10)), value)
    heading = draw(st.sampled_from(HEADINGS))
    return ref, cell(ref, heading, value)


def _spoils(touched: list[Touch]) -> tuple[set[str], Spoil]:
    """The refs concerned, a resubmission with what it follows, and all touches at once.

    A cell is found by its row's ref, so a ref itself is changed last.
    """
    refs = {ref for ref, _ in touched}
    if refs & {EARLIER, AGAIN}:
        refs |= {EARLIER, AGAIN}
    return refs, together(*(spoil for _, spoil in touched))


once_per_cell = st.lists(touches(), min_size=1, max_size=4, unique_by=lambda touch: touch[0])


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(once_per_cell)
def test_whatever_stands_in_a_cell_the_others_keep_their_answer(touched: list[Touch]) -> None:
    refs, spoil = _spoils(touched)
    office = good_office()
    spoil(office)
    with tempfile.TemporaryDirectory() as folder:
        path = office.write(Path(folder))
        result, applications, problems = answers(path)
        assert result.code == int(any(each["severity"] == "error" for each in problems))
        assert ran(path, "check").code == result.code
    for ref in good_answers().keys() - refs:
        assert applications[ref] == good_answers()[ref]
    for each in problems:
        assert each["where"]
        assert each["message"]
        assert each["remedy"]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_whatever_a_file_holds_the_run_goes_on(content: bytes, begins: bytes) -> None:
    office = good_office()
    file(sheet_of(ASSESSORS[0]), begins + content)(office)
    with tempfile.TemporaryDirectory() as folder:
        path = office.write(Path(folder))
        result, applications, problems = answers(path)
    assert result.code == 3
    (told,) = [each for each in problems if each["where"].startswith(sheet_of(ASSESSORS[0]))]
    assert told["code"].startswith("F")
    assert {applications[ref]["status"] for ref in REFS if ref != AGAIN} == {AWAITING}


@cache
def _tracker() -> bytes:
    """The good tracker, the same each time: a workbook holds the moment it was made."""
    return written(good_office().tracker)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.data())
def test_whatever_is_overwritten_in_the_tracker_there_is_no_traceback(data: Any) -> None:
    office = good_office()
    whole = bytearray(_tracker())
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file(TRACKER, bytes(whole))(office)
    with tempfile.TemporaryDirectory() as folder:
        path = office.write(Path(folder))
        result, applications, problems = answers(path)
    if result.code == 3:
        assert not applications
        assert any(each["code"].startswith("F") for each in problems)
    else:
        assert result.code in (0, 1)
