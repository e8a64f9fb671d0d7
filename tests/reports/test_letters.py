"""The workbook of letters: what Word finds in it, and that nothing in it can go wrong there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from igpm_sheets import jobs
from igpm_sheets import settings as settings_file
from igpm_sheets.core import fees
from igpm_sheets.core.memberships import Membership
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.model import DOMAINS, Status, Window
from igpm_sheets.problems import CellRef
from igpm_sheets.releasing.lettering import WORKBOOK, write_letters
from igpm_sheets.reports.letters import (
    AHEAD,
    LETTER_COLUMNS,
    RENEWAL_COLUMNS,
    SENT_COLUMNS,
    letters_table,
    letters_tabs,
    renewals_table,
    sent_table,
    unrecorded,
)
from igpm_sheets.reports.posting import Post
from igpm_sheets.reports.released import Release
from igpm_sheets.reports.tables import Column, Kind, Plain, Table, plain
from igpm_sheets.templates import LETTERS, builtin_template
from igpm_sheets.writers.files.saving import CannotWrite, made_as
from igpm_sheets.writers.workbook import workbook_bytes
from tests.core.records import policy

TODAY = date(2026, 6, 22)
TWENTY = Decimal("0.20")
LONGEST = 255
"""Characters of a text that Word is sure to take in full."""

FURTHER = Release(
    ref="A-003",
    name="Ann Lee",
    email="ann@example.org",
    practice="Elm Surgery",
    window="2026-05",
    day=TODAY,
    outcome=Status.FURTHER_EVIDENCE,
    file="A-003.xlsx",
    sha256="",
    asked_for=(3, 7),
    may_resubmit=True,
    resubmit_by=date(2027, 2, 28),
    next_window="2026-09",
    first_renewal=None,
    fee=fees.with_vat(Decimal(120), TWENTY),
    content=(),
)
AWARD = replace(
    FURTHER,
    ref="A-004",
    outcome=Status.AWARD,
    asked_for=(8,),
    may_resubmit=False,
    resubmit_by=None,
    next_window="",
    first_renewal=date(2027, 6, 1),
    fee=fees.with_vat(Decimal(85), TWENTY),
)


def letter(release: Release, **interpretations: Any) -> dict[str, Plain]:
    """The fields of a letter that are filled in."""
    (fields,) = named(letters_table([Post(release)], policy(**interpretations)))
    return {heading: content for heading, content in fields.items() if content is not None}


def named(table: Table) -> list[dict[str, Plain]]:
    """The rows of a table, each by its headings."""
    return [
        {heading: plain(content) for heading, content in zip(table.headings, row, strict=True)}
        for row in table.rows
    ]


def a_member(**changes: Any) -> Membership:
    member = Membership(
        number="M-038",
        name="Bob Moss",
        email="bob@example.org",
        window=Window(2024, 5),
        first_renewal=date(2025, 6, 1),
        paid_to=date(2026, 5, 31),
        left=None,
        where=CellRef("applications.xlsx", "Members", 2, 5),
    )
    return replace(member, **changes)


def renewals(*members: Membership) -> list[dict[str, Plain]]:
    return named(renewals_table(members, policy(), TODAY))


def book(path: Path, *given: Release | Post, members: tuple[Membership, ...] = ()) -> Path:
    posts = [each if isinstance(each, Post) else Post(each) for each in given]
    tabs = letters_tabs(posts, members, policy(), TODAY)
    content = workbook_bytes(tabs, title="IGPM letters", created=TODAY, beside=path.parent)
    path.write_bytes(content)
    return path


# Fields


@pytest.mark.parametrize("columns", [RENEWAL_COLUMNS, SENT_COLUMNS])
def test_headings_are_names_that_merge_fields_may_have(columns: tuple[Column, ...]) -> None:
    headings = [column.heading for column in columns]
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", text, re.ASCII) for text in headings)
    assert len({text.casefold() for text in headings}) == len(headings)


@pytest.mark.parametrize("columns", [LETTER_COLUMNS, RENEWAL_COLUMNS, SENT_COLUMNS])
def test_each_date_and_each_sum_of_money_has_a_text_beside_it(columns: tuple[Column, ...]) -> None:
    for column, beside in pairwise(columns):
        if column.kind in (Kind.DATE, Kind.MONEY):
            assert beside == replace(beside, heading=f"{column.heading}_text", kind=Kind.TEXT)
    assert columns[-1].kind is Kind.TEXT


@pytest.mark.rule("R58", passes=True)
@pytest.mark.rule("R59", passes=True)
def test_a_letter_that_asks_for_further_evidence() -> None:
    said = letter(FURTHER)
    assert said["Outcome"] == "Further evidence needed"
    assert said["Domains_sentence"] == (
        "The panel asks for further evidence in domains 3 and 7;"
        " your marks in the other domains stand."
    )
    assert said["Domains"] == "3, 7"
    assert str(said["Domain_1"]).startswith("Domain 3: ")
    assert str(said["Domain_2"]).startswith("Domain 7: ")
    assert "Domain_3" not in said
    assert (said["Resubmit_by"], said["Resubmit_by_text"]) == (
        date(2027, 2, 28),
        "28 February 2027",
    )
    assert said["Next_window"] == "September 2026"
    assert said["Next_window_opens_text"] == "1 September 2026"
    assert (said["Fee"], said["VAT"], said["To_pay"]) == (120, 24, 144)
    assert (said["Fee_text"], said["VAT_text"], said["To_pay_text"]) == (
        *("£120.00", "£24.00", "£144.00"),
    )
    assert said["May_resubmit"] == "yes"
    assert not {"Letters", "First_renewal", "First_renewal_text"} & set(said)


@pytest.mark.rule("R4", passes=True)
@pytest.mark.rule("R39", passes=True)
def test_a_letter_to_a_new_member() -> None:
    said = letter(AWARD)
    assert said["Letters"] == "MIGPM"
    assert "the letters MIGPM" in str(said["Opening"])
    assert said["Fee_sentence"] == (
        "Your first yearly fee falls due on 1 June 2027: £85.00 plus £17.00 VAT, £102.00 to pay."
    )
    assert "most room in domain 8" in str(said["Domains_sentence"])
    assert not {"May_resubmit", "Resubmit_by", "Next_window", "Next_sentence"} & set(said)


@pytest.mark.rule("R4", passes=False)
def test_nobody_else_is_called_by_the_letters() -> None:
    assert "MIGPM" not in " ".join(map(str, letter(FURTHER).values()))


@pytest.mark.rule("R61", passes=False)
def test_a_letter_after_the_year_asks_for_a_new_application() -> None:
    fee = fees.with_vat(Decimal(280), TWENTY)
    said = letter(replace(FURTHER, may_resubmit=False, resubmit_by=None, fee=fee))
    assert "not possible any more" in str(said["Next_sentence"])
    assert said["Fee_for"] == "a complete new application"
    assert said["To_pay_text"] == "£336.00"
    assert "marks in the other domains" not in str(said["Domains_sentence"])


@pytest.mark.rule("I17", passes=False)
def test_marks_that_do_not_stand_are_not_said_to() -> None:
    said = letter(FURTHER, resubmission_marks="mark_all")
    assert "stand" not in str(said["Domains_sentence"])
    every = letter(replace(FURTHER, asked_for=tuple(DOMAINS)))
    assert every["Domains_sentence"] == "The panel asks for further evidence in all ten domains."


@given(
    st.sets(st.sampled_from(DOMAINS)),
    st.booleans(),
    st.booleans(),
    st.dates(date(2024, 1, 1), date(2090, 12, 31)),
)
def test_no_sentence_is_longer_than_word_takes(
    asked: set[int], may_resubmit: bool, is_award: bool, day: date
) -> None:
    release = replace(
        AWARD if is_award else FURTHER,
        asked_for=tuple(sorted(asked)),
        may_resubmit=may_resubmit,
        resubmit_by=day if may_resubmit else None,
        fee=fees.with_vat(Decimal("99999.99"), TWENTY),
    )
    for heading, content in letter(release).items():
        assert not isinstance(content, str) or len(content) <= LONGEST, heading


def test_what_is_not_recorded_is_left_blank() -> None:
    bare = replace(FURTHER, name="", email="", practice="", asked_for=(), fee=None, next_window="")
    said = letter(bare)
    assert not {"Candidate", "Email", "Practice", "Domains", "Fee", "Fee_sentence"} & set(said)
    assert str(said["Next_sentence"]).endswith("is needed.")


# Yearly fees


@pytest.mark.rule("R38", passes=True)
@pytest.mark.rule("R40", passes=True)
def test_a_fee_that_is_due() -> None:
    (row,) = renewals(a_member())
    assert (row["Due"], row["Due_text"], row["State"]) == (date(2026, 6, 1), "1 June 2026", "due")
    assert row["Sentence"] == (
        "Your yearly fee fell due on 1 June 2026: £85.00 plus £17.00 VAT, £102.00 to pay;"
        " if you have paid it meanwhile, thank you."
    )
    assert (row["To_pay"], row["To_pay_text"], row["Years"]) == (102, "£102.00", 1)
    assert (row["Paid_to"], row["Paid_to_text"]) == (date(2026, 5, 31), "31 May 2026")


def test_a_fee_that_is_to_come() -> None:
    """The last day that is written about is the 60th from today."""
    last = TODAY + AHEAD
    for due, expected in ((last, [last]), (last + timedelta(days=1), [])):
        rows = renewals(a_member(first_renewal=due, paid_to=None))
        assert [row["Due"] for row in rows] == expected
    (row,) = renewals(a_member(first_renewal=last, paid_to=None))
    assert (last, row["State"]) == (date(2026, 8, 21), "to come")
    assert row["Sentence"] == (
        "Your yearly fee falls due on 21 August 2026: £85.00 plus £17.00 VAT, £102.00 to pay."
    )


def test_a_fee_that_is_due_today_has_not_fallen_due_before() -> None:
    (row,) = renewals(a_member(first_renewal=TODAY, paid_to=None, from_tracker=True))
    assert row["State"] == "due"
    assert str(row["Sentence"]).startswith("Your yearly fee falls due on 22 June 2026")
    assert "thank you" not in str(row["Sentence"])


@pytest.mark.rule("I21", passes=True)
def test_several_years_are_asked_for_in_one_letter() -> None:
    (row,) = renewals(a_member(paid_to=date(2025, 5, 31)))
    assert (row["Years"], row["State"]) == (2, "overdue")
    assert row["Due_text"] == "1 June 2025 and 1 June 2026"
    assert (row["Fee"], row["VAT"], row["To_pay"]) == (170, 34, 204)
    assert "Your yearly fees fell due" in str(row["Sentence"])
    assert "if you have paid them meanwhile" in str(row["Sentence"])


def test_many_years_make_no_long_sentence() -> None:
    (row,) = renewals(a_member(first_renewal=date(2022, 10, 1), paid_to=date(2022, 9, 30)))
    assert row["Years"] == 4
    assert row["Due_text"] == "1 October 2022 and each year since, last on 1 October 2025"
    assert len(str(row["Sentence"])) <= LONGEST


@pytest.mark.rule("R38", passes=False)
def test_who_has_left_or_owes_nothing_soon_gets_no_letter() -> None:
    gone = [a_member(left=left) for left in (True, TODAY, date(2026, 6, 10))]
    assert renewals(*gone, a_member(paid_to=date(2027, 5, 31))) == []


@pytest.mark.rule("I23", passes=True)
def test_nobody_is_asked_for_what_is_not_recorded() -> None:
    silent = a_member(paid_to=None)
    assert renewals(silent) == []
    listed = [silent, a_member(), a_member(paid_to=None, left=True), a_member(left=True)]
    assert unrecorded(listed, policy(), TODAY) == 1


# Letters that were sent


def test_a_letter_that_was_sent_stands_on_another_sheet(tmp_path: Path) -> None:
    sent = Post(FURTHER, date(2026, 6, 15))
    path = book(tmp_path / WORKBOOK, sent, AWARD, Post(replace(AWARD, ref="A-5"), instead="sent"))
    assert [row["Ref"] for row in rows_of(path, "Letters")] == ["A-004"]
    first, second = rows_of(path, "Sent")
    assert (first["Ref"], first["Result_sent_text"]) == ("A-003", "15 June 2026")
    assert first["Result_sent"].date() == date(2026, 6, 15)
    assert (second["Ref"], second["Result_sent"], second["Result_sent_text"]) == (
        *("A-5", None, "sent"),
    )


@given(st.lists(st.tuples(st.none() | st.just(TODAY), st.sampled_from(["", "sent"]))))
def test_each_released_result_stands_on_one_of_the_two(told: list[tuple[date | None, str]]) -> None:
    posts = [Post(replace(FURTHER, ref=str(n)), *each) for n, each in enumerate(told)]
    letters, sent = (named(table(posts, policy())) for table in (letters_table, sent_table))
    refs = [[str(row["Ref"]) for row in rows] for rows in (letters, sent)]
    assert sorted([*refs[0], *refs[1]], key=int) == [each.release.ref for each in posts]
    assert all(row["Result_sent_text"] for row in sent)


# The workbook


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    headings, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def test_word_finds_the_headings_in_row_1_of_the_first_sheet(tmp_path: Path) -> None:
    sent = Post(FURTHER, TODAY)
    path = book(tmp_path / WORKBOOK, FURTHER, AWARD, sent, members=(a_member(),))
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Letters", "Renewals", "Sent", "How to use"]
    listed = (
        ("Letters", LETTER_COLUMNS, 2),
        ("Renewals", RENEWAL_COLUMNS, 1),
        ("Sent", SENT_COLUMNS, 1),
    )
    for name, columns, rows in listed:
        sheet = workbook[name]
        assert [cell.value for cell in sheet[1]] == [column.heading for column in columns]
        assert (sheet.max_row, sheet.max_column) == (rows + 1, len(columns))
        assert not sheet.merged_cells.ranges
        assert not sheet.protection.sheet
    assert len(workbook.defined_names) == 0
    assert all(not sheet.defined_names for sheet in workbook)


def test_numbers_and_dates_are_stored_as_such_and_their_twins_as_text(tmp_path: Path) -> None:
    path = book(tmp_path / WORKBOOK, FURTHER)
    sheet = openpyxl.load_workbook(path)["Letters"]
    cells = {str(head.value): cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (cells["Fee"].data_type, cells["Fee"].value) == ("n", 120)
    assert cells["Resubmit_by"].data_type == "d"
    for heading, cell in cells.items():
        if heading.endswith("_text") or heading in ("Ref", "Domains"):
            assert cell.value is None or cell.data_type == "s", heading
    assert (cells["Fee_text"].value, cells["Domains"].value) == ("£120.00", "3, 7")


HOSTILE = (
    '=HYPERLINK("http://x.example","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "0012",
    "_x0041_",
    "{title}",
    "\u202eabc \u05d0\u05d1",
    "x" * 300,
    "line 1\nline 2",
    "'quoted",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_comes_out_as_that_text(tmp_path: Path, text: str) -> None:
    hostile = replace(FURTHER, ref=text, name=text, email=text, practice=text)
    path = book(tmp_path / WORKBOOK, hostile, members=(a_member(number=text, name=text),))
    (row,), (member,) = rows_of(path, "Letters"), rows_of(path, "Renewals")
    for found in (row["Ref"], row["Candidate"], row["Practice"], member["Name"]):
        assert unescape(found) == text
    with ZipFile(path) as package:
        parts = [package.read(name) for name in package.namelist() if "sheets/sheet" in name]
    assert not any(b"<f>" in part or b"<f " in part or b"<hyperlink" in part for part in parts)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
def test_any_name_leaves_a_workbook_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / WORKBOOK
    book(path, replace(FURTHER, name=text), AWARD)
    assert [row["Ref"] for row in rows_of(path, "Letters")] == ["A-003", "A-004"]


def test_it_says_how_to_use_it_and_what_each_state_means(tmp_path: Path) -> None:
    path = book(tmp_path / WORKBOOK, FURTHER)
    sheet = openpyxl.load_workbook(path)["How to use"]
    lines = [str(row[0].value) for row in sheet.iter_rows(min_row=3) if row[0].value]
    assert [line[:2] for line in lines] == [f"{number}." for number in range(1, 9)]
    said = " ".join(lines)
    assert "due, for up to 30 days after its day; overdue, after that" in said
    assert "falls due within 60 days" in said
    assert "written on 22 June 2026" in said


# In an office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("office"))


def test_it_is_written_into_the_folder_of_the_feedback_and_replaced(office: Path) -> None:
    read = settings_file.load(office)
    worked = jobs.work_out(read, DEMO_TODAY, "all")
    further = replace(FURTHER, ref="IG-113")
    path = office.parent / "feedback" / "letters.xlsx"
    written = write_letters(read, worked, [further])
    assert written is not None
    assert written.path == path
    assert made_as(path) == "letters"
    first = path.read_bytes()
    write_letters(read, worked, [further])
    assert path.read_bytes() == first
    write_letters(read, worked, [FURTHER, further])
    assert [row["Ref"] for row in rows_of(path, "Letters")] == ["IG-113"]
    assert [row["Ref"] for row in rows_of(path, "Sent")] == ["A-003"]
    owing = rows_of(path, "Renewals")
    assert {row["State"] for row in owing} >= {"overdue"}
    assert all(row["Letters"] == "MIGPM" for row in owing)


def test_somebody_s_file_of_that_name_is_left_alone(office: Path, tmp_path: Path) -> None:
    read = replace(settings_file.load(office), feedback_folder=str(tmp_path))
    theirs = tmp_path / WORKBOOK
    openpyxl.Workbook().save(theirs)
    content = theirs.read_bytes()
    worked = jobs.work_out(read, DEMO_TODAY, "all")
    with pytest.raises(CannotWrite) as caught:
        write_letters(read, worked, [FURTHER])
    assert caught.value.problem.code == "F21"
    assert theirs.read_bytes() == content


def test_the_office_s_own_template_decides_how_it_looks(office: Path, tmp_path: Path) -> None:
    own = openpyxl.load_workbook(builtin_template(LETTERS))
    own["How to use"]["A3"] = "Ask Siân."
    own["Letters"].column_dimensions["B"].width = 77
    own.save(tmp_path / "own.xlsx")
    read = replace(
        settings_file.load(office),
        feedback_folder=str(tmp_path),
        letters_template=tmp_path / "own.xlsx",
    )
    worked = jobs.work_out(read, DEMO_TODAY, "all")
    write_letters(read, worked, [FURTHER])
    workbook = openpyxl.load_workbook(tmp_path / WORKBOOK)
    assert workbook["How to use"]["A3"].value == "Ask Siân."
    assert round(workbook["Letters"].column_dimensions["B"].width) == 77
