"""Estimates of room, against what is known of the type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from igpm_sheets.reports.tables import Column, Content, Kind, Plain, Tab, Table
from igpm_sheets.writers.fit import lines_needed, row_height, text_width, widest_word
from igpm_sheets.writers.widths import column_widths


def test_digits_are_as_wide_as_excel_measures_them() -> None:
    assert 70 <= text_width("0" * 10) <= 80  # seven pixels each


def test_bold_and_wide_letters_take_more_room() -> None:
    assert text_width("Applications", bold=True) > text_width("Applications")
    assert text_width("審査結果") > text_width("abcd")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 100, 1),
        ("word", 100, 1),
        ("a\nb\nc", 100, 3),
        ("word " * 20, 120, 8),
        ("x" * 100, 100, 8),
    ],
)
def test_lines_are_counted_with_breaks_at_words_and_within_long_ones(
    text: str, width: int, lines: int
) -> None:
    assert abs(lines_needed(text, width) - lines) <= 1
    assert (lines_needed(text, width) == 1) == (lines == 1)


def test_rows_grow_with_their_lines_up_to_what_excel_allows() -> None:
    assert row_height(1) == 17
    assert row_height(2) > row_height(1)
    assert row_height(10_000) <= 545  # 409 points


def test_the_widest_word_decides_how_narrow_a_column_may_be() -> None:
    assert widest_word(["a bb", "ccccc d"]) == text_width("ccccc")
    assert widest_word([]) == 0


def widths(kind: Kind, *values: Plain) -> int:
    table = Table("T", (Column("H", kind),), [(value,) for value in values])
    return column_widths(Tab("T", "T", (table,)))[0]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.MONEY, Decimal("1234567.89"), "£1,234,567.89"),
        (Kind.WHOLE, 1_234_567_890, "1,234,567,890"),
        (Kind.DATE, date(2026, 11, 30), "30 Nov 2026"),
        (Kind.SHARE, Decimal(1), "100.0%"),
    ],
)
def test_a_number_always_has_its_room(kind: Kind, value: Plain, shown: str) -> None:
    assert widths(kind, value) >= text_width(shown) + 6


@pytest.mark.parametrize("kind", list(Kind))
def test_a_text_never_makes_a_column_too_wide(kind: Kind) -> None:
    assert widths(kind, "word " * 500, "x" * 5000) <= 460


def test_a_wide_table_is_squeezed_where_it_has_sentences() -> None:
    columns = (*(Column(f"N{n}", Kind.MONEY) for n in range(20)), Column("Why", Kind.LONG_TEXT))
    row: tuple[Content, ...] = (*(Decimal(1) for _ in range(20)), "word " * 100)
    squeezed = column_widths(Tab("T", "T", (Table("T", columns, [row]),), landscape=False))
    assert squeezed[0] >= text_width("£1.00")
    assert squeezed[-1] < widths(Kind.LONG_TEXT, "word " * 100)
