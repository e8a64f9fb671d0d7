"""The two services behind one door: who asks, may they, and what is answered."""

from __future__ import annotations

import datetime as dt
import json
import random
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.google_server import (  # noqa: F401 - each teaches the batch its kinds of requests
    batch_cells,
    batch_dimensions,
    batch_moves,
    batch_objects,
    batch_rules,
    batch_tabs,
    drive,
    reading,
    writing,
)
from tests.google_server.batch import Batch, apply
from tests.google_server.batch_objects import matches
from tests.google_server.discovery import Method, document
from tests.google_server.errors import (
    drive_error,
    insufficient_scopes,
    invalid_body,
    not_found,
    not_permitted,
    quota_exceeded,
    sheets_error,
    storage_full,
)
from tests.google_server.grid import new_spreadsheet
from tests.google_server.masks import asks_for, masked
from tests.google_server.oauth import Desk, Token
from tests.google_server.proto import terser
from tests.google_server.rights import EXCEL, SPREADSHEET, Account, File

Json = dict[str, Any]

READING: Final = frozenset({"get", "values.get", "values.batchGet"})
UNSUPPORTED: Final = "This operation is not supported for this document"
_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass(frozen=True)
class Request:
    """One request of a known method by a known account, its parameters checked."""

    method: Method
    account: Account
    token: Token
    path: Mapping[str, str]
    query: Json
    body: Json


@dataclass
class Quota:
    """How many requests an account may send in a minute; None: as many as it likes."""

    reads: int | None = None
    writes: int | None = None
    minute: float = 60.0  # seconds; tests may shorten it
    retry_after: int | None = None  # seconds, as the answer says; None: it does not say
    _sent: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def check(self, account: str, what: str, now: float) -> None:
        """Count a request.

        Raises:
            Refused: 429: there have been too many.
        """
        most = self.reads if what == "Read" else self.writes
        sent = self._sent.setdefault((account, what), deque())
        while sent and sent[0] <= now - self.minute:
            sent.popleft()
        if most is not None and len(sent) >= most:
            raise quota_exceeded("sheets", what, self.retry_after)
        sent.append(now)


class Services:
    """Everything that Sheets and Drive know, and what they answer."""

    def __init__(self, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.files: dict[str, File] = {}
        self.accounts: dict[str, Account] = {}
        self.desk = Desk()
        self.quota = Quota()
        self.chance = random.Random(seed)
        self.terse = False  # leave out zeros that recorded answers show
        self._handlers: dict[str, Callable[[Request], Json | None]] = {
            "get": self._get,
            "getByDataFilter": self._get_by_filter,
            "batchUpdate": self._batch_update,
            "create": self._create,
            "developerMetadata.get": self._metadata,
            "developerMetadata.search": self._search_metadata,
            "values.get": self._values_get,
            "values.batchGet": self._values_batch_get,
            "values.update": self._values_update,
            "values.batchUpdate": self._values_batch_update,
            "values.append": self._values_append,
            "values.clear": self._values_clear,
            "values.batchClear": self._values_batch_clear,
            "files.list": self._files_list,
            "files.get": self._files_get,
            "files.create": self._files_create,
            "files.update": self._files_update,
            "files.delete": self._files_delete,
            "permissions.list": self._permissions_list,
            "permissions.create": self._permissions_create,
            "permissions.delete": self._permissions_delete,
            "about.get": self._about,
        }

    def now(self) -> dt.datetime:
        """The server's time."""
        return dt.datetime.fromtimestamp(self.desk.now(), dt.UTC)

    def answer(self, request: Request) -> Json | None:
        """What a request is answered with; None for no content.

        Raises:
            Refused: anything that is not answered with 200.
        """
        method = request.method
        if not method.scopes & request.token.scopes:
            raise insufficient_scopes(method.service, method.id)
        if method.service == "sheets":
            kind = "Read" if method.kind in READING else "Write"
            self.quota.check(request.account.email, kind, self.desk.now())
        handler = self._handlers.get(method.kind)
        if handler is None:
            raise sheets_error(501, f"The server of the tests does not know {method.id}.")
        answer = handler(request)
        return terser(answer) if self.terse and answer is not None else answer

    # Files

    def new_file(self, name: str, owner: str, locale: str, time_zone: str, key: str = "") -> File:
        """An empty spreadsheet in somebody's Drive."""
        key = key or "1" + "".join(self.chance.choice(_ALPHABET) for _ in range(43))
        made = self.now()
        file = File(key, name, owner, made, made, new_spreadsheet(key, name, locale, time_zone))
        file.share(owner, "owner")
        self.files[key] = file
        return file

    def _file(self, request: Request, *, write: bool) -> File:
        """The spreadsheet that a request of the Sheets service names.

        Raises:
            Refused: 404: there is none; 403: not for this account; 400: it is none of Google's.
        """
        file = self.files.get(request.path["spreadsheetId"])
        if file is None:
            raise not_found()
        narrow = request.method.scopes & request.token.scopes == {"drive.file"}
        if narrow and not file.made_by_program:
            raise not_found()
        if not file.role(request.account) or (write and not file.may_write(request.account)):
            raise not_permitted()
        if file.mime_type == EXCEL:
            raise sheets_error(400, UNSUPPORTED, status="FAILED_PRECONDITION")
        return file

    def _batch(self, request: Request, file: File, *, write: bool = False) -> Batch:
        spreadsheet = file.spreadsheet
        assert spreadsheet is not None
        owns = file.role(request.account) == "owner"
        kept = spreadsheet.copy() if write else spreadsheet
        return Batch(kept, request.account, owns, self.chance)

    def keep(self, file: File, batch: Batch) -> None:
        """Let a batch that went well be what the spreadsheet is from now on."""
        file.spreadsheet = batch.spreadsheet
        file.name = str(batch.spreadsheet.properties["title"])
        file.touch(self.now(), batch.account.email)

    # Sheets

    def _get(self, request: Request) -> Json:
        mask = reading.answer_mask(request.query.get("fields"), "Spreadsheet")
        batch = self._batch(request, self._file(request, write=False))
        grid = request.query.get("includeGridData", False)
        return reading.spreadsheet(batch, mask, request.query.get("ranges", []), grid_data=grid)

    def _get_by_filter(self, request: Request) -> Json:
        mask = reading.answer_mask(request.query.get("fields"), "Spreadsheet")
        batch = self._batch(request, self._file(request, write=False))
        filters = request.body.get("dataFilters", [])
        ranges = [f["a1Range"] for f in filters if "a1Range" in f]
        if len(ranges) != len(filters):
            raise sheets_error(501, "The server of the tests knows only a1Range filters.")
        return reading.spreadsheet(
            batch, mask, ranges, grid_data=request.body.get("includeGridData", False)
        )

    def _batch_update(self, request: Request) -> Json:
        mask = reading.answer_mask(request.query.get("fields"), "BatchUpdateSpreadsheetResponse")
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        replies = apply(batch, request.body.get("requests", []))
        self.keep(file, batch)
        answer: Json = {"spreadsheetId": file.key, "replies": replies}
        if request.body.get("includeSpreadsheetInResponse"):
            below = None
            if mask is not None and asks_for(mask, "updatedSpreadsheet"):
                below = mask.get("updatedSpreadsheet", {})
            answer["updatedSpreadsheet"] = reading.spreadsheet(
                batch,
                below,
                request.body.get("responseRanges", []),
                grid_data=request.body.get("responseIncludeGridData", False),
            )
        return masked(answer, mask) if mask else answer

    def _create(self, request: Request) -> Json:
        if request.account.service:
            raise not_permitted()
        properties = request.body.get("properties", {})
        title = properties.get("title", "Untitled spreadsheet")
        locale = properties.get("locale", "en_US")
        zone = properties.get("timeZone", "Etc/GMT")
        file = self.new_file(title, request.account.email, locale, zone)
        file.made_by_program = True
        return reading.spreadsheet(self._batch(request, file), None)

    def _metadata(self, request: Request) -> Json:
        batch = self._batch(request, self._file(request, write=False))
        for metadata in batch.spreadsheet.all_metadata():
            if str(metadata["metadataId"]) == request.path["metadataId"]:
                return metadata
        raise not_found()

    def _search_metadata(self, request: Request) -> Json:
        batch = self._batch(request, self._file(request, write=False))
        filters = request.body.get("dataFilters", [])
        found = []
        for metadata in batch.spreadsheet.all_metadata():
            meant = [f for f in filters if matches(metadata, f)]
            if meant:
                found.append({"developerMetadata": metadata, "dataFilters": meant})
        return {"matchedDeveloperMetadata": found} if found else {}

    # Values

    def _fields(self, request: Request, answer: Json) -> Json:
        mask = reading.answer_mask(request.query.get("fields"), request.method.answer)
        return masked(answer, mask) if mask else answer

    def _values_get(self, request: Request) -> Json:
        batch = self._batch(request, self._file(request, write=False))
        return self._fields(request, reading.values(batch, request.path["range"], request.query))

    def _values_batch_get(self, request: Request) -> Json:
        batch = self._batch(request, self._file(request, write=False))
        ranges = request.query.get("ranges", [])
        found = [reading.values(batch, written, request.query) for written in ranges]
        answer: Json = {"spreadsheetId": batch.spreadsheet.key}
        return self._fields(request, answer | ({"valueRanges": found} if found else {}))

    def _values_update(self, request: Request) -> Json:
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        answer = writing.update(batch, request.path["range"], request.body, request.query)
        self.keep(file, batch)
        return self._fields(request, answer)

    def _values_batch_update(self, request: Request) -> Json:
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        done = [
            writing.update(batch, part.get("range", ""), part, request.body)
            for part in request.body.get("data", [])
        ]
        self.keep(file, batch)
        answer = {
            "spreadsheetId": file.key,
            "totalUpdatedRows": sum(part["updatedRows"] for part in done),
            "totalUpdatedColumns": max((part["updatedColumns"] for part in done), default=0),
            "totalUpdatedCells": sum(part["updatedCells"] for part in done),
            "totalUpdatedSheets": len({part["updatedRange"].rpartition("!")[0] for part in done}),
            "responses": done,
        }
        return self._fields(request, answer)

    def _values_append(self, request: Request) -> Json:
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        answer = writing.append(batch, request.path["range"], request.body, request.query)
        self.keep(file, batch)
        return self._fields(request, answer)

    def _values_clear(self, request: Request) -> Json:
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        cleared = writing.clear(batch, request.path["range"])
        self.keep(file, batch)
        return self._fields(request, {"spreadsheetId": file.key, "clearedRange": cleared})

    def _values_batch_clear(self, request: Request) -> Json:
        file = self._file(request, write=True)
        batch = self._batch(request, file, write=True)
        cleared = [writing.clear(batch, written) for written in request.body.get("ranges", [])]
        self.keep(file, batch)
        return self._fields(request, {"spreadsheetId": file.key, "clearedRanges": cleared})

    # Drive

    def _files_list(self, request: Request) -> Json:
        files = self.files
        if request.method.scopes & request.token.scopes == {"drive.file"}:
            files = {key: file for key, file in files.items() if file.made_by_program}
        return drive.listing(files, request.account, request.query)

    def _seen(self, request: Request) -> File:
        return drive.visible(self.files, request.path["fileId"], request.account)

    def _files_get(self, request: Request) -> Json:
        return drive.one(self._seen(request), request.account, request.query)

    def _files_create(self, request: Request) -> Json:
        if request.account.service:
            raise storage_full()
        if request.body.get("mimeType") != SPREADSHEET:
            raise drive_error(501, "The server of the tests makes only spreadsheets.", "unknown")
        name = request.body.get("name", "Untitled")
        file = self.new_file(name, request.account.email, "en_US", "Etc/GMT")
        file.made_by_program = True
        file.parents = request.body.get("parents", [])
        return drive.one(file, request.account, request.query)

    def _files_update(self, request: Request) -> Json:
        file = self._seen(request)
        if not file.may_write(request.account):
            raise drive_error(
                403,
                "The user does not have sufficient permissions for this file.",
                "insufficientFilePermissions",
            )
        file.name = request.body.get("name", file.name)
        file.trashed = request.body.get("trashed", file.trashed)
        if file.spreadsheet is not None:
            file.spreadsheet.properties = file.spreadsheet.properties | {"title": file.name}
        file.touch(self.now(), request.account.email)
        return drive.one(file, request.account, request.query)

    def _files_delete(self, request: Request) -> None:
        file = self._seen(request)
        if file.role(request.account) != "owner":
            message = "The user does not have sufficient permissions for this file."
            raise drive_error(403, message, "insufficientFilePermissions")
        del self.files[file.key]

    def _permissions_list(self, request: Request) -> Json:
        return drive.permissions(self._seen(request), request.account, request.query)

    def _permissions_create(self, request: Request) -> Json:
        file = self._seen(request)
        drive.permissions(file, request.account, {})  # whoever may see them may give them
        kind = request.body.get("type", "")
        address = {
            "user": request.body.get("emailAddress", ""),
            "group": "group:" + request.body.get("emailAddress", ""),
            "domain": "@" + request.body.get("domain", ""),
            "anyone": "anyone",
        }.get(kind)
        if not address or not request.body.get("role"):
            raise drive_error(400, "The permission type field is required.", "required")
        file.share(address, request.body["role"])
        return {"kind": "drive#permission"} | file.permissions[-1]

    def _permissions_delete(self, request: Request) -> None:
        file = self._seen(request)
        drive.permissions(file, request.account, {})
        number = request.path["permissionId"]
        file.permissions = [p for p in file.permissions if p["id"] != number]

    def _about(self, request: Request) -> Json:
        return drive.about(request.account, request.query)


def body_of(method: Method, data: bytes) -> Json:
    """The body of a request, checked against what Google says of it.

    Raises:
        Refused: 400: it is no JSON, or does not fit.
    """
    if not method.body or not data.strip():
        return {}
    try:
        body = json.loads(data)
    except ValueError:
        message = "Invalid JSON payload received. Unexpected token.\n" + data[:40].decode("latin1")
        raise invalid_body(message, "") from None
    if not isinstance(body, dict):
        raise invalid_body("Invalid JSON payload received. Root element must be a message.", "")
    return document(method.service).fitting(body, method.body)
