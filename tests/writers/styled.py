"""Small workbooks made of little but their styles."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from igpm_sheets.ooxml.archive import Archive
from igpm_sheets.ooxml.content_types import NAMESPACE as TYPES
from igpm_sheets.ooxml.content_types import RELATIONSHIPS
from igpm_sheets.ooxml.package import MAIN, RELATIONS, Package
from igpm_sheets.ooxml.xml import strict

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STYLES = "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_CONTENT = f"{_OFFICE}.spreadsheetml"

FILLS = "".join(f'<fill><patternFill patternType="{kind}"/></fill>' for kind in ("none", "gray125"))
PLAIN: dict[str, str] = {
    "numFmts": "",
    "fonts": '<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/>'
    '<scheme val="minor"/></font>',
    "fills": FILLS,
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    "cellStyles": '<cellStyle name="Normal" xfId="0" builtinId="0"/>',
    "dxfs": "",
    "tableStyles": "",
    "colors": "",
}
"""What the styles of a workbook that Excel has just made are like."""


def styles(*without: str, **lists: str) -> str:
    """A part of styles: plain ones, with some lists replaced, or left out altogether.

    >>> "<dxfs" in styles("dxfs"), "<b/>" in styles(fonts="<font><b/></font>")
    (False, True)
    """
    inner = "".join(
        f"<{name}>{entries}</{name}>" if entries else f"<{name}/>"
        for name, entries in {**PLAIN, **lists}.items()
        if name not in without and (entries or name in {"dxfs", "numFmts"})
    )
    return f'<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'


def theme(colours: str = "", fonts: str = "") -> str:
    """A theme of the colours and typefaces given as XML."""
    return (
        f'<a:theme xmlns:a="{DRAWING}"><a:themeElements><a:clrScheme>{colours}</a:clrScheme>'
        f"<a:fontScheme>{fonts}</a:fontScheme></a:themeElements></a:theme>"
    )


def package(
    styles_part: str | bytes | None,
    *,
    theme_part: str | None = None,
    is_strict: bool = False,
    related: bool = True,
    sheet: str = "<sheetData/>",
) -> Package:
    """The package of a workbook of one sheet with these styles.

    Args:
        styles_part: the part of styles, or None for a workbook without.
        theme_part: the theme, if it has one.
        is_strict: whether it is in the strict dialect; the styles must be so themselves.
        related: whether a relationship leads to the styles, be they there or not.
        sheet: what the sheet holds.
    """
    main = strict(MAIN) if is_strict else MAIN
    base = strict(RELATIONS) if is_strict else RELATIONS
    listed = [("worksheet", "worksheets/sheet1.xml")]
    listed += [("styles", "styles.xml")] if related else []
    listed += [("theme", "theme/theme1.xml")] if theme_part else []
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}">'
        f'<Default Extension="rels" ContentType="{RELATIONSHIPS}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_CONTENT}.worksheet+xml"/>'
        + (
            f'<Override PartName="/{STYLES}" ContentType="{_CONTENT}.styles+xml"/>'
            if styles_part is not None
            else ""
        )
        + (
            f'<Override PartName="/xl/theme/theme1.xml" ContentType="{_OFFICE}.theme+xml"/>'
            if theme_part
            else ""
        )
        + "</Types>",
        "_rels/.rels": _relations(base, [("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{base}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(base, listed),
        SHEET: f'<worksheet xmlns="{main}">{sheet}</worksheet>',
    }
    if styles_part is not None:
        parts[STYLES] = styles_part
    if theme_part:
        parts["xl/theme/theme1.xml"] = theme_part
    file = BytesIO()
    with ZipFile(file, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return Package(Archive(file))


def again(changed: Package) -> Package:
    """The same package, written and read."""
    file = BytesIO()
    changed.write(file)
    return Package(Archive(file))


def _relations(base: str, listed: list[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(listed, 1)
    )
    return f'<Relationships xmlns="{_RELS}">{inner}</Relationships>'
