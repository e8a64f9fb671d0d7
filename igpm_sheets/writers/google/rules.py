"""Conditional formats and what may be typed into cells, from a workbook's terms to Google's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.writers.book.references import areas
from igpm_sheets.writers.google.areas import GridRange, block_of
from igpm_sheets.writers.google.formats import Formats, colour_style

if TYPE_CHECKING:
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.formatting.rule import ColorScale
    from openpyxl.formatting.rule import Rule as ExcelRule
    from openpyxl.worksheet.datavalidation import DataValidation

Rule = Mapping[str, Any]
"""Google's ConditionalFormatRule, whose ranges name no tab yet."""
Condition = Mapping[str, Any]
"""Google's BooleanCondition."""

_NUMBERS: Final = {
    "equal": "NUMBER_EQ",
    "notEqual": "NUMBER_NOT_EQ",
    "greaterThan": "NUMBER_GREATER",
    "greaterThanOrEqual": "NUMBER_GREATER_THAN_EQ",
    "lessThan": "NUMBER_LESS",
    "lessThanOrEqual": "NUMBER_LESS_THAN_EQ",
    "between": "NUMBER_BETWEEN",
    "notBetween": "NUMBER_NOT_BETWEEN",
}
_TEXTS: Final = {"equal": "TEXT_EQ", "notEqual": "TEXT_NOT_EQ"}
_DAYS: Final = {
    "equal": "DATE_EQ",
    "notEqual": "DATE_NOT_EQ",
    "greaterThan": "DATE_AFTER",
    "greaterThanOrEqual": "DATE_ON_OR_AFTER",
    "lessThan": "DATE_BEFORE",
    "lessThanOrEqual": "DATE_ON_OR_BEFORE",
    "between": "DATE_BETWEEN",
    "notBetween": "DATE_NOT_BETWEEN",
}
_SAYING: Final = {
    "containsText": "TEXT_CONTAINS",
    "notContainsText": "TEXT_NOT_CONTAINS",
    "beginsWith": "TEXT_STARTS_WITH",
    "endsWith": "TEXT_ENDS_WITH",
}
_BLANKS: Final = {"containsBlanks": "BLANK", "notContainsBlanks": "NOT_BLANK"}
_POINTS: Final = {
    "min": "MIN",
    "max": "MAX",
    "num": "NUMBER",
    "percent": "PERCENT",
    "percentile": "PERCENTILE",
}
_PICKED: Final = 12
"""Of so many whole numbers in a row at most one is picked from a list."""
_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")


def condition(kind: str, *values: str) -> dict[str, Any]:
    """Google's condition of a type, with its values as a person would type them.

    >>> condition("NUMBER_EQ", "5")
    {'type': 'NUMBER_EQ', 'values': [{'userEnteredValue': '5'}]}
    """
    if not values:
        return {"type": kind}
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def rules_of(formats: ConditionalFormattingList, looks: Formats) -> list[Rule]:
    """The conditional formats of a sheet, the first to be asked first.

    Data bars, icons and what else Google has no twin of are left out.
    """
    found = [(rule.priority, each.sqref, rule) for each in formats for rule in each.rules]
    made = (
        (str(where), _rule(rule, looks)) for _, where, rule in sorted(found, key=lambda f: f[0])
    )
    return [
        {"ranges": [block_of(area) for area in areas(where)], **rule}
        for where, rule in made
        if rule
    ]


def _rule(rule: ExcelRule, looks: Formats) -> dict[str, Any] | None:
    if rule.type == "colorScale" and rule.colorScale is not None:
        return _gradient(rule.colorScale, looks)
    asked = _asked(rule)
    look = looks.of_rule(rule.dxf)
    if asked is None or not look:
        return None
    return {"booleanRule": {"condition": asked, "format": look}}


def _asked(rule: ExcelRule) -> Condition | None:
    formulas = [str(each) for each in rule.formula]
    if rule.type in _BLANKS:
        return condition(_BLANKS[rule.type])
    if rule.type in _SAYING and rule.text:
        return condition(_SAYING[rule.type], rule.text)
    if rule.type == "cellIs" and rule.operator and formulas:
        return compared(rule.operator, formulas)
    if rule.type == "expression" and formulas:
        return condition("CUSTOM_FORMULA", _formula(formulas[0]))
    return None


def compared(operator: str, formulas: list[str]) -> Condition | None:
    """A comparison with a text, with numbers, or with what a formula comes to.

    >>> compared("equal", ['"Not eligible"'])
    {'type': 'TEXT_EQ', 'values': [{'userEnteredValue': 'Not eligible'}]}
    """
    text = _QUOTED.fullmatch(formulas[0])
    if text:
        kind = _TEXTS.get(operator)
        return condition(kind, text[1].replace('""', '"')) if kind else None
    kind = _NUMBERS.get(operator)
    wanted = 2 if kind in ("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN") else 1
    if kind is None or len(formulas) < wanted:
        return None
    return condition(kind, *map(_typed, formulas[:wanted]))


def _typed(formula: str) -> str:
    """A number as it is, anything else as the formula that it is."""
    try:
        float(formula)
    except ValueError:
        return _formula(formula)
    return formula


def _formula(formula: str) -> str:
    return formula if formula.startswith("=") else f"={formula}"


def _gradient(scale: ColorScale, looks: Formats) -> dict[str, Any] | None:
    points = []
    for stop, colour in zip(scale.cfvo, scale.color, strict=False):
        kind, rgb = _POINTS.get(str(stop.type)), looks.rgb(colour)
        if kind is None or not rgb:
            return None
        point: dict[str, Any] = {"type": kind, "colorStyle": colour_style(rgb)}
        if kind not in ("MIN", "MAX"):
            point["value"] = str(stop.val)
        points.append(point)
    names = {2: ("minpoint", "maxpoint"), 3: ("minpoint", "midpoint", "maxpoint")}
    named = names.get(len(points))
    return {"gradientRule": dict(zip(named, points, strict=True))} if named else None


def allowed(validations: Iterable[DataValidation]) -> Iterator[tuple[GridRange, Mapping[str, Any]]]:
    """What may be typed where: Google's DataValidationRule for each block of cells."""
    for each in validations:
        asked = _may_be(each)
        if asked is None:
            continue
        rule: dict[str, Any] = {"condition": asked}
        if each.showErrorMessage and each.errorStyle in (None, "stop"):
            rule["strict"] = True
        if asked["type"] in ("ONE_OF_LIST", "ONE_OF_RANGE") and not each.showDropDown:
            rule["showCustomUi"] = True  # showDropDown hides the arrow, in spite of its name
        message = each.prompt or each.error
        if message:
            rule["inputMessage"] = message
        for area in areas(str(each.sqref)):
            yield block_of(area), rule


def notes(validations: Iterable[DataValidation]) -> Iterator[tuple[GridRange, str]]:
    """The messages of cells into which anything may be typed: Google shows them as notes."""
    for each in validations:
        if each.prompt and each.type in (None, "none") and each.showInputMessage:
            for area in areas(str(each.sqref)):
                yield block_of(area), each.prompt


def _may_be(each: DataValidation) -> Condition | None:
    first, second = (str(f) if f is not None else "" for f in (each.formula1, each.formula2))
    formulas = [formula for formula in (first, second) if formula]
    operator = each.operator or "between"
    if not formulas:
        return None
    if each.type == "list":
        listed = _QUOTED.fullmatch(first)
        if listed:
            words = listed[1].replace('""', '"').split(",")
            return condition("ONE_OF_LIST", *(word.strip() for word in words))
        return condition("ONE_OF_RANGE", _formula(first))
    if each.type == "custom":
        return condition("CUSTOM_FORMULA", _formula(first))
    if each.type == "date" and operator in _DAYS:
        return condition(_DAYS[operator], *map(_formula, formulas))
    if each.type == "whole" and operator == "between" and (picked := _picked(first, second)):
        return condition("ONE_OF_LIST", *picked)
    if each.type in ("whole", "decimal"):
        return compared(operator, formulas)
    return None


def _picked(first: str, last: str) -> list[str]:
    """The whole numbers from the first to the last, if they are few.

    Google's numbers between 3 and 7 would take 4.5 too.
    """
    if not (_WHOLE.fullmatch(first) and _WHOLE.fullmatch(last)):
        return []
    numbers = range(int(first), int(last) + 1)
    return [str(number) for number in numbers] if len(numbers) <= _PICKED else []
