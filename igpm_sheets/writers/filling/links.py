"""Where links in cells lead: a tab of the same workbook, a cell of a file or of a Google Sheet."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from igpm_sheets.problems import CellRef
from igpm_sheets.writers.names import quoted

MOST_LINKS: Final = 65_530
"""On one sheet."""
LONGEST_LINK: Final = 2_000

_NOT_IN_XML = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_LINK = re.compile(r'[%"<>\[\]^`{}#?|\\ ]')


class Link(NamedTuple):
    """Where a cell leads."""

    target: str
    """The address of a file or a page; "" within the workbook."""
    location: str
    """The cell there, such as `'Round 2'!F12` or `gid=0&range=F12`; "" for the whole."""


class Links:
    """Where links of a workbook lead.

    Args:
        tabs: the name in the workbook of each tab by its name in the report.
        beside: the folder in which the workbook stands.
        folder: the settings' folder, which sources are relative to.
    """

    def __init__(self, tabs: Mapping[str, str], beside: Path, folder: Path | None) -> None:
        self._tabs = tabs
        self._beside = beside
        self._folder = folder
        self._files: dict[str, str] = {}

    def to(self, to: CellRef | str) -> Link | None:
        """The link to a cell of a source or to a tab, or None where there is nothing to lead to."""
        if isinstance(to, str):
            tab = self._tabs.get(to)
            return None if tab is None else Link("", f"{quoted(tab)}!A1")
        if to.address or to.source.startswith("https://"):
            return _online(to.link or to.source)
        if to.source not in self._files:
            self._files[to.source] = self._found(to.source)
        target, location = self._files[to.source], ""
        if to.tab:
            location = f"{quoted(to.tab)}!{to.a1 if to.column else f'A{max(to.row, 1)}'}"
        if not target or len(target) + len(location) > LONGEST_LINK:
            return None
        return Link(target, location)

    def _found(self, source: str) -> str:
        if not source or "://" in source or _NOT_IN_XML.search(source):
            return ""
        path = source
        if self._folder is not None:
            path = str(self._folder.resolve() / source)
            with suppress(ValueError):  # another drive of Windows: the whole path, then
                path = os.path.relpath(path, self._beside.resolve())
        return _address(path)


def _online(address: str) -> Link | None:
    """A page's address as workbooks keep it: what follows the `#` is a place of its own."""
    if _NOT_IN_XML.search(address) or len(address) > LONGEST_LINK:
        return None
    page, _, place = address.partition("#")
    return Link(page, place)


def _address(path: str) -> str:
    """A path as links have it: slashes, and what is no letter as a number.

    >>> _address("marks/R. Hale #1.xlsx")
    'marks/R.%20Hale%20%231.xlsx'
    """
    whole = Path(path).is_absolute()
    plain = path.replace(os.sep, "/")
    written = _NOT_IN_A_LINK.sub(lambda found: f"%{ord(found[0]):02x}", plain)
    if whole:
        return f"file:///{written.lstrip('/')}" if plain[:2] != "//" else f"file:{written}"
    # Else a colon would make its beginning the name of a way to fetch it.
    return f"./{written}" if ":" in written.partition("/")[0] else written
