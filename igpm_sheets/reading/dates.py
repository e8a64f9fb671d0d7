"""Days as people in the UK write them, and why something is no day.

`3 May 2026`, `3rd May 26`, `03/05/2026`, `3.5.26`, `2026-05-03`, `Sun 3 May 2026`,
`May 3, 2026`, with or without a time. An instant with a zone is the day it was in London.
Nothing is guessed: 05/13/2026 is refused, and so is "Monday 3 May 2026", a Sunday.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone

from igpm_sheets.adapters.grid import CellValue, ErrorValue, NeverCalculated
from igpm_sheets.model import SUBMISSION_MONTHS, Window
from igpm_sheets.reading.parsed import Fault, Parsed, is_blank, spoiled, visible

EARLIEST, LATEST = 1950, 2100
_SERIALS_FROM = date(1899, 12, 30)
_SERIALS = range(18264, 73416)  # 1 January 1950 to 31 December 2100

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NUMBERS = {
    **{month.casefold(): number for number, month in enumerate(MONTHS, 1)},
    **{month[:3].casefold(): number for number, month in enumerate(MONTHS, 1)},
    "sept": 9,
}

_WEEKDAY = r"(?:(?P<weekday>[a-z]{3,9}day|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)\.?,?\s+)?"
_TIME = (
    r"(?:(?:\s*t|\s*,|\s+at|\s*-)?\s*\b(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|bst|[+-]\d{2}:?\d{2})?)?"
)
_YEAR = r"(?P<year>\d{4}|\d{2})"
_ORDINAL = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(f"{_WEEKDAY}{form}{_TIME}", re.ASCII)
    for form in (
        r"(?P<year>\d{4})(?P<gap>[-/.])(?P<month>\d{1,2})(?P=gap)(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})\s*(?P<gap>[-/. ])\s*(?P<month>\d{{1,2}})\s*(?P=gap)\s*{_YEAR}",
        rf"{_ORDINAL}[\s/.,-]*(?:of\s+)?(?P<name>[a-z]+)\.?[\s/,'’-]*{_YEAR}",
        rf"(?P<name>[a-z]+)\.?\s+{_ORDINAL},?\s+{_YEAR}",
    )
)
# JavaScript and Google Forms: the "t" of an instant stands right after the day.
_INSTANT_GAP = re.compile(r"(?<=\d)t(?=\d)")

_MONTH_ONLY = (
    re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<name>[a-z]+)\.?[\s/,'’-]*(?P<year>\d{4}|\d{2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})[\s/-]*(?P<name>[a-z]+)", re.ASCII),
)

_NO_DATE = Parsed[date](None, Fault("C03"))


def written(day: date) -> str:
    """A day as it is written in a letter.

    >>> written(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def parse_date(cell: CellValue) -> Parsed[date]:
    """The day that a cell holds.

    >>> parse_date("3rd May 26").value
    datetime.date(2026, 5, 3)
    >>> parse_date("31/02/2026").fault.code
    'C04'
    """
    if isinstance(cell, datetime):
        return _within_years(_in_london(cell).date())
    if isinstance(cell, date):
        return _within_years(cell)
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, str):
        return date_in_text(cell)
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Parsed(None, _a_number(cell))
    return _NO_DATE


def date_in_text(text: str) -> Parsed[date]:
    """The day that a text names, as people in the UK write it."""
    plain = _INSTANT_GAP.sub(" ", visible(text).casefold())
    for form in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return _from_parts(found.groupdict())
    return _NO_DATE


def _a_number(number: float) -> Fault:
    """Why a bare number is refused, with the day it would be."""
    if _SERIALS.start <= number < _SERIALS.stop:
        return Fault("C05", {"day": written(_SERIALS_FROM + timedelta(days=int(number)))})
    return Fault("C03")


def _within_years(day: date) -> Parsed[date]:
    if EARLIEST <= day.year <= LATEST:
        return Parsed(day)
    return Parsed(None, Fault("C06", {"day": written(day)}))


def _full_year(year: str) -> int:
    """The year of two digits: 00 to 29 are this century's, as Excel has it."""
    number = int(year)
    if len(year) == 4:
        return number
    return number + (2000 if number < 30 else 1900)


def _from_parts(parts: dict[str, str | None]) -> Parsed[date]:
    year, day = _full_year(parts["year"] or ""), int(parts["day"] or 0)
    name = parts.get("name")
    month = _MONTH_NUMBERS.get(name) if name else int(parts.get("month") or 0)
    if month is None:
        return _NO_DATE
    if not 1 <= month <= 12:
        return Parsed(None, _no_such_month(year, month, day))
    try:
        found = date(year, month, day)
    except ValueError:
        reason = f"there is no {day} {MONTHS[month - 1]} {year}"
        return Parsed(None, Fault("C04", {"reason": reason, "advice": "correct the day"}))
    weekday = parts["weekday"]
    if weekday and not WEEKDAYS[found.weekday()].casefold().startswith(weekday):
        reason = f"{written(found)} is a {WEEKDAYS[found.weekday()]}"
        advice = "correct the day, or leave out the weekday"
        return Parsed(None, Fault("C04", {"reason": reason, "advice": advice}))
    if parts["hour"] is None:
        return _within_years(found)
    moment = _moment(found, parts)
    return _within_years(_in_london(moment).date()) if moment else _NO_DATE


def _no_such_month(year: int, month: int, day: int) -> Fault:
    reason = f"there is no month {month}: the day comes first"
    advice = "type it as 3 May 2026 is typed"
    if 1 <= day <= 12 and 1 <= month <= 31:
        with suppress(ValueError):
            advice = f"type {written(date(year, day, month))} if that is meant"
    return Fault("C04", {"reason": reason, "advice": advice})


def _moment(day: date, parts: dict[str, str | None]) -> datetime | None:
    """The day with its time and zone; None where there is no such time."""
    hour, half = int(parts["hour"] or 0), (parts["half"] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(parts["minute"] or 0), int(parts["second"] or 0)
    if hour > 23 or minute > 59 or second > 60:
        return None
    moment = datetime(day.year, day.month, day.day, hour, minute, min(second, 59))  # noqa: DTZ001
    zone = parts["zone"]
    if not zone:
        return moment
    if zone in ("z", "utc", "gmt"):
        return moment.replace(tzinfo=timezone.utc)  # noqa: UP017 - `date` and `UTC` read alike
    if zone == "bst":
        return moment.replace(tzinfo=timezone(timedelta(hours=1)))
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return moment.replace(tzinfo=timezone(offset if zone[0] == "+" else -offset))


def _in_london(moment: datetime) -> datetime:
    """An instant as the clocks in London showed it; a time without a zone is theirs already."""
    if moment.tzinfo is None:
        return moment
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - hardly ever needed

    try:
        return moment.astimezone(ZoneInfo("Europe/London"))
    except OverflowError:
        return moment


def parse_window(cell: CellValue) -> Parsed[Window]:
    """A submission month: `2026-05`, `May 2026`, `05/2026`, or any day in it.

    >>> parse_window("May 2026").value
    Window(year=2026, month=5)
    """
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, str):
        plain = visible(cell).casefold()
        for form in _MONTH_ONLY:
            found = form.fullmatch(plain)
            if found:
                parts = found.groupdict()
                year = _full_year(parts["year"])
                name = parts.get("name")
                month = _MONTH_NUMBERS.get(name) if name else int(parts["month"])
                if month in SUBMISSION_MONTHS and EARLIEST <= year <= LATEST:
                    return Parsed(Window(year, month))
    day = parse_date(cell)
    if day.value is not None and day.value.month in SUBMISSION_MONTHS:
        return Parsed(Window(day.value.year, day.value.month))
    return Parsed(None, Fault("C18"))
