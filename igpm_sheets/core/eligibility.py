"""Who is eligible: nation, post, two years, Constitution, discipline (R5, R11-R17)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from igpm_sheets.core import windows
from igpm_sheets.core.circumstances import Check, Circumstances, not_recorded
from igpm_sheets.core.standing import associate
from igpm_sheets.core.years import add_years, in_words
from igpm_sheets.model import Application, Disciplinary, Finding, Nation, Post, Reason
from igpm_sheets.problems import clipped

YEARS_IN_POST = 2
"""At least two years, and exactly two are enough (R11)."""


def nation(application: Application, _at: Circumstances) -> Reason | None:
    """The scheme is open in the four UK countries (R5); elsewhere is for the IGPM to say.

    A blank decides nothing: no document makes the country a condition of its own.
    """
    if not application.nation:
        return None
    where = application.cell("nation")
    if isinstance(application.nation, Nation):
        return Reason("R5", Finding.MET, f"a practice in {application.nation}", where)
    found = clipped(application.nation)
    return Reason("R5", Finding.REFER, f"“{found}” is no country of the UK", where)


def role(application: Application, at: Circumstances) -> Reason:
    """The role is in one of the seven classes (R13); any other is referred, not refused (R14)."""
    if not application.role:
        return not_recorded("R13", application, "role", "the role")
    where = application.cell("role")
    listed = at.policy.book.role_class(application.role)
    if listed is None:
        found = clipped(application.role)
        return Reason("R14", Finding.REFER, f"the role “{found}” is not listed: guidance", where)
    return Reason("R13", Finding.MET, f"the role is listed: {listed.name}", where)


def substantive(application: Application, _at: Circumstances) -> Reason | None:
    """The post is substantive (R12): said where the tracker has a column for it and answers.

    Elsewhere the listed role stands for it, since every listed role is managerial and in
    general practice.
    """
    where = application.cell("substantive")
    if application.substantive is not None:
        if application.substantive:
            return Reason("R12", Finding.MET, "the post is substantive", where)
        return Reason("R12", Finding.NOT_MET, "the post is not substantive", where)
    return None


def time_in_post(started: date, earlier: Iterable[Post], day: date) -> date:
    """The day from which the two years are counted (I8).

    It is as many days before the present post `started` as the `earlier` ones lasted up to
    the `day`, days that overlap counted once.

    >>> time_in_post(
    ...     date(2025, 1, 15),
    ...     [Post("Practice Manager", date(2024, 1, 15), date(2025, 1, 14))],
    ...     date(2026, 1, 15),
    ... )
    datetime.date(2024, 1, 15)
    """
    days = 0
    reached = min(started, day)
    for post in sorted(earlier, key=lambda post: post.ended, reverse=True):
        end = min(post.ended, reached - timedelta(days=1))
        if end >= post.started:
            days += (end - post.started).days + 1
            reached = post.started
    return started - timedelta(days=days)


def posts_that_count(application: Application, at: Circumstances) -> tuple[Post, ...]:
    """The earlier posts that are joined to the present one: those whose role is listed (I8)."""
    if at.policy.answers.two_years == "current_post":
        return ()
    book = at.policy.book
    return tuple(post for post in application.earlier_posts if book.role_class(post.role))


def two_years(application: Application, at: Circumstances) -> Reason | None:
    """At least two years in post at the time of application (R11, I8, I7)."""
    started = application.role_started
    if started is None:
        return not_recorded("R11", application, "role_started", "the start of the post")
    if at.applied is None:
        return None
    where = application.cell("role_started")
    start = time_in_post(started, posts_that_count(application, at), at.applied)
    complete = add_years(start, YEARS_IN_POST)
    if complete <= at.applied:
        return Reason("R11", Finding.MET, f"two years in post on {in_words(complete)}", where)
    sentence = (
        f"two years in post only on {in_words(complete)}, after the application"
        f" ({in_words(at.applied)})"
    )
    doubt = _post_in_doubt(application, started, at.applied, at)
    return doubt or Reason("R11", Finding.NOT_MET, sentence, where)


def _post_in_doubt(
    application: Application, started: date, applied: date, at: Circumstances
) -> Reason | None:
    """An earlier post that would complete the two years, if only its role counted.

    One that is not listed is for the IGPM to say (R14), one not recorded is asked for (I15).
    """
    every = application.earlier_posts
    enough = add_years(time_in_post(started, every, applied), YEARS_IN_POST) <= applied
    if not enough or at.policy.answers.two_years == "current_post":
        return None
    listed = at.policy.book.role_class
    unlisted = [post.role for post in every if post.role and not listed(post.role)]
    if not unlisted:
        what = "the role of an earlier post"
        return not_recorded("R13", application, "earlier_post_1_role", what)
    found = clipped(unlisted[0])
    sentence = f"two years in post only with “{found}”, which is not listed: guidance"
    return Reason("R14", Finding.REFER, sentence, application.cell())


def two_years_on_another_day(application: Application, at: Circumstances) -> Reason | None:
    """A note where counting to the window's first day would answer otherwise (I7)."""
    received, started = application.received, application.role_started
    if received is None or started is None or at.window is None:
        return None
    opening = max(received, windows.first_day(at.window))
    start = time_in_post(started, posts_that_count(application, at), received)
    complete = add_years(start, YEARS_IN_POST)
    if (complete <= received) == (complete <= opening):
        return None
    sentence = (
        f"two years in post on {in_words(complete)}: after it was received,"
        " by the day its window opened"
    )
    return Reason("I7", Finding.FLAG, sentence, application.cell("role_started"))


def constitution(application: Application, _at: Circumstances) -> Reason:
    """Not in breach of the Constitution (R15)."""
    breach = application.constitution_breach
    if breach is None:
        what = "whether there is a breach of the Constitution"
        return not_recorded("R15", application, "constitution_breach", what)
    where = application.cell("constitution_breach")
    if breach:
        return Reason("R15", Finding.NOT_MET, "in breach of the Constitution", where)
    return Reason("R15", Finding.MET, "not in breach of the Constitution", where)


def disciplinary(application: Application, _at: Circumstances) -> Reason:
    """No disciplinary action pending or active (R16); one resolved is no bar (R17)."""
    action = application.disciplinary
    if action is None:
        what = "whether there is a disciplinary action"
        return not_recorded("R16", application, "disciplinary", what)
    where = application.cell("disciplinary")
    if action in (Disciplinary.PENDING, Disciplinary.ACTIVE):
        return Reason("R16", Finding.NOT_MET, f"a disciplinary action is {action}", where)
    if action is Disciplinary.RESOLVED:
        return Reason("R17", Finding.MET, "a disciplinary action is resolved: no bar", where)
    return Reason("R16", Finding.MET, "no disciplinary action", where)


CHECKS: tuple[Check, ...] = (
    associate,
    nation,
    role,
    substantive,
    two_years,
    two_years_on_another_day,
    constitution,
    disciplinary,
)


def run(checks: Iterable[Check], application: Application, at: Circumstances) -> list[Reason]:
    """What every check says, in their order, those that do not apply left out."""
    said = (check(application, at) for check in checks)
    return [reason for reason in said if reason is not None]
