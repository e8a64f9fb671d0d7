"""The addresses of Google Sheets: which spreadsheet one means, and the link to a cell of it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_SPREADSHEET: Final = re.compile(
    r"https?://(?:docs|drive)\.google\.com/"
    r"(?:a/[^/]+/)?"  # an organisation's own
    r"(?:spreadsheets/(?:u/\d+/)?d/(?!e/)|file/(?:u/\d+/)?d/"  # d/e/ is a published copy
    r"|(?:open|uc)\?(?:[^#]*&)?id=|spreadsheet/ccc\?(?:[^#]*&)?key=)"
    r"([A-Za-z0-9_-]+)",
    re.IGNORECASE,
)
_HOSTS: Final = re.compile(r"https?://(?:docs|drive)\.google\.com(?:/|$)", re.IGNORECASE)


def is_google(written: str) -> bool:
    """Whether the settings name something of Google's, rather than a file or another page.

    >>> is_google("https://docs.google.com/spreadsheets/d/1aB_c"), is_google("marks/*.xlsx")
    (True, False)
    """
    return bool(_HOSTS.match(written.strip()))


def is_web(written: str) -> bool:
    """Whether the settings name a page rather than a file.

    >>> is_web("https://example.org/marks.xlsx"), is_web("marks/*.xlsx")
    (True, False)
    """
    return written.strip().casefold().startswith(("https://", "http://"))


def key_of(written: str) -> str:
    """The key of the spreadsheet that an address leads to; "" where it leads to none.

    >>> key_of("https://docs.google.com/spreadsheets/d/1aB_c-9/edit?usp=sharing#gid=0")
    '1aB_c-9'
    >>> key_of("https://drive.google.com/drive/folders/1aB_c-9")
    ''
    """
    found = _SPREADSHEET.match(written.strip())
    return found[1] if found else ""


def address_of(key: str, tab: int | None = None) -> str:
    """The address of a spreadsheet, or of the tab that has this number in it.

    >>> address_of("1aB_c", 0)
    'https://docs.google.com/spreadsheets/d/1aB_c/edit#gid=0'
    """
    address = f"https://docs.google.com/spreadsheets/d/{quote(key, safe='')}/edit"
    return address if tab is None else f"{address}#gid={tab}"


def instead_of(address: str) -> str:
    """What to do about an address that leads to no Google Sheet."""
    path = address.strip().casefold()
    if "forms.gle/" in path or (is_google(address) and "/forms/" in path):
        return "in the form: Responses › View in Sheets; write that spreadsheet's address"
    if not is_google(address):
        return "name the address of a Google Sheet; what lies elsewhere, download it, name the file"
    if "/folders/" in path:
        return "open the folder, and write the address of each spreadsheet in it"
    if "/d/e/" in path or "/pub" in path:
        return "this shows a published copy; write the address that the browser shows while editing"
    return "open the spreadsheet in the browser, and copy its address (…/spreadsheets/d/…)"
