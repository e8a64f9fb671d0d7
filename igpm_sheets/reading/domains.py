"""The ten domains by every way in which a sheet may name them (R43).

The number is the key. A title may stand beside it or alone, in any of the rulebook's
wordings; a title that contradicts its number, or that nobody knows, names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from igpm_sheets.adapters.grid import CellValue
from igpm_sheets.model import DOMAINS
from igpm_sheets.reading.wording import normal, similar, without_hint
from igpm_sheets.rulebook import Domain

_MARK = r"marks?|scores?|grades?|ratings?|awarded"
_COMMENT = (
    r"comments?|feedback|notes?|remarks?|rationale|justification|reasons?"
    r"|assessorcomments?|assessorscomments?|markercomments?"
)
_NUMBERED = re.compile(r"(?P<word>domain|dom|d)?(?P<number>\d{1,2})(?P<rest>.*)")
_MARK_FIRST = re.compile(
    rf"(?:{_MARK})(?:for|in|on)?(?:domain|dom|d)?(?P<number>\d{{1,2}})(?P<rest>.*)"
)
_COMMENT_FIRST = re.compile(
    rf"(?:{_COMMENT})(?:for|on|in)?(?:domain|dom|d)?(?P<number>\d{{1,2}})(?P<rest>.*)"
)
_ONLY_MARK = re.compile(_MARK)
_ONLY_COMMENT = re.compile(_COMMENT)
_TITLE_MARK = re.compile(rf"(?P<title>.+?)(?:{_MARK})")
_TITLE_COMMENT = re.compile(rf"(?P<title>.+?)(?:{_COMMENT})")
_COMMENT_TITLE = re.compile(rf"(?:{_COMMENT})(?:for|on|in)?(?P<title>.+)")


_SOMETHING_ELSE = re.compile(
    r"(?:sum|mean|total|average|median|max|min|count|evidence|received|date|weight|weighting"
    r"|spread|range|outcome|result)s?$"
)


_NO_TITLE = re.compile(rf"{_SOMETHING_ELSE.pattern}|{_COMMENT}|^\d|checked|initials|link|file")


class Holds(Enum):
    """What a domain's column holds."""

    MARK = "mark"
    COMMENT = "comment"


class DomainHeading(NamedTuple):
    """A heading that names a domain; `bare` where it is a number and nothing else."""

    domain: int
    holds: Holds
    bare: bool = False


class DomainNames:
    """Finds the domain that a heading or a cell names."""

    def __init__(self, domains: Iterable[Domain]) -> None:
        self.titles: dict[str, int] = {}
        self._found: dict[str, DomainHeading | None] = {}
        for domain in domains:
            for title in (*domain.headings, domain.short):
                self.titles.setdefault(normal(title), domain.number)

    def heading(self, text: str) -> DomainHeading | None:
        """What a column's heading says: `Domain 1`, `D1`, `1`, a title, with or without comment."""
        if text not in self._found:
            found = self._heading(normal(text))
            if found is None and (shorter := without_hint(text)) is not None:
                found = self._heading(normal(shorter))
            self._found[text] = found
        return self._found[text]

    def _heading(self, key: str) -> DomainHeading | None:
        if key in self.titles:
            return DomainHeading(self.titles[key], Holds.MARK)
        numbered = _NUMBERED.fullmatch(key)
        if numbered:
            bare = not numbered["word"] and not numbered["rest"]
            domain, rest = int(numbered["number"]), numbered["rest"]
            found = self._numbered(domain, rest, bare=bare)
            if found is None and numbered["word"] in ("domain", "dom") and domain in DOMAINS:
                # The number is the key: any title may follow it, but a known one of another.
                other = rest in self.titles or _NO_TITLE.search(rest)
                return None if other else DomainHeading(domain, Holds.MARK)
            return found
        for form, holds in ((_MARK_FIRST, Holds.MARK), (_COMMENT_FIRST, Holds.COMMENT)):
            first = form.fullmatch(key)
            if first:
                domain, rest = int(first["number"]), first["rest"]
                known = domain in DOMAINS and (not rest or self._is_title(rest, domain))
                return DomainHeading(domain, holds) if known else None
        for form, holds in (
            (_TITLE_MARK, Holds.MARK),
            (_TITLE_COMMENT, Holds.COMMENT),
            (_COMMENT_TITLE, Holds.COMMENT),
        ):
            titled = form.fullmatch(key)
            if titled and titled["title"] in self.titles:
                return DomainHeading(self.titles[titled["title"]], holds)
        return None

    def _numbered(self, domain: int, rest: str, *, bare: bool) -> DomainHeading | None:
        if domain not in DOMAINS:
            return None
        if not rest or _ONLY_MARK.fullmatch(rest) or self._is_title(rest, domain):
            return DomainHeading(domain, Holds.MARK, bare)
        if _ONLY_COMMENT.fullmatch(rest):
            return DomainHeading(domain, Holds.COMMENT)
        for form, holds in ((_TITLE_MARK, Holds.MARK), (_TITLE_COMMENT, Holds.COMMENT)):
            titled = form.fullmatch(rest)
            if titled and self._is_title(titled["title"], domain):
                return DomainHeading(domain, holds)
        return None

    def _is_title(self, key: str, domain: int) -> bool:
        """Whether a wording beside a number is that domain's title, shortened or misspelt."""
        if key in self.titles:
            return self.titles[key] == domain
        if _SOMETHING_ELSE.search(key):
            return False
        own = [title for title, number in self.titles.items() if number == domain]
        shortened = len(key) >= 4 and any(title.startswith(key) for title in own)
        return shortened or similar(key, own, 0.85) is not None

    def near(self, text: str) -> int | None:
        """The domain whose title a heading misspells, perhaps."""
        meant = similar(normal(text), list(self.titles))
        return self.titles[meant] if meant is not None else None

    def cell(self, cell: CellValue) -> int | None:
        """The domain in a cell of a Domain column: 1, "D1", "Domain 1", "1. Title", a title."""
        if isinstance(cell, str):
            found = self.heading(cell.strip().removesuffix(".0"))
            return found.domain if found and found.holds is Holds.MARK else None
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell in DOMAINS:
            return int(cell)
        return None
