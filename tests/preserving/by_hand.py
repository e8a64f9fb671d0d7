"""A small workbook written out as text, and ways of writing the same thing otherwise."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Parts = dict[str, bytes]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MICROSOFT = "http://schemas.microsoft.com/office"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
DOCUMENT = "application/vnd.openxmlformats-officedocument"
SPREADSHEET = f"{DOCUMENT}.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

TYPES = "[Content_Types].xml"
BOOK = "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
FIRST = "xl/worksheets/sheet1.xml"
SECOND = "xl/worksheets/sheet2.xml"
FIRST_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
STYLES = "xl/styles.xml"
TEXTS = "xl/sharedStrings.xml"

STAMP = (2024, 2, 29, 12, 34, 56)
"""When the entries were written, which is not when anything else was."""


def xml(text: str) -> bytes:
    """A part: the declaration and the text."""
    return (DECLARATION + text).encode()


def office(**more: str) -> Parts:
    """The parts of an office's workbook: two tabs, shared texts, a formula, a few styles.

    Args:
        more: XML to put into the workbook part: `before_sheets`, `after_sheets`.
    """
    before, after = more.get("before_sheets", ""), more.get("after_sheets", "")
    return {
        TYPES: xml(
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            + override(BOOK, f"{SPREADSHEET}.sheet.main+xml")
            + override(FIRST, f"{SPREADSHEET}.worksheet+xml")
            + override(SECOND, f"{SPREADSHEET}.worksheet+xml")
            + override(STYLES, f"{SPREADSHEET}.styles+xml")
            + override(TEXTS, f"{SPREADSHEET}.sharedStrings+xml")
            + override("docProps/app.xml", f"{DOCUMENT}.extended-properties+xml")
            + "</Types>"
        ),
        "_rels/.rels": relations(
            ("rId1", f"{OFFICE}/officeDocument", BOOK),
            ("rId2", f"{OFFICE}/extended-properties", "docProps/app.xml"),
        ),
        BOOK: xml(
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}'
            '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="9600"'
            ' windowHeight="6000"/></bookViews>'
            '<sheets><sheet name="Applicants" sheetId="1" r:id="rId1"/>'
            f'<sheet name="Notes" sheetId="4" r:id="rId2"/></sheets>{after}</workbook>'
        ),
        BOOK_RELATIONS: relations(
            ("rId1", f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{OFFICE}/worksheet", "worksheets/sheet2.xml"),
            ("rId3", f"{OFFICE}/styles", "styles.xml"),
            ("rId4", f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
        ),
        FIRST: xml(
            f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><dimension ref="A1:C3"/>'
            '<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews>'
            '<cols><col min="1" max="1" width="20" style="1" customWidth="1"/></cols>'
            '<sheetData><row r="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
            '</row>'
            '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="2"><v>46000</v></c></row>'
            '<row r="3"><c r="A3" t="inlineStr"><is><t>Jo</t></is></c><c r="B3" s="3"><f>B2+1</f>'
            '<v>46001</v></c></row>'
            "</sheetData></worksheet>"
        ),
        SECOND: xml(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>2</v></c></row>'
            '</sheetData></worksheet>'
        ),
        STYLES: xml(
            f'<styleSheet xmlns="{MAIN}">'
            '<numFmts count="1"><numFmt numFmtId="166" formatCode="dd/mm/yyyy"/></numFmts>'
            '<fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/>'
            '<sz val="10"/><name val="Arial"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
            '<patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
            '</borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            '</cellStyleXfs>'
            '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
            '<xf numFmtId="166" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0"'
            ' applyNumberFormat="1"/></cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            '<dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs>'
            '<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/></styleSheet>'
        ),
        TEXTS: xml(
            f'<sst xmlns="{MAIN}" count="4" uniqueCount="3"><si><t>Name</t></si><si><t>When</t>'
            '</si>'
            '<si><r><t>Ann </t></r><r><rPr><b/></rPr><t xml:space="preserve">Lee’s</t></r></si>'
            '</sst>'
        ),
        "docProps/app.xml": xml(
            f'<Properties xmlns="{EXTENDED}">'
            "<Application>Microsoft Excel</Application></Properties>"
        ),
    }  # fmt: skip


def override(part: str, content_type: str) -> str:
    """An entry of the list of content types."""
    return f'<Override PartName="/{part}" ContentType="{content_type}"/>'


def relations(*listed: tuple[str, str, str]) -> bytes:
    """A part of relationships: ids, types and targets; addresses of the web lead outside."""
    written = "".join(
        f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if target.startswith(("http:", "file:")) else "/>")
        for id_, kind, target in listed
    )
    return xml(f'<Relationships xmlns="{PACKAGE}/relationships">{written}</Relationships>')


def changed(parts: Mapping[str, bytes], part: str, old: str, new: str) -> Parts:
    """The parts with something replaced in one of them, where it must occur."""
    assert old.encode() in parts[part], f"{part} has no {old}"
    return {**parts, part: parts[part].replace(old.encode(), new.encode())}


def with_types(parts: Mapping[str, bytes], *entries: str) -> Parts:
    """The parts with more entries in the list of content types."""
    return changed(parts, TYPES, "</Types>", "".join(entries) + "</Types>")


def with_relations(parts: Mapping[str, bytes], holder: str, *listed: tuple[str, str, str]) -> Parts:
    """The parts with more relationships in a part of them, which may be new."""
    if holder not in parts:
        return {**parts, holder: relations(*listed)}
    end = "</Relationships>"
    more = relations(*listed).decode().partition('relationships">')[2]
    return changed(parts, holder, end, more)


def with_part(
    parts: Mapping[str, bytes], part: str, data: bytes, content_type: str, *related: str
) -> Parts:
    """The parts with one more, to which another leads.

    Args:
        parts: the parts.
        part: the name of the new one.
        data: its content.
        content_type: its content type; empty where a default says it.
        related: the part of relationships that gets one more, its id, type and target.
    """
    made = {**parts, part: data}
    if content_type:
        made = with_types(made, override(part, content_type))
    if related:
        holder, id_, kind, target = related
        made = with_relations(made, holder, (id_, kind, target))
    return made


def in_every_part(parts: Mapping[str, bytes], change: Callable[[str], str | bytes]) -> Parts:
    """The parts, each of which was changed as text."""
    made = {}
    for name, data in parts.items():
        new = change(data.decode())
        made[name] = new.encode() if isinstance(new, str) else new
    return made


def prefixed(text: str, namespace: str = MAIN, prefix: str = "x") -> str:
    """A part whose main namespace has a prefix."""
    if f'xmlns="{namespace}"' not in text:
        return text
    named = re.sub(r"<(/?)(\w+)(?=[\s/>])", rf"<\1{prefix}:\2", text)
    return named.replace(f'xmlns="{namespace}"', f'xmlns:{prefix}="{namespace}"')


_STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    EXTENDED: "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
}  # fmt: skip


def strict(text: str) -> str:
    """A part in the strict dialect."""
    kinds = f"{OFFICE}/extended-properties"
    text = text.replace(kinds, f"{_STRICT[OFFICE]}/extendedProperties")
    for old, new in _STRICT.items():
        text = text.replace(old, new)
    return text.replace(
        f'<workbook xmlns="{_STRICT[MAIN]}"',
        f'<workbook xmlns="{_STRICT[MAIN]}" conformance="strict"',
    )


def called(parts: Mapping[str, bytes], names: Mapping[str, str]) -> Parts:
    """The parts under other names, which the caller leads to."""
    return {names.get(name, name): data for name, data in parts.items()}


def packed(
    parts: Mapping[str, bytes],
    *,
    stored: Iterable[str] = (),
    folders: Iterable[str] = (),
    zip64: bool = False,
    comment: bytes = b"",
) -> bytes:
    """A zip package of the parts.

    Args:
        parts: their bytes by name, in their order.
        stored: parts that are not compressed.
        folders: entries for folders, which stand first.
        zip64: whether sizes stand in the fields for large files.
        comment: the comment of the package.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.comment = comment
        for folder in folders:
            made.writestr(zipfile.ZipInfo(folder, STAMP), b"")
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o640 << 16
            with made.open(info, "w", force_zip64=zip64) as entry:
                entry.write(data)
    return buffer.getvalue()


class _Stream(io.RawIOBase):
    """A file that cannot go back, as where a program writes to a network."""

    def __init__(self) -> None:
        super().__init__()
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.content += piece
        return len(piece)


def streamed(parts: Mapping[str, bytes]) -> bytes:
    """A package whose sizes stand behind the content of each entry (data descriptors)."""
    stream = _Stream()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
    return bytes(stream.content)


def parts_of(package: bytes | Path) -> Parts:
    """The parts of a package, to be changed and packed again."""
    source = io.BytesIO(package) if isinstance(package, bytes) else package
    with zipfile.ZipFile(source) as opened:
        return {name: opened.read(name) for name in opened.namelist()}
