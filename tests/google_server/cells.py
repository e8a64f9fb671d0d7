"""What a cell holds, and what Google makes of it: effective values and formats, what is shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

Json = dict[str, Any]
Cell = Mapping[str, Any]  # never changed, only replaced

EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates have no zone
DATE_PATTERNS: Final = {"en_US": "M/d/yyyy", "de_DE": "dd.MM.yyyy", "en_GB": "dd/MM/yyyy"}
MOST_CHARACTERS: Final = 50_000
SHOWN_ERRORS: Final = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
_WHITE: Final = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Final[Json] = {
    "backgroundColor": _WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": _WHITE},
}


def serial(moment: dt.date | dt.datetime) -> float | int:
    """A date as Google counts it: days since 30 December 1899.

    >>> serial(dt.date(2026, 5, 3))
    46145
    """
    if not isinstance(moment, dt.datetime):
        return (moment - EPOCH.date()).days
    days = (moment.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1)
    return int(days) if days.is_integer() else days


def typed(value: object, locale: str = "en_GB") -> Json:
    """The cell that a person's typing of this value makes."""
    if isinstance(value, dict):
        return value
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float | Decimal):
        whole = float(value)
        return {"userEnteredValue": {"numberValue": int(whole) if whole.is_integer() else whole}}
    if isinstance(value, dt.date):
        moment = isinstance(value, dt.datetime)
        pattern = DATE_PATTERNS.get(locale, "yyyy-MM-dd") + (" HH:mm:ss" if moment else "")
        kind = "DATE_TIME" if moment else "DATE"
        return {
            "userEnteredValue": {"numberValue": serial(value)},
            "userEnteredFormat": {"numberFormat": {"type": kind, "pattern": pattern}},
        }
    text = str(value)
    if text.startswith("=") and len(text) > 1:
        return {"userEnteredValue": {"formulaValue": text}}
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def without_nothing(cell: Json) -> Json:
    """A cell as it is kept: no empty text, no empty note."""
    kept = {name: part for name, part in cell.items() if part not in (None, "", {}, [])}
    value = kept.get("userEnteredValue")
    if value == {"stringValue": ""}:
        del kept["userEnteredValue"]
    return kept


def effective_value(cell: Cell) -> Json | None:
    """What a cell comes to; formulas only as far as the test has said, or they are trivial."""
    value: Json | None = cell.get("userEnteredValue")
    if value is None or "formulaValue" not in value:
        given: Json | None = cell.get("effectiveValue") if value is None else value
        return given
    told: Json | None = cell.get("effectiveValue")
    return told if told is not None else _calculated(str(value["formulaValue"]))


def _calculated(formula: str) -> Json:
    body = formula[1:].strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", body):
        return {"numberValue": float(body) if "." in body else int(body)}
    if body.upper() in {"TRUE", "FALSE"}:
        return {"boolValue": body.upper() == "TRUE"}
    if text := re.fullmatch(r'"([^"]*)"', body):
        return {"stringValue": text[1]}
    if link := re.fullmatch(r'HYPERLINK\("[^"]*"\s*[,;]\s*"([^"]*)"\)', body, re.IGNORECASE):
        return {"stringValue": link[1]}
    return {"errorValue": {"type": "ERROR", "message": "Formula parse error."}}


def hyperlink(cell: Cell) -> str:
    """Where a cell as a whole leads."""
    link = cell.get("userEnteredFormat", {}).get("textFormat", {}).get("link", {}).get("uri", "")
    formula = cell.get("userEnteredValue", {}).get("formulaValue", "")
    found = re.match(r'=HYPERLINK\("([^"]*)"', formula, re.IGNORECASE)
    return link or (found[1] if found else "")


def effective_format(cell: Cell, locale: str) -> Json:
    """The format that a cell is shown in: the spreadsheet's own with the cell's laid over it."""
    value = effective_value(cell)
    right = value is not None and "numberValue" in value
    side = "CENTER" if value and ("boolValue" in value or "errorValue" in value) else "LEFT"
    ours = cell.get("userEnteredFormat", {})
    result: Json = DEFAULT_FORMAT | {"horizontalAlignment": "RIGHT" if right else side} | ours
    if "textFormat" in ours:
        result["textFormat"] = DEFAULT_FORMAT["textFormat"] | ours["textFormat"]
    number_format: Json | None = ours.get("numberFormat")
    if number_format and not number_format.get("pattern"):
        result["numberFormat"] = number_format | {"pattern": default_pattern(number_format, locale)}
    return result | {"hyperlinkDisplayType": ours.get("hyperlinkDisplayType", "PLAIN_TEXT")}


def default_pattern(number_format: Json, locale: str) -> str:
    """The pattern of a kind of number, where the format names none."""
    day = DATE_PATTERNS.get(locale, "yyyy-MM-dd")
    return {
        "DATE": day,
        "TIME": "HH:mm:ss",
        "DATE_TIME": f"{day} HH:mm:ss",
        "PERCENT": "0.00%",
        "CURRENCY": "£#,##0.00",
        "NUMBER": "#,##0.00",
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
    }.get(number_format["type"], "General")


def shown(cell: Cell, locale: str) -> str:
    """What a person sees in the cell; "" where it is empty."""
    value = effective_value(cell)
    if not value:
        return ""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return SHOWN_ERRORS[value["errorValue"]["type"]]
    number_format = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    if not number_format:
        return plain(value["numberValue"])
    pattern = number_format.get("pattern") or default_pattern(number_format, locale)
    return formatted(value["numberValue"], pattern, number_format["type"])


def plain(value: float) -> str:
    """A number without a format, as Google shows it.

    >>> plain(3.0), plain(0.1 + 0.2)
    ('3', '0.3')
    """
    short = f"{value:.10g}"
    return short if "e" not in short else f"{value:.2E}"


def formatted(value: float, pattern: str, kind: str) -> str:
    """A number in one of the simple patterns.

    >>> formatted(46145, "dd/mm/yyyy", "DATE"), formatted(0.625, "0.0%", "PERCENT")
    ('03/05/2026', '62.5%')
    """
    if kind in {"DATE", "TIME", "DATE_TIME"}:
        return _dated(value, pattern)
    pattern = pattern.partition(";")[0]
    body = re.search(r"[#0][#0,]*(?:\.([#0]+))?", pattern)
    if not body:
        return plain(value)
    places = len(body[1] or "")
    number = Decimal(repr(value)) * (100 if "%" in pattern else 1)
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits = f"{rounded:,f}" if "," in body[0] else f"{rounded:f}"
    ends = (
        re.sub(r"[\"\\]", "", part) for part in (pattern[: body.start()], pattern[body.end() :])
    )
    before, after = ends
    return f"{before}{digits}{after}"


def _dated(value: float, pattern: str) -> str:
    moment = EPOCH + dt.timedelta(days=value)
    if value % 1:
        moment = (moment + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    text = ""
    hours = False
    for part in re.findall(r'([a-zA-Z])(\1*)|("[^"]*"|[^a-zA-Z])', pattern):
        letter, more, other = part
        if not letter:
            text += other.strip('"')
            hours = hours and other == ":"
            continue
        text += _part_of_date(moment, letter, len(more) + 1, after_hours=hours)
        hours = letter in "hH"
    return text


def _part_of_date(moment: dt.datetime, letter: str, width: int, *, after_hours: bool) -> str:
    if letter in "hH":
        return f"{moment.hour:0{min(width, 2)}d}"
    if letter in "sS":
        return f"{moment.second:0{min(width, 2)}d}"
    if letter == "m" and after_hours:
        return f"{moment.minute:0{min(width, 2)}d}"
    if letter in "yY":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if letter in "mM":
        return moment.strftime({3: "%b", 4: "%B"}.get(width, "")) or f"{moment.month:0{width}d}"
    if letter in "dD":
        return moment.strftime({3: "%a", 4: "%A"}.get(width, "")) or f"{moment.day:0{width}d}"
    return letter
