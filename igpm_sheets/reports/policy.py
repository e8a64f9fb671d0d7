"""The Policy tab: prices, interpretations in force and rules, with where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from igpm_sheets.core.policy import Policy
from igpm_sheets.reports.tables import Column, Kind, Table
from igpm_sheets.rulebook import Interpretation

PRICE_COLUMNS = (
    Column("Value"),
    Column("Unit"),
    Column("Source", Kind.LONG_TEXT),
    Column("Amount"),
    Column("From", Kind.DATE),
    Column("In force"),
    Column("Rule"),
)

INTERPRETATION_COLUMNS = (
    Column("Id"),
    Column("Question", Kind.LONG_TEXT),
    Column("Read as", Kind.LONG_TEXT),
    Column("Value"),
    Column("Setting"),
    Column("Assumption", note="yes: no document states the default."),
    Column("Cited"),
)

RULE_COLUMNS = (
    Column("Id"),
    Column("Rule", Kind.LONG_TEXT),
    Column("What it asks", Kind.LONG_TEXT),
    Column("Area"),
    Column("Cited"),
)


def in_force(question: Interpretation, policy: Policy) -> str | None:
    """The value of the setting that answers the question, as it is written in the settings."""
    if question.setting is None:
        return None
    value = policy.answers.as_dict()[question.setting]
    return str(value).lower() if isinstance(value, bool) else str(value)


def reading(question: Interpretation, policy: Policy) -> str:
    """The sentence that says how the question is read now."""
    if question.setting is None:
        return question.reading()
    return question.reading(getattr(policy.answers, question.setting))


def prices_table(policy: Policy, today: date) -> Table:
    """Every dated value, and which is in force today."""
    rows = []
    for series in policy.book.values.values():
        now = series.at(today)
        for entry in series.values:
            current = "yes" if entry == now else None
            amount = f"{entry.value:f}"
            row = (
                series.name,
                series.unit,
                entry.source,
                amount,
                entry.start,
                current,
                series.rule,
            )
            rows.append(row)
    return Table("Prices", PRICE_COLUMNS, rows)


def interpretations_table(policy: Policy, assumed: Mapping[str, str]) -> Table:
    """Every open question with the answer in force; what the settings assume comes last."""
    rows = [
        (
            question.id,
            question.question,
            reading(question, policy),
            in_force(question, policy),
            question.setting,
            "yes" if question.assumption else None,
            ", ".join(question.cites) or None,
        )
        for question in policy.book.interpretations.values()
    ]
    rows += [
        (
            "I15",
            f"What counts where {field.replace('_', ' ')} is not recorded?",
            f"The office answers “{answer}” for every application that leaves it blank.",
            answer,
            f"assume.{field}",
            "yes",
            None,
        )
        for field, answer in assumed.items()
    ]
    return Table("Interpretations", INTERPRETATION_COLUMNS, rows)


def rules_table(policy: Policy) -> Table:
    """All rules with their citations."""
    rows = [
        (rule.id, rule.title, rule.text, rule.area, ", ".join(rule.cites))
        for rule in policy.book.rules.values()
    ]
    return Table("Rules", RULE_COLUMNS, rows)
