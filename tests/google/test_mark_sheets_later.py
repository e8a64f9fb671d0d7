"""What comes onto a mark sheet at Google later: rows below, once, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets.google.connection import Pace
from tests.bad_inputs.office import ANN, ASSESSORS, Rows
from tests.google.mark_office import ADDRESSES, QUICK, TAB, GoogleOffice
from tests.google.mark_office import google_office as made
from tests.google_server.errors import Refused
from tests.google_server.server import Call, Fault, GoogleServer, PersonTab, Script, Storm
from tests.handing_out.office import MAY, allocated_only, allocation, save_tracker, the_office


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoogleOffice:
    return made(google, tmp_path, monkeypatch)


@pytest.fixture
def begun(google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoogleOffice:
    """An office that has handed out two applications; the other two are allocated since."""
    plain = the_office()
    every = list(allocation(plain))
    allocated_only(plain, "26-02", "26-05")
    found = made(google, tmp_path, monkeypatch, office=plain)
    assert found.hand_out_at(QUICK).exit_code == 0
    allocation(plain)[:] = every
    save_tracker(plain, tmp_path)
    google.forget()
    return found


def codes(run: Any) -> list[str]:
    return [each["code"] for each in run.json["problems"]]


def test_new_applications_come_below_and_what_was_typed_stays(
    begun: GoogleOffice, google: GoogleServer
) -> None:
    page = begun.as_assessor(ANN)
    page.fill("G6", [[5, 4, 6]])
    page.type("F7", "yes")
    page.type("Q6", "=HYPERLINK(1)")
    before = begun.marks(ANN).values()
    run = begun.hand_out()
    assert run.code in (0, 1)
    assert run.added[ANN] == ["26-03", "26-04"]
    after = begun.marks(ANN).values()
    assert after[: len(before)] == before
    assert begun.refs(ANN) == ["26-02", "26-05", "26-03", "26-04"]
    assert google.counts() == {"files.list": 1, "get": 3, "batchUpdate": 3}
    page.type("G9", 7)
    page.type("Z9", "Good")
    for cell in ("A9", "G7", "G10"):
        with pytest.raises(Refused):
            page.type(cell, 5)
    new, like = begun.marks(ANN).cell("G9"), begun.marks(ANN).cell("G6")
    assert new["dataValidation"] == like["dataValidation"]
    assert new["userEnteredFormat"] == like["userEnteredFormat"]


def inserts_a_row(page: PersonTab) -> None:
    page.insert_rows(6)
    page.type("C6", "Look at these first")


def writes_below(page: PersonTab) -> None:
    page.type("B8", "These two until July")


def sorts(page: PersonTab) -> None:
    page.sort("A6:Z7", "A", descending=True)


def inserts_a_column(page: PersonTab) -> None:
    page.insert_columns(30)
    page.type("AC6", "remark")


@pytest.mark.parametrize("change", [inserts_a_row, writes_below, sorts, inserts_a_column])
def test_what_the_office_changes_between_our_read_and_our_write_stays(
    begun: GoogleOffice, google: GoogleServer, change: Callable[[PersonTab], None]
) -> None:
    begun.as_assessor(ANN).fill("G6", [[5, 4, 6]])
    sheet, done = begun.sheets[ANN], list[int]()

    def meanwhile(call: Call) -> None:
        if call.kind == "batchUpdate" and call.key == sheet.key and not done:
            done.append(1)
            begun.as_assessor(ANN).type("J6", 7)
            change(begun.marks(ANN))

    google.before = meanwhile
    assert begun.hand_out().added[ANN] == ["26-03", "26-04"]
    google.before = None
    assert done
    after = begun.marks(ANN).values()
    said = [cell for row in after for cell in row]
    for text in ("Look at these first", "These two until July", "remark"):
        assert (text in said) is (text in change.__code__.co_consts)
    rows = {str(row[0]): number for number, row in enumerate(after, 1) if row and row[0] in MAY}
    assert sorted(rows) == list(MAY)
    assert after[rows["26-02"] - 1][6:10] == [5, 4, 6, 7]
    page = begun.as_assessor(ANN)
    for ref, row in rows.items():
        page.type(f"I{row}", 5)
        for cell in (f"A{row}", *([f"G{row}"] if ref == "26-05" else [])):
            with pytest.raises(Refused):
                page.type(cell, 5)
        page.type(f"{'M' if ref == '26-05' else 'G'}{row}", 5)


def test_a_lost_answer_adds_no_row_twice(begun: GoogleOffice, google: GoogleServer) -> None:
    for fault in (Fault.DROPPED_AFTER, Fault.UNAVAILABLE_AFTER, Fault.DROPPED_BEFORE):
        google.weather = Script([fault], on={"batchUpdate"})
        begun.hand_out_at(QUICK)
        google.weather = None
    for assessor in ASSESSORS:
        assert begun.refs(assessor) == ["26-02", "26-05", "26-03", "26-04"]


def test_after_any_weather_each_application_is_there_once(
    begun: GoogleOffice, google: GoogleServer
) -> None:
    for seed in range(4):
        for sheet in begun.sheets.values():
            sheet.delete_tab(TAB)
        google.weather = Storm(seed, chance=0.4, most=12)
        in_the_storm = begun.hand_out_at(replace(QUICK, patience=0.05))
        google.weather = None
        for each in in_the_storm.sheets:  # all of it, or nothing and a word on why
            there = TAB in begun.sheets[each.assessor].tabs
            assert there or each.problem is not None
            assert not there or begun.refs(each.assessor) == list(MAY)
        begun.hand_out_at(QUICK)
        for assessor in ASSESSORS:
            assert begun.refs(assessor) == list(MAY)
            assert begun.sheets[assessor].tabs.count("How to mark") == 1


def test_two_runs_at_the_same_time_add_no_row_twice(
    begun: GoogleOffice, google: GoogleServer
) -> None:
    first: list[int] = []

    def another(call: Call) -> None:
        if call.kind == "batchUpdate" and not first:
            first.append(1)
            begun.hand_out_at(QUICK)

    google.before = another
    assert begun.hand_out_at(QUICK).exit_code in (0, 1)
    for assessor in ASSESSORS:
        assert begun.refs(assessor) == ["26-02", "26-05", "26-03", "26-04"]


def test_a_sheet_without_its_grid_is_left_alone(begun: GoogleOffice) -> None:
    begun.marks(ANN).clear("A5:Z5")
    before = begun.google.snapshot(begun.sheets[ANN].key)
    run = begun.hand_out()
    assert run.added[ANN] == []
    assert "G48" in codes(run)
    assert begun.google.snapshot(begun.sheets[ANN].key) == before


def test_a_tab_that_the_office_has_deleted_is_made_again(begun: GoogleOffice) -> None:
    begun.sheets[ANN].delete_tab(TAB)
    assert begun.hand_out().added[ANN] == list(MAY)
    assert begun.sheets[ANN].tabs == [TAB, "How to mark", "Sheet1"]


def test_what_an_assessor_has_in_a_file_does_not_come_again_at_google(
    office: GoogleOffice,
) -> None:
    assert office.run("mark-sheets").code == 0
    run = office.hand_out()
    assert run.added == {assessor: [] for assessor in ASSESSORS}
    assert office.google.writes == 0


def test_nor_what_stands_at_google_in_a_file(office: GoogleOffice) -> None:
    office.hand_out()
    run = office.run("mark-sheets", "--json")
    assert run.added == {assessor: [] for assessor in ASSESSORS}
    assert list((office.folder / "marks").iterdir()) == []


# Many


def test_thirty_six_assessors_stay_within_the_quota(
    google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Alix {chr(65 + number // 6)}{chr(97 + number % 6)}rt" for number in range(36)]
    plain = the_office()
    for name in names:
        address = f"{name.replace(' ', '.').casefold()}@example.net"
        monkeypatch.setitem(ADDRESSES, name, address)
        plain.tracker["Assessors"].append([name, address, "Board", None, None, "yes"])
    refs = _many(plain.applications, 12)
    rows: Rows = [[ref, *names[3 * at : 3 * at + 3]] for at, ref in enumerate(refs)]
    allocation(plain)[1:] = rows
    office = made(google, tmp_path, monkeypatch, names, plain)
    clock = _Clock(google)
    handed = office.hand_out_at(Pace(clock=clock.time, sleep=clock.sleep))
    assert handed.exit_code in (0, 1)
    assert [each.added for each in handed.sheets] == [(ref,) for ref in refs for _ in range(3)]
    assert google.counts() == {"files.list": 1, "get": 36, "batchUpdate": 36}
    assert clock.most_in_a_minute() <= 60


def _many(applications: list[list[Any]], number: int) -> list[str]:
    """So many applications like the first of May, in place of the others."""
    headings, like = applications[0], applications[2]
    refs = [f"26-{at:02}" for at in range(10, 10 + number)]
    made = []
    for at, ref in enumerate(refs):
        row = [*like, *([None] * (len(headings) - len(like)))]
        row[headings.index("Ref")] = ref
        row[headings.index("Name")] = f"Candidate {chr(65 + at)}"
        row[headings.index("Email")] = f"c{at}@example.org"
        row[headings.index("Practice")] = f"Practice {chr(65 + at)}"
        made.append(row)
    applications[1:] = made
    return refs


class _Clock:
    """A clock that stands still but for pauses, and notes when requests come."""

    def __init__(self, google: GoogleServer) -> None:
        self.now = 0.0
        self.times: list[float] = []
        google.quota.reads = google.quota.writes = None
        google.before = self._note

    def _note(self, call: Call) -> None:
        if call.kind != "token":
            self.times.append(self.now)

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def most_in_a_minute(self) -> int:
        """The most requests in any sixty seconds."""
        starts = self.times
        return max(sum(start <= each < start + 60 for each in starts) for start in starts)
