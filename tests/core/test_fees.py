"""Fees with VAT (known/prices, known/vat), the price date, whether they are paid, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.core import fees
from igpm_sheets.core.charges import ledger
from igpm_sheets.core.decisions import decide
from igpm_sheets.core.policy import Policy
from igpm_sheets.model import Decision, Office, Status
from igpm_sheets.rulebook import DatedValue, Interpretations, Rulebook, load
from tests.core.records import (
    a_panel,
    an_application,
    an_office,
    came_back,
    decide_one,
    policy,
    problems_of,
)
from tests.core.tables import a_day, rows


@pytest.mark.parametrize("row", rows("prices"))
def test_what_things_cost(row: Mapping[str, str]) -> None:
    price = fees.price(row["fee"], a_day(row["day"]), load())
    if not row["net"]:
        assert price is None
        return
    assert price is not None
    shown = [str(amount) for amount in (price.net, price.vat, price.gross)]
    assert shown == [row["net"], row["vat"], row["gross"]]


@pytest.mark.rule("I21", passes=True)
@pytest.mark.rule("I21", passes=False)
@pytest.mark.parametrize("row", rows("vat"))
def test_vat_by_the_line_half_up_to_the_penny(row: Mapping[str, str]) -> None:
    price = fees.with_vat(Decimal(row["net"]), Decimal(row["rate"]))
    assert (str(price.vat), str(price.gross)) == (row["vat"], row["gross"])


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(0, 100_000, places=2),
    st.decimals(0, 1, places=4),
)
def test_vat_against_fractions(net: Decimal, rate: Decimal) -> None:
    """Pennies by whole-number arithmetic: twice the exact pennies, plus one, halved."""
    price = fees.with_vat(net, rate)
    exact = Fraction(net) * Fraction(rate) * 100
    pennies = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    assert price.vat * 100 == pennies
    assert price.gross == price.net + price.vat
    assert price.vat == (net * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)


def dearer(name: str, start: date, value: str) -> Rulebook:
    """The rulebook with a further price."""
    book = load()
    series = book.values[name]
    entry = DatedValue(start, Decimal(value), "Board minute 14")
    return replace(
        book, values={**book.values, name: replace(series, values=(*series.values, entry))}
    )


@pytest.mark.rule("I20", passes=True)
@pytest.mark.rule("I20", passes=False)
@pytest.mark.parametrize(
    ("received", "price_date", "net"),
    [
        (date(2025, 12, 31), "received", "280.00"),
        (date(2026, 1, 1), "received", "300.00"),
        (date(2025, 12, 31), "window", "300.00"),
        (date(2026, 1, 15), "window", "300.00"),
        (date(2025, 9, 30), "window", "280.00"),
    ],
)
def test_the_price_date(received: date, price_date: str, net: str) -> None:
    answers = Interpretations.from_settings({"price_date": price_date})
    in_force = Policy(dearer("assessment_fee", date(2026, 1, 1), "300"), answers)
    office = an_office([an_application(received=received)])
    (decision,), _ = decide(office, in_force, date(2026, 2, 10))
    assert decision.price is not None
    assert str(decision.price.net) == net


def test_a_new_rate_of_vat_holds_from_its_day() -> None:
    book = dearer("vat_rate", date(2026, 1, 1), "0.175")
    before = fees.price("assessment_fee", date(2025, 12, 31), book)
    after = fees.price("assessment_fee", date(2026, 1, 1), book)
    assert before is not None
    assert after is not None
    assert (before.gross, after.gross) == (Decimal("336.00"), Decimal("329.00"))


@pytest.mark.rule("R36", passes=True)
@pytest.mark.rule("R37", passes=True)
def test_the_first_time_at_the_full_fee_and_again_at_the_reduced() -> None:
    first = decide_one(sheets=a_panel("4555555555"))
    again = came_back("4555555555", "5555555555")
    assert [str(each.price.gross) for each in (first, again) if each.price] == ["336.00", "144.00"]


@pytest.mark.rule("R37", passes=False)
@pytest.mark.rule("R61", passes=False)
def test_after_the_year_the_reduced_fee_is_gone() -> None:
    late = came_back("4555555555", "5555555555", second={"received": date(2027, 5, 15)})
    assert (late.status, late.price) == (Status.NOT_ELIGIBLE, None)
    anew = decide_one(an_application("27-001", received=date(2027, 5, 15)), [])
    assert anew.price is not None
    assert anew.price.gross == Decimal("336.00")


@pytest.mark.rule("I34", passes=True)
@pytest.mark.rule("I34", passes=False)
@pytest.mark.parametrize(
    ("changes", "status", "priced"),
    [
        ({}, Status.AWAITING_MARKS, True),
        ({"constitution_breach": None}, Status.ON_HOLD, True),
        ({"role": "Receptionist"}, Status.REFER, True),
        ({"evidence": (False,) * 10}, Status.DECLINED, False),
        ({"constitution_breach": True}, Status.NOT_ELIGIBLE, False),
        ({"withdrawn": True}, Status.WITHDRAWN, False),
    ],
)
def test_every_application_is_priced_but_for_three_kinds(
    changes: dict[str, Any],
    status: Status,
    priced: bool,
) -> None:
    decision = decide_one(an_application(**changes), [])
    assert decision.status is status
    assert (decision.price is not None) is priced


def test_a_resubmission_whose_type_cannot_be_read_has_no_price() -> None:
    unknown = an_application(type=None, unreadable=frozenset({"type"}))
    assert decide_one(unknown, []).price is None


@pytest.mark.rule("I22", passes=True)
@pytest.mark.rule("I22", passes=False)
@pytest.mark.parametrize(
    ("paid", "answer"),
    [
        (True, True),
        (False, False),
        (None, None),
        (date(2026, 1, 20), True),
        (Decimal("336.00"), True),
        (Decimal(336), True),
        (Decimal("400.00"), True),
        (Decimal("335.99"), False),
        (Decimal("280.00"), False),
        (Decimal(0), False),
    ],
)
def test_whether_the_fee_is_paid(paid: object, answer: bool | None) -> None:
    application = an_application(fee_paid=paid)
    owed = fees.price("assessment_fee", date(2026, 1, 15), load())
    assert fees.is_paid(application.fee_paid, owed) is answer
    assert ("A17" in problems_of(application)) == (answer is False)
    waits = decide_one(application, fee_unpaid="hold").status is Status.ON_HOLD
    assert waits == (answer is not True)


@pytest.mark.rule("I22", passes=True)
def test_the_fee_is_not_asked_after_while_the_window_is_open() -> None:
    assert problems_of(an_application(fee_paid=False), [], today=date(2026, 1, 31)) == []


def reminders(today: date, book: Rulebook | None = None) -> list[str]:
    in_force = policy() if book is None else Policy(book)
    nobody: tuple[Decision, ...] = ()
    found = ledger(Office(), nobody, in_force, today, today).problems
    return [f"{each.code} {each.found} {each.message}" for each in found]


@pytest.mark.rule("R41", passes=True)
@pytest.mark.rule("I29", passes=True)
def test_no_reminder_within_three_years_of_the_price() -> None:
    assert reminders(date(2025, 6, 20)) == []
    book = dearer("member_fee", date(2025, 6, 1), "90")
    assert reminders(date(2028, 5, 31), book) == []


@pytest.mark.rule("R41", passes=False)
@pytest.mark.rule("I29", passes=False)
def test_a_reminder_once_they_have_passed() -> None:
    (reminder,) = reminders(date(2025, 6, 21))
    assert reminder.startswith("D01 £85 since 21 June 2022")
    assert "by 21 June 2025" in reminder
    book = dearer("member_fee", date(2025, 6, 1), "90")
    assert "£90 since 1 June 2025" in reminders(date(2028, 6, 1), book)[0]


def test_no_review_before_there_is_a_price() -> None:
    assert fees.review_due("member_fee", date(2022, 6, 20), load()) is None
