"""Formulas in people's cells, written again where their cells have gone.

Shared formulas, of which only the first cell holds the text, are written out in each cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from igpm_sheets.ooxml.xml import escaped
from igpm_sheets.writers.beside.moved import Interval, Moved, copied
from igpm_sheets.writers.book.cells import Cell, Row
from igpm_sheets.writers.book.references import Area

_FORMULA = re.compile(
    rb"""<((?:[\w.-]+:)?)f((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?:/>|>(.*?)</(?:[\w.-]+:)?f\s*>)""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")


class _Shared(NamedTuple):
    """A formula that many cells have in common."""

    row: int
    column: int
    """The cell that holds its text."""
    text: str


class Formulas:
    """The formulas of a sheet as they stand in it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._shared: dict[bytes, _Shared] = {}
        for row in rows:
            for cell in row.cells:
                found = _found(cell)
                if found is None:
                    continue
                attributes = _attributes(found)
                if attributes.get(b"t") == b"shared" and cell.formula:
                    text = _Shared(row.number, cell.column, cell.formula)
                    self._shared.setdefault(attributes.get(b"si", b""), text)

    def text(self, row: int, cell: Cell) -> str:
        """A cell's formula, or ""."""
        found = _found(cell)
        attributes = _attributes(found) if found else {}
        known = self._shared.get(attributes.get(b"si", b""))
        if attributes.get(b"t") != b"shared" or cell.formula or known is None:
            return cell.formula
        return copied(known.text, row - known.row, cell.column - known.column)

    def moved(self, row: int, cell: Cell, moved: Moved, seen_from: Interval | None) -> bytes:
        """What stands within a cell once its formula is as it must be in its new place.

        Args:
            row: in which the cell stands now.
            cell: of people's.
            moved: where all cells go.
            seen_from: the rows of its application, before and after, if it has one.
        """
        found = _found(cell)
        if found is None:
            return cell.inner
        attributes = _attributes(found)
        kind = attributes.get(b"t", b"normal")
        text = self.text(row, cell)
        new = moved.formula(text, seen_from)
        reference = attributes.get(b"ref", b"").decode("ascii", "replace")
        place = reference
        if kind == b"array":
            place = moved.together(reference) or _alone(row, cell, moved)
        if kind == b"dataTable" or (kind != b"shared" and (new, place) == (text, reference)):
            return cell.inner
        kept = _kept(attributes, place) if kind == b"array" else _kept(attributes, "")
        written = b"<%sf%s>%s</%sf>" % (found[1], kept, escaped(new).encode(), found[1])
        return cell.inner[: found.start()] + written + cell.inner[found.end() :]


def has_formula(cell: Cell) -> bool:
    """Whether a cell holds a formula, its own or one that it shares."""
    return bool(cell.formula) or _found(cell) is not None


def _found(cell: Cell) -> re.Match[bytes] | None:
    may = b"<f" in cell.inner or b":f" in cell.inner
    return _FORMULA.search(cell.inner) if may else None


def _attributes(found: re.Match[bytes]) -> dict[bytes, bytes]:
    return {name: value[1:-1] for name, value in _ATTRIBUTE.findall(found[2])}


def _kept(attributes: dict[bytes, bytes], place: str) -> bytes:
    """The attributes of a formula that are right in its new place as well."""
    kept: list[tuple[bytes, bytes]] = [
        (name, attributes[name]) for name in (b"ca", b"aca") if name in attributes
    ]
    if place:
        kept = [(b"t", b"array"), (b"ref", place.encode()), *kept]
    return b"".join(b' %s="%s"' % pair for pair in kept)


def _alone(row: int, cell: Cell, moved: Moved) -> str:
    """The new place of one cell, of an array that cannot stay together."""
    top, left = moved.rows.place(row), moved.columns.place(cell.column)
    return str(Area(top, left, top, left)) if top and left else ""
