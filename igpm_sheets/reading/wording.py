"""Headings, labels and choices as offices word them, made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_IN_WORDS = re.compile(r"[\W_]+")
_FOLDABLE = re.compile(r"(?<![0-9]) | (?![0-9])")
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]*)[)\]}][\s*:.]*$")
_FORMAT = re.compile(
    r"[\s:,–-]*\b(?:dd?[/. -]mm?m?[/. -]yy(?:yy)?|yyyy-mm-dd|y\s?/\s?n|yes\s?/\s?no)[\s*?]*$",
    re.IGNORECASE,
)
# "Date received (testimonial)" is not the date received: such words are no mere hint.
_NO_HINT = re.compile(
    r"testimonial|refer|evidence|fee|pay|paid|invoice|result|outcome|previous|original|earlier"
    r"|first|second|old|assessor|marker|panel|ack|sent|post|role|associate|member|next|due|by\b"
    r"|not\b|resub|other|average|total|mean|sum",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    r"""A wording without case, accents, punctuation and spaces; `&` is "and".

    Two numbers stay apart, so that "Evidence 1.0" does not become evidence 10.

    >>> normal("E-mail\nAddress*"), normal("Terms & conditions"), normal("1.0")
    ('emailaddress', 'termsandconditions', '1 0')
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in apart if not unicodedata.combining(c))
    words = _NOT_IN_WORDS.sub(" ", text.replace("&", " and ").casefold()).strip()
    return _FOLDABLE.sub("", words)


@lru_cache(maxsize=65536)
def without_hint(text: str) -> str | None:
    """The wording without a hint at its end, or None where there is no hint.

    >>> without_hint("Date received (dd/mm/yyyy) *"), without_hint("Practice")
    ('Date received', None)
    >>> without_hint("Date received (testimonial)") is None
    True
    """
    shorter = text
    while (bracket := _BRACKETS.search(shorter)) and not _NO_HINT.search(bracket[1]):
        shorter = shorter[: bracket.start()]
    shorter = _FORMAT.sub("", shorter)
    return shorter if shorter != text and shorter.strip() else None


def similar(wording: str, known: list[str], likeness: float = 0.8) -> str | None:
    """The known normalised wording that `wording`, normalised too, was probably meant to be.

    Numbers must agree: "Evidence 11" is no slip of the pen for "Evidence 1".
    """
    from difflib import get_close_matches  # noqa: PLC0415 - slow to import, rarely needed

    if len(wording) < 4:
        return None
    numbers = re.findall(r"\d+", wording)
    candidates = [each for each in known if re.findall(r"\d+", each) == numbers]
    close = get_close_matches(wording, candidates, n=1, cutoff=likeness)
    return close[0] if close else None
