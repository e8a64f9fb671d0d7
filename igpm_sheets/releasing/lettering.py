"""The workbook that letters are merged from, written anew with each run that releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from igpm_sheets.jobs import Worked
from igpm_sheets.reports.letters import letters_tabs, renewals_table, unrecorded
from igpm_sheets.reports.posting import Post, posts
from igpm_sheets.reports.released import Release
from igpm_sheets.reports.words import counted
from igpm_sheets.settings import Settings
from igpm_sheets.templates import own_templates

WORKBOOK = "letters.xlsx"
"""Its name in the folder of the feedback."""
KIND = "letters"
"""What it is made as."""


class Lettered(NamedTuple):
    """The workbook, and what a person is told of it."""

    path: Path
    lines: tuple[str, ...]


def write_letters(
    settings: Settings, worked: Worked, releases: Sequence[Release]
) -> Lettered | None:
    """Writes the workbook of letters anew and says what is in it.

    Where nothing was ever released and no yearly fee is due there is none to write, unless an
    earlier one would go on asking for what is paid by now.

    Args:
        settings: the office's; the workbook stands in its folder of feedback.
        worked: the day, the rulebook, the tracker, and who owes yearly fees.
        releases: the latest of each application, of all windows.

    Raises:
        CannotWrite: it is open, or somebody's file stands there; an earlier one is left whole.
    """
    from igpm_sheets.writers.files.saving import made_as  # noqa: PLC0415 - after a release only
    from igpm_sheets.writers.filling.template import Templates  # noqa: PLC0415 - the same
    from igpm_sheets.writers.workbook import write_workbook  # noqa: PLC0415 - the same

    findings, path = worked.findings, settings.feedback / WORKBOOK
    unread = {each.where: each.found for each in worked.read.problems}
    released = posts(releases, worked.every, unread)
    memberships, policy, today = findings.ledger.memberships, findings.policy, findings.today
    tabs = letters_tabs(released, memberships, policy, today)
    renewals = len(renewals_table(memberships, policy, today).rows)
    if not (releases or renewals or made_as(path) == KIND):
        return None
    write_workbook(
        tabs,
        path,
        title="IGPM letters",
        created=today,
        folder=settings.folder,
        kind=KIND,
        templates=Templates(own_templates(settings)),
    )
    silent = unrecorded(memberships, policy, today)
    return Lettered(path, tuple(_lines(released, renewals, silent)))


def _lines(released: Sequence[Post], renewals: int, silent: int) -> Iterator[str]:
    """What is to be sent, and what is not, in words."""
    letters = sum(each.is_to_send for each in released)
    sent = sum(each.sent is not None for each in released)
    kept = sum(bool(each.instead) for each in released)
    to_send = f"{counted(letters, 'result')} to send, {counted(renewals, 'yearly fee')} to ask for"
    yield f"{to_send}, {sent} sent before."
    if letters:
        yield "Type the day on which you send them under Result sent."
    if kept:
        are = "results are" if kept > 1 else "result is"
        yield (
            f"{kept} released {are} on Sent without a day, not on Letters:"
            " Result_sent_text says why."
        )
    if silent:
        yield (
            f"{counted(silent, 'Member')} left out of Renewals: Paid to is blank,"
            " so nothing says what is owed."
        )
