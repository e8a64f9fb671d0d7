"""Texts without what people vary in typing names: case, accents, dashes, signs nobody sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_APOSTROPHES, _HYPHENS = "'’‘ʼ`´′＇", "-‐‑‒–—−"
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"}
"""Letters that have no accent to take off, as somebody types them who lacks them."""


class Folded(NamedTuple):
    """A text as it was written, and as it is compared."""

    plain: str
    """Composed (NFC)."""
    text: str
    places: Sequence[int]
    """For each character of `text`, and for its end, the place in `plain`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A place of `text` as one of `plain`, with what is not shown behind it."""
        return self.places[start], max(self.places[end - 1] + 1, self.places[end])


@lru_cache(maxsize=256)
def folded(text: str) -> Folded:
    """A text without case and accents, with one kind of apostrophe and hyphen.

    >>> folded("Siân O’Groß\N{SOFT HYPHEN}").text
    "sian o'gross"
    """
    plain = unicodedata.normalize("NFC", text)
    if plain.isascii():
        return Folded(plain, plain.lower().replace("`", "'"), range(len(plain) + 1))
    said, places = [], []
    for place, character in enumerate(plain):
        for each in _fold(character):
            said.append(each)
            places.append(place)
    return Folded(plain, "".join(said), (*places, len(plain)))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    if unicodedata.category(character) == "Cf":
        return ""
    apart = unicodedata.normalize("NFKD", character).casefold()
    kept = (each for each in apart if not unicodedata.combining(each))
    return "".join(_LETTERS.get(each, each) for each in kept)
