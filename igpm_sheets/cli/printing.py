"""What several commands do: work everything out, print problems or JSON, say what failed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common
from igpm_sheets.exit_codes import UNREADABLE, WRONG_USAGE
from igpm_sheets.problems import Failed, clipped

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.jobs import Worked
    from igpm_sheets.reports.answers import Json
    from igpm_sheets.settings import Settings


def work_out(
    common: Common,
    settings: Settings | None = None,
    *,
    until: date | None = None,
    anew: bool = False,
) -> Worked:
    """Everything worked out as the options say, with charges up to the day `until`.

    Read `anew`, nothing at Google is taken to be as it was at the last run.
    """
    from igpm_sheets import jobs  # noqa: PLC0415

    settings = settings or common.settings()
    google = google_of(common, settings) if jobs.source_keys(settings) else None
    return jobs.work_out(settings, common.day, common.window, until, google=google, anew=anew)


def google_of(common: Common, settings: Settings, *, writes: bool = False) -> Google:
    """The way to Google, which says why it waits, unless the command is to be quiet."""
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    if common.quiet:
        return jobs.google_of(settings, writes=writes)
    return jobs.google_of(settings, writes=writes, tell=lambda line: say(line, sys.stderr))


def say_problems_of(common: Common, worked: Worked) -> None:
    """Prints the problems to standard error, unless the command is to be quiet."""
    from igpm_sheets.terminal import say_problems  # noqa: PLC0415

    if not common.quiet:
        say_problems(worked.findings.problems, sys.stderr, notes=common.verbose)


def print_json(document: Mapping[str, Json]) -> None:
    """Prints one JSON document; ASCII, so that no terminal's encoding can spoil it."""
    import json  # noqa: PLC0415

    click.echo(json.dumps(document, indent=2))


def failed(error: Exception) -> int:
    """Says what went wrong and returns the exit code for it."""
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import problem_lines, say  # noqa: PLC0415

    if isinstance(error, jobs.WrongSettings):
        say(f"error: {clipped(error, 2000)}", sys.stderr)
        return WRONG_USAGE
    if isinstance(error, Failed):
        for line in problem_lines(error.problem):
            say(line, sys.stderr)
        return UNREADABLE
    if isinstance(error, OSError):
        name = clipped(error.filename or "a file", 200)
        reason = error.strerror or type(error).__name__
        say(f"error: {name}: {reason}. Check the path, and that nothing holds it.", sys.stderr)
        return UNREADABLE
    from igpm_sheets.terminal import say_fault  # noqa: PLC0415

    say_fault(error)
    return UNREADABLE
