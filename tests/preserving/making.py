"""Makes odd but legal workbooks, and some that are to be left alone, without Excel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

Make = Callable[[], bytes]

BOTH = ("openpyxl", "calamine")


class Expected(Enum):
    """What a refresh does with a workbook."""

    REFRESHED = "refreshed"
    REFUSED = "refused"
    EITHER = "either"
    """Refreshed with nothing lost, or refused: both are fair."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that can be made."""

    name: str
    make: Make
    suffix: str
    expected: Expected
    opened_by: tuple[str, ...]
    """The readers that open it."""


WORKBOOKS: dict[str, Workbook] = {}


def workbook(
    name: str,
    *,
    suffix: str = ".xlsx",
    expected: Expected = Expected.REFRESHED,
    opened_by: tuple[str, ...] = BOTH,
) -> Callable[[Make], Make]:
    """Puts what a function makes on the list, under a name that says what is odd about it."""

    def listed(make: Make) -> Make:
        assert name not in WORKBOOKS, name
        WORKBOOKS[name] = Workbook(name, make, suffix, expected, opened_by)
        return make

    return listed


def every() -> list[Workbook]:
    """Every workbook that can be made."""
    from . import (  # noqa: F401, PLC0415 - each puts its own on the list
        made_by_libraries,
        odd_packages,
        odd_parts,
        odd_styles,
        odd_workbooks,
        to_be_refused,
    )

    return list(WORKBOOKS.values())
