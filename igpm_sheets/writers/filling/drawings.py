"""What hangs on a template sheet, charts, pictures and shapes, carried to a filled tab.

All parts that a drawing leads to come along as they are, under names that are free. What
hangs on a cell of the template hangs on the cell that it became, as large as it was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Final
from weakref import WeakKeyDictionary

from igpm_sheets.ooxml import content_types
from igpm_sheets.ooxml.package import DECLARATION, RELATIONS, Package
from igpm_sheets.ooxml.xml import Document, Element, escaped, strict, transitional
from igpm_sheets.writers.filling.charts import NothingToDrawError, fill_texts, filled_chart
from igpm_sheets.writers.filling.geometry import Anchor, anchors
from igpm_sheets.writers.filling.grid import Grid
from igpm_sheets.writers.filling.placeholders import Values
from igpm_sheets.writers.filling.template import Template

_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_URI = re.compile(
    rb'"(http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/(?!package/)[^"]*)"'
)
_NUMBER = re.compile(r"[0-9]*(\.[^./]*)?\Z")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._/-]")
_IDS: Final = frozenset(f"{{{RELATIONS}}}{name}" for name in ("id", "embed", "link", "pict"))

_pictures: WeakKeyDictionary[Package, dict[tuple[str, bytes], str]] = WeakKeyDictionary()
"""The pictures that a package has been given already: one logo serves all its tabs."""


class Carrier:
    """Carries parts from one package to another, with all that they lead to."""

    def __init__(self, source: Package, target: Package) -> None:
        self._source = source
        self._target = target
        self._carried: dict[str, str] = {}

    def carry(self, part: str, edits: Mapping[str, bytes], left_out: frozenset[str]) -> str:
        """Carries a part and what it leads to; returns its name in the target.

        Args:
            part: its name in the source.
            edits: the new content of those parts that do not stay as they are.
            left_out: the parts that nothing leads to any more.
        """
        if part in self._carried:
            return self._carried[part]
        data = edits[part] if part in edits else self._source.read(part)
        kind = self._source.content_type(part)
        known = _pictures.setdefault(self._target, {})
        if kind.startswith("image/") and known.get((kind, data), "") in self._target:
            return known[kind, data]
        if kind.endswith(("xml", "vmlDrawing")):
            data = self._in_dialect(data)
        plain = _NOT_IN_A_NAME.sub("_", part.replace("\\", "/"))
        pattern = _NUMBER.sub(r"{}\1", plain, count=1)
        name = self._target.put(self._target.free_name(pattern), data, kind)
        self._carried[part] = name
        if kind.startswith("image/"):
            known[kind, data] = name
        self._carry_relationships(part, name, edits, left_out)
        return name

    def _carry_relationships(
        self, part: str, name: str, edits: Mapping[str, bytes], left_out: frozenset[str]
    ) -> None:
        folder, own = posixpath.split(name)
        written = []
        for known in self._source.relationships(part):
            if known.part in left_out:
                continue
            target, mode = known.target, ""
            if known.part in self._source:
                carried = self.carry(known.part, edits, left_out)
                target = posixpath.relpath(f"/{carried}", f"/{folder}")
            elif not known.part:
                mode = ' TargetMode="External"'
            type_ = self._target.dialect.uri(known.type)
            written.append(
                f'<Relationship Id="{escaped(known.id)}" Type="{escaped(type_)}"'
                f' Target="{escaped(target)}"{mode}/>'
            )
        if written:
            listed = f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(written)}</Relationships>'
            rels = posixpath.join(folder, "_rels", f"{own}.rels")
            self._target.put(rels, f"{DECLARATION}{listed}".encode(), content_types.RELATIONSHIPS)

    def _in_dialect(self, data: bytes) -> bytes:
        """A part with the namespaces of the target's workbook, where the two differ."""
        to_strict = self._target.dialect.is_strict
        if to_strict == self._source.dialect.is_strict:
            return data
        name = strict if to_strict else transitional
        return _URI.sub(lambda found: b'"%s"' % name(found[1].decode()).encode(), data)


def carry_drawing(
    template: Template, target: Package, grid: Grid, values: Values, tab: str, *, from_1904: bool
) -> str:
    """Puts what hangs on a template sheet into a package; returns the drawing's part.

    Charts of tables without rows are left out.

    Returns:
        The name of the part, or "" where nothing is left to hang.

    Raises:
        TemplateFault: something cannot be carried, or names a value that there is not.
    """
    sheet, source = grid.layout.sheet, template.package
    drawing = Document(source.read(sheet.drawing))
    relationships = source.relationships(sheet.drawing)
    edits: dict[str, bytes] = {}
    left_out: set[str] = set()
    for known in relationships:
        if known.kind == "chart":
            try:
                edits[known.part] = filled_chart(
                    source.read(known.part), grid, values, tab, from_1904=from_1904
                )
            except NothingToDrawError:
                left_out.add(known.part)
        elif known.kind == "chartEx":
            raise sheet.fault("a chart of this newer kind cannot be filled", found=known.part)
    gone = frozenset(known.id for known in relationships if known.part in left_out)
    fill_texts(drawing, sheet, values)
    left = sum(_hang(drawing, anchor, grid, gone) for anchor in anchors(drawing, sheet.geometry))
    if not left:
        return ""
    edits[sheet.drawing] = drawing.data()
    return Carrier(source, target).carry(sheet.drawing, edits, frozenset(left_out))


def _hang(drawing: Document, anchor: Anchor, grid: Grid, gone: frozenset[str]) -> bool:
    """Hangs something where it belongs now; whether it hangs at all."""
    element = anchor.element
    if _leads_to(element, gone):
        drawing.remove(element)
        return False
    start = anchor.start
    if start is None:
        return True
    row, column = grid.layout.place(start.row, start.column)
    told = {"row": row - 1, "col": column - 1}
    for child in element.all("from"):
        for each in child.children:
            if each.tag in told:
                drawing.set_text(each, str(told[each.tag]))
    end = element.first("to")
    if end is not None:
        name = f"{element.prefix}:ext" if element.prefix else "ext"
        drawing.replace(end, f'<{name} cx="{anchor.width}" cy="{anchor.height}"/>')
        drawing.rename(element, "oneCellAnchor")
    return True


def _leads_to(element: Element, ids: frozenset[str]) -> bool:
    return any(
        value in ids
        for each in element.within()
        for name, value in each.attributes.items()
        if name in _IDS
    )
