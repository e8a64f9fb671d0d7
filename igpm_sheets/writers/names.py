"""Names that a spreadsheet allows: tabs, tables, headings; legal, and unique whatever the case."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

LONGEST_TAB_NAME = 31
LONGEST_FILE_NAME = 80
"""In characters, without the ending: room for a folder's name, a number and a backup's day."""
LARGEST_FILE_NAME = 160
"""The same in bytes, of which most systems allow 255."""
LONGEST_TABLE_NAME = 200

# Excel refuses []:*?/\ in a tab's name, and reads _x0041_ there as the letter A.
_NOT_IN_A_TAB = re.compile(
    r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_NOT_IN_A_HEADING = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_A_TABLE = re.compile(r"[^\w.]+|[\ud800-\udfff]")
# Windows refuses these; what has no shape of its own, or turns the direction round, deceives.
_NOT_IN_A_FILE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+')
_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\..*)?", re.IGNORECASE
)
_LIKE_A_CELL = re.compile(
    r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*|[Tt][Rr][Uu][Ee]"
)


def tab_names(names: Iterable[str]) -> list[str]:
    r"""A legal name for each tab, in the order given.

    At most 31 characters, none of `[]:*?/\`, no apostrophe at either end, not blank, not
    "History", which Excel keeps for itself, and no two alike whatever their case.

    >>> tab_names(["Marks", "marks", "2026/05", "'24", ""])
    ['Marks', 'marks (2)', '2026-05', '24', 'Tab']
    """
    taken = {"history": 1}
    return [_unique(_legal_tab(name), taken, LONGEST_TAB_NAME, " ({})") for name in names]


def steady_tab_names(names: Sequence[str], taken: Sequence[str] = ()) -> list[str]:
    """A legal name for each tab, the same in whatever order they are given.

    Names that are legal as they are stay; others make way for them. So no tab ever has the
    name that belongs to another.

    >>> steady_tab_names(["A/1", "A-1"]), steady_tab_names(["A-1", "A/1"])
    (['A-1 (2)', 'A-1'], ['A-1', 'A-1 (2)'])
    """
    ordered = sorted(names, key=lambda name: (_legal_tab(name) != name, name))
    made = tab_names([*taken, *ordered])[len(taken) :]
    given = dict(zip(ordered, made, strict=True))
    return [given[name] for name in names]


def table_names(names: Iterable[str], taken: dict[str, int] | None = None) -> list[str]:
    """A legal name for each Excel Table: letters, digits, dots and underscores, none alike.

    Names already in use in the workbook stand in `taken`, which grows.

    >>> table_names(["Results", "By window", "results", "D1", "12 months"])
    ['Results', 'By_window', 'results_2', '_D1', '_12_months']
    """
    used: dict[str, int] = {} if taken is None else taken
    return [_unique(_legal_table(name), used, LONGEST_TABLE_NAME, "_{}") for name in names]


def file_name(text: str) -> str:
    r"""A text as the name of a file, without its ending, that every system takes.

    It names no folder, no device of Windows and no hidden or temporary file, and shows what
    it says: nothing in it is invisible or changes the direction of reading.

    >>> file_name("../Ann Lee"), file_name("con"), file_name("Siân O'Neill"), file_name(" . ")
    ('Ann Lee', '_con', "Siân O'Neill", 'Unnamed')
    """
    plain = _NOT_IN_A_FILE.sub(" ", unicodedata.normalize("NFC", text))
    shown = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn"))
    name = " ".join(shown.split())[:LONGEST_FILE_NAME]
    name = name.encode()[:LARGEST_FILE_NAME].decode(errors="ignore").lstrip(" .~$-=+@").rstrip(" .")
    return f"_{name}" if _DEVICE.fullmatch(name) else name or "Unnamed"


def heading_names(headings: Iterable[str]) -> list[str]:
    r"""Headings as an Excel Table needs them: one line each, none blank, none alike.

    >>> heading_names(["Ref", "ref", " To\npay "])
    ['Ref', 'ref (2)', 'To pay']
    """
    used: dict[str, int] = {}
    lines = (" ".join(_NOT_IN_A_HEADING.sub(" ", text).split()) for text in headings)
    return [_unique(line or "Column", used, 255, " ({})") for line in lines]


def quoted(tab: str) -> str:
    """A tab's name as formulas have it.

    >>> quoted("O'Hare")
    "'O''Hare'"
    """
    return "'" + tab.replace("'", "''") + "'"


def units(text: str) -> int:
    """How long Excel takes the text to be: it counts most emoji as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def clip_units(text: str, longest: int) -> str:
    """The text, or as much of its beginning as fits within `longest` of Excel's characters."""
    if len(text) * 2 <= longest or units(text) <= longest:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")[: longest * 2]
    return encoded.decode("utf-16-le", "ignore")


def _legal_tab(name: str) -> str:
    text = " ".join(_NOT_IN_A_TAB.sub("-", name).split())
    return clip_units(text.strip("' "), LONGEST_TAB_NAME).strip("' ") or "Tab"


def _legal_table(name: str) -> str:
    text = clip_units(_NOT_IN_A_TABLE.sub("_", name.strip()), LONGEST_TABLE_NAME)
    starts_well = text[:1].isalpha() or text[:1] == "_"
    return text if starts_well and not _LIKE_A_CELL.fullmatch(text) else f"_{text}"


def _unique(name: str, taken: dict[str, int], longest: int, suffix: str) -> str:
    """The name, numbered where it is taken already; `taken` grows by it.

    `taken` holds for each name the last number that was given to it.
    """
    candidate, number = name, taken.get(name.casefold(), 1)
    while candidate.casefold() in taken:
        number += 1
        tail = suffix.format(number)
        candidate = clip_units(name, longest - len(tail)).rstrip() + tail
    taken[name.casefold()] = number
    taken.setdefault(candidate.casefold(), 1)
    return candidate
