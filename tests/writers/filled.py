"""Small templates, and tabs that fill them, put into a workbook that holds nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from igpm_sheets.ooxml.archive import Archive
from igpm_sheets.ooxml.content_types import WORKSHEET
from igpm_sheets.ooxml.package import DECLARATION, MAIN, RELATIONS, Dialect, Package
from igpm_sheets.reports.tables import Column, Content, Tab, Table
from igpm_sheets.writers.book.workbook_part import WorkbookPart
from igpm_sheets.writers.filling.fill import Filled, Place
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.filling.template import Template
from igpm_sheets.writers.names import quoted, tab_names, table_names
from igpm_sheets.writers.styles.carried import TargetStyles

_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def template_of(draw: Callable[[Any], object], **options: object) -> Template:
    """A template that XlsxWriter draws; `draw` is given the workbook."""
    return template_from(drawn(draw, **options))


def drawn(draw: Callable[[Any], object], **options: object) -> bytes:
    """A workbook that XlsxWriter draws."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, **options})
    draw(book)
    book.close()
    return file.getvalue()


def template_from(data: bytes) -> Template:
    """A template of a file's content."""
    return Template(Package(Archive(io.BytesIO(data))), "template.xlsx")


def framed(
    sheet: Any,
    row: int,
    name: str,
    headings: Sequence[str],
    *,
    column: int = 0,
    totals: bool = False,
    filters: bool = True,
    formats: Sequence[Any] = (),
) -> None:
    """Draws a table of one row of data; rows and columns count from 0."""
    last = row + 1 + totals
    columns: list[dict[str, object]] = [{"header": heading} for heading in headings]
    if totals:
        columns[0]["total_string"] = "Total"
        columns[-1]["total_function"] = "sum"
    options = {"name": name, "columns": columns, "total_row": totals, "autofilter": filters}
    sheet.add_table(row, column, last, column + len(headings) - 1, options)
    for at, style in enumerate(formats):
        sheet.write_blank(row + 1, column + at, None, style)


def a_list(*headings: str, totals: bool = False, name: str = "Results") -> Template:
    """A template of one sheet, `List`, that is a table from its first row on."""

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        style = book.add_format({"text_wrap": True})
        framed(sheet, 0, name, headings, totals=totals, formats=[style] * len(headings))

    return template_of(draw)


def a_tab(
    *rows: Sequence[Content],
    columns: Sequence[str | Column] = ("Ref", "Sum"),
    name: str = "Results",
    **values: Content | Sequence[str],
) -> Tab:
    """A tab of one table on the sheet `List`."""
    made = tuple(each if isinstance(each, Column) else Column(each) for each in columns)
    table = Table(name, made, [tuple(row) for row in rows])
    return Tab("List", "List", {"title": "A list", **values}, [table])


def placed(
    tabs: Sequence[Tab],
    template: Template,
    *,
    is_strict: bool = False,
    from_1904: bool = False,
    live: bool = True,
    folder: Path | None = None,
) -> bytes:
    """A new workbook with the tabs on the template."""
    package = _empty(is_strict=is_strict)
    book, styles = WorkbookPart(package), TargetStyles(package)
    filled = [Filled(tab, template) for tab in tabs]
    names = tab_names(tab.name for tab in tabs)
    here = folder or Path()
    links = Links({tab.name: name for tab, name in zip(tabs, names, strict=True)}, here, folder)
    taken: dict[str, int] = {}
    numbers = count(1)

    def ranges(table: str, heading: str) -> str:
        for name, each in zip(names, filled, strict=True):
            for known in each.tables:
                if known.name == table:
                    return f"{quoted(name)}!{known.column(heading)}"
        raise KeyError(table)

    for name, each in zip(names, filled, strict=True):
        sheet = book.add_sheet(name, WORKSHEET)
        each.put_into(
            Place(
                package, sheet.part, name, styles, links,
                lambda wanted: table_names([wanted], taken)[0], lambda: next(numbers),
                from_1904, ranges, live,
            )
        )  # fmt: skip
        for defined, text in each.local_names:
            book.set_name(defined, text.replace("{tab}", quoted(name)), sheet.at)
    book.finish(calculate=False)
    out = io.BytesIO()
    package.write(out)
    return out.getvalue()


def _empty(*, is_strict: bool) -> Package:
    dialect, package = Dialect(is_strict=is_strict), Package()
    root = f'<workbook xmlns="{dialect.uri(MAIN)}" xmlns:r="{dialect.uri(RELATIONS)}">'
    package.put("xl/workbook.xml", f"{DECLARATION}{root}<sheets/></workbook>".encode(), _BOOK)
    package.dialect = dialect
    package.relationships("").add("officeDocument", "xl/workbook.xml")
    return package


def parts_in(data: bytes) -> dict[str, str]:
    """The parts of a workbook as text."""
    with ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}


def sheet_xml_of(data: bytes, number: int = 1) -> str:
    """A sheet as it is written."""
    return parts_in(data)[f"xl/worksheets/sheet{number}.xml"]


def sheet_of(data: bytes, number: int = 0) -> Worksheet:
    """A sheet as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[number]


def grid_of(data: bytes, number: int = 0) -> list[list[object]]:
    """A sheet's values as calamine reads them, from A1 on."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(number)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]
