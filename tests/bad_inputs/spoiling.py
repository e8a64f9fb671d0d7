"""Ways to spoil an office, one small thing at a time; they can be put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.bad_inputs.office import MARK_HEADINGS, REFS, TRACKER, Book, Cell, Office, sheet_of

Spoil = Callable[[Office], Any]


def together(*spoils: Spoil) -> Spoil:
    """Several at once, in their order."""

    def spoil(office: Office) -> None:
        for each in spoils:
            each(office)

    return spoil


def cell(ref: str, heading: str, value: Cell, tab: str = "Applications") -> Spoil:
    """Another value in a cell of the tracker, in the row that begins with the ref or name."""

    def spoil(office: Office) -> None:
        headings, *rows = office.tracker[tab]
        row = next(row for row in rows if row[0] == ref)
        at = headings.index(heading)
        row += [None] * (at + 1 - len(row))
        row[at] = value

    return spoil


def column(heading: str, *values: Cell, tab: str = "Applications") -> Spoil:
    """A further column at the right of the tracker."""

    def spoil(office: Office) -> None:
        rows = office.tracker[tab]
        width = len(rows[0])
        for row, value in zip(rows, (heading, *values), strict=False):
            row.extend([None] * (width - len(row)))
            row.append(value)

    return spoil


def without_column(heading: str, tab: str = "Applications") -> Spoil:
    """The tracker without one of its columns."""

    def spoil(office: Office) -> None:
        rows = office.tracker[tab]
        at = rows[0].index(heading)
        for row in rows:
            del row[at : at + 1]

    return spoil


def heading(old: str, new: Cell, tab: str = "Applications") -> Spoil:
    """Another heading in the tracker."""

    def spoil(office: Office) -> None:
        headings = office.tracker[tab][0]
        headings[headings.index(old)] = new

    return spoil


def row(*cells: Cell, tab: str = "Applications") -> Spoil:
    """A further row at the end of a tab of the tracker."""
    return lambda office: office.tracker[tab].append(list(cells))


def copied(ref: str, **changes: Cell) -> Spoil:
    """The row of an application once more, at the end, perhaps with changes by heading."""

    def spoil(office: Office) -> None:
        headings, *rows = office.applications
        again = list(next(row for row in rows if row[0] == ref))
        for name, value in changes.items():
            again[headings.index(name.replace("_", " "))] = value
        office.applications.append(again)

    return spoil


def no_tab(tab: str) -> Spoil:
    """The tracker without one of its tabs."""
    return lambda office: office.tracker.pop(tab)


def mark(assessor: str, ref: str, domain: int, value: Cell) -> Spoil:
    """Another value where an assessor's mark stands; domain 0 is the ref."""

    def spoil(office: Office) -> None:
        rows = office.books[sheet_of(assessor)]["Marks"]
        rows[3 + REFS.index(ref)][domain] = value

    return spoil


def sheet(name: str, *rows: Sequence[Cell], assessor: str | None = None) -> Spoil:
    """A further grid of marks in the folder of marks, with the rows given."""
    top: list[list[Cell]] = [["Assessor", assessor], []] if assessor else []
    book: Book = {"Marks": [*top, list(MARK_HEADINGS), *map(list, rows)]}
    return lambda office: office.books.update({f"marks/{name}": book})


def tab(path: str, name: str, *rows: Sequence[Cell]) -> Spoil:
    """A tab of a workbook, new or in the place of an old one."""
    return lambda office: office.books[path].update({name: [list(row) for row in rows]})


def file(path: str, content: bytes | None) -> Spoil:
    """Another content in a file, or a new one; None for a folder."""

    def spoil(office: Office) -> None:
        office.books.pop(path, None)
        office.files[path] = content

    return spoil


def missing(path: str) -> Spoil:
    """A file that is not there."""

    def spoil(office: Office) -> None:
        office.books.pop(path, None)
        office.files.pop(path, None)

    return spoil


def renamed(path: str, other: str) -> Spoil:
    """A workbook under another name."""
    return lambda office: office.books.update({other: office.books.pop(path)})


def setting(old: str, new: str) -> Spoil:
    """Other words in the settings, where these stand."""

    def spoil(office: Office) -> None:
        assert old in office.settings
        office.settings = office.settings.replace(old, new)

    return spoil


def more_settings(text: str) -> Spoil:
    """Further lines at the end of the settings."""

    def spoil(office: Office) -> None:
        office.settings += f"\n{text}\n"

    return spoil


def policy(text: str) -> Spoil:
    """Another policy file."""
    return file("policy.toml", text.encode())


def source(text: str) -> Spoil:
    """Another source for the tracker, as TOML writes it."""
    return setting(f'source = "{TRACKER}"', f"source = {text}")
