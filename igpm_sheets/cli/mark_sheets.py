"""`mark-sheets`: a workbook or Google Sheet for each assessor, with what is theirs to mark."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import google_of, print_json, say_problems_of, work_out

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.jobs import Worked
    from igpm_sheets.reports.handed_out import HandedOut
    from igpm_sheets.settings import Settings


@click.command("mark-sheets")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--google",
    "at_google",
    is_flag=True,
    help="Prepare the assessors' own Google Sheets instead: those under [marks] sources.",
)
@common_options
def mark_sheets(common: Common, *, folder: Path | None, at_google: bool) -> int:
    """Write a mark sheet for each assessor into FOLDER, or add to those that are there.

    FOLDER is by default the one that the settings name. What assessors have filled in stays.
    """
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    if folder is not None and at_google:
        raise click.UsageError("name a FOLDER or --google, not both")
    settings = common.settings()
    google = google_of(common, settings, writes=True) if at_google else None
    worked = _worked_out(common, settings, google)
    if not worked.tracker_was_read:
        if common.as_json:
            found = worked.findings
            listed = {"window": found.window, "today": found.today.isoformat()}
            print_json({**listed, "sheets": [], "problems": []})
        say_problems_of(common, worked)
        return worked.exit_code
    handed = _handed_out(settings, worked, folder, google)
    if common.as_json:
        print_json(handed.as_json())
        return handed.exit_code
    if not common.quiet:
        data = handed.findings.problems
        say_problems(data, sys.stderr, notes=common.verbose)
    wrong = [*handed.not_written, *handed.remarks]
    say_problems(wrong, sys.stderr, notes=True)
    if handed.sheets:
        say_table(handed.table())
    else:
        say(f"{handed.findings.heading}: there is nothing to hand out.")
    for line in handed.lines():
        say(line)
    return handed.exit_code


def _worked_out(common: Common, settings: Settings, google: Google | None) -> Worked:
    """Everything worked out; of spreadsheets to write into, all is read that this needs."""
    if google is None:
        return work_out(common, settings)
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.sources import spreadsheets_in  # noqa: PLC0415

    keys = spreadsheets_in(settings.marks)[0]
    return jobs.work_out(settings, common.day, common.window, google=google, written=keys)


def _handed_out(
    settings: Settings, worked: Worked, folder: Path | None, google: Google | None
) -> HandedOut:
    if google is not None:
        from igpm_sheets.handing_out.spreadsheets import hand_out_at_google  # noqa: PLC0415

        return hand_out_at_google(settings, worked, google)
    from igpm_sheets.handing_out.workbooks import hand_out_in_folder  # noqa: PLC0415

    return hand_out_in_folder(settings, worked, folder)
