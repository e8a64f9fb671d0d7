"""A closer look at a sheet's XML for errors and for formulas that were never calculated.

calamine reads both as blank. Searching the bytes shows whether there may be any; only
then is the XML parsed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers import expat

from igpm_sheets.adapters.grid import ErrorValue, NeverCalculated
from igpm_sheets.adapters.package import local, run
from igpm_sheets.problems import CellRef, column_number

Special = ErrorValue | NeverCalculated
Specials = Mapping[tuple[int, int], Special]
"""Cells that are no blanks though they read as such, by row and column from 1."""

_SUSPECTS = (
    re.compile(rb't="e"'),
    re.compile(rb"t='e'"),
    re.compile(
        rb"f(?:>|(?:\s[^<>]*)?/>)\s*"  # a formula ends
        rb"(?:<(?:[\w.-]+:)?v\s*(?:/>|>\s*</(?:[\w.-]+:)?v\s*>)\s*)?"  # perhaps an empty value
        rb"</(?:[\w.-]+:)?c\s*>"  # and so does the cell
    ),
)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?)worksheet[\s>]")


def specials(xml: bytes, where: CellRef, part: str) -> Specials:
    """The cells of a sheet that show an error, or a formula that was never calculated.

    A formula whose stored value is an empty text (`t="str"` with a `v`) is a calculated
    blank, and is not among them.

    Raises:
        SourceUnreadable: if the XML is broken where it was looked at (F10).
    """
    suspects = sorted(found.start() for sign in _SUSPECTS for found in sign.finditer(xml))
    if not suspects:
        return {}
    look = _Look()
    for piece in _rows_with(suspects, xml) or [xml]:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = look.start
        parser.EndElementHandler = look.end
        parser.CharacterDataHandler = look.text
        run(parser, piece, where, part)
    return look.found


def _rows_with(suspects: list[int], xml: bytes) -> list[bytes]:
    """The rows around the suspects; none where the rows do not tell their numbers."""
    root = _ROOT.search(xml)
    if root is None:
        return []
    opening, closing = b"<%brow" % root[1], b"</%brow" % root[1]
    rows: list[bytes] = []
    end = 0
    for suspect in suspects:
        if suspect < end:
            continue  # in the row before
        start = xml.rfind(opening, end, suspect)
        end = xml.find(b">", xml.find(closing, suspect)) + 1
        if start < 0 or not end or b" r=" not in xml[start : xml.find(b">", start)]:
            return []
        rows.append(b"<rows>%b</rows>" % xml[start:end])
    return rows


class _Look:
    """What the parser has seen of the cell it is in."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], Special] = {}
        self._row = self._column = 0
        self._type = ""
        self._value: str | None = None
        self._formula: str | None = None
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._row, self._column = self._address(attributes.get("r", ""))
            self._type = attributes.get("t", "")
            self._value = self._formula = None
        elif name == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0
        elif name == "v":
            self._value, self._inside = "", "v"
        elif name == "f":
            self._formula, self._inside = "", "f"

    def _address(self, written: str) -> tuple[int, int]:
        letters = written.rstrip("0123456789")
        if not letters or letters == written:
            return self._row, self._column + 1
        return int(written[len(letters) :]), column_number(letters)

    def text(self, data: str) -> None:
        if self._inside == "v":
            self._value = (self._value or "") + data
        elif self._inside == "f":
            self._formula = (self._formula or "") + data

    def end(self, tag: str) -> None:
        name = local(tag)
        if name in ("v", "f"):
            self._inside = ""
        elif name == "c":
            special = self._special()
            if special:
                self.found[self._row, self._column] = special

    def _special(self) -> Special | None:
        if self._type == "e":
            return ErrorValue((self._value or "").strip() or "#ERROR!")
        calculated_blank = self._type == "str" and self._value is not None
        is_blank = not (self._value or "").strip()
        if self._formula is not None and is_blank and not calculated_blank:
            return NeverCalculated(self._formula)
        return None
