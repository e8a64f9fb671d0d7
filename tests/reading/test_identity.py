"""Tests of when two spellings mean the same."""

from __future__ import annotations

import pytest

from igpm_sheets.identity import email_key, person_key, ref_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("A 1", "a1"), ("IGPM/26/001 ", "igpm/26/001"), ("Ref\u00a07", "REF7"), ("a\nb", "AB")],
)
def test_refs_agree_whatever_their_case_and_spaces(one: str, other: str) -> None:
    assert ref_key(one) == ref_key(other)


@pytest.mark.parametrize(("one", "other"), [("007", "7"), ("A1", "A-1"), ("A1", "A10")])
def test_refs_differ_in_anything_else(one: str, other: str) -> None:
    assert ref_key(one) != ref_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "  ann   LEE "),
        ("O'Neill, Siân", "oneill sian"),
        ("Smith-Jones", "Smith Jones"),
        ("J. R. Hartley", "J R Hartley"),
        ("O’Neill", "O'Neill"),
    ],
)
def test_names_agree_whatever_their_punctuation(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


def test_titles_stay() -> None:
    assert person_key("Dr Lee") != person_key("Lee")


def test_addresses_agree_whatever_their_case() -> None:
    assert email_key("mailto:Ann@Example.org") == email_key(" ann@example.ORG ")
    assert email_key("ann.lee@example.org") != email_key("annlee@example.org")
