"""One recipe for each thing that can happen to an application; each adds one case or more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import words
from .maker import (
    ALL_TEN,
    FAILING,
    PASSING,
    Maker,
    Rows,
    due_day,
    laid_over,
    weak_domains,
    window_for,
    years_earlier,
    years_later,
)
from .records import Application, Mark, Marks, MarkSheet, Testimonial, Window, YesNoOrDate

Recipe = Callable[[Maker], None]
Change = Callable[[Maker, Application], Application]
DAY = timedelta(days=1)


# One thing about an otherwise sound application -------------------------------------------


def short_in_post(maker: Maker, sound: Application) -> Application:
    """In post for anything from a day to 700 days too short."""
    shortfall = timedelta(days=maker.rng.choice((2, 3, 30, 400, 700)))
    return replace(sound, role_started=years_earlier(sound.received, 2) + shortfall)


def exactly_two_years(_: Maker, sound: Application) -> Application:
    """Two years to the day."""
    return replace(sound, role_started=years_earlier(sound.received, 2))


def one_day_short(_: Maker, sound: Application) -> Application:
    """Two years but for a day, as the calendar counts it (a leap day may make it enough)."""
    return replace(sound, role_started=years_earlier(sound.received, 2) + DAY)


def unlisted_role(maker: Maker, sound: Application) -> Application:
    """A role that the Framework does not list."""
    return replace(sound, role=maker.rng.choice(words.UNLISTED_ROLES), role_class=0)


def unlisted_and_short(maker: Maker, sound: Application) -> Application:
    """An unlisted role, and too short in post besides."""
    return short_in_post(maker, unlisted_role(maker, sound))


def unlisted_and_waiting(maker: Maker, sound: Application) -> Application:
    """An unlisted role, and the standing as an Associate not recorded."""
    return replace(unlisted_role(maker, sound), associate=None)


def paid_to(days: int) -> Change:
    """An Associate paid up to so many days after the application came in."""

    def change(_: Maker, sound: Application) -> Application:
        return replace(sound, associate=sound.received + timedelta(days=days))

    return change


def testimonials(first: Testimonial | None, second: Testimonial | None) -> Change:
    """Puts testimonials in place of the sound ones; None leaves one as it is."""

    def change(_: Maker, sound: Application) -> Application:
        one, two = sound.testimonials
        return replace(sound, testimonials=(first or one, second or two))

    return change


def options(first: str, second: str) -> Change:
    """The options that the two testimonials come from."""

    def change(_: Maker, sound: Application) -> Application:
        one, two = sound.testimonials
        return replace(
            sound, testimonials=(replace(one, source=first), replace(two, source=second))
        )

    return change


def same_referee(_: Maker, sound: Application) -> Application:
    """One referee for both testimonials."""
    one, two = sound.testimonials
    return replace(sound, testimonials=(one, replace(two, referee=one.referee)))


def testimonial_received(answer: YesNoOrDate) -> Change:
    """One of the two testimonials came, did not come, or nothing is recorded."""

    def change(maker: Maker, sound: Application) -> Application:
        one, two = sound.testimonials
        if maker.rng.random() < 0.5:
            return replace(sound, testimonials=(replace(one, received=answer), two))
        return replace(sound, testimonials=(one, replace(two, received=answer)))

    return change


def testimonial_blank(maker: Maker, sound: Application) -> Application:
    """One cell of a testimonial is blank."""
    one, two = sound.testimonials
    if maker.rng.random() < 0.5:
        return replace(sound, testimonials=(one, replace(two, source=None)))
    return replace(sound, testimonials=(replace(one, referee=None), two))


def evidence(answer: bool | None, *, count: int = 1) -> Change:
    """Evidence is missing, or not recorded, in some domains."""

    def change(maker: Maker, sound: Application) -> Application:
        chosen = maker.rng.sample(ALL_TEN, count)
        answers = tuple(answer if n in chosen else True for n in ALL_TEN)
        return replace(sound, evidence=answers)

    return change


def evidence_no_and_blank(maker: Maker, sound: Application) -> Application:
    """One domain without evidence, and another where nothing is recorded."""
    missing, unknown = maker.rng.sample(ALL_TEN, 2)
    answers = {missing: False, unknown: None}
    return replace(sound, evidence=tuple(answers.get(n, True) for n in ALL_TEN))


BLANK_TESTIMONIAL = Testimonial(None, None, None)

ONE_THING: tuple[Change, ...] = (
    short_in_post,
    exactly_two_years,
    one_day_short,
    unlisted_role,
    unlisted_role,
    unlisted_role,
    unlisted_and_short,
    unlisted_and_waiting,
    lambda _, a: replace(a, role=None, role_class=0),
    lambda _, a: replace(a, role_started=None),
    lambda _, a: replace(a, associate=False),
    lambda _, a: replace(a, associate=None),
    paid_to(0),
    paid_to(-1),
    paid_to(200),
    lambda _, a: replace(a, constitution_breach=True),
    lambda _, a: replace(a, constitution_breach=None),
    lambda _, a: replace(a, disciplinary="pending"),
    lambda _, a: replace(a, disciplinary="active"),
    lambda _, a: replace(a, disciplinary="resolved"),
    lambda _, a: replace(a, disciplinary=None),
    options("senior", "senior"),
    options("peer", "peer"),
    options("senior", "outside"),
    options("outside", "peer"),
    options("peer", "senior"),
    same_referee,
    testimonial_received(False),
    testimonial_received(None),
    testimonial_blank,
    testimonials(None, BLANK_TESTIMONIAL),
    evidence(False),
    evidence(False, count=3),
    evidence(None),
    evidence(None, count=10),
    evidence_no_and_blank,
    lambda _, a: replace(a, fee_paid=False),
    lambda _, a: replace(a, fee_paid=None),
    lambda _, a: replace(a, withdrawn=True),
    lambda _, a: replace(a, withdrawn=True),
    lambda _, a: replace(a, withdrawn=True, constitution_breach=True),
    lambda _, a: replace(a, constitution_breach=True, evidence=(False,) * 10),
    lambda _, a: replace(a, evidence=(False,) * 10, role="Receptionist", role_class=0),
)


def one_thing(change: Change) -> Recipe:
    """A recipe that changes one thing and then gives the application its thirty marks."""

    def recipe(maker: Maker) -> None:
        maker.judged(change(maker, maker.sound()))

    return recipe


# Marks -------------------------------------------------------------------------------------


def passes(maker: Maker) -> None:
    """At or just above 150."""
    maker.judged(maker.sound(), maker.thirty(maker.rng.choice(PASSING)))


def fails(maker: Maker) -> None:
    """At or just below 149."""
    maker.judged(maker.sound(), maker.failing_rows())


def marked(spoil: Callable[[Maker, list[Marks]], list[Marks]]) -> Recipe:
    """A recipe that spoils the three rows of marks of a sound application."""

    def recipe(maker: Maker) -> None:
        application = maker.add(maker.sound())
        rows = spoil(maker, list(maker.any_rows()))
        maker.mark(application.ref, rows, maker.panel()[: len(rows)])

    return recipe


def put(row: Marks, place: int, mark: Mark) -> Marks:
    """The row with one mark changed."""
    return (*row[:place], mark, *row[place + 1 :])


def bad_mark(mark: Mark) -> Recipe:
    """One mark that is none, or is missing."""

    def spoil(maker: Maker, rows: list[Marks]) -> list[Marks]:
        place = maker.rng.randrange(3)
        rows[place] = put(rows[place], maker.rng.randrange(10), mark)
        return rows

    return marked(spoil)


def blank_row(_: Maker, rows: list[Marks]) -> list[Marks]:
    """An assessor whose row is there, with nothing in it."""
    return [rows[0], (None,) * 10, rows[2]]


def balances(row: Sequence[int], others: Sequence[int]) -> Recipe:
    """Exact marks of one assessor, the two others giving a row of their own."""

    def recipe(maker: Maker) -> None:
        order = maker.rng.sample(range(10), 10)
        own = tuple(row[n] for n in order)
        rest = tuple(others[n] for n in order)
        maker.judged(maker.sound(), (own, rest, rest))

    return recipe


def fourth(blank: bool) -> Recipe:
    """A fourth assessor's sheet, filled in or left blank."""

    def recipe(maker: Maker) -> None:
        application = maker.sound()
        rows = maker.any_rows()
        maker.add(application)
        panel = [assessor.name for assessor in maker.rng.sample(maker.assessors, 4)]
        maker.mark(application.ref, rows, panel[:3])
        row: Marks = (None,) * 10 if blank else rows[0]
        maker.sheets.append(MarkSheet(application.ref, panel[3], row))

    return recipe


def copied(change: Callable[[Marks], Marks]) -> Recipe:
    """A second sheet of one assessor: the same, different, or blank."""

    def recipe(maker: Maker) -> None:
        filed = maker.judged(maker.sound())
        sheet = next(s for s in reversed(maker.sheets) if s.ref == filed.ref)
        maker.sheets.append(replace(sheet, marks=change(sheet.marks)))

    return recipe


def one_mark_changed(row: Marks) -> Marks:
    """The row with its first mark one higher or lower."""
    return put(row, 0, 6 if row[0] == 5 else 5)


def not_marked(maker: Maker) -> None:
    """A sound application that nobody has marked, in any window."""
    maker.add(maker.sound(maker.rng.choice(maker.windows)))


def just_in(change: Change) -> Recipe:
    """An application for the latest window, which may not have closed."""

    def recipe(maker: Maker) -> None:
        maker.add(change(maker, maker.sound(maker.windows[-1])))

    return recipe


# Dates -------------------------------------------------------------------------------------


def held_over_edge(maker: Maker) -> None:
    """Too short in post on the day received, long enough when the window opens."""
    application = maker.sound(held_over=True)
    start = years_earlier(application.received, 2) + 2 * DAY
    maker.judged(replace(application, role_started=start))


def lapsed_before_window(maker: Maker) -> None:
    """An Associate when it came in, no longer when the window opens."""
    application = maker.sound(held_over=True)
    maker.judged(replace(application, associate=application.received))


def on_day(received: date, started: date) -> Recipe:
    """Days around 29 February."""

    def recipe(maker: Maker) -> None:
        if received <= maker.today:
            maker.judged(replace(maker.sound_on(received), role_started=started))

    return recipe


LEAP_DAYS = (
    (date(2024, 2, 29), date(2022, 2, 28)),
    (date(2024, 2, 29), date(2022, 3, 1)),
    (date(2026, 2, 28), date(2024, 2, 29)),
    (date(2026, 2, 27), date(2024, 2, 29)),
    (date(2026, 2, 28), date(2024, 3, 1)),
)


# Persons -----------------------------------------------------------------------------------


def same_email(maker: Maker) -> None:
    """One person with two applications in a window, known by the email address."""
    first = maker.judged(maker.sound())
    second = maker.sound(window_for(first.received))
    maker.judged(replace(second, name=first.name, email=first.email, practice=first.practice))


def same_name_and_practice(maker: Maker) -> None:
    """One person with two applications in a window, one of them without an email address."""
    first = maker.judged(maker.sound())
    second = maker.sound(window_for(first.received))
    maker.judged(replace(second, name=first.name, email=None, practice=first.practice))


# Resubmissions -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """An application that fell short, with its marks as they stand and its panel."""

    first: Application
    application: Application
    rows: Rows
    panel: tuple[str, ...]

    @property
    def asked(self) -> tuple[int, ...]:
        """The domains that need more evidence."""
        return weak_domains(self.rows)

    @property
    def answered(self) -> date:
        """The day the result was sent, or was due."""
        return self.application.result_sent or due_day(window_for(self.application.received))


def fell_short(maker: Maker, window: Window | None = None, sent: date | None = None) -> Round:
    """A full application, early enough for a resubmission, that fell short."""
    application = maker.sound(window or maker.rng.choice(maker.early))
    application = replace(application, result_sent=sent or maker.sent_on(application.received))
    maker.add(application)
    rows = maker.failing_rows()
    panel = tuple(maker.panel())
    maker.mark(application.ref, rows, panel)
    return Round(application, application, rows, panel)


def day_within(maker: Maker, start: date, end: date) -> date:
    """Some day from the one to the other."""
    return start + timedelta(days=maker.rng.randrange((end - start).days + 1))


def comes_back(maker: Maker, last: Round, received: date) -> Application:
    """A resubmission in order, all of whose domains are listed."""
    first = last.first
    one, two = first.testimonials
    blank = maker.rng.random()
    return replace(
        first,
        ref=maker.ref(),
        received=received,
        resubmission=True,
        previous_ref=last.application.ref,
        resubmitted=last.asked,
        role=None if blank < 0.5 else first.role,
        role_started=None if blank < 0.4 else first.role_started,
        testimonials=(BLANK_TESTIMONIAL, BLANK_TESTIMONIAL) if blank < 0.6 else (one, two),
        evidence=evidence_only_in(maker, last.asked),
        fee_paid=True,
        result_sent=maker.sent_on(received),
    )


def evidence_only_in(maker: Maker, domains: Sequence[int]) -> tuple[bool | None, ...]:
    """Evidence in the domains asked for; elsewhere there may be none, or nothing recorded."""
    elsewhere = maker.rng.choice((True, True, False, None))
    return tuple(True if n in domains else elsewhere for n in ALL_TEN)


def file_resubmission(
    maker: Maker, last: Round, application: Application, domains: Sequence[int]
) -> Round:
    """Files a resubmission with marks in the domains, by the same panel or another."""
    rows = maker.fresh_rows(last.rows, domains, maker.rng.choice(PASSING + FAILING))
    panel = last.panel if maker.rng.random() < 0.7 else tuple(maker.panel())
    maker.add(application)
    maker.mark(application.ref, rows, panel, domains)
    return Round(last.first, application, laid_over(last.rows, rows, domains), panel)


def in_time(maker: Maker, last: Round) -> date:
    """A day within a year of the result, often the very last."""
    end = years_later(last.answered, 1)
    if maker.rng.random() < 0.25:
        return end
    return day_within(maker, last.answered + DAY, end)


def resubmits(change: Change) -> Recipe:
    """A resubmission in time, with one thing about it changed."""

    def recipe(maker: Maker) -> None:
        last = fell_short(maker)
        application = change(maker, comes_back(maker, last, in_time(maker, last)))
        file_resubmission(maker, last, application, last.asked)

    return recipe


def resubmits_some(maker: Maker) -> None:
    """Only some of the domains asked for are listed; the others keep their marks."""
    last = fell_short(maker)
    some = last.asked[: max(1, len(last.asked) // 2)]
    application = comes_back(maker, last, in_time(maker, last))
    application = replace(application, resubmitted=some, evidence=evidence_only_in(maker, some))
    file_resubmission(maker, last, application, some)


def resubmits_too_much(maker: Maker) -> None:
    """Domains are listed, and marked, that nobody asked for."""
    last = fell_short(maker)
    others = [n for n in ALL_TEN if n not in last.asked]
    extra = maker.rng.sample(others, min(2, len(others)))
    listed = tuple(sorted((*last.asked, *extra)))
    application = replace(comes_back(maker, last, in_time(maker, last)), resubmitted=listed)
    file_resubmission(maker, last, application, listed)


def resubmits_all_marked(maker: Maker) -> None:
    """All ten domains are marked again, though only some were asked for."""
    last = fell_short(maker)
    application = comes_back(maker, last, in_time(maker, last))
    rows = laid_over(maker.any_rows(), maker.fresh_rows(last.rows, last.asked, 150), last.asked)
    maker.add(application)
    maker.mark(application.ref, rows, last.panel)


def resubmits_unmarked(maker: Maker) -> None:
    """The resubmission came, its marks have not."""
    last = fell_short(maker)
    application = comes_back(maker, last, in_time(maker, last))
    maker.add(replace(application, result_sent=None))


def resubmits_half_marked(maker: Maker) -> None:
    """One assessor has left a resubmitted domain blank, or typed what is no mark."""
    last = fell_short(maker)
    application = comes_back(maker, last, in_time(maker, last))
    rows: list[Marks] = list(maker.fresh_rows(last.rows, last.asked, 150))
    place = maker.rng.choice(last.asked) - 1
    rows[1] = put(rows[1], place, maker.rng.choice((None, 8, "5?")))
    maker.add(replace(application, result_sent=None))
    maker.mark(application.ref, rows, last.panel, last.asked)


def resubmits_late(maker: Maker) -> None:
    """A resubmission after its year, often by a day."""
    last = fell_short(maker)
    late = years_later(last.answered, 1) + maker.rng.choice((DAY, DAY, 5 * DAY, 40 * DAY))
    application = comes_back(maker, last, min(late, maker.today))
    file_resubmission(maker, last, application, last.asked)


def resubmits_leap_year(days: int) -> Recipe:
    """A result sent on 29 February 2024, and a resubmission about a year later."""

    def recipe(maker: Maker) -> None:
        last = fell_short(maker, (2024, 1), date(2024, 2, 29))
        application = comes_back(maker, last, date(2025, 2, 28) + timedelta(days=days))
        file_resubmission(maker, last, application, last.asked)

    return recipe


def resubmits_held_over(maker: Maker) -> None:
    """In time by the day received; its window ends after the year."""
    last = fell_short(maker)
    end = years_later(last.answered, 1)
    application = comes_back(maker, last, end - timedelta(days=maker.rng.randrange(20)))
    file_resubmission(maker, last, application, last.asked)


def resubmits_nothing_on(ref: str | None) -> Recipe:
    """A resubmission that names a ref nobody knows, or none."""

    def recipe(maker: Maker) -> None:
        application = maker.sound()
        maker.judged(replace(application, resubmission=True, previous_ref=ref, resubmitted=(2, 5)))

    return recipe


def resubmits_after(spoil: Callable[[Maker, Application], Application], *, mark: bool) -> Recipe:
    """A resubmission of an application that has no failing result."""

    def recipe(maker: Maker) -> None:
        previous = spoil(maker, maker.sound(maker.rng.choice(maker.early)))
        maker.add(previous)
        rows = maker.thirty(maker.rng.choice(PASSING))
        panel = tuple(maker.panel())
        if mark:
            maker.mark(previous.ref, rows, panel)
        last = Round(previous, previous, rows, panel)
        application = comes_back(maker, last, in_time(maker, last))
        application = replace(application, resubmitted=(3, 8), evidence=(True,) * 10)
        application = replace(
            application,
            withdrawn=None,
            role=previous.role,
            role_started=previous.role_started,
            testimonials=previous.testimonials,
        )
        file_resubmission(maker, last, application, (3, 8))

    return recipe


def resubmits_twice(*, second_in_first_year: bool) -> Recipe:
    """A chain: the first resubmission falls short as well, and a second follows."""

    def recipe(maker: Maker) -> None:
        first = fell_short(maker, maker.rng.choice(maker.early[:3]))
        year_end = years_later(first.answered, 1)
        early = day_within(maker, first.answered + DAY, first.answered + timedelta(days=70))
        application = comes_back(maker, first, early)
        rows = maker.fresh_rows(first.rows, first.asked, maker.rng.choice((147, 148, 149)))
        maker.add(application)
        maker.mark(application.ref, rows, first.panel, first.asked)
        second = Round(first.first, application, rows, first.panel)
        if second_in_first_year and second.answered < year_end:
            received = day_within(maker, second.answered + DAY, year_end)
        else:
            received = day_within(
                maker, max(year_end, second.answered) + DAY, years_later(second.answered, 1)
            )
        again = comes_back(maker, second, min(received, maker.today))
        file_resubmission(maker, second, again, second.asked)

    return recipe


def missing_where_asked(maker: Maker, application: Application) -> Application:
    """Evidence is missing in a domain that was asked for."""
    gap = maker.rng.choice(application.resubmitted)
    return replace(application, evidence=tuple(n != gap for n in ALL_TEN))


RESUBMISSIONS: tuple[Recipe, ...] = (
    resubmits(lambda _, a: a),
    resubmits(lambda _, a: a),
    resubmits(lambda _, a: replace(a, resubmitted=())),
    resubmits(lambda _, a: replace(a, constitution_breach=None)),
    resubmits(lambda _, a: replace(a, disciplinary="active")),
    resubmits(lambda _, a: replace(a, associate=False)),
    resubmits(lambda _, a: replace(a, associate=a.received - DAY)),
    resubmits(missing_where_asked),
    resubmits_some,
    resubmits_too_much,
    resubmits_all_marked,
    resubmits_unmarked,
    resubmits_half_marked,
    resubmits_late,
    resubmits_late,
    resubmits_leap_year(0),
    resubmits_leap_year(1),
    resubmits_held_over,
    resubmits_nothing_on("ZZ-999"),
    resubmits_nothing_on(None),
    resubmits_after(lambda _, a: a, mark=True),
    resubmits_after(lambda _, a: a, mark=False),
    resubmits_after(lambda _, a: replace(a, withdrawn=True), mark=False),
    resubmits_after(lambda _, a: replace(a, evidence=(False,) * 10), mark=False),
    resubmits_twice(second_in_first_year=True),
    resubmits_twice(second_in_first_year=False),
)

FIVES = (5,) * 10
MARKS: tuple[Recipe, ...] = (
    *(passes,) * 5,
    *(fails,) * 4,
    not_marked,
    not_marked,
    bad_mark(8),
    bad_mark(2),
    bad_mark(5.5),
    bad_mark("5?"),
    bad_mark("n/a"),
    bad_mark(None),
    marked(blank_row),
    marked(lambda _, rows: rows[:2]),
    marked(lambda _, rows: rows[:1]),
    marked(lambda _, rows: [(None,) * 10 for _row in rows]),
    fourth(blank=True),
    fourth(blank=False),
    copied(lambda row: row),
    copied(one_mark_changed),
    copied(lambda row: (None,) * len(row)),
    balances((4, 6, *FIVES[:8]), FIVES),
    balances((3, 7, *FIVES[:8]), FIVES),
    balances((3, 6, 6, *FIVES[:7]), FIVES),
    balances((3, 4, 7, 7, *FIVES[:6]), FIVES),
    balances((4, *FIVES[:9]), FIVES),
    balances((3, *FIVES[:9]), (7, *FIVES[:9])),
    balances((7, 7, 7, 7, 7, 7, *FIVES[:4]), (4, 4, 4, *FIVES[:7])),
    just_in(lambda _, a: a),
    just_in(evidence(False)),
    just_in(lambda _, a: replace(a, fee_paid=False)),
    just_in(same_referee),
)

RECIPES: tuple[Recipe, ...] = (
    *(one_thing(change) for change in ONE_THING),
    *MARKS,
    held_over_edge,
    lapsed_before_window,
    *(on_day(*days) for days in LEAP_DAYS),
    same_email,
    same_name_and_practice,
    *RESUBMISSIONS,
)

ESSENTIAL: tuple[Recipe, ...] = (
    passes,
    fails,
    one_thing(lambda _, a: replace(a, withdrawn=True)),
    one_thing(short_in_post),
    one_thing(evidence(False)),
    one_thing(unlisted_role),
    one_thing(lambda _, a: replace(a, associate=None)),
    bad_mark(8),
    not_marked,
)
"""One for each status, so that no office lacks any."""
