"""The results workbook: which tabs it has, in which order, and what stands on each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from igpm_sheets.core.assessors import Marking
from igpm_sheets.core.charges import Ledger
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.sending import sent_on
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision, PanelRow, Status
from igpm_sheets.problems import Problem
from igpm_sheets.reports import (
    assessors,
    charges,
    each_mark,
    feedback,
    pivots,
    policy,
    problems,
    results,
)
from igpm_sheets.reports.comments import Comments
from igpm_sheets.reports.tables import Content, Pivot, Tab, Table, plain
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
    panels: Panels = field(default_factory=Panels)
    """Who the assessors are, however their names are typed."""
    comments: Comments = field(default_factory=Comments)
    """What assessors wrote, and what candidates will read of it."""
    released: Mapping[str, date] = field(default_factory=dict)
    """When results were released, by the keys of the refs."""

    def feedback_tab(self, decision: Decision) -> Tab:
        """What a candidate with a result may read of it: once released, as on that day.

        Raises:
            ValueError: if the panel has not decided.
        """
        remarks = self.comments.for_candidate(decision)
        day = self.released.get(ref_key(decision.application.ref))
        if day is None:
            return feedback.feedback_tab(decision, self.policy, remarks, self.today)
        told = sent_on(decision, day, self.policy)
        tab = feedback.feedback_tab(told, self.policy, remarks, day)
        return replace(tab, volatile=frozenset())

    @property
    def heading(self) -> str:
        """What the reports cover, in words."""
        return "All windows" if self.window == "all" else f"Window {self.window}"


def results_tabs(findings: Findings) -> list[Tab]:
    """The tabs of the results workbook, in their order: reasons and feedback last."""
    decisions, in_force = findings.decisions, findings.policy
    covered = findings.heading.lower()
    ledger, today = findings.ledger, findings.today
    marks = each_mark.each_mark_table(decisions, named_as_marking(findings))
    domains = pivots.domains_table(decisions, in_force.book, live=each_mark.is_live(marks))
    owed = charges.charges_table(ledger.charges)
    renewals = charges.renewals_table(ledger.memberships, in_force, today)
    reasons = results.reasons_table(decisions)
    in_workbook = results.workbook_table(decisions, in_force.answers)
    decided = [decision for decision in decisions if decision.status.is_outcome]
    return [
        summary_tab(findings, domains),
        _list_tab("Results", results_title(findings), in_workbook),
        _list_tab("Marks", f"IGPM marks: {covered}", results.marks_table(decisions)),
        _list_tab(
            "Domains", f"IGPM: the ten domains, {covered}", domains, [pivots.DOMAINS_BY_MARK]
        ),
        windows_tab(findings),
        assessors_tab(findings),
        _list_tab("Charges", f"IGPM charges due by {in_words(today)}", owed),
        _list_tab("Renewals", "IGPM Members and their next yearly fee", renewals),
        problems_tab(findings),
        policy_tab(findings),
        _list_tab("Reasons", f"IGPM: what each rule says, {covered}", reasons),
        *([_list_tab(each_mark.NAME, f"IGPM: each mark, {covered}", marks)] if marks else []),
        *(findings.feedback_tab(decision) for decision in decided),
    ]


def _list_tab(name: str, title: str, table: Table, beside: Sequence[Pivot] = ()) -> Tab:
    """A tab that is one table, with its headings in row 1, and its title only in print."""
    return Tab(name, name, {"title": title}, [table], beside)


def named_as_marking(findings: Findings) -> Callable[[PanelRow], str]:
    """Calls an assessor by one name, that of the Assessors tab, however it is typed."""
    names = {one.key: one.assessor for one in findings.markings}
    key = findings.panels.key
    return lambda row: names.get(key(row.assessor), row.assessor)


def results_title(findings: Findings) -> str:
    """What stands over the results, and is the workbook's title."""
    return f"IGPM results: {findings.heading.lower()}"


def results_tab(findings: Findings, name: str = "Results") -> Tab:
    """A row an application, for a workbook that may hold nothing else of ours."""
    table = results.results_table(findings.decisions)
    return Tab(name, "Results", {"title": results_title(findings)}, [table])


def problems_tab(findings: Findings, name: str = "Problems") -> Tab:
    """A row a problem."""
    title = "IGPM: problems in the data"
    table = problems.problems_table(findings.problems, findings.policy.book)
    return Tab(name, "Problems", {"title": title}, [table])


def summary_tab(findings: Findings, domains: Table, name: str = "Summary") -> Tab:
    """The headline figures, the statuses, and how the ten domains were marked."""
    statuses = pivots.statuses_table(findings.decisions)
    at_a_glance = pivots.glance_table(domains, findings.policy.book)
    values = {
        "title": f"IGPM accreditation: {findings.heading.lower()}",
        **headline(findings),
        "outstanding": outstanding(findings.decisions),
        "charges": charges.total_in_words(findings.ledger.charges),
        "problems": f"{problems.problems_in_words(findings.problems)}.",
        "statuses_said": "; ".join(f"{row[0]}: {row[1]}" for row in statuses.rows),
        "averages_said": "; ".join(f"{row[0]}: {_shown(row[-1])}" for row in at_a_glance.rows),
    }
    return Tab(name, "Summary", values, [statuses, at_a_glance], volatile=frozenset({"as_of"}))


def _shown(average: Content) -> str:
    """An average in a sentence: two places, never fewer."""
    value = plain(average)
    return "no marks" if value is None else f"{value:.2f}"


def headline(findings: Findings) -> dict[str, Content]:
    """The figures that the director asks for first."""
    decisions = findings.decisions
    return {
        "as_of": findings.today,
        "applications": len(decisions),
        "awards": count(decisions, Status.AWARD),
        "further_evidence": count(decisions, Status.FURTHER_EVIDENCE),
        "no_outcome": sum(decision.is_waiting for decision in decisions),
        "unsent": sum(decision.is_unsent for decision in decisions),
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
    beside = [pivots.WINDOWS_BY_STATUS, pivots.WINDOWS_BY_NATION]
    return Tab("Windows", "Windows", {"title": title}, tables, beside)


def assessors_tab(findings: Findings) -> Tab:
    """How each assessor marks, how far they agree, what their severity would change."""
    title = f"IGPM assessors: {findings.heading.lower()}"
    return assessors.assessors_tab(
        title, findings.markings, findings.decisions, findings.panels, findings.policy
    )


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
