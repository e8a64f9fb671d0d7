"""How wide each column of a tab is: fitted to everything in it, within what prints legibly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from igpm_sheets.reports.tables import Figures, Kind, Plain, Tab, Table, plain
from igpm_sheets.writers import look
from igpm_sheets.writers.cells import shown_value
from igpm_sheets.writers.fit import CELL_PADDING, widest_line, widest_word
from igpm_sheets.writers.names import heading_names

LONGEST_HEADING = 100
"""Pixels: a heading up to this wide stays on one line where there is room."""


def has_totals(table: Table) -> bool:
    """Whether a row of sums stands under the table."""
    return bool(table.rows) and any(column.total for column in table.columns)


def total_of(table: Table, column: int) -> Decimal:
    """The sum of the numbers in a column."""
    values = (plain(row[column]) for row in table.rows)
    return sum((Decimal(v) for v in values if isinstance(v, int | Decimal)), Decimal(0))


def figure_kind(figures: Figures, name: str, value: Plain) -> Kind:
    """What a figure holds: as it is told, else by its type."""
    if name in figures.kinds:
        return figures.kinds[name]
    if isinstance(value, Decimal):
        return Kind.MEAN
    return Kind.WHOLE if isinstance(value, int) else Kind.TEXT


def column_widths(tab: Tab) -> list[int]:
    """A width in pixels for each column of the tab, fitted to everything in it.

    Where the whole would print too small, columns of sentences are squeezed first, then
    those of short texts; their rows grow instead.
    """
    wished: list[int] = []
    least: list[int] = []

    def ask(column: int, wish: int, floor: int) -> None:
        while len(wished) <= column:
            wished.append(0)
            least.append(0)
        wished[column] = max(wished[column], wish)
        least[column] = max(least[column], floor)

    for block in tab.blocks:
        if isinstance(block, Table):
            for column in range(len(block.columns)):
                wish, floor = _column_width(block, column)
                ask(column, wish, floor)
        elif isinstance(block, Figures):
            label = widest_line(name for name, _ in block.rows) + 24
            ask(0, label, label)
            figures = (
                shown_value(value, figure_kind(block, name, value))
                for name, value in ((name, plain(content)) for name, content in block.rows)
                if not isinstance(value, str)  # texts may run on to the right
            )
            figure = max(widest_line(figures, bold=True) + CELL_PADDING, 90)
            ask(1, figure, figure)
    return _squeezed(wished, least, look.PRINTED_WIDTH[tab.landscape], tab)


def _column_width(table: Table, column: int) -> tuple[int, int]:
    """The width a column would like, and the least it can do with."""
    of = table.columns[column]
    least, most = look.WIDTHS[of.kind]
    values = {plain(row[column]) for row in table.rows}
    texts = {value for value in values if isinstance(value, str)}
    numbers = {shown_value(value, of.kind) for value in values if not isinstance(value, str)}
    total = [shown_value(total_of(table, column), of.kind)] if of.total else []
    heading = widest_word(heading_names([of.heading]), bold=True) + CELL_PADDING + 2
    on_one_line = min(widest_line([of.heading], bold=True) + 2 * CELL_PADDING, LONGEST_HEADING)
    # A number that is too wide shows as ####; a text wraps.
    number = max(widest_line(numbers), widest_line(total, bold=True)) + CELL_PADDING
    if look.ALIGNMENT.get(of.kind) == "right":
        number, heading = number + look.INDENT, heading + look.INDENT
    floor = max(least, heading, number)
    wish = max(floor, on_one_line, min(widest_line(texts) + CELL_PADDING, most))
    if of.kind is Kind.LONG_TEXT:
        return wish, floor
    word = min(widest_word(texts) + CELL_PADDING, look.NARROW_TEXT)
    return wish, max(floor, word)


def _squeezed(wished: Sequence[int], least: Sequence[int], paper: int, tab: Tab) -> list[int]:
    """The widths, brought down towards what prints legibly; never below the least."""
    widths = list(wished)
    long = {
        column
        for block in tab.blocks
        if isinstance(block, Table)
        for column, of in enumerate(block.columns)
        if of.kind is Kind.LONG_TEXT
    }
    order = [long, set(range(len(widths))) - long]
    for columns in order:
        over = sum(widths) - int(paper / look.SMALLEST_SCALE)
        slack = {c: widths[c] - least[c] for c in columns if widths[c] > least[c]}
        spare = sum(slack.values())
        if over > 0 and spare:
            for column, room in slack.items():
                widths[column] -= min(room, -(-room * over // spare))
    return widths
