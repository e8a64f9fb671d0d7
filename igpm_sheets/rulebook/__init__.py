"""The rulebook: what the accreditation rules say, how open questions are read, what things cost.

Everything here is data from the TOML files of this package, in frozen records: no rule is applied
in it. ``rules.toml`` says which two documents the citations "F77" and "A60" mean.

>>> from datetime import date
>>> book = load()
>>> book.rules["R53"].title
'The award needs an average of 5'
>>> book.on(date(2024, 1, 15)).assessment
Decimal('280')
"""

from igpm_sheets.rulebook.book import (
    DatedValue,
    Domain,
    Interpretation,
    Prices,
    RoleClass,
    Rule,
    Rulebook,
    ValueSeries,
)
from igpm_sheets.rulebook.errors import PolicyError
from igpm_sheets.rulebook.faults import faults
from igpm_sheets.rulebook.interpretations import Interpretations
from igpm_sheets.rulebook.loading import load
from igpm_sheets.rulebook.words import fold, nearest

__all__ = [
    "DatedValue",
    "Domain",
    "Interpretation",
    "Interpretations",
    "PolicyError",
    "Prices",
    "RoleClass",
    "Rule",
    "Rulebook",
    "ValueSeries",
    "faults",
    "fold",
    "load",
    "nearest",
]
