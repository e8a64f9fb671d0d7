"""A workbook of ours told in Google's words: values typed, looks, rules, charts, links."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Column, Kind, Linked, Plain, Tab, Table
from igpm_sheets.templates import MARK_SHEET
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.cell_xml import as_stored
from igpm_sheets.writers.google.areas import block
from igpm_sheets.writers.google.drawn import DrawnTab, Link, drawn_workbook, serial, typed
from igpm_sheets.writers.google.formats import colour_style, number_format
from igpm_sheets.writers.workbook import workbook_bytes

HOSTILE = '=HYPERLINK("http://evil.example","001")'


def drawn_by(write: Any) -> list[DrawnTab]:
    """The tabs of a workbook that a function fills, given XlsxWriter's workbook."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    write(book)
    book.close()
    return drawn_workbook(file.getvalue())


def drawn_sheet(write: Any) -> DrawnTab:
    """The same for a workbook of one sheet, which the function is given with the workbook."""
    return drawn_by(lambda book: write(book, book.add_worksheet("Sheet")))[0]


def in_a_tab(*rows: tuple[Plain | Linked, ...], tmp_path: Path = Path()) -> DrawnTab:
    """A tab of problems whose cells hold what the test says."""
    columns = tuple(
        Column(name, Kind.LONG_TEXT)
        for name in ("Severity", "Code", "Rule", "Cited", "Ref", "Where", "Found", "What", "Do")
    )
    filled = [(*row, *[None] * (len(columns) - len(row))) for row in rows]
    tab = Tab("Problems", "Problems", {"title": "Problems"}, [Table("Problems", columns, filled)])
    made = workbook_bytes([tab], title="Problems", created=date(2026, 6, 22), beside=tmp_path)
    return drawn_workbook(made)[0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (HOSTILE, {"stringValue": HOSTILE}),
        ("001", {"stringValue": "001"}),
        ("'001", {"stringValue": "'001"}),
        ("+44 20 7946 0000", {"stringValue": "+44 20 7946 0000"}),
        ("_x0041_ and _x005F_", {"stringValue": "_x0041_ and _x005F_"}),
        ("two\nlines", {"stringValue": "two\nlines"}),
        ("a bell\a", {"stringValue": "a bell�"}),
        (" kept ", {"stringValue": " kept "}),
        ("3/5/2026", {"stringValue": "3/5/2026"}),
        ("TRUE", {"stringValue": "TRUE"}),
        (150, {"numberValue": 150}),
        (Decimal(149) / 30, {"numberValue": 4.96666666666667}),
        (Decimal("120.50"), {"numberValue": 120.5}),
        (date(2026, 6, 10), {"numberValue": 46183}),
        (date(1899, 1, 1), {"stringValue": "01 Jan 1899"}),
        (10**15, {"stringValue": "1000000000000000"}),
        ("", None),
        (None, None),
    ],
)
def test_a_value_is_typed_and_never_as_if_a_person_entered_it(
    value: Plain, said: dict[str, Any] | None
) -> None:
    assert typed(value) == said
    row = in_a_tab((value, "beside")).cells[1]
    assert row[0].get("userEnteredValue") == said


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=30))
def test_every_text_arrives_as_a_workbook_would_hold_it(texts: list[str]) -> None:
    tab = in_a_tab(*((text, "beside") for text in texts))
    for text, row in zip(texts, tab.cells[1:], strict=True):
        stored = as_stored(text)
        said = row[0].get("userEnteredValue")
        assert said == (None if stored is None else {"stringValue": stored})


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so() -> None:
    cut = typed("a" * 60_000)
    assert cut is not None
    assert len(cut["stringValue"]) == 32_767
    assert cut["stringValue"].endswith("…")


def test_a_formula_is_told_as_the_value_beside_it() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_formula("A1", "=1+2", None, 3)
        sheet.write_formula("A2", '=HYPERLINK("http://x.example")', None, "x")

    cells = drawn_sheet(write).cells
    values = [row[0]["userEnteredValue"] for row in cells]
    assert values == [{"numberValue": 3}, {"stringValue": "x"}]


MORNING = datetime(2026, 6, 10, 6)  # noqa: DTZ001 - a cell knows no time zone


def test_days_and_times_are_counted_as_google_counts_them() -> None:
    assert serial(date(1899, 12, 31)) == 1
    assert serial(MORNING) == 46183.25
    assert serial(time(18)) == 0.75

    def write(book: Any, sheet: Any) -> None:
        days = book.add_format({"num_format": "dd mmm yyyy hh:mm"})
        sheet.write_datetime("A1", MORNING, days)

    [cell] = drawn_sheet(write).cells[0]
    assert cell["userEnteredValue"] == {"numberValue": 46183.25}
    assert cell["userEnteredFormat"]["numberFormat"]["type"] == "DATE_TIME"


@pytest.mark.parametrize(
    ("code", "kind", "pattern"),
    [
        ("0.00", "NUMBER", "0.00"),
        ("#,##0", "NUMBER", "#,##0"),
        ("[$£-809]#,##0.00", "CURRENCY", '"£"#,##0.00'),
        ('"£"#,##0.00', "CURRENCY", '"£"#,##0.00'),
        ("dd mmm yyyy", "DATE", "dd mmm yyyy"),
        ("[$-809]dd/mm/yyyy;@", "DATE", "dd/mm/yyyy"),
        ("mmm-yy", "DATE", "mmm-yy"),
        ("dd mmm yyyy hh:mm", "DATE_TIME", "dd mmm yyyy hh:mm"),
        ("hh:mm", "TIME", "hh:mm"),
        ("0.0%", "PERCENT", "0.0%"),
        ("0.00E+00", "SCIENTIFIC", "0.00E+00"),
        ("@", "TEXT", "@"),
        ('0 "days"', "NUMBER", '0 "days"'),
        ("#,##0.00;[Red]-#,##0.00", "NUMBER", "#,##0.00;[Red]-#,##0.00"),
    ],
)
def test_a_number_format_has_its_twin(code: str, kind: str, pattern: str) -> None:
    assert number_format(code) == {"type": kind, "pattern": pattern}


def test_the_general_format_is_none() -> None:
    assert number_format("General") is None


def test_type_fill_borders_and_place_are_told() -> None:
    def write(book: Any, sheet: Any) -> None:
        look = book.add_format(
            {
                "bold": True, "italic": True, "underline": 1, "font_name": "Georgia",
                "font_size": 15, "font_color": "#1F3864", "bg_color": "#DFE8F3",
                "border": 1, "border_color": "#B4C2D6", "top": 2, "top_color": "#FF0000",
                "align": "right", "indent": 1, "valign": "vcenter", "text_wrap": True,
            }
        )  # fmt: skip
        sheet.write_string("A1", "x", look)
        sheet.write_string("B1", "x", book.add_format({"rotation": 45}))
        sheet.write_string("C1", "x", book.add_format({"rotation": -30}))
        sheet.write_string("D1", "x", book.add_format({"rotation": 270}))

    cells = [cell["userEnteredFormat"] for cell in drawn_sheet(write).cells[0]]
    look = cells[0]
    assert look["textFormat"] == {
        "fontFamily": "Georgia",
        "fontSize": 15,
        "bold": True,
        "italic": True,
        "underline": True,
        "foregroundColorStyle": colour_style("1F3864"),
    }
    assert look["backgroundColorStyle"] == colour_style("DFE8F3")
    assert look["borders"]["left"] == {"style": "SOLID", "colorStyle": colour_style("B4C2D6")}
    assert look["borders"]["top"] == {
        "style": "SOLID_MEDIUM",
        "colorStyle": colour_style("FF0000"),
    }
    assert (look["horizontalAlignment"], look["verticalAlignment"]) == ("RIGHT", "MIDDLE")
    assert look["wrapStrategy"] == "WRAP"
    assert look["padding"]["right"] > look["padding"]["left"]
    turned = [{"angle": 45}, {"angle": -30}, {"vertical": True}]
    assert [cell["textRotation"] for cell in cells[1:]] == turned


def test_colours_of_a_theme_are_told_as_they_look() -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - slow
    from openpyxl.styles import Color, PatternFill  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "x"
    sheet["A1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.7999))
    file = BytesIO()
    book.save(file)
    [cell] = drawn_workbook(file.getvalue())[0].cells[0]
    assert cell["userEnteredFormat"]["backgroundColorStyle"] == colour_style("DCE6F1")


def test_a_colour_comes_back_to_the_very_shade() -> None:
    for part in range(256):
        share = colour_style(f"{part:02X}0000")["rgbColor"].get("red", 0)
        assert round(share * 255) == part


def test_sizes_panes_colours_of_tabs_and_hidden_tabs_are_told() -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("Shown")
        sheet.write_string("A1", "x")
        sheet.write_string("C3", "x")
        sheet.set_column_pixels(0, 0, 172)
        sheet.set_column_pixels(1, 2, 52)
        sheet.set_row_pixels(1, 40)
        sheet.freeze_panes(1, 2)
        sheet.hide_gridlines(2)
        sheet.set_tab_color("#44709D")
        sheet.merge_range("A2:C2", "m")
        book.add_worksheet("Hidden").hide()

    shown, hidden = drawn_by(write)
    assert shown.widths == {0: 172, 1: 52, 2: 52}
    assert shown.heights[1] == 40
    assert (shown.frozen_rows, shown.frozen_columns) == (1, 2)
    assert not shown.grid_lines
    assert shown.tab_colour == colour_style("44709D")
    assert shown.merges == [block(1, 0, 2, 3)]
    assert (shown.hidden, hidden.hidden) == (False, True)


def test_what_may_be_typed_is_told() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.data_validation("A1:A9", {"validate": "list", "source": ["yes", "no"]})
        marks = {"validate": "integer", "criteria": "between", "minimum": 3, "maximum": 7}
        sheet.data_validation("B1:B9", {**marks, "error_type": "warning"})
        cents = {"validate": "decimal", "criteria": ">=", "value": 0, "input_message": "Pounds"}
        sheet.data_validation("C1", cents)
        sheet.write_string("D1", "Sum")
        note = {"validate": "any", "input_title": "Sum", "input_message": "Of the thirty marks."}
        sheet.data_validation("D1", note)

    tab = drawn_sheet(write)
    (where, yes_or_no), (_, mark), (_, cents) = tab.validations
    assert where == block(0, 0, 9, 1)
    assert [each["userEnteredValue"] for each in yes_or_no["condition"]["values"]] == ["yes", "no"]
    assert (yes_or_no["strict"], yes_or_no["showCustomUi"]) == (True, True)
    # Numbers between 3 and 7 would take 4.5.
    assert mark["condition"]["type"] == "ONE_OF_LIST"
    assert [each["userEnteredValue"] for each in mark["condition"]["values"]] == list("34567")
    assert "strict" not in mark
    assert cents["condition"] == {
        "type": "NUMBER_GREATER_THAN_EQ",
        "values": [{"userEnteredValue": "0"}],
    }
    assert cents["inputMessage"] == "Pounds"
    assert tab.cells[0][3]["note"] == "Of the thirty marks."


def test_conditional_formats_are_told_in_their_order() -> None:
    def write(book: Any, sheet: Any) -> None:
        green = book.add_format({"bg_color": "#E4F1E0", "font_color": "#2F5E24", "bold": True})
        rules: list[tuple[str, dict[str, Any]]] = [
            ("A1:A9", {"type": "cell", "criteria": "==", "value": '"Award MIGPM"'}),
            ("B1:B9", {"type": "cell", "criteria": "between", "minimum": 3, "maximum": 4}),
            ("C1:C9", {"type": "formula", "criteria": "=AND(C1>=3,C1<5)"}),
            ("D1:D9", {"type": "text", "criteria": "containing", "value": "late"}),
            ("E1:E9", {"type": "no_blanks"}),
        ]
        for where, rule in rules:
            sheet.conditional_format(where, {**rule, "format": green})
        sheet.conditional_format("F1:F9", {"type": "data_bar"})
        sheet.conditional_format("G1:G9", {"type": "3_color_scale"})

    rules = drawn_sheet(write).rules
    asked = [rule["booleanRule"]["condition"] for rule in rules[:-1]]
    said = [[each["userEnteredValue"] for each in rule.get("values", [])] for rule in asked]
    assert [rule["type"] for rule in asked] == [
        "TEXT_EQ", "NUMBER_BETWEEN", "CUSTOM_FORMULA", "TEXT_CONTAINS", "NOT_BLANK",
    ]  # fmt: skip
    assert said == [["Award MIGPM"], ["3", "4"], ["=AND(C1>=3,C1<5)"], ["late"], []]
    assert rules[0]["booleanRule"]["format"] == {
        "backgroundColorStyle": colour_style("E4F1E0"),
        "textFormat": {"bold": True, "foregroundColorStyle": colour_style("2F5E24")},
    }
    assert [rule["ranges"] for rule in rules[:2]] == [[block(0, 0, 9, 1)], [block(0, 1, 9, 2)]]
    assert {*rules[-1]["gradientRule"]} == {"minpoint", "midpoint", "maxpoint"}


def test_charts_are_told_with_ranges_titles_and_colours() -> None:
    def write(book: Any, sheet: Any) -> None:
        for row, line in enumerate([("Domain", "Mean", "Standard"), ("1", 5, 5), ("2", 4, 5)]):
            sheet.write_row(row, 0, line)
        chart = book.add_chart({"type": "column"})
        line = book.add_chart({"type": "line"})
        for each, column, colour in ((chart, 1, {"fill": {"color": "#44709D"}}), (line, 2, {})):
            names = ["Sheet", 0, column]
            cells = {"categories": ["Sheet", 1, 0, 2, 0], "values": ["Sheet", 1, column, 2, column]}
            each.add_series({"name": names, **cells, **colour})
        chart.combine(line)
        chart.set_title({"name": "Ten domains"})
        chart.set_y_axis({"min": 3, "max": 7})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 362, "height": 330})
        where = {"x_offset": 14, "y_offset": 4, "description": "Two domains."}
        sheet.insert_chart("E2", chart, where)
        pie = book.add_chart({"type": "pie"})
        pie.add_series({"values": ["Sheet", 1, 1, 2, 1]})
        sheet.insert_chart("E30", pie)

    tab = drawn_sheet(write)
    [chart] = tab.charts  # Google's pies are another matter
    spec, basic = chart.spec, chart.spec["basicChart"]
    assert (spec["title"], spec["altText"]) == ("Ten domains", "Two domains.")
    assert (basic["chartType"], basic["headerCount"]) == ("COMBO", 1)
    assert basic["legendPosition"] == "BOTTOM_LEGEND"
    assert [series["type"] for series in basic["series"]] == ["COLUMN", "LINE"]
    [of] = basic["series"][0]["series"]["sourceRange"]["sources"]
    assert of == block(0, 1, 3, 2)
    assert basic["series"][0]["colorStyle"] == colour_style("44709D")
    assert basic["axis"][1]["viewWindowOptions"]["viewWindowMin"] == 3
    place = chart.position
    assert place["anchorCell"] == {"rowIndex": 1, "columnIndex": 4}
    assert (place["widthPixels"], place["heightPixels"]) == (362, 330)
    assert (place["offsetXPixels"], place["offsetYPixels"]) == (14, 4)
    assert tab.columns >= 4 + 6  # so many columns lie beneath it


def test_cells_lead_to_pages_and_tabs_and_never_to_files(tmp_path: Path) -> None:
    address = "https://docs.google.com/spreadsheets/d/KEY/edit#gid=7"
    google = CellRef("Tracker", "Applications", 12, 6, address)
    tab = in_a_tab(
        ("error", None, None, None, None, Linked("Tracker › F12", google)),
        (
            "error",
            None,
            None,
            None,
            None,
            Linked("applications.xlsx", CellRef("applications.xlsx")),
        ),
        ("error", None, None, None, None, Linked("the tab", "Problems")),
        tmp_path=tmp_path,
    )
    assert tab.links == {
        (1, 5): Link(f"{address}&range=F12"),
        (3, 5): Link("", "Problems", "A1"),
    }
    underlined = [row[5]["userEnteredFormat"]["textFormat"].get("underline") for row in tab.cells]
    assert underlined == [None, True, None, True]  # what leads nowhere does not look as if it did


def test_the_blank_mark_sheet_says_where_one_may_type() -> None:
    path = Path(__file__).parents[2] / "workbook_templates" / MARK_SHEET
    marks, how = drawn_workbook(path.read_bytes())
    assert marks.is_protected
    assert how.is_protected
    assert marks.unlocked
    assert not how.unlocked
    assert 0 in marks.heights
    assert 5 not in marks.heights  # so a long comment is seen in full
    [asked] = [rule for where, rule in marks.validations if where["startColumnIndex"] == 6]
    said = [each["userEnteredValue"] for each in asked["condition"]["values"]]
    assert said == ["3", "4", "5", "6", "7"]
    assert marks.cells[4][4]["note"].startswith("all, or the domains")


def test_a_template_that_cannot_be_read_is_told_and_nothing_is_lost() -> None:
    with pytest.raises(CannotWrite) as refused:
        drawn_workbook(b"PK\x03\x04 no workbook", "templates/results_template.xlsx")
    assert refused.value.problem.code == "G32"
    assert refused.value.problem.where == CellRef("templates/results_template.xlsx")


def test_what_openpyxl_leaves_out_of_a_template_is_no_warning_for_people() -> None:
    def write(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [1, 2, 3])
        sheet.add_sparkline("E1", {"range": "Sheet!A1:C1"})  # an extension

    assert drawn_sheet(write).cells[0][0]["userEnteredValue"] == {"numberValue": 1}
