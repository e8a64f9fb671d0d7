"""Workbooks that are to be left alone: not ours to change, or not what they seem."""

from __future__ import annotations

import struct

from .by_hand import (
    BOOK,
    BOOK_RELATIONS,
    FIRST,
    MAIN,
    OFFICE,
    PACKAGE,
    SPREADSHEET,
    TYPES,
    Parts,
    changed,
    office,
    override,
    packed,
    relations,
    with_part,
    xml,
)
from .making import Expected, workbook

REFUSED = Expected.REFUSED


def _tab_called(name: str) -> Parts:
    return changed(office(), BOOK, 'name="Notes"', f'name="{name}"')


@workbook("the office's own tab has the name of ours", expected=REFUSED)
def own_tab() -> bytes:
    return packed(_tab_called("IGPM Results"))


@workbook("the office's own tab has the name of ours in another case", expected=REFUSED)
def own_tab_in_other_case() -> bytes:
    return packed(_tab_called("igpm results"))


@workbook("the office's own summary", expected=REFUSED)
def own_summary() -> bytes:
    return packed(_tab_called("IGPM Summary"))


@workbook("the office's own list of problems, hidden", expected=REFUSED)
def own_problems() -> bytes:
    return packed(
        changed(_tab_called("IGPM PROBLEMS"), BOOK, 'sheetId="4"', 'sheetId="4" state="hidden"')
    )


@workbook("the office's own tab, and a name that marks another", expected=REFUSED)
def own_tab_beside_a_mark() -> bytes:
    name = '<definedName name="IGPM_tab_results">Applicants!$A:$A</definedName>'
    named = f"<definedNames>{name}</definedNames></workbook>"
    return packed(changed(_tab_called("IGPM Results"), BOOK, "</workbook>", named))


@workbook("signed", expected=REFUSED)
def signed() -> bytes:
    origin = "application/vnd.openxmlformats-package.digital-signature-origin"
    signature = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
    kind = f"{PACKAGE}/relationships/digital-signature"
    parts = with_part(
        office(),
        "_xmlsignatures/origin.sigs",
        b"",
        origin,
        "_rels/.rels",
        "rId9",
        f"{kind}/origin",
        "_xmlsignatures/origin.sigs",
    )
    return packed(
        with_part(
            parts,
            "_xmlsignatures/sig1.xml",
            xml('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'),
            signature,
            "_xmlsignatures/_rels/origin.sigs.rels",
            "rId1",
            f"{kind}/signature",
            "sig1.xml",
        )
    )


@workbook("shared in the old way", expected=REFUSED)
def shared() -> bytes:
    headers = (
        f'<headers xmlns="{MAIN}" xmlns:r="{OFFICE}"'
        f' guid="{{00000000-0000-4000-8000-000000000001}}">'
        '<header guid="{00000000-0000-4000-8000-000000000001}" dateTime="2024-05-01T10:00:00Z"'
        ' maxSheetId="5"'
        ' userName="Ann" r:id="rId1"><sheetIdMap count="2"><sheetId val="1"/><sheetId val="4"/>'
        "</sheetIdMap></header></headers>"
    )
    parts = with_part(
        office(),
        "xl/revisions/revisionHeaders.xml",
        xml(headers),
        f"{SPREADSHEET}.revisionHeaders+xml",
        BOOK_RELATIONS,
        "rId9",
        f"{OFFICE}/revisionHeaders",
        "revisions/revisionHeaders.xml",
    )
    parts = with_part(
        parts,
        "xl/revisions/revisionLog1.xml",
        xml(f'<revisions xmlns="{MAIN}"/>'),
        f"{SPREADSHEET}.revisionLog+xml",
        "xl/revisions/_rels/revisionHeaders.xml.rels",
        "rId1",
        f"{OFFICE}/revisionLog",
        "revisionLog1.xml",
    )
    users = xml(f'<users xmlns="{MAIN}" count="0"/>')
    return packed(
        with_part(
            parts,
            "xl/revisions/userNames.xml",
            users,
            f"{SPREADSHEET}.userNames+xml",
            BOOK_RELATIONS,
            "rId10",
            f"{OFFICE}/usernames",
            "revisions/userNames.xml",
        )
    )


@workbook("with a password", expected=REFUSED, opened_by=())
def encrypted() -> bytes:
    """The container of an encrypted workbook; what is in it does not matter."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"EncryptedPackage".ljust(4096, b"\0")


@workbook("an entry with a password", expected=REFUSED, opened_by=())
def encrypted_entry() -> bytes:
    data = bytearray(packed(office()))
    for at, signature in ((6, b"PK\3\4"), (8, b"PK\1\2")):
        place = data.find(signature)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def _wrong_checksum(part: str) -> bytes:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    data = packed(office())
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        right = struct.pack("<L", opened.getinfo(part).CRC)
    return data.replace(right, bytes(byte ^ 0xFF for byte in right))


@workbook("a part with a wrong checksum", expected=Expected.EITHER)
def wrong_checksum() -> bytes:
    """A refresh that copies what it does not read may leave it as it is."""
    return _wrong_checksum("docProps/app.xml")


@workbook("a workbook part with a wrong checksum", expected=REFUSED, opened_by=("calamine",))
def wrong_checksum_of_the_workbook() -> bytes:
    return _wrong_checksum(BOOK)


@workbook("cut off", expected=REFUSED, opened_by=())
def cut_off() -> bytes:
    data = packed(office())
    return data[: len(data) * 2 // 3]


@workbook("empty", expected=REFUSED, opened_by=())
def empty() -> bytes:
    return b""


@workbook("a text called .xlsx", expected=REFUSED, opened_by=())
def text() -> bytes:
    return b"Ref,Date received\r\nA1,2026-01-01\r\n"


@workbook("an empty zip", expected=REFUSED, opened_by=())
def empty_zip() -> bytes:
    return packed({})


@workbook("a document called .xlsx", expected=REFUSED, opened_by=())
def document() -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    part = "word/document.xml"
    types = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/xml"/>'
        f"{override(part, kind)}</Types>"
    )
    return packed(
        {
            TYPES: xml(types),
            "_rels/.rels": relations(("rId1", f"{OFFICE}/officeDocument", part)),
            part: xml(f'<w:document xmlns:w="{word}"><w:body/></w:document>'),
        }
    )


@workbook("binary parts, called .xlsx", expected=REFUSED, opened_by=())
def binary() -> bytes:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    parts = changed(office(), TYPES, f"{SPREADSHEET}.sheet.main+xml", kind)
    parts = changed(parts, TYPES, f"/{BOOK}", "/xl/workbook.bin")
    parts = changed(parts, "_rels/.rels", BOOK, "xl/workbook.bin")
    parts["xl/workbook.bin"] = b"\x83\x01\x00" + parts.pop(BOOK)
    parts["xl/_rels/workbook.bin.rels"] = parts.pop(BOOK_RELATIONS)
    return packed(parts)


@workbook("two parts of one name", expected=REFUSED)
def two_parts() -> bytes:
    parts = office()
    parts["xl/Worksheets/Sheet1.xml"] = parts[FIRST]
    return packed(parts)


@workbook("a workbook part that is no XML", expected=REFUSED, opened_by=("calamine",))
def broken_xml() -> bytes:
    return packed(changed(office(), BOOK, "</sheets>", "</sheet>"))


@workbook("styles that are no XML", expected=REFUSED, opened_by=())
def broken_styles() -> bytes:
    return packed(changed(office(), "xl/styles.xml", "</cellXfs>", ""))


@workbook("no content types", expected=REFUSED, opened_by=("calamine",))
def no_types() -> bytes:
    parts = office()
    del parts[TYPES]
    return packed(parts)


@workbook("no relationships", expected=REFUSED, opened_by=("openpyxl",))
def no_relationships() -> bytes:
    parts = office()
    del parts["_rels/.rels"]
    return packed(parts)


@workbook("a workbook part that is not there", expected=REFUSED, opened_by=("calamine",))
def no_workbook() -> bytes:
    parts = office()
    del parts[BOOK]
    return packed(parts)


@workbook("entities that swell", expected=REFUSED, opened_by=())
def swelling() -> bytes:
    swells = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">'
    bomb = f"<!DOCTYPE x [{swells}]>\r\n<workbook "
    parts = changed(office(), BOOK, "<workbook ", bomb)
    return packed(
        changed(
            parts,
            BOOK,
            "</workbook>",
            '<definedNames><definedName name="n">&c;</definedName></definedNames></workbook>',
        )
    )
