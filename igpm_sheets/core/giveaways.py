"""What in a comment tells a candidate more than it should, although it names nobody (R28, R58)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_NUMBER: Final = r"(?:10|[0-9])(?:\.5)?"
_ENDS: Final = r"(?=\s*(?:[.,;:!?)/–—-]|$|(?:and|as|because|but|for|here|overall|since)\b))"
_GIVEN: Final = r"(?:gave|giv(?:e|en|ing)|award(?:ed)?|mark(?:ed)?|scor(?:e|ed)|rated?|borderline)"
_BETWEEN: Final = r"(?:\s+(?:a|an|as|at|her|him|is|it|my|of|only|that|the|them|this|was)\b)*"
_GIVEAWAYS: Final = {
    "gives a mark away": re.compile(
        rf"(?<![\w/.£]){_NUMBER}(?:\s?/\s?|\s+out\s+of\s+){_NUMBER}(?![\w/]|\.\d)"
        rf"|\b{_GIVEN}{_BETWEEN}\s*[:=]?\s*{_NUMBER}{_ENDS}"
        rf"|(?:^|(?<=\s))[-–—]\s*{_NUMBER}\s*[.!]?\s*$",
        re.IGNORECASE | re.MULTILINE,
    ),
    "speaks of another text": re.compile(
        r"\b(?:see|as|refer to)\s+(?:(?:my|the|our|comments?|notes?|said|domain\s+\d+)\s+)*"
        r"(?:above|below|before|previous|earlier)\b|\bditto\b",
        re.IGNORECASE,
    ),
    "speaks of other assessors": re.compile(
        r"\b(?:my|our|the\s+other|another|fellow)\s+"
        r"(?:fellow\s+)?(?:colleagues?|assessors?|markers?|panel\s+members?)\b",
        re.IGNORECASE,
    ),
}


def giveaways(text: str) -> Iterator[tuple[str, str]]:
    """What a text gives away: what that is, and the words themselves, each once.

    >>> list(giveaways("Thin. I gave this a 4; see above."))
    [('gives a mark away', 'gave this a 4'), ('speaks of another text', 'see above')]
    """
    for what, pattern in _GIVEAWAYS.items():
        found = (match[0].strip() for match in pattern.finditer(text))
        yield from dict.fromkeys((what, words) for words in found)
