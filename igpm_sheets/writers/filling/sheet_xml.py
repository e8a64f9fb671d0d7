"""All of a sheet but its rows: views, widths, rules, paper, led to where the rows landed.

Left out, since nothing of them could be right any more: notes, form controls, embedded
objects, filters outside tables, scenarios, and extensions that only newer programs know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Final

from igpm_sheets.ooxml.package import MAIN, RELATIONS
from igpm_sheets.ooxml.xml import Document, Node, written
from igpm_sheets.problems import column_letters
from igpm_sheets.writers.book.references import Area, areas
from igpm_sheets.writers.filling.layout import ForeignSheetError, Layout, Part
from igpm_sheets.writers.filling.placeholders import Values, filled_header
from igpm_sheets.writers.filling.template import RELATION
from igpm_sheets.writers.names import quoted

_BEFORE: Final = ("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols")
_AFTER: Final = (
    "sheetProtection", "protectedRanges", "mergeCells", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "ignoredErrors", "drawing", "legacyDrawingHF", "picture",
    "tableParts",
)  # fmt: skip
"""In the order of the format."""
_OF_A_SHEET: Final = ("tabColor", "outlinePr", "pageSetUpPr")
_FROZEN: Final = ("frozen", "frozenSplit")
_LAST_COLUMN_DRAWN: Final = 1024

_ROOT = Document(f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"/>'.encode()).root


@dataclass(frozen=True)
class Frame:
    """What stands around the rows of one tab.

    Args:
        layout: where the template's rows and tables landed.
        values: what fills the printed headers.
        tab: the tab's name in its workbook.
        style: the number there of a cell style of the template.
        differential: the number there of a conditional style of the template.
        resolved: frees a node of the template's theme.
    """

    layout: Layout
    values: Values
    tab: str
    style: Callable[[int], int]
    differential: Callable[[int], int]
    resolved: Callable[[Node], Node]

    def before(self, dimension: Area) -> str:
        """What stands before the rows."""
        own = {"dimension": f'<dimension ref="{dimension}"/>'}
        return self._in_order(_BEFORE, own)

    def after(self, own: Mapping[str, str]) -> str:
        """What stands after the rows; `own` is what is not the template's, by name."""
        return self._in_order(_AFTER, own)

    def _in_order(self, tags: Sequence[str], own: Mapping[str, str]) -> str:
        made: dict[str, Callable[[Node], Node | None]] = {
            "sheetPr": self._properties,
            "sheetViews": self._views,
            "cols": self._columns,
            "protectedRanges": self._listed,
            "mergeCells": self._merged,
            "dataValidations": self._validations,
            "pageSetup": lambda node: node.with_attributes(**{RELATION: None}),
            "headerFooter": self._headers,
            "rowBreaks": self._row_breaks,
            "ignoredErrors": self._listed,
        }
        found = []
        for tag in tags:
            node = self.layout.sheet.first(tag)
            if tag in own:
                found.append(own[tag])
            elif tag == "conditionalFormatting":
                found += [xml(each) for each in self._rules()]
            elif node is not None and tag in _COPIED:
                found.append(xml(node))
            elif node is not None and tag in made:
                changed = made[tag](node)
                found.append(xml(changed) if changed else "")
        return "".join(found)

    # Before the rows

    def _properties(self, node: Node) -> Node:
        kept = tuple(self.resolved(child) for child in node.children if child.tag in _OF_A_SHEET)
        return Node(node.tag, (), kept)

    def _views(self, node: Node) -> Node | None:
        if not node.children:
            return None
        view = node.children[0].with_attributes(
            tabSelected=None, topLeftCell=None, workbookViewId="0"
        )
        children = (self._pane(child) for child in view.children)
        return Node(node.tag, (), (view._replace(children=tuple(filter(None, children))),))

    def _pane(self, node: Node) -> Node | None:
        if node.tag == "pane":
            return self._frozen(node)
        try:
            chosen = self.layout.all(areas(node.get("sqref") or "A1"))
            active = self.layout.all(areas(node.get("activeCell") or "A1"))
        except ValueError:
            return None
        if node.tag != "selection" or len(chosen) != 1 or not active:
            return None
        first = active[0]._replace(bottom=active[0].top, right=active[0].left)
        return node.with_attributes(activeCell=str(first), sqref=str(first), activeCellId=None)

    def _frozen(self, node: Node) -> Node:
        if node.get("state") not in _FROZEN:
            return node
        rows, columns = (int(float(node.get(name) or 0)) for name in ("ySplit", "xSplit"))
        span = self.layout.span(1, rows) if rows else None
        last = span[1] if span else 0
        start = f"{column_letters(columns + 1)}{last + 1}"
        return node.with_attributes(ySplit=str(last) if last else None, topLeftCell=start)

    def _columns(self, node: Node) -> Node:
        layout, drawn = self.layout, [self._column(child) for child in node.children]
        if layout.is_as_drawn:
            return node._replace(children=tuple(drawn))
        last = min(max(int(each.get("max") or 1) for each in drawn), _LAST_COLUMN_DRAWN)
        last = max(last, *(block.right for block in layout.blocks.values()))
        return node._replace(children=tuple(_spread(drawn, layout, last)))

    def _column(self, node: Node) -> Node:
        style = node.get("style")
        return node.with_attributes(style=str(self.style(int(style)))) if style else node

    # Rules

    def _rules(self) -> Iterator[Node]:
        """Conditional formats, each on the cells that it was meant for."""
        found: list[tuple[str, Node]] = []
        for node in self.layout.sheet.children:
            if node.tag == "conditionalFormatting":
                for rule in node.children:
                    found += self._followed(node, rule)
        ranks = sorted(range(len(found)), key=lambda n: int(found[n][1].get("priority") or 0))
        numbers = dict(zip(ranks, count(1), strict=False))
        by_cells: dict[str, list[Node]] = {}
        for at, (cells, rule) in enumerate(found):
            numbered = rule.with_attributes(priority=str(numbers[at]))
            by_cells.setdefault(cells, []).append(numbered)
        for cells, rules in by_cells.items():
            yield Node("conditionalFormatting", (("sqref", cells),), tuple(rules))

    def _followed(self, node: Node, rule: Node) -> Iterator[tuple[str, Node]]:
        number = rule.get("dxfId")
        if number is not None:
            rule = rule.with_attributes(dxfId=str(self.differential(int(number))))
        return self._for_cells(rule, areas(node.get("sqref") or ""))

    def _for_cells(self, rule: Node, drawn: Sequence[Area]) -> Iterator[tuple[str, Node]]:
        """The cells that a rule is now for, with the rule as it is for them.

        A rule that looks at other cells from each of its own is written once for each area,
        since it is meant from the first cell of all. One that draws from another sheet is
        left out.
        """
        first = Area(min(a.top for a in drawn), min(a.left for a in drawn), 0, 0)
        parts = [
            (self.layout.origin(area, moved), moved)
            for area in drawn
            for moved in self.layout.areas(area)
        ]
        with suppress(ForeignSheetError):
            if parts and not _has_formulas(rule):
                yield " ".join(str(moved) for _, moved in parts), rule
                return
            for origin, moved in parts:
                yield str(moved), self._with_formulas(rule, first, origin, moved)

    def _with_formulas(self, node: Node, first: Area, origin: Area, moved: Area) -> Node:
        """A rule with its formulas as they are for the cells that it moved to."""

        def now(formula: str) -> str:
            return self.layout.formula(formula, first, origin, moved, quoted(self.tab))

        if node.tag in _FORMULAS:
            return node._replace(text=now(node.text))
        if node.tag == "cfvo" and node.get("type") == "formula":
            return node.with_attributes(val=now(node.get("val") or ""))
        return node._replace(
            children=tuple(
                self._with_formulas(child, first, origin, moved) for child in node.children
            )
        )

    def _validations(self, node: Node) -> Node | None:
        found = [
            rule.with_attributes(sqref=cells)
            for each in node.children
            for cells, rule in self._for_cells(each, areas(each.get("sqref") or ""))
        ]
        return _counted(node, found)

    # Areas

    def _listed(self, node: Node) -> Node | None:
        """A list of things each of which is for some cells."""
        found = []
        for each in node.children:
            moved = self.layout.all(areas(each.get("sqref") or ""))
            if moved:
                found.append(each.with_attributes(sqref=" ".join(map(str, moved))))
        return node._replace(children=tuple(found)) if found else None

    def _merged(self, node: Node) -> Node | None:
        found = [Node("mergeCell", (("ref", str(area)),)) for area in self.merges()]
        return _counted(node, found)

    def merges(self) -> Iterator[Area]:
        """The cells that are merged; those of one row that became many, in each of these."""
        for area in self.layout.sheet.merges:
            step = self.layout.step(area.top)
            if area.top == area.bottom and step.part in (Part.FIXED, Part.DATA):
                for row in range(step.first, step.first + step.rows):
                    yield area._replace(top=row, bottom=row)
            else:
                moved = self.layout.areas(area)
                yield from (each for each in moved if each[:2] != each[2:])

    # Paper

    def _headers(self, node: Node) -> Node:
        children = (
            child._replace(text=filled_header(child.text, self.values)) for child in node.children
        )
        return node._replace(children=tuple(children))

    def _row_breaks(self, node: Node) -> Node | None:
        found = []
        for each in node.children:
            after = int(each.get("id") or 0)
            row = self.layout.step(after + 1).first - 1
            if row > 0:
                found.append(each.with_attributes(id=str(row)))
        unique = list({each.get("id"): each for each in found}.values())
        if not unique:
            return None
        by_hand = sum(each.get("man") in ("1", "true") for each in unique)
        return node._replace(children=tuple(unique)).with_attributes(
            count=str(len(unique)), manualBreakCount=str(by_hand)
        )


_FORMULAS: Final = ("formula", "formula1", "formula2")
_COPIED: Final = (
    "sheetFormatPr", "sheetProtection", "printOptions", "pageMargins", "colBreaks",
)  # fmt: skip


def xml(node: Node) -> str:
    """A node of a sheet as it is written there."""
    return written(node, _ROOT)


def _has_formulas(node: Node) -> bool:
    if node.tag in _FORMULAS or (node.tag == "cfvo" and node.get("type") == "formula"):
        return True
    return any(_has_formulas(child) for child in node.children)


def _counted(node: Node, children: Iterable[Node]) -> Node | None:
    listed = tuple(children)
    changed = node._replace(children=listed).with_attributes(count=str(len(listed)))
    return changed if listed else None


def _spread(drawn: Sequence[Node], layout: Layout, last: int) -> Iterator[Node]:
    """The widths of columns that follow those of the table."""
    for column in range(1, last + 1):
        look = layout.look_of(column)
        for node in drawn:
            if int(node.get("min") or 1) <= look <= int(node.get("max") or 1):
                yield node.with_attributes(min=str(column), max=str(column))
