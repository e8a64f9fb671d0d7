"""Which released results want a letter still: what the tracker says of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from igpm_sheets.model import Application, Decision, Place, Status
from igpm_sheets.reports.posting import Post, posts
from igpm_sheets.reports.released import Release

DAY = date(2026, 6, 15)
PLACE = Place("applications.xlsx", "Applications", 5, {"result_sent": 22})
APPLICATION = Application("A-1", PLACE)
DECISION = Decision(APPLICATION, Status.AWARD, None, None)
RELEASE = Release(
    ref="A-1",
    name="Ann Lee",
    email="",
    practice="",
    window="2026-05",
    day=DAY,
    outcome=Status.AWARD,
    file="A-1.xlsx",
    sha256="",
)
UNREAD = {PLACE.cell("result_sent"): "sent", PLACE.cell("name"): "?"}


def one(decision: Decision | None, ref: str = "A-1") -> Post:
    decisions = [decision] if decision else []
    (post,) = posts([replace(RELEASE, ref=ref)], decisions, UNREAD)
    return post


@pytest.mark.rule("R62", passes=True)
def test_a_result_without_a_day_is_to_be_sent_however_its_ref_is_typed() -> None:
    assert one(DECISION).is_to_send
    assert one(DECISION, "a - 1").is_to_send
    assert one(DECISION).in_words == ""


@pytest.mark.rule("R62", passes=False)
def test_a_result_with_a_day_was_sent() -> None:
    """Whatever else has changed since."""
    sent = replace(APPLICATION, result_sent=DAY)
    for status in (Status.AWARD, Status.ON_HOLD):
        post = one(replace(DECISION, application=sent, status=status))
        assert (post.is_to_send, post.sent, post.in_words) == (False, DAY, "15 June 2026")


def test_what_cannot_be_read_was_no_blank() -> None:
    typed = replace(APPLICATION, unreadable=frozenset({"result_sent"}))
    post = one(replace(DECISION, application=typed, status=Status.ON_HOLD))
    assert (post.is_to_send, post.sent, post.in_words) == (False, None, "sent")


def test_a_cell_of_another_field_is_no_reason() -> None:
    typed = replace(APPLICATION, unreadable=frozenset({"name"}))
    assert one(replace(DECISION, application=typed)).is_to_send


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.AWARD])
def test_a_result_that_holds_no_more_is_kept_back(status: Status) -> None:
    post = one(replace(DECISION, status=status))
    assert (post.is_to_send, post.in_words) == (False, f"not sent: it stands at “{status}” now")


def test_an_application_that_is_gone_gets_no_letter() -> None:
    post = one(None)
    assert (post.is_to_send, post.in_words) == (False, "not sent: no such application any more")


def test_letters_stand_in_the_order_of_the_tracker_and_those_gone_last() -> None:
    releases = [replace(RELEASE, ref=ref) for ref in ("gone", "A-3", "A-2", "A-1")]
    decisions = [
        replace(DECISION, application=replace(APPLICATION, ref=ref))
        for ref in ("A-1", "A-2", "A-3")
    ]
    refs = [each.release.ref for each in posts(releases, decisions, {})]
    assert refs == ["A-1", "A-2", "A-3", "gone"]


def test_a_ref_that_stands_twice_has_one_letter() -> None:
    assert len(posts([RELEASE], [DECISION, DECISION], {})) == 1
