"""Lays out one sheet of the results template: placeholders, tables of one row, charts, paper."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import template_look

from igpm_sheets.core.marking import HIGHEST, LOWEST, STANDARD
from igpm_sheets.demo import look
from igpm_sheets.demo.book import A4, Book
from igpm_sheets.problems import column_letters
from igpm_sheets.reports.tables import Column, Kind
from igpm_sheets.writers.filling.fit import lines_needed, row_height

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLE_HEIGHT, CAPTION_HEIGHT, GAP = 30, 20, 6
TILE_HEIGHT, TILE_LABEL_HEIGHT = 40, 22
FILTER_BUTTON = 16
"""Pixels that a filter's button takes below the text of its heading."""


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
        self._beside = len(widths)
        """The first column to the right of all that is printed, and of what stands there."""
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

    def tiles(self, tiles: Sequence[tuple[str, str, int]]) -> None:
        """Headline figures in a row: for each its label, its placeholder and how many columns."""
        number, label = self._format(template_look.TILE), self._format(template_look.TILE_LABEL)
        left = 0
        for said, placeholder, columns in tiles:
            last = left + columns - 1
            for row, text, style in (
                (self._row, placeholder, number),
                (self._row + 1, said, label),
            ):
                if columns > 1:
                    self._sheet.merge_range(row, left, row, last, text, style)
                else:
                    self._sheet.write_string(row, left, text, style)
            left = last + 1
        self._advance(TILE_HEIGHT)
        self._advance(TILE_LABEL_HEIGHT)
        self._advance(GAP)

    def line(self, label: str, text: str) -> None:
        """A label and a sentence or a day beside it, across the page."""
        days: look.Properties = {
            "align": "left", "num_format": template_look.NUMBER_FORMATS[Kind.DATE],
        }  # fmt: skip
        style = self._format(look.SENTENCE, days)
        self._sheet.write_string(self._row, 0, label, self._format(template_look.LABEL))
        self._sheet.merge_range(self._row, 1, self._row, len(self._widths) - 1, text, style)
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

    def pivot(self, name: str, *, label: int, columns: int, width: int = 84) -> None:
        """The place of a PivotTable at the head of the sheet, to the right of what is printed.

        A row of cells shows how it looks: fields, headings, labels, figures, totals.

        Args:
            name: the PivotTable's, legal in Excel.
            label: the width of its first column in pixels.
            columns: how many it may have, with its first and that of totals.
            width: of the others in pixels.
        """
        sheet, left = self._sheet, self._beside + 1
        sheet.set_column_pixels(self._beside, self._beside, template_look.PIVOT_GAP)
        sheet.set_column_pixels(left, left, label)
        sheet.set_column_pixels(left + 1, left + columns - 1, width)
        self._beside = left + columns
        texts = (f"{{{name}}}", "Field", "Heading", "Label", "Figure", "Total", "Sum")
        looks = (template_look.CAPTION, *template_look.PIVOT)
        for at, (text, properties) in enumerate(zip(texts, looks, strict=True)):
            sheet.write_string(0, left + at, text, self._format(properties))

    # Charts

    def bars(
        self, heading: str, *, title: str, said: str, size: tuple[int, int], left: int
    ) -> None:
        """A chart beside the table above: its first column against another.

        Args:
            heading: of the column that is drawn.
            title: what stands over the chart.
            said: what the chart shows, for someone who cannot see it.
            size: width and height in pixels.
            left: the gap between table and chart, in pixels.
        """
        chart = self._chart("bar", title)
        series = {**self._series(heading), "fill": {"color": template_look.CHART_COLOUR}}
        series["data_labels"] = {"value": True, "font": template_look.CHART_TYPE}
        chart.add_series({**series, "gap": 60})
        # Bars begin at nought.
        chart.set_x_axis({"min": 0, "visible": False, "major_gridlines": {"visible": False}})
        chart.set_legend({"none": True})
        placed = self._tables[-1]
        self._insert(chart, said, size, (placed.row - 1, len(placed.columns)), (left, 4))

    def differences(
        self, heading: str, *, title: str, said: str, size: tuple[int, int], left: int = 0
    ) -> None:
        """A chart below the table above: how far a column of means lies from the standard."""
        chart = self._chart("bar", title)
        series = {**self._series(heading), "fill": {"color": template_look.CHART_COLOUR}}
        series["data_labels"] = {
            "value": True, "num_format": "0.00", "font": template_look.CHART_TYPE,
        }  # fmt: skip
        chart.add_series({**series, "gap": 60})
        grid = {"visible": True, "line": {"color": look.LINE}}
        scale = {"min": LOWEST, "max": HIGHEST, "major_unit": 1, "crossing": STANDARD}
        chart.set_x_axis({**scale, "num_font": template_look.CHART_TYPE, "major_gridlines": grid})
        chart.set_legend({"none": True})
        self._insert(chart, said, size, (self._row, 0), (left, 0))

    def shares(
        self,
        headings: Sequence[str],
        *,
        title: str,
        said: str,
        size: tuple[int, int],
        left: int = 0,
    ) -> None:
        """A chart below the table above: the share of each of several columns."""
        chart = self._chart("bar", title, subtype="percent_stacked")
        for heading, colour in zip(headings, template_look.SCALE_COLOURS, strict=True):
            fill = {"fill": {"color": colour}, "border": {"color": "#FFFFFF", "width": 0.5}}
            chart.add_series({**self._series(heading), **fill, "gap": 40})
        quiet = {"num_font": template_look.CHART_TYPE, "major_gridlines": {"visible": False}}
        chart.set_x_axis({**quiet, "num_format": "0%", "major_unit": 0.25})
        chart.set_legend({"position": "bottom", "font": template_look.CHART_TYPE})
        self._insert(chart, said, size, (self._row, 0), (left, 0))

    def _chart(self, kind: str, title: str, **subtype: str) -> Chart:
        """A chart whose first category stands at the top, as the table's first row does."""
        chart = self._book.book.add_chart({"type": kind, **subtype})
        line = {"color": look.LINE}
        named = {"num_font": template_look.CHART_TYPE, "line": line, "major_tick_mark": "none"}
        chart.set_y_axis({**named, "reverse": True, "label_position": "low", "interval_unit": 1})
        chart.set_title({"name": title, "name_font": template_look.CHART_TITLE})
        chart.set_chartarea({"border": line})
        return chart

    def _series(self, heading: str) -> dict[str, Any]:
        """A column of the table above against its first column."""
        placed = self._tables[-1]
        at = next(n for n, column in enumerate(placed.columns) if column.heading == heading)
        return {
            "name": [self._name, placed.row, at],
            "categories": [self._name, placed.data, 0, placed.data, 0],
            "values": [self._name, placed.data, at, placed.data, at],
        }

    def _insert(
        self,
        chart: Chart,
        said: str,
        size: tuple[int, int],
        cell: tuple[int, int],
        offset: tuple[int, int],
    ) -> None:
        """Puts a chart at an offset in pixels from a cell."""
        chart.set_size({"width": size[0], "height": size[1]})
        place = {"x_offset": offset[0], "y_offset": offset[1], "description": said}
        self._sheet.insert_chart(*cell, chart, place)

    # Paper

    def finish(
        self,
        *,
        one_page: bool = False,
        keys: int = 0,
        beside: tuple[int, int] | None = None,
        all_of_it: bool = False,
    ) -> None:
        """Says what is printed, and for a table alone what stays in sight.

        Args:
            one_page: whether all of it goes on one page.
            keys: for a table alone, how many columns stay in sight beside the headings; they are
                printed on each page.
            beside: for a table on two pages side by side, how many columns go on the first, and
                at how many hundredths of its size it is printed.
            all_of_it: whether all that stands on it is printed, also what somebody puts above.
        """
        sheet, last = self._sheet, len(self._widths) - 1
        if not all_of_it:
            sheet.print_area(0, 0, self._row - 1, last)
        area = f"A1:{column_letters(last + 1)}{self._row}"
        quiet = ("number_stored_as_text", "formula_differs", "formula_range")
        sheet.ignore_errors(dict.fromkeys(quiet, area))
        if one_page:
            sheet.fit_to_pages(1, 1)
        if keys:
            sheet.freeze_panes(1, keys)
            sheet.repeat_rows(0)
        if beside:
            first, scale = beside
            sheet.set_v_pagebreaks([first])
            sheet.set_print_scale(scale)
            sheet.repeat_columns(0, keys - 1)
            sheet.print_across()
