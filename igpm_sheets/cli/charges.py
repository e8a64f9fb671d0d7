"""`charges`: the fees that are due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, Day, common_options
from igpm_sheets.cli.printing import print_json, say_problems_of, work_out

if TYPE_CHECKING:
    from igpm_sheets.reports.answers import Json


@click.command()
@common_options
@click.option("--to", type=Day(), help="List what falls due up to this day. [default: today]")
def charges(common: Common, *, to: date | None) -> int:
    """List the fees that are due, with VAT."""
    from igpm_sheets.reports import answers  # noqa: PLC0415
    from igpm_sheets.reports.charges import charges_table, total_in_words  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_table  # noqa: PLC0415

    worked = work_out(common, until=to)
    findings = worked.findings
    table = charges_table(findings.ledger.charges)
    if common.as_json:
        listed: list[Json] = [dict(row) for row in answers.rows(table)]
        problems: list[Json] = [answers.problem_as_json(each) for each in findings.problems]
        print_json(
            {
                "window": findings.window,
                "today": findings.today.isoformat(),
                "to": (to or findings.today).isoformat(),
                "charges": listed,
                "problems": problems,
            }
        )
    else:
        say_problems_of(common, worked)
        if table.rows:
            say_table(table)
        if worked.tracker_was_read:
            say(total_in_words(findings.ledger.charges))
    return worked.exit_code
