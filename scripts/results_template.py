"""The results template: a sheet for each kind of tab, with the house look.

The reports say what each table holds; here is where it stands and how wide it is. Anyone
may restyle the workbook that comes of it in Excel.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from template_sheet import Sheet

from igpm_sheets.demo.book import Book
from igpm_sheets.model import Nation, Status
from igpm_sheets.reports import (
    assessors,
    changes,
    charges,
    each_mark,
    live,
    pivots,
    policy,
    problems,
    results,
)
from igpm_sheets.reports.tables import Column

MONEY, DATE = 100, 88
"""Pixels that hold £999,999.99 as a total, and any day of a year."""

_RESULTS = (
    *(70, 130, 62, 90, 126, 46, 64, *[40] * 10, 80, 176),
    *(270, *[80] * 3, *[86] * 3, 62, 86, 78, 74, 40),
)
_FLAGS = 19
"""So many columns of the results go on the first page, the others on a second one beside it."""
_MARKS = (80, 150, 68, 150, *[38] * 10, 46, 120, 46)
_DOMAINS = (66, 440, *[78] * 5, 64, 72, 80)
_ASSESSORS = (160, 330, 96, 86, 76, 76, 66, 66, 84, 72, 92, 62)
_CHARGES = (104, 150, 276, 110, DATE, *[MONEY] * 3, 160)
_RENEWALS = (104, 150, 62, 276, 76, *[DATE] * 3, *[MONEY] * 3, 90)
_PROBLEMS = (70, 52, 46, 84, 80, 250, 190, 330, 396)
_EACH_MARK = (90, 90, 200, 72, 64, 60)
_REASONS = (80, 150, 46, 112, 430, 240)
_CHANGES = (118, 80, 150, 110, 164, 164, 320, 270)


def results_template(created: date) -> bytes:
    """The workbook as a file's content."""
    book = Book("IGPM results: template", created)
    _summary(book)
    _list(
        book, "Results", results.WORKBOOK_COLUMNS, _RESULTS,
        keys=2, linked={"Ref"}, beside=(_FLAGS, 76),
    )  # fmt: skip
    marks = live.DOMAIN_HEADINGS
    _list(book, "Marks", results.MARK_COLUMNS, _MARKS, keys=2, linked=marks)
    _domains(book)
    _windows(book)
    _assessors(book)
    _list(book, "Charges", charges.CHARGE_COLUMNS, _CHARGES, keys=2, linked={"Paid"})
    _list(book, "Renewals", charges.RENEWAL_COLUMNS, _RENEWALS, keys=2)
    _list(book, "Problems", problems.COLUMNS, _PROBLEMS, linked={"Where"})
    _policy(book)
    _list(book, "Reasons", results.REASON_COLUMNS, _REASONS, keys=2, linked={"Where"})
    _list(book, each_mark.NAME, each_mark.COLUMNS, _EACH_MARK, landscape=False)
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
    beside: tuple[int, int] | None = None,
    landscape: bool = True,
) -> None:
    """A tab that is one table, its headings in row 1, so that other programs read it as it is."""
    sheet = Sheet(book, name, widths, landscape=landscape)
    sheet.table(name.replace(" ", "_"), columns, linked=linked, filters=True)
    sheet.finish(keys=keys, beside=beside)


def _summary(book: Book) -> None:
    """What the director opens in a meeting: figures, what is outstanding, three charts."""
    sheet = Sheet(book, "Summary", (172, *[52] * 5, 70, 120, 120), landscape=False)
    sheet.title()
    sheet.tiles(
        (
            ("Applications", "{applications}", 1),
            ("Awards of MIGPM", "{awards}", 3),
            ("Further evidence needed", "{further_evidence}", 3),
            ("No outcome yet", "{no_outcome}", 1),
            ("Results to send", "{unsent}", 1),
        )
    )
    sheet.line("As of", "{as_of}")
    sheet.line("Outstanding", "{outstanding}")
    sheet.line("Charges", "{charges}")
    sheet.line("Problems in the data", "{problems}")
    sheet.space(pixels=10)
    sheet.caption("Outcomes")
    sheet.table("Statuses", pivots.STATUS_COLUMNS, sample=("Award MIGPM", 1))
    sheet.bars(
        "Count", title="Applications by status", said="{statuses_said}", size=(494, 232), left=14
    )
    sheet.space(10)
    sheet.caption("Marks by domain")
    sheet.table("Marks_by_domain", pivots.GLANCE_COLUMNS, sample=("1 Qualifications", *[1] * 5, 5))
    sheet.space(pixels=10)
    sheet.differences(
        "Average",
        title="Average mark, against the standard of 5",
        said="The average of all marks in each domain. {averages_said}",
        size=(362, 330),
    )
    sheet.shares(
        [str(mark) for mark in pivots.SCALE],
        title="How often each mark was given",
        said="The shares of the marks 3 to 7 in each domain, as the table above lists them.",
        size=(362, 330),
        left=372,
    )
    sheet.space(21)
    sheet.finish(one_page=True)


def _domains(book: Book) -> None:
    """The ten domains."""
    sheet = Sheet(book, "Domains", _DOMAINS)
    sheet.table("Domains", pivots.DOMAIN_COLUMNS, filters=True)
    sheet.pivot("Domains_by_mark", label=100, columns=2 + len(pivots.SCALE))
    sheet.finish(keys=1)


def _windows(book: Book) -> None:
    """Windows by outcome and by nation."""
    sheet = Sheet(book, "Windows", (90, 88, 88, *[98] * 8, 78))
    sheet.title()
    sheet.caption("Outcomes")
    sheet.table("Outcomes", pivots.WINDOW_COLUMNS)
    sheet.space()
    sheet.caption("Nations")
    sheet.table("Nations", pivots.NATION_COLUMNS)
    # The first has room for every status, so that it never grows into the second.
    sheet.pivot("Windows_by_status", label=100, columns=2 + len(Status), width=140)
    sheet.pivot("Windows_by_nation", label=100, columns=2 + len(Nation) + 2, width=104)
    sheet.finish()


def _assessors(book: Book) -> None:
    """Each assessor, how far they agree, and what their severity would change."""
    sheet = Sheet(book, "Assessors", _ASSESSORS)
    sheet.title()
    sheet.caption("How each assessor marks")
    sheet.table("Assessors", assessors.ASSESSOR_COLUMNS)
    sheet.sentence("{effects_said}")
    sheet.space()
    sheet.caption("How far they agree")
    sheet.table("Agreement", assessors.AGREEMENT_COLUMNS)
    sheet.sentence("{agreement_said}")
    sheet.space()
    sheet.caption("What if everybody marked equally high?")
    sheet.table("If_adjusted", assessors.IF_ADJUSTED_COLUMNS)
    sheet.sentence("{adjusted_said}")
    sheet.pivot("Assessors_by_mark", label=170, columns=2 + len(pivots.SCALE))
    sheet.finish()


def _policy(book: Book) -> None:
    """Three tables under each other; the rules begin a page."""
    sheet = Sheet(book, "Policy", (130, 330, 430, 110, 190, 93, 110))
    sheet.title()
    sheet.caption("Prices")
    sheet.table("Prices", policy.PRICE_COLUMNS)
    sheet.space()
    sheet.caption("Interpretations")
    sheet.table("Interpretations", policy.INTERPRETATION_COLUMNS)
    sheet.space()
    sheet.new_page()
    sheet.caption("Rules")
    sheet.table("Rules", policy.RULE_COLUMNS)
    sheet.finish()
