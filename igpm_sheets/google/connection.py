"""One account's way to Google Sheets and Drive: every request of the program goes through here."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from igpm_sheets.google.drive import (
    DriveFile,
    Grant,
    drive_file,
    grants_of,
    one_page,
    one_page_of_sharing,
)
from igpm_sheets.google.failures import GoogleFailed, google_failed, place_of
from igpm_sheets.google.pace import PACE, Pace
from igpm_sheets.google.refusals import (
    SOMEBODY,
    Errand,
    NoWay,
    Refused,
    SignInRefused,
    meaning,
)
from igpm_sheets.google.roots import root_of
from igpm_sheets.google.runs import RUN_KEY, is_marked_by, new_run, run_after, runs_of
from igpm_sheets.google.sending import LARGEST, MARKS, Answer, Request, Sending, read
from igpm_sheets.google.signing_in import not_let_in
from igpm_sheets.google.weather import QUICK, Weather, given_up, patiently
from igpm_sheets.problems import CellRef

if TYPE_CHECKING:
    from igpm_sheets.google.access import Access
    from igpm_sheets.google.client import Client

Result = TypeVar("Result")

NOT_FOR_US: Final = frozenset({"G06", "G09"})
"""Problems that say that this account may not know what it asked for."""

__all__ = [
    "PACE",
    "RUN_KEY",
    "Answer",
    "DriveFile",
    "Google",
    "GoogleFailed",
    "Grant",
    "Pace",
    "Request",
    "is_marked_by",
    "new_run",
    "run_after",
    "runs_of",
]


class Google:
    """One account's way to Sheets and Drive.

    Signs in at the first request; keeps to its pace and waits out the weather. Everything
    raises `GoogleFailed`, and nothing else.
    """

    def __init__(
        self,
        credentials: Path | None,
        *,
        writes: bool = False,
        pace: Pace = PACE,
        environment: Mapping[str, str] = os.environ,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Reads and asks nothing yet.

        Args:
            credentials: the file that the settings name, None where they name none.
            writes: whether the account asks for the right to write.
            pace: pauses, patience and limits.
            environment: where Google answers, and whose credentials are used without a file.
            tell: hears, in a line, of each wait that is long enough to be noticed.
        """
        self._credentials = credentials
        self._writes = writes
        self._pace = pace
        self._environment = environment
        self._tell = tell
        self._signing_in = threading.Lock()
        self._access: Access | None = None
        self._client: Client | None = None
        self._worn_out = False

    @property
    def account(self) -> str:
        """The e-mail address of whoever is signed in, "" where unknown."""
        return self._who().account

    @property
    def signed_in_by(self) -> str:
        """How this account is signed in, in words, without any secret."""
        return self._who().means

    def spreadsheet(
        self, key: str, fields: str, *, known_as: str = "", ranges: Sequence[str] = ()
    ) -> Answer:
        """One `spreadsheets.get` of all tabs, or of `ranges` in A1 notation.

        Raises:
            GoogleFailed: if it cannot be read.
        """
        errand = self._errand(key, known_as)
        return self._patiently(lambda client: read(client, key, fields, ranges), errand)

    def batch(
        self,
        key: str,
        requests: Sequence[Request],
        *,
        run: int,
        who: str = "",
        former: Collection[int] = (),
        known_as: str = "",
        tabs: Mapping[int, str] | None = None,
        fields: str = "",
        ranges: Sequence[str] = (),
    ) -> Answer:
        """One atomic `batchUpdate` that is applied exactly once, and read back.

        The batch ends with a mark of the run in the spreadsheet's developer metadata. Where
        an answer is lost, the mark tells whether the batch was applied before it is sent again.

        Args:
            key: the spreadsheet's.
            requests: what is to be done, all or nothing.
            run: a number of `new_run`, used for one batch and never again; or of `run_after`,
                so that of several runs that have seen the same state only one is applied.
            who: tells this batch from others of the same number; ask `is_marked_by` of the
                answer whether it was this one that was applied.
            former: the numbers of `runs_of` the spreadsheet as it was read: their marks go.
            known_as: the spreadsheet's title, for problems.
            tabs: names by sheetId, so that a problem can name the tab.
            fields: what the answer is to tell of the spreadsheet afterwards, such as
                "sheets(properties,data)"; its developer metadata always is told.
            ranges: which ranges of it, in A1 notation; all where there are none.

        Returns:
            {"spreadsheetId", "updatedSpreadsheet": {...}} and, unless the answer was lost on
            its way, "replies". Choose ids yourself (sheetId, chartId, ...) rather than rely
            on the replies.

        Raises:
            GoogleFailed: if it was not applied; G17 where that is not certain.
        """
        errand = replace(
            self._errand(key, known_as), writes=True, requests=requests, tabs=tabs or {}
        )
        told = f"{MARKS},{fields}" if fields else MARKS
        sending = Sending(key, requests, run, former, told, ranges, who)
        if sending.size > LARGEST:
            size = f"{sending.size / 1e6:.1f} MB; {LARGEST / 1e6:.0f} MB is the limit"
            raise google_failed("G18", errand.where, size=size)
        try:
            answer = self._patiently(sending.attempt, errand)
        except GoogleFailed as failed:
            if sending.perhaps_done or sending.on_its_way:
                raise google_failed("G17", errand.where, reason=failed.problem.message) from None
            raise
        if run not in runs_of(answer["updatedSpreadsheet"]):
            raise google_failed("G17", errand.where, reason="the mark of this run is not there")
        return answer

    def files(self, keys: Collection[str] = ()) -> Mapping[str, DriveFile]:
        """The spreadsheets that this account may open, by key, from Drive's listing.

        The listing ends early once all of `keys` were in it. What is missing from it may be
        open to this account all the same (by a link).

        Raises:
            GoogleFailed: if Drive cannot be asked.
        """
        errand = Errand(CellRef("Google Drive"), account=self.account)
        found: dict[str, DriveFile] = {}
        page = ""
        while True:
            listed = self._patiently(partial(one_page, page=page), errand)
            files = [each for each in listed.get("files", ()) if not each.get("trashed", False)]
            found.update((file.key, file) for file in map(drive_file, files))
            page = listed.get("nextPageToken", "")
            if not page or (keys and found.keys() >= set(keys)):
                return found

    def with_sharing(self, file: DriveFile) -> DriveFile:
        """A file of the listing with those whom it is shared with, also where it did not say.

        Drive's listing never says it of what lies on a shared drive; asked by itself, it does.
        Where this account may not know it at all, the file is returned as it is.

        Raises:
            GoogleFailed: if Drive cannot be asked.
        """
        errand = self._errand(file.key, file.name)
        found: list[Mapping[str, Any]] = []
        page = ""
        while file.shared_with is None:
            try:
                told = self._patiently(
                    partial(one_page_of_sharing, key=file.key, page=page), errand
                )
            except GoogleFailed as failed:
                if failed.problem.code in NOT_FOR_US:
                    break
                raise
            found += told.get("permissions", ())
            page = told.get("nextPageToken", "")
            if not page:
                return replace(file, shared_with=grants_of(found))
        return file

    def close(self) -> None:
        """Closes the connections; the next request opens them again."""
        if self._client is not None:
            self._client.close()

    def _who(self) -> Access:
        """The account, its file read once."""
        from igpm_sheets.google.access import access  # noqa: PLC0415 - imports google-auth

        with self._signing_in:
            if self._access is None:
                self._access = access(
                    self._credentials, writes=self._writes, environment=self._environment
                )
            return self._access

    def _connected(self) -> Client:
        """The client that sends, made once."""
        from igpm_sheets.google.client import Client  # noqa: PLC0415 - imports gspread

        who = self._who()
        with self._signing_in:
            if self._client is None:
                root = root_of(self._environment)
                self._client = Client(who, root, self._pace, self._tell_of_turn)
            return self._client

    def _tell_of_turn(self, seconds: float) -> None:
        """Says that the limit of requests makes the program wait."""
        if seconds >= QUICK:
            self._tell(f"{self._pace.a_minute} requests in a minute: waiting {seconds:.0f} s")

    def _errand(self, key: str, known_as: str) -> Errand:
        return Errand(place_of(key, known_as), key=key, account=self.account)

    def _patiently(self, attempt: Callable[[Client], Result], errand: Errand) -> Result:
        """What an attempt gives, tried until patience is at an end; problems told in words.

        After patience has once come to an end, each further request is tried once only, until
        one succeeds: else a run over many spreadsheets would take hours to say that Google is
        away.
        """
        client = self._connected()
        patience = 0 if self._worn_out else self._pace.patience
        try:
            result = patiently(
                lambda: once(attempt, client, errand), self._pace, self._tell, patience=patience
            )
        except Weather as weather:
            self._worn_out = True
            raise given_up(weather, errand.where, self._pace.patience) from None
        self._worn_out = False
        return result


def once(attempt: Callable[[Client], Result], client: Client, errand: Errand) -> Result:
    """One attempt; what it raises is `Weather` or `GoogleFailed`."""
    try:
        return attempt(client)
    except Refused as refused:
        raise meaning(refused.refusal, errand) from None
    except SignInRefused as refused:
        who = errand.account or SOMEBODY
        raise not_let_in(errand.where, who, refused.error, refused.description) from None
    except NoWay as reason:
        raise google_failed("G16", errand.where, reason=str(reason)) from None
    except ValueError as error:
        if "JSON" not in type(error).__name__:
            raise
        raise Weather("Google's answer cannot be read", perhaps_done=False) from None
