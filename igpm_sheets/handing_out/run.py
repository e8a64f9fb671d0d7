"""Brings the assessors' mark sheets up to date, wherever they are kept, one after another.

What assessors have typed is never touched: rows are added, nothing is taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from igpm_sheets.core.handing_out import Share, handing_out
from igpm_sheets.core.panel import Panels
from igpm_sheets.identity import ref_key
from igpm_sheets.jobs import Worked
from igpm_sheets.model import Decision
from igpm_sheets.problems import Failed, Problem
from igpm_sheets.reports.handed_out import HandedOut, HandedOutSheet

REFS = Mapping[str, str]
"""As they are written, by their keys."""


class Sheet(Protocol):
    """A mark sheet that is there, or a place for one."""

    @property
    def assessor(self) -> str:
        """Whose it is."""

    @property
    def name(self) -> str:
        """As people know it."""

    @property
    def address(self) -> str:
        """On the web; "" for a file."""

    @property
    def refs(self) -> REFS:
        """The applications on it."""

    def write(self, new: Sequence[Decision]) -> None:
        """Adds applications, below all that is on it.

        Raises:
            Failed: and then it is as it was.
        """


class Home(Protocol):
    """Where the assessors' mark sheets are kept."""

    @property
    def present(self) -> Mapping[str, Sequence[Sheet]]:
        """The mark sheets of ours that are there, by the key of their assessor."""

    @property
    def elsewhere(self) -> Mapping[str, REFS]:
        """The refs on sheets that are kept in another home, by the key of their assessor."""

    def blank(self, assessor: str, new: Sequence[Decision]) -> Sheet:
        """A place for an assessor's first mark sheet.

        Raises:
            Failed: there is none.
        """

    def stray(self) -> Sequence[Problem]:
        """What is wrong with what is nobody's, so that it was left alone."""

    def remarks(self) -> Sequence[Problem]:
        """What else wants a look."""

    def hint(self) -> str:
        """What the settings lack for the mark sheets to be read, in a sentence."""


def hand_out(worked: Worked, home: Home) -> HandedOut:
    """Brings the mark sheets up to date; what is wrong with one does not stop the others.

    Args:
        worked: everything that was worked out, for the window to hand out.
        home: where the mark sheets are kept.

    Raises:
        Failed: the template of the mark sheets cannot be used (F54).
    """
    run = _Run(worked, home)
    sheets = tuple(run.sheets())
    return HandedOut(
        worked.findings,
        sheets,
        tuple(run.work.left_out),
        run.other_windows(),
        tuple(home.stray()),
        worked.read.source_failed,
        home.hint(),
        tuple(home.remarks()),
    )


class _Run:
    """One run over all assessors."""

    def __init__(self, worked: Worked, home: Home) -> None:
        self._worked, self._home = worked, home
        office, findings = worked.read.office, worked.findings
        self._panels = Panels.of(office.assessors, office.allocations)
        self.work = handing_out(worked.every, findings.decisions, self._panels, findings.policy)
        self._shown = {ref_key(each.application.ref) for each in findings.decisions}
        self._known = {ref_key(each.application.ref) for each in worked.every}
        self._elsewhere: dict[str, dict[str, str]] = {}
        """By the assessor's key the sources of the sheets that they have, by the ref's key."""
        for sheet in office.mark_sheets:
            refs = self._elsewhere.setdefault(self._panels.key(sheet.assessor), {})
            refs.setdefault(ref_key(sheet.ref), sheet.cells.source)

    def other_windows(self) -> dict[str, int]:
        """How many applications of other windows somebody is to get yet, by window."""
        every = self._worked.every
        shares = handing_out(every, every, self._panels, self._worked.findings.policy).shares
        waiting = {
            ref_key(each.application.ref): str(each.window)
            for whose, share in shares.items()
            for each in share.to_mark
            if ref_key(each.application.ref) not in self._shown | self._has(whose)
        }
        return dict(sorted(Counter(waiting.values()).items()))

    def _has(self, whose: str) -> set[str]:
        """The keys of the refs that an assessor has on a sheet."""
        on_it = (each.refs.keys() for each in self._home.present.get(whose, ()))
        in_another = self._home.elsewhere.get(whose, {})
        return set().union(*on_it, in_another, self._elsewhere.get(whose, {}))

    def sheets(self) -> Iterator[HandedOutSheet]:
        """What becomes of each assessor's mark sheet."""
        shares = dict(self.work.shares)
        for whose, there in self._home.present.items():
            shares.setdefault(whose, Share(there[0].assessor))
        for whose, share in shares.items():
            yield from self._sheet(whose, share)

    def _sheet(self, whose: str, share: Share) -> Iterator[HandedOutSheet]:
        there = self._home.present.get(whose, ())
        on_it = {key: ref for each in reversed(there) for key, ref in each.refs.items()}
        elsewhere = self._elsewhere.get(whose, {})
        has = self._has(whose)
        new = [each for each in share.to_mark if ref_key(each.application.ref) not in has]
        theirs = share.allocated
        already = [key for key in theirs if key in has and key in self._shown]
        sheet = HandedOutSheet(
            share.assessor,
            there[0].name if there else next(map(elsewhere.get, already), None) or "",
            already=tuple(theirs[key].application.ref for key in already),
            no_longer=tuple(
                ref for key, ref in on_it.items() if key in self._known and key not in theirs
            ),
            address=there[0].address if there else "",
        )
        if not new:
            if there or already:
                yield sheet
            return
        yield self._written(sheet, there[0] if there else None, new)

    def _written(
        self, sheet: HandedOutSheet, there: Sheet | None, new: Sequence[Decision]
    ) -> HandedOutSheet:
        """The sheet with its new applications, or why it is as it was."""
        try:
            there = there or self._home.blank(sheet.assessor, new)
            there.write(new)
        except Failed as failed:
            if failed.problem.code == "F54":
                raise
            return _with(sheet, there, wrong=failed.problem)
        return _with(sheet, there, added=tuple(each.application.ref for each in new))


def _with(
    sheet: HandedOutSheet,
    there: Sheet | None,
    *,
    added: tuple[str, ...] = (),
    wrong: Problem | None = None,
) -> HandedOutSheet:
    """The same with where it is kept, and what has become of it."""
    return HandedOutSheet(
        sheet.assessor,
        there.name if there else sheet.file,
        added,
        sheet.already,
        sheet.no_longer,
        wrong,
        there.address if there else sheet.address,
    )
