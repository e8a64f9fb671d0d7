"""A tab that is filled anew keeps what people set on it, and its rows only pass by."""

from __future__ import annotations

import re

import pytest

from igpm_sheets.ooxml.archive import Content
from igpm_sheets.writers.grafting.kept import Kept, dressed, kept
from tests.preserving.by_hand import (
    FIRST,
    FIRST_RELATIONS,
    MAIN,
    OFFICE,
    Parts,
    changed,
    office,
    prefixed,
    relations,
    strict,
    xml,
)
from tests.writers.packages import package_of

PRESENT = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><tabColor theme="4"/></sheetPr>'
    '<sheetViews><sheetView zoomScale="80" tabSelected="1" workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A9" state="frozen"/><selection sqref="B2"/>'
    '<pivotSelection r:id="rId1"/><extLst><ext/></extLst></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/>'
    '<cols><col min="2" max="2" width="44" hidden="1" style="3"/></cols>'
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    '<sheetProtection sheet="1" password="CC1A"/><pageSetup r:id="rIdS"/>'
    '<customProperties><customPr name="x" r:id="rIdQ"/></customProperties>'
    '<drawing r:id="rIdD"/><legacyDrawing r:id="rIdV"/></worksheet>'
)
RELATED = relations(
    ("rIdS", f"{OFFICE}/printerSettings", "../printerSettings1.bin"),
    ("rIdQ", f"{OFFICE}/customProperty", "../customProperty1.bin"),
    ("rIdD", f"{OFFICE}/drawing", "../drawing1.xml"),
    ("rIdV", f"{OFFICE}/vmlDrawing", "../vml1.vml"),
    ("rIdC", f"{OFFICE}/comments", "../comments1.xml"),
)
NEW = (
    f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><tabColor rgb="FF112233"/>'
    '<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:B2"/>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
    '<cols><col min="1" max="1" width="9"/></cols><sheetData>ROWS</sheetData>'
    '<pageSetup paperSize="9"/><drawing r:id="rId1"/><tableParts/></worksheet>'
)


def sheet(text: str) -> Parts:
    return {**office(), FIRST: xml(text), FIRST_RELATIONS: RELATED}


def tab(text: str = PRESENT) -> Kept:
    return kept(package_of(sheet(text)), FIRST)


def read(content: Content) -> str:
    if isinstance(content, bytes):
        return content.decode()
    pieces: list[bytes] = []
    content(pieces.append)
    return b"".join(pieces).decode()


def in_new(of: Kept | None, new: str = NEW, *, selected: bool = False) -> str:
    return read(dressed(new.encode(), of, selected=selected, is_strict=False))


@pytest.mark.parametrize("change", [str, prefixed, strict])
def test_colour_widths_view_protection_and_notes_stay(change: type[str]) -> None:
    made = in_new(tab(change(PRESENT)))
    assert made == (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetPr><tabColor theme="4"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:B2"/>'
        '<sheetViews><sheetView tabSelected="1" workbookViewId="0" zoomScale="80">'
        '<pane state="frozen" topLeftCell="A9" ySplit="1"/><selection sqref="B2"/></sheetView>'
        '</sheetViews><cols><col hidden="1" max="2" min="2" style="3" width="44"/></cols>'
        '<sheetData>ROWS</sheetData><sheetProtection password="CC1A" sheet="1"/>'
        '<pageSetup paperSize="9" r:id="rIdS"/>'
        '<customProperties><customPr name="x" r:id="rIdQ"/></customProperties>'
        '<drawing r:id="rId1"/><legacyDrawing r:id="rIdV"/><tableParts/></worksheet>'
    )


def test_relationships_stay_for_what_stays() -> None:
    assert tab().ids == {"rIdS", "rIdQ", "rIdV", "rIdC"}


def test_what_leads_nowhere_does_not_stay() -> None:
    parts = changed(sheet(PRESENT), FIRST_RELATIONS, "rIdV", "rIdW")
    found = kept(package_of(parts), FIRST)
    assert "legacyDrawing" not in {node.tag for node in found.after}
    assert "rIdV" not in found.ids


def test_a_plain_tab_keeps_nothing_but_that_it_has_no_colour() -> None:
    plain = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    made = in_new(tab(plain))
    assert made == NEW.replace('<tabColor rgb="FF112233"/>', "")


def test_a_colour_comes_where_the_new_sheet_has_no_properties() -> None:
    new = re.sub("<sheetPr>.*</sheetPr>", "", NEW)
    assert '"><sheetPr><tabColor theme="4"/></sheetPr><dimension' in in_new(tab(), new)


@pytest.mark.parametrize("text", ["<worksheet", PRESENT.replace("</sheetData>", "")])
def test_nothing_stays_of_a_tab_that_cannot_be_read(text: str) -> None:
    assert tab(text) == Kept()


def test_a_part_that_is_missing_has_nothing_to_keep() -> None:
    assert kept(package_of(office()), "xl/worksheets/sheet9.xml") == Kept()


def test_a_tab_in_utf_16_is_read_as_well() -> None:
    parts = {**sheet(PRESENT), FIRST: PRESENT.encode("utf-16")}
    assert kept(package_of(parts), FIRST) == tab()


@pytest.mark.parametrize("selected", [True, False])
def test_of_new_tabs_only_the_first_of_a_new_workbook_is_selected(selected: bool) -> None:
    made = in_new(None, selected=selected)
    assert ('tabSelected="1"' in made) is selected
    assert made.replace(' tabSelected="1"', "") == NEW.replace(' tabSelected="1"', "")


@pytest.mark.parametrize("size", [1, 2, 7, 50, 10_000])
def test_the_size_of_chunks_does_not_matter(size: int) -> None:
    new = NEW.replace("ROWS", "<row/>" * 300).encode()

    def content(write: object) -> None:
        for at in range(0, len(new), size):
            write(new[at : at + size])  # type: ignore[operator]

    made = read(dressed(content, tab(), selected=False, is_strict=False))
    assert made == in_new(tab(), new.decode())


def test_rows_are_not_held_back() -> None:
    seen: list[int] = []
    given = 0

    def content(write: object) -> None:
        nonlocal given
        for chunk in [NEW.partition("ROWS")[0], *(["<row/>"] * 99), NEW.partition("ROWS")[2]]:
            given += len(chunk)
            write(chunk.encode())  # type: ignore[operator]
            seen.append(given - sum(map(len, out)))

    out: list[bytes] = []
    made = dressed(content, None, selected=False, is_strict=False)
    assert callable(made)
    made(out.append)
    assert max(seen[:-1]) < 100
    assert b"".join(out).count(b"<row/>") == 99


def test_an_empty_sheet_has_no_rows_to_close() -> None:
    new = NEW.replace("<sheetData>ROWS</sheetData>", "<sheetData/>")
    assert in_new(None, new) == new.replace(' tabSelected="1"', "")
