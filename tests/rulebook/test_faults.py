"""What `faults` finds in a rulebook that has been tampered with."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from igpm_sheets.rulebook import DatedValue, Domain, Rulebook, faults, load

BOOK = load()
LAUNCH = date(2022, 6, 21)


def with_domain(number: int, change: Callable[[Domain], Domain]) -> Rulebook:
    domains = [change(each) if each.number == number else each for each in BOOK.domains]
    return replace(BOOK, domains=tuple(domains))


def with_values(name: str, *values: tuple[date, str]) -> Rulebook:
    entries = tuple(DatedValue(day, Decimal(value), "a test") for day, value in values)
    series = replace(BOOK.values[name], values=entries)
    return replace(BOOK, values={**BOOK.values, name: series})


def with_rule(id_: str, **changes: Any) -> Rulebook:
    return replace(BOOK, rules={**BOOK.rules, id_: replace(BOOK.rules[id_], **changes)})


def with_reading(id_: str, **changes: Any) -> Rulebook:
    changed = replace(BOOK.interpretations[id_], **changes)
    return replace(BOOK, interpretations={**BOOK.interpretations, id_: changed})


def test_a_missing_rule() -> None:
    rules = {key: rule for key, rule in BOOK.rules.items() if key != "R31"}
    assert "R31: has no entry" in faults(replace(BOOK, rules=rules))


def test_a_rule_too_many() -> None:
    extra = replace(BOOK, rules={**BOOK.rules, "R63": BOOK.rules["R62"]})
    assert faults(extra) == [
        "R63: is not an id of the rulebook",
        "R63: stands under an id that is not its own, R62",
    ]


@pytest.mark.parametrize("cite", ["77", "B12", "F", "F0", "F135", "A84", "F9-3", "F77 "])
def test_citations_that_lead_nowhere(cite: str) -> None:
    (fault,) = faults(with_rule("R33", cites=(cite,)))
    assert fault.startswith(f'R33: "{cite}"')


def test_a_rule_without_words_or_area() -> None:
    assert faults(with_rule("R1", text="")) == ["R1: needs a title, a text and a citation"]
    assert faults(with_rule("R1", area="money")) == ['R1: "money" is not an area']


def test_a_reading_of_a_rule_that_does_not_exist() -> None:
    assert faults(with_reading("I1", rules=("R99",))) == ["I1: reads R99, which is not a rule"]


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("I1", {"answers": {}}),
        ("I1", {"default": "mode"}),
        ("I5", {"answer": None}),
        ("I23", {"default": None}),
    ],
)
def test_a_reading_without_an_answer(id_: str, changes: dict[str, Any]) -> None:
    wanted = [f"{id_}: needs a question, rules, and an answer for each value"]
    assert faults(with_reading(id_, **changes)) == wanted


def test_a_reading_that_neither_cites_nor_assumes() -> None:
    (fault,) = faults(with_reading("I25", cites=()))
    assert fault.startswith("I25: has neither")


@pytest.mark.rule("R43", passes=False)
def test_nine_domains() -> None:
    assert faults(replace(BOOK, domains=BOOK.domains[:9])) == [
        "R43: the domains are not numbered 1 to 10"
    ]


@pytest.mark.rule("R43", passes=False)
def test_two_domains_of_one_wording() -> None:
    book = with_domain(5, lambda each: replace(each, wordings=("WORKFORCE",)))
    assert faults(book) == ['R43: "Workforce" does not tell domain 6 from 5'] * 2


@pytest.mark.rule("R44", passes=False)
def test_a_prompt_that_was_dropped() -> None:
    book = with_domain(3, lambda each: replace(each, prompts=each.prompts[1:]))
    assert faults(book) == ["R44: domain 3 has 6 prompts, not 7"]


@pytest.mark.rule("R45", passes=False)
def test_no_prompt_for_cpd() -> None:
    book = with_domain(2, lambda each: replace(each, prompts=("x",) * 5))
    assert faults(book) == ["R45: no prompt of domain 2 asks for CPD"]


@pytest.mark.rule("R46", passes=False)
def test_no_prompt_for_general_education() -> None:
    book = with_domain(1, lambda each: replace(each, prompts=("x", *each.prompts[1:])))
    assert faults(book) == ["R46: no prompt of domain 1 names GCSEs"]


@pytest.mark.rule("R13", passes=False)
def test_a_class_of_role_that_was_dropped() -> None:
    book = replace(BOOK, role_classes=BOOK.role_classes[:6])
    assert faults(book) == ["R13: the classes of role are not numbered 1 to 7"]


@pytest.mark.rule("R13", passes=False)
def test_a_title_in_two_classes() -> None:
    first, *others = BOOK.role_classes
    both = replace(first, names=(*first.names, "PCN Manager"))
    assert faults(replace(BOOK, role_classes=(both, *others))) == [
        'R13: "PCN Manager" is not in class 1 alone'
    ]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        pytest.param("assessment_fee", "R36", marks=pytest.mark.rule("R36", passes=False)),
        pytest.param("resubmission_fee", "R37", marks=pytest.mark.rule("R37", passes=False)),
        pytest.param("member_fee", "R38", marks=pytest.mark.rule("R38", passes=False)),
        pytest.param("associate_fee", "R42", marks=pytest.mark.rule("R42", passes=False)),
        pytest.param("fee_review_years", "R41", marks=pytest.mark.rule("R41", passes=False)),
        ("vat_rate", "I21"),
    ],
)
def test_a_figure_that_is_missing_late_or_negative(name: str, rule: str) -> None:
    gone = {key: series for key, series in BOOK.values.items() if key != name}
    missing = f"{rule}: no {name} is in force when the scheme opens"
    assert faults(replace(BOOK, values=gone)) == [missing]
    assert missing in faults(with_values(name, (date(2022, 6, 22), "1")))
    negative = f"{rule}: {name} from 2022-06-21 is -1, which is below nought"
    assert negative in faults(with_values(name, (LAUNCH, "-1")))


@pytest.mark.rule("R37", passes=False)
def test_a_resubmission_dearer_than_the_assessment() -> None:
    book = with_values("resubmission_fee", (LAUNCH, "120"), (date(2025, 1, 1), "300"))
    assert faults(book) == [
        "R37: from 2025-01-01 a resubmission would cost 300, more than the assessment at 280"
    ]


def test_days_out_of_order() -> None:
    book = with_values("member_fee", (date(2024, 1, 1), "90"), (LAUNCH, "85"))
    assert "R38: the days of member_fee are not in order, each once" in faults(book)


def test_a_figure_nobody_asks_for() -> None:
    book = replace(BOOK, values={**BOOK.values, "tip": BOOK.values["member_fee"]})
    assert faults(book) == ["I21: tip is not a figure of the rulebook"]


def test_a_figure_without_a_source() -> None:
    series = BOOK.values["member_fee"]
    bare = replace(series, values=(replace(series.values[0], source=""),))
    assert faults(replace(BOOK, values={**BOOK.values, "member_fee": bare})) == [
        "R38: member_fee from 2022-06-21 does not say where it comes from"
    ]
