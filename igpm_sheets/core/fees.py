"""Fees with VAT, by type and date (R36-R38, R41, R42; I20, I21, I34)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from igpm_sheets.core import windows
from igpm_sheets.core.circumstances import Circumstances
from igpm_sheets.core.years import add_years
from igpm_sheets.model import Application, ApplicationType, Price, Status, YesNoOrDate
from igpm_sheets.rulebook.book import Rulebook

PENNY = Decimal("0.01")

FEE_OF_TYPE = {
    ApplicationType.FULL: "assessment_fee",
    ApplicationType.RESUBMISSION: "resubmission_fee",
}
"""The assessment (R36) and the reduced fee for a resubmission (R37)."""

NOT_PRICED = (Status.WITHDRAWN, Status.NOT_ELIGIBLE, Status.DECLINED)
"""For these the office decides (I34)."""


def with_vat(net: Decimal, rate: Decimal, source: str = "") -> Price:
    """A net fee in pounds with its VAT, rounded half up to the penny (I21).

    >>> with_vat(Decimal(280), Decimal("0.20")).gross
    Decimal('336.00')
    """
    net = net.quantize(PENNY, ROUND_HALF_UP)
    return Price(net, (net * rate).quantize(PENNY, ROUND_HALF_UP), source, rate)


def price(fee: str, day: date, book: Rulebook) -> Price | None:
    """The price of a fee on a day, or None before the first date that has one."""
    net, rate = book.value(fee, day), book.value("vat_rate", day)
    if net is None or rate is None:
        return None
    return with_vat(net.value, rate.value, net.source)


def price_of(application: Application, status: Status, at: Circumstances) -> Price | None:
    """What an application costs: by its type, on the price date (I20), or nothing (I34)."""
    if status in NOT_PRICED or application.type is None:
        return None
    if application.received is None or at.window is None:
        return None
    by_window = at.policy.answers.price_date == "window"
    day = windows.first_day(at.window) if by_window else application.received
    return price(FEE_OF_TYPE[application.type], day, at.policy.book)


def is_paid(paid: YesNoOrDate | Decimal, owed: Price | None) -> bool | None:
    """Whether a fee is paid: yes, no, or not recorded.

    Pounds received count as paid once they reach what is to be paid.

    >>> is_paid(Decimal("336.00"), with_vat(Decimal(280), Decimal("0.20")))
    True
    """
    if isinstance(paid, Decimal):
        return owed is None or paid >= owed.gross
    return True if isinstance(paid, date) else paid


def review_due(fee: str, today: date, book: Rulebook) -> date | None:
    """The day by which the fee in force is to be reviewed (R41, I29)."""
    in_force, years = book.value(fee, today), book.value("fee_review_years", today)
    if in_force is None or years is None:
        return None
    return add_years(in_force.start, int(years.value))
