"""The list of comments as the office has left it, and the comments with what it made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from igpm_sheets.adapters.files import known_as
from igpm_sheets.adapters.grid import ErrorValue, Grid, NeverCalculated
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.core.anonymity import People
from igpm_sheets.core.comments import text_key
from igpm_sheets.jobs import Worked
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.releasing.recording import read_record
from igpm_sheets.reports.comments import COLUMNS, Comments, Row
from igpm_sheets.reports.tables import Tab, plain
from igpm_sheets.reports.workbook import Findings
from igpm_sheets.settings import Settings

if TYPE_CHECKING:
    from igpm_sheets.writers.filling.template import Templates

WORKBOOK = "comments.xlsx"
"""Its name in the folder of feedback."""
KIND = "comments"
"""What it is made as."""

_HEADINGS = tuple(column.heading for column in COLUMNS)
_NEEDED = ("Ref", "Domain", "As written", "For the candidate")
_ROWS_ABOVE = 20
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "ok"})


@dataclass(frozen=True)
class ReadComments:
    """The list as it was read."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    """By the marks of the comments."""
    wrong: tuple[Problem, ...] = ()
    """What cannot be gone by, each with the ref concerned; without one, it concerns all."""
    cells: tuple[tuple[str, ...], ...] = ()
    """What stands under the headings, row by row."""
    is_there: bool = False


def people_of(worked: Worked) -> People:
    """Everybody whom a text might name: candidates of all windows, and assessors."""
    office = worked.read.office
    listed = [(each.name, each.email) for each in office.assessors]
    marking = dict.fromkeys(sheet.assessor for sheet in office.mark_sheets)
    allocated = dict.fromkeys(name for each in office.allocations for name in each.assessors)
    named = dict.fromkeys((*marking, *allocated))
    emails = [(name, name) if "@" in name else (name, "") for name in named if name]
    return People.of([each.application for each in worked.every], [*listed, *emails])


def comments_of(settings: Settings, worked: Worked) -> Comments:
    """All comments as candidates would read them now.

    What cannot be read of the office's own wording counts as not there: nothing is sent of
    what this returns.
    """
    rows: Mapping[str, Row] = {}
    offered: frozenset[str] = frozenset()
    with suppress(Failed):
        read = read_comments(settings)
        rows = read.rows
        offered = read_record(settings).offered if read.is_there else offered
    return Comments(people_of(worked), rows, offered)


def with_feedback(settings: Settings, worked: Worked) -> Findings:
    """The findings with what candidates read: their comments, and when they were released."""
    released: Mapping[str, date] = {}
    with suppress(Failed):
        latest = read_record(settings).latest
        released = {key: release.day for key, release in latest.items()}
    comments = comments_of(settings, worked)
    return replace(worked.findings, comments=comments, released=released)


def read_comments(settings: Settings) -> ReadComments:
    """The list of comments.

    Raises:
        Failed: it is there and cannot be read, or is no such list (S16).
    """
    path = settings.feedback / WORKBOOK
    if not path.exists():
        return ReadComments()
    grids = read_file(path, known_as(path, settings.folder))
    lists = [(grid, head) for grid in grids if (head := _head(grid))]
    if not lists:
        heading = _missing(grids)
        raise Failed(problem("S16", _where(path, settings), heading=heading))
    return _read(*lists[0])


def _where(path: Path, settings: Settings) -> CellRef:
    return CellRef(known_as(path, settings.folder))


def _head(grid: Grid) -> int:
    """The row of the headings, or 0."""
    for number, row in enumerate(grid.rows[:_ROWS_ABOVE], 1):
        if {*_NEEDED} <= {str(cell).strip() for cell in row}:
            return number
    return 0


def _missing(grids: Sequence[Grid]) -> str:
    """The first heading that is not there."""
    cells = {str(cell).strip() for grid in grids for row in grid.rows[:_ROWS_ABOVE] for cell in row}
    return next((heading for heading in _NEEDED if heading not in cells), _NEEDED[0])


def _read(grid: Grid, head: int) -> ReadComments:
    columns = {
        heading: at
        for at in range(len(grid.rows[head - 1]), 0, -1)
        if (heading := str(grid.at(head, at)).strip()) in _HEADINGS
    }
    rows: dict[str, Row] = {}
    wrong: list[Problem] = []
    cells = []
    for number in range(head + 1, len(grid.rows) + 1):
        texts = {heading: _text(grid, number, at) for heading, at in columns.items()}
        if not any(texts.values()):
            continue
        cells.append(tuple(texts.get(heading, "") for heading in _HEADINGS))
        worded_at = columns["For the candidate"]
        for heading in _NEEDED:
            if isinstance(grid.at(number, columns[heading]), ErrorValue | NeverCalculated):
                where, found = grid.ref(number, columns[heading]), texts[heading]
                wrong.append(problem("S17", where, found, ref=texts["Ref"]))
        row = _row(texts)
        if row is not None:
            before = rows.setdefault(row.mark, row)
            if text_key(before.wording) != text_key(row.wording):
                where = grid.ref(number, worded_at)
                wrong.append(problem("S10", where, row.wording, ref=row.ref))
        elif texts["As written"]:
            found = f"{texts['Ref']}, {texts['Domain']}"
            wrong.append(problem("S18", grid.ref(number), found, ref=texts["Ref"]))
    return ReadComments(rows, tuple(wrong), tuple(cells), is_there=True)


def _row(texts: Mapping[str, str]) -> Row | None:
    """The row, if it says which comment it is for."""
    domain = texts["Domain"]
    if texts["Ref"] and texts["As written"] and domain.isdecimal():
        return Row(
            texts["Ref"],
            texts.get("Candidate", ""),
            int(domain),
            texts["As written"],
            texts["For the candidate"],
            texts.get("Checked", "").casefold() in _YES,
            texts.get("Notes", ""),
        )
    return None


def _text(grid: Grid, row: int, column: int) -> str:
    """What a cell says; a whole number that was typed, without a decimal point."""
    value = grid.at(row, column)
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_list(
    settings: Settings, tab: Tab, read: ReadComments, templates: Templates, today: date
) -> str:
    """Writes the list of comments anew; what it is called, or "" where it says the same already.

    The version before is kept among the backups.

    Raises:
        CannotWrite: it is open, or a file of that name is not this program's.
    """
    from igpm_sheets.writers.files.backups import Backups, keep, prune  # noqa: PLC0415 - rarely so
    from igpm_sheets.writers.files.saving import may_write, put_in_place  # noqa: PLC0415 - the same
    from igpm_sheets.writers.files.seen import seen  # noqa: PLC0415 - the same
    from igpm_sheets.writers.workbook import workbook_bytes  # noqa: PLC0415 - the same

    if _cells(tab) == [tuple(map(text_key, row)) for row in read.cells]:
        return ""
    path, folder = settings.feedback / WORKBOOK, settings.folder
    may_write(path, KIND, folder=folder)
    content = workbook_bytes(
        [tab],
        title=str(tab.values["title"]),
        created=today,
        beside=path.parent,
        folder=folder,
        kind=KIND,
        templates=templates,
        known_as=known_as(path, folder),
    )
    version, keeping = seen(path), settings.keeping
    backups = Backups(settings.backups, keeping.keep_last, keeping.keep_days)
    now = datetime.now(UTC).astimezone()
    made = keep(path, version, backups, now) if version else None
    put_in_place(path, content, folder=folder)
    if made:
        prune(path, backups, made, now.date())
    return known_as(path, folder)


def _cells(tab: Tab) -> list[tuple[str, ...]]:
    """What a list says, as it is compared with what is there."""
    [table] = tab.tables
    return [
        tuple("" if plain(each) is None else text_key(str(plain(each))) for each in row)
        for row in table.rows
    ]
