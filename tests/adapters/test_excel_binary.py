"""Old and binary workbooks: errors and uncalculated formulas are no blanks there either."""

from __future__ import annotations

import struct
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.adapters.binary import Damaged
from igpm_sheets.adapters.excel_xls import read_xls
from igpm_sheets.adapters.excel_xlsb import sheet_records
from igpm_sheets.adapters.grid import ErrorValue, NeverCalculated
from igpm_sheets.adapters.ole import Container
from igpm_sheets.adapters.xls_records import worksheet_records

from .making import ole, only, read, record, xls, xlsb


@pytest.mark.parametrize("from_1904", [False, True])
def test_an_old_workbook(tmp_path: Path, from_1904: bool) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write(2, 1, "Ref")
        sheet.write(3, 1, date(2024, 2, 29), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
        sheet.write(3, 2, 5)
        sheet.write(3, 3, True)
        sheet.row(3).set_cell_error(4, 0x2A)
        sheet.row(9).set_cell_error(6, 0x07)
        hidden = workbook.add_sheet("Hidden")
        hidden.visibility = 1
        hidden.row(0).set_cell_error(0, 0x17)

    marks, hidden = read(tmp_path, "marks.xls", xls(fill, dates_1904=from_1904))
    assert marks.rows[2][1] == "Ref"
    assert marks.rows[3] == [None, date(2024, 2, 29), 5, True, ErrorValue("#N/A")]
    assert marks.at(10, 7) == ErrorValue("#DIV/0!")
    assert (hidden.tab, hidden.hidden, hidden.at(1, 1)) == ("Hidden", True, ErrorValue("#REF!"))


def test_a_formula_that_no_program_has_calculated(tmp_path: Path) -> None:
    data = xls(lambda _, sheet: sheet.write(3, 3, xlwt.Formula("1+1")))
    assert only(tmp_path, "marks.xls", data).at(4, 4) == NeverCalculated()


def test_a_formula_whose_result_is_no_text(tmp_path: Path) -> None:
    """Excel and LibreOffice leave a summary in the file: they have calculated."""
    data = xls(lambda _, sheet: (sheet.write(3, 3, xlwt.Formula('""')), sheet.write(4, 4, 5)))
    stream = Container(data).read("Workbook")
    saved = ole({"Workbook": stream, "\x05SummaryInformation": b"x"})
    grid = only(tmp_path, "marks.xls", saved)
    assert (grid.at(4, 4), grid.at(5, 5)) == (None, 5)


def formula(value: bytes, flags: int = 0) -> bytes:
    """The stream of a workbook whose formula in C2 has this for its value."""
    made = xls(lambda _, sheet: sheet.write(1, 2, xlwt.Formula("1+1")))
    stream = Container(made).read("Workbook")
    old = struct.pack("<8sH", b"\x03\0\0\0\0\0\xff\xff", 0)
    assert stream.count(old) == 1
    return stream.replace(old, struct.pack("<8sH", value, flags))


@pytest.mark.parametrize(
    ("value", "flags", "saved", "found"),
    [
        (struct.pack("<d", 5.0), 0, True, 5.0),
        (struct.pack("<d", 5.0), 2, False, 5.0),
        (b"\x01\0\x01\0\0\0\xff\xff", 0, True, True),
        (b"\x02\0\x2a\0\0\0\xff\xff", 0, True, ErrorValue("#N/A")),
        (b"\x02\0\x63\0\0\0\xff\xff", 0, True, ErrorValue("#ERROR 99")),
        (b"\x03\0\0\0\0\0\xff\xff", 0, True, None),
        (b"\x03\0\0\0\0\0\xff\xff", 2, True, NeverCalculated()),
        (b"\x03\0\0\0\0\0\xff\xff", 0, False, NeverCalculated()),
    ],
)
def test_what_a_formula_record_holds(value: bytes, flags: int, saved: bool, found: object) -> None:
    (grid,) = read_xls(formula(value, flags), "marks.xls", saved_by_a_program=saved)
    assert grid.at(2, 3) == found


def test_of_merged_cells_the_first_alone_has_a_value(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        for row in range(3):
            for column in range(4):
                sheet.write(row, column, row + 1)
        sheet.merged_ranges.append((0, 1, 1, 2))

    grid = only(tmp_path, "marks.xls", xls(fill))
    assert grid.rows == [[1, 1, None, 1], [2, None, None, 2], [3, 3, 3, 3]]


def test_dates_and_times_of_an_old_workbook(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        moment = xlwt.easyxf(num_format_str="dd/mm/yyyy hh:mm")
        for row, value in enumerate((45351.0, 45351.5, 0.25, -2.0)):
            sheet.write(row, 0, value, moment)

    grid = only(tmp_path, "marks.xls", xls(fill))
    assert [row[0] for row in grid.rows] == [
        date(2024, 2, 29),
        datetime(2024, 2, 29, 12),  # noqa: DTZ001 - as in a cell
        time(6),
        -2.0,
    ]


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_called_damaged(noise: bytes) -> None:
    for data in (noise, formula(bytes(8)) + noise, formula(bytes(8))[:-4] + noise):
        with suppress(Damaged):
            worksheet_records(data, saved_by_a_program=True)
        with suppress(Damaged):
            sheet_records(data, "Marks")


def at(column: int) -> bytes:
    """The head of a cell record."""
    return struct.pack("<LL", column, 0)


def test_a_binary_workbook(tmp_path: Path) -> None:
    text = "Ref".encode("utf-16-le")
    cells = (
        record(0, struct.pack("<L", 2) + bytes(13))
        + record(6, at(1) + struct.pack("<L", 3) + text)
        + record(5, at(2) + struct.pack("<d", 5.0))
        + record(4, at(3) + b"\1")
        + record(3, at(4) + b"\x2a")
        + record(0, struct.pack("<L", 199) + bytes(13))
        + record(11, at(300) + b"\x07" + bytes(10))
        + record(1, at(400))
    )
    grid = only(tmp_path, "marks.xlsb", xlsb(cells, state=1))
    assert (grid.tab, grid.hidden) == ("Marks", True)
    assert grid.rows[2][:5] == [None, "Ref", 5, True, ErrorValue("#N/A")]
    assert grid.at(200, 301) == ErrorValue("#DIV/0!")
