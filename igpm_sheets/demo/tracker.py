"""The tracker as an office keeps it: a tab for applications, and one for each list of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from igpm_sheets.demo import look
from igpm_sheets.demo.book import NOT_RECORDED, ROWS_TO_FILL, Book, Column
from igpm_sheets.demo.columns import columns_of
from igpm_sheets.demo.office import Row
from igpm_sheets.fields import TabKind
from igpm_sheets.problems import column_letters
from igpm_sheets.writers.filling.fit import lines_needed, row_height

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADING_ROW = 3
"""Counted from 0: a title, a sentence and the bands stand above."""

BLANK_ROWS = 30
"""So many rows of a template are drawn; more may follow."""

TITLES: Mapping[TabKind, tuple[str, str]] = {
    TabKind.APPLICATIONS: (
        "Applications",
        "A yellow cell is not recorded yet: the application waits. Point at a heading for help.",
    ),
    TabKind.MEMBERS: ("Members", "Everybody who has been awarded MIGPM, one row each."),
    TabKind.ASSOCIATES: (
        "Associates",
        "Everybody who pays the Associate fee, applicants included.",
    ),
    TabKind.ASSESSORS: ("Assessors", "Everybody who may be asked to assess."),
    TabKind.ALLOCATION: ("Allocation", "Which three assessors have which application."),
}

FREEZES_AFTER = {TabKind.APPLICATIONS: 2, TabKind.ALLOCATION: 1}

MAY_BE_CARRIED = ("role", "testimonial")
"""Fields that a resubmission takes over from the first application (I31)."""

NEEDED = (
    *("received", "associate", "role", "constitution_breach", "disciplinary"),
    *("testimonial", "evidence_missing"),
)
"""The beginnings of the fields that an application waits for."""


def tracker(
    tabs: Mapping[TabKind, Sequence[Row]],
    created: date,
    *,
    made_as: str = "",
    evidence_by_domain: bool = True,
    instructions: bool = False,
) -> bytes:
    """The tracker as a file's content; without rows it is the blank template."""
    book = Book("Tracker of applications", created, made_as)
    columns = {kind: columns_of(kind, evidence_by_domain=evidence_by_domain) for kind in TabKind}
    for kind in TabKind:
        _tab(book, kind, columns[kind], tabs.get(kind, ()))
    if instructions:
        _instructions(book, columns)
    return book.content()


def _tab(book: Book, kind: TabKind, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    sheet = book.tab(kind.value.capitalize())
    book.title(sheet, *TITLES[kind], beside=2 if kind is TabKind.APPLICATIONS else 0)
    book.headings(sheet, HEADING_ROW, columns)
    book.guard(sheet, HEADING_ROW, columns)
    first = HEADING_ROW + 1
    if not rows:
        book.blank_rows(sheet, first, columns, BLANK_ROWS)
    for number, row in enumerate(rows, first):
        book.row(sheet, number, columns, [row.get(column.name) for column in columns])
    sheet.freeze_panes(first, FREEZES_AFTER.get(kind, 1))
    last = HEADING_ROW + (len(rows) or BLANK_ROWS)
    sheet.autofilter(HEADING_ROW, 0, last, len(columns) - 1)
    if kind is TabKind.APPLICATIONS:
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(2 if len(columns) < 30 else 3, 0)
        _colours(book, sheet, columns)
        sheet.activate()


def _colours(book: Book, sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Withdrawn rows in grey; what is missing, unpaid or not recorded stands out."""
    first, last = HEADING_ROW + 1, HEADING_ROW + ROWS_TO_FILL
    top = first + 1
    at = {column.name: place for place, column in enumerate(columns)}
    cell = {name: f"${column_letters(place + 1)}{top}" for name, place in at.items()}

    def colour(name: str, formula: str, properties: Mapping[str, Any]) -> None:
        style = book.format(properties)
        rule = {"type": "formula", "criteria": formula, "format": style}
        sheet.conditional_format(first, at[name], last, at[name], rule)

    gone = f'AND({cell["withdrawn"]}<>"",LOWER({cell["withdrawn"]})<>"no")'
    grey = {
        "type": "formula",
        "criteria": f"={gone}",
        "format": book.format({"font_color": "#8A8F98"}),
        "stop_if_true": True,
    }
    sheet.conditional_format(first, 0, last, len(columns) - 1, grey)
    for name in at:
        if name.startswith(NEEDED):
            carried = name.startswith(MAY_BE_CARRIED)
            full = f',{cell["type"]}<>"resubmission"' if carried else ""
            tens = _no_tens(cell) if name == "evidence_missing" else ""
            colour(name, f'=AND({cell["ref"]}<>"",{cell[name]}=""{full}{tens})', NOT_RECORDED)
        if name.endswith("_received") or name == "fee_paid" or name.startswith("evidence_"):
            colour(name, f'=LOWER({cell[name]})="no"', look.POOR)
    missing = cell["evidence_missing"]
    colour("evidence_missing", f'=AND({missing}<>"",LOWER({missing})<>"none")', look.POOR)
    colour("type", f'={cell["type"]}="resubmission"', look.WAITING)


def _no_tens(cell: Mapping[str, str]) -> str:
    """The condition that the ten columns for evidence, where there are any, are empty."""
    if "evidence_1" not in cell:
        return ""
    return f",COUNTA({cell['evidence_1']}:{cell['evidence_10']})=0"


GUIDE = """\
Fill in a row for each application as it comes in. Only Ref and Date received are always needed; \
everything else can follow.
An empty cell means “not recorded”. It is never taken for “no”: the application waits until \
somebody fills it in.
Type dates as you are used to, such as 3/5/2026 or 3 May 2026, with the day first.
You may move columns, add columns of your own and delete those you do not need. If you rename a \
heading, say so in igpm.toml under [tracker.columns].
Record evidence in one way: yes or no in the ten columns Evidence 1 to Evidence 10, or one list in \
Evidence missing.
The tabs Members, Associates, Assessors and Allocation may stay empty or be deleted.
This tab is for reading only. Delete it whenever you like."""


def _instructions(book: Book, columns: Mapping[TabKind, Sequence[Column]]) -> None:
    """How to use the tracker, and what belongs in each column."""
    sheet = book.tab("Instructions", colour="#7A9E6B", landscape=False)
    sheet.hide_gridlines(2)
    widths = (120, 190, 430)
    for at, width in enumerate(widths):
        sheet.set_column_pixels(at, at, width)
    book.title(sheet, "How to use this tracker")
    row = 2
    for sentence in GUIDE.splitlines():
        sheet.merge_range(row, 0, row, 2, sentence, book.format(look.SENTENCE))
        sheet.set_row_pixels(row, row_height(lines_needed(sentence, sum(widths))) + 6)
        row += 1
    row += 1
    table = [
        Column("tab", "Tab", widths[0]),
        Column("column", "Column", widths[1], cell={"bold": True}),
        Column("write", "What to write", widths[2], cell={"text_wrap": True}),
    ]
    for at, column in enumerate(table):
        sheet.write_string(row, at, column.heading, book.format(look.HEADING))
    sheet.repeat_rows(row)
    for kind, listed in columns.items():
        for column in _told_once(listed):
            row += 1
            book.row(sheet, row, table, (kind.value.capitalize(), column.heading, column.note))


def _told_once(columns: Sequence[Column]) -> list[Column]:
    """The columns with the ten for evidence told as one."""
    told: list[Column] = []
    for column in columns:
        if column.name == "evidence_1":
            note = "For each domain: is there evidence? yes or no."
            told.append(Column(column.name, "Evidence 1 … Evidence 10", 0, note))
        elif column.name == "evidence_missing" or not column.name.startswith("evidence_"):
            told.append(column)
    return told
