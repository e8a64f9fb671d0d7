"""Where Google's services answer: at Google, or where the environment says, for a stand-in."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

VARIABLE: Final = "IGPM_GOOGLE_API_ROOT"

HOSTS: Final = ("https://sheets.googleapis.com", "https://www.googleapis.com")
TOKENS: Final = "https://oauth2.googleapis.com/token"
REVOKING: Final = "https://oauth2.googleapis.com/revoke"
CONSENT: Final = "https://accounts.google.com/o/oauth2/auth"


def root_of(environment: Mapping[str, str]) -> str:
    """The address that stands in for Google's, without a slash at its end; "" for Google's own."""
    return environment.get(VARIABLE, "").strip().rstrip("/")


def at(root: str, address: str) -> str:
    """Where a service of Google's answers.

    >>> at("http://127.0.0.1:8080", "https://sheets.googleapis.com/v4/spreadsheets/1aB")
    'http://127.0.0.1:8080/v4/spreadsheets/1aB'
    """
    if root:
        for host in HOSTS:
            if address.startswith(f"{host}/"):
                return root + address.removeprefix(host)
    return address


def tokens_at(root: str) -> str:
    """Where tokens are given out, unless a file of credentials says."""
    return f"{root}/token" if root else TOKENS


def revoking_at(root: str) -> str:
    """Where tokens are revoked."""
    return f"{root}/revoke" if root else REVOKING


def consent_at(root: str) -> str:
    """The page on which a person consents, unless a file of credentials says."""
    return f"{root}/o/oauth2/auth" if root else CONSENT


def is_loopback(address: str) -> bool:
    """Whether an address is of this very computer, to which no proxy leads.

    >>> is_loopback("http://127.0.0.1:8080/token"), is_loopback("https://www.googleapis.com")
    (True, False)
    """
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
