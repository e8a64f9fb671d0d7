"""What a kind of problem is: its code, how much it matters, its wording and its remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters.

    An *error* stops the application it concerns (or is lost data) and makes the exit
    code 1; a *warning* wants a look; a *note* is for the record.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry: `message` and `remedy` are templates, filled from a problem's details."""

    code: str
    severity: Severity
    rule: str
    message: str
    remedy: str


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
