"""How much room text takes: widths in pixels and lines, as Arial sets it.

Excel works out the height of most rows itself, other programs do not, and none does it for
merged cells. These estimates lie a little on the generous side.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import east_asian_width

from igpm_sheets.writers.filling.geometry import PIXELS_PER_POINT

CELL_PADDING = 8
"""What Excel keeps free at the two sides of a cell, and a little to spare."""
HIGHEST_ROW = 540

_UNKNOWN, _WIDE = 722, 1050


class _Advances(dict[str, int]):
    """How far each character moves the pen."""

    def __missing__(self, character: str) -> int:
        advance = _WIDE if east_asian_width(character) in "WF" else _UNKNOWN
        self[character] = advance
        return advance


# Thousandths of the type size, as the font itself has them; Liberation Sans, which stands
# in where Arial is missing, agrees. Anything else counts as a wide capital.
_ADVANCES = _Advances(
    {
        character: width
        for width, characters in (
            (200, "'ijl"),
            (278, " !,./:;I[\\]ft|"),
            (333, "()-r`‹›"),
            (389, '"*'),
            (500, "cksvxyzJ^’‘“”"),
            (556, "0123456789abdeghnopqu_$#L?£–éèáíóúü"),
            (584, "+<=>~×"),
            (611, "FTZ"),
            (667, "ABEKPSVXY&"),
            (722, "CDHNRUw"),
            (778, "GOQ"),
            (833, "Mm"),
            (889, "%"),
            (944, "W"),
            (1000, "→…—"),
            (1015, "@"),
        )
        for character in characters
    }
)


def text_width(text: str, size: float = 10, *, bold: bool = False) -> int:
    """The width of one line of text in pixels, without the cell's padding.

    >>> text_width("28 Feb 2025") < 80
    True
    """
    thousandths = sum(map(_ADVANCES.__getitem__, text)) * (1.1 if bold else 1.02)
    return int(thousandths * size * PIXELS_PER_POINT / 1000) + 1


@lru_cache(maxsize=1 << 16)
def lines_needed(text: str, width: int, size: float = 10, *, bold: bool = False) -> int:
    r"""How many lines the text takes when wrapped at words within `width` pixels.

    >>> lines_needed("one\ntwo", 500)
    2
    """
    room = max(width - CELL_PADDING, 10)
    space = text_width(" ", size, bold=bold)
    count = 0
    for paragraph in text.split("\n"):
        count, used = count + 1, 0
        for word in paragraph.split(" "):
            length = _word_width(word, size, bold)
            if used and used + space + length > room:
                count, used = count + 1, 0
            broken = length // room if not used else 0
            count += broken
            used += length - broken * room + (space if used else 0)
    return count


@lru_cache(maxsize=1 << 14)
def _word_width(word: str, size: float, bold: bool) -> int:  # noqa: FBT001 - for the cache
    return text_width(word, size, bold=bold)


def row_height(lines: int, size: float = 10) -> int:
    """The height in pixels of a row with this many lines, as far as rows may grow.

    >>> row_height(2), row_height(2, 15)
    (33, 49)
    """
    return min(round(1.6 * size) * lines + 1, HIGHEST_ROW)
