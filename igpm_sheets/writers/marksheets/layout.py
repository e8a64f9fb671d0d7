"""What is to be written onto a mark sheet, and where: plain rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

KIND = "mark sheet"
"""What these workbooks' own property says of them."""


class Layout(NamedTuple):
    """Where the grid of marks lies on a workbook; rows and columns count from 1."""

    tab: str
    row: int
    """Of the headings."""
    first: int
    """The first row with an application; 0 where there is none yet."""
    to_fill_in: tuple[frozenset[int], ...]
    """The columns that the assessor fills in, those of one look together."""
    told: frozenset[int]
    """The columns that tell which application it is."""


class NewRow(NamedTuple):
    """An application for the assessor to mark."""

    texts: Mapping[int, str]
    """What it tells, by column."""
    closed: frozenset[int] = frozenset()
    """The columns in which there is nothing to fill in."""
