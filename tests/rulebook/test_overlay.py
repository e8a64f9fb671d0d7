"""The office's policy file: what it may add, and how it is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from igpm_sheets.rulebook import PolicyError, Rulebook, load


def laid_over(folder: Path, text: str) -> Rulebook:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(PolicyError) as refused:
        laid_over(folder, text)
    message = str(refused.value)
    start = str(folder / "policy.toml")
    assert message.startswith(start)
    return message.removeprefix(start)


def test_an_empty_policy_changes_nothing(tmp_path: Path) -> None:
    assert laid_over(tmp_path, "# nothing yet\n") == load()


@pytest.mark.rule("R36", passes=True)
def test_a_later_fee_holds_from_its_day(tmp_path: Path) -> None:
    book = laid_over(
        tmp_path,
        """
        [assessment_fee]
        values = [
          { from = 2028-01-01, value = 310 },
          { from = 2027-01-01, value = 295.50, source = "Board minute 14" },
        ]
        """,
    )
    assert book.on(date(2026, 12, 31)).assessment == Decimal(280)
    assert book.on(date(2027, 1, 1)).assessment == Decimal("295.50")
    assert book.on(date(2028, 1, 1)).assessment == Decimal(310)
    sources = [entry.source for entry in book.values["assessment_fee"].values]
    assert sources == ["F79", "Board minute 14", "office policy (policy.toml)"]
    assert load().on(date(2030, 1, 1)).assessment == Decimal(280)


@pytest.mark.rule("R38", passes=True)
def test_an_entry_of_the_same_day_takes_its_place(tmp_path: Path) -> None:
    book = laid_over(tmp_path, "[member_fee]\nvalues = [{ from = 2022-06-21, value = 80 }]")
    assert [entry.value for entry in book.values["member_fee"].values] == [Decimal(80)]


def test_a_rate_of_vat(tmp_path: Path) -> None:
    book = laid_over(tmp_path, "[[vat_rate.values]]\nfrom = 2030-04-01\nvalue = 0.175\n")
    assert book.on(date(2030, 4, 1)).vat_rate == Decimal("0.175")


def test_both_fees_may_be_waived(tmp_path: Path) -> None:
    free = "values = [{ from = 2027-01-01, value = 0 }]"
    book = laid_over(tmp_path, f"[assessment_fee]\n{free}\n[resubmission_fee]\n{free}\n")
    assert book.on(date(2027, 1, 1)).resubmission == Decimal(0)


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    text = "\ufeff[member_fee]\nvalues = [{ from = 2027-01-01, value = 90 }]"
    assert laid_over(tmp_path, text).on(date(2027, 1, 1)).member == Decimal(90)


@pytest.mark.rule("R13", passes=True)
def test_a_role_that_the_office_adds(tmp_path: Path) -> None:
    assert load().role_class("Care Coordinator Manager") is None
    added = '[[role]]\nname = "care coordinator manager"\nclass = 5\n'
    book = laid_over(tmp_path, added)
    found = book.role_class("CARE COORDINATOR  MANAGER")
    assert found is not None
    assert found.number == 5
    twice = laid_over(tmp_path, added + '[[role]]\nname = "Care Coordinator Manager"\nclass = 5\n')
    assert twice == book


def test_a_role_already_listed_in_that_class_is_no_matter(tmp_path: Path) -> None:
    assert laid_over(tmp_path, '[[role]]\nname = "Practice Manager"\nclass = 1\n') == load()


@pytest.mark.rule("R13", passes=False)
@pytest.mark.rule("R14", passes=False)
@pytest.mark.parametrize("number", ["0", "8", '"refuse"', "5.0", "true"])
def test_a_role_in_no_class_cannot_be_laid_down(tmp_path: Path, number: str) -> None:
    message = refusal(tmp_path, f'[[role]]\nname = "locum"\nclass = {number}\n')
    assert message == (
        f": [[role]] 1: class is {number}. Give the number of one of the classes of R13, 1 to 7. "
        "A title in none of them is referred (R14)."
    )


@pytest.mark.rule("R13", passes=False)
def test_a_role_in_a_second_class(tmp_path: Path) -> None:
    message = refusal(tmp_path, '[[role]]\nname = "PCN manager"\nclass = 1\n')
    assert message == (
        ': [[role]] 1: "PCN manager" is in class 7 already. '
        "Leave the entry out; a title has one class."
    )


@pytest.mark.rule("R37", passes=False)
def test_a_resubmission_that_is_not_the_cheaper(tmp_path: Path) -> None:
    text = "[resubmission_fee]\nvalues = [{ from = 2027-01-01, value = 300 }]"
    assert refusal(tmp_path, text) == (
        ": R37: from 2027-01-01 a resubmission would cost 300, more than the assessment at 280. "
        "Correct the policy file."
    )


ENTRY = "[member_fee]\nvalues = [{{ {} }}]"
ON_A_DAY = "[{}]\nvalues = [{{ from = 2027-01-01, value = {} }}]"
SHAPE = "values = [{ from = 2027-01-01, value = 295 }]"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[asessment_fee]\n", ': "asessment_fee" is not known. Did you mean "assessment_fee"?'),
        (
            "[member_fee]\nvalue = 90\n",
            ': [member_fee]: "value" is not known. Did you mean "values"?',
        ),
        (
            ENTRY.format("form = 2027-01-01, value = 90"),
            ': [member_fee] entry 1: "form" is not known. Did you mean "from"?',
        ),
        (
            ENTRY.format("value = 90"),
            f': [member_fee] entry 1: no "from" found. Write each entry as in {SHAPE}.',
        ),
        (
            ENTRY.format("from = 2027-01-01"),
            f': [member_fee] entry 1: no "value" found. Write each entry as in {SHAPE}.',
        ),
        (
            ENTRY.format("from = 2027-01-01T09:00:00, value = 90"),
            (
                ": [member_fee] entry 1: from is 2027-01-01T09:00:00, a date with a time. "
                "Write the date alone: 2027-01-01."
            ),
        ),
        (
            ENTRY.format('from = "2027-01-01", value = 90'),
            (
                ': [member_fee] entry 1: from is "2027-01-01", which is not a date. '
                "Write a date without quotation marks: 2027-01-01."
            ),
        ),
        (
            ON_A_DAY.format("member_fee", '"90"'),
            (
                ': [member_fee] entry 1: value is "90", which is not a number. '
                "Write the bare figure, without quotation marks, pound sign or per cent sign."
            ),
        ),
        (
            ON_A_DAY.format("member_fee", "true"),
            (
                ": [member_fee] entry 1: value is true, which is not a number. "
                "Write the bare figure, without quotation marks, pound sign or per cent sign."
            ),
        ),
        pytest.param(
            ON_A_DAY.format("assessment_fee", "-280"),
            ": [assessment_fee] entry 1: value is -280, which is below nought. "
            "The unit is pounds, net of VAT.",
            marks=pytest.mark.rule("R36", passes=False),
        ),
        pytest.param(
            ON_A_DAY.format("member_fee", "85.005"),
            ": [member_fee] entry 1: value is 85.005, which has a fraction of a penny. "
            "The unit is pounds, net of VAT, a year.",
            marks=pytest.mark.rule("R38", passes=False),
        ),
        pytest.param(
            ON_A_DAY.format("associate_fee", "nan"),
            ": [associate_fee] entry 1: value is NaN, which is not a number. "
            "The unit is pounds, net of VAT, a year.",
            marks=pytest.mark.rule("R42", passes=False),
        ),
        (
            ON_A_DAY.format("associate_fee", "1e999999"),
            (
                ": [associate_fee] entry 1: value is 1E+999999, which is too large for a fee in "
                "pounds. The unit is pounds, net of VAT, a year."
            ),
        ),
        (
            ON_A_DAY.format("vat_rate", "20"),
            (
                ": [vat_rate] entry 1: value is 20, which is more than the whole; write 20 % as "
                "0.20. The unit is share of the net price."
            ),
        ),
        pytest.param(
            ON_A_DAY.format("fee_review_years", "0"),
            ": [fee_review_years] entry 1: value is 0, which is not a whole number of years from "
            "1 to 100. The unit is years.",
            marks=pytest.mark.rule("R41", passes=False),
        ),
        (
            (
                "[member_fee]\nvalues = [{ from = 2027-01-01, value = 90 },"
                " { from = 2027-01-01, value = 95 }]"
            ),
            ": [member_fee] entry 2: 2027-01-01 occurs a second time. Keep one entry a day.",
        ),
        (
            ENTRY.format('from = 2027-01-01, value = 90, source = " "'),
            (
                ': [member_fee] entry 1: source is " ". '
                'Say who decided it, as in source = "Board minute 14", or leave it out.'
            ),
        ),
        ("[member_fee]\n", f": [member_fee]: no list of values found. Write {SHAPE}."),
        ("[member_fee]\nvalues = []\n", f": [member_fee]: no list of values found. Write {SHAPE}."),
        (
            "member_fee = 90\n",
            f": [member_fee]: found 90 in place of a table. Write {SHAPE} under it.",
        ),
        (
            "[member_fee]\nvalues = [90]\n",
            f": [member_fee] entry 1: found 90. Write each entry as in {SHAPE}.",
        ),
        (
            '[role]\nname = "x manager"\n',
            (
                ": role: found a table. Write [[role]], name = "
                '"care coordinator manager" and class = 5, each on a line.'
            ),
        ),
        (
            'role = ["x manager"]\n',
            (
                ': [[role]] 1: found "x manager". Write [[role]], name = '
                '"care coordinator manager" and class = 5, each on a line.'
            ),
        ),
        (
            "[[role]]\nclass = 5\n",
            ": [[role]] 1: no name found. Give the title in quotation marks.",
        ),
        (
            '[[role]]\nname = " - "\nclass = 5\n',
            ': [[role]] 1: name is " - ". Give the title in quotation marks.',
        ),
        (
            '[[role]]\nname = "x manager"\n',
            (
                ": [[role]] 1: no class found. Give the number of one of the classes of R13, "
                "1 to 7. A title in none of them is referred (R14)."
            ),
        ),
        (
            '[[role]]\ntitle = "x manager"\nclass = 5\n',
            ': [[role]] 1: "title" is not known. The keys are "name", "class".',
        ),
    ],
)
def test_policies_that_are_refused(tmp_path: Path, text: str, message: str) -> None:
    assert refusal(tmp_path, text) == message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.toml: No such file.*\[policy\]"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    assert refusal(tmp_path, "member_fee: 90\n").startswith(": not valid TOML, ")
    assert "line 2" in refusal(tmp_path, "\nmember_fee: 90\n")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes("# £\n".encode("utf-16"))
    with pytest.raises(PolicyError, match="not written in UTF-8"):
        load(path)
