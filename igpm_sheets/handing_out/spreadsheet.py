"""One assessor's spreadsheet at Google: what is in it, and how applications come onto it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from igpm_sheets.adapters.google import spreadsheet_of
from igpm_sheets.adapters.grid import Grid
from igpm_sheets.google.addresses import address_of
from igpm_sheets.google.connection import Answer, Request
from igpm_sheets.google.runs import run_after, runs_of
from igpm_sheets.handing_out.run import REFS
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef, Failed, problem
from igpm_sheets.reading.handed_out import Grids, read_grids
from igpm_sheets.rulebook import Rulebook
from igpm_sheets.writers.google.drawn import drawn_workbook
from igpm_sheets.writers.google.mark_sheet import (
    added_rows,
    kept_to,
    new_mark_sheet_tabs,
    rows_of,
    whose,
)

if TYPE_CHECKING:
    from igpm_sheets.handing_out.spreadsheets import Spreadsheets

MADE: Final = (
    "properties(title),sheets(properties,developerMetadata,protectedRanges,merges,"
    "data(startRow,startColumn,rowData(values(effectiveValue,effectiveFormat(numberFormat)))))"
)
"""What is read back of a spreadsheet once it is written."""

_TRIES: Final = 3
"""So often a spreadsheet is written again that people change at the same time."""


@dataclass(slots=True)
class Spreadsheet:
    """One spreadsheet of the settings, as it was read last."""

    key: str
    answer: Answer
    known_as: str
    book: Rulebook = field(repr=False)
    sheet: Answer | None = None
    """The tab that is a mark sheet of ours."""
    grid: Grids | None = None
    """What stands on it; None where it has no grid any more."""

    def __post_init__(self) -> None:
        self.take(self.answer)

    def take(self, answer: Answer) -> None:
        """Looks at the spreadsheet as Google tells it now."""
        self.answer = answer
        sheets = answer.get("sheets", ())
        self.sheet = next((sheet for sheet in sheets if whose(sheet)), None)
        self.grid = None
        if self.sheet is not None:
            title = str(self.sheet.get("properties", {}).get("title", ""))
            grids = sorted(self.grids, key=lambda grid: grid.tab != title)
            found = read_grids(grids, self.book)
            self.grid = found if found and found.tab == title else None

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Its tabs."""
        return spreadsheet_of(self.key, self.answer, self.known_as).grids

    @property
    def assessor(self) -> str:
        """Whose mark sheet of ours is in it; "" where there is none."""
        noted = whose(self.sheet) if self.sheet else ""
        return (self.grid.assessor if self.grid else "") or noted

    @property
    def address(self) -> str:
        """That of the mark sheet, else of the spreadsheet."""
        properties = self.sheet.get("properties", {}) if self.sheet else None
        return address_of(self.key, None if properties is None else properties.get("sheetId", 0))

    @property
    def where(self) -> CellRef:
        """The spreadsheet as the place of a problem."""
        return CellRef(self.known_as, address=address_of(self.key))


@dataclass(frozen=True, slots=True)
class GoogleSheet:
    """An assessor's spreadsheet, with a mark sheet in it or ready for one."""

    home: Spreadsheets = field(repr=False)
    spreadsheet: Spreadsheet
    assessor: str

    @property
    def name(self) -> str:
        """The spreadsheet's title."""
        return self.spreadsheet.known_as

    @property
    def address(self) -> str:
        """That of the mark sheet."""
        return self.spreadsheet.address

    @property
    def refs(self) -> REFS:
        """The refs on it, by their keys."""
        return self.spreadsheet.grid.refs if self.spreadsheet.grid else {}

    def write(self, new: Sequence[Decision]) -> None:
        """Adds applications to it, or makes it.

        Raises:
            Failed: it is not for that assessor alone (G45), or a tab stands in the way (G48),
                or Google could not do it (G01 to G19), or the template cannot be used (F54).
        """
        self.home.check_closed(self)
        is_made = False
        for _ in range(_TRIES):
            requests = self._requests(new)
            if not requests:
                return
            if is_made and self._has(new):
                self._send(requests)
                return  # the cells that are open, once more: people have moved rows meanwhile
            self._send(requests)
            is_made = True
        if not self._has(new):
            raise Failed(
                problem(
                    "G48",
                    self.spreadsheet.where,
                    reason="somebody changed it over and over at the same time",
                    remedy="run this again when nobody is at work in it",
                )
            )

    def _has(self, new: Sequence[Decision]) -> bool:
        return all(ref_key(each.application.ref) in self.refs for each in new)

    def _send(self, requests: Sequence[Request]) -> None:
        """One batch; then the spreadsheet is known as it is.

        The number of the run follows from the state that the batch was made for: of two runs
        at the same time, Google takes one, and the other one finds what the first has done.
        """
        there, google = self.spreadsheet, self.home.google
        former = runs_of(there.answer)
        sheets = [each.get("properties", {}) for each in there.answer.get("sheets", ())]
        answer = google.batch(
            there.key,
            requests,
            run=run_after(there.key, former),
            former=former,
            known_as=there.known_as,
            tabs={int(each.get("sheetId", 0)): str(each.get("title", "")) for each in sheets},
            fields=MADE,
        )
        there.take(answer["updatedSpreadsheet"])

    def _requests(self, new: Sequence[Decision]) -> list[Request]:
        """What there is to do for the applications to be on it, and for nothing else to be open."""
        there = self.spreadsheet
        if there.sheet is None:
            return self._made(new)
        if there.grid is None:
            raise Failed(
                problem(
                    "G48",
                    replace(there.where, address=there.address),
                    reason="the tab has no grid any more to which applications could be added",
                    remedy="give its columns their headings back (Ref, Domain 1 to Domain 10); or"
                    " delete the tab, and a new one is made",
                )
            )
        missing = [each for each in new if ref_key(each.application.ref) not in self.refs]
        sheet_id = int(there.sheet.get("properties", {}).get("sheetId", 0))
        shown = next(grid for grid in there.grids if grid.tab == there.grid.tab)
        below = len(shown.rows)
        keys = {
            **there.grid.rows,
            **{below + at: ref_key(each.application.ref) for at, each in enumerate(missing, 1)},
        }
        requests = self._added(sheet_id, below, missing, there.grid) if missing else []
        opened = self.home.opened(keys, there.grid)
        return requests + kept_to(there.sheet, opened, self.home.editors(self))

    def _made(self, new: Sequence[Decision]) -> list[Request]:
        """A mark sheet, and the tabs that come with it."""
        home, there = self.home, self.spreadsheet
        template = home.template
        drawn = drawn_workbook(template.filled(self.assessor, new))
        for grid in there.grids:
            if grid.tab.casefold() == template.grid.tab.casefold():
                where = CellRef(there.known_as, grid.tab, address=grid.address)
                reason = "a tab of this name stands there, which this program did not make"
                remedy = "give that tab another name, and run this again"
                raise Failed(problem("G48", where, reason=reason, remedy=remedy))
        first = template.grid.row + 1
        keys = {row: ref_key(each.application.ref) for row, each in enumerate(new, first)}
        return new_mark_sheet_tabs(
            drawn,
            template.grid.tab,
            self.assessor,
            there.answer,
            first=first,
            marks=template.grid.marks.values(),
            open_cells=home.opened(keys, template.grid),
            editors=home.editors(self),
        )

    def _added(
        self, sheet_id: int, below: int, new: Sequence[Decision], grid: Grids
    ) -> list[Request]:
        """Rows as the template has them, in the columns that the mark sheet has."""
        template = self.home.template
        tabs = drawn_workbook(template.filled(self.assessor, new))
        drawn = next(each for each in tabs if each.name == template.grid.tab)
        there = grid.columns
        columns = {at: there[what] for what, at in template.grid.columns.items() if what in there}
        first = template.grid.row + 1
        rows = rows_of(drawn, range(first, first + len(new)), columns, template.grid.marks.values())
        return added_rows(sheet_id, below, rows)
