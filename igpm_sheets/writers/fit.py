"""How much room text takes: widths in pixels and lines, as Arial at 10 points sets it.

Excel works out the height of most rows itself; widths, and the heights of merged rows
and headings, it does not. These estimates lie a little on the generous side.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from unicodedata import east_asian_width

PIXELS_PER_POINT = 96 / 72
CELL_PADDING = 8
"""What Excel keeps free at the two sides of a cell, and a little to spare."""
HIGHEST_ROW = 540

# Thousandths of the type size, as the font itself has them; Liberation Sans, which stands
# in where Arial is missing, agrees. Anything else counts as a wide capital.
_ADVANCES = {
    character: width
    for width, characters in (
        (200, "'ijl"),
        (278, " !,./:;I[\\]ft|"),
        (333, "()-r`"),
        (389, '"*'),
        (500, "cksvxyzJ^’‘“”"),
        (556, "0123456789abdeghnopqu_$#L?£–éèáíóúü"),
        (584, "+<=>~"),
        (611, "FTZ"),
        (667, "ABEKPSVXY&"),
        (722, "CDHNRUw"),
        (778, "GOQ"),
        (833, "Mm"),
        (889, "%"),
        (944, "W"),
        (1015, "@"),
    )
    for character in characters
}
_UNKNOWN, _WIDE = 722, 1050


def _advance(character: str) -> int:
    known = _ADVANCES.get(character)
    if known is None:
        known = _WIDE if east_asian_width(character) in "WF" else _UNKNOWN
        _ADVANCES[character] = known
    return known


def text_width(text: str, size: float = 10, *, bold: bool = False) -> int:
    """The width of one line of text in pixels, without the cell's padding.

    >>> text_width("28 Feb 2025") < 80
    True
    """
    thousandths = sum(map(_advance, text)) * (1.1 if bold else 1.02)
    return int(thousandths * size * PIXELS_PER_POINT / 1000) + 1


def widest_line(texts: Iterable[str], size: float = 10, *, bold: bool = False) -> int:
    """The width of the widest line among the texts."""
    return max(
        (text_width(line, size, bold=bold) for text in texts for line in text.split("\n")),
        default=0,
    )


def widest_word(texts: Iterable[str], size: float = 10, *, bold: bool = False) -> int:
    """The width of the widest word among the texts: narrower, and a word is broken."""
    words = {word for text in texts for word in text.split()}
    return max((text_width(word, size, bold=bold) for word in words), default=0)


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
            length = text_width(word, size, bold=bold)
            if used and used + space + length > room:
                count, used = count + 1, 0
            broken = length // room if not used else 0
            count += broken
            used += length - broken * room + (space if used else 0)
    return count


def row_height(lines: int) -> int:
    """The height in pixels of a row with this many lines, as far as rows may grow."""
    return min(16 * lines + 1, HIGHEST_ROW)
