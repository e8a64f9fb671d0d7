"""Opens the office's own workbook for change, or says why it must be left as it is.

Refused is only what a change would spoil (a signature, a log of changes), or what holds no
tabs that could be kept. Whatever else is odd about a workbook is the office's own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from igpm_sheets.ooxml.archive import Archive, Damaged, Protected
from igpm_sheets.ooxml.content_types import PART as CONTENT_TYPES
from igpm_sheets.ooxml.names import folded
from igpm_sheets.ooxml.package import MAIN, Package
from igpm_sheets.ooxml.xml import transitional
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.files.saving import CannotWrite

_ZIP: Final = b"PK\3\4"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""The name of the stream that holds an encrypted workbook, as OLE containers list it."""
_BINARY: Final = b"sheet.binary.macroenabled"
"""Within the content type of a workbook whose parts are binary (.xlsb)."""
_BEGINNINGS: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2"),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3"),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4"),
    (b"<", "a web page or an XML file"),
)


@contextmanager
def opened(path: Path, where: CellRef) -> Iterator[Package]:
    """The package of an Excel workbook into which tabs can be put; closed in the end.

    Raises:
        CannotWrite: it is signed (F36), shared in the old way (F37), no such workbook (F38),
            encrypted (F39), damaged (F40), or cannot be read (F14).
    """
    with told(where):
        with path.open("rb") as file:
            _look_at_bytes(file, where)
        package = _package(path, where)
    with package:
        with told(where):
            _look_at_parts(package, where)
        yield package


@contextmanager
def told(where: CellRef) -> Iterator[None]:
    """Tells of a damaged, encrypted or unreadable workbook in the words of the catalogue."""
    try:
        yield
    except Protected as error:
        raise CannotWrite(problem("F39", where, error)) from error
    except Damaged as error:
        raise CannotWrite(problem("F40", where, error)) from error
    except OSError as error:
        raise CannotWrite(problem("F14", where, error.strerror or "")) from error


def _look_at_bytes(file: BinaryIO, where: CellRef) -> None:
    """Makes sure that the file is a zip file at all."""
    start = file.read(len(_OLE))
    if start.startswith(_ZIP):
        return
    if not start:
        raise CannotWrite(problem("F40", where, "an empty file"))
    if start == _OLE:
        if _holds(file, _ENCRYPTED):
            raise CannotWrite(problem("F39", where, "an encrypted workbook"))
        raise _of_another_kind(where, "a workbook of Excel 97 to 2003 (.xls)")
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    what = next((what for begins, what in _BEGINNINGS if plain.startswith(begins)), "")
    raise _of_another_kind(where, what or "no workbook in a zip package")


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    rest = b""
    while chunk := file.read(_CHUNK):
        if wanted in rest + chunk:
            return True
        rest = chunk[-len(wanted) :]
    return False


def _package(path: Path, where: CellRef) -> Package:
    """The package, if the zip file holds an Excel workbook of XML parts."""
    with Archive.open(path) as archive:
        entries = {folded(entry.name): entry for entry in archive.entries}
        types = entries.get(folded(CONTENT_TYPES))
        if types is None:
            is_open_document = "mimetype" in entries or "content.xml" in entries
            what = "an OpenDocument file" if is_open_document else "a zip archive"
            raise _of_another_kind(where, what)
        if _BINARY in archive.read(types).lower():
            raise _of_another_kind(where, "a workbook of binary parts (.xlsb)")
    return Package.open(path)


def _look_at_parts(package: Package, where: CellRef) -> None:
    """Makes sure that it is a workbook that nothing keeps from being changed."""
    if not package.workbook:
        raise CannotWrite(problem("F40", where, "a package without its workbook"))
    root = package.xml(package.workbook).root
    if root.tag != "workbook" or root.namespace != transitional(MAIN):
        raise _of_another_kind(where, "an Office document of another kind")
    origin = package.related("", "origin")
    if origin and package.related(origin, "signature"):
        raise CannotWrite(problem("F36", where, "a digital signature"))
    if package.related(package.workbook, "revisionHeaders"):
        raise CannotWrite(problem("F37", where, "a log of changes"))


def _of_another_kind(where: CellRef, what: str) -> CannotWrite:
    return CannotWrite(problem("F38", where, what))
