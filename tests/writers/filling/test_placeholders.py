"""Names in braces: filled by values, which are never looked through again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Content, Linked, Live
from igpm_sheets.writers.filling.cell_xml import cell_text
from igpm_sheets.writers.filling.placeholders import (
    LONGEST_IN_HEADER,
    NotANameError,
    content_of,
    filled,
    filled_header,
    filled_runs,
    in_header,
    wording,
)
from igpm_sheets.writers.names import units

LINKED = Linked("there", CellRef("a.xlsx", "T", 2, 3))


@pytest.mark.parametrize("value", [None, 7, Decimal("1.5"), date(2026, 6, 1), "text", LINKED])
def test_a_text_that_is_just_a_name_is_the_value(value: Content) -> None:
    assert content_of("{value}", {"value": value}) is value
    assert content_of(" { value } ", {"value": value}) is value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "."), (7, "7."), (Decimal("1.50"), "1.5."), (Decimal(100), "100."),
        (date(2026, 6, 1), "1 June 2026."), (LINKED, "there."), (Live(3, "=A1"), "3."),
    ],
)  # fmt: skip
def test_within_other_text_a_value_is_its_text(value: Content, text: str) -> None:
    assert content_of("{value}.", {"value": value}) == text


def test_a_list_gives_one_text_at_a_time_and_then_nothing() -> None:
    values = {"opening": ["one", "two"]}
    assert [content_of("{opening}", values, at) for at in range(3)] == ["one", "two", None]
    assert [filled("– {opening}", values, at) for at in range(3)] == ["– one", "– two", "– "]


def test_two_braces_are_one_that_is_meant() -> None:
    assert filled("{{title}", {"title": "x"}) == "{title}"
    assert filled("{{{title}}", {"title": "x"}) == "{x}"


@pytest.mark.parametrize("text", ["{", "a { b", "{not a name}", "{}", "{1}", "{0.__class__}"])
def test_a_brace_that_begins_no_name_is_refused(text: str) -> None:
    with pytest.raises(NotANameError):
        wording(text)


@given(st.text())
def test_a_value_is_never_looked_through(text: str) -> None:
    assert filled("{a}|{b}", {"a": text, "b": "{a}"}) == f"{cell_text(text)}|{{a}}"


def test_a_name_that_is_cut_in_two_is_still_a_name() -> None:
    assert filled_runs(["{ti", "tle} of ", "it"], {"title": "T"}) == ["T of it", "", ""]
    assert filled_runs(["The ", "{title}"], {"title": "T"}) == ["The ", "T"]


def test_an_ampersand_in_a_printed_header_is_doubled() -> None:
    assert filled_header("&C{title}&R&P", {"title": "A & B\n&P"}) == "&CA && B &&P&R&P"
    assert filled_header('&"Arial,Bold"&10{title}', {"title": "2026"}) == '&"Arial,Bold"&10 2026'
    assert filled_header("{opening}", {"opening": ["One.", "Two."]}) == "One. Two."


@given(st.text(alphabet=st.sampled_from("&ab😀 ")))
def test_a_value_in_a_printed_header_is_short_and_whole(text: str) -> None:
    written = in_header(text)
    assert units(written) <= LONGEST_IN_HEADER
    assert written.count("&") % 2 == 0
    assert " ".join(text.split()).startswith(written.replace("&&", "&").rstrip())
