"""The parts of an Excel workbook: its worksheets, found as the format says, not by name.

The format lets parts lie anywhere; calamine looks for the workbook, its texts and its
styles by name, leaves percent signs and backslashes in names as they are, refuses macro
sheets and reads UTF-16 as nothing at all. Such a package is laid out anew in memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import NamedTuple

from igpm_sheets.adapters.package import Package, local, parse

_TEXTS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_READ_BY_CALAMINE = ("worksheet", "chartsheet", "dialogsheet")
_ODD = re.compile(r"[%\\]|\.\.")


class Worksheet(NamedTuple):
    """A tab with cells: its name, its part, whether its owner has hidden it."""

    name: str
    part: str
    hidden: bool


class Book(NamedTuple):
    """The worksheets in order, and what else decides how the workbook is read."""

    worksheets: tuple[Worksheet, ...]
    counts_from_1904: bool
    is_usual: bool
    """Whether calamine finds the parts where they lie."""


def book_of(package: Package) -> Book:
    """What the workbook part and its relationships say.

    Raises:
        SourceUnreadable: if either is broken (F10).
    """
    part = package.main_part
    related = package.relationships(part)
    sheets: list[tuple[str, str, bool]] = []
    properties: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "workbookPr":
            properties.update(attributes)
        elif local(tag) == "sheet":
            ids = (value for name, value in attributes.items() if local(name) == "id")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append((attributes.get("name", ""), next(ids, ""), hidden))

    parse(package.xml(part), start, package.where, part)
    kinds = [related[id_].kind if id_ in related else "" for _, id_, _ in sheets]
    worksheets = tuple(
        Worksheet(name, related[id_].part, hidden)
        for (name, id_, hidden), kind in zip(sheets, kinds, strict=True)
        if kind == "worksheet"
    )
    usual_names = (
        part.casefold() == "xl/workbook.xml"
        and _companion(package, "sharedStrings", _TEXTS).casefold() == _TEXTS.casefold()
        and _companion(package, "styles", _STYLES).casefold() == _STYLES.casefold()
        and not any(_ODD.search(relationship.written) for relationship in related.values())
    )
    usual = usual_names and all(kind in _READ_BY_CALAMINE for kind in kinds)
    return Book(worksheets, properties.get("date1904") in ("1", "true"), usual)


def as_calamine_expects(package: Package, book: Book, rewritten: Mapping[str, bytes]) -> bytes:
    """The package itself where calamine can read it, else one of the worksheets alone.

    `rewritten` holds worksheets, by part, whose XML is to be read in place of their own.

    Raises:
        SourceUnreadable: if one of the parts is damaged (F10).
    """
    # Read in any case: calamine does not look at every checksum.
    texts = package.xml(_companion(package, "sharedStrings", _TEXTS))
    part = _companion(package, "styles", _STYLES)
    styles = package.xml(part)
    # calamine would take dates for numbers after the point where broken styles break off.
    parse(styles, None, package.where, part)
    if book.is_usual and not rewritten and not package.came_in_utf_16:
        return package.data
    parts = {"xl/sharedStrings.xml": texts, "xl/styles.xml": styles}
    for number, sheet in enumerate(book.worksheets, 1):
        xml = rewritten[sheet.part] if sheet.part in rewritten else package.xml(sheet.part)
        parts[f"xl/worksheets/sheet{number}.xml"] = xml
    return _laid_out(parts, book)


def _companion(package: Package, kind: str, usual: str) -> str:
    return next(iter(package.related(package.main_part, kind)), usual)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _laid_out(parts: dict[str, bytes], book: Book) -> bytes:
    """A package of the parts, with a workbook part that lists just the worksheets."""
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - rarely needed
    from zipfile import ZipFile  # noqa: PLC0415

    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(book.worksheets, 1)
    )
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<workbookPr date1904="{int(book.counts_from_1904)}"/><sheets>{listed}</sheets></workbook>'
    )
    rels = [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    sheets = [
        ("worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(book.worksheets) + 1)
    ]
    parts |= {
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": workbook.encode(),
        "xl/_rels/workbook.xml.rels": _relationships([*sheets, *rels]),
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as laid_out:
        for name, data in parts.items():
            if data:
                laid_out.writestr(name, data)
    return buffer.getvalue()


def _relationships(related: list[tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(related, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'.encode()
