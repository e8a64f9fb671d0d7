"""The office's tracker: every tab told by its headings, and read.

Tabs are found by what their headings say, or by the names in the settings. Hidden tabs
and the tabs that this program keeps in the workbook do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.fields import FIELDS, TabKind
from igpm_sheets.model import Office
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reading.applications import EVIDENCE, read_applications
from igpm_sheets.reading.headings import Headings, Vocabulary, find_headings, heading_problems
from igpm_sheets.reading.own_tabs import is_ours
from igpm_sheets.reading.people import (
    read_allocation,
    read_assessors,
    read_associates,
    read_members,
)
from igpm_sheets.rulebook import Rulebook

_ALWAYS: Mapping[TabKind, tuple[str, ...]] = {
    TabKind.APPLICATIONS: ("ref", "received"),
    TabKind.ALLOCATION: ("ref", "assessor_1"),
    TabKind.MEMBERS: ("name",),
    TabKind.ASSOCIATES: ("name",),
    TabKind.ASSESSORS: ("name",),
}
"""What a tab of each kind must have to be taken for one."""

_TELLING: Mapping[TabKind, tuple[str, ...]] = {
    TabKind.MEMBERS: ("membership_no", "awarded", "window"),
    TabKind.ASSOCIATES: ("joined",),
    TabKind.ASSESSORS: ("category", "conflicts", "max_load", "active"),
}
"""What tells lists of people apart, where the tab's name does not: one of these."""

_TAB_WORDS = (
    (TabKind.ALLOCATION, ("allocation", "allocations", "allocated", "panels")),
    (TabKind.ASSESSORS, ("assessor", "assessors", "markers")),
    (TabKind.ASSOCIATES, ("associate", "associates")),
    (TabKind.MEMBERS, ("member", "members", "membership", "migpm")),
    (TabKind.APPLICATIONS, ("application", "applications", "tracker", "candidates", "applicants")),
)

_READERS: Mapping[TabKind, Callable[..., tuple[list[Any], list[Problem]]]] = {
    TabKind.APPLICATIONS: read_applications,
    TabKind.MEMBERS: read_members,
    TabKind.ASSOCIATES: read_associates,
    TabKind.ASSESSORS: read_assessors,
    TabKind.ALLOCATION: read_allocation,
}


@dataclass(slots=True)
class _Found:
    """A tab that will be read, as one kind."""

    grid: Grid
    kind: TabKind
    headings: Headings
    named: bool = False


@dataclass(slots=True)
class _Search:
    """The tabs found so far, and what is wrong with the rest."""

    vocabularies: Mapping[TabKind, Vocabulary]
    found: list[_Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_tracker(
    grids: Sequence[Grid],
    book: Rulebook,
    *,
    tabs: Mapping[str, tuple[str, ...]],
    columns: Mapping[str, str],
) -> tuple[Office, tuple[Problem, ...]]:
    """Everything that the tracker's tabs hold, and what is wrong with them.

    What it leaves blank stays blank here: the office's standing answers are filled in
    later, by `reading.applications.with_assumed` (I31).

    Args:
        grids: the tabs of all the tracker's sources.
        book: the rulebook, for the wordings of the domains (R43).
        tabs: the names of tabs by kind (`applications`, …), where the settings give them.
        columns: the office's own headings by field.
    """
    search = _Search(_vocabularies(book, columns))
    _find_named(search, grids, tabs)
    _find_others(search, grids, {TabKind(kind) for kind, names in tabs.items() if names})
    order = {id(grid): number for number, grid in enumerate(grids)}
    search.found.sort(key=lambda found: order[id(found.grid)])
    _missing_applications(search, grids, tabs)
    _own_headings(search, columns)
    records: dict[TabKind, list[Any]] = {kind: [] for kind in TabKind}
    for found in search.found:
        vocabulary = search.vocabularies[found.kind]
        search.problems += heading_problems(found.grid, found.headings, vocabulary)
        read, problems = _READERS[found.kind](found.grid, found.headings, vocabulary)
        records[found.kind] += read
        search.problems += problems
    office = Office(
        applications=tuple(records[TabKind.APPLICATIONS]),
        assessors=tuple(records[TabKind.ASSESSORS]),
        allocations=tuple(records[TabKind.ALLOCATION]),
        members=tuple(records[TabKind.MEMBERS]),
        associates=tuple(records[TabKind.ASSOCIATES]),
    )
    return office, tuple(search.problems)


def _vocabularies(book: Rulebook, columns: Mapping[str, str]) -> dict[TabKind, Vocabulary]:
    """The headings of each kind of tab, the domains' titles among them (R43)."""
    evidence = {
        EVIDENCE[domain.number - 1]: tuple(
            form.format(title)
            for title in (*domain.headings, domain.short)
            for form in _evidence_forms(domain.number)
        )
        for domain in book.domains
    }
    return {
        kind: Vocabulary(kind, columns, evidence if kind is TabKind.APPLICATIONS else None)
        for kind in TabKind
    }


def _evidence_forms(number: int) -> tuple[str, ...]:
    """How a heading may name a domain's evidence by the domain's title."""
    return (
        "Evidence {}",
        "Evidence for {}",
        "Evidence in {}",
        "{} evidence",
        f"Evidence {number} {{}}",
        f"Evidence domain {number} {{}}",
        f"Evidence D{number} {{}}",
        f"Domain {number} {{}} evidence",
    )


def _find_named(
    search: _Search, grids: Sequence[Grid], tabs: Mapping[str, tuple[str, ...]]
) -> None:
    """The tabs that the settings name, hidden or not."""
    for name, wanted in tabs.items():
        kind = TabKind(name)
        for tab in wanted:
            named = [grid for grid in grids if _same_tab(grid.tab, tab)]
            if not named:
                there = ", ".join(dict.fromkeys(grid.tab for grid in grids)) or "none"
                where = grids[0].whole if grids else CellRef("")
                search.problems.append(problem("H02", where, tab, kind=kind.value, tabs=there))
            for grid in named:
                headings = find_headings(grid, search.vocabularies[kind])
                if headings is None:
                    search.problems.append(problem("H03", grid.ref(0), "", kind=kind.value))
                else:
                    search.found.append(_Found(grid, kind, headings, named=True))


def _same_tab(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _find_others(search: _Search, grids: Sequence[Grid], settled: set[TabKind]) -> None:
    """The other tabs whose headings tell what they are; kinds with named tabs are settled."""
    taken = {id(found.grid) for found in search.found}
    for grid in grids:
        if id(grid) in taken or is_ours(grid):
            continue
        candidates = _candidates(search, grid, settled)
        if not candidates:
            continue
        kind, headings = candidates[0]
        if grid.hidden:
            search.problems.append(problem("H09", grid.ref(0), "", kind=kind.value))
            continue
        search.found.append(_Found(grid, kind, headings))
    _without_thin_ones(search)
    _several_of_applications(search)


def _without_thin_ones(search: _Search) -> None:
    """Leaves out tabs that only look like applications: a list of payments, of testimonials.

    Beside a tab with most of the columns, one with less than a third as many is no second
    part of the tracker.
    """
    several = [one for one in search.found if one.kind is TabKind.APPLICATIONS]
    fullest = max(several, key=lambda one: len(one.headings.columns), default=None)
    for one in several:
        if one.named or fullest is None:
            continue
        if len(one.headings.columns) * 3 < len(fullest.headings.columns):
            search.found.remove(one)
            search.problems.append(problem("H12", one.grid.ref(0), tab=fullest.grid.tab))


def _candidates(
    search: _Search, grid: Grid, settled: set[TabKind]
) -> list[tuple[TabKind, Headings]]:
    """What a tab may be, the likeliest first: as its name says, then by most headings.

    Applications that lack a column they must have are no list of people for that: a tab
    with more of an application's headings than of the list's is left for them.
    """
    by_name = _kind_of_name(grid.tab)
    found = {kind: find_headings(grid, each) for kind, each in search.vocabularies.items()}
    applications = found[TabKind.APPLICATIONS]
    most = len(applications.columns) if applications else 0
    candidates = []
    for kind, headings in found.items():
        if kind in settled or headings is None or not _has_always(kind, headings):
            continue
        telling = _TELLING.get(kind, ())
        if telling and kind is not by_name and most > len(headings.columns):
            continue
        if kind is by_name or not telling or any(name in headings.columns for name in telling):
            candidates.append((kind, headings))
    return sorted(candidates, key=lambda one: (one[0] is not by_name, -len(one[1].columns)))


def _has_always(kind: TabKind, headings: Headings) -> bool:
    """Whether a tab has what every tab of the kind has; names may come in two columns."""
    return all(
        name in headings.columns or (name == "name" and "last_name" in headings.columns)
        for name in _ALWAYS[kind]
    )


def _kind_of_name(tab: str) -> TabKind | None:
    """The kind of tab that a tab's name names, such as "IGPM Associates 2026"."""
    words = set(re.findall(r"[a-z]+", tab.casefold()))
    return next((kind for kind, names in _TAB_WORDS if words & set(names)), None)


def _several_of_applications(search: _Search) -> None:
    """A note where several tabs were taken for applications without being named."""
    taken = [f for f in search.found if f.kind is TabKind.APPLICATIONS and not f.named]
    if len(taken) > 1:
        tabs = ", ".join(found.grid.tab for found in taken)
        first = taken[0].grid
        search.problems.append(problem("H11", first.ref(0), tabs))


def _missing_applications(
    search: _Search, grids: Sequence[Grid], tabs: Mapping[str, tuple[str, ...]]
) -> None:
    """Where no tab holds applications: the one that comes nearest, or an error."""
    if any(found.kind is TabKind.APPLICATIONS for found in search.found):
        return
    if tabs.get(TabKind.APPLICATIONS):
        return  # named in the settings, and reported there
    vocabulary = search.vocabularies[TabKind.APPLICATIONS]
    taken = {id(found.grid) for found in search.found}
    nearest: _Found | None = None
    for grid in grids:
        if id(grid) in taken or grid.hidden or is_ours(grid):
            continue
        headings = find_headings(grid, vocabulary)
        if headings is None or not vocabulary.required & headings.columns.keys():
            continue
        if nearest is None or len(headings.columns) > len(nearest.headings.columns):
            nearest = _Found(grid, TabKind.APPLICATIONS, headings)
    if nearest is not None and len(nearest.headings.columns) > 2:
        search.found.append(nearest)
        return
    for where in dict.fromkeys(grid.whole for grid in grids) or (CellRef(""),):
        search.problems.append(problem("H01", where))


def _own_headings(search: _Search, columns: Mapping[str, str]) -> None:
    """The office's own headings that stand in no tab where they might."""
    for name, heading in columns.items():
        having = [
            found for found in search.found if any(each.name == name for each in FIELDS[found.kind])
        ]
        if not having or any(name in found.headings.own for found in having):
            continue
        first = min(having, key=lambda found: found.kind is not TabKind.APPLICATIONS)
        required = name in search.vocabularies[first.kind].required
        instead = first.headings.columns.get(name)
        search.problems.append(
            problem(
                "H06" if required else "H05",
                first.grid.ref(first.headings.row),
                "",
                heading=heading,
                name=name,
                instead=(
                    f'column "{first.headings.texts[instead]}" is read instead'
                    if instead
                    else "no column is read for it"
                ),
            )
        )
