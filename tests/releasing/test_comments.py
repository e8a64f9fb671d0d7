"""What assessors wrote goes through the office's hands before a candidate reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.bad_inputs.office import ANN, BEN, CAT, FURTHER, GOOD, PLAIN
from tests.bad_inputs.spoiling import Spoil, cell, mark
from tests.releasing.office import BUDGET, CYCLE, Site

NAMED = "As Ben  OKORO and Dr Hughes said, Owen Blake (owen@example.org) is better."
UNNAMED = "As [name removed] and [name removed] said, [name removed] ([name removed]) is better."


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def said_to(site: Site, ref: str = FURTHER) -> str:
    return " ".join(site.texts(f"{ref}.xlsx"))


def test_the_list_holds_the_comments_that_will_be_read(site: Site) -> None:
    site.comments[ANN, FURTHER, 1] = "In a domain that needs nothing."
    site.comments[ANN, PLAIN, 4] = "Nor does this one."
    site.save()
    site.run()
    assert {(row["Domain"], row["As written"]) for row in site.listed()} == {
        (3, CYCLE),
        (7, BUDGET),
    }
    assert all(row["For the candidate"] == row["As written"] for row in site.listed())


def test_a_run_that_changes_nothing_does_not_write_it(site: Site) -> None:
    site.run()
    path = site.feedback / "comments.xlsx"
    before = path.stat().st_mtime_ns
    assert site.run("--json").json["comments"] is None
    assert path.stat().st_mtime_ns == before


@pytest.mark.rule("R28", passes=True)
def test_names_are_taken_out_and_pointed_out(site: Site) -> None:
    site.comments[ANN, FURTHER, 3] = NAMED
    site.save()
    ran = site.run("--release", "--json")
    row = next(row for row in site.listed() if row["Domain"] == 3)
    assert row["For the candidate"] == UNNAMED
    assert row["As written"] == NAMED
    assert UNNAMED in said_to(site)
    assert ran.code == 0


def test_why_to_look_is_told_before_release(site: Site) -> None:
    site.comments[ANN, FURTHER, 3] = NAMED
    site.save()
    [ready] = [each for each in site.run("--json").json["ready"] if each["ref"] == FURTHER]
    assert "“Dr Hughes” (an assessor)" in ready["look_at"]
    [row] = [row for row in site.listed() if row["Domain"] == 3]
    assert "“Owen Blake” (another candidate)" in row["Look at"]


def test_the_offices_wording_is_what_is_sent(site: Site) -> None:
    site.run()
    site.type(CYCLE, "For the candidate", "Kindly show one cycle.")
    site.type(CYCLE, "Notes", "talked to Ann")
    site.run()
    site.run("--release")
    assert "“Kindly show one cycle.”" in said_to(site)
    assert CYCLE not in said_to(site)
    [row] = [row for row in site.listed() if row["As written"] == CYCLE]
    assert row["Notes"] == "talked to Ann"
    assert site.run("--json").json["differs"] == []


def test_what_is_emptied_is_not_sent(site: Site) -> None:
    site.run()
    site.type(CYCLE, "For the candidate", None)
    site.run()
    site.run("--release")
    assert CYCLE not in said_to(site)
    assert BUDGET in said_to(site)


def test_nor_is_what_is_deleted(site: Site) -> None:
    site.run()
    site.delete(CYCLE)
    site.run("--release")
    assert CYCLE not in said_to(site)
    [row] = [row for row in site.listed() if row["As written"] == CYCLE]
    assert row["For the candidate"] is None


def wordings(site: Site) -> dict[str, str | None]:
    """What candidates will read, by what was written."""
    return {row["As written"]: row["For the candidate"] for row in site.listed()}


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        (mark(ANN, FURTHER, 1, None), mark(ANN, FURTHER, 1, 5)),
        (cell(FURTHER, "Disciplinary", "open"), cell(FURTHER, "Disciplinary", "none")),
        (cell(FURTHER, "Ref", "26-33"), cell("26-33", "Ref", FURTHER)),
        (cell(FURTHER, "Result sent", date(2026, 6, 1)), cell(FURTHER, "Result sent", None)),
        (mark(ANN, FURTHER, 3, 9), mark(ANN, FURTHER, 3, 3)),
    ],
)
def test_comments_outlive_a_day_on_which_their_result_is_not_ready(
    site: Site, spoil: Spoil, mend: Spoil
) -> None:
    site.comments[CAT, FURTHER, 7] = NAMED
    site.comments[CAT, FURTHER, 3] = "Left out."
    site.comments[ANN, FURTHER, 7] = "Deleted."
    site.save()
    site.run()
    site.type(BUDGET, "For the candidate", "Kindly add a budget.")
    site.type("Left out.", "For the candidate", None)
    site.delete("Deleted.")
    ready = {
        CYCLE: CYCLE,
        NAMED: UNNAMED,
        BUDGET: "Kindly add a budget.",
        "Left out.": None,
        "Deleted.": None,
    }
    site.save(spoil)
    for _ in range(2):
        site.run()
    there = {text: words for text, words in ready.items() if text in wordings(site)}
    assert wordings(site) == there
    site.save(mend)
    for _ in range(2):
        site.run()
    assert wordings(site) == ready


def test_rows_of_a_result_that_is_not_ready_say_so(site: Site) -> None:
    site.run()
    site.save(mark(ANN, FURTHER, 1, None))
    assert site.run("--json").code == 0
    assert {row["Look at"] for row in site.listed()} == {"not ready at present: Awaiting marks"}
    assert wordings(site) == {CYCLE: CYCLE, BUDGET: BUDGET}


def test_while_mark_sheets_are_missing_the_list_stays_as_it_is(site: Site) -> None:
    site.run()
    before = (site.feedback / "comments.xlsx").read_bytes()
    (site.folder / "marks").rename(site.folder / "marks (old)")
    ran = site.run("--json")
    assert ran.codes == ["S20"]
    assert (site.feedback / "comments.xlsx").read_bytes() == before
    (site.folder / "marks (old)").rename(site.folder / "marks")
    assert site.run("--json").codes == []
    assert wordings(site) == {CYCLE: CYCLE, BUDGET: BUDGET}


def test_a_comment_whose_domain_met_the_standard_for_a_day_comes_back(site: Site) -> None:
    site.run()
    site.save(mark(ANN, FURTHER, 3, 7))
    site.run()
    assert wordings(site) == {BUDGET: BUDGET}
    site.save(mark(ANN, FURTHER, 3, 3))
    site.run("--release")
    assert f"“{CYCLE}”" in said_to(site)


def test_an_edit_does_not_hold_for_what_is_written_afterwards(site: Site) -> None:
    site.run()
    site.type(CYCLE, "For the candidate", "Kindly show one cycle.")
    site.comments[ANN, FURTHER, 3] = "Two cycles are needed."
    site.save()
    first = site.run("--release", "--json")
    assert first.codes == ["S09"]
    assert f"{FURTHER}.xlsx" not in site.workbooks()
    rows = {row["As written"]: row for row in site.listed()}
    assert rows["Two cycles are needed."]["For the candidate"] == "Two cycles are needed."
    assert "no longer written" in rows[CYCLE]["Look at"]
    site.run("--release")
    assert "“Two cycles are needed.”" in said_to(site)


def test_a_name_that_the_office_leaves_in_stops_that_candidate_alone(site: Site) -> None:
    site.run()
    site.type(CYCLE, "For the candidate", "Cat Hughes wants one cycle.")
    ran = site.run("--release", "--json")
    assert ran.codes == ["S06"]
    assert ran.code == 1
    assert [each["ref"] for each in ran.json["waiting"]] == [FURTHER]
    assert f"{GOOD}.xlsx" in site.workbooks()
    assert f"{FURTHER}.xlsx" not in site.workbooks()


def test_what_may_be_a_name_waits_until_somebody_has_looked(site: Site) -> None:
    site.office.tracker["Assessors"].append(["Mark", None, "Board", None, None, "yes"])
    text = "The Mark 2 system is well described."
    site.comments[BEN, FURTHER, 7] = text
    site.save()
    assert site.run("--release", "--json").codes == ["S08"]
    assert f"{FURTHER}.xlsx" not in site.workbooks()
    site.type(text, "Checked", "yes")
    assert site.run("--release", "--json").codes == []
    assert text in said_to(site)


def test_what_goes_out_unchecked_is_told_before(site: Site) -> None:
    site.comments[ANN, FURTHER, 3] = NAMED
    site.comments[BEN, FURTHER, 7] = "I gave this a 4, see above."
    site.save()
    assert site.run("--json").json["unchecked"] == 0
    site.type(NAMED, "Checked", "yes")
    told = [row["Look at"] for row in site.listed() if row["Domain"] == 7]
    assert told == ["gives a mark away: “gave this a 4”; speaks of another text: “see above”"]
    ran = site.run("--release", FURTHER)
    assert "Sent unchecked: 1 comment" in ran.err
    assert f"{FURTHER}.xlsx" in site.workbooks()


def test_json_says_how_many_went_out_unchecked(site: Site) -> None:
    site.comments[BEN, FURTHER, 7] = "Borderline 4/5."
    site.save()
    ran = site.run("--release", "--json")
    assert ran.json["unchecked"] == 1
    assert site.run("--json").json["unchecked"] == 0


@pytest.mark.rule("R28", passes=True)
def test_a_signature_and_where_somebody_is_reached_do_not_go_out(site: Site) -> None:
    site.comments[BEN, FURTHER, 7] = "Thin. Call 01632 960001. Thanks, Ben (as Cat said to Ben)"
    site.save()
    site.run("--release")
    assert "Thin. Call [removed]. Thanks, [name removed] (as [name removed] said" in said_to(site)
    [row] = [row for row in site.listed() if row["Domain"] == 7]
    assert row["Look at"].count("“Ben”") == 1


def test_somebody_of_the_candidates_own_is_pointed_out_and_sent(site: Site) -> None:
    site.comments[BEN, FURTHER, 7] = "The letter of Mrs Tanaka is kind."
    site.save()
    ran = site.run("--release", "--json")
    [ready] = [row for row in site.listed() if row["Domain"] == 7]
    assert "Mrs Tanaka" in said_to(site)
    assert ran.codes == []
    assert ready["Look at"]


def test_two_rows_for_one_comment_that_differ_hold_it_back(site: Site) -> None:
    site.run()
    path = site.feedback / "comments.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    [row] = [[c.value for c in row] for row in sheet.iter_rows() if row[3].value == CYCLE]
    sheet.append([*row[:4], "Another wording", *row[5:]])
    for table in list(sheet.tables):
        del sheet.tables[table]
    book.save(path)
    assert site.run("--release", "--json").codes == ["S10"]


def test_nothing_of_what_stands_twice_is_chosen_by_the_program(site: Site) -> None:
    test_two_rows_for_one_comment_that_differ_hold_it_back(site)
    before = (site.feedback / "comments.xlsx").read_bytes()
    assert site.run("--release", "--json").codes == ["S10"]
    assert (site.feedback / "comments.xlsx").read_bytes() == before
    assert FURTHER not in " ".join(site.workbooks())


def test_in_a_results_workbook_the_day_is_that_of_the_release(site: Site) -> None:
    site.run("--release", FURTHER)
    site.run_other("results", today="2026-06-25")
    book = openpyxl.load_workbook(site.folder / "results.xlsx")
    assert book[FURTHER]["A3"].value.endswith("10 June 2026")
    assert "until 10 June 2027" in " ".join(str(c) for row in book[FURTHER].values for c in row)
    assert book[GOOD]["A3"].value.endswith("25 June 2026")


@pytest.mark.parametrize("formula", ["=1/0", '="One "&"cycle"'])
def test_a_formula_that_shows_no_words_is_not_sent(site: Site, formula: str) -> None:
    site.run()
    site.type(CYCLE, "For the candidate", formula)
    assert site.run("--release", "--json").codes == ["S17"]
    assert f"{FURTHER}.xlsx" not in site.workbooks()
    site.type(CYCLE, "For the candidate", "One cycle.")
    site.run("--release")
    assert "“One cycle.”" in said_to(site)


def test_a_row_that_does_not_say_any_more_what_it_is_for_stops_it(site: Site) -> None:
    site.run()
    site.type(CYCLE, "Domain", "Domain three")
    for _ in range(2):
        ran = site.run("--release", "--json")
        assert (ran.code, ran.codes) == (1, ["S18"])
    assert f"{FURTHER}.xlsx" not in site.workbooks()


def test_changing_what_was_written_never_drops_a_comment_silently(site: Site) -> None:
    """Only deleting its row does: the wording of a changed one would be for no comment."""
    site.run()
    site.type(CYCLE, "For the candidate", "Kindly show one cycle.")
    site.type(CYCLE, "As written", "One cycle.")
    assert site.run("--release", "--json").codes == ["S09"]
    assert f"{FURTHER}.xlsx" not in site.workbooks()
    assert {CYCLE, "One cycle."} <= {row["As written"] for row in site.listed()}
    site.delete("One cycle.")
    site.run("--release")
    assert f"“{CYCLE}”" in said_to(site)


def test_a_list_that_is_gone_stops_the_release(site: Site) -> None:
    site.run()
    (site.feedback / "comments.xlsx").unlink()
    ran = site.run("--release")
    assert (ran.code, site.workbooks()) == (3, [])
    assert "S15" in ran.err
    assert site.run().code == 0
    assert site.run("--release").code == 0


def test_one_that_is_open_stops_it_too(site: Site) -> None:
    site.run()
    (site.feedback / "~$comments.xlsx").write_bytes(b"")
    ran = site.run("--release")
    assert (ran.code, site.workbooks()) == (3, [])
    assert "F22" in ran.err


def test_something_else_of_that_name_is_left_alone(site: Site) -> None:
    site.feedback.mkdir()
    path = site.feedback / "comments.xlsx"
    path.write_bytes((site.folder / "applications.xlsx").read_bytes())
    before = path.read_bytes()
    ran = site.run("--release")
    assert ran.code == 3
    assert "S16" in ran.err
    assert path.read_bytes() == before


def test_the_results_workbook_reads_like_what_is_sent(site: Site) -> None:
    from igpm_sheets.cli import run  # noqa: PLC0415

    site.comments[CAT, FURTHER, 7] = NAMED
    site.save()
    site.run()
    site.type(CYCLE, "For the candidate", "Kindly show one cycle.")
    assert (
        run(["results", "-c", str(site.folder / "igpm.toml"), "--today", "2026-06-10", "-q"]) == 0
    )
    sheet = openpyxl.load_workbook(site.folder / "results.xlsx")[FURTHER]
    said = " ".join(str(value) for row in sheet.values for value in row if value)
    assert "Kindly show one cycle." in said
    assert UNNAMED in said
    assert "Ben" not in said
