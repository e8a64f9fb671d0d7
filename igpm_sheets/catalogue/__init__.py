"""The catalogue: every kind of thing that can be wrong, with its wording and its remedy.

Codes never change once published: people search for them. The letter says what the
problem is about: F files and services, H headings and tabs, C cells, A applications,
M marks, P people, D dates and fees, S what is sent to candidates, G Google Sheets.
"""

from __future__ import annotations

from igpm_sheets.catalogue.applications import APPLICATIONS, MARKS
from igpm_sheets.catalogue.cells import CELLS, HEADINGS
from igpm_sheets.catalogue.files import FILES
from igpm_sheets.catalogue.google import GOOGLE
from igpm_sheets.catalogue.kinds import Kind, Severity
from igpm_sheets.catalogue.money import DATES_AND_FEES
from igpm_sheets.catalogue.people import PANELS, PEOPLE
from igpm_sheets.catalogue.sent import SENT

__all__ = ["CATALOGUE", "Kind", "Severity"]

CATALOGUE = {
    kind.code: kind
    for kind in (
        *FILES,
        *GOOGLE,
        *HEADINGS,
        *CELLS,
        *APPLICATIONS,
        *MARKS,
        *PEOPLE,
        *PANELS,
        *DATES_AND_FEES,
        *SENT,
    )
}
