"""Whatever people have typed, read back by other programs as it stands."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Column, Content, Linked, Live, Tab, Table
from igpm_sheets.writers.filling.cell_xml import cell_text
from igpm_sheets.writers.filling.template import Template
from igpm_sheets.writers.workbook import workbook_bytes
from tests.writers.filled import a_list, grid_of, sheet_xml_of, template_of

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

HOSTILE = (
    '=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)", "{=1}", "1,5", "007", "1e5",
    "#N/A", "TRUE", "http://x.example", "mailto:a@x.example", "internal:Sheet1!A1",
    "external:c:\\x.xlsx", "  spaces at both ends  ", "two\nlines", "tab\there", "<b>&amp;\"'",
    "<r>", "<r></r>", "<r><t>injected</t></r>", "'apostrophe", "{row}", "{0.__class__}", "%s",
    "{title}", "{{title}", "_x000D_", "_x0041_", "_x0041_x0042_", "x_x0041__x0042_x", "_x005F_",
    "café ‘’ Łódź 審査 😀", "]]>", "<![CDATA[x]]>", "<!-- x -->", "--", "=", "\u00a0", "\u2028",
    "</t></is></c></row>", "&#65;", "&lt;",
)  # fmt: skip
"""Texts a person may have typed, by accident or not; each is to read back as it stands."""


@pytest.fixture(scope="module")
def template() -> Template:
    return a_list("Value")


def one_column(*contents: Content) -> list[Tab]:
    rows = [(content,) for content in contents]
    values = {"title": "Results"}
    return [Tab("Results", "List", values, [Table("Results", (Column("Value"),), rows)])]


def written(template: Template, *contents: Content, folder: Path | None = None) -> bytes:
    return workbook_bytes(
        one_column(*contents), title="Results", created=date(2026, 6, 10), beside=folder or Path(),
        folder=folder, template=template,
    )  # fmt: skip


def column(data: bytes) -> Sequence[object]:
    return [row[0] for row in grid_of(data)][1:]


def test_hostile_texts_are_shown_as_typed(template: Template) -> None:
    data = written(template, *HOSTILE, "end")
    assert column(data)[:-1] == list(HOSTILE)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    for typed, cell in zip(HOSTILE, sheet["A"][1:], strict=False):
        # openpyxl does not undo the escapes of texts that stand in the cell.
        assert cell.value == typed or "_x" in typed
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    assert "<f>" not in sheet_xml_of(data)


def test_hostile_texts_may_be_linked_live_and_values(template: Template) -> None:
    linked: list[Content] = [Linked(text, "Results") for text in HOSTILE]
    live: list[Content] = [Live(text, '="a"') for text in HOSTILE]
    data = written(template, *linked, *live, "end")
    assert column(data)[:-1] == [*HOSTILE, *HOSTILE]

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("Page")
        for row in range(len(HOSTILE)):
            sheet.write_string(row, 0, f"{{v{row}}}")
            sheet.write_string(row, 1, f"«{{v{row}}}»")

    values: dict[str, Content] = {f"v{n}": text for n, text in enumerate(HOSTILE)}
    data = workbook_bytes(
        [Tab("T", "Page", values)], title="t", created=date(2026, 6, 10), beside=Path(),
        template=template_of(draw),
    )  # fmt: skip
    assert grid_of(data) == [[text, f"«{text}»"] for text in HOSTILE]


@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=20))
def test_any_text_gives_a_workbook_that_reads_back(template: Template, texts: list[str]) -> None:
    data = written(template, *texts, "end")
    assert column(data)[:-1] == [cell_text(text) for text in texts]


def test_numbers_and_days_read_back(template: Template, tmp_path: Path) -> None:
    data = written(
        template, 150, Decimal("1.5"), Decimal(5), date(2028, 2, 29), None, 10**15, "end",
        Linked(7, CellRef("a.xlsx", "T", 2, 2)), folder=tmp_path,
    )  # fmt: skip
    whole = [150.0, 1.5, 5.0, date(2028, 2, 29), "", "1000000000000000", "end", 7.0]
    assert column(data) == whole


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_shows_hostile_texts_as_typed(template: Template, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(written(template, *HOSTILE, "end"))
    profile = (tmp_path / "profile").as_uri()
    as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to", as_shown,
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    with (tmp_path / "hostile.csv").open(encoding="utf-8", newline="") as file:
        shown = [row[0] for row in csv.reader(file)][1:-1]
    assert shown == list(HOSTILE)
