"""What a PivotTable comes to: the different values of columns, and how often pairs occur.

Values count as the same where Excel takes them for the same: texts whatever their case, and a
text of digits is no number.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from igpm_sheets.reports.tables import Pivot, Plain, Table, plain
from igpm_sheets.writers.filling.cell_xml import as_stored
from igpm_sheets.writers.names import clip_units

LONGEST_ITEM: Final = 255
"""Of Excel's characters; of a longer text the beginning counts."""


@dataclass(frozen=True)
class Field:
    """A column of a table as a PivotTable knows it."""

    items: tuple[Plain, ...]
    """Its different values in the order in which they first appear; None for a blank."""
    of_rows: Sequence[int]
    """For each row the number of its item."""


@dataclass(frozen=True)
class Counted:
    """A PivotTable's labels and figures."""

    pivot: Pivot
    down: tuple[int, ...]
    """The items down the side, by their numbers in the field, in the order shown."""
    across: tuple[int, ...]
    figures: Mapping[tuple[int, int], int]
    """How often an item down and one across stand in one row; pairs that never do are left out."""
    labels_down: tuple[Plain, ...]
    """What the items down the side are called, as they are shown."""
    labels_across: tuple[Plain, ...]


def field(table: Table, heading: str) -> Field:
    """A column of a table, by its heading.

    Raises:
        ValueError: if it has no such heading.

    >>> from igpm_sheets.reports.tables import Column
    >>> field(Table("T", (Column("A"),), [("Yes",), (None,), ("yes",)]), "A").items
    ('Yes', None)
    """
    at = table.headings.index(heading)
    known: dict[Plain, int] = {}
    numbers: dict[tuple[str, Plain], int] = {}
    items: list[Plain] = []
    of_rows = []
    for row in table.rows:
        value = plain(row[at])
        number = known.get(value)
        if number is None:
            item = _item(value)
            number = numbers.setdefault(_key(item), len(items))
            if number == len(items):
                items.append(item)
            known[value] = number
        of_rows.append(number)
    return Field(tuple(items), of_rows)


def counted(pivot: Pivot, table: Table) -> Counted:
    """How often the pairs of a PivotTable stand in its source, whose columns it names.

    Raises:
        ValueError: if the source has no such heading.
    """
    down, across, counts = (field(table, each) for each in (pivot.down, pivot.across, pivot.counts))
    pairs: Iterable[tuple[int, int]] = zip(down.of_rows, across.of_rows, strict=True)
    if None in counts.items:
        blank = counts.items.index(None)
        pairs = (pair for pair, at in zip(pairs, counts.of_rows, strict=True) if at != blank)
    shown_down = _in_order(down.items, ())
    shown_across = _in_order(across.items, pivot.order)
    return Counted(
        pivot,
        shown_down,
        shown_across,
        Counter(pairs),
        tuple(_label(down.items[at], pivot) for at in shown_down),
        tuple(_label(across.items[at], pivot) for at in shown_across),
    )


def _item(value: Plain) -> Plain:
    stored = as_stored(value)
    return clip_units(stored, LONGEST_ITEM) if isinstance(stored, str) else stored


def _key(item: Plain) -> tuple[str, Plain]:
    """What is the same for all values that Excel takes for one."""
    if isinstance(item, str):
        return "text", _folded(item)
    return ("day" if isinstance(item, date) else "number"), item


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _label(item: Plain, pivot: Pivot) -> Plain:
    return (pivot.blank or None) if item is None else item


def _in_order(items: Sequence[Plain], first: Sequence[str]) -> tuple[int, ...]:
    """The numbers of items: some that come first, numbers, days, texts, and a blank last."""
    ranks = {_folded(text): rank for rank, text in enumerate(first)}

    def place(number: int) -> tuple[int, int, Decimal, str]:
        item = items[number]
        if item is None:
            return 3, 0, Decimal(0), ""
        if isinstance(item, str):
            folded = _folded(item)
            letters = unicodedata.normalize("NFKD", folded)
            rank = ranks.get(folded, len(ranks))
            return 2, rank, Decimal(0), letters
        if isinstance(item, date):
            return 1, item.toordinal(), Decimal(0), ""
        return 0, 0, Decimal(item), ""

    return tuple(sorted(range(len(items)), key=place))
