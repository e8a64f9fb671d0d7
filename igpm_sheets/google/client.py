"""gspread's client of Google's services, at our pace: one sending of one request at a time.

This module imports gspread and google-auth, which takes a while: `connection` imports it when
the first request goes out, and nothing else does.
"""

from __future__ import annotations

import json as json_of
import logging
import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, Final, NoReturn

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.http_client import FileType, HTTPClient, ParamsType

from igpm_sheets.google.access import Access
from igpm_sheets.google.pace import Limiter, Pace
from igpm_sheets.google.refusals import (
    NoWay,
    Refused,
    SignInRefused,
    passes,
    refusal_of,
    weather_of,
)
from igpm_sheets.google.roots import at, is_loopback
from igpm_sheets.google.weather import Weather

UNAUTHORISED: Final = 401

_NOBODY: Final = re.compile("NewConnectionError|NameResolutionError")
"""How urllib3 says that a connection was never there; requests has no error of that kind."""

# Else what google-auth remarks on goes to standard error, where nobody is helped by it.
logging.getLogger("google").addHandler(logging.NullHandler())


class Client(HTTPClient):
    """Sends each request once, when its turn has come, and says what became of it.

    It raises `Weather`, `Refused`, `SignInRefused` or `NoWay`. A key that has expired is renewed,
    once a request.
    """

    def __init__(
        self, access: Access, root: str, pace: Pace, told: Callable[[float], None]
    ) -> None:
        self._keys = KeyRequest(pace.timeout)
        signed_in = AuthorizedSession(  # type: ignore[no-untyped-call]
            access.credentials, refresh_status_codes=(), auth_request=self._keys
        )
        # A stand-in on this computer is never to be looked for behind a proxy.
        signed_in.trust_env = not is_loopback(root)
        super().__init__(access.credentials, session=signed_in)
        self.auth = access.credentials
        self.set_timeout(pace.timeout)
        self._root = root
        self._limiter = Limiter(pace)
        self._told = told

    def request(
        self,
        method: str,
        endpoint: str,
        params: ParamsType | None = None,
        data: bytes | None = None,
        json: Mapping[str, Any] | None = None,
        files: FileType = None,
        headers: MutableMapping[str, str] | None = None,
    ) -> requests.Response:
        """One request, and its answer; gspread's methods come here as well."""
        if json is not None:
            data = body_of(json)
            headers = {**(headers or {}), "Content-Type": "application/json; charset=utf-8"}
        sent = {"params": params, "data": data, "files": files, "headers": headers}
        try:
            response = self._send(method, endpoint, sent)
            if response.status_code == UNAUTHORISED:
                self.auth.refresh(self._keys)  # type: ignore[no-untyped-call]
                response = self._send(method, endpoint, sent)
        except requests.RequestException as error:
            raise _broken(error) from None
        except GoogleAuthError as error:
            _sign_in_failed(error)
        if not response.ok:
            refusal = refusal_of(response.status_code, response.headers, response.text)
            raise weather_of(refusal) if passes(refusal) else Refused(refusal)
        return response

    def _send(self, method: str, endpoint: str, sent: Mapping[str, Any]) -> requests.Response:
        with self._limiter.turn(self._told):
            return self.session.request(
                method, at(self._root, endpoint), timeout=self.timeout, **sent
            )

    def close(self) -> None:
        """Closes the connections."""
        self.session.close()
        self._keys.session.close()


class KeyRequest(Request):
    """How google-auth asks for keys: what passes is `Weather`, so that we wait it out ourselves.

    It refuses to be copied: google-auth copies it in order to look something up at another
    host, in the background, which nobody has asked for; and leaves that if it cannot.
    """

    def __init__(self, timeout: float) -> None:
        super().__init__(requests.Session())
        self._timeout = timeout

    def __deepcopy__(self, memo: dict[int, Any]) -> NoReturn:
        raise TypeError("it is not to be copied")

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **options: Any,  # noqa: ANN401 - google-auth's own
    ) -> Any:  # noqa: ANN401 - google-auth's own type of answer
        """Asks once."""
        self.session.trust_env = not is_loopback(url)
        try:
            response = super().__call__(  # type: ignore[no-untyped-call]
                url, method, body, headers, timeout=timeout or self._timeout, **options
            )
        except TransportError as error:
            raise _no_key(error) from None
        if response.status >= 500 or response.status in {408, 429}:
            raise _not_done(weather_of(refusal_of(response.status, response.headers, "")))
        if not _is_json(response.data):
            raise Weather("no key comes from Google, but a page", perhaps_done=False)
        return response


def body_of(json: Mapping[str, Any]) -> bytes:
    """A request's body, as small as it can be."""
    text = json_of.dumps(json, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "replace")


def _is_json(data: bytes) -> bool:
    try:
        json_of.loads(data)
    except ValueError:
        return False
    return True


def _not_done(weather: Weather) -> Weather:
    """Weather that was met before the request itself was sent."""
    weather.perhaps_done = False
    return weather


def _no_key(error: TransportError) -> Exception:
    """A key that could not be asked for."""
    cause = error.args[0] if error.args else None
    if not isinstance(cause, requests.RequestException):
        return Weather("nobody answers the sign-in", perhaps_done=False, unreachable=True)
    broken = _broken(cause)
    return _not_done(broken) if isinstance(broken, Weather) else broken


def _broken(error: requests.RequestException) -> Exception:
    """A request without an answer: weather, unless it is sure to be the same next time."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return NoWay("its certificate is not one that this computer trusts")
    if isinstance(error, ValueError) and not isinstance(error, requests.JSONDecodeError):
        return NoWay("its address is wrong")
    if isinstance(error, requests.exceptions.ProxyError):
        return Weather("the proxy lets nothing through", perhaps_done=False, unreachable=True)
    if isinstance(error, requests.ConnectTimeout) or _NOBODY.search(text):
        return Weather("nobody answers there", perhaps_done=False, unreachable=True)
    if isinstance(error, requests.Timeout):
        return Weather("Google gives no answer in time")
    return Weather("the connection broke")


def _sign_in_failed(error: GoogleAuthError) -> NoReturn:
    """Google's answer to the sign-in."""
    if isinstance(error, TransportError):
        raise _no_key(error) from None
    said = error.args[1] if len(error.args) > 1 else None
    if isinstance(said, Mapping):
        raise SignInRefused(
            str(said.get("error", "")), str(said.get("error_description", ""))
        ) from None
    if isinstance(error, RefreshError) and error.retryable:
        raise Weather("Google gives no answer to the sign-in", perhaps_done=False) from None
    raise SignInRefused("", str(error.args[0]) if error.args else "") from None
