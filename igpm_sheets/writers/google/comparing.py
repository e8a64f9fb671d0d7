"""What our tabs in a spreadsheet are to hold, and how what they hold differs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from igpm_sheets.reports.tables import Plain, Tab
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.areas import block
from igpm_sheets.writers.google.drawn import DrawnTab
from igpm_sheets.writers.google.present import Answer, Present, entered, same_value
from igpm_sheets.writers.google.standing import Standing, Wanted


class Wish(NamedTuple):
    """One of our tabs as it is to be."""

    tab: Tab
    drawn: DrawnTab


class Source(NamedTuple):
    """Where the results stand, for the pivot tables made of them."""

    area: dict[str, int]
    headings: list[str]

    @classmethod
    def of_new(cls, number: int, wish: Wish, wanted: Wanted) -> Source:
        """On a tab that is being made."""
        width = len(wanted.headings)
        head = next(
            at
            for at, row in enumerate(wish.drawn.cells)
            if row[:1] and entered(row[0]).get("stringValue") == wanted.headings[0]
        )
        area = block(head, 0, head + 1 + max(len(wanted.rows), 1), width)
        return cls({"sheetId": number, **area}, [*wanted.headings])

    @classmethod
    def of(cls, number: int, ours: Mapping[int, str], standing: Standing) -> Source:
        """On a tab that is there, our columns standing where they will once it is renewed."""
        first, last = min(ours), max(ours)
        rows = max(len(standing.wanted.rows), 1)
        area = block(standing.head - 1, first - 1, standing.head + rows, last)
        return cls(
            {"sheetId": number, **area},
            [ours.get(column, "") for column in range(first, last + 1)],
        )


class Difference(NamedTuple):
    """How what a tab is to hold differs from what it holds."""

    matters: bool
    is_any: bool


def difference(present: Present, wish: Wish, drawn: DrawnTab, templates: Templates) -> Difference:
    """How a tab that is wholly ours differs, as far to the right as ours reaches."""
    passing = volatile(wish.tab, templates)
    width = drawn.columns
    matters = is_any = False
    rows = [
        [present.cell(row, column) for column in range(1, width + 1)]
        for row in range(1, max(present.rows, default=0) + 1)
    ]
    blank: Answer = {}
    none: Sequence[Answer] = ()
    for at, (old, new) in enumerate(zip_longest(rows, drawn.cells, fillvalue=none)):
        for column, (there, wanted) in enumerate(zip_longest(old, new, fillvalue=blank)):
            if not same_value(entered(there), entered(wanted)):
                is_any = True
                matters |= (at, column) not in passing
    return Difference(matters, is_any)


def volatile(tab: Tab, templates: Templates) -> set[tuple[int, int]]:
    """The cells whose values alone are no reason to write, by row and column from 0."""
    if not tab.volatile:
        return set()
    filled = Filled(tab, templates[tab.workbook])
    none: Sequence[Plain] = ()
    every, lasting = filled.values(), filled.values(tab.volatile)
    return {
        (at, column)
        for at, (row, kept) in enumerate(zip_longest(every, lasting, fillvalue=none))
        for column, (value, stays) in enumerate(zip_longest(row, kept))
        if value != stays
    }
