"""The packaged rulebook: complete, cited, priced and sorted."""

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from igpm_sheets.rulebook import Prices, faults, load
from igpm_sheets.rulebook.faults import AREAS

BOOK = load()
LAUNCH = date(2022, 6, 21)


def test_the_packaged_rulebook_has_no_faults() -> None:
    assert faults(BOOK) == []


def test_it_is_read_once_and_shared() -> None:
    assert load() is BOOK


def test_every_rule_and_interpretation_has_its_entry_in_order() -> None:
    assert list(BOOK.rules) == [f"R{number}" for number in range(1, 63)]
    assert list(BOOK.interpretations) == [f"I{number}" for number in range(1, 36)]
    assert {rule.area for rule in BOOK.rules.values()} == set(AREAS)


def test_sentences_are_whole_and_on_one_line() -> None:
    said = [rule.text for rule in BOOK.rules.values()]
    for each in BOOK.interpretations.values():
        said += [*each.answers.values(), *([each.answer] if each.answer else [])]
        assert each.question.endswith("?")
    for sentence in said:
        assert sentence.endswith(".")
        assert "\n" not in sentence


@pytest.mark.rule("R43", passes=True)
def test_ten_domains_with_the_wordings_of_both_documents() -> None:
    assert [each.number for each in BOOK.domains] == list(range(1, 11))
    assert BOOK.domain(7).headings == (
        "Financial proficiency and practice stability",
        "Financial proficiency and practice fiscal stability",
    )
    assert all(len(each.short.split()) <= 2 for each in BOOK.domains)


@pytest.mark.rule("R44", passes=True)
def test_fifty_three_prompts() -> None:
    counts = [len(each.prompts) for each in BOOK.domains]
    assert counts == [7, 5, 7, 6, 6, 4, 5, 5, 4, 4]
    assert sum(counts) == 53
    every = [prompt for each in BOOK.domains for prompt in each.prompts]
    assert len(set(every)) == 53


@pytest.mark.rule("R45", passes=True)
def test_domain_2_prompts_for_cpd_in_two_years() -> None:
    assert any("CPD" in each and "two years" in each for each in BOOK.domain(2).prompts)


@pytest.mark.rule("R46", passes=True)
def test_domain_1_prompts_for_general_education() -> None:
    assert any("GCSE" in each and "Level 5" in each for each in BOOK.domain(1).prompts)


def test_a_domain_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        BOOK.domain(11)


@pytest.mark.parametrize(
    ("name", "net", "source"),
    [
        pytest.param("assessment_fee", 280, "F79", marks=pytest.mark.rule("R36", passes=True)),
        pytest.param("resubmission_fee", 120, "F79", marks=pytest.mark.rule("R37", passes=True)),
        pytest.param("member_fee", 85, "F81", marks=pytest.mark.rule("R38", passes=True)),
        pytest.param("associate_fee", 50, "F82", marks=pytest.mark.rule("R42", passes=True)),
        pytest.param("fee_review_years", 3, "F81", marks=pytest.mark.rule("R41", passes=True)),
    ],
)
def test_figures_hold_from_the_launch_and_not_before(name: str, net: int, source: str) -> None:
    entry = BOOK.value(name, LAUNCH)
    assert entry is not None
    assert (entry.start, entry.value, entry.source) == (LAUNCH, Decimal(net), source)
    assert BOOK.value(name, date(2040, 1, 1)) == entry
    assert BOOK.value(name, date(2022, 6, 20)) is None


def test_the_prices_of_a_day() -> None:
    assert BOOK.on(LAUNCH) == Prices(
        day=LAUNCH,
        assessment=Decimal(280),
        resubmission=Decimal(120),
        member=Decimal(85),
        associate=Decimal(50),
        vat_rate=Decimal("0.20"),
    )


def test_a_price_before_its_first_day_is_not_known() -> None:
    prices = BOOK.on(date(2022, 1, 1))
    assert prices.assessment is None
    assert prices.vat_rate == Decimal("0.20")
    assert BOOK.on(date(2011, 1, 3)).vat_rate is None


def test_a_figure_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        BOOK.value("joining_fee", LAUNCH)


def test_values_are_sorted_by_day() -> None:
    for series in BOOK.values.values():
        days = [entry.start for entry in series.values]
        assert days == sorted(set(days))


def test_a_book_cannot_be_altered() -> None:
    with pytest.raises(TypeError):
        BOOK.rules["R63"] = BOOK.rules["R1"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        BOOK.domains = ()  # type: ignore[misc]


def test_loading_imports_nothing_slow() -> None:
    slow = ("difflib", "importlib.resources", "tempfile", "typing_extensions", "urllib.request")
    code = (
        "import sys; from igpm_sheets.rulebook import load; load(); "
        f"print([name for name in {slow!r} if name in sys.modules])"
    )
    path = f"import sys; sys.path[:0] = {sys.path!r}; "
    said = subprocess.run(
        [sys.executable, "-S", "-c", path + code], capture_output=True, check=True
    )
    assert said.stdout.decode().strip() == "[]"
