"""What a large tab costs through the template, against XlsxWriter: one run, in turn.

    .venv/bin/python scripts/filling.py [ROWS] [ROUNDS]

Both write the same rows of marks, text and whole numbers with their formats, into a new
workbook in memory. Processor seconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook

from igpm_sheets.reports.results import MARK_COLUMNS
from igpm_sheets.reports.tables import Plain, Tab, Table
from igpm_sheets.writers.workbook import workbook_bytes

Rows = list[tuple[Plain, ...]]


def rows_of_marks(count: int) -> Rows:
    """Rows as the Marks tab has them."""
    marks = tuple(3 + number % 5 for number in range(10))
    return [
        (f"IG-{number}", f"Candidate {number}", "2026-05", "Ann Lee", *marks, sum(marks), None)
        for number in range(count)
    ]


def through_the_template(rows: Rows) -> float:
    """Processor seconds for a filled template."""
    start = time.process_time()
    tab = Tab("Marks", "Marks", {"title": "Marks"}, [Table("Marks", MARK_COLUMNS, rows)])
    workbook_bytes([tab], title="Marks", created=date(2026, 1, 5), beside=Path())
    return time.process_time() - start


def with_xlsxwriter(rows: Rows) -> float:
    """Processor seconds for the library."""
    start = time.process_time()
    with Workbook(BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet("Marks")
        text, mark = (
            book.add_format({"border": 1}),
            book.add_format({"border": 1, "align": "center"}),
        )
        for at, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value, mark)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value, text)
                else:
                    sheet.write_blank(at, column, None, text)
    return time.process_time() - start


def main(count: int = 20_000, rounds: int = 5) -> None:
    """Prints the medians and their ratio."""
    rows = rows_of_marks(count)
    ours, plain = [], []
    for _ in range(rounds):
        ours.append(through_the_template(rows))
        plain.append(with_xlsxwriter(rows))
    own, other = statistics.median(ours), statistics.median(plain)
    print(f"{count:,} rows, {count * len(MARK_COLUMNS):,} cells, {rounds} rounds, medians")
    print(f"a filled template  {own:.2f} s")
    print(f"XlsxWriter         {other:.2f} s")
    print(f"ratio              {own / other:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
