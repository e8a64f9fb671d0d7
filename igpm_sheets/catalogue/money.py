"""Dates and fees."""

from __future__ import annotations

from igpm_sheets.catalogue.kinds import E, Kind, N, W

DATES_AND_FEES = (
    Kind(
        "D01",
        N,
        "R41",
        "the {fee} was to be reviewed by {due}",
        "review it, and put the new or the confirmed price into the policy file",
    ),
    # D02 to D07: invoices for the accounts package
    Kind(
        "D02",
        E,
        "",
        "Xero takes no invoice without a name, so this charge is left out of the file",
        "fill in the name and run this again",
    ),
    Kind(
        "D03",
        E,
        "",
        "{count} charges come to the invoice number {number}, so all of them are left out of the"
        " file: Xero would make one invoice of them",
        "give each application its own ref, and each person an email of their own, and run this"
        " again",
    ),
    Kind(
        "D04",
        W,
        "",
        "{column}: Excel would take this for a formula, so an apostrophe stands before it in the"
        " file for Xero",
        "correct it in the tracker if it is a slip; else take the apostrophe away in Xero",
    ),
    Kind(
        "D05",
        W,
        "",
        "{column}: this is longer than the {limit} characters that Xero takes, so its end is cut",
        "shorten it in the tracker if it matters",
    ),
    Kind(
        "D06",
        W,
        "",
        "different people of this name are charged, and Xero keeps one contact for a name",
        "give each a contact of their own in Xero, or tell their names apart in the tracker;"
        " the invoices are {numbers}",
    ),
    Kind(
        "D07",
        E,
        "I21",
        "no tax type of Xero is known for VAT of {rate} %, so this charge is left out of the file",
        'write it into igpm.toml under [xero.tax_types]: "{rate}" = "…", as Xero calls it',
    ),
)
