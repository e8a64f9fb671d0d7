"""The way in: HTTP on the loopback, signing in, the weather, the log."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.google_server.answered import BAD_GATEWAY, NOWHERE, TOO_LARGE, Answered
from tests.google_server.discovery import Method, method_at, parameters
from tests.google_server.errors import (
    Refused,
    drive_quota_exceeded,
    oauth_error,
    quota_exceeded,
    sheets_error,
    storage_full,
)
from tests.google_server.errors import unauthenticated as unauthenticated_at
from tests.google_server.faults import Call, Fault, Weather
from tests.google_server.oauth import CLIENT, full_scope
from tests.google_server.rights import Account
from tests.google_server.service import READING, Request, Services, body_of

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

Json = dict[str, Any]

LARGEST: Final = 10 * 1024 * 1024
_AFTER: Final = frozenset({Fault.DROPPED_AFTER, Fault.UNAVAILABLE_AFTER, Fault.SLOW})


class Dropped(Exception):  # noqa: N818 - it is no error of the server's
    """The connection ends without an answer."""


@dataclass(frozen=True)
class Logged:
    """One request that has arrived, and how it ended."""

    call: Call
    status: int  # 0: the connection was dropped
    sent: int  # bytes of the request's body
    answered: int  # bytes of the answer's
    fault: Fault | None
    done: bool  # whether it was carried out, whatever was answered
    body: bytes = b""

    @property
    def kind(self) -> str:
        """What was asked for: get, batchUpdate, values.batchGet, files.list, token and so on."""
        return self.call.kind

    @property
    def key(self) -> str:
        """The spreadsheet's."""
        return self.call.key

    @property
    def reads(self) -> bool:
        """Whether it is one of the Sheets service's read requests."""
        return self.kind in READING

    @property
    def writes(self) -> bool:
        """Whether it is one of the Sheets service's write requests."""
        return self.kind == "batchUpdate" or self.kind.startswith(
            ("values.update", "values.batchUpdate", "values.append", "values.clear")
        )


class Door(Services):
    """The services, and what happens to requests on their way to them."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self.log: list[Logged] = []
        self.weather: Weather | None = None
        self.before: Callable[[Call], object] | None = None
        self.after: Callable[[Call], object] | None = None
        self.slowness = 0.2  # seconds that a slow answer takes
        self.browser = ""  # the e-mail of whoever is signed in at the browser
        self.consents: bool | frozenset[str] = True  # or only to these scopes
        self._number = 0

    def respond(self, verb: str, target: str, head: Mapping[str, str], data: bytes) -> Answered:
        """The answer to one request of any kind.

        Raises:
            Dropped: there is none.
        """
        with self.lock:
            self._number += 1
            number = self._number
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        if parts.path in {"/token", "/revoke", "/o/oauth2/auth", "/o/oauth2/v2/auth"}:
            return self._sign_in(number, verb, parts.path, query, data)
        if parts.path in {"/oauth2/v3/userinfo", "/oauth2/v2/userinfo", "/v1/userinfo"}:
            return self._user(number, verb, parts.path, head)
        found = method_at(verb, parts.path)
        if found is None:
            call = Call(number, "unknown", verb, parts.path, "", "")
            return self._logged(call, Answered(404, NOWHERE), data, None, done=False)
        return self._served(number, found, query, head, data)

    def _served(
        self,
        number: int,
        found: tuple[Method, dict[str, str]],
        query: Mapping[str, list[str]],
        head: Mapping[str, str],
        data: bytes,
    ) -> Answered:
        method, path = found
        token = self.desk.bearer(head.get("Authorization", ""))
        key = path.get("spreadsheetId", path.get("fileId", ""))
        email = token.email if token else ""
        flat = {name: values if len(values) > 1 else values[0] for name, values in query.items()}
        body = _loosely(data)
        call = Call(number, method.kind, method.verb, "", key, email, flat, body)
        if self.before is not None:
            self.before(call)
        fault = self.weather(call) if self.weather is not None else None
        done = False
        try:
            self._strike(call, fault)
            with self.lock:
                answered = self._answered(method, path, query, head, data)
            done = answered.status < 300
        except Refused as refused:
            answered = Answered(refused.code, refused.body, refused.headers)
        except Dropped:
            self._logged(call, Answered(0, ""), data, fault, done=False)
            raise
        if self.after is not None:
            self.after(call)
        if fault is Fault.SLOW:
            time.sleep(self.slowness)
        if fault is Fault.UNAVAILABLE_AFTER:
            answered = Answered(503, _unavailable().body)
        if fault is Fault.DROPPED_AFTER:
            self._logged(call, Answered(0, ""), data, fault, done=done)
            raise Dropped
        return self._logged(call, answered, data, fault, done=done)

    def _answered(
        self,
        method: Method,
        path: dict[str, str],
        query: Mapping[str, list[str]],
        head: Mapping[str, str],
        data: bytes,
    ) -> Answered:
        if len(data) > LARGEST:
            return Answered(413, TOO_LARGE)
        token = self.desk.bearer(head.get("Authorization", ""))
        if token is None:
            raise unauthenticated_at(method.service)
        typed = parameters(method, query)
        body = body_of(method, data)
        account = self.account(token.email)
        answer = self.answer(Request(method, account, token, path, typed, body))
        return Answered(204, "") if answer is None else Answered(200, answer)

    def account(self, email: str) -> Account:
        """The account that has this address."""
        return self.accounts.setdefault(email.lower(), Account(email))

    def _strike(self, call: Call, fault: Fault | None) -> None:
        """Let a fault happen that comes before the request is looked at."""
        if fault is None or fault in _AFTER:
            return
        if fault is Fault.DROPPED_BEFORE:
            raise Dropped
        with self.lock:
            self._change(call, fault)
        refusals: dict[Fault, Callable[[], Refused]] = {
            Fault.QUOTA: lambda: _quota(call, self.quota.retry_after),
            Fault.INTERNAL: lambda: sheets_error(500, "Internal error encountered."),
            Fault.UNAVAILABLE: _unavailable,
            Fault.BAD_GATEWAY: lambda: Refused(502, BAD_GATEWAY),
            Fault.STORAGE_FULL: storage_full,
        }
        refusal = refusals.get(fault)
        if refusal is not None:
            raise refusal()

    def _change(self, call: Call, fault: Fault) -> None:
        """Let what happens elsewhere happen now: rights and tabs that are taken away."""
        file = self.files.get(call.key)
        if fault is Fault.TOKEN_REVOKED:
            self.desk.revoke_all(call.account, for_good=False)
        elif fault is Fault.ACCESS_REVOKED and file is not None:
            file.share(call.account, "")
        elif fault is Fault.TAB_DELETED and file is not None and file.spreadsheet is not None:
            spreadsheet = file.spreadsheet.copy()
            if len(spreadsheet.tabs) == 1:
                raise AssertionError("the only tab of a spreadsheet cannot be deleted")
            spreadsheet.tabs.pop(self._touched(call, spreadsheet.tabs))
            spreadsheet.in_order()
            file.spreadsheet = spreadsheet
            file.touch(self.now(), file.owner)

    @staticmethod
    def _touched(call: Call, tabs: list[Any]) -> int:
        """The place of the first tab that a batch writes to; else of the last."""
        text = json.dumps(call.body)
        for index, tab in enumerate(tabs):
            if tab.id and str(tab.id) in text:
                return index
        return len(tabs) - 1

    def _sign_in(
        self, number: int, verb: str, path: str, query: Mapping[str, list[str]], data: bytes
    ) -> Answered:
        form = {k: v[-1] for k, v in {**query, **parse_qs(data.decode("latin1"))}.items()}
        kind = "token" if path == "/token" else "revoke" if path == "/revoke" else "consent"
        call = Call(number, kind, verb, path, "", "", form)
        if self.before is not None:
            self.before(call)
        fault = self.weather(call) if self.weather is not None else None
        try:
            self._strike(call, fault)
            with self.lock:
                answered = self._signed_in(kind, form)
        except Refused as refused:
            answered = Answered(refused.code, refused.body, refused.headers)
        except Dropped:
            self._logged(call, Answered(0, ""), data, fault, done=False)
            raise
        if fault is Fault.SLOW:
            time.sleep(self.slowness)
        if fault in {Fault.DROPPED_AFTER, Fault.UNAVAILABLE_AFTER}:
            self._logged(call, Answered(0, ""), data, fault, done=True)
            raise Dropped
        return self._logged(call, answered, b"", fault, done=answered.status < 400)

    def _signed_in(self, kind: str, form: Json) -> Answered:
        if kind == "token":
            answer, _ = self.desk.answer(form, f"{self.root}/token")
            return Answered(200, answer)
        if kind == "revoke":
            self.desk.revoke(form.get("token", ""))
            return Answered(200, {})
        return self._consent(form)

    @property
    def root(self) -> str:
        """The address of the server."""
        raise NotImplementedError

    def _consent(self, form: Json) -> Answered:
        redirect = form.get("redirect_uri", "")
        place = urlsplit(redirect)
        if form.get("client_id") != CLIENT:
            return Answered(401, "<title>Error 401: invalid_client</title>")
        if place.scheme != "http" or place.hostname not in {"localhost", "127.0.0.1"}:
            return Answered(400, "<title>Error 400: redirect_uri_mismatch</title>")
        if form.get("response_type") != "code" or not form.get("scope"):
            return Answered(400, "<title>Error 400: invalid_request</title>")
        if "code_challenge" in form and form.get("code_challenge_method") != "S256":
            return Answered(400, "<title>Error 400: invalid_request</title>")
        state = {"state": form["state"]} if "state" in form else {}
        if not self.consents or not self.browser:
            back = {"error": "access_denied"} | state
        else:
            granted = self.consents if isinstance(self.consents, frozenset) else None
            code = self.desk.consent(self.browser, form, granted)
            scopes = self.desk.codes[code].scopes
            back = state | {"code": code, "scope": " ".join(map(full_scope, sorted(scopes)))}
        return Answered(302, "", {"Location": f"{redirect}?{urlencode(back)}"})

    def _user(self, number: int, verb: str, path: str, head: Mapping[str, str]) -> Answered:
        token = self.desk.bearer(head.get("Authorization", ""))
        email = token.email if token else ""
        call = Call(number, "userinfo", verb, path, "", email)
        if token is None:
            refused = oauth_error(401, "invalid_request", "Invalid Credentials")
            answered = Answered(refused.code, refused.body)
        else:
            user: Json = {"sub": Account(email).number}
            if {"userinfo.email", "email"} & token.scopes:
                user |= {"email": email, "email_verified": True}
            answered = Answered(200, user)
        return self._logged(call, answered, b"", None, done=True)

    def _logged(
        self, call: Call, answered: Answered, data: bytes, fault: Fault | None, *, done: bool
    ) -> Answered:
        size = len(answered.data)
        line = Logged(call, answered.status, len(data), size, fault, done, data)
        with self.lock:
            self.log.append(line)
        return answered


def _loosely(data: bytes) -> Json:
    """A body as far as it can be read, for hooks and the log."""
    try:
        body = json.loads(data) if data else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _unavailable() -> Refused:
    return sheets_error(503, "The service is currently unavailable.")


def _quota(call: Call, retry_after: int | None) -> Refused:
    if call.kind.startswith(("files.", "permissions.", "about.")):
        return drive_quota_exceeded()
    return quota_exceeded("sheets", "Read" if call.kind in READING else "Write", retry_after)


def handler_for(door: Door, connections: set[socket.socket]) -> type[BaseHTTPRequestHandler]:
    """What Python's HTTP server needs to let requests in at this door."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        server: ThreadingHTTPServer

        def setup(self) -> None:
            super().setup()
            connections.add(self.connection)

        def finish(self) -> None:
            connections.discard(self.connection)
            super().finish()

        def _any(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                answered = door.respond(
                    self.command,
                    self.path,
                    {name.title(): value for name, value in self.headers.items()},
                    data,
                )
            except Dropped:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            body = b"" if answered.status == 204 else answered.data
            self.send_response(answered.status)
            self.send_header("Content-Type", f"{answered.kind}; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            for name, value in (answered.headers or {}).items():
                self.send_header(name, value)
            self._headers_buffer.append(b"\r\n" + body)  # type: ignore[attr-defined]
            try:
                self.flush_headers()
            except OSError:
                self.close_connection = True  # whoever asked has not waited

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            """Say nothing: the door keeps its own log."""

    return Handler
