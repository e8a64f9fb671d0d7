"""Cell styles for mark sheets, made from those that are there: locked, open, or greyed out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Node, is_true
from igpm_sheets.problems import CellRef
from igpm_sheets.writers.styles.sheet import StyleSheet

_GREY: Final = Node(
    "fill",
    children=(
        Node(
            "patternFill",
            (("patternType", "solid"),),
            (Node("fgColor", (("rgb", "FFC9CED6"),)), Node("bgColor", (("indexed", "64"),))),
        ),
    ),
)
_PLAIN: Final = Node(
    "xf", (("borderId", "0"), ("fillId", "0"), ("fontId", "0"), ("numFmtId", "0"), ("xfId", "0"))
)


class Looks:
    """The cell styles of a workbook by number, and others like them, which may be new.

    Raises:
        CannotWrite: as `StyleSheet`.
        Damaged: as `StyleSheet`.
    """

    def __init__(self, package: Package, where: CellRef) -> None:
        self._sheet = StyleSheet(package, where)
        self._known = [element.node() for element in self._sheet.entries["cellXfs"]]
        self._made: dict[tuple[int, Callable[[Node], Node]], int] = {}
        self._grey: int | None = None

    def is_open(self, number: int) -> bool:
        """Whether cells of this style may be typed in on a protected sheet."""
        protection = self._node(number).first("protection")
        locked = protection.get("locked") if protection else None
        return locked is not None and not is_true(locked)

    def locked(self, number: int) -> int:
        """The same style, locked."""
        return self._like(number, _locked) if self.is_open(number) else number

    def open(self, number: int) -> int:
        """The same style, to be typed in."""
        return number if self.is_open(number) else self._like(number, _open)

    def closed(self, number: int) -> int:
        """The same style, locked and grey: there is nothing to fill in."""
        return self._like(number, self._closed)

    def _like(self, number: int, change: Callable[[Node], Node]) -> int:
        if (number, change) not in self._made:
            node = change(self._node(number))
            if node not in self._known:
                new = self._sheet.append("cellXfs", node)
                self._known += [_PLAIN] * (new - len(self._known))  # put first where none was
                self._known.append(node)
            self._made[number, change] = self._known.index(node)
        return self._made[number, change]

    def _node(self, number: int) -> Node:
        return self._known[number] if 0 <= number < len(self._known) else _PLAIN

    def _closed(self, node: Node) -> Node:
        if self._grey is None:
            fills = [element.node() for element in self._sheet.entries["fills"]]
            there = fills.index(_GREY) if _GREY in fills else None
            self._grey = self._sheet.append("fills", _GREY) if there is None else there
        return _locked(node).with_attributes(fillId=str(self._grey), applyFill="1")


def _locked(node: Node) -> Node:
    return _protected(node, "1")


def _open(node: Node) -> Node:
    return _protected(node, "0")


def _protected(node: Node, locked: str) -> Node:
    """The style with this answer to whether it is locked, in the order of its schema."""
    new = Node("protection", (("locked", locked),))
    before = tuple(each for each in node.children if each.tag == "alignment")
    after = tuple(each for each in node.children if each.tag not in ("alignment", "protection"))
    return node.with_attributes(applyProtection="1")._replace(children=(*before, new, *after))
