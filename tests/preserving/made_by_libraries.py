"""Workbooks as openpyxl and XlsxWriter make them, with as much in them as they can put there."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting import rule
from openpyxl.styles import Font, NamedStyle, PatternFill, Protection
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from .making import Expected, workbook
from .odd_parts import PIXEL

RULES: Any = rule
"""Untyped in openpyxl."""


def by_openpyxl(fill: Callable[[openpyxl.Workbook, Worksheet], object]) -> bytes:
    """What openpyxl makes of a workbook with a tab `Office`."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Office"
    sheet.append(["Ref", "Name", "Marks"])
    sheet.append(["A1", "Ann", 5])
    fill(book, sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(fill: Callable[[Any, Any], object], **options: object) -> bytes:
    """What XlsxWriter makes of a workbook with a tab `Office`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet("Office")
        sheet.write_row("A1", ["Ref", "Name", "Marks"])
        sheet.write_row("A2", ["A1", "Ann", 5])
        fill(book, sheet)
    return buffer.getvalue()


@workbook("openpyxl: plain")
def openpyxl_plain() -> bytes:
    return by_openpyxl(lambda _book, _sheet: None)


@workbook("openpyxl: everything")
def openpyxl_everything() -> bytes:
    def fill(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.add_table(Table(displayName="Office", ref="A1:C2"))
        sheet["A2"].comment = Comment("ring her", "Ann")
        sheet.conditional_formatting.add(
            "C2:C9", RULES.CellIsRule("lessThan", ["5"], font=Font(b=True))
        )
        sheet.conditional_formatting.add(
            "C2:C9", RULES.ColorScaleRule("min", None, "FF0000", "max", None, "00FF00")
        )
        sheet.conditional_formatting.add(
            "C2:C9", RULES.IconSetRule("3Arrows", "percent", [0, 33, 67])
        )
        choice = DataValidation("list", formula1='"3,4,5"')
        choice.add("C2:C9")
        sheet.add_data_validation(choice)
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2), titles_from_data=True)
        sheet.add_chart(chart, "E2")
        style = NamedStyle("house", font=Font(name="Georgia", sz=13), number_format="0.0000")
        style.fill = PatternFill("solid", fgColor="FFEEDD")
        style.protection = Protection(locked=False)
        sheet["C2"].style = style
        sheet["B9"] = date(2026, 5, 1)
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        sheet.print_area = "A1:C9"
        sheet.auto_filter.ref = "A1:C2"
        sheet.protection.enable()
        book.create_chartsheet("Chart").add_chart(BarChart())
        book.create_sheet("Hidden").sheet_state = "veryHidden"
        book.defined_names["Marks"] = DefinedName("Marks", attr_text="Office!$C$2:$C$9")
        sheet.defined_names["Here"] = DefinedName("Here", attr_text="Office!$A$1")
        book.active = 1

    return by_openpyxl(fill)


@workbook("openpyxl: protected, dates from 1904", expected=Expected.EITHER)
def openpyxl_protected() -> bytes:
    def fill(book: openpyxl.Workbook, _: Worksheet) -> None:
        book.security = WorkbookProtection(lockStructure=True, workbookPassword="CC1A")
        book.epoch = CALENDAR_MAC_1904

    return by_openpyxl(fill)


@workbook("openpyxl: hundreds of tabs")
def openpyxl_many_tabs() -> bytes:
    def fill(book: openpyxl.Workbook, _: Worksheet) -> None:
        for at in range(300):
            book.create_sheet(f"Candidate {at}")["A1"] = at

    return by_openpyxl(fill)


@workbook("openpyxl: write-only")
def openpyxl_write_only() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Rows").append(["a", 1, True, None, date(2026, 1, 1)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@workbook("XlsxWriter: plain")
def xlsxwriter_plain() -> bytes:
    return by_xlsxwriter(lambda _book, _sheet: None)


@workbook("XlsxWriter: everything")
def xlsxwriter_everything() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        red = book.add_format(
            {"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "0.00"}
        )
        sheet.conditional_format(
            "C2:C9", {"type": "cell", "criteria": "<", "value": 5, "format": red}
        )
        sheet.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("D2:D9", {"type": "icon_set", "icon_style": "3_arrows"})
        sheet.add_sparkline("F2", {"range": "Office!A2:C2", "type": "column"})
        sheet.write_comment("A2", "ring her", {"author": "Ann"})
        sheet.insert_image(
            "H2", "dot.png", {"image_data": io.BytesIO(PIXEL), "url": "https://igpm.org.uk"}
        )
        sheet.insert_textbox("H9", "A box", {"font": {"bold": True}})
        sheet.insert_button("H20", {"macro": "go", "caption": "Go"})
        sheet.insert_checkbox("C12", True)
        sheet.write_rich_string("A5", "plain ", red, "red", " plain")
        sheet.write_url("A6", "internal:Office!A1", string="up")
        sheet.write_dynamic_array_formula("D5:D5", "=SORT(C2:C9)", None, 5)
        sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": io.BytesIO(PIXEL)})
        sheet.set_background(io.BytesIO(PIXEL))
        sheet.data_validation(
            "C2:C9", {"validate": "integer", "criteria": "between", "minimum": 3, "maximum": 7}
        )
        sheet.add_table(
            "A20:B22",
            {
                "name": "Results",
                "columns": [{"header": "Ref"}, {"header": "n", "total_function": "sum"}],
                "total_row": True,
            },
        )
        sheet.set_row(8, None, None, {"level": 1, "hidden": True})
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.protect("secret")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Office!$C$2:$C$9"})
        sheet.insert_chart("J2", chart)
        on_its_own = book.add_chart({"type": "pie"})
        on_its_own.add_series({"values": "=Office!$C$2:$C$9"})
        book.add_chartsheet("Pie").set_chart(on_its_own)
        book.add_worksheet("Away").hide()
        book.define_name("Away!local", "=Away!$A$1")
        book.define_name("rate", "=0.2")
        book.set_custom_property("Office", "kept")
        book.set_calc_mode("manual")

    return by_xlsxwriter(fill)


@workbook("XlsxWriter: a chart sheet first, and the only one")
def only_a_chart() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "={1,2,3}", "name": "Marks"})
        book.add_chartsheet("Only").set_chart(chart)
    return buffer.getvalue()


@workbook("XlsxWriter: a chart sheet first and open")
def chart_first() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet_chart = book.add_chart({"type": "column"})
        sheet = book.add_chartsheet("Pie")
        book.add_worksheet("Office").write("A1", 1)
        sheet_chart.add_series({"values": "=Office!$A$1:$A$3"})
        sheet.set_chart(sheet_chart)
        sheet.activate()
    return buffer.getvalue()


@workbook("XlsxWriter: zip64, stored texts, dates from 1904")
def xlsxwriter_zip64() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        book.use_zip64()
        sheet.write_datetime("D2", date(2026, 5, 1), book.add_format({"num_format": "d mmm yyyy"}))

    return by_xlsxwriter(fill, date_1904=True)


@workbook("XlsxWriter: constant memory")
def constant_memory() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for row in range(50):
                sheet.write_row(row, 0, [row, f"text {row}", f"=A{row + 1}*2"])
        return path.read_bytes()


@workbook("XlsxWriter: hundreds of tabs, filters and names")
def xlsxwriter_many_tabs() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        sheet.autofilter("A1:C2")
        for at in range(250):
            tab = book.add_worksheet(f"C{at:03d}’s “tab”")
            tab.write_row("A1", ["Ref", "Mark"])
            tab.autofilter("A1:B9")
            tab.repeat_rows(0)
            tab.print_area("A1:B9")

    return by_xlsxwriter(fill)


@workbook("XlsxWriter: macros", suffix=".xlsm")
def xlsxwriter_macros() -> bytes:
    def fill(book: Any, sheet: Any) -> None:
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(3000)), is_stream=True)
        sheet.insert_button("E2", {"macro": "go"})

    return by_xlsxwriter(fill)
