"""Each kind of content, read back by other programs as what it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Live, Plain, Tab, Table
from igpm_sheets.writers.cells import LARGEST_WHOLE, LONGEST_TEXT, Links, cell_text
from igpm_sheets.writers.names import units
from igpm_sheets.writers.workbook import workbook_bytes, write_workbook

DAY = date(2026, 6, 10)

HOSTILE = (
    '=HYPERLINK("http://x.example","y")', "+1", "-1", "@SUM(A1)", "{=1}", "1,5", "007", "1e5",
    "#N/A", "TRUE", "http://x.example", "mailto:a@x.example", "internal:Sheet1!A1",
    "external:c:\\x.xlsx", "  spaces at both ends  ", "two\nlines", "tab\there", "<b>&amp;\"'",
    "<r>", "<r></r>", "<r><t>injected</t></r>", "'apostrophe", "{row}", "{0.__class__}", "%s",
    "_x000D_", "_x0041_", "_x0041_x0042_", "x_x0041__x0042_x", "_x005F_", "café ‘’ Łódź 審査 😀",
    "]]>", "--", "=", "",
)  # fmt: skip
"""Texts a person may have typed, by accident or not; each is to read back as it stands."""


def one_column(kind: Kind, *contents: Content) -> list[Tab]:
    rows = [(content,) for content in contents]
    return [Tab("Results", "Results", (Table("Results", (Column("Value", kind),), rows),))]


def written(tmp_path: Path, tabs: list[Tab], *, folder: Path | None = None) -> Path:
    path = tmp_path / "results.xlsx"
    write_workbook(tabs, path, title="Results", created=DAY, folder=folder)
    return path


def calamine_column(path: Path) -> Sequence[object]:
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [row[0] for row in sheet.to_python(skip_empty_area=False)][1:]


def openpyxl_cells(path: Path) -> list[openpyxl.cell.cell.Cell]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [row[0] for row in sheet.iter_rows(min_row=2)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "value", "stored", "number_format"),
    [
        (Kind.TEXT, "Ada Byrne", "Ada Byrne", "General"),
        (Kind.LONG_TEXT, "A sentence.", "A sentence.", "General"),
        (Kind.STATUS, "On hold", "On hold", "General"),
        (Kind.WHOLE, 150, 150.0, "#,##0"),
        (Kind.WHOLE, Decimal("1.5"), 1.5, "General"),
        (Kind.MARK, 5, 5.0, "0"),
        (Kind.MARK, Decimal(5), 5.0, "0.00"),
        (Kind.MARK, Decimal(14) / 3, 14 / 3, "0.00"),
        (Kind.MEAN, Decimal(149) / 30, 149 / 30, "0.00"),
        (Kind.MEAN, 5, 5.0, "0.00"),
        (Kind.MONEY, Decimal("336.00"), 336.0, "[$£-809]#,##0.00"),
        (Kind.MONEY, 280, 280.0, "[$£-809]#,##0.00"),
        (Kind.SHARE, Decimal("0.125"), 0.125, "0.0%"),
        (Kind.DATE, date(2028, 2, 29), date(2028, 2, 29), "dd mmm yyyy"),
        (Kind.TEXT, date(2026, 6, 30), date(2026, 6, 30), "dd mmm yyyy"),
    ],
)
def test_every_kind_reads_back(
    tmp_path: Path, kind: Kind, value: Plain, stored: object, number_format: str
) -> None:
    path = written(tmp_path, one_column(kind, value))
    assert calamine_column(path) == [stored]
    [cell] = openpyxl_cells(path)
    shown = cell.value.date() if cell.is_date else cell.value  # type: ignore[union-attr]
    assert shown == stored
    assert cell.number_format == number_format


@pytest.mark.parametrize("kind", list(Kind))
def test_a_blank_stays_blank(tmp_path: Path, kind: Kind) -> None:
    path = written(tmp_path, one_column(kind, "x", None, "y"))
    assert openpyxl_cells(path)[1].value is None


def test_hostile_texts_are_shown_as_typed(tmp_path: Path) -> None:
    path = written(tmp_path, one_column(Kind.TEXT, *HOSTILE, "end"))
    assert calamine_column(path)[:-1] == list(HOSTILE)
    cells = openpyxl_cells(path)[:-1]
    # openpyxl itself takes the text x005F_ for an escape, so cannot show that one.
    for typed, cell in zip(HOSTILE, cells, strict=True):
        if typed and "x005F_" not in typed:
            assert cell.value == typed
        assert cell.data_type in "sn"
        assert cell.hyperlink is None
    with ZipFile(path) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@given(st.lists(st.text(st.characters(codec=None)), min_size=1, max_size=20))
def test_any_text_gives_a_workbook_that_reads_back(texts: list[str]) -> None:
    content = workbook_bytes(
        one_column(Kind.TEXT, *texts, "end"), title="Results", created=DAY, beside=Path()
    )
    from io import BytesIO  # noqa: PLC0415 - here alone

    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    read = [row[0] for row in sheet.to_python(skip_empty_area=False)][1:-1]
    assert read == [cell_text(text) for text in texts]


def test_what_no_cell_can_hold_is_shown_as_such() -> None:
    assert cell_text("bell\x07 lone\ud800 \uffff") == "bell� lone� �"
    assert cell_text("line\r\nline\rline\x0bline") == "line\nline\nline\nline"
    assert cell_text("naïve 😀\t") == "naïve 😀\t"


def test_a_text_too_long_for_a_cell_ends_in_a_sign_of_it(tmp_path: Path) -> None:
    longest, too_long = "x" * LONGEST_TEXT, "😀" * LONGEST_TEXT
    path = written(tmp_path, one_column(Kind.LONG_TEXT, longest, too_long))
    first, second = calamine_column(path)
    assert first == longest
    assert isinstance(second, str)
    assert second.endswith("😀…")
    assert LONGEST_TEXT - 1 <= units(second) <= LONGEST_TEXT


def test_what_excel_cannot_count_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, one_column(Kind.WHOLE, LARGEST_WHOLE, 1 - LARGEST_WHOLE))
    assert calamine_column(path) == ["1000000000000000", -999999999999999.0]
    path = written(tmp_path, one_column(Kind.DATE, date(1899, 5, 2), date(1900, 3, 1)))
    assert calamine_column(path) == ["02 May 1899", date(1900, 3, 1)]


def test_a_live_value_is_a_formula_with_its_value_stored(tmp_path: Path) -> None:
    tabs = one_column(
        Kind.MEAN,
        Live(Decimal(149) / 30, "=149/30+0*B{row}"),
        Live("text & <more>", '="a"'),
        Live(None, '=""'),
        Live(date(2026, 6, 30), "DATE(2026,6,30)"),
        5,
    )
    path = written(tmp_path, tabs)
    formulas = [cell.value for cell in openpyxl_cells(path)][:4]
    assert formulas == ["=149/30+0*B2", '="a"', '=""', "=DATE(2026,6,30)"]
    assert calamine_column(path)[:4] == [149 / 30, "text & <more>", "", date(2026, 6, 30)]


@pytest.mark.parametrize(
    ("to", "target", "location"),
    [
        (CellRef("marks/R. Hale.xlsx", "Round 2", 12, 6), "marks\\R.%20Hale.xlsx", "'Round 2'!F12"),
        (CellRef("marks.xlsx", "O'Hare's #1", 3), "marks.xlsx", "'O''Hare''s #1'!A3"),
        (CellRef("100%#1.xlsx", "T"), "100%25%231.xlsx", "'T'!A1"),
        (CellRef("../up.xlsx"), "..\\up.xlsx", None),
        (CellRef("https://docs.google.com/spreadsheets/d/abc/edit", "Marks", 2, 3),
         "https://docs.google.com/spreadsheets/d/abc/edit", None),
        ("Results", None, "'Results'!A1"),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_cell_it_names(
    tmp_path: Path, to: CellRef | str, target: str | None, location: str | None
) -> None:
    path = written(tmp_path, one_column(Kind.MARK, Linked(7, to)), folder=tmp_path)
    [cell] = openpyxl_cells(path)
    assert cell.value == 7
    assert cell.hyperlink is not None
    assert cell.hyperlink.target == target
    assert cell.hyperlink.location == location


def test_links_are_relative_to_where_the_workbook_stands(tmp_path: Path) -> None:
    links = Links({}, tmp_path / "out" / "2026", tmp_path)
    assert links.address(CellRef("marks/a.xlsx", "T", 2, 2)) == "external:../../marks/a.xlsx#'T'!B2"


@pytest.mark.parametrize(
    "to",
    ["No such tab", CellRef(""), CellRef("ftp://x"), CellRef("\ud800.xlsx"), CellRef("x" * 3000)],
)
def test_a_link_that_leads_nowhere_is_left_plain(tmp_path: Path, to: CellRef | str) -> None:
    path = written(tmp_path, one_column(Kind.TEXT, Linked("text", to)), folder=tmp_path)
    [cell] = openpyxl_cells(path)
    assert cell.value == "text"
    assert cell.hyperlink is None


def test_links_beyond_excels_limit_are_left_plain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("igpm_sheets.writers.cells.MOST_LINKS", 2)
    path = written(tmp_path, one_column(Kind.TEXT, *[Linked(f"t{n}", "Results") for n in range(4)]))
    assert [bool(cell.hyperlink) for cell in openpyxl_cells(path)] == [True, True, False, False]
    assert calamine_column(path) == ["t0", "t1", "t2", "t3"]


def test_a_hostile_text_may_be_linked_and_live(tmp_path: Path) -> None:
    linked = [Linked(text, "Results") for text in HOSTILE if text]
    path = written(tmp_path, one_column(Kind.TEXT, *linked))
    assert calamine_column(path) == [text for text in HOSTILE if text]
