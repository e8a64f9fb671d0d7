"""The decisions of a whole tracker as they are taken, earlier applications first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import Application, Decision, MarkSheet
from igpm_sheets.problems import Problem


@dataclass(slots=True)
class Round:
    """What is known while the applications are decided one after the other."""

    policy: Policy
    today: date
    panels: Panels
    sheets: Mapping[str, Sequence[MarkSheet]]
    problems: list[Problem] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    """By ref."""
    by_ref: Mapping[str, Application] = field(default_factory=dict)
    """Every application as it was read, decided or not."""
    first: dict[str, Decision] = field(default_factory=dict)
    """For each ref, the decision on the complete application its chain began with."""
    attempts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """For each first ref, how many resubmissions have come after it so far."""
    answered: Callable[[Application], Application] = lambda application: application
    """Fills what the tracker leaves blank with the office's own answers (I15)."""
