"""`feedback`: what candidates are sent, looked through first and released once."""

from __future__ import annotations

import sys
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
def feedback(
    common: Common, *, refs: tuple[str, ...], release: bool, again: tuple[str, ...]
) -> int:
    """List the results that are ready for candidates; with --release, write what is sent to each.

    Results are those of the window, or of the refs that are named. What assessors wrote stands in
    comments.xlsx in the folder of feedback: look through it before you release.
    """
    from igpm_sheets.releasing import UnknownRefError, Wish  # noqa: PLC0415
    from igpm_sheets.releasing import feedback as run_feedback  # noqa: PLC0415

    settings = common.settings()
    worked = work_out(common, settings)
    try:
        run = run_feedback(settings, worked, Wish(refs, release, again))
    except UnknownRefError as error:
        raise click.UsageError(str(error)) from None
    if common.as_json:
        print_json(run.as_json())
    else:
        say_problems_of(common, worked)
        _say(run, settings, quiet=common.quiet, verbose=common.verbose)
    return run.exit_code


def _say(run: Run, settings: Settings, *, quiet: bool, verbose: bool) -> None:
    """Prints what is ready, what waits, and what was done."""
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    if not quiet:
        say_problems(run.found, sys.stderr, notes=verbose)
    say_problems(run.failed, sys.stderr, notes=True)
    if run.unread:
        say("Nothing was listed or released: not everything could be read.", sys.stderr)
        return
    for table in (run.ready_table(), run.waiting_table()):
        if table.rows:
            say_table(table)
    folder = settings.feedback_folder
    for each in run.released:
        if each.ref in run.now:
            say(f"written  {folder}/{each.file}  {each.name}")
    if run.comments and (run.ready or run.waiting or run.elsewhere):
        say(f"Comments for candidates: {run.comments}. Look through it before you release.")
    if run.letters:
        say(f"For letters: {run.letters}. Type the day on which you send them under Result sent.")
    say(run.summary())
