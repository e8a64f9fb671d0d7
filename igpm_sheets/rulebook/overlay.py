"""Lay the office's policy file over the rulebook: later fees, other rates, more role titles.

A policy file is TOML. Each figure of the rulebook may have further dated values, which join the
packaged ones or take the place of one with the same day, and each ``[[role]]`` adds a title::

    [assessment_fee]
    values = [{ from = 2027-01-01, value = 295, source = "Board minute 14" }]

    [[role]]
    name = "care coordinator manager"
    class = 5

Nothing else may stand in it: a key that is not known is refused, since a slip of the pen would
otherwise leave an old price in force unnoticed.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Never

from igpm_sheets.rulebook.book import DatedValue, RoleClass, Rulebook, ValueSeries
from igpm_sheets.rulebook.errors import PolicyError
from igpm_sheets.rulebook.faults import figure_fault
from igpm_sheets.rulebook.words import fold, shown, unknown

_EXAMPLE = "values = [{ from = 2027-01-01, value = 295 }]"


def lay_over(book: Rulebook, path: Path) -> Rulebook:
    """Return `book` with the policy file at `path` laid over it.

    Raises:
        PolicyError: the file cannot be read, or something in it is not understood.
    """
    values = dict(book.values)
    role_classes = book.role_classes
    table = _read(path)
    _known(table, [*values, "role"], f"{path}")
    for name, entry in table.items():
        if name == "role":
            role_classes = _with_roles(book, entry, path)
        else:
            values[name] = _with_values(values[name], entry, path)
    return replace(book, values=MappingProxyType(values), role_classes=role_classes)


def _read(path: Path) -> dict[str, Any]:
    """Return what the policy file says, as TOML has it."""
    try:
        # Editors on Windows may put a byte order mark first, which TOML does not allow.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        advice = "Check the name under [policy] in the settings, or leave it out"
        raise PolicyError(f"{path}: {reason}. {advice}.") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: not written in UTF-8. Save it again as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"{path}: not valid TOML, {error}. Correct that line.") from error


def _with_values(series: ValueSeries, entry: object, path: Path) -> ValueSeries:
    """Return a figure with the office's entries among, or in the place of, the packaged ones."""
    where = f"{path}: [{series.name}]"
    if not isinstance(entry, dict):
        _refuse(where, f"found {shown(entry)} in place of a table", f"Write {_EXAMPLE} under it.")
    _known(entry, ["values"], where)
    rows = entry.get("values")
    if not isinstance(rows, list) or not rows:
        _refuse(where, "no list of values found", f"Write {_EXAMPLE}.")
    ours: dict[date, DatedValue] = {}
    for count, row in enumerate(rows, start=1):
        each = _dated_value(series, row, path, f"{where} entry {count}")
        if each.start in ours:
            found = f"{each.start} occurs a second time"
            _refuse(f"{where} entry {count}", found, "Keep one entry a day.")
        ours[each.start] = each
    merged = {each.start: each for each in series.values} | ours
    return replace(series, values=tuple(merged[day] for day in sorted(merged)))


def _dated_value(series: ValueSeries, row: object, path: Path, where: str) -> DatedValue:
    """Return one dated entry of the office's, or refuse it."""
    if not isinstance(row, dict):
        _refuse(where, f"found {shown(row)}", f"Write each entry as in {_EXAMPLE}.")
    _known(row, ["from", "value", "source"], where)
    for needed in ("from", "value"):
        if needed not in row:
            _refuse(where, f'no "{needed}" found', f"Write each entry as in {_EXAMPLE}.")
    start, value, source = row["from"], row["value"], row.get("source")
    if isinstance(start, datetime):
        found = f"from is {shown(start)}, a date with a time"
        _refuse(where, found, f"Write the date alone: {start.date()}.")
    if not isinstance(start, date):
        advice = "Write a date without quotation marks: 2027-01-01."
        _refuse(where, f"from is {shown(start)}, which is not a date", advice)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        advice = "Write the bare figure, without quotation marks, pound sign or per cent sign."
        _refuse(where, f"value is {shown(value)}, which is not a number", advice)
    fault = figure_fault(series.unit, Decimal(value))
    if fault:
        _refuse(where, f"value is {shown(value)}, which {fault}", f"The unit is {series.unit}.")
    if source is not None and not (isinstance(source, str) and source.strip()):
        advice = 'Say who decided it, as in source = "Board minute 14", or leave it out.'
        _refuse(where, f"source is {shown(source)}", advice)
    return DatedValue(start, Decimal(value), source or f"office policy ({path.name})")


def _with_roles(book: Rulebook, entries: object, path: Path) -> tuple[RoleClass, ...]:
    """Return the classes of role with the office's titles added (R13).

    A policy can only add titles: one that is in no class is referred, never refused (R14).
    """
    example = '[[role]], name = "care coordinator manager" and class = 5, each on a line'
    if not isinstance(entries, list):
        _refuse(f"{path}: role", f"found {shown(entries)}", f"Write {example}.")
    classes = {each.number: each for each in book.role_classes}
    numbers = f"{min(classes)} to {max(classes)}"
    homes: dict[str, int] = {}
    for count, entry in enumerate(entries, start=1):
        where = f"{path}: [[role]] {count}"
        if not isinstance(entry, dict):
            _refuse(where, f"found {shown(entry)}", f"Write {example}.")
        _known(entry, ["name", "class"], where)
        name, number = entry.get("name"), entry.get("class")
        if not isinstance(name, str) or not fold(name):
            found = f"name is {shown(name)}" if "name" in entry else "no name found"
            _refuse(where, found, "Give the title in quotation marks.")
        if type(number) is not int or number not in classes:
            found = f"class is {shown(number)}" if "class" in entry else "no class found"
            advice = f"Give the number of one of the classes of R13, {numbers}."
            _refuse(where, found, f"{advice} A title in none of them is referred (R14).")
        listed = book.listed_role(name)
        home = listed.number if listed is not None else homes.get(fold(name))
        if home is None:
            mine = classes[number]
            classes[number] = replace(mine, names=(*mine.names, name))
            homes[fold(name)] = number
        elif home != number:
            found = f'"{name}" is in class {home} already'
            _refuse(where, found, "Leave the entry out; a title has one class.")
    return tuple(classes.values())


def _known(table: dict[str, Any], keys: Iterable[str], where: str) -> None:
    """Refuse a table with a key that is not one of `keys`."""
    known = list(keys)
    for key in table:
        if key not in known:
            _refuse(where, f'"{key}" is not known', unknown(key, known))


def _refuse(where: str, found: str, advice: str) -> Never:
    """Refuse the policy file: where the trouble is, what was found, what to do."""
    raise PolicyError(f"{where}: {found}. {advice}")
