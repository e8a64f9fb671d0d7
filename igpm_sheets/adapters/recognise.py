"""What a file is, by its content first and its ending second.

Names lie: reports called .xls are HTML, a download called .xlsx is a sign-in page. So the
first bytes decide, then what a container holds, and the ending only where text could be
anything.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import NamedTuple

from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.package import Package, local, parse
from igpm_sheets.problems import CellRef, problem

TEXT_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".txt", ""})
WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods", ".numbers"})
"""A text file of such a name is no table that somebody saved, but something gone wrong."""


class Xlsx(NamedTuple):
    """An Excel workbook of XML parts."""

    package: Package


class Xlsb(NamedTuple):
    """An Excel workbook of binary parts."""

    package: Package


class Ods(NamedTuple):
    """An OpenDocument spreadsheet."""

    package: Package


class Xls(NamedTuple):
    """An Excel workbook of 1993 to 2003."""

    stream: bytes
    """Its records."""
    saved_by_a_program: bool
    """Whether Excel or the like has saved it, so has calculated its formulas."""


class Text(NamedTuple):
    """Text with separators."""

    text: str


Recognised = Xlsx | Xlsb | Ods | Xls | Text

_SAVE_AS = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)"
_COPY = "copy its table into a spreadsheet, and save that as an Excel workbook (.xlsx)"
_EXPORT = "in Numbers: File › Export To › Excel"
_NAME_IT = "name the spreadsheet in igpm.toml instead"

_SIGNATURES = (
    (b"%PDF", "a PDF document", "name the spreadsheet that it was printed from"),
    (b"\x89PNG", "a PNG picture", _COPY),
    (b"\xff\xd8\xff", "a JPEG picture", _COPY),
    (b"GIF87a", "a GIF picture", _COPY),
    (b"GIF89a", "a GIF picture", _COPY),
    (b"II*\0", "a TIFF picture", _COPY),
    (b"MM\0*", "a TIFF picture", _COPY),
    (b"{\\rtf", "a rich text document", _COPY),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)", "unpack it first"),
    (b"Rar!\x1a", "a compressed file (RAR)", "unpack it first"),
    (b"SQLite format 3", "a database", _NAME_IT),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2", _SAVE_AS),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3", _SAVE_AS),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4", _SAVE_AS),
)
_PICTURE_TYPES = re.compile(rb"....ftyp(?:heic|heix|mif1|avif)|RIFF....WEBP", re.DOTALL)

_MAIN_ELEMENTS = {
    "document": ("a Word document", _COPY),
    "presentation": ("a PowerPoint presentation", _COPY),
}
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("WordDocument", "a Word document", _COPY),
    ("PowerPoint Document", "a PowerPoint presentation", _COPY),
    ("__properties_version1.0", "an Outlook message", "save its attachment, and name that"),
)
_MARKUP = (
    (r"<!doctype\s+html|<html|<head|<body|<table|<div|<meta|<style", "a web page (HTML)"),
    (r"urn:schemas-microsoft-com:office:spreadsheet", "an XML spreadsheet of Excel 2003"),
    (r"<office:document\b", "a flat OpenDocument file"),
    (r"<\?xml|<!--|<[a-z]+:?[a-z]+[\s>]", "an XML file"),
)


def recognise(data: bytes, where: CellRef) -> Recognised:
    """What the bytes hold, ready for its reader.

    Raises:
        SourceUnreadable: if it is no spreadsheet (F09), a shortcut to one (F12), or one
            that is protected (F08) or damaged (F10, F13).
    """
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise _foreign(where, what, remedy)
    if _PICTURE_TYPES.match(data):
        raise _foreign(where, "a picture", _COPY)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_package(Package(data, where), where)
    if data.startswith(_OLE_SIGNATURE):
        return _in_ole_container(data, where)
    if not data.strip(b"\0"):
        raise SourceUnreadable(problem("F10", where, f"{len(data):,} bytes, all of them zero"))
    return _in_text(data, where)


def _foreign(where: CellRef, what: str, remedy: str) -> SourceUnreadable:
    return SourceUnreadable(problem("F09", where, what, remedy=remedy))


def _in_package(package: Package, where: CellRef) -> Xlsx | Xlsb | Ods:
    declared = package.read("mimetype").decode("ascii", "replace").strip()
    if "opendocument.spreadsheet" in declared:
        return Ods(package)
    if declared:
        kind = declared.rpartition(".")[2]
        raise _foreign(where, f"a document of another kind ({kind})", _COPY)
    if any(name.endswith(".iwa") or name == "index.zip" for name in package.names):
        raise _apple(where)
    main = package.main_part
    if main.casefold().endswith(".bin") and main in package:
        return Xlsb(package)
    element = _main_element(package, main, where)
    if element == "workbook":
        return Xlsx(package)
    if element in _MAIN_ELEMENTS:
        raise _foreign(where, *_MAIN_ELEMENTS[element])
    if "[content_types].xml" in package:
        found = "a zip package without its workbook part"
        raise SourceUnreadable(problem("F10", where, found))
    raise _foreign(where, "a zip archive", "unpack it, and name the spreadsheets in it")


def _main_element(package: Package, main: str, where: CellRef) -> str:
    elements: list[str] = []
    parse(package.xml(main) if main else b"", lambda tag, _: elements.append(tag), where, main)
    return local(elements[0]) if elements else ""


def _apple(where: CellRef) -> SourceUnreadable:
    kinds = {".pages": "an Apple Pages document", ".key": "an Apple Keynote presentation"}
    what = kinds.get(_ending(where))
    return _foreign(where, what or "an Apple Numbers document", _COPY if what else _EXPORT)


def _in_ole_container(data: bytes, where: CellRef) -> Xls:
    from igpm_sheets.adapters import binary, ole  # noqa: PLC0415 - only for such files

    try:
        container = ole.Container(data)
        if "EncryptedPackage" in container:
            raise SourceUnreadable(problem("F08", where, "an encrypted Office document"))
        for name in ("Workbook", "Book"):
            if name in container:
                # Libraries that write .xls leave out the summary that office programs write.
                return Xls(container.read(name), "\x05SummaryInformation" in container)
    except binary.Damaged as error:
        raise SourceUnreadable(problem("F10", where, error)) from error
    for name, what, remedy in _OLE_STREAMS:
        if name in container:
            raise _foreign(where, what, remedy)
    raise _foreign(where, "an old Office document of another kind", _COPY)


def _in_text(data: bytes, where: CellRef) -> Text:
    from igpm_sheets.adapters import csvfile  # noqa: PLC0415 - workbooks need none of it

    ending = _ending(where)
    text = csvfile.decoded(data)
    if text is None:
        raise _foreign(where, "a file of an unknown kind", _NAME_IT)
    head = text[:4096].lstrip().casefold()
    if ending == ".gsheet" or (head.startswith("{") and "docs.google.com/" in head):
        raise SourceUnreadable(problem("F12", where, "a .gsheet file", address=_address(text)))
    if head.startswith("<"):
        for pattern, what in _MARKUP:
            if re.search(pattern, head):
                raise _foreign(where, what, _SAVE_AS)
    if ending in TEXT_ENDINGS or (ending not in WORKBOOK_ENDINGS and _is_clearly_a_table(text)):
        return Text(text)
    raise _foreign(where, "plain text", "if it holds a table, name the file .csv; else " + _NAME_IT)


def _is_clearly_a_table(text: str) -> bool:
    """Whether every record has the same number of fields, and there are several of each."""
    from igpm_sheets.adapters import csvfile  # noqa: PLC0415

    separator, start = csvfile.separator_of(text)
    share, width = csvfile.agreement(text[start:], separator)
    return share == 1.0 and width > 1 and len(text.splitlines()) > 1


def _address(text: str) -> str:
    """The address of the Google Sheet that a shortcut file leads to."""
    import json  # noqa: PLC0415 - rarely needed

    try:
        shortcut = json.loads(text)
        url, document = shortcut.get("url", ""), shortcut.get("doc_id", "")
    except (ValueError, AttributeError):
        return "it begins with https://docs.google.com/spreadsheets/d/"
    if document:
        return f"https://docs.google.com/spreadsheets/d/{document}"
    return str(url) or "it begins with https://docs.google.com/spreadsheets/d/"


def _ending(where: CellRef) -> str:
    return PurePath(where.source).suffix.casefold()
