"""Reading an office at Google: how often Google is asked, and what is said of what goes wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.cli import run
from tests.bad_inputs.office import ANN, BEN, CAT, TODAY, TRACKER, good_office, mark_sheet, sheet_of
from tests.google.online_office import OFFICE, OnlineOffice, online
from tests.google_server.server import Fault, GoogleServer, Script

MARKS_OF_ANN = sheet_of(ANN)


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OnlineOffice:
    """A tracker with three tabs, three mark sheets, all at Google; nothing is wrong."""
    return online(google, good_office().write(tmp_path), monkeypatch, TODAY)


def problems(office: OnlineOffice, code: int = 0) -> list[dict[str, Any]]:
    """What `check` finds wrong, notes left out."""
    ran = office.run("check", "--json")
    assert ran.code == code, ran.err
    return [each for each in ran.json["problems"] if each["severity"] != "note"]


def codes(office: OnlineOffice, code: int = 0) -> list[str]:
    return [each["code"] for each in problems(office, code)]


# How often Google is asked


def test_a_tracker_is_read_with_one_request(office: OnlineOffice) -> None:
    office.sheets[TRACKER].tab("Notes").type("A1", "a fourth tab")
    office.name([office.address(TRACKER)], ["marks/*.xlsx"])
    office.google.forget()
    office.run("check")
    assert office.google.counts() == {"get": 1}


def test_unchanged_mark_sheets_are_not_read_again(office: OnlineOffice) -> None:
    office.google.forget()
    first = office.run("results", "--json")
    assert office.google.counts() == {"get": 4, "files.list": 1}
    office.google.forget()
    again = office.run("results", "--json")
    assert office.google.counts() == {"get": 1, "files.list": 1}
    assert again.json == first.json
    assert first.json["applications"][0]["sum"] == 153


def test_one_that_somebody_changed_is_read_again(office: OnlineOffice) -> None:
    assert codes(office) == []
    office.sheets[MARKS_OF_ANN].tab("Marks").type("B5", 9)
    office.google.forget()
    (wrong,) = problems(office, 1)
    assert (wrong["code"], wrong["where"]) == ("M03", "Ann Lee.xlsx › Marks!B5")
    assert office.google.counts() == {"get": 2, "files.list": 1}


def test_for_a_release_everything_is_read_anew(office: OnlineOffice) -> None:
    assert codes(office) == []
    for asked, read in (((), 1), (("--release",), 4), (("--again", "A-1"), 4)):
        office.google.forget()
        office.run("feedback", *asked)
        assert office.google.counts() == {"get": read, "files.list": 1}


def test_36_mark_sheets_cost_36_requests_and_then_none(
    google: GoogleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = good_office()
    more = [f"Assessor {number:02}" for number in range(33)]
    made.books |= {sheet_of(name): {"Marks": mark_sheet(name)["Marks"][:3]} for name in more}
    office = online(google, made.write(tmp_path), monkeypatch, TODAY)
    assert len(office.marks) == 36
    google.forget()
    first = office.run("results", "--json")
    assert google.counts() == {"get": 37, "files.list": 1}
    google.forget()
    assert office.run("results", "--json").json == first.json
    assert google.counts() == {"get": 1, "files.list": 1}


def test_a_spreadsheet_that_is_named_twice_is_read_once(office: OnlineOffice) -> None:
    tracker, ann = office.address(TRACKER), office.address(MARKS_OF_ANN)
    marks = [office.address(sheet_of(name)) for name in (BEN, CAT)]
    office.name([tracker], [ann, f"{ann}?usp=sharing", f"{ann}#gid=77", *marks, tracker])
    office.google.forget()
    assert codes(office) == ["M01"]  # the tracker holds no marks
    assert office.google.counts() == {"get": 4, "files.list": 1}


def test_marks_in_the_tracker_itself_cost_nothing_more(office: OnlineOffice) -> None:
    tracker = office.address(TRACKER)
    office.name([tracker], [tracker])
    office.google.forget()
    office.run("check")
    assert office.google.counts() == {"get": 1}


def test_without_drives_listing_everything_is_read_and_nothing_said(
    office: OnlineOffice, tmp_path: Path
) -> None:
    scope = "https://www.googleapis.com/auth/spreadsheets.readonly"
    person = office.google.authorized_user(tmp_path, OFFICE, [scope])
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace("igpm-sheets.json", person.name), encoding="utf-8")
    assert person.name in office.config.read_text(encoding="utf-8")
    for _ in range(2):
        office.google.forget()
        assert codes(office) == []
        assert office.google.counts()["get"] == 4


def test_what_is_kept_is_of_no_use_to_a_damaged_cache(office: OnlineOffice, home: Path) -> None:
    assert codes(office) == []
    kept = list(home.rglob("*.kept"))
    assert len(kept) == 3
    for path in kept:
        path.write_bytes(path.read_bytes()[:-1])
    office.google.forget()
    assert codes(office) == []
    assert office.google.counts() == {"get": 4, "files.list": 1}


def test_what_will_be_written_into_is_never_taken_from_what_was_kept(office: OnlineOffice) -> None:
    read = settings.load(office.config)
    today = date.fromisoformat(TODAY)
    key = office.sheets[MARKS_OF_ANN].key
    for _ in range(2):
        office.google.forget()
        worked = jobs.work_out(read, today, written=(key,))
        told = worked.read.spreadsheets
        assert list(told) == [key]
        assert told[key]["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1000
    assert office.google.counts() == {"get": 2, "files.list": 1}


# What goes wrong


def test_an_office_file_in_drive_is_told_and_the_others_are_read(office: OnlineOffice) -> None:
    excel = office.google.person(OFFICE).excel_file("Late marks.xlsx")
    excel.share(office.google.robot, "writer")
    office.name([office.address(TRACKER)], [*map(office.address, office.marks), excel.address])
    (wrong,) = problems(office, 3)
    assert (wrong["code"], wrong["link"]) == ("G13", excel.address)
    assert office.run("results", "--json").json["applications"][0]["sum"] == 153


def test_a_spreadsheet_that_is_not_shared_is_told_and_the_others_are_read(
    office: OnlineOffice,
) -> None:
    office.sheets[MARKS_OF_ANN].share(office.google.robot, "")
    (wrong,) = [each for each in problems(office, 3) if each["code"].startswith("G")]
    assert wrong["code"] == "G06"
    assert wrong["where"] == office.address(MARKS_OF_ANN)
    assert office.google.robot in wrong["remedy"]


@pytest.mark.parametrize(
    "address",
    [
        "https://drive.google.com/drive/folders/1aB",
        "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pubhtml",
        "https://example.org/marks.xlsx",
    ],
)
def test_an_address_of_something_else_is_told_and_the_others_are_read(
    office: OnlineOffice, address: str
) -> None:
    office.name([office.address(TRACKER)], [*map(office.address, office.marks), address])
    (wrong,) = problems(office, 3)
    assert (wrong["code"], wrong["where"]) == ("G20", address)


def test_when_nobody_can_sign_in_it_is_tried_and_told_once(office: OnlineOffice) -> None:
    office.google.revoke(office.google.robot)
    office.google.forget()
    found = problems(office, 3)
    assert len({json.dumps(each) for each in found if each["code"].startswith("G")}) == 1
    assert office.google.token_requests < 5
    assert office.google.counts() == {}


def test_passing_faults_are_waited_out(office: OnlineOffice) -> None:
    office.google.weather = Script([Fault.UNAVAILABLE, Fault.BAD_GATEWAY], on={"get"})
    assert codes(office) == []


# Who can open them


@pytest.mark.rule("R28", passes=False)
def test_a_mark_sheet_that_another_assessor_can_open_is_told_by_every_command(
    office: OnlineOffice,
) -> None:
    office.sheets[MARKS_OF_ANN].share("BEN@example.net", "reader")
    (wrong,) = problems(office, 1)
    assert (wrong["code"], wrong["rule"], wrong["where"]) == ("G40", "R28", "Ann Lee.xlsx")
    assert wrong["link"] == office.address(MARKS_OF_ANN)
    assert "BEN@example.net" in wrong["remedy"]
    for _ in range(2):  # the second from what was kept
        assert "G40" in office.run("results", "--window", "all").err


@pytest.mark.rule("R28", passes=False)
def test_one_that_anyone_with_the_link_can_open_is_told(office: OnlineOffice) -> None:
    office.sheets[MARKS_OF_ANN].share("anyone", "reader")
    assert codes(office, 1) == ["G41"]


@pytest.mark.rule("R28", passes=True)
def test_the_assessor_and_the_office_may_open_it(office: OnlineOffice) -> None:
    office.sheets[MARKS_OF_ANN].share("ann@example.net", "writer")
    office.sheets[MARKS_OF_ANN].share("jo@igpm.example", "writer")
    assert codes(office) == []


def test_results_that_an_assessor_can_open_are_told_of(office: OnlineOffice) -> None:
    tracker = office.address(TRACKER)
    office.sheets[TRACKER].share("ben@example.net", "reader")
    assert codes(office) == []  # it holds nothing that tells of marks
    marks = [office.address(sheet_of(name)) for name in (ANN, BEN, CAT)]
    office.name([tracker], marks, [tracker])
    (open_to,) = problems(office, 0)
    assert (open_to["code"], open_to["rule"]) == ("G54", "R28")
    assert "Ben" in open_to["message"]


def test_who_can_open_it_is_no_news_where_it_cannot_be_seen(office: OnlineOffice) -> None:
    sheet = office.sheets[MARKS_OF_ANN]
    sheet.share("ben@example.net", "reader")
    sheet.share(office.google.robot, "reader")
    assert codes(office) == []


# What they are called, and where problems lead


def test_spreadsheets_of_one_title_are_told_apart(office: OnlineOffice) -> None:
    person = office.google.person(OFFICE)
    twins = [person.spreadsheet("Marks") for _ in range(2)]
    for sheet, name in zip(twins, (ANN, BEN), strict=True):
        sheet.share(office.google.robot, "writer")
        rows = mark_sheet(name)["Marks"]
        rows[3][1] = 9
        sheet.tab("Marks").fill("A1", rows)
    cat = office.address(sheet_of(CAT))
    office.name([office.address(TRACKER)], [*(each.address for each in twins), cat])
    first, second = (each for each in problems(office, 1) if each["code"] == "M03")
    names = {first["where"].partition(" › ")[0], second["where"].partition(" › ")[0]}
    assert names == {"Marks", f"Marks (…{twins[1].key[-6:]})"}


def test_a_problem_leads_to_the_very_cell(office: OnlineOffice) -> None:
    tab = office.sheets[MARKS_OF_ANN].tab("Marks")
    tab.type("C5", 9)
    (wrong,) = problems(office, 1)
    assert wrong["link"] == f"{tab.address}&range=C5"
    assert f"\n             {wrong['link']}\n" in office.run("check").out


def test_the_results_workbook_leads_to_the_cells_at_google(office: OnlineOffice) -> None:
    import openpyxl  # noqa: PLC0415 - slow to import

    tab = office.sheets[MARKS_OF_ANN].tab("Marks")
    tab.type("C5", 9)
    assert office.run("results", "--window", "all").code == 1
    book = openpyxl.load_workbook(office.config.parent / "results.xlsx")
    leads = {
        (cell.hyperlink.target, cell.hyperlink.location)
        for name in ("Problems", "Marks")
        for row in book[name].iter_rows()
        for cell in row
        if cell.hyperlink
    }
    address = office.address(MARKS_OF_ANN)
    assert (address, f"gid={tab.id}&range=C5") in leads  # the problem
    assert (address, f"gid={tab.id}&range=B6") in leads  # a mark
    assert not [target for target, _ in leads if target and not target.startswith("https:")]


def test_files_have_no_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = good_office().write(tmp_path)
    (tmp_path / MARKS_OF_ANN).unlink()
    run(["check", "--json", "-c", str(config), "--today", TODAY])
    found = json.loads(capsys.readouterr().out)["problems"]
    assert found
    assert not any("link" in each for each in found)
