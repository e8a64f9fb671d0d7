"""What a workbook's lists of styles hold, by look: an entry is found, or added.

Nothing is read before it is asked for: most workbooks have few styles, some have sixty thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, count
from typing import Final

from igpm_sheets.ooxml.xml import Element, Node, is_true
from igpm_sheets.writers.styles.equal import (
    Key,
    alignment_key,
    fill_key,
    protection_key,
)
from igpm_sheets.writers.styles.number_formats import FIRST_OWN, alike, fixed_number, meaning
from igpm_sheets.writers.styles.sheet import FIRST, MOST, StyleSheet, written_out

Look = tuple[Key, ...]
"""A cell's number format (what it means), the numbers of its font, fill and border (the first
that look so), and its alignment and protection as keys."""

_APPLY: Final = {
    name: at
    for at, name in enumerate((
        "applyNumberFormat", "applyFont", "applyFill", "applyBorder", "applyAlignment",
        "applyProtection",
    ))
}  # fmt: skip
"""Where in a `Look` stands what a cell style says to have, or not to have, of its own."""
_NO_LOOK: Final = {"xfId", "quotePrefix", "pivotButton"}
_NOTHING: Final = {"", "0", "false"}
_KNOWN: Final = {"numFmtId", "fontId", "fillId", "borderId", *_APPLY, *_NO_LOOK}


def number_of(element: Element | Node | None, name: str) -> int:
    """An attribute that counts something: 0 where it is missing, -1 where it is no number."""
    text = (element.get(name) if element else None) or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class StyleList:
    """One of the lists of fonts, fills and the like."""

    def __init__(self, sheet: StyleSheet, name: str, key: Callable[[Node], Key]) -> None:
        self._sheet = sheet
        self._name = name
        self._key = key
        self._numbers: dict[Key, int] | None = None
        self._alike: list[int] = []

    def find(self, node: Node) -> int | None:
        """The number of the first entry that looks like a node."""
        return self._by_key().get(self._key(node))

    def find_or_add(self, node: Node) -> int:
        """The number of such an entry, which may be new.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        known, key = self._by_key(), self._key(node)
        if key not in known:
            known[key] = self._sheet.append(self._name, node)
        return known[key]

    def first_alike(self, number: int) -> int | None:
        """The first entry that looks like the one of this number; None where there is none."""
        self._by_key()
        return self._alike[number] if 0 <= number < len(self._alike) else None

    def _by_key(self) -> dict[Key, int]:
        if self._numbers is None:
            numbers: dict[Key, int] = {}
            self._alike = [
                numbers.setdefault(self._key_of(number, element), number)
                for number, element in enumerate(self._sheet.entries[self._name])
            ]
            self._numbers = numbers
        return self._numbers

    def _key_of(self, number: int, element: Element) -> Key:
        key = self._key(element.node())
        known = FIRST["fills"] if self._name == "fills" else ()
        # Excel shows the first two fills as it knows them, whatever is written there.
        return ("fill", number) if number < len(known) and key != fill_key(known[number]) else key


class Formats:
    """The number formats, by what their codes say."""

    def __init__(self, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._codes = written_out(sheet)
        self._numbers: dict[Key, int] = {}
        for number in self._codes:
            self._numbers.setdefault(self.meaning(number), number)
        self._promised: dict[Key, int] = {}
        """Numbers that are given to codes written out where they are used."""
        self._taken: set[int] = set()

    def meaning(self, number: int) -> str | int | None:
        """What a number stands for here; None where programs may not agree."""
        return meaning(number, self._codes)

    def find_or_add(self, code: str, built_in: int | None) -> int:
        """The number of a format, which may be new.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        if built_in is not None and built_in not in self._codes:
            return built_in
        number = self._known(code)
        if number is None:
            number = self._promised.get(alike(code)) or self._free()
            entry = Node("numFmt", (("numFmtId", str(number)), ("formatCode", code)))
            self._sheet.append("numFmts", entry)
            self._codes[number] = code
            self._numbers[alike(code)] = number
        return number

    def number_for(self, code: str) -> int:
        """A number for a code that is written out where it is used."""
        number = self._known(code) or self._promised.get(alike(code))
        if number is None:
            number = self._promised[alike(code)] = self._free()
        return number

    def _known(self, code: str) -> int | None:
        fixed = fixed_number(code)
        if fixed is not None and self.meaning(fixed) == alike(code):
            return fixed
        return self._numbers.get(alike(code))

    def _free(self) -> int:
        """The first number of a workbook's own formats that nothing here uses."""
        if not self._taken:
            entries = self._sheet.entries
            inline = [each.first("numFmt") for each in entries["dxfs"]]
            users = (*entries["numFmts"], *entries["cellStyleXfs"], *entries["cellXfs"], *inline)
            self._taken = {number_of(each, "numFmtId") for each in users}
        number = next(each for each in count(FIRST_OWN) if each not in self._taken)
        self._taken.add(number)
        return number


class Looks:
    """The styles of cells, by look."""

    def __init__(
        self,
        sheet: StyleSheet,
        formats: Formats,
        lists: Sequence[StyleList],
        highest_named: Callable[[], int],
    ) -> None:
        self._sheet = sheet
        self._highest_named = highest_named
        self._left_alone = False
        fonts, fills, borders = lists
        self._reading = {
            "numFmtId": formats.meaning,
            "fontId": fonts.first_alike,
            "fillId": fills.first_alike,
            "borderId": borders.first_alike,
        }
        # Sixty thousand styles share a few of each.
        self._read: dict[tuple[str, str], Key] = {}
        self._placed: dict[tuple[str, ...], Key] = {}
        self._numbers: dict[Look, int] | None = None

    def find_or_add(self, look: Look, xf: Node) -> int:
        """The number of a cell style of that look, which may be new: then it is `xf`.

        Raises:
            CannotWrite: if there is no room for a new one (F29).
        """
        known = self._by_look()
        if look not in known:
            self._leave_what_cells_name()
            known[look] = self._sheet.append("cellXfs", xf)
        return known[look]

    def _leave_what_cells_name(self) -> None:
        """Lists what cells name in vain as they are shown, so that nothing new takes its number."""
        if self._left_alone:
            return
        self._left_alone = True
        highest = min(self._highest_named(), MOST - 1)
        for _ in range(self._sheet.count("cellXfs"), highest + 1):
            self._sheet.append("cellXfs", FIRST["cellXfs"][0])

    def _by_look(self) -> dict[Look, int]:
        if self._numbers is None:
            self._numbers = {}
            named = self._sheet.entries["cellStyleXfs"]
            normal = self._look(named[0]) if named else None
            for number, xf in enumerate(self._sheet.entries["cellXfs"]):
                look = self._look(xf)
                if look is not None and (not named or _is_its_own(xf, look, normal)):
                    self._numbers.setdefault(look, number)
        return self._numbers

    def _look(self, xf: Element) -> Look | None:
        """What a cell style looks like; None if it does more than that, or is not clear."""
        if not _is_plain(xf.attributes):
            return None
        parts = [self._part(xf, name) for name in self._reading]
        placed: dict[str, Key] = {"alignment": (), "protection": ()}
        for child in xf.children:
            if child.tag not in placed or child.children:
                return None
            placed[child.tag] = self._key_of(child)
        return None if None in parts else (*parts, *placed.values())

    def _part(self, xf: Element, name: str) -> Key:
        text = xf.attributes.get(name, "")
        key = self._read.get((name, text))
        if key is None:
            key = self._read[name, text] = self._reading[name](number_of(xf, name))
        return key

    def _key_of(self, child: Element) -> Key:
        attributes = (child.tag, *chain.from_iterable(child.attributes.items()))
        known = self._placed.get(attributes)
        if known is None:
            key = alignment_key if child.tag == "alignment" else protection_key
            known = self._placed[attributes] = key(child.node())
        return known


def _is_plain(attributes: dict[str, str]) -> bool:
    """Whether a cell style is based on Normal, and says nothing but how a cell looks."""
    for name, value in attributes.items():
        if name not in _KNOWN or (name in _NO_LOOK and value not in _NOTHING):
            return False
    return True


def _is_its_own(xf: Element, look: Look, normal: Look | None) -> bool:
    """Whether programs agree on a look.

    What a style says not to apply, some take from its named style.
    """
    return all(
        is_true(value) or (normal is not None and look[_APPLY[name]] == normal[_APPLY[name]])
        for name, value in xf.attributes.items()
        if name in _APPLY
    )
