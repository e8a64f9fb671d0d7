"""Number formats: what their numbers stand for, and when two codes say the same.

The format gives some formats numbers of their own. A few of these mean one code everywhere;
the others show what the reader's country writes, so they are kept as their number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

GENERAL: Final = "General"
FIRST_OWN: Final = 164
"""From here on a workbook numbers its own formats."""

FIXED: Final[Mapping[int, str]] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 45: "mm:ss", 46: "[h]:mm:ss", 48: "##0.0E+0",
    49: "@",
}  # fmt: skip
"""The codes that are the same in every country."""

_POUNDS: Final = '"£"#,##0'
LOCAL: Final[Mapping[int, str]] = {
    5: f"{_POUNDS};-{_POUNDS}", 6: f"{_POUNDS};[Red]-{_POUNDS}",
    7: f"{_POUNDS}.00;-{_POUNDS}.00", 8: f"{_POUNDS}.00;[Red]-{_POUNDS}.00",
    14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "hh:mm", 21: "hh:mm:ss", 22: "dd/mm/yyyy hh:mm",
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: '_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-',
    42: '_-"£"* #,##0_-;-"£"* #,##0_-;_-"£"* "-"_-;_-@_-',
    43: '_-* #,##0.00_-;-* #,##0.00_-;_-* "-"??_-;_-@_-',
    44: '_-"£"* #,##0.00_-;-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-',
    47: "mm:ss.0",
}  # fmt: skip
"""The codes that differ between countries, as they are in the United Kingdom."""

_WRITTEN_OUT: Final = frozenset({*range(5, 9), *range(37, 45)})
"""Those of which Excel writes the code into the workbook too."""

_PIECE: Final = re.compile(
    r'"([^"]*)"?|\\(.)|\[\$([^\]-]+)(?:-[0-9A-Fa-f]*)?\]|([_*].|\[[^\]]*\]?)|(.)', re.DOTALL
)
"""Quoted text, an escaped letter, a currency, room or a fill or a condition, or a letter."""
_SHOWN_AS_IT_IS: Final = frozenset(" -+()£$€'!^&~{}<>=")


@lru_cache(maxsize=4096)
def alike(code: str) -> str:
    r"""A code in a form that is the same for all codes that say the same.

    Excel writes `dd\ mmm` where a person wrote `dd mmm`, and LibreOffice `[$£-809]` for `"£"`.

    >>> alike('DD" "mmm') == alike("dd\\ mmm"), alike("0.0") == alike("0.00")
    (True, False)
    """
    pieces: list[str] = []
    for quoted, escaped, currency, other, letter in _PIECE.findall(code or GENERAL):
        shown = quoted or escaped or currency or (letter if letter in _SHOWN_AS_IT_IS else "")
        pieces.append("".join(f"\\{each}" for each in shown) or (other or letter).casefold())
    return "".join(pieces)


_BY_CODE: Final = {alike(code): number for number, code in FIXED.items()}


def meaning(number: int, codes: Mapping[int, str]) -> str | int | None:
    """What a format's number stands for in a workbook, in a form that can be compared.

    Args:
        number: as a cell style has it.
        codes: the formats that the workbook writes out, by number.

    Returns:
        The code as `alike` gives it, the number itself where the reader's country decides,
        or None where the workbook gives the number a meaning that programs may not follow.
    """
    code = codes.get(number)
    usual = FIXED.get(number)
    if code is None:
        return alike(usual) if usual is not None else number
    if number >= FIRST_OWN or number in _WRITTEN_OUT:
        return alike(code)
    return alike(usual) if usual is not None and alike(code) == alike(usual) else None


def fixed_number(code: str) -> int | None:
    """The number that stands for a code in every country, if there is one.

    >>> fixed_number("0.00"), fixed_number("dd/mm/yyyy")
    (2, None)
    """
    return _BY_CODE.get(alike(code))
