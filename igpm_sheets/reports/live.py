"""The formulas of the results workbook: what decides, worked out again from the Marks tab.

An application's marks are found by a number that it has in this workbook, never by their place:
so the Marks tab may be sorted and filtered. And never by its ref: a ref such as `>5`, `A*` or
`0012` would be taken for a condition, and texts are compared many times more slowly.
"""

from __future__ import annotations

from igpm_sheets.core.aggregate import OWN_PASS_SUM, PASS_SUM
from igpm_sheets.model import ASSESSORS_IN_A_PANEL, DOMAINS
from igpm_sheets.rulebook import Interpretations

DOMAIN_HEADINGS = tuple(f"D{domain}" for domain in DOMAINS)
MARKS_IN_ALL = ASSESSORS_IN_A_PANEL * len(DOMAINS)

NUMBER = "No."
"""The heading of the number by which formulas find an application."""

MOST_ROWS = 2_000
"""Applications up to which formulas are written: each looks through all numbers, so the time
that a spreadsheet takes over them grows with the square. LibreOffice took 7 s over 2,000 of
them, and 60 s over 5,000."""

OWN_SUM = f"=SUM({{@{DOMAIN_HEADINGS[0]}}}:{{@{DOMAIN_HEADINGS[-1]}}})"
"""An assessor's ten marks, in a row of the Marks tab."""

_ITS_OWN = f"({{Marks[{NUMBER}]}}={{@{NUMBER}}})"


def _sum_of(heading: str) -> str:
    return f"SUMIFS({{Marks[{heading}]}},{{Marks[{NUMBER}]}},{{@{NUMBER}}})"


SUM = f"={_sum_of('Sum')}"
"""The thirty marks of an application."""

AVERAGE = f"={{@Sum}}/{MARKS_IN_ALL}"


def domain_mean(heading: str) -> str:
    """The panel's mean in a domain.

    >>> domain_mean("D7")
    '=SUMIFS({Marks[D7]},{Marks[No.]},{@No.})/3'
    """
    return f"={_sum_of(heading)}/{ASSESSORS_IN_A_PANEL}"


def standard_reached(answers: Interpretations) -> str:
    """The comparison that decides between an award and further evidence (R53, I1, I2).

    It is empty where the strict balance of I3 is asked for: that pairs single marks with each
    other, which no formula that a person could follow does.

    >>> standard_reached(Interpretations())
    '=IF({@Sum}>=150,"yes","no")'
    """
    if answers.strict_balance:
        return ""
    conditions = _aggregate(answers)
    if answers.domain_floor:
        first, last = DOMAIN_HEADINGS[0], DOMAIN_HEADINGS[-1]
        lowest = f"MIN({{@{first}}}:{{@{last}}})>={answers.domain_floor}"
        conditions = f"AND({conditions},{lowest})"
    return f'=IF({conditions},"yes","no")'


def _aggregate(answers: Interpretations) -> str:
    """The marks against the standard, combined as I1 says."""
    if answers.combine == "median_domain":
        # Of three marks among noughts the second largest is the median.
        medians = (f"SUMPRODUCT(LARGE({_ITS_OWN}*{{Marks[{each}]}},2))" for each in DOMAIN_HEADINGS)
        return f"{'+'.join(medians)}>={OWN_PASS_SUM}"
    if answers.combine == "majority":
        return f"SUMPRODUCT({_ITS_OWN}*({{Marks[Sum]}}>={OWN_PASS_SUM}))>=2"
    return f"{{@Sum}}>={PASS_SUM}"
