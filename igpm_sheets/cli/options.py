"""The options that the commands share, and the kinds of values they take."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from igpm_sheets.model import Window
from igpm_sheets.problems import clipped
from igpm_sheets.settings import DEFAULT_FILE

if TYPE_CHECKING:
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


class Day(click.ParamType[date]):
    """A day, written as 2026-02-10."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day, or an error of usage."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{clipped(value)}” is not a date: write it as 2026-02-10", param, ctx)
        if day.year not in YEARS:
            years = f"{YEARS.start} to {YEARS.stop - 1}"
            self.fail(f"“{day}” is too far off: the years are {years}", param, ctx)
        return day


class WindowName(click.ParamType[Window | str]):
    """A window, written as 2026-05, or `all`."""

    name = "window"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Window | str:
        """The window, or an error of usage."""
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
        type=WindowName(),
        help="One window, such as 2026-05, or all. [default: the latest with applications]",
    ),
    click.option("--today", type=Day(), help="The day to work for. [default: today in London]"),
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
