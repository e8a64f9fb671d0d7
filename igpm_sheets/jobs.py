"""One function a command: read, work out, write. The only place where all parts meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from igpm_sheets.adapters.files import find_files, known_as
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.adapters.spreadsheets import read_files
from igpm_sheets.catalogue import Severity
from igpm_sheets.core import assessors, charges, decisions, unrecorded
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.model import Decision, Office, Window
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reading.applications import check_assumed, with_assumed
from igpm_sheets.reading.marks import read_marks
from igpm_sheets.reading.tracker import read_tracker
from igpm_sheets.reports import answers, results
from igpm_sheets.reports.problems import in_order
from igpm_sheets.reports.workbook import Findings, results_tabs
from igpm_sheets.rulebook import PolicyError, load
from igpm_sheets.settings import Settings, SettingsError

WrongSettings = (SettingsError, PolicyError)
"""What a person has to mend in the settings or the policy file."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the sources hold, and whether one of them could not be read."""

    office: Office
    problems: tuple[Problem, ...]
    source_failed: bool = False
    tracker_failed: bool = False


@dataclass(frozen=True, slots=True)
class Worked:
    """Everything a command has worked out."""

    findings: Findings
    read: Read
    every: tuple[Decision, ...]
    """The decisions of all windows."""

    @property
    def unsettled(self) -> list[Decision]:
        """The applications of all windows that wait for something, or for their result."""
        return [each for each in self.every if each.is_waiting or each.is_unsent]

    @property
    def tracker_was_read(self) -> bool:
        """Whether there is anything to report on."""
        return not self.read.tracker_failed

    @property
    def exit_code(self) -> int:
        """0 done, 1 the data holds errors, 3 a source could not be read."""
        if self.read.source_failed:
            return UNREADABLE
        return DATA_ERRORS if _holds_errors(self.findings.problems) else DONE


def policy_of(settings: Settings | None) -> Policy:
    """The rulebook with the office's policy file laid over it, and its interpretations.

    Without settings it is the rulebook as it stands.

    Raises:
        PolicyError: if the policy file cannot be followed.
    """
    if settings is None:
        return Policy(load())
    return Policy(load(settings.policy), settings.interpretations)


class _Sources:
    """The files of the settings, each read once, in the order they are named."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.problems: list[Problem] = []
        self.failed = False
        self._read: dict[Path, list[Grid]] = {}

    def grids(self, written: Sequence[str]) -> list[Grid]:
        """The tabs of every file that the paths, folders and patterns name."""
        paths, problems = find_files(written, self.settings.folder)
        self.problems += problems
        self.failed |= _holds_errors(problems)
        kept = [path for path in paths if not self._is_our_own(path)]
        new = [path for path in kept if path not in self._read]
        for path, content in read_files(new, self._shown):
            if isinstance(content, SourceUnreadable):
                self.problems.append(content.problem)
                self.failed = True
                self._read[path] = []
            else:
                self._read[path] = content
        return [grid for path in kept for grid in self._read[path]]

    def _is_our_own(self, path: Path) -> bool:
        """Whether a folder or pattern has led to the results workbook of an earlier run."""
        if path.resolve() != self.settings.path(self.settings.workbook).resolve():
            return False
        from igpm_sheets.writers.saving import made_as  # noqa: PLC0415 - rarely so

        return made_as(path) is not None

    def _shown(self, path: Path) -> str:
        return known_as(path, self.settings.folder)


def read_office(settings: Settings, policy: Policy) -> Read:
    """Reads the tracker and the mark sheets that the settings name.

    A file that cannot be read is a problem, and the others are read all the same.

    Raises:
        SettingsError: if an answer under `[tracker.assume]` cannot be read.
    """
    tracker = settings.tracker
    try:
        check_assumed(tracker.assume)
    except ValueError as error:
        raise SettingsError(f"{settings.file.name} [tracker.assume] {error}") from error
    sources = _Sources(settings)
    grids = sources.grids(tracker.sources)
    tracker_failed = not grids
    if tracker_failed and not sources.failed:
        sources.failed = True
        sources.problems.append(problem("F16", CellRef(", ".join(tracker.sources))))
    office, problems = read_tracker(grids, policy.book, tabs=tracker.tabs, columns=tracker.columns)
    if tracker_failed:
        problems = ()  # that no tab holds applications is no news then
    marks = sources.grids(settings.marks)
    if not office.applications and (tracker_failed or _holds_errors(problems)):
        # Every mark and allocation would be for nobody: the one reason for it is enough.
        office = replace(office, allocations=())
        marks = []
    sheets, found = read_marks(
        marks,
        policy.book,
        refs=[application.ref for application in office.applications],
        assessors=office.assessors,
    )
    office = replace(office, mark_sheets=sheets)
    problems = (*sources.problems, *problems, *found)
    return Read(office, problems, sources.failed, tracker_failed)


def _holds_errors(problems: Sequence[Problem]) -> bool:
    return any(each.severity is Severity.ERROR for each in problems)


def work_out(
    settings: Settings,
    today: date,
    window: Window | str | None = None,
    until: date | None = None,
) -> Worked:
    """Reads everything and applies every rule.

    `window` is one window, `all`, or None for the latest that has applications; then fees
    that other windows still owe are charged as well. `until` is the day up to which charges
    are listed, by default today.

    Raises:
        SettingsError, PolicyError: if the settings or the policy cannot be followed.
    """
    policy = policy_of(settings)
    read = read_office(settings, policy)
    answered = partial(with_assumed, assume=settings.tracker.assume)
    every, found = decisions.decide(read.office, policy, today, answered)
    chosen = _chosen(every, window)
    shown = [each for each in every if chosen is None or each.window == chosen]
    ledger = charges.ledger(
        read.office, every, policy, today, until or today, chosen, arrears=window is None
    )
    panels = Panels.of(read.office.assessors, read.office.allocations)
    markings = assessors.markings(shown, panels)
    problems = [
        *read.problems,
        *unrecorded.columns_lacking(every),
        *found,
        *ledger.problems,
        *assessors.unusual(markings, policy),
    ]
    findings = Findings(
        decisions=shown,
        ledger=ledger,
        markings=markings,
        problems=in_order(problems),
        policy=policy,
        today=today,
        window=str(chosen) if chosen else "all",
        assumed=settings.tracker.assume,
    )
    return Worked(findings, read, every)


def _chosen(every: Sequence[Decision], window: Window | str | None) -> Window | None:
    """The window to report on; None for all."""
    if isinstance(window, Window):
        return window
    windows = [decision.window for decision in every if decision.window]
    return max(windows, default=None) if window is None else None


def write_results(settings: Settings, worked: Worked, output: Path | None = None) -> Path:
    """Writes the results workbook and says where it is.

    Raises:
        CannotWrite: if the workbook cannot be written; an earlier one is left whole.
    """
    from igpm_sheets.writers.workbook import write_workbook  # noqa: PLC0415 - XlsxWriter is slow to import

    path = output or settings.path(settings.workbook)
    findings = worked.findings
    write_workbook(
        results_tabs(findings),
        path,
        title=f"IGPM results: {findings.heading.lower()}",
        created=findings.today,
        folder=settings.folder,
    )
    return path


def results_as_json(findings: Findings) -> dict[str, answers.Json]:
    """The answers of `results` as one document: every application, problem and reason."""
    applications: list[answers.Json] = [
        dict(row) for row in answers.rows(results.results_table(findings.decisions))
    ]
    reasons: list[answers.Json] = [
        dict(row) for row in answers.rows(results.reasons_table(findings.decisions))
    ]
    problems: list[answers.Json] = [answers.problem_as_json(each) for each in findings.problems]
    return {
        "window": findings.window,
        "today": findings.today.isoformat(),
        "applications": applications,
        "problems": problems,
        "interpretations": dict(findings.policy.answers.as_dict()),
        "assumed": dict(findings.assumed),
        "reasons": reasons,
    }
