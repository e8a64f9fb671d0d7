"""A Google of our own for the tests: Sheets, Drive and signing in, on the loopback.

It behaves as Google does as far as Google's documents and recordings of its answers tell: the
program under test talks to it through the real gspread and google-auth, and nothing is patched.

    def test_something(tmp_path, monkeypatch):
        with GoogleServer() as google:
            for name, value in google.environment().items():
                monkeypatch.setenv(name, value)
            key_file = google.service_account(tmp_path)      # service-account.json for this server

            office = google.person("office@igpm.example")
            tracker = office.spreadsheet("Tracker", locale="en_GB", time_zone="Europe/London")
            tab = tracker.tab("Candidates")                  # made where it is not there yet
            tab.type("A1", "Surname")                        # str, int, float, bool, date, ERROR
            tab.fill("A2", [["Ash", date(2026, 5, 3), 0.625], ["Birch", None, ERROR["#N/A"]]])
            tracker.share(google.robot, "writer")            # the service account's address
            tracker.address, tracker.key                     # for the settings

            ...                                              # the program runs

            assert google.counts() == {"get": 1, "batchUpdate": 1}
            assert tab.values()[1] == ["Ash", 46145, 0.625]
            google.snapshot(tracker.key)                     # all of it, to compare with ==

**What people do.** `google.person(email)` → `Person`: `spreadsheet(title, …)`, `upload(path)` (an
.xlsx as Google imports it), `excel_file(title)` (an .xlsx left as it is: Sheets refuses it),
`open(key)`. A `PersonSpreadsheet` has `key`, `address`, `tab(name)`, `tabs`, `share(email, role)`
("@domain", "anyone" and "group:…" are addresses, too; role "" takes it away), `rename_tab`,
`writers_may_share(may=…)`, `move_to_shared_drive()`, `delete_tab`, `trash()`, `delete()`. A
`PersonTab` has `type`, `fill`, `clear`, `note`, `format`, `validate`, `tick_boxes`, `sort`,
`insert_rows`, `delete_rows`, `insert_columns`, `delete_columns`, `merge`, `protect`, `filter`,
`freeze`, `hide`, `resize`, `properties(…)`, `batch(*requests)`, and to look: `values()`,
`cell("B2")`, `shown("B2")`, `id`, `title`, `address`. People are held to the same rights and
protection as programs: `Refused`.

**Signing in.** `google.service_account(folder, name="igpm-sheets")` (several are possible; `.robot`
is the first one's address), `google.client_secret(folder)` (an installed application),
`google.authorized_user(folder, email, scopes)` (`gcloud auth application-default login` makes it).
`google.browser = "office@igpm.example"` says who sits at the browser, `google.consents` whether
they consent (True, False, or the scopes that they leave ticked); `google.browse(url)` opens it.
`google.expire_tokens()`, `google.revoke(email, for_good=…)`, `google.desk.lifetime` seconds.

**Weather.** `google.weather = Script([Fault.UNAVAILABLE, None, Fault.DROPPED_AFTER],
on={"batchUpdate"})` or `Storm(seed, chance=0.3, most=10)`, or any function of a `Call`;
`google.slowness` seconds of a slow answer; `google.quota.reads / .writes` a minute and account
(`None`: no end; `.minute` seconds, `.retry_after`). `google.before = function(call)` runs before a
request is looked at, `google.after` once it is done: there a test acts as a person between our
reading and our writing.

**The log.** `google.log`: one `Logged` a request (`kind`, `key`, `call.account`, `call.requests` (a
batch's kinds), `status` (0: dropped), `sent`, `answered` bytes, `fault`, `done`, `body`).
`google.counts()` counts by kind, without those of signing in; `google.reads`, `google.writes`,
`google.listings`, `google.token_requests` are numbers; `google.forget()` empties the log.

**Left out.** Google leaves out what is zero, false or empty, bar a few fields that recordings show
all the same (the number and place of a tab, where a range begins). With `google.terse = True` these
are left out, too: who reads answers must not need them.

**Where it differs.** Formulas are not worked out (give `{"userEnteredValue": {"formulaValue": …},
"effectiveValue": {"numberValue": 3}}` to `type`), nor are pivot tables or conditional formats.
Charts only over cells. Requests that it does not know are answered with 501.
"""

from __future__ import annotations

import json
import socket
import threading
import urllib.request
from collections import Counter
from collections.abc import Collection
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.google_server.door import Door, Logged, handler_for
from tests.google_server.faults import PASSING, Call, Fault, Script, Storm
from tests.google_server.oauth import CLIENT, SCOPES, SECRET, Grant, Token, private_pem
from tests.google_server.people import ERROR, Person, PersonSpreadsheet, PersonTab
from tests.google_server.rights import Account
from tests.google_server.snapshots import snapshot_of

Json = dict[str, Any]

__all__ = [
    "ERROR",
    "PASSING",
    "Call",
    "Fault",
    "GoogleServer",
    "Logged",
    "Person",
    "PersonSpreadsheet",
    "PersonTab",
    "Script",
    "Storm",
]

PROJECT = "igpm-office"
SIGNING_IN = frozenset({"token", "revoke", "consent", "userinfo"})


class GoogleServer(Door):
    """Google on a port of this machine; see the module's manual."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(seed)
        self._connections: set[socket.socket] = set()
        self._http: ThreadingHTTPServer | None = None
        self.robot = f"igpm-sheets@{PROJECT}.iam.gserviceaccount.com"

    def __enter__(self) -> Self:
        handler = handler_for(self, self._connections)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        loop = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        loop.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._http is not None
        self._http.shutdown()
        self._http.server_close()
        for connection in list(self._connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it has gone by itself

    @property
    def root(self) -> str:
        """The address of the server."""
        assert self._http is not None
        return f"http://127.0.0.1:{self._http.server_port}"

    def environment(self) -> dict[str, str]:
        """What is laid over the environment so that the program comes here."""
        return {
            "IGPM_GOOGLE_API_ROOT": self.root,
            "NO_PROXY": "127.0.0.1,localhost",
            "NO_GCE_CHECK": "true",
        }

    # Accounts

    def person(self, email: str, *, groups: Collection[str] = ()) -> Person:
        """Somebody who has an account."""
        account = Account(email, groups=frozenset(group.lower() for group in groups))
        if groups or email.lower() not in self.accounts:
            self.accounts[email.lower()] = account
        return Person(self, self.account(email))

    def service_account(self, folder: Path, name: str = "igpm-sheets") -> Path:
        """The key file of a service account; its `token_uri` is this server's."""
        email = f"{name}@{PROJECT}.iam.gserviceaccount.com"
        self.accounts[email] = Account(email, service=True)
        self.desk.services.add(email)
        content = {
            "type": "service_account",
            "project_id": PROJECT,
            "private_key_id": "0123456789abcdef",
            "private_key": private_pem(),
            "client_email": email,
            "client_id": Account(email).number,
            "auth_uri": f"{self.root}/o/oauth2/auth",
            "token_uri": f"{self.root}/token",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "universe_domain": "googleapis.com",
        }
        return _written(folder / f"{name}.json", content)

    def client_secret(self, folder: Path) -> Path:
        """The file of an installed application, with which people sign in."""
        content = {
            "installed": {
                "client_id": CLIENT,
                "project_id": PROJECT,
                "auth_uri": f"{self.root}/o/oauth2/auth",
                "token_uri": f"{self.root}/token",
                "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
                "client_secret": SECRET,
                "redirect_uris": ["http://localhost"],
            }
        }
        return _written(folder / "client_secret.json", content)

    def authorized_user(self, folder: Path, email: str, scopes: Collection[str]) -> Path:
        """A person's credentials as Google's own tools leave them, with a refresh token."""
        short = frozenset(scope.removeprefix(SCOPES) for scope in scopes)
        refresh = f"1//{email}"
        self.desk.refreshes[refresh] = Grant(email, short)
        content = {
            "type": "authorized_user",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "refresh_token": refresh,
            "universe_domain": "googleapis.com",
        }
        return _written(folder / "application_default_credentials.json", content)

    def give_token(self, email: str, scopes: Collection[str]) -> str:
        """A token without the way to it, for tests of the server itself."""
        short = frozenset(scope.removeprefix(SCOPES) for scope in scopes)
        with self.lock:
            text = f"ya29.{len(self.desk.tokens)}.{email}"
            self.desk.tokens[text] = Token(email, short, self.desk.now() + self.desk.lifetime)
        return text

    def browse(self, url: str) -> str:
        """Open an address as the browser would, with whoever sits at it; returns the last page."""
        with urllib.request.urlopen(url, timeout=10) as page:  # noqa: S310 - our own server
            text: str = page.read().decode()
        return text

    def expire_tokens(self) -> None:
        """Let an hour pass for all tokens that are out."""
        with self.lock:
            for token in self.desk.tokens.values():
                token.ends = 0

    def revoke(self, email: str, *, for_good: bool = True) -> None:
        """Take an account's tokens back; for good: it gets no new ones either."""
        with self.lock:
            self.desk.revoke_all(email, for_good=for_good)

    # What happened

    def counts(self) -> dict[str, int]:
        """How many requests of each kind there were, without those of signing in."""
        return dict(Counter(line.kind for line in self.log if line.kind not in SIGNING_IN))

    @property
    def reads(self) -> int:
        """How many times values or spreadsheets were read."""
        return sum(line.reads for line in self.log)

    @property
    def writes(self) -> int:
        """How many times something was to be written."""
        return sum(line.writes for line in self.log)

    @property
    def listings(self) -> int:
        """How many pages of listings were asked for."""
        return sum(line.kind == "files.list" for line in self.log)

    @property
    def token_requests(self) -> int:
        """How many times a token was asked for."""
        return sum(line.kind == "token" for line in self.log)

    def done(self, kind: str, key: str = "") -> list[Logged]:
        """The requests of a kind that were carried out, answered or not."""
        return [
            line
            for line in self.log
            if line.done and line.kind == kind and (not key or line.key == key)
        ]

    def forget(self) -> None:
        """Empty the log."""
        with self.lock:
            self.log.clear()

    def snapshot(self, key: str) -> Json:
        """All that a spreadsheet holds, to be compared with ==."""
        with self.lock:
            return snapshot_of(self.files[key])


def _written(path: Path, content: Json) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    path.chmod(0o600)
    return path
