"""Applications onto a mark sheet: a new workbook from a template, or rows for one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.book.order import SHEET, put_child
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.files.backups import Backups
from igpm_sheets.writers.files.in_place import WAIT, held
from igpm_sheets.writers.files.saving import CannotWrite, shown
from igpm_sheets.writers.files.seen import Seen
from igpm_sheets.writers.grafting.properties import mark_as
from igpm_sheets.writers.grafting.refusals import opened, told
from igpm_sheets.writers.marksheets.layout import KIND, Layout, NewRow
from igpm_sheets.writers.marksheets.looks import Looks
from igpm_sheets.writers.marksheets.part import NewCell, SheetPart
from igpm_sheets.writers.refresh import check_xml

_ALLOWED: Final = (
    *("formatCells", "formatColumns", "formatRows", "insertColumns", "insertRows"),
    *("insertHyperlinks", "deleteColumns", "deleteRows", "sort", "autoFilter", "pivotTables"),
)
"""What an assessor may do on the protected sheet, all but change what is locked."""


def new_mark_sheet(
    template: Path,
    layout: Layout,
    name_at: tuple[int, int],
    assessor: str,
    rows: Sequence[NewRow],
    *,
    known_as: str,
) -> bytes:
    """A template's workbook with an assessor's name and applications, as a file's content.

    All of the template stays, but for its rows without content: lines drawn to be filled in.
    The sheet is protected, without a password, but for the cells that the assessor fills in.

    Args:
        template: the blank workbook.
        layout: where its grid lies.
        name_at: row and column of the cell for the name.
        assessor: the name.
        rows: the applications.
        known_as: what the template is called where something is wrong with it.

    Raises:
        CannotWrite: the template cannot be used.
    """
    where = CellRef(known_as)
    with opened(template, where) as package, told(where):
        sheet, looks = _sheet(package, layout), Looks(package, where)
        filler = _Filler(sheet, looks, layout)
        sheet.put(*name_at, NewCell(looks.locked(sheet.style(*name_at)), assessor))
        sheet.remove_blank_rows(layout.row)
        for column in layout.told:
            style = looks.locked(sheet.style(layout.row + 1, column))
            sheet.restyle_column(column, style)
        sheet.add(map(filler.cells, rows), layout.row)
        if sheet.root.first("sheetProtection") is None:
            allowed = "".join(f' {name}="0"' for name in _ALLOWED)
            xml = f'<sheetProtection sheet="1"{allowed}/>'
            put_child(sheet.document, sheet.root, SHEET, "sheetProtection", xml)
        mark_as(package, KIND)
        file = BytesIO()
        package.write(file)
        return file.getvalue()


def add_to_mark_sheet(
    path: Path,
    layout: Layout,
    rows: Sequence[NewRow],
    *,
    backups: Backups,
    seen: Seen | None,
    folder: Path | None = None,
    wait: float = WAIT,
) -> None:
    """Adds applications to a mark sheet, below all that is on it; everything else stays.

    Args:
        path: the workbook.
        layout: where its grid lies.
        rows: the applications.
        backups: where the version before is kept.
        seen: what the workbook was when it was read.
        folder: that of the settings, for naming the workbook as people know it.
        wait: for how many seconds to wait for another run.

    Raises:
        CannotWrite: and then the workbook is as it was (see `held`, `opened`, `Hold.swap`).
    """
    where = CellRef(shown(path, folder))
    with (
        held(path, seen=seen, folder=folder, wait=wait) as hold,
        opened(hold.path, where) as package,
        told(where),
    ):
        sheet = _sheet(package, layout)
        filler = _Filler(sheet, Looks(package, where), layout)
        sheet.add(map(filler.cells, rows), layout.row)

        def check(written: Path) -> None:
            try:
                package.check(written)
                check_xml(written, package.changed)
            except Damaged as error:
                reason = f"what was written cannot be read back: {error}"
                raise CannotWrite(problem("F27", where, reason=reason)) from error
            package.close()  # Windows replaces no file that is open

        hold.swap(package.write, check, backups)


def _sheet(package: Package, layout: Layout) -> SheetPart:
    """The tab with the grid.

    Raises:
        Damaged: if there is none of its name.
    """
    sheet = WorkbookPart(package).sheet(layout.tab)
    if sheet is None or not sheet.part:
        raise Damaged(f"it has no tab {layout.tab}")
    return SheetPart(package, sheet.part)


class _Filler:
    """Gives the cells of a new row the looks of the rows that are there."""

    def __init__(self, sheet: SheetPart, looks: Looks, layout: Layout) -> None:
        self._looks = looks
        self._layout = layout
        first = layout.first or layout.row + 1
        line = sheet.line(first)
        columns = {*(line.cells if line else ()), *layout.told}.union(*layout.to_fill_in)
        self._styles = {column: sheet.style(first, column) for column in columns}
        for alike in layout.to_fill_in:
            self._find_open(sheet, first, alike)

    def _find_open(self, sheet: SheetPart, first: int, alike: frozenset[int]) -> None:
        """Where the first row has nothing to fill in, another row or column tells the look."""
        rows = [line.number for line in sheet.lines if line.number >= first] or [first]
        spare: int | None = None
        for column in sorted(alike):
            styles = (sheet.style(row, column) for row in rows)
            found = next((style for style in styles if self._looks.is_open(style)), None)
            spare = found if spare is None else spare
            if found is not None:
                self._styles[column] = found
        for column in alike:
            if not self._looks.is_open(self._styles[column]) and spare is not None:
                self._styles[column] = spare

    def cells(self, row: NewRow) -> Mapping[int, NewCell]:
        """The cells of a row by column."""
        looks = self._looks
        cells = {column: NewCell(style) for column, style in self._styles.items()}
        for column in self._layout.told:
            text = row.texts.get(column, "")
            cells[column] = NewCell(looks.locked(self._styles[column]), text)
        for column in frozenset().union(*self._layout.to_fill_in):
            style = self._styles[column]
            is_closed = column in row.closed
            cells[column] = NewCell(looks.closed(style) if is_closed else looks.open(style))
        return cells
