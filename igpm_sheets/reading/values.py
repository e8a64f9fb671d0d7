"""One small parser for each type of value: a cell in, a value or a fault out.

A blank gives None; so does a cell that cannot be read, with the fault that says why. No
parser guesses: `-`, `n/a` and `tbc` are no blanks, 3.7 is no list of domains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from igpm_sheets.adapters.grid import CellValue, ErrorValue, NeverCalculated
from igpm_sheets.model import (
    DOMAINS,
    ApplicationType,
    Category,
    Disciplinary,
    Nation,
    TestimonialFrom,
)
from igpm_sheets.reading.choices import (
    CATEGORIES,
    DISCIPLINARY,
    NATIONS,
    NO,
    OPTION_NAMES,
    TELLING_WORDS,
    TESTIMONIALS,
    TYPES,
    YES,
)
from igpm_sheets.reading.dates import parse_date, parse_window, written
from igpm_sheets.reading.parsed import Fault, Parsed, is_blank, spoiled, trimmed, visible
from igpm_sheets.reading.wording import normal

C = TypeVar("C")
Parser = Callable[[CellValue], Parsed[Any]]

__all__ = [
    "ALLOWED",
    "Parser",
    "parse_amount_or_day",
    "parse_category",
    "parse_date",
    "parse_declaration",
    "parse_disciplinary",
    "parse_domains",
    "parse_mark",
    "parse_nation",
    "parse_option",
    "parse_ref",
    "parse_resubmitted",
    "parse_result_sent",
    "parse_text",
    "parse_there",
    "parse_type",
    "parse_whole",
    "parse_window",
    "parse_withdrawn",
    "parse_yes_no",
    "parse_yes_no_or_date",
    "shown",
]


def shown(cell: CellValue) -> str:
    """A cell as its owner sees it, more or less: for problems, and for text fields.

    >>> shown(1001.0), shown(7.5), shown(date(2026, 5, 3)), shown(True)
    ('1001', '7.5', '3 May 2026', 'TRUE')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return trimmed(cell)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return written(cell.date()) + (f" {cell:%H:%M}" if cell.time() != time() else "")
    if isinstance(cell, date):
        return written(cell)
    return str(cell)


def parse_text(cell: CellValue) -> Parsed[str]:
    """A text, without the spaces around it; numbers and dates as they are shown."""
    if type(cell) is str:
        return Parsed(trimmed(cell) or None)
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    return Parsed(shown(cell) or None)


_WHOLE_AS_TEXT = re.compile(r"\d+\.0", re.ASCII)
"""A whole number as programs write it that keep numbers as floats."""


def parse_ref(cell: CellValue) -> Parsed[str]:
    """A ref: 1001.0 is '1001', '007' stays; a date or a tick is no ref.

    >>> parse_ref(1001.0).value, parse_ref("1001.0").value, parse_ref(" 007 ").value
    ('1001', '1001', '007')
    """
    if isinstance(cell, bool | date | time | timedelta):
        return Parsed(None, Fault("C19"))
    if isinstance(cell, str) and _WHOLE_AS_TEXT.fullmatch(cell.strip()):
        return parse_text(cell.strip().partition(".")[0])
    return parse_text(cell)


def parse_whole(cell: CellValue) -> Parsed[int]:
    """A whole number from 0 on, as a number or in figures."""
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        whole = int(cell) if cell == cell // 1 else -1
    elif isinstance(cell, str) and re.fullmatch(r"\d{1,9}", trimmed(cell), re.ASCII):
        whole = int(trimmed(cell))
    else:
        whole = -1
    return Parsed(whole) if whole >= 0 else Parsed(None, Fault("C11"))


_NEITHER = Parsed[bool](None, Fault("C07"))


@lru_cache(maxsize=1024)
def _yes_no_in(text: str) -> Parsed[bool]:
    word = visible(text).casefold().rstrip(".").rstrip()
    if word in YES or word in NO:
        return Parsed(word in YES)
    return _NEITHER if word or trimmed(text) else Parsed()


def parse_yes_no(cell: CellValue) -> Parsed[bool]:
    """Yes or no: words, 1 and 0, ticks and crosses, tick boxes; x is no.

    >>> parse_yes_no(" Yes. ").value, parse_yes_no("☐").value, parse_yes_no("n/a").fault.code
    (True, False, 'C07')
    """
    if isinstance(cell, str):
        return _yes_no_in(cell)
    if cell is None:
        return Parsed()
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, bool | int | float) and cell in (0, 1):
        return Parsed(bool(cell))
    return _NEITHER


def parse_yes_no_or_date(cell: CellValue) -> Parsed[bool | date]:
    """Yes, no or a day; the day's own fault where it is nearly one."""
    if isinstance(cell, date):
        return parse_date(cell)  # type: ignore[return-value] # a day is one of the two
    answer = parse_yes_no(cell)
    if answer.fault is None or answer.fault.code != "C07":
        return answer  # type: ignore[return-value] # a yes or no is the other
    day = parse_date(cell)
    if day.fault is not None and day.fault.code == "C03":
        return Parsed(None, Fault("C08"))
    return Parsed(day.value, day.fault)


def parse_there(cell: CellValue) -> Parsed[bool]:
    """Yes or no, where a day means yes: it came, or was done, on that day."""
    answer = parse_yes_no_or_date(cell)
    return Parsed(value=True) if isinstance(answer.value, date) else answer  # type: ignore[return-value]


def parse_withdrawn(cell: CellValue) -> Parsed[bool]:
    """Whether an application is withdrawn; the word itself says so, with or without a day."""
    if isinstance(cell, str) and re.match(r"w$|withdr[ae]wn?\b", visible(cell).casefold()):
        return Parsed(value=True)
    return parse_there(cell)


_NOT_YET = frozenset(("no", "n", "notyet", "notsent", "notsentyet", "tbc", "tba", "pending"))
_DASHES = frozenset("-–—")


def parse_result_sent(cell: CellValue) -> Parsed[date]:
    """The day the result was sent; "not yet" is as good as a blank.

    >>> parse_result_sent("Not yet").ok, parse_result_sent("-").value
    (True, None)
    """
    if cell is False:
        return Parsed()
    if isinstance(cell, str) and (normal(cell) in _NOT_YET or visible(cell) in _DASHES):
        return Parsed()
    return parse_date(cell)


_DECLARED = re.compile(r"(yes|no|y|n)\b\s*[-–—:,;.(].*", re.DOTALL)
_NOTHING_DECLARED = frozenset(
    ("none", "nil", "noconflict", "nonedeclared", "noconflicts", "noconflictofinterest")
)


def parse_declaration(cell: CellValue) -> Parsed[bool]:
    """A declared conflict: yes or no, also with words after it ("Yes - my sister")."""
    answer = parse_yes_no(cell)
    if answer.fault is not None and isinstance(cell, str):
        text = visible(cell).casefold()
        if normal(text) in _NOTHING_DECLARED:
            return Parsed(value=False)
        begins = _DECLARED.fullmatch(text)
        if begins:
            return Parsed(begins[1].startswith("y"))
    return answer


_AMOUNT = re.compile(r"(?:£|gbp)?\s*(\d{1,3}(?:,\d{3})*|\d+)(\.\d{1,2})?", re.ASCII)


def parse_amount_or_day(cell: CellValue) -> Parsed[bool | date | Decimal]:
    """Whether a fee is paid: yes, no, the day, or the pounds; a bare 1 or 0 is yes or no.

    >>> parse_amount_or_day("£336.00").value, parse_amount_or_day(1).value
    (Decimal('336.00'), True)
    """
    answer = parse_yes_no_or_date(cell)
    if answer.fault is None or answer.fault.code in ("C01", "C02", "C05"):
        return answer  # type: ignore[return-value] # an amount is the third
    pounds: Decimal | None = None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        pounds = _pounds(repr(cell))
    elif isinstance(cell, str):
        found = _AMOUNT.fullmatch(visible(cell).casefold())
        if found:
            pounds = _pounds(found[1].replace(",", "") + (found[2] or ""))
    if pounds is not None:
        return Parsed(pounds)
    if answer.fault.code == "C08":
        return Parsed(None, Fault("C17"))
    return Parsed(None, answer.fault)


def _pounds(figures: str) -> Decimal | None:
    """Pounds and pence; None where there are parts of a penny, or less than nothing."""
    try:
        exact = Decimal(figures)
        pounds = exact.quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return pounds if pounds == exact and pounds >= 0 else None


def _choice(
    cell: CellValue, choices: Mapping[str, C], allowed: str, *, remarks: bool = False
) -> Parsed[C]:
    """One of a few answers by any of its wordings, perhaps with a remark after it."""
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, str | bool | int | float):
        text = shown(cell)
        found = choices.get(normal(text))
        if found is None and remarks:
            found = choices.get(normal(_before_a_remark(text)))
        if found is not None:
            return Parsed(found)
    return Parsed(None, Fault("C09", {"allowed": allowed}))


_REMARK = re.compile(r"\s*(?:[(\[,;:]|\s[-–—]\s).*", re.DOTALL)


def _before_a_remark(text: str) -> str:
    """The words before a bracket, comma or dash: "Peer (Elm Surgery)"."""
    return _REMARK.sub("", text)


TYPES_ALLOWED = "full or resubmission"
DISCIPLINARY_ALLOWED = "none, pending, active or resolved"
OPTIONS_ALLOWED = "senior, peer or outside leader"
CATEGORIES_ALLOWED = "Board, External, Member, Academic or Arm's length body"


def parse_type(cell: CellValue) -> Parsed[ApplicationType]:
    """Full or resubmission; a blank is full."""
    found = _choice(cell, TYPES, TYPES_ALLOWED, remarks=True)
    return Parsed(ApplicationType.FULL) if found == (None, None) else found


def parse_disciplinary(cell: CellValue) -> Parsed[Disciplinary]:
    """Where a disciplinary action stands (R16); a bare yes is an active one."""
    return _choice(cell, DISCIPLINARY, DISCIPLINARY_ALLOWED)


class NoTestimonial(Enum):
    """What stands for "there is none" where the writer of a testimonial is named (I32)."""

    NONE = "none"


NO_TESTIMONIAL = NoTestimonial.NONE
NO_TESTIMONIAL_WORDS = frozenset(("none", "nil", "notreceived", "missing", "outstanding", "no"))


def parse_option(cell: CellValue) -> Parsed[Any]:  # the option, or NO_TESTIMONIAL
    """Which of the three options a testimonial comes from (R19).

    A remark may follow the option's own name ("Peer, Elm Surgery"), but no other wording:
    a "Partner (another practice)" is not the candidate's senior. A longer wording counts
    where its words tell one option alone ("A peer working in general practice management").
    """
    found = _choice(cell, TESTIMONIALS, OPTIONS_ALLOWED)
    if found.fault is not None and isinstance(cell, str):
        if normal(cell) in NO_TESTIMONIAL_WORDS:
            return Parsed(NO_TESTIMONIAL)
        named = _choice(_before_a_remark(trimmed(cell)), OPTION_NAMES, OPTIONS_ALLOWED)
        if named.value is not None:
            return named
        told = _options_told(cell)
        return Parsed(told[0]) if len(told) == 1 else found
    return found


def _options_told(text: str) -> list[TestimonialFrom]:
    """The options that a word of the text points to."""
    words = set(re.findall(r"\w+", text.casefold()))
    return [option for option, telling in TELLING_WORDS.items() if words & telling]


def parse_category(cell: CellValue) -> Parsed[Category]:
    """Which of the five kinds of assessor (R26)."""
    return _choice(cell, CATEGORIES, CATEGORIES_ALLOWED, remarks=True)


def parse_nation(cell: CellValue) -> Parsed[Nation | str]:
    """A country of the UK (R5), or the text that names none of them."""
    found = parse_text(cell)
    if not found.value:
        return found
    return Parsed(NATIONS.get(normal(found.value), found.value))


_DOMAIN = r"(?:domains?|dom|d)?\.?\s*(\d{1,2})"
_DOMAIN_OR_RANGE = re.compile(rf"{_DOMAIN}(?:\s*(?:-|–|—|to)\s*{_DOMAIN})?", re.ASCII)
_BETWEEN_DOMAINS = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*|(?<=\d)\s+(?=d|\d)")
_NO_DOMAINS = frozenset(("none", "nil", "no", "nothing", "nonemissing", "nothingmissing"))
_ALL_DOMAINS = frozenset(("all", "alldomains", "allten", "alltendomains", "all10", "every"))
_NO_LIST = Parsed[tuple[int, ...]](None, Fault("C10"))


def parse_domains(cell: CellValue) -> Parsed[tuple[int, ...]]:
    """A list of domains: `3, 7`, `D3 and D7`, `3-5`, `none`, `all`.

    A decimal number or a date is what a spreadsheet makes of "3.7" or "3/7": refused.

    >>> parse_domains("3; D7").value, parse_domains(3.0).value, parse_domains(3.7).fault.code
    ((3, 7), (3,), 'C10')
    """
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Parsed((int(cell),)) if cell in DOMAINS else _NO_LIST
    if not isinstance(cell, str):
        return _NO_LIST
    text = trimmed(cell).casefold().removesuffix(".0")
    if normal(text) in _NO_DOMAINS:
        return Parsed(())
    if normal(text) in _ALL_DOMAINS:
        return Parsed(tuple(DOMAINS))
    domains: set[int] = set()
    for part in _BETWEEN_DOMAINS.split(text.strip(" .,;\n")):
        found = _DOMAIN_OR_RANGE.fullmatch(part.strip())
        if not found:
            return _NO_LIST
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= 10:
            return _NO_LIST
        domains.update(range(first, last + 1))
    return Parsed(tuple(sorted(domains)))


def parse_resubmitted(cell: CellValue) -> Parsed[tuple[int, ...]]:
    """The domains resubmitted, where a full application may hold a dash."""
    if isinstance(cell, str) and (visible(cell) in _DASHES or normal(cell) in ("na", "n a")):
        return Parsed(())
    return parse_domains(cell)


MARKS: dict[object, int] = {**{m: m for m in range(3, 8)}, **{str(m): m for m in range(3, 8)}}
"""Each mark (R49) by what a cell may hold for it: 5, 5.0 and "5" alike."""

_NO_MARK = Parsed[int](None, Fault("M03"))


def parse_mark(cell: CellValue) -> Parsed[int]:
    """A mark: a whole number from 3 to 7 and nothing else (R49).

    >>> parse_mark(5.0).value, parse_mark("7,5").fault.code, parse_mark("").value
    (5, 'M03', None)
    """
    found = MARKS.get(cell)
    if found is not None:
        return Parsed(found)
    if isinstance(cell, ErrorValue | NeverCalculated):
        return Parsed(None, spoiled(cell))
    if is_blank(cell):
        return Parsed()
    if isinstance(cell, str):
        whole = visible(cell).removesuffix(".0")
        return Parsed(MARKS[whole]) if whole in MARKS else _NO_MARK
    return _NO_MARK


ALLOWED: dict[Parser, str] = {
    parse_text: "any text",
    parse_date: "a day such as 3 May 2026",
    parse_yes_no: "yes or no",
    parse_there: "yes or no",
    parse_yes_no_or_date: "yes, no or a day such as 3 May 2026",
    parse_amount_or_day: "yes, no, a day such as 3 May 2026 or an amount such as 336.00",
    parse_disciplinary: DISCIPLINARY_ALLOWED,
    parse_option: OPTIONS_ALLOWED,
    parse_nation: "England, Scotland, Wales or Northern Ireland",
    parse_resubmitted: "domains such as 3, 7, or none",
    parse_domains: "domains such as 3, 7, or none",
}
"""What each parser accepts, in words: for messages about settings."""
