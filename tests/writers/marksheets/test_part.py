"""Rows come below all that holds anything, into parts however they are written."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from igpm_sheets.ooxml.archive import Archive, Damaged
from igpm_sheets.ooxml.package import MAIN, RELATIONS, Package
from igpm_sheets.writers.marksheets.part import NewCell, SheetPart

PART = "xl/worksheets/sheet1.xml"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
ROW = {1: NewCell(3, "A2"), 2: NewCell(4)}
WRITTEN = (
    '<c r="A{0}" s="3" t="inlineStr"><is><t xml:space="preserve">A2</t></is></c><c r="B{0}" s="4"/>'
)


def package(sheet: str) -> Package:
    """A workbook with one sheet."""
    file = BytesIO()
    with ZipFile(file, "w") as made:
        made.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="a/rels"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        made.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELS}"><Relationship Id="r1"'
            f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        made.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets/></workbook>')
        made.writestr(PART, sheet)
    file.seek(0)
    return Package(Archive(file))


def sheet_of(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


HEADINGS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def added(sheet: str, count: int = 1) -> str:
    """The part after rows were added below its headings in row 1."""
    there = package(sheet)
    SheetPart(there, PART).add([ROW] * count, 1)
    return there.read(PART).decode()


def test_rows_come_behind_the_last() -> None:
    two = "".join(f'<row r="{n}" ht="24.75">{WRITTEN.format(n)}</row>' for n in (2, 3))
    assert added(sheet_of(HEADINGS), 2) == sheet_of(HEADINGS + two)


def test_a_prefix_is_taken_up() -> None:
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'
    written = added(sheet)
    assert '<x:row r="2" ht="24.75"><x:c r="A2" s="3" t="inlineStr"><x:is><x:t ' in written


def test_rows_and_cells_without_numbers_are_counted() -> None:
    rows = "<row><c><v>1</v></c></row><row><c><v>7</v></c></row>"
    assert f'<row r="3" ht="24.75">{WRITTEN.format(3)}</row>' in added(sheet_of(rows))


def test_blank_cells_give_way_and_others_stay_where_they_are() -> None:
    blank = '<row r="2" spans="1:4"><c r="A2" s="9"/><c r="D2" s="8"/></row>'
    taken = f'<row r="2" spans="1:4">{WRITTEN.format(2)}<c r="D2" s="8"/></row>'
    assert added(sheet_of(HEADINGS + blank)) == sheet_of(HEADINGS + taken)


def test_rows_that_hold_nothing_further_down_stay_behind() -> None:
    far = '<row r="9" ht="40" customHeight="1"/>'
    new = f'<row r="2" ht="24.75">{WRITTEN.format(2)}</row>'
    assert added(sheet_of(HEADINGS + far)) == sheet_of(HEADINGS + new + far)


def test_what_people_wrote_below_is_never_written_over() -> None:
    remark = '<row r="5"><c r="C5" t="inlineStr"><is><t>away</t></is></c></row>'
    new = f'<row r="6" ht="24.75">{WRITTEN.format(6)}</row>'
    assert added(sheet_of(HEADINGS + remark)) == sheet_of(HEADINGS + remark + new)


@pytest.mark.parametrize(
    ("covered", "then"),
    [
        ("A2:B2", "A2:B3"),
        ("A2:B500", "A2:B500"),
        ("A2 B2:B9 C7", "A2:A3 B2:B9 C7"),
        ("A1:A1", "A1:A1"),
        ("A9:A12", "A9:A12"),
        ("no area", "no area"),
    ],
)
def test_rules_that_cover_the_list_reach_as_far_as_it_does(covered: str, then: str) -> None:
    def rules(area: str) -> str:
        checks = f'<dataValidations><dataValidation sqref="{area}"/></dataValidations>'
        return f'<conditionalFormatting sqref="{area}"><cfRule/></conditionalFormatting>{checks}'

    row = '<row r="2"><c r="A2"><v>1</v></c></row>'
    new = f'<row r="3" ht="24.75">{WRITTEN.format(3)}</row>'
    dimension = '<dimension ref="A1:B{}"/>'
    sheet = sheet_of(HEADINGS + row, dimension.format(2), rules(covered))
    assert added(sheet) == sheet_of(HEADINGS + row + new, dimension.format(3), rules(then))


def test_a_sheet_that_is_full_takes_no_more() -> None:
    last = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    with pytest.raises(Damaged, match="no room"):
        added(sheet_of(HEADINGS + last))


def test_styles_are_those_of_cells_then_rows_then_columns() -> None:
    columns = '<cols><col min="1" max="1" style="4" width="20"/><col min="2" max="3"/></cols>'
    rows = '<row r="1"><c r="A1" s="5"/></row><row r="2" s="6" customFormat="1"/>'
    part = SheetPart(package(sheet_of(rows, columns)), PART)
    assert [part.style(row, 1) for row in (1, 2, 3)] == [5, 6, 4]
    assert part.style(1, 2) == 0
    assert (part.width(1), part.width(2), part.width(9)) == (145, 64, 64)
