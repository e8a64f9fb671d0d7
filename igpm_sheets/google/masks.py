"""Which fields of a spreadsheet are asked for: as few as the work needs, in one request each."""

from __future__ import annotations

from typing import Final

_ABOUT: Final = "spreadsheetId,properties(title,locale,timeZone)"
_TICK_BOX: Final = "dataValidation(condition(type))"

READING: Final = (
    f"{_ABOUT},sheets(properties(sheetId,title,index,sheetType,hidden),merges,"
    "data(startRow,startColumn,rowData(values("
    f"effectiveValue,effectiveFormat(numberFormat),userEnteredFormat(numberFormat),{_TICK_BOX}))))"
)
"""What the cells say, with the formats that tell dates from numbers."""

WRITING: Final = (
    f"{_ABOUT},developerMetadata,sheets(properties,developerMetadata,merges,conditionalFormats,"
    "protectedRanges,basicFilter,charts(chartId,spec,position),"
    "data(startRow,startColumn,rowData(values("
    "userEnteredValue,effectiveValue,effectiveFormat(numberFormat),userEnteredFormat,"
    "note,dataValidation,pivotTable))))"
)
"""All that of `READING`, and what has to be known of a spreadsheet to write into it."""
