"""The charges as sales invoices in the layout that Xero imports (R36-R42, I21).

One invoice a charge, with one line: Xero works the VAT out itself, on the net amount and by
the tax type, to the penny. An invoice's number comes of what it is for and nothing else, so
Xero, which takes each number once, refuses one that it has already.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256

from igpm_sheets.core.charges import ASSOCIATE_FEE, MEMBER_FEE, WHAT
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import email_key, person_key, ref_key
from igpm_sheets.model import ApplicationType, Charge, Window
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reports.words import counted, window_in_words
from igpm_sheets.settings import XeroSettings

HEADINGS = (
    *("*ContactName", "EmailAddress"),
    *("POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4"),
    *("POCity", "PORegion", "POPostalCode", "POCountry"),
    *("*InvoiceNumber", "Reference", "*InvoiceDate", "*DueDate"),
    *("InventoryItemCode", "*Description", "*Quantity", "*UnitAmount", "Discount"),
    *("*AccountCode", "*TaxType"),
    *("TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2"),
    *("Currency", "BrandingTheme"),
)
"""Of Xero's own template, in its order."""

NUMBER = HEADINGS.index("*InvoiceNumber")
PREFIX = "IGPM-"
"""What the numbers of our invoices begin with; no other invoice of the office should."""

MOST_INVOICES = 500
"""In a file, as Xero allows."""

LONGEST_TEXT = 255
"""Characters of a name, an email, a reference or a number that Xero takes."""

_OF_PERSON = 8
"""Characters that stand for a person within an invoice's number."""

_LONGEST_PART = 200
"""Characters of a ref within an invoice's number, or in a description."""

_FOR = {
    WHAT[ApplicationType.FULL]: "ASSESSMENT",
    WHAT[ApplicationType.RESUBMISSION]: "RESUBMISSION",
    MEMBER_FEE: "MEMBER",
    ASSOCIATE_FEE: "ASSOCIATE",
}
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What Excel takes a cell for a formula by, when it opens a file of plain text."""

Row = tuple[str, ...]


@dataclass(slots=True)
class Invoices:
    """The rows of the import file, one an invoice, and what they come to."""

    rows: list[Row] = field(default_factory=list)
    """Each under `HEADINGS`."""
    problems: list[Problem] = field(default_factory=list)
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)

    @property
    def gross(self) -> Decimal:
        """What is to be paid for all of them."""
        return self.net + self.vat

    def in_words(self) -> str:
        """How many there are, and what they come to.

        >>> Invoices([()], [], Decimal("280.00"), Decimal("56.00")).in_words()
        '1 invoice for Xero: £280.00 net, £56.00 VAT, £336.00 with VAT.'
        """
        count = counted(len(self.rows), "invoice")
        return (
            f"{count} for Xero: £{self.net:,.2f} net, £{self.vat:,.2f} VAT,"
            f" £{self.gross:,.2f} with VAT."
        )


def invoices(
    charges: Sequence[Charge],
    windows: Mapping[str, Window],
    today: date,
    terms: XeroSettings,
) -> Invoices:
    """An invoice for each charge, paid or not: the accounts need it either way.

    It is dated today, or on the day the fee fell due where that is earlier, and is to be paid
    so many days after that day as the `terms` say.

    Charges that Xero would refuse or mistake are left out, each with a problem: those without
    a name (D02), those that come to one number (D03), those whose VAT has no tax type (D07).

    Args:
        charges: what is owed.
        windows: the window of each application, by its ref.
        today: the day that nothing is dated after.
        terms: the office's account, days to pay in, and names of tax types.
    """
    made = Invoices()
    known = _sound(charges, terms, made.problems)
    for charge, number in known:
        made.rows.append(_Row(charge, made.problems).texts(number, windows, today, terms))
        made.net += charge.price.net
        made.vat += charge.price.vat
    _namesakes(known, made.problems)
    return made


def number_of(charge: Charge) -> str:
    """The number of a charge's invoice: for which application or whom, for what, which year.

    However a ref is typed, with spaces or in small letters, its number is the same. A yearly
    fee goes by the person, told by email, else by name: an award's first Member fee is found
    through the application, and once the Member is on the Members tab through that.

    >>> from igpm_sheets.model import Price
    >>> free = Price(Decimal(0), Decimal(0))
    >>> ann = Charge("M-4", "Ann Lee", "ann@example.org", MEMBER_FEE, date(2027, 6, 1), free)
    >>> number_of(ann)
    'IGPM-MEMBER-2027-438C4C7A'
    """
    what = _FOR.get(charge.what) or charge.what.upper()
    person = email_key(charge.email) or person_key(charge.name) or charge.name
    if charge.what in (MEMBER_FEE, ASSOCIATE_FEE):
        return f"{PREFIX}{what}-{charge.due.year}-{_digest(person)[:_OF_PERSON]}"
    who = ref_key(_clean(charge.number)).upper() or _digest(person)
    if len(who) > _LONGEST_PART:
        who = f"{who[:_LONGEST_PART]}-{_digest(who)}"
    return f"{PREFIX}{who}-{what}-{charge.due.year}"


def tax_type(charge: Charge, terms: XeroSettings) -> str | None:
    """What Xero calls the VAT of a charge, if that is known."""
    rate = charge.price.rate
    return None if rate is None else terms.tax_types.get(rate * 100)


def _sound(
    charges: Sequence[Charge], terms: XeroSettings, problems: list[Problem]
) -> list[tuple[Charge, str]]:
    """The charges that Xero will take, each with its number."""
    kept = []
    numbers = [number_of(charge) for charge in charges]
    counts = Counter(numbers)
    for charge, number in zip(charges, numbers, strict=True):
        tell = partial(problem, where=_where(charge), ref=charge.number)
        if not _clean(charge.name):
            problems.append(tell("D02", found=charge.what))
        elif counts[number] > 1:
            problems.append(tell("D03", found=charge.name, count=counts[number], number=number))
        elif tax_type(charge, terms) is None:
            rate = f"{((charge.price.rate or Decimal(0)) * 100).normalize():f}"
            problems.append(tell("D07", found=charge.what, rate=rate))
        else:
            kept.append((charge, number))
    return kept


def _namesakes(known: Sequence[tuple[Charge, str]], problems: list[Problem]) -> None:
    """Tells of different people of one name, whom Xero would take for one (D06)."""
    named: dict[str, list[tuple[Charge, str]]] = defaultdict(list)
    for charge, number in known:
        named[_clean(charge.name).casefold()].append((charge, number))
    for each in named.values():
        emails = {email_key(charge.email) for charge, _ in each} - {""}
        if len(emails) > 1:
            charge = each[0][0]
            listed = ", ".join(number for _, number in each)
            found = problem("D06", _where(charge), charge.name, ref=charge.number, numbers=listed)
            problems.append(found)


@dataclass(frozen=True, slots=True)
class _Row:
    """The texts of one invoice."""

    charge: Charge
    problems: list[Problem]

    def texts(
        self, number: str, windows: Mapping[str, Window], today: date, terms: XeroSettings
    ) -> Row:
        charge = self.charge
        filled = {
            "*ContactName": self._typed("*ContactName", charge.name),
            "EmailAddress": self._typed("EmailAddress", charge.email),
            "*InvoiceNumber": number,
            "Reference": self._typed("Reference", charge.number),
            "*InvoiceDate": _day(min(today, charge.due)),
            "*DueDate": _day(charge.due + timedelta(days=terms.days)),
            "*Description": description(charge, windows),
            "*Quantity": "1",
            "*UnitAmount": f"{charge.price.net:.2f}",
            "*AccountCode": terms.account_code,
            "*TaxType": tax_type(charge, terms) or "",
        }
        return tuple(filled.get(heading, "") for heading in HEADINGS)

    def _typed(self, heading: str, text: str) -> str:
        """What somebody typed, fit for Xero and Excel: in one line, no formula, not too long."""
        fitting, column = _clean(text), heading.lstrip("*")
        if fitting.startswith(_FORMULA):
            self._tell("D04", text, column=column)
            fitting = f"'{fitting}"
        if len(fitting) > LONGEST_TEXT:
            self._tell("D05", text, column=column, limit=LONGEST_TEXT)
            fitting = fitting[:LONGEST_TEXT]
        return fitting

    def _tell(self, code: str, found: str, **details: object) -> None:
        where, ref = _where(self.charge), self.charge.number
        self.problems.append(problem(code, where, found, ref=ref, **details))


def description(charge: Charge, windows: Mapping[str, Window]) -> str:
    """What is charged, in words that the candidate reads on the invoice.

    The fee of an application names its window, a yearly fee the day from which it runs.
    """
    own = _clean(charge.number)[:_LONGEST_PART]
    if charge.what in WHAT.values():
        said = [f"{charge.what} fee", f"application {own}"]
        window = windows.get(charge.number)
        said += [f"window {window_in_words(window)}"] if window else []
    else:
        said = [charge.what, *([own] if own else []), f"for the year from {in_words(charge.due)}"]
    return ", ".join(said)


def is_ours(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a file of these headings and rows can only be one of ours.

    Xero's template has the same headings, but the invoices of somebody who filled it in have
    other numbers.
    """
    return tuple(headings) == HEADINGS and all(
        len(row) > NUMBER and row[NUMBER].startswith(PREFIX) for row in rows
    )


def _where(charge: Charge) -> CellRef:
    return charge.where or CellRef("charges")


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _digest(text: str) -> str:
    """Ten characters that stand for a text, always the same for the same text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10].upper()


def _clean(text: str) -> str:
    """A text in one line, without control characters or halves of characters."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(kept.split())
