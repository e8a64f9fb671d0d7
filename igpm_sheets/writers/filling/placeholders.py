"""Names in braces within a template's texts: found, and filled from a tab's values.

What a value holds is data: it is never looked through for names again.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from igpm_sheets.reports.tables import Content, plain
from igpm_sheets.writers.filling.cell_xml import as_stored, cell_text
from igpm_sheets.writers.names import clip_units

LONGEST_IN_HEADER = 100
"""Characters of one value; all of a printed header's three parts share 255."""

_BRACE = re.compile(r"\{\{|\{([^{}]*)\}|\{")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SIZE = re.compile(r"&[0-9]+$")

Values = Mapping[str, Content | Sequence[str]]


class NotANameError(ValueError):
    """A brace that begins no name; its text is what was found."""


class Name(NamedTuple):
    """A value's name that stands in a text."""

    name: str


class Wording(NamedTuple):
    """A text of the template in its pieces."""

    pieces: tuple[str | Name, ...]

    @property
    def names(self) -> list[str]:
        """The names that stand in it."""
        return [piece.name for piece in self.pieces if isinstance(piece, Name)]

    @property
    def only(self) -> str:
        """The name that is all of it, or ""."""
        pieces = [each for each in self.pieces if isinstance(each, Name) or each.strip()]
        if len(pieces) == 1 and isinstance(pieces[0], Name):
            return pieces[0].name
        return ""


@lru_cache(maxsize=1024)
def wording(text: str) -> Wording:
    """A template's text taken apart; `{{` is one brace that is meant.

    Raises:
        NotANameError: if a brace begins no name.

    >>> wording("By {name}, {{sic}")
    Wording(pieces=('By ', Name(name='name'), ', ', '{', 'sic}'))
    """
    pieces: list[str | Name] = []
    at = 0
    for match in _BRACE.finditer(text):
        if match.start() > at:
            pieces.append(text[at : match.start()])
        at = match.end()
        if match[0] == "{{":
            pieces.append("{")
        elif match[1] is not None and _NAME.fullmatch(match[1].strip()):
            pieces.append(Name(match[1].strip()))
        else:
            raise NotANameError(match[0] if match[1] is not None else text[match.start() :])
    if at < len(text):
        pieces.append(text[at:])
    return Wording(tuple(pieces))


def lists_in(text: str, values: Values) -> list[Sequence[str]]:
    """The values that are lists, of those whose names stand in a text."""
    named = [values.get(name) for name in wording(text).names]
    return [value for value in named if is_list(value)]


def is_list(value: object) -> TypeGuard[Sequence[str]]:
    """Whether a value is a list of texts, for a row each."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def filled(text: str, values: Values, at: int = 0, *, without: Collection[str] = ()) -> str:
    """A template's text with the values in the place of their names.

    Args:
        text: the template's.
        values: by name; of a list, the text numbered `at`.
        at: which text of each list to take, from 0.
        without: the names for which nothing is put.

    Raises:
        KeyError: naming what there is no value of.
    """
    return "".join(
        piece
        if isinstance(piece, str)
        else (text_of(value_of(values, piece.name, at)) if piece.name not in without else "")
        for piece in wording(text).pieces
    )


def content_of(text: str, values: Values, at: int = 0, *, without: Collection[str] = ()) -> Content:
    """What a cell of the template with this text comes to hold.

    A text that is just a name gives the value itself, whatever it is.

    Raises:
        KeyError: naming what there is no value of.

    >>> content_of("{count}", {"count": 3}), content_of("{count} in all", {"count": 3})
    (3, '3 in all')
    """
    only = wording(text).only
    if only:
        return value_of(values, only, at) if only not in without else None
    return filled(text, values, at, without=without)


def value_of(values: Values, name: str, at: int = 0) -> Content:
    """The value of a name, or of a list the text numbered `at`; None behind its end.

    Raises:
        KeyError: if there is none of this name.
    """
    value = values[name]
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return value[at] if at < len(value) else None


def filled_runs(runs: Sequence[str], values: Values, at: int = 0) -> list[str]:
    """A text in several looks, filled; a name that is cut in two joins all of it in the first.

    >>> filled_runs(["By {na", "me}"], {"name": "Ada"}), filled_runs(["By ", "{name}"], {"name": 7})
    (['By Ada', ''], ['By ', '7'])
    """
    try:
        return [filled(run, values, at) for run in runs]
    except NotANameError:
        whole = filled("".join(runs), values, at)
        return [whole, *[""] * (len(runs) - 1)]


def filled_header(text: str, values: Values) -> str:
    """A printed header or footer with its names filled; its commands stay.

    A list gives all of its texts. An ampersand in a value is doubled, since one alone would
    begin a command, and so would a digit behind a type size.

    >>> filled_header("&L&12{title}&R&P", {"title": "3 & 4"})
    '&L&12 3 && 4&R&P'
    """
    written = ""
    for piece in wording(text).pieces:
        if isinstance(piece, str):
            written += piece
            continue
        value: Content | Sequence[Content] = values[piece.name]
        if isinstance(value, str) or not isinstance(value, Sequence):
            value = [value]
        line = in_header(" ".join(text_of(each) for each in value))
        if line[:1].isdigit() and _SIZE.search(written):
            written += " "
        written += line
    return written


def in_header(text: str) -> str:
    """Text in the notation of headers, where an ampersand starts a command."""
    line = " ".join(cell_text(text).split())
    doubled = clip_units(line.replace("&", "&&"), LONGEST_IN_HEADER)
    cut_in_two = (len(doubled) - len(doubled.rstrip("&"))) % 2
    return doubled[:-1] if cut_in_two else doubled


def text_of(content: Content) -> str:
    """A value as it stands within a sentence.

    >>> text_of(date(2026, 6, 3)), text_of(150), text_of(None)
    ('3 June 2026', '150', '')
    """
    value = plain(content)
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value.day} {calendar.month_name[value.month]} {value.year}"
    return str(as_stored(value))
