"""Workbooks whose package is odd: names, targets, content types, encodings, the zip itself."""

from __future__ import annotations

import re
import struct

from .by_hand import (
    BOOK,
    BOOK_RELATIONS,
    COMPATIBILITY,
    DECLARATION,
    FIRST,
    MAIN,
    OFFICE,
    SPREADSHEET,
    STYLES,
    TEXTS,
    TYPES,
    Parts,
    called,
    changed,
    in_every_part,
    office,
    override,
    packed,
    prefixed,
    relations,
    streamed,
    strict,
    with_part,
    with_types,
    xml,
)
from .making import Expected, workbook


@workbook("plain")
def plain() -> bytes:
    return packed(office())


@workbook("main namespace with a prefix")
def prefixes() -> bytes:
    return packed(in_every_part(office(), prefixed))


@workbook("relationships with a prefix")
def prefixed_relationships() -> bytes:
    def change(text: str) -> str:
        text = prefixed(text, "http://schemas.openxmlformats.org/package/2006/relationships", "rel")
        return prefixed(text, "http://schemas.openxmlformats.org/package/2006/content-types", "ct")

    return packed(in_every_part(office(), change))


@workbook("strict")
def in_strict() -> bytes:
    return packed(in_every_part(office(), strict))


@workbook("strict with a prefix")
def in_strict_prefixed() -> bytes:
    def change(text: str) -> str:
        return prefixed(strict(text), "http://purl.oclc.org/ooxml/spreadsheetml/main")

    return packed(in_every_part(office(), change))


@workbook("the relationships namespace under another prefix")
def other_relation_prefix() -> bytes:
    def change(text: str) -> str:
        return text.replace("xmlns:r=", "xmlns:office=").replace(" r:id=", " office:id=")

    return packed(in_every_part(office(), change))


@workbook("the relationships namespace on each tab only")
def relation_prefix_on_each_tab() -> bytes:
    declared = f' xmlns:r="{OFFICE}"'
    parts = changed(office(), BOOK, declared, "")
    return packed(changed(parts, BOOK, " r:id=", f"{declared} r:id="))


@workbook("r stands for something else at the root")
def relation_prefix_taken() -> bytes:
    parts = changed(office(), BOOK, f'xmlns:r="{OFFICE}"', f'xmlns:r="urn:else" xmlns:q="{OFFICE}"')
    return packed(changed(parts, BOOK, " r:id=", " q:id="))


@workbook("absolute targets")
def absolute() -> bytes:
    def change(text: str) -> str:
        text = re.sub(r'Target="(xl|docProps)/', r'Target="/\1/', text)
        return re.sub(r'Target="(worksheets|styles|shared)', r'Target="/xl/\1', text)

    return packed(in_every_part(office(), change))


@workbook("targets with ..", opened_by=("openpyxl",))
def upwards() -> bytes:
    def change(text: str) -> str:
        return re.sub(r'Target="(worksheets|styles|shared)', r'Target="../xl/./\1', text)

    return packed(in_every_part(office(), change))


@workbook("percent-encoded part names")
def percent_encoded() -> bytes:
    def change(text: str) -> str:
        return text.replace("worksheets/sheet1.xml", "work%20sheets/sheet%201%28a%29.xml")

    names = {FIRST: "xl/work%20sheets/sheet%201%28a%29.xml"}
    return packed(called(in_every_part(office(), change), names))


@workbook("a target percent-encoded, the part not", opened_by=("openpyxl",))
def percent_encoded_target() -> bytes:
    parts = changed(office(), BOOK_RELATIONS, "worksheets/sheet1", "worksheets/sheet%201")
    parts = changed(parts, TYPES, "worksheets/sheet1", "worksheets/sheet%201")
    return packed(called(parts, {FIRST: "xl/worksheets/sheet 1.xml"}))


@workbook("letters beyond ASCII in a part's name")
def umlauts() -> bytes:
    def change(text: str) -> str:
        return text.replace("worksheets/sheet1.xml", "worksheets/blätt.xml")

    return packed(called(in_every_part(office(), change), {FIRST: "xl/worksheets/blätt.xml"}))


@workbook("targets with backslashes", opened_by=("openpyxl",))
def backslashes() -> bytes:
    return packed(changed(office(), BOOK_RELATIONS, "worksheets/", "worksheets\\"))


@workbook("entries with backslashes", expected=Expected.EITHER)
def backslash_entries() -> bytes:
    parts = office()
    return packed(called(parts, {FIRST: FIRST.replace("/", "\\")}))


@workbook("targets in another case than the parts")
def other_case() -> bytes:
    parts = changed(office(), BOOK_RELATIONS, "worksheets/sheet1", "Worksheets/Sheet1")
    return packed(changed(parts, TYPES, "/xl/styles.xml", "/XL/Styles.XML"))


@workbook("the workbook under another name and folder", opened_by=())
def elsewhere() -> bytes:
    def change(text: str) -> str:
        text = text.replace("/xl/", "/office/").replace("xl/workbook.xml", "office/mappe.xml")
        return text.replace("office/workbook.xml", "office/mappe.xml")

    parts = in_every_part(office(), change)
    names = {
        name: name.replace("xl/", "office/").replace("workbook.xml", "mappe.xml") for name in parts
    }
    return packed(called(parts, names))


@workbook("the workbook at the root of the package", opened_by=("openpyxl",))
def at_the_root() -> bytes:
    def change(text: str) -> str:
        text = text.replace("/xl/workbook.xml", "/book.xml").replace("xl/workbook.xml", "book.xml")
        return re.sub(r'Target="(worksheets|styles|shared)', r'Target="/xl/\1', text)

    names = {BOOK: "book.xml", BOOK_RELATIONS: "_rels/book.xml.rels"}
    return packed(called(in_every_part(office(), change), names))


@workbook("UTF-16 workbook", opened_by=("openpyxl",))
def utf_16_workbook() -> bytes:
    parts = office()
    return packed({**parts, BOOK: _utf_16(parts[BOOK])})


@workbook("UTF-16 throughout", opened_by=("openpyxl",))
def utf_16_throughout() -> bytes:
    return packed({name: _utf_16(data) for name, data in office().items()})


@workbook("UTF-16 big endian styles", opened_by=("openpyxl",))
def utf_16_big_endian() -> bytes:
    parts = office()
    text = parts[STYLES].decode().replace("UTF-8", "UTF-16")
    return packed({**parts, STYLES: b"\xfe\xff" + text.encode("utf-16-be")})


def _utf_16(data: bytes) -> bytes:
    return data.decode().replace("UTF-8", "UTF-16").encode("utf-16")


@workbook("byte order marks")
def byte_order_marks() -> bytes:
    return packed({name: b"\xef\xbb\xbf" + data for name, data in office().items()})


@workbook("Latin-1 workbook", expected=Expected.EITHER, opened_by=("openpyxl",))
def latin_1() -> bytes:
    parts = changed(office(), BOOK, "Notes", "Été")
    text = parts[BOOK].decode().replace("UTF-8", "ISO-8859-1")
    return packed({**parts, BOOK: text.encode("iso-8859-1")})


@workbook("no XML declarations")
def no_declarations() -> bytes:
    return packed(in_every_part(office(), lambda text: text.removeprefix(DECLARATION)))


@workbook("comments and processing instructions")
def comments() -> bytes:
    remark = '<!-- kept by <the> office: a > b & "c" --><?office keep="yes" ?>'

    def change(text: str) -> str:
        text = re.sub(
            r"(<(?:workbook|styleSheet|Relationships|Types)\b[^>]*>)", rf"\1{remark}", text
        )
        text = re.sub(r"(</(?:sheets|cellXfs|fonts|Relationships|Types)>)", rf"{remark}\1", text)
        return text.replace(DECLARATION, DECLARATION + remark) + remark

    return packed(in_every_part(office(), change))


@workbook("CDATA in defined names")
def cdata() -> bytes:
    name = '<definedName name="Total"><![CDATA[SUM(Notes!$A$1:$A$9)&"<&>"]]></definedName>'
    return packed(office(after_sheets=f"<definedNames>{name}</definedNames>"))


@workbook("single quotes")
def single_quotes() -> bytes:
    return packed(in_every_part(office(), lambda text: text.replace('"', "'")))


@workbook("indented, with Windows line ends")
def indented() -> bytes:
    def change(text: str) -> str:
        # Not within texts, where white space would count.
        return text if "<sst" in text else re.sub(r"(?<=>)(?=</?\w)", "\r\n    ", text)

    return packed(in_every_part(office(), change))


@workbook("spaces within tags, references for letters")
def spaced_tags() -> bytes:
    parts = changed(office(), BOOK, "<sheets>", "<sheets  >")
    parts = changed(
        parts, BOOK, 'name="Notes" sheetId="4"', "name = 'N&#111;te&#x73;'\n\tsheetId =\t\"4\""
    )
    parts = changed(parts, BOOK, "</sheets>", "</sheets\n>")
    return packed(changed(parts, STYLES, "</cellXfs>", "</cellXfs >"))


@workbook("entries in another order")
def other_order() -> bytes:
    return packed(dict(reversed(office().items())))


@workbook("data descriptors")
def data_descriptors() -> bytes:
    return streamed(office())


@workbook("zip64 fields")
def zip64_fields() -> bytes:
    return packed(office(), zip64=True)


@workbook("stored entries")
def stored() -> bytes:
    parts = office()
    return packed(parts, stored=parts)


@workbook("folder entries and a comment of the package")
def folders() -> bytes:
    return packed(
        office(), folders=("xl/", "xl/worksheets/", "empty/"), comment=b"kept by the office"
    )


@workbook("extra fields in the zip")
def extra_fields() -> bytes:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in office().items():
            info = zipfile.ZipInfo(name, (2020, 5, 17, 1, 2, 4))
            # Padding as Excel leaves it, and a time as Info-ZIP does.
            info.extra = struct.pack(
                "<HH4sHHBL", 0xA220, 4, b"\0\1\2\3", 0x5455, 5, 1, 1_600_000_000
            )
            info.create_system = 0
            info.comment = b"one entry's own"
            made.writestr(info, data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


@workbook("zip levels mixed")
def levels() -> bytes:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for level, (name, data) in enumerate(office().items()):
            made.writestr(name, data, zipfile.ZIP_DEFLATED, level % 10)
    return buffer.getvalue()


@workbook("parts without relationships, and of no known type")
def orphans() -> bytes:
    parts = office()
    parts["xl/worksheets/sheet3.xml"] = b"<left/>"
    parts["xl/worksheets/SHEET5.XML"] = b"<left/>"
    parts["xl/tables/table1.xml"] = b"<left/>"
    parts["xl/drawings/drawing1.xml"] = b"<left/>"
    parts["xl/charts/chart1.xml"] = b"<left/>"
    parts["[trash]/0000.dat"] = b"\0" * 700
    return packed(parts)


@workbook("docProps missing")
def no_properties() -> bytes:
    parts = office()
    del parts["docProps/app.xml"]
    parts["_rels/.rels"] = relations(("rId1", f"{OFFICE}/officeDocument", BOOK))
    return packed(changed(parts, TYPES, _app_type(), ""))


def _app_type() -> str:
    kind = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    return override("docProps/app.xml", kind)


@workbook("no content type for relationships", opened_by=("openpyxl", "calamine"))
def no_type_for_relationships() -> bytes:
    kind = "application/vnd.openxmlformats-package.relationships+xml"
    entry = f'<Default Extension="rels" ContentType="{kind}"/>'
    return packed(changed(office(), TYPES, entry, ""))


@workbook("content types by default only")
def types_by_default() -> bytes:
    """Every .xml is a worksheet unless it says otherwise."""
    parts = changed(office(), TYPES, "application/xml", f"{SPREADSHEET}.worksheet+xml")
    for part in (FIRST, "xl/worksheets/sheet2.xml"):
        parts = changed(parts, TYPES, override(part, f"{SPREADSHEET}.worksheet+xml"), "")
    return packed(parts)


@workbook("the workbook's type by default")
def workbook_by_default() -> bytes:
    parts = changed(office(), TYPES, "application/xml", f"{SPREADSHEET}.sheet.main+xml")
    return packed(changed(parts, TYPES, override(BOOK, f"{SPREADSHEET}.sheet.main+xml"), ""))


@workbook("content types in another case")
def types_in_other_case() -> bytes:
    parts = changed(office(), TYPES, "/xl/worksheets/sheet1.xml", "/XL/Worksheets/Sheet1.xml")
    return packed(changed(parts, TYPES, 'Extension="rels"', 'Extension="RELS"'))


@workbook("content types of every kind of file")
def many_types() -> bytes:
    kinds = {"png": "image/png", "jpeg": "image/jpeg", "vml": f"{MAIN}", "bin": "application/bin"}
    entries = [f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in kinds.items()]
    return packed(with_types(office(), *entries))


@workbook("no content type for .xml at all")
def no_type_for_xml() -> bytes:
    return packed(
        changed(office(), TYPES, '<Default Extension="xml" ContentType="application/xml"/>', "")
    )


@workbook("relationship ids of every kind")
def odd_ids() -> bytes:
    def change(text: str) -> str:
        return (
            text.replace('"rId1"', '"R3f2a-9.x"')
            .replace('"rId2"', '"rId007"')
            .replace('"rId4"', '"rId2147483647"')
        )

    return packed(in_every_part(office(), change))


@workbook("attributes of the tabs that may be ignored")
def ignorable_attributes() -> bytes:
    """A namespace that may be ignored, in the workbook's root and on its tabs."""
    parts = changed(
        office(),
        BOOK,
        "<workbook ",
        f'<workbook xmlns:mc="{COMPATIBILITY}" xmlns:o="urn:o" mc:Ignorable="o" ',
    )
    return packed(changed(parts, BOOK, '<sheet name="Notes"', '<sheet o:mark="1" name="Notes"'))


@workbook("shared texts missing", opened_by=("openpyxl", "calamine"))
def no_shared_texts() -> bytes:
    parts: Parts = office()
    del parts[TEXTS]
    parts = changed(parts, TYPES, override(TEXTS, f"{SPREADSHEET}.sharedStrings+xml"), "")
    entry = f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    parts = changed(parts, BOOK_RELATIONS, entry, "")
    for part in (FIRST, "xl/worksheets/sheet2.xml"):
        text = re.sub(r't="s"><v>(\d)</v>', r't="str"><v>text \1</v>', parts[part].decode())
        parts[part] = text.encode()
    return packed(parts)


@workbook("a macro-enabled workbook", suffix=".xlsm")
def macros() -> bytes:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = changed(office(), TYPES, f"{SPREADSHEET}.sheet.main+xml", kind)
    parts = with_part(
        parts,
        "xl/vbaProject.bin",
        b"\xd0\xcf\x11\xe0any bytes" + bytes(range(256)) * 20,
        "application/vnd.ms-office.vbaProject",
        BOOK_RELATIONS,
        "rId9",
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        "vbaProject.bin",
    )
    names = '<workbook xmlns="' + MAIN + '"'
    assert names.encode() in parts[BOOK]
    return packed(
        changed(parts, BOOK, "<bookViews>", '<workbookPr codeName="ThisWorkbook"/><bookViews>')
    )


@workbook("a template", suffix=".xltx", expected=Expected.EITHER)
def template() -> bytes:
    return packed(
        changed(
            office(), TYPES, f"{SPREADSHEET}.sheet.main+xml", f"{SPREADSHEET}.template.main+xml"
        )
    )


@workbook("a template with macros", suffix=".xltm", expected=Expected.EITHER)
def macro_template() -> bytes:
    kind = "application/vnd.ms-excel.template.macroEnabled.main+xml"
    return packed(changed(office(), TYPES, f"{SPREADSHEET}.sheet.main+xml", kind))


@workbook("parts for people's own programs")
def own_parts() -> bytes:
    parts = with_part(
        office(),
        "customXml/item1.xml",
        b"<?xml version='1.0'?>\n<case xmlns='urn:office'>kept</case>",
        "",
        BOOK_RELATIONS,
        "rId20",
        f"{OFFICE}/customXml",
        "../customXml/item1.xml",
    )
    parts = with_part(
        parts,
        "customUI/customUI14.xml",
        xml('<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>'),
        "",
        "_rels/.rels",
        "Rui",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
        "customUI/customUI14.xml",
    )
    properties = (
        '<ds:datastoreItem ds:itemID="{0C1E2D3F-0000-4000-8000-000000000001}"'
        ' xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
    )
    return packed(
        with_part(
            parts,
            "customXml/itemProps1.xml",
            xml(properties),
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            "customXml/_rels/item1.xml.rels",
            "rId1",
            f"{OFFICE}/customXmlProps",
            "itemProps1.xml",
        )
    )
