"""Names are legal, unique whatever the case, and as near to what was asked as can be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.writers.names import clip_units, heading_names, tab_names, table_names, units

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)


@pytest.mark.parametrize(
    ("wanted", "given_name"),
    [
        ("Marks", "Marks"),
        ("A/17:[2]?*\\", "A-17--2----"),
        ("'quoted'", "quoted"),
        ("", "Tab"),
        ("  ", "Tab"),
        ("'", "Tab"),
        ("History", "History (2)"),
        ("_x0041_", "-x0041_"),
        ("O'Hare", "O'Hare"),
        ("x" * 40, "x" * 31),
    ],
)
def test_a_tab_name_is_made_legal(wanted: str, given_name: str) -> None:
    assert tab_names([wanted]) == [given_name]


def test_tabs_that_excel_would_take_for_one_are_numbered() -> None:
    long = "A candidate whose ref is rather long"
    assert tab_names(["a1", "A1", "a1 (2)"]) == ["a1", "A1 (2)", "a1 (2) (2)"]
    assert tab_names([long, long]) == [long[:31], long[:27] + " (2)"]


@given(st.lists(ANY_TEXT, max_size=12))
def test_any_tab_names_come_out_legal_and_apart(wanted: list[str]) -> None:
    names = tab_names(wanted)
    assert len(names) == len(wanted)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name.strip() == name != ""
        assert units(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name[0] != "'" != name[-1]
        assert name.casefold() != "history"
        name.encode("utf-8")


@pytest.mark.parametrize(
    ("wanted", "given_name"),
    [
        ("Results", "Results"),
        ("By window", "By_window"),
        ("D1", "_D1"),
        ("R1C1", "_R1C1"),
        ("r", "_r"),
        ("ABC123", "_ABC123"),
        ("2026-05", "_2026_05"),
        ("", "_"),
    ],
)
def test_a_table_name_is_made_legal(wanted: str, given_name: str) -> None:
    assert table_names([wanted]) == [given_name]


def test_table_names_are_unique_in_the_workbook() -> None:
    taken: dict[str, int] = {}
    assert table_names(["Marks"], taken) == ["Marks"]
    assert table_names(["MARKS", "marks"], taken) == ["MARKS_2", "marks_3"]


def test_headings_are_single_lines_and_unique() -> None:
    assert heading_names(["Ref", "REF", "", "Fee\n(net)"]) == [
        "Ref",
        "REF (2)",
        "Column",
        "Fee (net)",
    ]


@given(ANY_TEXT, st.integers(0, 50))
def test_clipping_counts_as_excel_does(text: str, longest: int) -> None:
    clipped = clip_units(text, longest)
    assert units(clipped) <= longest
    if units(text) <= longest:
        assert clipped == text
