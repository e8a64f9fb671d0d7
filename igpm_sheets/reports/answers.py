"""Tables as JSON: the headings in snake_case, dates ISO, money as text, blanks null."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from igpm_sheets.problems import Problem
from igpm_sheets.reports.tables import Content, Kind, Table, plain

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

TWO_PLACES = frozenset({Kind.MEAN, Kind.SHARE})


def key_of(heading: str) -> str:
    """The JSON key of a heading.

    >>> key_of("Further evidence in"), key_of("D10")
    ('further_evidence_in', 'd10')
    """
    return re.sub(r"\W+", "_", heading.casefold()).strip("_")


def rows(table: Table) -> Iterator[dict[str, Json]]:
    """The table's rows, each by the keys of its headings."""
    keys = [key_of(heading) for heading in table.headings]
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        cells = zip(keys, kinds, row, strict=True)
        yield {key: value_of(content, kind) for key, kind, content in cells}


def value_of(content: Content, kind: Kind) -> Json:
    """One cell as JSON has it.

    >>> value_of(Decimal(149) / 30, Kind.MEAN), value_of(Decimal("336.00"), Kind.MONEY)
    (4.97, '336.00')
    """
    value = plain(content)
    if isinstance(value, Decimal):
        return float(round(value, 2)) if kind in TWO_PLACES else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def problem_as_json(problem: Problem) -> dict[str, Json]:
    """A problem with its place, what was found, and the remedy; `link` opens a Google Sheet."""
    link: dict[str, Json] = {"link": problem.where.link} if problem.where.link else {}
    return {
        "code": problem.code,
        "rule": problem.rule or None,
        "severity": problem.severity.value,
        "where": str(problem.where),
        **link,
        "ref": problem.ref or None,
        "found": problem.found or None,
        "message": problem.message,
        "remedy": problem.remedy,
    }
