"""The people's tabs of a tracker: members, associates, assessors, and who assesses what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import Allocation, Assessor, Associate, Member, Place
from igpm_sheets.problems import Problem, problem
from igpm_sheets.reading.headings import Headings, Vocabulary
from igpm_sheets.reading.parsed import Parsed
from igpm_sheets.reading.rows import (
    FieldReader,
    body,
    filled,
    has_total_label,
    is_title,
    is_total,
    joined_name,
)
from igpm_sheets.reading.values import (
    Parser,
    parse_category,
    parse_date,
    parse_ref,
    parse_there,
    parse_whole,
    parse_window,
    parse_yes_no_or_date,
    shown,
)
from igpm_sheets.reading.wording import normal

_NAMES = frozenset(("name", "last_name", "first_name"))

P = TypeVar("P", Member, Associate, Assessor)

_BETWEEN_REFS = re.compile(r"[,;\n]")
_NO_REFS = frozenset(("none", "no", "nil", "nothing", "nonedeclared"))


def parse_refs(cell: CellValue) -> Parsed[tuple[str, ...]]:
    """A list of refs, between commas, semicolons or line breaks.

    >>> parse_refs("IGPM 014; IGPM 022").value
    ('IGPM 014', 'IGPM 022')
    """
    found = parse_ref(cell)
    if found.value is None:
        return Parsed(None, found.fault)
    if normal(found.value) in _NO_REFS:
        return Parsed(())
    refs = (part.strip() for part in _BETWEEN_REFS.split(found.value))
    return Parsed(tuple(ref for ref in refs if ref))


_MEMBERS: Mapping[str, Parser] = MappingProxyType(
    {
        "membership_no": parse_ref,
        "awarded": parse_date,
        "window": parse_window,
        "paid_to": parse_date,
        "left": parse_yes_no_or_date,
    }
)
_ASSOCIATES: Mapping[str, Parser] = MappingProxyType(
    {"joined": parse_date, "paid_to": parse_date, "left": parse_yes_no_or_date}
)
_ASSESSORS: Mapping[str, Parser] = MappingProxyType(
    {
        "category": parse_category,
        "conflicts": parse_refs,
        "max_load": parse_whole,
        "active": parse_there,
    }
)
_ALLOCATION: Mapping[str, Parser] = MappingProxyType({"ref": parse_ref, "pinned": parse_there})


def read_members(
    grid: Grid, headings: Headings, vocabulary: Vocabulary
) -> tuple[list[Member], list[Problem]]:
    """The members of one tab, in order, and what is wrong with its rows."""
    return _people(grid, headings, vocabulary, _MEMBERS, _member)


def read_associates(
    grid: Grid, headings: Headings, vocabulary: Vocabulary
) -> tuple[list[Associate], list[Problem]]:
    """The associates of one tab, in order, and what is wrong with its rows."""
    return _people(grid, headings, vocabulary, _ASSOCIATES, _associate)


def read_assessors(
    grid: Grid, headings: Headings, vocabulary: Vocabulary
) -> tuple[list[Assessor], list[Problem]]:
    """The assessors of one tab, in order, and what is wrong with its rows."""
    return _people(grid, headings, vocabulary, _ASSESSORS, _assessor)


def _people(
    grid: Grid,
    headings: Headings,
    vocabulary: Vocabulary,
    parsers: Mapping[str, Parser],
    make: Callable[[str, Place, Mapping[str, Any], frozenset[str]], P],
) -> tuple[list[P], list[Problem]]:
    """One record for each row that names somebody.

    A name alone, where other rows say more, is rather the title of a section.
    """
    reader = FieldReader(grid, vocabulary, parsers)
    if not _NAMES & headings.columns.keys():
        heading = vocabulary.heading("name")
        return [], [problem("H04", grid.ref(headings.row), "", heading=heading)]
    people: list[P] = []
    alone: list[P] = []
    key = next((k for k in ("name", "last_name", "first_name") if k in headings.columns), "name")
    for number, row, these in body(grid, headings, vocabulary, key):
        values, unreadable = reader.read(number, row, these)
        name = joined_name(values)
        if (not name or is_total(name)) and has_total_label(row):
            continue
        says = filled(row)
        if name:
            person = make(name, reader.place(number, these), values, frozenset(unreadable))
            people.append(person)
            if len(says) == 1:
                alone.append(person)
        elif unreadable & _NAMES or not values:
            continue
        elif not is_title(row, says, these):
            found = ", ".join(shown(row[column - 1]) for column in says)
            reader.complain("P01", number, key, found)
    if len(alone) < len(people):
        for person in alone:
            people.remove(person)
            reader.complain("P03", person.place.row, key, person.name)
    return people, reader.problems


def _member(
    name: str, place: Place, values: Mapping[str, Any], unreadable: frozenset[str]
) -> Member:
    return Member(
        name=name,
        place=place,
        email=values.get("email", ""),
        membership_no=values.get("membership_no", ""),
        awarded=values.get("awarded"),
        window=values.get("window"),
        paid_to=values.get("paid_to"),
        left=values.get("left"),
        unreadable=unreadable,
    )


def _associate(
    name: str, place: Place, values: Mapping[str, Any], unreadable: frozenset[str]
) -> Associate:
    return Associate(
        name=name,
        place=place,
        email=values.get("email", ""),
        joined=values.get("joined"),
        paid_to=values.get("paid_to"),
        left=values.get("left"),
        unreadable=unreadable,
    )


def _assessor(
    name: str, place: Place, values: Mapping[str, Any], _unreadable: frozenset[str]
) -> Assessor:
    return Assessor(
        name=name,
        place=place,
        email=values.get("email", ""),
        category=values.get("category"),
        practice=values.get("practice", ""),
        conflicts=values.get("conflicts", ()),
        max_load=values.get("max_load"),
        active=values.get("active"),
    )


def read_allocation(
    grid: Grid, headings: Headings, vocabulary: Vocabulary
) -> tuple[list[Allocation], list[Problem]]:
    """Who is to assess which application; rows that name no assessor yet are left out."""
    reader = FieldReader(grid, vocabulary, _ALLOCATION)
    allocations: list[Allocation] = []
    if "ref" not in headings.columns:
        return allocations, reader.problems  # told with the headings
    for number, row, these in body(grid, headings, vocabulary, "ref"):
        if has_total_label(row):
            continue
        values, unreadable = reader.read(number, row, these)
        assessors = tuple(
            values[name] for name in ("assessor_1", "assessor_2", "assessor_3") if name in values
        )
        ref = values.get("ref")
        if ref and assessors:
            allocations.append(
                Allocation(
                    ref, assessors, reader.place(number, these), bool(values.get("pinned", False))
                )
            )
        elif assessors and "ref" not in unreadable:
            reader.complain("P02", number, "ref", ", ".join(assessors))
    return allocations, reader.problems
