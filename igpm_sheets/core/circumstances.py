"""What a rule needs to know beside the application: the policy, the day, the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from igpm_sheets.core import windows
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import DOMAINS, Application, Finding, Reason, Window


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The setting in which one application is judged."""

    policy: Policy
    today: date
    window: Window | None
    applied: date | None
    """The time of application (I7)."""
    needed: tuple[int, ...] = tuple(DOMAINS)
    """The domains in which evidence is needed: all ten, or those resubmitted (I31)."""
    to_mark: tuple[int, ...] = tuple(DOMAINS)
    """The domains that the panel marks (I17)."""

    @property
    def closes(self) -> date | None:
        """The last day of the window."""
        return windows.closes(self.window, self.policy.answers.window) if self.window else None

    @property
    def window_has_closed(self) -> bool:
        """Whether the panel may have the application (R34)."""
        return self.closes is not None and self.today > self.closes


Check = Callable[[Application, Circumstances], Reason | None]
"""A rule: what it says of the application, or None where it does not apply."""


def circumstances(
    application: Application, policy: Policy, today: date, needed: tuple[int, ...] = tuple(DOMAINS)
) -> Circumstances:
    """The circumstances of an application: its window (R33) and its time (I7)."""
    received, answers = application.received, policy.answers
    to_mark = tuple(DOMAINS) if answers.resubmission_marks == "mark_all" else needed
    if received is None:
        return Circumstances(policy, today, None, None, needed, to_mark)
    window = windows.window_of(received, answers.window)
    from_window = answers.time_of_application == "window_start"
    applied = max(received, windows.first_day(window)) if from_window else received
    return Circumstances(policy, today, window, applied, needed, to_mark)


def not_recorded(rule: str, application: Application, field: str, what: str) -> Reason:
    """A blank is never taken for an answer: the application waits for it (I15)."""
    is_not = "cannot be read" if field in application.unreadable else "is not recorded"
    return Reason(rule, Finding.NOT_RECORDED, f"{what} {is_not}", application.cell(field))
