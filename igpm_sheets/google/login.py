"""Signing in as oneself: Google's page in the browser, once, and what it grants kept; and undone.

The way is that of installed programs: the page leads back to this computer, with a code that
is good once and for this program alone (PKCE).
"""

from __future__ import annotations

import os
import threading
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import requests
from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
from oauthlib.oauth2 import AccessDeniedError, OAuth2Error

from igpm_sheets.google.access import (
    TO_READ,
    TO_WRITE,
    Access,
    Client,
    client_in,
    read_credentials,
    unusable,
)
from igpm_sheets.google.client import Client as Services
from igpm_sheets.google.failures import GoogleFailed, google_failed
from igpm_sheets.google.pace import Pace
from igpm_sheets.google.roots import is_loopback, revoking_at, root_of
from igpm_sheets.google.tokens import Consent, consent_kept, forget, keep
from igpm_sheets.problems import CellRef

ASKED: Final = tuple(dict.fromkeys((*TO_WRITE, *TO_READ)))
"""What a person is asked for: to write, and separately to read, with which most commands do."""

PATIENCE: Final = 600
"""Seconds in which the person may come back from Google's page."""

TIMEOUT: Final = 30
"""Seconds for each answer of Google's."""

ABOUT: Final = "https://www.googleapis.com/drive/v3/about"
PERMISSIONS: Final = "https://myaccount.google.com/permissions"

_BACK: Final = "You are signed in. Close this page and go back to igpm-sheets."
_INSECURE: Final = "OAUTHLIB_INSECURE_TRANSPORT"


class _Flow(InstalledAppFlow):  # type: ignore[misc]
    """The flow of google-auth-oauthlib, with the page opened beside it and with a time limit.

    It opens the browser before it listens for the answer; a browser that keeps the program
    waiting (as those that run in a terminal do) would never come back.
    """

    show: Callable[[str], None] = staticmethod(lambda _: None)

    def authorization_url(self, **options: Any) -> tuple[str, str]:  # noqa: ANN401 - theirs
        """The address of Google's page, which is shown and opened."""
        address, state = super().authorization_url(**options)
        self.show(address)
        threading.Thread(target=_open, args=(address,), daemon=True).start()
        return address, state

    def fetch_token(self, **options: Any) -> Mapping[str, Any]:  # noqa: ANN401 - theirs
        """The token for the code that the page gave, asked for as Google's documents say."""
        token: Mapping[str, Any] = super().fetch_token(
            timeout=TIMEOUT, include_client_id=True, **options
        )
        return token


def _open(address: str) -> None:
    """Opens a page; where there is no browser, its address has been shown."""
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address, new=1)


def sign_in(
    credentials: Path | None,
    show: Callable[[str], None],
    environment: Mapping[str, str] = os.environ,
) -> tuple[str, str]:
    """Signs a person in with the OAuth client of a file, and keeps what they consent to.

    Args:
        credentials: the file of the OAuth client.
        show: hears the address of Google's page, for a browser that does not open by itself.
        environment: where Google answers.

    Returns:
        The person's e-mail address, "" where Google does not tell it, and where the token is
        kept, in words.

    Raises:
        GoogleFailed: if the file is of something else (G02), or it came to nothing (G05).
    """
    root = root_of(environment)
    client, where = _client(credentials, root)
    flow = _Flow.from_client_config(
        {
            "installed": {
                "client_id": client.client_id,
                "client_secret": client.client_secret,
                "auth_uri": client.auth_uri,
                "token_uri": client.token_uri,
                "redirect_uris": ["http://localhost"],
            }
        },
        scopes=list(ASKED),
    )
    flow.show = show
    flow.oauth2session.trust_env = not is_loopback(client.token_uri)
    with _fit_to_print(where), _plain_on_this_computer(client):
        person = flow.run_local_server(
            port=0,
            open_browser=False,
            authorization_prompt_message=None,
            success_message=_BACK,
            timeout_seconds=PATIENCE,
            prompt="consent",
        )
    if not person.refresh_token:
        raise _came_to_nothing(where, "Google gave no lasting consent", _AGAIN)
    account = _account(Access(person, "", ""), root)
    consent = Consent(
        refresh_token=person.refresh_token,
        client_id=client.client_id,
        client_secret=client.client_secret,
        token_uri=client.token_uri,
        scopes=tuple(person.granted_scopes or ASKED),
        account=account,
    )
    return account, _kept(consent, where)


def _client(credentials: Path | None, root: str) -> tuple[Client, CellRef]:
    """The OAuth client with which to sign in, and its file."""
    make_one = (
        "make an OAuth client ID of the type “Desktop app” (Google Cloud console: APIs & Services"
        " › Credentials), save its file, and name it under [google] credentials in igpm.toml"
    )
    if credentials is None:
        raise unusable(CellRef("igpm.toml"), "it names no OAuth client to sign in with", make_one)
    where = CellRef(str(credentials))
    entries = read_credentials(credentials)
    if entries.get("type") == "service_account":
        reason = "this is a service account’s key, with which nobody needs to sign in"
        raise _came_to_nothing(
            where, reason, "nothing; to see that it works: igpm-sheets google check"
        )
    client = client_in(entries, root, where)
    if client is None:
        raise unusable(where, "it is not the file of an OAuth client", make_one)
    return client, where


def _kept(consent: Consent, where: CellRef) -> str:
    try:
        return keep(consent)
    except OSError as error:
        reason = f"the token cannot be kept ({error.strerror or type(error).__name__})"
        raise _came_to_nothing(where, reason, "make your own settings folder writable") from None


def _account(access: Access, root: str) -> str:
    """The e-mail address of whoever has just signed in, which Drive tells; "" if it does not."""
    services = Services(access, root, Pace(timeout=TIMEOUT), lambda _: None)
    try:
        answer = services.request("get", ABOUT, params={"fields": "user(emailAddress)"}).json()
        return str(answer["user"]["emailAddress"])
    except Exception:  # noqa: BLE001 - it is for show alone, so whatever goes wrong may
        return ""
    finally:
        services.close()


@contextmanager
def _plain_on_this_computer(client: Client) -> Iterator[None]:
    """Lets the flow talk to this very computer without encryption, and to nobody else."""
    addresses = (client.auth_uri, client.token_uri)
    if _INSECURE in os.environ or not all(map(is_loopback, addresses)):
        yield
        return
    os.environ[_INSECURE] = "1"
    try:
        yield
    finally:
        del os.environ[_INSECURE]


_AGAIN: Final = "run igpm-sheets google login again"


def _came_to_nothing(where: CellRef, reason: str, remedy: str) -> GoogleFailed:
    return google_failed("G05", where, reason=reason, remedy=remedy)


@contextmanager
def _fit_to_print(where: CellRef) -> Iterator[None]:
    """Turns what the flow may raise into a problem; none of its own texts is shown."""
    try:
        yield
    except WSGITimeoutError:
        reason = "nobody came back from Google's page"
        raise _came_to_nothing(where, reason, f"{_AGAIN}, on a computer with a browser") from None
    except AccessDeniedError:
        raise _came_to_nothing(where, "it was refused on Google's page", _AGAIN) from None
    except OAuth2Error as error:
        reason = f"Google says {error.error}"
        remedy = f"{_AGAIN}; if it says the same, make a new OAuth client ID"
        raise _came_to_nothing(where, reason, remedy) from None
    except Warning:  # oauthlib raises one where less is granted than was asked for
        remedy = f"{_AGAIN}, and leave every box of Google's page ticked"
        raise _came_to_nothing(where, "not everything was granted", remedy) from None
    except (requests.RequestException, ValueError):
        raise _came_to_nothing(where, "Google gave no answer to be read", _AGAIN) from None
    except OSError as error:
        reason = f"this computer could not wait for the answer ({error.strerror})"
        raise _came_to_nothing(where, reason, _AGAIN) from None


def sign_out(environment: Mapping[str, str] = os.environ) -> tuple[bool, str]:
    """Gives the consent back to Google, and forgets it.

    Returns:
        Whether anybody was signed in, and a remark where Google could not be told of it.

    Raises:
        GoogleFailed: if the token cannot be deleted here.
    """
    consent = consent_kept()
    remark = "" if consent is None else _revoke(consent, revoking_at(root_of(environment)))
    try:
        found = forget()
    except OSError as error:
        where = CellRef(str(error.filename or "the token"))
        raise _came_to_nothing(where, "it cannot be deleted", "delete this file") from None
    return found, remark


def _revoke(consent: Consent, address: str) -> str:
    """Tells Google that the consent ends; says so if that did not work."""
    with requests.Session() as way:
        way.trust_env = not is_loopback(address)
        try:
            answer = way.post(address, data={"token": consent.refresh_token}, timeout=TIMEOUT)
        except requests.RequestException:
            return _still_there("Google cannot be reached")
    # 400 is the answer to a token that is revoked already.
    return "" if answer.ok or answer.status_code == 400 else _still_there("Google did not do it")


def _still_there(because: str) -> str:
    return f"{because}: take the access away yourself at {PERMISSIONS}"
