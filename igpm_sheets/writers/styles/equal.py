"""When two fonts, fills, borders or conditional styles look the same, however they are written.

Each function gives a key that is equal for what looks equal. Programs that save a workbook
anew change the order of attributes, write out what goes without saying, `true` for `1`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from math import isfinite
from typing import Final

from igpm_sheets.ooxml.xml import Node, is_true
from igpm_sheets.writers.styles.number_formats import FIRST_OWN, FIXED, alike

Key = Hashable

_FLAGS: Final = {"b", "i", "strike", "outline", "shadow", "condense", "extend"}
_HINTS: Final = {"family", "charset"}
"""They matter only where a typeface is missing, and are added and dropped freely."""
_ALIGNMENT: Final[Mapping[str, str]] = {
    "horizontal": "general", "vertical": "bottom", "textRotation": "0", "wrapText": "0",
    "indent": "0", "relativeIndent": "0", "justifyLastLine": "0", "shrinkToFit": "0",
    "readingOrder": "0",
}  # fmt: skip
_PROTECTION: Final[Mapping[str, str]] = {"locked": "1", "hidden": "0"}
_NO_BORDER: Final = {"", "none"}
_SIDES: Final = {"start": "left", "end": "right"}
"""What the format came to call them, and what programs write."""


def font_key(font: Node) -> Key:
    """What a cell's font looks like.

    >>> bold = Node("font", children=(Node("b", (("val", "true"),)), Node("u")))
    >>> font_key(bold) == font_key(Node("font", children=(Node("u"), Node("b"))))
    True
    """
    unsaid = (None, False, "none", "baseline")
    return frozenset(pair for pair in _font_parts(font) if pair[1] not in unsaid)


def fill_key(fill: Node) -> Key:
    """What a cell's fill looks like; colours that a pattern does not show are left out."""
    pattern = fill.first("patternFill")
    if pattern is None:
        return _otherwise_filled(fill)
    kind = pattern.get("patternType", "none")
    if kind == "none":
        return ()
    front, back = _colour(pattern.first("fgColor")), _colour(pattern.first("bgColor"), "65")
    return (kind, front) if kind == "solid" else (kind, front, back)


def border_key(border: Node) -> Key:
    """What a cell's border looks like: its lines, each with its colour."""
    lines = {side: line for side, line in _border_lines(border) if str(line[0]) not in _NO_BORDER}
    across = _across(border) if "diagonal" in lines else ()
    return frozenset(lines.items()), across


def alignment_key(alignment: Node | None) -> Key:
    """How a cell's content is placed; () where as usual."""
    return _unusual(alignment.attributes, _ALIGNMENT) if alignment else ()


def protection_key(protection: Node | None) -> Key:
    """How a cell is protected; () where as usual."""
    return _unusual(protection.attributes, _PROTECTION) if protection else ()


def differential_key(differential: Node) -> Key:
    """What a conditional style changes: there, what is written out says more than nothing."""
    return frozenset(
        (part.tag, key)
        for part in differential.children
        if (key := _changed(part)) not in ((), frozenset(), (frozenset(), ()))
    )


def _changed(part: Node) -> Key:
    if part.tag == "font":
        return frozenset(pair for pair in _font_parts(part) if pair[1] is not None)
    if part.tag == "fill":
        return _changed_fill(part)
    if part.tag == "border":
        return frozenset(_border_lines(part)), _across(part)
    if part.tag == "numFmt":
        return _number_format_key(part)
    if part.tag in {"alignment", "protection"}:
        return frozenset((name, _value(value)) for name, value in part.attributes)
    return part


def _changed_fill(fill: Node) -> Key:
    """A solid one shows the colour that otherwise lies behind the pattern."""
    pattern = fill.first("patternFill")
    if pattern is None:
        return _otherwise_filled(fill)
    kind = pattern.get("patternType", "solid")
    front, back = pattern.first("fgColor"), pattern.first("bgColor")
    if kind == "solid" and back is not None:
        return kind, _colour(back, "65")
    return kind, _colour(front), _colour(back, "65")


def _number_format_key(number_format: Node) -> Key:
    number, code = number_format.get("numFmtId", "") or "", number_format.get("formatCode", "")
    id_ = int(number) if number.isascii() and number.isdigit() else FIRST_OWN
    if id_ in FIXED or id_ >= FIRST_OWN:
        return alike(FIXED.get(id_) or code or "")
    return id_


def _font_parts(font: Node) -> Iterator[tuple[str, Key]]:
    for part in font.children:
        if part.tag in _FLAGS:
            yield part.tag, is_true(part.get("val", "1"))
        elif part.tag == "color":
            yield part.tag, _colour(part)
        elif part.tag == "u":
            yield part.tag, part.get("val", "single")
        elif part.tag == "sz":
            yield part.tag, _value(part.get("val", "") or "")
        elif part.tag not in _HINTS:
            yield part.tag, part.get("val", "") if not part.children else part


def _border_lines(border: Node) -> Iterator[tuple[str, tuple[Key, Key]]]:
    for side in border.children:
        style = side.get("style", "none") or "none"
        colour = _colour(side.first("color")) if style != "none" else None
        yield _SIDES.get(side.tag, side.tag), (style, colour)


def _across(border: Node) -> tuple[bool, ...]:
    ways = tuple(is_true(border.get(name)) for name in ("diagonalUp", "diagonalDown"))
    return ways if any(ways) else ()


def _otherwise_filled(fill: Node) -> Key:
    gradient = fill.first("gradientFill")
    if gradient is None:
        return fill.children
    usual = {"type": "linear", "degree": "0", "left": "0", "right": "0", "top": "0", "bottom": "0"}
    stops = tuple(
        (_value(stop.get("position", "") or ""), _colour(stop.first("color")))
        for stop in gradient.children
    )
    return gradient.tag, _unusual(gradient.attributes, usual), stops


def _colour(colour: Node | None, automatic: str = "64") -> Key:
    """A colour, or None for the automatic one, of which `automatic` is the number."""
    said = dict(colour.attributes) if colour else {}
    if is_true(said.pop("auto", None)) or said.get("indexed") == automatic:
        return None
    if "rgb" in said:
        said["rgb"] = said["rgb"][-6:].upper()  # what comes before is opaque, whatever it says
    tint = _value(said.pop("tint", "0"))
    return (*sorted(said.items()), tint) if said else None


def _unusual(attributes: Iterable[tuple[str, str]], usual: Mapping[str, str]) -> Key:
    pairs = ((name, _value(value), _value(usual.get(name, ""))) for name, value in attributes)
    return tuple(sorted((name, str(value)) for name, value, known in pairs if value != known))


def _value(text: str) -> Key:
    """An attribute's value: numbers as numbers, and yes and no as 1 and 0."""
    if is_true(text) or text in {"false", "off"}:
        return float(is_true(text))
    try:
        number = float(text)
    except ValueError:
        return text
    return round(number, 6) if isfinite(number) else text
