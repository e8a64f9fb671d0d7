"""The demo's workbooks, as other programs see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.demo import make_demo
from igpm_sheets.demo.columns import columns_of
from igpm_sheets.demo.office import fictional_office
from igpm_sheets.fields import FIELDS, TabKind
from igpm_sheets.rulebook import load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("office")).parent


def headed(sheet: Worksheet, row: int) -> dict[str, int]:
    """The columns by their headings."""
    return {str(cell.value): cell.column for cell in sheet[row] if cell.value}


def texts(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                yield from (cell for cell in row if isinstance(cell, str))


def test_the_tracker_is_kept_as_a_good_office_keeps_it(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "applications.xlsx")
    assert book.sheetnames == ["Applications", "Members", "Associates", "Assessors", "Allocation"]
    sheet = book["Applications"]
    assert sheet["A1"].value == "Applications"
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref is not None
    assert sheet.auto_filter.ref.startswith("A4:")
    columns = headed(sheet, 4)
    received = sheet.cell(5, columns["Date received"])
    assert received.value == datetime(2025, 9, 8)  # noqa: DTZ001 - a day in a cell has no zone
    assert received.number_format == "dd mmm yyyy"
    assert sheet.cell(4, columns["Domains resubmitted"]).comment is not None
    assert [v.type for v in sheet.data_validations.dataValidation].count("list") >= 5


def test_each_assessor_has_another_layout(folder: Path) -> None:
    grid, listing, forms = (
        openpyxl.load_workbook(folder / "marks" / f"{name}.xlsx")
        for name in ("elspeth-rankine", "martin-ferreira", "sian-morgan-hale")
    )
    assert grid.sheetnames == ["May 2026", "January 2026", "September 2025", "How to mark"]
    assert {"Ref", "Domain 1\nQualifications", "Domain 1 comment"} <= set(
        headed(grid["May 2026"], 5)
    )
    assert {"Ref", "Domain", "Mark", "Comment"} <= set(headed(listing["Marks"], 5))
    assert forms.sheetnames[:12] == [f"IG-{number}" for number in range(111, 123)]
    assert [cell.value for cell in forms["IG-111"]["A"][3:9]] == [
        *("Ref", "Candidate", "Practice", "Window", "Assessor", "Conflict of interest")
    ]


def test_nobody_is_real_and_every_address_leads_nowhere(folder: Path) -> None:
    addresses = {text for text in texts(folder) if "@" in text}
    assert len(addresses) > 30
    assert all(address.endswith(".example") for address in addresses)


def test_there_are_no_formulas_in_anybodys_cells(folder: Path) -> None:
    for path in folder.rglob("*.xlsx"):
        with ZipFile(path) as package:
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
            assert all(b"<f>" not in package.read(name) for name in sheets), path.name


def test_the_titles_of_the_domains_are_those_of_the_rulebook(folder: Path) -> None:
    written = set(texts(folder / "marks"))
    assert {f"{each.number}. {each.title}" for each in load().domains} <= written


def test_no_two_assessors_say_the_same_of_one_application() -> None:
    panel = fictional_office().panel
    for same in zip(*(marker.sheets for marker in panel), strict=True):
        for said in zip(*(sheet.comments for sheet in same), strict=True):
            given = [comment for comment in said if comment]
            assert len(set(given)) == len(given), same[0].ref


@pytest.mark.parametrize("kind", TabKind)
def test_every_column_is_one_that_the_program_reads(kind: TabKind) -> None:
    fields = {field.name: field.heading for field in FIELDS[kind]}
    for column in columns_of(kind):
        assert column.name == "notes" or fields[column.name] == column.heading


def test_every_row_has_a_column_for_what_it_says() -> None:
    for kind, rows in fictional_office().tabs.items():
        columns = {column.name for column in columns_of(kind, evidence_by_domain=False)}
        for row in rows:
            assert set(row) - columns <= {"marks", "said", "layout"}, row
