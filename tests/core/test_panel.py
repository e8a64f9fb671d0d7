"""Who may assess whom: three, independent, of five categories, without conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from igpm_sheets.model import Allocation, Application, Category, Member, Status, Testimonial
from tests.core.records import (
    PANEL,
    STANDARD,
    a_panel,
    a_place,
    a_sheet,
    an_application,
    an_assessor,
    an_office,
    decide_one,
    decided,
    problems_of,
    rules_of,
)


def people(*categories: Category | None) -> dict[str, Any]:
    """Ann, Bob and Cyn with their categories."""
    listed = zip(PANEL, categories, strict=True)
    return {"assessors": tuple(an_assessor(name, category) for name, category in listed)}


def allocation(*names: str, ref: str = "26-001") -> Allocation:
    return Allocation(ref, names, a_place(2, "Allocation"))


@pytest.mark.rule("R24", passes=True)
def test_three_different_assessors_who_are_allocated() -> None:
    office = {"allocations": (allocation(*PANEL),)}
    assert decide_one(office=office).status is Status.AWARD
    assert problems_of(office=office) == []


@pytest.mark.rule("R24", passes=False)
@pytest.mark.parametrize(
    "names",
    [PANEL[:2], (*PANEL, "Dee Dale"), ("Ann Able", "Ann Able", "Bob Best"), ("Ann Able",)],
)
def test_an_allocation_that_names_no_three_different(names: Sequence[str]) -> None:
    assert "P31" in problems_of(sheets=[], office={"allocations": (allocation(*names),)})


def test_an_allocation_still_empty_or_for_nobody() -> None:
    empty = {"allocations": (allocation("", "", ""),)}
    assert problems_of(sheets=[], office=empty) == []
    unknown = {"allocations": (allocation(*PANEL, ref="26-999"),)}
    assert problems_of(sheets=[], office=unknown) == ["P32"]


@pytest.mark.rule("R24", passes=False)
def test_somebody_marks_who_is_not_allocated() -> None:
    office = {"allocations": (allocation("Ann Able", "Bob Best", "Dee Dale"),)}
    decision = decide_one(office=office)
    assert (decision.status, rules_of(decision.why)) == (Status.MARKS_NEED_ATTENTION, ["R24"])
    assert problems_of(office=office) == ["M33"]


@pytest.mark.rule("R24", passes=False)
def test_a_fourth_assessor_is_named_as_a_problem() -> None:
    assert problems_of(sheets=[*a_panel(STANDARD), a_sheet(STANDARD, "Dee Dale")]) == ["M32"]


SAID = ("Strong",) * 10


@pytest.mark.rule("R25", passes=True)
def test_the_same_marks_with_other_comments() -> None:
    others = zip(a_panel(STANDARD), "abc", strict=True)
    sheets = [
        a_sheet(STANDARD, sheet.assessor, comments=(comment,) * 10) for sheet, comment in others
    ]
    assert problems_of(sheets=sheets) == []
    assert problems_of(sheets=a_panel(STANDARD)) == []


@pytest.mark.rule("R25", passes=False)
def test_the_same_marks_with_the_same_comments() -> None:
    sheets = [a_sheet("4556555555", name, comments=SAID) for name in PANEL[:2]]
    sheets.append(a_sheet(STANDARD, PANEL[2], comments=SAID))
    assert problems_of(sheets=sheets) == ["M39"]
    assert decide_one(sheets=sheets).status is Status.AWARD


@pytest.mark.rule("R28", passes=True)
def test_each_assessor_has_a_tab_of_their_own() -> None:
    assert problems_of(sheets=a_panel(STANDARD)) == []


@pytest.mark.rule("R28", passes=False)
def test_a_tab_in_which_assessors_see_each_others_marks() -> None:
    tab = a_sheet().cells
    sheets = [a_sheet(STANDARD, name, shared=True, cells=tab) for name in PANEL]
    assert problems_of(sheets=sheets) == ["M40"]
    assert decide_one(sheets=sheets).status is Status.AWARD


@pytest.mark.rule("R26", passes=True)
@pytest.mark.parametrize("category", list(Category))
def test_five_categories_in_any_combination(category: Category) -> None:
    other = Category.BOARD if category is not Category.BOARD else Category.MEMBER
    decision = decide_one(office=people(category, category, other))
    assert decision.status is Status.AWARD
    assert "R26" in rules_of(decision.reasons)
    assert decision.flags == ()


@pytest.mark.rule("R26", passes=False)
@pytest.mark.rule("I25", passes=True)
def test_all_three_of_one_category_are_allowed_with_a_note() -> None:
    decision = decide_one(office=people(*[Category.BOARD] * 3))
    assert (decision.status, rules_of(decision.flags)) == (Status.AWARD, ["I25"])


@pytest.mark.rule("R26", passes=False)
def test_nothing_is_said_of_categories_that_are_not_recorded() -> None:
    decision = decide_one(office=people(Category.BOARD, Category.BOARD, None))
    assert decision.flags == ()
    assert not {"R26", "I25"} & set(rules_of(decision.reasons))


@pytest.mark.rule("I25", passes=True)
def test_one_external_where_the_settings_ask_for_one() -> None:
    office = people(Category.BOARD, Category.EXTERNAL, Category.BOARD)
    assert decide_one(office=office, category_mix="one_external").status is Status.AWARD


@pytest.mark.rule("I25", passes=False)
def test_none_external_where_the_settings_ask_for_one() -> None:
    office = people(Category.BOARD, Category.MEMBER, Category.ACADEMIC)
    decision = decide_one(office=office, category_mix="one_external")
    assert (decision.status, rules_of(decision.why)) == (Status.MARKS_NEED_ATTENTION, ["I25"])


MEMBERS = (Member("Ann Able", a_place(2, "Members"), email="ann@example.org"),)


@pytest.mark.rule("R27", passes=True)
@pytest.mark.parametrize(
    "assessor",
    [
        an_assessor("Ann Able", Category.MEMBER),
        an_assessor("Ann Able-Jones", Category.MEMBER, email="ANN@example.org"),
        an_assessor("Dee Dale", Category.EXTERNAL),
    ],
)
def test_an_assessor_listed_as_a_member_is_one(assessor: Any) -> None:
    assert problems_of(office={"assessors": (assessor,), "members": MEMBERS}) == []


@pytest.mark.rule("R27", passes=False)
def test_an_assessor_listed_as_a_member_who_is_none() -> None:
    dee = an_assessor("Dee Dale", Category.MEMBER)
    assert problems_of(office={"assessors": (dee,), "members": MEMBERS}) == ["P30"]
    assert problems_of(office={"assessors": (dee,)}) == []


def with_referee(name: str) -> Application:
    first, second = an_application().testimonials
    changed = Testimonial(second.option, second.written_as, name, received=True)
    return an_application(testimonials=(first, changed))


CONFLICTS = [
    pytest.param(an_application(name="Ann Able"), {}, "own application", id="the same name"),
    pytest.param(
        an_application(email="A@b.org"), {"email": "a@B.org"}, "own application", id="one email"
    ),
    pytest.param(
        an_application(practice="High Street Surgery"),
        {"practice": "high street  surgery"},
        "own practice",
        id="one practice",
    ),
    pytest.param(with_referee("Ann Able"), {}, "a referee", id="a referee"),
    pytest.param(an_application(), {"conflicts": ("26 - 001",)}, "declared", id="declared"),
]


@pytest.mark.rule("I24", passes=False)
@pytest.mark.parametrize(("application", "changes", "because"), CONFLICTS)
def test_an_assessor_with_a_conflict_is_barred(
    application: Application, changes: dict[str, Any], because: str
) -> None:
    office = {"assessors": (an_assessor("Ann Able", **changes),)}
    decision = decide_one(application, office=office)
    assert (decision.status, rules_of(decision.why)) == (Status.MARKS_NEED_ATTENTION, ["I24"])
    assert because in decision.why[0].sentence
    assert problems_of(application, office=office) == ["M34"]


@pytest.mark.rule("I24", passes=True)
@pytest.mark.parametrize(("application", "changes", "because"), CONFLICTS)
def test_where_the_settings_only_warn_the_marks_count(
    application: Application, changes: dict[str, Any], because: str
) -> None:
    office = {"assessors": (an_assessor("Ann Able", **changes),)}
    decision = decide_one(application, office=office, conflicts="warn")
    assert decision.status is Status.AWARD
    assert because in decision.flags[0].sentence
    assert problems_of(application, office=office, conflicts="warn") == ["M35"]


@pytest.mark.rule("I24", passes=False)
def test_a_conflict_declared_on_the_sheet() -> None:
    first, *others = a_panel(STANDARD)
    sheets = [a_sheet(STANDARD, first.assessor, conflict=True), *others]
    assert decide_one(sheets=sheets).status is Status.MARKS_NEED_ATTENTION
    assert problems_of(sheets=sheets) == ["M34"]


@pytest.mark.rule("I24", passes=True)
def test_blank_names_and_practices_are_no_conflict() -> None:
    nobody = an_application(name="", email="", practice="")
    office = {"assessors": tuple(an_assessor(name) for name in PANEL)}
    assert decide_one(nobody, office=office).status is Status.AWARD


@pytest.mark.rule("I24", passes=False)
def test_an_allocation_in_spite_of_a_conflict() -> None:
    office = {
        "assessors": (an_assessor("Bob Best", conflicts=("26-001",)),),
        "allocations": (allocation(*PANEL),),
    }
    assert problems_of(sheets=[], office=office) == ["P33"]


def test_another_application_is_none_of_the_conflict() -> None:
    office = an_office(
        [an_application(), an_application("26-002", row=3)],
        [*a_panel(STANDARD), *a_panel(STANDARD, ref="26-002")],
        assessors=(an_assessor("Ann Able", conflicts=("26-002",)),),
    )
    found, _ = decided(office)
    assert [each.status for each in found.values()] == [
        Status.AWARD,
        Status.MARKS_NEED_ATTENTION,
    ]
