"""Workbooks whose workbook part is odd: tabs, names, dates, protection, alternatives."""

from __future__ import annotations

from .by_hand import (
    BOOK,
    BOOK_RELATIONS,
    COMPATIBILITY,
    FIRST,
    FIRST_RELATIONS,
    MAIN,
    MICROSOFT,
    OFFICE,
    SECOND,
    SPREADSHEET,
    TYPES,
    Parts,
    changed,
    office,
    packed,
    with_part,
    xml,
)
from .making import Expected, workbook

VIEWS = (
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="9600" windowHeight="6000"/>'
    "</bookViews>"
)


@workbook("1904 dates")
def dates_from_1904() -> bytes:
    return packed(office(before_sheets='<workbookPr date1904="1" defaultThemeVersion="124226"/>'))


@workbook("a calculation chain")
def calculation_chain() -> bytes:
    chain = xml(f'<calcChain xmlns="{MAIN}"><c r="B3" i="1"/></calcChain>')
    parts = office(after_sheets='<calcPr calcId="191029" calcMode="manual" fullPrecision="0"/>')
    return packed(
        with_part(
            parts,
            "xl/calcChain.xml",
            chain,
            f"{SPREADSHEET}.calcChain+xml",
            BOOK_RELATIONS,
            "rId5",
            f"{OFFICE}/calcChain",
            "calcChain.xml",
        )
    )


@workbook("a calculation chain that is missing", opened_by=("openpyxl", "calamine"))
def missing_calculation_chain() -> bytes:
    parts = office()
    entry = f'<Relationship Id="rId5" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
    return packed(changed(parts, BOOK_RELATIONS, "</Relationships>", f"{entry}</Relationships>"))


@workbook("many defined names")
def defined_names() -> bytes:
    named = [
        '<definedName name="_xlnm._FilterDatabase" localSheetId="0">Applicants!$A$1</definedName>',
        '<definedName name="_xlnm.Print_Area" localSheetId="0">Applicants!$A$1:$C$3</definedName>',
        '<definedName name="_xlnm.Print_Area" localSheetId="1">Notes!$A:$A</definedName>',
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">Applicants!$1:$1</definedName>',
        '<definedName name="IGPM_note">"not a tab of the program"</definedName>',
        '<definedName name="Lost">#REF!</definedName>',
        '<definedName name="VAT" comment="&#8220;20&#160;%&#8221;">0.2</definedName>',
        '<definedName name="VAT" localSheetId="1">0.175</definedName>',
        '<definedName name="Größe">OFFSET(Notes!$A$1,0,0,COUNTA(Notes!$A:$A),1)</definedName>',
        '<definedName name="auto_open" xlm="1" hidden="1">Notes!$A$1</definedName>',
        '<definedName name="fn" function="1" vbProcedure="1" hidden="1">0</definedName>',
    ]
    named += [f'<definedName name="n_{at}">Notes!$A${at}</definedName>' for at in range(1, 400)]
    return packed(office(after_sheets=f"<definedNames>{''.join(named)}</definedNames>"))


@workbook("defined names, none of them")
def no_defined_names() -> bytes:
    return packed(office(after_sheets="<definedNames/>"))


@workbook("defined names, none of them, in two tags")
def no_defined_names_in_two_tags() -> bytes:
    return packed(office(after_sheets="<definedNames >\n</definedNames ><calcPr/>"))


@workbook("a defined name of ours, for something else", expected=Expected.EITHER)
def clashing_name() -> bytes:
    """The office's own; nobody can say that it may go."""
    named = "".join(
        f'<definedName name="{name}">Notes!$A$1:$B$2</definedName>'
        for name in ("IGPM_tab_results", "IGPM_TAB_SUMMARY", "IGPM_Results", "igpm_problems")
    )
    return packed(office(after_sheets=f"<definedNames>{named}</definedNames>"))


@workbook("hidden tabs, and the open one is not the first")
def hidden_tabs() -> bytes:
    parts = changed(
        office(),
        BOOK,
        'windowHeight="6000"/>',
        'windowHeight="6000" firstSheet="1" activeTab="2"/>',
    )
    parts = changed(parts, BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"')
    parts = changed(parts, BOOK, 'sheetId="4"', 'sheetId="4" state="veryHidden"')
    parts = changed(parts, FIRST, ' tabSelected="1"', "")
    return packed(_third_tab(parts, selected=True))


@workbook("two tabs selected together")
def grouped_tabs() -> bytes:
    return packed(_third_tab(office(), selected=True))


def _third_tab(
    parts: Parts, *, selected: bool, name: str = "O’Hara &amp; 'Söhne' \U0001f4ca"
) -> Parts:
    chosen = ' tabSelected="1"' if selected else ""
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView{chosen} workbookViewId="0"/>'
        "</sheetViews><sheetData/></worksheet>"
    )
    entry = f'<sheet name="{name}" sheetId="65000" r:id="rIdx"/>'
    return with_part(
        changed(parts, BOOK, "</sheets>", f"{entry}</sheets>"),
        "xl/worksheets/Sheet3.xml",
        xml(sheet),
        f"{SPREADSHEET}.worksheet+xml",
        BOOK_RELATIONS,
        "rIdx",
        f"{OFFICE}/worksheet",
        "worksheets/Sheet3.xml",
    )


@workbook("a tab's number as high as it may be", expected=Expected.EITHER)
def highest_number() -> bytes:
    return packed(changed(office(), BOOK, 'sheetId="4"', 'sheetId="65534"'))


@workbook("several windows on the workbook")
def several_windows() -> bytes:
    two = VIEWS.replace(
        "</bookViews>", '<workbookView activeTab="1" visibility="hidden"/></bookViews>'
    )
    return packed(changed(office(), BOOK, VIEWS, two))


@workbook("no windows on the workbook")
def no_windows() -> bytes:
    return packed(changed(office(), BOOK, VIEWS, ""))


@workbook("everything that a workbook part may hold", opened_by=("calamine",))
def everything() -> bytes:
    before = (
        '<fileVersion appName="xl" lastEdited="7" lowestEdited="4" rupBuild="22228"'
        ' codeName="{0-1}"/>'
        '<fileSharing readOnlyRecommended="1" userName="Ann"/>'
        '<workbookPr filterPrivacy="1" codeName="ThisWorkbook" hidePivotFieldList="1"/>'
    )
    after = (
        '<functionGroups builtInGroupCount="17"/>'
        '<definedNames><definedName name="One">1</definedName></definedNames>'
        '<calcPr calcId="191029" iterate="1" iterateCount="7"/><oleSize ref="A1:B2"/>'
        '<customWorkbookViews><customWorkbookView name="Ann"'
        ' guid="{B5A0C0E1-0000-4000-8000-000000000002}"'
        ' windowWidth="100" windowHeight="100" activeSheetId="1"/></customWorkbookViews>'
        '<smartTagPr show="none"/><smartTagTypes><smartTagType namespaceUri="urn:a" name="b"/>'
        "</smartTagTypes>"
        '<webPublishing codePage="1252"/><fileRecoveryPr autoRecover="0"/>'
        '<fileRecoveryPr repairLoad="1"/>'
        '<webPublishObjects count="1">'
        '<webPublishObject id="7" divId="d" sourceType="sheet" destinationFile="a.htm"/>'
        "</webPublishObjects>"
        '<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"'
        f' xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main">'
        '<x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>'
    )
    return packed(office(before_sheets=before, after_sheets=after))


@workbook("only extensions behind the tabs")
def only_extensions() -> bytes:
    """Nothing that a defined name could be put beside; it has a place all the same."""
    pieces = (
        '<externalReferences><externalReference r:id="rIde"/></externalReferences>'
        '<oleSize ref="A1"/><extLst><ext uri="{00000000-1111-4222-8333-444444444444}"/></extLst>'
    )
    return packed(_with_external_link(office(after_sheets=pieces)))


@workbook("an external link")
def external_link() -> bytes:
    pieces = (
        '<externalReferences><externalReference r:id="rIde"/></externalReferences>'
        '<definedNames><definedName name="Other">[1]Rates!$A$1</definedName></definedNames>'
        '<calcPr calcId="162913"/>'
    )
    return packed(_with_external_link(office(after_sheets=pieces)))


def _with_external_link(parts: Parts) -> Parts:
    link = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Rates"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">'
        '<cell r="A1"><v>20</v></cell></row></sheetData></sheetDataSet></externalBook>'
        "</externalLink>"
    )
    made = with_part(
        parts,
        "xl/externalLinks/externalLink1.xml",
        xml(link),
        f"{SPREADSHEET}.externalLink+xml",
        BOOK_RELATIONS,
        "rIde",
        f"{OFFICE}/externalLink",
        "externalLinks/externalLink1.xml",
    )
    return with_part(
        made,
        "xl/externalLinks/_rels/externalLink1.xml.rels",
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/externalLinkPath" Target="file:///S:/Office%20rates.xlsx"'
        b' TargetMode="External"/></Relationships>',
        "",
    )


@workbook("protected structure", expected=Expected.EITHER)
def protected_structure() -> bytes:
    lock = '<workbookPr/><workbookProtection workbookPassword="CC1A" lockStructure="1"/>'
    return packed(office(before_sheets=lock))


@workbook("protected tabs")
def protected_tabs() -> bytes:
    lock = '</sheetData><sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1"/>'
    return packed(changed(office(), FIRST, "</sheetData>", lock))


@workbook("a table called as ours would be")
def clashing_tables() -> bytes:
    parts = office()
    names = ("Results", "IGPM_Results", "Problems", "Table1")
    entries = ""
    for at, name in enumerate(names, 1):
        row = 10 * at
        table = (
            f'<table xmlns="{MAIN}" id="{at}" name="{name}" displayName="{name}"'
            f' ref="A{row}:A{row + 1}">'
            f'<autoFilter ref="A{row}:A{row + 1}"/><tableColumns count="1">'
            f'<tableColumn id="1" name="Ref" dataDxfId="0"/></tableColumns></table>'
        )
        parts = with_part(
            parts,
            f"xl/tables/table{at}.xml",
            xml(table),
            f"{SPREADSHEET}.table+xml",
            FIRST_RELATIONS,
            f"rId{at}",
            f"{OFFICE}/table",
            f"../tables/table{at}.xml",
        )
        entries += f'<tablePart r:id="rId{at}"/>'
        cells = (
            f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>Ref</t></is></c></row>'
            f'<row r="{row + 1}"><c r="A{row + 1}"><v>{at}</v></c></row></sheetData>'
        )
        parts = changed(parts, FIRST, "</sheetData>", cells)
    listed = f'<tableParts count="{len(names)}">{entries}</tableParts></worksheet>'
    return packed(changed(parts, FIRST, "</worksheet>", listed))


@workbook("alternatives in the workbook part")
def alternatives() -> bytes:
    before = (
        '<fileVersion appName="xl"/><workbookPr/><mc:AlternateContent><mc:Choice Requires="x15">'
        f'<x15ac:absPath xmlns:x15ac="{MICROSOFT}/spreadsheetml/2010/11/ac" url="C:\\Office\\"/>'
        '</mc:Choice></mc:AlternateContent><xr:revisionPtr revIDLastSave="0" documentId="8_{0}"'
        ' xr6:coauthVersionLast="47" xr10:uidLastSave="{0}"/>'
    )
    root = (
        f'<workbook xmlns:mc="{COMPATIBILITY}" mc:Ignorable="x15 xr xr6 xr10"'
        f' xmlns:x15="{MICROSOFT}/spreadsheetml/2010/11/main"'
        f' xmlns:xr="{MICROSOFT}/spreadsheetml/2014/revision"'
        f' xmlns:xr6="{MICROSOFT}/spreadsheetml/2016/revision6"'
        f' xmlns:xr10="{MICROSOFT}/spreadsheetml/2016/revision10" '
    )
    return packed(changed(office(before_sheets=before), BOOK, "<workbook ", root))


@workbook("tabs within alternatives", expected=Expected.EITHER, opened_by=("calamine",))
def alternative_tabs() -> bytes:
    """Legal, and nobody does it: which tabs there are depends on the program that opens it."""
    parts = changed(office(), BOOK, "<workbook ", f'<workbook xmlns:mc="{COMPATIBILITY}" ')
    entry = '<sheet name="Notes" sheetId="4" r:id="rId2"/>'
    choice = (
        f'<mc:AlternateContent><mc:Choice Requires="r">{entry}</mc:Choice>'
        f"<mc:Fallback>{entry}</mc:Fallback></mc:AlternateContent>"
    )
    return packed(changed(parts, BOOK, entry, choice))


@workbook("a macro sheet", suffix=".xlsm", opened_by=("openpyxl",))
def macro_sheet() -> bytes:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = changed(office(), TYPES, f"{SPREADSHEET}.sheet.main+xml", kind)
    parts = changed(
        parts, BOOK, "</sheets>", '<sheet name="Macro1" sheetId="9" r:id="rId9"/></sheets>'
    )
    sheet = (
        '<xm:macrosheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        f' xmlns:xm="{MICROSOFT}/excel/2006/main"><sheetData><row r="1"><c r="A1"><f>HALT()</f>'
        "<v>0</v></c></row></sheetData></xm:macrosheet>"
    )
    return packed(
        with_part(
            parts,
            "xl/macrosheets/sheet1.xml",
            xml(sheet),
            "application/vnd.ms-excel.macrosheet+xml",
            BOOK_RELATIONS,
            "rId9",
            f"{MICROSOFT}/office/2006/relationships/xlMacrosheet",
            "macrosheets/sheet1.xml",
        )
    )


@workbook("a dialog sheet")
def dialog_sheet() -> bytes:
    parts = changed(
        office(), BOOK, "<sheets>", '<sheets><sheet name="Dialog1" sheetId="9" r:id="rId9"/>'
    )
    view = '<sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    sheet = f'<dialogsheet xmlns="{MAIN}">{view}</dialogsheet>'
    return packed(
        with_part(
            parts,
            "xl/dialogsheets/sheet1.xml",
            xml(sheet),
            f"{SPREADSHEET}.dialogsheet+xml",
            BOOK_RELATIONS,
            "rId9",
            f"{OFFICE}/dialogsheet",
            "dialogsheets/sheet1.xml",
        )
    )


@workbook("extensions everywhere")
def extensions() -> bytes:
    extension = (
        '<extLst><ext uri="{01234567-89AB-4CDE-8F01-23456789ABCD}" xmlns:own="urn:office">'
        "<own:kept a='1'>&lt;text&gt; <own:more/><!-- and --></own:kept></ext></extLst>"
    )
    parts = changed(
        office(after_sheets=extension), FIRST, "</worksheet>", f"{extension}</worksheet>"
    )
    parts = changed(parts, "xl/styles.xml", "</styleSheet>", f"{extension}</styleSheet>")
    parts = changed(parts, "xl/styles.xml", "</cellXfs>", "</cellXfs>")
    parts = changed(
        parts,
        "xl/styles.xml",
        'applyFont="1"/>',
        f'applyFont="1">{extension}</xf>',
    )
    return packed(parts)


@workbook("a chain of links from tab to tab")
def linked_tabs() -> bytes:
    parts = with_part(
        office(),
        FIRST_RELATIONS,
        xml(
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/hyperlink"'
            ' Target="https://igpm.org.uk/?a=1&amp;b=2#x"'
            ' TargetMode="External"/></Relationships>'
        ),
        "",
    )
    links = (
        '</sheetData><hyperlinks><hyperlink ref="A1" r:id="rId1"/>'
        '<hyperlink ref="A2" location="\'IGPM Results\'!A1" display="results"/></hyperlinks>'
    )
    parts = changed(parts, FIRST, "</sheetData>", links)
    formula = (
        '<row r="2"><c r="A2"><f>COUNTA(\'IGPM Results\'!$A:$A)</f><v>0</v></c></row></sheetData>'
    )
    return packed(changed(parts, SECOND, "</sheetData>", formula))
