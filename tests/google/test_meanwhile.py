"""Whatever people and other runs do between our look and our write: what is typed is kept.

Each note is known by its text, and by the application beside which it was typed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from igpm_sheets.google.connection import Google, Pace
from igpm_sheets.problems import Failed
from igpm_sheets.reports.results import RESULT_COLUMNS
from igpm_sheets.reports.tables import Tab, Table
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.google.target import taking
from igpm_sheets.writers.workbook import workbook_bytes
from tests.google.refresh_office import NOTES, RESULTS
from tests.google_server.faults import Call
from tests.google_server.server import GoogleServer, PersonSpreadsheet, PersonTab

KNOWN = tuple(f"26-0{number}" for number in range(1, 8))
TEMPLATES = Templates()
THEIRS = ("Notes", "More")
AGAIN = {"G31", "G11", "G12", "G17"}
"""What a run may say that is disturbed all the time; the next one does the rest."""


def results(refs: Sequence[str], number: int) -> Tab:
    """The tab of results of these applications, the numbers of which change with each refresh."""
    rows = []
    for ref in refs:
        row: list[str | int | None] = [None] * len(RESULT_COLUMNS)
        row[:6] = [ref, f"Candidate {ref}", "2026-05", "full", "Award MIGPM", 150 + number]
        rows.append(tuple(row))
    return Tab(RESULTS, "Results", {"title": "x"}, [Table("Results", RESULT_COLUMNS, rows)])


@cache
def drawn_of(refs: tuple[str, ...], number: int) -> bytes:
    return workbook_bytes(
        [results(refs, number)],
        title="x",
        created=date(2000, 1, 1),
        beside=Path(),
        templates=TEMPLATES,
    )


@dataclass
class Scene:
    """One spreadsheet, what people have typed into it, and what is yet to happen meanwhile."""

    google: GoogleServer
    sheet: PersonSpreadsheet
    way: Callable[[], Google]
    notes: dict[str, str] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    meanwhile: list[list[tuple[str, int]]] = field(default_factory=list)
    """For each write to come what happens right before it."""
    number: int = 0
    typed: int = 0
    busy: bool = False

    # Runs

    def refresh(self, refs: Sequence[str], number: int) -> bool:
        tab = results(refs, number)
        with taking(
            self.way(),
            self.sheet.key,
            templates=TEMPLATES,
            draw=lambda _: drawn_of(tuple(refs), number),
        ) as target:
            return target.refresh([tab])

    def disturb(self, call: Call) -> None:
        if call.kind != "batchUpdate" or self.busy or not self.meanwhile:
            return
        self.busy = True
        for name, which in self.meanwhile.pop(0):
            self.act(name, which)
        self.busy = False

    def act(self, name: str, which: int) -> None:
        act: Callable[[int], None] = getattr(self, name)
        act(which)

    # The tab

    @property
    def tab(self) -> PersonTab:
        return self.sheet.tab(RESULTS)

    def column(self, heading: str) -> int:
        return self.tab.values()[0].index(heading)

    def refs(self) -> list[str]:
        """What stands in the column of refs, row by row from the second."""
        key = self.column("Ref")
        return [str(row[key] or "") if len(row) > key else "" for row in self.tab.values()[1:]]

    def row_of(self, which: int) -> int:
        """The row of some application, counted from 1; 0 where there are none."""
        rows = [at for at, ref in enumerate(self.refs(), 2) if ref in KNOWN]
        return rows[which % len(rows)] if rows else 0

    def put(self, row: int, column: int, text: str) -> None:
        start = {"sheetId": self.tab.id, "rowIndex": row - 1, "columnIndex": column}
        cells = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
        fields = "userEnteredValue"
        self.tab.batch({"updateCells": {"start": start, "rows": cells, "fields": fields}})

    def some_text(self) -> str:
        self.typed += 1
        return f"typed {self.typed}"

    # What happens

    def notes_it(self, which: int) -> None:
        row = self.row_of(which)
        if row:
            heading = THEIRS[which % 2]
            column = self.column(heading)
            line = self.tab.values()[row - 1]
            self.notes.pop(str(line[column]) if len(line) > column else "", None)
            text = self.some_text()
            self.put(row, column, text)
            self.notes[text] = self.refs()[row - 2]

    def writes_below(self, which: int) -> None:
        at = 2 + which % (len(self.refs()) + 1)
        self.tab.insert_rows(at)
        self.strays.append(self.some_text())
        self.put(at, self.column(THEIRS[which % 2]), self.strays[-1])

    def inserts_a_row(self, which: int) -> None:
        self.tab.insert_rows(2 + which % (len(self.refs()) + 1), 1 + which % 2)

    def deletes_a_row(self, which: int) -> None:
        row = self.row_of(which)
        if row:
            ref = self.refs()[row - 2]
            line = {str(cell) for cell in self.tab.values()[row - 1]}
            self.notes = {
                text: of for text, of in self.notes.items() if of != ref or text not in line
            }
            self.tab.delete_rows(row)

    def moves_a_row(self, which: int) -> None:
        row, to = self.row_of(which), self.row_of(which // 3 + 1)
        if row and to not in {row, row + 1}:
            self.moves("ROWS", row - 1, to - 1)

    def moves_a_column(self, which: int) -> None:
        to = which % (len(self.tab.values()[0]) - 1)
        source = self.column(THEIRS[which % 2])
        if to not in {source, source + 1}:
            self.moves("COLUMNS", source, to)

    def moves(self, dimension: str, source: int, to: int) -> None:
        area = {"sheetId": self.tab.id, "dimension": dimension}
        area |= {"startIndex": source, "endIndex": source + 1}
        self.tab.batch({"moveDimension": {"source": area, "destinationIndex": to}})

    def inserts_a_column(self, which: int) -> None:
        self.tab.insert_columns(1 + which % (len(self.tab.values()[0]) - 1))

    def deletes_a_column_of_ours(self, which: int) -> None:
        heads = self.tab.values()[0]
        ours = [at for at, head in enumerate(heads) if head and head not in {"Ref", *THEIRS}]
        if len(ours) > 10:
            self.tab.delete_columns(ours[which % len(ours)] + 1)

    def sorts(self, which: int) -> None:
        refs = self.refs()
        last = next((at for at, ref in enumerate(refs) if ref not in KNOWN), len(refs))
        if last:
            area = {"sheetId": self.tab.id, "startRowIndex": 1, "endRowIndex": last + 1}
            order = "DESCENDING" if which % 2 else "ASCENDING"
            specs = [{"dimensionIndex": self.column("Ref"), "sortOrder": order}]
            self.tab.batch({"sortRange": {"range": area, "sortSpecs": specs}})

    def types_over_a_value_of_ours(self, which: int) -> None:
        row = self.row_of(which)
        heads = self.tab.values()[0]
        if row and "Sum" in heads:
            self.put(row, heads.index("Sum"), "999?")

    def works_on_another_tab(self, which: int) -> None:
        name = f"Mine {which % 2}"
        self.sheet.tab(name).type("B3", self.some_text())

    def another_run_of_ours(self, which: int) -> None:
        refs = KNOWN[which % 3 :: 1 + which % 2]
        self.refresh(refs[:: -1 if which % 5 == 0 else 1], self.number)

    # What must be so

    def check(self, refs: Sequence[str]) -> None:
        heads, *rows = self.tab.values()
        key, sums = heads.index("Ref"), heads.index("Sum")
        listed = [ref for ref in self.refs() if ref]
        assert [ref for ref in listed if ref in KNOWN and listed.count(ref) > 1] == []
        above = listed[: next((at for at, ref in enumerate(listed) if ref not in KNOWN), None)]
        assert sorted(above) == sorted(refs)
        found: dict[str, list[Any]] = {}
        for row in rows:
            for value in row:
                found.setdefault(str(value), []).append(row)
        for text, ref in self.notes.items():
            assert [row[key] for row in found.get(text, [])] == [ref], (text, ref)
        for text in self.strays:
            assert len(found.get(text, [])) == 1, text
        for row in rows:
            if len(row) > key and row[key] in refs:
                assert row[sums] == 150 + self.number
            beyond = [value for at, value in enumerate(row) if value and not heads[at : at + 1][0]]
            assert beyond == []


@pytest.fixture(scope="module")
def server() -> Iterator[GoogleServer]:
    with GoogleServer() as google:
        yield google


def scene(server: GoogleServer, folder: Path) -> Scene:
    """A tab of results, with two columns of people's behind it."""
    sheet = server.person("office@igpm.example").spreadsheet("Tracker")
    sheet.share(server.robot, "writer")
    key, environment = server.service_account(folder), server.environment()
    pace = Pace(first=0.001, longest=0.01, patience=5, a_minute=1_000_000)
    known = Google(key, writes=True, pace=pace, environment=environment)
    server.before = None
    made = Scene(server, sheet, lambda: known)
    made.refresh(KNOWN[:5], 0)
    made.tab.fill(f"{NOTES}1", [THEIRS])
    for which in range(5):
        made.notes_it(which)
    return made


ALONE = (
    *("notes_it", "notes_it", "writes_below", "inserts_a_row", "deletes_a_row", "moves_a_row"),
    *("moves_a_column", "inserts_a_column", "deletes_a_column_of_ours", "sorts"),
    *("types_over_a_value_of_ours", "works_on_another_tab"),
)
ACTS = st.tuples(st.sampled_from((*ALONE, "another_run_of_ours")), st.integers(0, 30))
LISTS = st.lists(st.sampled_from(KNOWN), unique=True, min_size=1)
STEPS = st.lists(
    st.tuples(LISTS, st.lists(st.lists(ACTS, min_size=1, max_size=2), min_size=1, max_size=1)),
    min_size=1,
    max_size=1,
)
Steps = list[tuple[list[str], list[list[tuple[str, int]]]]]


@given(steps=STEPS)
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(steps=[([*KNOWN], [[("another_run_of_ours", 0)]])])
@example(steps=[(["26-04", "26-07", "26-03"], [[("inserts_a_column", 0)]])])
@example(
    steps=[(["26-06", "26-02", "26-03", "26-01", "26-07", "26-04"], [[("moves_a_column", 2)]])]
)
def test_every_note_stays_beside_its_application(
    server: GoogleServer, tmp_path: Path, steps: Steps
) -> None:
    life = scene(server, tmp_path)
    for refs, meanwhile in steps:
        life.number += 1
        life.meanwhile = [list(each) for each in meanwhile]
        server.before = life.disturb
        try:
            life.refresh(refs, life.number)
        except Failed as failed:
            assert failed.problem.code in AGAIN, failed.problem  # noqa: PT017 - it may go well
        server.before = None
        life.refresh(refs, life.number)
        life.check(refs)
        assert life.refresh(refs, life.number) is False


def test_runs_on_many_computers_at_once_come_to_one_list(
    server: GoogleServer, tmp_path: Path
) -> None:
    life = scene(server, tmp_path)
    life.number = 1
    drawn_of(KNOWN, 1)
    ready = threading.Barrier(3)
    wrong: list[str] = []

    def at_once() -> None:
        ready.wait()
        try:
            life.refresh(KNOWN, 1)
        except Failed as failed:
            wrong.append(failed.problem.code)

    runs = [threading.Thread(target=at_once) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert set(wrong) <= AGAIN
    life.refresh(KNOWN, 1)
    life.check(KNOWN)
    assert life.refresh(KNOWN, 1) is False
