"""What stands around the rows of a sheet follows them: rules, notes, views, paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from igpm_sheets.reports.tables import Tab
from igpm_sheets.writers.book.order import SHEET
from igpm_sheets.writers.filling.template import TemplateFault
from tests.writers.filled import (
    a_tab,
    framed,
    parts_in,
    placed,
    sheet_of,
    sheet_xml_of,
    template_of,
)
from tests.writers.filling.test_template import with_sheet

ROWS = [("A1", 5), ("A2", 7), ("A3", 6)]


def a_sheet(book: Any) -> None:
    sheet = book.add_worksheet("List")
    red, bold = book.add_format({"font_color": "#FF0000"}), book.add_format({"bold": True})
    sheet.write_string("A1", "{title}")
    sheet.write_string("A2", "{notes}")
    framed(sheet, 3, "Results", ["Ref", "Sum", "Note"])
    sheet.write_string("A7", "below", bold)
    sheet.conditional_format(
        "B5", {"type": "formula", "criteria": "=AND(B5>=3,$B$4<>0)", "format": red}
    )
    sheet.conditional_format("B5:C5", {"type": "data_bar"})
    sheet.conditional_format(
        "A7", {"type": "cell", "criteria": "==", "value": '"below"', "format": bold}
    )
    sheet.data_validation("B4", {"validate": "any", "input_title": "Sum", "input_message": "All"})
    sheet.data_validation("B5", {"validate": "list", "source": "=$A$7:$A$9"})
    sheet.freeze_panes(4, 1)
    sheet.set_tab_color("#1F3864")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L{title}&R&A")
    sheet.set_h_pagebreaks([6])
    sheet.print_area("A1:C9")
    sheet.repeat_rows(3)
    sheet.ignore_errors({"number_stored_as_text": "A1:C9"})
    sheet.protect("secret")
    sheet.set_column("A:A", 20, bold)


def a_list_tab(notes: Sequence[str] = ("one", "two"), **columns: Any) -> Tab:
    rows = [(*row, None) for row in ROWS]
    return a_tab(*rows, notes=list(notes), **{"columns": ["Ref", "Sum", "Note"], **columns})


def written(**more: Any) -> bytes:
    return placed([a_list_tab(**more)], template_of(a_sheet))


def test_rules_are_on_the_cells_that_they_were_meant_for() -> None:
    found = [
        (str(area.sqref), [str(text) for rule in area.rules for text in rule.formula])
        for area in sheet_of(written()).conditional_formatting
    ]
    assert found == [
        ("B6:B8", ["AND(B6>=3,$B$5<>0)"]), ("B6:C8", []), ("A10", ['"below"']),
    ]  # fmt: skip


def test_rules_have_the_look_and_the_order_of_the_template() -> None:
    rules = [rule for area in sheet_of(written()).conditional_formatting for rule in area.rules]
    assert [rule.priority for rule in rules] == [1, 2, 3]
    dxf = rules[0].dxf
    assert dxf is not None
    assert dxf.font.color.rgb == "FFFF0000"


def test_notes_and_lists_to_choose_from_follow() -> None:
    found = {
        str(each.sqref): (each.prompt, each.formula1)
        for each in sheet_of(written()).data_validations.dataValidation
    }
    assert found == {"B5": ("All", None), "B6:B8": (None, "$A$10:$A$12")}


def test_rules_follow_the_columns_of_the_data() -> None:
    data = placed(
        [a_tab(("a", 1, 2), notes=[], columns=["Note", "Sum", "Ref"])], template_of(a_sheet)
    )
    found = [str(area.sqref) for area in sheet_of(data).conditional_formatting]
    assert found == ["B4", "A4:B4", "A6"]
    without = placed([a_tab(("a",), notes=[], columns=["Ref"])], template_of(a_sheet))
    assert [str(area.sqref) for area in sheet_of(without).conditional_formatting] == ["A6"]
    assert 'dataValidations count="' not in sheet_xml_of(without)


def test_the_view_is_the_templates() -> None:
    sheet = sheet_of(written())
    assert sheet.freeze_panes == "B6"
    assert not sheet.sheet_view.showGridLines
    assert not sheet.sheet_view.tabSelected
    assert sheet.sheet_properties.tabColor is not None
    assert sheet.sheet_properties.tabColor.rgb == "FF1F3864"
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].width == pytest.approx(20.7, abs=0.1)


def test_paper_is_the_templates_and_follows_the_rows() -> None:
    data = written()
    sheet = sheet_of(data)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_area == "'List'!$A$1:$C$12"
    assert sheet.print_title_rows == "$5:$5"
    assert [each.id for each in sheet.row_breaks.brk] == [9]
    assert '<ignoredError numberStoredAsText="1" sqref="A1:C12"/>' in sheet_xml_of(data)
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.left.text == "A list"


def test_names_in_printed_headers_are_checked() -> None:
    def draw(book: Any) -> None:
        book.add_worksheet("List").set_footer("&L{office}")

    with pytest.raises(TemplateFault, match=r"\{office\}"):
        placed([Tab("List", "List", {"title": "T"})], template_of(draw))


def test_everything_stands_in_the_order_of_the_format() -> None:
    root = re.sub(r"<sheetData>.*</sheetData>", "<sheetData/>", sheet_xml_of(written()))
    inner = root.partition("<worksheet")[2].partition(">")[2]
    tags, depth = [], 0
    for close, tag, empty in re.findall(r"<(/?)(\w+)[^>]*?(/?)>", inner):
        if not close and not depth:
            tags.append(tag)
        depth += -1 if close else int(not empty)
    places = [SHEET.index(tag) for tag in tags[:-1]]
    assert places == sorted(places)
    assert len(set(tags)) > 10


def test_what_only_newer_programs_know_is_left_out() -> None:
    template = with_sheet(
        '<sheetPr codeName="Sheet1" filterMode="1"><tabColor theme="4"/></sheetPr>'
        '<sheetViews><sheetView tabSelected="1" topLeftCell="A9" workbookViewId="3"/></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15" xmlns:y="urn:y" y:dyDescent="0.25"/><sheetData/>'
        '<autoFilter ref="A1:B2"/><pageSetup paperSize="9" xmlns:r="http://schemas.openxmlformats'
        '.org/officeDocument/2006/relationships" r:id="rId7"/><legacyDrawing xmlns:r="http://'
        'schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId8"/>'
        '<extLst><ext uri="{x}"/></extLst>'
    )
    xml = sheet_xml_of(placed([Tab("A", "A", {})], template))
    for gone in ("codeName", "theme", "tabSelected", "topLeftCell", "dyDescent", "autoFilter",
                 "r:id", "legacyDrawing", "extLst", "filterMode"):  # fmt: skip
        assert gone not in xml
    assert 'workbookViewId="0"' in xml
    assert '<pageSetup paperSize="9"/>' in xml


def test_rules_that_draw_from_other_sheets_are_left_out() -> None:
    template = with_sheet(
        "<sheetData/>"
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="2">'
        "<formula>Other!A1&gt;1</formula></cfRule><cfRule type="
        '"expression" priority="1"><formula>A!$A$1&gt;1</formula></cfRule></conditionalFormatting>'
    )
    xml = sheet_xml_of(placed([Tab("O'H", "A", {})], template))
    assert re.findall(r"<formula>(.*?)</formula>", xml) == ["'O''H'!$A$1&gt;1"]


def test_a_picture_in_the_printed_header_comes_along() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        sheet.set_header("&L&G", {"image_left": "logo.png", "image_data_left": logo()})
        sheet.write_string("A1", "{title}")

    data = placed([Tab("List", "List", {"title": "T"})], template_of(draw))
    parts = parts_in(data)
    assert "<legacyDrawingHF r:id=" in sheet_xml_of(data)
    assert "xl/media/image1.png" in parts
    assert "vmlDrawing1.vml" in "".join(parts)
    assert "../media/image1.png" in parts["xl/drawings/_rels/vmlDrawing1.vml.rels"]


def logo() -> Any:
    from tests.writers.filling.test_drawings import picture  # noqa: PLC0415 - the two share one logo

    return picture()
