"""Where the token of a signed-in person is kept: the system's password store, else a file.

Only the lasting part is kept, which asks Google for the passing ones. It is as good as a
password, and shown nowhere.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

SERVICE: Final = "igpm-sheets"
USER: Final = "google"
FILE: Final = "google-token.json"


@dataclass(frozen=True, slots=True)
class Consent:
    """What is kept of a person's consent."""

    refresh_token: str
    client_id: str
    client_secret: str
    token_uri: str
    scopes: tuple[str, ...]
    account: str = ""

    def __repr__(self) -> str:
        return f"Consent(account={self.account!r})"


def keep(consent: Consent) -> str:
    """Keeps a token, in place of any other, and says where.

    Raises:
        OSError: if it can be kept nowhere.
    """
    text = json.dumps(asdict(consent))
    store = _store()
    if store is not None:
        with suppress(_store_errors()):
            store.set_password(SERVICE, USER, text)
            token_file().unlink(missing_ok=True)
            return f"in this computer's password store ({store.name})"
    path = token_file()
    _write_for_owner_alone(path, text)
    return f"in a file that only you can read: {path}"


def consent_kept() -> Consent | None:
    """The token that was kept, None where there is none that can be read."""
    return _from_store() or _from_file()


def forget() -> bool:
    """Takes the token out of every place in which it may be; False where there was none.

    Raises:
        OSError: if the file that holds it cannot be deleted.
    """
    found = False
    store = _store()
    if store is not None:
        with suppress(_store_errors()):
            if store.get_password(SERVICE, USER) is not None:
                store.delete_password(SERVICE, USER)
                found = True
    path = token_file()
    with suppress(FileNotFoundError):
        path.unlink()
        found = True
    return found


def token_file() -> Path:
    """The file that holds the token where the system has no password store."""
    from platformdirs import user_config_path  # noqa: PLC0415 - slow to import

    return user_config_path("igpm-sheets", appauthor=False) / FILE


def _store() -> Any | None:  # noqa: ANN401 - a backend of keyring's
    """The system's password store, None where it has none worth the name."""
    import keyring  # noqa: PLC0415 - slow to import
    from keyring.backends import fail, null  # noqa: PLC0415 - slow to import

    try:
        store = keyring.get_keyring()
        none_there = isinstance(store, fail.Keyring | null.Keyring) or store.priority < 1
    except Exception:  # noqa: BLE001 - backends fail in every way that a desktop can
        return None
    return None if none_there else store


def _store_errors() -> type[Exception]:
    """What a password store may raise: its backends raise the errors of many libraries."""
    return Exception


def _from_store() -> Consent | None:
    store = _store()
    if store is None:
        return None
    with suppress(_store_errors()):
        return _read(store.get_password(SERVICE, USER))
    return None


def _from_file() -> Consent | None:
    with suppress(OSError, UnicodeDecodeError):
        return _read(token_file().read_text(encoding="utf-8"))
    return None


def _read(text: str | None) -> Consent | None:
    """A token from its JSON; None for anything else."""
    try:
        entries = json.loads(text or "")
    except ValueError:
        return None
    return _consent(entries) if isinstance(entries, dict) else None


def _consent(entries: Mapping[str, Any]) -> Consent | None:
    needed = ("refresh_token", "client_id", "client_secret", "token_uri")
    if not all(isinstance(entries.get(name), str) for name in needed):
        return None
    scopes = entries.get("scopes")
    refresh_token, client_id, client_secret, token_uri = (entries[name] for name in needed)
    return Consent(
        refresh_token,
        client_id,
        client_secret,
        token_uri,
        scopes=tuple(map(str, scopes)) if isinstance(scopes, list) else (),
        account=str(entries.get("account", "")),
    )


def _write_for_owner_alone(path: Path, text: str) -> None:
    """Writes a file that nobody else can read at any moment; it appears whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file with mode 0600; on Windows it has the rights of the person's profile.
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".google-token-")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
