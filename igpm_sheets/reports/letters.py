"""What the office's letters are merged from: a row a released result, a row a Member's yearly fee.

Whoever stands on *Letters* or *Renewals* is to get a letter, so that both are merged as they
are. A word processor takes what a cell holds, not what it shows, guesses what a column holds from
its first rows, and may cut a text after 255 characters. So each date and each sum of money
stands here twice, as such and in words, and no sentence of ours is longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from igpm_sheets.core import fees
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.memberships import Membership, has_left
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.standing import designation
from igpm_sheets.core.windows import first_day, parse_window
from igpm_sheets.core.years import in_words
from igpm_sheets.model import DOMAINS, Price, Status
from igpm_sheets.reports.charges import state_of
from igpm_sheets.reports.feedback import OUTCOMES
from igpm_sheets.reports.posting import Post
from igpm_sheets.reports.released import Release
from igpm_sheets.reports.tables import Column, Content, Kind, Plain, Tab, Table
from igpm_sheets.reports.words import NOT_RECORDED, window_in_words
from igpm_sheets.templates import LETTERS

AHEAD = timedelta(days=60)
"""How long before its day a fee is written about: two months give a practice the time to have
it agreed and paid, and no letter comes so early that the next one asks for the same again."""

_NAMED_DAYS = 3
"""How many days one sentence names before it would run too long."""

_MONEY = (
    Column("Fee", Kind.MONEY),
    Column("Fee_text"),
    Column("VAT", Kind.MONEY),
    Column("VAT_text"),
    Column("To_pay", Kind.MONEY),
    Column("To_pay_text"),
)

LETTER_COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Email"),
    Column("Practice"),
    Column("Window", note="The window of the application, such as May 2026."),
    Column("Outcome"),
    Column("Letters", note="MIGPM for a Member, else blank."),
    Column("Opening", Kind.LONG_TEXT),
    Column("Domains_sentence", Kind.LONG_TEXT),
    Column("Next_sentence", Kind.LONG_TEXT, "How to come back; blank for a Member."),
    Column("Fee_sentence", Kind.LONG_TEXT),
    Column("Domains", note="In which evidence is asked for; for a Member those with most room."),
    Column("Domains_text"),
    *(Column(f"Domain_{number}") for number in DOMAINS),
    Column("May_resubmit", note="yes or no; blank for a Member."),
    Column("Resubmit_by", Kind.DATE),
    Column("Resubmit_by_text"),
    Column("Next_window"),
    Column("Next_window_opens", Kind.DATE),
    Column("Next_window_opens_text"),
    Column("First_renewal", Kind.DATE),
    Column("First_renewal_text"),
    Column("Fee_for", note="What the fee is for."),
    *_MONEY,
    Column("Released", Kind.DATE),
    Column("Released_text"),
    Column("File", note="The candidate's workbook, beside this one."),
)
"""Of the table `Letters`: names that merge fields may have."""

SENT_COLUMNS = (
    *LETTER_COLUMNS,
    Column("Result_sent", Kind.DATE),
    Column("Result_sent_text"),
)
"""Of the table `Sent`: the same letters, when they went out."""

RENEWAL_COLUMNS = (
    Column("Ref_or_membership_no"),
    Column("Name"),
    Column("Letters"),
    Column("Email"),
    Column("Window_of_award"),
    Column("State", note="due, overdue or to come, as How to use explains."),
    Column("Due", Kind.DATE),
    Column("Due_text", note="Of all fees that are due, where there are several."),
    Column("Years", Kind.WHOLE, note="For how many years fees are due."),
    *_MONEY,
    Column("Sentence", Kind.LONG_TEXT),
    Column("Paid_to", Kind.DATE),
    Column("Paid_to_text"),
)
"""Of the table `Renewals`."""


def letters_tabs(
    posts: Sequence[Post], memberships: Sequence[Membership], policy: Policy, today: date
) -> list[Tab]:
    """The tabs of the workbook: results first, where a word processor looks first.

    Args:
        posts: the released results, in the order of the rows.
        memberships: everybody who may owe a yearly fee.
        policy: the titles of the domains, and prices.
        today: tells what is due from what is to come.
    """
    letters, renewals = letters_table(posts, policy), renewals_table(memberships, policy, today)
    how: dict[str, Content] = {
        "title": "How to write letters from this workbook",
        "written": in_words(today),
        "grace": policy.answers.grace_days,
        "ahead": AHEAD.days,
    }
    return [
        _tab("Letters", "IGPM: results, for letters", letters),
        _tab("Renewals", "IGPM: yearly fees, for letters", renewals),
        _tab("Sent", "IGPM: results sent or kept back", sent_table(posts, policy)),
        Tab("How to use", "How to use", how, workbook=LETTERS),
    ]


def _tab(name: str, title: str, table: Table) -> Tab:
    return Tab(name, name, {"title": title}, (table,), workbook=LETTERS)


# Results


def letters_table(posts: Sequence[Post], policy: Policy) -> Table:
    """A row a released result whose letter is still to be sent (R58, R62)."""
    rows = [tuple(_letter(each.release, policy)) for each in posts if each.is_to_send]
    return Table("Letters", LETTER_COLUMNS, rows)


def sent_table(posts: Sequence[Post], policy: Policy) -> Table:
    """A row a released result whose letter was sent, or is not to go out (R62)."""
    kept = [each for each in posts if not each.is_to_send]
    rows = [(*_letter(each.release, policy), each.sent, each.in_words) for each in kept]
    return Table("Sent", SENT_COLUMNS, rows)


def _letter(release: Release, policy: Policy) -> Iterator[Plain]:
    """The fields of one letter, in the order of the columns."""
    opens = first_day(parse_window(release.next_window)) if release.next_window else None
    yield release.ref
    yield release.name or None
    yield release.email or None
    yield release.practice or None
    yield _window(release.window)
    yield OUTCOMES[release.outcome]
    yield designation(release.outcome) or None
    yield _opening(release)
    yield _domains_sentence(release, policy)
    yield _next_sentence(release, opens)
    yield _fee_sentence(release)
    yield ", ".join(map(str, release.asked_for)) or None
    yield domains_in_words(release.asked_for) if release.asked_for else None
    titles = [f"Domain {n}: {policy.book.domain(n).title}" for n in release.asked_for]
    yield from titles
    yield from [None] * (len(DOMAINS) - len(titles))
    yield None if _is_award(release) else ("yes" if release.may_resubmit else "no")
    yield from _day(release.resubmit_by)
    yield _window(release.next_window)
    yield from _day(opens)
    yield from _day(release.first_renewal)
    yield _fee_for(release) if release.fee else None
    yield from _money(release.fee)
    yield from _day(release.day)
    yield release.file


def _is_award(release: Release) -> bool:
    return release.outcome is Status.AWARD


def _opening(release: Release) -> str:
    """The outcome (R4, R58)."""
    if _is_award(release):
        letters = designation(release.outcome)
        return (
            "Congratulations: the panel has awarded you membership of the IGPM."
            f" You may now use the letters {letters} after your name."
        )
    return (
        "Thank you for your application."
        " The panel needs further evidence before it can award you membership."
    )


def _domains_sentence(release: Release, policy: Policy) -> str | None:
    """In which domains further evidence is needed (R58, R60), or what a Member is advised."""
    if not release.asked_for:
        return None
    named = domains_in_words(release.asked_for)
    if _is_award(release):
        return f"For your own development, the panel saw most room in {named}."
    stand = release.may_resubmit and policy.answers.resubmission_marks == "carry"
    others = stand and len(release.asked_for) < len(DOMAINS)
    rest = "; your marks in the other domains stand" if others else ""
    return f"The panel asks for further evidence in {named}{rest}."


def _next_sentence(release: Release, opens: date | None) -> str | None:
    """How a candidate comes back (R59, R60, R61)."""
    if _is_award(release):
        return None
    start = f" Applications are next taken from {in_words(opens)}." if opens else ""
    if not release.may_resubmit:
        return (
            "A resubmission is not possible any more;"
            f" you are welcome to come back with a complete new application.{start}"
        )
    by = f" until {in_words(release.resubmit_by)}" if release.resubmit_by else " for a year"
    return (
        f"With no more than the evidence asked for, we accept a resubmission{by};"
        f" after that a complete new application is needed.{start}"
    )


def _fee_sentence(release: Release) -> str | None:
    """What is to be paid next (R36-R38)."""
    if release.fee is None:
        return None
    sums = _in_words(release.fee)
    if not _is_award(release):
        return f"The fee for {_fee_for(release)} is {sums}."
    due = f" falls due on {in_words(release.first_renewal)}" if release.first_renewal else ""
    return f"Your first yearly fee{due}: {sums}."


def _fee_for(release: Release) -> str:
    if _is_award(release):
        return "the first year as a Member"
    return "the resubmission" if release.may_resubmit else "a complete new application"


# Yearly fees


def renewals_table(memberships: Sequence[Membership], policy: Policy, today: date) -> Table:
    """A row a Member whose yearly fee is due, overdue, or falls due within 60 days (R38-R40).

    Where several years are due the row is for all of them. Nobody is written to on the strength
    of a blank cell (I23), nor anybody who has left.
    """
    ordered = sorted(memberships, key=lambda each: (each.window, each.name))
    staying = [one for one in ordered if not has_left(one.left, today)]
    rows = [_renewal(one, policy, today) for one in staying]
    return Table("Renewals", RENEWAL_COLUMNS, [row for row in rows if row])


def unrecorded(memberships: Sequence[Membership], policy: Policy, today: date) -> int:
    """How many Members get no letter since nothing says to when they have paid (I23)."""
    staying = (one for one in memberships if not has_left(one.left, today))
    owing = ((one, _owed(one, policy, today)) for one in staying)
    return sum(
        bool(owed) and state_of(one, owed[0][0], policy, today) == NOT_RECORDED
        for one, owed in owing
    )


def _owed(one: Membership, policy: Policy, today: date) -> list[tuple[date, Price]]:
    """The fees to write about, each with its day: all that are due, else the next."""
    days = one.unpaid(today) or one.unpaid(today + AHEAD)[:1]
    priced = ((day, fees.price("member_fee", day, policy.book)) for day in days)
    return [(day, price) for day, price in priced if price]


def _renewal(one: Membership, policy: Policy, today: date) -> tuple[Plain, ...]:
    """The fields of one letter, in the order of the columns; none where there is no letter."""
    owed = _owed(one, policy, today)
    if not owed:
        return ()
    state = state_of(one, owed[0][0], policy, today)
    if state == NOT_RECORDED:
        return ()
    days = [day for day, _ in owed]
    net = sum((price.net for _, price in owed), Decimal(0))
    vat = sum((price.vat for _, price in owed), Decimal(0))
    return (
        one.number or None,
        one.name or None,
        designation(Status.AWARD),
        one.email or None,
        window_in_words(one.window),
        state,
        days[0],
        _days_in_words(days),
        len(days),
        *_money(Price(net, vat)),
        _renewal_sentence(days, Price(net, vat), today),
        *_day(one.paid_to),
    )


def _renewal_sentence(days: Sequence[date], price: Price, today: date) -> str:
    """What is owed since when, with thanks to whoever has paid it meanwhile."""
    several, past = len(days) > 1, days[0] < today
    fee, it = ("yearly fees", "them") if several else ("yearly fee", "it")
    falls = "fell" if past else "falls"
    thanks = f"; if you have paid {it} meanwhile, thank you" if past else ""
    return f"Your {fee} {falls} due on {_days_in_words(days)}: {_in_words(price)}{thanks}."


def _days_in_words(days: Sequence[date]) -> str:
    """The days, a year apart, in words that stay short."""
    if len(days) > _NAMED_DAYS:
        return f"{in_words(days[0])} and each year since, last on {in_words(days[-1])}"
    *before, last = map(in_words, days)
    return f"{', '.join(before)} and {last}" if before else last


# Fields


def _day(day: date | None) -> tuple[Plain, Plain]:
    """A day, and the day in words."""
    return (day, in_words(day)) if day else (None, None)


def _in_words(price: Price) -> str:
    return f"£{price.net:,.2f} plus £{price.vat:,.2f} VAT, £{price.gross:,.2f} to pay"


def _money(price: Price | None) -> tuple[Plain, ...]:
    """Net, VAT and gross, each as money and in words."""
    if price is None:
        return (None,) * len(_MONEY)
    amounts = (price.net, price.vat, price.gross)
    return tuple(part for amount in amounts for part in (amount, f"£{amount:,.2f}"))


def _window(text: str) -> str | None:
    return window_in_words(parse_window(text)) if text else None
