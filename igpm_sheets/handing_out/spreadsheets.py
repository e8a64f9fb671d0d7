"""Mark sheets in Google Sheets: one spreadsheet an assessor, made and shared by the office.

Whose spreadsheet one is tells the mark sheet of ours that is in it; before there is one, the
assessor with whom it is shared, else the assessor whom its title names. Closed marking is kept
by access rights: nothing is written where another assessor could open it (R28).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final

from igpm_sheets.core.panel import Panels
from igpm_sheets.google.addresses import address_of, key_of
from igpm_sheets.google.connection import Google
from igpm_sheets.google.drive import DriveFile
from igpm_sheets.google.failures import GoogleFailed
from igpm_sheets.handing_out.run import REFS, hand_out
from igpm_sheets.handing_out.spreadsheet import GoogleSheet, Spreadsheet
from igpm_sheets.handing_out.template import Template, template_of
from igpm_sheets.handing_out.workbooks import Workbooks
from igpm_sheets.identity import ref_key
from igpm_sheets.jobs import Worked
from igpm_sheets.model import DOMAINS, Assessor, Decision
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.reading.assessor_names import AssessorNames, name_in
from igpm_sheets.reading.closed_marking import may_type, not_closed, those_with_access
from igpm_sheets.reading.handed_out import Grids, read_grids
from igpm_sheets.reports.handed_out import HandedOut, closed
from igpm_sheets.settings import Settings
from igpm_sheets.sources import spreadsheets_in
from igpm_sheets.writers.google.mark_sheet import open_blocks

_OF_BLANKS: Final = frozenset({"M01", "G21", "G40", "G41", "G42", "G43"})
"""What is found out anew, and told better, of a spreadsheet without a mark sheet in it."""


def hand_out_at_google(settings: Settings, worked: Worked, google: Google) -> HandedOut:
    """Brings the mark sheets in the spreadsheets under `[marks] sources` up to date.

    What is wrong with one does not stop the others.

    Args:
        settings: the office's.
        worked: everything that was worked out, for the window to hand out, with the answers of
            the spreadsheets that are written into.
        google: the way to Google, with the right to write.

    Raises:
        Failed: the template of the mark sheets cannot be used (F54).
    """
    home = Spreadsheets(settings, worked, google)
    blank = {each.where.address for each in home.blanks}
    problems = [
        each
        for each in worked.findings.problems
        if not (each.code in _OF_BLANKS and each.where.address in blank)
    ]
    return hand_out(replace(worked, findings=replace(worked.findings, problems=problems)), home)


class Spreadsheets:
    """The spreadsheets under `[marks] sources`."""

    def __init__(self, settings: Settings, worked: Worked, google: Google) -> None:
        self.google = google
        self._settings, self._read = settings, worked.read
        self._book = worked.findings.policy.book
        office = worked.read.office
        self._panels = Panels.of(office.assessors, office.allocations)
        self._decisions = {ref_key(each.application.ref): each for each in worked.every}
        self._stray: list[Problem] = []
        self._remarks: list[Problem] = []
        self.blanks: list[Spreadsheet] = []
        """Those without any mark sheet in them."""
        self.present: dict[str, list[GoogleSheet]] = {}
        self._free: dict[str, Spreadsheet] = {}
        """The blank ones by the key of the assessor that each is meant for."""
        self._together: dict[str, Problem] = {}
        """What is wrong with one that several assessors share, by the key of each of them."""
        self._unread = 0
        """How many could not be read: nobody knows whose they are, or what is on them."""
        with_marks = {key_of(sheet.cells.address) for sheet in office.mark_sheets}
        for each in self._spreadsheets():
            self._take(each, has_marks=each.key in with_marks)
        files = Workbooks(settings, self._book, self._panels)
        self.elsewhere: Mapping[str, REFS] = {
            key: {ref: name for each in theirs for ref, name in each.refs.items()}
            for key, theirs in files.present.items()
        }

    def _spreadsheets(self) -> list[Spreadsheet]:
        """Those that could be read, in the order of the settings."""
        found: list[Spreadsheet] = []
        answers = self._read.spreadsheets
        for key in spreadsheets_in(self._settings.marks)[0]:
            if key not in answers:
                self._unread += 1  # that it could not be read is a problem already
                continue
            title = str(answers[key].get("properties", {}).get("title", "")) or address_of(key)
            if any(each.known_as == title for each in found):
                title = f"{title} (…{key[-6:]})"
            found.append(Spreadsheet(key, answers[key], title, self._book))
        return found

    def _take(self, each: Spreadsheet, *, has_marks: bool) -> None:
        """Finds out whose a spreadsheet is."""
        if each.assessor:
            sheet = GoogleSheet(self, each, each.assessor)
            self.present.setdefault(self._panels.key(each.assessor), []).append(sheet)
            return
        if has_marks or read_grids(each.grids, self._book) is not None:
            return  # the office's own way of marking
        self.blanks.append(each)
        name = self._meant_for(each)
        if name:
            self._free.setdefault(self._panels.key(name), each)

    def _meant_for(self, each: Spreadsheet) -> str:
        """The assessor with whom it is shared, else whom its title names; "" where nobody is."""
        sharing = [one.name for one in those_with_access(self._file(each), self._assessors)]
        if len(sharing) == 1:
            return sharing[0]
        title = str(each.answer.get("properties", {}).get("title", ""))
        names = AssessorNames(self._everybody)
        name = names.known(title) or names.within(title) or names.known(name_in(title))
        if name and (not sharing or name in sharing):
            return name
        if sharing:
            wrong = problem("G47", each.where, names=" and ".join(sharing))
            self._stray.append(wrong)
            self._together |= dict.fromkeys(map(self._panels.key, sharing), wrong)
        else:
            self._remarks.append(problem("G46", each.where))
        return ""

    @property
    def _assessors(self) -> tuple[Assessor, ...]:
        return self._read.office.assessors

    @property
    def _everybody(self) -> list[Assessor]:
        """The assessors, and those to whom applications are allocated all the same."""
        others = [
            Assessor(name, each.place)
            for each in self._read.office.allocations
            for name in each.assessors
            if name and self._panels.known(name) is None
        ]
        return [*self._assessors, *others]

    @cached_property
    def template(self) -> Template:
        """The blank mark sheet.

        Raises:
            Failed: it cannot be used (F54).
        """
        return template_of(self._settings, self._book)

    @cached_property
    def _listed(self) -> Mapping[str, DriveFile] | Problem:
        """What Drive says of the spreadsheets, or why it says nothing."""
        keys = spreadsheets_in(self._settings.marks)[0]
        try:
            listed = self._read.listed or self.google.files(keys)
            return {key: self.google.with_sharing(listed[key]) for key in keys if key in listed}
        except GoogleFailed as failed:
            return failed.problem

    def _file(self, each: Spreadsheet) -> DriveFile:
        """What Drive says of one; that nothing is known, where it says nothing."""
        listed = {} if isinstance(self._listed, Problem) else self._listed
        unknown = DriveFile(each.key, each.known_as, "", "", (), None, may_edit=False)
        return listed.get(each.key, unknown)

    def check_closed(self, sheet: GoogleSheet) -> None:
        """Makes sure that no other assessor can open a spreadsheet (R28).

        Raises:
            Failed: one can, or nobody knows (G45).
        """
        there = sheet.spreadsheet
        if isinstance(self._listed, Problem):
            reason = f"who else can open it cannot be seen: {self._listed.message}"
            remedy = self._listed.remedy
            raise Failed(problem("G45", there.where, reason=reason, remedy=remedy))
        found = list(
            not_closed(
                self._listed_name(sheet.assessor),
                self._file(there),
                self._assessors,
                there.where,
                account=self.google.account,
            )
        )
        if found:
            reason = "; ".join(each.message for each in found)
            remedy = "; ".join(dict.fromkeys(each.remedy for each in found))
            raise Failed(problem("G45", there.where, reason=reason, remedy=remedy))

    def _listed_name(self, name: str) -> str:
        known = self._panels.known(name)
        return known.name if known else name

    def editors(self, sheet: GoogleSheet) -> list[str]:
        """Those who may write all over a mark sheet: the account, and the owner if not theirs."""
        known = self._panels.known(sheet.assessor)
        file = self._file(sheet.spreadsheet)
        theirs = file.owners if known and may_own(known, file) else ()
        others = [each for each in file.owners if each not in theirs]
        # Without editors named, Google lets whoever makes the protection write, and the owner.
        return [self.google.account, *others] if self.google.account else []

    def opened(self, keys: Mapping[int, str], grid: Grids) -> list[dict[str, int]]:
        """What is to be filled in on the rows of these refs, as blocks."""
        return open_blocks({row: self._to_fill_in(key, grid) for row, key in keys.items()})

    def _to_fill_in(self, key: str, grid: Grids) -> list[int]:
        """The columns of an application in which the assessor types."""
        decision = self._decisions.get(key)
        shut = closed(decision) if decision else ()
        columns = [
            of.get(each, 0)
            for of in (grid.marks, grid.comments)
            for each in DOMAINS
            if each not in shut
        ]
        return [column for column in (grid.conflict, *columns) if column]

    def blank(self, assessor: str, new: Sequence[Decision]) -> GoogleSheet:
        """The spreadsheet that the office has made for an assessor.

        Raises:
            Failed: there is none (G44), or others share it (G47), or it may be one that could not
                be read (G48).
        """
        settings = self._settings.file.name
        if self._unread:
            reason = "the assessor's may be one of those that could not be read"
            remedy = "put right what is said of them, and run this again"
            raise Failed(problem("G48", CellRef(settings), reason=reason, remedy=remedy))
        together = self._together.get(self._panels.key(assessor))
        if together is not None and self._panels.key(assessor) not in self._free:
            raise Failed(together)
        there = self._free.get(self._panels.key(assessor))
        if there is not None:
            return GoogleSheet(self, there, assessor)
        known = self._panels.known(assessor)
        made = problem(
            "G44",
            CellRef(settings),
            assessor=assessor,
            refs=", ".join(each.application.ref for each in new),
            account=self.google.account or "the account that this program uses",
            address=(known.email if known else "") or assessor,
            settings=settings,
        )
        raise Failed(made)

    def stray(self) -> Sequence[Problem]:
        """Spreadsheets that are meant for several assessors."""
        return self._stray

    def remarks(self) -> Sequence[Problem]:
        """Spreadsheets that are nobody's, and assessors who cannot type in theirs."""
        return [*self._remarks, *self._closed_out()]

    def _closed_out(self) -> list[Problem]:
        """Assessors who have a mark sheet in which they cannot type."""
        found = []
        made = {key: sheet for key, sheet in self._free.items() if sheet.assessor}
        sheets = {**made, **{key: there[0].spreadsheet for key, there in self.present.items()}}
        for sheet in sheets.values():
            known = self._panels.known(sheet.assessor)
            file = self._file(sheet)
            if known and known.email and file.shared_with is not None and not may_type(known, file):
                found.append(problem("G49", sheet.where, assessor=known.name, address=known.email))
        return found

    def hint(self) -> str:
        """Nothing: they are read, or they would not be known."""
        return ""


def may_own(assessor: Assessor, file: DriveFile) -> bool:
    """Whether a spreadsheet is the assessor's own."""
    owned = [each for each in file.shared_with or () if each.role == "owner"]
    return bool(those_with_access(replace(file, shared_with=tuple(owned)), [assessor]))
