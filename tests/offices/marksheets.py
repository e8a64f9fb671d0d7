"""Writes the assessors' mark sheets in the three layouts: grid, list and form."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from . import words
from .noise import Cell, say_heading, say_ref
from .records import Mark, MarkSheet, Office
from .tracker import put_table

ALL_TEN = range(1, 11)
COMMENTS = ("Well evidenced", "See appendix", "Thin", None, None)
LAYOUTS = ("grid", "list", "form")
WAYS = ("column", "label", "file", "tab")
Domains = Callable[[int], Cell]


def write_marks(
    office: Office, folder: Path, rng: random.Random, *, messy: bool, layout: str
) -> None:
    """Writes every mark sheet of the office into workbooks in one folder."""
    folder.mkdir(parents=True, exist_ok=True)
    originals, copies = apart(office.mark_sheets)
    copied = {(sheet.ref, sheet.assessor) for sheet in copies}
    writer = _Writer(folder, rng, copied, messy=messy)
    for assessor in office.assessors:
        own = [sheet for sheet in originals if sheet.assessor == assessor.name]
        if own:
            chosen = rng.choice(LAYOUTS) if layout == "mixed" else layout
            way = rng.choice(WAYS) if messy else "label"
            writer.add(chosen, "label" if (chosen, way) == ("form", "column") else way, own)
    for sheet in copies:
        chosen = rng.choice(LAYOUTS) if layout == "mixed" else layout
        writer.add(chosen, "label" if chosen == "form" else "column", [sheet], copy=True)
    writer.save()


def apart(sheets: Sequence[MarkSheet]) -> tuple[list[MarkSheet], list[MarkSheet]]:
    """Each assessor's first sheet for an application, and any that follow."""
    seen: set[tuple[str, str]] = set()
    originals: list[MarkSheet] = []
    copies: list[MarkSheet] = []
    for sheet in sheets:
        key = (sheet.ref, sheet.assessor)
        (copies if key in seen else originals).append(sheet)
        seen.add(key)
    return originals, copies


class _Writer:
    """Gathers what goes into which workbook, and writes them all at the end."""

    def __init__(
        self, folder: Path, rng: random.Random, copied: set[tuple[str, str]], *, messy: bool
    ) -> None:
        """Nothing gathered yet."""
        self.folder = folder
        self.rng = rng
        self.noise = rng if messy else None
        self.books: dict[str, Workbook] = {}
        self.copied = copied
        self.shared: dict[tuple[str, str], list[MarkSheet]] = {}

    def add(
        self, layout: str, way: str, sheets: Sequence[MarkSheet], *, copy: bool = False
    ) -> None:
        """Places sheets of one assessor, who is named in one of the four ways."""
        name = sheets[0].assessor
        if way == "column":
            file = "Second copies" if copy else "All assessors"
            self.shared.setdefault((file, layout), []).extend(sheets)
        elif layout == "form":
            file = self.form_file(way, name, copy=copy)
            for sheet in sheets:
                self.form(self.tab(file, sheet.ref), sheet, label=way == "label")
        else:
            file, tab = {
                "label": (f"Marks of {name}" if self.noise else name, "Marks"),
                "file": (name, "Marks"),
                "tab": ("Panel", name),
            }[way]
            self.table(layout, self.tab(file, tab), sheets, label=way == "label")

    def form_file(self, way: str, name: str, *, copy: bool) -> str:
        """The file of an assessor's forms; each of their tabs is named by its ref."""
        if copy:
            return f"Second copies {len(self.books)}"
        if way == "label":
            return f"Forms of {name}" if self.noise else name
        return name

    def tab(self, file: str, title: str) -> Worksheet:
        """A new tab of a workbook, which is made where it does not exist yet."""
        if file not in self.books:
            book = Workbook()
            book.remove(book.worksheets[0])
            self.books[file] = book
        sheet: Worksheet = self.books[file].create_sheet(title[:31])
        return sheet

    def save(self) -> None:
        """Writes the sheets that several assessors share, and then every workbook."""
        for (file, layout), sheets in self.shared.items():
            by_column = list(sheets)
            self.rng.shuffle(by_column)
            self.table(layout, self.tab(file, f"Marks {layout}"), by_column, column=True)
        for file, book in self.books.items():
            if self.noise:
                guidance(book.create_sheet("Guidance"))
            book.save(self.folder / f"{file}.xlsx")

    # The three layouts

    def table(
        self,
        layout: str,
        sheet: Worksheet,
        sheets: Sequence[MarkSheet],
        *,
        label: bool = False,
        column: bool = False,
    ) -> None:
        """A grid or a list, below a title and the assessor's name where it is a label."""
        top = 1
        if self.noise and self.rng.random() < 0.6:
            sheet.cell(1, 1, "Marks of the panel")
            sheet.merge_cells("A1:E1")
            top = 3
        if label:
            sheet.cell(top, 1, "Assessor:" if self.noise else "Assessor")
            sheet.cell(top, 2, sheets[0].assessor)
            top += 2
        make = self.grid_table if layout == "grid" else self.list_table
        headings, rows = make(sheets, column=column)
        put_table(sheet, headings, rows, top=top, left=self.left())

    def left(self) -> int:
        """The column where a table starts."""
        return self.rng.choice((1, 1, 2)) if self.noise else 1

    def grid_table(
        self, sheets: Sequence[MarkSheet], *, column: bool
    ) -> tuple[list[Cell], list[list[Cell]]]:
        """A row for each application, a column for each domain."""
        domain = self.domains()
        comments = self.rng.random() < 0.5
        columns = ["ref"] + (["assessor"] if column else []) + (["name"] if self.noise else [])
        for n in ALL_TEN:
            columns += [f"mark {n}"] + ([f"comment {n}"] if comments else [])
        if self.noise and self.rng.random() < 0.4:
            self.rng.shuffle(columns)
        fixed: dict[str, Cell] = {"ref": "Ref", "assessor": "Assessor", "name": "Candidate"}
        for n in ALL_TEN:
            fixed |= {f"mark {n}": domain(n), f"comment {n}": f"Domain {n} comment"}
        rows: list[list[Cell]] = []
        for sheet in sheets:
            row = self.row(sheet)
            rows.append([row.get(name) for name in columns])
            if self.noise and self.rng.random() < 0.1:
                rows.append([None] * len(columns))
        return [fixed[name] for name in columns], rows

    def row(self, sheet: MarkSheet) -> dict[str, Cell]:
        """The cells of one row of a grid."""
        row: dict[str, Cell] = {
            "ref": say_ref(sheet.ref, self.noise),
            "assessor": sheet.assessor,
            "name": "(closed)",
        }
        for n in ALL_TEN:
            row[f"mark {n}"] = self.mark(sheet.marks[n - 1])
            row[f"comment {n}"] = self.comment(sheet, n)
        return row

    def list_table(
        self, sheets: Sequence[MarkSheet], *, column: bool
    ) -> tuple[list[Cell], list[list[Cell]]]:
        """A row for each application and domain."""
        domain = self.domains()
        names = ["Ref", "Domain", "Mark", "Comment"] + (["Assessor"] if column else [])
        if self.noise:
            self.rng.shuffle(names)
        rows: list[list[Cell]] = []
        for sheet in sheets:
            for n in ALL_TEN:
                values: Mapping[str, Cell] = {
                    "Ref": say_ref(sheet.ref, self.noise),
                    "Domain": domain(n),
                    "Mark": self.mark(sheet.marks[n - 1]),
                    "Comment": self.comment(sheet, n),
                    "Assessor": sheet.assessor,
                }
                rows.append([values[name] for name in names])
        headings = [say_heading(name, self.noise) if self.noise else name for name in names]
        return list(headings), rows

    def form(self, tab: Worksheet, sheet: MarkSheet, *, label: bool) -> None:
        """A tab for one application: a labelled ref, then ten rows."""
        domain = self.domains()
        top = 1
        if self.noise and self.rng.random() < 0.5:
            tab.cell(1, 1, "Assessment form")
            top = 2
        tab.cell(top, 1, "Ref:" if self.noise else "Ref")
        reference = say_ref(sheet.ref, self.noise)
        tab.cell(top, 2, reference)
        if label:
            tab.cell(top + 1, 1, "Assessor")
            tab.cell(top + 1, 2, sheet.assessor)
        rows = [
            [
                domain(n),
                self.mark(sheet.marks[n - 1]),
                self.comment(sheet, n),
            ]
            for n in ALL_TEN
        ]
        put_table(tab, ["Domain", "Mark", "Comment"], rows, top=top + 3)

    # Cells

    def mark(self, mark: Mark) -> Cell:
        """A mark as it was given; a good one may have been typed as text."""
        if self.noise and isinstance(mark, int) and self.rng.random() < 0.08:
            return str(mark)
        return mark

    def comment(self, sheet: MarkSheet, number: int) -> Cell:
        """A comment beside a mark, or none; copies have none, so that they stay alike."""
        if sheet.marks[number - 1] is None or (sheet.ref, sheet.assessor) in self.copied:
            return None
        return self.rng.choice(COMMENTS)

    def domains(self) -> Domains:
        """How one sheet names its domains, by number or by title."""
        if not self.noise:
            return lambda n: f"D{n}"
        return self.rng.choice(DOMAIN_STYLES)


def digit(number: int) -> Cell:
    """The number itself."""
    return number


DOMAIN_STYLES: tuple[Domains, ...] = (
    digit,
    str,
    lambda n: f"D{n}",
    lambda n: f"Domain {n}",
    lambda n: f"domain {n}",
    lambda n: words.TITLES[n - 1],
    lambda n: words.ARTICLE_TITLES[n - 1],
    lambda n: f"{n}. {words.TITLES[n - 1]}",
)


def guidance(sheet: Worksheet) -> None:
    """A tab of advice to assessors, which holds no marks."""
    sheet.cell(1, 1, "How to mark")
    sheet.cell(2, 1, "Each domain is marked by itself; please do not confer.")
