"""Colours and typefaces as they look, wherever they came from: themes, tints, palettes.

A style that names the third colour of its workbook's theme looks otherwise in a workbook with
another theme. Here it gets the colour itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Element, Node


def _colours(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PALETTE: Final = _colours(
    """
    000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
    000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
    800000 008000 000080 808000 800080 008080 C0C0C0 808080
    9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
    000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF
    00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
    3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696
    003366 339966 003300 333300 993300 993366 333399 333333
    """
)
"""The colours that old workbooks name by number, unless they bring their own."""

_SLOTS: Final = (
    "lt1", "dk1", "lt2", "dk2",
    "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip
"""A theme's colours in the order in which cell styles count them."""
_RGB: Final = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
_COLOUR: Final = {"auto", "indexed", "rgb", "theme", "tint"}

_WHOLE: Final = 240
"""How finely Excel divides hue, lightness and saturation."""
_THIRD: Final = _WHOLE // 3
_LOST: Final = 0.05
"""Tints are stored as fractions of 32767, mostly a little less than what was meant."""


class Theme(NamedTuple):
    """A workbook's theme, as far as cells have to do with it."""

    colours: tuple[str, ...] = _colours(
        """
        FFFFFF 000000 EEECE1 1F497D
        4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646 0000FF 800080
        """
    )
    """Red, green and blue of each colour, in the order in which cell styles count them."""
    major: str = "Cambria"
    """The typeface of headings."""
    minor: str = "Calibri"
    """The typeface of all else."""

    @classmethod
    def of(cls, package: Package) -> Theme:
        """The theme of a workbook; Office's own where it has none, or says less than that.

        Raises:
            Damaged: if the theme is there and cannot be read.
        """
        usual = cls()
        part = package.related(package.workbook, "theme")
        elements = package.xml(part).root.first("themeElements") if part else None
        if elements is None:
            return usual
        scheme = elements.first("clrScheme")
        colours = tuple(
            (_theme_colour(scheme.first(slot)) if scheme else "") or known
            for slot, known in zip(_SLOTS, usual.colours, strict=True)
        )
        fonts = elements.first("fontScheme")
        major, minor = (_typeface(fonts, tag) for tag in ("majorFont", "minorFont"))
        return cls(colours, major or usual.major, minor or usual.minor)

    def typeface(self, scheme: str | None) -> str:
        """The name of the typeface that a font's scheme stands for; "" where it stands for none.

        >>> Theme().typeface("minor"), Theme().typeface("none")
        ('Calibri', '')
        """
        return {"major": self.major, "minor": self.minor}.get(scheme or "", "")


def _theme_colour(slot: Element | None) -> str:
    colour = slot.first("srgbClr", "sysClr") if slot else None
    if colour is None:
        return ""
    return _six(colour.get("lastClr") if colour.tag == "sysClr" else colour.get("val"))


def _typeface(fonts: Element | None, tag: str) -> str:
    font = fonts.first(tag) if fonts else None
    latin = font.first("latin") if font else None
    return (latin.get("typeface", "") or "") if latin else ""


class Colours:
    """The colours of one workbook: its theme's, and those that it names by number.

    Args:
        theme: the workbook's theme.
        palette: the colours of the workbook's own palette, from number 0; may be empty.
    """

    def __init__(self, theme: Theme, palette: Sequence[str] = ()) -> None:
        own = [_six(each) or "000000" for each in palette]
        self._known = {
            "theme": _numbered(theme.colours),
            "indexed": _numbered([*own, *PALETTE[len(own) :]]),
        }

    def plain(self, node: Node) -> Node:
        """A node with every colour in it as red, green and blue.

        Automatic colours stay, and those of the system (numbers from 64 on): they are the
        same in every workbook.

        >>> Colours(Theme()).plain(Node("color", (("theme", "4"), ("tint", "-0.2499"))))
        Node(tag='color', attributes=(('rgb', 'FF366092'),), children=(), text='')
        """
        if node.attributes and {name for name, _ in node.attributes} <= _COLOUR:
            rgb = self._rgb(dict(node.attributes))
            return node._replace(attributes=(("rgb", f"FF{rgb}"),)) if rgb else node
        children = tuple(self.plain(child) for child in node.children)
        return node if children == node.children else node._replace(children=children)

    def _rgb(self, colour: dict[str, str]) -> str:
        found = _six(colour.get("rgb"))
        for name, known in self._known.items():
            found = found or known.get(colour.get(name, ""), "")
        return tinted(found, _tint(colour.get("tint"))) if found else ""


def _numbered(colours: Sequence[str]) -> dict[str, str]:
    return {str(number): colour for number, colour in enumerate(colours)}


def _six(rgb: str | None) -> str:
    """A colour's six digits, without what some programs write before them; else ""."""
    match = _RGB.fullmatch(rgb or "")
    return match[1].upper() if match else ""


def _tint(text: str | None) -> float:
    try:
        tint = float(text or 0)
    except ValueError:
        return 0
    return tint if -1 <= tint <= 1 else 0


def tinted(rgb: str, tint: float) -> str:
    """A colour made lighter (up to 1) or darker (down to -1), to the shade that Excel shows.

    Only its lightness changes. Excel reckons in whole numbers, so this does.

    >>> tinted("4F81BD", 0.7999), tinted("4F81BD", -0.2499)
    ('DCE6F1', '366092')
    """
    if not tint:
        return rgb
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
    hue, light, full = _hue_lightness_saturation(red, green, blue)
    lighter = light * (1 - tint) + _WHOLE * tint if tint > 0 else light * (1 + tint)
    return "".join(f"{part:02X}" for part in _mixed(hue, int(lighter + _LOST), full))


def _hue_lightness_saturation(red: int, green: int, blue: int) -> tuple[int, int, int]:
    """Each from 0 to 240, of parts from 0 to 255."""
    most, least = max(red, green, blue), min(red, green, blue)
    both, apart = most + least, most - least
    light = (both * _WHOLE + 255) // 510
    if not apart:
        return 0, light, 0
    room = both if light <= _WHOLE // 2 else 510 - both
    full = (apart * _WHOLE + room // 2) // room

    def below(part: int) -> int:
        return ((most - part) * (_WHOLE // 6) + apart // 2) // apart

    if red == most:
        hue = below(blue) - below(green)
    elif green == most:
        hue = _THIRD + below(red) - below(blue)
    else:
        hue = 2 * _THIRD + below(green) - below(red)
    return hue % _WHOLE, light, full


def _mixed(hue: int, light: int, full: int) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255, of parts from 0 to 240."""
    half = _WHOLE // 2
    product = (light * full + half) // _WHOLE
    most = light + product if light <= half else light + full - product
    least = 2 * light - most

    def part(at: int) -> int:
        at %= _WHOLE
        if at >= 2 * _THIRD:
            return least
        if half <= at:
            at = 2 * _THIRD - at
        elif at >= _THIRD // 2:
            return most
        return least + ((most - least) * at + _THIRD // 4) // (_THIRD // 2)

    red, green, blue = (
        min(255, (part(at) * 255 + half) // _WHOLE) for at in (hue + _THIRD, hue, hue - _THIRD)
    )
    return red, green, blue
