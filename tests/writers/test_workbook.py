"""Whole workbooks on the program's own template: look, print, names, sameness, second opinions."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from igpm_sheets.reports import results
from igpm_sheets.reports.tables import Column, Linked, Tab, Table, plain
from igpm_sheets.templates import RESULTS, builtin_template
from igpm_sheets.writers import workbook
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling import layout
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.template import Template, TemplateFault
from igpm_sheets.writers.workbook import workbook_bytes, write_workbook
from tests.writers.filled import a_list, a_tab, framed, grid_of, parts_in, template_of
from tests.writers.sample import a_list as list_tab
from tests.writers.sample import results_row, sample_tabs

DAY = date(2026, 6, 10)
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
HEADINGS = [column.heading for column in results.RESULT_COLUMNS]


def write(path: Path, tabs: list[Tab], template: Template | None = None) -> Path:
    write_workbook(
        tabs, path, title="Results & more", created=DAY, folder=path.parent, template=template
    )
    return path


def sheets(path: Path) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: sheet for sheet in book.worksheets}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("office") / "results.xlsx", sample_tabs())


def test_a_tab_of_one_table_starts_with_its_headings(sample: Path) -> None:
    sheet = sheets(sample)["Results"]
    assert [cell.value for cell in sheet[1]] == HEADINGS
    assert sheet["A2"].value == "A001"
    assert sheet.freeze_panes == "C2"


def test_tables_are_excel_tables_with_filters(sample: Path) -> None:
    table = sheets(sample)["Results"].tables["Results"]
    assert table.ref == "A1:AB13"
    assert table.autoFilter is not None
    assert table.autoFilter.ref == "A1:AB13"
    assert table.column_names == HEADINGS
    assert table.tableStyleInfo is not None
    assert table.tableStyleInfo.showRowStripes


def test_tables_beside_charts_have_no_filters_that_would_hide_them(sample: Path) -> None:
    tables = sheets(sample)["Summary"].tables
    assert set(tables) == {"Statuses", "Marks_by_domain"}
    assert all(table.autoFilter is None for table in tables.values())


def test_totals_are_live_and_stored(sample: Path) -> None:
    table = sheets(sample)["Assessors"].tables["Assessors"]
    assert table.totalsRowCount == 1
    rows = CalamineWorkbook.from_path(sample).get_sheet_by_name("Assessors").to_python()
    [totals] = [row for row in rows if row[0] == "Total"]
    assert totals[:4] == ["Total", "", 34.0, 340.0]
    total = sheets(sample)["Assessors"][table.ref][-1][2]
    assert total.value == "=SUBTOTAL(109,Assessors[Applications])"


def test_every_tab_is_set_up_for_a4(sample: Path) -> None:
    for sheet in sheets(sample).values():
        assert sheet.page_setup.paperSize == 9
        fitted = sheet.sheet_properties.pageSetUpPr
        assert bool(fitted and fitted.fitToPage) != bool(sheet.col_breaks.brk)
        assert sheet.print_area
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.left.text
        assert "{" not in str(sheet.oddHeader.left.text)
        assert sheet.oddFooter is not None
        assert sheet.oddFooter.right.text == "Page &P of &N"
    for name in ("Results", "Marks", "Problems"):
        assert sheets(sample)[name].print_title_rows == "$1:$1"
    assert sheets(sample)["Results"].print_area == "'Results'!$A$1:$AB$13"


def test_a_heading_explains_itself_when_chosen(sample: Path) -> None:
    notes = sheets(sample)["Results"].data_validations.dataValidation
    said = {str(note.sqref): note.prompt for note in notes}
    assert said["F1"] == "Of the thirty marks; 150 makes the award."
    with ZipFile(sample) as package:
        assert not [name for name in package.namelist() if "comments" in name]


def test_statuses_and_marks_below_the_standard_are_coloured(sample: Path) -> None:
    rules = sheets(sample)["Results"].conditional_formatting
    found = {(str(area.sqref), str(rule.formula[0])) for area in rules for rule in area.rules}
    assert ("E2:E13", '"Award MIGPM"') in found
    assert ("H2:H13", "AND(ISNUMBER(H2),H2>=3,H2<5)") in found


def test_charts_say_what_they_show(sample: Path) -> None:
    parts = parts_in(sample.read_bytes())
    assert len([name for name in parts if name.startswith("xl/charts/chart")]) == 3
    drawing, chart = parts["xl/drawings/drawing1.xml"], parts["xl/charts/chart1.xml"]
    assert 'descr="Award MIGPM: 8; Further evidence needed: 2; Awaiting marks: 2"' in drawing
    assert 'descr="The average of all marks in each domain. 1 Domain: 4.30"' in drawing
    assert "'Summary'!$A$13:$A$15" in chart
    assert "<c:v>Award MIGPM</c:v>" in chart
    assert '<c:min val="0"/>' in chart


def test_rows_propose_their_height_and_excel_may_fit_them(sample: Path) -> None:
    xml = parts_in(sample.read_bytes())["xl/worksheets/sheet2.xml"]
    rows = re.findall(r'<row r="(\d+)"([^>]*)>', xml)
    assert "customHeight" in dict(rows)["1"]
    for number, attributes in rows[1:]:
        assert "ht=" in attributes, number
        assert "customHeight" not in attributes, number


def test_figures_are_shown_as_what_they_hold(sample: Path) -> None:
    sheet = sheets(sample)["Summary"]
    tile, day = sheet["A3"], sheet["B6"]
    assert (tile.value, tile.number_format, sheet["A4"].value) == (12, "#,##0", "Applications")
    assert (sheet["A6"].value, day.number_format) == ("As of", "dd mmm yyyy")
    under = zip(sheet[3], sheet[4], strict=True)
    unsent = [tile for tile, label in under if label.value == "Results to send"]
    assert [cell.value for cell in unsent] == [None]


def test_cells_have_the_templates_typeface(sample: Path) -> None:
    font = sheets(sample)["Results"]["A2"].font
    assert (font.name, font.size) == ("Arial", 10)


def test_a_workbook_without_tabs_opens(tmp_path: Path) -> None:
    assert len(sheets(write(tmp_path / "r.xlsx", []))) == 1


def test_tabs_and_links_between_them_follow_the_names_that_are_legal(tmp_path: Path) -> None:
    def tab(name: str, to: str) -> Tab:
        table = Table("Results", (Column("Link"),), [(Linked("there", to),)])
        return Tab(name, "List", {"title": name}, [table])

    tabs = [tab("A/1", "a-1"), tab("a-1", "A/1"), tab("O'H", "O'H")]
    read = sheets(write(tmp_path / "r.xlsx", tabs, a_list("Link")))
    assert list(read) == ["A-1", "a-1 (2)", "O'H"]
    links = [sheet["A2"].hyperlink for sheet in read.values()]
    assert [link.location for link in links if link] == ["'a-1 (2)'!A1", "'A-1'!A1", "'O''H'!A1"]
    tables = [name for sheet in read.values() for name in sheet.tables]
    assert tables == ["Results", "Results_2", "Results_3"]


def test_a_template_that_lacks_something_stops_before_anything_is_written(tmp_path: Path) -> None:
    tab = Tab("T", "List", {}, [Table("Other", (Column("Link"),), [])])
    with pytest.raises(TemplateFault, match="no table “Other”"):
        write(tmp_path / "r.xlsx", [tab], a_list("Link"))
    assert list(tmp_path.iterdir()) == []


def test_the_same_tabs_give_the_same_bytes(tmp_path: Path) -> None:
    first = write(tmp_path / "results.xlsx", sample_tabs()).read_bytes()
    again = write(tmp_path / "results.xlsx", sample_tabs()).read_bytes()
    assert first == again


def test_the_properties_tell_title_day_and_origin(sample: Path) -> None:
    book = openpyxl.load_workbook(sample)
    assert book.properties.title == "Results & more"
    assert book.properties.created is not None
    assert book.properties.created.date() == DAY
    assert book.custom_doc_props["igpm_sheets"].value == "results"  # type: ignore[attr-defined]


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

    monkeypatch.setattr(workbook, "Grafting", fail)
    with pytest.raises(ValueError, match="a fault"):
        write(path, sample_tabs())
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.xlsx"]


def test_more_rows_than_a_tab_holds_are_refused(tmp_path: Path) -> None:
    tab = a_tab(*[("x",)] * layout.LIMIT, columns=["Ref"])
    with pytest.raises(CannotWrite) as caught:
        write(tmp_path / "r.xlsx", [tab], a_list("Ref"))
    assert caught.value.problem.code == "F28"
    assert list(tmp_path.iterdir()) == []


def test_two_thousand_rows_are_all_there(tmp_path: Path) -> None:
    rows = [results_row(number) for number in range(2_000)]
    tabs = [list_tab("Results", results.RESULT_COLUMNS, rows), sample_tabs(1)[2]]
    path = write(tmp_path / "r.xlsx", tabs)
    read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert len(read) == 2_001
    assert read[2_000][0] == "A2000"
    assert path.stat().st_size < 1_000_000


def test_a_copy_for_another_place_links_from_there(tmp_path: Path) -> None:
    tabs = sample_tabs(2)
    here = workbook_bytes(tabs, title="t", created=DAY, beside=tmp_path, folder=tmp_path)
    below = workbook_bytes(tabs, title="t", created=DAY, beside=tmp_path / "out", folder=tmp_path)
    assert 'Target="marks/' in "".join(parts_in(here).values())
    assert 'Target="../marks/' in "".join(parts_in(below).values())


# Second opinions


def converted(path: Path, folder: Path) -> Path:
    """A workbook as LibreOffice saves it anew."""
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / "out" / path.name


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_works_out_the_same_values(sample: Path, tmp_path: Path) -> None:
    # Stored values are taken out first, so that what comes back was really worked out.
    bare = tmp_path / "bare.xlsx"
    with ZipFile(sample) as source, ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content, count = re.subn(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
                assert count == {"2": 12 * 12, "3": 36}.get(name[19], count)
            target.writestr(name, content)
    book = CalamineWorkbook.from_path(converted(bare, tmp_path))
    for number, row in enumerate(book.get_sheet_by_name("Results").to_python()[1:]):
        wanted = [plain(content) for content in results_row(number)]
        for value, expected in zip(row, wanted, strict=True):
            if isinstance(expected, int | Decimal):
                assert value == pytest.approx(float(expected), abs=1e-9)
            else:
                assert value == (expected or "")
    rows = book.get_sheet_by_name("Assessors").to_python()
    assert ["Total", "", 34.0, 340.0] in [row[:4] for row in rows]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_a_template_saved_by_libreoffice_is_as_good(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(builtin_template(RESULTS).read_bytes())
    restyled = Template.load(converted(path, tmp_path))
    tabs = sample_tabs(2)
    data = workbook_bytes(
        tabs, title="t", created=DAY, beside=tmp_path, folder=tmp_path, template=restyled
    )
    own = Template.load(path)
    assert [Filled(t, restyled).values() for t in tabs] == [Filled(t, own).values() for t in tabs]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["Results"].tables["Results"].ref == "A1:AB3"
    assert book["Results"]["H2"].number_format == "0.00"
    assert any(str(each.sqref) == "E2:E3" for each in book["Results"].conditional_formatting)
    assert "'Summary'!$A$13:$A$15" in parts_in(data)["xl/charts/chart1.xml"]


def test_every_sheet_of_the_programs_template_can_be_read() -> None:
    assert {"Summary", "Results", "Changes"} <= set(Template.load(builtin_template(RESULTS)).sheets)


def test_two_tables_of_one_template_table_are_told(tmp_path: Path) -> None:
    def draw(book: Any) -> None:
        framed(book.add_worksheet("List"), 0, "Results", ["Ref"])

    table = Table("Results", (Column("Ref"),), [("a",)])
    tab = Tab("List", "List", {"title": "T"}, [table, table])
    with pytest.raises(TemplateFault) as caught:
        write(tmp_path / "r.xlsx", [tab], template_of(draw))
    assert caught.value.problem.code == "F48"
    assert grid_of(write(tmp_path / "r.xlsx", [a_tab(("a",), columns=["Ref"])],
                         template_of(draw)).read_bytes()) == [["Ref"], ["a"]]  # fmt: skip
