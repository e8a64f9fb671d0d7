"""What lies over the list of results: its filter, conditional formats and protection.

Ours cover our columns and no others; what people have put there stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from igpm_sheets.problems import column_letters, column_number
from igpm_sheets.writers.google.areas import GridRange, alike, ends_of
from igpm_sheets.writers.google.present import Answer, Present
from igpm_sheets.writers.google.whole import PROTECTED, own_id

Request = Mapping[str, Any]

_DRAWN_FIRST: Final = 2
"""The first row of applications on a tab as it is drawn."""
_CELL: Final = re.compile(r'("(?:[^"]|"")*")|(?<![A-Za-z0-9_])(\$?)([A-Z]{1,3})(\$?)([0-9]+)\b')


def renewed_filter(
    tab: Present, head: int, last: int, grown: int, added: Sequence[int]
) -> Iterator[Request]:
    """Lets the filter cover the applications; what people have filtered for and sorted by stays.

    It reaches over people's columns as well: Google sorts what it covers, and nothing else.

    Args:
        tab: as it was read.
        head: the row of headings.
        last: the last row of applications, once the tab is renewed.
        grown: so many rows have been inserted within the list, and the filter with it.
        added: the columns that have been inserted, one after another.
    """
    known = tab.sheet.get("basicFilter")
    if not known:
        return  # people have taken it away
    area = known.get("range", {})
    top, left, bottom, right = ends_of(area)
    covers = min(bottom, tab.height) + grown == last and right >= tab.width
    if top != head - 1 or covers:
        return
    for column in added:
        left += left >= column
    there: dict[str, Any] = {
        "sheetId": tab.id,
        "startRowIndex": top,
        "endRowIndex": last,
        "startColumnIndex": left,
        "endColumnIndex": tab.width + len(added),
    }
    kept = "filterSpecs" if known.get("filterSpecs") else "criteria"
    asked: dict[str, Any] = {"range": there}
    if known.get(kept):
        asked[kept] = _moved_on(_numbered(known[kept]), added)
    if known.get("sortSpecs"):
        asked["sortSpecs"] = _moved_on(known["sortSpecs"], added)
    yield {"setBasicFilter": {"filter": asked}}


def _numbered(asked: Any) -> Any:  # noqa: ANN401 - Google has two shapes
    """What is asked of columns, with the number of the first one, which Google may leave out."""
    return asked if isinstance(asked, Mapping) else [{"columnIndex": 0, **each} for each in asked]


def _moved_on(asked: Any, added: Sequence[int]) -> Any:  # noqa: ANN401 - Google has two shapes
    """What is asked of columns, once others have been inserted before them."""

    def place(index: int) -> int:
        for column in added:
            index += index >= column - 1
        return index

    if isinstance(asked, Mapping):
        return {str(place(int(column))): each for column, each in asked.items()}
    index = ("columnIndex", "dimensionIndex")
    return [
        {name: place(int(value)) if name in index else value for name, value in each.items()}
        for each in asked
    ]


def renewed_rules(
    tab: Present,
    wanted: Sequence[Answer],
    known: Collection[str],
    sign: Callable[[Answer], str],
    ours: Sequence[int],
    rows: tuple[int, int, int],
    *,
    must: bool,
) -> Iterator[Request]:
    """Replaces our conditional formats where they do not cover our columns, or ask otherwise.

    Args:
        tab: as it was read.
        wanted: ours, for the columns as they are drawn.
        known: the signs of those that we have put there.
        sign: of a conditional format.
        ours: our columns, one by one, once the tab is renewed.
        rows: the first row of applications, the last as it was, and as it will be.
        must: whether they are to be replaced in any case.
    """
    first, before, last = rows
    signs = {sign(rule) for rule in wanted}
    there = tab.sheet.get("conditionalFormats", ())
    mine = [at for at, rule in enumerate(there) if sign(rule) in {*known, *signs}]
    as_it_was = [_covers(there[at], first, before) and sign(there[at]) in signs for at in mine]
    if not must and len(mine) == len(wanted) and all(as_it_was):
        return
    for at in reversed(mine):
        yield {"deleteConditionalFormatRule": {"sheetId": tab.id, "index": at}}
    start = mine[0] if mine else len(there)
    for at, rule in enumerate(wanted, start):
        ranges = [
            {
                "sheetId": tab.id,
                "startRowIndex": first - 1,
                "endRowIndex": last,
                "startColumnIndex": left - 1,
                "endColumnIndex": right,
            }
            for area in rule.get("ranges", ())
            for left, right in _columns(area, ours)
        ]
        if ranges:
            made = {**_asking(rule, ours, first), "ranges": ranges}
            yield {"addConditionalFormatRule": {"rule": made, "index": at}}


def _covers(rule: Answer, first: int, last: int) -> bool:
    """Whether a conditional format covers all applications."""
    return any(
        ends_of(area)[0] < first and ends_of(area)[2] >= last for area in rule.get("ranges", ())
    )


def _columns(area: GridRange, ours: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the columns of a block stand, in runs from first to last."""
    _, left, _, right = ends_of(area)
    yield from _neighbours(sorted(ours[left : min(right, len(ours))]))


def _neighbours(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers in runs of neighbours, each from its first to its last.

    >>> list(_neighbours([1, 2, 5]))
    [(1, 2), (5, 5)]
    """
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at


def _asking(rule: Answer, ours: Sequence[int], first: int) -> dict[str, Any]:
    """A conditional format whose formulas mean our columns where they stand."""
    made = {name: each for name, each in rule.items() if name != "ranges"}
    asked = made.get("booleanRule")
    if not asked or "values" not in asked.get("condition", {}):
        return made
    values = [
        {**each, "userEnteredValue": _formula(str(each.get("userEnteredValue", "")), ours, first)}
        for each in asked["condition"]["values"]
    ]
    made["booleanRule"] = {**asked, "condition": {**asked["condition"], "values": values}}
    return made


def _formula(text: str, ours: Sequence[int], first: int) -> str:
    """A formula of a tab as it is drawn, for our columns where they stand.

    >>> _formula('=$B2="B2"', [1, 3], 4)
    '=$C4="B2"'
    """
    if not text.startswith("="):
        return text

    def moved(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        column, row = column_number(found[3]), int(found[5])
        there = ours[column - 1] if column <= len(ours) else column
        down = row if found[4] else row + first - _DRAWN_FIRST
        return f"{found[2]}{column_letters(there)}{found[4]}{down}"

    return _CELL.sub(moved, text)


def from_corner(text: str, row: int, column: int) -> str:
    """A formula with each cell told by how far it is from one, counted from 0.

    >>> from_corner('=AND(G2>=3,$A2<>"A2")', 1, 6)
    '=AND([0][0]>=3,[0][-6]<>"A2")'
    """
    if not text.startswith("="):
        return text

    def told(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        return f"[{int(found[5]) - 1 - row}][{column_number(found[3]) - 1 - column}]"

    return _CELL.sub(told, text)


def renewed_protection(
    tab: Present, ours: Sequence[int], editors: Sequence[str]
) -> Iterator[Request]:
    """Protects our columns, wherever they stand, and no others.

    Whoever people have added to those who may write stays.
    """
    wanted: list[dict[str, int]] = [
        {"sheetId": tab.id, "startColumnIndex": left - 1, "endColumnIndex": right}
        for left, right in _neighbours(sorted(ours))
    ]
    ranges = tab.sheet.get("protectedRanges", ())
    known = [each for each in ranges if each.get("description") == PROTECTED]
    there = [each.get("range", {}) for each in known if not each.get("warningOnly")]
    same = len(known) == len(wanted) and all(
        any(alike(area, other) for other in there) for area in wanted
    )
    if same:
        return
    may: dict[str, Any] = next((dict(each["editors"]) for each in known if "editors" in each), {})
    named = [*may.get("users", ()), *editors]
    may["users"] = list({address.casefold(): address for address in named if address}.values())
    for each in known:
        yield {"deleteProtectedRange": {"protectedRangeId": each["protectedRangeId"]}}
    for number, area in enumerate(wanted):
        name = f"protection {number}" if number else "protection"
        made: dict[str, Any] = {
            "protectedRangeId": own_id(tab.id, name),
            "range": area,
            "description": PROTECTED,
        }
        if any(may.values()):
            made["editors"] = {name: each for name, each in may.items() if each}
        yield {"addProtectedRange": {"protectedRange": made}}
