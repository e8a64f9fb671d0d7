"""Writes reports into a new Excel workbook, ready to read, filter and print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from igpm_sheets.problems import CellRef, column_letters, problem
from igpm_sheets.reports.tables import ChartKind, Kind, Tab, Table, plain
from igpm_sheets.writers import look
from igpm_sheets.writers.cells import Formats, Links, Pen, cell_text
from igpm_sheets.writers.heights import fitted_worksheet
from igpm_sheets.writers.names import clip_units, tab_names, table_names
from igpm_sheets.writers.page import Page, Picture, Placed
from igpm_sheets.writers.saving import PROPERTY, CannotWrite, may_write, put_in_place, shown
from igpm_sheets.writers.widths import has_totals, total_of

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_570
LONGEST_IN_HEADER = 100

_CHARTS = {
    ChartKind.COLUMNS: {"type": "column"},
    ChartKind.BARS: {"type": "bar"},
    ChartKind.STACKED_BARS: {"type": "bar", "subtype": "stacked"},
}


def write_workbook(
    tabs: Sequence[Tab],
    path: Path,
    *,
    title: str,
    created: date,
    folder: Path | None = None,
    kind: str = "results",
) -> None:
    """Writes a new workbook, or replaces the one this program wrote there before.

    The same tabs, title and day give the same bytes.

    Args:
        tabs: what the workbook says, tab by tab.
        path: where it is to stand, ending in `.xlsx`; a missing folder is made.
        title: the document's title, printed at the head of each page.
        created: the day for the document's properties.
        folder: the settings' folder, which linked sources are relative to.
        kind: what the workbook is made as; only one made as the same is replaced.

    Raises:
        CannotWrite: the place is taken by somebody's file, open, read-only or full; what
            stood there is whole.
    """
    may_write(path, kind, folder=folder)
    for tab in tabs:
        for block in tab.blocks:
            if isinstance(block, Table) and len(block.rows) > MOST_ROWS:
                where = CellRef(shown(path, folder), tab.name)
                rows = f"{len(block.rows):,}"
                limit = f"{MOST_ROWS:,}"
                raise CannotWrite(problem("F28", where, tab=tab.name, rows=rows, limit=limit))
    content = workbook_bytes(
        tabs, title=title, created=created, beside=path.parent, folder=folder, kind=kind
    )
    put_in_place(path, content, folder=folder)


def workbook_bytes(
    tabs: Sequence[Tab],
    *,
    title: str,
    created: date,
    beside: Path,
    folder: Path | None = None,
    kind: str = "results",
) -> bytes:
    """The workbook as a file's content; `beside` is the folder in which it will stand."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - not every command writes

    file = BytesIO()
    book = Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": dict(look.FONT),  # XlsxWriter adds to it
            "default_row_height": look.ROW_HEIGHT,
            "default_column_width": look.COLUMN_WIDTH,
        },
    )
    midnight = datetime.combine(created, time())
    book.set_properties({"title": cell_text(title), "author": "igpm_sheets", "created": midnight})
    book.set_custom_property(PROPERTY, kind, "text")

    formats, sheet_class = Formats(book), fitted_worksheet()
    names = tab_names(tab.name for tab in tabs)
    by_name: dict[str, str] = {}
    for tab, name in zip(tabs, names, strict=True):
        by_name.setdefault(tab.name, name)
    links = Links(by_name, beside, folder)
    taken: dict[str, int] = {}
    for tab, name in zip(tabs, names, strict=True):
        sheet = book.add_worksheet(name, sheet_class)
        page = Page(tab, Pen(sheet, formats, links), formats)
        page.write()
        for placed in page.tables:
            _frame(sheet, placed, formats, taken, filters=page.has_filters)
            _colour(sheet, placed, formats)
        for picture in page.pictures:
            _draw(book, sheet, name, picture, page.tables)
        _head_and_foot(sheet, title, tab, alone=page.is_one_table)
    book.close()
    return file.getvalue()


def _frame(
    sheet: Worksheet, placed: Placed, formats: Formats, taken: dict[str, int], *, filters: bool
) -> None:
    """Makes the cells an Excel Table, with filters, bands and sums."""
    table = placed.table
    [name] = table_names([table.name], taken)
    totals = has_totals(table)
    columns: list[dict[str, Any]] = []
    for column, (of, heading) in enumerate(zip(table.columns, placed.headings, strict=True)):
        style = formats.get(look.heading(of.kind))
        columns.append({"header": heading, "header_format": style})
        if totals and of.total:
            columns[-1] |= {"total_function": "sum", "total_value": total_of(table, column)}
        elif totals and column == 0:
            columns[-1]["total_string"] = "Total"
    sheet.add_table(
        placed.row,
        0,
        placed.last + totals,
        len(columns) - 1,
        {
            "name": name,
            "columns": columns,
            "style": look.TABLE_STYLE,
            "total_row": totals,
            "autofilter": filters,
        },
    )
    if totals:
        _total(sheet, placed, formats, name)


def _total(sheet: Worksheet, placed: Placed, formats: Formats, name: str) -> None:
    """Writes the row of sums in its own look, over XlsxWriter's."""
    table, row = placed.table, placed.last + 1
    for column, of in enumerate(table.columns):
        value = total_of(table, column)
        style = formats.get({**look.cell(of.kind, value, linked=False), **look.TOTAL})
        if of.total:
            heading = _in_brackets(placed.headings[column])
            formula = f"SUBTOTAL(109,{name}[{heading}])"
            sheet.write_formula(row, column, formula, style, value)
        elif column == 0:
            sheet.write_string(row, column, "Total", style)
        else:
            sheet.write_blank(row, column, None, style)


def _in_brackets(heading: str) -> str:
    """A heading as a formula may name it."""
    return "".join(f"'{c}" if c in "'#[]" else c for c in heading)


def _colour(sheet: Worksheet, placed: Placed, formats: Formats) -> None:
    """Quiet colours for the statuses that occur, and for marks below the standard (R50)."""
    for column, of in enumerate(placed.table.columns):
        area = (placed.first, column, placed.last, column)
        if of.kind is Kind.STATUS:
            words = sorted({str(plain(row[column]) or "") for row in placed.table.rows})
            for word in words:
                colours = look.STATUS_COLOURS.get(word.lower())
                if colours:
                    rule = {"type": "cell", "criteria": "==", "value": f'"{word}"'}
                    sheet.conditional_format(*area, {**rule, "format": formats.colours(colours)})
        elif of.kind in (Kind.MARK, Kind.MEAN):
            # A blank is no mark; and a mean of anything but marks rarely lies in 3 to 5.
            cell = f"{column_letters(column + 1)}{placed.first + 1}"
            formula = f"=AND(ISNUMBER({cell}),{cell}>=3,{cell}<5)"
            rule = {"type": "formula", "criteria": formula}
            colours = look.BELOW_STANDARD
            sheet.conditional_format(*area, {**rule, "format": formats.colours(colours)})


def _draw(
    book: Workbook, sheet: Worksheet, tab: str, picture: Picture, tables: Sequence[Placed]
) -> None:
    """Draws a chart of a table's columns; a table without rows has none."""
    chart = picture.chart
    placed = next(placed for placed in tables if placed.table.name == chart.table)
    if not placed.table.rows:
        return
    drawn = book.add_chart(_CHARTS[chart.kind])
    alone, lying = len(chart.series) == 1, chart.kind is not ChartKind.COLUMNS
    for number, heading in enumerate(chart.series):
        column = placed.column(heading)
        drawn.add_series(
            {
                "name": [tab, placed.row, column],
                "categories": [tab, placed.first, 0, placed.last, 0],
                "values": [tab, placed.first, column, placed.last, column],
                "fill": {"color": look.CHART_COLOURS[number % len(look.CHART_COLOURS)]},
                "gap": 60,
                "data_labels": {"value": True, "font": look.CHART_TYPE} if alone else {},
            }
        )
    counted = {"num_font": look.CHART_TYPE, "line": {"none": True}, "visible": not alone}
    counted["min"] = 0  # bars that do not start at nought mislead
    counted |= {"major_gridlines": {"visible": not alone, "line": {"color": look.LINE}}}
    named: dict[str, Any] = {"num_font": look.CHART_TYPE, "line": {"color": look.LINE}}
    named["major_tick_mark"] = "none"
    if lying:  # the first row of the table belongs at the top
        drawn.set_y_axis({**named, "reverse": True})
        drawn.set_x_axis({**counted, "label_position": "high"})
    else:
        drawn.set_x_axis(named)
        drawn.set_y_axis(counted)
    drawn.set_title({"name": cell_text(chart.title), "name_font": look.CHART_TITLE})
    drawn.set_legend({"none": True} if alone else {"position": "bottom", "font": look.CHART_TYPE})
    drawn.set_chartarea({"border": {"color": look.LINE}})
    drawn.set_size({"width": picture.size[0], "height": picture.size[1]})
    described = cell_text(chart.alternative or chart.title)
    sheet.insert_chart(
        picture.row,
        picture.column,
        drawn,
        {"x_offset": picture.offset, "y_offset": 4, "description": described},
    )


def _head_and_foot(sheet: Worksheet, title: str, tab: Tab, *, alone: bool) -> None:
    """Title and tab above, page numbers below."""
    middle = f"&C{_in_header(tab.title)}" if alone and tab.title != tab.name else ""
    sheet.set_header(f'&L&"Arial,Bold"{_in_header(title)}{middle}&R&"Arial,Regular"&A')
    sheet.set_footer('&R&"Arial,Regular"Page &P of &N')


def _in_header(text: str) -> str:
    """Text in the notation of headers, where an ampersand starts a command."""
    line = " ".join(cell_text(text).split())
    doubled = clip_units(line.replace("&", "&&"), LONGEST_IN_HEADER)
    cut_in_two = (len(doubled) - len(doubled.rstrip("&"))) % 2
    return doubled[:-1] if cut_in_two else doubled
