"""Load the rulebook: the tables packaged here, with the office's own policy file laid over."""

import pkgutil
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from igpm_sheets.rulebook.book import (
    DatedValue,
    Domain,
    Interpretation,
    RoleClass,
    Rule,
    Rulebook,
    ValueSeries,
)
from igpm_sheets.rulebook.errors import PolicyError
from igpm_sheets.rulebook.faults import faults

T = TypeVar("T")


def load(overlay: Path | None = None) -> Rulebook:
    """Return the rulebook, with the office's policy file `overlay` laid over it if there is one.

    The plain rulebook is read once and shared. A policy file adds dated figures and role titles;
    see `igpm_sheets.rulebook.overlay`.

    Raises:
        PolicyError: the policy file cannot be read, says something that is not understood, or
            leads to a rulebook that breaks one of its own rules.
    """
    if overlay is None:
        return _packaged()
    from igpm_sheets.rulebook.overlay import lay_over  # noqa: PLC0415 - few runs have a policy

    book = lay_over(_packaged(), overlay)
    wrong = faults(book)
    if wrong:
        raise PolicyError(f"{overlay}: {wrong[0]}. Correct the policy file.")
    return book


@cache
def _packaged() -> Rulebook:
    """Return the rulebook as it is packaged.

    It is not searched for faults here, at every start of the program: the tests do that.
    """
    return Rulebook(
        rules=_frozen({key: _rule(key, entry) for key, entry in _table("rules").items()}),
        interpretations=_frozen(
            {key: _interpretation(key, entry) for key, entry in _table("interpretations").items()}
        ),
        domains=tuple(_domain(entry) for entry in _table("domains")["domain"]),
        role_classes=tuple(_role_class(entry) for entry in _table("roles")["class"]),
        values=_frozen({key: _series(key, entry) for key, entry in _table("values").items()}),
    )


def _table(name: str) -> dict[str, Any]:
    """Return one of the packaged TOML files.

    `pkgutil` finds it in a zip archive as well, and at a tenth of the start-up time that
    `importlib.resources` takes for its own imports.
    """
    data = pkgutil.get_data("igpm_sheets.rulebook", f"{name}.toml")
    return tomllib.loads((data or b"").decode(), parse_float=Decimal)


def _rule(key: str, entry: Mapping[str, Any]) -> Rule:
    return Rule(
        id=key,
        title=entry["title"],
        text=_flowing(entry["text"]),
        cites=tuple(entry["cites"]),
        area=entry["area"],
    )


def _interpretation(key: str, entry: Mapping[str, Any]) -> Interpretation:
    answers = {value: _flowing(text) for value, text in entry.get("answers", {}).items()}
    default = entry["default"] if "default" in entry else next(iter(answers), None)
    return Interpretation(
        id=key,
        question=entry["question"],
        cites=tuple(entry["cites"]),
        assumption=entry["assumption"],
        rules=tuple(entry["rules"]),
        setting=entry.get("setting"),
        answers=_frozen(answers),
        number=entry.get("number"),
        default=None if default is None else str(default),
        answer=_flowing(entry["answer"]) if "answer" in entry else None,
    )


def _domain(entry: Mapping[str, Any]) -> Domain:
    return Domain(
        number=entry["number"],
        title=entry["title"],
        wordings=tuple(entry["wordings"]),
        short=entry["short"],
        prompts=tuple(entry["prompts"]),
        cites=tuple(entry["cites"]),
    )


def _role_class(entry: Mapping[str, Any]) -> RoleClass:
    return RoleClass(
        number=entry["number"],
        name=entry["name"],
        cites=tuple(entry["cites"]),
        names=tuple(entry["names"]),
    )


def _series(key: str, entry: Mapping[str, Any]) -> ValueSeries:
    values = tuple(
        DatedValue(start=each["from"], value=Decimal(each["value"]), source=each["source"])
        for each in entry["values"]
    )
    return ValueSeries(name=key, rule=entry["rule"], unit=entry["unit"], values=values)


def _flowing(text: str) -> str:
    """Return a sentence without the line breaks that keep the file readable."""
    return " ".join(text.split())


def _frozen(table: dict[str, T]) -> Mapping[str, T]:
    return MappingProxyType(table)
