"""Who signs in to Google: a service account, a signed-in person, or the machine's own account."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.google.failures import GoogleFailed, google_failed
from igpm_sheets.google.roots import consent_at, root_of, tokens_at
from igpm_sheets.google.tokens import Consent, consent_kept
from igpm_sheets.problems import CellRef

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

GOOGLE: Final = CellRef("Google")
"""The place of problems that are no one spreadsheet's."""

_AUTH: Final = "https://www.googleapis.com/auth"
TO_READ: Final = (f"{_AUTH}/spreadsheets.readonly", f"{_AUTH}/drive.metadata.readonly")
"""The least that reading needs: the cells, and of Drive what a file is called and who has it."""
TO_WRITE: Final = (f"{_AUTH}/spreadsheets", f"{_AUTH}/drive.metadata.readonly")
"""The least that writing needs."""

VARIABLE: Final = "GOOGLE_APPLICATION_CREDENTIALS"

_KEY_NEEDED: Final = ("client_email", "private_key")
_USER_NEEDED: Final = ("refresh_token", "client_id", "client_secret")
_OTHER_KINDS: Final = {
    *("external_account", "external_account_authorized_user"),
    *("impersonated_service_account", "gdch_service_account"),
}
"""Kinds of files that google-auth alone reads, and from the environment alone."""
_FRESH_KEY: Final = (
    "download a new key of the service account (Google Cloud console: IAM & Admin › Service"
    " Accounts › Keys), and name that file under [google] credentials in igpm.toml"
)


@dataclass(frozen=True, slots=True)
class Access:
    """An account that can sign in: google-auth's credentials, and what is known of it.

    `account` is its e-mail address, "" where unknown; `means` says in words, without any
    secret, how it signs in.
    """

    credentials: Credentials
    account: str
    means: str


@dataclass(frozen=True, slots=True)
class Client:
    """An OAuth client (of the type “Desktop app”), with which people sign in."""

    client_id: str
    client_secret: str
    auth_uri: str
    token_uri: str


def access(
    credentials: Path | None, *, writes: bool, environment: Mapping[str, str] = os.environ
) -> Access:
    """Who signs in: as the settings say, else as the environment does, else who has signed in.

    A file of credentials is a service account's key, a person's (`authorized_user`) or an
    OAuth client, with which somebody has signed in before. Without one it is the file named
    in GOOGLE_APPLICATION_CREDENTIALS; else the person who ran `google login`; else the
    application default credentials of the machine.

    Raises:
        GoogleFailed: if nobody can sign in like this (G01 to G03).
    """
    scopes = TO_WRITE if writes else TO_READ
    root = root_of(environment)
    if credentials is not None:
        return _from_file(credentials, scopes, root)
    named = environment.get(VARIABLE, "").strip()
    if named:
        return _from_environment(Path(named), scopes, root, VARIABLE)
    kept = consent_kept()
    if kept is not None:
        return _from_kept(kept, scopes)
    well_known = _well_known(environment)
    if well_known is not None and well_known.is_file():
        return _from_environment(well_known, scopes, root, "application default credentials")
    return _of_the_machine(scopes)


def _well_known(environment: Mapping[str, str]) -> Path | None:
    """The file in which gcloud keeps the application default credentials."""
    name = "application_default_credentials.json"
    if environment.get("CLOUDSDK_CONFIG"):
        return Path(environment["CLOUDSDK_CONFIG"]) / name
    if sys.platform == "win32":
        folder = environment.get("APPDATA")
        return Path(folder) / "gcloud" / name if folder else None
    home = environment.get("HOME")
    return Path(home) / ".config" / "gcloud" / name if home else None


def _from_environment(path: Path, scopes: Sequence[str], root: str, by: str) -> Access:
    """The account of a file that the environment names, of whatever kind google-auth knows."""
    kind = read_credentials(path).get("type")
    if kind in _OTHER_KINDS:
        return _of_the_machine(scopes)
    found = _from_file(path, scopes, root)
    return replace(found, means=f"{found.means}, by the {by}")


def _from_file(path: Path, scopes: Sequence[str], root: str) -> Access:
    """The account that a file of credentials is of."""
    where = CellRef(str(path))
    entries = read_credentials(path)
    kind = entries.get("type")
    if kind == "service_account":
        return _service_account(entries, scopes, root, path)
    if kind == "authorized_user":
        return _authorized_user(entries, scopes, root, path)
    client = client_in(entries, root, where)
    if client is None:
        raise unusable(where, "it is of a kind that this program does not know", _FRESH_KEY)
    kept = consent_kept()
    if kept is None or kept.client_id != client.client_id:
        raise google_failed("G03", where)
    return _from_kept(kept, scopes)


def read_credentials(path: Path) -> Mapping[str, Any]:
    """The entries of a file of credentials.

    Raises:
        GoogleFailed: if it cannot be read, or is no JSON object.
    """
    where = CellRef(str(path))
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        remedy = "correct [google] credentials in igpm.toml, or put the file there"
        raise unusable(where, "there is no such file", remedy) from None
    except OSError as error:
        reason = f"it cannot be read ({error.strerror or type(error).__name__})"
        raise unusable(where, reason, "make the file readable for yourself") from None
    except (ValueError, RecursionError):
        raise unusable(where, "it is no JSON file", _FRESH_KEY) from None
    if not isinstance(entries, dict):
        raise unusable(where, "it holds no credentials", _FRESH_KEY)
    return entries


def unusable(where: CellRef, reason: str, remedy: str) -> GoogleFailed:
    """The problem of a file of credentials."""
    return google_failed("G02", where, reason=reason, remedy=remedy)


def _lacking(entries: Mapping[str, Any], needed: Sequence[str], where: CellRef) -> None:
    """Refuses a file in which something is missing; says what, and never what it holds."""
    missing = [name for name in needed if not _text(entries, name)]
    if missing:
        raise unusable(where, f"it lacks {' and '.join(missing)}", _FRESH_KEY)


def _text(entries: Mapping[str, Any], name: str) -> str:
    value = entries.get(name)
    return value if isinstance(value, str) else ""


def _service_account(
    entries: Mapping[str, Any], scopes: Sequence[str], root: str, path: Path
) -> Access:
    """The service account of a key file."""
    from google.oauth2.service_account import Credentials  # noqa: PLC0415 - slow to import

    where = CellRef(str(path))
    _lacking(entries, _KEY_NEEDED, where)
    address = _text(entries, "token_uri") or tokens_at(root)
    try:
        made = Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            {**entries, "token_uri": address}, scopes=list(scopes)
        )
    except ValueError:
        reason = "its private key cannot be read: the file is damaged"
        raise unusable(where, reason, _FRESH_KEY) from None
    return Access(made, _text(entries, "client_email"), f"the service account’s key {path.name}")


def _authorized_user(
    entries: Mapping[str, Any], scopes: Sequence[str], root: str, path: Path
) -> Access:
    """The person of an `authorized_user` file, as gcloud and gspread write them."""
    _lacking(entries, _USER_NEEDED, CellRef(str(path)))
    granted = entries.get("scopes")
    kept = Consent(
        refresh_token=_text(entries, "refresh_token"),
        client_id=_text(entries, "client_id"),
        client_secret=_text(entries, "client_secret"),
        token_uri=_text(entries, "token_uri") or tokens_at(root),
        scopes=tuple(map(str, granted)) if isinstance(granted, list) else (),
        account=_text(entries, "account"),
    )
    quota_project = _text(entries, "quota_project_id") or None
    return _person(kept, scopes, f"the file {path.name} of a signed-in person", quota_project)


def _from_kept(kept: Consent, scopes: Sequence[str]) -> Access:
    return _person(kept, scopes, "igpm-sheets google login")


def _person(
    kept: Consent, scopes: Sequence[str], means: str, quota_project: str | None = None
) -> Access:
    """A person, with no more rights than are needed, of those that were consented to."""
    from google.oauth2.credentials import Credentials  # noqa: PLC0415 - slow to import

    enough = list(scopes) if set(scopes) <= set(kept.scopes) else None
    made = Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=kept.refresh_token,
        token_uri=kept.token_uri,
        client_id=kept.client_id,
        client_secret=kept.client_secret,
        scopes=enough,
        quota_project_id=quota_project,
        account=kept.account,
    )
    return Access(made, kept.account, means)


def client_in(entries: Mapping[str, Any], root: str, where: CellRef) -> Client | None:
    """The OAuth client that a file of credentials is of; None where it is of something else.

    Raises:
        GoogleFailed: if it is of the wrong type, or lacks something.
    """
    if "web" in entries:
        remedy = "in the Google Cloud console make an OAuth client ID of the type “Desktop app”"
        raise unusable(where, "it is the client of a web site", remedy)
    inner = entries.get("installed")
    if not isinstance(inner, dict):
        return None
    _lacking(inner, ("client_id", "client_secret"), where)
    return Client(
        client_id=_text(inner, "client_id"),
        client_secret=_text(inner, "client_secret"),
        auth_uri=_text(inner, "auth_uri") or consent_at(root),
        token_uri=_text(inner, "token_uri") or tokens_at(root),
    )


def _of_the_machine(scopes: Sequence[str]) -> Access:
    """The account of the machine itself, on Google's own computers."""
    import google.auth  # noqa: PLC0415 - slow to import
    from google.auth.exceptions import DefaultCredentialsError  # noqa: PLC0415

    try:
        made, _ = google.auth.default(scopes=list(scopes))
    except DefaultCredentialsError:
        raise google_failed("G01", GOOGLE) from None
    account = getattr(made, "service_account_email", "") or ""
    account = account if "@" in account else ""
    return Access(made, account, "the application default credentials of this machine")
