"""What handing out changed on a mark sheet beyond what it may, told by what knows nothing of it.

Only rows may come, below all that holds anything; rules may reach further down, styles may be
added. Every other part stays the same bytes, packed as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.preserving import soundness
from tests.preserving.compare import Rule, same_entry, shown, within
from tests.preserving.markup import Element, start_without
from tests.preserving.package import Package


def changed_beyond(before: bytes, after: bytes, tab: str = "Marks") -> list[str]:
    """What was lost or changed though it may not be; empty where nothing was."""
    if before == after:
        return []
    old, new = Package(before), Package(after)
    return list(_findings(old, new, tab))


def _findings(old: Package, new: Package, tab: str) -> Iterator[str]:
    if [each.filename for each in old.entries] != [each.filename for each in new.entries]:
        yield "parts came, went or changed places"
        return
    (sheet,) = [each.part for each in old.sheets if each.name == tab]
    for part, entry in old.parts.items():
        now = new.parts[part]
        yield from same_entry(entry, now, part)
        if old.packed(entry) == new.packed(now):
            continue
        was, is_now = old.xml(part), new.xml(part)
        if (was.before, was.after) != (is_now.before, is_now.after):
            yield f"{part}: what stands around the root changed"
        if part == sheet:
            yield from within(was.root, is_now.root, Rule(_named, pair=_of_sheet), part)
        elif part == old.styles:
            yield from within(was.root, is_now.root, Rule(_named, pair=_of_styles), part)
        else:
            yield f"{part}: holds other bytes"
    faults = set(soundness.faults(old))
    yield from (fault for fault in soundness.faults(new) if fault not in faults)


def _named(element: Element) -> object:
    return element.name


def _of_styles(was: Element, now: Element) -> Iterator[str]:
    if was.name not in soundness.GROWING or start_without(was, "count") != start_without(
        now, "count"
    ):
        yield f"{was.name}: {shown(was.start)} became {shown(now.start)}"
    pairs = zip(was.elements, now.elements, strict=False)
    if len(now.elements) < len(was.elements) or any(a.written != b.written for a, b in pairs):
        yield f"{was.name}: what was there changed"


def _of_sheet(was: Element, now: Element) -> Iterator[str]:
    if was.name == "sheetData":
        yield from _rows(was, now)
    elif was.name == "dimension":
        yield from within(was, now, Rule(_named, attributes=("ref",)), "dimension")
    elif was.name == "conditionalFormatting":
        yield from within(was, now, Rule(_named, attributes=("sqref",)), was.name)
    elif was.name == "dataValidations":
        yield from within(was, now, Rule(_by_title, pair=_check), was.name)
    else:
        yield f"{was.name}: {shown(was.written)} became {shown(now.written)}"


def _by_title(element: Element) -> object:
    return element.name, element.attributes.get("errorTitle")


def _check(was: Element, now: Element) -> Iterator[str]:
    yield from within(was, now, Rule(_named, attributes=("sqref",)), "a check of cells")


def _rows(was: Element, now: Element) -> Iterator[str]:
    def number(row: Element) -> object:
        return int(row.get("r"))

    last = max((int(row.get("r")) for row in was.elements if _says_something(row)), default=0)

    def may_come(row: Element) -> bool:
        return int(row.get("r")) > last

    def pair(before: Element, after: Element) -> Iterator[str]:
        if int(before.get("r")) <= last:
            yield f"row {before.get('r')}: {shown(before.written)} became {shown(after.written)}"

    yield from within(was, now, Rule(number, may_come, pair=pair), "rows")


def _says_something(row: Element) -> bool:
    return any(cell.elements for cell in row.elements)
