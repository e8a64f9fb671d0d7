"""The rows of a tab as XML, a few at a time: values in the template's styles, rows fitted.

A row whose text wraps is given the height that it takes, and not marked as set by hand: every
program shows the whole text, and Excel fits the row anew whenever a text changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from igpm_sheets.ooxml.xml import Node, escaped, is_true
from igpm_sheets.problems import column_letters
from igpm_sheets.reports.tables import Linked, Live, Plain, plain
from igpm_sheets.writers.book.cells import shows_days
from igpm_sheets.writers.filling.cell_xml import cell_rest, cell_text, string_xml
from igpm_sheets.writers.filling.fit import (
    CELL_PADDING,
    HIGHEST_ROW,
    lines_needed,
    row_height,
    text_width,
)
from igpm_sheets.writers.filling.geometry import PIXELS_PER_POINT
from igpm_sheets.writers.filling.grid import Grid, GridCell
from igpm_sheets.writers.filling.layout import Block, Part, Step
from igpm_sheets.writers.filling.sheet_xml import xml
from igpm_sheets.writers.filling.template import Run
from igpm_sheets.writers.styles.carried import CellStyle, TargetStyles, TemplateStyles

DAY_FORMAT: Final = "dd mmm yyyy"
WIDEST_LETTER: Final = 14
"""Pixels at 10 points: a text that fits even if all its letters were this wide is not measured."""
FILTER_BUTTON: Final = 16
"""Pixels that a filter's button takes below the text of its heading."""
ROWS_AT_ONCE: Final = 256
_KNOWN_AT_ONCE: Final = 2_048
_SHORT_TEXT: Final = 256
_UNMEASURED: Final = 1 << 30
_ATTACHED: Final = frozenset({Live, Linked})
_NAMED = re.compile(r"\{(?:(row)|@([^{}]+)|([^{}\[\]]+)\[([^{}]+)\])\}")


class Looks:
    """The template's styles as numbers of the workbook that is written, and what they mean."""

    def __init__(self, template: TemplateStyles, target: TargetStyles) -> None:
        self._template = template
        self._target = target
        self._numbers: dict[tuple[int, bool, bool], int] = {}

    def number(self, look: int, *, day: bool = False, leads: bool = True) -> int:
        """The number of a style of the template; for a day, always one that shows days.

        Args:
            look: its number in the template.
            day: whether it is for a day.
            leads: whether the cell may look as if it led somewhere.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        key = (look, day, leads)
        if key not in self._numbers:
            style = self._template.cell(look)
            if not leads:
                style = _leading_nowhere(style)
            if day and not shows_days(style.number_format):
                style = replace(style, number_format=DAY_FORMAT, built_in=None)
            self._numbers[key] = self._target.cell(style)
        return self._numbers[key]

    def style(self, look: int) -> CellStyle:
        """A style of the template itself."""
        return self._template.cell(look)


def _leading_nowhere(style: CellStyle) -> CellStyle:
    """The style for a cell without a link in a column of links: neither underlined nor coloured."""
    font = style.font
    if font.first("u") is None:
        return style
    kept = tuple(each for each in font.children if each.tag not in ("u", "color"))
    return replace(style, font=font._replace(children=kept))


class Room(NamedTuple):
    """How much text fits into a cell."""

    width: int
    """In pixels."""
    wraps: bool
    size: float
    """Of the type, in points."""
    bold: bool
    turned: bool
    """Whether the text runs upwards."""

    @classmethod
    def of(cls, style: CellStyle, width: int) -> Room:
        """The room that a style leaves within a width."""
        said = dict(style.alignment.attributes) if style.alignment else {}
        size, bold = style.font.first("sz"), style.font.first("b")
        return cls(
            width,
            is_true(said.get("wrapText")) and width > 0,
            _points(size),
            bold is not None and is_true(bold.get("val", "1")),
            said.get("textRotation", "0") != "0",
        )

    @property
    def letters(self) -> int:
        """A text of up to so many letters certainly takes one line."""
        return int(self.width / (WIDEST_LETTER * self.size / 10)) if self.wraps else _UNMEASURED

    def height(self, text: str) -> int:
        """The height in pixels that a text takes."""
        if self.turned:
            return min(text_width(text, self.size, bold=self.bold) + CELL_PADDING, HIGHEST_ROW)
        if not self.wraps or (len(text) <= self.letters and "\n" not in text):
            return row_height(1, self.size)
        return row_height(lines_needed(text, self.width, self.size, bold=self.bold), self.size)


def _points(size: Node | None) -> float:
    try:
        return float((size.get("val") if size else None) or 10)
    except ValueError:
        return 10.0


class _Column(dict[Plain, tuple[str, int]]):
    """A column of a table: for each value what follows the address in its cell, and its height.

    `styles` are the numbers of the styles for days, and for all else.
    """

    def __init__(
        self, number: int, styles: tuple[int, int], room: Room, *, from_1904: bool
    ) -> None:
        self.start = f'<c r="{column_letters(number)}'
        self._styles = styles
        self._room = room
        self._from_1904 = from_1904
        self.leading = self
        """The same column for cells that lead somewhere."""

    def __missing__(self, value: Plain) -> tuple[str, int]:
        rest = cell_rest(value, self._style(value), from_1904=self._from_1904)
        height = self._room.height(cell_text(value)) if isinstance(value, str) else 0
        if not isinstance(value, str) or len(value) <= _SHORT_TEXT:
            if len(self) >= _KNOWN_AT_ONCE:
                self.clear()
            self[value] = rest, height
        return rest, height

    def worked_out(self, value: Plain, formula: str) -> str:
        """What follows the address in a cell with a formula."""
        style = self._style(value)
        return cell_rest(value, style, from_1904=self._from_1904, formula=formula)

    def _style(self, value: Plain) -> int:
        return self._styles[0] if isinstance(value, date) else self._styles[1]


@dataclass(frozen=True)
class Names:
    """What the formulas of a tab may name.

    Args:
        ranges: the cells of a column of any table, from the table's name and the heading.
        tables: the names in the workbook of the tab's own tables, by the template's for them.
        live: whether formulas are written at all, or only what they come to.
    """

    ranges: Callable[[str, str], str]
    tables: Mapping[str, str]
    live: bool


class Rows:
    """The rows of one tab.

    Args:
        grid: what stands in them.
        looks: the styles of the workbook.
        names: what formulas may name.
        from_1904: how the workbook counts days.

    Raises:
        CannotWrite: if the workbook has no room for another style (F29).
    """

    def __init__(self, grid: Grid, looks: Looks, names: Names, *, from_1904: bool) -> None:
        self._grid = grid
        self._layout = grid.layout
        self._sheet = grid.layout.sheet
        self._looks = looks
        self._names = names
        self._from_1904 = from_1904
        self._merged = {
            (area.top, area.left): area for area in self._sheet.merges if area.top == area.bottom
        }
        self._formulas: dict[tuple[int, str], list[str]] = {}
        self._days: dict[int, list[bool]] = {}
        """Which columns of a table hold days, by the row of the template."""
        for step in self._layout.steps:
            self._gather_styles(step)
        for cell in (cell for cells in grid.further.values() for cell in cells):
            looks.number(cell.look, day=isinstance(plain(cell.content), date))

    def _gather_styles(self, step: Step) -> None:
        """Asks for every style that a row needs before anything is written."""
        row = self._sheet.rows.get(step.row)
        if row and step.rows and "s" in row.attributes:
            self._looks.number(int(row.attributes["s"]))
        for at in range(step.rows if step.part is Part.FIXED else min(step.rows, 1)):
            for cell in self._grid.cells(step, at):
                self._looks.number(cell.look, day=isinstance(plain(cell.content), date))
        if step.part is Part.DATA and step.block:
            days = [False] * len(step.block.looks)
            for each in step.block.table.rows:
                for at, content in enumerate(each):
                    if isinstance(plain(content), date):
                        days[at] = True
            self._days[step.row] = days
            for look, day in zip(step.block.looks, days, strict=True):
                for leads in (False, True):
                    self._looks.number(self._grid.look(step.row, look), day=day, leads=leads)
                    self._looks.number(self._grid.look(step.row, look), leads=leads)

    def chunks(self) -> Iterator[str]:
        """The rows as XML, some hundred at a time."""
        waiting: list[str] = []
        for step in self._layout.steps:
            for row in self._data(step) if step.part is Part.DATA else self._fixed(step):
                waiting.append(row)
                if len(waiting) >= ROWS_AT_ONCE:
                    yield "".join(waiting)
                    waiting.clear()
        yield "".join(waiting)

    # Rows of the template

    def _fixed(self, step: Step) -> Iterator[str]:
        for at in range(step.rows):
            number = step.first + at
            cells = self._grid.cells(step, at)
            attributes = self._attributes(step, self._wanted(step, cells))
            written = "".join(self._cell(cell, number, step) for cell in cells)
            if written or attributes:
                yield f'<row r="{number}"{attributes}>{written}</row>'

    def _cell(self, cell: GridCell, number: int, step: Step) -> str:
        start = f'<c r="{column_letters(cell.column)}{number}'
        value = plain(cell.content)
        style = self._looks.number(cell.look, day=isinstance(value, date))
        if cell.runs:
            return f'{start}" s="{style}" t="inlineStr"><is>{_runs(cell.runs)}</is></c>'
        formula = ""
        if self._names.live and isinstance(cell.content, Live):
            formula = str(number).join(self._parts(step, cell.content.formula))
        elif self._names.live and step.part is Part.TOTALS and step.block:
            formula = self._sum(step.block, cell.column - step.block.left)
        return start + cell_rest(value, style, from_1904=self._from_1904, formula=formula)

    def _sum(self, block: Block, at: int) -> str:
        """The formula of a sum below a column of a table."""
        if not (0 <= at < len(block.headings) and block.table.columns[at].total):
            return ""
        name = self._names.tables[block.of.name]
        return f"SUBTOTAL(109,{name}[{in_brackets(block.headings[at])}])"

    def _parts(self, step: Step, formula: str) -> list[str]:
        """A formula cut where the number of its own row goes.

        Raises:
            KeyError: if it names a heading that its table has not.
        """
        key = (step.row, formula)
        if key not in self._formulas:

            def named(found: re.Match[str]) -> str:
                row, heading, table, column = found.groups()
                if row:
                    return "\0"
                if not heading:
                    return self._names.ranges(table, column)
                return f"${column_letters(_column_of(step.block, heading))}\0"

            self._formulas[key] = _NAMED.sub(named, formula).split("\0")
        return self._formulas[key]

    # Heights

    def _wanted(self, step: Step, cells: Sequence[GridCell]) -> int:
        """The height in pixels that the filled texts of a row need; 0 where it is as drawn."""
        block = step.block if step.part is Part.HEADINGS else None
        row = self._sheet.rows.get(step.row)
        if block and row and block.is_as_drawn and "ht" in row.attributes:
            return 0  # the headings are the template's, and so is the room that they have
        rooms = ((cell, self._room(step.row, cell)) for cell in cells if cell.is_filled)
        heights = [
            room.height(cell_text(text))
            for cell, room in rooms
            if isinstance(text := plain(cell.content), str) and (room.wraps or room.turned)
        ]
        button = (FILTER_BUTTON if block.of.has_filter else 2) if block else 0
        return max(heights) + button if heights else 0

    def _room(self, row: int, cell: GridCell) -> Room:
        area = self._merged.get((row, cell.column))
        last = area.right if area else cell.column
        width = sum(self._width(column) for column in range(cell.column, last + 1))
        return Room.of(self._looks.style(cell.look), width - CELL_PADDING * (area is not None))

    def _width(self, column: int) -> int:
        return self._sheet.geometry.width(self._layout.look_of(column))

    def _attributes(self, step: Step, wanted: int = 0) -> str:
        """What is said of a row: its own height, or the one that its texts need."""
        row = self._sheet.rows.get(step.row)
        said = dict(row.attributes) if row else {}
        by_hand = "customHeight" in said
        drawn = step.block is not None and step.block.is_as_drawn
        if by_hand and not drawn and wanted > self._sheet.geometry.height(step.row):
            by_hand = False
        if wanted and not by_hand:
            said.pop("customHeight", None)
            said.pop("ht", None)
            if wanted > self._sheet.geometry.usual_height:
                said["ht"] = _points_of(wanted)
        if "s" in said:
            said["s"] = str(self._looks.number(int(said["s"])))
        return "".join(f' {name}="{escaped(value)}"' for name, value in said.items())

    # Rows of a table

    def _data(self, step: Step) -> Iterator[str]:
        block, live = step.block, self._names.live
        if block is None:
            return
        columns, usual = self._columns(step, block), self._usual_height(step)
        attributes = self._attributes(step, usual if usual < _UNMEASURED else 0)
        beside = self._grid.beside(step)
        rows = block.table.rows or [(None,) * len(columns)]
        for number, row in enumerate(rows, step.first):
            at, most, cells = str(number), usual, []
            for content, column in zip(row, columns, strict=True):
                if type(content) in _ATTACHED:
                    leads = isinstance(content, Linked)
                    rest, height = (column.leading if leads else column)[plain(content)]
                    if live and isinstance(content, Live):
                        formula = at.join(self._parts(step, content.formula))
                        rest = column.worked_out(content.value, formula)
                else:
                    rest, height = column[content]  # type: ignore[index]
                cells.append(f"{column.start}{at}{rest}")
                if height > most:  # noqa: PLR1730 - done for every cell, and faster than max
                    most = height
            if number in beside:
                cells = self._with_beside(cells, beside[number], number, step)
            fitted = f' ht="{_points_of(most)}"' if most > usual else ""
            yield f'<row r="{at}"{attributes}{fitted}>{"".join(cells)}</row>'

    def _usual_height(self, step: Step) -> int:
        """The height of a row of data from which on it is written; set by hand, it never is."""
        row = self._sheet.rows.get(step.row)
        by_hand = row is not None and "customHeight" in row.attributes
        return _UNMEASURED if by_hand else self._sheet.geometry.usual_height

    def _columns(self, step: Step, block: Block) -> list[_Column]:
        found = []
        for at, drawn in enumerate(block.looks):
            look, number = self._grid.look(step.row, drawn), block.left + at
            room = Room.of(self._looks.style(look), self._width(number))
            day = self._days[step.row][at]
            plain_styles, leading_styles = (
                (
                    self._looks.number(look, day=day, leads=leads),
                    self._looks.number(look, leads=leads),
                )
                for leads in (False, True)
            )
            column = _Column(number, plain_styles, room, from_1904=self._from_1904)
            if leading_styles != plain_styles:
                column.leading = _Column(number, leading_styles, room, from_1904=self._from_1904)
            found.append(column)
        return found

    def _with_beside(
        self, cells: Sequence[str], beside: Sequence[GridCell], number: int, step: Step
    ) -> list[str]:
        """A row of data with the cells beside the table."""
        left = step.block.left if step.block else 1
        placed = list(enumerate(cells, left))
        placed += [(cell.column, self._cell(cell, number, step)) for cell in beside]
        return [written for _, written in sorted(placed)]


def _column_of(block: Block | None, heading: str) -> int:
    """The column of a table by its heading.

    Raises:
        KeyError: if it has none.
    """
    if block is not None:
        for headings in (block.table.headings, block.headings):
            if heading in headings:
                return block.left + headings.index(heading)
    raise KeyError(heading)


def _runs(runs: Sequence[Run]) -> str:
    """A text in several looks, as an inline string holds it."""
    return "".join(
        f"<r>{xml(run.look) if run.look else ''}{string_xml(cell_text(run.text))}</r>"
        for run in runs
        if run.text
    )


def in_brackets(heading: str) -> str:
    """A heading as a formula may name it."""
    return "".join(f"'{c}" if c in "'#[]@" else c for c in heading)


def _points_of(pixels: int) -> str:
    return f"{pixels / PIXELS_PER_POINT:g}"
