"""Answers kept from earlier runs, so that a spreadsheet that has not changed is not read again.

One file a spreadsheet, in the user's cache folder, readable by that user alone. Nothing but time
depends on them: one that is missing, damaged or another's counts as none, and where none can be
written none is.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from igpm_sheets.google.drive import DriveFile

WEEKS: Final = 4
"""How long an answer is kept that nobody asks for."""

_ENDING: Final = ".kept"
_VERSION: Final = 1


def usual_folder() -> Path:
    """Where answers are kept: in the cache folder of whoever runs the program."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only where Google is read

    return user_cache_path("igpm-sheets", appauthor=False) / "spreadsheets"


class KeptAnswers:
    """The answers that one account was given, each with the version that it is of.

    Args:
        account: the e-mail address of whoever is signed in.
        folder: where the files lie.
    """

    def __init__(self, account: str, folder: Path | None = None) -> None:
        self._account = account
        self._folder = folder or usual_folder()
        self._tidied = False

    def find(self, file: DriveFile, fields: str) -> Mapping[str, Any] | None:
        """The answer to a request for these fields of just this version, if it was kept."""
        path = self._path(file.key)
        try:
            first, answer = path.read_bytes().split(b"\n", 1)
            if json.loads(first) != self._about(file, fields, answer):
                return None
            found = json.loads(answer)
        except (OSError, ValueError, RecursionError):
            return None
        with suppress(OSError):
            os.utime(path)
        return found if isinstance(found, dict) else None

    def keep(self, file: DriveFile, fields: str, answer: Mapping[str, Any]) -> None:
        """Keeps an answer in the place of an earlier one; if that cannot be done, it is not."""
        if not (file.version or file.modified):
            return
        text = json.dumps(answer, separators=(",", ":")).encode()
        first = json.dumps(self._about(file, fields, text)).encode()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tidy()
            _put(self._path(file.key), first + b"\n" + text)

    def _about(self, file: DriveFile, fields: str, answer: bytes) -> dict[str, Any]:
        """What an answer must be of to be used."""
        return {
            "made_by": "igpm_sheets",
            "form": _VERSION,
            "account": self._account,
            "key": file.key,
            "version": file.version,
            "modified": file.modified,
            "fields": fields,
            "digest": hashlib.sha256(answer).hexdigest(),
        }

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(f"{self._account}\n{key}".encode()).hexdigest()[:32]
        return self._folder / f"{name}{_ENDING}"

    def _tidy(self) -> None:
        """Takes away what nobody has asked for in weeks."""
        if self._tidied:
            return
        self._tidied = True
        oldest = time.time() - WEEKS * 7 * 86_400
        for path in self._folder.glob(f"*{_ENDING}"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


def _put(path: Path, content: bytes) -> None:
    """Writes a file that its owner alone may read, in one step."""
    import tempfile  # noqa: PLC0415 - only where something has changed

    # Made by mkstemp, it is readable by its owner alone from the first byte.
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
