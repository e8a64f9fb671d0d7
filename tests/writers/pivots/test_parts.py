"""The parts of PivotTables: what they count, its rows, the tables themselves, who leads to whom."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import openpyxl
import pytest

from igpm_sheets.reports.tables import Column, Content, Live, Pivot, Tab, Table
from igpm_sheets.writers.filling.template import Template
from igpm_sheets.writers.workbook import workbook_bytes
from tests.writers.filled import framed, parts_in, template_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADINGS = ("Ref", "Window", "Status", "Fee", "Sent", "Empty", "Mixed")
LONG = "x" * 300
ROWS: tuple[tuple[Content, ...], ...] = (
    ("A1", "2026-05", "On hold", Decimal("4.5"), date(2026, 6, 1), None, "5"),
    ("A2", None, "on HOLD", Decimal(280), None, None, 5),
    ("A3", "2026-01", "_x0041_ & <b>\n", Live(7, "=3+4"), date(2026, 5, 1), None, LONG),
)


def template() -> Template:
    def draw(book: Any) -> None:
        whole = book.add_format({"num_format": "#,##0"})
        sheet = book.add_worksheet("Counted")
        for at, name in enumerate(("By_status", "And_again", "By_fee")):
            sheet.write_string(0, at * 10, f"{{{name}}}")
            sheet.write_number(0, at * 10 + 4, 0, whole if at == 0 else None)
            sheet.write_string(0, at * 10 + 5, "All of it")
        framed(book.add_worksheet("List"), 0, "Each_one", HEADINGS)

    return template_of(draw)


def pivot(name: str, across: str = "Status", order: Sequence[str] = ()) -> Pivot:
    return Pivot(name, "Said.", "Each one", "Window", across, "Ref", "How many", tuple(order), "?")


PIVOTS = (pivot("By status", order=("On hold",)), pivot("And again"), pivot("By fee", "Fee"))


def written(*pivots: Pivot, rows: Sequence[tuple[Content, ...]] = ROWS) -> bytes:
    table = Table("Each one", tuple(map(Column, HEADINGS)), rows)
    tabs = [Tab("Counted", "Counted", {}, [], pivots), Tab("List", "List", {}, [table])]
    return workbook_bytes(
        tabs, title="T", created=date(2026, 1, 1), beside=Path(), template=template()
    )


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return parts_in(written(*PIVOTS))


def tree(parts: dict[str, str], name: str) -> Element:
    return fromstring(parts[name])  # noqa: S314 - our own


def test_pivots_over_one_table_share_what_they_count(parts: dict[str, str]) -> None:
    named = [name for name in parts if "pivot" in name.casefold() and "_rels" not in name]
    assert sorted(named) == [
        "xl/pivotCache/pivotCacheDefinition1.xml",
        "xl/pivotCache/pivotCacheRecords1.xml",
        *(f"xl/pivotTables/pivotTable{number}.xml" for number in (1, 2, 3)),
    ]
    caches = tree(parts, "xl/workbook.xml").findall(f"{MAIN}pivotCaches/{MAIN}pivotCache")
    assert [cache.get("cacheId") for cache in caches] == ["1"]
    tables = [tree(parts, f"xl/pivotTables/pivotTable{number}.xml") for number in (1, 2, 3)]
    assert {table.get("cacheId") for table in tables} == {"1"}
    assert [table.get("name") for table in tables] == [each.name for each in PIVOTS]


def test_the_source_is_the_table_by_the_name_it_has_in_the_workbook(parts: dict[str, str]) -> None:
    cache = tree(parts, "xl/pivotCache/pivotCacheDefinition1.xml")
    source = cache.find(f"{MAIN}cacheSource/{MAIN}worksheetSource")
    assert source is not None
    assert source.attrib == {"name": "Each_one"}
    fields = cache.findall(f"{MAIN}cacheFields/{MAIN}cacheField")
    assert [each.get("name") for each in fields] == list(HEADINGS)
    assert (cache.get("recordCount"), cache.get("refreshOnLoad")) == ("3", "1")
    versions = {cache.get(f"{which}Version") for which in ("created", "refreshed")}
    assert len(versions) == 1


SHARED: dict[str, tuple[dict[str, str], list[tuple[str, str | None]]]] = {
    "Ref": ({"count": "3"}, [("s", "A1"), ("s", "A2"), ("s", "A3")]),
    "Window": (
        {"containsBlank": "1", "count": "3"},
        [("s", "2026-05"), ("m", None), ("s", "2026-01")],
    ),
    "Status": (
        {"count": "2"},
        [("s", "On hold"), ("s", "_x005F_x0041_ & <b>_x000a_")],
    ),
    "Fee": (
        {
            "containsSemiMixedTypes": "0", "containsString": "0", "containsNumber": "1",
            "minValue": "4.5", "maxValue": "280", "count": "3",
        },
        [("n", "4.5"), ("n", "280"), ("n", "7")],
    ),
    "Sent": (
        {
            "containsNonDate": "0", "containsDate": "1", "containsString": "0",
            "containsBlank": "1", "minDate": "2026-05-01T00:00:00",
            "maxDate": "2026-06-01T00:00:00",
        },
        [],
    ),
    "Empty": ({"containsNonDate": "0", "containsString": "0", "containsBlank": "1"}, []),
    "Mixed": (
        {
            "containsMixedTypes": "1", "containsNumber": "1", "containsInteger": "1",
            "minValue": "5", "maxValue": "5", "count": "3",
        },
        [("s", "5"), ("n", "5"), ("s", "x" * 255)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("heading", HEADINGS)
def test_each_column_says_what_it_holds(parts: dict[str, str], heading: str) -> None:
    cache = tree(parts, "xl/pivotCache/pivotCacheDefinition1.xml")
    field = cache.find(f"{MAIN}cacheFields/{MAIN}cacheField[@name='{heading}']/{MAIN}sharedItems")
    assert field is not None
    attributes, items = SHARED[heading]
    assert field.attrib == attributes
    assert [(item.tag.removeprefix(MAIN), item.get("v")) for item in field] == items


def test_the_rows_are_all_there(parts: dict[str, str]) -> None:
    records = tree(parts, "xl/pivotCache/pivotCacheRecords1.xml")
    rows = [[(item.tag.removeprefix(MAIN), item.get("v")) for item in record] for record in records]
    assert records.get("count") == "3"
    first = [("x", "0")] * 4 + [("d", "2026-06-01T00:00:00"), ("m", None), ("x", "0")]
    assert rows[0] == first
    assert [row[2] for row in rows] == [("x", "0"), ("x", "0"), ("x", "1")]
    assert [row[4] for row in rows[1:]] == [("m", None), ("d", "2026-05-01T00:00:00")]


def test_a_pivot_says_what_stands_where(parts: dict[str, str]) -> None:
    table = tree(parts, "xl/pivotTables/pivotTable1.xml")
    location = table.find(f"{MAIN}location")
    assert location is not None
    assert location.attrib == {
        "ref": "A3:D8", "firstHeaderRow": "1", "firstDataRow": "2", "firstDataCol": "1",
    }  # fmt: skip
    fields = table.findall(f"{MAIN}pivotFields/{MAIN}pivotField")
    assert [each.get("axis") for each in fields[:3]] == [None, "axisRow", "axisCol"]
    assert [each.get("dataField") for each in fields[:2]] == ["1", None]
    items = [
        [(item.get("x"), item.get("t"), item.get("n")) for item in each.iter(f"{MAIN}item")]
        for each in fields[1:3]
    ]
    total = (None, "default", None)
    assert items[0] == [("2", None, None), ("0", None, None), ("1", None, "?"), total]
    assert items[1] == [("0", None, None), ("1", None, None), total]
    assert [each.get("sortType") for each in fields[1:3]] == ["ascending", None]
    data = table.find(f"{MAIN}dataFields/{MAIN}dataField")
    assert data is not None
    assert data.attrib == {
        "name": "How many", "fld": "0", "subtotal": "count", "baseField": "0", "baseItem": "0",
        "numFmtId": "3",
    }  # fmt: skip
    assert table.get("grandTotalCaption") == "All of it"


def test_without_an_order_of_their_own_labels_are_sorted_at_every_refresh(
    parts: dict[str, str],
) -> None:
    table = tree(parts, "xl/pivotTables/pivotTable2.xml")
    status = table.findall(f"{MAIN}pivotFields/{MAIN}pivotField")[2]
    assert status.get("sortType") == "ascending"


def test_rows_and_columns_are_listed_with_their_totals(parts: dict[str, str]) -> None:
    table = tree(parts, "xl/pivotTables/pivotTable1.xml")
    for tag, count in (("rowItems", 4), ("colItems", 3)):
        listed = table.find(f"{MAIN}{tag}")
        assert listed is not None
        assert (len(listed), listed.get("count")) == (count, str(count))
        places = [[x.get("v", "0") for x in line] for line in listed]
        assert places == [[str(at)] for at in range(count - 1)] + [["0"]]
        assert [line.get("t") for line in listed] == [None] * (count - 1) + ["grand"]


def test_openpyxl_keeps_them(parts: dict[str, str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(*PIVOTS)))
    saved = io.BytesIO()
    book.save(saved)
    again = openpyxl.load_workbook(saved)
    found = again["Counted"]._pivots  # type: ignore[attr-defined]
    assert [each.name for each in found] == [each.name for each in PIVOTS]
    assert {len(each.cache.records.r) for each in found} == {3}
    assert {each.cache.cacheSource.worksheetSource.name for each in found} == {"Each_one"}
    assert found[0].location.ref in parts["xl/pivotTables/pivotTable1.xml"]


def test_of_a_source_that_is_empty_or_not_there_nothing_is_written() -> None:
    nowhere = [replace(each, source="Nowhere") for each in PIVOTS]
    for data in (written(*nowhere), written(*PIVOTS, rows=[])):
        parts = parts_in(data)
        assert not [name for name in parts if "pivot" in name.casefold()]
        assert "pivot" not in parts["xl/workbook.xml"]
        assert "Said." not in parts["xl/worksheets/sheet1.xml"]


def test_the_same_tabs_give_the_same_bytes() -> None:
    assert written(*PIVOTS) == written(*PIVOTS)
