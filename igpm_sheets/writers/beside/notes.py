"""Notes and threads of comments at the cells of a sheet, and where they go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Element
from igpm_sheets.writers.beside.moved import Moved
from igpm_sheets.writers.book.references import Area

_KINDS: Final = {"comments": "comment", "threadedComment": "threadedComment"}
"""Kinds of relationships, and what stands in their parts for one cell each."""
_VML: Final = "vmlDrawing"

_SHAPE = re.compile(rb"<((?:[\w.-]+:)?)shape[\s>].*?</\1shape\s*>", re.DOTALL)
_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_ROW = re.compile(rb"(<(?:[\w.-]+:)?Row\s*>\s*)(\d+)")
_COLUMN = re.compile(rb"(<(?:[\w.-]+:)?Column\s*>\s*)(\d+)")
_ANCHOR = re.compile(rb"(<(?:[\w.-]+:)?Anchor\s*>)([\d\s,-]+)")


def noted(package: Package, sheet: str) -> dict[int, set[int]]:
    """The cells of a sheet that have notes or comments: columns by row.

    Raises:
        Damaged: if they cannot be read.
    """
    found: dict[int, set[int]] = {}
    for _, element in _elements(package, sheet):
        with suppress(ValueError):
            area = Area.of(element.get("ref") or "")
            found.setdefault(area.top, set()).add(area.left)
    return found


def move_notes(package: Package, sheet: str, moved: Moved) -> None:
    """Lets every note follow its cell, with the box that shows it.

    Raises:
        Damaged: if they cannot be read.
    """
    for part, element in _elements(package, sheet):
        old = element.get("ref") or ""
        new = moved.cells(old, grows=False)
        if new and new != old:
            package.xml(part).set(element, "ref", new)
    for known in package.relationships(sheet).of_kind(_VML):
        if known.part in package:
            data = package.read(known.part)
            new_data = _SHAPE.sub(lambda shape: _shape(shape[0], moved), data)
            if new_data != data:
                package.put(known.part, new_data, package.content_type(known.part))


def _elements(package: Package, sheet: str) -> Iterator[tuple[str, Element]]:
    """The notes of a sheet, each with the part that it stands in."""
    for known in package.relationships(sheet).of_kind(*_KINDS):
        if known.part not in package:
            continue
        tag = _KINDS[known.kind]
        for element in package.xml(known.part).root.within():
            if element.tag == tag and "ref" in element.attributes:
                yield known.part, element


def _shape(shape: bytes, moved: Moved) -> bytes:
    """A note's box, in which rows and columns count from 0."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if not _NOTE.search(shape) or row is None or column is None:
        return shape
    old_row, old_column = int(row[2]) + 1, int(column[2]) + 1
    new_row, new_column = moved.rows.place(old_row), moved.columns.place(old_column)
    if not new_row or not new_column or (new_row, new_column) == (old_row, old_column):
        return shape
    shape = _ROW.sub(rb"\g<1>%d" % (new_row - 1), shape, count=1)
    shape = _COLUMN.sub(rb"\g<1>%d" % (new_column - 1), shape, count=1)
    down, right = new_row - old_row, new_column - old_column
    return _ANCHOR.sub(lambda found: found[1] + _anchor(found[2], down, right), shape, count=1)


def _anchor(numbers: bytes, down: int, right: int) -> bytes:
    """A box's corners: column, pixels, row, pixels of the first, then of the last."""
    corners = [int(each) for each in numbers.split(b",") if each.strip()]
    if len(corners) != 8:
        return numbers
    by = max(right, -corners[0]), max(down, -corners[2])
    for at in (0, 4):
        corners[at] += by[0]
        corners[at + 2] += by[1]
    return b", ".join(b"%d" % each for each in corners)
