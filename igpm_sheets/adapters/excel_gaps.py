"""Sheets that are mostly gap, such as two rows and a stray cell in XFD1048576.

calamine lays out every cell up to the furthest one, blanks included, which can be more
than any memory holds. So the empty rows and columns of such a sheet are closed up before
it is read, and opened again afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from igpm_sheets.adapters.grid import CellValue, SourceUnreadable
from igpm_sheets.problems import CellRef, column_letters, column_number, problem

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
ROOMY = 12_000_000
"""Cells that may be laid out, blanks included, without a thought for memory."""
TOO_MANY = 100_000_000

_ROW = re.compile(rb"row [^>]*?\br=\"(\d+)\"")
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ANY_ADDRESS = re.compile(rb"(\sr\s*=\s*[\"'])([A-Za-z]*)(\d+)(?=[\"'])")
_NONSENSE = re.compile(rb" r=\"(?:[A-Z]{4}|[A-Z]+\d{7})")
_WIDER = (
    (26, re.compile(rb" r=\"[A-Z]{2}")),
    (52, re.compile(rb" r=\"(?:[B-Z][A-Z]|[A-Z]{3})")),
    (702, re.compile(rb" r=\"[A-Z]{3}")),
)


class Closed(NamedTuple):
    """A sheet with its gaps closed up, and the rows and columns that its cells come from."""

    xml: bytes
    rows: tuple[int, ...]
    columns: tuple[int, ...]

    def opened(self, rows: list[list[CellValue]]) -> list[list[CellValue]]:
        """The rows that were read from the closed-up sheet, back in their places."""
        placed: list[list[CellValue]] = [[] for _ in range(self.rows[-1])]
        for number, cells in zip(self.rows, rows, strict=False):
            row = placed[number - 1]
            for column, value in zip(self.columns, cells, strict=False):
                if value is not None:
                    row.extend([None] * (column - len(row)))
                    row[column - 1] = value
        return placed


def gaps_closed(xml: bytes, where: CellRef, part: str) -> Closed | None:
    """The sheet without its gaps where it is mostly gap, else None.

    Raises:
        SourceUnreadable: if a cell has an address that no spreadsheet has (F10), or the
            cells lie too far apart even so (F15).
    """
    if _is_roomy(xml):
        return None
    addresses = _ADDRESS.findall(xml)
    if not addresses:
        return None
    rows = sorted({int(digits) for _, digits in addresses})
    columns = sorted({column_number(a.decode()) for a in {letters for letters, _ in addresses}})
    if rows[0] < 1 or rows[-1] > LAST_ROW or columns[-1] > LAST_COLUMN:
        found = f"{part}: a cell beyond XFD{LAST_ROW}"
        raise SourceUnreadable(problem("F10", where, found))
    if rows[-1] * columns[-1] <= max(ROOMY, 3 * len(addresses)):
        return None
    if len(rows) * len(columns) > TOO_MANY:
        found = f"{len(addresses):,} cells spread up to {column_letters(columns[-1])}{rows[-1]}"
        raise SourceUnreadable(problem("F15", where, found))

    def closer(match: re.Match[bytes]) -> bytes:
        before, letters, digits = match.groups()
        if letters:
            column = bisect_left(columns, column_number(letters.decode())) + 1
            letters = column_letters(column).encode()
        return b"%b%b%d" % (before, letters, bisect_left(rows, int(digits)) + 1)

    return Closed(_ANY_ADDRESS.sub(closer, xml), tuple(rows), tuple(columns))


def _is_roomy(xml: bytes) -> bool:
    """Whether the sheet can surely be laid out in full, from a glance at its bytes."""
    if b" r='" in xml:
        return False
    last = max(map(int, _ROW.findall(xml)), default=LAST_ROW)
    if last * LAST_COLUMN <= ROOMY:
        return not _NONSENSE.search(xml)
    for widest, wider in _WIDER:
        if last * widest > ROOMY:
            return False
        if not wider.search(xml):
            return True
    return False
