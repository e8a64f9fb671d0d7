"""What an answer of Google's means when it is a refusal: weather, or a problem to be told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from igpm_sheets.google.addresses import address_of
from igpm_sheets.google.failures import google_failed, place_of
from igpm_sheets.google.weather import Weather
from igpm_sheets.problems import CellRef

SOMEBODY: Final = "the account that is signed in"
LIBRARY: Final = "https://console.cloud.google.com/apis/library"

_TOO_FAST: Final = {
    *("rateLimitExceeded", "userRateLimitExceeded", "sharingRateLimitExceeded"),
    "RATE_LIMIT_EXCEEDED",
}
_FULL: Final = {"storageQuotaExceeded", "teamDriveFileLimitExceeded"}
_SWITCHED_OFF: Final = {"SERVICE_DISABLED", "accessNotConfigured"}
_TOO_NARROW: Final = {"ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientPermissions"}
_FOR_TODAY: Final = {"dailyLimitExceeded", "dailyLimitExceededUnreg", "quotaExceeded"}
_PASSING: Final = {408, 409, 429, 499}
_STILL_AT_IT: Final = 504
"""Somebody on the way has waited long enough; a page instead of an answer is of the same kind."""
_NOT_DONE: Final = {401, 403, 429}
"""Answers that are given before anything is carried out."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked of Google, for the words of a problem."""

    where: CellRef
    writes: bool = False
    key: str = ""
    account: str = ""
    requests: Sequence[Mapping[str, Any]] = ()
    tabs: Mapping[int, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """Who is signed in."""
        return self.account or SOMEBODY

    @property
    def do(self) -> str:
        """What is being done to the spreadsheet."""
        return "edit" if self.writes else "open"

    @property
    def role(self) -> str:
        """The least role that it takes."""
        return "Editor" if self.writes else "Viewer (as Editor, if tabs are to be kept in it)"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is not a success: its code, head and what its body says."""

    code: int
    headers: Mapping[str, str]
    error: Mapping[str, Any]

    @property
    def message(self) -> str:
        """Google's own sentence, without what it says of the place in the request."""
        return str(self.error.get("message", ""))

    @property
    def status(self) -> str:
        """The name of the error, such as PERMISSION_DENIED."""
        return str(self.error.get("status", ""))

    @property
    def reasons(self) -> set[str]:
        """The reasons that the Sheets (`details`) and the Drive service (`errors`) give."""
        entries = [*_entries(self.error, "details"), *_entries(self.error, "errors")]
        return {str(entry["reason"]) for entry in entries if "reason" in entry}

    @property
    def link(self) -> str:
        """The page of the Google Cloud console on which the service is switched on."""
        for entry in _entries(self.error, "details"):
            given = entry.get("metadata")
            if isinstance(given, Mapping) and given.get("activationUrl"):
                return str(given["activationUrl"])
        named = re.search(r"https://console\.[\w.]+/\S+", self.message)
        return named[0] if named else LIBRARY


class Refused(Exception):  # noqa: N818 - it is an answer, and `meaning` says what it means
    """An answer of Google's that is no success."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code} {refusal.status}")
        self.refusal = refusal


class SignInRefused(Exception):  # noqa: N818 - as above
    """Google gives out no key: its error, such as invalid_grant, and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class NoWay(Exception):  # noqa: N818 - as above
    """Google cannot be reached, and waiting would not help."""


def _entries(error: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    listed = error.get(name)
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, Mapping):
            yield entry


def refusal_of(code: int, headers: Mapping[str, str], body: str) -> Refusal:
    """An answer as a refusal, whatever its body is: JSON of Google's, or a page of somebody's."""
    try:
        parsed = json.loads(body)
    except ValueError:
        parsed = None
    error = parsed.get("error") if isinstance(parsed, dict) else None
    return Refusal(code, headers, error if isinstance(error, dict) else {})


def meaning(refusal: Refusal, errand: Errand) -> Exception:
    """The `Weather` or `GoogleFailed` that a refusal is."""
    if passes(refusal):
        return weather_of(refusal)
    if refusal.code == 400:
        return _wrong(refusal, errand)
    if refusal.code == 401:
        return google_failed(
            "G04",
            errand.where,
            account=errand.who,
            reason="it does not accept the new key that it has just given out",
            remedy="run this again; if it says the same, sign in anew or make a new key",
        )
    if refusal.code == 403:
        return _forbidden(refusal, errand)
    if refusal.code in {404, 410}:
        return google_failed("G09", errand.where, account=errand.who, role=errand.role)
    if refusal.code == 407:
        return google_failed("G16", errand.where, reason="the proxy wants to know who you are")
    if refusal.code == 413:
        return google_failed("G18", errand.where, size="the answer was 413")
    return _refused(refusal, errand)


def passes(refusal: Refusal) -> bool:
    """Whether it is weather: the service is busy, or something on the way answered for it."""
    if refusal.code >= 500 or refusal.code in _PASSING:
        return True
    return refusal.code == 403 and (not refusal.error or bool(refusal.reasons & _TOO_FAST))


def weather_of(refusal: Refusal) -> Weather:
    """A refusal that passes by itself."""
    too_many = refusal.code == 429 or bool(refusal.reasons & _TOO_FAST)
    said = "Google has been asked too often" if too_many else f"Google answers {refusal.code}"
    return Weather(
        said,
        wait=asked_to_wait(refusal.headers),
        perhaps_done=refusal.code not in _NOT_DONE,
        answered=bool(refusal.error) and refusal.code != _STILL_AT_IT,
    )


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds of a Retry-After, given as a number or as a date; None without one.

    >>> asked_to_wait({"Retry-After": "12"})
    12.0
    """
    written = (headers.get("Retry-After") or "").strip()
    if written.isascii() and written.isdigit():
        return float(written)
    try:
        until = parsedate_to_datetime(written)
        now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):  # TypeError: one of both names no time zone
        return None


def _forbidden(refusal: Refusal, errand: Errand) -> Exception:
    """A 403, of which there are many kinds."""
    reasons = refusal.reasons
    if reasons & _FULL:
        return google_failed("G14", errand.where)
    if reasons & _FOR_TODAY:
        return google_failed("G19", errand.where, reason=refusal.message)
    if reasons & _SWITCHED_OFF:
        drive = "drive" in refusal.message.casefold()
        api = "Google Drive API" if drive else "Google Sheets API"
        return google_failed("G07", errand.where, api=api, account=errand.who, link=refusal.link)
    if reasons & _TOO_NARROW:
        return google_failed("G08", errand.where, account=errand.who, do=errand.do)
    if refusal.status not in {"", "PERMISSION_DENIED"}:
        return _refused(refusal, errand)
    return google_failed("G06", errand.where, account=errand.who, do=errand.do, role=errand.role)


def _wrong(refusal: Refusal, errand: Errand) -> Exception:
    """A 400: a protection, a tab that is gone, an Office file, or a fault of ours."""
    message = refusal.message
    if "protected" in message.casefold():
        return google_failed("G10", _tab(message, errand), account=errand.who)
    if re.search(r"No (grid|sheet) with id|Unable to parse range", message, re.IGNORECASE):
        return google_failed("G11", _tab(message, errand))
    if refusal.status == "FAILED_PRECONDITION" and "not supported for this document" in message:
        return google_failed("G13", errand.where)
    return _refused(refusal, errand, _tab(message, errand))


def _refused(refusal: Refusal, errand: Errand, where: CellRef | None = None) -> Exception:
    reason = refusal.message or f"it answers {refusal.code}"
    return google_failed("G12", where or errand.where, reason=reason)


def _tab(message: str, errand: Errand) -> CellRef:
    """The tab that the request which was refused is about, where that can be told."""
    numbered = re.search(r"requests\[(\d+)\]", message)
    number = int(numbered[1]) if numbered else len(errand.requests)
    if number >= len(errand.requests):
        return errand.where
    sheet = next(_sheets(errand.requests[number]), None)
    if sheet is None or not errand.key:
        return errand.where
    source = place_of(errand.key, errand.where.source).source
    return CellRef(source, errand.tabs.get(sheet, ""), address=address_of(errand.key, sheet))


def _sheets(value: object) -> Iterator[int]:
    """The numbers of the tabs that a request names."""
    if isinstance(value, Mapping):
        if isinstance(value.get("sheetId"), int):
            yield value["sheetId"]
        for inner in value.values():
            yield from _sheets(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _sheets(inner)
