"""Tests of finding the heading row and its columns."""

from __future__ import annotations

from datetime import date

import pytest

from igpm_sheets.adapters.grid import CellValue
from igpm_sheets.fields import FIELDS, TabKind
from igpm_sheets.model import DOMAINS
from igpm_sheets.reading.headings import Headings, Vocabulary, find_headings
from tests.reading.sheets import BOOK, Rows, read, seen, tracker_tab

WORDS = Vocabulary(TabKind.APPLICATIONS)


def found(rows: Rows) -> Headings:
    """The headings of a tab that has some."""
    headings = find_headings(tracker_tab(rows), WORDS)
    assert headings is not None
    return headings


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("ref", "Ref | Ref no | Reference | Ref. | Application ref | Application number | ID"),
        ("ref", "Our ref | App ref | REF NO. | ref_no | Ref #"),
        ("received", "Date received | Received | Received on | Date application received"),
        ("received", "Application received | Application date | Date of application"),
        ("received", "Submitted | Date submitted | Submission date | RECEIVED:"),
        ("received", "Date received (dd/mm/yyyy) | Date received* | Date\nreceived"),
        ("name", "Name | Candidate | Candidate name | Applicant | Applicant’s name | Full name"),
        ("email", "Email | E-mail | E-Mail Address | Contact email"),
        ("practice", "Practice | Practice name | Surgery | Organisation | Employer"),
        ("previous_ref", "Previous ref | Previous application | Original ref | Resubmission of"),
        ("previous_ref", "First ref | Earlier ref"),
        ("role_started", "Role started | In post since | In role since | Start date"),
        ("role_started", "Role start date | Date started in role | Started in post"),
        ("evidence_3", "Evidence 3 | Evidence domain 3 | Domain 3 evidence | Ev 3 | E3"),
        ("evidence_3", "Evidence D3 | Evidence for domain 3 | evidence_3"),
        ("testimonial_2_from", "Testimonial 2 from | Referee 2 type | Second testimonial from"),
        ("testimonial_1_referee", "Testimonial 1 referee | Referee 1 | Referee 1 name"),
        ("earlier_post_1_started", "Earlier post 1 started | Previous role start date"),
        ("cpd_year_2", "CPD year 2 | cpd 2"),
        ("signed_off", "Panel signed off | Sign-off"),
        ("application_form", "Application form"),
        ("substantive", "Substantive post"),
    ],
)
def test_headings_as_offices_word_them(name: str, headings: str) -> None:
    for heading in headings.split(" | "):
        match = WORDS.match(heading)
        assert match is not None, heading
        assert match[0] == name


@pytest.mark.parametrize(
    "heading",
    [
        *("Constitution", "Date received (testimonial)", "Associate fee paid", "Testimonial 1"),
        *("Evidence 11", "Evidence 0", "Evidence 1.0", "Ref (previous)", "Fee", "Result due"),
        *("Notes", ""),
    ],
)
def test_headings_that_might_mean_something_else_are_left_alone(heading: str) -> None:
    assert WORDS.match(heading) is None


def test_every_heading_of_ours_is_its_field() -> None:
    for kind in TabKind:
        words = Vocabulary(kind)
        for field in FIELDS[kind]:
            match = words.match(field.heading)
            assert match is not None
            assert match[0] == field.name


@pytest.mark.parametrize("number", DOMAINS)
@pytest.mark.rule("R43", passes=True)
def test_evidence_is_found_by_both_wordings_of_the_domain(number: int) -> None:
    domain = BOOK.domains[number - 1]
    for title in domain.headings:
        rows = [["Ref", "Received", f"Evidence: {title}"], ["A1", "3 May 2026", "yes"]]
        office, problems = read(tracker_tab(rows))
        assert not problems
        assert office.applications[0].evidence[number - 1] is True


@pytest.mark.rule("R43", passes=False)
def test_evidence_of_an_unknown_domain_is_left_alone() -> None:
    rows = [["Ref", "Received", "Evidence: Gardening"], ["A1", "3 May 2026", "yes"]]
    office, _ = read(tracker_tab(rows))
    assert office.applications[0].evidence == (None,) * 10


HEADS: list[CellValue] = ["Ref", "Name", "Date received", "Email"]
DATA: list[CellValue] = ["A1", "Ann Lee", "3 May 2026", "ann@example.org"]


@pytest.mark.parametrize("above", [0, 1, 5, 49])
def test_the_heading_row_is_found_within_fifty_rows(above: int) -> None:
    padding: list[list[CellValue]] = [["Applications 2026", None, "Ref"]] * above
    headings = found([*padding, HEADS, DATA])
    assert headings.row == above + 1
    assert headings.columns == {"ref": 1, "name": 2, "received": 3, "email": 4}


def test_beyond_fifty_rows_nobody_looks() -> None:
    assert find_headings(tracker_tab([["Title"]] * 50 + [HEADS, DATA]), WORDS) is None


@pytest.mark.parametrize(
    "rows",
    [
        [DATA, DATA],
        [["Ref"], ["A1"]],
        [["Practice", "Practice", "Practice"]],
        [],
        [[None, None]],
        [["Name Ref"], ["Received"]],
    ],
)
def test_data_and_titles_are_no_headings(rows: Rows) -> None:
    assert find_headings(tracker_tab(rows), WORDS) is None


def test_data_that_sound_like_headings_do_not_win() -> None:
    rows: Rows = [HEADS, ["A1", "Name", "Received", "Email"], DATA]
    assert found(rows).row == 1


def test_columns_keep_their_place_behind_blank_ones() -> None:
    assert found([[None, None, *HEADS]]).columns == {
        "ref": 3,
        "name": 4,
        "received": 5,
        "email": 6,
    }


def test_groups_above_and_parts_below() -> None:
    nine = [None] * 9
    rows: Rows = [
        ["Applications"],
        ["Ref", "Date received", "Testimonial 1", None, None, "Referee 2", None, None, "Evidence"],
        [None, None, "From", "Referee", "Received", "Type", "Name", "Received", *DOMAINS, "Gone"],
        ["A1", "3 May 2026", "senior", "Dr Khan", "yes", "peer", "Jo Day", "no", *"yyyyyyyyyn"],
    ]
    rows = [rows[0], [*rows[1], *nine, "Withdrawn"], [*rows[2][:-1]], rows[3]]
    office, problems = read(tracker_tab(rows))
    assert not problems
    (application,) = office.applications
    first, second = application.testimonials
    assert (first.referee, first.received) == ("Dr Khan", True)
    assert (second.referee, second.received) == ("Jo Day", False)
    assert application.evidence == (True,) * 9 + (False,)
    assert str(application.cell("evidence_10")) == "applications.xlsx › Applications!R4"
    assert str(application.cell("withdrawn")) == "applications.xlsx › Applications!S4"


def test_what_is_the_referees_is_not_the_candidates() -> None:
    rows: Rows = [
        [None, None, "Testimonial 1", None, None],
        ["Ref", "Received", "Name", "Email", "Received"],
        ["A1", "3 May 2026", "Dr Khan", "khan@example.org", "5 May 2026"],
    ]
    office, _ = read(tracker_tab(rows))
    (application,) = office.applications
    assert application.email == ""
    assert application.name == ""
    assert application.testimonials[0].referee == "Dr Khan"
    assert application.received is not None
    assert application.received.day == 3


def test_a_row_of_data_is_not_the_lower_row_of_two() -> None:
    rows: Rows = [
        ["Ref", "Received", "Evidence", None, None],
        [1.0, "3 May 2026", 1.0, 2.0, 3.0],
    ]
    office, _ = read(tracker_tab(rows))
    assert [application.ref for application in office.applications] == ["1"]
    rows = [["Ref", "Received", "Evidence 1", "Evidence 2"], [1.0, "3 May 2026", 1.0, 0.0]]
    office, problems = read(tracker_tab(rows))
    assert not problems
    assert office.applications[0].evidence[:3] == (True, False, None)


def test_the_offices_own_headings_count_first() -> None:
    rows: Rows = [
        ["Our file", "Received", "Came in", "Start date"],
        ["A1", "1 Jan 2020", "3 May 2026", "1 Feb 2021"],
    ]
    own = {"ref": "our  FILE", "received": "Came in"}
    office, problems = read(tracker_tab(rows), columns=own)
    assert not problems
    (application,) = office.applications
    assert application.ref == "A1"
    assert application.cell("received").a1 == "C2"
    assert application.cell("role_started").a1 == "D2"


def test_an_own_heading_that_is_not_there() -> None:
    rows: Rows = [["Ref", "Date received", "Start date"], ["A1", "3 May 2026", "1 Feb 2021"]]
    own = {"role_started": "Doing it since", "received": "Came in", "nation": "Land"}
    office, problems = read(tracker_tab(rows), columns=own)
    assert [(p.code, p.severity.value) for p in problems] == [
        ("H05", "warning"),
        ("H06", "error"),
        ("H05", "warning"),
    ]
    assert 'column "Start date" is read instead' in problems[0].message
    assert "no column is read for it" in problems[2].message
    assert office.applications[0].role_started is not None


def test_an_own_heading_may_stand_in_one_of_several_tabs() -> None:
    one = tracker_tab([["Ref", "Came in"], ["A1", "3 May 2026"]], "2026")
    other = tracker_tab([["Ref", "Received"], ["A2", "3 May 2025"]], "2025")
    office, problems = read(one, other, columns={"received": "Came in"})
    assert [application.ref for application in office.applications] == ["A1", "A2"]
    assert {p.code for p in problems} == {"H11"}


def test_a_missing_column_that_must_be_there() -> None:
    rows: Rows = [["Ref", "Name", "Email", "Role"], ["A1", "Ann Lee", "a@example.org", "PM"]]
    office, problems = read(tracker_tab(rows))
    assert [(p.code, p.severity.value, p.where.a1) for p in problems] == [("H04", "error", "1:1")]
    assert "Date received" in problems[0].message
    assert office.applications[0].received is None


def test_without_refs_there_are_no_applications() -> None:
    rows: Rows = [["Name", "Email", "Date received"], ["Ann Lee", "a@example.org", "3 May 2026"]]
    office, problems = read(tracker_tab(rows))
    assert office.applications == ()
    assert seen(problems) == [("H04", "1:1")]


def test_no_tab_of_applications() -> None:
    office, problems = read(tracker_tab([["Shopping"], ["Tea"]]))
    assert office.applications == ()
    assert [(p.code, str(p.where)) for p in problems] == [("H01", "applications.xlsx")]


def test_a_slip_of_the_pen_is_named() -> None:
    rows: Rows = [["Ref", "Date received", "Emial", "Notes"], ["A1", "3 May 2026", "a@b.uk", "x"]]
    _, problems = read(tracker_tab(rows))
    assert seen(problems) == [("H08", "C1")]
    assert "did you mean Email?" in problems[0].message


def test_no_slip_where_the_field_has_its_column() -> None:
    rows: Rows = [["Ref", "Date received", "Email", "Emails"], ["A1", "3 May 2026", "a", "b"]]
    assert read(tracker_tab(rows))[1] == ()


@pytest.mark.parametrize(
    ("cells", "value", "codes"),
    [
        (("yes", "Yes"), True, ["H07"]),
        (("yes", "3 May 2026"), True, ["H07"]),
        ((date(2026, 5, 3), "03/05/2026"), date(2026, 5, 3), ["H07"]),
        ((None, " "), None, ["H07"]),
        (("no", "3 May 2026"), None, ["H07", "C16"]),
        (("3 May 2026", "4 May 2026"), None, ["H07", "C16"]),
        ((None, "yes"), None, ["H07", "C16"]),
        (("yes", None), None, ["H07", "C16"]),
    ],
)
def test_two_columns_with_as_good_a_heading(
    cells: tuple[CellValue, CellValue], value: object, codes: list[str]
) -> None:
    rows: Rows = [["Ref", "Received", "Paid", "Date paid"], ["A1", "3 May 2026", *cells]]
    office, problems = read(tracker_tab(rows))
    assert [p.code for p in problems] == codes
    assert [p.where.a1 for p in problems] == ["D1", "D2"][: len(codes)]
    assert "C1" in problems[0].message
    (application,) = office.applications
    assert application.fee_paid == value
    assert application.unreadable == (frozenset({"fee_paid"}) if len(codes) > 1 else frozenset())


def test_our_own_heading_goes_before_a_synonym_with_a_warning() -> None:
    rows: Rows = [
        ["ID", "Received", "Ref", "Date received"],
        [4711.0, "yes", "A1", "3 May 2026"],
    ]
    office, problems = read(tracker_tab(rows))
    assert seen(problems) == [("H07", "A1"), ("H07", "B1")]
    assert {p.severity.value for p in problems} == {"warning"}
    (application,) = office.applications
    assert (application.ref, application.received) == ("A1", date(2026, 5, 3))


def test_the_settings_decide_between_two_columns_without_a_warning() -> None:
    rows: Rows = [["Ref", "Received", "Paid", "Fee paid"], ["A1", "3 May 2026", "no", "yes"]]
    office, problems = read(tracker_tab(rows), columns={"fee_paid": "Paid"})
    assert not problems
    assert office.applications[0].fee_paid is False


def test_a_heading_with_a_hint_gives_way_to_one_without() -> None:
    rows: Rows = [
        ["Ref", "Received", "Name (legal)", "Name"],
        ["A1", "3 May 2026", "A. Lee", "Ann"],
    ]
    office, problems = read(tracker_tab(rows))
    assert not problems
    assert office.applications[0].name == "Ann"
