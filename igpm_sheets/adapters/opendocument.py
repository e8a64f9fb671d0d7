"""OpenDocument spreadsheets (.ods), read from their one XML part as it streams by.

Blank rows and cells that the format merely counts are never laid out beyond the last
value, so that a stray cell far out costs nothing. Comments, drawings and the readings of
ruby text are not the cell's value and are left out.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from xml.parsers import expat

from igpm_sheets.adapters.grid import CellValue, ErrorValue, Grid, NeverCalculated, SourceUnreadable
from igpm_sheets.adapters.package import Package, run
from igpm_sheets.problems import problem

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_SHEET, _ROW = _TABLE + "table", _TABLE + "table-row"
_CELL, _COVERED = _TABLE + "table-cell", _TABLE + "covered-table-cell"
_ROWS_REPEATED = _TABLE + "number-rows-repeated"
_COLUMNS_REPEATED = _TABLE + "number-columns-repeated"
_SHEET_NAME, _SHEET_STYLE = _TABLE + "name", _TABLE + "style-name"
_STYLE_ITSELF, _STYLE_NAME = _STYLE + "style", _STYLE + "name"
_SHEET_PROPERTIES, _DISPLAY = _STYLE + "table-properties", _TABLE + "display"
_NO_CELLS = (_TABLE + "tracked-changes", _TABLE + "dde-links", _TABLE + "shapes")

_FORMULA, _SHOWN_TYPE = _TABLE + "formula", _CALCEXT + "value-type"
_VALUE_TYPE, _VALUE = _OFFICE + "value-type", _OFFICE + "value"
_BOOLEAN, _STRING = _OFFICE + "boolean-value", _OFFICE + "string-value"
_DATE, _TIME = _OFFICE + "date-value", _OFFICE + "time-value"

_PARAGRAPH, _RUBY_TEXT = _TEXT + "p", _TEXT + "ruby-text"
_SPACES, _HOW_MANY = _TEXT + "s", _TEXT + "c"
_TAB, _LINE_BREAK = _TEXT + "tab", _TEXT + "line-break"

_ERROR = re.compile(r"#[A-Z0-9/_]+[!?]?|Err:\d+")
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d*))?S)?)?")
_LAID_OUT = re.compile(r" *[\t\r\n][ \t\r\n]*")
"""Line ends in the XML are one space of the text; LibreOffice relies on plain spaces staying."""


def read_ods(package: Package, source: str) -> list[Grid]:
    """The tabs of an .ods, from cell A1 on.

    Raises:
        SourceUnreadable: if it is protected (F08), or its XML damaged (F10).
    """
    manifest = package.read("META-INF/manifest.xml")
    if b"encryption-data" in manifest or "encrypted-package" in package:
        found = "an encrypted OpenDocument file"
        raise SourceUnreadable(problem("F08", package.where, found))
    content = package.read("content.xml")
    reader = _Reader(source)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        run(parser, content, package.where, "content.xml")
    except ValueError as error:
        found = f"content.xml: {error}"
        raise SourceUnreadable(problem("F10", package.where, found)) from error
    return reader.grids


class _Reader:
    """What has been read so far, and where in the document the parser is."""

    def __init__(self, source: str) -> None:
        self.grids: list[Grid] = []
        self._source = source
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._tab = ""
        self._hidden = False
        self._rows: list[list[CellValue]] = []
        self._blank_rows = 0
        self._row: list[CellValue] = []
        self._row_repeated = 1
        self._blank_cells = 0
        self._cell: dict[str, str] | None = None
        self._paragraphs: list[str] = []
        self._in_paragraph = False
        self._skipping = 0
        """How many elements deep in something that is no cell's value; 0 outside."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            self._skipping += 1
        elif self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag in (_CELL, _COVERED):
            self._cell, self._paragraphs = attributes, []
        elif tag == _ROW:
            self._row, self._blank_cells = [], 0
            self._row_repeated = int(attributes.get(_ROWS_REPEATED, 1))
        elif tag == _SHEET:
            self._tab = attributes.get(_SHEET_NAME, "")
            self._hidden = attributes.get(_SHEET_STYLE) in self._hidden_styles
            self._rows, self._blank_rows = [], 0
        elif tag == _STYLE_ITSELF:
            self._style = attributes.get(_STYLE_NAME, "")
        elif tag == _SHEET_PROPERTIES and attributes.get(_DISPLAY) == "false":
            self._hidden_styles.add(self._style)
        elif tag in _NO_CELLS:
            self._skipping = 1

    def _start_in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _PARAGRAPH:
            self._paragraphs.append("")
            self._in_paragraph = True
        elif not self._in_paragraph or not tag.startswith(_TEXT) or tag == _RUBY_TEXT:
            self._skipping = 1  # a comment, a drawing, a table within the cell
        elif tag == _SPACES:
            self._paragraphs[-1] += " " * min(int(attributes.get(_HOW_MANY, 1)), 32_767)
        elif tag == _TAB:
            self._paragraphs[-1] += "\t"
        elif tag == _LINE_BREAK:
            self._paragraphs[-1] += "\n"

    def characters(self, data: str) -> None:
        if self._in_paragraph and not self._skipping:
            self._paragraphs[-1] += _LAID_OUT.sub(" ", data)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        elif tag == _PARAGRAPH:
            self._in_paragraph = False
        elif self._cell is not None:
            if tag in (_CELL, _COVERED):
                self._end_cell(self._cell, covered=tag == _COVERED)
                self._cell = None
        elif tag == _ROW:
            self._end_row()
        elif tag == _SHEET and not self._tab.startswith("'file:"):
            # Tables of that name are what LibreOffice remembers of other files.
            self.grids.append(Grid(self._source, self._tab, self._rows, self._hidden))

    def _end_cell(self, attributes: dict[str, str], *, covered: bool) -> None:
        repeated = int(attributes.get(_COLUMNS_REPEATED, 1))
        value = None if covered else cell_value(attributes, self._paragraphs)
        if value is None:
            self._blank_cells += repeated
            return
        if len(self._row) + self._blank_cells + repeated > LAST_COLUMN:
            raise ValueError(f"a row of more than {LAST_COLUMN} cells")
        self._row += [None] * self._blank_cells + [value] * repeated
        self._blank_cells = 0

    def _end_row(self) -> None:
        if not self._row:
            self._blank_rows += self._row_repeated
            return
        if len(self._rows) + self._blank_rows + self._row_repeated > LAST_ROW:
            raise ValueError(f"more than {LAST_ROW} rows")
        self._rows += [[] for _ in range(self._blank_rows)]
        self._rows += [self._row] * self._row_repeated
        self._blank_rows = 0


def cell_value(attributes: dict[str, str], paragraphs: list[str]) -> CellValue:
    """The value of a cell from its attributes and the paragraphs that it shows."""
    shown = "\n".join(paragraphs)
    formula = attributes.get(_FORMULA)
    kind = attributes.get(_VALUE_TYPE)
    if attributes.get(_SHOWN_TYPE) == "error":
        return ErrorValue(shown or "#ERROR!")
    if formula is not None:
        if kind is None and not paragraphs:
            return NeverCalculated(formula.partition("=")[2])
        if _ERROR.fullmatch(shown):
            return ErrorValue(shown)
    if kind in ("float", "percentage", "currency"):
        return float(attributes[_VALUE])
    if kind == "boolean":
        return attributes[_BOOLEAN] == "true"
    if kind == "date":
        return _date(attributes[_DATE])
    if kind == "time":
        return _time(attributes[_TIME])
    return attributes.get(_STRING, shown) or None


def _date(written: str) -> CellValue:
    """A date, or a date with a time of day; text where the calendar has no such day."""
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return written
    return when if when.time() != time.min else when.date()


def _time(written: str) -> CellValue:
    """A time of day, or a duration where it is none; text where it is neither."""
    match = _DURATION.fullmatch(written)
    if not match:
        return written
    sign, days, hours, minutes, seconds, fraction = match.groups(default="")
    lasts = timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int((fraction + "000000")[:6]),
    )
    if sign:
        return -lasts
    if lasts >= timedelta(days=1):
        return lasts
    return time(
        lasts.seconds // 3600, lasts.seconds // 60 % 60, lasts.seconds % 60, lasts.microseconds
    )
