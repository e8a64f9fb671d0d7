"""Estimates of room, against what is known of the type."""

from __future__ import annotations

import pytest

from igpm_sheets.writers.filling.fit import lines_needed, row_height, text_width


def test_digits_are_as_wide_as_excel_measures_them() -> None:
    assert 70 <= text_width("0" * 10) <= 80  # seven pixels each


def test_bold_and_wide_letters_take_more_room() -> None:
    assert text_width("Applications", bold=True) > text_width("Applications")
    assert text_width("審査結果") > text_width("abcd")


@pytest.mark.parametrize(("sign", "thousandths"), [("›", 333), ("×", 584), ("→", 1000)])
def test_the_signs_in_what_we_write_are_as_wide_as_the_font_has_them(
    sign: str, thousandths: int
) -> None:
    assert text_width(sign * 100) == pytest.approx(thousandths * 100 * 10 / 750, rel=0.03)


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
    assert row_height(2, 15) > row_height(2)
    assert row_height(10_000) <= 545  # 409 points
