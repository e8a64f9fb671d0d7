"""Cells that are alike, gathered into blocks: a request for each block, not for each cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar

from igpm_sheets.writers.google.areas import block

Look = TypeVar("Look")


def alike_blocks(
    looks: Sequence[Sequence[Look | None]], *, row: int = 0, column: int = 0
) -> Iterator[tuple[dict[str, int], Look]]:
    """Blocks of cells with the same look, which together cover every cell that has one.

    Columns are followed down first: a table's are alike from its first row to its last.

    Args:
        looks: row by row, ragged; None or an empty look is none. Equal ones are one look.
        row: of the first cell on its tab, from 0.
        column: of the first cell on its tab, from 0.

    >>> list(alike_blocks([["a", "b"], ["a", "a"], ["a", "a"]]))[0]
    ({'startRowIndex': 0, 'endRowIndex': 3, 'startColumnIndex': 0, 'endColumnIndex': 1}, 'a')
    """
    numbers = _numbered(looks)
    width = max(map(len, numbers), default=0)
    taken = [bytearray(width) for _ in numbers]

    def at(top: int, left: int) -> int:
        line = numbers[top]
        return line[left] if left < len(line) and not taken[top][left] else 0

    for left in range(width):
        for top in range(len(numbers)):
            look = at(top, left)
            if not look:
                continue
            bottom = top + 1
            while bottom < len(numbers) and at(bottom, left) == look:
                bottom += 1
            right = left + 1
            while right < width and all(at(each, right) == look for each in range(top, bottom)):
                right += 1
            for each in range(top, bottom):
                taken[each][left:right] = b"\1" * (right - left)
            found = looks[top][left]
            if found is not None:
                area = block(top + row, left + column, bottom + row, right + column)
                yield area, found


def _numbered(looks: Sequence[Sequence[Look | None]]) -> list[list[int]]:
    """A number for each look, the same for equal ones; 0 for none."""
    numbers: dict[int, int] = {}
    known: list[Look] = []
    made = []
    for each in looks:
        line = []
        for look in each:
            if not look:
                line.append(0)
                continue
            if id(look) not in numbers:
                if look not in known:
                    known.append(look)
                numbers[id(look)] = known.index(look) + 1
            line.append(numbers[id(look)])
        made.append(line)
    return made


def runs_of(cells: Collection[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Cells that stand below each other without a gap: column, first row, and row after the last.

    >>> list(runs_of([(1, 0), (2, 0), (4, 0), (1, 3)]))
    [(0, 1, 3), (0, 4, 5), (3, 1, 2)]
    """
    start: int | None = None
    for column, row in sorted((column, row) for row, column in cells):
        if start is None:
            start = row
        if (row + 1, column) not in cells:
            yield column, start, row + 1
            start = None
