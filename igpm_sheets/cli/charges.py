"""`charges`: the fees that are due, and their invoices for the accounts package."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, Day, common_options
from igpm_sheets.cli.printing import print_json, say_problems_of, work_out

if TYPE_CHECKING:
    from igpm_sheets.invoicing import Invoiced
    from igpm_sheets.jobs import Worked
    from igpm_sheets.reports.answers import Json


@click.command()
@common_options
@click.option("--to", type=Day(), help="List what falls due up to this day. [default: today]")
@click.option(
    "--xero",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an invoice for each into FILE (.csv), to be imported into Xero.",
)
def charges(common: Common, *, to: date | None, xero: Path | None) -> int:
    """List the fees that are due, with VAT."""
    settings = common.settings()
    worked = work_out(common, settings, until=to)
    invoiced = None
    if xero is not None and worked.tracker_was_read:
        from igpm_sheets.invoicing import write_xero  # noqa: PLC0415 - with --xero only

        invoiced = write_xero(settings, worked, xero)
    if common.as_json:
        _print_charges(worked, to, invoiced)
    else:
        _say_charges(common, worked, invoiced)
    return worked.exit_code or (invoiced.exit_code if invoiced else 0)


def _print_charges(worked: Worked, to: date | None, invoiced: Invoiced | None) -> None:
    """Prints everything as one JSON document."""
    from igpm_sheets.reports import answers  # noqa: PLC0415
    from igpm_sheets.reports.charges import charges_table  # noqa: PLC0415

    findings = worked.findings
    found = [*findings.problems, *(invoiced.problems if invoiced else ())]
    listed: list[Json] = [dict(row) for row in answers.rows(charges_table(findings.ledger.charges))]
    problems: list[Json] = [answers.problem_as_json(each) for each in found]
    document: dict[str, Json] = {
        "window": findings.window,
        "today": findings.today.isoformat(),
        "to": (to or findings.today).isoformat(),
        "charges": listed,
        "problems": problems,
    }
    print_json(document | ({"xero": invoiced.as_json()} if invoiced else {}))


def _say_charges(common: Common, worked: Worked, invoiced: Invoiced | None) -> None:
    """Prints the list, what it comes to, and which files were written."""
    from igpm_sheets.reports.charges import charges_table, total_in_words  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    owed = worked.findings.ledger.charges
    say_problems_of(common, worked)
    if invoiced and not common.quiet:
        say_problems(invoiced.problems, sys.stderr, notes=common.verbose)
    table = charges_table(owed)
    if table.rows:
        say_table(table)
    if worked.tracker_was_read:
        say(total_in_words(owed))
    for line in invoiced.lines() if invoiced else ():
        say(line)
