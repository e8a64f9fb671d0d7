"""Where an element goes among its siblings: workbooks are read in the order of their schema."""

from __future__ import annotations

from typing import Final

from igpm_sheets.ooxml.xml import Document, Element

WORKBOOK: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
"""The children of a workbook."""

SHEET: Final = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""The children of a worksheet."""

_COMPATIBILITY: Final = "AlternateContent"


def put_child(
    document: Document, parent: Element, order: tuple[str, ...], tag: str, xml: str
) -> None:
    """Puts a new child of this name in its place.

    Args:
        document: that the parent is part of.
        parent: a workbook or worksheet.
        order: `WORKBOOK` or `SHEET`.
        tag: the child's name, one of `order`.
        xml: the child as it is written.
    """
    earlier = frozenset(order[: order.index(tag)])
    before = [child for child in parent.children if _is_among(child, earlier)]
    if before:
        document.insert_after(before[-1], xml)
    else:
        document.prepend(parent, xml)


def _is_among(element: Element, tags: frozenset[str]) -> bool:
    """Whether it is one of these elements, or holds one for the programs that know it."""
    if element.tag == _COMPATIBILITY:
        return any(each.tag in tags for each in element.within())
    return element.tag in tags and element.is_one(element.tag)
