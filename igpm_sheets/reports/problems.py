"""The Problems tab: everything wrong, gravest first, each with its place and its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from igpm_sheets.catalogue import Severity
from igpm_sheets.problems import Problem
from igpm_sheets.reports.tables import Column, Kind, Linked, Table
from igpm_sheets.reports.words import counted
from igpm_sheets.rulebook import Rulebook

COLUMNS = (
    Column("Severity"),
    Column("Code", note="The number of the kind of problem, the same everywhere."),
    Column("Rule", note="By its id: see the Policy tab."),
    Column("Cited", note="Where the documents say so: F the Framework, A the article, by line."),
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


def problems_table(problems: Sequence[Problem], book: Rulebook) -> Table:
    """A row a problem, as they come, under the headings of `COLUMNS`; places lead to the cell."""
    rows = [
        (
            problem.severity.value,
            problem.code,
            problem.rule or None,
            ", ".join(book.citations(problem.rule)) or None,
            problem.ref or None,
            Linked(str(problem.where), problem.where),
            problem.found or None,
            problem.message,
            problem.remedy,
        )
        for problem in problems
    ]
    return Table("Problems", COLUMNS, rows)


def problems_in_words(problems: Sequence[Problem]) -> str:
    """How many problems of each severity.

    >>> problems_in_words([])
    '0 errors, 0 warnings, 0 notes'
    """
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(counted(counts[severity], severity.value) for severity in Severity)
