"""The results template: a sheet for each kind of tab, with the house look.

The reports say what each table holds; here is where it stands and how wide it is. Anyone
may restyle the workbook that comes of it in Excel.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from template_sheet import Sheet

from igpm_sheets.demo.book import Book
from igpm_sheets.reports import changes, charges, feedback, pivots, policy, problems, results
from igpm_sheets.reports.tables import Column, Kind

MONEY, DATE = 100, 88
"""Pixels that hold £999,999.99 as a total, and any day of a year."""

_RESULTS = (64, 106, 60, 86, 86, 46, 62, *[38] * 10, 68, 150, 180, *[86] * 3, *[86] * 3, 60, 86)
_MARKS = (80, 150, 68, 150, *[38] * 10, 46, 150)
_DOMAINS = (66, 440, *[78] * 5, 64, 72, 80)
_ASSESSORS = (170, 150, 98, 64, 64, 66, 82, 82)
_CHARGES = (104, 150, 276, 110, DATE, *[MONEY] * 3, 160)
_RENEWALS = (104, 150, 62, 276, 76, *[DATE] * 3, *[MONEY] * 3, 90)
_PROBLEMS = (70, 52, 46, 80, 270, 200, 350, 430)
_REASONS = (80, 150, 46, 90, 450, 240)
_CHANGES = (118, 80, 150, 110, 164, 164, 320, 270)


def results_template(created: date) -> bytes:
    """The workbook as a file's content."""
    book = Book("IGPM results: template", created)
    _summary(book)
    _list(book, "Results", results.RESULT_COLUMNS, _RESULTS, keys=2)
    marks = results.DOMAIN_HEADINGS
    _list(book, "Marks", results.MARK_COLUMNS, _MARKS, keys=2, linked=marks)
    _list(book, "Domains", pivots.DOMAIN_COLUMNS, _DOMAINS)
    _windows(book)
    _list(book, "Assessors", pivots.ASSESSOR_COLUMNS, _ASSESSORS)
    _list(book, "Charges", charges.CHARGE_COLUMNS, _CHARGES, keys=2, linked={"Paid"})
    _list(book, "Renewals", charges.RENEWAL_COLUMNS, _RENEWALS, keys=2)
    _list(book, "Problems", problems.COLUMNS, _PROBLEMS, linked={"Where"})
    _policy(book)
    _list(book, "Reasons", results.REASON_COLUMNS, _REASONS, keys=2, linked={"Where"})
    _feedback(book)
    _no_result(book)
    _list(book, "Changes", changes.CHANGE_COLUMNS, _CHANGES, linked={"Where"})
    return book.content()


def _list(
    book: Book,
    name: str,
    columns: Sequence[Column],
    widths: Sequence[int],
    *,
    keys: int = 1,
    linked: Collection[str] = (),
) -> None:
    """A tab that is one table, its headings in row 1, so that other programs read it as it is."""
    sheet = Sheet(book, name, widths)
    sheet.table(name, columns, linked=linked, filters=True)
    sheet.finish(keys=keys)


def _summary(book: Book) -> None:
    """The headline figures, and two tables with a chart beside each."""
    sheet = Sheet(book, "Summary", (182, 98, *[76] * 6), landscape=False)
    sheet.title()
    sheet.sentence("{outstanding}")
    sheet.space(pixels=6)
    sheet.figure("As of", "{as_of}", Kind.DATE)
    sheet.figure("Applications", "{applications}")
    sheet.figure("Awards of MIGPM", "{awards}")
    sheet.figure("Further evidence needed", "{further_evidence}")
    sheet.figure("No outcome yet", "{no_outcome}")
    sheet.figure("Charges listed", "{charges}")
    sheet.figure("Errors in the data", "{errors}")
    sheet.space()
    sheet.caption("Statuses")
    sheet.table("Statuses", pivots.STATUS_COLUMNS, sample=("Award MIGPM", 1))
    said = "{statuses_said}"
    sheet.bars("Applications", title="Applications by status", said=said, height=270)
    sheet.space(14)
    sheet.caption("Averages")
    sheet.table("Averages", pivots.AVERAGE_COLUMNS, sample=("1 Qualifications", 5))
    said = "The average of all marks given in each of the ten domains; 5 is the standard."
    sheet.bars("Average", title="Average mark by domain", said=said, height=290)
    sheet.space(16)
    sheet.finish(one_page=True)


def _windows(book: Book) -> None:
    """Windows by outcome and by nation."""
    sheet = Sheet(book, "Windows", (90, 88, 88, *[98] * 8, 78))
    sheet.title()
    sheet.caption("Outcomes")
    sheet.table("Outcomes", pivots.WINDOW_COLUMNS)
    sheet.space()
    sheet.caption("Nations")
    sheet.table("Nations", pivots.NATION_COLUMNS)
    sheet.finish()


def _policy(book: Book) -> None:
    """Three tables under each other, each on a page of its own."""
    sheet = Sheet(book, "Policy", (130, 330, 400, 110, 400, 93, 200))
    sheet.title()
    sheet.caption("Prices")
    sheet.table("Prices", policy.PRICE_COLUMNS)
    sheet.space()
    sheet.new_page()
    sheet.caption("Interpretations")
    sheet.table("Interpretations", policy.INTERPRETATION_COLUMNS)
    sheet.space()
    sheet.new_page()
    sheet.caption("Rules")
    sheet.table("Rules", policy.RULE_COLUMNS)
    sheet.finish()


def _feedback(book: Book) -> None:
    """What a candidate may read of their result."""
    sheet = Sheet(book, "Feedback", _LETTER, landscape=False)
    sheet.title(wraps=True)
    sheet.sentence("{opening}")
    sheet.space(pixels=6)
    sheet.caption("Your result")
    sheet.table("Your_result", feedback.RESULT_COLUMNS)
    sheet.space()
    sheet.caption("{helps_heading}")
    sheet.table("What_helps", feedback.HELP_COLUMNS)
    sheet.finish()


_LETTER = (80, 440, 100, 110)


def _no_result(book: Book) -> None:
    """What stands on a candidate's tab once their result no longer does."""
    sheet = Sheet(book, "No result", _LETTER, landscape=False)
    sheet.title(wraps=True)
    sheet.sentence("There is no result at present. A result that stood here no longer holds.")
    sheet.finish()
