"""`status`, `check` and `rules`: commands that answer and write nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, common_options
from igpm_sheets.cli.printing import print_json, work_out
from igpm_sheets.exit_codes import DONE
from igpm_sheets.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from igpm_sheets.reports.answers import Json


@click.command()
@common_options
def status(common: Common) -> int:
    """Say what needs doing today, over all windows unless one is named."""
    from igpm_sheets.reports.status import today_of  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    worked = work_out(common)
    shown = worked.unsettled if common.window is None else worked.findings.decisions
    heading = "Everything not settled" if common.window is None else worked.findings.heading
    state = today_of(worked.findings, shown)
    if common.as_json:
        window = None if common.window is None else worked.findings.window
        answer: dict[str, Json] = {"window": window, **state.as_json()}
        print_json(answer)
    else:
        say(f"{heading}, on {common.day.isoformat()}")
        for label, line in state.lines():
            say(f"  {label:<24}{line}")
    return worked.exit_code


@click.command()
@common_options
def check(common: Common) -> int:
    """Read everything and print every problem with its cell; nothing is written."""
    from igpm_sheets.reports.answers import problem_as_json  # noqa: PLC0415
    from igpm_sheets.reports.problems import problems_in_words  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_problems  # noqa: PLC0415

    worked = work_out(common)
    problems = worked.findings.problems
    if common.as_json:
        listed: list[Json] = [problem_as_json(each) for each in problems]
        print_json({"today": common.day.isoformat(), "problems": listed})
    else:
        say_problems(problems, sys.stdout, notes=not common.quiet)
        read = len(worked.every)
        say(f"{read} applications read: {problems_in_words(problems)}.")
    return worked.exit_code


@click.command()
@click.argument("rule", required=False, metavar="[ID]")
@common_options
def rules(common: Common, *, rule: str | None) -> int:
    """Print the rulebook and the interpretations in force; ID prints one, such as R31 or I4."""
    from igpm_sheets import jobs, settings  # noqa: PLC0415
    from igpm_sheets.reports.rules import UnknownRule, as_json, lines  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    chosen = None if _is_default(common.config) else settings.load(common.config)
    policy = jobs.policy_of(chosen)
    assumed: Mapping[str, str] = chosen.tracker.assume if chosen else {}
    try:
        if common.as_json:
            print_json(as_json(policy, common.day, assumed, rule))
        else:
            for line in lines(policy, common.day, assumed, rule):
                say(line)
    except UnknownRule as error:
        raise click.UsageError(str(error)) from None
    return DONE


def _is_default(config: Path) -> bool:
    """Whether no settings were named and none are there: the rules stand without an office."""
    return config == Path(DEFAULT_FILE) and not config.exists()
