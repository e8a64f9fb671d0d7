"""The workbook that letters are merged from, written after each release of results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from igpm_sheets.jobs import Worked
from igpm_sheets.reports.letters import letters_tabs
from igpm_sheets.reports.released import Release
from igpm_sheets.settings import Settings
from igpm_sheets.templates import own_templates

WORKBOOK = "letters.xlsx"
"""Its name in the folder of the feedback."""


def write_letters(settings: Settings, worked: Worked, releases: Sequence[Release]) -> Path:
    """Writes the workbook of letters anew and says where it is.

    Args:
        settings: the office's; the workbook stands in its folder of feedback.
        worked: the day, the rulebook, and who owes yearly fees.
        releases: every result released so far, in the order of the rows.

    Raises:
        CannotWrite: it is open, or somebody's file stands there; an earlier one is left whole.
    """
    from igpm_sheets.writers.filling.template import Templates  # noqa: PLC0415 - after a release only
    from igpm_sheets.writers.workbook import write_workbook  # noqa: PLC0415 - the same

    findings = worked.findings
    path = settings.feedback / WORKBOOK
    write_workbook(
        letters_tabs(releases, findings.ledger.memberships, findings.policy, findings.today),
        path,
        title="IGPM letters",
        created=findings.today,
        folder=settings.folder,
        kind="letters",
        templates=Templates(own_templates(settings)),
    )
    return path
