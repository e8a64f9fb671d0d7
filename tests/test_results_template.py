"""The results template and the reports fit each other: sheets, tables, headings, placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.reports.changes import CHANGE_COLUMNS
from igpm_sheets.reports.tables import Kind, Live, Tab, Table
from igpm_sheets.reports.workbook import results_tabs
from igpm_sheets.templates import RESULTS, builtin_template
from igpm_sheets.writers.names import table_names

PLACEHOLDER = re.compile(r"\{(\w+)\}")

FORMATS = {
    Kind.WHOLE: "#,##0",
    Kind.MARK: "0",
    Kind.MEAN: "0.00",
    Kind.MONEY: "[$£-809]#,##0.00",
    Kind.DATE: "dd mmm yyyy",
    Kind.SHARE: "0.0%",
}

LISTS = (
    "Results",
    "Marks",
    "Domains",
    "Charges",
    "Renewals",
    "Problems",
    "Reasons",
    "Each mark",
    "Changes",
)
"""The sheets that are one table."""


@pytest.fixture(scope="module")
def tabs(tmp_path_factory: pytest.TempPathFactory) -> list[Tab]:
    """One tab of each kind, of the demo office."""
    read = settings.load(make_demo(tmp_path_factory.mktemp("office")))
    findings = jobs.work_out(read, DEMO_TODAY, "all").findings
    changes = Tab("Changes", "Changes", {"title": "x"}, [Table("Changes", CHANGE_COLUMNS, [])])
    return [*(tab for tab in results_tabs(findings) if tab.workbook == RESULTS), changes]


@pytest.fixture(scope="module")
def template() -> Workbook:
    return openpyxl.load_workbook(builtin_template(RESULTS))


def tables_of(sheet: Worksheet) -> dict[str, str]:
    """The sheet's Excel Tables: name and cells."""
    return {str(table.displayName): table.ref for table in sheet.tables.values()}


def cells(sheet: Worksheet, reference: str) -> list[tuple[Cell, ...]]:
    return list(sheet[reference])


def test_there_is_a_sheet_for_each_kind_of_tab(template: Workbook, tabs: list[Tab]) -> None:
    assert set(template.sheetnames) == {tab.template for tab in tabs}


def test_the_tables_are_the_reports(template: Workbook, tabs: list[Tab]) -> None:
    of_sheets: dict[str, set[str]] = {name: set() for name in template.sheetnames}
    for tab in tabs:
        sheet = template[tab.template]
        for table in tab.tables:
            [name] = table_names([table.name])
            headings, data, *totals = cells(sheet, tables_of(sheet)[name])
            assert [cell.value for cell in headings] == list(table.headings)
            assert [cell.number_format for cell in data] == [
                FORMATS.get(column.kind, "General") for column in table.columns
            ]
            total = [column.total for column in table.columns]
            assert [[cell.data_type == "f" for cell in row] for row in totals] == (
                [total] if any(total) else []
            )
            of_sheets[tab.template].add(name)
    assert of_sheets == {name: set(tables_of(template[name])) for name in template.sheetnames}


def placeholders(sheet: Worksheet) -> set[str]:
    written = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    header = sheet.HeaderFooter.oddHeader
    assert header is not None
    written.append(header.left.text)
    return {name for text in written for name in PLACEHOLDER.findall(str(text))}


def test_every_placeholder_has_a_value_and_every_value_a_place(
    template: Workbook, tabs: list[Tab]
) -> None:
    with ZipFile(builtin_template(RESULTS)) as package:
        [drawing] = [name for name in package.namelist() if name.startswith("xl/drawings/draw")]
        described = set(PLACEHOLDER.findall(package.read(drawing).decode()))
    for tab in tabs:
        named = placeholders(template[tab.template])
        named |= described if tab.template == "Summary" else set()
        beside = set(table_names(pivot.name for pivot in tab.pivots))
        assert named == set(tab.values) | beside
        assert tab.volatile <= set(tab.values)


def test_a_note_stands_at_the_heading_it_explains(template: Workbook, tabs: list[Tab]) -> None:
    for tab in tabs:
        sheet = template[tab.template]
        noted = {
            str(sheet[str(each.sqref)].value): each.prompt
            for each in sheet.data_validations.dataValidation
        }
        columns = [column for table in tab.tables for column in table.columns]
        expected = {column.heading: column.note for column in columns if column.note}
        assert noted == expected


@pytest.mark.parametrize("name", LISTS)
def test_a_tab_that_is_one_table_begins_with_its_headings(template: Workbook, name: str) -> None:
    sheet = template[name]
    assert [reference.partition(":")[0] for reference in tables_of(sheet).values()] == ["A1"]
    assert sheet.print_title_rows == "$1:$1"
    assert str(sheet.freeze_panes)[1:] == "2"


def test_results_are_printed_on_two_pages_side_by_side(template: Workbook) -> None:
    sheet = template["Results"]
    [broken] = sheet.col_breaks.brk
    assert sheet.cell(1, broken.id).value == "Flags"
    assert sheet.print_title_cols == "$A:$B"
    assert sheet.page_setup.paperSize == 9
    inches = 297 / 25.4 - sheet.page_margins.left - sheet.page_margins.right
    widths = [
        dimension.width
        for dimension in sheet.column_dimensions.values()
        for _ in range(dimension.min or 0, (dimension.max or 0) + 1)
    ]
    for page in (widths[: broken.id], [*widths[:2], *widths[broken.id :]]):
        # LibreOffice draws columns up to seven hundredths wider.
        assert sum(page) * 1.07 * 7 / 96 * (sheet.page_setup.scale or 0) / 100 < inches


def test_all_else_is_printed_on_a4_one_page_wide(template: Workbook) -> None:
    for sheet in template:
        if sheet.title == "Results":
            continue
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "Summary" else 0)
        fitted = sheet.sheet_properties.pageSetUpPr
        assert fitted is not None
        assert fitted.fitToPage
        assert sheet.print_area


def test_where_a_person_may_stand_the_template_names_nobody(template: Workbook) -> None:
    """It lies in the office's folder, where it may be read as a tracker or a mark sheet."""
    for name in LISTS:
        for reference in tables_of(template[name]).values():
            data = cells(template[name], reference)[1]
            assert {cell.value for cell in data} == {None}


# Formulas


def tokens(table: Table) -> Iterator[tuple[str, str]]:
    """The table and heading of each column that the table's formulas name."""
    for row in table.rows:
        for content in row:
            if isinstance(content, Live):
                for name, heading, own in re.findall(
                    r"\{(?:([^{}@[]+)\[([^]]+)]|@([^}]+))\}", content.formula
                ):
                    yield (table.name, own) if own else (name, heading)


def test_formulas_name_columns_that_there_are(tabs: list[Tab]) -> None:
    tables = [table for tab in tabs for table in tab.tables]
    columns = {table.name: set(table.headings) for table in tables}
    named = {token for table in tables for token in tokens(table)}
    marks = {heading for name, heading in named if name == "Marks"}
    assert marks >= {"No.", "Sum", "D1", "D10"}
    assert {heading for name, heading in named if name == "Results"} == {"No.", "Sum"}
    assert all(heading in columns[name] for name, heading in named)
