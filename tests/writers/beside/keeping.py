"""An office's workbook with our tab of results, for trying what people do with the tab."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.ooxml.archive import Archive
from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.results import RESULT_COLUMNS
from igpm_sheets.reports.tables import Plain, Tab, Table
from igpm_sheets.templates import RESULTS as TEMPLATE
from igpm_sheets.templates import builtin_template
from igpm_sheets.writers.beside.renewal import differs
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.filling.template import Template
from igpm_sheets.writers.grafting.graft import Grafting

RESULTS = "IGPM Results"
WHERE = CellRef("office.xlsx", RESULTS)
LAST = len(RESULT_COLUMNS)
"""The last of our columns."""


@cache
def template() -> Template:
    return Template.load(builtin_template(TEMPLATE))


def application(
    ref: str | None, total: int = 150, status: str = "Award MIGPM"
) -> tuple[Plain, ...]:
    """A row of our table."""
    values: dict[str, Plain] = {
        "Ref": ref,
        "Candidate": f"Name of {ref}",
        "Window": "2026-05",
        "Status": status,
        "Sum": total,
        "Average": Decimal(total) / 30,
        "Why": f"R53: the thirty marks sum to {total}; 150 are needed",
        "Fee": Decimal("450.00"),
        "Result due": date(2026, 6, 10),
    }
    return tuple(values.get(column.heading) for column in RESULT_COLUMNS)


def results(*rows: tuple[Plain, ...] | str) -> Tab:
    """Our tab with these applications, some of them by their refs alone."""
    whole = [application(row) if isinstance(row, str) else row for row in rows]
    table = Table("Results", RESULT_COLUMNS, whole)
    return Tab(RESULTS, "Results", {"title": "IGPM: results"}, [table])


def office() -> bytes:
    """A workbook without tabs of ours."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "theirs"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refreshed(workbook: bytes, *rows: tuple[Plain, ...] | str) -> bytes:
    """The workbook once our tab holds these applications."""
    package = opened(workbook)
    graft = Grafting(package, CellRef(WHERE.source))
    graft.put(RESULTS, Filled(results(*rows), template()), Links({}, Path(), None))
    graft.finish()
    out = io.BytesIO()
    package.write(out)
    return out.getvalue()


def opened(workbook: bytes) -> Package:
    return Package(Archive(io.BytesIO(workbook)))


def is_to_change(workbook: bytes, *rows: tuple[Plain, ...] | str) -> bool:
    """Whether our tab is to change for these applications."""
    package = opened(workbook)
    part = Grafting(package, CellRef(WHERE.source)).part_of(RESULTS)
    return differs(package, part, results(*rows), WHERE)


def tab(workbook: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook))[RESULTS]


class Edited:
    """A workbook that a person has open."""

    def __init__(self, workbook: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(workbook))
        self.sheet: Worksheet = self.book[RESULTS]
        self.saved = b""


@contextmanager
def edited(workbook: bytes) -> Iterator[Edited]:
    """Lets a person change the tab, and saves it."""
    editing = Edited(workbook)
    yield editing
    editing.saved = saved(editing.book)


def with_parts(workbook: bytes, change: Callable[[str, str], str]) -> bytes:
    """The workbook with the text of its parts changed, for what openpyxl cannot write."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name).decode()))
    return out.getvalue()


def in_sheet(workbook: bytes, replaced: Mapping[str, str]) -> bytes:
    """The workbook with some text of our sheet replaced; all of it must be there."""
    part = opened(workbook).resolved("", sheet_part(workbook))

    def change(name: str, text: str) -> str:
        if name != part:
            return text
        for before, after in replaced.items():
            assert before in text, before
            text = text.replace(before, after, 1)
        return text

    return with_parts(workbook, change)


def sheet_part(workbook: bytes) -> str:
    return Grafting(opened(workbook), CellRef(WHERE.source)).part_of(RESULTS)


def sheet_xml(workbook: bytes) -> str:
    return opened(workbook).read(sheet_part(workbook)).decode()


def table_xml(workbook: bytes) -> str:
    package = opened(workbook)
    return package.read(package.related(sheet_part(workbook), "table")).decode()


def rows_by_ref(sheet: Worksheet) -> dict[str, int]:
    """Where each application stands, here or below the line."""
    return {str(cell.value): cell.row for cell in sheet["A"] if cell.value is not None}


def column(sheet: Worksheet, letters: str, rows: Sequence[int]) -> list[object]:
    return [sheet[f"{letters}{row}"].value for row in rows]
