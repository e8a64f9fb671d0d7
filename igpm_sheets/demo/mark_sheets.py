"""Mark sheets in the three layouts: a grid, a list, and forms; filled in, or blank templates."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from igpm_sheets.demo import look
from igpm_sheets.demo.book import (
    AS_TYPED,
    CENTRE,
    ROWS_TO_FILL,
    TEXT,
    TO_FILL_IN,
    WRAPPED,
    Book,
    Column,
    explain,
)
from igpm_sheets.demo.office import Marker, Sheet
from igpm_sheets.model import DOMAINS, Window
from igpm_sheets.rulebook import Domain, Rulebook
from igpm_sheets.writers.filling.fit import lines_needed, row_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SCALE = {
    7: "exemplary: as good as it gets, and rare",
    6: "clearly more than the standard asks",
    5: "the standard that is expected of a Member",
    4: "not enough evidence yet",
    3: "inadequate: little or nothing to go by, and rare",
}
IN_SHORT = "Whole numbers only: 3 inadequate · 4 not enough · 5 the standard · 6 more · 7 exemplary"

GUIDE = """\
Mark each of the ten domains on your own, and do not discuss a mark before all are in.
The award needs an average of 5, so a 4 in one domain can be made good by a 6 in another.
Grey cells are not asked for again: a resubmission is marked in the domains that it answers, and \
its other marks stand.
Please say in a sentence or two what led you to the mark, above all beside a 3 or a 4. The \
candidate reads it where the panel's average is below 5. Name no mark, and nobody, nor yourself."""

HEADING_ROW = 4
"""Counted from 0, in grids and lists: a title, a sentence and the assessor stand above."""

BLANK_ROWS = 20
"""So many rows of a blank grid are drawn; more may follow."""

MARK: look.Properties = {"align": "center", "bold": True, "font_size": 11, **TO_FILL_IN}

REF = Column("ref", "Ref", 72, cell={**AS_TYPED, **TO_FILL_IN, "bold": True})
CANDIDATE = Column("candidate", "Candidate", 150, cell={**TEXT, **TO_FILL_IN})
PRACTICE = Column("practice", "Practice", 170, cell={**WRAPPED, **TO_FILL_IN})
WINDOW = Column("window", "Window", 68, cell={**AS_TYPED, **CENTRE, **TO_FILL_IN})
TO_MARK = Column(
    "to_mark",
    "To mark",
    84,
    "all, or the domains of a resubmission, such as 3, 7. The others are not asked for again:"
    " their marks stand.",
    {**AS_TYPED, **CENTRE, **WRAPPED, **TO_FILL_IN},
)
CONFLICT = Column(
    "conflict",
    "Conflict of interest",
    76,
    "yes if you should not assess this application: your own, from your practice, one you are a"
    " referee for, or any other reason. Then leave its marks empty.",
    {**CENTRE, **TO_FILL_IN},
    ("yes", "no"),
)
COMMENT: look.Properties = {**WRAPPED, **TO_FILL_IN}
COMMENT_WIDTH = 265
"""Five comments are wider than all ten marks: so these stay together on the first page."""
FOR_THE_CANDIDATE = (
    "What led you to the mark, in a sentence or two. The candidate reads it where the panel's"
    " average is below 5. Name nobody, yourself included."
)


def grid(marker: Marker, book: Rulebook, created: date, *, made_as: str = "") -> bytes:
    """A row for each application, a tab for each window, the latest first."""
    made = Book("Mark sheet", created, made_as)
    marks = [
        Column(str(d.number), f"Domain {d.number}\n{d.short}", 98, _prompts(d), MARK)
        for d in book.domains
    ]
    comments = [
        Column(f"{d}c", f"Domain {d} comment", COMMENT_WIDTH, FOR_THE_CANDIDATE, COMMENT)
        for d in DOMAINS
    ]
    columns = [REF, CANDIDATE, PRACTICE, WINDOW, TO_MARK, CONFLICT, *marks, *comments]
    for window, sheets in _by_window(marker.sheets):
        sheet = made.tab(_named(window) if window else "Marks")
        _head(made, sheet, marker.name, window, beside=2, also=" · grey: not asked for again")
        made.headings(sheet, HEADING_ROW, columns)
        if not sheets:
            made.blank_rows(sheet, HEADING_ROW + 1, columns, BLANK_ROWS)
            for row in range(HEADING_ROW + 1, HEADING_ROW + 1 + BLANK_ROWS):
                sheet.propose_height(row, row_height(2))
        for row, one in enumerate(sheets, HEADING_ROW + 1):
            who = (one.ref, one.candidate, one.practice, str(one.window), one.to_mark, "no")
            made.row(sheet, row, columns, (*who, *one.marks, *one.comments))
        made.protect(sheet, len(columns))
        sheet.freeze_panes(HEADING_ROW + 1, 2)
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(3, 0)
        last = HEADING_ROW + (len(sheets) or ROWS_TO_FILL)
        _watch(made, sheet, (HEADING_ROW + 1, len(columns) - 20, last, len(columns) - 11))
    _guide(made, book)
    return made.content()


def listing(marker: Marker, book: Rulebook, created: date, *, made_as: str = "") -> bytes:
    """A row for each domain of each application, the latest window first."""
    made = Book("Mark sheet", created, made_as)
    shorts = {d.number: d.short for d in book.domains}
    columns = [
        REF,
        CANDIDATE,
        Column("window", "Window", 84, cell={**AS_TYPED, **CENTRE}),
        Column("domain", "Domain", 64, cell=CENTRE),
        Column("about", "About", 110, cell=TEXT),
        Column("mark", "Mark", 60, "A whole number from 3 to 7.", MARK),
        Column("comment", "Comment", 600, "Read by the candidate.", WRAPPED),
    ]
    sheet = made.tab("Marks")
    _head(made, sheet, marker.name)
    made.headings(sheet, HEADING_ROW, columns)
    row = HEADING_ROW
    for window, sheets in _by_window(marker.sheets):
        for one in sheets:
            for domain, mark, comment in zip(DOMAINS, one.marks, one.comments, strict=True):
                if mark is None:
                    continue
                row += 1
                who = (one.ref, one.candidate, str(window))
                made.row(sheet, row, columns, (*who, domain, shorts[domain], mark, comment))
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.autofilter(HEADING_ROW, 0, row, len(columns) - 1)
    _watch(made, sheet, (HEADING_ROW + 1, 5, row, 5))
    above = made.format({"top": 2, "top_color": "#44709D"})
    first = HEADING_ROW + 2
    begins = {"type": "formula", "criteria": f"=$A{first}<>$A{first - 1}", "format": above}
    sheet.conditional_format(first - 1, 0, row, len(columns) - 1, begins)
    _guide(made, book)
    return made.content()


def forms(marker: Marker, book: Rulebook, created: date, *, made_as: str = "") -> bytes:
    """A tab for each application, the latest window first; without any, one blank form."""
    made = Book("Mark sheet", created, made_as)
    for _, sheets in _by_window(marker.sheets):
        for one in sheets:
            _form(made, book, marker.name, one)
    if not marker.sheets:
        _form(made, book, marker.name, None)
    _guide(made, book)
    return made.content()


LAYOUTS: Mapping[str, Callable[..., bytes]] = {"grid": grid, "list": listing, "form": forms}


def _by_window(sheets: Sequence[Sheet]) -> list[tuple[Window | None, list[Sheet]]]:
    """The sheets of each window; of a blank template, one empty heap."""
    newest = sorted(sheets, key=lambda one: (one.window, one.ref))
    heaps = [(window, list(of)) for window, of in groupby(newest, lambda one: one.window)]
    return [*reversed(heaps)] or [(None, [])]


def _named(window: Window) -> str:
    return f"{calendar.month_name[window.month]} {window.year}"


def _prompts(domain: Domain) -> str:
    """The domain's title, and what candidates may send, among other things (R44, R47)."""
    return "\n".join([domain.title, *(f"• {prompt}" for prompt in domain.prompts)])


def _head(
    made: Book,
    sheet: Worksheet,
    assessor: str,
    window: Window | None = None,
    beside: int = 0,
    also: str = "",
) -> None:
    title = f"Mark sheet: {_named(window)}" if window else "Mark sheet"
    made.title(sheet, title, IN_SHORT + also, beside)
    sheet.write_string(2, 0, "Assessor", made.format({"bold": True}))
    line = made.format({"bold": True, "bottom": 1}, TO_FILL_IN)
    if assessor:
        sheet.write_string(2, 1, assessor, line)
    else:
        sheet.write_blank(2, 1, None, line)


def _watch(made: Book, sheet: Worksheet, cells: tuple[int, int, int, int]) -> None:
    """Marks from 3 to 7 alone, those off the standard in colour."""
    rule = {
        "validate": "list",
        "source": [str(mark) for mark in sorted(SCALE)],
        "error_title": "Mark",
        "error_message": "A mark is 3, 4, 5, 6 or 7. Leave the cell empty until you know.",
    }
    sheet.data_validation(*cells, rule)
    for low, high, colours in ((3, 4, look.FAIR), (6, 7, look.GOOD)):
        style = made.format(colours)
        band = {"type": "cell", "criteria": "between", "minimum": low, "maximum": high}
        sheet.conditional_format(*cells, {**band, "format": style})


def _form(made: Book, book: Rulebook, assessor: str, one: Sheet | None) -> None:
    """One application on a page: who it is, then ten rows to mark."""
    sheet = made.tab(one.ref if one else "Form", landscape=False)
    sheet.hide_gridlines(2)
    columns = [
        Column("domain", "Domain", 290, cell=WRAPPED),
        Column("mark", "Mark", 64, cell=MARK),
        Column("comment", "Comment", 420, FOR_THE_CANDIDATE, COMMENT),
    ]
    made.title(sheet, "Mark sheet", IN_SHORT)
    labels = (
        ("Ref", one.ref if one else ""),
        ("Candidate", one.candidate if one else ""),
        ("Practice", one.practice if one else ""),
        ("Window", str(one.window) if one else ""),
        ("Assessor", assessor),
        ("Conflict of interest", "no" if one else ""),
    )
    line: look.Properties = {"bottom": 1, "bottom_color": look.LINE, "indent": 1}
    style = made.format(line, AS_TYPED, TO_FILL_IN)
    for row, (label, value) in enumerate(labels, 3):
        sheet.write_string(row, 0, label, made.format({"bold": True, "align": "right"}))
        sheet.merge_range(row, 1, row, 2, value, style)
    heading = 4 + len(labels)
    made.headings(sheet, heading, columns)
    comments = one.comments if one else ("",) * len(DOMAINS)
    marks = one.marks if one else (None,) * len(DOMAINS)
    for row, (domain, mark, comment) in enumerate(
        zip(book.domains, marks, comments, strict=True), heading + 1
    ):
        title = f"{domain.number}. {domain.title}"
        if one and mark is None:
            comment = "Not asked for again."  # noqa: PLW2901 - said in place of a comment
        made.row(sheet, row, columns, (title, mark, comment))
        least = 2 if one else 5
        lines = max(lines_needed(title, columns[0].width), lines_needed(comment, 420), least)
        sheet.propose_height(row, row_height(lines) + 4)
        explain(sheet, row, 0, _prompts(domain))
    _answer_conflict(sheet, 3 + len(labels) - 1)
    made.protect(sheet, len(columns))
    _watch(made, sheet, (heading + 1, 1, heading + len(DOMAINS), 1))


def _answer_conflict(sheet: Worksheet, row: int) -> None:
    """The answers to whether there is a conflict of interest, and what it means."""
    rule = {"validate": "list", "source": list(CONFLICT.choices), "error_title": CONFLICT.heading}
    rule["error_message"] = "Please choose one from the list, or leave the cell empty."
    sheet.data_validation(row, 1, row, 1, rule)
    explain(sheet, row, 0, CONFLICT.note)


def _guide(made: Book, book: Rulebook) -> None:
    """The scale, and what candidates may send in each domain (R44)."""
    sheet = made.tab("How to mark", colour="#7A9E6B", landscape=False)
    sheet.hide_gridlines(2)
    sheet.set_column_pixels(0, 0, 220)
    sheet.set_column_pixels(1, 1, 600)
    sheet.fit_to_pages(1, 1)
    made.title(sheet, "How to mark")
    said = made.format(look.SENTENCE)
    row = 2
    for text in GUIDE.splitlines():
        sheet.merge_range(row, 0, row, 1, text, said)
        sheet.set_row_pixels(row, row_height(lines_needed(text, 820)) + 3)
        row += 1
    row += 1
    for mark, meaning in SCALE.items():
        sheet.write_string(row, 0, str(mark), made.format({"bold": True, "align": "center"}))
        sheet.write_string(row, 1, meaning, said)
        row += 1
    row += 1
    sheet.write_string(row, 0, "What it is about", made.format(look.HEADING))
    sheet.write_string(
        row, 1, "What candidates may send, among other things", made.format(look.HEADING)
    )
    body = made.format(look.BODY, WRAPPED)
    for domain in book.domains:
        row += 1
        prompts = "\n".join(f"• {prompt}" for prompt in domain.prompts)
        title = f"{domain.number}. {domain.title}"
        sheet.write_string(row, 0, title, made.format(look.BODY, WRAPPED, {"bold": True}))
        sheet.write_string(row, 1, prompts, body)
        sheet.set_row_pixels(
            row, row_height(max(lines_needed(prompts, 600), lines_needed(title, 220)))
        )
    made.protect(sheet, 2)
