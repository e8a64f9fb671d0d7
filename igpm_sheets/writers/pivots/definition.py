"""A PivotTable's own part: which column stands where, which labels it has, what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from igpm_sheets.ooxml.package import DECLARATION, MAIN
from igpm_sheets.writers.filling.counting import Field
from igpm_sheets.writers.filling.pivots import HEADS, PlacedPivot
from igpm_sheets.writers.pivots.cache import VERSION, Cache, in_attribute

STYLE: Final = "PivotStyleLight16"
"""Excel's own look, which it gives the cells once they are refreshed."""


def definition(placed: PlacedPivot, cache: Cache, cache_id: int, number_format: int) -> bytes:
    """The part of a PivotTable.

    Args:
        placed: the PivotTable on its tab.
        cache: what it counts.
        cache_id: the number of that in the workbook.
        number_format: the number of a built-in format, for its figures.
    """
    pivot, found = placed.pivot, placed.counted
    down, across, counts = (cache.places[each] for each in (pivot.down, pivot.across, pivot.counts))
    fields = [_field(data=at == counts) for at in range(len(cache.fields))]
    for at, axis, items, is_sorted in (
        (down, "axisRow", found.down, True),
        (across, "axisCol", found.across, not pivot.order),
    ):
        listed = _items(cache.fields[at], items, pivot.blank)
        fields[at] = _field(axis, listed, data=at == counts, is_sorted=is_sorted)
    return (
        f'{DECLARATION}<pivotTableDefinition xmlns="{MAIN}" name="{in_attribute(pivot.name)}"'
        f' cacheId="{cache_id}" applyNumberFormats="0" applyBorderFormats="0"'
        ' applyFontFormats="0" applyPatternFormats="0" applyAlignmentFormats="0"'
        ' applyWidthHeightFormats="1" dataCaption="Values"'
        f' grandTotalCaption="{in_attribute(placed.drawn.total_word)}"'
        f' updatedVersion="{VERSION}" minRefreshableVersion="{VERSION}"'
        f' useAutoFormatting="1" itemPrintTitles="1" createdVersion="{VERSION}" indent="0"'
        ' compact="0" compactData="0" multipleFieldFilters="0">'
        f'<location ref="{placed.area}" firstHeaderRow="1" firstDataRow="{HEADS}"'
        ' firstDataCol="1"/>'
        f'<pivotFields count="{len(fields)}">{"".join(fields)}</pivotFields>'
        f'<rowFields count="1"><field x="{down}"/></rowFields>{_lines("rowItems", found.down)}'
        f'<colFields count="1"><field x="{across}"/></colFields>'
        f"{_lines('colItems', found.across)}"
        f'<dataFields count="1"><dataField name="{in_attribute(pivot.counted)}" fld="{counts}"'
        f' subtotal="count" baseField="0" baseItem="0" numFmtId="{number_format}"/></dataFields>'
        f'<pivotTableStyleInfo name="{STYLE}" showRowHeaders="1" showColHeaders="1"'
        ' showRowStripes="0" showColStripes="0" showLastColumn="1"/>'
        "</pivotTableDefinition>"
    ).encode()


def _field(axis: str = "", items: str = "", *, data: bool, is_sorted: bool = False) -> str:
    """A column of the source; one without labels stands on no axis."""
    said = f' axis="{axis}"' if axis else ""
    said += ' dataField="1"' if data else ""
    said += ' compact="0" outline="0" showAll="0"'
    said += ' sortType="ascending"' if is_sorted else ""
    return f"<pivotField{said}>{items}</pivotField>" if items else f"<pivotField{said}/>"


def _items(column: Field, shown: Sequence[int], blank: str) -> str:
    """The labels of a column in the order shown, and its total."""
    called = f' n="{in_attribute(blank)}"' if blank else ""
    items = "".join(
        f'<item{called if column.items[number] is None else ""} x="{number}"/>' for number in shown
    )
    return f'<items count="{len(shown) + 1}">{items}<item t="default"/></items>'


def _lines(tag: str, shown: Sequence[int]) -> str:
    """The rows, or columns, as they stand: by the place of their label, the total last."""
    places = ("<i><x/></i>" if not at else f'<i><x v="{at}"/></i>' for at in range(len(shown)))
    count = len(shown) + 1
    return f'<{tag} count="{count}">{"".join(places)}<i t="grand"><x/></i></{tag}>'
