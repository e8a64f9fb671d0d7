"""What a panel wrote on a domain, without saying who wrote what (R25, R58)."""

from __future__ import annotations

import hashlib

from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision, PanelRow

LONGEST = 15_000
"""Characters by which a text is told: a cell of a workbook holds at most 32,767, or half of it."""


def comments_on(decision: Decision, domain: int) -> tuple[str, ...]:
    """The comments on a domain, each once, in an order that depends on their texts alone.

    Where a mark is carried over from an earlier panel, so is what stood beside it (I17).
    """
    texts: dict[str, str] = {}
    for row in decision.panel:
        for written in _of_row(row, domain):
            texts.setdefault(text_key(written), written)
    ref = decision.application.ref
    return tuple(sorted(texts.values(), key=lambda text: mark_of(ref, domain, text)))


def _of_row(row: PanelRow, domain: int) -> list[str]:
    if domain in row.carried:
        return _of_row(row.before, domain) if row.before else []
    written = (sheet.comments[domain - 1].strip() for sheet in row.sheets)
    return [text for text in written if text]


def text_key(text: str) -> str:
    r"""A text without what programs change in it: line ends, control characters, runs of space.

    >>> text_key("One  cycle.\r\nDone") == text_key("One cycle. Done ")
    True
    """
    shown = "".join(c if c.isprintable() else " " for c in text[:LONGEST])
    return " ".join(shown.split())


def mark_of(ref: str, domain: int, text: str) -> str:
    """What stands for a comment where its text is not to be kept: the same for the same text.

    >>> mark_of("A-1", 3, "One cycle.") == mark_of("a-1", 3, " One  cycle.")
    True
    """
    said = f"{ref_key(ref)}\n{domain}\n{text_key(text)}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:20]
