"""An Excel Table's own part: its headings, filters, sums and bands."""

from __future__ import annotations

from igpm_sheets.ooxml.package import DECLARATION, Dialect
from igpm_sheets.ooxml.xml import escaped
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.filling.cell_xml import literal
from igpm_sheets.writers.filling.grid import totals
from igpm_sheets.writers.filling.layout import Block
from igpm_sheets.writers.filling.sheet_xml import xml


def table_xml(
    block: Block, head: int, *, name: str, number: int, dialect: Dialect, live: bool
) -> bytes:
    """The part of a table.

    Where nothing is `live` its row of sums holds numbers, and the table says of no functions
    that would contradict them.

    Args:
        block: the table.
        head: the row of its headings.
        name: what it is called in its workbook.
        number: its number there.
        dialect: of the workbook.
        live: whether sums are formulas.
    """
    area = block_area(block, head)
    sums = totals(block) if block.totals else [None] * len(block.headings)
    columns = "".join(_column(block, at, value, live=live) for at, value in enumerate(sums))
    filters = area._replace(bottom=area.bottom - block.totals)
    count = 'totalsRowCount="1"' if block.totals else 'totalsRowShown="0"'
    buttons = f'<autoFilter ref="{filters}"/>' if block.of.has_filter else ""
    bands = xml(block.of.style) if block.of.style else ""
    return (
        f'{DECLARATION}<table xmlns="{dialect.main}" id="{number}" name="{escaped(name)}"'
        f' displayName="{escaped(name)}" ref="{area}" {count}>{buttons}'
        f'<tableColumns count="{len(block.headings)}">{columns}</tableColumns>{bands}</table>'
    ).encode()


def block_area(block: Block, head: int) -> Area:
    """All cells of a table, with the row of sums."""
    return Area(head, block.left, head + block.rows + block.totals, block.right)


def _column(block: Block, at: int, value: Plain, *, live: bool) -> str:
    # As in a cell, since the two must be the same text.
    heading = escaped(literal(block.headings[at]))
    said = f'<tableColumn id="{at + 1}" name="{heading}"'
    if block.totals:
        if block.table.columns[at].total:
            said += ' totalsRowFunction="sum"' if live else ""
        elif isinstance(value, str):
            said += f' totalsRowLabel="{escaped(literal(value))}"'
    return f"{said}/>"
