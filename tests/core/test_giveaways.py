"""What in a comment tells a candidate more than it should is pointed out, and little else."""

from __future__ import annotations

import pytest

from igpm_sheets.core.giveaways import giveaways

MARK, TEXT, OTHERS = (
    "gives a mark away",
    "speaks of another text",
    "speaks of other assessors",
)


@pytest.mark.rule("R58", passes=True)
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Good work, but thin – 3.", MARK),
        ("8/10", MARK),
        ("I would say 4 out of 10 here", MARK),
        ("I gave this a 4", MARK),
        ("I have scored it 5.", MARK),
        ("borderline 4/5", MARK),
        ("Mark: 4", MARK),
        ("See above.", TEXT),
        ("As my comments below", TEXT),
        ("My colleague thinks so, too", OTHERS),
        ("the other assessors were kinder", OTHERS),
    ],
)
def test_what_gives_something_away_is_pointed_out(text: str, what: str) -> None:
    assert {each for each, _ in giveaways(text)} == {what}


@pytest.mark.parametrize(
    "text",
    [
        "Open 24/7, since 3/4/2026",
        "The audit gave 3 examples, and 2 cycles.",
        "Give 2 more examples: £3/4",
        "Domains 3 – 7 are strong",
        "She works well with colleagues and her colleague",
        "Above all, see the budget",
    ],
)
def test_what_gives_nothing_away_is_not(text: str) -> None:
    assert list(giveaways(text)) == []


def test_the_same_words_are_told_once() -> None:
    assert list(giveaways("see above, see above")) == [(TEXT, "see above")]
