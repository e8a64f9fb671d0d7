"""Sets the oracle's answers beside the program's, and says where they differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from .oracle import FIELDS

Record = Mapping[str, object]
NUMBERS = {"sum", "average", *(f"d{n}" for n in range(1, 11))}
RULE_ID = re.compile(r"\b[RI]\d+\b")


def differences(
    expected: Sequence[Record],
    got: Sequence[Record] | Record,
    *,
    doubts: Mapping[tuple[str, str], set[str]] | None = None,
    why: bool = True,
) -> list[str]:
    """One line for each field that differs, each application missing, and each too many.

    ``got`` is the program's whole JSON document, or its list of applications. ``doubts``, from
    the oracle, adds to a line the open readings on which the expected answer hangs.
    """
    records = applications_of(got)
    by_ref = {str(record.get("ref")): record for record in records}
    lines: list[str] = []
    for wanted in expected:
        ref = str(wanted["ref"])
        if ref not in by_ref:
            lines.append(f"{ref}: missing; expected status {wanted['status']!r}")
            continue
        lines += differing_fields(ref, wanted, by_ref[ref], doubts or {})
        if why:
            lines += differing_why(ref, wanted, by_ref[ref])
    known = {str(wanted["ref"]) for wanted in expected}
    lines += [f"{ref}: not expected at all" for ref in by_ref if ref not in known]
    if len(by_ref) < len(records):
        lines.append(f"{len(records) - len(by_ref)} applications come under a ref used already")
    return lines


def applications_of(got: Sequence[Record] | Record) -> list[Record]:
    """The list of applications, whether or not it comes inside its document."""
    if not isinstance(got, Mapping):
        return list(got)
    inside = got.get("applications")
    if not isinstance(inside, list):
        return []
    return [record for record in inside if isinstance(record, Mapping)]


def differing_fields(
    ref: str, wanted: Record, found: Record, doubts: Mapping[tuple[str, str], set[str]]
) -> list[str]:
    """A line for each field with another value, or with none at all."""
    lines = []
    for field in FIELDS:
        if field not in found:
            lines.append(f"{ref}: {field}: no such key; expected {wanted[field]!r}")
        elif not same(field, wanted[field], found[field]):
            hangs_on = ", ".join(sorted(doubts.get((ref, field), ())))
            note = f" (hangs on {hangs_on})" if hangs_on else ""
            lines.append(f"{ref}: {field}: expected {wanted[field]!r}, got {found[field]!r}{note}")
    return lines


def differing_why(ref: str, wanted: Record, found: Record) -> list[str]:
    """A line where the reason names none of the rules that it might."""
    rules = wanted.get("why_rules")
    if not isinstance(rules, set) or not rules:
        return []
    text = str(found.get("why") or "")
    if rules & set(RULE_ID.findall(text)):
        return []
    return [f"{ref}: why: expected one of {', '.join(sorted(rules))}, got {text!r}"]


def same(field: str, wanted: object, found: object) -> bool:
    """Equal: numbers by their value to two places, everything else as it stands."""
    if field not in NUMBERS or wanted is None or found is None:
        return wanted == found and isinstance(wanted, str) == isinstance(found, str)
    if isinstance(found, str | bool) or (field == "sum" and not isinstance(found, int)):
        return False
    try:
        return Decimal(str(wanted)) == Decimal(str(found))
    except InvalidOperation:
        return False
