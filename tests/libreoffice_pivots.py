"""Opens a workbook in LibreOffice, changes cells, refreshes its PivotTables, tells what they show.

    python3 libreoffice_pivots.py SOFFICE PROFILE WORKBOOK CHANGES

For a Python that has LibreOffice's `uno`, which may be another than the tests' own: so it uses
nothing of theirs. CHANGES is a JSON document: `sort` lists tabs, areas and the column, counted
from 0, by which their rows are turned round; `set` lists tabs, cells and new numbers. The
answer is one as well: `pivots`, by tab and name, their rows before and after; and `tabs`, what
the tabs hold in the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.connection import NoConnectException  # type: ignore[import-not-found]
from com.sun.star.table import TableSortField  # type: ignore[import-not-found]

PIPE = f"igpm_pivots_{os.getpid()}"


def connected() -> Any:
    """LibreOffice's desktop, once it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    address = f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext"
    for _ in range(240):
        try:
            context = resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.25)
        else:
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    raise TimeoutError(address)


def said(name: str, value: Any) -> Any:
    """A property as LibreOffice takes it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def opened(desktop: Any, path: str) -> Any:
    """A workbook, opened without a window."""
    url = Path(path).resolve().as_uri()
    return desktop.loadComponentFromURL(url, "_blank", 0, (said("Hidden", value=True),))


def shown(sheet: Any, pivot: Any) -> list[list[str]]:
    """The cells of a PivotTable as a person sees them."""
    area = pivot.getOutputRange()
    return [
        [sheet.getCellByPosition(column, row).String
         for column in range(area.StartColumn, area.EndColumn + 1)]
        for row in range(area.StartRow, area.EndRow + 1)
    ]  # fmt: skip


def sort(sheet: Any, area: str, column: int) -> None:
    """Sorts the rows of an area, the last first; its first row are headings."""
    by = TableSortField()
    by.Field, by.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (by,))
    described = (said("SortFields", fields), said("ContainsHeader", value=True))
    sheet.getCellRangeByName(area).sort(described)


def pivots(document: Any) -> list[tuple[str, str, list[list[str]]]]:
    """The tab, the name and the rows of every PivotTable."""
    return [
        (sheet.Name, pivot.Name, shown(sheet, pivot))
        for sheet in document.Sheets
        for pivot in sheet.getDataPilotTables()
    ]


def refresh(document: Any) -> None:
    """Works everything out, and refreshes every PivotTable."""
    document.calculateAll()
    for sheet in document.Sheets:
        for pivot in sheet.getDataPilotTables():
            pivot.refresh()


def tab(sheet: Any) -> list[list[object]]:
    """What a tab holds."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    return [list(row) for row in cursor.getDataArray()]


def main(soffice: str, profile: str, path: str, changes: str) -> None:
    """Starts LibreOffice, does what is asked, prints the answer, and ends it."""
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
    office = subprocess.Popen([*command, "--nologo", f"--accept=pipe,name={PIPE};urp;"])
    try:
        desktop = connected()
        document = opened(desktop, path)
        found = {(name, pivot): {"before": rows} for name, pivot, rows in pivots(document)}
        asked = json.loads(changes)
        for name, area, column in asked.get("sort", ()):
            sort(document.Sheets.getByName(name), area, column)
        for name, cell, value in asked.get("set", ()):
            document.Sheets.getByName(name).getCellRangeByName(cell).setValue(value)
        refresh(document)
        for name, pivot, rows in pivots(document):
            found[name, pivot]["after"] = rows
        answer: dict[str, Any] = {"pivots": {}, "tabs": {}}
        for (name, pivot), rows_of in found.items():
            answer["pivots"].setdefault(name, {})[pivot] = rows_of
            answer["tabs"][name] = tab(document.Sheets.getByName(name))
        print(json.dumps(answer))
        document.close(True)
        desktop.terminate()
        office.wait(60)
    finally:
        office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:5])
