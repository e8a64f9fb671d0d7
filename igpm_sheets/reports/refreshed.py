"""The tabs that `refresh` keeps in the office's workbooks, and what a run has come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from igpm_sheets.catalogue import Severity
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.fields import OUR_TABS
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision
from igpm_sheets.problems import Problem, clipped
from igpm_sheets.reports.answers import Json, problem_as_json
from igpm_sheets.reports.changes import Change, Row, changes_table
from igpm_sheets.reports.feedback import no_result_tab
from igpm_sheets.reports.pivots import domains_table
from igpm_sheets.reports.tables import Tab
from igpm_sheets.reports.words import counted
from igpm_sheets.reports.workbook import Findings, problems_tab, results_tab, summary_tab

RESULTS, SUMMARY, PROBLEMS, CHANGES = OUR_TABS

CHANGES_TEMPLATE = "Changes"
STATES = {DONE: "OK", DATA_ERRORS: "WARNING", UNREADABLE: "CRITICAL"}
"""The exit codes in the words of monitoring systems."""


def refreshed_tabs(
    findings: Findings,
    changes: Sequence[Change],
    when: datetime,
    earlier: Sequence[Row] | None,
    most: int,
) -> list[Tab]:
    """Our tabs in the order in which they are added to a workbook; nothing on them is a formula.

    Args:
        findings: what was decided.
        changes: what is not as the workbook has it now.
        when: the time that the changes are listed under.
        earlier: the rows of the present tab of changes, which stay beneath the new ones.
        most: how many rows that tab may have.
    """
    # What is printed above this tab stays as people have it: it cannot name a window.
    listed = replace(results_tab(findings, RESULTS), values={"title": "IGPM results"})
    title = "IGPM: what has changed, newest first"
    table = changes_table(changes, when, earlier, most, findings.decisions)
    domains = domains_table(findings.decisions, findings.policy.book)
    return [
        listed,
        summary_tab(findings, domains, SUMMARY),
        problems_tab(findings, PROBLEMS),
        Tab(CHANGES, CHANGES_TEMPLATE, {"title": title}, [table]),
    ]


def feedback_tabs(
    findings: Findings,
    wanted: Sequence[Decision],
    every: Sequence[Decision],
    names_for: Callable[[Sequence[str]], Sequence[str]],
    there: Iterable[str],
) -> Iterator[Tab]:
    """A tab for each candidate with a result, named by the application's ref.

    Which tab is whose depends neither on the order of applications nor on who has a result:
    else `A/1` would find on its tab what was decided on `A-1`.

    Args:
        findings: what is known of comments, rules and the day.
        wanted: those who get a tab.
        every: the decisions of all windows: whoever has a tab must find in it what holds
            now, and that it says so where a result no longer stands.
        names_for: a name for the tab of each of these refs.
        there: the names of our tabs that the workbook has, also of those whose application
            the tracker no longer holds.
    """
    own = {id(decision) for decision in wanted}
    once = {ref_key(decision.application.ref): decision for decision in reversed(every)}
    listed = list(reversed(once.values()))
    names = names_for([decision.application.ref for decision in listed])
    left = {name.casefold(): name for name in there}
    for name in OUR_TABS:
        left.pop(name.casefold(), None)
    for decision, name in zip(listed, names, strict=True):
        is_there = left.pop(name.casefold(), None) is not None
        if decision.status.is_outcome and (is_there or id(decision) in own):
            yield replace(findings.feedback_tab(decision), name=name)
        elif is_there:
            yield no_result_tab(name)
    yield from map(no_result_tab, left.values())


@dataclass(frozen=True, slots=True)
class RefreshedWorkbook:
    """What a run has done with one workbook, or why it left it as it is."""

    path: str
    """As people know it: relative to the settings, or the title of a spreadsheet at Google."""
    written: bool = False
    changes: tuple[Change, ...] = ()
    problem: Problem | None = None
    address: str = ""
    """Of a spreadsheet at Google."""

    def as_json(self) -> dict[str, Json]:
        """The same as one JSON object."""
        return {
            "path": self.path,
            **({"address": self.address} if self.address else {}),
            "written": self.written,
            "changes": [change.as_json() for change in self.changes],
            "problem": problem_as_json(self.problem) if self.problem else None,
        }


@dataclass(frozen=True)
class Refreshed:
    """What a run has done: `findings` are what it worked from."""

    findings: Findings
    workbooks: tuple[RefreshedWorkbook, ...]
    started: datetime
    dry_run: bool = False
    """Whether only to say what would be done."""
    remarks: tuple[str, ...] = ()
    """What went wrong beside the work, and stood in the way of nothing."""
    in_the_way: tuple[Problem, ...] = ()
    """What kept everything from being read, so that workbooks were left as they are."""

    @property
    def problems(self) -> Sequence[Problem]:
        """What is to be told of the data.

        Where not all of it could be read, the rest may only follow from that: marks that
        are awaited, results that were sent and seem to be none.
        """
        return self.in_the_way or self.findings.problems

    @property
    def happened(self) -> bool:
        """Whether there is anything to tell."""
        return any(each.written or each.problem for each in self.workbooks)

    @property
    def left(self) -> list[Problem]:
        """Why workbooks were left as they are."""
        return [each.problem for each in self.workbooks if each.problem]

    @property
    def exit_code(self) -> int:
        """0 done, 1 the data holds errors, 3 something was not read or not written."""
        if self.left:
            return UNREADABLE
        return DATA_ERRORS if self.errors else DONE

    @cached_property
    def errors(self) -> int:
        """The errors in the data."""
        return sum(each.severity is Severity.ERROR for each in self.problems)

    def summary(self) -> str:
        """The run in a line, fit for a monitoring system."""
        written = sum(each.written for each in self.workbooks)
        same = len(self.workbooks) - written - len(self.left)
        would = " would be" if self.dry_run else ""
        # Two workbooks with the same tabs have the same changes: they count once.
        changes = {change for each in self.workbooks for change in each.changes}
        return (
            f"igpm-sheets refresh {STATES[self.exit_code]}:"
            f" {counted(written, 'workbook')}{would} written, {same} unchanged,"
            f" {len(self.left)} left as they are; {counted(len(changes), 'change')};"
            f" {counted(self.errors, 'error')} in the data"
        )

    def as_json(self) -> dict[str, Json]:
        """The run as one JSON document."""
        return {
            "today": self.findings.today.isoformat(),
            "window": self.findings.window,
            "dry_run": self.dry_run,
            "workbooks": [each.as_json() for each in self.workbooks],
            "problems": [problem_as_json(each) for each in self.problems],
        }

    def change_lines(self) -> Iterator[str]:
        """The changes, workbook by workbook, as a person reads them on a terminal."""
        for each in self.workbooks:
            if each.written or each.problem:
                state = "would be written" if self.dry_run else "written"
                yield f"{each.path}: {'left as it is' if each.problem else state}"
            for change in each.changes:
                yield f"  {change.line()}"

    def log_lines(self, finished: datetime) -> Iterator[tuple[Severity, str]]:
        """The run for the log, line by line, with how grave each is.

        Of people's cells they hold refs, statuses and the like, each clipped to one line.
        """
        findings = self.findings
        began = f"{self.started:%Y-%m-%d %H:%M:%S} for {findings.today.isoformat()}"
        number = counted(len(findings.decisions), "application")
        yield Severity.NOTE, f"started {began}, {findings.heading.lower()}: {number}"
        for each in self.workbooks:
            path = clipped(each.path, 200)
            if each.problem:
                why = f"{each.problem.code} {each.problem.message}"
                yield Severity.ERROR, f"{path} left as it is: {why}"
            else:
                yield Severity.NOTE, f"{path} {'written' if each.written else 'unchanged'}"
            for change in each.changes:
                yield Severity.NOTE, f"{path} change {change.line()}"
        for problem in self.problems:
            yield problem.severity, f"{problem.code} {problem.where}"
        took = (finished - self.started).total_seconds()
        yield Severity.NOTE, f"finished after {took:.1f} s: {self.summary()}"
