"""The comparison finds every kind of loss, and nothing in a refresh that lost nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from .by_hand import (
    BOOK,
    BOOK_RELATIONS,
    FIRST,
    MAIN,
    OFFICE,
    SPREADSHEET,
    STYLES,
    TEXTS,
    TYPES,
    Parts,
    changed,
    office,
    override,
    packed,
    parts_of,
    relations,
    with_part,
    with_relations,
    xml,
)
from .compare import compare
from .odd_parts import with_pivot
from .odd_styles import fewest_styles, styles_named_and_missing

Change = Callable[[Parts], Parts]

OURS = "xl/worksheets/sheet3.xml"
OUR_RELATIONS = "xl/worksheets/_rels/sheet3.xml.rels"
OUR_TABLE = "xl/tables/table2.xml"
MARK = "<definedName name=\"IGPM_tab_results\">'IGPM Results'!$A:$A</definedName>"
FIELDS = '<cacheFields count="1"><cacheField name="Ref"><sharedItems/></cacheField></cacheFields>'


def an_office() -> Parts:
    """What the office had: names, a table, a calculation chain, a pivot table, extensions."""
    names = (
        '<definedNames><definedName name="Rate">0.2</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="1">Notes!$A$1</definedName>'
        "</definedNames>"
    )
    extension = '<extLst><ext uri="{0}"/></extLst>'
    parts = office(after_sheets=names + '<calcPr calcId="1"/>' + extension)
    chain = xml(f'<calcChain xmlns="{MAIN}"><c r="B3" i="1"/></calcChain>')
    parts = with_part(
        parts,
        "xl/calcChain.xml",
        chain,
        f"{SPREADSHEET}.calcChain+xml",
        BOOK_RELATIONS,
        "rId5",
        f"{OFFICE}/calcChain",
        "calcChain.xml",
    )
    parts = changed(parts, BOOK, "<extLst>", "<pivotCaches/><extLst>")
    parts = with_pivot(parts, 'sheet="IGPM Results" ref="A1:A2"', FIELDS)
    parts = changed(parts, BOOK, "<pivotCaches/>", "")
    parts = changed(parts, BOOK, f"{extension}<pivotCaches>", "<pivotCaches>")
    parts = changed(parts, BOOK, "</pivotCaches>", f"</pivotCaches>{extension}")
    return changed(parts, STYLES, "</styleSheet>", f"{extension}</styleSheet>")


def refreshed(parts: Parts, value: str = "A1") -> Parts:
    """The parts with a tab of ours, as a refresh would put it there."""
    sheet = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews><sheetView workbookViewId="0"/>'
        '</sheetViews><cols><col min="1" max="1" width="9" style="4"/></cols><sheetData>'
        '<row r="1"><c r="A1" s="4" t="inlineStr"><is><t>Ref</t></is></c></row>'
        f'<row r="2"><c r="A2" t="inlineStr"><is><t>{value}</t></is></c></row></sheetData>'
        '<conditionalFormatting sqref="A2"><cfRule type="expression" dxfId="1" priority="1">'
        '<formula>A2="x"</formula></cfRule></conditionalFormatting>'
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )
    table = (
        f'<table xmlns="{MAIN}" id="9" name="IGPM_Results_table" displayName="IGPM_Results_table"'
        ' ref="A1:A2"><autoFilter ref="A1:A2"/><tableColumns count="1">'
        '<tableColumn id="1" name="Ref"/></tableColumns></table>'
    )
    parts = with_part(parts, OURS, xml(sheet), f"{SPREADSHEET}.worksheet+xml")
    parts = with_relations(parts, BOOK_RELATIONS, ("rId6", f"{OFFICE}/worksheet", f"/{OURS}"))
    parts = with_relations(parts, OUR_RELATIONS, ("rId1", f"{OFFICE}/table", f"/{OUR_TABLE}"))
    parts = with_part(parts, OUR_TABLE, xml(table), f"{SPREADSHEET}.table+xml")
    entry = '<sheet name="IGPM Results" sheetId="5" r:id="rId6"/></sheets>'
    parts = changed(parts, BOOK, "</sheets>", entry)
    ours = '<definedName name="_xlnm.Print_Titles" localSheetId="2">\'IGPM Results\'!$1:$1'
    parts = changed(parts, BOOK, "</definedNames>", f"{MARK}{ours}</definedName></definedNames>")
    parts = changed(parts, BOOK, 'calcId="1"', 'calcId="1" fullCalcOnLoad="1"')
    more = '<xf numFmtId="167" fontId="2" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    parts = changed(parts, STYLES, "</cellXfs>", more)
    parts = changed(parts, STYLES, 'cellXfs count="4"', 'cellXfs count="5"')
    parts = changed(parts, STYLES, "</fonts>", "<font><i/></font></fonts>")
    parts = changed(parts, STYLES, 'fonts count="2"', 'fonts count="3"')
    parts = changed(parts, STYLES, "</dxfs>", "<dxf><font><b/></font></dxf></dxfs>")
    parts = changed(parts, STYLES, 'dxfs count="1"', 'dxfs count="2"')
    number = '<numFmt numFmtId="167" formatCode="0.00"/></numFmts>'
    parts = changed(parts, STYLES, "</numFmts>", number)
    return changed(parts, STYLES, 'numFmts count="1"', 'numFmts count="2"')


BEFORE = an_office()
AFTER = refreshed(BEFORE)
LATER = changed(AFTER, OURS, "<t>A1</t>", "<t>A2</t>")


def test_the_same_bytes_lost_nothing() -> None:
    assert compare(b"anything", b"anything") == []


def test_a_tab_that_came_lost_nothing() -> None:
    assert compare(packed(BEFORE), packed(AFTER)) == []


def test_a_tab_of_ours_that_changed_lost_nothing() -> None:
    assert compare(packed(AFTER), packed(LATER)) == []


def test_a_pivot_table_on_our_tab_may_follow_it() -> None:
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    follows = changed(
        LATER, part, "<pivotCacheDefinition ", '<pivotCacheDefinition refreshOnLoad="1" '
    )
    follows = changed(follows, part, 'ref="A1:A2"', 'ref="A1:A3"')
    assert compare(packed(AFTER), packed(follows)) == []


def replaced(part: str, old: str, new: str) -> Change:
    return lambda parts: changed(parts, part, old, new)


def without(part: str) -> Change:
    return lambda parts: {name: data for name, data in parts.items() if name != part}


def put(part: str, data: bytes) -> Change:
    return lambda parts: {**parts, part: data}


def in_order(*names: str) -> Change:
    """These parts first."""
    return lambda parts: {name: parts[name] for name in (*names, *parts)}


LOSSES: dict[str, tuple[Change, str]] = {
    "a byte of a tab": (replaced(FIRST, "46000", "46009"), f"{FIRST}: holds other bytes"),
    "a byte of the properties": (
        replaced("docProps/app.xml", "Microsoft", "microsoft"),
        "docprops/app.xml: holds other bytes",
    ),
    "a part": (without(TEXTS), "the part is gone"),
    "a part that came": (put("xl/left.xml", b"<x/>"), "a part came"),
    "the calculation chain": (without("xl/calcChain.xml"), "xl/calcchain.xml: the part is gone"),
    "an extension of the workbook": (
        replaced(BOOK, '<extLst><ext uri="{0}"/></extLst>', ""),
        "lost <extLst>",
    ),
    "an extension of the styles": (
        replaced(STYLES, '<extLst><ext uri="{0}"/></extLst>', ""),
        "lost <extLst>",
    ),
    "a defined name": (
        replaced(BOOK, '<definedName name="Rate">0.2</definedName>', ""),
        'lost <definedName name="Rate"',
    ),
    "the value of a defined name": (replaced(BOOK, ">0.2<", ">0.20<"), "Rate"),
    "the tab of a defined name": (
        replaced(BOOK, 'localSheetId="1"', 'localSheetId="0"'),
        'lost <definedName name="_xlnm.Print_Area"',
    ),
    "a name that is not ours": (
        replaced(BOOK, MARK, f'{MARK}<definedName name="New">1</definedName>'),
        "gained <definedName",
    ),
    "the order of the names": (
        replaced(
            BOOK,
            '<definedName name="Rate">0.2</definedName>'
            '<definedName name="_xlnm.Print_Area" localSheetId="1">Notes!$A$1</definedName>',
            '<definedName name="_xlnm.Print_Area" localSheetId="1">Notes!$A$1</definedName>'
            '<definedName name="Rate">0.2</definedName>',
        ),
        "order",
    ),
    "the name of a tab": (replaced(BOOK, 'name="Notes"', 'name="Note"'), "lost <sheet"),
    "the number of a tab": (replaced(BOOK, 'sheetId="4"', 'sheetId="3"'), "became <sheet"),
    "a tab hidden": (replaced(BOOK, 'sheetId="4"', 'sheetId="4" state="hidden"'), "became <sheet"),
    "our tab first": (
        lambda parts: changed(
            changed(parts, BOOK, '<sheet name="IGPM Results" sheetId="5" r:id="rId6"/>', ""),
            BOOK,
            "<sheets>",
            '<sheets><sheet name="IGPM Results" sheetId="5" r:id="rId6"/>',
        ),
        "before what was there",
    ),
    "our tab hidden": (
        replaced(BOOK, 'sheetId="5"', 'sheetId="5" state="hidden"'),
        "gained <sheet",
    ),
    "a tab without its mark": (replaced(BOOK, MARK, ""), "not marked"),
    "the open tab": (
        replaced(BOOK, 'windowHeight="6000"/>', 'windowHeight="6000" activeTab="2"/>'),
        "<bookViews>",
    ),
    "the way of calculating": (replaced(BOOK, 'calcId="1"', 'calcId="2"'), "<calcPr"),
    "quotes": (replaced(BOOK, 'name="Notes"', "name='Notes'"), "became <sheet"),
    "white space": (replaced(BOOK, "<bookViews>", "\n<bookViews>"), "the text between"),
    "a comment before the root": (
        replaced(BOOK, "<workbook ", "<!-- x --><workbook "),
        "before or after the root",
    ),
    "the order of the workbook part": (
        lambda parts: changed(
            changed(parts, BOOK, '<calcPr calcId="1" fullCalcOnLoad="1"/>', ""),
            BOOK,
            "<definedNames>",
            '<calcPr calcId="1" fullCalcOnLoad="1"/><definedNames>',
        ),
        "order of the elements",
    ),
    "a relationship": (
        replaced(BOOK_RELATIONS, 'Id="rId4"', 'Id="rId14"'),
        'lost <Relationship Id="rId4"',
    ),
    "the target of a relationship": (
        replaced(BOOK_RELATIONS, '"styles.xml"', '"/xl/styles.xml"'),
        "became <Relationship",
    ),
    "a relationship to nothing of ours": (
        lambda parts: with_relations(
            parts, BOOK_RELATIONS, ("rId77", f"{OFFICE}/customXml", f"/{TEXTS}")
        ),
        "gained <Relationship",
    ),
    "a content type": (
        replaced(TYPES, override(TEXTS, f"{SPREADSHEET}.sharedStrings+xml"), ""),
        "lost <Override",
    ),
    "the kind of a part": (
        replaced(TYPES, f"{SPREADSHEET}.sharedStrings+xml", "text/plain"),
        "became <Override",
    ),
    "the type by default": (
        replaced(TYPES, '"application/xml"', '"text/xml"'),
        "became <Default",
    ),
    "a style": (replaced(STYLES, 'numFmtId="14"', 'numFmtId="15"'), "cellXfs 3"),
    "a style before the others": (
        replaced(STYLES, '<cellXfs count="5">', '<cellXfs count="6"><xf/>'),
        "cellXfs 0",
    ),
    "a font": (replaced(STYLES, "<b/>", "<i/>"), "fonts 1"),
    "a conditional format": (replaced(STYLES, "FFFF0000", "FFFF0001"), "dxfs 0"),
    "a number format": (replaced(STYLES, "dd/mm/yyyy", "d/m/yyyy"), "numFmts 0"),
    "a style of the office": (replaced(STYLES, 'name="Normal"', 'name="Standard"'), "cellStyles"),
    "the style of new tables": (
        replaced(STYLES, "TableStyleMedium2", "TableStyleMedium3"),
        "tableStyles",
    ),
    "the count of the styles": (
        replaced(STYLES, 'cellXfs count="5"', 'cellXfs count="4"'),
        "count",
    ),
    "the order of the styles": (
        lambda parts: changed(
            changed(
                parts, STYLES, '<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/>', ""
            ),
            STYLES,
            "<dxfs ",
            '<tableStyles count="0" defaultTableStyle="TableStyleMedium2"/><dxfs ',
        ),
        "order",
    ),
    "a pivot table that is not ours": (
        replaced("xl/pivotCache/pivotCacheDefinition1.xml", 'invalid="1"', 'refreshOnLoad="1"'),
        "pivot",
    ),
    "the order of the parts": (in_order(TEXTS), "order of the parts"),
    "a new part before the others": (in_order(OURS), "stands before"),
}
"""What a refresh could lose, how, and what the finding says."""


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_found(name: str) -> None:
    change, wanted = LOSSES[name]
    findings = compare(packed(BEFORE), packed(change(AFTER)))
    assert any(wanted in finding for finding in findings), findings


FAULTS: dict[str, tuple[Change, str]] = {
    "no content type": (
        lambda parts: changed(
            changed(parts, TYPES, override(OURS, f"{SPREADSHEET}.worksheet+xml"), ""),
            TYPES,
            '<Default Extension="xml" ContentType="application/xml"/>',
            "",
        ),
        "it has no content type",
    ),
    "the wrong content type": (
        replaced(TYPES, override(OURS, f"{SPREADSHEET}.worksheet+xml"), ""),
        "it is a worksheet, but application/xml",
    ),
    "a relationship to nothing": (replaced(OUR_RELATIONS, "table2", "table7"), "is not there"),
    "two relationships of one id": (
        replaced(BOOK_RELATIONS, 'Id="rId6"', 'Id="rId5"'),
        "two relationships rId5",
    ),
    "two tabs of one number": (replaced(BOOK, 'sheetId="5"', 'sheetId="4"'), "have the number 4"),
    "a number too high": (replaced(BOOK, 'sheetId="5"', 'sheetId="65535"'), "no number of a tab"),
    "two tables of one name": (
        lambda parts: {**parts, **parts_with_second_table(parts)},
        "two tables are called",
    ),
    "a table called as a name": (
        replaced(OUR_TABLE, 'displayName="IGPM_Results_table"', 'displayName="rate"'),
        "both called rate",
    ),
    "two names of one name": (
        replaced(BOOK, MARK, MARK + MARK.replace("tab", "TAB")),
        "two defined names",
    ),
    "a name of no tab": (
        replaced(BOOK, 'Titles" localSheetId="2"', 'Titles" localSheetId="3"'),
        "of tab 3",
    ),
    "a mark that leads nowhere": (
        replaced(BOOK, MARK, f'{MARK}<definedName name="IGPM_x">#REF!</definedName>'),
        "leads nowhere",
    ),
    "a style that is not there": (replaced(OURS, 's="4"', 's="5"'), "cell format 5"),
    "a style of a column that is not there": (replaced(OURS, 'style="4"', 'style="5"'), "format 5"),
    "a conditional format that is not there": (
        replaced(OURS, 'dxfId="1"', 'dxfId="2"'),
        "conditional format 2",
    ),
    "a font that is not there": (replaced(STYLES, 'fontId="2"', 'fontId="3"'), "fontId 3"),
    "a number format that is not there": (
        replaced(STYLES, 'xf numFmtId="167"', 'xf numFmtId="168"'),
        "number format 168",
    ),
    "two number formats of one number": (
        replaced(STYLES, '<numFmt numFmtId="167"', '<numFmt numFmtId="166"'),
        "two number formats 166",
    ),
    "a heading that is not the column's": (
        replaced(OURS, "<t>Ref</t>", "<t>Reference</t>"),
        "has the heading “Reference”",
    ),
    "a table without rows": (
        lambda parts: changed(changed(parts, OUR_TABLE, "A1:A2", "A1:A1"), OURS, "A2", "A3"),
        "no row of data",
    ),
    "a filter that covers something else": (
        replaced(OUR_TABLE, '<autoFilter ref="A1:A2"', '<autoFilter ref="A1:A9"'),
        "its filter covers A1:A9",
    ),
    "rows out of order": (replaced(OURS, '<row r="2">', '<row r="1">'), "stands behind row 1"),
    "a cell in another row": (replaced(OURS, '<c r="A2"', '<c r="A3"'), "the wrong place"),
    "elements out of order": (
        lambda parts: changed(
            changed(parts, OURS, '<sheetViews><sheetView workbookViewId="0"/></sheetViews>', ""),
            OURS,
            "</sheetData>",
            '</sheetData><sheetViews><sheetView workbookViewId="0"/></sheetViews>',
        ),
        "stands behind",
    ),
    "merged cells over a table": (
        replaced(
            OURS, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells>'
        ),
        "overlap",
    ),
    "two tabs selected": (
        replaced(OURS, "<sheetView ", '<sheetView tabSelected="1" '),
        "typing would go into both",
    ),
    "a number that is none": (
        replaced(
            OURS, '<c r="A2" t="inlineStr"><is><t>A1</t></is></c>', '<c r="A2"><v>nan</v></c>'
        ),
        "A2 holds no number",
    ),
    "a text that is too long": (replaced(OURS, "<t>A1</t>", f"<t>{'x' * 32_768}</t>"), "too long"),
    "our tab is no XML": (replaced(OURS, "</row>", "</rows>"), OURS),
    "another dialect": (
        replaced(OURS, OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        "is not of the dialect",
    ),
    "a formula in the calculation chain that is not there": (
        lambda parts: changed(
            parts, "xl/calcChain.xml", "</calcChain>", '<c r="A2" i="5"/></calcChain>'
        ),
        "the calculation chain names IGPM Results!A2",
    ),
}
"""What a refresh could write that does not hang together, and what the finding says."""


def parts_with_second_table(parts: Parts) -> Parts:
    made = with_part(
        parts,
        "xl/tables/table3.xml",
        parts[OUR_TABLE].replace(b'id="9"', b'id="10"'),
        f"{SPREADSHEET}.table+xml",
        OUR_RELATIONS,
        "rId2",
        f"{OFFICE}/table",
        "/xl/tables/table3.xml",
    )
    return changed(made, OURS, "</tableParts>", '<tablePart r:id="rId2"/></tableParts>')


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_found(name: str) -> None:
    change, wanted = FAULTS[name]
    findings = compare(packed(BEFORE), packed(change(AFTER)))
    assert findings
    assert any(wanted in finding for finding in findings), findings


def zipped(parts: Parts, change: Callable[[zipfile.ZipInfo], None], name: str = FIRST) -> bytes:
    """A package of the parts, the entry of one of them changed."""
    buffer = io.BytesIO()
    sound = zipfile.ZipFile(io.BytesIO(packed(parts)))
    with sound as opened, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for info in opened.infolist():
            data = opened.read(info)
            if info.filename == name:
                change(info)
            with made.open(info, "w") as entry:
                entry.write(data)
    return buffer.getvalue()


def stored(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_STORED


def touched(info: zipfile.ZipInfo) -> None:
    info.date_time = (2026, 1, 1, 0, 0, 0)


def open_to_all(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o777 << 16


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (stored, "method of compression"),
        (touched, "its time changed"),
        (open_to_all, "the attributes"),
    ],
)
def test_how_a_part_is_packed_counts(
    change: Callable[[zipfile.ZipInfo], None], wanted: str
) -> None:
    findings = compare(packed(BEFORE), zipped(AFTER, change))
    assert any(wanted in finding for finding in findings), findings


def test_a_part_packed_anew_is_found() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in AFTER.items():
            made.writestr(name, data)
    assert f"{FIRST}: was packed anew" in compare(packed(BEFORE), buffer.getvalue())


def test_folder_entries_and_the_comment_of_the_package_count() -> None:
    before = packed(BEFORE, folders=("xl/",), comment=b"ours")
    assert compare(before, packed(AFTER, folders=("xl/",), comment=b"ours")) == []
    findings = compare(before, packed(AFTER))
    assert "xl/: the folder entry is gone" in findings
    assert "the comment of the package changed" in findings


def test_bytes_that_do_not_unpack_are_found() -> None:
    data = packed(AFTER)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        crc = opened.getinfo(OURS).CRC.to_bytes(4, "little")
    broken = data.replace(crc, bytes(byte ^ 0xFF for byte in crc))
    findings = compare(packed(BEFORE), broken)
    assert any("cannot be read" in finding or "does not unpack" in finding for finding in findings)


def test_half_a_workbook_is_found() -> None:
    assert compare(packed(BEFORE), packed(AFTER)[:-100])[0].startswith("it cannot be read any more")


def test_a_file_that_was_no_workbook_must_stay_as_it_was() -> None:
    assert "changed all the same" in compare(b"text", b"other")[0]


def test_faults_that_were_there_before_do_not_count() -> None:
    before = changed(BEFORE, BOOK_RELATIONS, '"styles.xml"', '"missing.xml"')
    after = refreshed(before)
    assert not [each for each in compare(packed(before), packed(after)) if "missing" in each]


def test_a_style_that_fills_a_gap_of_the_office_is_found() -> None:
    """A cell that named no style shows plain; a style that comes would dress it."""
    before = changed(BEFORE, FIRST, ' s="2"', ' s="4"')
    findings = compare(packed(before), packed(refreshed(before)))
    assert "a cell names entry 4 of cellXfs, which was not there and now is" in findings


def test_a_number_format_that_fills_a_gap_of_the_office_is_found() -> None:
    before = changed(BEFORE, STYLES, 'xf numFmtId="14"', 'xf numFmtId="167"')
    findings = compare(packed(before), packed(refreshed(before)))
    assert any("not there, and now there is ours" in finding for finding in findings)


def test_styles_that_were_missing_must_begin_with_the_plain_one() -> None:
    before = parts_of(styles_named_and_missing())
    after = with_part(
        before,
        STYLES,
        parts_of(fewest_styles())[STYLES].replace(
            b'<xf numFmtId="0" fontId="0"', b'<xf fontId="1"'
        ),
        f"{SPREADSHEET}.styles+xml",
        BOOK_RELATIONS,
        "rId3",
        f"{OFFICE}/styles",
        "styles.xml",
    )
    findings = compare(packed(before), packed(after))
    assert any("is not the plain one" in finding for finding in findings), findings
    assert any("which was not there and now is" in finding for finding in findings), findings


def test_notes_that_people_put_on_our_tab_may_not_go() -> None:
    noted = with_part(
        AFTER,
        "xl/comments7.xml",
        xml(f'<comments xmlns="{MAIN}"/>'),
        f"{SPREADSHEET}.comments+xml",
        OUR_RELATIONS,
        "rId9",
        f"{OFFICE}/comments",
        "../comments7.xml",
    )
    assert compare(packed(AFTER), packed(noted)) == []
    assert "xl/comments7.xml: the part is gone" in compare(packed(noted), packed(LATER))


def test_the_office_s_own_tab_of_our_name_is_not_ours() -> None:
    before = changed(AFTER, BOOK, MARK, "")
    findings = compare(packed(before), packed(changed(before, OURS, "<t>A1</t>", "<t>B</t>")))
    assert f"{OURS}: holds other bytes" in findings


def test_a_relationships_part_of_the_workbook_is_read_wherever_it_leads() -> None:
    listed = relations(("rId1", f"{OFFICE}/officeDocument", f"/{BOOK}"))
    before = {**BEFORE, "_rels/.rels": listed}
    assert compare(packed(before), packed(refreshed(before))) == []
