"""Lays out one sheet of the results template: placeholders, tables of one row, charts, paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import template_look

from igpm_sheets.demo import look
from igpm_sheets.demo.book import A4, Book
from igpm_sheets.problems import column_letters
from igpm_sheets.reports.tables import Column, Kind
from igpm_sheets.writers.filling.fit import lines_needed, row_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLE_HEIGHT, CAPTION_HEIGHT, GAP = 30, 20, 6
FILTER_BUTTON = 16
"""Pixels that a filter's button takes below the text of its heading."""
CHART_GAP = 24


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and the rows, from 0, of its headings and of its one row of data."""

    columns: Sequence[Column]
    row: int

    @property
    def data(self) -> int:
        """The row whose look all rows of data take."""
        return self.row + 1


class Sheet:
    """One sheet of the template on its way down the page.

    Args:
        book: the workbook.
        name: the kind of tab that it is the template of.
        widths: of the columns, in pixels.
        landscape: how the paper lies.
    """

    def __init__(
        self, book: Book, name: str, widths: Sequence[int], *, landscape: bool = True
    ) -> None:
        self._book = book
        self._name = name
        self._widths = widths
        self._row = 0
        self._tables: list[Placed] = []
        self._breaks: list[int] = []
        self._sheet: Worksheet = book.book.add_worksheet(name)
        for column, width in enumerate(widths):
            self._sheet.set_column_pixels(column, column, width)
        self._set_up_paper(landscape=landscape)

    def _set_up_paper(self, *, landscape: bool) -> None:
        sheet = self._sheet
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(**template_look.MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.set_header('&L&"Arial,Bold"{title}&R&"Arial,Regular"&A')
        sheet.set_footer('&R&"Arial,Regular"Page &P of &N')

    def _format(self, *properties: look.Properties) -> Format:
        return self._book.format(look.FONT, *properties)

    # Text

    def title(self, *, wraps: bool = False) -> None:
        """The tab's title, at the head of a page that has more on it than a table."""
        self._sheet.hide_gridlines(2)
        if wraps:
            self._across("{title}", self._format(look.TITLE, {"text_wrap": True}))
        else:
            self._sheet.write_string(self._row, 0, "{title}", self._format(look.TITLE))
        self._advance(TITLE_HEIGHT)
        self._advance(GAP)

    def sentence(self, text: str) -> None:
        """A sentence across the page."""
        self._across(text, self._format(look.SENTENCE))
        self._advance()

    def _across(self, text: str, style: Format) -> None:
        last, width = 0, self._widths[0]
        while last + 1 < len(self._widths) and width < template_look.READING_WIDTH:
            last += 1
            width += self._widths[last]
        self._sheet.merge_range(self._row, 0, self._row, last, text, style)

    def figure(self, label: str, placeholder: str, kind: Kind = Kind.WHOLE) -> None:
        """A labelled figure."""
        form: look.Properties = {"num_format": template_look.NUMBER_FORMATS[kind]}
        self._sheet.write_string(self._row, 0, label, self._format(template_look.FIGURE_LABEL))
        self._sheet.write_string(
            self._row, 1, placeholder, self._format(template_look.FIGURE, form)
        )
        self._advance()

    def caption(self, text: str) -> None:
        """What stands over a table that is not alone on its page."""
        self._sheet.write_string(self._row, 0, text, self._format(template_look.CAPTION))
        self._advance(CAPTION_HEIGHT)

    def space(self, rows: int = 1, pixels: int = look.ROW_HEIGHT) -> None:
        """Empty rows."""
        for _ in range(rows):
            self._advance(pixels)

    def new_page(self) -> None:
        """What follows begins a printed page."""
        self._breaks.append(self._row)
        self._sheet.set_h_pagebreaks(self._breaks)

    def _advance(self, pixels: int = look.ROW_HEIGHT) -> None:
        if pixels != look.ROW_HEIGHT:
            self._sheet.set_row_pixels(self._row, pixels)
        self._row += 1

    # Tables

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        linked: Collection[str] = (),
        sample: Sequence[str | int] = (),
        filters: bool = False,
    ) -> None:
        """A table with one row of data, whose cells show how each column looks.

        Args:
            name: the table's, legal in Excel.
            columns: what it holds; those with totals are summed below.
            linked: the headings of the columns whose values lead somewhere.
            sample: what stands in the row of data, if anything is to.
            filters: whether rows may be filtered: not where that would hide what is beside.
        """
        placed = Placed(columns, self._row)
        self._tables.append(placed)
        self._headings(columns, filters=filters)
        for at, column in enumerate(columns):
            style = self._format(template_look.cell(column, linked=column.heading in linked))
            self._sheet.write(self._row, at, sample[at] if sample else None, style)
        self._advance()
        totals = any(column.total for column in columns)
        self._frame(name, placed, totals=totals, filters=filters)
        if totals:
            self._totals(name, columns)
        self._colour(placed)

    def _headings(self, columns: Sequence[Column], *, filters: bool) -> None:
        lines = 1
        for at, column in enumerate(columns):
            style = self._format(template_look.heading(column))
            self._sheet.write_string(self._row, at, column.heading, style)
            lines = max(lines, lines_needed(column.heading, self._widths[at], bold=True))
            if column.note:
                # An input message: shown when the heading is chosen, and never printed.
                note = {"validate": "any", "input_title": column.heading}
                note["input_message"] = column.note
                self._sheet.data_validation(self._row, at, self._row, at, note)
        self._advance(row_height(lines) + (FILTER_BUTTON if filters else 2))

    def _frame(self, name: str, placed: Placed, *, totals: bool, filters: bool) -> None:
        """Makes the cells an Excel Table."""
        columns: list[dict[str, Any]] = []
        for at, column in enumerate(placed.columns):
            style = self._format(template_look.heading(column))
            columns.append({"header": column.heading, "header_format": style})
            if column.total:
                columns[-1]["total_function"] = "sum"
            elif totals and at == 0:
                columns[-1]["total_string"] = "Total"
        frame = {
            "name": name,
            "columns": columns,
            "style": template_look.TABLE_STYLE,
            "total_row": totals,
            "autofilter": filters,
        }
        last = placed.data + totals
        self._sheet.add_table(placed.row, 0, last, len(columns) - 1, frame)

    def _totals(self, name: str, columns: Sequence[Column]) -> None:
        """The row of sums in its own look, over XlsxWriter's."""
        for at, column in enumerate(columns):
            style = self._format(template_look.cell(column), template_look.TOTAL)
            if column.total:
                formula = f"SUBTOTAL(109,{name}[{column.heading}])"
                self._sheet.write_formula(self._row, at, formula, style, 0)
            elif at == 0:
                self._sheet.write_string(self._row, at, "Total", style)
            else:
                self._sheet.write_blank(self._row, at, None, style)
        self._advance()

    def _colour(self, placed: Placed) -> None:
        """Quiet colours for statuses, and for marks below the standard (R50)."""
        row = placed.data
        for at, column in enumerate(placed.columns):
            for word, colours in template_look.COLOURED_WORDS.get(column.heading, {}).items():
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
                rule["format"] = self._book.book.add_format(dict(colours))
                self._sheet.conditional_format(row, at, row, at, rule)
            if column.kind in (Kind.MARK, Kind.MEAN):
                # A blank is no mark; and a mean of anything but marks rarely lies in 3 to 5.
                cell = f"{column_letters(at + 1)}{row + 1}"
                formula = f"=AND(ISNUMBER({cell}),{cell}>=3,{cell}<5)"
                rule = {"type": "formula", "criteria": formula}
                rule["format"] = self._book.book.add_format(dict(template_look.BELOW_STANDARD))
                self._sheet.conditional_format(row, at, row, at, rule)

    # Charts

    def bars(self, heading: str, *, title: str, said: str, height: int) -> None:
        """A chart beside the table above: its first column against another.

        Args:
            heading: of the column that is drawn.
            title: what stands over the chart.
            said: what the chart shows, for someone who cannot see it.
            height: in pixels, from the top of the table's caption.
        """
        placed = self._tables[-1]
        at = next(n for n, column in enumerate(placed.columns) if column.heading == heading)
        chart = self._book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": [self._name, placed.row, at],
                "categories": [self._name, placed.data, 0, placed.data, 0],
                "values": [self._name, placed.data, at, placed.data, at],
                "fill": {"color": template_look.CHART_COLOUR},
                "gap": 60,
                "data_labels": {"value": True, "font": template_look.CHART_TYPE},
            }
        )
        line = {"color": look.LINE}
        # The first row of the table belongs at the top, and bars begin at nought.
        named = {"num_font": template_look.CHART_TYPE, "line": line, "major_tick_mark": "none"}
        chart.set_y_axis({**named, "reverse": True})
        plain = {"visible": False, "major_gridlines": {"visible": False}}
        chart.set_x_axis({"min": 0, **plain, "label_position": "high"})
        chart.set_title({"name": title, "name_font": template_look.CHART_TITLE})
        chart.set_legend({"none": True})
        chart.set_chartarea({"border": line})
        beside = len(placed.columns)
        width = template_look.PRINTED_WIDTH - sum(self._widths[:beside]) - CHART_GAP - 2
        chart.set_size({"width": width, "height": height})
        place = {"x_offset": CHART_GAP, "y_offset": 4, "description": said}
        self._sheet.insert_chart(placed.row - 1, beside, chart, place)

    # Paper

    def finish(self, *, one_page: bool = False, keys: int = 0) -> None:
        """Says what is printed, and for a table alone what stays in sight.

        Args:
            one_page: whether all of it goes on one page.
            keys: for a table alone, how many columns stay in sight beside the headings.
        """
        sheet, last = self._sheet, len(self._widths) - 1
        sheet.print_area(0, 0, self._row - 1, last)
        area = f"A1:{column_letters(last + 1)}{self._row}"
        quiet = ("number_stored_as_text", "formula_differs", "formula_range")
        sheet.ignore_errors(dict.fromkeys(quiet, area))
        if one_page:
            sheet.fit_to_pages(1, 1)
        if keys:
            sheet.freeze_panes(1, keys)
            sheet.repeat_rows(0)
