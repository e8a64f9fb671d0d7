"""What a tab of ours holds now, as people and other programs have left it in the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from xml.parsers import expat

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import NotXmlError, in_bytes_that_can_be_cut, is_true
from igpm_sheets.problems import column_number
from igpm_sheets.reports.tables import Plain

_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]+)")
_START_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LATEST = 2_958_465
"""The serial of 31 December 9999."""


class Cell(NamedTuple):
    """A cell, with all that is needed to write it again as it is."""

    column: int
    """Counted from 1."""
    style: int
    value: Plain
    """Errors and true or false as the text that is shown."""
    formula: str
    attributes: tuple[tuple[str, str], ...]
    """All but its place and its style, named as they are written."""
    inner: bytes
    """What stands within it, as it is written."""


class Row(NamedTuple):
    """A row that holds anything, cells or a height."""

    number: int
    attributes: dict[str, str]
    """All but its number and its span, named as they are written."""
    cells: list[Cell]


class SheetRows(NamedTuple):
    """A sheet part cut into its rows and what stands around them."""

    before: bytes
    """All that stands before the element that holds the rows."""
    name: str
    """How that element is called: `sheetData` or `x:sheetData`."""
    rows: list[Row]
    after: bytes


def values(package: Package, part: str) -> list[list[Plain]]:
    """The values of a sheet, row by row from row 1 and column A, without blanks at the ends.

    Days are dates, whole numbers int, others the Decimal of their shortest text.

    Raises:
        Damaged: if the sheet, or the texts or styles it uses, cannot be read.
    """
    grid: list[list[Plain]] = []
    for row in rows(package, part):
        line: list[Plain] = []
        for cell in row.cells:
            if cell.value is not None and cell.column > len(line):
                line += [None] * (cell.column - len(line) - 1)
                line.append(cell.value)
        if line:
            grid += [[] for _ in range(row.number - len(grid) - 1)]
            grid.append(line)
    return grid


def rows(package: Package, part: str) -> list[Row]:
    """The rows of a sheet in their order.

    Raises:
        Damaged: if the sheet, or the texts or styles it uses, cannot be read.
    """
    return cut(package, part).rows


def cut(package: Package, part: str) -> SheetRows:
    """A sheet part with its rows apart; the rest is as it is written, in UTF-8 or as it was.

    Raises:
        Damaged: if the sheet, or the texts or styles it uses, cannot be read.
    """
    try:
        data = in_bytes_that_can_be_cut(package.read(part))
        reader = _Reader(package, data)
    except (NotXmlError, expat.ExpatError, ValueError) as error:
        raise Damaged(f"{part}: {error}") from error
    if reader.end == 0:
        raise Damaged(f"{part}: a sheet without rows")
    return SheetRows(data[: reader.start], reader.name, reader.rows, data[reader.end :])


class _Reader:
    """Reads one sheet part from beginning to end."""

    def __init__(self, package: Package, data: bytes) -> None:
        self.rows: list[Row] = []
        self.name = ""
        self.start = self.end = 0
        """Where the element that holds the rows begins and ends."""
        self._inside = False
        self._package = package
        self._data = data
        self._texts: list[str] | None = None
        self._days: Callable[[int], bool] = _days_of(package)
        self._epoch = _EPOCH_1904 if counts_from_1904(package) else _EPOCH
        self._start = self._column = 0
        self._attributes: dict[str, str] = {}
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into: list[str] | None = None
        self._phonetic = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._characters
        self._parser.Parse(data, True)  # noqa: FBT003 - positional only

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "sheetData":
            self._inside, self.start = True, self._parser.CurrentByteIndex
            self.name = name
        elif not self._inside:
            return
        elif tag == "c":
            self._start = self._parser.CurrentByteIndex
            self._attributes = attributes
            self._value, self._formula = [], []
            place = _PLACE.fullmatch(attributes.pop("r", ""))
            self._column = column_number(place[1]) if place else self._column + 1
        elif tag in ("v", "t") and not self._phonetic:
            self._into = self._value
        elif tag == "f":
            self._into = self._formula
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "row":
            self._column = 0
            attributes.pop("spans", None)
            before = self.rows[-1].number if self.rows else 0
            number = int(attributes.pop("r", "") or before + 1)
            self.rows.append(Row(number, attributes, []))

    def _characters(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

    def _close(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if not self._inside:
            return
        if tag in ("v", "t", "f"):
            self._into = None
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "c":
            inner = self._inner(self._start)[0]
            style = int(self._attributes.pop("s", "") or 0)
            value = self._read(self._attributes.get("t", "n"), "".join(self._value), style)
            formula = "".join(self._formula)
            rest = tuple(self._attributes.items())
            self.rows[-1].cells.append(Cell(self._column, style, value, formula, rest, inner))
        elif tag == "sheetData":
            self._inside, self.end = False, self._inner(self.start)[1]

    def _inner(self, start: int) -> tuple[bytes, int]:
        """What stands within the element that closes now, and where it ends."""
        found = _START_TAG.match(self._data, start)
        if found is None:
            raise NotXmlError("a tag of it cannot be found again")
        if found[0].endswith(b"/>"):
            return b"", found.end()
        closes = self._parser.CurrentByteIndex
        return self._data[found.end() : closes], self._data.index(b">", closes) + 1

    def _read(self, kind: str, text: str, style: int) -> Plain:
        if kind == "s" and text.strip():
            return self._shared(int(text)) or None
        if kind in ("str", "inlineStr"):
            return unescaped(text) or None
        if kind == "b" and text:
            return "TRUE" if is_true(text.strip()) else "FALSE"
        if kind in ("e", "d") or not text.strip():
            return _day_of(text) if kind == "d" else text.strip() or None
        return self._number(text.strip(), style)

    def _number(self, text: str, style: int) -> Plain:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if not number.is_finite():
            return text
        whole = number == number.to_integral_value()
        if whole and 0 < number <= _LATEST and self._days(style):
            return self._epoch + timedelta(days=int(number))
        return int(number) if whole else Decimal(repr(float(number)))

    def _shared(self, number: int) -> str:
        if self._texts is None:
            self._texts = shared_texts(self._package)
        return self._texts[number] if 0 <= number < len(self._texts) else ""


def shared_texts(package: Package) -> list[str]:
    """The texts that a workbook's cells share, without their formats and reading aids.

    Raises:
        Damaged: if their part cannot be read.
    """
    part = package.related(package.workbook, "sharedStrings")
    if not part:
        return []
    reader = _Texts()
    try:
        for chunk in package.chunks(part):
            reader.parser.Parse(chunk, False)  # noqa: FBT003 - positional only
        reader.parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise Damaged(f"{part}: {error}") from error
    return reader.found


class _Texts:
    """Reads the part of shared texts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._is_text = self._is_phonetic = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = lambda name, _: self._turn(name, begins=True)
        self.parser.EndElementHandler = lambda name: self._turn(name, begins=False)
        self.parser.CharacterDataHandler = self._characters

    def _turn(self, name: str, *, begins: bool) -> None:
        tag = name.rpartition(":")[2]
        if tag == "t":
            self._is_text = begins
        elif tag == "rPh":
            self._is_phonetic = begins
        elif tag == "si" and not begins:
            self.found.append(unescaped("".join(self._pieces)))
            self._pieces.clear()

    def _characters(self, text: str) -> None:
        if self._is_text and not self._is_phonetic:
            self._pieces.append(text)


def counts_from_1904(package: Package) -> bool:
    """Whether days are counted from 1 January 1904, as workbooks from old Macs do."""
    properties = package.xml(package.workbook).root.first("workbookPr")
    return properties is not None and is_true(properties.get("date1904"))


def unescaped(text: str) -> str:
    r"""A text with the characters that the format writes as `_x000D_` in their place.

    >>> unescaped("a_x000A_b_x005F_x000A_")
    'a\nb_x000A_'
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def shows_days(code: str) -> bool:
    """Whether a number format shows days rather than numbers or hours alone.

    >>> shows_days("dd mmm yyyy"), shows_days('#,##0.00 "days"'), shows_days("[Red]0")
    (True, False, False)
    """
    plain = _QUOTED.sub("", code.partition(";")[0]).casefold()
    return any(letter in plain for letter in "dy") or ("m" in plain and "h" not in plain)


def _days_of(package: Package) -> Callable[[int], bool]:
    """Says of a cell style whether it shows days."""
    part = package.related(package.workbook, "styles")
    if not part:
        return lambda _: False
    root = package.xml(part).root
    codes: dict[str, str] = {}
    listed = root.first("numFmts")
    for each in listed.all("numFmt") if listed else ():
        codes[each.get("numFmtId", "") or ""] = each.get("formatCode", "") or ""
    formats = root.first("cellXfs")
    styles = formats.all("xf") if formats else []
    known: dict[int, bool] = {}

    def days(style: int) -> bool:
        if style not in known:
            id_ = styles[style].get("numFmtId", "0") or "0" if 0 <= style < len(styles) else "0"
            built_in = id_.isdigit() and int(id_) in _BUILT_IN_DATES
            known[style] = shows_days(codes[id_]) if id_ in codes else built_in
        return known[style]

    return days


def _day_of(text: str) -> Plain:
    """An ISO date as strict workbooks hold it; with a time of day it stays a text."""
    try:
        return date.fromisoformat(text.strip().removesuffix("T00:00:00"))
    except ValueError:
        return text.strip() or None


def by_heading(grid: Sequence[Sequence[Plain]]) -> list[dict[str, Plain]]:
    """The rows of a table whose headings stand in the first row, each by heading.

    >>> by_heading([["Ref", "Sum"], ["A1", 150], ["A2"]])
    [{'Ref': 'A1', 'Sum': 150}, {'Ref': 'A2', 'Sum': None}]
    """
    if not grid:
        return []
    headings = [str(each) if each is not None else "" for each in grid[0]]
    padded = ([*row, *([None] * len(headings))] for row in grid[1:])
    return [dict(zip(headings, row, strict=False)) for row in padded]
