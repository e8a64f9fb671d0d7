"""Workbooks with parts that few programs keep: controls, notes, slicers, sparklines, pivots."""

from __future__ import annotations

from .by_hand import (
    BOOK,
    BOOK_RELATIONS,
    FIRST,
    FIRST_RELATIONS,
    MAIN,
    MICROSOFT,
    OFFICE,
    SECOND,
    SPREADSHEET,
    Parts,
    changed,
    office,
    packed,
    with_part,
    with_relations,
    with_types,
    xml,
)
from .making import workbook

VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
X15 = f"{MICROSOFT}/spreadsheetml/2010/11/main"


def on_first(parts: Parts, part: str, data: bytes, content_type: str, id_: str, kind: str) -> Parts:
    """The parts with one more that the first tab leads to."""
    target = "../" + part.removeprefix("xl/")
    return with_part(parts, part, data, content_type, FIRST_RELATIONS, id_, kind, target)


def _vml(parts: Parts, kind: str, body: str = "") -> Parts:
    parts = with_types(parts, f'<Default Extension="vml" ContentType="{VML}"/>')
    shape = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"/>'
        f'<v:shape id="_x0000_s1025" type="#_x0000_t202"><x:ClientData ObjectType="{kind}">{body}'
        "<x:Row>1</x:Row><x:Column>0</x:Column></x:ClientData></v:shape></xml>"
    )
    return on_first(
        parts, "xl/drawings/vmlDrawing1.vml", shape.encode(), "", "rIdV", f"{OFFICE}/vmlDrawing"
    )


@workbook("notes and threaded comments")
def comments() -> bytes:
    note = (
        f'<comments xmlns="{MAIN}"><authors><author>tc={{A0}}</author></authors><commentList>'
        '<comment ref="A2" authorId="0"><text><t>[Threaded comment] kept</t></text></comment>'
        "</commentList></comments>"
    )
    thread = (
        f'<ThreadedComments xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="A2" dT="2024-05-01T10:00:00.00"'
        ' personId="{11111111-0000-4000-8000-000000000001}"'
        ' id="{A0000000-0000-4000-8000-000000000001}"><text>Ring her?</text></threadedComment>'
        "</ThreadedComments>"
    )
    person = (
        f'<personList xmlns="{MICROSOFT}/spreadsheetml/2018/threadedcomments">'
        '<person displayName="Ann" id="{11111111-0000-4000-8000-000000000001}" userId="a"'
        ' providerId="None"/></personList>'
    )
    parts = _vml(office(), "Note")
    kind = f"{SPREADSHEET}.comments+xml"
    parts = on_first(parts, "xl/comments1.xml", xml(note), kind, "rIdC", f"{OFFICE}/comments")
    parts = on_first(
        parts,
        "xl/threadedComments/threadedComment1.xml",
        xml(thread),
        "application/vnd.ms-excel.threadedcomments+xml",
        "rIdT",
        f"{MICROSOFT}/office/2017/10/relationships/threadedComment",
    )
    parts = with_part(
        parts,
        "xl/persons/person.xml",
        xml(person),
        "application/vnd.ms-excel.person+xml",
        BOOK_RELATIONS,
        "rId17",
        f"{MICROSOFT}/office/2017/10/relationships/person",
        "persons/person.xml",
    )
    return packed(changed(parts, FIRST, "</worksheet>", '<legacyDrawing r:id="rIdV"/></worksheet>'))


@workbook("form controls")
def form_controls() -> bytes:
    parts = _vml(office(), "Checkbox", "<x:Checked>1</x:Checked><x:FmlaLink>$B$9</x:FmlaLink>")
    control = (
        f'<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" fmlaLink="$B$9"/>'
    )
    kind = "application/vnd.ms-excel.controlproperties+xml"
    parts = on_first(
        parts, "xl/ctrlProps/ctrlProp1.xml", xml(control), kind, "rIdP", f"{OFFICE}/ctrlProp"
    )
    controls = (
        '<legacyDrawing r:id="rIdV"/>'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:x14="{X14}" Requires="x14"><controls><control shapeId="1025" r:id="rIdP"'
        ' name="Check 1"/></controls></mc:Choice></mc:AlternateContent></worksheet>'
    )
    return packed(changed(parts, FIRST, "</worksheet>", controls))


@workbook("printer settings and custom properties of a tab")
def printer_settings() -> bytes:
    kind = f"{SPREADSHEET}.printerSettings"
    path = "xl/printerSettings/printerSettings1.bin"
    parts = on_first(
        office(), path, bytes(range(256)) * 3, kind, "rIdS", f"{OFFICE}/printerSettings"
    )
    kind = f"{SPREADSHEET}.customProperty"
    path = "xl/customProperty1.bin"
    parts = on_first(parts, path, b"p\0r\0", kind, "rIdQ", f"{OFFICE}/customProperty")
    setup = (
        '<pageMargins left="1" right="1" top="1" bottom="1" header="0.5" footer="0.5"/>'
        '<pageSetup paperSize="9" orientation="landscape" r:id="rIdS"/>'
        '<headerFooter><oddHeader>&amp;C&amp;"Arial,Bold"Private</oddHeader></headerFooter>'
        '<customProperties><customPr name="Kept" r:id="rIdQ"/></customProperties></worksheet>'
    )
    return packed(changed(parts, FIRST, "</worksheet>", setup))


@workbook("sparklines and other conditional formats of Excel 2010")
def sparklines() -> bytes:
    extension = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}">'
        '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:sparklineGroup><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline>'
        "<xm:f>Applicants!B2:B3</xm:f><xm:sqref>C2</xm:sqref></x14:sparkline></x14:sparklines>"
        "</x14:sparklineGroup></x14:sparklineGroups></ext>"
        f'<ext xmlns:x14="{X14}" uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}">'
        "<x14:conditionalFormattings>"
        '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:cfRule type="expression" priority="2" id="{A9000000-0000-4000-8000-000000000009}">'
        "<xm:f>Notes!$A$1&gt;1</xm:f>"
        "<x14:dxf><font><b/></font></x14:dxf></x14:cfRule><xm:sqref>A1:A3</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst></worksheet>"
    )
    rules = (
        '</sheetData><conditionalFormatting sqref="B2:B3"><cfRule type="cellIs" dxfId="0"'
        ' priority="1" operator="lessThan"><formula>5</formula></cfRule></conditionalFormatting>'
    )
    parts = changed(office(), FIRST, "</sheetData>", rules)
    return packed(changed(parts, FIRST, "</worksheet>", extension))


TABLE = (
    f'<table xmlns="{MAIN}" id="7" name="People" displayName="People" ref="A1:B3">'
    '<autoFilter ref="A1:B3"/>'
    '<tableColumns count="2"><tableColumn id="1" name="Name"/><tableColumn id="2" name="When"/>'
    "</tableColumns></table>"
)


@workbook("a slicer on a table")
def slicer() -> bytes:
    parts = on_first(
        office(),
        "xl/tables/table1.xml",
        xml(TABLE),
        f"{SPREADSHEET}.table+xml",
        "rIdT",
        f"{OFFICE}/table",
    )
    shown = (
        f'<slicers xmlns="{X14}">'
        '<slicer name="Name" cache="Slicer_Name" rowHeight="241300"/></slicers>'
    )
    parts = on_first(
        parts,
        "xl/slicers/slicer1.xml",
        xml(shown),
        "application/vnd.ms-excel.slicer+xml",
        "rIdS",
        f"{MICROSOFT}/office/2007/relationships/slicer",
    )
    cache = (
        f'<slicerCacheDefinition xmlns="{X14}" name="Slicer_Name" sourceName="Name"><extLst>'
        f'<x:ext xmlns:x="{MAIN}" xmlns:x15="{X15}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        '<x15:tableSlicerCache tableId="7" column="1"/></x:ext></extLst></slicerCacheDefinition>'
    )
    parts = with_part(
        parts,
        "xl/slicerCaches/slicerCache1.xml",
        xml(cache),
        "application/vnd.ms-excel.slicerCache+xml",
        BOOK_RELATIONS,
        "rId31",
        f"{MICROSOFT}/office/2007/relationships/slicerCache",
        "slicerCaches/slicerCache1.xml",
    )
    named = (
        '<definedNames><definedName name="Slicer_Name">#N/A</definedName></definedNames>'
        f'<extLst><ext xmlns:x15="{X15}" uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}">'
        f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="rId31"/></x15:slicerCaches>'
        "</ext></extLst></workbook>"
    )
    parts = changed(parts, BOOK, "</workbook>", named)
    listed = (
        '<tableParts count="1"><tablePart r:id="rIdT"/></tableParts>'
        f'<extLst><ext xmlns:x15="{X15}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">'
        f'<x14:slicerList xmlns:x14="{X14}"><x14:slicer r:id="rIdS"/></x14:slicerList></ext>'
        "</extLst></worksheet>"
    )
    return packed(changed(parts, FIRST, "</worksheet>", listed))


PIVOT_TABLE = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="PivotTable1" cacheId="3" dataCaption="Values">'
    '<location ref="A5:B7" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    '<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="1">'
    '<item t="default"/></items>'
    '</pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1">'
    '<field x="0"/></rowFields>'
    '<dataFields count="1"><dataField name="Count" fld="1" subtotal="count"/></dataFields>'
    "</pivotTableDefinition>"
)


def with_pivot(parts: Parts, source: str, fields: str) -> Parts:
    """The parts with a pivot table on the second tab, over a source given as attributes."""
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" invalid="1" saveData="0"'
        ' recordCount="0">'
        f'<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource>{fields}'
        "</pivotCacheDefinition>"
    )
    target = "pivotCache/pivotCacheDefinition1.xml"
    kind = f"{SPREADSHEET}.pivotCacheDefinition+xml"
    parts = with_part(
        parts,
        f"xl/{target}",
        xml(cache),
        kind,
        BOOK_RELATIONS,
        "rIdCache",
        f"{OFFICE}/pivotCacheDefinition",
        target,
    )
    parts = with_part(
        parts, "xl/pivotTables/pivotTable1.xml", xml(PIVOT_TABLE), f"{SPREADSHEET}.pivotTable+xml"
    )
    holder = "xl/worksheets/_rels/sheet2.xml.rels"
    parts = with_relations(
        parts, holder, ("rId1", f"{OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml")
    )
    parts = with_relations(
        parts,
        "xl/pivotTables/_rels/pivotTable1.xml.rels",
        ("rId1", f"{OFFICE}/pivotCacheDefinition", f"../{target}"),
    )
    listed = '<pivotCaches><pivotCache cacheId="3" r:id="rIdCache"/></pivotCaches>'
    return changed(parts, BOOK, "</workbook>", f"{listed}</workbook>")


@workbook("a pivot table on the office's own tab")
def pivot_table() -> bytes:
    fields = (
        '<cacheFields count="2"><cacheField name="Name" numFmtId="0"><sharedItems/></cacheField>'
        '<cacheField name="When" numFmtId="0"><sharedItems/></cacheField></cacheFields>'
    )
    return packed(with_pivot(office(), 'ref="A1:B3" sheet="Applicants"', fields))


@workbook("a picture, a chart and a shape")
def drawing() -> bytes:
    draw = "http://schemas.openxmlformats.org/drawingml/2006"
    anchor = (
        "<xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
    )
    picture = (
        f'<xdr:wsDr xmlns:xdr="{draw}/spreadsheetDrawing" xmlns:a="{draw}/main">'
        f"<xdr:twoCellAnchor>{anchor}"
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Logo" descr="the office’s own"/>'
        "<xdr:cNvPicPr/></xdr:nvPicPr>"
        f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/><a:stretch/></xdr:blipFill>'
        '<xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>'
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    parts = on_first(
        with_types(office(), '<Default Extension="png" ContentType="image/png"/>'),
        "xl/drawings/drawing1.xml",
        xml(picture),
        "application/vnd.openxmlformats-officedocument.drawing+xml",
        "rIdD",
        f"{OFFICE}/drawing",
    )
    holder = "xl/drawings/_rels/drawing1.xml.rels"
    parts = with_part(
        parts,
        "xl/media/image1.png",
        PIXEL,
        "",
        holder,
        "rId1",
        f"{OFFICE}/image",
        "../media/image1.png",
    )
    return packed(changed(parts, FIRST, "</worksheet>", '<drawing r:id="rIdD"/></worksheet>'))


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)
"""A picture of one point."""


@workbook("rich values and cell metadata")
def metadata() -> bytes:
    data = (
        f'<metadata xmlns="{MAIN}"><metadataTypes count="1">'
        '<metadataType name="XLDAPR" minSupportedVersion="120000"'
        ' copy="1" pasteAll="1" cellMeta="1"/></metadataTypes><cellMetadata count="1"><bk>'
        '<rc t="1" v="0"/></bk>'
        "</cellMetadata></metadata>"
    )
    parts = with_part(
        office(),
        "xl/metadata.xml",
        xml(data),
        f"{SPREADSHEET}.sheetMetadata+xml",
        BOOK_RELATIONS,
        "rId8",
        f"{OFFICE}/sheetMetadata",
        "metadata.xml",
    )
    cells = (
        '<row r="2"><c r="A2" cm="1"><f t="array" ref="A2:A3">_xlfn.SORT(Applicants!A2:A3)</f>'
        "<v>0</v></c></row></sheetData>"
    )
    return packed(changed(parts, SECOND, "</sheetData>", cells))


@workbook("connections and a query table")
def connections() -> bytes:
    listed = (
        f'<connections xmlns="{MAIN}"><connection id="1" name="Members" type="4"'
        ' refreshedVersion="6"><webPr url="https://igpm.org.uk"/></connection></connections>'
    )
    parts = with_part(
        office(),
        "xl/connections.xml",
        xml(listed),
        f"{SPREADSHEET}.connections+xml",
        BOOK_RELATIONS,
        "rId8",
        f"{OFFICE}/connections",
        "connections.xml",
    )
    query = f'<queryTable xmlns="{MAIN}" name="Members" connectionId="1" autoFormatId="16"/>'
    return packed(
        on_first(
            parts,
            "xl/queryTables/queryTable1.xml",
            xml(query),
            f"{SPREADSHEET}.queryTable+xml",
            "rIdQ",
            f"{OFFICE}/queryTable",
        )
    )
