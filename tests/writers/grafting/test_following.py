"""What an office has built on our tabs covers the same rows of the same table afterwards."""

from __future__ import annotations

import pytest

from igpm_sheets.ooxml.package import Package
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.book.tables import PresentTable
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.grafting.following import Move, follow, stretched
from tests.preserving.by_hand import BOOK, Parts, office, with_part, xml
from tests.preserving.odd_parts import with_pivot
from tests.writers.packages import book_with, package_of, workbook_text

TAB = "IGPM Results"
CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
PIVOT = "xl/pivotCache/pivotCacheDefinition1.xml"
FIELDS = '<cacheFields count="0"/>'


def table(top: int, bottom: int, *, totals: int = 0) -> PresentTable:
    return PresentTable(1, "IGPM_Results", Area(top, 1, bottom, 28), 1, totals, "")


GROWN = Move(TAB, table(1, 13), table(1, 20))
MOVED = Move(TAB, table(10, 13, totals=1), table(15, 18, totals=1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("'IGPM Results'!$F$2:$F$13", "'IGPM Results'!$F$2:$F$20"),
        ("'igpm results'!F2:F13", "'igpm results'!F2:F20"),
        ("'IGPM Results'!$A$1:$AD$13", "'IGPM Results'!$A$1:$AD$20"),
        ("SUM('IGPM Results'!$F$2:$F$13)/2", "SUM('IGPM Results'!$F$2:$F$20)/2"),
    ],
)
def test_what_covers_the_rows_of_a_table_goes_on_to(before: str, after: str) -> None:
    assert stretched(before, [GROWN]) == after


@pytest.mark.parametrize(
    "formula",
    [
        "'IGPM Results'!$F$3:$F$13",
        "'IGPM Results'!$F$2:$F$12",
        "'IGPM Results'!$F$2",
        "'IGPM Results'!$F$1",
        "'IGPM Results'!$A:$F",
        "'IGPM Results'!$AC$2:$AC$13",
        "Results!$F$2:$F$13",
        "'[1]IGPM Results'!$F$2:$F$13",
        "F2:F13",
        "\"'IGPM Results'!$F$2:$F$13\"",
        "IGPM_Results[Sum]",
    ],
)
def test_everything_else_is_left_as_it_is(formula: str) -> None:
    assert stretched(formula, [GROWN]) == formula


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("$B$11:$B$12", "$B$16:$B$17"),
        ("$B$10:$B$12", "$B$15:$B$17"),
        ("$B$11:$B$13", "$B$16:$B$18"),
        ("$B$10", "$B$15"),
        ("$A$10:$C$10", "$A$15:$C$15"),
        ("$10:$10", "$15:$15"),
    ],
)
def test_a_table_that_moves_takes_its_headings_and_totals_along(before: str, after: str) -> None:
    whole = [f"'IGPM Results'!{cells}" for cells in (before, after)]
    assert stretched(whole[0], [MOVED]) == whole[1]


def test_names_of_the_office_follow() -> None:
    names = (
        "<definedNames><definedName name='Sums'>'IGPM Results'!$F$2:$F$13</definedName>"
        "<definedName name='One'>'IGPM Results'!$F$2:$F$5</definedName></definedNames>"
    )
    package = package_of(book_with(names))
    book = WorkbookPart(package)
    follow(book, [TAB], [GROWN])
    book.finish(calculate=False)
    assert names.replace("$13", "$20") in workbook_text(package)


def test_a_name_that_was_just_given_its_meaning_is_right_already() -> None:
    named = '<definedNames><definedName name="New" localSheetId="0">x</definedName></definedNames>'
    book = WorkbookPart(package_of(book_with(named)))
    book.set_name("New", "'IGPM Results'!$F$2:$F$13", 0)
    follow(book, [TAB], [GROWN])
    assert [name.text for name in book.names] == ["'IGPM Results'!$F$2:$F$13"]


def chart(formula: str) -> Parts:
    drawn = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:val>'
        f"<c:numRef><c:f>{formula}</c:f><c:numCache/></c:numRef></c:val></c:chartSpace>"
    )
    return with_part(office(), "xl/charts/chart7.xml", xml(drawn), CHART)


def test_charts_of_the_office_follow() -> None:
    package = package_of(chart("'IGPM Results'!$F$2:$F$13"))
    follow(WorkbookPart(package), [TAB], [GROWN])
    assert b"<c:f>'IGPM Results'!$F$2:$F$20</c:f><c:numCache/>" in package.read(
        "xl/charts/chart7.xml"
    )


@pytest.mark.parametrize(
    ("parts", "move"),
    [
        (chart("Applicants!$F$2:$F$13"), GROWN),
        (chart("'IGPM Results'!$F$2:$F$13"), GROWN._replace(after=GROWN.before)),
        (with_part(office(), "xl/charts/chart7.xml", b"<broken", CHART), GROWN),
    ],
)
def test_charts_that_need_not_follow_are_not_touched(parts: Parts, move: Move) -> None:
    package = package_of(parts)
    follow(WorkbookPart(package), [TAB], [move])
    assert package.changed == []


def pivot(source: str) -> Package:
    names = (
        "<definedNames><definedName name='Mine'>'IGPM Results'!$A:$F</definedName></definedNames>"
    )
    return package_of(with_pivot(book_with(names), source, FIELDS))


@pytest.mark.parametrize(
    ("source", "after"),
    [
        (f'ref="A1:AB13" sheet="{TAB}"', f'ref="A1:AB20" sheet="{TAB}"'),
        (f'ref="A1:F13" sheet="{TAB.upper()}"', f'ref="A1:F20" sheet="{TAB.upper()}"'),
        (f'ref="A3:F7" sheet="{TAB}"', f'ref="A3:F7" sheet="{TAB}"'),
        (f'ref="A:F" sheet="{TAB}"', f'ref="A:F" sheet="{TAB}"'),
        ('name="igpm_results"', 'name="igpm_results"'),
        ('name="mine"', 'name="mine"'),
    ],
)
def test_pivot_tables_on_our_data_read_it_again(source: str, after: str) -> None:
    package = pivot(source)
    follow(WorkbookPart(package), [TAB], [GROWN])
    cache = package.read(PIVOT).decode()
    assert f"<worksheetSource {after}/>" in cache
    assert 'refreshOnLoad="1"' in cache


def test_pivot_tables_read_again_even_if_no_row_was_added() -> None:
    package = pivot(f'ref="A1:AB13" sheet="{TAB}"')
    follow(WorkbookPart(package), [TAB], [GROWN._replace(after=GROWN.before)])
    assert 'ref="A1:AB13"' in package.read(PIVOT).decode()
    assert 'refreshOnLoad="1"' in package.read(PIVOT).decode()


@pytest.mark.parametrize(
    "source",
    [
        'ref="A1:AB13" sheet="Applicants"',
        'name="Other"',
        f'ref="A1:AB13" sheet="{TAB}" r:id="rId1"',
    ],
)
def test_other_pivot_tables_are_not_touched(source: str) -> None:
    package = pivot(source)
    follow(WorkbookPart(package), [TAB], [GROWN])
    assert package.changed == []


def test_nothing_follows_a_tab_that_was_only_added() -> None:
    package = pivot(f'ref="A1:AB13" sheet="{TAB}"')
    follow(WorkbookPart(package), [], [])
    assert package.changed == []
    assert package.workbook == BOOK
