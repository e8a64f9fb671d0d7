"""What people set on a tab of ours, and what stays when the tab is filled anew.

That is its colour, its widths and hidden columns, its view, its protection, and the notes
at its cells. A sheet is cut for this into what stands before, in and after its rows, so
that the rows, which may be many, only pass by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from igpm_sheets.ooxml.archive import Content, Damaged
from igpm_sheets.ooxml.package import RELATIONS, Package
from igpm_sheets.ooxml.xml import (
    Document,
    Node,
    NotXmlError,
    foreign_name,
    in_bytes_that_can_be_cut,
    written,
)
from igpm_sheets.writers.book.order import SHEET, put_child

_ROWS = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*?)?(/?)>")
_ID: Final = f"{{{RELATIONS}}}id"
_AFTER_ROWS: Final = ("sheetProtection", "customProperties", "legacyDrawing")
_NOTES: Final = ("comments", "threadedComment")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


class Kept(NamedTuple):
    """What a tab keeps; None where the tab has none of it."""

    colour: Node | None = None
    columns: Node | None = None
    views: Node | None = None
    after: tuple[Node, ...] = ()
    """Elements that stand behind the rows."""
    printer: str | None = None
    """The id of the relationship to the settings of a printer."""
    ids: frozenset[str] = frozenset()
    """The ids of all relationships that stay."""


def kept(package: Package, part: str) -> Kept:
    """What the sheet in a part has that stays when it is filled anew.

    Nothing stays of a sheet that cannot be read.
    """
    try:
        root = _without_rows(package, part).root
        related = package.relationships(part)
    except (Damaged, NotXmlError):
        return Kept()
    after = tuple(each.node() for each in root.all(*_AFTER_ROWS))
    setup = root.first("pageSetup")
    printer = setup.get(_ID) if setup else None
    ids = {id_ for node in after for id_ in _ids(node)} | ({printer} if printer else set())
    if any(node.tag == "legacyDrawing" for node in after):
        ids |= {known.id for known in related.of_kind(*_NOTES)}
    properties = root.first("sheetPr")
    colour = properties.first("tabColor") if properties else None
    columns, views = root.first("cols"), root.first("sheetViews")
    return Kept(
        colour.node() if colour else None,
        columns.node() if columns else None,
        _plain(views.node()) if views else None,
        tuple(node for node in after if all(related.get(id_) for id_ in _ids(node))),
        printer if related.get(printer) else None,
        frozenset(id_ for id_ in ids if related.get(id_)),
    )


def dressed(content: Content, tab: Kept | None, *, selected: bool, is_strict: bool) -> Content:
    """The content of a sheet of ours, with what the tab keeps.

    Args:
        content: the sheet as it was filled; its main namespace has no prefix.
        tab: what the tab that is there keeps; None for a new one.
        selected: whether a new tab is the one that is shown first.
        is_strict: whether the workbook is in the strict dialect.
    """
    lead = b""

    def head(text: bytes) -> bytes:
        nonlocal lead
        end = b"<sheetData/></worksheet>"
        sheet = Document(text + end)
        lead = text[: sheet.root.inner_start] + b"<sheetData/>"
        if tab is None:
            _select(sheet, selected=selected)
        else:
            _set_head(sheet, tab, is_strict=is_strict)
        return sheet.data()[: -len(end)]

    def tail(text: bytes) -> bytes:
        if tab is None:
            return text
        sheet = Document(lead + text)
        _set_tail(sheet, tab, is_strict=is_strict)
        return sheet.data()[len(lead) :]

    def write_out(write: Callable[[bytes], object]) -> None:
        cut = _Cut(write, head, tail)
        if isinstance(content, bytes):
            cut.take(content)
        else:
            content(cut.take)
        cut.finish()

    return write_out


def _select(sheet: Document, *, selected: bool) -> None:
    """Of a new tab: several that are selected would all be changed when one is."""
    views = sheet.root.first("sheetViews")
    for view in views.all("sheetView") if views else ():
        if selected or "tabSelected" in view.attributes:
            sheet.set(view, "tabSelected", "1" if selected else None)


def _set_head(sheet: Document, tab: Kept, *, is_strict: bool) -> None:
    root = sheet.root
    properties = root.first("sheetPr")
    colour = properties.first("tabColor") if properties else None
    if colour is not None:
        sheet.remove(colour)
    if tab.colour is not None:
        xml = written(tab.colour, root, is_strict=is_strict)
        if properties is None:
            sheet.prepend(root, f"<sheetPr>{xml}</sheetPr>")
        else:
            sheet.prepend(properties, xml)
    for tag, node in (("sheetViews", tab.views), ("cols", tab.columns)):
        if node is not None:
            _put_instead(sheet, tag, written(node, root, is_strict=is_strict))


def _set_tail(sheet: Document, tab: Kept, *, is_strict: bool) -> None:
    root = sheet.root
    for node in tab.after:
        if root.first(node.tag) is None:
            put_child(sheet, root, SHEET, node.tag, written(node, root, is_strict=is_strict))
    setup = root.first("pageSetup")
    name = foreign_name(setup, RELATIONS, "id") if setup else None
    if tab.printer and setup and name and _ID not in setup.attributes:
        sheet.set(setup, name, tab.printer)


def _put_instead(sheet: Document, tag: str, xml: str) -> None:
    known = sheet.root.first(tag)
    if known is None:
        put_child(sheet, sheet.root, SHEET, tag, xml)
    else:
        sheet.replace(known, xml)


def _plain(views: Node) -> Node:
    """Views without what later editions of Office put into them, and without pivot tables."""
    return Node(
        views.tag,
        tuple(pair for pair in views.attributes if not pair[0].startswith("{")),
        tuple(_plain(each) for each in views.children if each.tag in _IN_VIEWS),
    )


_IN_VIEWS: Final = frozenset({"sheetView", "pane", "selection"})


def _ids(node: Node) -> Iterator[str]:
    """The ids of the relationships that a node names."""
    own = node.get(_ID)
    if own:
        yield own
    for child in node.children:
        yield from _ids(child)


def _without_rows(package: Package, part: str) -> Document:
    """A sheet that has no rows, but else is as it stands in its part."""
    chunks = package.chunks(part)
    pieces: list[bytes] = []
    cut = _Cut(lambda _: None, _collected(pieces), _collected(pieces))
    for chunk in chunks:
        if chunk.startswith(_UTF_16) and not pieces:
            chunk = in_bytes_that_can_be_cut(b"".join([chunk, *chunks]))  # noqa: PLW2901
        cut.take(chunk)
    cut.finish()
    prefix = cut.prefix.decode("ascii", "replace")
    return Document(f"<{prefix}sheetData/>".encode().join(pieces))


def _collected(pieces: list[bytes]) -> Callable[[bytes], bytes]:
    def collect(text: bytes) -> bytes:
        pieces.append(text)
        return text

    return collect


class _Cut:
    """Lets a sheet part through, chunk by chunk, with another head and another tail.

    The head is all before the rows, the tail all behind them. A part without rows has a
    head only.
    """

    def __init__(
        self,
        write: Callable[[bytes], object],
        head: Callable[[bytes], bytes],
        tail: Callable[[bytes], bytes],
    ) -> None:
        self._write, self._head, self._tail = write, head, tail
        self.prefix = b""
        self._end = b""
        """What closes the rows; empty before they have begun."""
        self._is_behind = False
        self._waiting = b""

    def take(self, chunk: bytes) -> None:
        self._waiting += chunk
        if not self._end:
            self._begin()
        if self._end and not self._is_behind:
            self._pass_rows()

    def _begin(self) -> None:
        found = _ROWS.search(self._waiting)
        if found is None:
            return
        self.prefix = found[1]
        self._end = b"</%ssheetData>" % found[1]
        self._is_behind = bool(found[2])
        self._write(self._head(self._waiting[: found.start()]))
        self._write(found[0])
        self._waiting = self._waiting[found.end() :]

    def _pass_rows(self) -> None:
        """Writes what certainly belongs to the rows, and keeps the rest waiting."""
        at = self._waiting.find(self._end)
        self._is_behind = at >= 0
        if self._is_behind:
            upto = at + len(self._end)
        else:
            upto = max(0, len(self._waiting) - len(self._end))
        self._write(self._waiting[:upto])
        self._waiting = self._waiting[upto:]

    def finish(self) -> None:
        if self._is_behind:
            self._write(self._tail(self._waiting))
        else:
            self._write(self._head(self._waiting) if not self._end else self._waiting)
