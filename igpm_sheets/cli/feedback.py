"""`feedback`: what candidates are sent, looked through first and released once."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import print_json, say_problems_of, work_out

if TYPE_CHECKING:
    from igpm_sheets.reports.releasing import Run
    from igpm_sheets.settings import Settings


@click.command()
@click.argument("refs", nargs=-1, metavar="[REF]...")
@common_options
@click.option("--release", is_flag=True, help="Write a workbook for each candidate, and record it.")
@click.option(
    "--again",
    multiple=True,
    metavar="REF",
    help="Write this candidate's workbook anew; the one before is kept.",
)
@click.option(
    "--outcome-changed",
    is_flag=True,
    help="With --again: although the outcome is another than was released.",
)
def feedback(
    common: Common,
    *,
    refs: tuple[str, ...],
    release: bool,
    again: tuple[str, ...],
    outcome_changed: bool,
) -> int:
    """List the results that are ready for candidates; with --release, write what is sent to each.

    Results are those of the window, or of the refs that are named. What assessors wrote stands in
    comments.xlsx in the folder of feedback: look through it before you release.
    """
    from igpm_sheets.releasing.run import Wish, WrongRefError  # noqa: PLC0415
    from igpm_sheets.releasing.run import feedback as run_feedback  # noqa: PLC0415

    if outcome_changed and not again:
        raise click.UsageError("--outcome-changed goes with --again REF")
    settings = common.settings()
    # Drive's listing may lag minutes behind what is typed, and what is sent cannot be taken back.
    worked = work_out(common, settings, anew=release or bool(again))
    try:
        wish = Wish(refs, release, again, outcome_changed)
        run = run_feedback(settings, worked, wish, None if common.as_json else _say_aside)
    except WrongRefError as error:
        raise click.UsageError(str(error)) from None
    if common.as_json:
        print_json(run.as_json())
    else:
        say_problems_of(common, replace(worked, findings=run.findings))
        _say(run, settings, quiet=common.quiet, verbose=common.verbose)
    return run.exit_code


def _say_aside(line: str) -> None:
    """Prints a line to standard error."""
    from igpm_sheets.terminal import say  # noqa: PLC0415

    say(line, sys.stderr)


def _say(run: Run, settings: Settings, *, quiet: bool, verbose: bool) -> None:
    """Prints what is ready, what waits, and what was done."""
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    problems = (run.in_the_way if run.unread else ()) if quiet else run.found
    say_problems(problems, sys.stderr, notes=verbose)
    say_problems(run.failed, sys.stderr, notes=True)
    if run.unread:
        say("Nothing was listed or released: not everything could be read.", sys.stderr)
        return
    for table in (run.ready_table(), run.waiting_table()):
        if table.rows:
            say_table(table)
    for each in run.released:
        if each.ref in run.now:
            say(f"written  {settings.feedback_folder}/{each.file}  {each.name}")
    if run.comments and (run.ready or run.waiting or run.elsewhere):
        say(f"Comments for candidates: {run.comments}. Look through it before you release.")
    letters = [f"For letters, written anew: {run.letters}."] if run.letters else []
    for line in (*letters, *run.of_letters, run.summary()):
        say(line)
