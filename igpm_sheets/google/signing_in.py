"""Why Google does not let somebody sign in, and what to do about it."""

from __future__ import annotations

from typing import Final

from igpm_sheets.google.failures import GoogleFailed, google_failed
from igpm_sheets.problems import CellRef

_NEW_KEY: Final = (
    "make a new key (Google Cloud console: IAM & Admin › Service Accounts › Keys) and name it"
    " under [google] credentials in igpm.toml"
)
_LOG_IN: Final = "sign in again: igpm-sheets google login"
_TICK: Final = "sign in again and leave every box of Google's page ticked: igpm-sheets google login"
_CLIENT: Final = (
    "make an OAuth client ID of the type “Desktop app” (Google Cloud console: APIs & Services ›"
    " Credentials) and name its file under [google] credentials in igpm.toml"
)
_SERVICES: Final = ".gserviceaccount.com"


def not_let_in(where: CellRef, account: str, error: str, description: str) -> GoogleFailed:
    """The problem of a sign-in that Google refused.

    Args:
        where: the place of the problem.
        account: who wants to sign in: an e-mail address, or in words.
        error: Google's word, such as "invalid_grant".
        description: Google's sentence, which holds no secret.
    """
    service = account.endswith(_SERVICES)
    reason, remedy = _why(error, description.casefold(), service=service)
    if not reason:
        reason = description or error or "it gives no reason"
    return google_failed("G04", where, account=account, reason=reason, remedy=remedy)


def _why(error: str, description: str, *, service: bool) -> tuple[str, str]:
    """The reason, "" where Google's own sentence is the best there is; and the remedy."""
    if "reasonable timeframe" in description:
        remedy = "set this computer's date, time and time zone, and run this again"
        return "the clock of this computer is wrong", remedy
    if "signature" in description:
        return "its key was deleted or replaced", _NEW_KEY
    if "account not found" in description:
        return "the account was deleted", _NEW_KEY
    if "disabled" in description:
        remedy = "have it enabled (Google Cloud console: IAM & Admin), or sign in with another"
        return "the account is disabled", remedy
    if error == "invalid_grant" and not service:
        return "the sign-in has expired or was revoked", _LOG_IN
    if error in {"invalid_client", "deleted_client", "unauthorized_client"} and not service:
        return "the OAuth client is not known there any more", f"{_CLIENT}; then {_LOG_IN}"
    if error in {"invalid_scope", "access_denied"} or "scope" in description:
        return "it was not given the rights that this needs", _NEW_KEY if service else _TICK
    return "", _NEW_KEY if service else _LOG_IN
