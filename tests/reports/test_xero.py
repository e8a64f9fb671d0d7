"""The invoices for Xero: its columns, what it would refuse, its VAT against ours."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.core import fees
from igpm_sheets.core.charges import ASSOCIATE_FEE, MEMBER_FEE
from igpm_sheets.model import Charge, Window
from igpm_sheets.problems import CellRef, Problem
from igpm_sheets.reports import xero
from igpm_sheets.reports.xero import HEADINGS, Invoices, is_ours, number_of
from igpm_sheets.settings import XeroSettings
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.imports import left_over, write_imports

TODAY = date(2026, 6, 22)
TERMS = XeroSettings()
TWENTY = Decimal("0.20")

XERO_S_OWN = (
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,"
    "POCity,PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,"
    "InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,"
    "TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,Currency,BrandingTheme"
)


def a_charge(
    number: str = "A-003", net: str = "280", rate: Decimal = TWENTY, **more: Any
) -> Charge:
    charge = Charge(
        number=number,
        name="Ann Lee",
        email="ann@example.org",
        what="Assessment",
        due=date(2026, 5, 4),
        price=fees.with_vat(Decimal(net), rate),
        where=CellRef("applications.xlsx", "Applications", 5, 22),
    )
    return replace(charge, **more)


def made(
    *charges: Charge, terms: XeroSettings = TERMS, windows: dict[str, Window] | None = None
) -> Invoices:
    return xero.invoices(charges, windows or {}, TODAY, terms)


def fields(invoices: Invoices, row: int = 0) -> dict[str, str]:
    """What an invoice says under the headings that are filled in."""
    named = zip(HEADINGS, invoices.rows[row], strict=True)
    return {heading: text for heading, text in named if text}


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_the_columns_are_xero_s_own() -> None:
    assert ",".join(HEADINGS) == XERO_S_OWN


@pytest.mark.rule("R36", passes=True)
@pytest.mark.rule("I21", passes=True)
def test_an_invoice_for_an_assessment() -> None:
    invoices = made(a_charge(), windows={"A-003": Window(2026, 5)})
    assert fields(invoices) == {
        "*ContactName": "Ann Lee",
        "EmailAddress": "ann@example.org",
        "*InvoiceNumber": "IGPM-A-003-ASSESSMENT-2026",
        "Reference": "A-003",
        "*InvoiceDate": "04/05/2026",
        "*DueDate": "04/05/2026",
        "*Description": "Assessment fee, application A-003, window May 2026",
        "*Quantity": "1",
        "*UnitAmount": "280.00",
        "*AccountCode": "200",
        "*TaxType": "20% (VAT on Income)",
    }
    assert invoices.problems == []
    assert [*map(str, (invoices.net, invoices.vat, invoices.gross))] == [
        *("280.00", "56.00", "336.00"),
    ]


@pytest.mark.rule("R38", passes=True)
@pytest.mark.rule("R42", passes=True)
def test_invoices_for_yearly_fees() -> None:
    due = date(2026, 10, 1)
    member = a_charge("M-038", "85", what=MEMBER_FEE, due=due)
    associate = a_charge("", "50", what=ASSOCIATE_FEE, due=due)
    invoices = made(member, associate)
    first, second = fields(invoices), fields(invoices, 1)
    assert first["*InvoiceNumber"] == "IGPM-MEMBER-2026-438C4C7A"
    assert second["*InvoiceNumber"] == "IGPM-ASSOCIATE-2026-438C4C7A"
    assert first["Reference"] == "M-038"
    assert first["*Description"] == "Member fee, M-038, for the year from 1 October 2026"
    assert second["*Description"] == "Associate fee, for the year from 1 October 2026"
    assert "Reference" not in second
    assert (first["*UnitAmount"], second["*UnitAmount"]) == ("85.00", "50.00")


def test_no_invoice_is_dated_after_today_or_after_the_day_it_is_due() -> None:
    invoices = made(a_charge("1", due=date(2026, 10, 1)), a_charge("2", due=date(2025, 9, 8)))
    dates = [(row["*InvoiceDate"], row["*DueDate"]) for row in map(fields, [invoices] * 2, (0, 1))]
    assert dates == [("22/06/2026", "01/10/2026"), ("08/09/2025", "08/09/2025")]


def test_the_office_s_account_and_terms_are_kept() -> None:
    terms = XeroSettings("4000", 30, {Decimal(20): "Output tax"})
    said = fields(made(a_charge(), terms=terms))
    assert (said["*AccountCode"], said["*TaxType"]) == ("4000", "Output tax")
    assert (said["*InvoiceDate"], said["*DueDate"]) == ("04/05/2026", "03/06/2026")


def test_what_is_paid_is_invoiced_all_the_same() -> None:
    assert len(made(a_charge(paid=date(2026, 5, 5))).rows) == 1


# VAT


@pytest.mark.rule("I21", passes=True)
@given(
    st.lists(st.decimals(0, 5000, places=2), min_size=1, max_size=20),
    st.sampled_from([Decimal("0.20"), Decimal("0.05")]),
)
def test_xero_s_vat_is_ours(nets: list[Decimal], rate: Decimal) -> None:
    """Xero takes the tax type's rate of each line's net amount, half up to the penny."""
    charges = [a_charge(str(n), str(net), rate) for n, net in enumerate(nets)]
    invoices = made(*charges)
    theirs = []
    for row in range(len(nets)):
        said = fields(invoices, row)
        percent = Decimal(said["*TaxType"].partition("%")[0])
        exact = Decimal(said["*Quantity"]) * Decimal(said["*UnitAmount"]) * percent / 100
        theirs.append(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    assert theirs == [charge.price.vat for charge in charges]
    assert invoices.vat == sum(theirs)
    assert invoices.net == sum(nets)


@pytest.mark.rule("I21", passes=False)
def test_a_rate_that_xero_has_no_name_for_is_not_guessed() -> None:
    odd = a_charge(rate=Decimal("0.175"))
    invoices = made(odd, a_charge("A-004", rate=Decimal(0)))
    assert invoices.rows == []
    assert codes(invoices.problems) == ["D07", "D07"]
    assert "VAT of 17.5 %" in invoices.problems[0].message
    assert "VAT of 0 %" in invoices.problems[1].message
    named = XeroSettings(tax_types={Decimal("17.5"): "17.5% (VAT on Income)"})
    assert fields(made(odd, terms=named))["*TaxType"] == "17.5% (VAT on Income)"


# Numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_charge("A/1"), a_charge("A-1")),
        (a_charge("A-1"), a_charge("A-1", what="Resubmission")),
        (a_charge("7"), a_charge("7", what=MEMBER_FEE)),
        (a_charge("7", what=MEMBER_FEE), a_charge("7", what=MEMBER_FEE, due=date(2027, 5, 4))),
        (a_charge("x" * 300 + "1"), a_charge("x" * 300 + "2")),
        (a_charge(""), a_charge("", email="bob@example.org")),
        (a_charge("", email=""), a_charge("", email="", name="Bob Lee")),
    ],
)
def test_different_charges_have_different_numbers(one: Charge, other: Charge) -> None:
    assert number_of(one) != number_of(other)
    assert len(made(one, other).rows) == 2


@pytest.mark.parametrize(
    "again",
    [
        a_charge(" a - 003 "),
        a_charge(name="Ann Leigh", email="leigh@example.org"),
        a_charge(net="300"),
        a_charge(paid=True, overdue=True),
    ],
)
def test_a_charge_has_the_same_number_on_every_run(again: Charge) -> None:
    assert number_of(again) == number_of(a_charge()) == "IGPM-A-003-ASSESSMENT-2026"


@pytest.mark.parametrize("what", [MEMBER_FEE, ASSOCIATE_FEE])
@pytest.mark.parametrize("email", ["ann@example.org", ""])
def test_a_yearly_fee_has_one_number_however_it_was_found(what: str, email: str) -> None:
    """An award's first fee by its ref, and by the membership number once there is one."""
    through_award = a_charge("IGPM-26-002", what=what, email=email)
    through_tab = a_charge("M-0004", what=what, email=email.upper(), name=" ann  Lee")
    bare = a_charge("", what=what, email=email)
    numbers = {number_of(each) for each in (through_award, through_tab, bare)}
    assert len(numbers) == 1
    assert re.fullmatch(r"IGPM-(MEMBER|ASSOCIATE)-2026-[0-9A-F]{8}", numbers.pop())
    assert number_of(through_award) != number_of(replace(through_award, due=date(2027, 5, 4)))


def test_charges_of_one_number_are_both_left_out() -> None:
    invoices = made(a_charge("A-1"), a_charge("a-1", name="Bob Lee"), a_charge("A-2"))
    assert [row[xero.NUMBER] for row in invoices.rows] == ["IGPM-A-2-ASSESSMENT-2026"]
    assert codes(invoices.problems) == ["D03", "D03"]
    assert "IGPM-A-1-ASSESSMENT-2026" in invoices.problems[0].message
    assert invoices.net == 280


def test_members_of_one_name_without_an_email_are_told() -> None:
    first = a_charge("M-1", what=MEMBER_FEE, email="")
    second = replace(first, number="M-2")
    invoices = made(first, second, a_charge("M-3", what=MEMBER_FEE))
    assert [fields(invoices)["Reference"]] == ["M-3"]
    assert codes(invoices.problems) == ["D03", "D03"]
    assert "an email of their own" in invoices.problems[0].remedy


@given(st.text(max_size=400))
def test_a_number_is_never_too_long_and_never_a_formula(ref: str) -> None:
    number = number_of(a_charge(ref))
    assert len(number) <= xero.LONGEST_TEXT
    assert number.startswith("IGPM-")
    assert number.isprintable() or not ref.isprintable()


# What Xero would refuse or mistake


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_a_charge_without_a_name_is_left_out_and_told(name: str) -> None:
    invoices = made(a_charge(name=name), a_charge("A-004"))
    assert [fields(invoices)["Reference"]] == ["A-004"]
    assert codes(invoices.problems) == ["D02"]
    assert str(invoices.problems[0].where) == "applications.xlsx › Applications!V5"


def test_people_of_one_name_are_pointed_out() -> None:
    same = made(a_charge("1"), a_charge("2"), a_charge("3", email=""))
    assert same.problems == []
    other = made(a_charge("1"), a_charge("2", name="ann lee", email="lee@example.com"))
    assert codes(other.problems) == ["D06"]
    assert "IGPM-1-ASSESSMENT-2026, IGPM-2-ASSESSMENT-2026" in other.problems[0].remedy
    assert len(other.rows) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", " =", "\t=", "\r=", "＝"])
def test_a_formula_is_made_text_and_told(start: str) -> None:
    invoices = made(a_charge(name=f'{start}HYPERLINK("http://x.example","y")'))
    written = fields(invoices)["*ContactName"]
    assert written == f"'{start.strip()}" + 'HYPERLINK("http://x.example","y")'
    assert codes(invoices.problems) == ["D04"]


def test_a_name_that_is_too_long_is_cut_and_told() -> None:
    invoices = made(a_charge(name="é" * 300))
    assert fields(invoices)["*ContactName"] == "é" * 255
    assert codes(invoices.problems) == ["D05"]


@given(st.text(), st.text(), st.text())
def test_no_field_is_ever_a_formula_for_excel(name: str, email: str, ref: str) -> None:
    for row in made(a_charge(ref, name=name, email=email)).rows:
        for text in row:
            assert not text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert not set("\r\n\t\0") & set(text)


# Files


def write(path: Path, invoices: Invoices, most: int = xero.MOST_INVOICES) -> list[Path]:
    return write_imports(path, HEADINGS, invoices.rows, most=most, is_ours=is_ours)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_file_is_plain_utf_8_with_the_line_ends_of_windows(tmp_path: Path) -> None:
    name = 'Zieliński, "Tom"'
    (path,) = write(tmp_path / "xero.csv", made(a_charge(name=name)))
    content = path.read_bytes()
    assert content.startswith(XERO_S_OWN.encode() + b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 2
    assert read(path)[1][0] == name


def test_more_invoices_than_xero_takes_fill_several_files(tmp_path: Path) -> None:
    invoices = made(*(a_charge(str(number)) for number in range(1001)))
    paths = write(tmp_path / "xero.csv", invoices)
    assert [path.name for path in paths] == ["xero.csv", "xero-2.csv", "xero-3.csv"]
    rows = [read(path)[1:] for path in paths]
    assert [len(each) for each in rows] == [500, 500, 1]
    assert [tuple(row) for each in rows for row in each] == invoices.rows


def test_files_of_an_earlier_run_are_replaced_or_told(tmp_path: Path) -> None:
    path = tmp_path / "xero.csv"
    write(path, made(*(a_charge(str(number)) for number in range(5))), most=2)
    paths = write(path, made(a_charge()), most=2)
    assert paths == [path]
    assert len(read(path)) == 2
    left = left_over(path, len(paths), is_ours=is_ours)
    assert [each.name for each in left] == ["xero-2.csv", "xero-3.csv"]


@pytest.mark.parametrize(
    "theirs",
    [
        b"Name,Amount\r\nAnn,3\r\n",
        XERO_S_OWN.encode() + b"\r\nAnn,,,,,,,,,,INV-0001,,,,,,,,,,,,,,,,\r\n",
        XERO_S_OWN.encode() + b'\r\n"never closed',
        b"\xff\xfe\x00",
        b"PK\x03\x04",
    ],
)
def test_a_file_of_somebody_s_is_left_alone(tmp_path: Path, theirs: bytes) -> None:
    path = tmp_path / "xero.csv"
    path.write_bytes(theirs)
    with pytest.raises(CannotWrite) as caught:
        write(path, made(a_charge()))
    assert caught.value.problem.code == "F52"
    assert path.read_bytes() == theirs


@pytest.mark.parametrize(
    "theirs", [b"", XERO_S_OWN.encode(), b"\xef\xbb\xbf" + XERO_S_OWN.encode()]
)
def test_xero_s_blank_template_may_be_replaced(tmp_path: Path, theirs: bytes) -> None:
    path = tmp_path / "xero.csv"
    path.write_bytes(theirs)
    assert write(path, made(a_charge())) == [path]


def test_another_kind_of_name_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name, code in (("xero.xlsx", "F51"), ("xero", "F51"), ("folder.csv", "F20")):
        with pytest.raises(CannotWrite) as caught:
            write(tmp_path / name, made(a_charge()))
        assert caught.value.problem.code == code


@pytest.mark.parametrize("count", [0, 1])
def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, count: int) -> None:
    with pytest.raises(CannotWrite) as caught:
        write(tmp_path / "nofolder" / "x.csv", made(*[a_charge()] * count))
    assert caught.value.problem.code == "F58"
    assert str(tmp_path / "nofolder") in caught.value.problem.message
    assert list(tmp_path.iterdir()) == []


def test_nothing_due_makes_no_file(tmp_path: Path) -> None:
    assert write(tmp_path / "xero.csv", made()) == []
    assert list(tmp_path.iterdir()) == []
