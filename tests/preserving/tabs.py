"""Whether a tab of the program is one that Excel opens without repairing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from .markup import Element
from .package import Area, Package, Sheet, Unreadable, area, cell_at, grouped

SHEET_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
TABLE_ORDER = ["autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst"]
SEVERAL = ("conditionalFormatting", "fileRecoveryPr", "cols")
"""Elements of which there may be several."""

CONTENT_TYPES = {
    "worksheet": "spreadsheetml.worksheet+xml",
    "table": "spreadsheetml.table+xml",
    "drawing": "drawing+xml",
    "chart": "drawingml.chart+xml",
    "comments": "spreadsheetml.comments+xml",
}
"""How the content type of a part ends, by the kind of the relationship to it."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
LONGEST_TEXT = 32_767
LONGEST_MESSAGE = 255


def faults(package: Package, sheet: Sheet) -> Iterator[str]:
    """What is wrong with one of our tabs."""
    if sheet.part not in package.parts:
        return
    try:
        root = package.xml(sheet.part).root
        yield from _parts(package, sheet)
    except Unreadable as error:
        yield str(error)
        return
    for fault in (
        *_layout(root),
        *_cells(package, root),
        *_areas(package, sheet, root),
        *_references(package, sheet, root),
        *_messages(root),
        *_selected(package, sheet, root),
        *_styles(package, root),
        *_tables(package, sheet, root),
    ):
        yield f"{sheet.name}: {fault}"


def formulas(package: Package, sheet: Sheet) -> set[str]:
    """The references of the cells of a tab that hold a formula."""
    root = package.xml(sheet.part).root
    return {cell.get("r") for cell in root.within("c") if cell.first("f") is not None}


def _parts(package: Package, sheet: Sheet) -> Iterator[str]:
    """Parts of the tab that are no XML, or of another type than their relationship says."""
    for part in sorted(package.reached([sheet.part])):
        if part in package.parts and part.endswith(".xml"):
            package.xml(part)
        for related in package.relationships(part):
            wanted = CONTENT_TYPES.get(related.kind)
            if wanted and related.target in package.parts:
                found = package.content_type(str(related.target)) or ""
                if not found.endswith(wanted):
                    yield f"{sheet.name}: {related.target} is a {related.kind}, but {found}"
    found = package.content_type(sheet.part) or ""
    if not found.endswith(CONTENT_TYPES["worksheet"]):
        yield f"{sheet.name}: it is a worksheet, but {found}"


def _layout(root: Element) -> Iterator[str]:
    yield from ordered(root, SHEET_ORDER)
    yield from _namespaces(root)
    for columns in root.all("cols"):
        pairs = [(int(each.get("min")), int(each.get("max"))) for each in columns.all("col")]
        if any(one[1] >= two[0] for one, two in pairwise(pairs)):
            yield "its columns overlap"
        if any(not 1 <= low <= high <= 16_384 for low, high in pairs):
            yield "a column is out of range"
    for header in root.all("headerFooter"):
        if any(len(each.text) > LONGEST_MESSAGE for each in header.elements):
            yield "a printed header or footer is too long"


def _namespaces(root: Element) -> Iterator[str]:
    if root.name != "worksheet":
        yield f"its root is <{root.name}>"
    for each in root.elements:
        if each.namespace != root.namespace and each.name != "AlternateContent":
            yield f"<{each.tag}> is not in the namespace of its root"
    ignorable = [value for name, value in root.attributes.items() if name.endswith("}Ignorable")]
    for prefix in " ".join(ignorable).split():
        if prefix not in root.prefixes:
            yield f"the prefix {prefix} is not declared"


def ordered(element: Element, order: list[str]) -> Iterator[str]:
    """Children that stand where the schema does not have them, or twice."""
    known = [each.name for each in element.elements if each.name in order]
    for one, two in pairwise(known):
        if order.index(one) > order.index(two):
            yield f"<{two}> stands behind <{one}>"
    for name in grouped(name for name in known if name not in SEVERAL):
        yield f"there are two <{name}>"


def _cells(package: Package, root: Element) -> Iterator[str]:
    last_row = 0
    for data in root.all("sheetData"):
        for row in data.all("row"):
            number = int(row.get("r") or last_row + 1)
            if not last_row < number <= 1_048_576:
                yield f"row {number} stands behind row {last_row}"
            last_row, last_column = number, 0
            for cell in row.all("c"):
                at = cell_at(cell.get("r")) if cell.get("r") else (number, last_column + 1)
                if at is None or at[0] != number or at[1] <= last_column:
                    yield f"the cell {cell.get('r')} stands in the wrong place"
                else:
                    last_column = at[1]
                yield from _content(package, cell)


def _content(package: Package, cell: Element) -> Iterator[str]:
    kind, place = cell.get("t", "n"), cell.get("r")
    value, inline = cell.first("v"), cell.first("is")
    known = ("n", "s", "str", "inlineStr", "b", "e", "d")
    if kind not in known or (inline is not None) != (kind == "inlineStr"):
        yield f"{place} is of the kind “{kind}”"
    if inline is not None and len("".join(each.text for each in inline.within("t"))) > LONGEST_TEXT:
        yield f"the text in {place} is too long"
    if value is None:
        return
    if kind == "n" and not _NUMBER.fullmatch(value.text):
        yield f"{place} holds no number"
    if kind == "s" and shared_text(package, value.text) is None:
        yield f"{place} names a shared text that is not there"


def shared_text(package: Package, index: str) -> str | None:
    """One of the texts that the cells share, or None."""
    for part in package.related(package.workbook, "sharedStrings"):
        if part in package.parts:
            listed = package.xml(part).root.all("si")
            if index.isdigit() and int(index) < len(listed):
                return "".join(each.text for each in listed[int(index)].within("t"))
    return None


def _areas(package: Package, sheet: Sheet, root: Element) -> Iterator[str]:
    """Merged cells and tables that meet each other."""
    merged = [area(each.get("ref")) for each in root.within("mergeCell")]
    tables = [
        area(package.xml(part).root.get("ref"))
        for part in package.related(sheet.part, "table")
        if part in package.parts
    ]
    blocks = [*merged, *tables]
    if None in blocks:
        yield "a merged cell or a table has no place"
    known = [each for each in blocks if each is not None]
    # A few hundred at the most.
    if any(one.meets(two) for one, two in combinations(known, 2)):
        yield "merged cells or tables overlap"


def _references(package: Package, sheet: Sheet, root: Element) -> Iterator[str]:
    known = {each.id: each.kind for each in package.relationships(sheet.part)}
    kinds = {
        "hyperlink": "hyperlink",
        "drawing": "drawing",
        "legacyDrawing": "vmlDrawing",
        "tablePart": "table",
        "pageSetup": "printerSettings",
    }
    for each in root.within(*kinds):
        id_ = each.relation()
        if id_ and known.get(id_) != kinds[each.name]:
            yield f"<{each.name}> names the relationship {id_}, which is no {kinds[each.name]}"
    named = [each.relation() for each in root.within("tablePart")]
    listed = [id_ for id_, kind in known.items() if kind == "table"]
    if sorted(named) != sorted(listed):
        yield "its tables and their relationships do not agree"
    for link in root.within("hyperlink"):
        if not link.relation() and not link.get("location"):
            yield f"the link in {link.get('ref')} leads nowhere"


def _messages(root: Element) -> Iterator[str]:
    """Messages of validated cells that are longer than Excel takes; their titles are shorter."""
    for each in root.within("dataValidation"):
        for name, value in each.attributes.items():
            if name != "sqref" and len(value) > (32 if name.endswith("Title") else LONGEST_MESSAGE):
                yield f"a message on {each.get('sqref')} is too long"


def _selected(package: Package, sheet: Sheet, root: Element) -> Iterator[str]:
    open_tabs = {
        int(view.get("activeTab", "0"))
        for view in package.xml(package.workbook).root.within("workbookView")
    } or {0}
    for view in root.within("sheetView"):
        chosen = view.get("tabSelected") in ("1", "true")
        if chosen and package.sheets.index(sheet) not in open_tabs:
            yield "it is selected together with the tab that is open: typing would go into both"


def _styles(package: Package, root: Element) -> Iterator[str]:
    formats = {"cellXfs": 0, "dxfs": 0}
    if package.styles and package.styles in package.parts:
        for each in package.xml(package.styles).root.all(*formats):
            formats[each.name] = len(each.elements)
    cells = {each.get("s", "0") for each in root.within("c", "row")}
    cells |= {each.get("style", "0") for each in root.within("col")}
    for index in sorted(cells):
        if int(index or 0) >= max(1, formats["cellXfs"]):
            yield f"it names cell format {index}, which is not there"
    for rule in root.within("cfRule"):
        index = rule.get("dxfId")
        if index and int(index) >= formats["dxfs"]:
            yield f"it names conditional format {index}, which is not there"


def _tables(package: Package, sheet: Sheet, root: Element) -> Iterator[str]:
    cells = {each.get("r"): each for each in root.within("c")}
    for part in package.related(sheet.part, "table"):
        if part not in package.parts:
            continue
        table = package.xml(part).root
        for fault in _table(package, table, cells):
            yield f"table {table.get('displayName')}: {fault}"


def _table(package: Package, table: Element, cells: dict[str, Element]) -> Iterator[str]:
    place = area(table.get("ref"))
    yield from ordered(table, TABLE_ORDER)
    if place is None:
        return
    names = [each.get("name") for each in table.within("tableColumn")]
    if len(names) != place.right - place.left + 1:
        yield f"it has {len(names)} columns in {table.get('ref')}"
    for name in grouped(name.casefold() for name in names):
        yield f"two columns are called {name}"
    for id_ in grouped(each.get("id") for each in table.within("tableColumn")):
        yield f"two columns have the number {id_}"
    yield from _count(table)
    yield from _headings(package, table, place, names, cells)
    totals = int(table.get("totalsRowCount", "0"))
    headings = int(table.get("headerRowCount", "1"))
    if place.bottom - place.top + 1 - totals - headings < 1:
        yield "it has no row of data"
    filtered = table.first("autoFilter")
    wanted = Area(place.top, place.left, place.bottom - totals, place.right)
    if filtered is not None and area(filtered.get("ref")) != wanted:
        yield f"its filter covers {filtered.get('ref')}"


def _count(table: Element) -> Iterator[str]:
    for columns in table.all("tableColumns"):
        if columns.get("count") and columns.get("count") != str(len(columns.elements)):
            yield "the count of its columns is wrong"


def _headings(
    package: Package, table: Element, place: Area, names: list[str], cells: dict[str, Element]
) -> Iterator[str]:
    """Headings in the cells that are not the names of the columns."""
    if table.get("headerRowCount") == "0":
        return
    for at, name in enumerate(names, place.left):
        cell = cells.get(f"{_letters(at)}{place.top}")
        found = text_of(package, cell) if cell is not None else ""
        if found != name.replace("_x000a_", "\n"):
            yield f"its column {name} has the heading “{found}”"


def text_of(package: Package, cell: Element) -> str:
    """What a cell holds, as text."""
    value, inline = cell.first("v"), cell.first("is")
    if inline is not None:
        return "".join(each.text for each in inline.within("t"))
    text = value.text if value is not None else ""
    return shared_text(package, text) or "" if cell.get("t") == "s" else text


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
