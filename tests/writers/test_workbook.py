"""Whole workbooks: tables, print, names, sameness, speed, and a second opinion."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from igpm_sheets.reports.tables import (
    Chart,
    Column,
    Figures,
    Kind,
    Linked,
    Tab,
    Table,
    plain,
)
from igpm_sheets.writers import workbook
from igpm_sheets.writers.saving import CannotWrite
from igpm_sheets.writers.workbook import workbook_bytes, write_workbook
from tests.writers.sample import RESULTS, results_row, sample_tabs

DAY = date(2026, 6, 10)
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def write(path: Path, tabs: list[Tab]) -> Path:
    write_workbook(tabs, path, title="Results & more", created=DAY, folder=path.parent)
    return path


def sheets(path: Path) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("office") / "results.xlsx", sample_tabs())


def test_a_tab_of_one_table_starts_with_its_headings(sample: Path) -> None:
    sheet = sheets(sample)["Results"]
    assert [cell.value for cell in sheet[1]] == [column.heading for column in RESULTS]
    assert sheet["A2"].value == "A001"
    assert sheet.freeze_panes == "C2"


def test_tables_are_excel_tables_with_filters(sample: Path) -> None:
    results = sheets(sample)["Results"].tables["Results"]
    assert results.ref == "A1:AB13"
    assert results.autoFilter is not None
    assert results.autoFilter.ref == "A1:AB13"
    assert results.column_names == [column.heading for column in RESULTS]
    assert results.tableStyleInfo is not None
    assert results.tableStyleInfo.showRowStripes


def test_tables_beside_charts_have_no_filters_that_would_hide_them(sample: Path) -> None:
    tables = sheets(sample)["Summary"].tables
    assert set(tables) == {"By_status", "By_domain"}
    assert all(table.autoFilter is None for table in tables.values())


def test_totals_are_live_and_stored(sample: Path) -> None:
    table = sheets(sample)["Assessors"].tables["Assessors"]
    assert table.totalsRowCount == 1
    rows = CalamineWorkbook.from_path(sample).get_sheet_by_name("Assessors").to_python()
    assert rows[-1][:3] == ["Total", "", 34.0]
    assert sheets(sample)["Assessors"]["C5"].value == "=SUBTOTAL(109,Assessors[Applications])"


def test_every_tab_is_set_up_for_a4(sample: Path) -> None:
    for name, sheet in sheets(sample).items():
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToWidth or 1) == 1
        landscape = name not in ("Marks", "Assessors")
        assert (sheet.page_setup.orientation == "landscape") == landscape
        assert sheet.print_area
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.left.text == "Results && more"
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.right.text == "Page &P of &N"
    for name in ("Results", "Marks", "Problems"):
        assert sheets(sample)[name].print_title_rows == "$1:$1"
    assert sheets(sample)["Policy"].print_title_rows == "$5:$5"


def test_a_heading_explains_itself_when_chosen(sample: Path) -> None:
    notes = sheets(sample)["Results"].data_validations.dataValidation
    assert {str(note.sqref): note.prompt for note in notes}["F1"] == "The sum of the thirty marks."
    with ZipFile(sample) as package:
        assert not [name for name in package.namelist() if "comments" in name]


def test_statuses_and_marks_below_the_standard_are_coloured(sample: Path) -> None:
    rules = sheets(sample)["Results"].conditional_formatting
    found = {(str(area.sqref), str(rule.formula[0])) for area in rules for rule in area.rules}
    assert ("E2:E13", '"Award MIGPM"') in found
    assert ("H2:H13", "AND(ISNUMBER(H2),H2>=3,H2<5)") in found


def test_charts_say_what_they_show(sample: Path) -> None:
    with ZipFile(sample) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        chart = package.read("xl/charts/chart1.xml").decode()
    assert len(charts) == 3
    assert 'descr="Eight awards, two asked for further evidence' in drawing
    assert 'descr="Results below and at the standard"' in drawing
    assert "Applications by status" in chart
    assert "Summary!$A$15:$A$18" in chart
    assert "<c:v>Award MIGPM</c:v>" in chart
    assert '<c:min val="0"/>' in chart


def test_rows_propose_their_height_and_excel_may_fit_them(sample: Path) -> None:
    with ZipFile(sample) as package:
        xml = package.read("xl/worksheets/sheet2.xml").decode()
    rows = re.findall(r'<row r="(\d+)"([^>]*)>', xml)
    assert "customHeight" in dict(rows)["1"]
    for number, attributes in rows[1:]:
        assert "ht=" in attributes, number
        assert "customHeight" not in attributes, number


def test_figures_are_shown_as_what_they_hold(sample: Path) -> None:
    sheet = sheets(sample)["Summary"]
    shown = {row[0].value: row[1] for row in sheet.iter_rows(min_row=1, max_row=14)}
    assert shown["Applications"].value == 12
    assert shown["Share awarded"].number_format == "0.0%"
    assert shown["Average mark"].number_format == "0.00"
    assert shown["Assessment fees with VAT"].number_format == "[$£-809]#,##0.00"
    assert shown["Results due"].number_format == "dd mmm yyyy"


def test_an_empty_table_is_a_table_with_one_blank_row(tmp_path: Path) -> None:
    table = Table("Problems", (Column("Where"), Column("Fee", Kind.MONEY, total=True)), ())
    chart = Chart("Nothing", "Problems", ("Fee",))
    path = write(
        tmp_path / "r.xlsx", [Tab("Problems", "P", (table,)), Tab("C", "C", (table, chart))]
    )
    sheet = sheets(path)["Problems"]
    assert sheet.tables["Problems"].ref == "A1:B2"
    assert sheet["A2"].value is None
    assert sheets(path)["C"].tables["Problems_2"].ref.endswith(":B4")
    with ZipFile(path) as package:
        assert not [name for name in package.namelist() if "chart" in name]


def test_a_workbook_without_tabs_opens(tmp_path: Path) -> None:
    assert len(sheets(write(tmp_path / "r.xlsx", []))) == 1


def test_tabs_and_links_between_them_follow_the_names_that_are_legal(tmp_path: Path) -> None:
    def tab(name: str, to: str) -> Tab:
        rows = ((Linked("there", to),),)
        return Tab(name, name, (Table(name, (Column("Link"),), rows),))

    path = write(tmp_path / "r.xlsx", [tab("A/1", "a-1"), tab("a-1", "A/1"), tab("O'H", "O'H")])
    read = sheets(path)
    assert list(read) == ["A-1", "a-1 (2)", "O'H"]
    links = [sheet["A2"].hyperlink for sheet in read.values()]
    assert [link.location for link in links if link] == ["'a-1 (2)'!A1", "'A-1'!A1", "'O''H'!A1"]
    assert [name for sheet in read.values() for name in sheet.tables] == ["A_1", "a_1_2", "O_H"]


def test_headings_alike_are_told_apart(tmp_path: Path) -> None:
    table = Table(
        "T", (Column("Fee"), Column("fee", total=True), Column("[#]'", total=True)), ((1, 2, 3),)
    )
    sheet = sheets(write(tmp_path / "r.xlsx", [Tab("T", "T", (table,))]))["T"]
    assert [cell.value for cell in sheet[1]] == ["Fee", "fee (2)", "[#]'"]
    assert sheet["C3"].value == "=SUBTOTAL(109,T['['#']''])"


def test_titles_and_sentences_are_only_text(tmp_path: Path) -> None:
    blocks = ("=1+1", Figures((("=cmd|x", "@SUM(A1)"), ("<r>", "y" * 300))), "<r>&</r>")
    tab = Tab("T", "=HYPERLINK()", blocks)
    values = [v for row in sheets(write(tmp_path / "r.xlsx", [tab]))["T"].values for v in row if v]
    assert values == ["=HYPERLINK()", "=1+1", "=cmd|x", "@SUM(A1)", "<r>", "y" * 300, "<r>&</r>"]


def test_long_titles_fit_into_the_printed_header(tmp_path: Path) -> None:
    tab = Tab("T", "&" * 300, (Table("T", (Column("H"),), ()),))
    path = tmp_path / "r.xlsx"
    write_workbook([tab], path, title="&A & " * 90, created=DAY)
    header = sheets(path)["T"].oddHeader
    assert header is not None
    assert str(header.left.text).startswith("&&A && &&A")


def test_long_sentences_have_room(tmp_path: Path) -> None:
    tab = Tab("T", "T", ("word " * 200,), landscape=False)
    sheet = sheets(write(tmp_path / "r.xlsx", [tab]))["T"]
    assert str(sheet.merged_cells.ranges[0] if isinstance(sheet.merged_cells.ranges, list)
               else next(iter(sheet.merged_cells.ranges))).startswith("A3:")  # fmt: skip
    height = sheet.row_dimensions[3].height
    assert height is not None
    assert height > 80


def test_the_same_tabs_give_the_same_bytes(tmp_path: Path) -> None:
    first = write(tmp_path / "results.xlsx", sample_tabs()).read_bytes()
    again = write(tmp_path / "results.xlsx", sample_tabs()).read_bytes()
    assert first == again


def test_the_properties_tell_title_day_and_origin(sample: Path) -> None:
    properties = openpyxl.load_workbook(sample).properties
    assert properties.title == "Results & more"
    assert properties.created is not None
    assert properties.created.date() == DAY
    custom = openpyxl.load_workbook(sample).custom_doc_props  # type: ignore[attr-defined]
    assert custom["igpm_sheets"].value == "results"


def test_nothing_is_written_over_somebody_elses_workbook(tmp_path: Path) -> None:
    path = tmp_path / "applications.xlsx"
    openpyxl.Workbook().save(path)
    before = path.read_bytes()
    with pytest.raises(CannotWrite, match="did not make"):
        write(path, sample_tabs())
    assert path.read_bytes() == before


def test_a_fault_on_the_way_leaves_the_old_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "results.xlsx", sample_tabs())
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(workbook, "_frame", fail)
    with pytest.raises(ValueError, match="a fault"):
        write(path, sample_tabs())
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.xlsx"]


def test_more_rows_than_a_tab_holds_are_refused(tmp_path: Path) -> None:
    table = Table("T", (Column("Ref"),), [("x",)] * (workbook.MOST_ROWS + 1))
    with pytest.raises(CannotWrite) as caught:
        write(tmp_path / "r.xlsx", [Tab("Marks", "T", (table,))])
    assert caught.value.problem.code == "F28"
    assert list(tmp_path.iterdir()) == []


def test_two_thousand_rows_are_all_there(tmp_path: Path) -> None:
    rows = [results_row(number) for number in range(2_000)]
    path = write(tmp_path / "r.xlsx", [Tab("Results", "R", (Table("Results", RESULTS, rows),))])
    read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(read) == 2_001
    assert read[2_000][0] == "A2000"
    assert path.stat().st_size < 1_000_000


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_works_out_the_same_values(sample: Path, tmp_path: Path) -> None:
    # Stored values are taken out first, so that what comes back was really worked out.
    bare = tmp_path / "bare.xlsx"
    with ZipFile(sample) as source, ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content, count = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                assert count == 12 * 12
            target.writestr(name, content)
    out = tmp_path / "out"
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    read = CalamineWorkbook.from_path(out / "bare.xlsx").get_sheet_by_name("Results")
    for number, row in enumerate(read.to_python()[1:]):
        wanted = [plain(content) for content in results_row(number)]
        for value, expected in zip(row, wanted, strict=True):
            if isinstance(expected, int | Decimal):
                assert value == pytest.approx(float(expected), abs=1e-9)
            else:
                assert value == (expected or "")


def test_a_copy_for_another_place_links_from_there(tmp_path: Path) -> None:
    tabs = [replace(tab, name=tab.name) for tab in sample_tabs(2)]
    here = workbook_bytes(tabs, title="t", created=DAY, beside=tmp_path, folder=tmp_path)
    below = workbook_bytes(tabs, title="t", created=DAY, beside=tmp_path / "out", folder=tmp_path)
    assert here != below
