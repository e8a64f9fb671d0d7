"""`google`: signing in to Google and out again, and what can be reached there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import google_of, print_json
from igpm_sheets.exit_codes import DONE
from igpm_sheets.settings import DEFAULT_FILE


@click.group()
def google() -> None:
    """Sign in to Google, or see what this program may do there."""


@google.command()
@click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    default=DEFAULT_FILE,
    show_default=True,
    metavar="FILE",
    help="The settings file, which names the file of an OAuth client.",
)
def login(config: Path) -> int:
    """Sign in to Google as yourself, in the browser; a service account needs none of this."""
    from igpm_sheets import settings  # noqa: PLC0415
    from igpm_sheets.google.login import sign_in  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    def show(address: str) -> None:
        say("Google's page opens in your browser: sign in there, and allow what it asks for.")
        say("If it does not open by itself, open this address on this computer:")
        say(address)
        sys.stdout.flush()

    account, kept = sign_in(settings.load(config).credentials, show)
    say(f"Signed in as {account}." if account else "Signed in.")
    say(f"The token is kept {kept}")
    return DONE


@google.command()
def logout() -> int:
    """Sign out again: the access ends, and the token is forgotten."""
    from igpm_sheets.google.login import sign_out  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    signed_in, remark = sign_out()
    say("Signed out: the token is forgotten." if signed_in else "Nobody was signed in.")
    if remark:
        say(f"warning: {remark}", sys.stderr)
    return DONE


@google.command()
@common_options
def check(common: Common) -> int:
    """Try every Google Sheet of the settings: who is signed in, and what that account may do."""
    from igpm_sheets.google_access import check_access  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_problems, say_table  # noqa: PLC0415

    settings = common.settings()
    checked = check_access(settings, google_of(common, settings))
    if common.as_json:
        print_json(checked.as_json())
        return checked.exit_code
    say(checked.who)
    if checked.spreadsheets:
        say_table(checked.table())
    say_problems(checked.problems, sys.stdout, notes=not common.quiet)
    say(checked.summary())
    return checked.exit_code
