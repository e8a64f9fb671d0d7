"""An Excel workbook as Google imports it: values, formats of numbers, merges, notes, drop-downs."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.google_server.cells import serial
from tests.google_server.grid import Spreadsheet, Tab, new_tab, unused
from tests.google_server.ranges import COLUMNS, ROWS, cells_of

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

Json = dict[str, Any]

_ERRORS: Final = {
    "#N/A": "N_A",
    "#REF!": "REF",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE",
}


def imported(path: Path, spreadsheet: Spreadsheet, chance: random.Random) -> None:
    """Put what a workbook holds in the place of an empty spreadsheet's tabs."""
    from openpyxl import load_workbook  # noqa: PLC0415 - slow

    book = load_workbook(path)
    results = load_workbook(path, data_only=True)
    tabs: list[Tab] = []
    for number, sheet in enumerate(book.worksheets):
        sheet_id = unused((tab.id for tab in tabs), chance) if number else 0
        tabs.append(_tab(sheet, results.worksheets[number], sheet_id))
    book.close()
    results.close()
    spreadsheet.tabs = tabs
    spreadsheet.in_order()


def _tab(sheet: Worksheet, results: Worksheet, sheet_id: int) -> Tab:
    rows, columns = max(sheet.max_row, 1000), max(sheet.max_column, 26)
    tab = new_tab(sheet_id, sheet.title, rows, columns)
    if sheet.sheet_state != "visible":
        tab.properties["hidden"] = True
    for line in sheet.iter_rows():
        for cell in line:
            kept = _cell(cell, results[cell.coordinate].value)
            if kept and cell.row and cell.column:
                tab.put(cell.row - 1, cell.column - 1, kept)
    for merged in sheet.merged_cells.ranges:
        tab.merges.append({"sheetId": sheet_id} | (cells_of(str(merged)) or {}))
    _validated(tab, sheet)
    _sized(tab, sheet)
    if isinstance(sheet.freeze_panes, str):
        frozen = cells_of(sheet.freeze_panes) or {}
        counts = {
            "frozenRowCount": frozen.get("startRowIndex", 0),
            "frozenColumnCount": frozen.get("startColumnIndex", 0),
        }
        tab.grid.update({name: count for name, count in counts.items() if count})
    if sheet.auto_filter.ref:
        tab.basic_filter = {
            "range": {"sheetId": sheet_id} | (cells_of(sheet.auto_filter.ref) or {})
        }
    return tab


def _cell(cell: ExcelCell | MergedCell, result: object) -> Json:
    kept: Json = {}
    value = cell.value
    if isinstance(value, str) and cell.data_type == "f":
        kept["userEnteredValue"] = {"formulaValue": value}
        kept["effectiveValue"] = _effective(result)
    elif cell.data_type == "e":
        kept["userEnteredValue"] = {"formulaValue": f"={value}"}
        kept["effectiveValue"] = _error(str(value))
    elif value is not None and value != "":
        kept["userEnteredValue"] = _effective(value)
    style = _style(cell)
    if style:
        kept["userEnteredFormat"] = style
    if cell.comment is not None:
        kept["note"] = cell.comment.text
    return kept


def _effective(value: object) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, dt.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return {"numberValue": seconds / 86400}
    if isinstance(value, dt.timedelta):
        return {"numberValue": value / dt.timedelta(days=1)}
    if isinstance(value, dt.date):
        return {"numberValue": serial(value)}
    if isinstance(value, int | float):
        whole = float(value)
        return {"numberValue": int(whole) if whole.is_integer() else whole}
    if isinstance(value, str) and value in _ERRORS:
        return _error(value)
    return {"stringValue": "" if value is None else str(value)}


def _error(shown: str) -> Json:
    return {"errorValue": {"type": _ERRORS.get(shown, "ERROR"), "message": shown}}


def _style(cell: ExcelCell | MergedCell) -> Json:
    """The number format, and bold; other looks do not matter to reading."""
    style: Json = {}
    pattern = cell.number_format
    if pattern and pattern != "General":
        style["numberFormat"] = {"type": number_type(pattern), "pattern": pattern}
    if cell.font.b:
        style["textFormat"] = {"bold": True}
    return style


def number_type(pattern: str) -> str:
    """The kind of number that an Excel format shows.

    >>> number_type("dd/mm/yyyy"), number_type("0%"), number_type('"£"#,##0.00'), number_type("0.0")
    ('DATE', 'PERCENT', 'CURRENCY', 'NUMBER')
    """
    bare = re.sub(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]', "", pattern.lower())
    day, clock = bool(re.search(r"[yd]|mmm", bare)), bool(re.search(r"[hs]", bare))
    if day or clock:
        return "DATE_TIME" if day and clock else "DATE" if day else "TIME"
    if "%" in bare:
        return "PERCENT"
    if re.search(r"[£$€]", pattern):
        return "CURRENCY"
    if "e+" in bare:
        return "SCIENTIFIC"
    return "TEXT" if "@" in bare else "NUMBER"


def _validated(tab: Tab, sheet: Worksheet) -> None:
    for rule in sheet.data_validations.dataValidation:
        condition = _condition(rule)
        if condition is None:
            continue
        kept = {"condition": condition, "strict": bool(rule.showErrorMessage), "showCustomUi": True}
        for part in str(rule.sqref).split():
            given = cells_of(part) or {}
            area = tab.area(given)
            for row in range(area.top, area.bottom):
                for column in range(area.left, area.right):
                    tab.put(row, column, {**tab.cell(row, column), "dataValidation": kept})


def _condition(rule: DataValidation) -> Json | None:
    first = str(rule.formula1 or "")
    if rule.type == "list" and first.startswith('"'):
        values = [{"userEnteredValue": part} for part in first.strip('"').split(",")]
        return {"type": "ONE_OF_LIST", "values": values}
    if rule.type == "list":
        return {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": f"={first.lstrip('=')}"}]}
    if rule.type in {"whole", "decimal"} and rule.operator in {None, "between"}:
        values = [{"userEnteredValue": first}, {"userEnteredValue": str(rule.formula2)}]
        return {"type": "NUMBER_BETWEEN", "values": values}
    return None


def _sized(tab: Tab, sheet: Worksheet) -> None:
    for row, size in sheet.row_dimensions.items():
        if size.hidden:
            tab.sizes[ROWS][row - 1] = {"hiddenByUser": True}
    for letter, width in sheet.column_dimensions.items():
        if width.hidden:
            index = (cells_of(f"{letter}1") or {})["startColumnIndex"]
            tab.sizes[COLUMNS][index] = {"hiddenByUser": True}
