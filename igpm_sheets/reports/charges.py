"""The Charges and Renewals tabs: what is owed, and when each Member's fee falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from igpm_sheets.core import fees, renewals
from igpm_sheets.core.memberships import Membership, has_left
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.standing import designation
from igpm_sheets.core.years import in_words
from igpm_sheets.model import Charge, Status, YesNoOrDate
from igpm_sheets.reports.tables import Column, Content, Kind, Linked, Table
from igpm_sheets.reports.words import counted

CHARGE_COLUMNS = (
    Column("Ref or membership no"),
    Column("Name"),
    Column("Email"),
    Column("What"),
    Column("Due", Kind.DATE),
    Column("Net", Kind.MONEY, total=True),
    Column("VAT", Kind.MONEY, total=True),
    Column("Gross", Kind.MONEY, total=True),
    Column("Paid", note="As the tracker records it; “not recorded” where it does not."),
)
"""The headings that people and scripts rely on, in their order."""

RENEWAL_COLUMNS = (
    Column("Ref or membership no"),
    Column("Name"),
    Column("Letters"),
    Column("Email"),
    Column("Window of award"),
    Column("First renewal", Kind.DATE),
    Column("Paid to", Kind.DATE),
    Column("Next due", Kind.DATE),
    Column("Net", Kind.MONEY, total=True),
    Column("VAT", Kind.MONEY, total=True),
    Column("Gross", Kind.MONEY, total=True),
    Column("State"),
)

A_YEAR_AHEAD = timedelta(days=366)


def paid_in_words(paid: YesNoOrDate | Decimal) -> str:
    """Whether something is paid, as the list says it.

    >>> paid_in_words(None), paid_in_words(date(2026, 5, 3)), paid_in_words(Decimal("336"))
    ('not recorded', 'yes, 3 May 2026', '£336.00')
    """
    if paid is None:
        return "not recorded"
    if isinstance(paid, bool):
        return "yes" if paid else "no"
    return f"£{paid:.2f}" if isinstance(paid, Decimal) else f"yes, {in_words(paid)}"


def charges_table(charges: Sequence[Charge]) -> Table:
    """A row a charge, under the headings of `CHARGE_COLUMNS`."""
    rows = []
    for charge in charges:
        state = paid_in_words(charge.paid) + (" (overdue)" if charge.overdue else "")
        paid: Content = Linked(state, charge.where) if charge.where else state
        rows.append(
            (
                charge.number or None,
                charge.name or None,
                charge.email or None,
                charge.what,
                charge.due,
                charge.price.net,
                charge.price.vat,
                charge.price.gross,
                paid,
            )
        )
    return Table("Charges", CHARGE_COLUMNS, rows)


def renewals_table(memberships: Sequence[Membership], policy: Policy, today: date) -> Table:
    """A row a Member who has not left: the next fee that is not paid."""
    rows = []
    for one in sorted(memberships, key=lambda each: (each.window, each.name)):
        ahead = one.unpaid(today) or one.unpaid(today + A_YEAR_AHEAD)
        if has_left(one.left, today):
            continue
        due = ahead[0] if ahead else None
        price = fees.price("member_fee", due, policy.book) if due else None
        rows.append(
            (
                one.number or None,
                one.name,
                designation(Status.AWARD),
                one.email or None,
                str(one.window),
                one.first_renewal,
                one.paid_to,
                due,
                price.net if price else None,
                price.vat if price else None,
                price.gross if price else None,
                state_of(one, due, policy, today),
            )
        )
    return Table("Renewals", RENEWAL_COLUMNS, rows)


def state_of(one: Membership, due: date | None, policy: Policy, today: date) -> str:
    """Whether the fee that is `due` next is paid, to come, due or overdue; never lapsed (I23)."""
    if due is None:
        return "paid"
    if due > today:
        return "to come"
    if one.paid_to is None and not one.from_tracker:
        return "not recorded"
    late = renewals.is_overdue(due, today, policy.answers.grace_days)
    return "overdue" if late else "due"


def total_in_words(charges: Sequence[Charge]) -> str:
    """What is listed, and how much of it is not recorded as paid.

    >>> total_in_words([])
    'Nothing is due.'
    """
    if not charges:
        return "Nothing is due."
    owed = [charge for charge in charges if not fees.is_paid(charge.paid, charge.price)]
    total = sum((charge.price.gross for charge in charges), Decimal(0))
    open_ = sum((charge.price.gross for charge in owed), Decimal(0))
    return (
        f"{counted(len(charges), 'charge')}, £{total:,.2f} with VAT;"
        f" {len(owed)} not recorded as paid, £{open_:,.2f}."
    )
