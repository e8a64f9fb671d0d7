"""The command line: options, printing, exit codes. No rules and no files are handled here.

Modules that cost time to import are imported by the commands that use them.
"""

from __future__ import annotations

import sys

import click

from igpm_sheets import __version__
from igpm_sheets.cli.asking import check, rules, status
from igpm_sheets.cli.charges import charges
from igpm_sheets.cli.feedback import feedback
from igpm_sheets.cli.google import google
from igpm_sheets.cli.mark_sheets import mark_sheets
from igpm_sheets.cli.offices import demo, init
from igpm_sheets.cli.printing import failed
from igpm_sheets.cli.refreshing import refresh
from igpm_sheets.cli.results import results
from igpm_sheets.exit_codes import DONE, WRONG_USAGE

COMMANDS = (
    *(demo, init, status, check, mark_sheets, results, feedback, charges, refresh, rules),
    google,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="igpm-sheets")
def cli() -> None:
    """Accreditation of practice managers, worked out from your own spreadsheets."""


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and leaves with its exit code. There is never a traceback.

    A fault of the program itself is the exception: it says so, and how to report it.
    """
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """The exit code of a command line, everything printed."""
    try:
        code = cli.main(arguments, prog_name="igpm-sheets", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except Exception as error:  # noqa: BLE001 - whatever it is, no traceback reaches a person
        return failed(error)
    return code if isinstance(code, int) else DONE
