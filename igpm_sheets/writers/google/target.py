"""A spreadsheet at Google taking our tabs: compared first, written only where it must be.

Everything goes in one batch, which Google applies as a whole or not at all. What it answers tells
how the tab of results is afterwards: where somebody has sorted it, or inserted rows, between our
looking and our writing, it is read and renewed once more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from igpm_sheets.google.addresses import address_of
from igpm_sheets.google.connection import (
    Google,
    GoogleFailed,
    is_marked_by,
    new_run,
    run_after,
    runs_of,
)
from igpm_sheets.google.masks import WRITING
from igpm_sheets.problems import CellRef, problem
from igpm_sheets.reports.tables import Plain, Tab
from igpm_sheets.writers.beside.standing import KEPT_LINE
from igpm_sheets.writers.book.cells import by_heading
from igpm_sheets.writers.files.in_place import WAIT
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.comparing import Wish
from igpm_sheets.writers.google.drawn import drawn_workbook
from igpm_sheets.writers.google.holding import LastRun, held
from igpm_sheets.writers.google.planning import Plan, planned
from igpm_sheets.writers.google.present import Answer, Present, our_tab
from igpm_sheets.writers.google.repairing import is_as_expected, repairs
from igpm_sheets.writers.google.splitting import LARGEST, batches, cells_of

Request = Mapping[str, Any]

MOST_CELLS: Final = 10_000_000
"""Of a spreadsheet, all tabs together."""
TRIES: Final = 3
"""How often the results are written anew because somebody has rearranged them meanwhile."""
_CHANGED_MEANWHILE: Final = ("G11", "G12")
"""Refusals that may come of what somebody did to the tabs after we looked."""
_TOLD: Final = (
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "data(startRow,startColumn,rowData(values(userEnteredValue,note))))"
)
"""What the answer to a write tells, to be compared with what was expected."""
_MEANT: Final = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]+\b")
"""A cell in a formula."""
_KEY: Final = "Ref"


@contextmanager
def taking(
    google: Google,
    key: str,
    *,
    templates: Templates,
    draw: Callable[[Sequence[Tab]], bytes],
    answer: Answer | None = None,
    owners: Sequence[str] = (),
    locks: Path | None = None,
    wait: float = WAIT,
    dry: bool = False,
) -> Iterator[GoogleTarget]:
    """A spreadsheet at Google, held and open for our tabs until the block ends.

    Args:
        google: the way to it.
        key: the spreadsheet's.
        templates: how our tabs look.
        draw: makes a workbook of tabs, which is then drawn in Google's words.
        answer: what Google told of it, with the fields of `masks.WRITING`, if it was read.
        owners: the addresses of those it belongs to, as far as they are known.
        locks: the folder of the locks that keep two runs on this computer apart.
        wait: for how many seconds to wait for another run.
        dry: only to see what would change.

    Raises:
        CannotWrite: another run is at work on it (F31).
        GoogleFailed: it cannot be read.
    """
    where = CellRef(_title(answer) or address_of(key), address=address_of(key))
    with held(locks, key, where, wait, dry=dry) as last:
        if answer is None or (last.known and last.known not in runs_of(answer)):
            # Another run on this computer has written since this one has looked.
            answer = google.spreadsheet(key, WRITING, known_as=_title(answer))
        yield GoogleTarget(google, key, answer, templates, draw, owners, last)


def _title(answer: Answer | None) -> str:
    return str((answer or {}).get("properties", {}).get("title", ""))


class _Overtaken(Exception):  # noqa: N818 - it is nothing to be told: the plan is made anew
    """Another run has written into the spreadsheet since this one looked."""


class GoogleTarget:
    """A spreadsheet at Google that takes our tabs."""

    def __init__(
        self,
        google: Google,
        key: str,
        answer: Answer,
        templates: Templates,
        draw: Callable[[Sequence[Tab]], bytes],
        owners: Sequence[str] = (),
        last: LastRun | None = None,
    ) -> None:
        self._google, self._key = google, key
        self._templates, self._draw, self._owners = templates, draw, owners
        self._last = last or LastRun()
        self._is_torn = False
        self._take(answer)

    def _take(self, answer: Answer) -> None:
        self._answer = answer
        self._there = [Present(sheet) for sheet in answer.get("sheets", ())]

    # What is there

    @property
    def title(self) -> str:
        """The spreadsheet's title, or its address where it has none."""
        return _title(self._answer) or address_of(self._key)

    @property
    def time_zone(self) -> str:
        """The spreadsheet's own, such as `Europe/London`; "" where Google does not say."""
        return str(self._answer.get("properties", {}).get("timeZone", ""))

    @property
    def tabs(self) -> list[str]:
        """The names of our tabs that are there, as the report calls them."""
        return list(dict.fromkeys(each.ours for each in self._there if each.ours))

    def rows(self, tab: str) -> list[dict[str, Plain]] | None:
        """What the table on our tab of this name holds now, by heading; None without a tab."""
        present = our_tab(self._there, tab)
        if present is None:
            return None
        grid = present.values
        starts = (n for n, row in enumerate(grid) if _KEY in row)
        first = next(starts, next((n for n, row in enumerate(grid) if any(row)), 0))
        # Below that line stand applications that are gone.
        rows = [list(row) for row in takewhile(lambda row: KEPT_LINE not in row, grid[first:])]
        return by_heading(
            rows[:1] + [row for row in rows[1:] if any(each is not None for each in row)]
        )

    def _where(self, tab: str = "", sheet: int | None = None) -> CellRef:
        return CellRef(self.title, tab, address=address_of(self._key, sheet))

    # Bringing up to date

    def refresh(self, tabs: Sequence[Tab], *, dry: bool = False) -> bool:
        """Brings the tabs up to date, in one step, if any of them holds something else now.

        Values that a tab calls volatile are no reason to write, but are written along.

        Args:
            tabs: what our tabs are to hold; others of ours stay as they are.
            dry: do all but write.

        Returns:
            Whether the spreadsheet was, or would be, written.

        Raises:
            CannotWrite: and then the spreadsheet is as it was: a tab of somebody else's has
                the name of ours (F35), what people have done with the tab of results does not
                allow it (F42 to F44), it would be too large (G30), or somebody keeps
                rearranging it (G31).
            GoogleFailed: it cannot be written.
        """
        wishes = self._wishes(tabs)
        written = False
        for tries_left in reversed(range(TRIES)):
            plan = planned(
                self._there,
                wishes,
                self._templates,
                self._editors,
                self._where,
                is_torn=self._is_torn,
            )
            if not plan.matters or dry:
                return written or plan.matters
            try:
                after = self._send(plan)
            except _Overtaken:
                self._read_again()
                continue
            except GoogleFailed as failed:
                if not tries_left or failed.problem.code not in _CHANGED_MEANWHILE:
                    raise
                self._read_again()
                continue
            written = True
            if plan.renewal is None or self._is_right(plan, after):
                return True
            self._put_right(plan)
        tab = plan.standing.tab.title if plan.standing else ""
        raise CannotWrite(problem("G31", self._where(tab), tab=tab))

    def _wishes(self, tabs: Sequence[Tab]) -> list[Wish]:
        for tab in tabs:
            self._refuse_foreign(tab.name)
        drawn = drawn_workbook(self._draw(tabs))
        return [
            Wish(tab, replace(each, name=tab.name)) for tab, each in zip(tabs, drawn, strict=True)
        ]

    def _refuse_foreign(self, name: str) -> None:
        """Raises F35 if a tab has the name of one of ours, and this program did not make it."""
        if our_tab(self._there, name) is not None:
            return
        for each in self._there:
            if each.title.casefold() == name.casefold():
                raise CannotWrite(problem("F35", self._where(each.title, each.id), name))

    @cached_property
    def _editors(self) -> list[str]:
        account = self._google.account
        # Without editors named, Google lets whoever makes the protection write, and the owner.
        return [account, *filter(None, self._owners)] if account else []

    # Sending

    def _send(self, plan: Plan) -> Answer:
        """Sends a plan, in several batches if it is long; the answer to the last.

        Raises:
            _Overtaken: another run has written since we looked, and so this one did not.
        """
        cells = sum(each.cells for each in self._there) + cells_of(plan.requests)
        if cells > MOST_CELLS:
            raise CannotWrite(problem("G30", self._where(), cells, cells=cells, limit=MOST_CELLS))
        titles = [each.title for each in self._there]
        parts = batches(plan.requests, plan.sheets, titles, LARGEST)
        if len(parts) > 1:
            staged = cells_of(parts[0])
            if cells + staged > MOST_CELLS:
                size = cells + staged
                raise CannotWrite(problem("G30", self._where(), size, cells=size, limit=MOST_CELLS))
        former: tuple[int, ...] = runs_of(self._answer)
        answer: Answer = {}
        names = {each.id: each.title for each in self._there}
        for at, part in enumerate(parts, 1):
            run, who = run_after(self._key, former), str(new_run())
            asks = at == len(parts) and plan.renewal is not None and plan.standing is not None
            tab = plan.standing.tab.title if asks and plan.standing else ""
            answer = self._google.batch(
                self._key,
                part,
                run=run,
                who=who,
                former=former,
                known_as=self.title,
                tabs=names,
                fields=_TOLD if asks else "",
                ranges=[_quoted(tab)] if asks else (),
            )
            if not is_marked_by(answer["updatedSpreadsheet"], who):
                raise _Overtaken
            former = (run,)
            self._last.note(run)
        self._give_back(list(_rules_lost(self._there, parts[-1], answer)), former)
        return answer

    def _give_back(self, rules: Sequence[Answer], former: tuple[int, ...]) -> None:
        """Puts back conditional formats of people's that our batch has hit instead of ours."""
        if rules:
            back = [{"addConditionalFormatRule": {"rule": rule, "index": 0}} for rule in rules]
            self._google.batch(
                self._key, back, run=(run := new_run()), former=former, known_as=self.title
            )
            self._last.note(run)

    def _is_right(self, plan: Plan, answer: Answer) -> bool:
        """Whether the tab of results is as it was to be, by what Google told after the write."""
        if plan.renewal is None or plan.standing is None:
            return True
        if len(runs_of(answer.get("updatedSpreadsheet", {}))) > 1:
            return False  # another run has written twice since we looked
        self._after = _found(answer.get("updatedSpreadsheet", {}), plan.standing.tab.id)
        if self._after is None:
            return False
        return is_as_expected(self._after, plan.renewal.expected, plan.standing.head)

    def _put_right(self, plan: Plan) -> None:
        """Reads the spreadsheet again, and takes back what our write has done to people's cells."""
        self._is_torn = True
        self._read_again()
        if plan.renewal is None or plan.standing is None:
            return
        after = _found(self._answer, plan.standing.tab.id)
        if after is None:
            return  # somebody has deleted the tab
        found = repairs(plan.standing, after, plan.renewal.expected)
        if found:
            self._google.batch(
                self._key,
                found,
                run=(run := new_run()),
                former=runs_of(self._answer),
                known_as=self.title,
            )
            self._last.note(run)
            self._read_again()

    def _read_again(self) -> None:
        self._take(self._google.spreadsheet(self._key, WRITING, known_as=self.title))


def _found(answer: Answer, number: int) -> Present | None:
    tabs = (Present(sheet) for sheet in answer.get("sheets", ()))
    return next((tab for tab in tabs if tab.id == number), None)


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _rules_lost(
    there: Sequence[Present], requests: Sequence[Request], answer: Answer
) -> Iterator[Answer]:
    """The conditional formats that were deleted in the place of those that we meant.

    They are known to Google by their places alone, and somebody may have added one meanwhile.
    """
    known = {tab.id: tab.sheet.get("conditionalFormats", ()) for tab in there}
    for request, reply in zip(requests, answer.get("replies", ()), strict=False):
        deleted = reply.get("deleteConditionalFormatRule", {}).get("rule")
        meant = request.get("deleteConditionalFormatRule")
        if deleted and meant:
            read = known.get(meant.get("sheetId", 0), ())
            at = meant.get("index", 0)
            if at >= len(read) or _asked(read[at]) != _asked(deleted):
                yield deleted


def _asked(rule: Answer) -> str:
    """What a conditional format asks, whatever cells its formulas have come to mean by moving."""
    asked = {name: each for name, each in rule.items() if name != "ranges"}
    condition = asked.get("booleanRule", {}).get("condition", asked.get("gradientRule", {}))
    return _MEANT.sub("#", json.dumps(condition, sort_keys=True))
