"""The workbook part takes tabs and names where the format has them, in any dialect."""

from __future__ import annotations

import pytest

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.writers.book.workbook_part import LARGEST_SHEET_ID, WorkbookPart
from tests.preserving.by_hand import (
    BOOK,
    COMPATIBILITY,
    FIRST,
    OFFICE,
    changed,
    in_every_part,
    office,
    prefixed,
    strict,
)
from tests.writers.packages import book_with, package_of, workbook_text

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def test_tabs_are_found_with_their_parts() -> None:
    book = WorkbookPart(package_of(office()))
    assert [(sheet.name, sheet.id, sheet.part, sheet.kind) for sheet in book.sheets] == [
        ("Applicants", 1, FIRST, "worksheet"),
        ("Notes", 4, "xl/worksheets/sheet2.xml", "worksheet"),
    ]
    assert book.sheet("NOTES") == book.sheets[1]
    assert book.sheet("Marks") is None


def test_a_new_tab_goes_last_with_a_number_and_part_of_its_own() -> None:
    package = package_of(office())
    book = WorkbookPart(package)
    sheet = book.add_sheet("A & B", SHEET)
    assert (sheet.id, sheet.part, sheet.at) == (5, "xl/worksheets/sheet3.xml", 2)
    assert package.content_type(sheet.part) == SHEET
    assert '<sheet name="A &amp; B" sheetId="5" r:id="rId5"/></sheets>' in workbook_text(package)
    assert book.sheet("a & b") == sheet


def test_numbers_of_tabs_stay_within_what_excel_takes() -> None:
    parts = changed(office(), BOOK, 'sheetId="4"', f'sheetId="{LARGEST_SHEET_ID}"')
    assert WorkbookPart(package_of(parts)).add_sheet("New", SHEET).id == 2


def test_the_part_of_a_new_tab_is_none_that_a_lost_one_would_come_back_with() -> None:
    lost = f'<Relationship Id="rId9" Type="{OFFICE}/worksheet" Target="worksheets/sheet3.xml"/>'
    parts = changed(
        office(), "xl/_rels/workbook.xml.rels", "</Relationships>", f"{lost}</Relationships>"
    )
    parts["xl/worksheets/_rels/sheet4.xml.rels"] = b"<Relationships/>"
    assert WorkbookPart(package_of(parts)).add_sheet("New", SHEET).part.endswith("sheet5.xml")


@pytest.mark.parametrize("change", [prefixed, strict])
def test_a_tab_is_written_in_the_dialect_of_the_workbook(change: object) -> None:
    package = package_of(in_every_part(office(), change))  # type: ignore[arg-type]
    WorkbookPart(package).add_sheet("New", SHEET)
    again = WorkbookPart(package_of({**in_every_part(office(), change), **_changed(package)}))  # type: ignore[arg-type]
    assert [(sheet.name, sheet.kind) for sheet in again.sheets][-1] == ("New", "worksheet")
    relations = package.read("xl/_rels/workbook.xml.rels").decode()
    assert ("purl.oclc.org" in relations) == (change is strict)
    assert ("schemas.openxmlformats.org/officeDocument" in relations) != (change is strict)


def _changed(package: object) -> dict[str, bytes]:
    return {name: package.read(name) for name in package.changed}  # type: ignore[attr-defined]


def test_where_no_prefix_is_declared_the_tab_brings_its_own() -> None:
    parts = changed(office(), BOOK, f' xmlns:r="{OFFICE}"', "")
    parts = changed(parts, BOOK, " r:id=", f' xmlns:r="{OFFICE}" r:id=')
    package = package_of(parts)
    WorkbookPart(package).add_sheet("New", SHEET)
    assert f'sheetId="5" xmlns:r="{OFFICE}" r:id="rId5"/>' in workbook_text(package)


def test_names_are_changed_and_added() -> None:
    named = '<definedNames><definedName name="Fee">Notes!$A$1</definedName></definedNames>'
    package = package_of(book_with(named))
    book = WorkbookPart(package)
    book.set_name("FEE", "Notes!$B$1")
    book.set_name("New", "'A<B'!$A$1", 1)
    book.finish(calculate=False)
    assert (
        '<definedNames><definedName name="Fee">Notes!$B$1</definedName>'
        '<definedName name="New" localSheetId="1">\'A&lt;B\'!$A$1</definedName></definedNames>'
    ) in workbook_text(package)
    assert book.name("fee") != book.name("new", 1)
    assert book.name("new") is None


def test_a_name_that_keeps_its_meaning_changes_nothing() -> None:
    named = '<definedNames><definedName name="Fee">Notes!$A$1</definedName></definedNames>'
    package = package_of(book_with(named))
    book = WorkbookPart(package)
    book.set_name("Fee", "Notes!$A$1")
    book.finish(calculate=False)
    assert package.changed == []


FOR_SOME = (
    f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="x">'
    "<externalReferences/></mc:Choice></mc:AlternateContent>"
)


@pytest.mark.parametrize("before", ["", FOR_SOME, "<functionGroups/><externalReferences/>"])
@pytest.mark.parametrize("after", ["", "<oleSize ref='A1'/>", "<pivotCaches/>"])
def test_names_and_calculation_come_in_the_order_of_the_format(before: str, after: str) -> None:
    package = package_of(book_with(before + after))
    book = WorkbookPart(package)
    book.set_name("New", "Notes!$A$1")
    book.finish(calculate=True)
    names = '<definedNames><definedName name="New">Notes!$A$1</definedName></definedNames>'
    calculation = '<calcPr fullCalcOnLoad="1"/>'
    assert f"</sheets>{before}{names}{calculation}{after}</workbook>" in workbook_text(package)


def test_a_calculation_that_is_asked_for_already_is_left_as_it_is() -> None:
    package = package_of(book_with("<calcPr fullCalcOnLoad='1' calcMode='manual'/>"))
    WorkbookPart(package).finish(calculate=True)
    assert package.changed == []


def test_the_calculation_chain_goes_with_all_that_tells_of_it() -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    package = package_of(office())
    package.put("xl/calcChain.xml", b"<calcChain/>", kind)
    package.relationships(BOOK).add("calcChain", "xl/calcChain.xml")
    parts = {**office(), **_changed(package)}
    package = package_of(parts)
    book = WorkbookPart(package)
    assert book.has_calculation_chain
    book.drop_calculation_chain()
    assert not book.has_calculation_chain
    assert "xl/calcChain.xml" not in package
    assert b"calcChain" not in package.read("[Content_Types].xml")
    assert b"calcChain" not in package.read("xl/_rels/workbook.xml.rels")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [("", False), ("<workbookPr/>", False), ('<workbookPr date1904="1"/>', True),
     ('<workbookPr date1904="true"/>', True), ('<workbookPr date1904="0"/>', False)],
)  # fmt: skip
def test_the_date_system_is_told(properties: str, expected: bool) -> None:
    book = WorkbookPart(package_of(office(before_sheets=properties)))
    assert book.counts_from_1904 is expected


def test_a_workbook_that_lists_no_tabs_is_damaged() -> None:
    parts = changed(office(), BOOK, "sheets>", "sheetz>")
    with pytest.raises(Damaged, match="lists no tabs"):
        WorkbookPart(package_of(parts))


def test_tabs_in_several_versions_cannot_be_counted() -> None:
    listed = '<sheet name="Notes" sheetId="4" r:id="rId2"/>'
    choice = f'<mc:AlternateContent xmlns:mc="{COMPATIBILITY}"><mc:Choice Requires="r">{listed}'
    parts = changed(office(), BOOK, listed, f"{choice}</mc:Choice></mc:AlternateContent>")
    with pytest.raises(Damaged, match="several versions"):
        WorkbookPart(package_of(parts))
