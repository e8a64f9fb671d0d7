"""Which styles the cells of a workbook name, whether or not the workbook lists them.

Some programs write cells whose style was never listed; other programs show such cells
plain. A style that is added under that number would dress them up.
"""

from __future__ import annotations

import re

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.content_types import WORKSHEET
from igpm_sheets.ooxml.package import Package

_STYLE = re.compile(rb"""\s(?:s|style)\s*=\s*["'](\d{1,5})["']""")
_LONGEST = 24
"""How much of a chunk is looked at again with the next one, which may end a match."""
WORTH_A_LOOK = 4 << 20
"""Bytes of sheets; in larger workbooks looking would cost more time than all the rest."""


def highest_named(package: Package) -> int:
    """The highest style that any cell, row or column names; -1 where none does.

    Also -1 in large workbooks, and of sheets that cannot be unpacked.
    """
    sheets = package.of_type(WORKSHEET)
    if sum(map(package.size, sheets)) > WORTH_A_LOOK:
        return -1
    named: set[bytes] = set()
    for part in sheets:
        before = b""
        try:
            for chunk in package.chunks(part):
                named.update(_STYLE.findall(before + chunk))
                before = chunk[-_LONGEST:]
        except Damaged:
            continue
    return max(map(int, named), default=-1)
