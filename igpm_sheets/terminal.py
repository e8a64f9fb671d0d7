"""What commands say on a terminal: problems, tables, a line that sums it all up."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from igpm_sheets.catalogue import Severity
from igpm_sheets.model import Status
from igpm_sheets.problems import Problem, clipped
from igpm_sheets.reports.tables import Content, Kind, Table, plain
from igpm_sheets.reports.words import counted
from igpm_sheets.reports.workbook import Findings, count, outstanding

if TYPE_CHECKING:
    from igpm_sheets.reports.refreshed import Refreshed

WIDE = 240
"""Columns of a line that is not read on a screen, but by another program."""

_WITHOUT_LINKS = frozenset({"Apple_Terminal"})
"""Terminals that pass over a link in silence."""

NUMBERS = frozenset({Kind.WHOLE, Kind.MARK, Kind.MEAN, Kind.MONEY, Kind.SHARE})


def problem_lines(problem: Problem) -> Iterator[str]:
    """A problem in two lines: where and what, then what to do.

    For a cell at Google a third line gives the address that opens it.
    """
    found = f"found “{problem.found}”: " if problem.found else ""
    yield f"{problem.severity:<7} {problem.code}  {problem.where}  {found}{problem.message}"
    yield f"             → {problem.remedy}"
    if problem.where.link not in ("", problem.where.source):
        yield f"             {problem.where.link}"


def say_problems(problems: Iterable[Problem], stream: TextIO, *, notes: bool) -> None:
    """Prints the problems, notes only where they are asked for.

    The place of a cell at Google leads there where the terminal knows of links; else, as in
    what is mailed or kept, its address is written out.
    """
    leads = stream.isatty() and os.environ.get("TERM_PROGRAM") not in _WITHOUT_LINKS
    for problem in problems:
        if notes or problem.severity is not Severity.NOTE:
            first, remedy, *address = problem_lines(problem)
            linked = first
            if leads and problem.where.link:
                linked = _leading(first, str(problem.where), problem.where.link, stream)
            for line in (linked, remedy, *(address if linked == first else ())):
                say(line, stream)


def _leading(line: str, place: str, address: str, stream: TextIO) -> str:
    """The line, in which the place leads to an address, if the terminal knows of such a thing."""
    from rich.console import Console  # noqa: PLC0415 - only for what stands at Google
    from rich.style import Style  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    text, start = Text(line), line.index(place)
    text.stylize(Style(link=address), start, start + len(place))
    console = Console(file=stream, highlight=False, soft_wrap=True)
    with console.capture() as capture:
        console.print(text, end="")
    return capture.get()


def say_refreshed(refreshed: Refreshed, *, quiet: bool, verbose: bool) -> None:
    """Prints what a refresh has done, its summary last; nothing where nothing happened and `quiet`.

    Why a workbook was left as it is goes to standard error in any case.
    """
    problems = refreshed.in_the_way if quiet else refreshed.problems
    say_problems(problems, sys.stderr, notes=verbose)
    say_problems(refreshed.left, sys.stderr, notes=True)
    for remark in refreshed.remarks:
        say(f"warning: {remark}", sys.stderr)
    if refreshed.dry_run or verbose:
        for line in refreshed.change_lines():
            say(line)
    if refreshed.happened or not quiet:
        say(refreshed.summary())


def say(line: str, stream: TextIO | None = None) -> None:
    """Prints a line, also where the terminal's encoding lacks a character of it."""
    stream = stream or sys.stdout
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "replace").decode(encoding) + "\n")


def one_line(findings: Findings) -> str:
    """Everything in a line: applications, awards, what is outstanding."""
    decisions = findings.decisions
    awards = count(decisions, Status.AWARD)
    further = count(decisions, Status.FURTHER_EVIDENCE)
    return (
        f"{findings.heading}: {counted(len(decisions), 'application')}, {awards} awarded MIGPM,"
        f" {further} need further evidence. {outstanding(decisions)}"
    )


def say_table(table: Table) -> None:
    """Prints a table on standard output, as wide as the screen has room for."""
    from rich.console import Console  # noqa: PLC0415 - only where a table is shown
    from rich.table import Table as Drawn  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    drawn = Drawn(box=None, pad_edge=False, header_style="bold")
    for column in table.columns:
        right = column.kind in NUMBERS
        drawn.add_column(Text(column.heading), justify="right" if right else "left")
    for row in table.rows:
        cells = zip(table.columns, row, strict=True)
        drawn.add_row(*(Text(shown(content, column.kind)) for column, content in cells))
    if sys.stdout.isatty():
        Console(highlight=False).print(drawn)
        return
    console = Console(file=StringIO(), width=WIDE, highlight=False)
    with console.capture() as capture:
        console.print(drawn)
    for line in capture.get().splitlines():
        say(line.rstrip())


def shown(content: Content, kind: Kind) -> str:
    """A cell as text on a terminal.

    >>> shown(Decimal(149) / 30, Kind.MEAN), shown(None, Kind.TEXT)
    ('4.97', '')
    """
    value = plain(content)
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.0%}" if kind is Kind.SHARE else f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else clipped(value, 300)


def say_fault(error: Exception) -> None:
    """Writes down a fault of the program itself, for whoever mends it, and says where."""
    import tempfile  # noqa: PLC0415 - no sound run needs either
    import traceback  # noqa: PLC0415

    where = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="igpm-sheets-fault-", suffix=".txt", delete=False
        ) as file:
            file.writelines(traceback.format_exception(error))
            where = f" The details are in {file.name}: please report it with them."
    except OSError:
        pass
    kind = type(error).__name__
    say(f"error: a fault of this program stopped it ({kind}).{where}", sys.stderr)
