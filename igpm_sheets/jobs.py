"""One function a command: read, work out, write. The only place where all parts meet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from igpm_sheets.core import assessors, charges, decisions, severity, unrecorded
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE
from igpm_sheets.model import Decision, Window
from igpm_sheets.reading.applications import with_assumed
from igpm_sheets.releasing.recording import outcomes_changed
from igpm_sheets.reports import answers, results
from igpm_sheets.reports.problems import in_order
from igpm_sheets.reports.workbook import Findings, results_tabs
from igpm_sheets.rulebook import PolicyError, load
from igpm_sheets.settings import Settings, SettingsError
from igpm_sheets.sources import Read, holds_errors, keys_to_refresh, read_office
from igpm_sheets.sources import google_of as google_of  # noqa: PLC0414 - commands take both from here
from igpm_sheets.sources import source_keys as source_keys  # noqa: PLC0414
from igpm_sheets.templates import own_templates

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.reports.refreshed import Refreshed

WrongSettings = (SettingsError, PolicyError)
"""What a person has to mend in the settings or the policy file."""


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
        return DATA_ERRORS if holds_errors(self.findings.problems) else DONE


def policy_of(settings: Settings | None) -> Policy:
    """The rulebook with the office's policy file laid over it, and its interpretations.

    Without settings it is the rulebook as it stands.

    Raises:
        PolicyError: if the policy file cannot be followed.
    """
    if settings is None:
        return Policy(load())
    return Policy(load(settings.policy), settings.interpretations)


def work_out(
    settings: Settings,
    today: date,
    window: Window | str | None = None,
    until: date | None = None,
    *,
    google: Google | None = None,
    written: Collection[str] = (),
    anew: bool = False,
) -> Worked:
    """Reads everything and applies every rule.

    `window` is one window, `all`, or None for the latest that has applications; then fees
    that other windows still owe are charged as well. `until` is the day up to which charges
    are listed, by default today. `google` is the way to Google, made when it is needed;
    `written` are the keys of the spreadsheets there that are going to be written into;
    read `anew`, nothing there is taken to be as it was at the last run.

    Raises:
        SettingsError, PolicyError: if the settings or the policy cannot be followed.
    """
    policy = policy_of(settings)
    read = read_office(settings, policy, google, written, anew=anew)
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
        *severity.unlinked(assessors.side_by_side(shown, panels), markings),
        *outcomes_changed(settings, every),
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
        panels=panels,
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
    from igpm_sheets.releasing.commenting import with_feedback  # noqa: PLC0415 - not every command writes
    from igpm_sheets.writers.filling.template import Templates  # noqa: PLC0415 - the same
    from igpm_sheets.writers.workbook import write_workbook  # noqa: PLC0415 - the same

    path = output or settings.path(settings.workbook)
    findings = with_feedback(settings, worked)
    write_workbook(
        results_tabs(findings),
        path,
        title=f"IGPM results: {findings.heading.lower()}",
        created=findings.today,
        folder=settings.folder,
        templates=Templates(own_templates(settings)),
    )
    return path


def refresh(
    settings: Settings,
    today: date,
    window: Window | str | None = None,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    google: Google | None = None,
) -> Refreshed:
    """Brings our tabs in the workbooks under `[results] refresh` up to date.

    A `dry_run` writes nothing and says what would change. `now` is the time that changes
    are listed under, by default the local time. `google` is the way to Google, made here where
    the settings name anything there.

    Raises:
        SettingsError, PolicyError: if the settings or the policy cannot be followed.
    """
    from igpm_sheets.refreshing.run import refresh_workbooks  # noqa: PLC0415 - no other command needs it

    written = keys_to_refresh(settings)
    if google is None and source_keys(settings):
        google = google_of(settings, writes=bool(written) and not dry_run)
    return refresh_workbooks(
        settings,
        lambda: work_out(settings, today, window, google=google, written=written),
        dry_run=dry_run,
        now=now or datetime.now(UTC).astimezone(),
        google=google,
    )


def record(settings: Settings, refreshed: Refreshed) -> str:
    """Puts a run in which something happened into the log; why it could not, in a sentence."""
    if refreshed.dry_run or not refreshed.happened:
        return ""
    from igpm_sheets.refreshing.runlog import write_log  # noqa: PLC0415 - rarely so

    finished = datetime.now(UTC).astimezone(refreshed.started.tzinfo)
    return write_log(settings.log, finished, refreshed.log_lines(finished))


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
