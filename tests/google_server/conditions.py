"""Conditions of drop-downs, conditional formats and filters: what each of them needs."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from tests.google_server.discovery import document
from tests.google_server.errors import Wrong

Json = dict[str, Any]

_PLURALS: Final = {
    "data validation": "data validation",
    "conditional formatting": "conditional formats",
    "filters": "filters",
}
_COMMA: Final = ("de_", "fr_", "es_", "it_", "nl_", "pl_", "pt_", "sv_", "da_", "fi_", "cs_")


@cache
def _descriptions() -> dict[str, str]:
    field = document("sheets").schemas["BooleanCondition"]["properties"]["type"]
    return dict(zip(field["enum"], field["enumDescriptions"], strict=True))


def check_number(written: str, what: str, locale: str) -> None:
    """Raise `Wrong` for a number that a person could not type in this locale."""
    comma = locale.startswith(_COMMA)
    number = written.replace(",", ".") if comma and "." not in written else written
    plain = re.fullmatch(r"-?\d+(\.\d+)?%?", number)
    if not written.startswith("=") and (not plain or (comma and "." in written)):
        raise Wrong(f"Invalid {what}: {written}")


def check_condition(condition: Json | None, use: str, locale: str = "en_GB") -> None:
    """Raise `Wrong` for a condition that does not serve this use, or lacks its values.

    Args:
        condition: The `BooleanCondition`.
        use: `data validation`, `conditional formatting` or `filters`, as Google describes them.
        locale: The spreadsheet's, in which numbers are read.
    """
    kind = (condition or {}).get("type", "CONDITION_TYPE_UNSPECIFIED")
    if condition is None or kind == "CONDITION_TYPE_UNSPECIFIED":
        raise Wrong("A condition must have a type.")
    described = _descriptions()[kind]
    if use not in described:
        raise Wrong(f"ConditionType '{kind}' is not supported in {_PLURALS[use]}.")
    values = condition.get("values", [])
    least, most = _count(described, kind)
    if not least <= len(values) <= most:
        raise Wrong(f"ConditionType '{kind}' requires {least} ConditionValues, not {len(values)}.")
    for value in values:
        if ("userEnteredValue" in value) == ("relativeDate" in value):
            raise Wrong("A ConditionValue must have exactly one kind of value.")
    for value in values if kind.startswith("NUMBER") else []:
        check_number(value.get("userEnteredValue", ""), "ConditionValue.userEnteredValue", locale)
    formula = values[0].get("userEnteredValue", "") if values else ""
    if kind == "CUSTOM_FORMULA" and not formula.startswith("="):
        raise Wrong(f"Invalid condition value for {kind}: {formula}")


def _count(described: str, kind: str) -> tuple[int, int]:
    if kind == "BOOLEAN":
        return 0, 2
    if kind == "ONE_OF_LIST":
        return 1, 500
    if "exactly two" in described:
        return 2, 2
    if "no ConditionValues" in described:
        return 0, 0
    return 1, 1
