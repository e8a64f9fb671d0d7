"""OpenDocument spreadsheets: values, errors, and what the format only counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from igpm_sheets.adapters.grid import ErrorValue, NeverCalculated

from .making import ods, only, read

TEXT = 'office:value-type="string"'
NOTE = "<text:p>not the cell's</text:p>"


def tab(rows: str, name: str = "Marks", more: str = "") -> str:
    """The XML of a tab."""
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def cell(attributes: str, inside: str = "") -> str:
    """The XML of a cell."""
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def row(cells: str, more: str = "") -> str:
    """The XML of a row."""
    return f"<table:table-row {more}>{cells}</table:table-row>"


@pytest.mark.parametrize(
    ("attributes", "inside", "value"),
    [
        ("", "", None),
        (TEXT, "", None),
        (TEXT, "<text:p/>", None),
        (TEXT, "<text:p>Ref</text:p>", "Ref"),
        (TEXT, "<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
        (TEXT, "<text:p>a <text:span>b</text:span><text:line-break/>c</text:p>", "a b\nc"),
        (TEXT, '<text:p>a<text:s/>b<text:s text:c="3"/><text:tab/>c</text:p>', "a b   \tc"),
        (TEXT, "<text:p>a\n   b</text:p>", "a b"),
        (TEXT, "<text:p>a   b</text:p>", "a   b"),
        (TEXT, '<text:p><text:a href="x">link</text:a></text:p>', "link"),
        (TEXT, f"<office:annotation>{NOTE}</office:annotation><text:p>5</text:p>", "5"),
        (TEXT, f"<text:p>5<office:annotation>{NOTE}</office:annotation></text:p>", "5"),
        (TEXT, f"<text:p>5<draw>{NOTE}</draw></text:p>", "5"),
        (TEXT, f"<text:p>5</text:p><draw>{NOTE}</draw>", "5"),
        (TEXT, "<text:p>Li<text:ruby-text>read so</text:ruby-text></text:p>", "Li"),
        (TEXT + ' office:string-value="true"', "<text:p>shown</text:p>", "true"),
        ('office:value-type="float" office:value="5"', "<text:p>5.00</text:p>", 5.0),
        ('office:value-type="percentage" office:value="0.5"', "<text:p>50%</text:p>", 0.5),
        ('office:value-type="currency" office:value="280"', "<text:p>£280</text:p>", 280.0),
        ('office:value-type="boolean" office:boolean-value="true"', "<text:p>TRUE</text:p>", True),
        ('office:value-type="boolean" office:boolean-value="false"', "<text:p>NO</text:p>", False),
        ('office:value-type="date" office:date-value="2024-02-29"', "", date(2024, 2, 29)),
        ('office:value-type="date" office:date-value="2024-02-29T00:00:00"', "", date(2024, 2, 29)),
        ('office:value-type="date" office:date-value="2024-02-29T09:30:00"', "",
         datetime(2024, 2, 29, 9, 30)),  # noqa: DTZ001 - as in a cell
        ('office:value-type="date" office:date-value="2023-02-29"', "", "2023-02-29"),
        ('office:value-type="time" office:time-value="PT09H30M01.5S"', "", time(9, 30, 1, 500_000)),
        ('office:value-type="time" office:time-value="PT60H00M00S"', "", timedelta(hours=60)),
        ('office:value-type="time" office:time-value="-PT1H"', "", timedelta(hours=-1)),
        ('office:value-type="time" office:time-value="soon"', "", "soon"),
        ('table:formula="of:=NA()" office:string-value="" calcext:value-type="error"',
         "<text:p>#N/A</text:p>", ErrorValue("#N/A")),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"',
         "<text:p>#DIV/0!</text:p>", ErrorValue("#DIV/0!")),
        ('table:formula="of:=x()" office:value-type="string"', "<text:p>Err:508</text:p>",
         ErrorValue("Err:508")),
        ('calcext:value-type="error"', "", ErrorValue("#ERROR!")),
        ('table:formula="of:=[.A1]+1"', "", NeverCalculated("[.A1]+1")),
        ('table:formula="of:=&quot;&quot;"', "<text:p/>", None),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"', "", 2.0),
    ],
)  # fmt: skip
def test_a_cell_as_it_is_written(
    tmp_path: Path, attributes: str, inside: str, value: object
) -> None:
    made = ods(tab(row(cell("") + cell(attributes, inside) + cell(TEXT, "<text:p>x</text:p>"))))
    grid = only(tmp_path, "marks.ods", made)
    assert grid.at(1, 2) == value
    assert type(grid.at(1, 2)) is type(value)
    assert grid.at(1, 3) == "x"


def test_repeated_rows_and_cells_keep_addresses(tmp_path: Path) -> None:
    five = 'office:value-type="float" office:value="5"'
    rows = (
        row(cell('table:number-columns-repeated="16384"'), 'table:number-rows-repeated="2"')
        + row(
            cell('table:number-columns-repeated="3"')
            + cell(f'{five} table:number-columns-repeated="2"')
            + cell('table:number-columns-repeated="16379"'),
            'table:number-rows-repeated="2"',
        )
        + row(cell('table:number-columns-repeated="16384"'), 'table:number-rows-repeated="4995"')
        + row(cell(five))
    )
    grid = only(tmp_path, "marks.ods", ods(tab(rows)))
    assert grid.rows[:5] == [[], [], *[[None, None, None, 5, 5]] * 2, []]
    assert (len(grid.rows), grid.at(5000, 1)) == (5000, 5)


def test_headings_and_groups_of_rows_are_rows(tmp_path: Path) -> None:
    one = row(cell(TEXT, "<text:p>x</text:p>"))
    rows = (
        f"<table:table-header-rows>{one}</table:table-header-rows>"
        f"<table:table-row-group><table:table-rows>{one}</table:table-rows></table:table-row-group>"
    )
    assert only(tmp_path, "marks.ods", ods(tab(rows))).rows == [["x"], ["x"]]


def test_what_a_merged_cell_covers_is_blank(tmp_path: Path) -> None:
    covered = "<table:covered-table-cell office:value-type='float' office:value='7'/>"
    cells = cell(TEXT, "<text:p>x</text:p>") + covered + cell(TEXT, "<text:p>y</text:p>")
    assert only(tmp_path, "marks.ods", ods(tab(row(cells)))).rows == [["x", None, "y"]]


def test_hidden_tabs_and_the_memory_of_other_files(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="a"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="b"><style:table-properties table:display="false"/></style:style>'
    )
    tabs = (
        tab("", "Marks", 'table:style-name="a"')
        + tab("", "Old", 'table:style-name="b"')
        + tab("", "'file:///other.ods'#$Sheet1")
    )
    grids = read(tmp_path, "marks.ods", ods(tabs, styles=styles))
    assert [(grid.tab, grid.hidden) for grid in grids] == [("Marks", False), ("Old", True)]


def test_tracked_changes_are_no_cells(tmp_path: Path) -> None:
    was = tab(row(cell(TEXT, "<text:p>7</text:p>")))
    past = f"<table:tracked-changes>{was}</table:tracked-changes>"
    made = ods(past + tab(row(cell(TEXT, "<text:p>5</text:p>"))))
    assert only(tmp_path, "marks.ods", made).rows == [["5"]]


def test_a_document_that_a_library_made(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Marks")
    line = TableRow()
    text = TableCell(valuetype="string")
    text.addElement(P(text="Ref"))
    for made in (text, TableCell(formula="of:=1+1"), TableCell(valuetype="float", value=5)):
        line.addElement(made)
    table.addElement(line)
    document.spreadsheet.addElement(table)
    buffer = BytesIO()
    document.write(buffer)
    grid = only(tmp_path, "marks.ods", buffer.getvalue())
    assert grid.rows == [["Ref", NeverCalculated("1+1"), 5]]
