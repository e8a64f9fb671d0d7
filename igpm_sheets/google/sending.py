"""One batch on its way to a spreadsheet: sent, found again by its mark, read back."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from igpm_sheets.google.refusals import Refused
from igpm_sheets.google.runs import marking, runs_of
from igpm_sheets.google.weather import Weather

if TYPE_CHECKING:
    from igpm_sheets.google.client import Client

Answer = Mapping[str, Any]
"""A JSON object of Google's. Zero, false and empty are left out of it."""

Request = Mapping[str, Any]
"""One request of a batchUpdate, such as {"updateCells": {...}}."""

SPREADSHEETS: Final = "https://sheets.googleapis.com/v4/spreadsheets"

MARKS: Final = "developerMetadata(metadataId,metadataKey,metadataValue)"
"""The fields by which the marks of runs are known."""

LARGEST: Final = 10_000_000
"""Bytes of a request that Google takes at most."""


def read(client: Client, key: str, fields: str, ranges: Sequence[str] = ()) -> Answer:
    """A spreadsheet, with the fields asked for."""
    params: dict[str, str | int | bool | float | list[str] | None] = {"fields": fields}
    if fields != MARKS:
        params["includeGridData"] = "true"
    if ranges:
        params["ranges"] = list(ranges)
    return client.fetch_sheet_metadata(quote(key, safe=""), params)


class Sending:
    """One batch, sent until it is known to have been applied.

    `perhaps_done` says whether the latest sending may have been applied without our hearing,
    `on_its_way` whether any may be applied yet: though the mark is not there, it can come.
    """

    def __init__(
        self,
        key: str,
        requests: Sequence[Request],
        run: int,
        former: Collection[int],
        told: str,
        ranges: Sequence[str],
        who: str = "",
    ) -> None:
        self._key = key
        self._who = who
        self._requests = requests
        self._run = run
        self._former = former
        self._told = told
        self._ranges = ranges
        self._sent = 0
        self.perhaps_done = False
        self.on_its_way = False

    @property
    def size(self) -> int:
        """Bytes of the request."""
        from igpm_sheets.google.client import body_of  # noqa: PLC0415 - imports gspread

        return len(body_of(self._body()))

    def attempt(self, client: Client) -> Answer:
        """Sends the batch, unless a former attempt turns out to have been applied.

        Raises:
            Weather: if there is no answer, or one that passes.
            Refused: if Google refuses it.
        """
        if self.perhaps_done and self._is_done(client):
            return self._read_back(client, {})
        self._sent += 1
        try:
            answer = self._send(client)
        except Weather as weather:
            self.perhaps_done = weather.perhaps_done
            self.on_its_way |= weather.on_its_way
            raise
        except Refused as refused:
            return self._look_again(client, refused)
        return self._read_back(client, answer)

    def _body(self) -> Mapping[str, Any]:
        return {
            "requests": [*self._requests, *marking(self._run, self._former, self._who)],
            "includeSpreadsheetInResponse": True,
            "responseIncludeGridData": bool(re.search(r"\bdata\b", self._told)),
            "responseRanges": list(self._ranges),
        }

    def _send(self, client: Client) -> Answer:
        address = f"{SPREADSHEETS}/{quote(self._key, safe='')}:batchUpdate"
        fields = f"spreadsheetId,replies,updatedSpreadsheet({self._told})"
        response = client.request("post", address, params={"fields": fields}, json=self._body())
        try:
            answer: Answer = response.json()
        except ValueError:
            raise Weather("Google's answer cannot be read") from None
        return answer

    def _is_done(self, client: Client) -> bool:
        """Whether the mark of this run is there; if not, which marks are."""
        self._former = runs_of(read(client, self._key, MARKS))
        self.perhaps_done = False
        return self._run in self._former

    def _look_again(self, client: Client, refused: Refused) -> Answer:
        """What a refusal means if an earlier sending was applied, or others' marks have changed.

        A batch that is applied already is refused, since its mark cannot be made twice; or
        since what it makes is there.
        """
        message = refused.refusal.message
        if refused.refusal.code != 400:
            raise refused
        if self._sent > 1 or "createDeveloperMetadata" in message:
            self.perhaps_done = True
            if self._is_done(client):
                return self._read_back(client, {})
        elif "deleteDeveloperMetadata" in message:
            former = self._former
            self._is_done(client)
            if set(self._former) != set(former):
                raise Weather("somebody else has written just now", perhaps_done=False)
        raise refused

    def _read_back(self, client: Client, answer: Answer) -> Answer:
        """The answer, with the spreadsheet as it is afterwards."""
        if self._run in runs_of(answer.get("updatedSpreadsheet", {})):
            return answer
        self.perhaps_done = True
        updated = read(client, self._key, self._told)  # of ranges the marks may be left out
        self.perhaps_done = False
        return {"spreadsheetId": self._key, **answer, "updatedSpreadsheet": updated}
