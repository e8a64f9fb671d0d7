"""The Problems tab: everything wrong, gravest first, each with its place and its remedy."""

from __future__ import annotations

from collections.abc import Sequence

from igpm_sheets.catalogue import Severity
from igpm_sheets.problems import Problem
from igpm_sheets.reports.tables import Column, Kind, Linked, Table

COLUMNS = (
    Column("Severity"),
    Column("Code", note="The number of the kind of problem, the same everywhere."),
    Column("Rule"),
    Column("Ref"),
    Column("Where", Kind.LONG_TEXT),
    Column("Found", Kind.LONG_TEXT),
    Column("Message", Kind.LONG_TEXT),
    Column("Remedy", Kind.LONG_TEXT),
)


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """The problems, gravest first, then by place; exact repeats once."""
    order = list(Severity)
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (order.index(p.severity), p.where, p.code, p.found),
    )


def problems_table(problems: Sequence[Problem]) -> Table:
    """A row a problem, as they come, under the headings of `COLUMNS`; places lead to the cell."""
    rows = [
        (
            problem.severity.value,
            problem.code,
            problem.rule or None,
            problem.ref or None,
            Linked(str(problem.where), problem.where),
            problem.found or None,
            problem.message,
            problem.remedy,
        )
        for problem in problems
    ]
    return Table("Problems", COLUMNS, rows)
