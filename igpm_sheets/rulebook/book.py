"""What the rulebook holds: frozen records of rules, interpretations, domains, roles and prices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from igpm_sheets.rulebook.words import fold

_MANAGER_FIRST = re.compile(
    r"manager\s*(?:[,:(\u2013-]|of\b)\s*(?:(?:the|a)\s+)?(.+?)\)?", re.IGNORECASE
)
_EXAMPLES = re.compile(
    r"\s*(?:[(\[]?\s*e\.?g\b.*|[(\[](?:part|full)[ -]time[)\]]|\((?:federation|cluster).*\))\s*$",
    re.IGNORECASE | re.DOTALL,
)
_JOIN = re.compile(r"\s*(?:[/&,]|\band\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of accreditation, such as R53: what it asks and the lines it rests on."""

    id: str
    title: str
    text: str
    cites: tuple[str, ...]
    area: str


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One question that the documents leave open, such as I1, and the answers to it.

    `setting` is the key that chooses among `answers`, or that holds a figure of the kind
    `number`; it is None where there is nothing to choose. `default` is the chosen value as text.
    `assumption` says that neither document states the default.
    """

    id: str
    question: str
    cites: tuple[str, ...]
    assumption: bool
    rules: tuple[str, ...]
    setting: str | None
    answers: Mapping[str, str]
    number: Literal["share", "days"] | None
    default: str | None
    answer: str | None

    def reading(self, value: object = None) -> str:
        """Return the sentence for the value in force; without one, for the default.

        >>> from igpm_sheets.rulebook import load
        >>> load().interpretations["I25"].reading("any")
        'Yes; a note mentions it.'

        Raises:
            KeyError: the setting has no such value.
        """
        text = self.default if value is None else _spelt(value)
        if self.answers:
            return self.answers[text or ""]
        sentence = self.answer or ""
        if self.number == "share":
            text = f"{(Decimal(text or 0) * 100).normalize():f} %"
        return sentence.replace("{value}", text or "")


@dataclass(frozen=True, slots=True)
class Domain:
    """One of the ten domains: number, title and its other wordings (R43), and prompts (R44)."""

    number: int
    title: str
    wordings: tuple[str, ...]
    short: str
    prompts: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """Every wording under which either document names the domain, the Framework's first."""
        return (self.title, *self.wordings)


@dataclass(frozen=True, slots=True)
class RoleClass:
    """One of the seven classes of role (R13, F36-42) with the titles that belong to it."""

    number: int
    name: str
    cites: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A figure that holds from a day on, and where it comes from."""

    start: date
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """A figure through time, earliest first, with the rule it serves and its unit."""

    name: str
    rule: str
    unit: str
    values: tuple[DatedValue, ...]

    def at(self, day: date) -> DatedValue | None:
        """Return the entry in force on `day`, or None before the first."""
        for entry in reversed(self.values):
            if entry.start <= day:
                return entry
        return None


@dataclass(frozen=True, slots=True)
class Prices:
    """The fees (net, in pounds) and the VAT rate on one day; None where none is in force yet."""

    day: date
    assessment: Decimal | None
    resubmission: Decimal | None
    member: Decimal | None
    associate: Decimal | None
    vat_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that the program knows of the rules, as data.

    `rules` and `interpretations` are keyed by id, in order; `values` by name (``assessment_fee``,
    ``resubmission_fee``, ``member_fee``, ``associate_fee``, ``vat_rate``, ``fee_review_years``).
    """

    rules: Mapping[str, Rule]
    interpretations: Mapping[str, Interpretation]
    domains: tuple[Domain, ...]
    role_classes: tuple[RoleClass, ...]
    values: Mapping[str, ValueSeries]
    _roles: Mapping[str, RoleClass] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the role titles once, as every application asks for its own."""
        roles = {fold(name): each for each in self.role_classes for name in each.names}
        object.__setattr__(self, "_roles", roles)

    def domain(self, number: int) -> Domain:
        """Return the domain with this number, 1 to 10 (R43).

        Raises:
            KeyError: there is no such domain.
        """
        for each in self.domains:
            if each.number == number:
                return each
        raise KeyError(number)

    def citations(self, number: str) -> tuple[str, ...]:
        """Where the documents speak of a rule or an open question; nothing for any other id."""
        known = self.rules.get(number) or self.interpretations.get(number)
        return known.cites if known else ()

    def setting(self, key: str) -> Interpretation:
        """Return the interpretation that the setting `key` decides.

        Raises:
            KeyError: no interpretation has that setting.
        """
        for each in self.interpretations.values():
            if each.setting == key:
                return each
        raise KeyError(key)

    def value(self, name: str, day: date) -> DatedValue | None:
        """Return the figure `name` in force on `day` with its source, or None before the first.

        Raises:
            KeyError: the rulebook has no figure of that name.
        """
        return self.values[name].at(day)

    def on(self, day: date) -> Prices:
        """Return every price in force on `day` (R36, R37, R38, R42 and I21)."""

        def amount(name: str) -> Decimal | None:
            entry = self.value(name, day)
            return None if entry is None else entry.value

        return Prices(
            day=day,
            assessment=amount("assessment_fee"),
            resubmission=amount("resubmission_fee"),
            member=amount("member_fee"),
            associate=amount("associate_fee"),
            vat_rate=amount("vat_rate"),
        )

    def listed_role(self, title: str) -> RoleClass | None:
        """Return the class in whose list this one title stands (R13), or None."""
        return self._roles.get(fold(title))

    def role_class(self, text: str) -> RoleClass | None:
        """Return the class of a role title (R13), or None where the IGPM has to be asked (R14).

        Titles joined by ``/``, ``&``, ``and`` or a comma count where each of them is listed, in
        the class of the first; the word "manager" may be said once for all of them, as in
        "Finance and HR Manager".

        >>> from igpm_sheets.rulebook import load
        >>> load().role_class("Practice & Finance MANAGER").number
        1
        >>> load().role_class("Receptionist") is None
        True
        """
        text = _without_examples(text)
        whole = self.listed_role(text) or self.listed_role(_manager_last(text))
        if whole is not None:
            return whole
        parts = [part for part in map(fold, _JOIN.split(text)) if part]
        if len(parts) < 2:
            return None
        found = [self._roles.get(part) for part in parts]
        if parts[-1].endswith(" manager"):
            found = [
                each or self._roles.get(f"{part} manager")
                for each, part in zip(found, parts, strict=True)
            ]
        return found[0] if all(found) else None


def _without_examples(text: str) -> str:
    """The title without the examples that the Framework gives of it, or its hours."""
    return _EXAMPLES.sub("", text)


def _manager_last(text: str) -> str:
    """The title with "manager" at its end where it stands first: "Manager, GP federation"."""
    first = _MANAGER_FIRST.fullmatch(text.strip())
    return f"{first[1]} manager" if first else text


def _spelt(value: object) -> str:
    """Return a setting's value as the key under which its answer stands."""
    return str(value).lower() if isinstance(value, bool) else str(value)
