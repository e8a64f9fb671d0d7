"""Tabs on template sheets, written and read back: values, tables, heights, links, formulas."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Live, Tab, Table
from igpm_sheets.writers.book.cells import unescaped, values
from igpm_sheets.writers.filling.fill import Filled
from tests.writers.filled import (
    a_list,
    a_tab,
    framed,
    grid_of,
    parts_in,
    placed,
    sheet_of,
    sheet_xml_of,
    template_of,
)
from tests.writers.packages import package_of


def read_back(data: bytes, part: str = "xl/worksheets/sheet1.xml") -> list[list[object]]:
    package = package_of({name: text.encode() for name, text in parts_in(data).items()})
    return [list(row) for row in values(package, part)]


# Values


def a_page(book: Any) -> None:
    sheet = book.add_worksheet("Page")
    day = book.add_format({"num_format": "dd mmm yyyy"})
    share = book.add_format({"num_format": "0.0%"})
    bold = book.add_format({"bold": True})
    sheet.write_string("A1", "{title}", bold)
    sheet.write_string("B2", "{day}", day)
    sheet.write_string("B3", "{share}", share)
    sheet.write_string("B4", "{count} of {{all} for {name}")
    sheet.write_rich_string("B5", "By ", bold, "{name}", " today")
    sheet.write_number("C5", 2.5)
    sheet.write_string("A6", "– {reasons}", bold)
    sheet.write_string("B6", "{reasons}")
    sheet.write_string("A7", "{nothing}", bold)
    sheet.write_string("A9", "{plain_day}")


PAGE: dict[str, Content | Sequence[str]] = {
    "title": "=1+1",
    "day": date(2026, 6, 10),
    "share": Decimal("0.125"),
    "count": 12,
    "name": "<Ada & {title}>",
    "reasons": ["one", "two"],
    "nothing": None,
    "plain_day": date(2026, 6, 1),
}


def test_values_take_the_place_of_their_names() -> None:
    data = placed([Tab("Page", "Page", PAGE)], template_of(a_page))
    sheet = sheet_of(data)
    assert sheet["A1"].value == "=1+1"
    assert sheet["A1"].data_type == "s"
    assert sheet["A1"].font.bold
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (PAGE["day"], "dd mmm yyyy")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (0.125, "0.0%")
    assert sheet["B4"].value == "12 of {all} for <Ada & {title}>"
    assert sheet["C5"].value == 2.5
    assert [sheet[at].value for at in ("A6", "B6", "A7", "B7")] == ["– one", "one", "– two", "two"]
    assert (sheet["A8"].value, sheet["A8"].font.bold) == (None, True)
    assert sheet["A10"].value.date() == date(2026, 6, 1)


def test_parts_of_a_text_keep_their_looks() -> None:
    data = placed([Tab("Page", "Page", PAGE)], template_of(a_page))
    rich = openpyxl.load_workbook(io.BytesIO(data), rich_text=True).worksheets[0]["B5"].value
    assert str(rich) == "By <Ada & {title}> today"
    assert [getattr(each, "font", None) is not None for each in rich] == [False, True, True]


def test_a_day_is_shown_as_a_day_in_any_cell() -> None:
    data = placed([Tab("Page", "Page", PAGE)], template_of(a_page))
    cell = sheet_of(data)["A10"]
    assert cell.is_date
    assert cell.number_format == "dd mmm yyyy"
    listed = a_list("Ref", "Sum")
    cells = sheet_of(placed([a_tab(("a", 1), ("b", date(2026, 6, 1)))], listed))["B"]
    assert [cell.number_format for cell in cells] == ["General", "General", "dd mmm yyyy"]


def test_what_the_cells_hold_is_told_before_they_are_written() -> None:
    tab = a_tab(
        ("A1", Decimal(149) / 30), ("", date(2026, 6, 1)), (None, None), ("Łódź _x0041_", 10**15),
        ("x" * 40_000, date(1899, 1, 1)), (Linked(" ", "List"), Live(Decimal("5.0"), "=5")),
    )  # fmt: skip
    template = a_list("Ref", "Sum")
    assert read_back(placed([tab], template)) == Filled(tab, template).values()
    page, drawn = Tab("Page", "Page", PAGE), template_of(a_page)
    assert read_back(placed([page], drawn)) == Filled(page, drawn).values()


def test_some_values_can_be_left_out_of_what_is_told() -> None:
    filled = Filled(Tab("Page", "Page", PAGE), template_of(a_page))
    kept, without = filled.values(), filled.values({"day", "count"})
    assert kept[1] == [None, date(2026, 6, 10)]
    assert without[1] == []
    assert without[3] == [None, " of {all} for <Ada & {title}>"]
    assert without[4:] == kept[4:]


# Tables


def test_a_table_is_an_excel_table_of_all_its_rows() -> None:
    data = placed([a_tab(("A1", 150), ("A2", 149))], a_list("Ref", "Sum"))
    table = sheet_of(data).tables["Results"]
    assert (table.ref, table.totalsRowCount) == ("A1:B3", None)
    assert table.autoFilter is not None
    assert table.autoFilter.ref == "A1:B3"
    assert table.column_names == ["Ref", "Sum"]
    assert table.tableStyleInfo is not None
    assert table.tableStyleInfo.name == "TableStyleMedium9"


def test_the_columns_and_their_order_are_the_datas() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        styles = [book.add_format({"num_format": code}) for code in ("@", "0.00", "0.0%")]
        framed(sheet, 0, "Results", ["Ref", "Sum", "Share"], formats=styles)
        for at, width in enumerate((100, 50, 70)):
            sheet.set_column_pixels(at, at, width)

    tab = a_tab((1, 2, 3, 4), columns=["Share", " sum", "New", "Ref"])
    sheet = sheet_of(placed([tab], template_of(draw)))
    assert [cell.value for cell in sheet[1]] == ["Share", "sum", "New", "Ref"]
    assert [cell.number_format for cell in sheet[2]] == ["0.0%", "0.00", "0.0%", "@"]
    assert sheet.tables["Results"].column_names == ["Share", "sum", "New", "Ref"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == pytest.approx([10, 50 / 7, 10, 100 / 7], abs=0.01)


def test_headings_are_legal_and_the_same_in_cells_and_table() -> None:
    headings = ["Fee", "fee", "[#]'", "_x0041_", "two\nlines", "", '<&>"']
    tab = a_tab(tuple(range(7)), columns=headings)
    data = placed([tab], a_list("Ref"))
    written = ["Fee", "fee (2)", "[#]'", "_x0041_", "two lines", "Column", '<&>"']
    assert grid_of(data)[0] == written
    named = re.findall(r' name="([^"]*)"/>', parts_in(data)["xl/tables/table1.xml"])
    assert [unescaped(html.unescape(name)) for name in named] == written


def test_an_empty_table_is_a_table_with_one_blank_row() -> None:
    sheet = sheet_of(placed([a_tab()], a_list("Ref", "Sum", totals=True)))
    assert sheet.tables["Results"].ref == "A1:B2"
    assert [cell.value for cell in sheet[2]] == [None, None]
    assert sheet.max_row == 2


TOTALLED = [Column("Ref"), Column("Sum", Kind.WHOLE, total=True), Column("[Fee]", total=True)]


def test_sums_are_formulas_with_their_values_where_formulas_live() -> None:
    tab = a_tab(("A1", 5, Decimal("1.5")), ("A2", 7, None), columns=TOTALLED)
    data = placed([tab], a_list("Ref", "Sum", "[Fee]", totals=True))
    sheet = sheet_of(data)
    assert sheet.tables["Results"].ref == "A1:C4"
    assert sheet["B4"].value == "=SUBTOTAL(109,Results[Sum])"
    assert sheet["C4"].value == "=SUBTOTAL(109,Results['[Fee']])"
    assert grid_of(data)[-1] == ["Total", 12.0, 1.5]
    columns = sheet.tables["Results"].tableColumns
    assert [(c.totalsRowLabel, c.totalsRowFunction) for c in columns] == [
        ("Total", None), (None, "sum"), (None, "sum"),
    ]  # fmt: skip
    assert sheet.tables["Results"].autoFilter.ref == "A1:C3"


def test_sums_are_plain_numbers_where_they_do_not() -> None:
    tab = a_tab(("A1", 5, 1), columns=TOTALLED)
    data = placed([tab], a_list("Ref", "Sum", "[Fee]", totals=True), live=False)
    assert sheet_of(data)["B3"].value == 5
    assert "<f>" not in sheet_xml_of(data)
    table = sheet_of(data).tables["Results"]
    assert table.totalsRowCount == 1
    assert [c.totalsRowFunction for c in table.tableColumns] == [None, None, None]


def test_a_table_that_sums_nothing_has_no_row_of_sums() -> None:
    data = placed([a_tab(("A1", 5))], a_list("Ref", "Sum", totals=True))
    assert sheet_of(data).tables["Results"].totalsRowCount is None
    assert len(grid_of(data)) == 2


def test_many_rows_are_all_there() -> None:
    rows = [(f"A{n}", n) for n in range(2_000)]
    data = placed([a_tab(*rows)], a_list("Ref", "Sum"))
    assert grid_of(data)[1:] == [[f"A{n}", float(n)] for n in range(2_000)]


def test_rows_are_written_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tab, template = a_tab(*[(f"A{n}", n) for n in range(50)]), a_list("Ref", "Sum")
    whole = sheet_xml_of(placed([tab], template))
    monkeypatch.setattr("igpm_sheets.writers.filling.rows.ROWS_AT_ONCE", 7)
    monkeypatch.setattr("igpm_sheets.writers.filling.rows._KNOWN_AT_ONCE", 3)
    assert sheet_xml_of(placed([tab], template)) == whole


def test_cells_beside_a_table_stand_once_and_give_way() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        framed(sheet, 0, "Results", ["Ref", "Sum"], column=1)
        sheet.write_string("A2", "here")
        sheet.write_string("D2", "gives way")
        sheet.write_string("F2", "there")

    tab = a_tab(("a", 1, 2), ("b", 3, 4), columns=["Ref", "Sum", "More"])
    template = template_of(draw)
    data = placed([tab], template)
    expected = [["", "Ref", "Sum", "More", "", ""], ["here", "a", 1.0, 2.0, "", "there"]]
    assert grid_of(data) == [*expected, ["", "b", 3.0, 4.0, "", ""]]
    assert read_back(data) == Filled(tab, template).values()


# Heights


def heights(data: bytes) -> dict[int, tuple[str | None, bool]]:
    """The height that is written of each row, and whether it is set by hand."""
    rows = re.findall(r'<row r="(\d+)"([^>]*)>', sheet_xml_of(data))
    found = {}
    for number, said in rows:
        height = re.search(r' ht="([^"]+)"', said)
        found[int(number)] = (height[1] if height else None, "customHeight" in said)
    return found


def test_rows_propose_the_height_that_their_text_takes() -> None:
    data = placed([a_tab(("short", 1), ("word " * 40, 2), ("one\ntwo", 3))], a_list("Ref", "Sum"))
    found = heights(data)
    assert found[2] == (None, False)
    assert float(found[3][0] or 0) > 200
    assert found[4] == ("27.75", False)
    assert not any(by_hand for _, by_hand in found.values())


def test_heights_set_by_hand_stay() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        wraps = book.add_format({"text_wrap": True})
        framed(sheet, 0, "Results", ["Ref"], formats=[wraps])
        sheet.set_row(0, 39)
        sheet.set_row(1, 12)

    data = placed([a_tab(("word " * 40,), columns=["Ref"])], template_of(draw))
    assert heights(data) == {1: ("39", True), 2: ("12", True)}


def test_a_merged_sentence_has_room_in_all_its_columns() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Page")
        wraps = book.add_format({"text_wrap": True, "font_size": 15})
        sheet.merge_range("A1:H1", "{title}", wraps)
        sheet.set_row(0, 30)
        sheet.merge_range("A2:H2", "{opening}", wraps)

    values = {"title": "T", "opening": ["word " * 30, "word " * 60]}
    data = placed([Tab("Page", "Page", values)], template_of(draw))
    found = heights(data)
    assert found[1] == ("30", True)
    first, second = (float(found[row][0] or 0) for row in (2, 3))
    assert 50 < first < second < 200
    ranges = sorted(str(each) for each in sheet_of(data).merged_cells.ranges)
    assert ranges == ["A1:H1", "A2:H2", "A3:H3"]


def test_a_title_that_needs_more_room_gets_it() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Page")
        sheet.write_string("A1", "{title}", book.add_format({"text_wrap": True}))
        sheet.set_row(0, 20)

    [(height, by_hand)] = heights(
        placed([Tab("Page", "Page", {"title": "word " * 20})], template_of(draw))
    ).values()
    assert float(height or 0) > 100
    assert not by_hand


def test_headings_that_run_upwards_have_their_room() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        upwards = book.add_format({"rotation": 90})
        framed(sheet, 0, "Results", ["Ref"])
        sheet.write_string(0, 0, "Ref", upwards)

    tab = a_tab(("a", 1), columns=["Ref", "A heading that is quite long"])
    found = heights(placed([tab], template_of(draw)))
    assert 100 < float(found[1][0] or 0) < 200


def test_text_in_a_hidden_column_takes_no_room() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        wraps = book.add_format({"text_wrap": True})
        framed(sheet, 0, "Results", ["Ref", "Sum"], formats=[wraps, wraps])
        sheet.set_column("B:B", 10, None, {"hidden": True})

    data = placed([a_tab(("a", "word " * 100))], template_of(draw))
    assert heights(data)[2] == (None, False)
    assert sheet_of(data).column_dimensions["B"].hidden


# Links


def test_links_lead_to_files_and_tabs(tmp_path: Path) -> None:
    source = CellRef("marks/R. Hale.xlsx", "Round 2", 12, 6)
    tab = a_tab((Linked("a", source), 1), (Linked("b", source), Linked(5, "List")),
                (Linked("c", "No such tab"), 1))  # fmt: skip
    data = placed([tab], a_list("Ref", "Sum"), folder=tmp_path)
    sheet = sheet_of(data)
    links = [sheet[at].hyperlink for at in ("A2", "A3", "B3", "A4")]
    assert [link and (link.target, link.location) for link in links] == [
        ("marks/R.%20Hale.xlsx", "'Round 2'!F12"),
        ("marks/R.%20Hale.xlsx", "'Round 2'!F12"),
        (None, "'List'!A1"),
        None,
    ]
    assert grid_of(data)[1:] == [["a", 1.0], ["b", 5.0], ["c", 1.0]]
    rels = parts_in(data)["xl/worksheets/_rels/sheet1.xml.rels"]
    assert rels.count('TargetMode="External"') == 1


def test_links_beyond_the_limit_are_left_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("igpm_sheets.writers.filling.fill.MOST_LINKS", 2)
    tab = a_tab(*[(Linked(f"t{n}", "List"), 1) for n in range(4)])
    sheet = sheet_of(placed([tab], a_list("Ref", "Sum")))
    assert [bool(cell.hyperlink) for cell in sheet["A"][1:]] == [True, True, False, False]


def test_a_value_outside_a_table_may_be_linked() -> None:
    template = template_of(lambda book: book.add_worksheet("Page").write_string("B2", "{title}"))
    sheet = sheet_of(placed([Tab("Page", "Page", {"title": Linked("x", "Page")})], template))
    assert sheet["B2"].hyperlink is not None


def test_the_templates_own_links_follow(tmp_path: Path) -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        framed(sheet, 0, "Results", ["Ref", "Sum"])
        sheet.write_url("A4", "https://x.example/a?b=1&c", string="page")
        sheet.write_url("A5", "internal:'List'!B2", string="tab")
        sheet.write_url("A6", "internal:'Gone'!B2", string="nowhere")

    tab = a_tab(("a", 1), ("b", 2), ("c", 3))
    sheet = sheet_of(placed([tab], template_of(draw), folder=tmp_path))
    first, second = sheet["A6"].hyperlink, sheet["A7"].hyperlink
    assert first is not None
    assert first.target == "https://x.example/a?b=1&c"
    assert second is not None
    assert second.location == "'List'!B2"
    assert sheet["A8"].hyperlink is None


# Formulas


def two_tables(book: Any) -> None:
    framed(book.add_worksheet("List"), 0, "Results", ["Ref", "Sum"])
    framed(book.add_worksheet("Marks"), 2, "Marks", ["Ref", "Sum"], column=1)


def test_formulas_name_cells_by_headings() -> None:
    sums = "=SUMIF({Marks[Ref]},{@Ref},{Marks[Sum]})+0*A{row}"
    results = a_tab(("A1", Live(7, sums)), ("A2", Live(Decimal("2.5"), sums)))
    rows: list[tuple[Content, ...]] = [("A1", 3), ("A1", 4), ("A2", Decimal("2.5"))]
    marks = Tab("O'Marks", "Marks", {}, [Table("Marks", (Column("Ref"), Column("Sum")), rows)])
    data = placed([results, marks], template_of(two_tables))
    assert [cell.value for cell in sheet_of(data)["B"][1:]] == [
        "=SUMIF('O''Marks'!$B$4:$B$6,$A2,'O''Marks'!$C$4:$C$6)+0*A2",
        "=SUMIF('O''Marks'!$B$4:$B$6,$A3,'O''Marks'!$C$4:$C$6)+0*A3",
    ]
    assert grid_of(data)[1:] == [["A1", 7.0], ["A2", 2.5]]


def test_a_formula_in_a_cell_of_the_template() -> None:
    template = template_of(lambda book: book.add_worksheet("Page").write_string("B2", "{title}"))
    tab = Tab("Page", "Page", {"title": Live("a & b", '="a"&ROW(B{row})')})
    assert sheet_of(placed([tab], template))["B2"].value == '="a"&ROW(B2)'
    assert grid_of(placed([tab], template, live=False))[-1][-1] == "a & b"


def test_nothing_is_a_formula_where_formulas_do_not_live() -> None:
    tab = a_tab(("A1", Live(7, "=1+6")), ("=1+6", 1))
    data = placed([tab], a_list("Ref", "Sum"), live=False)
    assert "<f>" not in sheet_xml_of(data)
    assert grid_of(data)[1:] == [["A1", 7.0], ["=1+6", 1.0]]


def test_a_heading_that_is_not_there_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError, match="Gone"):
        placed([a_tab(("A1", Live(7, "={@Gone}")))], a_list("Ref", "Sum"))


# Workbooks


def test_strict_workbooks_and_those_from_1904_read_the_same() -> None:
    tab = a_tab(("A1", date(2026, 6, 1)), (Linked("x", CellRef("a.xlsx", "T", 1, 1)), 5))
    template = a_list("Ref", "Sum")
    data = placed([tab], template, is_strict=True)
    assert grid_of(data) == grid_of(placed([tab], template))
    for name, text in parts_in(data).items():
        if "[" not in name:
            assert "schemas.openxmlformats.org/spreadsheetml" not in text, name
            assert "schemas.openxmlformats.org/officeDocument" not in text, name
    assert "<v>44712</v>" in sheet_xml_of(placed([tab], template, from_1904=True))


def test_the_same_tabs_give_the_same_bytes() -> None:
    tab = a_tab(*[(f"A{n}", Decimal(n) / 7) for n in range(300)])
    assert placed([tab], a_list("Ref", "Sum")) == placed([tab], a_list("Ref", "Sum"))
