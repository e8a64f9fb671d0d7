"""What a refresh has changed: which application, what, from what to what, and why.

What our tab held is held against what is decided now. The lines of the Changes tab are
kept from run to run, newest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef, clipped
from igpm_sheets.reports import causes
from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.causes import Cause
from igpm_sheets.reports.remembered import (
    Memory,
    Remembered,
    in_cells,
    keyed,
    ref_of,
    remembered,
)
from igpm_sheets.reports.results import results_table, said
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Plain, Table, plain
from igpm_sheets.reports.words import counted

Row = Mapping[str, Plain]
"""A row of one of our tabs, by heading."""

WATCHED = ("Status", "Sum", "Result due", "Resubmit by")
"""The columns of the results whose changes are told."""

NEW, GONE, FIRST = "new", "no longer listed", "first refresh"

CHANGE_COLUMNS = (
    Column("When"),
    Column("Ref"),
    Column("Candidate"),
    Column("What"),
    Column("From"),
    Column("To"),
    Column("Why", Kind.LONG_TEXT, "The marks, cells or rules that brought it about."),
    Column("Where", Kind.LONG_TEXT, "The first cell to look at."),
)

_CELL = re.compile(r"([^›…]+) › ([^›…]+)!([A-Z]{1,3})([1-9][0-9]{0,6})")
_A_FILE = re.compile(r"\.(?:xls[xmb]?|xlt[xm]|ods|[ct]sv)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: a column of `WATCHED`, or the application's being there."""

    ref: str
    candidate: str
    what: str
    before: Plain
    after: Plain
    why: str = ""
    where: CellRef | None = None

    def as_json(self) -> dict[str, Json]:
        """The change by the headings of its tab, in snake_case."""
        return {
            "ref": self.ref or None,
            "candidate": self.candidate or None,
            "what": self.what,
            "from": _as_json(self.before),
            "to": _as_json(self.after),
            "why": self.why or None,
            "where": str(self.where) if self.where else None,
        }

    def line(self) -> str:
        """The change on one line, without the candidate's name.

        >>> Change("26-01", "Jo Lee", "Sum", 149, 150, "D3 by Ann Lee: 4 → 5").line()
        '26-01: Sum: 149 → 150 (D3 by Ann Lee: 4 → 5)'
        """
        subject = f"{clipped(self.ref)}: {self.what}" if self.ref else self.what
        before, after = (clipped(in_cells(each)) for each in (self.before, self.after))
        if self.what == FIRST:
            return f"{subject}: {after}"
        if self.what in (NEW, GONE):
            subject += f": {after or before}"
        else:
            subject += f": {before or 'blank'} → {after or 'blank'}"
        return f"{subject} ({clipped(self.why, 300)})" if self.why else subject


def shown(decisions: Sequence[Decision]) -> list[dict[str, Plain]]:
    """For each decision its row of the results, by heading."""
    table = results_table(decisions)
    return [
        {heading: plain(cell) for heading, cell in zip(table.headings, row, strict=True)}
        for row in table.rows
    ]


def to_remember(decisions: Sequence[Decision]) -> Memory:
    """What the next run needs to know of the decisions shown, to say why something changed."""
    now = keyed(decisions, ref_of)
    return {
        key: remembered(decision, {name: row[name] for name in WATCHED})
        for (key, decision), row in zip(now.items(), shown([*now.values()]), strict=True)
    }


def changes(
    before: Sequence[Row] | None,
    decisions: Sequence[Decision],
    memory: Memory | None,
    every: Sequence[Decision] = (),
) -> tuple[Change, ...]:
    """What is shown now that was not before, in the order of the results; what went comes last.

    Args:
        before: the rows of our tab of results; None where there is none yet, and then one
            line tells how many applications there are.
        decisions: what is to be shown, as decided now.
        memory: what the previous run kept of its decisions, if anything.
        every: the decisions of all windows, to tell where an application went.
    """
    if before is None:
        number = counted(len(decisions), "application")
        return (Change("", "", FIRST, None, number, "there was no tab to compare with"),)
    was = keyed([row for row in before if _is_a_result(row)], lambda row: str(row["Ref"]))
    now = keyed(decisions, ref_of)
    rows = dict(zip(now, shown([*now.values()]), strict=True))
    found: list[Change] = []
    for key, decision in now.items():
        if key in was:
            one = memory.get(key) if memory else None
            found += _differences(was[key], rows[key], decision, one)
        else:
            found.append(_new(decision))
    there = {ref_key(ref_of(decision)): decision for decision in every}
    for key, row in was.items():
        if key not in now:
            found.append(_gone(row, there.get(ref_key(str(row["Ref"])))))
    return tuple(found)


def _is_a_result(row: Row) -> bool:
    """Whether a row is an application's; what people type below the table has a ref alone."""
    told = ("Candidate", "Window", *WATCHED)
    return row.get("Ref") is not None and any(row.get(name) is not None for name in told)


def _differences(
    was: Row, now: Row, decision: Decision, memory: Remembered | None
) -> Iterator[Change]:
    """The columns of one application that hold something else than before."""
    application = decision.application
    for name in WATCHED:
        before, after = was.get(name), now[name]
        if _same(before, after):
            continue
        if memory is not None and memory.shown.get(name, "") == in_cells(after):
            # Decided as before: the tab was typed over, or an older workbook put back.
            found = [Cause("the tab no longer held what was last written there")]
        else:
            found = causes.causes(decision, memory, of_a_day=isinstance(after, date))
        where = next((cause.where for cause in found if cause.where), application.cell("ref"))
        why = causes.in_words(found)
        yield Change(application.ref, application.name, name, before, after, why, where)


def _same(one: Plain, other: Plain) -> bool:
    """Whether two cells show the same; a blank text is a blank."""
    return one == other or in_cells(one).strip() == in_cells(other).strip()


def _new(decision: Decision) -> Change:
    application = decision.application
    why, where = said(decision.why) or "", application.cell("ref")
    return Change(application.ref, application.name, NEW, None, decision.status.value, why, where)


def _gone(row: Row, there: Decision | None) -> Change:
    """An application that is listed no longer: it left the tracker, or is of another window."""
    if there is None:
        why, where = "the tracker no longer holds it", None
    else:
        window = f"window {there.window}" if there.window else "no window"
        why, where = f"it belongs to {window}", there.application.cell("received")
    candidate = in_cells(row.get("Candidate"))
    return Change(str(row["Ref"]), candidate, GONE, row.get("Status"), None, why, where)


# The tab


def changes_table(
    found: Sequence[Change],
    when: datetime,
    earlier: Sequence[Row] | None,
    most: int,
    decisions: Sequence[Decision] = (),
) -> Table:
    """A row a change, newest first, over the `earlier` rows of the tab; `most` rows in all.

    The places in earlier rows are known by their texts alone; where a Google Sheet is at, the
    cells of the `decisions` tell.
    """
    stamp = f"{when:%Y-%m-%d %H:%M}"
    new = [_row(change, stamp) for change in found]
    online = _online(decisions)
    filled = (row for row in earlier or () if any(row.get(h) is not None for h in _HEADINGS))
    kept = [_kept(row, online) for row in filled]
    return Table("Changes", CHANGE_COLUMNS, (new + kept)[:most])


_HEADINGS = tuple(column.heading for column in CHANGE_COLUMNS)


def _row(change: Change, stamp: str) -> tuple[Content, ...]:
    return (
        stamp,
        change.ref or None,
        change.candidate or None,
        change.what,
        _shown(change.before),
        _shown(change.after),
        change.why or None,
        Linked(str(change.where), change.where) if change.where else None,
    )


def _kept(row: Row, online: Mapping[tuple[str, str], str]) -> tuple[Content, ...]:
    """A row of the tab as it stands, its place a link again."""
    *others, where = (row.get(heading) for heading in _HEADINGS)
    place = place_in(where) if isinstance(where, str) else None
    address = online.get((place.source, place.tab), "") if place else ""
    if place is None or not (address or _A_FILE.search(place.source)):
        return (*others, where)  # the title of a Google Sheet, for one, is no file's name
    return (*others, Linked(where, replace(place, address=address)))


def _online(decisions: Sequence[Decision]) -> dict[tuple[str, str], str]:
    """The addresses of the tabs at Google that applications and marks stand on."""
    found: dict[tuple[str, str], str] = {}
    for decision in decisions:
        place = decision.application.place
        if place.address:
            found[place.source, place.tab] = place.address
        for cells in (sheet.cells for row in decision.panel for sheet in row.sheets):
            if cells.address:
                found[cells.source, cells.tab] = cells.address
    return found


def place_in(text: str) -> CellRef | None:
    """The cell that a text names as `CellRef` does, if it names one in full.

    >>> place_in("marks/Ann Lee.xlsx › Marks!E6")
    CellRef(source='marks/Ann Lee.xlsx', tab='Marks', row=6, column=5, address='')
    >>> place_in("a telephone call") is None
    True
    """
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    source, tab, letters, row = match.groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return CellRef(source, tab, int(row), column)


def _shown(value: Plain) -> str | int | None:
    """A value as the tab and the log show it; days in words, since columns mix them with texts."""
    if value is None or type(value) is int:
        return value
    return in_cells(value) or None


def _as_json(value: Plain) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str) else str(value)
