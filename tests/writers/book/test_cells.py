"""A tab is read as other programs have left it: typed, in place, and ready to be written again."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import MAIN, Package
from igpm_sheets.ooxml.xml import strict
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.book.cells import by_heading, rows, values


def changed(path: Path, part: str, **replaced: str) -> Path:
    """A copy of a workbook in which some text of one part is another."""
    copy = path.with_name("changed.xlsx")
    with ZipFile(path) as old, ZipFile(copy, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name).decode()
            if name == part:
                for before, after in replaced.items():
                    assert before in data
                    data = data.replace(before, after)
            new.writestr(name, data)
    return copy


def sheet_of(package: Package) -> str:
    return package.related(package.workbook, "worksheet")


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("maker", ["openpyxl", "xlsxwriter"])
def test_values_come_back_typed(tmp_path: Path, maker: str, *, from_1904: bool) -> None:
    path = tmp_path / "book.xlsx"
    day = date(2026, 5, 31)
    look_alike = "A_x" if maker == "openpyxl" else "_x0041_"  # which openpyxl does not protect
    line: list[str | float | date] = ["Ann", 150, 4.97, day, True, look_alike, "two\nlines", 0.1]
    if maker == "openpyxl":
        book = openpyxl.Workbook()
        book.epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        sheet = book.active
        assert sheet is not None
        for column, value in enumerate(line, 2):
            sheet.cell(3, column, value)
        book.save(path)
    else:
        with xlsxwriter.Workbook(path, {"date_1904": from_1904}) as made:
            days = made.add_format({"num_format": "dd mmm yyyy"})
            sheet = made.add_worksheet()
            for column, value in enumerate(line, 1):
                style = days if isinstance(value, date) else None
                sheet.write(2, column, value, style)
    with Package.open(path) as package:
        found = values(package, sheet_of(package))
    assert found == [
        [], [],
        [None, "Ann", 150, Decimal("4.97"), day, "TRUE", look_alike, "two\nlines", Decimal("0.1")],
    ]  # fmt: skip


def test_cells_keep_what_is_needed_to_write_them_again(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        bold = made.add_format({"bold": True})
        sheet = made.add_worksheet()
        sheet.write_formula(0, 2, '=A1&"<x>"', bold, "kept")
        sheet.write_rich_string(1, 0, "plain ", bold, "bold")
        sheet.set_row(4, 33)
    with Package.open(path) as package:
        found = rows(package, sheet_of(package))
        [formula] = found[0].cells
        assert (formula.column, formula.style, formula.value) == (3, 1, "kept")
        assert formula.formula == 'A1&"<x>"'
        assert formula.attributes == (("t", "str"),)
        assert formula.inner == b'<f>A1&amp;"&lt;x&gt;"</f><v>kept</v>'
        [rich] = found[1].cells
        assert (rich.value, rich.inner) == ("plain bold", b"<v>0</v>")
        assert found[2].number == 5
        assert found[2].attributes["ht"] == "33"


def test_prefixes_strict_names_and_missing_places_are_understood(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write(0, 0, "here")
    body = (
        f'<x:worksheet xmlns:x="{strict(MAIN)}"><x:sheetData><x:row><x:c t="inlineStr"><x:is>'
        '<x:t>a</x:t><x:rPh sb="0" eb="1"><x:t>no</x:t></x:rPh></x:is></x:c><x:c r="D1" t="d">'
        '<x:v>2026-05-31</x:v></x:c><x:c s=""><x:v>7</x:v></x:c></x:row><x:row/><x:row><x:c t="e">'
        "<x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    copy = path.with_name("changed.xlsx")
    with ZipFile(path) as old, ZipFile(copy, "w") as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, body if is_sheet else old.read(name))
    with Package.open(copy) as package:
        part = sheet_of(package)
        assert values(package, part) == [["a", None, None, date(2026, 5, 31), 7], [], ["#N/A"]]
        assert rows(package, part)[0].cells[0].inner.startswith(b"<x:is>")


def test_a_broken_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet().write(0, 0, 1)
    broken = changed(path, "xl/worksheets/sheet1.xml", **{"</sheetData>": "<"})
    with Package.open(broken) as package, pytest.raises(Damaged, match=r"sheet1\.xml"):
        rows(package, sheet_of(package))


def test_rows_are_told_by_their_headings() -> None:
    grid: list[list[Plain]] = [["Ref", None, "Sum"], ["A1", "x", 150], ["A2"]]
    assert by_heading(grid) == [
        {"Ref": "A1", "": "x", "Sum": 150},
        {"Ref": "A2", "": None, "Sum": None},
    ]
