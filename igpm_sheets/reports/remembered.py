"""What one run decided, kept for the next, so that it can say why something changed.

Of each application as much as explains a change: its marks, the cells of its row, what
each rule said, what was shown. Kept as JSON; anything that is not as this module writes
it is taken for no memory at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import DOMAINS, Application, Decision, Finding
from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.tables import Plain

CELLS = (
    "name",
    "received",
    "type",
    "previous_ref",
    "resubmitted_domains",
    "associate",
    "role",
    "role_started",
    "substantive",
    "constitution_breach",
    "disciplinary",
    "fee_paid",
    "result_sent",
    "withdrawn",
    "signed_off",
)
"""The fields of an application that are remembered."""

Found = tuple[str, str]
"""What a rule found (`met`), and its sentence."""

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was decided of one application."""

    marks: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    """By assessor, those of this application's own panel; carried ones are left out (I17)."""
    cells: Mapping[str, str] = field(default_factory=dict)
    """By field, as people read them; blank cells are left out."""
    reasons: Mapping[str, tuple[Found, ...]] = field(default_factory=dict)
    """By rule, sorted."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """By heading of the results, as people read them; blank ones are left out."""


Memory = Mapping[str, Remembered]
"""By the key of each application: see `keyed`."""


def in_cells(value: object) -> str:
    """A value as people read it in a cell; nothing for a blank.

    >>> in_cells(date(2026, 5, 3)), in_cells(True), in_cells((3, 7)), in_cells(None)
    ('3 May 2026', 'yes', '3, 7', '')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def keyed(items: Sequence[Kept], ref_of: Callable[[Kept], str]) -> dict[str, Kept]:
    """The items by their refs, however typed; a ref that stands twice gives two keys.

    >>> list(keyed(["A 1", "a1", "B2"], str))
    ['a1', 'a1 2', 'b2']
    """
    found: dict[str, Kept] = {}
    times: dict[str, int] = defaultdict(int)
    for item in items:
        key = ref_key(ref_of(item))
        times[key] += 1
        # A key of a ref never holds a space, so no ref looks like another one's second.
        found[key if times[key] == 1 else f"{key} {times[key]}"] = item
    return found


def ref_of(decision: Decision) -> str:
    """The ref of the application decided on."""
    return decision.application.ref


def remembered(decision: Decision, shown: Mapping[str, Plain]) -> Remembered:
    """What is to be kept of a decision, and of the values that are `shown` of it."""
    return Remembered(
        marks_of(decision),
        cells_of(decision.application),
        reasons_of(decision),
        {name: in_cells(value) for name, value in shown.items() if value is not None},
    )


def marks_of(decision: Decision) -> dict[str, tuple[int | None, ...]]:
    """The marks by assessor, without those carried from an earlier panel."""
    return {
        row.assessor: tuple(
            None if domain in row.carried else mark
            for domain, mark in zip(DOMAINS, row.marks, strict=True)
        )
        for row in decision.panel
    }


def cells_of(application: Application) -> dict[str, str]:
    """The cells of the application's row that are not blank, as people read them."""
    texts = {name: in_cells(getattr(application, name)) for name in CELLS}
    return {name: text for name, text in texts.items() if text}


def reasons_of(decision: Decision) -> dict[str, tuple[Found, ...]]:
    """What each rule found, and said."""
    found: dict[str, list[Found]] = defaultdict(list)
    for reason in decision.reasons:
        found[reason.rule].append((reason.finding.value, reason.sentence))
    return {rule: tuple(sorted(said)) for rule, said in found.items()}


# To and from JSON


def as_json(memory: Memory) -> dict[str, Json]:
    """The memory as one JSON object."""
    return {
        key: {
            "marks": {name: list(marks) for name, marks in one.marks.items()},
            "cells": dict(one.cells),
            "reasons": {
                rule: [list(each) for each in found] for rule, found in one.reasons.items()
            },
            "shown": dict(one.shown),
        }
        for key, one in memory.items()
    }


def from_json(written: object) -> Memory | None:
    """The memory in a JSON object; None where it is not one that `as_json` makes."""
    try:
        return {key: _one(each) for key, each in _object(written)}
    except (TypeError, ValueError, KeyError):
        return None


def _one(written: object) -> Remembered:
    parts = dict(_object(written))
    return Remembered(
        {name: _marks(each) for name, each in _object(parts["marks"])},
        {name: _text(each) for name, each in _object(parts["cells"])},
        {rule: _found(each) for rule, each in _object(parts["reasons"])},
        {name: _text(each) for name, each in _object(parts["shown"])},
    )


def _object(written: object) -> Iterator[tuple[str, Any]]:
    if not isinstance(written, dict):
        raise TypeError("no object")
    yield from written.items()


def _list(written: object) -> list[Any]:
    if not isinstance(written, list):
        raise TypeError("no list")
    return written


def _text(written: object) -> str:
    if not isinstance(written, str):
        raise TypeError("no text")
    return written


def _marks(written: object) -> tuple[int | None, ...]:
    marks = _list(written)
    if len(marks) != len(DOMAINS) or not all(m is None or type(m) is int for m in marks):
        raise ValueError("not ten marks")
    return tuple(marks)


def _found(written: object) -> tuple[Found, ...]:
    found = []
    for each in _list(written):
        finding, sentence = map(_text, _list(each))
        found.append((Finding(finding).value, sentence))
    return tuple(found)
