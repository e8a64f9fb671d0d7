"""What the tests of preserving have in common."""

from __future__ import annotations

import pytest

from igpm_sheets.refreshing import run as refreshing


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The changed office has other files; nobody needs to wait for the old ones to come back."""
    monkeypatch.setattr(refreshing, "A_SAVE", 0.0)
