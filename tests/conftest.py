"""`pytest --rules` prints every rule and interpretation with the tests that keep and break it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

from igpm_sheets.rulebook import load

Tests = dict[str, dict[bool, list[str]]]


def pytest_addoption(parser: pytest.Parser) -> None:
    text = "print the rules with their tests; fail if one is without either kind"
    parser.addoption("--rules", action="store_true", help=text)


def by_rule(items: Iterable[pytest.Item]) -> Tests:
    """For each rule id the tests that show it kept (True) and broken (False)."""
    found: Tests = defaultdict(lambda: {True: [], False: []})
    for item in items:
        for marker in item.iter_markers("rule"):
            (rule,), passes = marker.args, marker.kwargs["passes"]
            name = item.nodeid.partition("[")[0]
            if name not in found[rule][passes]:
                found[rule][passes].append(name)
    return found


def titles() -> dict[str, str]:
    """Every rule and every interpretation, by id."""
    book = load()
    rules = {rule.id: rule.title for rule in book.rules.values()}
    return rules | {each.id: each.question for each in book.interpretations.values()}


def lacking(found: Tests) -> list[str]:
    """The rules and interpretations that no test passes, or that none breaks."""
    return [
        f"{rule}: no test that {'passes' if passes else 'breaks'} it"
        for rule in titles()
        for passes in (True, False)
        if not found[rule][passes]
    ]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Prints the table and leaves, where it is asked for."""
    if not session.config.getoption("--rules"):
        return
    found = by_rule(session.items)
    for rule, title in titles().items():
        print(f"\n{rule}  {title}")
        for passes, word in ((True, "passes"), (False, "breaks")):
            for name in found[rule][passes] or ["NONE"]:
                print(f"    {word}  {name}")
    missing = lacking(found)
    print(
        f"\n{len(titles())} rules and interpretations; {len(missing)} gaps", *missing, sep="\n    "
    )
    pytest.exit("the rules and their tests", returncode=1 if missing else 0)
