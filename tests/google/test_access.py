"""Who signs in to Google, with which rights, and what is said of a file that will not do."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from igpm_sheets.google.access import TO_READ, TO_WRITE, Access, access
from igpm_sheets.google.failures import GoogleFailed
from igpm_sheets.google.roots import at, is_loopback
from igpm_sheets.google.signing_in import not_let_in
from igpm_sheets.google.tokens import Consent, consent_kept, forget, keep, token_file
from igpm_sheets.problems import CellRef
from tests.google_server.oauth import private_pem

ROBOT = "robot@igpm.iam.gserviceaccount.com"
SECRET = "1//a-lasting-secret"  # noqa: S105 - it opens nothing
READONLY = "https://www.googleapis.com/auth/spreadsheets.readonly"


def key_of_a_service(**changed: Any) -> dict[str, Any]:
    key = {
        "type": "service_account",
        "client_email": ROBOT,
        "private_key": private_pem(),
        "token_uri": "https://oauth2.googleapis.com/token",
    }
    return {name: value for name, value in {**key, **changed}.items() if value is not None}


def person(**changed: Any) -> dict[str, Any]:
    info = {
        "type": "authorized_user",
        "client_id": "client",
        "client_secret": "client's own",
        "refresh_token": SECRET,
    }
    return {name: value for name, value in {**info, **changed}.items() if value is not None}


CLIENT = {"installed": {"client_id": "client", "client_secret": "client's own"}}


def written(folder: Path, entries: Any, name: str = "credentials.json") -> Path:
    path = folder / name
    text = entries if isinstance(entries, str) else json.dumps(entries)
    path.write_text(text, encoding="utf-8")
    return path


def consent(**changed: Any) -> Consent:
    given: dict[str, Any] = {
        "refresh_token": SECRET,
        "client_id": "client",
        "client_secret": "client's own",
        "token_uri": "https://oauth2.googleapis.com/token",
        "scopes": tuple({*TO_WRITE, *TO_READ}),
        "account": "office@igpm.example",
    }
    return Consent(**{**given, **changed})


def scopes_of(found: Access) -> set[str] | None:
    scopes = found.credentials.scopes  # type: ignore[attr-defined]
    return None if scopes is None else set(scopes)


def test_a_service_account_has_no_more_rights_than_it_needs(tmp_path: Path) -> None:
    path = written(tmp_path, key_of_a_service())
    to_read = access(path, writes=False, environment={})
    assert scopes_of(to_read) == set(TO_READ)
    assert READONLY in TO_READ
    assert scopes_of(access(path, writes=True, environment={})) == set(TO_WRITE)
    assert to_read.account == ROBOT
    assert "credentials.json" in to_read.means


def test_a_file_says_itself_where_its_tokens_come_from(tmp_path: Path) -> None:
    root = {"IGPM_GOOGLE_API_ROOT": "http://127.0.0.1:9/"}

    def asked_at(entries: dict[str, Any], environment: dict[str, str]) -> str:
        found = access(written(tmp_path, entries), writes=False, environment=environment)
        credentials: Any = found.credentials
        return str(getattr(credentials, "token_uri", "") or credentials._token_uri)

    own = "http://127.0.0.1:8/token"
    for make in (key_of_a_service, person):
        assert asked_at(make(token_uri=own), root) == own
        assert asked_at(make(token_uri=None), root) == "http://127.0.0.1:9/token"
        assert asked_at(make(token_uri=None), {}) == "https://oauth2.googleapis.com/token"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("", "it is no JSON file"),
        ("{", "it is no JSON file"),
        ("[" * 100_000, "it is no JSON file"),
        ("[1]", "it holds no credentials"),
        ({}, "kind that this program does not know"),
        ({"type": "external_account", "token_url": "http://x"}, "kind that this program"),
        ({"web": {"client_id": "client"}}, "the client of a web site"),
        ({"installed": {"client_id": "client"}}, "it lacks client_secret"),
        (key_of_a_service(client_email=None), "it lacks client_email"),
        (key_of_a_service(private_key=None, client_email=7), "it lacks client_email and priv"),
        (key_of_a_service(private_key=private_pem()[:300]), "its private key cannot be read"),
        (key_of_a_service(private_key=SECRET), "its private key cannot be read"),
        (person(refresh_token=None), "it lacks refresh_token"),
    ],
)
def test_a_file_that_will_not_do_says_why_and_what_to_do(
    tmp_path: Path, entries: Any, words: str
) -> None:
    path = written(tmp_path, entries)
    with pytest.raises(GoogleFailed) as caught:
        access(path, writes=False, environment={})
    told = caught.value.problem
    assert (told.code, told.where.source) == ("G02", str(path)[:199] + "…" * (len(str(path)) > 200))
    assert words in told.message
    assert told.remedy
    assert SECRET not in f"{told.message} {told.remedy} {caught.value!r}"


def test_a_file_that_is_not_there_or_is_a_folder_says_so(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "gone.json", "no such file"), (tmp_path, "cannot be read")):
        with pytest.raises(GoogleFailed) as caught:
            access(path, writes=False, environment={})
        assert words in caught.value.problem.message


def test_without_a_file_the_environment_says_who_signs_in(tmp_path: Path) -> None:
    path = written(tmp_path, key_of_a_service())
    found = access(None, writes=False, environment={"GOOGLE_APPLICATION_CREDENTIALS": str(path)})
    assert found.account == ROBOT
    assert "GOOGLE_APPLICATION_CREDENTIALS" in found.means


def test_the_default_credentials_of_the_computer_come_last(tmp_path: Path) -> None:
    name = "application_default_credentials.json"
    written(tmp_path, person(account="gcloud@igpm.example"), name)
    environment = {"CLOUDSDK_CONFIG": str(tmp_path)}
    found = access(None, writes=False, environment=environment)
    assert found.account == "gcloud@igpm.example"
    assert "application default credentials" in found.means
    keep(consent())
    assert access(None, writes=False, environment=environment).account == "office@igpm.example"


def test_a_person_is_never_asked_for_rights_that_were_not_granted(tmp_path: Path) -> None:
    granted = person(scopes=[*TO_WRITE, *TO_READ])
    narrow = access(written(tmp_path, granted), writes=False, environment={})
    assert scopes_of(narrow) == set(TO_READ)
    unknown = access(written(tmp_path, person()), writes=False, environment={})
    assert scopes_of(unknown) is None
    others = access(written(tmp_path, person(scopes=list(TO_WRITE))), writes=False, environment={})
    assert scopes_of(others) is None


def test_nobody_at_all_is_told_both_ways_to_sign_in() -> None:
    with pytest.raises(GoogleFailed) as caught:
        access(None, writes=False)
    told = caught.value.problem
    assert told.code == "G01"
    assert "service account" in told.remedy
    assert "igpm-sheets google login" in told.remedy


def test_an_oauth_client_needs_somebody_who_has_signed_in_with_it(tmp_path: Path) -> None:
    path = written(tmp_path, CLIENT)
    with pytest.raises(GoogleFailed) as caught:
        access(path, writes=False, environment={})
    assert caught.value.problem.code == "G03"
    keep(consent(client_id="another client"))
    with pytest.raises(GoogleFailed) as caught:
        access(path, writes=False, environment={})
    assert caught.value.problem.code == "G03"
    keep(consent())
    assert access(path, writes=False, environment={}).account == "office@igpm.example"


def test_a_token_lies_in_a_file_that_only_its_owner_can_read() -> None:
    said = keep(consent())
    path = token_file()
    assert str(path) in said
    assert consent_kept() == consent()
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert SECRET not in repr(consent()) + said


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are other there")
def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot() -> None:
    path = token_file()
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    path.chmod(0o644)
    keep(consent())
    assert path.stat().st_mode & 0o777 == 0o600


class Store(KeyringBackend):
    """A password store, as a desktop has one."""

    priority = 9

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


class LockedStore(Store):
    """A password store that its owner will not unlock."""

    priority = 9

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(service, username, len(password))


def test_the_systems_password_store_is_preferred() -> None:
    keep(consent(account="earlier"))
    store = Store()
    keyring.set_keyring(store)
    said = keep(consent())
    assert "password store" in said
    assert len(store.held) == 1
    assert not token_file().exists()
    assert consent_kept() == consent()
    assert forget()
    assert (store.held, consent_kept(), forget()) == ({}, None, False)


def test_a_password_store_that_fails_leaves_the_file() -> None:
    keyring.set_keyring(LockedStore())
    assert str(token_file()) in keep(consent())
    assert consent_kept() == consent()
    assert forget()
    assert consent_kept() is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"refresh_token": 7}', "\x00\xff"])
def test_a_damaged_token_counts_as_none(text: str) -> None:
    keep(consent())
    token_file().write_text(text, encoding="latin-1")
    assert consent_kept() is None


def test_a_stand_in_answers_for_both_services_and_for_nothing_else() -> None:
    root = "http://127.0.0.1:9"
    assert at(root, "https://www.googleapis.com/drive/v3/files") == f"{root}/drive/v3/files"
    for other in ("https://www.googleapis.com.evil.example/x", "https://docs.google.com/x"):
        assert at(root, other) == other
    assert at("", "https://sheets.googleapis.com/v4/x") == "https://sheets.googleapis.com/v4/x"


def test_this_computer_is_known_by_all_its_names() -> None:
    assert [address for address in (
        "http://127.0.0.1:80/x", "http://localhost/x", "http://[::1]:8/x", "http://127.9.9.9",
    ) if not is_loopback(address)] == []  # fmt: skip
    assert not any(
        map(is_loopback, ("https://www.googleapis.com", "http://[", "", "http://10.0.0.1"))
    )


@pytest.mark.parametrize(
    ("account", "error", "description", "reason", "remedy"),
    [
        (ROBOT, "invalid_grant", "Invalid JWT Signature.", "deleted or replaced", "make a new key"),
        (ROBOT, "invalid_grant", "Invalid grant: account not found", "deleted", "make a new key"),
        (ROBOT, "invalid_grant", "Something new.", "Something new.", "make a new key"),
        (ROBOT, "access_denied", "Requested client not authorized.", "rights", "make a new key"),
        (ROBOT, "", "", "it gives no reason", "make a new key"),
        ("", "invalid_grant", "Token has been expired or revoked.", "revoked", "google login"),
        ("", "invalid_client", "The OAuth client was not found.", "not known", "Desktop app"),
        ("", "invalid_scope", "Bad Request", "rights", "every box"),
        ("", "disabled_client", "The OAuth client was disabled.", "disabled", "enabled"),
        ("", "invalid_rapt", "reauth related error", "reauth related error", "google login"),
    ],
)
def test_a_sign_in_that_google_refuses_is_explained(
    account: str, error: str, description: str, reason: str, remedy: str
) -> None:
    told = not_let_in(CellRef("Tracker"), account, error, description).problem
    assert told.code == "G04"
    assert reason in told.message
    assert remedy in told.remedy
