"""The settings of `[interpretations]`, and that the table and the type keep in step."""

import json
from dataclasses import fields
from decimal import Decimal
from typing import get_args

import pytest

from igpm_sheets.rulebook import Interpretations, PolicyError, load

BOOK = load()
DEFAULTS = Interpretations()

# Each key of the settings with the interpretation that it decides.
DECIDES = {
    "combine": "I1",
    "domain_floor": "I2",
    "strict_balance": "I3",
    "further_evidence": "I4",
    "window": "I6",
    "time_of_application": "I7",
    "two_years": "I8",
    "one_year_from": "I9",
    "one_year_to": "I10",
    "renewal_days": "I12",
    "testimonials": "I13",
    "not_associate": "I14",
    "incomplete": "I16",
    "resubmission_marks": "I17",
    "attempts": "I19",
    "price_date": "I20",
    "fee_unpaid": "I22",
    "grace_days": "I23",
    "conflicts": "I24",
    "category_mix": "I25",
    "split_panels": "I26",
    "rare_marks_over": "I27",
}


def test_every_setting_decides_its_interpretation() -> None:
    in_table = {each.setting: each.id for each in BOOK.interpretations.values() if each.setting}
    assert in_table == DECIDES
    assert [each.name for each in fields(Interpretations)] == list(DECIDES)
    for key, id_ in DECIDES.items():
        assert BOOK.setting(key).id == id_


@pytest.mark.parametrize("key", DECIDES)
def test_the_table_and_the_type_allow_the_same_values(key: str) -> None:
    entry = BOOK.setting(key)
    (kind,) = [each.type for each in fields(Interpretations) if each.name == key]
    allowed = (False, True) if kind is bool else get_args(kind)
    assert list(entry.answers) == [str(each).lower() for each in allowed]
    assert entry.default == str(getattr(DEFAULTS, key)).lower()
    assert (entry.number is None) == bool(allowed)


@pytest.mark.parametrize("key", DECIDES)
def test_every_allowed_value_is_accepted_and_explained(key: str) -> None:
    entry = BOOK.setting(key)
    default = getattr(DEFAULTS, key)
    for text in entry.answers or [entry.default or ""]:
        value: object = text
        if isinstance(default, bool):
            value = text == "true"
        elif isinstance(default, int):
            value = int(text)
        elif isinstance(default, Decimal):
            value = Decimal(text)
        chosen = Interpretations.from_settings({key: value})
        assert getattr(chosen, key) == value
        assert entry.reading(getattr(chosen, key)).endswith((".", "!"))
    assert entry.reading() == entry.reading(default)


def test_no_settings_are_the_defaults() -> None:
    assert Interpretations.from_settings({}) == DEFAULTS


def test_figures_are_shown_in_their_sentence() -> None:
    assert "than 10 %" in BOOK.setting("rare_marks_over").reading(Decimal("0.10"))
    assert "than 12.5 %" in BOOK.setting("rare_marks_over").reading(Decimal("0.125"))
    assert "once 45 days" in BOOK.setting("grace_days").reading(45)
    assert "{" not in "".join(each.reading() for each in BOOK.interpretations.values())


def test_a_setting_that_does_not_exist() -> None:
    with pytest.raises(KeyError):
        BOOK.setting("weather")
    with pytest.raises(KeyError):
        BOOK.setting("combine").reading("mode")


@pytest.mark.parametrize("share", [0.25, Decimal("0.25")])
def test_a_share_is_decimal_whatever_it_was_read_as(share: object) -> None:
    assert Interpretations.from_settings({"rare_marks_over": share}).rare_marks_over == Decimal(
        "0.25"
    )


def test_the_settings_as_json() -> None:
    table = DEFAULTS.as_dict()
    assert list(table) == list(DECIDES)
    assert (table["combine"], table["domain_floor"], table["strict_balance"]) == ("mean", 0, False)
    assert table["rare_marks_over"] == "0.10"
    assert json.loads(json.dumps(table)) == table


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"combin": "mean"},
            '[interpretations] has no "combin". Did you mean "combine"?',
        ),
        (
            {"combine": "median"},
            (
                '[interpretations] combine = "median" is not possible. '
                'Use one of "mean", "median_domain", "majority".'
            ),
        ),
        (
            {"combine": True},
            (
                "[interpretations] combine = true is not possible. "
                'Use one of "mean", "median_domain", "majority".'
            ),
        ),
        (
            {"domain_floor": 3},
            "[interpretations] domain_floor = 3 is not possible. Use one of 0, 4, 5.",
        ),
        (
            {"domain_floor": False},
            "[interpretations] domain_floor = false is not possible. Use one of 0, 4, 5.",
        ),
        (
            {"domain_floor": "4"},
            '[interpretations] domain_floor = "4" is not possible. Use one of 0, 4, 5.',
        ),
        (
            {"strict_balance": "true"},
            (
                '[interpretations] strict_balance = "true" is not possible. '
                "Use true or false, without quotation marks."
            ),
        ),
        (
            {"strict_balance": 1},
            (
                "[interpretations] strict_balance = 1 is not possible. "
                "Use true or false, without quotation marks."
            ),
        ),
        (
            {"rare_marks_over": 10},
            (
                "[interpretations] rare_marks_over = 10 is not possible. "
                "Use a share between 0 and 1: 10 % is 0.10."
            ),
        ),
        (
            {"rare_marks_over": float("nan")},
            (
                "[interpretations] rare_marks_over = nan is not possible. "
                "Use a share between 0 and 1: 10 % is 0.10."
            ),
        ),
        (
            {"rare_marks_over": "10%"},
            (
                '[interpretations] rare_marks_over = "10%" is not possible. '
                "Use a share between 0 and 1: 10 % is 0.10."
            ),
        ),
        (
            {"grace_days": -1},
            (
                "[interpretations] grace_days = -1 is not possible. "
                "Use a whole number of days from 0 to 3650."
            ),
        ),
        (
            {"grace_days": True},
            (
                "[interpretations] grace_days = true is not possible. "
                "Use a whole number of days from 0 to 3650."
            ),
        ),
    ],
)
def test_settings_that_are_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        Interpretations.from_settings(settings)
    assert str(refusal.value) == message


def test_a_key_like_no_other_is_answered_with_all_of_them() -> None:
    with pytest.raises(PolicyError, match='The keys are "combine", "domain_floor"'):
        Interpretations.from_settings({"zzz": 1})
