"""How offices write the same thing in different ways: dates, answers, headings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time

Cell = str | int | float | bool | date | datetime | None

YES: tuple[Cell, ...] = ("yes", "Yes", "YES", "y", "Y", "true", "True", True, 1, "1", "✓")
NO: tuple[Cell, ...] = ("no", "No", "NO", "n", "N", "false", "False", False, 0, "0", "x", "X")


def say_date(day: date, rng: random.Random | None) -> Cell:
    """A date: as a real one, or as UK text in one of several forms."""
    if rng is None:
        return day
    return rng.choice(
        (
            day,
            datetime.combine(day, time(rng.randrange(24), rng.randrange(60))),
            f"{day.day} {day:%B %Y}",
            f"{day:%d %B %Y}",
            f"{day:%d/%m/%Y}",
            f"{day:%Y-%m-%d}",
        )
    )


def say_yes_or_no(answer: bool, rng: random.Random | None) -> Cell:
    """Yes or no, in any form that offices use."""
    if rng is None:
        return "Yes" if answer else "No"
    return rng.choice(YES if answer else NO)


def say(answer: bool | date | None, rng: random.Random | None) -> Cell:
    """Yes, no, a date or a blank."""
    if answer is None:
        return None
    return say_yes_or_no(answer, rng) if isinstance(answer, bool) else say_date(answer, rng)


def say_domains(domains: Sequence[int], rng: random.Random | None) -> Cell:
    """A list of domains."""
    if not domains:
        return None
    if rng is None:
        return ", ".join(map(str, domains))
    if len(domains) == 1 and rng.random() < 0.5:
        return domains[0]
    return rng.choice((", ", ",", "; ", " and ")).join(map(str, domains))


def say_heading(heading: str, rng: random.Random) -> str:
    """A heading with other case, spacing or punctuation."""
    return rng.choice(
        (
            heading,
            heading,
            heading.upper(),
            heading.lower(),
            heading.title(),
            f" {heading} ",
            f"{heading}:",
            heading.replace(" ", "_"),
            heading.replace(" ", "  "),
            heading.replace(" ", "-"),
            heading.replace(" ", "\n"),
        )
    )


def say_ref(ref: str, rng: random.Random | None) -> Cell:
    """A ref; one that is all digits may be a number."""
    if rng is None:
        return ref
    if ref.isdigit() and rng.random() < 0.5:
        return int(ref)
    return rng.choice((ref, ref, f"{ref} "))
