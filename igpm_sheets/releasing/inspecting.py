"""The last look at a candidate's workbook: whether any part of it names somebody else (R28)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from igpm_sheets.core.anonymity import Found, Naming, Whose
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reports.comments import named
from igpm_sheets.reports.tables import Tab, plain
from igpm_sheets.writers.filling.placeholders import is_list
from igpm_sheets.writers.texts import APART, texts_in


class Seen(NamedTuple):
    """What the last look has found."""

    obstacle: Problem | None = None
    """Why the workbook must not go out."""
    in_the_template: tuple[Found, ...] = ()
    """Assessors whom the template names, to everybody alike."""


def look_through(naming: Naming, tab: Tab, name: str, content: bytes, where: CellRef) -> Seen:
    """Looks through everything that a workbook is filled with, then through all its parts.

    What is in no value comes from the template. An assessor there may belong to the letterhead,
    which says nothing of who marked whom; another candidate has no place there.

    Args:
        naming: who must not be named to the candidate.
        tab: what the workbook is filled with; its name is the ref.
        name: of the file.
        content: the finished workbook.
        where: what it is called.
    """
    ref = tab.name
    for label, text in _values(tab, name):
        sure = _sure(naming, text)
        if sure:
            return Seen(problem("S06", where, text, ref=ref, place=label, names=named(sure)))
    letterhead: list[Found] = []
    for part, text in texts_in(content):
        for found in _sure(naming, text):
            if found.whose is Whose.CANDIDATE:
                return Seen(problem("S07", where, part, ref=ref, names=named([found])))
            letterhead.append(found)
    return Seen(None, tuple(letterhead))


def _sure(naming: Naming, text: str) -> list[Found]:
    return [found for found in naming.find(text) if found.is_sure]


def _values(tab: Tab, name: str) -> Iterator[tuple[str, str]]:
    """Everything that a workbook is filled with, each with what it is."""
    yield "the name of the file", Path(name).stem
    yield "the name of the tab", tab.name
    for what, value in tab.values.items():
        texts = list(value) if is_list(value) else [str(value)]
        yield what.replace("_", " "), APART.join(texts)
    for table in tab.tables:
        cells = (str(plain(cell)) for row in table.rows for cell in row)
        yield f"the table “{table.name}”", APART.join(cells)
