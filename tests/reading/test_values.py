"""Tests of the parsers: what each accepts, what it refuses and why."""

# ruff: noqa: DTZ001 - cells of a spreadsheet have no time zone

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from igpm_sheets.adapters.grid import CellValue, ErrorValue, NeverCalculated
from igpm_sheets.model import ApplicationType, Category, Disciplinary, Nation, TestimonialFrom
from igpm_sheets.reading import values
from igpm_sheets.reading.parsed import Parsed
from igpm_sheets.reading.people import parse_refs

PARSERS = [getattr(values, name) for name in values.__all__ if name.startswith("parse_")] + [
    parse_refs
]
TYPED = [p for p in PARSERS if p not in (values.parse_text, values.parse_ref, parse_refs)]
TYPED_BUT_NATION = [p for p in TYPED if p is not values.parse_nation]


def fault_of(parsed: Parsed[Any]) -> str:
    """The code of a fault; nothing was read beside it."""
    value, fault = parsed
    assert value is None
    assert fault is not None
    assert not parsed.ok
    return fault.code


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("cell", [None, "", "   ", "\u00a0", "\u200b \t\n", "\ufeff"])
def test_spaces_are_a_blank(parser: values.Parser, cell: CellValue) -> None:
    expected = ApplicationType.FULL if parser is values.parse_type else None
    assert parser(cell) == (expected, None)


@pytest.mark.parametrize("parser", PARSERS)
def test_an_error_is_no_blank(parser: values.Parser) -> None:
    assert fault_of(parser(ErrorValue("#N/A"))) == "C01"
    assert fault_of(parser(NeverCalculated("A1+1"))) == "C02"


@pytest.mark.parametrize("cell", ["-", "–", "Not yet", "no", "TBC", "not sent", False])
def test_a_result_that_is_not_sent_yet(cell: CellValue) -> None:
    assert values.parse_result_sent(cell) == (None, None)


@pytest.mark.parametrize(
    ("cell", "domains"), [("-", ()), ("n/a", ()), ("3.0", (3,)), ("3, 7", (3, 7))]
)
def test_domains_resubmitted(cell: str, domains: tuple[int, ...]) -> None:
    assert values.parse_resubmitted(cell) == (domains, None)


@pytest.mark.parametrize("cell", ["Withdrawn", "withdrawn 1 Feb 2026", "W", "withdrew", "yes"])
def test_withdrawn_in_so_many_words(cell: str) -> None:
    assert values.parse_withdrawn(cell) == (True, None)


@pytest.mark.parametrize("cell", ["none", "Not received", "nil"])
def test_a_testimonial_from_nobody(cell: str) -> None:
    assert values.parse_option(cell) == (values.NO_TESTIMONIAL, None)


@pytest.mark.parametrize(
    "parser",
    [
        one
        for one in TYPED_BUT_NATION
        if one not in (values.parse_result_sent, values.parse_resubmitted)
    ],
)
@pytest.mark.parametrize("cell", ["-", "–", "n/a", "N/A", "tbc", "?", "unknown"])
def test_a_dash_is_no_blank(parser: values.Parser, cell: str) -> None:
    fault_of(parser(cell))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" Elm Surgery ", "Elm Surgery"),
        ("Elm\u00a0Surgery\u00a0", "Elm\u00a0Surgery"),
        (1001.0, "1001"),
        (7.25, "7.25"),
        (date(2026, 5, 3), "3 May 2026"),
        (datetime(2026, 5, 3, 9, 5), "3 May 2026 09:05"),
        (True, "TRUE"),
        ("=1+1", "=1+1"),
        ("n/a", "n/a"),
    ],
)
def test_text(cell: CellValue, text: str) -> None:
    assert values.parse_text(cell) == (text, None)


@pytest.mark.parametrize(
    ("cell", "ref"),
    [(1001.0, "1001"), (1001, "1001"), ("007", "007"), (" A 1 ", "A 1"), (12.5, "12.5")],
)
def test_ref(cell: CellValue, ref: str) -> None:
    assert values.parse_ref(cell) == (ref, None)


@pytest.mark.parametrize("cell", [True, date(2026, 1, 2), datetime(2026, 1, 2), time(1)])
def test_a_date_or_a_tick_is_no_ref(cell: CellValue) -> None:
    assert fault_of(values.parse_ref(cell)) == "C19"


@pytest.mark.parametrize(("cell", "whole"), [(12.0, 12), (0, 0), ("12", 12), (" 7 ", 7)])
def test_whole(cell: CellValue, whole: int) -> None:
    assert values.parse_whole(cell) == (whole, None)


@pytest.mark.parametrize(
    "cell", [1.5, -1, "-1", "1.0", "twelve", True, float("nan"), float("inf"), date(2026, 1, 1)]
)
def test_no_whole(cell: CellValue) -> None:
    assert fault_of(values.parse_whole(cell)) == "C11"


YES: list[CellValue] = ["yes", "Yes", " YES. ", "y", "true", "T", "1", "✓", "✔", "✔\ufe0f", "☑"]
NO: list[CellValue] = ["no", "NO", "n.", "false", "0", "x", "X", "✗", "✘", "☐", "×"]


@pytest.mark.parametrize("cell", [*YES, True, 1, 1.0])
def test_yes(cell: CellValue) -> None:
    assert values.parse_yes_no(cell) == (True, None)
    assert values.parse_yes_no_or_date(cell) == (True, None)
    assert values.parse_there(cell) == (True, None)
    assert values.parse_amount_or_day(cell) == (True, None)


@pytest.mark.parametrize("cell", [*NO, False, 0, 0.0])
def test_no(cell: CellValue) -> None:
    assert values.parse_yes_no(cell) == (False, None)
    assert values.parse_yes_no_or_date(cell) == (False, None)
    assert values.parse_there(cell) == (False, None)
    assert values.parse_amount_or_day(cell) == (False, None)


@pytest.mark.parametrize("cell", ["maybe", "yes?", 2, 0.5, "yes no", date(2026, 1, 1), "in part"])
def test_neither_yes_nor_no(cell: CellValue) -> None:
    assert fault_of(values.parse_yes_no(cell)) == "C07"


@pytest.mark.parametrize("cell", ["3 May 2026", date(2026, 5, 3), datetime(2026, 5, 3, 23, 59)])
def test_a_day_beside_yes_and_no(cell: CellValue) -> None:
    assert values.parse_yes_no_or_date(cell) == (date(2026, 5, 3), None)
    assert values.parse_there(cell) == (True, None)
    assert values.parse_amount_or_day(cell) == (date(2026, 5, 3), None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("soon", "C08"), ("31/02/2026", "C04"), (46145, "C05"), (7, "C08"), (date(1900, 1, 1), "C06")],
)
def test_neither_yes_nor_no_nor_a_day(cell: CellValue, code: str) -> None:
    assert fault_of(values.parse_yes_no_or_date(cell)) == code
    assert fault_of(values.parse_there(cell)) == code


@pytest.mark.parametrize(
    ("cell", "pounds"),
    [
        ("£336.00", "336.00"),
        ("£336", "336.00"),
        (336, "336.00"),
        (336.0, "336.00"),
        (102.5, "102.50"),
        ("1,336.50", "1336.50"),
        ("GBP 144", "144.00"),
        ("£1", "1.00"),
        ("£0", "0.00"),
    ],
)
def test_an_amount(cell: CellValue, pounds: str) -> None:
    found = values.parse_amount_or_day(cell)
    assert found.value == Decimal(pounds)
    assert str(found.value) == pounds


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("280 + VAT", "C17"),
        (-5, "C17"),
        (336.005, "C17"),
        ("£3,36", "C17"),
        (46145, "C05"),
        ("part", "C17"),
        ("30/02/2026", "C04"),
        (float("nan"), "C17"),
    ],
)
def test_no_amount(cell: CellValue, code: str) -> None:
    assert fault_of(values.parse_amount_or_day(cell)) == code


@pytest.mark.parametrize(
    ("cell", "declared"),
    [
        ("Yes", True),
        ("No", False),
        ("Yes - my sister", True),
        ("y: same practice", True),
        ("No, none", False),
        ("None", False),
        ("None declared.", False),
        (False, False),
    ],
)
def test_a_declaration(cell: CellValue, declared: bool) -> None:
    assert values.parse_declaration(cell) == (declared, None)


@pytest.mark.parametrize("cell", ["Not sure", "my sister", "nobody", "yesterday - met"])
def test_no_declaration(cell: str) -> None:
    assert fault_of(values.parse_declaration(cell)) == "C07"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (("full", "Full", "new", "First", "initial", "Complete", None, " "), "full"),
        (
            ("resubmission", "Resubmit", "RESUB", "re-submission", "Further evidence"),
            "resubmission",
        ),
        (("Resubmission (domains 3, 7)",), "resubmission"),
    ],
)
def test_type(cells: tuple[CellValue, ...], kind: str) -> None:
    assert {values.parse_type(cell) for cell in cells} == {(ApplicationType(kind), None)}


@pytest.mark.parametrize("cell", ["other", 1, date(2026, 1, 1), "full/resubmission", True])
def test_no_type(cell: CellValue) -> None:
    assert fault_of(values.parse_type(cell)) == "C09"


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("none | No | nil | N | 0 | no action | None.", Disciplinary.NONE),
        ("pending | Pending", Disciplinary.PENDING),
        ("active | ongoing | Open | current | YES | y", Disciplinary.ACTIVE),
        ("resolved | closed | Concluded | spent", Disciplinary.RESOLVED),
    ],
)
@pytest.mark.rule("R16", passes=True)
def test_disciplinary(words: str, state: Disciplinary) -> None:
    found = {values.parse_disciplinary(word) for word in words.split("|")}
    assert found == {(state, None)}


@pytest.mark.parametrize(("cell", "state"), [(False, "none"), (0.0, "none"), (True, "active")])
def test_disciplinary_as_a_tick_box(cell: CellValue, state: str) -> None:
    assert values.parse_disciplinary(cell) == (Disciplinary(state), None)


@pytest.mark.parametrize("cell", ["No, but one is pending", "see file", "Yes - resolved"])
def test_a_remark_on_discipline_is_for_a_person_to_read(cell: str) -> None:
    assert fault_of(values.parse_disciplinary(cell)) == "C09"


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("senior | Employer | Senior colleague | senior partner", TestimonialFrom.SENIOR),
        ("GP partner | Clinical director | Director | Senior manager", TestimonialFrom.SENIOR),
        ("Employer or senior work colleague", TestimonialFrom.SENIOR),
        ("peer | Peer manager | PCN manager | Peer, Jo Day", TestimonialFrom.PEER),
        ("Practice manager (another practice) | Peer (PM at Elm)", TestimonialFrom.PEER),
        ("outside leader | External leader | local leader", TestimonialFrom.OUTSIDE_LEADER),
        ("Clinician/manager outside the practice", TestimonialFrom.OUTSIDE_LEADER),
        ("Regional leader | National leader | LMC lead | ICB lead", TestimonialFrom.OUTSIDE_LEADER),
    ],
)
@pytest.mark.rule("R19", passes=True)
def test_option(words: str, option: TestimonialFrom) -> None:
    assert {values.parse_option(word) for word in words.split(" | ")} == {(option, None)}


@pytest.mark.parametrize(
    "cell", ["Practice manager", "Partner (another practice)", "Director, LMC", "friend", 1]
)
@pytest.mark.rule("R19", passes=False)
def test_an_option_that_might_be_another_is_refused(cell: CellValue) -> None:
    assert fault_of(values.parse_option(cell)) == "C09"


@pytest.mark.parametrize(
    ("words", "nation"),
    [
        ("England | ENGLAND", Nation.ENGLAND),
        ("Scotland | scotland.", Nation.SCOTLAND),
        ("Wales | Cymru | Wales/Cymru", Nation.WALES),
        ("Northern Ireland | NI | N. Ireland | N.I.", Nation.NORTHERN_IRELAND),
    ],
)
@pytest.mark.rule("R5", passes=True)
def test_nation(words: str, nation: Nation) -> None:
    assert {values.parse_nation(word).value for word in words.split(" | ")} == {nation}


@pytest.mark.rule("R5", passes=False)
def test_another_country_is_kept_as_text() -> None:
    found = values.parse_nation("Jersey").value
    assert found == "Jersey"
    assert not isinstance(found, Nation)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("Board | Board member | Member of the Board of the IGPM", Category.BOARD),
        ("External | External assessor | Other professional body", Category.EXTERNAL),
        ("Member | MIGPM | Existing full Member | Member (Scotland)", Category.MEMBER),
        ("Academic | Senior academic | University", Category.ACADEMIC),
        ("ALB | Arm’s length body | Arms-length body", Category.ARMS_LENGTH_BODY),
    ],
)
@pytest.mark.rule("R26", passes=True)
def test_category(words: str, category: Category) -> None:
    assert {values.parse_category(word) for word in words.split(" | ")} == {(category, None)}


@pytest.mark.rule("R26", passes=False)
def test_no_category() -> None:
    assert fault_of(values.parse_category("Patient")) == "C09"


@pytest.mark.parametrize(
    ("cell", "domains"),
    [
        ("3, 7", (3, 7)),
        ("7,3", (3, 7)),
        ("3 and 7", (3, 7)),
        ("3 & 7", (3, 7)),
        ("3;7", (3, 7)),
        ("3/7", (3, 7)),
        ("3 7", (3, 7)),
        ("3\n7", (3, 7)),
        ("D3 D7", (3, 7)),
        ("D3, D7.", (3, 7)),
        ("Domain 3", (3,)),
        ("Domains 3, 7 and 10", (3, 7, 10)),
        ("domain 3 and domain 7", (3, 7)),
        ("3-5", (3, 4, 5)),
        ("3 – 5, 8", (3, 4, 5, 8)),
        ("3 to 5", (3, 4, 5)),
        ("D3-D5", (3, 4, 5)),
        ("3, 3", (3,)),
        (3.0, (3,)),
        (10, (10,)),
        ("none", ()),
        ("Nil", ()),
        ("all", tuple(range(1, 11))),
        ("All ten", tuple(range(1, 11))),
    ],
)
def test_domains(cell: CellValue, domains: tuple[int, ...]) -> None:
    assert values.parse_domains(cell) == (domains, None)


@pytest.mark.parametrize(
    "cell",
    [
        3.7,
        "3.7",
        date(2026, 7, 3),
        datetime(2026, 7, 3),
        37,
        "37",
        0,
        "0",
        11,
        "11",
        "5-3",
        "3, x",
        "Leadership?",
        True,
        timedelta(1),
        "1-2-3",
    ],
)
def test_no_domains(cell: CellValue) -> None:
    assert fault_of(values.parse_domains(cell)) == "C10"


@pytest.mark.parametrize(
    "cell",
    [*range(3, 8), 3.0, 4.0, 5.0, 6.0, 7.0, "3", "4", "5", "6", "7", "5.0", " 5 ", "7\u00a0"],
)
@pytest.mark.rule("R49", passes=True)
def test_a_mark(cell: CellValue) -> None:
    found = values.parse_mark(cell)
    assert type(found.value) is int
    assert found == (int(float(str(cell).strip())), None)


@pytest.mark.parametrize(
    "cell",
    [
        *(0, 1, 2, 8, 10, -5, 5.5, 4.999999, 7.5, True, False, float("nan"), float("inf")),
        *("0", "2", "8", "5.5", "7,5", "five", "-", "n/a", "5*", "5/7", "A", "x", "✓"),
        *(date(2026, 5, 5), datetime(2026, 5, 5), time(5), timedelta(5)),
    ],
)
@pytest.mark.rule("R49", passes=False)
def test_no_mark(cell: CellValue) -> None:
    assert fault_of(values.parse_mark(cell)) == "M03"


@pytest.mark.parametrize(
    ("cell", "refs"),
    [
        ("A1, A2", ("A1", "A2")),
        ("IGPM 014;IGPM/26/2\n7", ("IGPM 014", "IGPM/26/2", "7")),
        (1001.0, ("1001",)),
        ("none", ()),
    ],
)
def test_refs(cell: CellValue, refs: tuple[str, ...]) -> None:
    assert parse_refs(cell) == (refs, None)
