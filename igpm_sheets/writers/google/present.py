"""One tab of a spreadsheet as Google's answer tells it: cells by row and column, and its marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from igpm_sheets.reports.tables import Plain

Answer = Mapping[str, Any]
"""A JSON object of Google's. Whatever is zero, false or empty may be left out of it."""

TAB_KEY: Final = "igpm_sheets.tab"
"""Of the developer metadata that says which of our tabs one is; its value is the tab's name."""
STATE_KEY: Final = "igpm_sheets.state"
"""Of the developer metadata in which we note how we left a tab."""
STAGING_KEY: Final = "igpm_sheets.staging"
"""Of the developer metadata of a hidden tab on which a long write is prepared."""

_EPOCH: Final = date(1899, 12, 30)
_LAST_DAY: Final = 2_958_465
_BLANK: Final[Answer] = {}


class Present:
    """A tab that is there.

    Args:
        sheet: of `spreadsheets.get`, with the fields of `google.masks.WRITING`.
    """

    def __init__(self, sheet: Answer) -> None:
        self.sheet = sheet
        properties = sheet.get("properties", {})
        self.id = int(properties.get("sheetId", 0))
        self.title = str(properties.get("title", ""))
        size = properties.get("gridProperties", {})
        self.height = int(size.get("rowCount", 0))
        """All rows of the grid, blank ones too."""
        self.width = int(size.get("columnCount", 0))

    @cached_property
    def rows(self) -> dict[int, dict[int, Answer]]:
        """The cells that hold or show anything, by row and column, both counted from 1."""
        found: dict[int, dict[int, Answer]] = {}
        for block in self.sheet.get("data", ()):
            top, left = int(block.get("startRow", 0)) + 1, int(block.get("startColumn", 0)) + 1
            for number, row in enumerate(block.get("rowData", ()), top):
                cells = {at: each for at, each in enumerate(row.get("values", ()), left) if each}
                if cells:
                    found.setdefault(number, {}).update(cells)
        return found

    def cell(self, row: int, column: int) -> Answer:
        """One cell, both counted from 1; an empty mapping where nothing is."""
        return self.rows.get(row, {}).get(column, _BLANK)

    def noted(self, key: str) -> Answer | None:
        """The developer metadata of this key on the tab itself; of several the first made."""
        found = [
            each
            for each in self.sheet.get("developerMetadata", ())
            if each.get("metadataKey") == key
        ]
        return min(found, key=lambda each: int(each.get("metadataId", 0)), default=None)

    @property
    def ours(self) -> str:
        """Which of our tabs it is; "" for somebody else's."""
        noted = self.noted(TAB_KEY)
        return str(noted.get("metadataValue", "")) if noted else ""

    @property
    def cells(self) -> int:
        """How many cells the tab counts for."""
        return self.height * self.width

    @property
    def values(self) -> list[list[Plain]]:
        """What every cell holds, row by row from A1, ragged."""
        grid: list[list[Plain]] = []
        for number in range(1, max(self.rows, default=0) + 1):
            cells = self.rows.get(number, {})
            grid.append(
                [plain_of(cells.get(at, _BLANK)) for at in range(1, max(cells, default=0) + 1)]
            )
        return grid

    def merged(self) -> Iterator[tuple[int, int]]:
        """The first and last rows of merged cells that reach over several rows."""
        for each in self.sheet.get("merges", ()):
            first, end = (
                int(each.get("startRowIndex", 0)),
                int(each.get("endRowIndex", self.height)),
            )
            if end - first > 1:
                yield first + 1, end


def our_tab(there: Sequence[Present], name: str) -> Present | None:
    """Our tab of this name; if people have copied it, the one that is called so still."""
    ours = [each for each in there if each.ours.casefold() == name.casefold()]
    called = [each for each in ours if each.title.casefold() == name.casefold()]
    return next(iter([*called, *ours]), None)


def entered(cell: Answer) -> Answer:
    """What somebody has typed, or a program put, into a cell; an empty mapping for a blank.

    >>> entered({"userEnteredValue": {"stringValue": ""}}), entered({"note": "call"})
    ({}, {})
    """
    value: Answer = cell.get("userEnteredValue") or _BLANK
    return _BLANK if value.get("stringValue") == "" else value


def is_formula(cell: Answer) -> bool:
    """Whether a formula stands in a cell."""
    return "formulaValue" in entered(cell)


def same_value(one: Answer, other: Answer) -> bool:
    """Whether two typed values are the same; a number is, whatever digits were cut on its way.

    >>> same_value({"numberValue": 149 / 30}, {"numberValue": 4.96666666666667})
    True
    """
    if "numberValue" in one and "numberValue" in other:
        first, second = float(one["numberValue"]), float(other["numberValue"])
        return abs(first - second) <= 1e-13 * max(abs(first), abs(second))
    return dict(one) == dict(other)


def plain_of(cell: Answer) -> Plain:
    """A cell's value as reports have it: whole numbers, exact decimals, days by their format.

    >>> plain_of({"userEnteredValue": {"numberValue": 150}})
    150
    """
    value = entered(cell)
    if "formulaValue" in value:
        value = cell.get("effectiveValue") or _BLANK
    if "numberValue" in value:
        return _number(float(value["numberValue"]), cell)
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    text = str(value.get("stringValue", ""))
    return text or None


def _number(number: float, cell: Answer) -> Plain:
    shown: Sequence[Answer] = [
        cell.get(each, {}).get("numberFormat", {})
        for each in ("effectiveFormat", "userEnteredFormat")
    ]
    days = any(each.get("type") in ("DATE", "DATE_TIME") for each in shown)
    if not number.is_integer():
        return Decimal(repr(number))
    if days and 0 < number <= _LAST_DAY:
        return _EPOCH + timedelta(days=int(number))
    return int(number)
