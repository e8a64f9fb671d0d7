"""A workbook that people fill in: the house look, headings with notes, lists to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from igpm_sheets.demo import look
from igpm_sheets.demo.heights import fitted_worksheet
from igpm_sheets.problems import column_letters
from igpm_sheets.writers.files.saving import PROPERTY
from igpm_sheets.writers.filling.fit import lines_needed, row_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
ROWS_TO_FILL = 500
"""How far down lists to choose from and colours reach."""

DAY: look.Properties = {"num_format": "dd mmm yyyy", "align": "center"}
CENTRE: look.Properties = {"align": "center"}
AS_TYPED: look.Properties = {"num_format": "@"}
"""Keeps "007", "2026-05" and "3/7" as they are typed."""
TEXT: look.Properties = {}
WRAPPED: look.Properties = {"text_wrap": True}

BAND: look.Properties = {
    "bold": True,
    "font_size": 9,
    "font_color": "#FFFFFF",
    "bg_color": "#44709D",
    "align": "left",  # so that it can be read where a page ends within the band
    "valign": "vcenter",
    "border": 1,
    "border_color": "#FFFFFF",
}
QUIET: look.Properties = {"font_color": look.QUIET_INK, "italic": True, "valign": "top"}
NOT_RECORDED = {"bg_color": "#FFF6CC"}
TO_FILL_IN: look.Properties = {"locked": False}
"""A cell that may be typed in where its sheet is protected."""

ROOM = 24
"""Columns for people's own, beside ours."""

_ALLOWED = (
    *("objects", "scenarios", "format_cells", "format_columns", "format_rows"),
    *("insert_columns", "insert_rows", "insert_hyperlinks", "delete_columns", "delete_rows"),
    *("sort", "autofilter", "pivot_tables"),
)
STILL_ALLOWED = dict.fromkeys(_ALLOWED, True)
"""What people may do on a protected sheet of ours: all but change what is locked."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form: its heading and how it is filled in.

    `note` explains it at the heading; `band` is what stands above it and its neighbours.
    """

    name: str
    heading: str
    width: int
    note: str = ""
    cell: look.Properties = field(default_factory=dict)
    choices: tuple[str, ...] | str = ()
    """A list to choose from, or the formula of a range that holds it."""
    band: str = ""

    @property
    def wraps(self) -> bool:
        """Whether long texts go on in a further line."""
        return bool(self.cell.get("text_wrap"))


class Book:
    """An XlsxWriter workbook whose formats are made once, and whose bytes do not vary."""

    def __init__(self, title: str, created: date, made_as: str = "") -> None:
        """Begin a workbook; `made_as` marks it as this program's own."""
        from xlsxwriter import Workbook  # noqa: PLC0415 - slow to import, rarely needed

        self._file = BytesIO()
        # Made afresh, since XlsxWriter adds to what it is given.
        font = {name: look.FONT[name] for name in ("font_name", "font_size", "font_scheme")}
        self.book = Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": font,
                "default_row_height": look.ROW_HEIGHT,
            },
        )
        midnight = datetime.combine(created, time())
        self.book.set_properties({"title": title, "author": "IGPM office", "created": midnight})
        if made_as:
            self.book.set_custom_property(PROPERTY, made_as, "text")
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, *properties: Mapping[str, object]) -> Format:
        """The format with these properties, later ones over earlier ones."""
        merged: dict[str, object] = {}
        for each in properties:
            merged |= each
        key = tuple(sorted(merged.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(merged)
        return self._formats[key]

    def tab(self, name: str, *, colour: str = "#44709D", landscape: bool = True) -> Worksheet:
        """A new tab, ready for A4."""
        sheet = self.book.add_worksheet(name, fitted_worksheet())
        sheet.set_tab_color(colour)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(0.4, 0.4, 0.6, 0.6)
        sheet.set_footer("&L&8&F&C&8&A&R&8Page &P of &N")
        sheet.fit_to_pages(1, 0)
        return sheet

    def title(self, sheet: Worksheet, text: str, note: str = "", beside: int = 0) -> None:
        """A title in the first row and a quiet sentence below it, or in a column beside it.

        Where the first columns are repeated on each page, a sentence in them would be cut.
        """
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, text, self.format(look.TITLE))
        if note:
            row, line = (0, {"valign": "vcenter"}) if beside else (1, {})
            sheet.write_string(row, beside, note, self.format(QUIET, line))

    def headings(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """The heading row, its bands above where there are any, and what every cell below it is."""
        for at, column in enumerate(columns):
            sheet.set_column_pixels(
                at, at, column.width, self.format({"valign": "top"}, column.cell)
            )
            sheet.write_string(row, at, column.heading, self.format(look.HEADING))
            if column.note:
                explain(sheet, row, at, column.note)
            _offer(sheet, row, at, column)
        most = max(lines_needed(c.heading, c.width, bold=True) for c in columns)
        sheet.set_row_pixels(row, row_height(most) + 6)
        for first, last, band in _bands(columns):
            style = self.format(BAND)
            if first == last:
                sheet.write_string(row - 1, first, band, style)
            else:
                sheet.merge_range(row - 1, first, row - 1, last, band, style)
        sheet.repeat_rows(row)

    def protect(self, sheet: Worksheet, beyond: int) -> None:
        """Locks all but the cells to fill in; without a password, so that anybody may undo it.

        From the column `beyond` on there is room for columns of people's own.
        """
        sheet.set_column(beyond, beyond + ROOM - 1, None, self.format(TO_FILL_IN))
        sheet.protect("", STILL_ALLOWED)

    def guard(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """Lets Excel ask back when somebody types over a heading; whoever means it may.

        A protected sheet would do more harm: no column could be deleted, nor rows sorted.
        """
        for at, column in enumerate(columns):
            rule = {
                "validate": "custom",
                "value": f'={column_letters(at + 1)}{row + 1}="{column.heading}"',
                "ignore_blank": False,
                "error_type": "warning",
                "error_title": column.heading,
                "error_message": "The program knows this column by its heading. If you rename"
                " it, write the new name into igpm.toml under [tracker.columns].",
            }
            sheet.data_validation(row, at, row, at, rule)

    def cell(self, sheet: Worksheet, row: int, at: int, column: Column, value: object) -> None:
        """One value in its column's look; a blank is left out."""
        style = self.format(look.BODY, column.cell)
        if value is None or value == "":
            sheet.write_blank(row, at, None, style)
        elif isinstance(value, date):
            # A cell that may also say "no" or "none" is no date column, but shows dates alike.
            sheet.write_datetime(row, at, value, self.format(look.BODY, column.cell, DAY))
        elif isinstance(value, int):
            sheet.write_number(row, at, value, style)
        else:
            sheet.write_string(row, at, str(value), style)

    def row(
        self, sheet: Worksheet, row: int, columns: Sequence[Column], values: Sequence[object]
    ) -> None:
        """A row of values, as high as its texts need."""
        lines = 1
        for at, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.cell(sheet, row, at, column, value)
            if column.wraps and isinstance(value, str):
                lines = max(lines, lines_needed(value, column.width))
        if lines > 1:
            sheet.propose_height(row, row_height(lines))

    def blank_rows(self, sheet: Worksheet, row: int, columns: Sequence[Column], count: int) -> None:
        """Rows that wait to be filled in."""
        for number in range(row, row + count):
            self.row(sheet, number, columns, (None,) * len(columns))

    def content(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self._file.getvalue()


LONG_NOTE = 200
"""From so many characters on a note is wide rather than high."""


def explain(sheet: Worksheet, row: int, at: int, note: str) -> None:
    """A note at a heading, as large as its text, that opens below it."""
    width = 230 if len(note) < LONG_NOTE else 400
    height = 15 * lines_needed(note, width - 14, 9) + 14
    look_of_note = {
        "width": width,
        "height": height,
        "start_row": row + 1,
        "start_col": at,
        "x_offset": 15,
        "y_offset": 4,
        "author": "IGPM office",
        "font_name": "Arial",
        "font_size": 9,
        "color": "#FFFBE8",
    }
    sheet.write_comment(row, at, note, look_of_note)


def _offer(sheet: Worksheet, row: int, at: int, column: Column) -> None:
    """The list that the cells below a heading choose from, or dates alone."""
    rule: dict[str, Any] | None = None
    if column.choices:
        source = column.choices if isinstance(column.choices, str) else list(column.choices)
        rule = {"validate": "list", "source": source}
        message = "Please choose one from the list, or leave the cell empty."
    elif column.cell == DAY:
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1970, 1, 1),
            "maximum": date(2099, 12, 31),
        }
        message = "Please type a date, such as 3/5/2026, or leave the cell empty."
    if rule:
        rule |= {"error_title": column.heading, "error_message": message}
        sheet.data_validation(row + 1, at, row + ROWS_TO_FILL, at, rule)


def _bands(columns: Sequence[Column]) -> list[tuple[int, int, str]]:
    """Neighbouring columns of one band: first, last, band."""
    bands: list[tuple[int, int, str]] = []
    for at, column in enumerate(columns):
        if bands and bands[-1][2] == column.band:
            bands[-1] = (bands[-1][0], at, column.band)
        else:
            bands.append((at, at, column.band))
    return [band for band in bands if band[2]]
