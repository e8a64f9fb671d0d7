"""What the binary formats of Excel share: numbers for errors, and a word for damage."""

from __future__ import annotations

from igpm_sheets.adapters.grid import ErrorValue

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Damaged(ValueError):  # noqa: N818 - it says what was found
    """The bytes do not hold together; the text says how."""


def error_value(code: int) -> ErrorValue:
    """The error of a code as a cell shows it.

    >>> str(error_value(0x2A))
    '#N/A'
    """
    return ErrorValue(ERRORS.get(code, f"#ERROR {code}"))
