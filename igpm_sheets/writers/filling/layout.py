"""Where everything of a template sheet lands once its rows and tables are filled.

Planned before anything is written. Each row of the template becomes none, one or many rows
of the tab, and whatever refers to rows or columns of the template is led to what became of
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Tab, Table
from igpm_sheets.writers.book.references import (
    LOST,
    MOST_COLUMNS,
    MOST_ROWS,
    Area,
    Corner,
    area_of,
    rewritten,
)
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.placeholders import NotANameError, Values, lists_in, wording
from igpm_sheets.writers.filling.template import TemplateFault, TemplateSheet, TemplateTable
from igpm_sheets.writers.names import heading_names, table_names

LIMIT = 1_048_570
"""Rows of a tab, a few of the format's left free."""


class Part(Enum):
    """What a row of the template is for."""

    FIXED = "fixed"
    """One row, or with a list in it one for each of its texts."""
    HEADINGS = "headings"
    DATA = "data"
    TOTALS = "totals"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Block:
    """A table of the tab on a table of the template."""

    table: Table
    of: TemplateTable
    headings: tuple[str, ...]
    """As they are written: each on one line, no two alike."""
    sources: tuple[int | None, ...]
    """For each column, the template's column with its heading, counted from 1 on the sheet."""
    looks: tuple[int, ...]
    """For each column, the template's column that it looks like."""
    totals: bool
    """Whether a row of sums stands below it."""

    @property
    def rows(self) -> int:
        """How many rows of data it takes; a table without any keeps one blank row."""
        return max(len(self.table.rows), 1)

    @property
    def left(self) -> int:
        """Its first column."""
        return self.of.area.left

    @property
    def right(self) -> int:
        """Its last column."""
        return self.left + len(self.headings) - 1

    @property
    def is_as_drawn(self) -> bool:
        """Whether its columns are the template's, in the template's order."""
        drawn = range(self.of.area.left, self.of.area.right + 1)
        return list(self.sources) == list(drawn)

    def columns(self, left: int, right: int) -> list[tuple[int, int]]:
        """Where columns of the template's table have gone: first and last of each stretch."""
        if (left, right) == (self.of.area.left, self.of.area.right):
            return [(self.left, self.right)]
        found = [
            self.left + at
            for at, source in enumerate(self.sources)
            if source is not None and left <= source <= right
        ]
        starts = [column for column in found if column - 1 not in found]
        ends = [column for column in found if column + 1 not in found]
        return list(zip(starts, ends, strict=True))


class Step(NamedTuple):
    """What becomes of one row of the template."""

    row: int
    """In the template."""
    part: Part
    first: int
    """The first of its rows in the tab, or the next row there where it has none."""
    rows: int
    """How many it becomes."""
    block: Block | None = None


class ForeignSheetError(ValueError):
    """A formula that draws from another sheet of the template."""


class Layout:
    """Where each row and each table of one tab lands."""

    def __init__(self, sheet: TemplateSheet, steps: Sequence[Step]) -> None:
        self.sheet = sheet
        self.steps = steps
        self.rows = steps[-1].first + steps[-1].rows - 1 if steps else 0
        """The last row of the tab."""
        blocks = [step for step in steps if step.part is Part.HEADINGS and step.block]
        self.blocks: Mapping[int, Block] = {
            step.first: step.block for step in blocks if step.block is not None
        }
        """The tables by the row of their headings in the tab."""
        self._alone = (
            next(iter(self.blocks.values()))
            if len(self.blocks) == 1 and len(sheet.tables) == 1
            else None
        )

    def down_to(self, row: int) -> Layout:
        """The same with empty rows below, so that a row is among them."""
        drawn = len(self.steps)
        below = range(1, row - self.rows + 1)
        more = [Step(drawn + at, Part.FIXED, self.rows + at, 1) for at in below]
        return Layout(self.sheet, [*self.steps, *more]) if more else self

    # Rows

    def step(self, row: int) -> Step:
        """What becomes of a row of the template."""
        if row <= len(self.steps):
            return self.steps[row - 1]
        return Step(row, Part.FIXED, row + self.rows - len(self.steps), 1)

    def span(self, top: int, bottom: int) -> tuple[int, int] | None:
        """The first and last row that rows of the template became; None where all are gone."""
        if bottom >= MOST_ROWS:
            first = 1 if top == 1 else self.step(top).first
            return first, MOST_ROWS
        steps = [self.step(row) for row in range(top, min(bottom, len(self.steps)) + 1)]
        kept = [step for step in steps if step.rows]
        if bottom > len(self.steps):
            kept += [self.step(max(top, len(self.steps) + 1)), self.step(bottom)]
        if not kept:
            return None
        return kept[0].first, min(kept[-1].first + kept[-1].rows - 1, MOST_ROWS)

    # Areas

    def areas(self, area: Area) -> list[Area]:
        """What became of an area of the template; nothing where all of it is gone."""
        rows = self.span(area.top, area.bottom)
        if rows is None:
            return []
        return [Area(rows[0], left, rows[1], right) for left, right in self._columns(area)]

    def all(self, areas: Sequence[Area]) -> list[Area]:
        """What became of several areas."""
        return [moved for area in areas for moved in self.areas(area)]

    def _columns(self, area: Area) -> list[tuple[int, int]]:
        block = self.block_around(area)
        if block is not None:
            return (
                [(area.left, area.right)]
                if block.is_as_drawn
                else block.columns(area.left, area.right)
            )
        alone = self._alone
        if alone is not None and area.right < MOST_COLUMNS:
            # What ends where the only table ends, such as what is printed, still does.
            drawn = alone.of.area
            if area.left <= drawn.left and area.right == drawn.right:
                return [(area.left, alone.right)]
        return [(area.left, area.right)]

    def block_around(self, area: Area) -> Block | None:
        """The table that an area of the template lies within."""
        return next((b for b in self.blocks.values() if b.of.area.holds(area)), None)

    def is_blank(self, area: Area) -> bool:
        """Whether an area of the template touches the data of a table that has none."""
        return any(
            not block.table.rows
            and area.top <= block.of.prototype <= area.bottom
            and area.left <= block.of.area.right
            and block.of.area.left <= area.right
            for block in self.blocks.values()
        )

    @property
    def is_as_drawn(self) -> bool:
        """Whether every column of the tab is the template's column of the same letter."""
        return self._alone is None or self._alone.is_as_drawn

    def look_of(self, column: int) -> int:
        """The template's column that a column of the tab is as wide as."""
        block = self._alone
        if block is None or block.is_as_drawn or column < block.left:
            return column
        if column <= block.right:
            return block.looks[column - block.left]
        return column - block.right + block.of.area.right

    # Formulas

    def origin(self, area: Area, moved: Area) -> Area:
        """The first cell of the template that became the first of a part of an area."""
        block = self.block_around(area)
        column = block.looks[moved.left - block.left] if block else area.left
        return Area(area.top, column, area.top, column)

    def formula(self, formula: str, written_for: Area, origin: Area, moved: Area, tab: str) -> str:
        """A formula of a rule or a validation, as it is for cells that the rule moved to.

        Args:
            formula: as it is for the first cell of `written_for`.
            written_for: the cells of the template for which it is written.
            origin: the cell of the template that became the first one of `moved`.
            moved: the cells of the tab that it is to be for.
            tab: the name of the tab, in quotes.

        Raises:
            ForeignSheetError: it draws from another sheet.
        """
        own = self.sheet.name.casefold()
        down, across = origin.top - written_for.top, origin.left - written_for.left
        in_a_table = self.block_around(origin) is not None

        def change(named: str, corners: list[Corner]) -> str:
            if named and named.casefold() != own:
                raise ForeignSheetError(named)
            seen = [_shifted(corner, down, across) for corner in corners]
            found = self.areas(area_of(seen))
            if not found:
                return LOST
            to = Area(found[0].top, found[0].left, found[-1].bottom, found[-1].right)

            def end(corner: Corner, row: int, column: int) -> str:
                if not corner.row_stays and (in_a_table or corner.row == origin.top):
                    row = min(max(corner.row + moved.top - origin.top, 1), MOST_ROWS)
                row, column = row * bool(corner.row), column * bool(corner.column)
                return str(corner._replace(row=row, column=column))

            first, last = end(seen[0], to.top, to.left), end(seen[1], to.bottom, to.right)
            text = first if corners[0] == corners[1] else f"{first}:{last}"
            return f"{tab}!{text}" if named else text

        return rewritten(formula, change)

    # Drawings

    def place(self, row: int, column: int) -> tuple[int, int]:
        """The cell on which something hangs that hung on a cell of the template.

        What hangs beside a table stays beside its first rows, however long the table is.
        """
        for head, block in self.blocks.items():
            drawn = block.of.area
            beside = column > drawn.right or column < drawn.left
            if beside and drawn.top <= row <= self._reach(block):
                wider = max(block.right - drawn.right, 0) if column > drawn.right else 0
                return head + row - drawn.top, column + wider
        return self.step(row).first, column

    def _reach(self, block: Block) -> int:
        """The last of the empty rows of the template below a table."""
        return block.of.area.bottom + _empty_below(self.sheet, block.of)


def _shifted(corner: Corner, down: int, across: int) -> Corner:
    """A corner as it is meant from a cell further down and across."""
    row = corner.row if corner.row_stays or not corner.row else corner.row + down
    stays = corner.column_stays or not corner.column
    column = corner.column if stays else corner.column + across
    return corner._replace(row=row, column=column)


def plan(tab: Tab, sheet: TemplateSheet) -> Layout:
    """Where each row of a template sheet lands when a tab fills it.

    Raises:
        TemplateFault: the sheet lacks a table of the tab, or asks for values that it has not.
        CannotWrite: the tab would have too many rows (F28).
    """
    blocks = _blocks(tab, sheet)
    steps: list[Step] = []
    at, taken = 1, 0
    for row, part, block in _parts(sheet, blocks):
        count = _count(sheet, tab.values, row, part, block)
        if taken and part is Part.FIXED:
            taken, count = taken - 1, 0  # an empty row that a table has grown into
        steps.append(Step(row, part, at, count, block))
        at += count
        last = block is not None and row == block.of.area.bottom
        if block is not None and last:
            drawn = block.of.area.bottom - block.of.area.top + 1
            grown = 1 + block.rows + block.totals - drawn
            taken = max(min(grown, _empty_below(sheet, block.of) - 1), 0)
    if at - 1 > LIMIT:
        raise too_long(tab, at - 1)
    return Layout(sheet, steps)


def too_long(tab: Tab, rows: int) -> CannotWrite:
    """That a tab would have more rows than a sheet can hold."""
    where = CellRef(tab.name)
    return CannotWrite(problem("F28", where, tab=tab.name, rows=f"{rows:,}", limit=f"{LIMIT:,}"))


def _blocks(tab: Tab, sheet: TemplateSheet) -> dict[str, Block]:
    """The tab's tables on those of the template, by the template's names for them."""
    drawn = {table.name.casefold(): table for table in sheet.tables}
    found: dict[str, Block] = {}
    for table in tab.tables:
        [legal] = table_names([table.name])
        of = drawn.get(legal.casefold())
        if of is None or of.name in found:
            names = ", ".join(table.name for table in sheet.tables)
            raise TemplateFault(problem("F48", sheet.where(), names, table=legal))
        found[of.name] = _block(table, of)
    return found


def _block(table: Table, of: TemplateTable) -> Block:
    drawn: dict[str, int] = {}
    for at, heading in enumerate(of.headings):
        drawn.setdefault(_folded(heading), of.area.left + at)
    headings = heading_names(table.headings)
    sources = tuple(
        drawn.get(_folded(heading)) or drawn.get(_folded(typed))
        for heading, typed in zip(headings, table.headings, strict=True)
    )
    return Block(
        table=table,
        of=of,
        headings=tuple(headings),
        sources=sources,
        looks=tuple(source or of.area.right for source in sources),
        totals=bool(of.totals and table.rows and any(c.total for c in table.columns)),
    )


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _parts(
    sheet: TemplateSheet, blocks: Mapping[str, Block]
) -> Iterator[tuple[int, Part, Block | None]]:
    """Each row of the template with what it is for, and the table that it belongs to."""
    tables = {
        row: table for table in sheet.tables for row in range(table.area.top, table.area.bottom + 1)
    }
    for row in range(1, sheet.last_row + 1):
        table = tables.get(row)
        block = blocks.get(table.name) if table else None
        if table is None:
            yield row, Part.FIXED, None
        elif block is None:
            yield row, Part.DROPPED, None
        elif row == table.head:
            yield row, Part.HEADINGS, block
        elif row == table.prototype:
            yield row, Part.DATA, block
        elif row == table.totals and block.totals:
            yield row, Part.TOTALS, block
        else:
            yield row, Part.DROPPED, block


def _count(sheet: TemplateSheet, values: Values, row: int, part: Part, block: Block | None) -> int:
    """How many rows of the tab a row of the template becomes."""
    if part is Part.DROPPED:
        return 0
    lengths = list(_lists(sheet, values, row))
    if part is Part.DATA and block is not None:
        return block.rows
    if part is Part.FIXED and lengths:
        return max(lengths)
    return 1


def _lists(sheet: TemplateSheet, values: Values, row: int) -> Iterator[int]:
    """How long the lists are whose names stand in a row.

    Raises:
        TemplateFault: a name that the tab has no value for, or a list within a table's rows.
    """
    known = sheet.rows.get(row)
    for cell in known.cells.values() if known else ():
        at = Area(row, cell.column, row, cell.column)
        inside = any(table.area.holds(at) for table in sheet.tables)
        if inside or not isinstance(cell.content, str):
            continue
        check_names(sheet, cell.content, values, row, cell.column)
        for each in lists_in(cell.content, values):
            if any(table.area.top <= row <= table.area.bottom for table in sheet.tables):
                reason = "a list cannot stand beside a table"
                raise sheet.fault(reason, row, cell.column, cell.content)
            yield len(each)


def check_names(
    sheet: TemplateSheet, text: str, values: Values, row: int = 0, column: int = 0
) -> None:
    """Makes sure that a tab has a value for every name in a text of the template.

    Raises:
        TemplateFault: it has not (F47).
    """
    known = ", ".join(f"{{{name}}}" for name in sorted(values))
    where = sheet.where(row, column)
    try:
        names = wording(text).names
    except NotANameError as error:
        shown = problem("F47", where, text, name=str(error), known=known)
        raise TemplateFault(shown) from error
    for name in names:
        if name not in values:
            raise TemplateFault(problem("F47", where, text, name=f"{{{name}}}", known=known))


def check_needed(sheet: TemplateSheet, needed: Mapping[str, str]) -> None:
    """Makes sure that a sheet has a place for the values without which it would say what is wrong.

    Args:
        sheet: of the template.
        needed: the names of the values, each with what would be wrong without.

    Raises:
        TemplateFault: it has none for one of them (F59).
    """
    cells = (cell.content for row in sheet.rows.values() for cell in row.cells.values())
    texts = (text for text in cells if isinstance(text, str) and "{" in text)
    there = {name for text in texts for name in _names_in(text)}
    for name, without in needed.items():
        if name not in there:
            found = problem("F59", sheet.where(), name=f"{{{name}}}", without=without)
            raise TemplateFault(found)


def _names_in(text: str) -> Sequence[str]:
    """The names that stand in a text; none where a brace begins no name: that is told elsewhere."""
    try:
        return wording(text).names
    except NotANameError:
        return ()


def _empty_below(sheet: TemplateSheet, table: TemplateTable) -> int:
    """How many rows right below a table of the template hold nothing.

    A drawing that hangs below the table ends them; one that hangs beside it does not.
    """
    count = 0
    for row in range(table.area.bottom + 1, sheet.last_row + 1):
        known = sheet.rows.get(row)
        if known is not None and not known.is_empty:
            break
        if any(other.area.top == row for other in sheet.tables):
            break
        if any(area.top <= row <= area.bottom for area in sheet.merges):
            break
        hung = (anchor.covers for anchor in sheet.anchors if anchor.covers)
        if any(area.top == row and _below(area, table) for area in hung):
            break
        count += 1
    return count


def _below(area: Area, table: TemplateTable) -> bool:
    return area.left <= table.area.right and table.area.left <= area.right
