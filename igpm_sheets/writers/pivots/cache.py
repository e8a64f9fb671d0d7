"""What a PivotTable counts, as Excel keeps it: each column's different values, and all rows.

Several PivotTables over one table share it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from igpm_sheets.ooxml.package import DECLARATION, MAIN, RELATIONS
from igpm_sheets.ooxml.xml import escaped
from igpm_sheets.reports.tables import Plain, Table
from igpm_sheets.writers.filling.cell_xml import literal, number_xml
from igpm_sheets.writers.filling.counting import Field, field

VERSION: Final = 3
"""Of Excel 2007, the first that has this format: every later one can work with it."""
_ROWS_AT_ONCE: Final = 1_024
_A_DAY: Final = 14
"""The number of the format that shows a day as the reader's country does."""


class Cache:
    """All columns of a table, for the PivotTables over it.

    Args:
        name: the table's in the workbook.
        table: the table itself, with one row at least.
        headings: its headings as they are written in the workbook.
        labels: the headings, as the report has them, whose values are labels of PivotTables.
    """

    def __init__(
        self, name: str, table: Table, headings: Sequence[str], labels: Collection[str]
    ) -> None:
        self._name = name
        self._headings = headings
        self._labels = [heading in labels for heading in table.headings]
        self._table = table
        self.places = {heading: at for at, heading in enumerate(table.headings)}
        """Where each heading stands, from 0."""

    @cached_property
    def fields(self) -> list[Field]:
        """The columns in their order."""
        return [field(self._table, heading) for heading in self._table.headings]

    def definition(self, records: str) -> bytes:
        """The part that describes the columns; `records` is its relationship to the rows."""
        columns = "".join(
            f'<cacheField name="{in_attribute(heading)}" numFmtId="{_number_format(each)}">'
            f"{_shared(each, is_label=is_label)}</cacheField>"
            for heading, each, is_label in zip(
                self._headings, self.fields, self._labels, strict=True
            )
        )
        return (
            f'{DECLARATION}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{RELATIONS}"'
            f' r:id="{records}" refreshOnLoad="1" createdVersion="{VERSION}"'
            f' refreshedVersion="{VERSION}" minRefreshableVersion="{VERSION}"'
            f' recordCount="{len(self._table.rows)}"><cacheSource type="worksheet">'
            f'<worksheetSource name="{escaped(self._name)}"/></cacheSource>'
            f'<cacheFields count="{len(self.fields)}">{columns}</cacheFields>'
            "</pivotCacheDefinition>"
        ).encode()

    def records(self, write: Callable[[bytes], object]) -> None:
        """Writes the part that holds the rows."""
        count = len(self._table.rows)
        write(f'{DECLARATION}<pivotCacheRecords xmlns="{MAIN}" count="{count}">'.encode())
        columns = []
        for each, is_label in zip(self.fields, self._labels, strict=True):
            written = list(_values(each, is_label=is_label))
            columns.append([written[number] for number in each.of_rows])
        rows = [f"<r>{''.join(row)}</r>" for row in zip(*columns, strict=True)]
        for start in range(0, count, _ROWS_AT_ONCE):
            write("".join(rows[start : start + _ROWS_AT_ONCE]).encode())
        write(b"</pivotCacheRecords>")


def in_attribute(text: str) -> str:
    r"""A text as an attribute of these parts holds it.

    >>> in_attribute("_x0041_\n&")
    '_x005F_x0041__x000a_&amp;'
    """
    return escaped(literal(text).replace("\n", "_x000a_").replace("\t", "_x0009_"))


def _is_shared(column: Field, *, is_label: bool) -> bool:
    """Whether rows tell the number of a value instead of the value: all texts, and labels."""
    return is_label or any(isinstance(item, str) for item in column.items)


def _values(column: Field, *, is_label: bool) -> Iterator[str]:
    """Each item as it stands in a row."""
    if _is_shared(column, is_label=is_label):
        return (f'<x v="{number}"/>' for number in range(len(column.items)))
    return map(_item, column.items)


def _item(item: Plain) -> str:
    if item is None:
        return "<m/>"
    if isinstance(item, str):
        return f'<s v="{in_attribute(item)}"/>'
    if isinstance(item, date):
        return f'<d v="{_day(item)}"/>'
    return f'<n v="{number_xml(item)}"/>'


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def _number_format(column: Field) -> int:
    return _A_DAY if any(isinstance(item, date) for item in column.items) else 0


def _shared(column: Field, *, is_label: bool) -> str:
    """What a column holds: kinds and bounds of its values, and the values themselves if shared."""
    said = "".join(f' {name}="{value}"' for name, value in _kinds(column.items))
    if not _is_shared(column, is_label=is_label):
        return f"<sharedItems{said}/>"
    items = "".join(map(_item, column.items))
    return f'<sharedItems{said} count="{len(column.items)}">{items}</sharedItems>'


def _kinds(items: Sequence[Plain]) -> Iterator[tuple[str, str]]:
    """What there is among the values, as attributes; Excel takes silence for texts alone."""
    texts = any(isinstance(item, str) for item in items)
    blank = None in items
    days = [item for item in items if isinstance(item, date)]
    numbers = [item for item in items if isinstance(item, int | Decimal)]
    if not (texts or blank):
        yield "containsSemiMixedTypes", "0"
    if not (texts or numbers):
        yield "containsNonDate", "0"
    if days:
        yield "containsDate", "1"
    if not texts:
        yield "containsString", "0"
    if blank:
        yield "containsBlank", "1"
    if texts + bool(days) + bool(numbers) > 1:
        yield "containsMixedTypes", "1"
    if numbers:
        yield "containsNumber", "1"
        if all(isinstance(number, int) for number in numbers):
            yield "containsInteger", "1"
        yield "minValue", str(min(numbers))
        yield "maxValue", str(max(numbers))
    if days:
        yield "minDate", _day(min(days))
        yield "maxDate", _day(max(days))
