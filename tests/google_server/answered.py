"""Answers as they go out: JSON, or one of Google's pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

BAD_GATEWAY: Final = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
    "  <title>Error 502 (Server Error)!!1</title>\n"
    "  <p><b>502.</b> <ins>That’s an error.</ins>\n  <p>The server encountered a temporary error "
    "and could not complete your request.<p>Please try again in 30 seconds.\n"
)
TOO_LARGE: Final = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
    "  <title>Error 413 (Request Entity Too Large)!!1</title>\n"
    "  <p><b>413.</b> <ins>That’s an error.</ins>\n  <p>Your client issued a request that was "
    "too large.\n"
)
NOWHERE: Final = (
    "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
    "  <title>Error 404 (Not Found)!!1</title>\n  <p><b>404.</b> <ins>That’s an error.</ins>\n"
)


@dataclass
class Answered:
    """One answer: JSON where the body is an object, else a page."""

    status: int
    body: Json | str
    headers: Mapping[str, str] | None = None

    @property
    def data(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, str):
            return self.body.encode()
        return (json.dumps(self.body, indent=2, ensure_ascii=False) + "\n").encode()

    @property
    def kind(self) -> str:
        """The body's type."""
        return "text/html" if isinstance(self.body, str) else "application/json"
