"""Which fields of a spreadsheet are asked for: as few as the work needs, in one request each."""

from __future__ import annotations

from typing import Final

_ABOUT: Final = "spreadsheetId,properties(title,locale,timeZone)"
_TICK_BOX: Final = "dataValidation(condition(type))"

GIVEN_LOOK: Final = (
    "userEnteredFormat(numberFormat,backgroundColor,backgroundColorStyle,"
    "textFormat(foregroundColor,foregroundColorStyle,bold,italic,strikethrough,underline))"
)
"""What a person may have marked a cell with; all of it would be four times as much."""

READING: Final = (
    f"{_ABOUT},sheets(properties(sheetId,title,index,sheetType,hidden),merges,"
    "data(startRow,startColumn,rowData(values("
    f"effectiveValue,effectiveFormat(numberFormat),userEnteredFormat(numberFormat),{_TICK_BOX}))))"
)
"""What the cells say, with the formats that tell dates from numbers."""

WRITING: Final = (
    f"{_ABOUT},developerMetadata,sheets(properties,developerMetadata,merges,conditionalFormats,"
    "protectedRanges,basicFilter,charts(chartId,position),"
    "data(startRow,startColumn,rowData(values("
    f"userEnteredValue,effectiveValue,effectiveFormat(numberFormat),{GIVEN_LOOK},"
    f"note,{_TICK_BOX}))))"
)
"""All that of `READING`, and what has to be known of a spreadsheet to write into it."""
