"""What stands in each cell of a tab that fills a template sheet, before it is written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from igpm_sheets.reports.tables import Content, Plain, plain
from igpm_sheets.writers.filling.cell_xml import as_stored
from igpm_sheets.writers.filling.layout import Block, Layout, Part, Step
from igpm_sheets.writers.filling.placeholders import Values, content_of, filled_runs, wording
from igpm_sheets.writers.filling.template import Run


class GridCell(NamedTuple):
    """A cell of the tab that is no cell of a table's data."""

    column: int
    """Counted from 1."""
    look: int
    """The number of its style in the template."""
    content: Content
    runs: tuple[Run, ...] = ()
    """Its text in parts that look different."""
    is_filled: bool = False
    """Whether a value of the tab stands in it."""


class Grid:
    """The cells of one tab, row by row.

    Args:
        layout: where the template's rows landed.
        values: what fills its texts.
        further: cells that are not the template's, by their row; they go before those that are.
    """

    def __init__(
        self,
        layout: Layout,
        values: Values,
        further: Mapping[int, Sequence[GridCell]] | None = None,
    ) -> None:
        self.layout = layout
        self.further: Mapping[int, Sequence[GridCell]] = further or {}
        self._values = values
        self._firsts = [step.first for step in layout.steps]

    def cells(self, step: Step, at: int = 0, without: Collection[str] = ()) -> list[GridCell]:
        """The cells of a row, in their order; those of a table's data are not among them.

        Args:
            step: the row of the template.
            at: which of the rows that it became, from 0.
            without: names of values that are left out.
        """
        found = list(self._around(step, at, without))
        if step.block is not None and step.part is Part.HEADINGS:
            found += self._headings(step.block)
        elif step.block is not None and step.part is Part.TOTALS:
            found += self._totals(step.block)
        further = self.further.get(step.first + at, ())
        if further:
            taken = {cell.column for cell in further}
            found = [*further, *(cell for cell in found if cell.column not in taken)]
        return sorted(found, key=lambda cell: cell.column)

    def beside(self, step: Step, without: Collection[str] = ()) -> dict[int, list[GridCell]]:
        """What stands beside a table's rows of data, by row, where anything does."""
        rows = range(step.first, step.first + step.rows)
        numbers = {step.first, *(row for row in self.further if row in rows)} if rows else ()
        found = {row: self.cells(step, row - step.first, without) for row in numbers}
        return {row: cells for row, cells in found.items() if cells}

    def _around(self, step: Step, at: int, without: Collection[str]) -> Iterator[GridCell]:
        """The template's own cells: in a row of data, only in the first of the rows."""
        row = self.layout.sheet.rows.get(step.row)
        if row is None or (step.part is Part.DATA and at):
            return
        block = step.block
        for cell in row.cells.values():
            if block and block.left <= cell.column <= max(block.right, block.of.area.right):
                continue
            content, runs = cell.content, cell.runs
            if not isinstance(content, str):
                yield GridCell(cell.column, cell.style, content)
                continue
            texts = [run.text for run in runs]
            if runs and not wording("".join(texts)).only:
                filled = filled_runs(texts, self._values, at)
                runs = tuple(
                    run._replace(text=text) for run, text in zip(runs, filled, strict=True)
                )
            else:
                runs = ()
            names = wording(content).names
            value = content_of(content, self._values, at, without=without)
            yield GridCell(cell.column, cell.style, value, runs, is_filled=bool(names))

    def _headings(self, block: Block) -> Iterator[GridCell]:
        for column, look, heading in zip(
            range(block.left, block.right + 1), block.looks, block.headings, strict=True
        ):
            yield GridCell(column, self.look(block.of.head, look), heading, is_filled=True)

    def _totals(self, block: Block) -> Iterator[GridCell]:
        for column, look, value in zip(
            range(block.left, block.right + 1), block.looks, totals(block), strict=True
        ):
            yield GridCell(column, self.look(block.of.totals, look), value, is_filled=True)

    def look(self, row: int, column: int) -> int:
        """The style of a cell of the template."""
        known = self.layout.sheet.rows.get(row)
        cell = known.cells.get(column) if known else None
        return cell.style if cell else 0

    # Values

    def values(self, without: Collection[str] = ()) -> list[list[Plain]]:
        """What every cell holds, as it is read again; without blanks at the ends."""
        grid: list[list[Plain]] = []
        for step in self.layout.steps:
            if step.part is Part.DATA and step.block is not None:
                grid += self._data(step.block, step.first, self.beside(step, without))
            else:
                for at in range(step.rows):
                    grid.append(_line(self.cells(step, at, without)))
        while grid and not grid[-1]:
            grid.pop()
        return grid

    def _data(
        self, block: Block, first: int, beside: Mapping[int, Sequence[GridCell]]
    ) -> Iterator[list[Plain]]:
        before: list[Plain] = [None] * (block.left - 1)
        for number, row in enumerate(block.table.rows or [()], first):
            line = [*before, *(as_stored(plain(content)) for content in row)]
            if number in beside:
                more = _line(beside[number])
                line += [None] * (len(more) - len(line))
                line = [own if own is not None else value for own, value in _pairs(line, more)]
            while line and line[-1] is None:
                line.pop()
            yield line

    def value(self, row: int, column: int) -> Plain:
        """What one cell holds, as it is read again."""
        at = bisect_right(self._firsts, row) - 1
        while at >= 0 and not self.layout.steps[at].rows:
            at -= 1
        if at < 0:
            return None
        step = self.layout.steps[at]
        block, within = step.block, row - step.first
        if within >= step.rows:
            return None
        if block and step.part is Part.DATA and block.left <= column <= block.right:
            rows = block.table.rows
            return as_stored(plain(rows[within][column - block.left])) if rows else None
        cells = (cell for cell in self.cells(step, within) if cell.column == column)
        return next((as_stored(plain(cell.content)) for cell in cells), None)


def totals(block: Block) -> list[Plain]:
    """What stands in a table's row of sums, column by column."""
    drawn = block.of
    labelled = drawn.area.left + drawn.label_column if drawn.label_column >= 0 else 0
    return [
        _sum(block, at) if column.total else ((drawn.label or None) if source == labelled else None)
        for at, (column, source) in enumerate(zip(block.table.columns, block.sources, strict=True))
    ]


def _sum(block: Block, column: int) -> Decimal:
    """The sum of the numbers in a column."""
    values = (plain(row[column]) for row in block.table.rows)
    return sum((Decimal(v) for v in values if isinstance(v, int | Decimal)), Decimal(0))


def _line(cells: Sequence[GridCell]) -> list[Plain]:
    line: list[Plain] = []
    for cell in cells:
        value = as_stored(plain(cell.content))
        if value is not None:
            line += [None] * (cell.column - 1 - len(line))
            line.append(value)
    return line


def _pairs(line: Sequence[Plain], first: Sequence[Plain]) -> Iterator[tuple[Plain, Plain]]:
    padded = [*first, *([None] * (len(line) - len(first)))]
    return zip(padded, line, strict=True)
