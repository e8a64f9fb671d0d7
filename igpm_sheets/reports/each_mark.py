"""The Each mark tab: a row a mark, as PivotTables count them, and formulas over it.

A mark is found on the Marks tab by the number of its application and by its assessor, never by
its place: so either tab may be sorted and filtered, and a mark that somebody changes on Marks is
counted as changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from igpm_sheets.core.assessors import marks_given
from igpm_sheets.fields import OUR_LIST
from igpm_sheets.model import Decision, PanelRow
from igpm_sheets.reports.live import DOMAIN_HEADINGS, NUMBER
from igpm_sheets.reports.results import NUMBER_COLUMN
from igpm_sheets.reports.tables import Column, Content, Kind, Live, Table

NAME = OUR_LIST

COLUMNS = (
    Column("Ref"),
    Column("Window"),
    Column("Assessor"),
    Column("Domain", Kind.WHOLE),
    Column("Mark", Kind.MARK, "A mark is put right in the assessor's mark sheet, not here."),
    NUMBER_COLUMN,
)

MOST_MARKS = 1_000_000
"""Of more there is no such tab: a sheet of a workbook has 1,048,576 rows."""

MOST_LIVE = 10_000
"""Marks up to which they are formulas. Each compares all rows of the Marks tab, so the time
grows with the square: LibreOffice takes 2 seconds over 9,000 marks (300 applications), 11 over
30,000 and 40 over 60,000, each time that the workbook is opened."""


def each_mark_table(
    decisions: Sequence[Decision], assessor: Callable[[PanelRow], str]
) -> Table | None:
    """Every mark that was given, carried ones left out, or None where they are too many.

    Up to `MOST_LIVE` marks each is a formula that finds it in `results.marks_table` of the same
    decisions, if the assessor is called there as here.

    Args:
        decisions: the applications.
        assessor: the name of the assessor whose marks a row holds, the same in all rows.
    """
    total = sum(len(marks_given(row)) for decision in decisions for row in decision.panel)
    if total > MOST_MARKS:
        return None
    rows: list[tuple[Content, ...]] = []
    for number, decision in enumerate(decisions, 1):
        window = str(decision.window) if decision.window else None
        for row in decision.panel:
            name = assessor(row)
            live = total <= MOST_LIVE and name == row.assessor
            rows += (
                (
                    decision.application.ref,
                    window,
                    name,
                    domain,
                    Live(mark, _FOUND[domain - 1]) if live else mark,
                    number,
                )
                for domain, mark in marks_given(row).items()
            )
    return Table(NAME, COLUMNS, rows)


_ITS_OWN = f"({{Marks[{NUMBER}]}}={{@{NUMBER}}})*({{Marks[Assessor]}}={{@Assessor}})"
_FOUND = tuple(f"=SUMPRODUCT({_ITS_OWN},{{Marks[{each}]}})" for each in DOMAIN_HEADINGS)
"""The mark in each domain, of the row's application and assessor. Text is no condition here: a
name such as `A*` means itself alone."""


def is_live(table: Table | None) -> bool:
    """Whether figures over the marks are formulas as well."""
    return table is not None and len(table.rows) <= MOST_LIVE
