"""Titles of roles: which class they fall in (R13), and which are referred (R14)."""

import pytest

from igpm_sheets.rulebook import load

BOOK = load()


@pytest.mark.rule("R13", passes=True)
@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Practice Manager", 1),
        ("GP practice manager", 1),
        ("  senior   PRACTICE-manager ", 1),
        ("Practice Business Manager", 2),
        ("operations manager", 3),
        ("Ops Manager", 3),
        ("Assistant/Deputy Practice Manager", 4),
        ("assistant / deputy practice manager", 4),
        ("Deputy Manager", 4),
        ("Reception Manager", 5),
        ("Reception & Admin Manager", 5),
        ("Patient Services Team Manager", 5),
        ("manager of a specific team", 5),
        ("Finance Manager", 6),
        ("HR manager", 6),
        ("H.R. Manager", 6),
        ("IT Manager", 6),
        ("manager of a function", 6),
        ("PCN Manager", 7),
        ("Primary Care Network Manager", 7),
        ("GP Federation Manager", 7),
        ("PCN Business/Operations Manager", 7),
        ("manager in a scaled model", 7),
    ],
)
def test_natural_titles_find_their_class(title: str, number: int) -> None:
    found = BOOK.role_class(title)
    assert found is not None
    assert found.number == number


@pytest.mark.rule("R13", passes=True)
@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Practice Manager and Operations Manager", 1),
        ("Operations Manager / Practice Manager", 3),
        ("Practice manager, Business manager", 1),
        ("practice & operations manager", 1),
        ("Finance and HR Manager", 6),
        ("Reception, Admin and Dispensary Manager", 5),
    ],
)
def test_joined_titles_take_the_class_of_the_first(title: str, number: int) -> None:
    found = BOOK.role_class(title)
    assert found is not None
    assert found.number == number


@pytest.mark.rule("R14", passes=True)
@pytest.mark.parametrize(
    "title",
    [
        "Receptionist",
        "Managing Partner",
        "Practice Nurse",
        "Nurse Manager",
        "Locum",
        "Interim Practice Manager",
        "Acting Practice Manager",
        "Practice Manager and Partner",
        "Partner and Practice Manager",
        "Receptionist / Admin Manager",
        "Trainee practice manager",
        "Personal assistant to the practice manager",
        "Manager",
        "and",
        "/",
        "",
    ],
)
def test_other_titles_are_referred(title: str) -> None:
    assert BOOK.role_class(title) is None


@pytest.mark.rule("R13", passes=True)
def test_every_listed_title_is_a_managers_own_post() -> None:
    not_substantive = {"acting", "interim", "locum", "temporary", "trainee", "partner", "lead's"}
    for each in BOOK.role_classes:
        for name in each.names:
            words = set(name.split())
            assert words & {"manager", "mgr", "managing", "pm"}
            assert not words & not_substantive
            found = BOOK.role_class(name.upper())
            assert found is not None
            assert found.number == each.number
