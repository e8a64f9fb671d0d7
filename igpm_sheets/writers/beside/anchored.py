"""Pictures, charts and shapes that people have put on a tab, and where they go with its cells.

What lies within the row of one application goes along with it, and what lies below the
applications moves with what stands there. The rest stays: a chart beside the list belongs
to no single row of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Document, Element
from igpm_sheets.writers.beside.moved import Moved

_ANCHORS: Final = ("oneCellAnchor", "twoCellAnchor")
_PER_POINT: Final = 12_700
"""The units of drawings in a point."""


def move_drawings(
    package: Package, sheet: str, moved: Moved, height: Callable[[int], float]
) -> None:
    """Lets every drawing on a sheet follow the cells that it lies on.

    Args:
        package: the workbook's.
        sheet: its part.
        moved: where all cells go.
        height: of a row as it was, in points.

    Raises:
        Damaged: if the drawings cannot be read.
    """
    for known in package.relationships(sheet).of_kind("drawing"):
        if known.part in package:
            document = package.xml(known.part)
            for element in list(document.root.within()):
                if element.tag in _ANCHORS and element.get("editAs") != "absolute":
                    _follow(document, element, moved, height)


def _follow(
    document: Document, anchor: Element, moved: Moved, height: Callable[[int], float]
) -> None:
    row, column = _number(anchor, "from", "row") + 1, _number(anchor, "from", "col") + 1
    first, last = moved.rows.before
    among = first <= row <= last or row in moved.apart
    goes_along = row > last or (among and _is_within(anchor, row, height))
    new_row = moved.rows.place(row) if goes_along else row
    new_column = moved.columns.place(column)
    down = new_row - row if new_row else 0
    right = new_column - column if new_column else 0
    for corner in ("from", "to"):
        for tag, by in (("row", down), ("col", right)):
            element = _part(anchor, corner, tag)
            if element is not None and by:
                document.set_text(element, str(max(_number(anchor, corner, tag) + by, 0)))


def _is_within(anchor: Element, row: int, height: Callable[[int], float]) -> bool:
    """Whether a drawing that begins in a row ends in it, or at its lower edge."""
    if anchor.tag == "twoCellAnchor":
        ends = _number(anchor, "to", "row") + 1
        return ends == row or (ends == row + 1 and not _number(anchor, "to", "rowOff"))
    size = anchor.first("ext")
    tall = int((size.get("cy") if size else None) or 0)
    return _number(anchor, "from", "rowOff") + tall <= height(row) * _PER_POINT


def _part(anchor: Element, corner: str, tag: str) -> Element | None:
    found = anchor.first(corner)
    return found.first(tag) if found else None


def _number(anchor: Element, corner: str, tag: str) -> int:
    element = _part(anchor, corner, tag)
    text = element.text.strip() if element else ""
    return int(text) if text.isdecimal() else 0
