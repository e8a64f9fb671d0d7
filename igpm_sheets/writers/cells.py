"""Writes one cell as what it is: text stays text, whatever it looks like.

People's texts come from spreadsheets that anybody filled in. A name such as
`=HYPERLINK("http://…")` or `<r>` is shown as it was typed, never acted upon.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Content, Kind, Linked, Live, Plain, plain
from igpm_sheets.writers import look
from igpm_sheets.writers.names import clip_units, units

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT = 32_767
MOST_LINKS = 65_530
LONGEST_LINK = 2_000
LARGEST_WHOLE = 10**15
"""From here on Excel would silently drop digits."""

_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
"""Excel believes in a 29 February 1900: earlier days are written as text."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0c-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|\x0b")
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}(?=_)")
_OVERLAPPING = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_NOT_IN_A_LINK = re.compile(r'[%"<>\[\]^`{}# ]')


def cell_text(text: str) -> str:
    r"""The text as a cell can hold it.

    Line ends become `\n`; what XML cannot carry is shown as `�`; 32,767 characters at most.

    >>> cell_text("a\r\nb\x07")
    'a\nb�'
    """
    if not (text.isascii() and text.isprintable()):
        text = _NOT_IN_XML.sub("�", _LINE_ENDS.sub("\n", text))
    if len(text) * 2 > LONGEST_TEXT and units(text) > LONGEST_TEXT:
        text = clip_units(text, LONGEST_TEXT - 1) + "…"
    return text


def shown_value(value: Plain, kind: Kind) -> str:
    """Roughly what the cell shows, for measuring its width."""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return "28 Nov 2025"
    if value is None:
        return ""
    if kind is Kind.MONEY:
        return f"£{value:,.2f}"
    if kind is Kind.SHARE:
        return f"{value * 100:.1f}%"
    if kind is Kind.MEAN or (kind is Kind.MARK and isinstance(value, Decimal)):
        return f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.6g}"  # shown as far as there is room


class Formats:
    """A workbook's cell formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self._colours: dict[tuple[tuple[str, str], ...], Format] = {}
        self._cells: dict[tuple[Kind, type, bool], Format] = {}

    def get(self, properties: Mapping[str, object]) -> Format:
        """The format with these properties on top of the workbook's own type."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**look.FONT, **properties})
        return self._made[key]

    def colours(self, properties: Mapping[str, str]) -> Format:
        """Colours for a conditional format, which leaves the type as it is."""
        key = tuple(sorted(properties.items()))
        if key not in self._colours:
            self._colours[key] = self._book.add_format(dict(properties))
        return self._colours[key]

    def cell(self, kind: Kind, value: Plain, *, linked: bool = False) -> Format:
        """The format of a table's cell."""
        key = (kind, type(value), linked)
        if key not in self._cells:
            self._cells[key] = self.get(look.cell(kind, value, linked=linked))
        return self._cells[key]


class Links:
    """Where links of a workbook lead.

    Args:
        tabs: the name in the workbook of each tab by its name in the report.
        beside: the folder in which the workbook will stand.
        folder: the settings' folder, which sources are relative to.
    """

    def __init__(self, tabs: Mapping[str, str], beside: Path, folder: Path | None) -> None:
        self._tabs = tabs
        self._beside = beside
        self._folder = folder
        self._files: dict[str, str] = {}

    def address(self, to: CellRef | str) -> str | None:
        """The link in XlsxWriter's notation, or None where there is nothing to lead to."""
        if isinstance(to, str):
            tab = self._tabs.get(to)
            return None if tab is None else f"internal:{_place(tab, 'A1')}"
        link = self._file(to.source)
        if to.tab and link.startswith("external:"):
            column = to.a1 if to.column else f"A{max(to.row, 1)}"
            link = f"{link}#{_place(to.tab, column)}"
        return link if link and len(link) <= LONGEST_LINK else None

    def _file(self, source: str) -> str:
        if source not in self._files:
            self._files[source] = self._found(source)
        return self._files[source]

    def _found(self, source: str) -> str:
        if source.startswith("https://"):
            return source
        if not source or "://" in source or _NOT_IN_XML.search(source):
            return ""
        path = source
        if self._folder is not None:
            path = str(self._folder.resolve() / source)
            with suppress(ValueError):  # another drive of Windows: the whole path, then
                path = os.path.relpath(path, self._beside.resolve())
        return "external:" + _NOT_IN_A_LINK.sub(lambda c: f"%{ord(c[0]):02x}", path)


def _place(tab: str, cell: str) -> str:
    """A cell of a tab, with the tab's name in quotes."""
    return "'" + tab.replace("'", "''") + f"'!{cell}"


class Pen:
    """Writes into the cells of one tab."""

    def __init__(self, sheet: Worksheet, formats: Formats, links: Links) -> None:
        self.sheet = sheet
        self._formats = formats
        self._links = links
        self._left = MOST_LINKS

    def content(self, row: int, column: int, content: Content, kind: Kind) -> None:
        """A table's cell: a value, a formula with its value, or a link with its text."""
        formats = self._formats
        if isinstance(content, Live):
            self._formula(row, column, content, formats.cell(kind, content.value))
        elif isinstance(content, Linked):
            value = content.value
            linked = self._link(row, column, content.to)
            self.value(row, column, value, formats.cell(kind, value, linked=linked))
        else:
            self.value(row, column, content, formats.cell(kind, content))

    def styled(self, row: int, column: int, content: Content, style: Format) -> None:
        """Any content in a format of the caller's choice."""
        if isinstance(content, Live):
            self._formula(row, column, content, style)
            return
        if isinstance(content, Linked):
            self._link(row, column, content.to)
        self.value(row, column, plain(content), style)

    def value(self, row: int, column: int, value: Plain, style: Format) -> None:
        """A plain value: text as text, numbers as numbers, days as days."""
        sheet = self.sheet
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.text(row, column, value, style)
        elif isinstance(value, date):
            if value < _FIRST_DAY:
                sheet.write_string(row, column, f"{value:%d %b }{value.year}", style)
            else:
                sheet.write_number(row, column, _serial(value), style)
        elif -LARGEST_WHOLE < value < LARGEST_WHOLE:
            sheet.write_number(row, column, float(value), style)
        else:
            sheet.write_string(row, column, str(value), style)

    def text(self, row: int, column: int, text: str, style: Format) -> None:
        """Text exactly as typed.

        XlsxWriter takes `<r>…</r>` for XML of its own, and Excel would read two escapes
        that share an underscore wrongly: both are safe when written in pieces.
        """
        text = cell_text(text)
        if text.startswith("<r>"):
            parts = ["<", text[1:]]
        elif "_x" in text and _OVERLAPPING.search(text):
            parts = [text]
        else:
            self.sheet.write_string(row, column, text, style)
            return
        cut = [piece for part in parts for piece in _between_escapes(part)]
        run = self._formats.get({"font_color": look.INK})
        runs: list[Any] = [cut[0]]
        for piece in cut[1:]:
            runs += [run, piece]
        self.sheet.write_rich_string(row, column, *runs, style)

    def _formula(self, row: int, column: int, live: Live, style: Format) -> None:
        value = live.value
        stored: object = "" if value is None else value
        if isinstance(value, str):
            stored = cell_text(value)
        elif isinstance(value, date):
            stored = _serial(value)
        formula = live.formula.replace("{row}", str(row + 1))
        self.sheet.write_formula(row, column, formula, style, stored)

    def _link(self, row: int, column: int, to: CellRef | str) -> bool:
        """Makes the cell a link, if it can be one; its value is written afterwards."""
        address = self._links.address(to) if self._left else None
        if address is None:
            return False
        self._left -= 1
        self.sheet.write_url(row, column, address, string=" ")
        return True


def _serial(day: date) -> int:
    """The number that stands for a day in Excel."""
    return (day - _EPOCH).days


def _between_escapes(text: str) -> list[str]:
    """The text cut before the underscore that would complete an escape such as `_x0041_`."""
    ends = [match.end() for match in _ESCAPE.finditer(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if b > a]
