"""Makes up a fictional office at random: the same seed always gives the same office."""

from __future__ import annotations

import random
from datetime import date, timedelta

from .maker import Maker
from .recipes import ESSENTIAL, RECIPES
from .records import (
    STATUSES,
    Application,
    Assessor,
    Mark,
    MarkSheet,
    Member,
    Office,
    Testimonial,
    Window,
)

__all__ = [
    "STATUSES",
    "Application",
    "Assessor",
    "Mark",
    "MarkSheet",
    "Member",
    "Office",
    "Testimonial",
    "Window",
    "make_office",
]

FIRST_TODAY = date(2026, 3, 1)


def make_office(seed: int, applications: int = 80, *, today: date | None = None) -> Office:
    """An office of so many applications.

    One of each status comes first; then every recipe is used before any comes again.
    """
    rng = random.Random(seed)
    day = today or FIRST_TODAY + timedelta(days=rng.randrange(110))
    maker = Maker(rng, day)
    for recipe in ESSENTIAL:
        recipe(maker)
    while len(maker.applications) < applications:
        for recipe in rng.sample(RECIPES, len(RECIPES)):
            recipe(maker)
            if len(maker.applications) >= applications:
                break
    kept = tuple(maker.applications[:applications])
    refs = {application.ref for application in kept}
    sheets = [sheet for sheet in maker.sheets if sheet.ref in refs]
    rng.shuffle(sheets)
    return Office(
        seed=seed,
        today=day,
        applications=kept,
        assessors=tuple(maker.assessors),
        mark_sheets=tuple(sheets),
        members=tuple(maker.member(n) for n in range(1, 9)),
    )
