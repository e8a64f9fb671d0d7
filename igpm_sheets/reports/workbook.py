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
from igpm_sheets.reports.tables import Content, Tab, Table
from igpm_sheets.reports.words import counted


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
    covered = findings.heading.lower()
    ledger, today = findings.ledger, findings.today
    domains = pivots.domains_table(decisions, in_force.book)
    assessors = pivots.assessors_table(findings.markings)
    owed = charges.charges_table(ledger.charges)
    renewals = charges.renewals_table(ledger.memberships, in_force, today)
    reasons = results.reasons_table(decisions)
    decided = [decision for decision in decisions if decision.status.is_outcome]
    return [
        summary_tab(findings, domains),
        results_tab(findings, live=True),
        _list_tab("Marks", f"IGPM marks: {covered}", results.marks_table(decisions)),
        _list_tab("Domains", f"IGPM: the ten domains, {covered}", domains),
        windows_tab(findings),
        _list_tab("Assessors", f"IGPM assessors: {covered}", assessors),
        _list_tab("Charges", f"IGPM charges due by {in_words(today)}", owed),
        _list_tab("Renewals", "IGPM Members and their next yearly fee", renewals),
        problems_tab(findings),
        policy_tab(findings),
        _list_tab("Reasons", f"IGPM: what each rule says, {covered}", reasons),
        *(feedback.feedback_tab(decision, in_force) for decision in decided),
    ]


def _list_tab(name: str, title: str, table: Table) -> Tab:
    """A tab that is one table, with its headings in row 1, and its title only in print."""
    return Tab(name, name, {"title": title}, [table])


def results_tab(findings: Findings, name: str = "Results", *, live: bool = False) -> Tab:
    """A row an application; `live` where the workbook holds the tab of marks as well."""
    title = f"IGPM results: {findings.heading.lower()}"
    table = results.results_table(findings.decisions, live=live)
    return Tab(name, "Results", {"title": title}, [table])


def problems_tab(findings: Findings, name: str = "Problems") -> Tab:
    """A row a problem."""
    title = "IGPM: problems in the data"
    return Tab(name, "Problems", {"title": title}, [problems.problems_table(findings.problems)])


def summary_tab(findings: Findings, domains: Table, name: str = "Summary") -> Tab:
    """The headline figures, the statuses and the averages of the table of domains."""
    decisions = findings.decisions
    statuses = pivots.statuses_table(decisions)
    averages = pivots.averages_table(domains, findings.policy.book)
    values = {
        "title": f"IGPM accreditation: {findings.heading.lower()}",
        "outstanding": outstanding(decisions),
        "statuses_said": "; ".join(f"{row[0]}: {row[1]}" for row in statuses.rows),
        **headline(findings),
    }
    return Tab(name, "Summary", values, [statuses, averages], volatile=frozenset({"as_of"}))


def headline(findings: Findings) -> dict[str, Content]:
    """The figures that the director asks for first."""
    decisions = findings.decisions
    return {
        "as_of": findings.today,
        "applications": len(decisions),
        "awards": count(decisions, Status.AWARD),
        "further_evidence": count(decisions, Status.FURTHER_EVIDENCE),
        "no_outcome": sum(decision.is_waiting for decision in decisions),
        "charges": len(findings.ledger.charges),
        "errors": sum(problem.severity is Severity.ERROR for problem in findings.problems),
    }


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
    title = f"IGPM outcomes and nations: {findings.heading.lower()}"
    decisions = findings.decisions
    tables = [pivots.windows_table(decisions), pivots.nations_table(decisions)]
    return Tab("Windows", "Windows", {"title": title}, tables)


def policy_tab(findings: Findings) -> Tab:
    """What the answers rest on: prices, interpretations in force, rules."""
    in_force = findings.policy
    tables = [
        policy.prices_table(in_force, findings.today),
        policy.interpretations_table(in_force, findings.assumed),
        policy.rules_table(in_force),
    ]
    title = "IGPM: the rules, prices and interpretations in force"
    return Tab("Policy", "Policy", {"title": title}, tables)
