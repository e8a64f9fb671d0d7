"""Tries every Google Sheet of the settings, with the right to read and no other (R28)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.google.addresses import address_of, key_of
from igpm_sheets.google.failures import GoogleFailed
from igpm_sheets.jobs import policy_of
from igpm_sheets.problems import CellRef, Problem, problem
from igpm_sheets.reading.closed_marking import may, not_closed, results_open_to
from igpm_sheets.reports.google_access import Access, GoogleChecked
from igpm_sheets.settings import Settings
from igpm_sheets.sources import Read, read_office, source_keys, spreadsheets_in
from igpm_sheets.writers.google.mark_sheet import whose

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.google.drive import DriveFile

ABOUT: Final = "properties(title,locale,timeZone)"
"""What is asked of a spreadsheet that is no source."""

TRACKER, MARKS, REFRESH = "tracker", "marks", "refresh"
_CLOSED_MARKING: Final = frozenset({"G40", "G41", "G42", "G43", "G54"})
"""Problems of sharing, which are looked into here for each spreadsheet, read or not."""
_LONDON: Final = frozenset({"Europe/London", "Europe/Belfast", "Europe/Jersey", "Europe/Guernsey"})
"""The time zones whose clocks are London's."""

Answer = Mapping[str, Any]


def check_access(settings: Settings, google: Google) -> GoogleChecked:
    """Tries every address; nothing is written.

    Args:
        settings: the office's.
        google: the way to Google.

    Raises:
        GoogleFailed: nobody can sign in.
        SettingsError, PolicyError: if the settings or the policy cannot be followed.
    """
    return _Visit(settings, google).checked()


class _Visit:
    """One look at all spreadsheets."""

    def __init__(self, settings: Settings, google: Google) -> None:
        self._settings, self._google = settings, google
        self._account = google.account
        self._purposes = _purposes(settings)
        self._read: Read = read_office(settings, policy_of(settings), google, source_keys(settings))
        self._problems: list[Problem] = []
        self._answers = self._everything()
        self._listed = self._listing()

    def checked(self) -> GoogleChecked:
        """What was found."""
        spreadsheets = [self._access(key) for key in self._purposes]
        addresses = (*self._settings.tracker.sources, *self._settings.marks)
        wrong = spreadsheets_in(self._settings.refresh)[1] + spreadsheets_in(addresses)[1]
        for key in self._purposes:
            self._problems += self._as_it_should_be(key)
        return GoogleChecked(
            self._account,
            self._google.signed_in_by,
            spreadsheets,
            tuple(dict.fromkeys(self._problems)),
            self._settings.file.name,
            failed=bool(wrong) or self._read.tracker_failed,
        )

    def _everything(self) -> dict[str, Answer]:
        """What Google tells of each spreadsheet that can be read."""
        found: dict[str, Answer] = dict(self._read.spreadsheets)
        self._problems += [each for each in self._read.problems if self._is_of_the_way(each)]
        self._problems += spreadsheets_in(self._settings.refresh)[1]
        sources = {*spreadsheets_in((*self._settings.tracker.sources, *self._settings.marks))[0]}
        for key in self._purposes:
            if key not in sources:
                try:
                    found[key] = self._google.spreadsheet(key, ABOUT)
                except GoogleFailed as failed:
                    self._problems.append(failed.problem)
        return found

    def _is_of_the_way(self, each: Problem) -> bool:
        """Whether a problem says that something could not be read; what it holds is no matter."""
        if each.code in _CLOSED_MARKING:
            return False
        return each.code.startswith("G") or (self._read.tracker_failed and each.code[0] == "F")

    def _listing(self) -> Mapping[str, DriveFile]:
        """What Drive says of the spreadsheets; nothing where it cannot be asked."""
        if not self._answers:
            return {}
        try:
            known = self._read.listed
            listed = known if known.keys() >= self._answers.keys() else None
            if listed is None:
                listed = self._google.files(self._answers)
            shown = [listed[key] for key in self._answers if key in listed]
            return {**listed, **{each.key: self._google.with_sharing(each) for each in shown}}
        except GoogleFailed as failed:
            wrong = failed.problem
            reason, remedy = wrong.message, wrong.remedy
            self._problems.append(problem("G53", wrong.where, reason=reason, remedy=remedy))
            return {}

    def _access(self, key: str) -> Access:
        about = self._answers.get(key, {}).get("properties", {})
        file = self._listed.get(key)
        shared = file.shared_with if file else None
        return Access(
            tuple(self._purposes[key]),
            str(about.get("title", "")) or (file.name if file else ""),
            address_of(key),
            may_read=key in self._answers,
            may_edit=file.may_edit if file else None,
            locale=str(about.get("locale", "")),
            time_zone=str(about.get("timeZone", "")),
            assessors=self._whose(key),
            shared_with=None
            if shared is None
            else tuple((each.email or each.kind, may(each)) for each in shared),
        )

    def _whose(self, key: str) -> tuple[str, ...]:
        """The assessors whose marks are in it, or who are to give them there."""
        sheets = self._read.office.mark_sheets
        giving = [s.assessor for s in sheets if key_of(s.cells.address) == key]
        if not giving and MARKS in self._purposes[key]:
            giving = [whose(each) for each in self._answers.get(key, {}).get("sheets", ())]
        return tuple(dict.fromkeys(name for name in giving if name))

    def _as_it_should_be(self, key: str) -> Iterator[Problem]:
        """What is to be put right about a spreadsheet that can be read."""
        if key not in self._answers:
            return
        about, file = self._answers[key].get("properties", {}), self._listed.get(key)
        where = CellRef(str(about.get("title", "")) or address_of(key), address=address_of(key))
        locale, zone = str(about.get("locale", "")), str(about.get("timeZone", ""))
        if locale and not locale.endswith("_GB"):
            yield problem("G50", where, locale=locale)
        if zone and zone not in _LONDON:
            yield problem("G51", where, zone=zone)
        if file is None:
            return
        if not file.may_edit and (purpose := self._to_be_written(key)):
            account = self._account or "this account"
            yield problem("G52", where, account=account, purpose=purpose)
        if MARKS in self._purposes[key]:
            yield from self._marking(self._whose(key), file, where)
        elif REFRESH in self._purposes[key]:
            yield from results_open_to(file, self._read.office.assessors, where)

    def _to_be_written(self, key: str) -> str:
        """What is written there: nothing into a tracker that is read only."""
        if REFRESH in self._purposes[key]:
            return "what the refresh brings"
        sheets = self._answers[key].get("sheets", ())
        ours = MARKS in self._purposes[key] and any(map(whose, sheets))
        return "the mark sheet" if ours else ""

    def _marking(
        self, assessors: Sequence[str], file: DriveFile, where: CellRef
    ) -> Iterator[Problem]:
        """Whether marking is closed (R28)."""
        listed = self._read.office.assessors
        for name in assessors or ("",):
            yield from not_closed(name, file, listed, where, account=self._account)


def _purposes(settings: Settings) -> dict[str, list[str]]:
    """What each spreadsheet is for, in the order of the settings."""
    found: dict[str, list[str]] = {}
    named = (
        (TRACKER, settings.tracker.sources),
        (MARKS, settings.marks),
        (REFRESH, settings.refresh),
    )
    for purpose, written in named:
        for key in spreadsheets_in(written)[0]:
            found.setdefault(key, []).append(purpose)
    return found
