"""What needs doing today, for `igpm-sheets status`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from igpm_sheets.catalogue import Severity
from igpm_sheets.core import windows
from igpm_sheets.core.fees import is_paid
from igpm_sheets.core.years import in_words
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, Decision, Status, Window
from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.words import counted
from igpm_sheets.reports.workbook import Findings


@dataclass(frozen=True, slots=True)
class Today:
    """The state of the round on one day."""

    today: date
    open_window: Window | None
    days_left: int | None
    """Days until the open window closes, today included."""
    next_window: Window
    statuses: tuple[tuple[Status, int], ...]
    marks_outstanding: int
    errors: int
    warnings: int
    unpaid: int
    unpaid_gross: Decimal
    results_to_send: int
    results_overdue: int
    next_result_due: date | None
    next_step: str

    def as_json(self) -> dict[str, Json]:
        """The same as one JSON object."""
        return {
            "today": self.today.isoformat(),
            "open_window": str(self.open_window) if self.open_window else None,
            "days_left": self.days_left,
            "next_window": str(self.next_window),
            "applications": {status.value: count for status, count in self.statuses},
            "marks_outstanding": self.marks_outstanding,
            "errors": self.errors,
            "warnings": self.warnings,
            "charges_unpaid": self.unpaid,
            "charges_unpaid_gross": str(self.unpaid_gross),
            "results_to_send": self.results_to_send,
            "results_overdue": self.results_overdue,
            "next_result_due": self.next_result_due.isoformat() if self.next_result_due else None,
            "next_step": self.next_step,
        }

    def lines(self) -> Iterator[tuple[str, str]]:
        """The same as labelled lines for a person."""
        opens = in_words(windows.first_day(self.next_window))
        if self.open_window:
            left = "today is its last day" if self.days_left == 1 else f"{self.days_left} days left"
            yield "Window", f"{self.open_window} is open: {left}"
        else:
            yield "Window", f"none is open; {self.next_window} opens on {opens}"
        for status, count in self.statuses:
            yield status.value, str(count)
        yield "Marks outstanding", str(self.marks_outstanding)
        due = in_words(self.next_result_due) if self.next_result_due else "none"
        yield "Next results due", due
        if self.results_to_send:
            yield "Results to send", str(self.results_to_send)
        if self.results_overdue:
            yield "Results overdue", str(self.results_overdue)
        yield "Charges not paid", f"{self.unpaid} (£{self.unpaid_gross} with VAT)"
        yield "Problems", f"{counted(self.errors, 'error')}, {counted(self.warnings, 'warning')}"
        yield "Next step", self.next_step


def today_of(findings: Findings, shown: Sequence[Decision]) -> Today:
    """The state of the round, over the applications `shown`."""
    today, edges = findings.today, findings.policy.answers.window
    nearest = windows.window_of(today, edges)
    opens = windows.first_day(nearest) if edges == "calendar_month" else date.min
    is_open = opens <= today <= windows.closes(nearest, edges)
    counts = Counter(decision.status for decision in shown)
    with_panel = [d for d in shown if d.is_waiting and d.to_panel]
    unsent = [decision for decision in shown if decision.is_unsent]
    due = sorted(d.result_due for d in (*with_panel, *unsent) if d.result_due)
    owed = [each for each in findings.ledger.charges if not is_paid(each.paid, each.price)]
    severities = Counter(problem.severity for problem in findings.problems)
    return Today(
        today=today,
        open_window=nearest if is_open else None,
        days_left=(windows.closes(nearest, edges) - today).days + 1 if is_open else None,
        next_window=windows.next_window(today),
        statuses=tuple((status, counts[status]) for status in Status if counts[status]),
        marks_outstanding=sum(_outstanding(d) for d in with_panel),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        unpaid=len(owed),
        unpaid_gross=sum((charge.price.gross for charge in owed), Decimal("0.00")),
        results_to_send=len(unsent),
        results_overdue=sum(day < today for day in due),
        next_result_due=next((day for day in due if day >= today), None),
        next_step=_next_step(shown, severities[Severity.ERROR], unsent),
    )


def _outstanding(decision: Decision) -> int:
    """How many marks of the panel an application still waits for (R29)."""
    if decision.status is not Status.AWAITING_MARKS:
        return 0
    domains = decision.to_mark
    given = sum(row.marks[domain - 1] is not None for row in decision.panel for domain in domains)
    return max(ASSESSORS_IN_A_PANEL * len(domains) - given, 0)


def _next_step(decisions: Sequence[Decision], errors: int, unsent: Sequence[Decision]) -> str:
    """The one thing to do first."""
    counts = Counter(decision.status for decision in decisions)
    held = counts[Status.ON_HOLD] + counts[Status.REFER]
    if errors:
        return f"mend {counted(errors, 'error')} in the data: igpm-sheets check"
    if counts[Status.MARKS_NEED_ATTENTION]:
        return "settle the mark sheets that need attention: igpm-sheets check"
    if unsent:
        results = counted(len(unsent), "result")
        return f"send {results} (igpm-sheets feedback), and write the day into Result sent"
    if any(decision.to_panel for decision in decisions if decision.is_waiting):
        return "collect the marks that are outstanding"
    if held:
        return f"find out what holds {counted(held, 'application')} up: igpm-sheets results"
    return "nothing: wait for the next window"
