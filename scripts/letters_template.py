"""The template of the workbook that letters are merged from: plain tables, headings in row 1.

Word lists the sheets of a workbook and its defined names, so that there must be no names: no
print areas, no rows that are repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from template_sheet import Sheet

from igpm_sheets.demo.book import Book
from igpm_sheets.problems import column_letters
from igpm_sheets.reports import letters
from igpm_sheets.reports.tables import Column, Kind
from igpm_sheets.writers.filling.fit import lines_needed, row_height

_OF_KINDS = {Kind.LONG_TEXT: 340, Kind.DATE: 96, Kind.MONEY: 90, Kind.WHOLE: 60}
_OF_COLUMNS = {
    "Candidate": 150,
    "Name": 150,
    "Email": 270,
    "Practice": 190,
    "Window": 110,
    "Outcome": 180,
    "Domains_text": 190,
    "Next_window": 120,
    "Fee_for": 190,
    "File": 150,
    "Ref": 90,
    "Due_text": 150,
    "Paid_to_text": 150,
    "Result_sent_text": 320,
    **{f"Domain_{number}": 300 for number in range(1, 11)},
}
"""Widths in pixels, by kind and by heading; no column is narrower than its heading."""

_HOW_TO_USE = """
1.  In Word, open your letter and choose Mailings › Select Recipients › Use an Existing List; then \
this workbook.
2.  Choose Letters$ for the results that are still to be sent, or Renewals$ for yearly fees. \
Everybody who stands there is to get a letter: nothing needs to be filtered. “First row of data \
contains column headers” stays ticked.
3.  Put fields into the letter with Insert Merge Field. Of dates and sums of money take the fields \
that end in _text: they read in the letter as they do here.
4.  When the letters are posted, type the day into the tracker under Result sent. With the next \
igpm-sheets feedback --release they go from Letters to Sent.
5.  To print one again, choose Sent$ and tick that one alone under Edit Recipient List. \
Result_sent_text says when it was sent; or, in words, why it is not to go out as it stands.
6.  The State of a yearly fee: due, for up to {grace} days after its day; overdue, after that; to \
come, if it falls due within {ahead} days. Where a fee has fallen due and Paid to is blank, the \
Member gets no letter: fill it in first.
7.  This workbook was written on {written}. Before you write letters, run igpm-sheets feedback \
--release again: it releases what is ready and writes this workbook anew, so that nobody who has \
paid meanwhile is asked to pay.
8.  Keep nothing of your own here. Close this workbook, and the letter in Word, before that run.
""".strip().splitlines()
_PAGE = (360, 360)
"""Widths in pixels of the columns that a sentence runs across."""
_GAP = 6
"""Pixels between sentences."""


def letters_template(created: date) -> bytes:
    """The workbook as a file's content."""
    book = Book("IGPM letters: template", created)
    _list(book, "Letters", letters.LETTER_COLUMNS)
    _list(book, "Renewals", letters.RENEWAL_COLUMNS)
    _list(book, "Sent", letters.SENT_COLUMNS)
    sheet = Sheet(book, "How to use", _PAGE, landscape=False)
    sheet.title()
    for line in _HOW_TO_USE:
        sheet.sentence(line)
    lines = book.book.get_worksheet_by_name("How to use")
    for row, text in enumerate(_HOW_TO_USE, 2):  # below the title and its gap
        lines.set_row_pixels(row, row_height(lines_needed(text, sum(_PAGE))) + _GAP)
    return book.content()


def _list(book: Book, name: str, columns: Sequence[Column]) -> None:
    """A sheet that is one table and nothing else."""
    widths = [_width(column, _OF_COLUMNS) for column in columns]
    Sheet(book, name, widths).table(name, columns, filters=True)
    sheet = book.book.get_worksheet_by_name(name)
    area = f"A1:{column_letters(len(columns))}2"
    sheet.ignore_errors({"number_stored_as_text": area})
    sheet.freeze_panes(1, 2)
    sheet.fit_to_pages(0, 0)


def _width(column: Column, named: Mapping[str, int]) -> int:
    """Enough for the heading in one line beside the filter's button, and for what is usual."""
    heading = 9 * len(column.heading) + 26
    return max(heading, named.get(column.heading, _OF_KINDS.get(column.kind, 0)))
