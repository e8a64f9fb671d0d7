"""No rule is without a test that passes it and a test that breaks it."""

from __future__ import annotations

import pytest

from igpm_sheets.rulebook import load
from tests.conftest import by_rule, lacking


def test_every_rule_has_a_test_that_passes_it_and_one_that_breaks_it(
    request: pytest.FixtureRequest,
) -> None:
    items = request.session.items
    files = {item.path for item in items}
    if len(files) < 20:
        pytest.skip("a part of the tests was chosen")
    assert lacking(by_rule(items)) == []


def test_tests_name_only_rules_that_there_are(request: pytest.FixtureRequest) -> None:
    known = set(load().rules) | set(load().interpretations)
    assert set(by_rule(request.session.items)) <= known
