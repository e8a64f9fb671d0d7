"""What reading a cell gives: a value, nothing, or a fault; never a value that was guessed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from igpm_sheets.adapters.grid import CellValue, ErrorValue, NeverCalculated

T = TypeVar("T")
_NONE: Mapping[str, str] = MappingProxyType({})


class Fault(NamedTuple):
    """Why a cell cannot be read: a code of the catalogue and what its wording needs."""

    code: str
    details: Mapping[str, str] = _NONE


class Parsed(NamedTuple, Generic[T]):
    """A cell that was read: both are None for a blank one."""

    value: T | None = None
    fault: Fault | None = None

    @property
    def ok(self) -> bool:
        """Whether the cell could be read."""
        return self.fault is None


# Characters of no width, which pasting from web pages leaves behind.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\ufe0f\u00ad"
_REMOVED = str.maketrans(dict.fromkeys(_INVISIBLE))
_ENDS = _INVISIBLE + " \t\r\n\v\f\u00a0\u202f\u2007\u3000"


def trimmed(text: str) -> str:
    """A text without the spaces and invisible characters at its ends."""
    return text.strip() if text.isascii() else text.strip(_ENDS).strip()


def visible(text: str) -> str:
    """A text as it looks, for comparing: nothing invisible, single plain spaces."""
    if not text.isascii():
        text = text.translate(_REMOVED)
    return " ".join(text.split())


def is_blank(cell: CellValue) -> bool:
    """Whether a cell shows nothing: None, or a text of spaces only."""
    return cell is None or (isinstance(cell, str) and not trimmed(cell))


def spoiled(cell: ErrorValue | NeverCalculated) -> Fault:
    """The fault of a cell that has no value for us to read: C01 or C02."""
    return Fault("C01" if isinstance(cell, ErrorValue) else "C02")
