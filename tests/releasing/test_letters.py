"""The workbook of letters follows the tracker: `feedback --release` in an office, run after run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.bad_inputs.office import AGAIN, ANN, FURTHER, GOOD, PLAIN, Cell
from tests.bad_inputs.spoiling import cell, mark
from tests.releasing.office import Site

MEMBERS: list[list[Cell]] = [
    ["Name", "Email", "Membership no", "Window", "Paid to", "Left"],
    ["Eve Owen", "eve@example.org", "M-1", "2024-05", date(2026, 5, 31), None],
    ["Flo Penn", "flo@example.org", "M-2", "2024-05", None, None],
    ["Gil Rowe", "gil@example.org", "M-3", "2024-05", date(2027, 5, 31), None],
    ["Hal Sims", "hal@example.org", "M-4", "2024-05", date(2026, 5, 31), date(2026, 5, 30)],
]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def listed(site: Site, sheet: str, heading: str = "Ref") -> list[Any]:
    """What a sheet of the letters has in a column."""
    book = openpyxl.load_workbook(site.feedback / "letters.xlsx")
    headings, *rows = book[sheet].iter_rows(values_only=True)
    at = headings.index(heading)
    return [row[at] for row in rows if any(value is not None for value in row)]


def without(site: Site, ref: str) -> None:
    """The application is deleted from the tracker."""
    rows = site.office.applications
    rows[:] = [row for row in rows if row[0] != ref]
    site.save()


@pytest.mark.rule("R62", passes=True)
def test_a_letter_is_merged_until_the_tracker_says_that_it_was_sent(site: Site) -> None:
    site.run("--release", GOOD, FURTHER)
    assert listed(site, "Letters") == [GOOD, FURTHER]
    site.save(cell(GOOD, "Result sent", date(2026, 6, 11)))
    said = site.run("--release", FURTHER).out
    assert "1 result to send, 0 yearly fees to ask for, 1 sent before." in said
    assert listed(site, "Letters") == [FURTHER]
    assert listed(site, "Sent", "Result_sent_text") == ["11 June 2026"]


@pytest.mark.parametrize("word", ["sent", "posted by Siân"])
def test_words_under_result_sent_take_it_off_too(site: Site, word: str) -> None:
    site.run("--release", GOOD, FURTHER)
    site.save(cell(GOOD, "Result sent", word))
    said = site.run("--release", FURTHER).out
    assert "1 released result is on Sent without a day" in said
    assert listed(site, "Letters") == [FURTHER]
    assert listed(site, "Sent", "Result_sent_text") == [word]
    assert listed(site, "Sent", "Result_sent") == [None]


def test_not_yet_is_as_good_as_a_blank(site: Site) -> None:
    site.save(cell(GOOD, "Result sent", "not yet"))
    site.run("--release", GOOD)
    assert listed(site, "Letters") == [GOOD]


def test_nobody_is_written_to_of_a_result_that_holds_no_more(site: Site) -> None:
    site.run("--release", GOOD, FURTHER, PLAIN)
    site.save(mark(ANN, GOOD, 3, None), cell(FURTHER, "Withdrawn", "yes"))
    without(site, PLAIN)
    assert "3 released results are on Sent without a day" in site.run("--release", AGAIN).out
    assert listed(site, "Letters") == [AGAIN]
    assert listed(site, "Sent") == [GOOD, FURTHER, PLAIN]
    assert listed(site, "Sent", "Result_sent_text") == [
        "not sent: it stands at “Awaiting marks” now",
        "not sent: it stands at “Withdrawn” now",
        "not sent: no such application any more",
    ]


def test_a_result_of_another_window_is_not_forgotten(site: Site) -> None:
    site.run("--release", "--window", "2026-05", GOOD)
    site.run("--release", "--window", "2026-01")
    assert listed(site, "Letters") == [GOOD]


def test_fees_and_letters_are_up_to_date_where_nothing_is_released(site: Site) -> None:
    site.office.tracker["Members"] = MEMBERS
    site.save()
    said = site.run("--release", "--window", "2026-01").out
    assert "For letters, written anew: feedback/letters.xlsx.\n" in said
    assert "0 results to send, 1 yearly fee to ask for, 0 sent before." in said
    assert "1 Member left out of Renewals: Paid to is blank" in said
    assert listed(site, "Renewals", "Name") == ["Eve Owen"]
    site.save(cell("Eve Owen", "Paid to", date(2027, 5, 31), "Members"))
    assert site.run("--release", "--window", "2026-01").code == 0
    assert listed(site, "Renewals", "Name") == []


def test_where_there_is_nothing_to_write_no_workbook_is_made(site: Site) -> None:
    ran = site.run("--release", "--window", "2026-01", "--json")
    assert (ran.code, ran.json["letters"]) == (0, None)
    assert not (site.feedback / "letters.xlsx").exists()


@pytest.mark.parametrize("options", [(), (GOOD,)])
def test_a_run_that_only_lists_leaves_the_letters_alone(site: Site, options: Sequence[str]) -> None:
    site.run("--release", GOOD)
    before = (site.feedback / "letters.xlsx").stat().st_mtime_ns
    site.save(cell(GOOD, "Result sent", date(2026, 6, 11)))
    assert site.run(*options, "--json").json["letters"] is None
    assert (site.feedback / "letters.xlsx").stat().st_mtime_ns == before


def test_letters_that_are_open_are_made_up_for(site: Site) -> None:
    site.run("--release", GOOD)
    open_in_word = site.feedback / "~$letters.xlsx"
    open_in_word.write_bytes(b"")
    ran = site.run("--release", FURTHER)
    assert ran.code == 3
    assert "letters.xlsx" in ran.err
    assert [each["ref"] for each in site.record["releases"]] == [GOOD, FURTHER]
    assert listed(site, "Letters") == [GOOD]
    open_in_word.unlink()
    assert site.run("--release", FURTHER).code == 0
    assert listed(site, "Letters") == [GOOD, FURTHER]
    assert len(site.record["releases"]) == 2
