"""What did not work at Google, as a problem that says what to do."""

from __future__ import annotations

from igpm_sheets.google.addresses import address_of
from igpm_sheets.problems import CellRef, Failed, problem


class GoogleFailed(Failed):
    """Google could not be asked, or refused: a problem of G01 to G19."""


def place_of(key: str, known_as: str = "") -> CellRef:
    """A spreadsheet as the place of a problem: the name it is known by, else its address."""
    address = address_of(key)
    return CellRef(known_as or address, address=address)


def google_failed(code: str, where: CellRef, found: object = "", **details: str) -> GoogleFailed:
    """The exception that carries a problem of the catalogue's kind `code`."""
    return GoogleFailed(problem(code, where, found, **details))
