"""What one batch is to do to a spreadsheet, from what is there and what our tabs are to hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from igpm_sheets.problems import CellRef
from igpm_sheets.writers.beside.renewal import is_keyed
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.comparing import Source, Wish, difference
from igpm_sheets.writers.google.drawn import DrawnTab
from igpm_sheets.writers.google.noting import State, look_of, note, noted, noted_on, state_of_new
from igpm_sheets.writers.google.pivots import with_pivots
from igpm_sheets.writers.google.present import Present, our_tab
from igpm_sheets.writers.google.renewing import Renewal
from igpm_sheets.writers.google.splitting import new_id, staged_before
from igpm_sheets.writers.google.standing import Standing, wanted_of
from igpm_sheets.writers.google.whole import whole_tab

Request = Mapping[str, Any]

_SUMMARY: Final = "Summary"
"""The template of the tab beside whose figures pivot tables stand."""


class Plan(NamedTuple):
    """What one batch is to do."""

    requests: list[Request]
    matters: bool
    """Whether anything differs that is a reason to write."""
    renewal: Renewal | None
    """Of the results, where rows or cells of theirs change."""
    standing: Standing | None
    """The tab of results as it stands, if it does."""
    sheets: list[int]
    """The numbers of all tabs, new ones too."""


def planned(
    there: Sequence[Present],
    wishes: Sequence[Wish],
    templates: Templates,
    editors: Sequence[str],
    where: Callable[[str, int | None], CellRef],
    *,
    is_torn: bool = False,
) -> Plan:
    """The plan that brings our tabs up to date.

    Args:
        there: the spreadsheet's tabs.
        wishes: what ours are to be, in their order.
        templates: how they look.
        editors: who may write into our cells, besides the owner.
        where: the place of a tab, by its title and number.
        is_torn: whether a write of ours has met a spreadsheet of another shape just now.

    Raises:
        CannotWrite: what people have done with the tab of results does not allow it (F42 to
            F44).
    """
    planning = _Planning(there, wishes, templates, editors, where, is_torn=is_torn)
    for wish in wishes:
        planning.add(wish)
    return planning.plan


class _Planning:
    """A plan in the making, one of our tabs after another."""

    def __init__(
        self,
        there: Sequence[Present],
        wishes: Sequence[Wish],
        templates: Templates,
        editors: Sequence[str],
        where: Callable[[str, int | None], CellRef],
        *,
        is_torn: bool,
    ) -> None:
        left = staged_before([each.sheet for each in there])
        self._there = [each for each in there if each.id not in left]
        self._templates, self._editors = templates, editors
        self._where, self._is_torn = where, is_torn
        self._results = next((each.tab for each in wishes if is_keyed(each.tab)), None)
        self._source: Source | None = None
        self._made = 0
        self._next: int | None = None
        """Where a new tab goes: behind the one before it in the report, if that is there."""
        sheets = [each.id for each in there]
        self._ids: dict[str, int] = {}
        for wish in wishes:
            present = our_tab(self._there, wish.tab.name)
            self._ids[wish.tab.name] = present.id if present else new_id(sheets)
            sheets.append(self._ids[wish.tab.name])
        self._sheets = sheets
        self._requests: list[Request] = [{"deleteSheet": {"sheetId": sheet}} for sheet in left]
        self._matters = bool(left)
        self._renewal: Renewal | None = None
        self._standing: Standing | None = None

    @property
    def plan(self) -> Plan:
        """All that was added."""
        return Plan(self._requests, self._matters, self._renewal, self._standing, self._sheets)

    def add(self, wish: Wish) -> None:
        """Adds what one tab needs."""
        present = our_tab(self._there, wish.tab.name)
        if present is not None:
            self._next = self._there.index(present) + 1 + self._made
        if is_keyed(wish.tab):
            self._add_results(wish, present)
        else:
            self._add_page(wish, present)

    def _add_results(self, wish: Wish, present: Present | None) -> None:
        """The list of results, beside which people keep things."""
        number, wanted = self._ids[wish.tab.name], wanted_of(wish.tab, wish.drawn)
        if present is None:
            self._make(wish, _sorted_together(wish.drawn), state_of_new(wish, wanted))
            self._source = Source.of_new(number, wish, wanted)
            return
        where = self._where(present.title, present.id)
        standing = Standing(present, wanted, where, is_torn=self._is_torn)
        renewal = Renewal(standing, wish.drawn.rules, self._editors, State.of(noted_on(present)))
        self._source = Source.of(number, renewal.expected.headings, standing)
        self._standing = standing
        if renewal.differs:
            self._renewal, self._matters = renewal, True
            self._requests += [*renewal.requests(), *noted(present, str(renewal.state))]

    def _add_page(self, wish: Wish, present: Present | None) -> None:
        """A tab that is wholly ours."""
        drawn = self._with_pivots(wish)
        look = look_of(wish.tab, drawn, self._templates[wish.tab.workbook], self._source)
        if present is None:
            self._make(wish, drawn, look)
            return
        found = difference(present, wish, drawn, self._templates)
        restyled = noted_on(present) != look
        if found.is_any or restyled:
            self._requests += whole_tab(
                drawn,
                present.id,
                present.sheet,
                ids=self._ids,
                editors=self._editors,
                elsewhere=self._charts(present),
            )
            self._requests += noted(present, look)
        self._matters |= found.matters or restyled

    def _make(self, wish: Wish, drawn: DrawnTab, state: str) -> None:
        """A tab that is not there yet."""
        number = self._ids[wish.tab.name]
        self._requests += whole_tab(
            drawn,
            number,
            None,
            ids=self._ids,
            editors=self._editors,
            title=wish.tab.name,
            index=self._next,
        )
        self._requests.append(note(number, state))
        self._matters = True
        if self._next is not None:
            self._next += 1
            self._made += 1

    def _charts(self, present: Present) -> set[int]:
        """The charts on other tabs: people may have moved ours there."""
        return {
            int(chart.get("chartId", 0))
            for each in self._there
            if each is not present
            for chart in each.sheet.get("charts", ())
        }

    def _with_pivots(self, wish: Wish) -> DrawnTab:
        """The summary with its pivot tables; any other tab as it is."""
        if self._source is None or self._results is None or wish.tab.template != _SUMMARY:
            return wish.drawn
        [table] = self._results.tables
        return with_pivots(wish.drawn, table, self._source.area, self._source.headings)


def _sorted_together(drawn: DrawnTab) -> DrawnTab:
    """The list with a filter over all columns: people's are to be sorted along with ours."""
    area = {
        name: end for name, end in (drawn.filter_area or {}).items() if name != "endColumnIndex"
    }
    return replace(drawn, filter_area=area or None)
