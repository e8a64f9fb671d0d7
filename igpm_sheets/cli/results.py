"""`results`: the results workbook."""

from __future__ import annotations

from pathlib import Path

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import print_json, say_problems_of, work_out


@click.command()
@common_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write the workbook. [default: as the settings say]",
)
def results(common: Common, *, output: Path | None) -> int:
    """Write the results workbook."""
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import one_line, say  # noqa: PLC0415

    settings = common.settings()
    worked = work_out(common, settings)
    if common.as_json:
        print_json(jobs.results_as_json(worked.findings))
    else:
        say_problems_of(common, worked)
    if worked.tracker_was_read:
        path = jobs.write_results(settings, worked, output)
        if not common.as_json:
            say(one_line(worked.findings))
            say(f"Results written to {path}")
    return worked.exit_code
