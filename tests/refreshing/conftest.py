"""What the tests of refreshing share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.refreshing.engine import FakeEngine
from tests.refreshing.office import Site


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Keeps the tabs in memory instead of in workbooks."""
    return FakeEngine().install(monkeypatch)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An office whose tracker is to hold the results."""
    return Site(tmp_path)
