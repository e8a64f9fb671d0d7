"""Plain HTTP with a token, for tests that look at the Google server's own answers."""

from __future__ import annotations

from typing import Any

import requests

from tests.google_server.server import GoogleServer

Json = dict[str, Any]


class Caller:
    """Somebody who has a token and asks the server directly."""

    def __init__(self, google: GoogleServer, email: str, *scopes: str) -> None:
        self.google = google
        token = google.give_token(email, scopes or ("spreadsheets", "drive"))
        self.head = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> requests.Response:
        """What stands at a path."""
        address = self.google.root + path
        return requests.get(address, params=query, headers=self.head, timeout=10)

    def post(
        self, address: str, body: Json, *, timeout: float = 10, **query: Any
    ) -> requests.Response:
        """A body sent to an address, with a query."""
        return requests.post(address, json=body, params=query, headers=self.head, timeout=timeout)

    def batch(self, key: str, *batch: Json, timeout: float = 10, **body: Any) -> requests.Response:
        """A batch for a spreadsheet."""
        address = f"{self.google.root}/v4/spreadsheets/{key}:batchUpdate"
        return self.post(address, {"requests": list(batch)} | body, timeout=timeout)
