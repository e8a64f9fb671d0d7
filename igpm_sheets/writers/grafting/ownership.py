"""Which tabs of an office's workbook are this program's own: those that carry its mark.

The mark is a name of the workbook, such as `IGPM_tab_Results` for `'IGPM Results'!$A:$A`. It
moves along when the tab is renamed and breaks when it is deleted, and Excel, LibreOffice and
openpyxl keep it. It is no hidden name: those do not survive every program.
"""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import count
from typing import Final

from igpm_sheets.writers.book.workbook_part import DefinedName, Sheet, WorkbookPart
from igpm_sheets.writers.names import clip_units, quoted

PREFIX: Final = "IGPM_tab_"
_OURS: Final = "IGPM "
_LONGEST_NAME: Final = 240
_NOT_IN_A_NAME = re.compile(r"[\W_\ud800-\udfff]+")
_NUMBER = re.compile(r"__[0-9]+\Z")
_REFERENCE = re.compile(r"=?\s*(?:'((?:[^']|'')+)'|([^\s'!#\[]+))!\$?[A-Z]", re.IGNORECASE)

_LIKE_A_MARK = re.compile(r"!(?:\$?A[$0-9]*(?::\$?A[$0-9]*)?|#REF!)\s*\Z|\A=?#REF!", re.IGNORECASE)
"""What the first column of a tab, or of one that is gone, is written as."""


def owned(book: WorkbookPart) -> list[Sheet]:
    """The tabs that carry a mark under the name they were made with, in their order.

    A tab that somebody has renamed is theirs, even where the mark has moved along, and so
    is a copy of a tab: its mark is a name of that copy alone.
    """
    marks = {
        (_NUMBER.sub("", name.name).casefold(), _tab_of(name).casefold())
        for name in book.names
        if name.local is None and name.name.casefold().startswith(PREFIX.casefold())
    }
    worksheets = [sheet for sheet in book.sheets if sheet.kind == "worksheet"]
    return [
        sheet
        for sheet in worksheets
        if (_mark_of(sheet.name).casefold(), sheet.name.casefold()) in marks
    ]


def mark(book: WorkbookPart, tab: str, taken: Container[str]) -> None:
    """Marks a tab as ours, if it is not yet.

    Args:
        book: the workbook.
        tab: the tab's name.
        taken: names that the mark may not have, such as those of tables, folded.
    """
    plain = _mark_of(tab)
    for number in count(1):
        name = plain if number == 1 else f"{plain}__{number}"
        known = book.name(name)
        leads_to = _tab_of(known) if known else ""
        if leads_to.casefold() == tab.casefold():
            return
        # Two tabs can have the same mark but for its number, as `A/1` and `A-1` have. A
        # mark whose tab is gone, or is called otherwise now, leads to the new tab instead.
        same = _mark_of(leads_to).casefold() == plain.casefold()
        is_in_use = known is not None and (
            not _LIKE_A_MARK.search(known.text) or (same and book.sheet(leads_to) is not None)
        )
        if not is_in_use and name.casefold() not in taken:
            book.set_name(name, f"{quoted(tab)}!$A:$A")
            return


def _tab_of(name: DefinedName) -> str:
    """The tab that a name's cells are on; "" where they are gone, or it stands for none."""
    match = _REFERENCE.match(name.text)
    return (match[1] or match[2]).replace("''", "'") if match else ""


def _mark_of(tab: str) -> str:
    """The name of a tab's mark, without a number."""
    plain = tab[len(_OURS) :] if tab.casefold().startswith(_OURS.casefold()) else tab
    slug = _NOT_IN_A_NAME.sub("_", plain).lstrip("_")  # else it might look numbered
    return clip_units(PREFIX + slug, _LONGEST_NAME)
