"""Makes sound applications and sheets of marks, for the recipes to spoil one by one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from . import words
from .records import (
    Application,
    Assessor,
    Marks,
    MarkSheet,
    Member,
    Testimonial,
    Window,
    YesNoOrDate,
)

Row = tuple[int, ...]
Rows = tuple[Row, Row, Row]
ALL_TEN = tuple(range(1, 11))
FIRST_WINDOW: Window = (2023, 1)
REF_STYLES = ("A{:04d}", "IGPM-{:03d}", "MIGPM {:03d}", "{:d}")
PASSING = (150, 150, 150, 150, 151, 151, 152, 153, 154, 156, 160, 165)
FAILING = (149, 149, 149, 149, 148, 148, 147, 147, 146, 144, 140, 136)


def window_for(day: date) -> Window:
    """The window of an application received that day: its month, or else the next window."""
    for month in (1, 5, 9):
        if day.month <= month:
            return (day.year, month)
    return (day.year + 1, 1)


def month_end(window: Window, months_later: int = 0) -> date:
    """The last day of the window's month, or of the month after it."""
    year, month = window
    return date(year, month + months_later + 1, 1) - timedelta(days=1)


def due_day(window: Window) -> date:
    """The end of February, June or October."""
    return month_end(window, 1)


def years_earlier(day: date, years: int) -> date:
    """The corresponding day of an earlier year; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - years, 2, 28)
    return day.replace(year=day.year - years)


def years_later(day: date, years: int) -> date:
    """The corresponding day of a later year; 29 February becomes the 28th."""
    return years_earlier(day, -years)


def weak_domains(rows: Rows) -> tuple[int, ...]:
    """The domains whose three marks add up to less than fifteen."""
    return tuple(n for n in ALL_TEN if sum(row[n - 1] for row in rows) < 15)


def total_of(rows: Rows) -> int:
    """The sum of the thirty marks."""
    return sum(sum(row) for row in rows)


def laid_over(old: Rows, new: Rows, domains: Iterable[int]) -> Rows:
    """The old marks, with the new ones in the domains named."""
    chosen = set(domains)
    first, second, third = (
        tuple(fresh[n - 1] if n in chosen else kept[n - 1] for n in ALL_TEN)
        for kept, fresh in zip(old, new, strict=True)
    )
    return (first, second, third)


class Maker:
    """Holds the office while it is being made up."""

    def __init__(self, rng: random.Random, today: date) -> None:
        """An empty office with its windows and its assessors."""
        self.rng = rng
        self.today = today
        self.applications: list[Application] = []
        self.sheets: list[MarkSheet] = []
        self._names = self._all_names()
        self._ref_style = rng.choice(REF_STYLES)
        self._ref_number = rng.randrange(1, 400)
        self.windows = self._windows()
        self.settled = [window for window in self.windows if due_day(window) < today]
        self.early = [w for w in self.windows if due_day(w) + timedelta(days=430) < today]
        self.assessors = [self._assessor() for _ in range(9)]

    def _all_names(self) -> Iterator[str]:
        """Every name once; when all have been used, again with a middle initial."""
        for initial in ("", *(f"{letter}. " for letter in "ABCDEFGHJKLMNOPRSTW")):
            pairs = [(first, last) for first in words.FIRST_NAMES for last in words.SURNAMES]
            self.rng.shuffle(pairs)
            yield from (f"{first} {initial}{last}" for first, last in pairs)

    def _windows(self) -> list[Window]:
        """Every window from the first to the one that takes applications received today."""
        last = window_for(self.today)
        span = range(FIRST_WINDOW[0], last[0] + 1)
        return [(y, m) for y in span for m in (1, 5, 9) if FIRST_WINDOW <= (y, m) <= last]

    def name(self) -> str:
        """A name that nobody else in the office has."""
        return next(self._names)

    def _assessor(self) -> Assessor:
        name = self.name()
        return Assessor(
            name=name,
            email=f"{address(name)}@assessors.example",
            category=self.rng.choice(words.CATEGORIES),
            practice=f"{name.split()[-1]} House",
            conflicts=(),
        )

    def member(self, number: int) -> Member:
        """A Member of the year before the office's first window."""
        name = self.name()
        awarded = date(2022, self.rng.choice((6, 10)), self.rng.randrange(1, 29))
        paid_to = self.rng.choice((None, years_later(awarded, 3), years_later(awarded, 4)))
        email = f"{address(name)}@members.example"
        return Member(name, email, f"M{number:03d}", awarded, paid_to, None)

    def ref(self) -> str:
        """The next ref, in the office's own style."""
        self._ref_number += 1
        return self._ref_style.format(self._ref_number)

    def received_in(self, window: Window, *, held_over: bool | None = None) -> date:
        """A day that leads to the window: in its month, at its edges, or in a month before."""
        year, month = window
        before = (year - 1, 10) if month == 1 else (year, month - 3)
        first_day = date(*before, 1)
        days = [first_day + timedelta(days=n) for n in range(125)]
        days = [day for day in days if window_for(day) == window and day <= self.today]
        inside = [day for day in days if (day.year, day.month) == window]
        outside = [day for day in days if (day.year, day.month) != window]
        if held_over is None:
            held_over = self.rng.random() < 0.35
        chosen = (outside or inside) if held_over else (inside or outside)
        if self.rng.random() < 0.3:
            return self.rng.choice((chosen[0], chosen[-1]))
        return self.rng.choice(chosen)

    def sound(self, window: Window | None = None, *, held_over: bool | None = None) -> Application:
        """An application with nothing wrong, in a window whose results are due already."""
        window = window or self.rng.choice(self.settled)
        received = self.received_in(window, held_over=held_over)
        return self.sound_on(received)

    def sound_on(self, received: date) -> Application:
        """An application received that day with nothing wrong."""
        rng = self.rng
        name = self.name()
        role_class = rng.randrange(1, 8)
        options = ("senior", "peer") if rng.random() < 0.75 else ("outside", "peer", "senior")
        first, second = rng.sample(options, 2)
        return Application(
            ref=self.ref(),
            name=name,
            email=f"{address(name)}@practices.example",
            practice=f"{rng.choice(words.PLACES)} {rng.choice(words.PRACTICE_KINDS)}",
            nation=rng.choice(words.NATIONS),
            received=received,
            resubmission=False,
            previous_ref=None,
            resubmitted=(),
            associate=True,
            role=rng.choice(words.ROLES[role_class]),
            role_class=role_class,
            role_started=years_earlier(received, 2) - timedelta(days=rng.randrange(4000)),
            constitution_breach=False,
            disciplinary=rng.choice(("none", "none", "none", "resolved")),
            testimonials=(self.testimonial(first), self.testimonial(second)),
            evidence=(True,) * 10,
            fee_paid=rng.choice((True, True, True, received)),
            result_sent=None,
            withdrawn=rng.choice((None, False)),
        )

    def testimonial(self, source: str) -> Testimonial:
        """A testimonial in order, from a referee of its own."""
        received: YesNoOrDate = True
        if self.rng.random() < 0.2:
            received = date(2022, 12, 1) + timedelta(days=self.rng.randrange(31))
        return Testimonial(source, f"Dr {self.name()}", received)

    def sent_on(self, received: date) -> date | None:
        """When the result was sent: in time, on the last day, late, or not recorded."""
        due = due_day(window_for(received))
        days = self.rng.choice((0, 0, -1, -3, -8, -14, 1, 9, None))
        if days is None:
            return None
        sent = due + timedelta(days=days)
        return sent if sent <= self.today else None

    def add(self, application: Application) -> Application:
        """Files an application, unless it would arrive after today."""
        if application.received <= self.today:
            self.applications.append(application)
        return application

    def panel(self) -> list[str]:
        """Three assessors."""
        return [assessor.name for assessor in self.rng.sample(self.assessors, 3)]

    def thirty(self, total: int) -> Rows:
        """Thirty marks that add up to the total, mostly in the middle of the scale."""
        marks = [self.rng.choices(range(3, 8), (2, 20, 52, 23, 3))[0] for _ in range(30)]
        while (gap := total - sum(marks)) != 0:
            place = self.rng.randrange(30)
            step = 1 if gap > 0 else -1
            if 3 <= marks[place] + step <= 7:
                marks[place] += step
        return (tuple(marks[:10]), tuple(marks[10:20]), tuple(marks[20:]))

    def failing_rows(self) -> Rows:
        """Thirty marks just short of the standard."""
        return self.thirty(self.rng.choice(FAILING))

    def any_rows(self) -> Rows:
        """Thirty marks on either side of 150."""
        return self.thirty(self.rng.choice(PASSING + FAILING))

    def fresh_rows(self, old: Rows, domains: Sequence[int], total: int) -> Rows:
        """New marks in some domains that bring the whole to the total, or as near as may be."""
        others = total_of(old) - sum(row[n - 1] for row in old for n in domains)
        wanted = min(max(total - others, 9 * len(domains)), 21 * len(domains))
        marks = [5] * (3 * len(domains))
        while (gap := wanted - sum(marks)) != 0:
            place = self.rng.randrange(len(marks))
            step = 1 if gap > 0 else -1
            if 3 <= marks[place] + step <= 7:
                marks[place] += step
        supply = iter(marks)
        first, second, third = (
            tuple(next(supply) if n in domains else old_row[n - 1] for n in ALL_TEN)
            for old_row in old
        )
        return (first, second, third)

    def mark(
        self,
        ref: str,
        rows: Sequence[Marks],
        panel: Sequence[str],
        domains: Iterable[int] = ALL_TEN,
    ) -> None:
        """Files the panel's sheets; domains that were not marked are left blank."""
        chosen = set(domains)
        for assessor, row in zip(panel, rows, strict=True):
            kept = tuple(row[n - 1] if n in chosen else None for n in ALL_TEN)
            self.sheets.append(MarkSheet(ref, assessor, kept))

    def judged(self, application: Application, rows: Rows | None = None) -> Application:
        """Files an application with its thirty marks and the day its result was sent."""
        rows = rows or self.any_rows()
        filed = self.add(replace(application, result_sent=self.sent_on(application.received)))
        self.mark(filed.ref, rows, self.panel())
        return filed


def address(name: str) -> str:
    """The part of an email address before the @."""
    return name.lower().replace(".", "").replace(" ", ".")
