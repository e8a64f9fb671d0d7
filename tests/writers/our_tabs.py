"""Our tabs in small: a template of two sheets, and what fills them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from igpm_sheets.reports.tables import Column, Content, Kind, Tab, Table
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.links import Links
from igpm_sheets.writers.filling.template import Template
from tests.writers.filled import framed, template_of

RESULTS, SUMMARY = "IGPM Results", "IGPM Summary"
DAY = date(2026, 6, 10)
NOWHERE = Links({}, Path(), None)

_RESULTS = (Column("Ref"), Column("Status", Kind.STATUS), Column("Sum", Kind.WHOLE))
_STATUSES = (Column("Status", Kind.STATUS), Column("Applications", Kind.WHOLE, total=True))


@cache
def template() -> Template:
    """Lists with a table alone, and summaries with a day, two tables and a chart."""

    def draw(book: Any) -> None:
        results = book.add_worksheet("Results")
        bold = book.add_format({"bold": True, "bg_color": "#DDEEFF"})
        framed(results, 0, "Results", ["Ref", "Status", "Sum"], formats=[bold] * 3)
        results.print_area(0, 0, 1, 2)
        results.repeat_rows(0)
        results.freeze_panes(1, 1)
        summary = book.add_worksheet("Summary")
        summary.set_tab_color("#112233")
        summary.set_column(0, 0, 30)
        summary.write("A1", "As of")
        summary.write("B1", "{as_of}", book.add_format({"num_format": "dd mmm yyyy"}))
        framed(summary, 2, "Statuses", ["Status", "Applications"], totals=True)
        framed(summary, 8, "Windows", ["Window", "Applications"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": ["Summary", 3, 0, 3, 0], "values": ["Summary", 3, 1, 3, 1]})
        summary.insert_chart("E2", chart)
        summary.print_area(0, 0, 12, 8)
        problems = book.add_worksheet("Problems")
        framed(problems, 0, "Problems", ["Where", "Found"])

    return template_of(draw)


def results(*rows: Sequence[Content], name: str = RESULTS) -> Tab:
    """A list of applications: ref, status, sum."""
    return Tab(name, "Results", {}, [Table("Results", _RESULTS, [tuple(row) for row in rows])])


def summary(*rows: Sequence[Content], day: date = DAY, name: str = SUMMARY) -> Tab:
    """A summary on a day: status and number of applications."""
    statuses = Table("Statuses", _STATUSES, [tuple(row) for row in rows])
    windows = Table("Windows", (Column("Window"), Column("Applications")), [("2026-05", len(rows))])
    values = {"as_of": day}
    return Tab(name, "Summary", values, [statuses, windows], volatile=frozenset(values))


def problems(*rows: Sequence[Content], name: str = "IGPM Problems") -> Tab:
    """A list of problems: where, found."""
    columns = (Column("Where"), Column("Found"))
    return Tab(name, "Problems", {}, [Table("Problems", columns, [tuple(row) for row in rows])])


def filled(tab: Tab) -> Filled:
    """A tab on the template."""
    return Filled(tab, template())


THREE = (("A1", "Award MIGPM", 152), ("A2", "Awaiting marks", None), ("A3", "On hold", None))
