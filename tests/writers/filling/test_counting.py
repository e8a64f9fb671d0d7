"""What a PivotTable comes to: which values are one, in which order they stand, how often."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.reports.tables import Column, Content, Linked, Live, Pivot, Plain, Table
from igpm_sheets.writers.filling.counting import counted, field

COLUMNS = (Column("Ref"), Column("Window"), Column("Mark"))


def table(*rows: tuple[Content, ...]) -> Table:
    return Table("Source", COLUMNS, rows)


def pivot(*, order: tuple[str, ...] = (), blank: str = "not recorded") -> Pivot:
    return Pivot("P", "A caption.", "Source", "Window", "Mark", "Ref", "Marks", order, blank)


def items(*values: Content) -> tuple[Plain, ...]:
    return field(table(*(("a", value, None) for value in values)), "Window").items


def test_texts_are_one_whatever_their_case() -> None:
    assert items("R. Hale", "r. hale", "R. HALE", "R. Hall") == ("R. Hale", "R. Hall")
    assert items("Ünal", "U\u0308nal", "ÜNAL") == ("Ünal",)


def test_a_text_of_digits_is_no_number() -> None:
    assert items("5", 5, Decimal("5.0"), "05") == ("5", 5, "05")


def test_a_blank_is_a_value_of_its_own_and_so_is_an_empty_text() -> None:
    assert items(None, "", "x") == (None, "x")


def test_what_is_attached_to_a_value_does_not_count() -> None:
    assert items(5, Live(5, "=1+4"), Linked(5, "Marks")) == (5,)


def test_texts_that_differ_after_255_characters_only_are_one() -> None:
    assert items("x" * 255 + "a", "x" * 255 + "b", "x" * 254) == ("x" * 255, "x" * 254)


def test_labels_stand_in_order_numbers_days_texts_and_blanks_last() -> None:
    day = date(2026, 6, 1)
    source = table(*(("a", each, 5) for each in (None, "b", day, 10, "A", 9, "é", "f")))
    assert counted(pivot(), source).labels_down == (9, 10, day, "A", "b", "é", "f", "not recorded")


def test_some_labels_may_come_first() -> None:
    source = table(*(("a", "w", each) for each in ("Zurich", "Wales", "Aran", "England", None)))
    found = counted(pivot(order=("England", "Scotland", "Wales")), source)
    assert found.labels_across == ("England", "Wales", "Aran", "Zurich", "not recorded")


def test_a_row_without_what_is_counted_does_not_count() -> None:
    source = table(("a", "w", 5), (None, "w", 5), ("b", "w", 6))
    assert sorted(counted(pivot(), source).figures.values()) == [1, 1]


def test_a_column_that_the_source_lacks_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in"):
        field(table(), "Nation")


VALUES = st.none() | st.sampled_from(["a", "A", "b", "5", ""]) | st.integers(3, 7)


@given(st.lists(st.tuples(VALUES, VALUES, VALUES)))
def test_the_figures_are_those_of_a_count_by_hand(rows: list[tuple[Plain, ...]]) -> None:
    found = counted(pivot(blank="-"), table(*rows))
    by_hand = Counter(
        (str(window or "-").lower(), str(mark or "-").lower(), type(window), type(mark))
        for ref, window, mark in rows
        if ref not in (None, "")
    )
    assert sum(found.figures.values()) == sum(by_hand.values())
    texts = Counter({(key[0], key[1]): 0 for key in by_hand})
    for key, number in by_hand.items():
        texts[key[0], key[1]] += number
    shown: Counter[tuple[str, str]] = Counter()
    for down, window in zip(found.down, found.labels_down, strict=True):
        for across, mark in zip(found.across, found.labels_across, strict=True):
            number = found.figures.get((down, across), 0)
            shown[str(window).lower(), str(mark).lower()] += number
    assert +shown == +texts
