"""What offices write around and into their tables, and how it must not be taken."""

from __future__ import annotations

from datetime import date

import pytest

from igpm_sheets.adapters.grid import CellValue, Grid
from igpm_sheets.model import DOMAINS
from tests.reading.sheets import Line, Rows, line, marks_of, read, seen, tracker_tab

HEADS: Line = ["Ref", "Name", "Date received", "Type", "Role", "Nation", "Fee paid"]
ANN: Line = ["A1", "Ann Lee", date(2026, 5, 3), "full", "Practice manager", "Wales", "yes"]


def refs(*below: Line) -> tuple[list[str], list[str]]:
    office, problems = read(tracker_tab([HEADS, ANN, *below]))
    return [application.ref for application in office.applications], [p.code for p in problems]


@pytest.mark.parametrize(
    "totals",
    [
        ["Total", 7.0],
        ["Total", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        ["Totals:", 7],
        ["Count", "7"],
        [50.0, None, None, None, "Total"],
        [50.0, 50.0, None, None, None, "Total"],
        ["Grand total", None, None, None, None, None, 336.0],
    ],
    ids=str,
)
def test_a_row_that_sums_up_is_no_application(totals: Line) -> None:
    assert refs(totals) == (["A1"], [])


@pytest.mark.parametrize(
    "remark",
    [
        ["Last updated", "4 May 2026"],
        ["Last updated by", "Jo Smith"],
        ["S", "senior"],
        ["e.g. A7", "Your name", date(2026, 5, 3), "full", "Practice manager"],
        ["A9", None, None, "full"],
    ],
    ids=str,
)
def test_a_remark_or_an_example_is_no_application(remark: Line) -> None:
    found, codes = refs([], remark)
    assert found == ["A1"]
    assert codes in ([], ["C13"])


def test_an_early_entry_is_an_application_that_waits() -> None:
    assert refs(["A2", "Bob Day"])[0] == ["A1", "A2"]


@pytest.mark.parametrize(
    "heads", [["Ref", "Date received", "Amount"], ["Ref", "Received", "Letter no"]], ids=str
)
def test_a_list_of_payments_beside_the_tracker_is_no_second_tracker(heads: Line) -> None:
    payments = tracker_tab([heads, ["A1", date(2026, 6, 1), 336.0]], "Payments")
    for grids in ([tracker_tab([HEADS, ANN]), payments], [payments, tracker_tab([HEADS, ANN])]):
        office, problems = read(*grids)
        assert [application.name for application in office.applications] == ["Ann Lee"]
        assert [(p.code, p.where.tab) for p in problems] == [("H12", "Payments")]


def form(*below: Line) -> Rows:
    ten = [line(domain, 5.0, None) for domain in DOMAINS]
    return [["Ref", "A1"], ["Domain", "Mark", "Comment"], *ten, *below]


def test_a_key_to_the_marks_beneath_a_form_is_none_of_its_marks() -> None:
    key: list[Line] = [[], ["Mark", "Meaning"], [3, "inadequate"], [4, "insufficient"], [5, "ok"]]
    sheets, problems = marks_of(Grid("Ann Lee.xlsx", "A1", form(*key)))
    assert [sheet.marks for sheet in sheets] == [(5,) * 10]
    assert problems == ()


@pytest.mark.parametrize("heading", ["Domain {}: what we call it", "Domain {} - Our own words"])
def test_the_number_is_the_key_whatever_title_follows_it(heading: str) -> None:
    heads: Line = ["Ref", *(heading.format(domain) for domain in DOMAINS)]
    sheets, problems = marks_of(Grid("Ann Lee.xlsx", "Marks", [heads, ["A1", *[5.0] * 10]]))
    assert [sheet.marks for sheet in sheets] == [(5,) * 10]
    assert problems == ()


def test_a_title_of_another_domain_is_none() -> None:
    heads: Line = ["Ref", *(f"Domain {domain}" for domain in DOMAINS)]
    heads[4] = "Domain 4: Workforce"
    sheets, problems = marks_of(Grid("Ann Lee.xlsx", "Marks", [heads, ["A1", *[5.0] * 10]]))
    assert sheets[0].marks[3] is None
    assert "M02" in {problem.code for problem in problems}


def test_in_a_file_named_after_an_application_the_tabs_name_the_assessors() -> None:
    grids = [Grid("marks/A1.xlsx", name, form()) for name in ("Ann Lee", "Bob Day", "Cy Fox")]
    sheets, problems = marks_of(*grids)
    assert [sheet.assessor for sheet in sheets] == ["Ann Lee", "Bob Day", "Cy Fox"]
    assert problems == ()


@pytest.mark.parametrize("written", ["1.0", "D1", 1, "1"])
def test_a_domain_as_programs_write_it(written: CellValue) -> None:
    rows: Rows = [["Ref", "Domain", "Mark"], ["A1", written, "5.0"]]
    sheets, problems = marks_of(Grid("Ann Lee.xlsx", "Marks", rows))
    assert (sheets[0].marks[0], seen(problems)) == (5, [])
