"""A tab is ours while its mark leads to it under the name it was made with."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.grafting.ownership import mark, owned
from igpm_sheets.writers.names import tab_names
from tests.preserving.soundness import legal_name
from tests.writers.packages import book_with, package_of

RESULTS = '<sheet name="IGPM Results" sheetId="9" r:id="rId1"/>'


def names(*written: str) -> str:
    return f"<definedNames>{''.join(written)}</definedNames>"


def name(called: str, text: str, more: str = "") -> str:
    return f'<definedName name="{called}"{more}>{text}</definedName>'


def ours(*written: str, tabs: str = RESULTS) -> list[str]:
    book = WorkbookPart(package_of(book_with(names(*written), tabs=tabs)))
    return [sheet.name for sheet in owned(book)]


@pytest.mark.parametrize(
    "text",
    [
        "'IGPM Results'!$A:$A",
        "'IGPM Results'!$A$1",
        "'IGPM Results'!$A$1:$A$1048576",
        "'igpm results'!$C:$C",
        "='IGPM Results'!A:A",
    ],
)
def test_a_tab_with_its_mark_is_ours(text: str) -> None:
    assert ours(name("IGPM_tab_Results", text)) == ["IGPM Results"]
    assert ours(name("igpm_TAB_results", text)) == ["IGPM Results"]


@pytest.mark.parametrize(
    "written",
    [
        "",
        name("IGPM_tab_Results", "#REF!$A:$A"),
        name("IGPM_tab_Results", "'IGPM Results'!#REF!"),
        name("IGPM_tab_Results", "Applicants!$A:$A"),
        name("IGPM_tab_Results", "'[1]IGPM Results'!$A:$A"),
        name("IGPM_tab_Summary", "'IGPM Results'!$A:$A"),
        name("IGPM_tab_Results", "'IGPM Results'!$A:$A", ' localSheetId="2"'),
        name("my_tab_Results", "'IGPM Results'!$A:$A"),
    ],
)
def test_a_tab_without_its_mark_is_somebody_elses(written: str) -> None:
    assert ours(written) == []


def test_a_renamed_tab_is_somebody_elses() -> None:
    renamed = RESULTS.replace("IGPM Results", "Results of May")
    assert ours(name("IGPM_tab_Results", "'Results of May'!$A:$A"), tabs=renamed) == []


def test_a_chart_sheet_is_none_of_ours() -> None:
    parts = book_with(names(name("IGPM_tab_Results", "'IGPM Results'!$A:$A")), tabs=RESULTS)
    relations = "xl/_rels/workbook.xml.rels"
    parts[relations] = parts[relations].replace(b"/worksheet", b"/chartsheet", 1)
    assert owned(WorkbookPart(package_of(parts))) == []


def test_a_mark_is_put_once() -> None:
    book = WorkbookPart(package_of(book_with(tabs=RESULTS)))
    mark(book, "IGPM Results", set())
    mark(book, "IGPM Results", set())
    assert [(each.name, each.text) for each in book.names] == [
        ("IGPM_tab_Results", "'IGPM Results'!$A:$A")
    ]


def test_a_mark_whose_tab_was_renamed_or_deleted_leads_to_the_new_one() -> None:
    for text in ("Notes!$A:$A", "#REF!$A:$A", "'Not there'!$A:$A"):
        written = names(name("IGPM_tab_Results", text))
        book = WorkbookPart(package_of(book_with(written, tabs=RESULTS)))
        mark(book, "IGPM Results", set())
        assert [each.text for each in book.names] == ["'IGPM Results'!$A:$A"]


def test_two_tabs_can_share_a_mark_but_for_its_number() -> None:
    tabs = '<sheet name="A/1" sheetId="9" r:id="rId1"/><sheet name="A-1" sheetId="8" r:id="rId1"/>'
    book = WorkbookPart(package_of(book_with(tabs=tabs)))
    mark(book, "A/1", set())
    mark(book, "A-1", set())
    assert [each.name for each in book.names] == ["IGPM_tab_A_1", "IGPM_tab_A_1__2"]
    assert [sheet.name for sheet in owned(book)] == ["A/1", "A-1"]


def test_a_mark_is_not_called_as_a_table_is() -> None:
    book = WorkbookPart(package_of(book_with(tabs=RESULTS)))
    mark(book, "IGPM Results", {"igpm_tab_results"})
    assert [each.name for each in book.names] == ["IGPM_tab_Results__2"]
    assert [sheet.name for sheet in owned(book)] == ["IGPM Results"]


@example("\ud7fc0")
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=40))
def test_any_tab_can_be_marked(wanted: str) -> None:
    [tab] = tab_names([wanted])
    book = WorkbookPart(package_of(book_with()))
    sheet = book.add_sheet(tab, "application/xml")
    mark(book, tab, set())
    assert owned(book) == [sheet]
    [made] = book.names
    assert legal_name(made.name), made.name
