"""Where rows, tables and whatever refers to them land."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.reports.tables import Column, Tab, Table
from igpm_sheets.writers.book.references import MOST_ROWS, Area
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling import layout
from igpm_sheets.writers.filling.layout import Layout, plan
from igpm_sheets.writers.filling.template import TemplateFault
from tests.writers.filled import framed, template_of


def a_page(book: Any) -> None:
    """A title, sentences, a table with a chart beside, a table below."""
    sheet = book.add_worksheet("Page")
    sheet.write_string("A1", "{title}")
    sheet.write_string("A3", "{opening}")
    sheet.write_string("A5", "{caption}")
    framed(sheet, 5, "First", ["Name", "Sum"], totals=True)  # rows 6 to 8
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": ["Page", 6, 1, 6, 1]})
    sheet.insert_chart("D6", chart)  # down to row 20
    sheet.write_string("A22", "Below")
    framed(sheet, 22, "Second", ["Name", "Sum", "Share"])  # rows 23 and 24
    sheet.write_string("A27", "The end")


def table(name: str, rows: int, *headings: str) -> Table:
    columns = tuple(Column(each, total=each == "Sum") for each in headings or ("Name", "Sum"))
    return Table(name, columns, [(f"n{n}", *[n] * (len(columns) - 1)) for n in range(rows)])


def laid(first: int | None = 3, second: int = 1, opening: Sequence[str] = ("one",)) -> Layout:
    tables = [table("Second", second, "Name", "Sum", "Share")]
    if first is not None:
        tables.append(table("First", first))
    caption = [] if first is None else ["First"]
    values = {"title": "T", "opening": list(opening), "caption": caption}
    tab = Tab("Page", "Page", values, tables)
    return plan(tab, template_of(a_page).sheet("Page"))


def spans(made: Layout, *rows: int) -> list[tuple[int, int] | None]:
    return [made.span(row, row) for row in rows]


def test_each_row_lands_somewhere() -> None:
    made = laid(first=3)
    assert spans(made, 1, 3, 5, 6, 7, 8) == [(1, 1), (3, 3), (5, 5), (6, 6), (7, 9), (10, 10)]


def test_a_list_fills_a_row_for_each_of_its_texts() -> None:
    made = laid(opening=("one", "two", "three"))
    assert spans(made, 1, 3, 5, 6) == [(1, 1), (3, 5), (7, 7), (8, 8)]


def test_an_empty_list_leaves_its_row_out() -> None:
    assert spans(laid(opening=()), 2, 3, 4) == [(2, 2), None, (3, 3)]


@pytest.mark.parametrize("rows", [1, 2, 5, 12])
def test_a_table_grows_into_the_empty_rows_below_it(rows: int) -> None:
    made = laid(first=rows)
    assert spans(made, 22, 23) == [(22, 22), (23, 23)]
    assert spans(made, 7) == [(7, 6 + rows)]


def test_one_empty_row_stays_when_a_table_pushes_what_follows() -> None:
    made = laid(first=40)
    assert spans(made, 7, 8, 22) == [(7, 46), (47, 47), (49, 49)]


def test_a_table_without_rows_keeps_a_blank_one_and_no_totals() -> None:
    made = laid(first=0)
    assert spans(made, 6, 7, 8, 9) == [(6, 6), (7, 7), None, (8, 8)]


def test_a_table_that_is_not_there_leaves_no_rows() -> None:
    made = laid(first=None)
    assert spans(made, 4, 5, 6, 7, 8, 9, 22) == [(4, 4), None, None, None, None, (5, 5), (18, 18)]


def test_what_covers_the_row_of_data_stretches_over_all() -> None:
    made = laid(first=3)
    assert made.areas(Area.of("A7:B7")) == [Area.of("A7:B9")]
    assert made.areas(Area.of("A5:B8")) == [Area.of("A5:B10")]
    assert made.areas(Area.of("A:A")) == [Area.of("A:A")]
    assert made.areas(Area.of("6:6")) == [Area.of("6:6")]
    assert made.areas(Area.of("A7:A1048576")) == [Area.of("A7:A1048576")]


def test_what_covers_only_rows_that_are_gone_is_gone() -> None:
    made = laid(first=None)
    assert made.areas(Area.of("A5:B8")) == []
    assert made.areas(Area.of("A4:B8")) == [Area.of("A4:B4")]


def test_rows_beyond_the_template_move_along() -> None:
    assert spans(laid(first=40), 27, 28, 100) == [(54, 54), (55, 55), (127, 127)]
    assert laid(first=40).span(28, MOST_ROWS) == (55, MOST_ROWS)


def test_what_hangs_beside_a_table_stays_beside_its_first_rows() -> None:
    made = laid(first=40, opening=("one", "two"))
    assert made.place(6, 4) == (7, 4)
    assert made.place(12, 4) == (13, 4)
    assert made.place(22, 4) == (50, 4)


def test_what_hangs_below_a_table_is_pushed_down() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Page")
        framed(sheet, 0, "First", ["Name", "Sum"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": ["Page", 1, 1, 1, 1]})
        sheet.insert_chart("A5", chart)

    tab = Tab("Page", "Page", {"title": "T"}, [table("First", 10)])
    made = plan(tab, template_of(draw).sheet("Page"))
    assert made.place(5, 1) == (13, 1)


# Columns


def in_order(*headings: str, drawn: Sequence[str] = ("Ref", "D1", "D2", "Note")) -> Layout:
    def draw(book: Any) -> None:
        framed(book.add_worksheet("Page"), 0, "First", drawn)

    tab = Tab("Page", "Page", {"title": "T"}, [table("First", 2, *headings)])
    return plan(tab, template_of(draw).sheet("Page"))


def test_columns_are_found_by_their_headings() -> None:
    [block] = in_order("note", "D 2", "Ref", " d1 ").blocks.values()
    assert block.sources == (4, None, 1, 2)
    assert block.looks == (4, 4, 1, 2)


def test_areas_within_a_table_follow_their_columns() -> None:
    made = in_order("Ref", "D2", "New", "D1", "Note")
    assert made.areas(Area.of("B2:C2")) == [Area.of("B2:B3"), Area.of("D2:D3")]
    assert made.areas(Area.of("A1:D2")) == [Area.of("A1:E3")]
    assert made.areas(Area.of("D1")) == [Area.of("E1")]
    assert [made.look_of(column) for column in range(1, 8)] == [1, 3, 4, 2, 4, 5, 6]


def test_what_ends_with_the_only_table_still_does() -> None:
    made = in_order("Ref", "D1", "D2", "Note", "More")
    assert made.areas(Area.of("A1:D2")) == [Area.of("A1:E3")]
    assert made.areas(Area.of("A1:D5")) == [Area.of("A1:E6")]


def test_a_column_that_is_not_filled_is_gone() -> None:
    assert in_order("Ref", "Note").areas(Area.of("B2:C2")) == []


def formula(made: Layout, text: str, cell: str) -> list[str]:
    area = Area.of(cell)
    return [
        made.formula(text, area, made.origin(area, moved), moved, "'T'")
        for moved in made.areas(area)
    ]


def test_formulas_are_led_along() -> None:
    made = laid(first=3, opening=("one", "two"))
    assert formula(made, "AND(B7>=3,$A7<>$A$6,Page!B$22>0)", "B7") == [
        "AND(B8>=3,$A8<>$A$7,'T'!B$23>0)"
    ]
    assert formula(laid(first=None), "A$7+B$22", "A22") == ["#REF!+B$18"]


def test_formulas_follow_columns_from_each_of_their_cells() -> None:
    made = in_order("D2", "Ref", "D1", "Note")
    assert formula(made, "B2>$A2", "B2:C2") == ["A2>$B2", "C2>$B2"]


def test_a_formula_over_another_sheet_is_told() -> None:
    with pytest.raises(layout.ForeignSheetError):
        formula(laid(), "Other!A1>1", "A1")


# Faults


def fault(tab: Tab, code: str) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        plan(tab, template_of(a_page).sheet("Page"))
    assert caught.value.problem.code == code
    return caught.value


def test_a_table_that_the_template_lacks_is_told() -> None:
    tab = Tab("Page", "Page", {"title": "T"}, [table("What helps", 1)])
    assert "What_helps" in str(fault(tab, "F48"))


def test_a_name_without_a_value_is_told_with_its_cell() -> None:
    found = fault(Tab("Page", "Page", {"title": "T", "opening": []}), "F47").problem
    assert str(found.where) == "template.xlsx › Page!A5"
    assert "{caption}" in found.message
    assert "{opening}, {title}" in found.remedy


def test_a_list_beside_a_table_is_told() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Page")
        framed(sheet, 0, "First", ["Name"])
        sheet.write_string("C2", "{many}")

    tab = Tab("Page", "Page", {"many": ["a", "b"]}, [table("First", 1)])
    with pytest.raises(TemplateFault, match="Page!C2"):
        plan(tab, template_of(draw).sheet("Page"))


def test_more_rows_than_a_tab_holds_are_refused() -> None:
    many = Table("First", (Column("Name"), Column("Sum")), [("n", 1)] * layout.LIMIT)
    values = {"title": "T", "opening": [], "caption": []}
    tab = Tab("Page", "Page", values, [many])
    with pytest.raises(CannotWrite) as caught:
        plan(tab, template_of(a_page).sheet("Page"))
    assert caught.value.problem.code == "F28"


@given(st.none() | st.integers(0, 60), st.integers(0, 3), st.lists(st.text("ab"), max_size=5))
def test_nothing_lands_on_anything_else(first: int | None, second: int, opening: list[str]) -> None:
    made = laid(first, second, opening)
    landed = [row for step in made.steps for row in range(step.first, step.first + step.rows)]
    assert landed == list(range(1, made.rows + 1))
    whole = made.span(1, len(made.steps))
    assert whole == (1, made.rows)
