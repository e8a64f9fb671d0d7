"""Filters that people have set: which rows they hide once other values stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from igpm_sheets.ooxml.xml import Document, Element, is_true, written
from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.beside.moved import Line
from igpm_sheets.writers.book.references import Area

_NOT_IN_A_NUMBER = re.compile(r"[^0-9.\-]")
_PARTS_OF_A_DAY: Final = ("year", "month", "day")


class Filters:
    """What is asked of the cells of a table for its rows to be shown.

    Args:
        element: the `autoFilter`, or None for a table without one.
    """

    def __init__(self, element: Element | None) -> None:
        self.element = element
        self.columns: dict[int, Element] = {}
        """What is asked of a column, counted from 1 on the sheet."""
        self.sort: Element | None = None
        self.left = 1
        """The first column of the filter's area."""
        if element is None:
            return
        self.sort = element.first("sortState")
        self.left = _left(element)
        for column in element.all("filterColumn"):
            if column.children:
                self.columns[self.left + int(column.get("colId") or 0)] = column

    def shows(self, value_in: Callable[[int], Plain]) -> bool | None:
        """Whether a row is shown; None where only the program that filters can tell.

        Args:
            value_in: the row's value in a column counted from 1.
        """
        found = [_passes(column, value_in(at)) for at, column in self.columns.items()]
        if False in found:
            return False
        return None if None in found else True


def move_columns(document: Document, element: Element, line: Line, before: int, left: int) -> None:
    """Lets what is asked of a column follow it.

    Args:
        document: that the `autoFilter` is part of.
        element: the `autoFilter`.
        line: where columns go.
        before: the first column of the filter's former area.
        left: the first column of the filter's new area.
    """
    columns = element.all("filterColumn")
    if line.is_identity or not columns:
        return
    new: list[tuple[int, str]] = []
    for column in columns:
        place = line.place(before + int(column.get("colId") or 0))
        if place:
            node = column.node().with_attributes(colId=str(place - left))
            new.append((place, written(node, element)))
        document.remove(column)
    others = "".join(written(each.node(), element) for each in _others(element, document))
    document.append(element, "".join(xml for _, xml in sorted(new)) + others)


def _others(element: Element, document: Document) -> list[Element]:
    """What stands behind the columns of a filter, taken away to be written behind them again."""
    others = [child for child in element.children if not child.is_one("filterColumn")]
    for child in others:
        document.remove(child)
    return others


def _left(element: Element) -> int:
    try:
        return Area.of(element.get("ref") or "").left
    except ValueError:
        return 1


def _passes(column: Element, value: Plain) -> bool | None:
    """Whether a value is among those that a column shows; None for other kinds of filter."""
    listed = column.first("filters")
    if listed is None or len(column.children) > 1:
        return None
    if value is None:
        return is_true(listed.get("blank"))
    texts = [each.get("val") or "" for each in listed.all("filter")]
    days = listed.all("dateGroupItem")
    if isinstance(value, date):
        return any(_is_in(value, each) for each in days) or (None if texts else False)
    if isinstance(value, str):
        return value.casefold() in (text.casefold() for text in texts)
    return any(_is_shown_as(Decimal(value), text) for text in texts)


def _is_in(day: date, group: Element) -> bool:
    """Whether a day lies in a year, a month or on a day."""
    given = [group.get(part) for part in _PARTS_OF_A_DAY]
    found = zip((day.year, day.month, day.day), given, strict=True)
    return all(text is None or (text.isdigit() and int(text) == part) for part, text in found)


def _is_shown_as(value: Decimal, text: str) -> bool:
    """Whether a number is shown as this text, in whatever format: `£1,250.00` is 1250."""
    try:
        shown = Decimal(_NOT_IN_A_NUMBER.sub("", text))
    except InvalidOperation:
        return False
    if "%" in text:
        shown /= 100
    return abs(value - shown) * 2 <= Decimal(1).scaleb(int(shown.as_tuple().exponent))
