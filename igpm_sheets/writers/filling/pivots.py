"""Where the PivotTables of a tab stand, and their cells as any program shows them.

A template gives a PivotTable its place by seven cells in a row: its name in braces, then how
the headings of fields look, those of columns, labels, figures, the word for the total, and the
totals. Its caption comes to stand in the first of them, and the PivotTable itself two rows
further down: Excel keeps the row between free for filters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, NamedTuple

from igpm_sheets.reports.tables import Pivot, Plain, Table
from igpm_sheets.writers.book.references import MOST_COLUMNS, MOST_ROWS, Area
from igpm_sheets.writers.filling.counting import Counted, counted
from igpm_sheets.writers.filling.grid import GridCell
from igpm_sheets.writers.filling.layout import Layout
from igpm_sheets.writers.filling.placeholders import NotANameError, wording
from igpm_sheets.writers.filling.table_xml import block_area
from igpm_sheets.writers.filling.template import TemplateCell, TemplateSheet
from igpm_sheets.writers.names import table_names

DOWN: Final = 2
"""Rows from the caption to the PivotTable."""
HEADS: Final = 2
"""Rows of headings: what is counted and the field across, then the field down and its items."""
_CELLS: Final = 7


class Drawn(NamedTuple):
    """A PivotTable's place in a template, and the styles that its cells have there."""

    pivot: Pivot
    row: int
    column: int
    caption: int
    field: int
    item: int
    label: int
    figure: int
    total_label: int
    total: int
    total_word: str
    """What the totals are called, such as `Total`."""


@dataclass(frozen=True)
class PlacedPivot:
    """A PivotTable on a tab."""

    counted: Counted
    drawn: Drawn
    area: Area
    """All its cells; its caption stands above."""

    @property
    def pivot(self) -> Pivot:
        """What the report asked for."""
        return self.counted.pivot

    def cells(self) -> Iterator[tuple[int, GridCell]]:
        """All cells with the number of their row, those without a value as well."""
        area, drawn, found = self.area, self.drawn, self.counted
        yield area.top - DOWN, GridCell(area.left, drawn.caption, self.pivot.caption)
        fields = [self.pivot.counted, self.pivot.across, *[None] * len(found.across)]
        yield from ((area.top, cell) for cell in _line(area.left, fields, [drawn.field]))
        heads = [self.pivot.down, *found.labels_across, drawn.total_word]
        looks = [drawn.field, drawn.item]
        yield from ((area.top + 1, cell) for cell in _line(area.left, heads, looks))
        looks = [drawn.label, drawn.figure]
        body = enumerate(zip(found.down, found.labels_down, strict=True), area.top + HEADS)
        for row, (down, label) in body:
            figures = [found.figures.get((down, across)) for across in found.across]
            line = [label, *figures, sum(figure or 0 for figure in figures)]
            yield from ((row, cell) for cell in _line(area.left, line, looks))
        totals = [
            sum(found.figures.get((down, across), 0) for down in found.down)
            for across in found.across
        ]
        last: list[Plain] = [drawn.total_word, *totals, sum(totals)]
        looks = [drawn.total_label, drawn.total]
        yield from ((area.bottom, cell) for cell in _line(area.left, last, looks))


def _line(left: int, values: Sequence[Plain], looks: Sequence[int]) -> Iterator[GridCell]:
    """Cells side by side; the last look is that of all further ones."""
    for at, value in enumerate(values):
        yield GridCell(left + at, looks[min(at, len(looks) - 1)], value)


def taken_out(sheet: TemplateSheet, pivots: Sequence[Pivot]) -> tuple[TemplateSheet, list[Drawn]]:
    """A template sheet without the cells that only say where PivotTables go, and what they say."""
    named = dict(zip(map(str.casefold, table_names(p.name for p in pivots)), pivots, strict=True))
    rows, found = dict(sheet.rows), []
    for row in sheet.rows.values() if named else ():
        for cell in row.cells.values():
            pivot = named.pop(_only_name(cell), None)
            if pivot is not None:
                found.append(_drawn(pivot, row.number, cell, row.cells))
                own = range(cell.column, cell.column + _CELLS)
                left = {at: each for at, each in rows[row.number].cells.items() if at not in own}
                rows[row.number] = rows[row.number]._replace(cells=left)
    return replace(sheet, rows=rows) if found else sheet, found


def _only_name(cell: TemplateCell) -> str:
    """The name in braces that is all that a cell holds, or ""."""
    if not isinstance(cell.content, str):
        return ""
    try:
        return wording(cell.content).only.casefold()
    except NotANameError:
        return ""


def _drawn(pivot: Pivot, row: int, cell: TemplateCell, cells: Mapping[int, TemplateCell]) -> Drawn:
    blank = TemplateCell(0, 0, None)
    own = [cells.get(cell.column + at, blank) for at in range(_CELLS)]
    caption, field, item, label, figure, total_label, total = (each.style for each in own)
    word = str(own[5].content or "Total")
    return Drawn(
        pivot, row, cell.column, caption, field, item, label, figure, total_label, total, word
    )


def placed(
    drawn: Iterable[Drawn], layout: Layout, sources: Mapping[str, Table]
) -> list[PlacedPivot]:
    """The PivotTables of a tab that have anything to count, where nothing else stands.

    Each goes below its caption's row, to the right of what the tables have grown to, and one
    beside another leaves a column free.

    Args:
        drawn: their places in the template.
        layout: where the template's rows landed.
        sources: the tables that the workbook holds, by their names.
    """
    found: list[PlacedPivot] = []
    taken = [block_area(block, head) for head, block in layout.blocks.items()]
    wider = max((b.right - b.of.area.right for b in layout.blocks.values()), default=0)
    for each in drawn:
        source, step = sources.get(each.pivot.source), layout.step(each.row)
        if source is None or not source.rows or not step.rows:
            continue
        of = counted(each.pivot, source)
        top = step.first + DOWN
        bottom = top + HEADS + len(of.down)
        left = _free(each.column + max(wider, 0), top - DOWN, bottom, len(of.across) + 2, taken)
        area = Area(top, left, bottom, left + len(of.across) + 1)
        if area.bottom <= MOST_ROWS and area.right <= MOST_COLUMNS:
            found.append(PlacedPivot(of, each, area))
            taken.append(area._replace(top=top - DOWN))
    return found


def _free(left: int, top: int, bottom: int, width: int, taken: Collection[Area]) -> int:
    """The first column from `left` on where nothing is in the way."""
    for column in count(left):
        right = column + width - 1
        if not any(
            area.top <= bottom
            and top <= area.bottom
            and area.left <= right + 1
            and column <= area.right + 1
            for area in taken
        ):
            return column
    raise AssertionError  # columns have no end here


def beside(pivots: Iterable[PlacedPivot]) -> dict[int, list[GridCell]]:
    """The cells of PivotTables by the number of their row."""
    rows: dict[int, list[GridCell]] = {}
    for pivot in pivots:
        for row, cell in pivot.cells():
            rows.setdefault(row, []).append(cell)
    return rows
