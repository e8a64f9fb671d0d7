"""Compare and show words as people type them: folding, near misses, values in messages."""

import re
from collections.abc import Iterable
from datetime import date

_WORD = re.compile(r"[^\W_]+")
_LONGEST_SHOWN = 60


def fold(text: str) -> str:
    """Return `text` in the form in which two spellings of one title agree.

    Capitals, spacing and punctuation disappear and ``&`` becomes ``and``.

    >>> fold("Finance & HR-Manager")
    'finance and hr manager'
    """
    bare = text.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    return " ".join(_WORD.findall(bare))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, if any comes close.

    >>> nearest("asessment_fee", ["assessment_fee", "member_fee"])
    'assessment_fee'
    """
    import difflib  # noqa: PLC0415 - slow to import, and only a mistake needs it

    by_folded = {fold(each): each for each in known}
    close = difflib.get_close_matches(fold(word), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def unknown(word: str, known: Iterable[str]) -> str:
    """Return the advice for a key that does not exist: the nearest one, or all there are.

    >>> unknown("combin", ["combine", "window"])
    'Did you mean "combine"?'
    """
    every = list(known)
    close = nearest(word, every)
    return f'Did you mean "{close}"?' if close else f"The keys are {listed(every)}."


def listed(items: Iterable[object]) -> str:
    """Return the items as one phrase: strings in quotation marks, the rest as TOML writes them."""
    return ", ".join(shown(item) for item in items)


def shown(value: object) -> str:
    """Return a value found in a file as its message names it.

    >>> shown(True), shown("x"), shown([1])
    ('true', '"x"', 'a list')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) > _LONGEST_SHOWN:
        text = text[:_LONGEST_SHOWN] + "…"
    return f'"{text}"' if isinstance(value, str) else text
