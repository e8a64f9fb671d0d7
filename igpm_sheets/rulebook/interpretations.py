"""The interpretations in force: one typed attribute for each ``[interpretations]`` setting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal, Self, get_args

from igpm_sheets.rulebook.errors import PolicyError
from igpm_sheets.rulebook.words import listed, shown, unknown

_LONGEST_GRACE = 3650  # ten years: beyond that it is a slip, and dates run out in the end

Combine = Literal["mean", "median_domain", "majority"]
DomainFloor = Literal[0, 4, 5]
FurtherEvidence = Literal["panel", "any_assessor", "most_assessors"]
Window = Literal["calendar_month", "previous_month_end"]
TimeOfApplication = Literal["received", "window_start"]
TwoYears = Literal["joined_posts", "current_post"]
OneYearFrom = Literal["result", "submission", "window"]
OneYearTo = Literal["submission", "reassessment"]
RenewalDays = Literal["framework", "first_after_results", "anniversary"]
Testimonials = Literal["two_options", "senior_and_peer"]
NotAssociate = Literal["hold", "ineligible", "ignore"]
Incomplete = Literal["decline", "hold"]
ResubmissionMarks = Literal["carry", "mark_all"]
Attempts = Literal["within_year", "once", "restart"]
PriceDate = Literal["received", "window"]
FeeUnpaid = Literal["warn", "hold"]
Conflicts = Literal["bar", "warn"]
CategoryMix = Literal["any", "one_external"]
SplitPanels = Literal["flag", "hold"]


@dataclass(frozen=True, slots=True)
class Interpretations:
    """How the open questions are answered for this office; each default is the rulebook's.

    The comment beside an attribute is the interpretation that it decides.
    """

    combine: Combine = "mean"  # I1
    domain_floor: DomainFloor = 0  # I2
    strict_balance: bool = False  # I3
    further_evidence: FurtherEvidence = "panel"  # I4
    window: Window = "calendar_month"  # I6
    time_of_application: TimeOfApplication = "received"  # I7
    two_years: TwoYears = "joined_posts"  # I8
    one_year_from: OneYearFrom = "result"  # I9
    one_year_to: OneYearTo = "submission"  # I10
    renewal_days: RenewalDays = "framework"  # I12
    testimonials: Testimonials = "two_options"  # I13
    not_associate: NotAssociate = "hold"  # I14
    incomplete: Incomplete = "decline"  # I16
    resubmission_marks: ResubmissionMarks = "carry"  # I17
    attempts: Attempts = "within_year"  # I19
    price_date: PriceDate = "received"  # I20
    fee_unpaid: FeeUnpaid = "warn"  # I22
    grace_days: int = 30  # I23
    conflicts: Conflicts = "bar"  # I24
    category_mix: CategoryMix = "any"  # I25
    split_panels: SplitPanels = "flag"  # I26
    rare_marks_over: Decimal = Decimal("0.10")  # I27

    @classmethod
    def from_settings(cls, mapping: Mapping[str, object]) -> Self:
        """Return the interpretations that a settings table asks for, the rest at their defaults.

        >>> Interpretations.from_settings({"combine": "majority"}).combine
        'majority'

        Raises:
            PolicyError: a key does not exist, or its value is not one of those allowed.
        """
        kinds = {each.name: each.type for each in fields(cls)}
        chosen: dict[str, Any] = {}
        for key, value in mapping.items():
            if key not in kinds:
                raise PolicyError(f'[interpretations] has no "{key}". {unknown(key, kinds)}')
            chosen[key] = _checked(key, kinds[key], value)
        return cls(**chosen)

    def as_dict(self) -> dict[str, str | int | bool]:
        """Return key and value of each setting, fit for JSON; a share as text, such as "0.10"."""
        out: dict[str, str | int | bool] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            out[each.name] = str(value) if isinstance(value, Decimal) else value
        return out


def _checked(key: str, kind: object, value: object) -> object:
    """Return `value` in the type of its attribute, or refuse it."""
    if kind is bool:
        if isinstance(value, bool):
            return value
        raise _refusal(key, value, "Use true or false, without quotation marks.")
    if kind is int:
        if type(value) is int and 0 <= value <= _LONGEST_GRACE:
            return value
        raise _refusal(key, value, f"Use a whole number of days from 0 to {_LONGEST_GRACE}.")
    if kind is Decimal:
        share = _number(value)
        if share is not None and 0 <= share <= 1:
            return share
        raise _refusal(key, value, "Use a share between 0 and 1: 10 % is 0.10.")
    allowed = get_args(kind)
    # `False == 0` and `4.0 == 4`: the type is compared too.
    if any(type(value) is type(each) and value == each for each in allowed):
        return value
    raise _refusal(key, value, f"Use one of {listed(allowed)}.")


def _number(value: object) -> Decimal | None:
    """Return a finite number as a Decimal, and None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def _refusal(key: str, value: object, advice: str) -> PolicyError:
    """Return the error for a value that a setting does not have."""
    return PolicyError(f"[interpretations] {key} = {shown(value)} is not possible. {advice}")
