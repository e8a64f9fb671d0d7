"""Bringing rows into an order by moving as few blocks of them as need be.

Whole rows are moved, so whatever stands in them goes along on Google's side: also what
somebody typed after we looked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple


class Move(NamedTuple):
    """Rows from `start` to before `end` go before the row that was `to`; all count from 0."""

    start: int
    end: int
    to: int


def moves(wanted: Sequence[int]) -> list[Move]:
    """The moves, one after another, that bring rows into the order wanted.

    Args:
        wanted: for each place the row that it is to hold, counted from 0 as they stand now.

    >>> moves([0, 3, 1, 2]), moves([1, 2, 0]), moves([0, 1, 2])
    ([Move(start=3, end=4, to=1)], [Move(start=1, end=3, to=0)], [])
    """
    blocks = _blocks(wanted)
    still = _longest_rising([block[0] for block in blocks])
    order = sorted(range(len(blocks)), key=lambda each: blocks[each][0])
    found = []
    for each, block in enumerate(blocks):
        if each in still:
            continue
        sizes = [0, *accumulate(len(blocks[other]) for other in order)]
        at = order.index(each)
        behind = order.index(each - 1) + 1 if each else 0
        found.append(Move(sizes[at], sizes[at] + len(block), sizes[behind]))
        order.remove(each)
        order.insert(order.index(each - 1) + 1 if each else 0, each)
    return found


def _blocks(wanted: Sequence[int]) -> list[list[int]]:
    """The rows in their wanted order, in runs of those that are neighbours now as well."""
    blocks: list[list[int]] = []
    for row in wanted:
        if blocks and blocks[-1][-1] == row - 1:
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The places of the longest sequence of numbers that rise: these need not move."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
        places[at : at + 1] = [place]
        before.append(places[at - 1] if at else -1)
    found: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def torn(wanted: Sequence[int], first: int, end: int) -> bool:
    """Whether rows that belong together, from `first` to before `end`, would not stay so.

    >>> torn([0, 2, 1, 3], 1, 3), torn([2, 0, 1], 0, 2)
    (True, False)
    """
    at = wanted.index(first)
    return list(wanted[at : at + end - first]) != list(range(first, end))
