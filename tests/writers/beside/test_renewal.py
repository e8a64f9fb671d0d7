"""What people keep beside and below our list of results stays with its application."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn, TableFormula
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.writers.beside.standing import KEPT_LINE
from igpm_sheets.writers.files.in_place import Backups
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.refresh import taking

from .keeping import (
    LAST,
    application,
    column,
    edited,
    in_sheet,
    is_to_change,
    office,
    opened,
    refreshed,
    results,
    rows_by_ref,
    saved,
    sheet_part,
    sheet_xml,
    tab,
    table_xml,
    template,
    with_parts,
)

YELLOW = PatternFill("solid", fgColor="FFFFFF00")
BESIDE = get_column_letter(LAST + 1)
FURTHER = get_column_letter(LAST + 2)


@pytest.fixture
def book() -> bytes:
    return refreshed(office(), "A1", "A2", "A3")


def bolden(sheet: Worksheet, cells: str, formula: str) -> None:
    rule: Rule = FormulaRule(formula=[formula], font=Font(bold=True))  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(cells, rule)


def colour(cell: Cell | MergedCell) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type else ""


def test_values_notes_and_colours_go_with_their_application(book: bytes) -> None:
    with edited(book) as person:
        person.sheet[f"{BESIDE}1"] = "Phone"
        person.sheet[f"{BESIDE}2"] = "call A1"
        person.sheet[f"{FURTHER}4"] = date(2026, 5, 1)
        person.sheet["B3"].fill = YELLOW
        person.sheet["C4"].comment = Comment("about A3", "me")
        person.sheet.row_dimensions[3].height = 44
    sheet = tab(refreshed(person.saved, "A3", "A9", "A2", ("A1")))
    at = rows_by_ref(sheet)
    assert [at[ref] for ref in ("A3", "A9", "A2", "A1")] == [2, 3, 4, 5]
    assert sheet[f"{BESIDE}1"].value == "Phone"
    assert column(sheet, BESIDE, range(2, 6)) == [None, None, None, "call A1"]
    assert sheet[f"{FURTHER}2"].value is not None
    assert sheet[f"{FURTHER}2"].is_date
    assert [colour(sheet[f"B{row}"]) for row in range(2, 6)] == ["", "", "FFFFFF00", ""]
    assert sheet["C2"].comment is not None
    assert sheet["C2"].comment.text == "about A3"
    assert sheet.row_dimensions[4].height == 44
    assert table_xml(refreshed(person.saved, "A1")).count('ref="A1:AB2"') == 2


def test_a_second_refresh_changes_nothing(book: bytes) -> None:
    with edited(book) as person:
        person.sheet[f"{BESIDE}2"] = "call A1"
    once = refreshed(person.saved, "A2", "A3")
    assert not is_to_change(once, "A2", "A3")
    assert sheet_xml(refreshed(once, "A2", "A3")) == sheet_xml(once)
    assert is_to_change(once, "A3", "A2")
    assert is_to_change(once, "A2", application("A3", 151))
    assert is_to_change(once, "A2")


def test_an_application_that_goes_is_kept_while_something_stands_beside_it(book: bytes) -> None:
    with edited(book) as person:
        person.sheet[f"{BESIDE}3"] = "call A2"
        person.sheet["A8"] = "seen by Ann"
    gone = refreshed(person.saved, "A3")
    sheet = tab(gone)
    assert column(sheet, "A", range(1, 10)) == [
        "Ref", "A3", None, None, None, "seen by Ann", None, KEPT_LINE, "A2",
    ]  # fmt: skip
    assert (sheet["B9"].value, sheet["E9"].value) == ("Name of A2", None)
    assert sheet[f"{BESIDE}9"].value == "call A2"
    assert not is_to_change(gone, "A3")
    again = tab(refreshed(gone, "A2", "A3"))
    assert column(again, "A", range(1, 9)) == [
        "Ref", "A2", "A3", None, None, None, "seen by Ann", None,
    ]  # fmt: skip
    assert again[f"{BESIDE}2"].value == "call A2"
    assert KEPT_LINE not in rows_by_ref(again)


@pytest.mark.parametrize("what", ["note", "colour beside", "colour of ours"])
def test_a_note_or_a_colour_is_something(book: bytes, what: str) -> None:
    with edited(book) as person:
        if what == "note":
            person.sheet["F3"].comment = Comment("look", "me")
        else:
            person.sheet[f"{BESIDE if what == 'colour beside' else 'A'}3"].fill = YELLOW
    sheet = tab(refreshed(person.saved, "A1", "A3"))
    assert rows_by_ref(sheet)["A2"] == 6
    assert rows_by_ref(tab(refreshed(refreshed(person.saved, "A1"), "A2")))["A2"] == 2


def test_applications_of_the_same_ref_are_taken_in_their_order() -> None:
    book = refreshed(office(), application("A1", 1), "A2", application("A1", 2))
    with edited(book) as person:
        person.sheet[f"{BESIDE}2"], person.sheet[f"{BESIDE}4"] = "first", "second"
    sheet = tab(refreshed(person.saved, "A2", application("A1", 1), application("A1", 2)))
    assert column(sheet, BESIDE, range(2, 5)) == [None, "first", "second"]


def test_a_ref_that_is_spelt_otherwise_now_is_the_same_ref(book: bytes) -> None:
    with edited(refreshed(book, "igpm26-001", "A2", "a 3", "A3")) as person:
        person.sheet["AD2"], person.sheet["AD4"], person.sheet["AD5"] = "first", "a 3", "A3"
    new = refreshed(person.saved, "A2", "A3", "IGPM 26-001", "A 3")
    sheet = tab(new)
    assert column(sheet, "A", range(2, 6)) == ["A2", "A3", "IGPM 26-001", "A 3"]
    assert column(sheet, "AD", range(2, 6)) == [None, "A3", "first", "a 3"]
    assert not is_to_change(new, "A2", "A3", "IGPM 26-001", "A 3")


def test_a_ref_that_a_program_made_a_number_of_is_the_same_ref() -> None:
    with edited(refreshed(office(), "101", "102")) as person:
        person.sheet["A3"] = 102
        person.sheet[f"{BESIDE}3"] = "mine"
    sheet = tab(refreshed(person.saved, "102", "101"))
    assert (sheet["A2"].value, sheet[f"{BESIDE}2"].value) == ("102", "mine")


def test_the_list_may_become_empty_and_fill_again(book: bytes) -> None:
    with edited(book) as person:
        person.sheet[f"{BESIDE}4"] = "call A3"
        person.sheet["F6"] = "=SUM(F2:F4)"
    empty = refreshed(person.saved)
    assert not is_to_change(empty)
    assert 'ref="A1:AB2"' in table_xml(empty)
    assert column(tab(empty), "A", range(2, 8)) == [None, None, None, None, KEPT_LINE, "A3"]
    sheet = tab(refreshed(empty, "A1", "A2", "A3"))
    assert column(sheet, BESIDE, range(2, 5)) == [None, None, "call A3"]
    assert sheet["F6"].value == "=SUM(F2:F4)"


# Formulas


def test_formulas_read_their_own_row_and_sums_below_read_every_row(book: bytes) -> None:
    with edited(book) as person:
        person.sheet[f"{BESIDE}2"] = "=F2*2"
        person.sheet[f"{BESIDE}3"] = '=IF(F3>$F$6,"A1",VLOOKUP(A3,Theirs!A2:B9,2,0))'
        person.sheet[f"{BESIDE}4"] = "=RANK(F4,$F$2:$F$4)+$F$2"
        person.sheet["F6"] = "=SUM(F2:F4)"
        person.sheet["G6"] = "=F3"
    sheet = tab(refreshed(person.saved, "A9", "A3", "A2", "A1"))
    assert column(sheet, BESIDE, range(2, 6)) == [
        None,
        "=RANK(F3,$F$2:$F$5)+$F$5",
        '=IF(F4>$F$7,"A1",VLOOKUP(A4,Theirs!A2:B9,2,0))',
        "=F5*2",
    ]
    assert (sheet["F7"].value, sheet["G7"].value) == ("=SUM(F2:F5)", "=F4")


def test_shared_formulas_are_written_out(book: bytes) -> None:
    rest = '<c r="AC{0}"><f t="shared" si="0"/><v>30{0}</v></c></row>'
    first = '<c r="AC2"><f t="shared" ref="AC2:AC4" si="0">F2*2</f><v>300</v></c></row>'
    text = sheet_xml(book)
    rows = re.findall(r'<row r="[234]".*?</row>', text)
    put = [first, rest.format(3), rest.format(4)]
    shared = {row: row.replace("</row>", cell) for row, cell in zip(rows, put, strict=True)}
    sheet = tab(refreshed(in_sheet(book, shared), "A3", "A2", "A1"))
    assert column(sheet, "AC", range(2, 5)) == ["=F2*2", "=F3*2", "=F4*2"]
    assert "<v>304</v>" in sheet_xml(refreshed(in_sheet(book, shared), "A3", "A2", "A1"))


def test_a_column_that_the_table_fills_is_filled_for_new_applications(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["AC1"] = "Double"
        for row in range(2, 5):
            sheet[f"AC{row}"] = f"=F{row}*2"
        [table] = sheet.tables.values()
        table.ref = table.autoFilter.ref = "A1:AC4"
        table.tableColumns.append(TableColumn(id=99, name="Double"))
        table.tableColumns[-1].calculatedColumnFormula = TableFormula(attr_text="F2*2")
    new = refreshed(person.saved, "A9", "A1")
    assert column(tab(new), "AC", range(1, 6)) == ["Double", "=F2*2", "=F3*2", None, None]
    assert 'ref="A1:AC3"' in table_xml(new)
    assert "<calculatedColumnFormula>F2*2</calculatedColumnFormula>" in table_xml(new)


# Tables, filters, columns


def test_a_sorted_list_keeps_its_order_and_new_ones_come_last(book: bytes) -> None:
    def sort(name: str, text: str) -> str:
        state = '<sortState ref="A2:AB4"><sortCondition descending="1" ref="A2:A4"/></sortState>'
        return (
            text.replace("<tableColumns", f"{state}<tableColumns") if "/tables/" in name else text
        )

    sorted_ = with_parts(refreshed(book, "A3", "A1", "A2"), sort)
    new = refreshed(sorted_, "A0", "A1", "A3")
    assert column(tab(new), "A", range(2, 5)) == ["A3", "A1", "A0"]
    assert not is_to_change(new, "A0", "A1", "A3")
    assert '<sortState ref="A2:AB4">' in table_xml(new)
    assert 'ref="A2:A4"' in table_xml(new)


def test_filters_that_people_set_hide_the_right_rows() -> None:
    def filtered(name: str, text: str) -> str:
        if "/tables/" not in name:
            return text
        asked = '<filterColumn colId="4"><filters><filter val="On hold"/></filters></filterColumn>'
        return re.sub(r"<autoFilter ([^>]*?)/>", rf"<autoFilter \1>{asked}</autoFilter>", text)

    with edited(refreshed(office(), "A1", application("A2", 1, "On hold"))) as person:
        person.sheet.row_dimensions[2].hidden = True
    hidden = with_parts(person.saved, filtered)
    new = tab(
        refreshed(hidden, "A0", application("A1", 1, "On hold"), application("A2", 1, "Sent"))
    )
    assert [new.row_dimensions[row].hidden for row in range(1, 5)] == [False, True, False, True]


def test_columns_stay_where_people_have_put_them(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        for table in list(sheet.tables):  # openpyxl leaves tables where they are
            del sheet.tables[table]
        sheet.insert_cols(3)
        sheet["C1"], sheet["C3"] = "Mine", "about A2"
        sheet["AE2"], sheet["AF2"] = "right of A1", "=G2+C2"
        sheet.column_dimensions["C"].width = 33
    new = refreshed(person.saved, "A2", "A1")
    sheet = tab(new)
    headings = [sheet.cell(1, at).value for at in (1, 2, 3, 4, LAST + 1)]
    assert headings == ["Ref", "Candidate", "Mine", "Window", "First renewal"]
    assert (sheet["C2"].value, sheet["G2"].value) == ("about A2", 150)
    assert (sheet["AE3"].value, sheet["AF3"].value) == ("right of A1", "=G3+C3")
    assert sheet.column_dimensions["C"].width == 33
    assert not is_to_change(new, "A2", "A1")


def test_columns_that_people_moved_within_the_table_stay_there(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        [table] = sheet.tables.values()
        names = [each.name for each in table.tableColumns]
        names = ["Mine", *names[1:], names[0]]
        table.ref = table.autoFilter.ref = "A1:AC4"
        for at, name in enumerate(names):
            sheet.cell(1, at + 1).value = name
            for row in range(2, 5):
                ref = sheet.cell(row, 1).value
                sheet.cell(row, at + 1).value = ref if name == "Ref" else at + 1
        table.tableColumns = [TableColumn(id=n, name=name) for n, name in enumerate(names, 1)]
    new = refreshed(person.saved, "A3", "A1", "A4", "A5")
    sheet = tab(new)
    assert [sheet.cell(1, at + 1).value for at in range(len(names))] == names
    assert column(sheet, "AC", range(2, 6)) == ["A3", "A1", "A4", "A5"]
    assert column(sheet, "F", range(2, 6)) == [150] * 4
    assert column(sheet, "B", range(2, 4)) == ["Name of A3", "Name of A1"]
    assert 'ref="A1:AC5"' in table_xml(new)


def test_if_one_of_our_columns_is_out_of_the_table_ours_come_first_again(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["AF1"], sheet["F1"], sheet["F3"] = "Sum", "Mine", "about A2"
        [table] = sheet.tables.values()
        table.tableColumns[5].name = "Mine"
    sheet = tab(refreshed(person.saved, "A2", "A1"))
    assert [sheet.cell(1, at).value for at in (1, 5, 6, 7, LAST + 1)] == [
        "Ref", "Status", "Sum", "Average", "Mine",
    ]  # fmt: skip
    assert sheet.cell(2, LAST + 1).value == "about A2"


def test_a_column_of_ours_that_was_deleted_comes_back(book: bytes) -> None:
    with edited(book) as person:
        for table in list(person.sheet.tables):
            del person.sheet.tables[table]
        person.sheet["AD3"] = "about A2"
        person.sheet.delete_cols(6)
    sheet = tab(refreshed(person.saved, "A2"))
    assert (sheet["F1"].value, sheet["F2"].value, sheet["AD2"].value) == ("Sum", 150, "about A2")


@pytest.mark.parametrize("is_a_table", [True, False])
def test_applications_are_known_without_the_column_that_tells_them(
    book: bytes, *, is_a_table: bool
) -> None:
    with edited(book) as person:
        sheet = person.sheet
        [table] = sheet.tables.values()
        sheet["AD3"], sheet["AD4"], sheet["A6"] = "about A2", "about A3", "Total"
        sheet.delete_cols(5)  # the status
        if is_a_table:
            table.ref = table.autoFilter.ref = "A1:AA4"
            del table.tableColumns[4]
        else:
            del sheet.tables[table.name]
    new = refreshed(person.saved, "A2", "A1", "A4")
    sheet = tab(new)
    assert [sheet["E1"].value, sheet["E2"].value] == ["Status", "Award MIGPM"]
    assert column(sheet, "A", range(2, 10)) == [
        "A2", "A1", "A4", None, "Total", None, KEPT_LINE, "A3",
    ]  # fmt: skip
    assert (sheet["AD2"].value, sheet["AD9"].value) == ("about A2", "about A3")
    assert not is_to_change(new, "A2", "A1", "A4")


def test_columns_of_the_table_that_are_peoples_stay(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["AC1"], sheet["AC4"] = "Mine", "about A3"
        [table] = sheet.tables.values()
        table.ref = table.autoFilter.ref = "A1:AC4"
        table.tableColumns.append(TableColumn(id=99, name="Mine"))
    new = refreshed(person.saved, "A3", *(f"B{n}" for n in range(9)))
    assert 'ref="A1:AC11"' in table_xml(new)
    assert 'id="99" name="Mine"' in table_xml(new)
    assert tab(new)["AC2"].value == "about A3"


def test_a_tab_whose_table_was_lost_is_renewed_all_the_same(book: bytes) -> None:
    with edited(book) as person:
        for table in list(person.sheet.tables):
            del person.sheet.tables[table]
        person.sheet[f"{BESIDE}3"] = "about A2"
        person.sheet["A5"], person.sheet["F5"] = "Total", "=SUM(F2:F4)"
    gone = refreshed(person.saved, "A1", "A4", "A5", "A6")
    sheet = tab(gone)
    assert column(sheet, "A", range(2, 9)) == ["A1", "A4", "A5", "A6", "Total", None, KEPT_LINE]
    assert sheet["F6"].value == "=SUM(F2:F5)"
    assert not is_to_change(gone, "A1", "A4", "A5", "A6")


def test_what_people_typed_right_below_the_table_is_no_application(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["A5"], sheet["F5"] = "Total", "=SUM(F2:F4)"
        [table] = sheet.tables.values()
        table.ref = table.autoFilter.ref = "A1:AB5"  # as Excel does
    new = refreshed(person.saved, "A1", "A2")
    assert column(tab(new), "A", range(2, 6)) == ["A1", "A2", "Total", None]
    assert tab(new)["F4"].value == "=SUM(F2:F3)"
    assert 'ref="A1:AB3"' in table_xml(new)


def test_a_row_that_people_made_among_the_applications_is_kept_below(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet.insert_rows(3)
        sheet["A3"], sheet["C3"] = "to do", "ask Ann"
        [table] = sheet.tables.values()
        table.ref = table.autoFilter.ref = "A1:AB5"
    new = refreshed(person.saved, "A1", "A2", "A3")
    assert column(tab(new), "A", range(2, 7)) == ["A1", "A2", "A3", None, "to do"]
    assert tab(new)["C6"].value == "ask Ann"
    assert not is_to_change(new, "A1", "A2", "A3")


# What refers to rows


def test_formats_rules_links_and_merged_cells_follow(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        bolden(sheet, "AC3", "$F3>100")
        bolden(sheet, "AD2:AD4", "F2>MAX($F$2:$F$4)")
        bolden(sheet, "AE1:AE1048576", "AE1=1")
        rule = DataValidation(type="list", formula1='"yes,no"')
        rule.add("AC2")
        rule.add("AC4")
        sheet.add_data_validation(rule)
        sheet["AC4"] = "page"
        sheet["AC4"].hyperlink = "https://example.org/a3"
        sheet.merge_cells("AF3:AG3")
        sheet.merge_cells("AF8:AG9")
    sheet = tab(refreshed(person.saved, "A3", "A2", "A1", "A0"))
    rules = {str(each.sqref): each.rules[0].formula for each in sheet.conditional_formatting}
    assert rules["AC3"] == ["$F3>100"]
    assert rules["AD2:AD5"] == ["F2>MAX($F$2:$F$5)"]
    assert rules["AE1:AE1048576"] == ["AE1=1"]
    assert "E2:E5" in rules
    [asked] = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
    assert str(asked.sqref) in ("AC2 AC4", "AC4 AC2")
    assert sheet["AC2"].hyperlink is not None
    assert sheet["AC2"].hyperlink.target == "https://example.org/a3"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["AF3:AG3", "AF9:AG10"]
    moved = tab(refreshed(person.saved, "A2", "A9"))
    rules = {str(each.sqref): each.rules[0].formula for each in moved.conditional_formatting}
    assert rules["AC2"] == ["$F2>100"]
    assert "AF2:AG2" in map(str, moved.merged_cells.ranges)


def test_extensions_of_later_excels_follow(book: bytes) -> None:
    x14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
    xm = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    lines = (
        f'<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" {x14}><x14:sparklineGroups '
        f"{xm}><x14:sparklineGroup><x14:sparklines>"
        + "".join(
            f"<x14:sparkline><xm:f>'IGPM Results'!H{row}:Q{row}</xm:f>"
            f"<xm:sqref>AC{row}</xm:sqref></x14:sparkline>"
            for row in (2, 3, 4)
        )
        + "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    text = sheet_xml(
        refreshed(in_sheet(book, {"</worksheet>": f"{lines}</worksheet>"}), "A0", "A3")
    )
    assert re.findall(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>", text) == [
        ("'IGPM Results'!H3:Q3", "AC3")
    ]


def test_notes_bring_their_boxes(book: bytes) -> None:
    with edited(book) as person:
        person.sheet["AC2"].comment = Comment("about A1", "me")
        person.sheet["AC4"].comment = Comment("about A3", "me")

    def anchored(name: str, text: str) -> str:
        if ".vml" not in name and "Drawing" not in name.rpartition("/")[2]:
            return text
        box = r"<\1:Anchor> 29, 15, \2, 2, 31, 31, 1\2, 1</\1:Anchor><\1:Row>\2<"
        return re.sub(r"<(\w+):Row>(\d+)<", box, text)

    noted = with_parts(person.saved, anchored)
    package = opened(refreshed(noted, "A3", "A0", "A2", "A1"))
    drawing = package.read(package.related(sheet_part(noted), "vmlDrawing")).decode()
    assert re.findall(r"<\w+:Row>(\d+)<", drawing) == ["4", "1"]
    assert [
        [int(number) for number in each.split(",")]
        for each in re.findall(r"<\w+:Anchor>([^<]+)<", drawing)
    ] == [[29, 15, 4, 2, 31, 31, 14, 1], [29, 15, 1, 2, 31, 31, 11, 1]]


# What cannot be done


def test_something_above_the_headings_is_refused_and_empty_rows_are_not(book: bytes) -> None:
    with edited(book) as person:
        for table in list(person.sheet.tables):
            del person.sheet.tables[table]
        person.sheet.insert_rows(1, 2)
    assert rows_by_ref(tab(refreshed(person.saved, "A3", "A1")))["A3"] == 4
    with edited(person.saved) as again:
        again.sheet["B1"] = "Our results"
    with pytest.raises(CannotWrite) as refused:
        refreshed(again.saved, "A1")
    assert refused.value.problem.code == "F42"
    assert str(refused.value.problem.where) == "office.xlsx › IGPM Results!B1"
    assert refused.value.problem.found == "Our results"


def test_a_list_without_its_refs_is_refused(book: bytes) -> None:
    with edited(book) as person:
        person.sheet["A1"] = "Number"
    with pytest.raises(CannotWrite) as refused:
        refreshed(person.saved, "A1")
    assert refused.value.problem.code == "F43"
    assert "Ref" in refused.value.problem.remedy


def test_a_table_of_peoples_among_the_applications_is_refused_if_it_would_be_torn(
    book: bytes,
) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["AE2"], sheet["AE3"], sheet["AE4"] = "Word", "one", "two"
        sheet.add_table(Table(displayName="Words", ref="AE2:AE4"))
    same = refreshed(person.saved, "A1", "A2", application("A3", 9))
    assert tab(same).tables["Words"].ref == "AE2:AE4"
    with pytest.raises(CannotWrite) as refused:
        refreshed(person.saved, "A3", "A2", "A1")
    assert refused.value.problem.code == "F44"


def test_a_table_of_peoples_below_moves_as_a_block(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        sheet["A8"], sheet["A9"] = "Word", "one"
        sheet.add_table(Table(displayName="Words", ref="A8:A9"))
    sheet = tab(refreshed(person.saved, "A3", "A2", "A1", "A0", "A9"))
    assert sheet.tables["Words"].ref == "A10:A11"
    assert column(sheet, "A", (10, 11)) == ["Word", "one"]


# Through the whole refresh


def test_an_office_refreshes_its_own_workbook(tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(office())

    def refresh(*rows: str) -> bool:
        backups = Backups(tmp_path / "backups")
        with taking(path, templates=Templates.of_one(template()), backups=backups) as target:
            return target.refresh([results(*rows)])

    assert refresh("A1", "A2", "A3")
    with edited(path.read_bytes()) as person:
        person.sheet["AC1"], person.sheet["AC3"] = "Mine", "about A2"
        person.sheet["AC4"].comment = Comment("about A3", "me")
        person.book.create_sheet("Later")
    path.write_bytes(person.saved)
    assert not refresh("A1", "A2", "A3")
    assert path.read_bytes() == person.saved
    assert refresh("A3", "A1")
    sheet = tab(path.read_bytes())
    assert column(sheet, "A", range(1, 8)) == ["Ref", "A3", "A1", None, KEPT_LINE, "A2", None]
    assert sheet["AC6"].value == "about A2"
    assert sheet["AC2"].comment is not None
    with taking(
        path, templates=Templates.of_one(template()), backups=Backups(tmp_path / "backups")
    ) as target:
        rows = target.rows("IGPM Results") or []
    assert [row["Ref"] for row in rows] == ["A3", "A1"]


def test_what_a_list_without_its_table_covered_is_followed(book: bytes) -> None:
    with edited(book) as person:
        sheet = person.sheet
        for table in list(sheet.tables):
            del sheet.tables[table]
        sheet.auto_filter.ref = "A1:AB4"
        sheet.print_area = "A1:AB4"
    after = openpyxl.load_workbook(io.BytesIO(refreshed(person.saved, "A1")))["IGPM Results"]
    assert after.auto_filter.ref == "A1:AB2"
    assert after.print_area == "'IGPM Results'!$A$1:$AB$2"


def test_pictures_and_charts_follow_their_row_or_what_stands_below(book: bytes) -> None:
    with edited(book) as person:
        data = Reference(person.sheet, min_col=6, min_row=2, max_row=4)
        for place, height in (("AE3", 0.3), ("AG2", 9), ("B9", 5)):
            chart = BarChart()
            chart.add_data(data)
            chart.height = height
            person.sheet.add_chart(chart, place)
        person.sheet["AE3"], person.sheet["B8"] = "about A2", "chart of all:"
    new = refreshed(person.saved, "B1", "B2", "B3", "B4", "A2", "A1", "A3")
    package = opened(new)
    drawing = package.read(package.related(sheet_part(new), "drawing")).decode()
    assert re.findall(r"row>(\d+)<", drawing) == ["5", "1", "12"]
    assert (tab(new)["AE6"].value, tab(new)["B12"].value) == ("about A2", "chart of all:")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$C$9", "$C$13"),
        ("$C$9:$D$10", "$C$13:$D$14"),
        ("$AG$2:$AG$4", "$AG$2:$AG$8"),
        ("$AG$1:$AG$4", "$AG$1:$AG$8"),
        ("$AE$3", "$AE$6"),
        ("$F$2:$F$4", "$F$2:$F$8"),
        ("$F$2:$F$3", "$F$2:$F$3"),
        ("$F:$F", "$F:$F"),
        ("$1:$1", "$1:$1"),
        ("F9", "F9"),
    ],
)
def test_names_and_charts_follow_what_people_keep(book: bytes, before: str, after: str) -> None:
    place = "'IGPM Results'!"
    with edited(book) as person:
        person.book.defined_names["Theirs"] = DefinedName("Theirs", attr_text=place + before)
        person.sheet["C9"], person.sheet["D10"], person.sheet["AE3"] = 1, 2, "about A2"
        chart = BarChart()
        chart.add_data(Reference(person.sheet, min_col=30, min_row=2, max_row=4))
        person.book.worksheets[0].add_chart(chart)
    new = refreshed(person.saved, "B1", "B2", "B3", "B4", "A2", "A1", "A3")
    named = openpyxl.load_workbook(io.BytesIO(new)).defined_names["Theirs"]
    assert named.attr_text == place + after
    assert b">'IGPM Results'!$AD$2:$AD$8<" in opened(new).read("xl/charts/chart1.xml")


def test_threads_of_comments_follow(book: bytes) -> None:
    uri = "http://schemas.microsoft.com/office/2018/threadedcomments"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    package = opened(book)
    part = package.put(
        "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{uri}"><threadedComment ref="AC3" id="{{1}}"><text>why?</text>'
        "</threadedComment></ThreadedComments>".encode(),
        "application/vnd.ms-excel.threadedcomments+xml",
    )
    package.relationships(sheet_part(book)).add(kind, part)
    out = io.BytesIO()
    package.write(out)
    for rows, place in ((("A3", "A0", "A2"), "AC4"), (("A3",), "AC5")):
        thread = opened(refreshed(out.getvalue(), *rows)).read(part).decode()
        assert f'<threadedComment ref="{place}" id' in thread


def test_what_people_typed_below_the_line_is_never_dropped(book: bytes) -> None:
    with edited(book) as person:
        person.sheet["AC2"] = "about A1"
    with edited(refreshed(person.saved, "A2")) as again:
        assert again.sheet["A5"].value == "A1"
        again.sheet["A6"] = "remember: call back"
        again.sheet["C7"] = "and this"
    sheet = tab(refreshed(again.saved, "A2", "A3", "A1"))
    assert sheet["AC4"].value == "about A1"
    assert column(sheet, "A", (6, 7)) == [KEPT_LINE, "remember: call back"]
    assert sheet["C8"].value == "and this"


# Other programs


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_is_recognised(book: bytes, tmp_path: Path) -> None:
    with edited(book) as person:
        person.sheet["AC1"], person.sheet["AC3"] = "Mine", "about A2"
        person.sheet["AD4"] = "=F4+1"
        person.sheet["AC4"].comment = Comment("look", "me")
    path = tmp_path / "book.xlsx"
    path.write_bytes(person.saved)
    out = tmp_path / "out"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(out), str(path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    written = (out / "book.xlsx").read_bytes()
    assert not is_to_change(written, "A1", "A2", "A3")
    sheet = tab(refreshed(written, "A3", "A2", "A0"))
    assert column(sheet, "A", range(2, 5)) == ["A3", "A2", "A0"]
    assert (sheet["AC3"].value, sheet["AD2"].value) == ("about A2", "=F2+1")
    assert sheet["AC2"].comment is not None


def test_a_tab_with_prefixes_is_renewed(book: bytes) -> None:
    def prefixed(name: str, text: str) -> str:
        if "/worksheets/sheet" not in name or "Candidate" not in text:
            return text
        text = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", text)
        return text.replace("xmlns=", "xmlns:x=").replace("<?x:xml", "<?xml")

    odd = with_parts(book, prefixed)
    assert "<x:sheetData>" in sheet_xml(odd)
    assert not is_to_change(odd, "A1", "A2", "A3")
    once = refreshed(odd, "A3", "A9")
    assert column(tab(once), "A", range(1, 5)) == ["Ref", "A3", "A9", None]
    assert not is_to_change(once, "A3", "A9")
    assert column(tab(refreshed(once, "A9")), "A", range(1, 4)) == ["Ref", "A9", None]


def test_other_tabs_stay_as_they_are(book: bytes) -> None:
    loaded = openpyxl.load_workbook(io.BytesIO(book))
    loaded["Sheet"]["B2"] = "='IGPM Results'!F3"
    before = saved(loaded)
    after = openpyxl.load_workbook(io.BytesIO(refreshed(before, "A2")))
    assert after["Sheet"]["B2"].value == "='IGPM Results'!F3"
