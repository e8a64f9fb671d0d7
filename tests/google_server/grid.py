"""A spreadsheet as the server keeps it: tabs, their cells, and what lies over them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.google_server.cells import DEFAULT_FORMAT, Cell
from tests.google_server.errors import Wrong
from tests.google_server.ranges import (
    COLUMNS,
    ROWS,
    Area,
    Change,
    a1,
    area_of,
    formula_after,
    moved,
    quoted,
)

Json = dict[str, Any]

MOST_CELLS: Final = 10_000_000
LONGEST_TITLE: Final = 100
_ACCENTS: Final = {
    "TEXT": {},
    "BACKGROUND": {"red": 1, "green": 1, "blue": 1},
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
THEME: Final[Json] = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": kind, "color": {"rgbColor": colour}} for kind, colour in _ACCENTS.items()
    ],
}


@dataclass
class Tab:
    """One sheet. What is in its lists and rows is never changed, only replaced."""

    properties: Json
    rows: list[list[Cell]] = field(default_factory=list)  # ragged; {} for an empty cell
    sizes: dict[str, dict[int, Json]] = field(default_factory=lambda: {ROWS: {}, COLUMNS: {}})
    merges: list[Json] = field(default_factory=list)
    conditional: list[Json] = field(default_factory=list)
    protected: list[Json] = field(default_factory=list)
    charts: list[Json] = field(default_factory=list)
    bands: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None

    @property
    def id(self) -> int:
        """The tab's number, the gid of its address."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The tab's name."""
        return str(self.properties["title"])

    @property
    def grid(self) -> Json:
        """Its size, and what of it is frozen."""
        found: Json = self.properties["gridProperties"]
        return found

    @property
    def whole(self) -> Area:
        """All of its cells."""
        return Area(0, self.grid["rowCount"], 0, self.grid["columnCount"])

    def copy(self) -> Tab:
        """The same, to be changed apart from this one."""
        return Tab(
            dict(self.properties) | {"gridProperties": dict(self.grid)},
            [list(row) for row in self.rows],
            {name: dict(sizes) for name, sizes in self.sizes.items()},
            list(self.merges),
            list(self.conditional),
            list(self.protected),
            list(self.charts),
            list(self.bands),
            list(self.views),
            list(self.metadata),
            self.basic_filter,
        )

    def area(self, given: Json) -> Area:
        """The cells of a `GridRange` of this tab.

        Raises:
            Wrong: it is empty, or reaches beyond the grid.
        """
        rows, columns = self.grid["rowCount"], self.grid["columnCount"]
        area = area_of(given, rows, columns)
        if area.bottom > rows or area.right > columns or area.top >= rows or area.left >= columns:
            shown = f"{quoted(self.title)}!{a1(area)}"
            message = (
                f"Range ({shown}) exceeds grid limits. Max rows: {rows}, max columns: {columns}"
            )
            raise Wrong(message)
        if area.top >= area.bottom or area.left >= area.right or min(area.top, area.left) < 0:
            raise Wrong("Range is empty or negative: " + str(given))
        return area

    def tall_merges(self) -> list[Area]:
        """The merged cells that reach over several rows."""
        merges = map(self.area, self.merges)
        return [merge for merge in merges if merge.bottom - merge.top > 1]

    def frozen_across(self, area: Area) -> str:
        """Whether the edge of what is frozen goes through an area: rows, columns, or ""."""
        if area.top < self.grid.get("frozenRowCount", 0) < area.bottom:
            return "rows"
        crossed = area.left < self.grid.get("frozenColumnCount", 0) < area.right
        return "columns" if crossed else ""

    def cell(self, row: int, column: int) -> Cell:
        """What a cell holds; nothing beyond the last one that was written."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return {}

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replace a cell."""
        if not cell and not self.cell(row, column):
            return
        while len(self.rows) <= row:
            self.rows.append([])
        line = self.rows[row]
        while len(line) <= column:
            line.append({})
        line[column] = cell

    def written(self, area: Area) -> Iterator[tuple[int, int, Cell]]:
        """The cells of an area that hold something."""
        for row in range(area.top, min(area.bottom, len(self.rows))):
            for column in range(area.left, min(area.right, len(self.rows[row]))):
                cell = self.rows[row][column]
                if cell:
                    yield row, column, cell

    def count(self, dimension: str) -> int:
        """How many rows or columns there are."""
        return int(self.grid["rowCount" if dimension == ROWS else "columnCount"])

    def filled(self) -> tuple[int, int]:
        """How many rows and columns hold a value."""
        places = [(r, c) for r, c, cell in self.written(self.whole) if has_value(cell)]
        return (
            max((r + 1 for r, _ in places), default=0),
            max((c + 1 for _, c in places), default=0),
        )


def has_value(cell: Cell) -> bool:
    """Whether a person would see something in the cell."""
    return "userEnteredValue" in cell or "effectiveValue" in cell


@dataclass
class Spreadsheet:
    """All tabs in their order, and what belongs to the spreadsheet as a whole."""

    key: str
    properties: Json
    tabs: list[Tab]
    named: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)

    def copy(self) -> Spreadsheet:
        """The same, to be changed apart from this one."""
        return Spreadsheet(
            self.key,
            dict(self.properties),
            [tab.copy() for tab in self.tabs],
            list(self.named),
            list(self.metadata),
        )

    @property
    def locale(self) -> str:
        """How dates and numbers are written in it."""
        return str(self.properties["locale"])

    def tab(self, sheet_id: int, what: str = "grid") -> Tab:
        """The tab that has this number.

        Raises:
            Wrong: there is none.
        """
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        raise Wrong(f"No {what} with id: {sheet_id}")

    def titled(self, title: str) -> Tab | None:
        """The tab of this name, whatever its case."""
        return next((tab for tab in self.tabs if tab.title.lower() == title.lower()), None)

    def in_order(self) -> None:
        """Number the tabs as they stand."""
        for index, tab in enumerate(self.tabs):
            tab.properties["index"] = index

    def check_title(self, title: str, own: Tab | None = None) -> None:
        """Raise `Wrong` for a name that a tab cannot have here."""
        other = self.titled(title)
        if other is not None and other is not own:
            message = f'A sheet with the name "{title}" already exists. Please enter another name.'
            raise Wrong(message)
        if not title.strip():
            raise Wrong("The sheet name cannot be empty.")
        if len(title) > LONGEST_TITLE:
            raise Wrong(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")

    def check_size(self) -> None:
        """Raise `Wrong` where the spreadsheet has become too large."""
        cells = sum(tab.count(ROWS) * tab.count(COLUMNS) for tab in self.tabs)
        if cells > MOST_CELLS:
            message = (
                "This action would increase the number of cells in the workbook above the limit "
                f"of {MOST_CELLS} cells."
            )
            raise Wrong(message)

    def all_metadata(self) -> Iterator[Json]:
        """Developer metadata, wherever it lies."""
        yield from self.metadata
        for tab in self.tabs:
            yield from tab.metadata

    def let_formulas_follow(self, sheet_id: int, dimension: str, change: Change) -> None:
        """Let the formulas of a tab's conditional formats mean the cells that they meant."""
        tab = self.tab(sheet_id)
        tab.conditional = [_with_formulas(rule, dimension, change) for rule in tab.conditional]

    def move_ranges(self, sheet_id: int, dimension: str, change: Change) -> None:
        """Let everything that names cells of a tab follow a change of its rows or columns."""
        self.named = moved(self.named, sheet_id, dimension, change)
        for tab in self.tabs:
            for name in ("conditional", "protected", "charts", "bands", "views", "metadata"):
                setattr(tab, name, moved(getattr(tab, name), sheet_id, dimension, change))
            for row in tab.rows:
                for column, cell in enumerate(row):
                    if "pivotTable" in cell:
                        row[column] = moved(dict(cell), sheet_id, dimension, change)
        tab = self.tab(sheet_id)
        tab.merges = [
            merge
            for merge in moved(tab.merges, sheet_id, dimension, change)
            if merge["endRowIndex"] - merge["startRowIndex"] > 1
            or merge["endColumnIndex"] - merge["startColumnIndex"] > 1
        ]
        if tab.basic_filter is not None:
            tab.basic_filter = moved(tab.basic_filter, sheet_id, dimension, change)


def _with_formulas(part: Any, dimension: str, change: Change) -> Any:
    """A conditional format with each formula in it followed; the same one as it was before."""
    if isinstance(part, list):
        return [_with_formulas(item, dimension, change) for item in part]
    if not isinstance(part, dict):
        return part
    followed = {name: _with_formulas(value, dimension, change) for name, value in part.items()}
    if isinstance(part.get("userEnteredValue"), str):
        followed["userEnteredValue"] = formula_after(part["userEnteredValue"], dimension, change)
    return followed


def new_tab(sheet_id: int, title: str, rows: int = 1000, columns: int = 26) -> Tab:
    """An empty tab as Google makes it."""
    return Tab(
        {
            "sheetId": sheet_id,
            "title": title,
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": rows, "columnCount": columns},
        }
    )


def new_spreadsheet(key: str, title: str, locale: str, time_zone: str) -> Spreadsheet:
    """An empty spreadsheet with its first tab."""
    properties = {
        "title": title,
        "locale": locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": time_zone,
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": THEME,
    }
    return Spreadsheet(key, properties, [new_tab(0, "Sheet1")])


def unused(taken: Iterable[int], chance: random.Random) -> int:
    """A number that nothing else has, as Google chooses them."""
    used = set(taken)
    while True:
        number = chance.randrange(1, 2**31 - 1)
        if number not in used:
            return number
