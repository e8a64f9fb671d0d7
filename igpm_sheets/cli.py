"""The command line: options, printing, exit codes. No rules and no files are handled here.

Modules that cost time to import are imported by the commands that use them.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from igpm_sheets import __version__
from igpm_sheets.exit_codes import DONE, UNREADABLE, WRONG_USAGE
from igpm_sheets.model import Window
from igpm_sheets.problems import Failed, clipped
from igpm_sheets.settings import DEFAULT_FILE

if TYPE_CHECKING:
    from igpm_sheets.jobs import Worked
    from igpm_sheets.reports.answers import Json
    from igpm_sheets.reports.refreshed import Refreshed
    from igpm_sheets.settings import Settings

Command = TypeVar("Command", bound=Callable[..., int])

YEARS = range(2000, 2101)
"""The years that a command works for."""


@dataclass(frozen=True, slots=True)
class Common:
    """The options that the commands share."""

    config: Path
    today: date | None
    window: Window | str | None
    as_json: bool
    quiet: bool
    verbose: bool

    @property
    def day(self) -> date:
        """The day to work for: the one given, or today in London."""
        return self.today or now_in_london().date()

    def settings(self) -> Settings:
        """The settings file, read."""
        from igpm_sheets import settings  # noqa: PLC0415

        return settings.load(self.config)


def now_in_london() -> datetime:
    """The time in London, where the office is."""
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return datetime.now(ZoneInfo("Europe/London"))


class _Day(click.ParamType[date]):
    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{clipped(value)}” is not a date: write it as 2026-02-10", param, ctx)
        if day.year not in YEARS:
            years = f"{YEARS.start} to {YEARS.stop - 1}"
            self.fail(f"“{day}” is too far off: the years are {years}", param, ctx)
        return day


class _Window(click.ParamType[Window | str]):
    name = "window"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Window | str:
        from igpm_sheets.core.windows import parse_window  # noqa: PLC0415

        if isinstance(value, Window) or value == "all":
            return value
        try:
            return parse_window(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


_COMMON = (
    click.option(
        "-c",
        "--config",
        type=click.Path(path_type=Path),
        default=DEFAULT_FILE,
        show_default=True,
        metavar="FILE",
        help="The settings file.",
    ),
    click.option(
        "--window",
        type=_Window(),
        help="One window, such as 2026-05, or all. [default: the latest with applications]",
    ),
    click.option("--today", type=_Day(), help="The day to work for. [default: today in London]"),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else."),
    click.option("-q", "--quiet", is_flag=True, help="Print no problems and no progress."),
    click.option("-v", "--verbose", is_flag=True, help="Print notes as well."),
)


def common_options(command: Command) -> Command:
    """Gives a command the options of `Common`, collected into its first argument."""

    @functools.wraps(command)
    def run(**given: Any) -> int:  # noqa: ANN401 - click passes every option by name
        names = ("config", "today", "window", "as_json", "quiet", "verbose")
        common = Common(**{name: given.pop(name) for name in names})
        return command(common, **given)

    decorated: Any = run
    for option in reversed(_COMMON):
        decorated = option(decorated)
    result: Command = decorated
    return result


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="igpm-sheets")
def cli() -> None:
    """Accreditation of practice managers, worked out from your own spreadsheets."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default="igpm-demo")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def demo(folder: Path, *, quiet: bool) -> int:
    """Make a fictional office in FOLDER and run the whole job on it."""
    from igpm_sheets import demo as office  # noqa: PLC0415
    from igpm_sheets import jobs, settings  # noqa: PLC0415
    from igpm_sheets.core.windows import parse_window  # noqa: PLC0415
    from igpm_sheets.terminal import one_line, say  # noqa: PLC0415

    try:
        file = office.make_demo(folder)
    except office.FolderInUse as error:
        raise click.ClickException(str(error)) from None
    read = settings.load(file)
    every = jobs.work_out(read, office.DEMO_TODAY, "all")
    path = jobs.write_results(read, every)
    if not quiet:
        first = jobs.work_out(read, office.DEMO_TODAY, parse_window(office.FIRST_ROUND))
        for line in office.tour(folder, path, one_line(first.findings)):
            say(line)
    return every.exit_code


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def init(folder: Path, *, quiet: bool) -> int:
    """Put a settings file and the blank templates into FOLDER; nothing is overwritten."""
    from igpm_sheets.starting import start  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    made, kept = start(folder)
    if not quiet:
        for path in made:
            say(f"made  {path}")
        for path in kept:
            say(f"kept  {path} (it was there already)")
        say(f"Next: open {folder / DEFAULT_FILE}, name your tracker in it, go to that folder,")
        say("and type: igpm-sheets check")
    return DONE


@cli.command()
@common_options
def status(common: Common) -> int:
    """Say what needs doing today, over all windows unless one is named."""
    from igpm_sheets.reports.status import today_of  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    worked = _work_out(common)
    shown = worked.unsettled if common.window is None else worked.findings.decisions
    heading = "Everything not settled" if common.window is None else worked.findings.heading
    state = today_of(worked.findings, shown)
    if common.as_json:
        window = None if common.window is None else worked.findings.window
        answer: dict[str, Json] = {"window": window, **state.as_json()}
        _print_json(answer)
    else:
        say(f"{heading}, on {common.day.isoformat()}")
        for label, line in state.lines():
            say(f"  {label:<24}{line}")
    return worked.exit_code


@cli.command()
@common_options
def check(common: Common) -> int:
    """Read everything and print every problem with its cell; nothing is written."""
    from igpm_sheets.reports.answers import problem_as_json  # noqa: PLC0415
    from igpm_sheets.reports.status import problems_in_words  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_problems  # noqa: PLC0415

    worked = _work_out(common)
    problems = worked.findings.problems
    if common.as_json:
        listed: list[Json] = [problem_as_json(each) for each in problems]
        _print_json({"today": common.day.isoformat(), "problems": listed})
    else:
        say_problems(problems, sys.stdout, notes=not common.quiet)
        read = len(worked.every)
        say(f"{read} applications read: {problems_in_words(problems)}.")
    return worked.exit_code


@cli.command()
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
    worked = _work_out(common, settings)
    if common.as_json:
        _print_json(jobs.results_as_json(worked.findings))
    else:
        _say_problems(common, worked)
    if worked.tracker_was_read:
        path = jobs.write_results(settings, worked, output)
        if not common.as_json:
            say(one_line(worked.findings))
            say(f"Results written to {path}")
    return worked.exit_code


@cli.command()
@common_options
@click.option("--to", type=_Day(), help="List what falls due up to this day. [default: today]")
def charges(common: Common, *, to: date | None) -> int:
    """List the fees that are due, with VAT."""
    from igpm_sheets.reports import answers  # noqa: PLC0415
    from igpm_sheets.reports.charges import charges_table, total_in_words  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_table  # noqa: PLC0415

    worked = _work_out(common, until=to)
    findings = worked.findings
    table = charges_table(findings.ledger.charges)
    if common.as_json:
        listed: list[Json] = [dict(row) for row in answers.rows(table)]
        problems: list[Json] = [answers.problem_as_json(each) for each in findings.problems]
        _print_json(
            {
                "window": findings.window,
                "today": findings.today.isoformat(),
                "to": (to or findings.today).isoformat(),
                "charges": listed,
                "problems": problems,
            }
        )
    else:
        _say_problems(common, worked)
        if table.rows:
            say_table(table)
        if worked.tracker_was_read:
            say(total_in_words(findings.ledger.charges))
    return worked.exit_code


@cli.command()
@common_options
@click.option("--dry-run", is_flag=True, help="Say what would change; nothing is written.")
@click.option("--watch", is_flag=True, help="Keep on, whenever something is saved, until Ctrl-C.")
@click.option(
    "--watch-every",
    type=click.FloatRange(0.05, 3600),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="How often --watch looks.",
)
def refresh(common: Common, *, dry_run: bool, watch: bool, watch_every: float) -> int:
    """Bring the results tabs inside your own workbooks up to date."""
    if watch and (dry_run or common.as_json):
        raise click.UsageError("--watch goes with neither --dry-run nor --json")
    if watch:
        return _watch(common, watch_every)
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_refreshed  # noqa: PLC0415

    settings = common.settings()
    now = now_in_london()
    refreshed = jobs.refresh(settings, common.day, common.window, dry_run=dry_run, now=now)
    remark = jobs.record(settings, refreshed)
    if remark:
        say(f"warning: {remark}", sys.stderr)
    if common.as_json:
        _print_json(refreshed.as_json())
    else:
        say_refreshed(refreshed, quiet=common.quiet, verbose=common.verbose)
    return refreshed.exit_code


def _watch(common: Common, every: float) -> int:
    """Refreshes whenever something is saved, until it is interrupted."""
    import signal  # noqa: PLC0415 - only to be stopped by a scheduler as by Ctrl-C
    import time  # noqa: PLC0415

    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_refreshed  # noqa: PLC0415
    from igpm_sheets.watching import Watch, look_at  # noqa: PLC0415

    settings = common.settings()
    said = {""}

    def refresh() -> Refreshed:
        nonlocal settings
        settings = common.settings()  # somebody may have saved it, too
        return jobs.refresh(settings, common.day, common.window, now=now_in_london())

    def tell(refreshed: Refreshed) -> None:
        remark = jobs.record(settings, refreshed)
        if remark not in said:
            said.add(remark)
            say(f"warning: {remark}", sys.stderr)
        say_refreshed(refreshed, quiet=common.quiet, verbose=common.verbose)
        sys.stdout.flush()

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not common.quiet:
        say("Watching the tracker and the mark sheets. Stop with Ctrl-C.", sys.stderr)
    try:
        Watch(
            look=lambda: (common.day, look_at(settings)),
            refresh=refresh,
            tell=tell,
            sleep=lambda: time.sleep(every),
            forgives=(*jobs.WrongSettings, Failed, OSError),
            complain=_failed,
        ).run()
    except KeyboardInterrupt:
        return DONE


@cli.command()
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
            _print_json(as_json(policy, common.day, assumed, rule))
        else:
            for line in lines(policy, common.day, assumed, rule):
                say(line)
    except UnknownRule as error:
        raise click.UsageError(str(error)) from None
    return DONE


def _is_default(config: Path) -> bool:
    """Whether no settings were named and none are there: the rules stand without an office."""
    return config == Path(DEFAULT_FILE) and not config.exists()


def _work_out(
    common: Common, settings: Settings | None = None, *, until: date | None = None
) -> Worked:
    from igpm_sheets import jobs  # noqa: PLC0415

    return jobs.work_out(settings or common.settings(), common.day, common.window, until)


def _say_problems(common: Common, worked: Worked) -> None:
    from igpm_sheets.terminal import say_problems  # noqa: PLC0415

    if not common.quiet:
        say_problems(worked.findings.problems, sys.stderr, notes=common.verbose)


def _print_json(document: Mapping[str, Json]) -> None:
    """Prints one JSON document; ASCII, so that no terminal's encoding can spoil it."""
    import json  # noqa: PLC0415

    click.echo(json.dumps(document, indent=2))


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
        return _failed(error)
    return code if isinstance(code, int) else DONE


def _failed(error: Exception) -> int:
    """Says what went wrong and returns the exit code for it."""
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.terminal import problem_lines, say  # noqa: PLC0415

    if isinstance(error, jobs.WrongSettings):
        say(f"error: {clipped(error, 2000)}", sys.stderr)
        return WRONG_USAGE
    if isinstance(error, Failed):
        for line in problem_lines(error.problem):
            say(line, sys.stderr)
        return UNREADABLE
    if isinstance(error, OSError):
        name = clipped(error.filename or "a file", 200)
        reason = error.strerror or type(error).__name__
        say(f"error: {name}: {reason}. Check the path, and that nothing holds it.", sys.stderr)
        return UNREADABLE
    from igpm_sheets.terminal import say_fault  # noqa: PLC0415

    say_fault(error)
    return UNREADABLE
