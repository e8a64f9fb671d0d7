"""Whose marks a sheet holds: the names of assessors, and names hidden in file and tab names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath

from igpm_sheets.adapters.grid import Grid
from igpm_sheets.identity import email_key, person_key
from igpm_sheets.model import Assessor
from igpm_sheets.reading.parsed import visible

_ADDRESS = re.compile(r"[^\s<>(),;]+@[^\s<>(),;]+")
_ENDING = re.compile(r"\.(?:xlsx|xlsm|xls|xlsb|ods|csv)$", re.IGNORECASE)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATES = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\s+(?:\d{{4}}|\d{{2}})\b|\b\d{{4}}\s+{_MONTH}\b"
    rf"|^{_MONTH}$|\b(?:v|rev)\s?\d+\b|\b\d[\d ./-]*\b",
    re.IGNORECASE,
)
_MARK_SHEET = re.compile(r"\bmark(?:ing)?[\s-]*(?:sheets?|forms?|schemes?|grids?)\b", re.IGNORECASE)
_NUMBERED_ASSESSOR = re.compile(r"\b(?:assessor|marker)\s*(?:no\.?\s*)?\d+\b", re.IGNORECASE)
_GENERIC_WORDS = """
    igpm migpm marks marking marked marksheet marksheets sheet sheets score scores scoring
    form forms round rounds window panel panels assessment assessments assessor assessors
    marker grid list template blank completed complete returned final draft copy version data
    tab table test application applications candidate candidates domain domains result results
    submission submissions for of by from the and to in on all new our q
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


class AssessorNames:
    """The assessors that the tracker lists, by name and by address."""

    def __init__(self, assessors: Iterable[Assessor]) -> None:
        self._by_name: dict[str, str] = {}
        self._by_email: dict[str, str] = {}
        for assessor in assessors:
            self._by_name.setdefault(person_key(assessor.name), assessor.name)
            if assessor.email:
                self._by_email.setdefault(email_key(assessor.email), assessor.name)

    def known(self, text: str) -> str | None:
        """The listed assessor that a text names: by name, surname first, or by address."""
        address = _ADDRESS.search(text)
        if address:
            by_email = self._by_email.get(email_key(address[0]))
            if by_email is not None:
                return by_email
            text = text.replace(address[0], " ")
        name = self._by_name.get(person_key(text))
        if name is None and text.count(",") == 1:
            surname, first = text.split(",")
            name = self._by_name.get(person_key(f"{first} {surname}"))
        return name

    def spelled(self, text: str) -> str:
        """The name as the tracker spells it, or as it stands where the tracker does not list it."""
        return self.known(text) or visible(text)

    def within(self, text: str) -> str | None:
        """The one listed assessor whose whole name stands somewhere in a text."""
        words = f" {person_key(text)} "
        found = {name for key, name in self._by_name.items() if key and f" {key} " in words}
        return found.pop() if len(found) == 1 else None


def name_in(title: str) -> str:
    """What is left of a file's or tab's name once it says nothing but a person's name.

    >>> name_in("IGPM mark sheet - Ann Lee - May 2026"), name_in("Sheet1"), name_in("2026-05")
    ('Ann Lee', '', '')
    """
    plain = title.replace("_", " ")
    if " " not in plain.strip():
        plain = plain.replace("-", " ").replace(".", " ")
    numbered = _NUMBERED_ASSESSOR.search(plain)
    rest = _DATES.sub(" ", _MARK_SHEET.sub(" ", plain))
    words = re.findall(r"[^\W\d_](?:[\w'’.-]*\w)?", rest)
    kept = [word for word in words if re.sub(r"\d+$", "", word.casefold()) not in _GENERIC]
    if kept:
        return " ".join(kept)
    return " ".join(numbered[0].split()) if numbered else ""


def name_of(grid: Grid) -> str:
    """The own name of what a tab is one of: a file without folders and ending, or a title.

    >>> name_of(Grid("marks/Ann Lee.xlsx", "Sheet1", []))
    'Ann Lee'
    >>> name_of(Grid("5/2026 Dr. Ann Lee", "Sheet1", [], title="5/2026 Dr. Ann Lee"))
    '5/2026 Dr. Ann Lee'
    """
    return _ENDING.sub("", grid.title or PurePath(grid.source.replace("\\", "/")).name)


def named_after(
    stem: str, tab: str, names: AssessorNames, *, tab_first: bool, is_ref: Callable[[str], bool]
) -> tuple[str, bool]:
    """The assessor by the name of the tab or the source, and whether that is any name at all.

    Whichever is a listed assessor's counts first; a ref is nobody's name. Where neither says
    a name, the two together keep sheets of different people apart.
    """
    for find in (names.known, names.within):
        for title in (tab, stem, name_in(tab), name_in(stem)):
            name = find(title)
            if name is not None:
                return name, True
    of_tab, of_file = ("" if is_ref(title) else name_in(title) for title in (tab, stem))
    chosen = (of_tab or of_file) if tab_first else (of_file or of_tab)
    if chosen:
        return chosen, True
    return visible(f"{stem} {tab}" if tab != stem else stem), False
