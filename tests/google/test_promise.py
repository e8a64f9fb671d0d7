"""What people keep beside the results stays with its application, in whatever order things happen.

Many short lives of a tab: applications come, go and change their places; people sort, insert rows
and columns, type and note, also right before we write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from igpm_sheets.google.connection import Google, Pace
from igpm_sheets.reports.results import RESULT_COLUMNS
from igpm_sheets.reports.tables import Tab, Table
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.target import taking
from igpm_sheets.writers.workbook import workbook_bytes
from tests.google.refresh_office import RESULTS
from tests.google_server.server import GoogleServer, PersonSpreadsheet, PersonTab

REFS = tuple(f"26-0{number}" for number in range(1, 7))
TEMPLATES = Templates()
COLUMN = "AC"
KEPT = "No longer in the list"


def results(refs: Sequence[str], number: int) -> Tab:
    """The tab of results of these applications, the numbers of which change with each refresh."""
    rows = []
    for ref in refs:
        row: list[str | int | None] = [None] * len(RESULT_COLUMNS)
        row[:6] = [ref, f"Candidate {ref}", "2026-05", "full", "Award MIGPM", 150 + number]
        rows.append(tuple(row))
    return Tab(RESULTS, "Results", {"title": "x"}, [Table("Results", RESULT_COLUMNS, rows)])


def drawn(tabs: Sequence[Tab]) -> bytes:
    return workbook_bytes(
        tabs, title="x", created=date(2000, 1, 1), beside=Path(), templates=TEMPLATES
    )


@dataclass
class Life:
    """One spreadsheet, and what people have typed into it."""

    google: GoogleServer
    sheet: PersonSpreadsheet
    way: Google
    notes: dict[str, str] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def tab(self) -> PersonTab:
        return self.sheet.tab(RESULTS)

    def refresh(self, refs: Sequence[str]) -> bool:
        tab = results(refs, self.number)
        with taking(self.way, self.sheet.key, templates=TEMPLATES, draw=drawn) as target:
            return target.refresh([tab])

    @property
    def key(self) -> int:
        return self.tab.values()[0].index("Ref")

    @property
    def beside(self) -> int:
        return self.tab.values()[0].index("Notes")

    def refs(self) -> list[object]:
        key = self.key
        return [row[key] if len(row) > key else None for row in self.tab.values()[1:]]

    def note(self, which: int) -> None:
        there = [ref for ref in self.refs() if ref in REFS]
        if there:
            ref = str(there[which % len(there)])
            self.notes[ref] = f"about {ref}, {len(self.notes)}"
            at = self.refs().index(ref) + 2
            self.put(at, self.beside, self.notes[ref])

    def put(self, row: int, column: int, text: str) -> None:
        start = {"sheetId": self.tab.id, "rowIndex": row - 1, "columnIndex": column}
        cells = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
        fields = "userEnteredValue"
        self.tab.batch({"updateCells": {"start": start, "rows": cells, "fields": fields}})

    def sort(self, which: int) -> None:
        if not any(self.refs()):
            return
        last = len(self.refs()) + 1  # all of the tab, the line and what stands below it as well
        area = {"sheetId": self.tab.id, "startRowIndex": 1, "endRowIndex": last}
        order = "DESCENDING" if which % 2 else "ASCENDING"
        specs = [{"dimensionIndex": self.key, "sortOrder": order}]
        self.tab.batch({"sortRange": {"range": area, "sortSpecs": specs}})

    def row(self, which: int) -> None:
        self.tab.insert_rows(2 + which % (len(self.refs()) + 1))

    def stray(self, which: int) -> None:
        at = 2 + which % (len(self.refs()) + 1)
        self.tab.insert_rows(at)
        self.strays.append(f"typed {len(self.strays)}")
        self.put(at, self.beside, self.strays[-1])

    def column(self, which: int) -> None:
        heads = self.tab.values()[0]
        self.tab.insert_columns(1 + which % (len(heads) - 1))

    def act(self, name: str, which: int) -> None:
        act: Callable[[int], None] = getattr(self, name)
        act(which)

    def check(self, refs: Sequence[str]) -> None:
        heads, *rows = self.tab.values()
        key, beside = heads.index("Ref"), heads.index("Notes")
        sums = heads.index("Sum")
        found = {str(row[key]): row for row in rows if len(row) > key and row[key]}
        listed = [ref for ref in self.refs() if ref]
        twice = [ref for ref in listed if ref in REFS and listed.count(ref) > 1]
        assert twice == []
        until = next((at for at, ref in enumerate(listed) if KEPT in str(ref)), len(listed))
        assert sorted(map(str, listed[:until])) == sorted(refs)
        for ref in refs:
            assert found[ref][sums] == 150 + self.number, ref
        for ref, text in self.notes.items():
            assert len(found[ref]) > beside, (ref, found[ref])
            assert found[ref][beside] == text
        texts = [value for row in rows for value in row]
        for stray in self.strays:
            assert texts.count(stray) == 1
        wrong = [
            value
            for row in [heads, *rows]
            for at, value in enumerate(row)
            if value is not None and (at >= len(heads) or not heads[at])
        ]
        assert wrong == []  # nothing of ours has come to stand in a column of people's


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[GoogleServer, Google]]:
    folder = tmp_path_factory.mktemp("keys")
    with GoogleServer() as server:
        pace = Pace(first=0.001, longest=0.01, patience=5, a_minute=1_000_000)
        key = server.service_account(folder)
        environment = server.environment()
        yield server, Google(key, writes=True, pace=pace, environment=environment)


ACTS = st.tuples(st.sampled_from(("note", "sort", "row", "stray", "column")), st.integers(0, 40))
LISTS = st.lists(st.sampled_from(REFS), unique=True, max_size=len(REFS))
STEPS = st.lists(
    st.tuples(LISTS, st.lists(ACTS, max_size=3), st.none() | ACTS), min_size=1, max_size=4
)


@given(steps=STEPS)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # to shrink one would take long
)
@example(steps=[([*REFS], [("note", 0), ("note", 3)], None), ([REFS[5]], [], ("sort", 1))])
@example(
    steps=[([*REFS], [("note", 1)], ("row", 2)), ([*REFS[::-1]], [("stray", 3)], ("column", 4))]
)
@example(
    steps=[([], [("stray", 0)], None), ([*REFS], [("column", 0)], ("stray", 2)), ([], [], None)]
)
def test_whatever_people_do(
    google: tuple[GoogleServer, Google],
    steps: list[tuple[list[str], list[tuple[str, int]], tuple[str, int] | None]],
) -> None:
    server, way = google
    sheet = server.person("office@igpm.example").spreadsheet("Tracker")
    sheet.share(server.robot, "writer")
    life = Life(server, sheet, way)
    server.before = lambda _: None
    life.refresh(REFS)
    life.tab.type(f"{COLUMN}1", "Notes")
    for refs, acts, meanwhile in steps:
        for act in acts:
            life.act(*act)
        life.number += 1
        waiting = [meanwhile] if meanwhile else []

        def before(call: object, waiting: list[tuple[str, int]] = waiting) -> None:
            if getattr(call, "kind", "") == "batchUpdate" and waiting:
                life.act(*waiting.pop())

        server.before = before
        life.refresh(refs)
        server.before = lambda _: None
        life.check(refs)
        assert life.refresh(refs) is False
