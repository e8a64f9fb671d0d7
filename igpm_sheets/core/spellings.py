"""How a name, an email address or a ref may be written: patterns for texts without accents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from igpm_sheets.core.folding import folded
from igpm_sheets.identity import email_key, ref_key

_TITLE_WORDS = (
    *("dr", "doctor", "mr", "mrs", "ms", "miss", "mx", "prof", "professor"),
    *("sir", "dame", "lady", "lord", "rev", "revd", "reverend"),
)
TITLES = rf"(?:{'|'.join(_TITLE_WORDS)})\b\.?"
INITIALS = r"(?:[^\W\d_]\.?\s+|[^\W\d_]\.){0,3}"
_BEFORE, _AFTER = r"(?<![^\W_])(?<!@)", r"(?![^\W_]|@)"
_GAP = r"[\s._/'-]+"
"""Between the words of a name: Ann-Marie is Ann Marie, and ann.marie in an address."""

_TITLE = re.compile(rf"{TITLES}\s*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\s[-‐‑–—|/]\s.*")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_HONOURS = frozenset(
    (
        *("MBE", "OBE", "CBE", "DBE", "KBE", "BEM", "MIGPM", "FIGPM", "MRCGP", "FRCGP", "MRCP"),
        *("FRCP", "FRCN", "FRSA", "FRSPH", "FCMI", "MCMI", "CMgr", "FFPH", "MFPH", "FRPharmS"),
        *("MBBS", "MBChB", "PhD", "MD", "MA", "BA", "MSc", "BSc", "MBA", "DL", "JP", "RN", "RGN"),
        *("QN",),
    )
)
_PARTICLES = frozenset(
    (
        *("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "el"),
        *("al", "bin", "ibn", "ap", "ab", "st", "the", "of", "and", "ten", "ter"),
    )
)
_NOBODY = frozenset(
    (
        *("assessor", "assessors", "panel", "member", "external", "internal", "marker", "marks"),
        *("sheet", "board", "chair", "vice", "director", "treasurer", "secretary", "academic"),
        *("lead", "representative", "the", "first", "second", "third"),
    )
)
"""Words that stand for somebody's part, in the place of a name."""

_PARTICLE = rf"(?:(?:{'|'.join(sorted(_PARTICLES))})\s+)*"
_SURNAME = r"([^\W\d_]+(?:['-][^\W\d_]{2,})*)"
_INITIAL_FIRST = re.compile(
    rf"{_BEFORE}(?=([^\W\d_])(?:\.\s*|\s+)"
    rf"((?:[^\W\d_](?:\.\s*|\s+)){{0,2}}{_PARTICLE}){_SURNAME}{_AFTER})"
)
_INITIAL_LAST = re.compile(rf"{_BEFORE}{_SURNAME}(?:\s*,\s*|\s+)([^\W\d_])\b(?!['@-])\.?")


class Way(NamedTuple):
    """One way of naming somebody, to be tried where its first word stands."""

    first: str
    pattern: str
    is_sure: bool = True


def names_in(name: str) -> Iterator[list[str]]:
    """The words of a name as it may be meant, without titles, honours and asides.

    >>> list(names_in("Dr Shah, Priya MBE")), list(names_in("P.K. Shah (RCGP)"))
    ([['priya', 'shah']], [['p', 'k', 'shah']])
    """
    short = _ASIDE.sub(" ", name)
    surname, _, rest = (short if short.strip() else name).partition(",")
    before, after = _words(surname, 2), _words(rest, 0)
    if after:
        yield [*after, *before]
    if before and (len(before) > 1 or not after):
        yield before


def _words(text: str, least: int) -> list[str]:
    """The words of a part of a name, folded; honours behind so many words are left out."""
    plain = text.strip()
    while (match := _TITLE.match(plain)) and match.end() < len(plain):
        plain = plain[match.end() :]
    apart = _DOTTED.sub(lambda found: found[0].replace(".", " "), plain)
    words = [word for word in (_EDGES.sub("", each) for each in apart.split()) if word]
    while len(words) > least and words[-1] in _HONOURS:
        words.pop()
    return [folded(word).text for word in words]


def of_name(name: str) -> Iterator[Way]:
    """Somebody's full name: as it stands, surname first, without what is in the middle.

    A name of one word is not sure: it may be a word like any other, but for one with a title.
    """
    is_titled = _TITLE.match(name.strip()) is not None
    for words in names_in(name):
        if len(words) == 1:
            yield from _phrase(words, is_sure=False) if len(words[0]) > 1 else ()
            yield from with_title(name) if is_titled else ()
            continue
        first, last = words[0], words[-1]
        yield from _phrase(words)
        yield from _phrase([last, *words[:-1]], r"\s*,\s*")
        yield from _phrase([first, last], rf"{_GAP}(?:[^\W\d_]{_GAP})?")
        number = next(at for at, word in enumerate([*words, "--"]) if len(word) > 1)
        if 1 < number < len(words):
            yield from _phrase(["".join(words[:number]), *words[number:]])


def of_part(name: str) -> Iterator[Way]:
    """Each word of somebody's name by itself, which may be a word like any other."""
    for word in parts_of(name):
        yield from _phrase([word], is_sure=False)


def parts_of(name: str) -> set[str]:
    """The words of a name, and those that hyphens join, as far as they name anybody.

    >>> sorted(parts_of("Dr Ann van O'Hara-Jones")), parts_of("Assessor 2")
    (['ann', 'jones', "o'hara", "o'hara-jones"], set())
    """
    whole = {word for words in names_in(name) for word in words}
    if any(character.isdecimal() for word in whole for character in word):
        return set()
    joined = {part for word in whole if "-" in word for part in word.split("-") if len(part) > 2}
    return {word for word in whole | joined if len(word) > 1} - _PARTICLES - _NOBODY


def with_title(name: str) -> Iterator[Way]:
    """Somebody's surname behind a title, with initials or without."""
    for words in names_in(name):
        surname = words[-1]
        if len(surname) > 1:
            pattern = rf"{_BEFORE}{TITLES}\s+{INITIALS}{_loosely(surname)}{_AFTER}"
            yield from (Way(title, pattern) for title in _TITLE_WORDS)


def initials_of(name: str) -> Iterator[tuple[str, str]]:
    """What an initial with a surname must read like: the letter, and the surname's letters."""
    for words in names_in(name):
        if len(words) > 1 and len(words[-1]) > 1:
            yield words[0][0], _letters(words[-1])


def initialled(text: str) -> Iterator[tuple[tuple[str, str], int, int, int]]:
    """Initials with what may be a surname in a folded text.

    Gives each as `initials_of` does, with where it begins and ends and where the surname begins.
    """
    for match in _INITIAL_FIRST.finditer(text):
        yield (match[1], _letters(match[3])), match.start(1), match.end(3), match.start(3)
    for match in _INITIAL_LAST.finditer(text):
        yield (match[2], _letters(match[1])), match.start(1), match.end(2), match.start(2)


def of_email(email: str) -> Iterator[Way]:
    """An email address, not as a part of a longer one."""
    address = folded(email_key(email)).text
    first = _WORD.search(address)
    if first and "@" in address.strip("@"):
        before = re.escape(address[: first.start()])
        begins = f"(?<={before})" if before else r"(?<![\w.%+@-])"
        rest = re.escape(address[first.start() :])
        yield Way(first[0], rf"{begins}{rest}(?![\w@-]|\.\w)")


def of_ref(ref: str) -> Iterator[Way]:
    """A ref, however it is spaced."""
    key = _EDGES.sub("", folded(ref_key(ref)).text)
    parts = re.findall(r"\d+|[^\W\d_]+|[\W_]", key)
    if parts:
        spaced = r"\s*".join(map(re.escape, parts))
        found = _WORD.match(key)
        for first in {parts[0], found[0] if found else ""} - {""}:
            yield Way(first, f"{_BEFORE}{spaced}{_AFTER}")


def of_practice(practice: str) -> Iterator[Way]:
    """A practice's whole name."""
    words = [word for word in (_EDGES.sub("", each) for each in practice.split()) if word]
    yield from _phrase([folded(word).text for word in words], r"[\W_]+") if words else ()


def _phrase(words: Sequence[str], gap: str = _GAP, *, is_sure: bool = True) -> Iterator[Way]:
    """Words in their order; after the first comes the gap, between the others the usual one."""
    first, *rest = map(_loosely, words)
    pattern = gap.join([first, _GAP.join(rest)] if rest else [first])
    begins = _WORD.match(words[0])
    for begin in {begins[0] if begins else "", _letters(words[0])} - {""}:
        yield Way(begin, f"{_BEFORE}{pattern}{_AFTER}", is_sure)


def _loosely(word: str) -> str:
    """A pattern for a word: its apostrophes and hyphens may be spaces, or left out."""
    apart = {"'": r"['\s]?", "-": r"[\s-]*"}
    return "".join(apart.get(character) or re.escape(character) for character in word)


def _letters(word: str) -> str:
    return "".join(_WORD.findall(word))
