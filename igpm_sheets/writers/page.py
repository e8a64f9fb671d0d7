"""Lays out one tab: blocks from top to bottom, columns fitted, ready to print on A4."""

from __future__ import annotations

from dataclasses import dataclass

from igpm_sheets.problems import column_letters
from igpm_sheets.reports.tables import Chart, Content, Figures, Tab, Table, plain
from igpm_sheets.writers import look
from igpm_sheets.writers.cells import Formats, Pen, cell_text
from igpm_sheets.writers.fit import (
    CELL_PADDING,
    lines_needed,
    row_height,
    text_width,
)
from igpm_sheets.writers.names import clip_units, heading_names
from igpm_sheets.writers.widths import column_widths, figure_kind, has_totals

FILTER_BUTTON = 16
WIDEST_LETTER = 14
"""Pixels: a text that fits even if all its letters were this wide needs no measuring."""
LONGEST_NOTE = 255
CHART_GAP = 24
MOST_SCROLLED_PAST = 8
"""A heading row further down than this is not frozen: too little would be left to scroll."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A table and where it landed: the row of its headings, its first and last data rows."""

    table: Table
    headings: list[str]
    row: int
    last: int

    @property
    def first(self) -> int:
        """The first data row."""
        return self.row + 1

    def column(self, heading: str) -> int:
        """The number of a column, from 0, by its heading."""
        return self.table.headings.index(heading)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart and where it belongs: a cell, a distance from it, and a size in pixels."""

    chart: Chart
    row: int
    column: int
    offset: int
    size: tuple[int, int]


class Page:
    """One tab on its way to paper.

    After `write`, `tables` and `pictures` say what still has to be drawn around the cells.
    """

    def __init__(self, tab: Tab, pen: Pen, formats: Formats) -> None:
        self.tab = tab
        self.tables: list[Placed] = []
        self.pictures: list[Picture] = []
        self._pen = pen
        self._sheet = pen.sheet
        self._formats = formats
        self._row = 0
        self._height = 0
        """Pixels used so far on the present printed page."""
        self._whole_height = 0
        self._breaks: list[int] = []
        self._paper = look.PRINTED_WIDTH[tab.landscape]
        self._named = {block.name: block for block in tab.blocks if isinstance(block, Table)}
        self._captions = len(self._named) > 1
        self._widths = column_widths(tab)
        self._fill_to_reading_width()
        self._page_height = look.PRINTED_HEIGHT[tab.landscape] * max(
            1.0, sum(self._widths) / self._paper
        )

    @property
    def has_filters(self) -> bool:
        """Whether rows may be filtered without hiding what stands beside or below them."""
        return sum(not isinstance(block, str) for block in self.tab.blocks) == 1

    @property
    def is_one_table(self) -> bool:
        """Whether the tab is a table alone, with its headings in row 1."""
        return len(self.tab.blocks) == 1 and len(self._named) == 1

    def write(self) -> None:
        """Writes everything but tables' frames and charts."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column_pixels(column, column, width)
        if not self.is_one_table:
            self._title()
        blocks = list(self.tab.blocks)
        for number, block in enumerate(blocks):
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            if isinstance(block, str):
                self._sentence(block)
            elif isinstance(block, Figures):
                self._figures(block)
            elif isinstance(block, Table):
                self._table(block, after)
            elif not self._is_beside(block):
                self._chart_below(block)
        self._set_up_paper()

    # What stands on the page

    def _title(self) -> None:
        style = self._formats.get(look.TITLE)
        self._pen.text(0, 0, self.tab.title, style)
        self._sheet.set_row_pixels(0, 30)
        self._advance(30)
        self._space(6)

    def _sentence(self, text: str) -> None:
        self._merged(0, text, self._formats.get(look.SENTENCE))
        self._space(6)

    def _figures(self, figures: Figures) -> None:
        label, value = self._formats.get(look.FIGURE_LABEL), look.FIGURE
        for name, content in figures.rows:
            shown = plain(content)
            kind = figure_kind(figures, name, shown)
            style = self._formats.get({**value, "num_format": look.number_format(kind, shown)})
            self._pen.text(self._row, 0, name, label)
            if isinstance(shown, str) and text_width(shown, bold=True) > self._widths[1]:
                self._merged(1, content, self._formats.get({**value, "text_wrap": True}))
            else:
                self._pen.styled(self._row, 1, content, style)
                self._advance(look.ROW_HEIGHT)
        self._space()

    def _merged(self, column: int, content: Content, style: object) -> None:
        """Text across the page from `column` on; Excel does not fit the height of such rows."""
        text = cell_text(str(plain(content) or ""))
        last, width = column, self._widths[column]
        while last + 1 < len(self._widths) and width < look.READING_WIDTH:
            last += 1
            width += self._widths[last]
        if last > column:
            self._sheet.merge_range(self._row, column, self._row, last, "", style)
        self._pen.styled(self._row, column, content, style)
        lines = lines_needed(text, width - CELL_PADDING, bold=column > 0)
        height = row_height(lines)
        self._sheet.set_row_pixels(self._row, height)
        self._advance(height)

    def _table(self, table: Table, after: object) -> None:
        heights = self._row_heights(table)
        beside = self._size_beside(table, after)
        if not self.is_one_table:
            self._keep_together(max(sum(heights[:4]), beside[1] if beside else 0))
        top = self._row
        if self._captions:
            self._pen.text(self._row, 0, table.name, self._formats.get(look.CAPTION))
            self._advance(20)
        self._headings(table, heights[0])
        self._rows(table, heights)
        if has_totals(table):
            self._advance(look.ROW_HEIGHT)
        if beside and isinstance(after, Chart):
            self.pictures.append(Picture(after, top, len(table.columns), CHART_GAP, beside))
            missing = beside[1] - sum(heights) - 2 * look.ROW_HEIGHT
            for _ in range(-(-missing // look.ROW_HEIGHT)):
                self._advance(look.ROW_HEIGHT)
        self._space()

    def _rows(self, table: Table, heights: list[int]) -> None:
        first = self._row
        for at, row in enumerate(table.rows):
            if heights[at + 1] > look.ROW_HEIGHT:
                self._sheet.propose_height(first + at, heights[at + 1])
            for column, content in enumerate(row):
                self._pen.content(first + at, column, content, table.columns[column].kind)
        if not table.rows:  # an Excel Table needs one
            for column, of in enumerate(table.columns):
                self._pen.content(first, column, None, of.kind)
        last = first + max(len(table.rows), 1) - 1
        self.tables.append(Placed(table, heading_names(table.headings), first - 1, last))
        self._row = last + 1
        self._height += sum(heights[1:])
        self._whole_height += sum(heights[1:])

    def _headings(self, table: Table, height: int) -> None:
        names = heading_names(table.headings)
        for column, (of, name) in enumerate(zip(table.columns, names, strict=True)):
            style = self._formats.get(look.heading(of.kind))
            self._sheet.write_string(self._row, column, name, style)
            if of.note:
                note = clip_units(cell_text(of.note), LONGEST_NOTE)
                title = clip_units(name, 32)
                # An input message: shown when the heading is chosen, never printed, and
                # a hundredth of a comment's weight.
                self._sheet.data_validation(
                    self._row, column, self._row, column,
                    {"validate": "any", "input_title": title, "input_message": note},
                )  # fmt: skip
        self._sheet.set_row_pixels(self._row, height)
        self._advance(height)

    def _chart_below(self, chart: Chart) -> None:
        size = chart_size(chart, self._named[chart.table])
        self._keep_together(size[1])
        self.pictures.append(Picture(chart, self._row, 0, 4, size))
        for _ in range(-(-size[1] // look.ROW_HEIGHT)):
            self._advance(look.ROW_HEIGHT)
        self._space()

    def _is_beside(self, chart: Chart) -> bool:
        return any(picture.chart is chart for picture in self.pictures)

    def _size_beside(self, table: Table, after: object) -> tuple[int, int] | None:
        """The size of the chart that follows, where there is room for it beside its table."""
        if not isinstance(after, Chart) or after.table != table.name:
            return None
        size = chart_size(after, table)
        taken = sum(self._widths[: len(table.columns)]) + CHART_GAP
        return size if taken + size[0] <= self._paper else None

    # Room

    def _advance(self, pixels: int) -> None:
        self._row += 1
        self._height += pixels
        self._whole_height += pixels

    def _space(self, pixels: int = look.ROW_HEIGHT) -> None:
        if pixels != look.ROW_HEIGHT:
            self._sheet.set_row_pixels(self._row, pixels)
        self._advance(pixels)

    def _keep_together(self, pixels: int) -> None:
        """Starts a printed page where the present one has no room for a block this high."""
        self._height %= round(self._page_height)
        if self._height and self._height + pixels > self._page_height:
            self._breaks.append(self._row)
            self._height = 0

    def _fill_to_reading_width(self) -> None:
        """Adds empty columns until sentences and the charts beside tables have their room."""
        if self.is_one_table:
            return
        needed = look.READING_WIDTH
        for table, after in zip(self.tab.blocks, self.tab.blocks[1:], strict=False):
            if isinstance(table, Table) and (size := self._size_beside(table, after)):
                beside = sum(self._widths[: len(table.columns)]) + CHART_GAP + size[0] + 8
                needed = max(needed, beside)
        while sum(self._widths) < min(needed, self._paper):
            self._widths.append(look.COLUMN_WIDTH)

    def _row_heights(self, table: Table) -> list[int]:
        """Estimated heights of the headings and of each row, to know where pages end."""
        heading = 1
        for column, name in enumerate(heading_names(table.headings)):
            lines = lines_needed(name, self._widths[column], bold=True)
            heading = max(heading, lines)
        heights = [row_height(heading) + (FILTER_BUTTON if self.has_filters else 2)]
        for row in table.rows:
            most = 1
            for content, width in zip(row, self._widths, strict=False):
                value = plain(content)
                if isinstance(value, str) and (len(value) * WIDEST_LETTER > width or "\n" in value):
                    most = max(most, lines_needed(value, width))
            heights.append(row_height(most))
        return heights

    # Paper

    def _set_up_paper(self) -> None:
        sheet = self._sheet
        sheet.set_paper(9)
        if self.tab.landscape:
            sheet.set_landscape()
        sheet.set_margins(**look.MARGINS)
        pages = self._whole_height / self._page_height
        on_one = not self.is_one_table and pages <= look.MOST_PAGES_IN_ONE
        sheet.fit_to_pages(1, int(on_one))
        if self._breaks and not on_one:
            sheet.set_h_pagebreaks(self._breaks)
        bottom = max(self._row - 2, 0)
        sheet.print_area(0, 0, bottom, len(self._widths) - 1)
        sheet.ignore_errors(
            dict.fromkeys(
                ("number_stored_as_text", "formula_differs", "formula_range"),
                f"A1:{_cell(bottom, len(self._widths) - 1)}",
            )
        )
        if not self.is_one_table:
            sheet.hide_gridlines(2)
        if len(self.tables) == 1:
            placed = self.tables[0]
            sheet.repeat_rows(placed.row)
            if placed.row <= MOST_SCROLLED_PAST and not self.pictures:
                keys = self.tab.key_columns if self.is_one_table else 0
                sheet.freeze_panes(placed.row + 1, keys)


def chart_size(chart: Chart, table: Table) -> tuple[int, int]:
    """Wide enough for the categories, high enough for the bars."""
    width, height = look.CHART_SIZE
    if chart.kind.value.endswith("bars"):
        height = min(max(height - 60, 90 + 24 * len(table.rows)), 620)
    else:
        width = min(max(width, 120 + 44 * len(table.rows)), 1000)
    return width, height


def _cell(row: int, column: int) -> str:
    return f"{column_letters(column + 1)}{row + 1}"
