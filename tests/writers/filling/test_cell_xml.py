"""One cell: each kind of value as it is stored, and as it is read again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.book.cells import unescaped
from igpm_sheets.writers.filling.cell_xml import (
    LARGEST_WHOLE,
    LONGEST_TEXT,
    as_stored,
    cell_text,
    cell_xml,
)
from igpm_sheets.writers.names import units


@pytest.mark.parametrize(
    ("value", "inner"),
    [
        (5, "<v>5</v>"),
        (-3, "<v>-3</v>"),
        (Decimal("4.50"), "<v>4.5</v>"),
        (Decimal("280.00"), "<v>280</v>"),
        (Decimal(149) / 30, "<v>4.96666666666667</v>"),
        (Decimal("0.1") + Decimal("0.2"), "<v>0.3</v>"),
        (Decimal("-0.00"), "<v>0</v>"),
        (Decimal("1E-7"), "<v>1E-7</v>"),
        (Decimal("1E-400"), "<v>0</v>"),
        (1 - LARGEST_WHOLE, "<v>-999999999999999</v>"),
        (date(1900, 3, 1), "<v>61</v>"),
        (date(2026, 6, 10), "<v>46183</v>"),
        (datetime(2026, 6, 10, 12), "<v>46183</v>"),  # noqa: DTZ001 - a day
    ],
)
def test_numbers_and_days_are_exact(value: Plain, inner: str) -> None:
    assert cell_xml("B2", value, 0) == f'<c r="B2">{inner}</c>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (LARGEST_WHOLE, "1000000000000000"),
        (Decimal("NaN"), "NaN"),
        (date(1899, 5, 2), "02 May 1899"),
        (date(1900, 2, 28), "28 Feb 1900"),
    ],
)
def test_what_no_spreadsheet_can_count_is_text(value: Plain, text: str) -> None:
    assert cell_xml("A1", value, 0) == f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'


def test_days_count_from_1904_where_the_workbook_does() -> None:
    assert "<v>44721</v>" in cell_xml("A1", date(2026, 6, 10), 0, from_1904=True)
    assert "31 Dec 1903" in cell_xml("A1", date(1903, 12, 31), 0, from_1904=True)


def test_a_blank_is_only_styled() -> None:
    assert cell_xml("A1", None, 4) == '<c r="A1" s="4"/>'
    assert cell_xml("A1", "", 4) == '<c r="A1" s="4"/>'


def test_a_formula_has_its_value_stored() -> None:
    number = cell_xml("A1", Decimal("2.5"), 1, formula='=IF(B1<"&",2.5,0)')
    assert number == '<c r="A1" s="1"><f>IF(B1&lt;"&amp;",2.5,0)</f><v>2.5</v></c>'
    assert cell_xml("A1", "a<b", 0, formula="B1") == '<c r="A1" t="str"><f>B1</f><v>a&lt;b</v></c>'
    assert cell_xml("A1", None, 0, formula="B1") == '<c r="A1" t="str"><f>B1</f><v></v></c>'


def test_what_no_cell_can_hold_is_shown_as_such() -> None:
    assert cell_text("a\x00b\x1bc\ud800d\r\ne\rf\x0bg\tha\x0c\uffff") == "a�b�c�d\ne\nf\ng\tha��"


def test_a_text_too_long_for_a_cell_ends_in_a_sign_of_it() -> None:
    longest, too_long = "x" * LONGEST_TEXT, "😀" * LONGEST_TEXT
    assert cell_text(longest) == longest
    assert cell_text(too_long).endswith("😀…")
    assert LONGEST_TEXT - 1 <= units(cell_text(too_long)) <= LONGEST_TEXT


def read(xml: str) -> str | None:
    """The text of a cell as a reader of the format takes it."""
    text = ET.fromstring(xml).find("is/t")  # noqa: S314 - our own
    return None if text is None else unescaped(text.text or "")


@given(st.text(st.characters(codec=None)))
def test_any_text_is_read_again_as_it_is_stored(text: str) -> None:
    assert read(cell_xml("A1", text, 0)) == as_stored(text)


@given(st.from_regex(r"(_?x?[0-9A-F]{0,4}_?){1,6}", fullmatch=True))
def test_what_looks_like_an_escape_is_text(text: str) -> None:
    assert read(cell_xml("A1", text, 0)) == (text or None)


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.integers() | st.dates() | st.text())
def test_storing_twice_is_storing_once(value: Plain) -> None:
    once = as_stored(value)
    assert as_stored(once) == once
    assert type(as_stored(once)) is type(once)
