"""The results workbook: which tabs it has, in which order, and what stands on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from igpm_sheets.catalogue import Severity
from igpm_sheets.core.assessors import Marking
from igpm_sheets.core.charges import Ledger
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.years import in_words
from igpm_sheets.model import Decision, Status
from igpm_sheets.problems import Problem
from igpm_sheets.reports import charges, feedback, pivots, policy, problems, results
from igpm_sheets.reports.tables import (
    Chart,
    ChartKind,
    Column,
    Content,
    Figures,
    Kind,
    Tab,
    Table,
)
from igpm_sheets.reports.words import counted
from igpm_sheets.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that a report may draw on: what was decided, what is owed, what is wrong."""

    decisions: Sequence[Decision]
    ledger: Ledger
    markings: Sequence[Marking]
    problems: Sequence[Problem]
    policy: Policy
    today: date
    window: str
    """The window reported on, such as `2026-05`, or `all`."""
    assumed: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """What the reports cover, in words."""
        return "All windows" if self.window == "all" else f"Window {self.window}"


def results_tabs(findings: Findings) -> list[Tab]:
    """The tabs of the results workbook, in their order: reasons and feedback last."""
    decisions, in_force = findings.decisions, findings.policy
    marks = results.marks_table(decisions)
    result = results.results_table(decisions, live_over=len(marks.rows))
    domains = pivots.domains_table(decisions, in_force.book)
    ledger, today = findings.ledger, findings.today
    decided = [decision for decision in decisions if decision.status.is_outcome]
    owed = charges.charges_table(ledger.charges)
    renewals = charges.renewals_table(ledger.memberships, in_force, today)
    wrong = problems.problems_table(findings.problems)
    reasons = results.reasons_table(decisions)
    return [
        summary_tab(findings, domains),
        Tab("Results", f"{findings.heading}: results", [result], key_columns=2),
        Tab("Marks", f"{findings.heading}: marks", [marks], key_columns=2),
        Tab("Domains", f"{findings.heading}: the ten domains", [domains]),
        windows_tab(findings),
        Tab("Assessors", "Assessors", [pivots.assessors_table(findings.markings)]),
        Tab("Charges", f"Charges due by {in_words(today)}", [owed], key_columns=2),
        Tab("Renewals", "Members and their next yearly fee", [renewals], key_columns=2),
        Tab("Problems", "Problems in the data", [wrong]),
        policy_tab(findings),
        Tab("Reasons", f"{findings.heading}: what each rule says", [reasons], key_columns=2),
        *(feedback.feedback_tab(decision, in_force) for decision in decided),
    ]


def summary_tab(findings: Findings, domains: Table) -> Tab:
    """The headline figures, the outcomes and the domains' averages, with a chart of each."""
    decisions = findings.decisions
    statuses = pivots.statuses_table(decisions)
    averages = averages_table(domains, findings.policy.book)
    return Tab(
        "Summary",
        f"IGPM accreditation: {findings.heading.lower()}",
        [
            outstanding(decisions),
            Figures(headline(findings)),
            statuses,
            Chart(
                "Applications by status",
                "Statuses",
                ("Applications",),
                ChartKind.BARS,
                "; ".join(f"{row[0]}: {row[1]}" for row in statuses.rows),
            ),
            averages,
            Chart(
                "Average mark by domain",
                "Averages",
                ("Average",),
                ChartKind.BARS,
                "The average of all marks given in each of the ten domains; 5 is the standard.",
            ),
        ],
        landscape=False,
    )


def headline(findings: Findings) -> list[tuple[str, Content]]:
    """The figures that the director asks for first."""
    decisions = findings.decisions
    errors = sum(problem.severity is Severity.ERROR for problem in findings.problems)
    return [
        ("As of", findings.today),
        ("Applications", len(decisions)),
        ("Awards of MIGPM", count(decisions, Status.AWARD)),
        ("Further evidence needed", count(decisions, Status.FURTHER_EVIDENCE)),
        ("No outcome yet", sum(decision.is_waiting for decision in decisions)),
        ("Charges listed", len(findings.ledger.charges)),
        ("Errors in the data", errors),
    ]


def count(decisions: Sequence[Decision], status: Status) -> int:
    """How many applications have the status."""
    return sum(decision.status is status for decision in decisions)


def outstanding(decisions: Sequence[Decision]) -> str:
    """A sentence on what is still to be done.

    >>> outstanding([])
    'There are no applications.'
    """
    if not decisions:
        return "There are no applications."
    waiting = [decision for decision in decisions if decision.is_waiting]
    parts = [
        f"{count(waiting, status)} × {status.value}" for status in Status if count(waiting, status)
    ]
    unsent = sum(decision.is_unsent for decision in decisions)
    said = [f"Still to be settled: {', '.join(parts)}."] if parts else []
    said += [f"{counted(unsent, 'result')} to send."] if unsent else []
    return " ".join(said) or "Nothing is outstanding."


def windows_tab(findings: Findings) -> Tab:
    """Windows by outcome and by nation."""
    outcomes = pivots.windows_table(findings.decisions)
    nations = pivots.nations_table(findings.decisions)
    title = f"{findings.heading}: outcomes and nations"
    return Tab("Windows", title, [outcomes, nations])


def policy_tab(findings: Findings) -> Tab:
    """What the answers rest on: prices, interpretations in force, rules."""
    in_force = findings.policy
    return Tab(
        "Policy",
        "The rules, prices and interpretations in force",
        [
            policy.prices_table(in_force, findings.today),
            policy.interpretations_table(in_force, findings.assumed),
            policy.rules_table(in_force),
        ],
    )


def averages_table(domains: Table, book: Rulebook) -> Table:
    """The domains' averages under short names, fit for a chart."""
    average = domains.headings.index("Average")
    rows = [
        (f"{domain.number} {domain.short}", row[average])
        for domain, row in zip(book.domains, domains.rows, strict=True)
    ]
    return Table("Averages", (Column("Domain"), Column("Average", Kind.MEAN)), rows)
