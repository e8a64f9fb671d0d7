"""`mark-sheets`: a workbook for each assessor, with the applications that are theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import print_json, say_problems_of, work_out


@click.command("mark-sheets")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@common_options
def mark_sheets(common: Common, *, folder: Path | None) -> int:
    """Write a mark sheet for each assessor into FOLDER, or add to those that are there.

    FOLDER is by default the one that the settings name. What assessors have filled in stays.
    """
    from igpm_sheets.handing_out import hand_out  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    settings = common.settings()
    worked = work_out(common, settings)
    if not worked.tracker_was_read:
        if common.as_json:
            found = worked.findings
            listed = {"window": found.window, "today": found.today.isoformat()}
            print_json({**listed, "sheets": [], "problems": []})
        say_problems_of(common, worked)
        return worked.exit_code
    handed = hand_out(settings, worked, folder)
    if common.as_json:
        print_json(handed.as_json())
        return handed.exit_code
    say_problems_of(common, worked)
    say_problems(handed.not_written, sys.stderr, notes=True)
    if handed.sheets:
        say_table(handed.table())
    else:
        say(f"{handed.findings.heading}: there is nothing to hand out.")
    for line in handed.lines():
        say(line)
    return handed.exit_code
