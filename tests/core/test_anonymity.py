"""Nobody is named to a candidate who must not be, and nothing else is taken out."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from igpm_sheets.core.anonymity import CONTACT_REMOVED, REMOVED, Naming, People, Whose
from igpm_sheets.core.comments import comments_on, mark_of, text_key
from igpm_sheets.model import Application
from tests.core.records import PANEL, a_panel, a_sheet, an_application, decide_one

OWN = an_application("26-001", name="Jo Patel", email="jo@mill.org", practice="Lee House")
OTHER = an_application("26-002", name="Ann Marie Lee", email="ann.lee@example.org")
PLAIN_REF = an_application("7", name="Bea Moss", email="")
ASSESSORS = [("Dr Priya Patel", "pp@panel.org"), ("Siân O’Hara-Jones", ""), ("Mark", "")]


def naming(own: Application = OWN) -> Naming:
    return People.of([OWN, OTHER, PLAIN_REF], ASSESSORS).named_to(own)


def sure(text: str) -> list[str]:
    return [each.text for each in naming().find(text) if each.is_sure]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("As Priya  PATEL said", ["Priya  PATEL"]),
        ("As Priya\nPatel said", ["Priya\nPatel"]),
        ("see Siân O'Hara‑Jones.", ["Siân O'Hara‑Jones"]),
        ("see Dr S. O’Hara-Jones.", ["Dr S. O’Hara-Jones"]),
        ("like Lee, Ann Marie and Ann Lee", ["Lee, Ann Marie", "Ann Lee"]),
        ("write to Ann.Lee@Example.org.", ["Ann.Lee@Example.org"]),
        ("better than 26-002", ["26-002"]),
        ("better than 26 – 002", ["26 – 002"]),
        # Behind a title, which does not hide the name
        ("As Dr Priya Patel said", ["Priya Patel"]),
        ("As Mrs Ann Lee did", ["Ann Lee"]),
        # As people type names who are in a hurry, or mean to hide them
        ("Sian O’Hara-Jones", ["Sian O’Hara-Jones"]),
        ("SIAN OHARA JONES", ["SIAN OHARA JONES"]),
        ("Ann-Marie Lee", ["Ann-Marie Lee"]),
        ("ann.marie.lee, ann_lee, Ann/Lee", ["ann.marie.lee", "ann_lee", "Ann/Lee"]),
        ("Ann B. Lee", ["Ann B. Lee"]),
        ("Ａｎｎ\u200b Le\u00ade", ["Ａｎｎ\u200b Le\u00ade"]),
        # Not whole names, not of others, not distinctive
        ("Joann Lees and Priya Patelson", []),
        ("joann.lee@example.org and ann.lee@example.org.uk", []),
        ("26-0021 and 126-002 and 7", []),
        ("Jo Patel of Lee House, jo@mill.org, 26-001", []),
        ("Mark these 7 marks by May 2026", []),
    ],
)
def test_names_are_found_as_wholes(text: str, names: list[str]) -> None:
    assert sure(text) == names


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("Lee, Bea", "Bea Lee"),
        ("Lee, Bea MBE", "Bea Lee"),
        ("Bea Lee MBE", "Bea Lee"),
        ("Bea Lee (RCGP)", "Bea Lee"),
        ("Bea Lee – RCGP", "Bea Lee"),
        ("J. K. Lee", "JK Lee"),
        ("J.K. Lee", "J K Lee"),
        ("Uwe Groß", "UWE GROSS"),
        ("İlker Işık", "Ilker Isik"),
        ("bea@panel.org", "Bea@Panel.org"),
        ("Mrs Lee", "Mrs. B. Lee"),
    ],
)
def test_a_name_is_known_however_the_office_lists_it(listed: str, written: str) -> None:
    found = People.of([OWN], [(listed, "")]).named_to(OWN).find(f"As {written} said.")
    assert [(each.text, each.is_sure) for each in found] == [(written, True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Regards, Priya", ["Priya"]),
        ("I agree with O’Hara.", ["O’Hara"]),
        ("Siân's view and Siân’s", ["Siân", "Siân"]),
        ("as P. Patel said", ["P. Patel"]),
        ("see Lee, A. and A. M. Lee", ["Lee, A", "A. M. Lee"]),
        # Another candidate's first name alone is a word like any other, and so are these
        ("Ann, or Lee", []),
        ("a lee shore, a patel", []),
        # What the candidate is called, too
        ("Patel does it well, as Jo does; J. Patel leads", []),
    ],
)
def test_what_may_be_a_name_is_pointed_out(text: str, found: list[str]) -> None:
    assert [(each.text, each.is_sure) for each in naming().find(text)] == [
        (t, False) for t in found
    ]


PANEL_OF_THREE = ["P Patel", "Sian O'Hara-Jones", "Mark"]
"""As their mark sheets call the assessors."""


@pytest.mark.rule("R28", passes=True)
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Good. Thanks, Priya", f"Good. Thanks, {REMOVED}"),
        ("Needs one audit.\n– Siân", f"Needs one audit.\n– {REMOVED}"),
        ("agreed with priya on this", f"agreed with {REMOVED} on this"),
        ("I think that Mark agrees.", f"I think that {REMOVED} agrees."),
        ("One cycle. Mark.", f"One cycle. {REMOVED}."),
        ("Mark the register. We mark it up.", "Mark the register. We mark it up."),
        ("As Patel and Jo did", "As Patel and Jo did"),
        ("joann@mill.org, or jo@mill.org", f"{CONTACT_REMOVED}, or jo@mill.org"),
        (
            "call 01632 960 001 or +44 (0)7700 900123.",
            f"call {CONTACT_REMOVED} or {CONTACT_REMOVED}.",
        ),
        ("£0.12 on 01/02/2026, 07.30 to 08.15, 26-001, 150 of 150", None),
    ],
)
def test_in_a_comment_one_word_of_a_name_is_enough(written: str, kept: str | None) -> None:
    people = People.of([OWN, OTHER], ASSESSORS)
    text, _ = people.in_comments_on(OWN, PANEL_OF_THREE).without(written)
    assert text == (kept or written)


def test_a_word_that_is_a_name_of_another_panel_is_pointed_out() -> None:
    people = People.of([OWN, OTHER], ASSESSORS)
    [found] = people.in_comments_on(OWN, ["Siân O’Hara-Jones"]).find("as Mark said")
    assert (found.text, found.is_sure) == ("Mark", False)


def test_what_stands_in_a_name_s_place_is_none() -> None:
    people = People.of([OWN], [("Assessor 2", ""), ("External Assessor", "")])
    assert people.named_to(OWN).find("The External body, said Assessor A") == []


def test_names_that_overlap_go_together() -> None:
    assert naming().without("Lee, Ann Marie Lee!") == (
        f"{REMOVED}!",
        naming().find("Lee, Ann Marie Lee!"),
    )


def test_a_name_that_may_be_one_never_hides_one_that_is() -> None:
    assert sure("Dr Mark Ann Lee, P. Patel, Priya Patel") == [
        "Dr Mark",
        "Ann Lee",
        "Patel, Priya Patel",
    ]


def test_accents_are_the_same_however_they_are_stored() -> None:
    assert sure("Sia\N{COMBINING CIRCUMFLEX ACCENT}n O’Hara-Jones")


def test_a_name_of_one_word_is_pointed_out_and_stays() -> None:
    text = "I, Mark, will mark it up."
    kept, found = naming().without(text)
    assert kept == text
    assert [(each.text, each.whose, each.is_sure) for each in found] == [
        ("Mark", Whose.ASSESSOR, False)
    ]


def test_a_title_before_the_candidates_own_surname_may_be_the_candidate() -> None:
    [found] = naming().find("Mrs Patel leads well.")
    assert (found.whose, found.is_sure) == (Whose.ASSESSOR, False)
    other = naming(OTHER).find("Mrs Patel leads well.")
    assert [each.is_sure for each in other] == [True]


def test_somebody_whom_nobody_lists_is_pointed_out() -> None:
    [found] = naming().find("Her colleague Dr Hughes agrees.")
    assert (found.text, found.whose, found.is_sure) == ("Dr Hughes", Whose.SOMEBODY, False)


def test_an_earlier_application_of_the_same_person_may_be_named() -> None:
    first = replace(OWN, ref="25-040", name="Joanna Patel")
    second = replace(OWN, ref="26-050", email="new@mill.org", previous_ref="25-040")
    found = People.of([first, second, OTHER]).named_to(second)
    assert found.find("Joanna Patel, jo@mill.org, 25-040") == []


def test_who_is_assessor_and_candidate_is_told_as_an_assessor() -> None:
    people = People.of([OWN, OTHER], [("Ann Marie Lee", "")])
    assert [each.whose for each in people.named_to(OWN).find("Ann Marie Lee")] == [Whose.ASSESSOR]


titles = {"dr", "mr", "ms", "mx", "mrs", "sir", "rev", "miss", "dame", "lady", "lord", "prof"}
words = st.text(string.ascii_lowercase + "éßñ", min_size=2, max_size=8).map(str.title)
names = st.lists(words, min_size=2, max_size=3).map(" ".join)
gaps = st.sampled_from([" ", "  ", "\n", "\t", "\u00a0", " \r\n "])
around = st.text(string.ascii_letters + " .,;:!?-()'“”0123456789\n", max_size=30)
cases = st.sampled_from([str, str.upper, str.lower])


@given(names, names, gaps, cases, around, around)
def test_whoever_is_named_and_however_is_taken_out(
    own: str, other: str, gap: str, case: type[str], before: str, after: str
) -> None:
    assume(set(other.casefold().split()) - set(own.casefold().split()))
    assume(not titles & {other.lower().split()[0], own.lower().split()[0]})
    application = an_application("26-001", name=own, practice="", email="")
    people = People.of([application, an_application("26-002", name=other, email="")])
    text = f"{before} {gap.join(case(other).split(' '))} {after}"
    found = people.named_to(application)
    kept, named = found.without(text)
    # A letter such as ß has no capital of its own, and is then another name.
    if case(other).casefold() == other.casefold() and case(other).lower() == other.lower():
        assert REMOVED in kept
        assert any(each.whose is Whose.CANDIDATE for each in named)
    assert not any(each.is_sure for each in found.find(kept))


@given(names, around, around)
def test_the_candidate_is_never_taken_out(own: str, before: str, after: str) -> None:
    application = an_application("26-001", name=own, practice="", email="")
    people = People.of([application], [("Quentin Xavier Zzyzx", "q@panel.org")])
    text = f"{before} {own} {after}"
    assert people.named_to(application).without(text)[0] == text


# What the panel wrote


def with_comments(*texts: str) -> list[str]:
    sheets = [
        a_sheet("4555555555", name, comments=(text, *[""] * 9))
        for name, text in zip(PANEL, texts, strict=True)
    ]
    return list(comments_on(decide_one(sheets=sheets), 1))


@pytest.mark.rule("R25", passes=True)
def test_the_order_of_comments_says_nothing_of_who_wrote_them() -> None:
    assert with_comments("One", "Two", "Three") == with_comments("Three", "One", "Two")


def test_the_same_words_of_two_assessors_stand_once() -> None:
    assert len(with_comments("Show one cycle.", " Show  one cycle. ", "")) == 1


def test_without_comments_there_are_none() -> None:
    assert comments_on(decide_one(sheets=a_panel("4555555555")), 1) == ()


@given(st.text())
def test_a_comment_is_told_by_its_text_whatever_programs_do_to_it(text: str) -> None:
    again = text.replace("\n", "\r\n") + " "
    assert mark_of("A-1", 3, again) == mark_of("a-1", 3, text)
    assert mark_of("A-1", 3, text) != mark_of("A-1", 4, text)
    assert text_key(text) == text_key(text_key(text))
