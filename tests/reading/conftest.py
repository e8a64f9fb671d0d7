"""What the tests of reading share: the rulebook."""

from __future__ import annotations

import pytest

from igpm_sheets.rulebook import Rulebook, load


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The built-in rulebook."""
    return load()
