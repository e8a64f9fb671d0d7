"""What the Assessors tab says of each assessor, of their agreement, and of their severity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from igpm_sheets.core.assessors import markings
from igpm_sheets.core.decisions import decide
from igpm_sheets.core.panel import Panels
from igpm_sheets.model import Category, Decision
from igpm_sheets.reports import assessors
from igpm_sheets.reports.assessors import (
    AGREEMENT_COLUMNS,
    ASSESSOR_COLUMNS,
    IF_ADJUSTED_COLUMNS,
    assessors_tab,
)
from igpm_sheets.reports.pivots import as_decimal
from igpm_sheets.reports.tables import Content, Tab
from tests.core.records import (
    PANEL,
    STANDARD,
    TODAY,
    a_panel,
    a_sheet,
    an_application,
    an_assessor,
    an_office,
    policy,
)

PEOPLE = {"a": PANEL[0], "b": PANEL[1], "c": PANEL[2], "d": "Dee Day", "e": "Eli East"}


def tab_of(*marked: tuple[str, str], **settings: Any) -> Tab:
    """The tab for applications 1, 2 … marked by those named, `abc`, as `5 5 4` says."""
    applications, sheets = [], []
    for at, (who, rows) in enumerate(marked, 1):
        applications.append(an_application(str(at), row=at + 1))
        for key, marks in zip(who, rows.split(), strict=True):
            full = marks if len(marks) == 10 else marks * 10
            sheets.append(a_sheet(full, PEOPLE[key], str(at)))
    listed = tuple(an_assessor(name, Category.EXTERNAL) for name in PEOPLE.values())
    decisions, _ = decide(
        an_office(applications, sheets, assessors=listed), policy(**settings), TODAY
    )
    return tab_from(decisions, Panels.of(listed, ()), **settings)


def tab_from(decisions: Sequence[Decision], panels: Panels, **settings: Any) -> Tab:
    found = markings(decisions, panels)
    return assessors_tab("IGPM assessors", found, decisions, panels, policy(**settings))


def rows(tab: Tab, name: str) -> dict[str, dict[str, Content]]:
    """The rows of a table, by their first cell and by heading."""
    [table] = [table for table in tab.tables if table.name == name]
    found = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    return {str(row[table.headings[0]]): row for row in found}


def said(tab: Tab, name: str) -> str:
    value = tab.values[name]
    return " ".join(value) if isinstance(value, list) else str(value)


def shown(value: Content) -> str:
    assert isinstance(value, Decimal)
    return f"{value:.2f}"


# Each assessor


def test_each_assessor_stands_with_what_they_give_beside_colleagues() -> None:
    found = rows(tab_of(("abc", "6 5 5"), ("abd", "5 5 4"), ("abc", "5 5 4")), "Assessors")
    assert list(found) == ["Ann Able", "Bob Best", "Cyn Cole", "Dee Day"]
    ann, dee = found["Ann Able"], found["Dee Day"]
    assert (ann["Category"], ann["Applications"], ann["Marks"]) == ("External", 3, 30)
    assert (ann["Shared applications"], ann["Linked group"]) == (3, "A")
    assert shown(ann["Mean"]) == "5.33"
    effects = [row["Effect against the panel"] for row in found.values()]
    assert sum(effect for effect in effects if isinstance(effect, Decimal)) < Decimal("1e-20")
    assert isinstance(ann["Standard error"], Decimal)
    assert isinstance(dee["Effect against the panel"], Decimal)
    assert dee["Effect against the panel"] < 0


def test_who_shares_no_application_has_blanks_and_a_sentence() -> None:
    tab = tab_of(("abc", "5 5 5"), ("d", "5"))
    dee = rows(tab, "Assessors")["Dee Day"]
    assert {dee[column.heading] for column in ASSESSOR_COLUMNS[8:]} == {None}
    assert "1 assessor shares no application with a colleague" in said(tab, "effects_said")


def test_groups_that_are_not_linked_are_lettered_and_told() -> None:
    tab = tab_of(("abc", "5 5 4"), ("de", "5 4"))
    groups = {name: row["Linked group"] for name, row in rows(tab, "Assessors").items()}
    assert groups == {**dict.fromkeys(PANEL, "A"), "Dee Day": "B", "Eli East": "B"}
    assert "2 groups (A to B)" in said(tab, "effects_said")
    assert "groups" not in said(tab_of(("abc", "5 5 4")), "effects_said")


def test_without_marks_the_tab_says_so() -> None:
    tab = tab_of()
    assert [len(table.rows) for table in tab.tables] == [0, 6, 0]
    assert "no effects" in said(tab, "effects_said")
    assert "three assessors yet" in said(tab, "agreement_said")
    assert said(tab, "adjusted_said") == "There are no outcomes yet."
    for row in rows(tab, "Agreement").values():
        assert row["Value"] is None
        assert str(row["How to read it"]).startswith("Not defined: no")


# Agreement


def test_each_measure_has_a_value_what_it_rests_on_and_a_sentence() -> None:
    tab = tab_of(("abc", "5555544444 5555555544 5555544446"), ("abc", "6 5 5"), ("abc", "5 5 5"))
    found = rows(tab, "Agreement")
    assert list(found) == [*assessors.OF_MARKS, *assessors.OF_SUMS]
    same = found["Same mark"]
    # Ten domains by three pairs in each application: 23, 10 and 30 of them equal.
    assert same["Value"] == as_decimal(Fraction(22 + 10 + 30, 90))
    assert (same["Units"], same["Pairs"]) == (30, 90)
    assert str(same["How to read it"]).endswith("They are 62.")
    icc = found["ICC(A,3): the panel"]
    assert (icc["Units"], icc["Pairs"]) == (3, None)
    assert str(icc["How to read it"]).endswith("From 1 panel of three.")
    assert len(next(iter(found.values()))) == len(AGREEMENT_COLUMNS)


def test_alpha_never_stands_without_ac2() -> None:
    for tab in (tab_of(), tab_of(("abc", "5 5 5")), tab_of(("abc", "5 5 4"))):
        measures = list(rows(tab, "Agreement"))
        assert measures.index("Krippendorff's alpha") == measures.index("Gwet's AC2") + 1


def test_what_is_not_defined_is_said_in_words() -> None:
    found = rows(tab_of(("abc", "5 5 5"), ("abc", "5 5 5")), "Agreement")
    alpha, icc = found["Krippendorff's alpha"], found["ICC(A,1): one assessor"]
    assert alpha["Value"] is None
    assert str(alpha["How to read it"]).startswith("Not defined: all marks are alike.")
    assert icc["Value"] is None
    assert str(icc["How to read it"]).startswith("Not defined: all sums are alike.")
    # All agree, and on a fixed scale that is perfect agreement.
    assert (found["Same mark"]["Value"], found["Gwet's AC2"]["Value"]) == (1, 1)


def test_chance_alone_gives_no_correlation_above_one() -> None:
    found = rows(tab_of(("abc", "4 5 6"), ("abc", "5 6 4"), ("abc", "6 4 5")), "Agreement")
    panel = found["ICC(A,3): the panel"]
    assert panel["Value"] is None
    assert "do not differ enough to tell" in str(panel["How to read it"])


def test_correlations_take_only_what_the_same_three_have_marked() -> None:
    tab = tab_of(("abc", "5 5 4"), ("abd", "6 5 5"), ("acd", "4 5 5"))
    icc = rows(tab, "Agreement")["ICC(A,1): one assessor"]
    assert (icc["Value"], icc["Units"]) == (None, 0)
    assert str(icc["How to read it"]).startswith("Not defined: no three assessors")


# What if


SEVERE = (
    [("abc", "5 5 5")] * 4 + [("abd", "6 6 5")] * 4 + [("abd", "5555555555 5555555555 4455555555")]
)
"""Dee marks a point lower than the others, and two points decide the last."""


def test_only_outcomes_that_would_differ_have_a_row() -> None:
    tab = tab_of(*SEVERE)
    found = rows(tab, "If adjusted")
    assert set(found) == {"1", "2", "3", "4", "9"}
    last = found["9"]
    assert (last["Outcome"], last["Outcome if adjusted"]) == (
        "Further evidence needed",
        "Award MIGPM",
    )
    assert last["Sum"] == 148
    assert isinstance(last["Adjusted sum"], Decimal)
    assert last["Adjusted sum"] >= 150
    assert last["What would decide"] == (
        f"The thirty marks would sum to {last['Adjusted sum']}; 150 are needed."
    )
    assert "Of 9 outcomes, 5 would differ." in said(tab, "adjusted_said")
    assert len(last) == len(IF_ADJUSTED_COLUMNS)


def test_it_says_that_it_changes_nothing() -> None:
    for tab in (tab_of(*SEVERE), tab_of(("abc", "5 5 4"))):
        assert "It changes no mark, no sum and no outcome." in said(tab, "adjusted_said")


def test_where_none_would_differ_the_tab_says_so_and_why() -> None:
    tab = tab_of(("abc", "7 5 3"), ("abc", "5 5 5"))
    assert rows(tab, "If adjusted") == {}
    assert "Of 2 outcomes, none would differ. No sum would change" in said(tab, "adjusted_said")


def test_a_sum_short_of_150_never_reads_150() -> None:
    nearly = assessors._rounded_down(Fraction(150) - Fraction(1, 10**6))
    assert (f"{nearly}", f"{assessors._rounded_down(Fraction(150))}") == ("149.99", "150.00")


def test_an_outcome_that_rests_on_somebody_without_an_effect_is_counted() -> None:
    decisions, _ = decide(an_office([an_application()], a_panel(STANDARD)), policy(), TODAY)
    [award] = decisions
    first = award.panel[0]
    elsewhere = first._replace(before=first._replace(assessor="Zoe Zeal"), carried=(3,))
    carried = [replaced(award, (elsewhere, *award.panel[1:]))]
    text = said(tab_from(carried, Panels()), "adjusted_said")
    assert "Of 1 outcome, none would differ. 1 could not be worked out" in text


def replaced(decision: Decision, panel: Sequence[Any]) -> Decision:
    return replace(decision, panel=tuple(panel))


@pytest.mark.parametrize(
    ("combine", "sentence"),
    [
        ("median_domain", "The ten domain medians would sum to 47."),
        ("majority", "1 of three assessors' own marks would sum to 50; two are needed."),
    ],
)
def test_each_settings_own_comparison_is_told(combine: str, sentence: str) -> None:
    tab = tab_of(*SEVERE, combine=combine)
    told = [str(row["What would decide"]) for row in rows(tab, "If adjusted").values()]
    assert any(each.startswith(sentence) for each in told), told


def test_the_floor_is_told_where_it_would_decide() -> None:
    high = [("abc", "5555555557 5555555557 5555555557")] + [("abd", "6 6 5")] * 3
    told = rows(tab_of(*high, domain_floor=5), "If adjusted")["1"]["What would decide"]
    assert str(told).startswith("The average would be below 5 in domains 1, 2")


def test_a_strict_balance_is_said_to_stand() -> None:
    text = said(tab_of(("abc", "5 5 5"), strict_balance=True), "adjusted_said")
    assert text.endswith("(I3) is left as it was found.")
