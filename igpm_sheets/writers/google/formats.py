"""How a cell of a workbook looks, in Google's terms: colours, type, borders, number formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.ooxml.xml import Node
from igpm_sheets.writers.styles.theme import Colours, Theme

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles import Alignment, Border, Font
    from openpyxl.styles.colors import Color
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.styles.proxy import StyleProxy
    from openpyxl.workbook import Workbook

CellFormat = Mapping[str, Any]
"""Google's shape of what a cell looks like."""

_HORIZONTAL: Final = {"left": "LEFT", "center": "CENTER", "right": "RIGHT"}
_VERTICAL: Final = {"top": "TOP", "center": "MIDDLE", "bottom": "BOTTOM"}
_LINES: Final = {
    "medium": "SOLID_MEDIUM",
    "thick": "SOLID_THICK",
    "double": "DOUBLE",
    "dashed": "DASHED",
    "mediumDashed": "DASHED",
    "dotted": "DOTTED",
    "hair": "DOTTED",
}
_SIDES: Final = ("top", "bottom", "left", "right")
_INDENT: Final = 9
"""Pixels that a step of indentation takes, and a cell's own room at its sides."""
_ROOM: Final = {"top": 2, "right": 3, "bottom": 2, "left": 3}

_BLACK: Final = "000000"
_CURRENCY: Final = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_NOT_SAID: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""What in a number format is no code: quoted and escaped letters, conditions, room."""


def colour_style(rgb: str) -> dict[str, Any]:
    """Six digits of red, green and blue as Google has them.

    >>> colour_style("FF0033")
    {'rgbColor': {'red': 1.0, 'blue': 0.2}}
    """
    parts = zip(("red", "green", "blue"), (0, 2, 4), strict=True)
    shares = {name: int(rgb[at : at + 2], 16) / 255 for name, at in parts}
    return {"rgbColor": {name: round(share, 6) for name, share in shares.items() if share}}


def number_format(code: str) -> dict[str, str] | None:
    """A workbook's number format in Google's types and patterns; None for the general one.

    >>> number_format("dd mmm yyyy"), number_format("[$£-809]#,##0.00")
    ({'type': 'DATE', 'pattern': 'dd mmm yyyy'}, {'type': 'CURRENCY', 'pattern': '"£"#,##0.00'})
    """
    if not code or code == "General":
        return None
    if code == "@":
        return {"type": "TEXT", "pattern": "@"}
    pattern = _CURRENCY.sub(lambda found: f'"{found[1]}"' if found[1] else "", code)
    said = _NOT_SAID.sub("", pattern.partition(";")[0]).casefold()
    if re.search("[dyhs]|mm", said) and not re.search("[0#?]", said.replace("ss.0", "ss")):
        days, hours = bool(re.search("[dy]|mmm", said)), bool(re.search("[hs]", said))
        kind = "DATE_TIME" if days and hours else "TIME" if hours else "DATE"
        return {"type": kind, "pattern": pattern.removesuffix(";@")}
    if "%" in said:
        return {"type": "PERCENT", "pattern": pattern}
    if "e+" in said or "e-" in said:
        return {"type": "SCIENTIFIC", "pattern": pattern}
    is_money = re.search("[£$€]", pattern)
    return {"type": "CURRENCY" if is_money else "NUMBER", "pattern": pattern}


class Formats:
    """The formats of one workbook, each made once: cells that look alike share it.

    Raises:
        Damaged: if the workbook's theme cannot be read.
    """

    def __init__(self, package: Package, workbook: Workbook) -> None:
        palette: list[str] = getattr(workbook, "_colors", None) or []
        self._colours = Colours(Theme.of(package), palette)
        self._known: dict[int, CellFormat] = {}

    def of(self, cell: Cell | MergedCell) -> CellFormat:
        """How a cell looks; nothing for one without any format."""
        if not cell.has_style:
            return {}
        number = cell.style_id
        if number not in self._known:
            self._known[number] = self._made(cell)
        return self._known[number]

    def _made(self, cell: Cell | MergedCell) -> CellFormat:
        made: dict[str, Any] = {}
        code = number_format(str(cell.number_format))
        if code:
            made["numberFormat"] = code
        fill = cell.fill
        if fill.fill_type == "solid" and (rgb := self.rgb(fill.fgColor)):
            made["backgroundColorStyle"] = colour_style(rgb)
        lines = self._borders(cell.border)
        if lines:
            made["borders"] = lines
        made |= _aligned(cell.alignment)
        made["textFormat"] = self._type(cell.font)
        return made

    def rgb(self, colour: Color | None) -> str:
        """A colour as six digits, wherever it comes from; "" for none and for an automatic one."""
        if colour is None or colour.type not in ("rgb", "theme", "indexed"):
            return ""
        said = getattr(colour, colour.type)
        node = Node("color", ((colour.type, str(said)), ("tint", str(colour.tint or 0))))
        found = self._colours.plain(node).get("rgb") or ""
        return found[-6:].upper() if re.fullmatch("[0-9A-Fa-f]{6,8}", found) else ""

    def of_rule(self, look: DifferentialStyle | None) -> CellFormat:
        """What a conditional format changes; Google knows colours and the weight of type there."""
        made: dict[str, Any] = {}
        if look is None:
            return made
        # The fill of a rule has its colour where a cell's fill has the pattern's.
        fill = look.fill
        named = (getattr(fill, name, None) for name in ("bgColor", "fgColor"))
        rgb = next(filter(None, map(self.rgb, named)), "")
        if rgb:
            made["backgroundColorStyle"] = colour_style(rgb)
        font = look.font
        if font is not None:
            said = {"bold": font.b, "italic": font.i, "strikethrough": font.strike}
            text: dict[str, Any] = {name: True for name, value in said.items() if value}
            if rgb := self.rgb(font.color):
                text["foregroundColorStyle"] = colour_style(rgb)
            if text:
                made["textFormat"] = text
        return made

    def _type(self, font: Font | StyleProxy) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if font.name:
            made["fontFamily"] = font.name
        if font.sz:
            made["fontSize"] = round(font.sz)
        said = {
            "bold": font.b,
            "italic": font.i,
            "strikethrough": font.strike,
            "underline": font.u,
        }
        made |= {name: True for name, value in said.items() if value}
        rgb = self.rgb(font.color)
        if rgb and rgb != _BLACK:
            made["foregroundColorStyle"] = colour_style(rgb)
        return made

    def _borders(self, border: Border | StyleProxy) -> dict[str, Any]:
        made = {}
        for name in _SIDES:
            side = getattr(border, name)
            if side is not None and side.style:
                rgb = self.rgb(side.color) or _BLACK
                style = _LINES.get(side.style, "SOLID")
                made[name] = {"style": style, "colorStyle": colour_style(rgb)}
        return made


def _aligned(alignment: Alignment | StyleProxy) -> dict[str, Any]:
    """Where the text stands in its cell. A workbook's cells stand at the bottom unless told."""
    made: dict[str, Any] = {}
    side = _HORIZONTAL.get(str(alignment.horizontal))
    if side:
        made["horizontalAlignment"] = side
    upright = _VERTICAL.get(str(alignment.vertical))
    if upright:
        made["verticalAlignment"] = upright
    if alignment.wrap_text:
        made["wrapStrategy"] = "WRAP"
    steps = round(alignment.indent or 0)
    if steps and side in ("LEFT", "RIGHT", None):
        at = "right" if side == "RIGHT" else "left"
        made["padding"] = {**_ROOM, at: _ROOM[at] + _INDENT * steps}
    turned = alignment.textRotation or 0
    if turned == 255:
        made["textRotation"] = {"vertical": True}
    elif turned:
        made["textRotation"] = {"angle": turned if turned <= 90 else 90 - turned}
    return made
