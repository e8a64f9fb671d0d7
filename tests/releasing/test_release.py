"""A result goes out once, is recorded, and what changes afterwards is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.problems import CellRef, column_letters
from igpm_sheets.releasing import outgoing
from igpm_sheets.releasing import run as releasing
from igpm_sheets.releasing.outgoing import workbook_name
from igpm_sheets.writers.files import saving
from igpm_sheets.writers.files.in_place import locked
from tests.bad_inputs.office import AGAIN, ANN, BEN, CAT, FURTHER, GOOD, PLAIN
from tests.bad_inputs.spoiling import cell, mark
from tests.releasing.office import BUDGET, CYCLE, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_without_release_no_candidates_workbook_is_written(site: Site) -> None:
    ran = site.run("--json")
    assert ran.code == 0
    assert {each["ref"] for each in ran.json["ready"]} == {GOOD, FURTHER, PLAIN, AGAIN}
    assert site.workbooks() == []
    assert {path.name for path in site.feedback.glob("*.*")} >= {"comments.xlsx", "released.json"}


@pytest.mark.rule("R62", passes=True)
def test_each_candidate_gets_a_workbook_named_by_the_ref(site: Site) -> None:
    ran = site.run("--release", "--json")
    assert ran.code == 0
    assert site.workbooks() == sorted(f"{ref}.xlsx" for ref in (GOOD, FURTHER, PLAIN, AGAIN))
    assert {each["ref"] for each in ran.json["released"]} == {GOOD, FURTHER, PLAIN, AGAIN}
    assert set(ran.json) >= {"window", "today", "ready", "released", "differs", "problems"}


@pytest.mark.rule("R58", passes=True)
@pytest.mark.rule("R60", passes=True)
def test_it_says_what_is_needed_and_no_more(site: Site) -> None:
    site.run("--release", FURTHER)
    said = " ".join(site.texts(f"{FURTHER}.xlsx"))
    assert "Please send further evidence in domains 3 and 7." in said
    assert "Nothing else needs to be sent again." in said
    assert "Your marks in the other domains stand." in said
    assert f"“{CYCLE}”" in said
    assert f"“{BUDGET}”" in said
    assert "until 10 June 2027" in said
    assert "reads what reaches us by 30 September 2026." in said
    assert "£120.00 plus £24.00 VAT, £144.00 in all" in said
    assert "Congratulations" not in said


@pytest.mark.rule("I6", passes=False)
def test_where_windows_close_before_their_month_that_is_what_it_says(tmp_path: Path) -> None:
    site = Site(tmp_path, more='[interpretations]\nwindow = "previous_month_end"\n')
    site.run("--release", FURTHER, today="2026-09-10")
    assert "reads what reaches us by 31 December 2026." in " ".join(site.texts(f"{FURTHER}.xlsx"))


@pytest.mark.rule("R61", passes=False)
def test_nobody_reads_of_a_later_day_than_the_year_allows(site: Site) -> None:
    site.save(mark(ANN, AGAIN, 3, 3), mark(ANN, AGAIN, 7, 3))
    site.run("--release", AGAIN, today="2027-02-10")
    said = " ".join(site.texts(f"{AGAIN}.xlsx"))
    assert "until 20 February 2027. The next panel reads what reaches us by 20 February" in said


@pytest.mark.rule("I10", passes=False)
def test_where_the_reassessment_counts_that_is_the_day_it_says(tmp_path: Path) -> None:
    """The result of September is not due before 31 October, so May's window is the last."""
    site = Site(tmp_path, more='[interpretations]\none_year_to = "reassessment"\n')
    site.run("--release", FURTHER, today="2026-10-20")
    said = " ".join(site.texts(f"{FURTHER}.xlsx"))
    assert "until 31 May 2027. The next panel reads what reaches us by 31 January 2027." in said


@pytest.mark.rule("R4", passes=True)
def test_a_member_reads_of_the_award_and_the_first_fee(site: Site) -> None:
    site.run("--release", GOOD)
    said = " ".join(site.texts(f"{GOOD}.xlsx"))
    assert "Congratulations" in said
    assert "MIGPM" in said
    assert "1 June 2027: £85.00 plus £17.00 VAT, £102.00 in all" in said
    assert "further evidence" not in said.casefold()


def test_a_second_run_writes_nothing(site: Site) -> None:
    site.run("--release")
    before = {path: path.read_bytes() for path in site.feedback.glob("2*.xlsx")}
    times = {path: path.stat().st_mtime_ns for path in before}
    ran = site.run("--release", "--json")
    assert (ran.code, ran.json["ready"], ran.json["differs"]) == (0, [], [])
    assert [each["now"] for each in ran.json["released"]] == [False] * 4
    assert {path: path.stat().st_mtime_ns for path in before} == times


def test_typing_the_day_of_the_release_changes_nothing(site: Site) -> None:
    """What was told is counted from that day already (I9)."""
    site.run("--release")
    for ref in (GOOD, FURTHER, PLAIN, AGAIN):
        site.save(cell(ref, "Result sent", date(2026, 6, 10)))
    assert site.run("--json").json["differs"] == []


@pytest.mark.rule("I9", passes=False)
def test_another_day_is_told_and_nothing_is_written_again(site: Site) -> None:
    site.run("--release")
    before = (site.feedback / f"{FURTHER}.xlsx").read_bytes()
    site.save(cell(FURTHER, "Result sent", date(2026, 6, 20)))
    ran = site.run("--release", "--json")
    [differs] = ran.json["differs"]
    assert differs["differences"] == [
        {"what": "Resubmit by", "was": "10 June 2027", "now": "20 June 2027"}
    ]
    assert ran.codes == ["S01"]
    assert (site.feedback / f"{FURTHER}.xlsx").read_bytes() == before


def test_a_corrected_mark_is_told_domain_by_domain(site: Site) -> None:
    site.run("--release")
    site.save(mark(ANN, FURTHER, 3, 7))
    ran = site.run("--json")
    told = {each["what"]: each for each in ran.json["differs"][0]["differences"]}
    assert told["Domain 3"] == {
        "what": "Domain 3",
        "was": "4.00, below it",
        "now": "5.00, meets it",
    }
    assert told["Average"] == {"what": "Average", "was": "4.80", "now": "4.90"}
    assert f"{CYCLE}" in told["Domain 3, what the assessors wrote"]["was"]


@pytest.mark.rule("R62", passes=False)
def test_a_result_that_is_none_any_more_is_an_error_that_names_the_reason(site: Site) -> None:
    site.run("--release")
    site.save(mark(ANN, GOOD, 3, None))
    ran = site.run("--json")
    assert (ran.code, ran.codes) == (1, ["S22"])
    assert ran.json["differs"][0]["differences"][0]["now"] == "Awaiting marks"
    [told] = [each for each in ran.json["problems"] if each["code"] == "S22"]
    assert told["where"].startswith("applications.xlsx › Applications!")
    assert "released on 10 June 2026 as an award" in told["message"]
    assert "Awaiting marks: 29 of 30 marks are in" in told["message"]
    site.run("--again", GOOD, "--outcome-changed")
    assert [each["outcome"] for each in site.record["releases"] if each["ref"] == GOOD] == [
        "Award MIGPM"
    ]


def test_where_a_cell_is_the_reason_that_cell_is_named(site: Site) -> None:
    site.run("--release")
    site.save(cell(GOOD, "Result sent", "last Tuesday?"))
    told = [each for each in site.run("--json").json["problems"] if each["code"] == "S22"]
    column = column_letters(site.office.applications[0].index("Result sent") + 1)
    assert [f"Applications!{column}3" in each["message"] for each in told] == [True]


def to_further_evidence(site: Site) -> None:
    for domain in range(1, 6):
        site.save(*(mark(assessor, GOOD, domain, 3) for assessor in (ANN, BEN, CAT)))


@pytest.mark.rule("R62", passes=False)
def test_another_outcome_is_an_error_in_every_command(site: Site) -> None:
    site.run("--release")
    to_further_evidence(site)
    ran = site.run("--json")
    assert (ran.code, ran.codes) == (1, ["S21"])
    assert ran.json["differs"][0]["differences"] == [
        {"what": "Outcome", "was": "Award MIGPM", "now": "Further evidence needed"}
    ]
    for command in ("check", "status", "results"):
        assert site.run_other(command).code == 1
    told = [e for e in site.run_other("check", "--json").json["problems"] if e["code"] == "S21"]
    assert [(each["ref"], each["severity"]) for each in told] == [(GOOD, "error")]
    assert "as an award, and the outcome is now further evidence needed" in told[0]["message"]
    [sheet] = [
        s for s in openpyxl.load_workbook(site.folder / "results.xlsx") if s.title == "Problems"
    ]
    assert "S21" in {value for row in sheet.values for value in row}


def test_another_outcome_is_released_only_by_saying_so(site: Site) -> None:
    site.run("--release")
    to_further_evidence(site)
    before = (site.feedback / f"{GOOD}.xlsx").read_bytes()
    ran = site.run("--again", GOOD, "--json")
    assert ran.code == 1
    [waiting] = ran.json["waiting"]
    assert waiting["because"].endswith("if that is right, add --outcome-changed")
    assert (site.feedback / f"{GOOD}.xlsx").read_bytes() == before
    ran = site.run("--again", GOOD, "--outcome-changed", "--json")
    assert (ran.code, ran.codes) == (0, [])
    assert (site.feedback / f"{GOOD}.xlsx").read_bytes() != before
    assert site.run("--json").codes == []


def test_outcome_changed_alone_is_wrong_usage(site: Site) -> None:
    assert site.run("--outcome-changed").code == 2


def test_what_was_never_released_is_not_released_again(site: Site) -> None:
    ran = site.run("--again", GOOD)
    assert ran.code == 2
    assert "has not been released; use --release" in ran.err
    assert site.workbooks() == []


def test_a_damaged_record_is_a_warning_where_nothing_is_sent(site: Site) -> None:
    site.feedback.mkdir()
    (site.feedback / "released.json").write_text("{")
    ran = site.run_other("check", "--json")
    assert (ran.code, ran.codes) == (0, ["S23"])


def test_so_is_an_application_that_is_gone(site: Site) -> None:
    site.run("--release")
    rows = site.office.applications
    site.save(lambda _: rows.pop(next(n for n, row in enumerate(rows) if row[0] == PLAIN)))
    assert "S02" in site.run("--json").codes


@pytest.mark.rule("R62", passes=False)
def test_nobody_is_sent_a_result_again_because_its_ref_was_changed(site: Site) -> None:
    site.run("--release", PLAIN)
    site.save(cell(PLAIN, "Ref", "26-4"))
    for book in site.office.books.values():
        for rows in book.values():
            for row in rows:
                row[:] = ["26-4" if value == PLAIN else value for value in row]
    site.save()
    ran = site.run("--release", "--json")
    assert {"S02", "S19"} == set(ran.codes)
    assert "26-4.xlsx" not in site.workbooks()
    assert [each["ref"] for each in ran.json["waiting"]] == ["26-4"]


def test_a_workbook_that_is_gone_or_changed_is_told(site: Site) -> None:
    site.run("--release")
    (site.feedback / f"{GOOD}.xlsx").unlink()
    with (site.feedback / f"{PLAIN}.xlsx").open("ab") as file:
        file.write(b"!")
    ran = site.run("--release", "--json")
    assert sorted(ran.codes) == ["S03", "S04"]
    assert not (site.feedback / f"{GOOD}.xlsx").exists()


def test_only_again_writes_it_anew_and_keeps_the_one_before(site: Site) -> None:
    site.run("--release")
    before = (site.feedback / f"{FURTHER}.xlsx").read_bytes()
    site.save(mark(ANN, FURTHER, 3, 5))
    ran = site.run("--again", FURTHER, "--json", today="2026-06-12")
    assert ran.json["differs"] == []
    assert (site.feedback / f"{FURTHER}.xlsx").read_bytes() != before
    kept = site.feedback / "earlier" / f"{FURTHER} (2026-06-10).xlsx"
    assert kept.read_bytes() == before
    own = [each for each in site.record["releases"] if each["ref"] == FURTHER]
    assert [each["day"] for each in own] == ["2026-06-10", "2026-06-12"]
    assert own[1]["replaces"] == f"earlier/{kept.name}"


def test_what_was_sent_by_other_means_is_not_sent_again(site: Site) -> None:
    site.save(cell(GOOD, "Result sent", date(2026, 6, 1)))
    ran = site.run("--release", "--json", GOOD)
    assert ran.json["released"] == []
    assert "sent on 1 June 2026" in ran.json["waiting"][0]["because"]
    assert GOOD not in {each["ref"] for each in site.run("--json").json["ready"]}


@pytest.mark.rule("I26", passes=False)
def test_a_split_panel_waits_for_its_sign_off(tmp_path: Path) -> None:
    site = Site(tmp_path, more='[interpretations]\nsplit_panels = "hold"\n')
    site.save(mark(ANN, GOOD, 3, 7), mark(CAT, GOOD, 3, 4))
    [waiting] = site.run("--release", "--json").json["waiting"]
    assert waiting["ref"] == GOOD
    assert "sign-off" in waiting["because"]
    assert f"{GOOD}.xlsx" not in site.workbooks()


def test_no_result_goes_out_before_its_window_has_closed(site: Site) -> None:
    early = site.run("--release", "--json", "--today", "2026-05-20").json
    assert early["released"] == []
    assert all(each["because"].endswith("(R34)") for each in early["waiting"])
    assert site.workbooks() == []
    assert len(site.run("--release", "--json").json["released"]) == len(early["waiting"]) > 1


def test_an_error_that_concerns_a_result_holds_it_back(site: Site) -> None:
    site.save(cell(GOOD, "Fee paid", "???"))
    ran = site.run("--release", "--json")
    errors = {each["ref"] for each in ran.json["problems"] if each["severity"] == "error"}
    assert errors == {GOOD}
    assert [each["ref"] for each in ran.json["waiting"]] == [GOOD]
    assert ran.code == 1


def test_an_unknown_ref_is_wrong_usage(site: Site) -> None:
    assert site.run("--release", "26-99").code == 2


def test_nothing_is_released_from_what_was_read_by_half(site: Site) -> None:
    (site.folder / "marks" / "torn.xlsx").write_bytes(b"PK\3\4")
    ran = site.run("--release")
    assert ran.code == 3
    assert not site.feedback.exists()


def test_the_quiet_are_told_why_nothing_was_listed(site: Site) -> None:
    (site.folder / "marks" / "torn.xlsx").write_bytes(b"PK\3\4")
    ran = site.run("-q")
    assert ran.code == 3
    assert "torn.xlsx" in ran.err


def test_what_was_sent_before_without_a_release_is_counted(site: Site) -> None:
    for ref in (GOOD, FURTHER, PLAIN):
        site.save(cell(ref, "Result sent", date(2026, 6, 1)))
    ran = site.run()
    assert "1 ready, 0 waiting, 0 released before, 3 sent before without a release." in ran.out
    assert site.run("--json").json["sent_without_release"] == 3


@pytest.mark.parametrize("content", ["", "{", "[]", '{"made_by": "igpm_sheets", "version": 9}'])
def test_a_damaged_record_stops_everything(site: Site, content: str) -> None:
    site.feedback.mkdir()
    (site.feedback / "released.json").write_text(content)
    ran = site.run("--release")
    assert ran.code == 3
    assert "S14" in ran.err
    assert site.workbooks() == []


def test_so_does_one_with_an_entry_that_cannot_be_understood(site: Site) -> None:
    site.run("--release", GOOD)
    record = site.record
    record["releases"][0]["day"] = "soon"
    (site.feedback / "released.json").write_text(json.dumps(record))
    assert "S14" in site.run("--release").err


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("file", "../26-02.xlsx"),
        ("file", ""),
        ("file", "..\\26-02.xlsx"),
        ("replaces", "earlier/../../26-02.xlsx"),
        ("window", "May"),
        ("next_window", 2026),
        ("finished", "yes"),
        ("may_resubmit", 1),
        ("fee", "102.00"),
    ],
)
def test_nothing_is_written_where_a_record_leads_that_somebody_has_changed(
    site: Site, name: str, value: object
) -> None:
    site.run("--release", GOOD)
    record = site.record
    record["releases"][0][name] = value
    (site.feedback / "released.json").write_text(json.dumps(record))
    before = set(site.folder.parent.rglob("*.xlsx"))
    assert "S14" in site.run("--again", GOOD).err
    assert set(site.folder.parent.rglob("*.xlsx")) == before


def test_somebody_elses_file_is_left_alone(site: Site) -> None:
    site.feedback.mkdir()
    theirs = site.feedback / f"{GOOD}.xlsx"
    theirs.write_bytes(b"theirs")
    ran = site.run("--release", "--json")
    assert ran.code == 3
    assert theirs.read_bytes() == b"theirs"
    assert len(site.record["releases"]) == 3


def test_a_workbook_that_no_record_knows_may_have_been_sent(site: Site) -> None:
    site.run("--release")
    (site.feedback / "released.json").unlink()
    ran = site.run("--release", "--json")
    assert ran.codes == ["S11"] * 4
    assert ran.code == 1


def test_two_runs_never_meet(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.run()
    monkeypatch.setattr(releasing, "locked", partial(locked, wait=0.0))
    with locked(site.feedback / "released.json", CellRef("released.json")):
        ran = site.run("--release")
    assert (ran.code, site.workbooks()) == (3, [])
    assert "F31" in ran.err


@pytest.mark.parametrize("folder", ["marks", "."])
def test_the_folder_is_one_of_its_own(tmp_path: Path, folder: str) -> None:
    ran = Site(tmp_path, more=f'[feedback]\nfolder = "{folder}"\n').run()
    assert ran.code == 2
    assert "name a folder of its own" in ran.err


def test_letters_that_were_open_are_written_by_the_next_release(site: Site) -> None:
    site.run("--release", GOOD)
    sign = site.feedback / "~$letters.xlsx"
    sign.write_bytes(b"")
    assert site.run("--release").code == 3
    sign.unlink()
    before = (site.feedback / "letters.xlsx").read_bytes()
    ran = site.run("--release", "--json")
    assert (ran.code, ran.json["letters"]) == (0, "feedback/letters.xlsx")
    assert (site.feedback / "letters.xlsx").read_bytes() != before
    assert "For letters, written anew: feedback/letters.xlsx." in site.run("--release").out


# Stopped half-way


class Stopped(BaseException):
    """The run is killed."""


def stop(*_: object, **__: object) -> None:
    raise Stopped


@contextmanager
def stopped(monkeypatch: pytest.MonkeyPatch, put: Callable[..., None]) -> Iterator[None]:
    """Puts candidates' workbooks in place in another way, until that kills the run."""
    with monkeypatch.context() as patch:
        patch.setattr(outgoing, "put_in_place", put)
        with pytest.raises(Stopped):
            yield


def test_killed_before_the_workbook_it_is_written_the_next_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.run()

    with stopped(monkeypatch, stop):
        site.run("--release", GOOD)
    assert [each["finished"] for each in site.record["releases"]] == [False]
    ran = site.run("--release", GOOD, "--json")
    assert (ran.codes, [each["now"] for each in ran.json["released"]]) == ([], [True])


def test_killed_after_it_nobody_is_sent_it_twice(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.run()
    put = saving.put_in_place

    def stop_after(path: Path, content: bytes, **options: Path | None) -> None:
        put(path, content, **options)
        raise Stopped

    with stopped(monkeypatch, stop_after):
        site.run("--release", GOOD)
    before = (site.feedback / f"{GOOD}.xlsx").read_bytes()
    ran = site.run("--release", GOOD, "--json", today="2026-06-15")
    assert ran.codes == ["S05"]
    [released] = ran.json["released"]
    assert (released["now"], released["day"]) == (False, "2026-06-10")
    assert (site.feedback / f"{GOOD}.xlsx").read_bytes() == before


def test_killed_while_writing_it_again_the_one_before_still_counts(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.run("--release", GOOD)
    site.save(mark(ANN, GOOD, 3, 6))

    with stopped(monkeypatch, stop):
        site.run("--again", GOOD, today="2026-06-15")
    ran = site.run("--json", GOOD, today="2026-06-16")
    assert ran.codes == ["S01"]
    assert ran.json["released"][0]["day"] == "2026-06-10"


def test_killed_while_writing_again_what_somebody_had_changed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing counts as released that was never put in place."""
    site.run("--release", GOOD)
    with (site.feedback / f"{GOOD}.xlsx").open("ab") as file:
        file.write(b"!")
    with stopped(monkeypatch, stop):
        site.run("--again", GOOD, today="2026-06-15")
    ran = site.run("--json", GOOD, today="2026-06-16")
    assert ran.codes == ["S04"]
    assert ran.json["released"][0]["day"] == "2026-06-10"


def test_what_a_killed_run_had_begun_to_write_is_removed(site: Site) -> None:
    site.run()
    for name in (f"{GOOD}.xlsx", "released.json"):
        (site.feedback / f".{name}.0a1b2c3d.igpm-tmp").write_bytes(b"begun")
    site.run("--release")
    assert list(site.feedback.glob(".*.igpm-tmp")) == []


# Names of files


def test_refs_that_no_file_can_be_called_by(site: Site) -> None:
    for ref, to in ((GOOD, "A/1"), (FURTHER, "A-1"), (PLAIN, "CON")):
        site.save(cell(ref, "Ref", to))
        for book in site.office.books.values():
            for rows in book.values():
                for row in rows:
                    row[:] = [to if value == ref else value for value in row]
        site.comments = {(a, to if r == ref else r, d): t for (a, r, d), t in site.comments.items()}
    site.save()
    site.run("--release")
    assert "A-1.xlsx" in site.workbooks()
    files = {each["ref"]: each["file"] for each in site.record["releases"]}
    assert len({name.casefold() for name in files.values()}) == 4
    assert all((site.feedback / name).is_file() for name in files.values())
    assert files["CON"].casefold() != "con.xlsx"
    assert any("A/1" in text for text in site.texts(files["A/1"]))


@given(st.text(min_size=1, max_size=300))
def test_every_ref_gets_a_name_of_its_own(ref: str) -> None:
    name = workbook_name(ref)
    assert len(name.encode()) < 200
    assert not set(name) & set('<>:"/\\|?*\0')
    assert Path(name).name == name
    assert not name.startswith((".", "~"))
    others = [f"{ref}/", f"/{ref}", ref.replace("-", "/") if "-" in ref else f"{ref}:"]
    for other in others:
        assert workbook_name(other).casefold() != name.casefold()
