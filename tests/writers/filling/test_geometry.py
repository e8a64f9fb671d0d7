"""Widths and heights of a sheet, and what lies where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.filling.geometry import EMU, Columns, Corner, Geometry
from tests.writers.filled import template_of

SHEET = Geometry([Columns(2, 3, 100), Columns(5, 5, 0)], {2: 50, 4: 0}, width=64, height=20)


def test_columns_and_rows_lie_where_their_widths_put_them() -> None:
    assert [SHEET.left(column) for column in range(1, 8)] == [0, 64, 164, 264, 328, 328, 392]
    assert [SHEET.top(row) for row in range(1, 7)] == [0, 20, 70, 90, 90, 110]


@given(st.integers(0, 5_000))
def test_what_lies_at_a_distance_is_found_again(pixels: int) -> None:
    row, column = SHEET.row_at(pixels), SHEET.column_at(pixels)
    assert SHEET.top(row) <= pixels < SHEET.top(row + 1)
    assert SHEET.left(column) <= pixels < SHEET.left(column + 1)


@pytest.mark.parametrize("moves", [1, 2, 3])
def test_a_drawing_is_as_large_as_it_was_drawn(moves: int) -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        sheet.set_column_pixels(1, 1, 200)
        sheet.set_row_pixels(2, 7)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": ["List", 0, 0, 0, 0]})
        chart.set_size({"width": 300, "height": 150})
        place = {"x_offset": 5, "y_offset": 9, "object_position": moves}
        sheet.insert_chart("B2", chart, place)

    [anchor] = template_of(draw).sheet("List").anchors
    assert anchor.start == Corner(2, 2, 9 * EMU, 5 * EMU)
    assert (anchor.width, anchor.height) == (300 * EMU, 150 * EMU)
    assert anchor.covers == Area(2, 2, 10, 4)
