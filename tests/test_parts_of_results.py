"""The results workbook's parts as ECMA-376 has them: in order, declared, and led to.

The lists are the standard's own, written down here once more: what is written is not held
against what it was written from.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo

_OPEN = "http://schemas.openxmlformats.org"
MAIN = f"{_OPEN}/spreadsheetml/2006/main"
DRAWING = f"{_OPEN}/drawingml/2006/spreadsheetDrawing"
CHART = f"{_OPEN}/drawingml/2006/chart"
RELATIONS = f"{_OPEN}/officeDocument/2006/relationships"
PACKAGE = f"{_OPEN}/package/2006"

ORDER = {
    (MAIN, tag): children.split()
    for tag, children in {
        "workbook": """
            fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups
            externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches
            smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst
        """,
        "worksheet": """
            sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection
            protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews
            mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions
            pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches
            ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture
            oleObjects controls webPublishItems tableParts extLst
        """,
        "sheetPr": "tabColor outlinePr pageSetUpPr",
        "sheetView": "pane selection pivotSelection extLst",
        "c": "f v is extLst",
        "headerFooter": """
            oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter
        """,
        "cfRule": "formula colorScale dataBar iconSet extLst",
        "dataValidation": "formula1 formula2",
        "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
        "tableColumn": "calculatedColumnFormula totalsRowFormula xmlColumnPr extLst",
        "pivotCacheDefinition": """
            cacheSource cacheFields cacheHierarchies kpis tupleCache calculatedItems
            calculatedMembers dimensions measureGroups maps extLst
        """,
        "cacheSource": "worksheetSource consolidation extLst",
        "cacheField": "sharedItems fieldGroup mpMap extLst",
        "pivotCacheRecords": "r extLst",
        "pivotTableDefinition": """
            location pivotFields rowFields rowItems colFields colItems pageFields dataFields
            formats conditionalFormats chartFormats pivotHierarchies pivotTableStyleInfo filters
            rowHierarchiesUsage colHierarchiesUsage extLst
        """,
        "pivotField": "items autoSortScope extLst",
        "styleSheet": """
            numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors
            extLst
        """,
        "xf": "alignment protection extLst",
        "border": "start end left right top bottom diagonal vertical horizontal",
        "dxf": "font numFmt fill alignment border protection extLst",
        "fill": "patternFill gradientFill",
        "patternFill": "fgColor bgColor",
    }.items()
} | {
    (DRAWING, tag): children.split()
    for tag, children in {
        "oneCellAnchor": "from ext sp grpSp graphicFrame cxnSp pic contentPart clientData",
        "twoCellAnchor": "from to sp grpSp graphicFrame cxnSp pic contentPart clientData",
        "from": "col colOff row rowOff",
        "to": "col colOff row rowOff",
        "graphicFrame": "nvGraphicFramePr xfrm graphic",
    }.items()
} | {
    (CHART, tag): children.split()
    for tag, children in {
        "chartSpace": """
            date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection
            chart spPr txPr externalData printSettings userShapes extLst
        """,
        "chart": """
            title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend
            plotVisOnly dispBlanksAs showDLblsOverMax extLst
        """,
        "barChart": """
            barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst
        """,
        "ser": """
            idx order tx spPr invertIfNegative pictureOptions marker dPt dLbls trendline errBars
            cat val xVal yVal shape smooth extLst
        """,
        "catAx": """
            axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark
            minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt auto lblAlgn lblOffset
            tickLblSkip tickMarkSkip noMultiLvlLbl extLst
        """,
        "valAx": """
            axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark
            minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit
            minorUnit dispUnits extLst
        """,
        "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
        "title": "tx layout overlay spPr txPr extLst",
        "dLbls": """
            dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName
            showPercent showBubbleSize separator showLeaderLines leaderLines extLst
        """,
        "strRef": "f strCache extLst",
        "numRef": "f numCache extLst",
        "numCache": "formatCode ptCount pt extLst",
    }.items()
}  # fmt: skip
"""The children that an element may have, in their order, for the elements we write."""

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = {
    "officeDocument": f"{_SHEET}.sheet.main+xml",
    "worksheet": f"{_SHEET}.worksheet+xml",
    "styles": f"{_SHEET}.styles+xml",
    "table": f"{_SHEET}.table+xml",
    "pivotTable": f"{_SHEET}.pivotTable+xml",
    "pivotCacheDefinition": f"{_SHEET}.pivotCacheDefinition+xml",
    "pivotCacheRecords": f"{_SHEET}.pivotCacheRecords+xml",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}
"""What each kind of relationship leads to."""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Element]:
    """Every part of the demo's results, as XML: a part that is not well-formed fails here."""
    folder: Path = tmp_path_factory.mktemp("office")
    read = settings.load(make_demo(folder))
    path = jobs.write_results(read, jobs.work_out(read, DEMO_TODAY, "all"))
    with ZipFile(path) as package:
        assert package.testzip() is None
        return {name: fromstring(package.read(name)) for name in package.namelist()}  # noqa: S314 - our own


def name_of(element: Element) -> tuple[str, str]:
    """An element's namespace and name."""
    namespace, _, name = element.tag.removeprefix("{").partition("}")
    return namespace, name


def test_children_stand_in_the_order_of_the_standard(parts: dict[str, Element]) -> None:
    looked_at = set()
    for name, root in parts.items():
        for element in root.iter():
            order = ORDER.get(name_of(element))
            if order is None:
                continue
            looked_at.add(name_of(element)[1])
            children = [name_of(child)[1] for child in element]
            places = [order.index(child) for child in children]
            assert places == sorted(places), f"{name}: {name_of(element)[1]}: {children}"
    assert {"workbook", "worksheet", "table", "styleSheet", "oneCellAnchor", "chart"} <= looked_at
    assert {"pivotCacheDefinition", "pivotCacheRecords", "pivotTableDefinition"} <= looked_at


def relationships(parts: dict[str, Element]) -> Iterator[tuple[str, str, str, str]]:
    """For each relationship within the package: whose, its id, its kind, the part it leads to."""
    for rels, root in parts.items():
        if not rels.endswith(".rels"):
            continue
        folder, own = posixpath.split(rels)
        source = posixpath.join(posixpath.dirname(folder), own.removesuffix(".rels"))
        for known in root:
            if known.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(source), known.get("Target", ""))
                kind = known.get("Type", "").rpartition("/")[2]
                part = posixpath.normpath(target).lstrip("/")
                yield source, known.get("Id", ""), kind, part


def test_every_relationship_leads_to_a_part_of_its_kind(parts: dict[str, Element]) -> None:
    types = {
        each.get("PartName", "").lstrip("/"): each.get("ContentType")
        for each in parts["[Content_Types].xml"]
        if each.get("PartName")
    }
    led_to = set()
    for source, _, kind, part in relationships(parts):
        assert not source or source in parts
        assert part in parts, (source, part)
        assert types[part] == TYPES.get(kind, types[part])
        led_to.add(part)
    own = {name for name in parts if not name.endswith(".rels")} - {"[Content_Types].xml"}
    assert led_to == own
    assert set(types) == own


def test_every_id_that_a_part_names_is_one_of_its_relationships(parts: dict[str, Element]) -> None:
    known: dict[str, set[str]] = {}
    outside = {
        (rels, each.get("Id")) for rels, root in parts.items() if rels.endswith(".rels")
        for each in root if each.get("TargetMode") == "External"
    }  # fmt: skip
    for source, id_, _, _ in relationships(parts):
        assert id_ not in known.setdefault(source, set())
        known[source].add(id_)
    for name, root in parts.items():
        folder, own = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{own}.rels")
        for element in root.iter():
            named = element.get(f"{{{RELATIONS}}}id")
            assert named is None or named in known.get(name, ()) or (rels, named) in outside


def test_pivots_fit_what_they_count(parts: dict[str, Element]) -> None:
    """Numbers of fields and items are within bounds, and every count is right."""
    pivots = [root for root in parts.values() if name_of(root)[1] == "pivotTableDefinition"]
    assert len(pivots) == 4
    led = {source: part for source, _, kind, part in relationships(parts)
           if kind == "pivotCacheDefinition" and "pivotTables" in source}  # fmt: skip
    for name, part in led.items():
        table, cache = parts[name], parts[part]
        shared = [field[0] for field in cache.findall(f"{{{MAIN}}}cacheFields/*")]
        fields = table.findall(f"{{{MAIN}}}pivotFields/*")
        assert len(fields) == len(shared)
        for field, items in zip(fields, shared, strict=True):
            listed = [int(item.get("x", "-1")) for item in field.iter(f"{{{MAIN}}}item")]
            assert sorted(listed) == ([-1, *range(len(items))] if listed else [])
    for root in parts.values():
        for element in root.iter():
            if "count" in element.attrib and name_of(element)[0] == MAIN and len(element):
                assert element.get("count") == str(len(element)), element.tag
