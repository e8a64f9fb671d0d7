"""References in formulas are found, whatever else looks like them."""

from __future__ import annotations

import pytest

from igpm_sheets.writers.book.references import Area, areas, rewritten, tabs_named


def seen(formula: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def note(tab: str, corners: list[object]) -> str:
        found.append((tab, f"{corners[0]}:{corners[1]}"))
        return "?"

    rewritten(formula, note)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("formula", "references"),
    [
        ("A1+$B$2", [("", "A1:A1"), ("", "$B$2:$B$2")]),
        ("SUM(A$1:C3)", [("", "A$1:C3")]),
        ("SUM(A:C,$1:$3)", [("", "A:C"), ("", "$1:$3")]),
        ("'My ''tab'!A1&Tab2!B2", [("My 'tab", "A1:A1"), ("Tab2", "B2:B2")]),
        ('"A1"&"say ""B2"""', []),
        ("LOG10(C3)+ATAN2(1,2)", [("", "C3:C3")]),
        ("Results[Sum]+Results[[#Totals],[A1]]", []),
        ("Tax2024Rate+A1_b+name.B2", []),
        ("XFE1+A1048577+XFD1048576", [("", "XFD1048576:XFD1048576")]),
        ("1E5+2.5*A1", [("", "A1:A1")]),
        ("A1:INDEX(B:B,2)", [("", "A1:A1"), ("", "B:B")]),
    ],
)
def test_references_are_told_from_texts_names_and_functions(
    formula: str, references: list[tuple[str, str]]
) -> None:
    assert seen(formula) == references


def test_the_rest_of_a_formula_stays() -> None:
    formula = "IF(AND(A1>=3,A1<5),\"A1 & co\",Results[Sum]/'O''H'!$B$2)"
    assert rewritten(formula, lambda _, corners: str(corners[0])) == (
        'IF(AND(A1>=3,A1<5),"A1 & co",Results[Sum]/$B$2)'
    )


def test_tabs_are_named_by_references_and_names() -> None:
    assert tabs_named("Sheet1!name+'A b'!C1+D1") == {"Sheet1", "A b"}


@pytest.mark.parametrize("text", ["", "A", "A0", "1", "A1:B2:C3", "Sheet!A1", "#REF!"])
def test_what_is_no_area_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Area.of(text)


def test_areas_are_written_as_they_are_read() -> None:
    assert [str(area) for area in areas("A1 B2:C3 $D$4:$D$9")] == ["A1", "B2:C3", "D4:D9"]
    assert Area.of("A:B").absolute == "$A:$B"
    assert Area.of("2:3").absolute == "$2:$3"
