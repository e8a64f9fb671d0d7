"""Packages of small workbooks in memory, for changing and looking at what came of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from igpm_sheets.ooxml.archive import Archive
from igpm_sheets.ooxml.package import Package
from tests.preserving.by_hand import BOOK, Parts, changed, office, packed, parts_of


def package_of(parts: Mapping[str, bytes]) -> Package:
    """A workbook of parts, open for change."""
    return Package(Archive(io.BytesIO(packed(parts))))


def written(package: Package) -> Parts:
    """The parts of a package once it is written."""
    out = io.BytesIO()
    package.write(out)
    return parts_of(out.getvalue())


def book_with(more: str = "", *, tabs: str = "") -> Parts:
    """An office's workbook with more behind its tabs, and with more tabs."""
    return changed(office(after_sheets=more), BOOK, "</sheets>", f"{tabs}</sheets>")


def workbook_text(package: Package) -> str:
    """The workbook part once it is written."""
    return written(package)[package.workbook].decode()


def save(folder: Path, parts: Mapping[str, bytes], name: str = "applications.xlsx") -> Path:
    """A workbook of parts in a folder."""
    path = folder / name
    path.write_bytes(packed(parts))
    return path
