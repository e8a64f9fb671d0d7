"""Workbooks whose styles are odd: missing, nearly full, with numbers and gaps of their own."""

from __future__ import annotations

import re

from .by_hand import (
    BOOK_RELATIONS,
    COMPATIBILITY,
    FIRST,
    MAIN,
    MICROSOFT,
    OFFICE,
    SPREADSHEET,
    STYLES,
    TYPES,
    Parts,
    changed,
    office,
    override,
    packed,
    with_part,
    xml,
)
from .making import Expected, workbook


def _without_styles(*, named: bool) -> Parts:
    parts = office()
    del parts[STYLES]
    parts = changed(parts, TYPES, override(STYLES, f"{SPREADSHEET}.styles+xml"), "")
    entry = f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
    parts = changed(parts, BOOK_RELATIONS, entry, "")
    if not named:
        for old in (' s="1"', ' s="2"', ' s="3"', ' style="1"'):
            parts = changed(parts, FIRST, old, "")
    return parts


@workbook("no styles")
def no_styles() -> bytes:
    return packed(_without_styles(named=False))


@workbook("no styles, though cells name them", expected=Expected.EITHER, opened_by=("calamine",))
def styles_named_and_missing() -> bytes:
    """A style that comes must not be one that a cell of the office names already."""
    return packed(_without_styles(named=True))


@workbook("styles without anything in them", opened_by=("openpyxl", "calamine"))
def empty_styles() -> bytes:
    parts = _without_styles(named=False)
    return packed(
        with_part(
            parts,
            STYLES,
            f'<styleSheet xmlns="{MAIN}"/>'.encode(),
            f"{SPREADSHEET}.styles+xml",
            BOOK_RELATIONS,
            "rId3",
            f"{OFFICE}/styles",
            "styles.xml",
        )
    )


def _less(parts: Parts, *collections: str) -> Parts:
    text = parts[STYLES].decode()
    for name in collections:
        assert f"<{name}" in text
        text = re.sub(rf"<{name}\b.*?</{name}>|<{name}\b[^>]*/>", "", text)
    return {**parts, STYLES: text.encode()}


@workbook("styles without named styles and conditional ones")
def fewest_styles() -> bytes:
    parts = _less(office(), "cellStyleXfs", "cellStyles", "dxfs", "tableStyles", "numFmts")
    parts = changed(parts, STYLES, ' xfId="0"', "")
    return packed(changed(parts, STYLES, ' numFmtId="166"', ' numFmtId="14"'))


@workbook("collections of styles that are empty tags")
def empty_collections() -> bytes:
    parts = _less(office(), "dxfs", "numFmts")
    parts = changed(parts, STYLES, "<fonts ", '<numFmts count="0"/><fonts ')
    parts = changed(parts, STYLES, "<tableStyles", '<dxfs count="0"/><tableStyles')
    return packed(changed(parts, STYLES, ' numFmtId="166"', ' numFmtId="15"'))


@workbook("no counts in the styles")
def no_counts() -> bytes:
    text = re.sub(r' count="\d+"', "", office()[STYLES].decode())
    return packed({**office(), STYLES: text.encode()})


@workbook("wrong counts in the styles")
def wrong_counts() -> bytes:
    text = re.sub(r' count="\d+"', ' count="99"', office()[STYLES].decode())
    return packed({**office(), STYLES: text.encode()})


@workbook("a first style that is not General")
def first_style_not_general() -> bytes:
    plain = '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    bold = (
        '<cellXfs count="4"><xf numFmtId="166" fontId="1" fillId="1" borderId="0" xfId="0"'
        ' applyFont="1"><alignment horizontal="center" wrapText="1"/>'
        '<protection locked="0" hidden="1"/></xf>'
    )
    return packed(changed(office(), STYLES, plain, bold))


@workbook("number formats with high and missing numbers")
def number_formats() -> bytes:
    codes = (
        (164, "0.000"),
        (165, "dd/mm/yyyy;@"),
        (5000, "[Red]\\-0&quot; items&quot;"),
        (65_000, "[$£-809]#,##0.00"),
        (41, "_-* #,##0_-"),
    )
    more = "".join(f'<numFmt numFmtId="{id_}" formatCode="{code}"/>' for id_, code in codes)
    parts = changed(office(), STYLES, '<numFmts count="1">', f'<numFmts count="6">{more}')
    # One that names a number format nobody has: it shows as General, and must go on doing so.
    return packed(changed(parts, STYLES, 'xf numFmtId="14"', 'xf numFmtId="167"'))


@workbook("the colours and table styles of the office")
def colours() -> bytes:
    indexed = "".join(f'<rgbColor rgb="00{at:06X}"/>' for at in range(64))
    own = (
        '<tableStyles count="1" defaultTableStyle="House" defaultPivotStyle="PivotStyleLight16">'
        '<tableStyle name="House" pivot="0" count="2">'
        '<tableStyleElement type="wholeTable" dxfId="0"/>'
        '<tableStyleElement type="headerRow" dxfId="0"/></tableStyle></tableStyles>'
        f'<colors><indexedColors>{indexed}</indexedColors><mruColors><color rgb="FF123456"/>'
        "</mruColors></colors>"
    )
    standard = '<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/>'
    return packed(changed(office(), STYLES, standard, own))


@workbook("styles with attributes that may be ignored")
def ignorable_styles() -> bytes:
    root = (
        f'<styleSheet xmlns="{MAIN}" xmlns:mc="{COMPATIBILITY}" mc:Ignorable="x14ac x16r2 xr"'
        f' xmlns:x14ac="{MICROSOFT}/spreadsheetml/2009/9/ac"'
        f' xmlns:x16r2="{MICROSOFT}/spreadsheetml/2015/02/main"'
        f' xmlns:xr="{MICROSOFT}/spreadsheetml/2014/revision"'
    )
    parts = changed(office(), STYLES, f'<styleSheet xmlns="{MAIN}"', root)
    return packed(
        changed(parts, STYLES, '<fonts count="2">', '<fonts count="2" x14ac:knownFonts="1">')
    )


@workbook("alternatives beside the collections of styles")
def alternatives_beside() -> bytes:
    """As some programs write: an alternative within a border, which changes no number."""
    parts = changed(office(), STYLES, "<styleSheet ", f'<styleSheet xmlns:mc="{COMPATIBILITY}" ')
    choice = (
        "<border><left/><right/><top/><bottom/><diagonal/><mc:AlternateContent>"
        '<mc:Choice Requires="mc">'
        "</mc:Choice></mc:AlternateContent></border>"
    )
    plain = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    return packed(changed(parts, STYLES, plain, choice))


@workbook("alternatives among the cell formats", expected=Expected.REFUSED, opened_by=("calamine",))
def alternatives_among() -> bytes:
    """What number a style has depends on the program that opens it."""
    parts = changed(office(), STYLES, "<styleSheet ", f'<styleSheet xmlns:mc="{COMPATIBILITY}" ')
    entry = '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    choice = (
        f'<mc:AlternateContent><mc:Choice Requires="mc">{entry}</mc:Choice>'
        f"<mc:Fallback>{entry}</mc:Fallback></mc:AlternateContent>"
    )
    return packed(changed(parts, STYLES, entry, choice))


def _many(count: int) -> bytes:
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"/>'
    parts = changed(office(), STYLES, "</cellXfs>", xf * (count - 4) + "</cellXfs>")
    return packed(changed(parts, STYLES, '<cellXfs count="4">', f'<cellXfs count="{count}">'))


@workbook("many cell formats, with room for more")
def many_formats() -> bytes:
    return _many(20_000)


@workbook("cell formats up to the limit", expected=Expected.REFUSED)
def too_many_formats() -> bytes:
    return _many(65_489)


@workbook(
    "a style that cells name and is not there", expected=Expected.EITHER, opened_by=("calamine",)
)
def dangling_style() -> bytes:
    return packed(changed(office(), FIRST, ' s="2"', ' s="5"'))


def _styles_elsewhere() -> Parts:
    parts = changed(office(), BOOK_RELATIONS, '"styles.xml"', '"/xl/looks/Looks1.xml"')
    parts = changed(parts, TYPES, f"/{STYLES}", "/xl/looks/Looks1.xml")
    parts["xl/looks/Looks1.xml"] = parts.pop(STYLES)
    return parts


@workbook("the styles under another name", opened_by=("calamine",))
def elsewhere() -> bytes:
    return packed(_styles_elsewhere())


@workbook("the styles under another name, and something else under theirs", opened_by=())
def decoy() -> bytes:
    return packed({**_styles_elsewhere(), STYLES: xml("<decoy/>")})
