"""Whom a text names that must not be named to a candidate: found, and taken out (R28, R58).

Assessors mark behind closed doors, and no candidate is to read of another. Names stand in free
text in many ways; what is found for certain is taken out, what may be a name is pointed out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from igpm_sheets.core import spellings
from igpm_sheets.core.folding import Folded, folded
from igpm_sheets.core.names_as_words import WORDS
from igpm_sheets.core.spellings import INITIALS, TITLES, Way
from igpm_sheets.identity import email_key, person_key, ref_key
from igpm_sheets.model import Application

REMOVED = "[name removed]"
CONTACT_REMOVED = "[removed]"
"""In the place of where somebody can be reached."""

_SOMEBODY = re.compile(rf"\b(?i:{TITLES})\s+{INITIALS}[^\W\d_a-z][\w'’-]+")
"""A title before a word that may be a surname, whoever it is."""
_WORD = re.compile(r"[^\W_]+")
_CONTACT = re.compile(
    r"(?<![\w.%+@-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w£+.,/-])(?:\+\d{1,3}|\(?0[1-9])(?:[\s().-]{0,2}\d){8,11}(?![\w/]|[.,]\d)"
)
"""An email address, or a telephone number as it is written in the United Kingdom."""
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;]|\n)[\s\W]*$")
_SENTENCE_ENDS = re.compile(r"[\s.!,;)]*(?:\n|$)|\s*,")
_DAY_OR_WINDOW = re.compile(r"(?:19|20)\d\d\D\d{1,2}(?:\D\d{1,2})?|\d{1,2}\D\d{1,2}\D\d{2,4}")


class Whose(StrEnum):
    """Whom a name belongs to."""

    ASSESSOR = "an assessor"
    CANDIDATE = "another candidate"
    SOMEBODY = "somebody"
    """Nobody whom the office lists: a colleague of the candidate's, perhaps."""
    CONTACT = "an address or a number"
    """Where anybody can be reached."""


class Found(NamedTuple):
    """A name within a text: where it begins and ends, whose it is, and whether that is sure."""

    start: int
    end: int
    text: str
    whose: Whose
    is_sure: bool
    """Else it may be a word like any other, as the name “Mark” may."""


class _Known(NamedTuple):
    """A way of naming an assessor or a candidate."""

    pattern: str
    whose: Whose
    is_sure: bool


@lru_cache(maxsize=8192)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, made when it is first needed: an office may list thousands of people."""
    return re.compile(pattern)


@dataclass(frozen=True)
class People:
    """Everybody who might be named, found by the first word of each way of naming them."""

    known: Mapping[str, Sequence[_Known]] = field(default_factory=dict)
    initials: Mapping[tuple[str, str], Whose] = field(default_factory=dict)
    """Whose an initial with a surname may be."""
    applications: Mapping[str, Sequence[Application]] = field(default_factory=dict)
    """Those of one ref, email or name."""
    parts: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The words of the names of assessors, by what their initials read like."""

    @classmethod
    def of(
        cls, applications: Sequence[Application], assessors: Iterable[tuple[str, str]] = ()
    ) -> People:
        """The candidates of all applications, and assessors by name and email.

        Somebody who is both is told as an assessor. Only of an assessor, of whom there are
        few, a first name or a surname alone counts as what may be a name.
        """
        found: dict[str, dict[str, _Known]] = defaultdict(dict)
        initials: dict[tuple[str, str], Whose] = {}

        def add(name: str, ways: Iterable[Way], whose: Whose) -> None:
            for way in (*spellings.of_name(name), *spellings.of_email(name), *ways):
                known = _Known(way.pattern, whose, way.is_sure)
                found[way.first].setdefault(way.pattern, known)
            for each in spellings.initials_of(name):
                initials.setdefault(each, whose)

        words: dict[tuple[str, str], frozenset[str]] = {}
        for name, email in assessors:
            for initial in spellings.initials_of(name):
                own = words.get(initial, frozenset())
                words[initial] = own | spellings.parts_of(name)
            parts = (*spellings.with_title(name), *spellings.of_part(name))
            add(name, (*spellings.of_email(email), *parts), Whose.ASSESSOR)
        for each in applications:
            refs = spellings.of_ref(each.ref) if is_distinctive(each.ref) else ()
            add(each.name, (*spellings.of_email(each.email), *refs), Whose.CANDIDATE)
        same: dict[str, list[Application]] = defaultdict(list)
        for each in applications:
            for key in _keys(each):
                same[key].append(each)
        known = {first: tuple(ways.values()) for first, ways in found.items()}
        return cls(known, initials, same, words)

    def named_to(self, application: Application) -> Naming:
        """What must not be named to the candidate of an application."""
        own: list[Way] = []
        titled: list[Way] = []
        initials: set[tuple[str, str]] = set()
        words: set[str] = set()
        for each in self._own(application):
            own += [*spellings.of_name(each.name), *spellings.of_email(each.email)]
            own += [*spellings.of_ref(each.ref), *spellings.of_practice(each.practice)]
            titled += spellings.with_title(each.name)
            initials |= {*spellings.initials_of(each.name)}
            words |= spellings.parts_of(each.name)
        return Naming(self, Own(_any_of(own), _any_of(titled), initials, words))

    def in_comments_on(self, application: Application, panel: Iterable[str]) -> Naming:
        """What must not stand in a comment that the candidate of an application reads.

        Here an assessor's first name or surname counts alone, as in a signature, and so does
        where anybody can be reached.

        Args:
            application: whose candidate will read it.
            panel: the names of the assessors who have marked it.
        """
        words: set[str] = set()
        for name in panel:
            words |= spellings.parts_of(name)
            for initial in spellings.initials_of(name):
                words |= self.parts.get(initial, frozenset())
        naming = self.named_to(application)
        return Naming(self, naming.own, frozenset(map(_letters, words)))

    def _own(self, application: Application) -> list[Application]:
        """All applications of the same person, as far as ref, name, email and chain tell."""
        keys = [*_keys(application), _ref(application.previous_ref)]
        return [application, *(each for key in keys for each in self.applications.get(key, ()))]


def _keys(application: Application) -> list[str]:
    """What tells that two applications are of the same person."""
    email, name = email_key(application.email), person_key(application.name)
    keys = [
        _ref(application.ref),
        f"email {email}" if email else "",
        f"name {name}" if name else "",
    ]
    return [key for key in keys if key]


def _ref(ref: str) -> str:
    return f"ref {ref_key(ref)}" if ref.strip() else ""


class Own(NamedTuple):
    """What names the candidate, and so nobody else."""

    whole: re.Pattern[str] | None
    """Name, email, ref or practice."""
    titled: re.Pattern[str] | None
    """The surname behind a title."""
    initials: set[tuple[str, str]]
    words: set[str]
    """Of the name."""


class Naming:
    """Looks for those who must not be named to one candidate.

    Args:
        people: everybody who might be named.
        own: what names the candidate.
        panel: for a comment, the words of the names of those who may have written it.
    """

    def __init__(self, people: People, own: Own, panel: frozenset[str] | None = None) -> None:
        self._people, self.own, self._panel = people, own, panel

    def find(self, text: str) -> list[Found]:
        """The names in a text, in their order, none within another.

        The candidate's own name, email, ref and practice are never among them. What is sure
        goes before what is not, and who is listed before somebody whom nobody lists.
        """
        said = folded(text)
        whole = self.own.whole
        own = [said.span(*match.span()) for match in whole.finditer(said.text)] if whole else []
        named = [each for each in self._all(said) if not self._is_own(each, own)]
        kept = _joined((each for each in named if each.is_sure), said.plain)
        unsure = (each for each in named if not each.is_sure)
        for each in sorted(unsure, key=lambda f: (f.whose is Whose.SOMEBODY, f.start, -f.end)):
            if all(each.end <= other.start or other.end <= each.start for other in kept):
                kept.append(each)
        return sorted(kept)

    def _all(self, said: Folded) -> Iterator[Found]:
        for word in _WORD.finditer(said.text):
            for way in self._people.known.get(word[0], ()):
                match = _compiled(way.pattern).match(said.text, word.start())
                if match is None:
                    continue
                is_sure = way.is_sure or self._is_theirs(said, match, way)
                if is_sure or _is_capital(said, match.start()):
                    is_sure = is_sure and not self._may_be_own(match[0])
                    yield _found(said, *match.span(), way.whose, is_sure=is_sure)
        for initials, start, end, other in spellings.initialled(said.text):
            whose = self._people.initials.get(initials)
            if whose and _is_capital(said, start) and _is_capital(said, other):
                yield _found(said, start, end, whose, is_sure=False)
        for match in _SOMEBODY.finditer(said.plain):
            if not self._may_be_own(folded(match[0]).text):
                yield Found(*match.span(), match[0], Whose.SOMEBODY, is_sure=False)

        for match in _CONTACT.finditer(said.plain) if self._panel is not None else ():
            yield Found(*match.span(), match[0], Whose.CONTACT, is_sure=True)

    def _is_theirs(self, said: Folded, match: re.Match[str], way: _Known) -> bool:
        """Whether a part of an assessor's name, alone in a comment, can hardly be anything else.

        One that is a word as well is a name where the assessor is of this panel, and no sentence
        begins with it.
        """
        word = _letters(match[0])
        own = set(map(_letters, self.own.words))
        if self._panel is None or way.whose is not Whose.ASSESSOR or word in own:
            return False
        is_capital = _is_capital(said, match.start())
        if word not in WORDS:
            return is_capital or word in self._panel
        before, after = said.text[: match.start()], said.text[match.end() :]
        begins = _SENTENCE_BEGINS.search(before) and not _SENTENCE_ENDS.match(after)
        return is_capital and word in self._panel and not begins

    def _is_own(self, found: Found, own: Sequence[tuple[int, int]]) -> bool:
        """Whether what was found is the candidate's own name or the like, or a part of it."""
        if found.whose is Whose.SOMEBODY:
            return any(start < found.end and found.start < end for start, end in own)
        if any(start <= found.start and found.end <= end for start, end in own):
            return True
        text = folded(found.text).text
        if not found.is_sure and (
            text in self.own.words
            or any(initials in self.own.initials for initials, *_ in spellings.initialled(text))
        ):
            return True
        return self.own.whole is not None and self.own.whole.fullmatch(text) is not None

    def _may_be_own(self, text: str) -> bool:
        return self.own.titled is not None and self.own.titled.fullmatch(text) is not None

    def without(self, text: str) -> tuple[str, list[Found]]:
        """The text with each name that is sure taken out, and all that was found in it.

        A text in which none is sure stays as it is, character by character.
        """
        found = self.find(text)
        plain, written, at = folded(text).plain, "", 0
        for each in found:
            if each.is_sure:
                is_contact = each.whose is Whose.CONTACT
                written += plain[at : each.start] + (CONTACT_REMOVED if is_contact else REMOVED)
                at = each.end
        return (written + plain[at:] if at else text), found


def is_distinctive(ref: str) -> bool:
    """Whether a ref, found in a text, can hardly be anything else.

    >>> [is_distinctive(ref) for ref in ("IG-101", "26-001", "7", "2026", "2026-05", "A4")]
    [True, True, False, False, False, False]
    """
    plain = "".join(character for character in ref if character.isalnum())
    digits = sum(character.isdigit() for character in plain)
    if not digits or _DAY_OR_WINDOW.fullmatch(ref.strip()):
        return False
    if digits < len(plain):
        return len(plain) >= 4
    return len(plain) >= (6 if plain == ref.strip() else 5)


def _letters(word: str) -> str:
    return "".join(filter(str.isalpha, word))


def _found(said: Folded, start: int, end: int, whose: Whose, *, is_sure: bool) -> Found:
    start, end = said.span(start, end)
    return Found(start, end, said.plain[start:end], whose, is_sure)


def _is_capital(said: Folded, place: int) -> bool:
    """Whether a word begins as a name does: in a script with small letters, with none."""
    return not said.plain[said.places[place]].islower()


def _joined(found: Iterable[Found], plain: str) -> list[Found]:
    """What was found, with one for those that overlap: all of it must go."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda f: (f.start, -f.end)):
        if kept and each.start < kept[-1].end:
            start, end = kept[-1].start, max(kept[-1].end, each.end)
            kept[-1] = kept[-1]._replace(end=end, text=plain[start:end])
        else:
            kept.append(each)
    return kept


def _any_of(ways: Iterable[Way]) -> re.Pattern[str] | None:
    """What any of the ways reads like, the longest first."""
    patterns = sorted({way.pattern for way in ways}, key=len, reverse=True)
    return re.compile("|".join(patterns)) if patterns else None
