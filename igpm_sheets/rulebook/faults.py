"""What can be wrong with a rulebook: the checks that every book passes before it is used."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from igpm_sheets.rulebook.book import Rulebook
from igpm_sheets.rulebook.words import fold

AREAS = (
    "standing",
    "completeness",
    "eligibility",
    "testimonials",
    "panel",
    "schedule",
    "fees",
    "domains",
    "marks",
    "results",
)
PROMPTS_PER_DOMAIN = (7, 5, 7, 6, 6, 4, 5, 5, 4, 4)
RULES = tuple(f"R{number}" for number in range(1, 63))
INTERPRETATIONS = tuple(f"I{number}" for number in range(1, 36))
ROLE_CLASSES = (1, 2, 3, 4, 5, 6, 7)
# The figures that have to be there, each with the rule (or reading) that calls for it.
FIGURES = {
    "assessment_fee": "R36",
    "resubmission_fee": "R37",
    "member_fee": "R38",
    "associate_fee": "R42",
    "vat_rate": "I21",
    "fee_review_years": "R41",
}
OPENED = date(2022, 6, 21)  # R6

_LINES = {"F": 134, "A": 83}
_CITE = re.compile(r"([FA])([1-9]\d*)(?:-([1-9]\d*))?")
_LARGEST_FEE = 100_000


def faults(book: Rulebook) -> list[str]:
    """Return what is wrong with a rulebook, each fault beginning with the id it goes against.

    An empty list is what a sound book gives; `igpm_sheets.rulebook.load` refuses a policy file
    that leads to any other.
    """
    return [fault for check in _CHECKS for fault in check(book)]


def figure_fault(unit: str, value: Decimal) -> str | None:
    """Return what keeps `value` from being a figure in this unit, or None where it is one."""
    if not value.is_finite():
        return "is not a number"
    if value < 0:
        return "is below nought"
    if unit.startswith("pounds"):
        return _fee_fault(value)
    if unit.startswith("share"):
        return "is more than the whole; write 20 % as 0.20" if value > 1 else None
    if value != value.to_integral_value() or not 1 <= value <= 100:
        return "is not a whole number of years from 1 to 100"
    return None


def _fee_fault(value: Decimal) -> str | None:
    """Return what keeps a number from being a fee in pounds and pence."""
    if value > _LARGEST_FEE:
        return "is too large for a fee in pounds"
    if value != value.quantize(Decimal("0.01")):
        return "has a fraction of a penny"
    return None


def _ids(book: Rulebook) -> Iterator[str]:
    """Every rule and every interpretation is there, under its own id."""
    for ids, table in ((RULES, book.rules), (INTERPRETATIONS, book.interpretations)):
        for missing in [each for each in ids if each not in table]:
            yield f"{missing}: has no entry"
        for extra in [each for each in table if each not in ids]:
            yield f"{extra}: is not an id of the rulebook"
        for key, entry in table.items():
            if key != entry.id:
                yield f"{key}: stands under an id that is not its own, {entry.id}"


def _entries(book: Rulebook) -> Iterator[str]:
    """Rules are worded, belong to an area, and cite lines that exist."""
    for rule in book.rules.values():
        if not (rule.title and rule.text and rule.cites):
            yield f"{rule.id}: needs a title, a text and a citation"
        if rule.area not in AREAS:
            yield f'{rule.id}: "{rule.area}" is not an area'
        yield from _cites(rule.id, rule.cites)


def _readings(book: Rulebook) -> Iterator[str]:
    """Interpretations read rules that exist, and have an answer for every value."""
    for each in book.interpretations.values():
        yield from _cites(each.id, each.cites)
        if not (each.cites or each.assumption):
            yield f"{each.id}: has neither a citation nor the mark of an assumption"
        for rule in each.rules:
            if rule not in book.rules:
                yield f"{each.id}: reads {rule}, which is not a rule"
        if each.number is not None:
            whole = bool(each.setting and each.default and each.answer)
        elif each.setting is not None:
            whole = each.default in each.answers and not each.answer
        else:
            whole = bool(each.answer) and not each.answers
        if not (each.question and each.rules and whole):
            yield f"{each.id}: needs a question, rules, and an answer for each value"


def _cites(id_: str, cites: tuple[str, ...]) -> Iterator[str]:
    """Citations name lines of F or A, such as F77 or A41-50."""
    for cite in cites:
        match = _CITE.fullmatch(cite)
        if match is None:
            yield f'{id_}: "{cite}" is not a citation such as F77 or A41-50'
            continue
        first, last = int(match[2]), int(match[3] or match[2])
        if not first <= last <= _LINES[match[1]]:
            yield f'{id_}: "{cite}" are not lines of that document'


def _domains(book: Rulebook) -> Iterator[str]:
    """Ten domains whose wordings tell them apart (R43), with their prompts (R44 to R46)."""
    if tuple(each.number for each in book.domains) != tuple(range(1, 11)):
        yield "R43: the domains are not numbered 1 to 10"
        return
    seen: dict[str, int] = {}
    for domain, count in zip(book.domains, PROMPTS_PER_DOMAIN, strict=True):
        for heading in (*domain.headings, domain.short):
            other = seen.setdefault(fold(heading), domain.number)
            if other != domain.number or not fold(heading):
                yield f'R43: "{heading}" does not tell domain {domain.number} from {other}'
        if len(domain.prompts) != count or not all(domain.prompts):
            yield f"R44: domain {domain.number} has {len(domain.prompts)} prompts, not {count}"
        yield from _cites(f"R43: domain {domain.number}", domain.cites)
    if not any("CPD" in prompt for prompt in book.domain(2).prompts):
        yield "R45: no prompt of domain 2 asks for CPD"
    if not any("GCSE" in prompt for prompt in book.domain(1).prompts):
        yield "R46: no prompt of domain 1 names GCSEs"


def _roles(book: Rulebook) -> Iterator[str]:
    """Seven classes of role, and every title in one of them only (R13)."""
    if tuple(each.number for each in book.role_classes) != ROLE_CLASSES:
        yield "R13: the classes of role are not numbered 1 to 7"
    for each in book.role_classes:
        yield from _cites(f"R13: class {each.number}", each.cites)
        for name in each.names:
            found = book.listed_role(name)
            if found is None or found.number != each.number:
                yield f'R13: "{name}" is not in class {each.number} alone'


def _figures(book: Rulebook) -> Iterator[str]:
    """Every dated figure is there, in order of date, and possible (R36 to R38, R41, R42)."""
    for name, rule in FIGURES.items():
        series = book.values.get(name)
        if series is None or series.at(OPENED) is None:
            yield f"{rule}: no {name} is in force when the scheme opens"
            continue
        days = [entry.start for entry in series.values]
        if days != sorted(set(days)):
            yield f"{rule}: the days of {name} are not in order, each once"
        for entry in series.values:
            fault = figure_fault(series.unit, entry.value)
            if fault:
                yield f"{rule}: {name} from {entry.start} is {entry.value}, which {fault}"
            if not entry.source:
                yield f"{rule}: {name} from {entry.start} does not say where it comes from"
    for name in book.values:
        if name not in FIGURES:
            yield f"I21: {name} is not a figure of the rulebook"


def _reduction(book: Rulebook) -> Iterator[str]:
    """A resubmission never costs more than a first assessment (R37: the fee is a reduced one)."""
    full, again = book.values.get("assessment_fee"), book.values.get("resubmission_fee")
    if full is None or again is None:
        return
    for day in sorted({entry.start for entry in (*full.values, *again.values)}):
        first, second = full.at(day), again.at(day)
        if first is not None and second is not None and second.value > first.value:
            yield (
                f"R37: from {day} a resubmission would cost {second.value}, "
                f"more than the assessment at {first.value}"
            )


_CHECKS: tuple[Callable[[Rulebook], Iterator[str]], ...] = (
    _ids,
    _entries,
    _readings,
    _domains,
    _roles,
    _figures,
    _reduction,
)
