"""A workbook of our own making, tab by tab, as a Google spreadsheet shows it.

The look of our tabs lives in the workbook templates. Here a filled one is read with openpyxl,
and each tab told in Google's words: what its cells hold, how they look, where it is frozen.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from igpm_sheets.ooxml.archive import Archive, Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.book.references import Area, plain_tab
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.cell_xml import as_stored, cell_text, number_xml
from igpm_sheets.writers.google.areas import GridRange, block, block_of, ends_of
from igpm_sheets.writers.google.charts import DrawnChart, charts_of, descriptions
from igpm_sheets.writers.google.formats import Formats, colour_style
from igpm_sheets.writers.google.rules import Rule, allowed, notes, rules_of
from igpm_sheets.writers.google.sizes import (
    heights_of,
    hidden_columns,
    own_heights,
    reach_of,
    widths_of,
)

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CellData = Mapping[str, Any]
"""Google's shape of a cell; of ours with `userEnteredValue`, `userEnteredFormat` and `note`."""

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY: Final = 86_400


class Link(NamedTuple):
    """Where a cell leads: to a page, or to a cell of a tab of the same workbook."""

    address: str
    tab: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class DrawnTab:
    """One tab, wholly in Google's words. No block in it names a tab yet (see `areas.on_tab`)."""

    name: str
    cells: Sequence[Sequence[CellData]]
    """Row by row from A1, ragged; an empty mapping is a blank without any look."""
    merges: Sequence[GridRange] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    """Pixels of each column, from 0."""
    heights: Mapping[int, int] = field(default_factory=dict)
    """Pixels of the rows, from 0, that are not as high as their text asks for."""
    frozen_rows: int = 0
    frozen_columns: int = 0
    rules: Sequence[Rule] = ()
    """Conditional formats, the first to be asked first."""
    validations: Sequence[tuple[GridRange, Mapping[str, Any]]] = ()
    """What may be typed where: Google's DataValidationRule."""
    filter_area: GridRange | None = None
    """The headings and rows that can be filtered."""
    charts: Sequence[DrawnChart] = ()
    links: Mapping[tuple[int, int], Link] = field(default_factory=dict)
    """Where cells lead, by row and column from 0."""
    is_protected: bool = False
    unlocked: Sequence[GridRange] = ()
    """Where one may type on a protected tab."""
    tab_colour: Mapping[str, Any] | None = None
    """Google's ColorStyle."""
    grid_lines: bool = True
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()

    reach: tuple[int, int] = (0, 0)
    """How many rows and columns merged cells and charts reach over."""

    @property
    def rows(self) -> int:
        """How many rows are drawn."""
        return max(len(self.cells), self.reach[0])

    @property
    def columns(self) -> int:
        """How many columns are drawn: so many from the first are ours."""
        return max([*map(len, self.cells), self.reach[1]])


def drawn_workbook(data: bytes, known_as: str = "workbook template") -> list[DrawnTab]:
    """The tabs of a workbook of our own making, in order.

    Formulas are told as the values stored beside them. What Google has no twin of is left out:
    how it is printed, data bars and icons, charts other than bars, columns, lines and areas,
    and links to files.

    Args:
        data: the .xlsx file's content, as `workbook_bytes` or `new_mark_sheet` gives it.
        known_as: what the template is called that it was made from.

    Raises:
        CannotWrite: the template holds what cannot be read here (G32).
    """
    workbook = _opened(data, known_as)
    try:
        with Package(Archive(BytesIO(data))) as package:
            looks, parts = Formats(package, workbook), WorkbookPart(package)
            tabs = []
            for sheet in workbook.worksheets:
                known = parts.sheet(sheet.title)
                said = descriptions(package, known.part if known else "")
                tabs.append(_tab(workbook, sheet, looks, said))
    except Damaged as error:
        raise CannotWrite(problem("G32", CellRef(known_as), reason=error)) from error
    return tabs


def _opened(data: bytes, known_as: str) -> Workbook:
    """The workbook as openpyxl reads it.

    Raises:
        CannotWrite: it cannot (G32).
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and only Google needs it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out, which nobody can change
            return load_workbook(BytesIO(data), data_only=True)
    except Exception as error:  # it fails in many ways over what Excel and others let stand
        reason = f"{type(error).__name__}: {error}"
        raise CannotWrite(problem("G32", CellRef(known_as), reason=reason)) from error


def typed(value: Plain) -> dict[str, Any] | None:
    """A value as Google's ExtendedValue: text stays text, whatever it looks like.

    It is what a workbook would hold: numbers of 15 digits, days counted from 1899-12-30.

    >>> typed("=1+1"), typed(Decimal("4.50")), typed(date(2026, 6, 10)), typed("")
    ({'stringValue': '=1+1'}, {'numberValue': 4.5}, {'numberValue': 46183}, None)
    """
    stored = as_stored(value)
    if stored is None:
        return None
    if isinstance(stored, str):
        return {"stringValue": stored}
    if isinstance(stored, date):
        return {"numberValue": int(number_xml(stored))}
    return {"numberValue": stored if isinstance(stored, int) else float(stored)}


def _tab(
    workbook: Workbook, sheet: Worksheet, looks: Formats, said: Mapping[tuple[int, int], str]
) -> DrawnTab:
    cells = [[_cell(cell, looks) for cell in row] for row in sheet.iter_rows()]
    messages = list(notes(sheet.data_validations.dataValidation))
    _put_notes(cells, messages)
    links: dict[tuple[int, int], Link] = {}
    for (row, column), link in _links(workbook, sheet):
        if link is None:
            _unlinked(cells[row][column])
        else:
            links[row, column] = link
    rows = _trimmed(cells)
    filtered = _filter_area(sheet)
    merges = [block_of(Area.of(str(each))) for each in sheet.merged_cells.ranges]
    widths, tall = widths_of(sheet), heights_of(sheet)
    charts = list(charts_of(sheet, said, widths, tall))
    reach = reach_of(merges, charts, widths, tall)
    width = max([*map(len, rows), reach[1]])
    frozen = _frozen(sheet)
    protected = bool(sheet.protection.sheet)
    unlocked = _unlocked(sheet) if protected else []
    colour = looks.rgb(sheet.sheet_properties.tabColor)
    return DrawnTab(
        name=sheet.title,
        cells=rows,
        merges=sorted(merges, key=ends_of),
        widths={at: widths(at) for at in range(width)},
        heights={at: tall(at) for at in own_heights(len(rows), filtered, unlocked)},
        frozen_rows=frozen[0],
        frozen_columns=frozen[1],
        rules=rules_of(sheet.conditional_formatting, looks),
        validations=list(allowed(sheet.data_validations.dataValidation)),
        filter_area=filtered,
        charts=charts,
        links=links,
        is_protected=protected,
        unlocked=unlocked,
        tab_colour=colour_style(colour) if colour else None,
        grid_lines=sheet.sheet_view.showGridLines is not False,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=[at - 1 for at, row in sheet.row_dimensions.items() if row.hidden],
        hidden_columns=list(hidden_columns(sheet, width)),
        reach=reach,
    )


# Cells


def _cell(cell: Cell | MergedCell, looks: Formats) -> dict[str, Any]:
    made: dict[str, Any] = {}
    value = _value(cell.value)
    if value is not None:
        made["userEnteredValue"] = value
    look = looks.of(cell)
    if look:
        made["userEnteredFormat"] = look
    if cell.comment is not None and cell.comment.text:
        made["note"] = cell.comment.text
    return made


def _value(value: object) -> dict[str, Any] | None:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return typed(cell_text(_ESCAPED.sub(_letter, value)))
    if isinstance(value, datetime | date | time | timedelta):
        return {"numberValue": serial(value)}
    if isinstance(value, int | float | Decimal):
        return {"numberValue": float(value) if isinstance(value, Decimal) else value}
    return None


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def serial(value: datetime | date | time | timedelta) -> int | float:
    """A day or a time as the number that Google keeps: days since 30 December 1899.

    >>> serial(datetime(2026, 6, 10, 18, 0)), serial(time(12, 0))
    (46183.75, 0.5)
    """
    if isinstance(value, datetime):
        seconds = (value - datetime.combine(value, time())).total_seconds()
    elif isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    elif isinstance(value, timedelta):
        seconds = value.total_seconds()
    else:
        seconds = 0.0
    days = value.toordinal() - date(1899, 12, 30).toordinal() if isinstance(value, date) else 0
    return days + seconds / _DAY if seconds else days


def _put_notes(
    cells: list[list[dict[str, Any]]], messages: Iterable[tuple[GridRange, str]]
) -> None:
    """Adds the messages of cells as their notes; one of its own stays."""
    for area, message in messages:
        top, left, bottom, right = ends_of(area)
        for row in cells[top:bottom]:
            for cell in row[left:right]:
                cell.setdefault("note", message)


def _trimmed(cells: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Without the blanks at the ends of rows, and without blank rows at the end."""
    for row in cells:
        while row and not row[-1]:
            row.pop()
    while cells and not cells[-1]:
        cells.pop()
    return cells


# The sheet


def _frozen(sheet: Worksheet) -> tuple[int, int]:
    """How many rows and columns stay in sight."""
    at = sheet.freeze_panes
    corner = Area.of(str(at)) if at else Area(1, 1, 1, 1)
    return corner.top - 1, corner.left - 1


def _filter_area(sheet: Worksheet) -> GridRange | None:
    """What can be filtered: the sheet's own filter, or that of its first table that has one."""
    written = [str(sheet.auto_filter.ref or "")]
    written += [str(table.autoFilter.ref) for table in sheet.tables.values() if table.autoFilter]
    return next((block_of(Area.of(each)) for each in written if each), None)


def _links(workbook: Workbook, sheet: Worksheet) -> Iterator[tuple[tuple[int, int], Link | None]]:
    """Where cells lead; None where that is a file on somebody's disk, which Google cannot open."""
    for row in sheet.iter_rows():
        for cell in row:
            to = cell.hyperlink
            if to is None or not isinstance(cell.value, str):
                continue  # Google lets texts lead somewhere, and nothing else
            at = (cell.row - 1, cell.column - 1)
            target, location = to.target or "", to.location or ""
            tab, _, corner = location.rpartition("!")
            if target.startswith(("https://", "http://", "mailto:")):
                yield at, Link(f"{target}#{location}" if location else target)
            elif not target and plain_tab(tab) in workbook.sheetnames:
                yield at, Link("", plain_tab(tab), corner.replace("$", ""))
            else:
                yield at, None


def _unlinked(cell: dict[str, Any]) -> None:
    """Lets a text that leads nowhere look like any other."""
    look = cell.get("userEnteredFormat", {})
    text = {
        name: each
        for name, each in look.get("textFormat", {}).items()
        if name not in ("underline", "foregroundColorStyle")
    }
    if look:
        cell["userEnteredFormat"] = {**look, "textFormat": text}


def _unlocked(sheet: Worksheet) -> list[GridRange]:
    """The cells in which one may type, in as few blocks as they make row by row."""
    found: list[dict[str, int]] = []
    open_at: dict[tuple[int, int], dict[str, int]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        still: dict[tuple[int, int], dict[str, int]] = {}
        for left, right in _runs([not cell.protection.locked for cell in row]):
            known = open_at.get((left, right))
            if known is None:
                known = block(number, left, number, right)
                found.append(known)
            known["endRowIndex"] = number + 1
            still[left, right] = known
        open_at = still
    return list(found)


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where a row of flags is set, from each first to before each last."""
    start = None
    for at, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = at
        elif not flag and start is not None:
            yield start, at
            start = None
