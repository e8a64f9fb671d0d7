"""The log of `refresh`: what its runs have done, for whoever looks after a scheduled job."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import NoReturn

from igpm_sheets.catalogue import Severity

LARGEST = 1 << 20
FILES = 5


class _Rotating(RotatingFileHandler):
    """A log file that tells its failures instead of printing them with a traceback."""

    def handleError(self, _: logging.LogRecord) -> NoReturn:  # noqa: N802 - logging's own name
        error = sys.exc_info()[1]
        raise error or OSError("an unknown fault")


def write_log(path: Path, when: datetime, lines: Iterable[tuple[Severity, str]]) -> str:
    """Adds the lines to a log of at most five files of a megabyte and the one being written.

    Each line begins with the time, and how grave it is.

    Returns:
        Why it could not be done, in a sentence; nothing where all is well.
    """
    handler = _Rotating(
        path,
        maxBytes=LARGEST,
        backupCount=FILES,
        encoding="utf-8",
        delay=True,
        errors="backslashreplace",
    )
    handler.setFormatter(logging.Formatter("{message}", style="{"))
    stamp = f"{when:%Y-%m-%d %H:%M:%S}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for severity, line in lines:
            text = f"{stamp} {severity.value:<7} {line}"
            handler.handle(logging.LogRecord("", logging.INFO, "", 0, text, None, None))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return f"{path}: the log cannot be written: {reason}. The work itself is done."
    finally:
        handler.close()
    return ""
