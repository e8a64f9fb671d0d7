"""Excel workbooks of XML parts (.xlsx, .xlsm)."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from igpm_sheets.adapters import calamine
from igpm_sheets.adapters.excel_gaps import Closed, gaps_closed
from igpm_sheets.adapters.excel_parts import Book, as_calamine_expects, book_of
from igpm_sheets.adapters.excel_xml import Specials, specials
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.adapters.package import Package, parse
from igpm_sheets.problems import CellRef, problem


def read_xlsx(package: Package, source: str) -> list[Grid]:
    """The worksheets of an .xlsx or .xlsm; chart, dialog and macro sheets are left out.

    Raises:
        SourceUnreadable: if a part is missing or broken (F10), or a sheet too vast (F15).
    """
    book = book_of(package)
    try:
        return _grids(package, book, source)
    except SourceUnreadable:
        raise
    except Exception:
        _name_the_broken_part(package, book, source)
        raise


def _grids(package: Package, book: Book, source: str) -> list[Grid]:
    looks = [_closer_look(package, CellRef(source, s.name), s.part) for s in book.worksheets]
    rewritten = {look.part: look.closed.xml for look in looks if look.closed}
    grids = []
    with closing(calamine.opened(as_calamine_expects(package, book, rewritten))) as workbook:
        for sheet, look in zip(book.worksheets, looks, strict=True):
            found = workbook.get_sheet_by_name(sheet.name)
            rows = calamine.rows_of(found)
            if look.closed:
                rows = look.closed.opened(rows)
            calamine.complete(rows, look.specials, found)
            grids.append(Grid(source, sheet.name, rows, sheet.hidden))
    return grids


def _name_the_broken_part(package: Package, book: Book, source: str) -> None:
    """Say which part calamine stumbled over, which it does not tell, if its XML is broken."""
    for part in package.related(package.main_part, "sharedStrings"):
        parse(package.xml(part), None, package.where, part)
    for sheet in book.worksheets:
        parse(package.xml(sheet.part), None, CellRef(source, sheet.name), sheet.part)


class _Look(NamedTuple):
    """What has to be known of a sheet's part to read it right."""

    part: str
    specials: Specials
    closed: Closed | None


def _closer_look(package: Package, where: CellRef, part: str) -> _Look:
    xml = package.xml(part)
    if not xml.rstrip(b"\0 \t\r\n").endswith(b"worksheet>"):
        found = f"{part} breaks off before its end" if xml else f"{part} is missing"
        raise SourceUnreadable(problem("F10", where, found))
    return _Look(part, specials(xml, where, part), gaps_closed(xml, where, part))
