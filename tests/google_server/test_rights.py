"""The tests' Google server lets in whom Google would let in, and nobody else."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials

from tests.google_server.calling import Caller
from tests.google_server.errors import Refused
from tests.google_server.server import GoogleServer, Person

Json = dict[str, Any]

SHEETS = "https://www.googleapis.com/auth/spreadsheets"
TYPING = {"updateCells": {"start": {}, "rows": [{"values": [{"note": "x"}]}], "fields": "note"}}


@pytest.fixture
def google() -> Iterator[GoogleServer]:
    with GoogleServer() as server:
        yield server


@pytest.fixture
def office(google: GoogleServer) -> Person:
    return google.person("office@igpm.example")


def credentials(path: Path, *scopes: str) -> Any:
    made: Any = Credentials.from_service_account_file(str(path), scopes=scopes)  # type: ignore[no-untyped-call]
    return made


def test_google_auth_gets_a_token_for_a_signed_jwt(google: GoogleServer, tmp_path: Path) -> None:
    signed = credentials(google.service_account(tmp_path), SHEETS)
    signed.refresh(Request())
    token = google.desk.tokens[signed.token]
    assert (token.email, token.scopes) == (google.robot, frozenset({"spreadsheets"}))
    assert google.token_requests == 1
    assert google.counts() == {}


def test_a_jwt_of_another_key_or_account_is_refused(google: GoogleServer, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - slow

    path = google.service_account(tmp_path)
    content = json.loads(path.read_text())
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    content["private_key"] = other.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    path.write_text(json.dumps(content))
    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        credentials(path, SHEETS).refresh(Request())
    path = google.service_account(tmp_path)
    google.revoke(google.robot)
    with pytest.raises(RefreshError, match="account not found"):
        credentials(path, SHEETS).refresh(Request())


def test_a_person_consents_and_comes_back_with_a_code_that_only_its_asker_can_use(
    google: GoogleServer, tmp_path: Path
) -> None:
    secret = json.loads(google.client_secret(tmp_path).read_text())["installed"]
    google.browser = "office@igpm.example"
    verifier = "v" * 43
    digest = hashlib.sha256(verifier.encode()).digest()
    back = _listening()
    query = {
        "response_type": "code",
        "client_id": secret["client_id"],
        "redirect_uri": back.address,
        "scope": f"{SHEETS} openid",
        "state": "s1",
        "access_type": "offline",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    codes = []
    for _ in range(2):
        google.browse(f"{secret['auth_uri']}?{urlencode(query)}")
        codes.append(back.seen.pop())
    back.close()
    assert codes[0]["state"] == ["s1"]
    form = {
        "grant_type": "authorization_code",
        "client_id": secret["client_id"],
        "client_secret": secret["client_secret"],
        "redirect_uri": back.address,
    }
    wrong = form | {"code": codes[0]["code"][0], "code_verifier": "w" * 43}
    assert requests.post(secret["token_uri"], data=wrong, timeout=10).status_code == 400
    right = form | {"code": codes[1]["code"][0], "code_verifier": verifier}
    answer = requests.post(secret["token_uri"], data=right, timeout=10).json()
    assert answer["refresh_token"]
    user: Any = UserCredentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=answer["refresh_token"],
        token_uri=secret["token_uri"],
        client_id=secret["client_id"],
        client_secret=secret["client_secret"],
    )
    user.refresh(Request())
    assert google.desk.tokens[user.token].email == "office@igpm.example"
    requests.post(f"{google.root}/revoke", data={"token": answer["refresh_token"]}, timeout=10)
    with pytest.raises(RefreshError, match="expired or revoked"):
        user.refresh(Request())


class _Listener:
    """The loopback address that a program waits at."""

    def __init__(self) -> None:
        seen: list[dict[str, list[str]]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append(parse_qs(urlsplit(self.path).query))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.seen = seen
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://localhost:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _listening() -> _Listener:
    return _Listener()


def test_tokens_that_are_missing_expired_or_too_narrow_are_told_apart(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    path = f"/v4/spreadsheets/{sheet.key}"
    answer = requests.get(google.root + path, timeout=10)
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")
    narrow = Caller(google, office.email, "spreadsheets.readonly")
    assert narrow.get(path).status_code == 200
    refused = narrow.batch(sheet.key, TYPING).json()["error"]
    assert refused["details"][0]["reason"] == "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
    assert narrow.get("/drive/v3/files").json()["error"]["code"] == 403
    google.expire_tokens()
    assert narrow.get(path).status_code == 401


def test_a_reader_may_not_write_and_a_stranger_sees_nothing(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Tracker")
    sheet.share("anna@igpm.example", "reader")
    path = f"/v4/spreadsheets/{sheet.key}"
    reader, stranger = (Caller(google, f"{who}@igpm.example") for who in ("anna", "eve"))
    assert reader.get(path).status_code == 200
    body = {"code": 403, "message": "The caller does not have permission"}
    assert reader.batch(sheet.key, TYPING).json() == {
        "error": body | {"status": "PERMISSION_DENIED"}
    }
    assert stranger.get(path).status_code == 403
    assert stranger.get("/v4/spreadsheets/1nowhere").status_code == 404
    assert stranger.get(f"/drive/v3/files/{sheet.key}").status_code == 404
    sheet.share("@igpm.example", "writer")
    assert stranger.batch(sheet.key, TYPING).status_code == 200


def test_only_those_who_may_share_see_with_whom_it_is_shared(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Marks")
    sheet.share("anna@igpm.example", "writer")
    writer = Caller(google, "anna@igpm.example")
    path = f"/drive/v3/files/{sheet.key}"
    shown = writer.get(path, fields="permissions(emailAddress,role,type)").json()["permissions"]
    assert shown == [
        {"type": "user", "role": "owner", "emailAddress": "office@igpm.example"},
        {"type": "user", "role": "writer", "emailAddress": "anna@igpm.example"},
    ]
    sheet.writers_may_share(may=False)
    assert writer.get(path, fields="permissions").json() == {}
    answer = writer.get(f"{path}/permissions")
    assert answer.json()["error"]["errors"][0]["reason"] == "insufficientFilePermissions"


def test_protected_cells_are_for_their_editors_and_a_warning_stops_nobody(
    google: GoogleServer, office: Person
) -> None:
    sheet = office.spreadsheet("Marks")
    sheet.share("anna@igpm.example", "writer")
    tab = sheet.tab("Sheet1")
    tab.protect("A1:B2")
    tab.protect("D1", warning_only=True)
    anna = google.person("anna@igpm.example").open(sheet.key).tab("Sheet1")
    anna.type("C3", 5)
    anna.type("D1", 5)
    attempts: list[Callable[[], None]] = [
        lambda: anna.type("B2", 5),
        lambda: anna.insert_rows(2),
        lambda: anna.sort("A1:C3", "C"),
        lambda: anna.spreadsheet.delete_tab("Sheet1"),
    ]
    for attempt in attempts:
        with pytest.raises(Refused, match="trying to edit a protected cell or object"):
            attempt()
    tab.type("A1", "the owner may")
    seen = Caller(google, "anna@igpm.example").get(f"/v4/spreadsheets/{sheet.key}").json()
    first, second = seen["sheets"][0]["protectedRanges"]
    assert "editors" not in first
    assert "requestingUserCanEdit" not in first
    assert second["requestingUserCanEdit"] is True


def test_a_protected_tab_may_leave_some_cells_open(google: GoogleServer, office: Person) -> None:
    sheet = office.spreadsheet("Marks")
    sheet.share("anna@igpm.example", "writer")
    place = {"startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    sheet.batch(
        {
            "addProtectedRange": {
                "protectedRange": {"range": {"sheetId": 0}, "unprotectedRanges": [place]}
            }
        }
    )
    anna = google.person("anna@igpm.example").open(sheet.key).tab("Sheet1")
    anna.type("C5", 7)
    with pytest.raises(Refused, match="protected"):
        anna.type("C1", 7)


def test_service_accounts_can_own_nothing(google: GoogleServer, tmp_path: Path) -> None:
    google.service_account(tmp_path)
    caller = Caller(google, google.robot)
    made = {"name": "Mine", "mimeType": "application/vnd.google-apps.spreadsheet"}
    answer = caller.post(f"{google.root}/drive/v3/files", made).json()["error"]
    assert (answer["code"], answer["errors"][0]["reason"]) == (403, "storageQuotaExceeded")
    assert caller.post(f"{google.root}/v4/spreadsheets", {}).status_code == 403
