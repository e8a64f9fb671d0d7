"""What hangs on a sheet: carried whole, charts with the tab's rows and values."""

from __future__ import annotations

import io
import re
import struct
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from igpm_sheets.reports.tables import Column, Content, Tab, Table
from igpm_sheets.writers.filling.template import TemplateFault
from tests.writers.filled import (
    a_tab,
    drawn,
    framed,
    parts_in,
    placed,
    sheet_of,
    template_from,
    template_of,
)
from tests.writers.zipped import with_parts


def picture(colour: bytes = b"\x1f\x38\x64") -> io.BytesIO:
    """A logo of one dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">2L5B", 1, 1, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" + colour))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b""))


def charted(book: Any, *, at: str = "D1", **more: Any) -> None:
    """A list with a chart beside it."""
    sheet = book.add_worksheet("List")
    framed(sheet, 0, "Results", ["Status", "Count"], totals=True)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": ["List", 0, 1],
            "categories": ["List", 1, 0, 1, 0],
            "values": ["List", 1, 1, 1, 1],
            "data_labels": {"value": True},
        }
    )
    chart.set_title({"name": "Statuses: {title}"})
    sheet.insert_chart(at, chart, {"description": "It shows {said} & more", **more})
    sheet.write_string("A30", "below")


COUNTED = [Column("Status"), Column("Count", total=True)]


def a_count(*rows: tuple[Content, ...], columns: list[Column] | None = None) -> Tab:
    return a_tab(*rows, columns=columns or COUNTED, said="<8> awards")


def chart_of(*rows: tuple[Content, ...]) -> str:
    data = placed([a_count(*rows)], template_of(charted))
    return parts_in(data)["xl/charts/chart1.xml"]


def test_a_chart_draws_all_rows_of_its_table() -> None:
    sheet = sheet_of(placed([a_count(("Award", 8), ("On hold", 2))], template_of(charted)))
    [chart] = sheet._charts  # type: ignore[attr-defined]
    [series] = chart.series
    assert series.val.numRef.f == "'List'!$B$2:$B$3"
    assert series.cat.strRef.f == "'List'!$A$2:$A$3"
    assert series.tx.strRef.f == "'List'!$B$1"


def test_a_chart_has_the_values_stored() -> None:
    chart = chart_of(("Award & <b>", 8), (None, None), ("On hold", Decimal("2.5")))
    stored = re.findall(r"<c:(\w+Cache)>(.*?)</c:\1>", chart)
    points = [(kind, re.findall(r'idx="(\d+)"><c:v>(.*?)</c:v>', inner)) for kind, inner in stored]
    assert points == [
        ("strCache", [("0", "Count")]),
        ("strCache", [("0", "Award &amp; &lt;b&gt;"), ("2", "On hold")]),
        ("numCache", [("0", "8"), ("2", "2.5")]),
    ]
    assert re.findall(r'ptCount val="(\d+)"', chart) == ["1", "3", "3"]


def test_days_and_numbers_below_a_chart_are_stored_as_such() -> None:
    chart = chart_of((date(2026, 6, 1), 8), (date(2026, 6, 2), 2))
    assert "<c:cat><c:numRef>" in chart
    assert "<c:v>46174</c:v>" in chart
    assert "<c:v>01 Jun 2026</c:v>" in chart_of((date(2026, 6, 1), 8), ("later", 2))


def test_the_names_in_a_charts_texts_are_filled() -> None:
    parts = parts_in(placed([a_count(("Award", 8))], template_of(charted)))
    assert "<a:t>Statuses: A list</a:t>" in parts["xl/charts/chart1.xml"]
    assert 'descr="It shows &lt;8&gt; awards &amp; more"' in parts["xl/drawings/drawing1.xml"]
    with pytest.raises(TemplateFault, match=r"\{said\}"):
        placed([a_tab(("Award", 8), columns=COUNTED)], template_of(charted))


def test_a_chart_keeps_its_size_and_its_place_beside_the_table() -> None:
    small = placed([a_count(("Award", 8))], template_of(charted))
    large = placed([a_count(*[("Award", 8)] * 99)], template_of(charted))
    for data in (small, large):
        drawing = parts_in(data)["xl/drawings/drawing1.xml"]
        assert "twoCellAnchor" not in drawing
        assert drawing.count("<xdr:oneCellAnchor>") == 1
        assert '<xdr:ext cx="4572000" cy="2743200"/>' in drawing
        assert "<xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>" in drawing
    assert sheet_of(small)["A30"].value == "below"
    assert sheet_of(large)["A103"].value == "below"


def test_a_chart_below_a_table_moves_down() -> None:
    template = template_of(lambda book: charted(book, at="A6"))
    data = placed([a_count(*[("Award", 8)] * 10)], template)
    assert "<xdr:row>13</xdr:row>" in parts_in(data)["xl/drawings/drawing1.xml"]


@pytest.mark.parametrize("tables", [[], [Table("Results", tuple(COUNTED), [])]])
def test_a_chart_of_nothing_is_left_out(tables: list[Table]) -> None:
    tab = Tab("List", "List", {"title": "T", "said": ""}, tables)
    parts = parts_in(placed([tab], template_of(charted)))
    assert not [name for name in parts if "chart" in name or "drawing" in name]
    assert "<drawing" not in parts["xl/worksheets/sheet1.xml"]


def test_a_chart_of_a_column_that_is_gone_is_left_out() -> None:
    parts = parts_in(placed([a_count(("x",), columns=[Column("Status")])], template_of(charted)))
    assert not [name for name in parts if "chart" in name]


def test_a_chart_of_another_sheet_is_told() -> None:
    def draw(book: Any) -> None:
        sheet, other = book.add_worksheet("List"), book.add_worksheet("Other")
        other.write_string("A1", "x")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["Other", 0, 0, 3, 0]})
        sheet.insert_chart("A1", chart)

    with pytest.raises(TemplateFault, match="draws from another sheet"):
        placed([Tab("List", "List", {})], template_of(draw))


def test_nothing_of_a_chart_is_left_unsaid() -> None:
    chart = chart_of(("Award", 8))
    for said in ("roundedCorners", "autoTitleDeleted", "overlay", "varyColors", "delete",
                 "showLegendKey", "showSerName", "showPercent"):  # fmt: skip
        assert f'<c:{said} val="0"/>' in chart
    assert '<c:showVal val="1"/>' in chart
    shown = [re.search(f"<c:{tag} ", chart) for tag in ("showLegendKey", "showVal", "showCatName")]
    places = [found.start() for found in shown if found]
    assert places == sorted(places)
    assert len(places) == 3


def test_an_axis_has_the_ticks_that_excel_would_draw() -> None:
    chart = chart_of(("Award", 8))
    tags = re.findall(r"<c:(\w+TickMark) val=\"(\w+)\"/>", chart)
    assert tags == [("majorTickMark", "out"), ("minorTickMark", "none")] * 2
    ordered = re.findall(r"<c:(axPos|majorGridlines|numFmt|m\w+TickMark|tickLblPos)\b", chart)
    assert ordered == ["axPos", "numFmt", "majorTickMark", "minorTickMark", "tickLblPos",
                       "axPos", "majorGridlines", "numFmt", "majorTickMark", "minorTickMark",
                       "tickLblPos"]  # fmt: skip


# What Excel writes

STYLE = "http://schemas.microsoft.com/office/2011/relationships/chartStyle"


def restyled() -> bytes:
    """The same as if it had been restyled in Excel."""
    parts = {name: text.encode() for name, text in parts_in(drawn(charted)).items()}
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    drawing = drawing.replace(
        "<xdr:graphicFrame",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        '2006"><mc:Choice xmlns:a14="urn:a14" Requires="a14"><xdr:graphicFrame',
    ).replace(
        "</xdr:graphicFrame>",
        "</xdr:graphicFrame></mc:Choice><mc:Fallback/></mc:AlternateContent>",
    )
    chart = parts["xl/charts/chart1.xml"].decode()
    chart = chart.replace(
        "</c:ser>",
        '<c:extLst><c:ext uri="{x}"><x:f xmlns:x="urn:x">List!$A$2</x:f></c:ext></c:extLst>'
        "</c:ser>",
    ).replace("Statuses: {title}", "Statuses: {ti</a:t></a:r><a:r><a:t>tle}")
    return with_parts(
        drawn(charted),
        {
            "xl/drawings/drawing1.xml": drawing.encode(),
            "xl/charts/chart1.xml": chart.encode(),
            "xl/charts/style7.xml": b"<style/>",
            "xl/charts/_rels/chart1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships"><Relationship Id="rId9" Type="{STYLE}" Target="style7.xml"/>'
                "</Relationships>"
            ).encode(),
        },
        types={"/xl/charts/style7.xml": "application/vnd.ms-office.chartstyle+xml"},
    )


def test_a_chart_restyled_in_excel_comes_along_whole() -> None:
    parts = parts_in(placed([a_count(("Award", 8), ("x", 1))], template_from(restyled())))
    drawing, chart = parts["xl/drawings/drawing1.xml"], parts["xl/charts/chart1.xml"]
    assert 'Requires="a14"><xdr:graphicFrame' in drawing
    assert drawing.count("oneCellAnchor") == 2
    assert "<a:t>Statuses: A list</a:t></a:r><a:r><a:t></a:t>" in chart
    assert "urn:x" not in chart
    assert "$A$2:$A$3" in chart
    assert parts["xl/charts/style1.xml"] == "<style/>"
    assert 'Target="style1.xml"' in parts["xl/charts/_rels/chart1.xml.rels"]
    assert "chartstyle+xml" in parts["[Content_Types].xml"]


def test_a_drawing_in_a_strict_workbook_is_strict() -> None:
    tab = a_count(("Award", 8))
    parts = parts_in(placed([tab], template_of(charted), is_strict=True))
    for name, text in parts.items():
        if "drawing" in name or "chart" in name:
            assert "schemas.openxmlformats.org/drawingml" not in text, name
            assert "schemas.openxmlformats.org/officeDocument" not in text, name
    assert 'uri="http://purl.oclc.org/ooxml/drawingml/chart"' in parts["xl/drawings/drawing1.xml"]


def test_one_logo_serves_all_tabs() -> None:
    def draw(book: Any) -> None:
        for name in ("One", "Two"):
            sheet = book.add_worksheet(name)
            sheet.write_string("A1", "{title}")
            sheet.insert_image("B2", "logo.png", {"image_data": picture(), "object_position": 2})

    tabs = [Tab(f"Tab {n}", ("One", "Two")[n % 2], {"title": "T"}) for n in range(4)]
    data = placed(tabs, template_of(draw))
    parts = parts_in(data)
    assert [name for name in parts if "media" in name] == ["xl/media/image1.png"]
    assert len([name for name in parts if re.fullmatch(r"xl/drawings/drawing\d\.xml", name)]) == 4
    for number in range(1, 5):
        rels = parts[f"xl/drawings/_rels/drawing{number}.xml.rels"]
        assert 'Target="../media/image1.png"' in rels
