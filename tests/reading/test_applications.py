"""Tests of reading applications: values, blanks, what cannot be read, and which rows count."""

# ruff: noqa: DTZ001 - cells of a spreadsheet have no time zone

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.adapters.grid import CellValue, ErrorValue, NeverCalculated
from igpm_sheets.model import (
    Application,
    ApplicationType,
    Disciplinary,
    Nation,
    Post,
    Testimonial,
    TestimonialFrom,
)
from igpm_sheets.reading.applications import ASSUMABLE, check_assumed, with_assumed
from tests.reading.sheets import Rows, cell_of, line, read, read_one, seen, tracker_tab


def test_a_full_row() -> None:
    record: dict[str, CellValue] = {
        "Ref": 1001.0,
        "Name": "Ann Lee ",
        "Email": "ann@example.org",
        "Practice": "Elm Surgery",
        "Nation": "wales",
        "Date received": datetime(2026, 5, 3),
        "Type": "Resub",
        "Previous ref": 1000.0,
        "Domains resubmitted": "3, 7",
        "Associate": "31/03/2027",
        "Role": "Practice Manager",
        "Role started": "1 March 2020",
        "Substantive post": "Y",
        "Earlier post 1 role": "Deputy",
        "Earlier post 1 started": "1/2/2018",
        "Earlier post 1 ended": "28/2/2020",
        "Constitution breach": "no",
        "Disciplinary": "None",
        "Application form": "yes",
        "Testimonial 1 from": "Senior partner",
        "Testimonial 1 referee": "Dr Khan",
        "Testimonial 1 received": "5 May 2026",
        "Testimonial 1 practice": "Elm Surgery",
        "Testimonial 1 covers": "character",
        "Testimonial 2 from": "peer",
        "Testimonial 2 referee": "Jo Day",
        "Testimonial 2 received": True,
        "Evidence 1": "✓",
        "Evidence 2": "x",
        "CPD year 1": "yes",
        "Fee paid": "£144.00",
        "Result sent": date(2026, 6, 30),
        "Withdrawn": "no",
        "Panel signed off": "no",
    }
    application, problems = read_one([list(record), list(record.values())])
    assert not problems
    assert application == Application(
        ref="1001",
        place=application.place,
        name="Ann Lee",
        email="ann@example.org",
        practice="Elm Surgery",
        nation=Nation.WALES,
        received=date(2026, 5, 3),
        type=ApplicationType.RESUBMISSION,
        previous_ref="1000",
        resubmitted_domains=(3, 7),
        associate=date(2027, 3, 31),
        role="Practice Manager",
        role_started=date(2020, 3, 1),
        substantive=True,
        earlier_posts=(Post("Deputy", date(2018, 2, 1), date(2020, 2, 28)),),
        constitution_breach=False,
        disciplinary=Disciplinary.NONE,
        testimonials=(
            Testimonial(
                TestimonialFrom.SENIOR,
                "Senior partner",
                "Dr Khan",
                date(2026, 5, 5),
                "Elm Surgery",
                "character",
            ),
            Testimonial(TestimonialFrom.PEER, "peer", "Jo Day", received=True),
        ),
        application_form=True,
        evidence=(True, False) + (None,) * 8,
        cpd=(True, None),
        fee_paid=Decimal("144.00"),
        result_sent=date(2026, 6, 30),
        withdrawn=False,
        signed_off=False,
    )
    assert application.cell("received").a1 == "F2"


def test_a_blank_is_not_recorded_and_never_no() -> None:
    application, problems = read_one([["Ref", "Received", "Name"], ["A1", None, "Ann"]])
    assert not problems
    assert application == Application("A1", application.place, "Ann")
    assert application.withdrawn is False
    assert application.type is ApplicationType.FULL
    assert application.unreadable == frozenset()


@pytest.mark.parametrize(
    ("heading", "cell", "name", "code"),
    [
        ("Type", "maybe", "type", "C09"),
        ("Associate", "ask Jo", "associate", "C08"),
        ("Associate", 46145.0, "associate", "C05"),
        ("Role started", "31/02/2020", "role_started", "C04"),
        ("Role started", 2019.0, "role_started", "C03"),
        ("Role started", "3/5/31", "role_started", "C06"),
        ("Constitution breach", "n/a", "constitution_breach", "C07"),
        ("Disciplinary", "tbc", "disciplinary", "C09"),
        ("Testimonial 1 from", "friend", "testimonial_1_from", "C09"),
        ("Testimonial 2 received", "-", "testimonial_2_received", "C08"),
        ("Evidence 7", "partly", "evidence_7", "C08"),
        ("Evidence missing", 8.1, "evidence_missing", "C10"),
        ("Domains resubmitted", date(2026, 7, 3), "resubmitted_domains", "C10"),
        ("Fee paid", "part", "fee_paid", "C17"),
        ("Result sent", "soon", "result_sent", "C03"),
        ("Withdrawn", "perhaps", "withdrawn", "C08"),
        ("Role", ErrorValue("#REF!"), "role", "C01"),
        ("Name", NeverCalculated(), "name", "C02"),
        ("Previous ref", date(2026, 1, 2), "previous_ref", "C19"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cell(
    heading: str, cell: CellValue, name: str, code: str
) -> None:
    application, problems = cell_of(heading, cell)
    assert seen(problems) == [(code, "C2")]
    assert problems[0].ref == "A1"
    assert str(problems[0].where) == "applications.xlsx › Applications!C2"
    assert application.unreadable == {name}
    if name == "type":
        assert application.type is None


def test_a_problem_names_the_column_as_the_sheet_does() -> None:
    _, problems = cell_of("In post since", "long ago")
    assert problems[0].message == "In post since: this is no date"
    assert problems[0].found == "long ago"


def test_an_unreadable_option_keeps_the_trackers_words() -> None:
    application, _ = cell_of("Testimonial 1 from", "Practice manager")
    assert application.testimonials[0] == Testimonial(None, "Practice manager")


def test_an_unknown_nation_is_kept_with_a_warning() -> None:
    application, problems = cell_of("Country", "Jersey")
    assert application.nation == "Jersey"
    assert [(p.code, p.severity.value, p.rule) for p in problems] == [("C14", "warning", "R5")]
    assert application.unreadable == frozenset()


def test_a_day_withdrawn_is_a_yes() -> None:
    assert cell_of("Withdrawn", "4 May 2026")[0].withdrawn is True
    assert cell_of("Withdrawn", False)[0].withdrawn is False


def test_a_resubmission_in_no_domain_is_not_one_in_all() -> None:
    rows: Rows = [
        ["Ref", "Received", "Type", "Domains resubmitted"],
        ["A1", "3 May 2026", "resubmission", "none"],
        ["A2", "3 May 2026", "resubmission", None],
        ["A3", "3 May 2026", "full", "none"],
    ]
    office, problems = read(tracker_tab(rows))
    assert seen(problems) == [("C21", "D2")]
    unreadable = [application.unreadable for application in office.applications]
    assert unreadable == [{"resubmitted_domains"}, frozenset(), frozenset()]


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Dr", "Ann", "Lee"), "Dr Ann Lee"),
        ((None, "Ann", "Lee"), "Ann Lee"),
        ((None, None, "Lee"), "Lee"),
    ],
)
def test_a_name_in_parts(parts: tuple[str | None, ...], name: str) -> None:
    rows: Rows = [
        ["Ref", "Received", "Title", "First name", "Surname"],
        ["A1", "3 May 2026", *parts],
    ]
    application, problems = read_one(rows)
    assert not problems
    assert application.name == name
    assert application.cell("name").a1 == "E2"


def test_a_name_column_is_the_name() -> None:
    rows: Rows = [["Ref", "Received", "Title", "Name"], ["A1", "3 May 2026", "Dr", "Ann Lee"]]
    assert read_one(rows)[0].name == "Ann Lee"


class TestEvidence:
    """Evidence by domain, by a list of what is missing, or both (R10)."""

    @staticmethod
    def of(missing: CellValue, *evidence: CellValue) -> tuple[Application, list[tuple[str, str]]]:
        heads = [f"Evidence {n}" for n in range(1, len(evidence) + 1)]
        rows: Rows = [
            ["Ref", "Received", "Evidence missing", *heads],
            ["A1", "3 May 2026", missing, *evidence],
        ]
        application, problems = read_one(rows)
        return application, seen(problems)

    @pytest.mark.rule("R10", passes=True)
    def test_none_is_missing(self) -> None:
        assert self.of("none")[0].evidence == (True,) * 10

    @pytest.mark.rule("R10", passes=False)
    def test_some_is_missing(self) -> None:
        application, problems = self.of("8, 10")
        assert application.evidence == (True,) * 7 + (False, True, False)
        assert not problems

    def test_a_blank_list_records_nothing(self) -> None:
        assert self.of(None)[0].evidence == (None,) * 10

    def test_both_may_agree(self) -> None:
        application, problems = self.of("2", "yes", "no", None)
        assert application.evidence == (True, False) + (True,) * 8
        assert not problems

    @pytest.mark.parametrize(("answer", "missing"), [("yes", "1"), ("no", "none")])
    def test_both_may_contradict_each_other(self, answer: str, missing: str) -> None:
        application, problems = self.of(missing, answer)
        assert problems == [("C15", "D2")]
        assert application.evidence == (None,) + (True,) * 9
        assert application.unreadable == {"evidence_1"}

    def test_an_unreadable_answer_is_not_filled_from_the_list(self) -> None:
        application, problems = self.of("none", "hm")
        assert problems == [("C08", "D2")]
        assert application.evidence[0] is None
        assert application.unreadable == {"evidence_1"}

    def test_a_day_means_it_is_there(self) -> None:
        assert self.of(None, "3 May 2026")[0].evidence[0] is True


class TestEarlierPosts:
    """Earlier posts for joining up the two years (I8)."""

    HEADS: ClassVar[Rows] = [
        ["Ref", "Received", "Previous role", "Previous role from", "Previous role to"]
    ]

    def of(self, *cells: CellValue) -> tuple[Application, list[tuple[str, str]]]:
        application, problems = read_one([*self.HEADS, ["A1", "3 May 2026", *cells]])
        return application, seen(problems)

    def test_a_post_with_both_days(self) -> None:
        application, problems = self.of("Deputy", "1/1/2018", "1/1/2020")
        assert application.earlier_posts == (Post("Deputy", date(2018, 1, 1), date(2020, 1, 1)),)
        assert not problems

    @pytest.mark.parametrize(
        ("days", "cell", "name"),
        [
            (("1/1/2018", None), "E2", "ended"),
            ((None, "1/1/2018"), "D2", "started"),
            (("2/1/2018", "1/1/2018"), "E2", "ended"),
        ],
    )
    def test_half_a_post_is_an_error(
        self, days: tuple[str | None, ...], cell: str, name: str
    ) -> None:
        application, problems = self.of("Deputy", *days)
        assert application.earlier_posts == ()
        assert problems == [("C20", cell)]
        assert application.unreadable == {f"earlier_post_1_{name}"}

    def test_a_post_without_days_is_a_warning(self) -> None:
        application, problems = self.of("Deputy", None, None)
        assert problems == [("C22", "C2")]
        assert application.unreadable == frozenset()

    def test_an_unreadable_day_is_told_once(self) -> None:
        application, problems = self.of("Deputy", "soon", "1/1/2020")
        assert problems == [("C03", "D2")]
        assert application.unreadable == {"earlier_post_1_started"}


class TestRows:
    """Which rows are applications."""

    HEADS: ClassVar[Rows] = [["Ref", "Name", "Date received", "Fee paid", "Helper"]]
    GOOD: ClassVar[Rows] = [["A1", "Ann Lee", "3 May 2026", "yes", 0]]

    def of(self, *rows: list[CellValue]) -> tuple[list[str], list[tuple[str, str]]]:
        office, problems = read(tracker_tab([*self.HEADS, *self.GOOD, *rows]))
        return [application.ref for application in office.applications[1:]], seen(problems)

    @pytest.mark.parametrize(
        "row",
        [
            [],
            [None, None, None, None],
            ["", " ", "\u00a0", None],
            ["May 2026"],
            ["Applications received in May"],
            ["Resubmissions", None, "", " "],
            ["Total", None, None, 336.0],
            [None, "Total", None, 336.0],
            [None, None, None, "Grand total:", 336.0],
            [12.0, None, None, None, "Count"],
            ["Average", None, 12.0],
            [None, None, "Total", 336.0],
            ["Ref", "Name", "Date received", "Fee paid"],
            ["REF", "Candidate", "Received", None],
            [None, None, None, False],
            [None, None, None, None, "a formula's leftover"],
            [None, None, None, None, 0],
        ],
    )
    def test_rows_that_are_none(self, row: list[CellValue]) -> None:
        assert self.of(row) == ([], [])

    @pytest.mark.parametrize("row", [["A2"], [1002.0], ["A2", None, None, False], ["A 2", "", " "]])
    def test_a_ref_alone_is_noted(self, row: list[CellValue]) -> None:
        refs, problems = self.of(row)
        assert refs == []
        assert problems == [("C13", "A3")]

    @pytest.mark.parametrize(
        "row",
        [
            [None, "Bob Day", "3 May 2026"],
            [None, "Bob Day"],
            [" ", None, "3 May 2026"],
            [None, None, date(2026, 5, 3), None, 1],
            [None, None, ErrorValue("#N/A")],
        ],
    )
    def test_content_without_a_ref_is_an_error(self, row: list[CellValue]) -> None:
        refs, problems = self.of(row)
        assert refs == []
        assert problems == [("C12", "A3")]

    @pytest.mark.parametrize(
        ("cell", "code"),
        [(ErrorValue("#REF!"), "C01"), (NeverCalculated(), "C02"), (date(2026, 1, 1), "C19")],
    )
    def test_a_ref_that_cannot_be_read(self, cell: CellValue, code: str) -> None:
        assert self.of([cell, "Bob Day", "3 May 2026"]) == ([], [(code, "A3")])

    @pytest.mark.parametrize(
        "row",
        [
            ["A2", "Bob Day"],
            ["A2", None, "3 May 2026"],
            ["A2", "Mr Total", None],
            ["Total care 7", "Bob Day", "3 May 2026"],
            ["A2", None, None, "yes"],
        ],
    )
    def test_rows_that_are_applications(self, row: list[CellValue]) -> None:
        refs, problems = self.of(row)
        assert refs == [row[0]]
        assert not problems

    def test_repeated_headings_may_change_the_order(self) -> None:
        below: Rows = [["Candidate", "Ref", "Received"], ["Bob Day", "A2", "4 May 2026"]]
        office, problems = read(tracker_tab([*self.HEADS, *self.GOOD, *below]))
        assert not problems
        second = office.applications[1]
        assert (second.ref, second.name, second.cell("ref").a1) == ("A2", "Bob Day", "B4")

    def test_twice_the_same_ref_is_for_the_core_to_judge(self) -> None:
        refs, problems = self.of(["A1", "Ann Lee", "3 May 2026"])
        assert refs == ["A1"]
        assert not problems


class TestAssumed:
    """The office's answers where the tracker records none (I15)."""

    def test_blanks_are_answered(self) -> None:
        application, _ = cell_of("Name", "Ann")
        answered = with_assumed(
            application,
            {
                "constitution_breach": "no",
                "disciplinary": "none",
                "role_started": "1 May 2020",
                "evidence_missing": "2",
                "evidence_3": "no",
                "testimonial_1_from": "Employer",
                "testimonial_2_received": "yes",
                "cpd_year_2": "yes",
                "nation": "NI",
            },
        )
        assert answered.constitution_breach is False
        assert answered.disciplinary is Disciplinary.NONE
        assert answered.role_started == date(2020, 5, 1)
        assert answered.evidence == (True, False, False) + (True,) * 7
        assert answered.testimonials == (
            Testimonial(TestimonialFrom.SENIOR, "Employer"),
            Testimonial(received=True),
        )
        assert answered.cpd == (None, True)
        assert answered.nation is Nation.NORTHERN_IRELAND
        assert answered.assumed == {
            *("constitution_breach", "disciplinary", "role_started", "evidence_missing"),
            *("evidence_3", "testimonial_1_from", "testimonial_2_received", "cpd_year_2", "nation"),
        }

    @pytest.mark.parametrize(
        ("heading", "cell", "assume"),
        [
            ("Constitution breach", "yes", {"constitution_breach": "no"}),
            ("Constitution breach", "n/a", {"constitution_breach": "no"}),
            ("Evidence 3", "hm", {"evidence_3": "yes"}),
            ("Evidence 3", "no", {"evidence_3": "yes"}),
            ("Testimonial 1 from", "friend", {"testimonial_1_from": "peer"}),
            ("Evidence missing", "lots", {"evidence_missing": "none"}),
            ("Role", "PM", {"role": "Manager"}),
        ],
    )
    def test_what_stands_there_is_left_alone(
        self, heading: str, cell: str, assume: dict[str, str]
    ) -> None:
        application, _ = cell_of(heading, cell)
        assert with_assumed(application, assume) == application

    def test_nothing_is_assumed_while_reading(self) -> None:
        rows: Rows = [["Ref", "Received"], ["A1", "3 May 2026"]]
        assert read_one(rows)[0].assumed == frozenset()

    @pytest.mark.parametrize(
        ("name", "words", "telling"),
        [
            ("disciplinary", "maybe", "none, pending, active or resolved"),
            ("constitution_breach", "n/a", "yes or no"),
            ("role_started", "31/02/2020", "a day such as 3 May 2026"),
            ("nation", "Jersey", "England, Scotland, Wales or Northern Ireland"),
            ("role", " ", "any text"),
            ("evidence_missing", "lots", "domains such as 3, 7"),
            ("disciplinery", "none", "did you mean disciplinary?"),
            ("ref", "A1", "cannot be assumed"),
        ],
    )
    def test_a_wrong_answer_says_what_is_allowed(self, name: str, words: str, telling: str) -> None:
        with pytest.raises(ValueError, match=name) as caught:
            check_assumed({name: words})
        assert telling in str(caught.value)
        assert words in str(caught.value) or telling.startswith(("did", "cannot"))

    def test_every_field_that_may_be_assumed_has_an_answer(self) -> None:
        for name in ASSUMABLE:
            answers = ("yes", "none", "senior", "England", "3 May 2026")
            assert any(_is_allowed(name, words) for words in answers)


def _is_allowed(name: str, words: str) -> bool:
    try:
        check_assumed({name: words})
    except ValueError:
        return False
    return True


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "Name": st.sampled_from(["Ann Lee", "Bob Day", "Cy Fox", None]),
            "Date received": st.dates(date(2022, 6, 21), date(2030, 1, 1)),
            "Associate": st.sampled_from(["yes", "no", None]),
            "Evidence missing": st.sampled_from(["none", "3, 7", 4.0, None]),
            "Disciplinary": st.sampled_from(["none", "active", "tbc", None]),
        }
    ),
    min_size=1,
    max_size=6,
)


@given(records=RECORDS, seed=st.randoms(use_true_random=False), top=st.integers(0, 5))
def test_a_shuffled_padded_titled_table_yields_the_same_applications(
    records: list[dict[str, CellValue]], seed: random.Random, top: int
) -> None:
    """Where the table stands, and the order of its columns, change nothing but addresses."""
    full = [{"Ref": f"A{n}", **record} for n, record in enumerate(records, 1)]
    columns = list(full[0])
    plain: Rows = [line(*columns), *[[record[c] for c in columns] for record in full]]
    seed.shuffle(columns)
    left: list[CellValue] = [None] * seed.randrange(3)
    above = [line("Our applications"), line(), line(None, "of the year")]
    between = [line(), line(*left, *columns), line(None, None)]
    messy = [*above[:top], line(*left, *columns)]
    for record in full:
        messy.append(line(*left, *(record[c] for c in columns)))
        messy += between[: seed.randrange(3)]
    expected, problems = read(tracker_tab(plain))
    found, others = read(tracker_tab(messy))
    assert [_content(a) for a in found.applications] == [_content(a) for a in expected.applications]
    assert sorted((p.code, p.ref) for p in others) == sorted((p.code, p.ref) for p in problems)


def _content(application: Application) -> tuple[object, ...]:
    """An application without its address."""
    return (
        application.ref,
        application.name,
        application.received,
        application.associate,
        application.evidence,
        application.disciplinary,
        application.unreadable,
    )
