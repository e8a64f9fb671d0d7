"""The policy in force: the rulebook with the office's answers to its open questions."""

from __future__ import annotations

from dataclasses import dataclass, field

from igpm_sheets.rulebook.book import Rulebook
from igpm_sheets.rulebook.interpretations import Interpretations


@dataclass(frozen=True, slots=True)
class Policy:
    """The rulebook and the interpretations that every decision is taken under."""

    book: Rulebook
    answers: Interpretations = field(default_factory=Interpretations)
