"""`igpm-sheets mark-sheets --google`: a spreadsheet for each assessor, with what is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bad_inputs.office import ANN, ASSESSORS, BEN, CAT
from tests.google.mark_office import ADDRESSES, FIRST, OFFICE, QUICK, TAB, GoogleOffice
from tests.google.mark_office import google_office as made
from tests.google_server.errors import Refused
from tests.google_server.server import GoogleServer
from tests.handing_out.office import MAY, allocation, save_tracker

LAST = FIRST + len(MAY) - 1


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GoogleOffice:
    return made(google, tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleOffice]:
    """An office that has handed out all; not to be changed, but by marks that are typed."""
    with GoogleServer() as google, pytest.MonkeyPatch.context() as patch:
        found = made(google, tmp_path_factory.mktemp("office"), patch)
        assert found.hand_out_at(QUICK).exit_code == 0
        yield found


def codes(run: Any) -> list[str]:
    return [each["code"] for each in run.json["problems"]]


# What is written


def test_each_assessor_gets_what_is_theirs_with_one_read_and_one_write(
    office: GoogleOffice, google: GoogleServer
) -> None:
    run = office.hand_out()
    assert run.code == 0
    assert run.added == {assessor: list(MAY) for assessor in ASSESSORS}
    assert google.counts() == {"files.list": 1, "get": 3, "batchUpdate": 3}
    page = office.marks(ANN)
    assert page.values()[FIRST - 1 : LAST] == [
        ["26-02", "Owen Blake", "Oak Surgery", "2026-05", "all"],
        ["26-03", "Priya Shah", "Ash Practice", "2026-05", "all"],
        ["26-04", "Ruth Kerr", "Yew Practice", "2026-05", "all"],
        ["26-05", "Nia Rees", "Elm Surgery", "2026-05", "3, 7"],
    ]
    assert page.values()[2][:2] == ["Assessor", ANN]
    assert office.sheets[ANN].tabs == [TAB, "How to mark", "Sheet1"]
    sheets = {each["assessor"]: each for each in run.json["sheets"]}
    assert sheets[ANN]["file"] == "Marking Ann Lee"
    assert sheets[ANN]["address"] == page.address


def test_on_a_shared_drive_it_is_asked_of_each_whom_it_is_shared_with(
    office: GoogleOffice, google: GoogleServer
) -> None:
    for sheet in office.sheets.values():
        sheet.move_to_shared_drive()
    office.sheets[ANN].share(ADDRESSES[BEN], "reader")
    run = office.hand_out()
    assert google.counts()["permissions.list"] == len(office.sheets)
    assert run.added == {each: [] if each == ANN else list(MAY) for each in ASSESSORS}
    [told] = [each for each in run.json["problems"] if each["code"] == "G45"]
    assert ADDRESSES[BEN] in str(told)


def test_what_is_unchanged_is_not_written(office: GoogleOffice, google: GoogleServer) -> None:
    office.hand_out()
    before = office.snapshots()
    google.forget()
    run = office.hand_out()
    assert run.code == 0
    assert run.added == {assessor: [] for assessor in ASSESSORS}
    assert google.writes == 0
    assert google.counts() == {"files.list": 1, "get": 3}
    assert office.snapshots() == before


def test_it_looks_as_the_workbooks_do(handed: GoogleOffice) -> None:
    page = handed.marks(ANN)
    heading = page.cell("G5")
    assert heading["userEnteredFormat"]["textFormat"]["bold"]
    assert heading["note"].startswith("Qualifications")
    assert page.kept.grid["frozenRowCount"] == FIRST - 1
    mark = page.cell("G6")["dataValidation"]
    assert mark["strict"]
    assert mark["condition"]["type"] == "ONE_OF_LIST"
    picked = [each["userEnteredValue"] for each in mark["condition"]["values"]]
    assert picked == ["3", "4", "5", "6", "7"]
    picked = page.cell("F6")["dataValidation"]["condition"]["values"]
    assert [each["userEnteredValue"] for each in picked] == ["yes", "no"]
    shut, opened = page.cell("G9"), page.cell("I9")
    grey = shut["userEnteredFormat"]["backgroundColorStyle"]
    assert opened["userEnteredFormat"].get("backgroundColorStyle") != grey


@pytest.mark.rule("R28", passes=True)
def test_nothing_of_another_assessor_stands_in_it(handed: GoogleOffice) -> None:
    for assessor, snapshot in handed.snapshots().items():
        said = repr(snapshot).replace(ADDRESSES[assessor], "")
        others = {name for name in ASSESSORS if name != assessor}
        words = {*others, *(ADDRESSES[name] for name in others), "26-01", "Dr Blake-Jones"}
        assert [word for word in words if word in said] == []


# What an assessor may do with it


def test_an_assessor_types_marks_and_the_results_know_them(office: GoogleOffice) -> None:
    office.hand_out()
    for assessor in ASSESSORS:
        page = office.as_assessor(assessor)
        page.fill("G6", [[5] * 9 + [6]])
        page.type("Q6", "Well argued")
        page.type("I9", 6)
        page.type("M9", 5)
    run = office.run("results", "--json", "-o", str(office.folder / "out.xlsx"))
    of = {each["ref"]: each for each in run.json["applications"]}
    assert of["26-02"]["sum"] == 153
    assert of["26-02"]["status"] == "Award MIGPM"
    assert of["26-05"]["sum"] is not None
    assert of["26-03"]["status"] == "Awaiting marks"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("G5", "a heading"),
        ("A6", "a ref"),
        ("B6", "a candidate"),
        ("B3", "the name"),
        ("G9", "a domain that is not asked for again"),
        ("Q9", "its comment"),
        ("G10", "a row below"),
        ("AA6", "a column beside"),
    ],
)
def test_an_assessor_cannot_type_into(handed: GoogleOffice, cell: str, why: str) -> None:
    before = handed.snapshots()
    with pytest.raises(Refused, match="protected"):
        handed.as_assessor(ANN).type(cell, f"over {why}")
    assert handed.snapshots() == before


def test_an_assessor_cannot_move_or_take_away_anything(handed: GoogleOffice) -> None:
    page = handed.as_assessor(ANN)
    before = handed.snapshots()
    changes: list[Callable[[], object]] = [
        lambda: page.insert_rows(7),
        lambda: page.delete_rows(6),
        lambda: page.insert_columns(3),
        lambda: page.sort("A6:Z9", "B"),
        lambda: handed.google.person(ADDRESSES[ANN]).open(handed.sheets[ANN].key).delete_tab(TAB),
    ]
    for change in changes:
        with pytest.raises(Refused, match="protected"):
            change()
    assert handed.snapshots() == before
    handed.marks(ANN).type("B3", "Ann Lee")  # the office, whose spreadsheet it is, can


@pytest.mark.rule("R28", passes=True)
def test_an_assessor_cannot_open_that_of_another(handed: GoogleOffice) -> None:
    with pytest.raises(Refused, match="permission"):
        handed.google.person(ADDRESSES[BEN]).open(handed.sheets[ANN].key).tab(TAB).type("I6", 3)


# Whose is which


def test_a_title_tells_whose_it_is_where_nobody_shares_it_yet(office: GoogleOffice) -> None:
    office.sheets[ANN].share(ADDRESSES[ANN], "")
    run = office.hand_out()
    assert run.added[ANN] == list(MAY)
    assert run.code == 0
    (wrong,) = run.json["problems"]
    assert wrong["code"] == "G49"
    assert ADDRESSES[ANN] in wrong["remedy"]


def test_what_stands_in_it_counts_more_than_its_title(office: GoogleOffice) -> None:
    office.hand_out()
    office.sheets[ANN].batch(
        {"updateSpreadsheetProperties": {"properties": {"title": BEN}, "fields": "title"}}
    )
    office.sheets[ANN].rename_tab(TAB, "My marks")
    run = office.hand_out()
    assert run.added == {assessor: [] for assessor in ASSESSORS}
    assert run.json["sheets"][0]["file"] == BEN


def test_an_assessor_without_one_is_told_what_to_do(office: GoogleOffice) -> None:
    office.settings(office.sheets[ANN].address, office.sheets[BEN].address)
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {ANN: list(MAY), BEN: list(MAY), CAT: []}
    (wrong,) = run.json["problems"]
    assert wrong["code"] == "G44"
    for word in (ADDRESSES[CAT], office.google.robot, "[marks] sources", "Editor"):
        assert word in wrong["remedy"]


def test_one_that_is_nobodys_is_left_alone(office: GoogleOffice) -> None:
    spare = office.google.person(OFFICE).spreadsheet("Spare")
    spare.share(office.google.robot, "writer")
    addresses = [each.address for each in office.sheets.values()]
    office.settings(*addresses, spare.address)
    run = office.hand_out()
    assert run.code == 0
    assert codes(run) == ["G46"]
    assert spare.tabs == ["Sheet1"]


@pytest.mark.rule("R28", passes=False)
def test_one_that_two_assessors_share_is_refused_to_whom_its_title_names(
    office: GoogleOffice,
) -> None:
    office.sheets[ANN].share(ADDRESSES[BEN], "writer")
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {ANN: [], BEN: list(MAY), CAT: list(MAY)}
    (wrong,) = run.json["problems"]
    assert wrong["code"] == "G45"
    assert BEN in wrong["message"]
    assert ADDRESSES[BEN] in wrong["remedy"]
    assert office.sheets[ANN].tabs == ["Sheet1"]


@pytest.mark.rule("R28", passes=False)
def test_one_that_two_assessors_share_is_neithers_where_its_title_names_nobody(
    office: GoogleOffice,
) -> None:
    both = office.google.person(OFFICE).spreadsheet("Marking")
    for address in (office.google.robot, ADDRESSES[ANN], ADDRESSES[BEN]):
        both.share(address, "writer")
    office.settings(both.address, office.sheets[CAT].address)
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {ANN: [], BEN: [], CAT: list(MAY)}
    assert codes(run) == ["G47"]
    assert both.tabs == ["Sheet1"]


def test_one_in_which_the_office_keeps_marks_of_its_own_is_left_alone(
    office: GoogleOffice,
) -> None:
    headings = ["Ref", *(f"Domain {domain}" for domain in range(1, 11))]
    office.sheets[ANN].tab("Sheet1").fill("A1", [headings, ["26-02", *[5] * 10]])
    run = office.hand_out()
    assert run.added[ANN] == []
    assert "G44" in codes(run)
    assert office.sheets[ANN].tabs == ["Sheet1"]


def test_a_tab_of_the_same_name_that_is_not_ours_is_never_touched(office: GoogleOffice) -> None:
    office.sheets[ANN].tab(TAB).type("A1", "Shopping")
    before = office.google.snapshot(office.sheets[ANN].key)
    run = office.hand_out()
    assert run.code == 3
    assert codes(run) == ["G48"]
    assert office.google.snapshot(office.sheets[ANN].key) == before


def test_one_that_cannot_be_read_may_be_anybodys(office: GoogleOffice) -> None:
    office.sheets[ANN].share(office.google.robot, "")
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {assessor: [] for assessor in ASSESSORS}
    assert "G48" in codes(run)
    assert office.google.writes == 0


# Closed marking


@pytest.mark.rule("R28", passes=False)
@pytest.mark.parametrize("role", ["reader", "commenter", "writer"])
def test_one_that_another_assessor_can_open_is_refused(office: GoogleOffice, role: str) -> None:
    office.hand_out()
    office.sheets[ANN].share(ADDRESSES["Dee Marsh"], role)
    office.office.applications.append(_another(office))
    allocation(office.office).append(["26-06", *ASSESSORS])
    save_tracker(office.office, office.folder)
    before = office.google.snapshot(office.sheets[ANN].key)
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {ANN: [], BEN: ["26-06"], CAT: ["26-06"]}
    wrong = next(each for each in run.json["problems"] if each["code"] == "G45")
    assert wrong["rule"] == "R28"
    assert "Dee Marsh" in wrong["message"]
    assert ADDRESSES["Dee Marsh"] in wrong["remedy"]
    assert office.google.snapshot(office.sheets[ANN].key) == before


def _another(office: GoogleOffice) -> list[Any]:
    """One more application of the same window."""
    headings = office.office.applications[0]
    row = list(office.office.applications[3])
    row += [None] * (len(headings) - len(row))
    for heading, value in (("Ref", "26-06"), ("Name", "Ivy Marsh"), ("Email", "ivy@example.org")):
        row[headings.index(heading)] = value
    return row


@pytest.mark.rule("R28", passes=False)
@pytest.mark.parametrize("handed_out", [False, True])
def test_check_says_that_marking_is_not_closed(office: GoogleOffice, *, handed_out: bool) -> None:
    if handed_out:
        office.hand_out_at(QUICK)
    assert office.run("check", "--json").code == 0
    office.sheets[ANN].share(ADDRESSES[BEN], "reader")
    run = office.run("check", "--json")
    assert run.code == 1
    (wrong,) = [each for each in run.json["problems"] if each["severity"] == "error"]
    assert (wrong["code"], wrong["rule"], wrong["where"]) == ("G40", "R28", "Marking Ann Lee")
    assert BEN in wrong["message"]


@pytest.mark.parametrize("whom", ["@example.net", "anyone", "group:panel@example.net"])
def test_one_that_a_crowd_can_open_is_refused(office: GoogleOffice, whom: str) -> None:
    office.sheets[ANN].share(whom, "reader")
    run = office.hand_out()
    assert run.code == 3
    assert run.added == {ANN: [], BEN: list(MAY), CAT: list(MAY)}
    assert office.sheets[ANN].tabs == ["Sheet1"]
    assert codes(run).count("G45") == 1


def test_one_whose_sharing_cannot_be_seen_is_refused(office: GoogleOffice) -> None:
    office.sheets[ANN].writers_may_share(may=False)
    run = office.hand_out()
    assert run.code == 3
    wrong = next(each for each in run.json["problems"] if each["code"] == "G45")
    assert wrong["where"] == "Marking Ann Lee"
    assert office.google.robot in wrong["remedy"]


def test_the_offices_own_people_may_open_it(office: GoogleOffice) -> None:
    office.sheets[ANN].share("jo@igpm.example", "writer")
    assert office.hand_out().code == 0
