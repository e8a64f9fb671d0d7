"""Templates are read however they were saved, and faults in them are told with their place."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from igpm_sheets.ooxml.archive import Archive
from igpm_sheets.ooxml.package import MAIN, RELATIONS, Package
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.filling.template import Template, TemplateFault
from tests.writers.filled import drawn, framed, template_from, template_of
from tests.writers.styled import package as styled_package
from tests.writers.styled import styles, theme


def a_page(book: Any) -> None:
    sheet = book.add_worksheet("Page")
    day = book.add_format({"num_format": "dd mmm yyyy", "bold": True})
    sheet.write_string(0, 0, "{title}")
    sheet.write_datetime(1, 0, date(2026, 6, 1), day)
    sheet.write_number(2, 0, 1.5)
    sheet.write_boolean(2, 1, True)
    sheet.write_rich_string(3, 0, "By ", book.add_format({"bold": True}), "{name}")
    framed(sheet, 5, "Your_result", ["Domain", "Average"], totals=True)
    sheet.merge_range(3, 0, 3, 2, "")
    sheet.print_area(0, 0, 30, 4)
    sheet.repeat_rows(5)
    sheet.set_column_pixels(0, 0, 100)
    sheet.set_row_pixels(0, 40)


def test_cells_tables_and_paper_are_read() -> None:
    sheet = template_of(a_page).sheet("page")
    assert sheet.name == "Page"
    assert sheet.rows[1].cells[1].content == "{title}"
    assert sheet.rows[2].cells[1].content == date(2026, 6, 1)
    assert [cell.content for cell in sheet.rows[3].cells.values()] == [Decimal("1.5"), "TRUE"]
    assert [run.text for run in sheet.rows[4].cells[1].runs] == ["By ", "{name}"]
    [table] = sheet.tables
    assert (table.name, str(table.area), table.totals) == ("Your_result", "A6:B8", 8)
    assert (table.headings, table.label, table.has_filter) == (("Domain", "Average"), "Total", True)
    assert sheet.merges == (Area(4, 1, 4, 3),)
    assert sheet.print_area == (Area(1, 1, 31, 5),)
    assert [area.absolute for area in sheet.print_titles] == ["$6:$6"]
    assert (sheet.geometry.width(1), sheet.geometry.height(1)) == (100, 40)
    assert (sheet.geometry.width(2), sheet.geometry.height(2)) == (64, 20)
    assert sheet.last_row == 31


def test_a_template_is_not_kept_open(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(drawn(a_page))
    template = Template.load(path)
    path.unlink()
    assert list(template.sheets) == ["Page"]


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), (b"", "zip"), (b"PK\3\4", "zip")]
)
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "template.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(TemplateFault, match=reason) as caught:
        Template.load(path)
    assert caught.value.problem.code == "F45"
    assert caught.value.problem.where.source == "template.xlsx"


def test_a_package_of_something_else_is_told(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    with ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(TemplateFault, match="no Excel workbook"):
        Template.load(path)


def test_a_sheet_that_is_missing_is_told() -> None:
    with pytest.raises(TemplateFault, match="no sheet “Results”") as caught:
        template_of(a_page).sheet("Results")
    assert (caught.value.problem.code, caught.value.problem.found) == ("F46", "Page")


def fault_of(draw: Any) -> str:
    with pytest.raises(TemplateFault) as caught:
        template_of(draw).sheet("S")
    assert caught.value.problem.code == "F45"
    return str(caught.value)


def test_tables_beside_each_other_are_told() -> None:
    def draw(book: Any) -> None:
        sheet = book.add_worksheet("S")
        framed(sheet, 1, "One", ["A", "B"])
        framed(sheet, 2, "Two", ["A", "B"], column=4)

    assert "template.xlsx › S!E3" in fault_of(draw)


def test_formulas_outside_tables_are_told() -> None:
    def draw(book: Any) -> None:
        book.add_worksheet("S").write_formula("B3", "=TODAY()")

    assert "template.xlsx › S!B3" in fault_of(draw)


def with_sheet(sheet: str, *, shared: str = "", **others: str) -> Template:
    """A template as Excel might write it, with a theme and other names of parts."""
    known = styled_package(styles(**others), theme_part=theme(), sheet=sheet)
    parts: Mapping[str, bytes] = {name: known.read(name) for name in known.names}
    if shared:
        rels = (
            parts["xl/_rels/workbook.xml.rels"]
            .decode()
            .replace(
                "</Relationships>",
                f'<Relationship Id="rId90" Type="{RELATIONS}/sharedStrings" Target="/xl/T.xml"/>'
                "</Relationships>",
            )
        )
        parts = {
            **parts,
            "xl/_rels/workbook.xml.rels": rels.encode(),
            "xl/T.xml": f'<x:sst xmlns:x="{MAIN}">{shared}</x:sst>'.encode(),
        }
    file = io.BytesIO()
    with ZipFile(file, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return template_from(file.getvalue())


def test_shared_inline_and_rich_texts_are_read() -> None:
    shared = (
        "<x:si><x:t>a_x000A_b</x:t></x:si>"
        '<x:si><x:r><x:t>one </x:t></x:r><x:r><x:rPr><x:b/><x:color theme="4"/></x:rPr>'
        '<x:t>two</x:t></x:r><x:rPh sb="0" eb="1"><x:t>reading aid</x:t></x:rPh></x:si>'
    )
    sheet = with_sheet(
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c>'
        '<c r="D1" t="inlineStr"><is><t>in line</t></is></c></row>'
        '<row><c t="str"><v>plain</v></c><c t="s"><v>99</v></c></row></sheetData>',
        shared=shared,
    ).sheet("A")
    first, second, fourth = sheet.rows[1].cells.values()
    assert (first.content, second.content, fourth.content) == ("a\nb", "one two", "in line")
    assert [cell.column for cell in (first, second, fourth)] == [1, 2, 4]
    assert not first.runs
    look = second.runs[1].look
    assert look is not None
    assert "theme" not in repr(look)
    assert sheet.rows[2].cells[1].content == "plain"


def test_what_cannot_be_a_sheet_is_told() -> None:
    with pytest.raises(TemplateFault, match="not as Excel writes it"):
        with_sheet('<sheetData><row r="x"/></sheetData>').sheet("A")


def test_a_template_from_1904_has_its_days() -> None:
    template = template_of(a_page, date_1904=True)
    assert template.sheet("Page").rows[2].cells[1].content == date(2026, 6, 1)


def test_a_package_that_is_a_template_twice_reads_the_same() -> None:
    data = drawn(a_page)
    first = Template(Package(Archive(io.BytesIO(data))), "a").sheet("Page")
    again = Template(Package(Archive(io.BytesIO(data))), "a").sheet("Page")
    assert first.rows == again.rows
    assert first.children == again.children
