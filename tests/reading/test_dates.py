"""Tests of days as people in the UK write them."""

# ruff: noqa: DTZ001 - cells of a spreadsheet have no time zone

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.adapters.grid import CellValue
from igpm_sheets.model import Window
from igpm_sheets.reading.dates import MONTHS, WEEKDAYS, parse_date, parse_window

MAY_3 = date(2026, 5, 3)  # a Sunday


THE_3RD_OF_MAY = """
    3 May 2026 | 03 May 2026 | 3rd May 26 | 3rd of May 2026 | 3 may 2026 | 3-May-26 | 3May2026
    | 3 May '26 | 3. May 2026 | 3/May/2026 | 3 May, 2026
    | 03/05/2026 | 3/5/2026 | 3/5/26 | 3.5.26 | 3.5.2026 | 3-5-2026 | 03-05-26 | 3 5 2026
    | 3 / 5 / 2026 | 2026-05-03 | 2026/05/03 | 2026.5.3
    | Sun 3 May 2026 | Sunday, 3rd May 2026 | Sun. 03/05/2026 | sunday 2026-05-03
    | May 3, 2026 | May 3rd 2026 | Sun May 3 2026
    | 03/05/2026 09:30 | 3 May 2026 at 9.30 am | 3 May 2026, 11:59 pm | 3 May 2026 23:59:59
    | 2026-05-03 00:00:00 | 2026-05-03T09:30:00 | 2026-05-03T09:30:00.123
    | 2026-05-03T00:30:00Z | 2026-05-03T22:59Z | 2026-05-03T22:59:00+00:00
    | 2026-05-02T23:30:00Z | 2026-05-03T00:30:00+01:00 | 3 May 2026 10:00 GMT
    | 3 May 2026 00:30 BST | 2026-05-04T05:00+0900
"""


@pytest.mark.parametrize("text", THE_3RD_OF_MAY.split("|"))
def test_a_day_as_text(text: str) -> None:
    assert parse_date(text) == (MAY_3, None)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2026, 5, 3), MAY_3),
        (datetime(2026, 5, 3, 23, 59), MAY_3),
        (datetime(2026, 5, 2, 23, 30, tzinfo=UTC), MAY_3),
        (datetime(2026, 1, 31, 23, 30, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 2, 1, 0, 30, tzinfo=timezone(timedelta(hours=1))), date(2026, 1, 31)),
        ("2026-01-31T23:30:00Z", date(2026, 1, 31)),
        ("2026-05-31T23:30:00Z", date(2026, 6, 1)),
        ("1/9/98", date(1998, 9, 1)),
        ("1 Sept 2029", date(2029, 9, 1)),
        ("29/2/2024", date(2024, 2, 29)),
        ("1950-01-01", date(1950, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
    ],
)
def test_days_at_the_edges(cell: CellValue, day: date) -> None:
    assert parse_date(cell) == (day, None)


@pytest.mark.parametrize(
    ("cell", "code", "telling"),
    [
        ("31/02/2026", "C04", "there is no 31 February 2026"),
        ("29 Feb 2026", "C04", "there is no 29 February 2026"),
        ("0/5/2026", "C04", "there is no 0 May 2026"),
        ("05/13/2026", "C04", "type 13 May 2026 if that is meant"),
        ("30/13/2026", "C04", "there is no month 13"),
        ("2026-13-05", "C04", "there is no month 13"),
        ("Monday 3 May 2026", "C04", "3 May 2026 is a Sunday"),
        (46145, "C05", "3 May 2026"),
        (46145.5, "C05", "3 May 2026"),
        ("3 May 1949", "C06", "3 May 1949"),
        ("3/5/31", "C06", "3 May 1931"),
        (date(2101, 1, 1), "C06", "1 January 2101"),
        (datetime(1899, 12, 31), "C06", "31 December 1899"),
    ],
)
def test_what_is_no_day_and_why(cell: CellValue, code: str, telling: str) -> None:
    value, fault = parse_date(cell)
    assert value is None
    assert fault is not None
    assert fault.code == code
    assert telling in " ".join(fault.details.values())


@pytest.mark.parametrize(
    "cell",
    [
        *("soon", "May 2026", "2026", "3 May", "03/05", "3/5-26", "20260503", "3 Mai 2026"),
        *("3 May 2026?", "c. 3 May 2026", "3 May 2026 25:00", "3 May 2026 10:75", "1/2/3/2026"),
        *("3 May 2026 13:00 pm", "2026-05-03T10:00+99:00", "46145", "٣/٥/٢٠٢٦", "3 May 206"),
        *(7, 0, 1.5, 99999999, float("nan"), True, False, time(9), timedelta(3)),
    ],
)
def test_what_is_no_day_at_all(cell: CellValue) -> None:
    value, fault = parse_date(cell)
    assert value is None
    assert fault is not None
    assert fault.code == "C03"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


FORMS: list[Callable[[date], str]] = [
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day:02} {MONTHS[d.month - 1][:3]} {d.year}",
    lambda d: f"{_ordinal(d.day)} {MONTHS[d.month - 1].upper()} {d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day}-{d.month}-{d.year}",
    lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}",
    lambda d: d.isoformat(),
    lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()][:3]}, {d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
]


@given(
    day=st.dates(date(1950, 1, 1), date(2100, 12, 31)),
    form=st.sampled_from(FORMS),
    moment=st.one_of(st.none(), st.times()),
    spaces=st.sampled_from(["", " ", "\u00a0", "\n"]),
)
def test_a_day_written_in_any_uk_form_reads_back(
    day: date, form: Callable[[date], str], moment: time | None, spaces: str
) -> None:
    text = form(day) + (f" {moment:%H:%M}" if moment else "") + spaces
    assert parse_date(spaces + text) == (day, None)


@given(
    day=st.dates(date(1970, 1, 1), date(2029, 12, 31)),
    gap=st.sampled_from("/.-"),
)
def test_a_year_of_two_digits_is_near(day: date, gap: str) -> None:
    text = gap.join((str(day.day), str(day.month), f"{day.year % 100:02}"))
    assert parse_date(text) == (day, None)


@given(st.text(max_size=30))
def test_any_text_gives_a_day_or_a_fault(text: str) -> None:
    value, fault = parse_date(text)
    assert value is None or fault is None


@pytest.mark.parametrize(
    "cell",
    [
        *("2026-05", "May 2026", "may 26", "05/2026", "5/2026", "2026 May", "May-26"),
        *("1 May 2026", date(2026, 5, 1), datetime(2026, 5, 31)),
    ],
)
def test_a_window(cell: CellValue) -> None:
    assert parse_window(cell) == (Window(2026, 5), None)


@pytest.mark.parametrize("cell", ["2026", "Spring 2026", "13/2026", 202605, "May", "May 1900"])
def test_no_window(cell: CellValue) -> None:
    value, fault = parse_window(cell)
    assert value is None
    assert fault is not None
    assert fault.code == "C18"
