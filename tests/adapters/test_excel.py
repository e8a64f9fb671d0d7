"""Excel workbooks of XML parts: values, errors, formulas and layouts as they truly are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.adapters.excel_gaps import Closed, gaps_closed
from igpm_sheets.adapters.excel_xml import specials
from igpm_sheets.adapters.grid import ErrorValue, NeverCalculated
from igpm_sheets.problems import CellRef

from .making import SHEET, changed, only, package, parts_of, read, with_rows, xlsx

HERE = CellRef("marks.xlsx", "Marks")


def cells(*written: str) -> str:
    """One row of cells."""
    return f'<row r="2">{"".join(written)}</row>'


VALUES = [
    ('<c r="B2"><v>5</v></c>', 5.0),
    ('<c r="B2"/>', None),
    ('<c r="B2" s="0"></c>', None),
    ('<c r="B2" t="b"><v>1</v></c>', True),
    ('<c r="B2" t="b"><v>0</v></c>', False),
    ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> 5 </t></is></c>', " 5 "),
    ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
    ('<c r="B2" t="e"><v>#N/A</v></c>', ErrorValue("#N/A")),
    ("<c r='B2' t='e'><v>#REF!</v></c>", ErrorValue("#REF!")),
    ('<c t="e" r="B2"><f>1/0</f><v>#DIV/0!</v></c>', ErrorValue("#DIV/0!")),
    ('<c r="B2" t="e"/>', ErrorValue("#ERROR!")),
    ('<c r="B2"><f>A1+1</f><v>5</v></c>', 5.0),
    ('<c r="B2"><f>A1+1</f></c>', NeverCalculated("A1+1")),
    ('<c r="B2"><f>A1+1</f><v></v></c>', NeverCalculated("A1+1")),
    ('<c r="B2"><f>A1+1</f><v/></c>', NeverCalculated("A1+1")),
    ('<c r="B2">\n <f>A1 &amp; "x"</f>\n <v />\n</c>', NeverCalculated('A1 & "x"')),
    ('<c r="B2"><f t="shared" si="0"/></c>', NeverCalculated()),
    ('<c r="B2"><f t="shared" si="0"/><v>5</v></c>', 5.0),
    ('<c r="B2" t="str"><f>""</f><v></v></c>', None),
    ('<c r="B2" t="str"><f>""</f><v/></c>', None),
    ('<c r="B2" t="str"><f>""</f></c>', NeverCalculated('""')),
    ('<c r="B2" t="str"><f>"ok"</f><v>ok</v></c>', "ok"),
]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_a_cell_as_it_is_written(tmp_path: Path, written: str, value: object) -> None:
    grid = only(tmp_path, "marks.xlsx", with_rows(cells(written, '<c r="D2"><v>7</v></c>')))
    assert grid.at(2, 2) == value
    assert type(grid.at(2, 2)) is type(value)
    assert (grid.at(1, 1), grid.at(2, 4)) == (None, 7)


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_a_cell_under_another_prefix_reads_the_same(
    tmp_path: Path, written: str, value: object
) -> None:
    parts = parts_of(with_rows(cells(written)))
    for name in ("xl/workbook.xml", SHEET):
        prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[name])
        parts[name] = prefixed.replace(b'xmlns="', b'xmlns:x="')
    assert only(tmp_path, "marks.xlsx", package(parts)).at(2, 2) == value


@pytest.mark.parametrize("clean", [c for c, v in VALUES if isinstance(v, float | bool | str)])
def test_a_clean_sheet_is_not_parsed(clean: str) -> None:
    broken = f"<worksheet><row>{clean}</roww></worksheet>"
    assert specials(broken.encode(), HERE, SHEET) == {}


@given(
    style=st.tuples(st.sampled_from(["", "\n", "  "]), st.sampled_from(["", "x:", "ss-1.a:"])),
    numbered=st.booleans(),
    kind=st.sampled_from(["", ' t="n"', ' t="e"', " t='e'", ' t="str"']),
    formula=st.sampled_from(["", "<P:f>1</P:f>", '<P:f t="shared" si="1"/>', "<P:f/>", "<P:f\n/>"]),
    value=st.sampled_from(["", "<P:v/>", "<P:v></P:v>", "<P:v >\n</P:v >", "<P:v>5</P:v>"]),
)
def test_the_quick_look_misses_nothing(
    style: tuple[str, str], numbered: bool, kind: str, formula: str, value: str
) -> None:
    blank, prefix = style
    row = '<P:row r="{}">' if numbered else "<P:row>"
    cell = f"<P:c{kind}>{blank}{formula}{blank}{value}{blank}</P:c >"
    rows = "".join(
        f"{row.format(number)}<P:c><P:v>5</P:v></P:c>{cell if number % 3 == 2 else ''}</P:row>"
        for number in range(1, 10)
    )
    xml = f"<P:worksheet>{rows}</P:worksheet>".replace("P:", prefix).encode()
    has_value = value == "<P:v>5</P:v>"
    calculated = has_value or (kind == ' t="str"' and value != "")
    expected: set[tuple[int, int]] = set()
    if "e" in kind or (formula and not calculated):
        expected = {(2, 2), (5, 2), (8, 2)}
    assert set(specials(xml, HERE, SHEET)) == expected


def test_errors_at_the_edges_of_what_else_is_there(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="F2" t="e"><v>#N/A</v></c></row>'
        '<row r="4"><c r="B4"><v>5</v></c></row>'
        '<row r="9"><c r="K9"><f>A1</f></c></row>'
    )
    grid = only(tmp_path, "marks.xlsx", with_rows(rows))
    assert grid.at(2, 6) == ErrorValue("#N/A")
    assert grid.at(4, 2) == 5
    assert grid.at(9, 11) == NeverCalculated("A1")


def test_cells_without_addresses(tmp_path: Path) -> None:
    rows = '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row/><row><c><f>A1</f></c></row>'
    grid = only(tmp_path, "marks.xlsx", with_rows(rows + '<row><c t="b"><v>1</v></c></row>'))
    assert grid.at(1, 2) == ErrorValue("#N/A")
    assert grid.at(3, 1) == NeverCalculated("A1")
    assert grid.at(4, 1) is True


def test_a_workbook_that_openpyxl_made_has_uncalculated_formulas(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet["C3"] = "=SUM(A1:B1)"
    sheet["C4"] = "#N/A"
    buffer = BytesIO()
    workbook.save(buffer)
    grid = only(tmp_path, "marks.xlsx", buffer.getvalue())
    assert grid.at(3, 3) == NeverCalculated("SUM(A1:B1)")
    assert grid.at(4, 3) == ErrorValue("#N/A")


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_and_times(tmp_path: Path, from_1904: bool) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        minute = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_datetime("A1", datetime(2024, 2, 29), day)  # noqa: DTZ001 - as in a cell
        sheet.write_datetime("A2", datetime(2024, 2, 29, 9, 30), minute)  # noqa: DTZ001
        sheet.write_datetime("A3", time(9, 30), workbook.add_format({"num_format": "hh:mm"}))
        sheet.write_number("A4", 2.5, workbook.add_format({"num_format": "[h]:mm"}))

    grid = only(tmp_path, "marks.xlsx", xlsx(fill, date_1904=from_1904))
    assert [grid.at(row, 1) for row in range(1, 5)] == [
        date(2024, 2, 29),
        datetime(2024, 2, 29, 9, 30),  # noqa: DTZ001
        time(9, 30),
        timedelta(days=2, hours=12),
    ]
    assert type(grid.at(1, 1)) is date


def test_only_tabs_with_cells_are_read_and_hidden_ones_flagged(tmp_path: Path) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_number("A1", 5)
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Marks!$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
        workbook.add_worksheet("Hidden").hide()
        workbook.add_worksheet("Very hidden").very_hidden()
        workbook.add_worksheet("Q&A <1>")

    grids = read(tmp_path, "marks.xlsx", xlsx(fill))
    assert [(grid.tab, grid.hidden) for grid in grids] == [
        ("Marks", False),
        ("Hidden", True),
        ("Very hidden", True),
        ("Q&A <1>", False),
    ]
    assert grids[1].rows == []


def test_rich_text_is_text_and_phonetic_readings_are_not(tmp_path: Path) -> None:
    shared = (
        b"<si><r><t>Jo</t></r><r><t xml:space='preserve'> Li</t></r>"
        b"<rPh sb='0' eb='1'><t>READING</t></rPh></si>"
    )
    data = changed(xlsx(), "xl/sharedStrings.xml", b"<si><t>Ref</t></si>", shared)
    assert only(tmp_path, "marks.xlsx", data).at(3, 2) == "Jo Li"


def test_of_merged_cells_the_first_alone_has_a_value(tmp_path: Path) -> None:
    row = "".join(f'<c r="{c}{{0}}"><v>{{0}}</v></c>' for c in "ABCD")
    rows = "".join(f'<row r="{n}">{row.format(n)}</row>' for n in (1, 2, 3))
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="B1:C2"/></mergeCells>'
    data = changed(with_rows(rows), SHEET, b"</sheetData>", merged)
    grid = only(tmp_path, "marks.xlsx", data)
    assert grid.rows == [[1, 1, None, 1], [2, None, None, 2], [3, 3, 3, 3]]


# --- where the parts lie ---------------------------------------------------------------------


def strict(parts: dict[str, bytes]) -> dict[str, bytes]:
    """In the namespaces of Strict Open XML."""
    old = b"http://schemas.openxmlformats.org/%b"
    new = b"http://purl.oclc.org/ooxml/%b"
    pairs = (
        (old % b"spreadsheetml/2006/main", new % b"spreadsheetml/main"),
        (old % b"officeDocument/2006/relationships", new % b"officeDocument/relationships"),
    )
    for one, other in pairs:
        parts = {name: data.replace(one, other) for name, data in parts.items()}
    return parts


def moved(parts: dict[str, bytes], old: str, new: str, target: str) -> dict[str, bytes]:
    """With a part elsewhere, and `target` written where the workbook names it."""
    rels = "xl/_rels/workbook.xml.rels"
    written = f'Target="{old.removeprefix("xl/")}"'.encode()
    assert written in parts[rels]
    parts[rels] = parts[rels].replace(written, f'Target="{target}"'.encode())
    parts[new] = parts.pop(old)
    return parts


def elsewhere(parts: dict[str, bytes], book: str) -> dict[str, bytes]:
    """With the workbook part elsewhere."""
    folder, _, name = book.rpartition("/")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", book.encode())
    parts[book] = parts.pop("xl/workbook.xml")
    rels = parts.pop("xl/_rels/workbook.xml.rels")
    parts[f"{folder}/_rels/{name}.rels"] = rels.replace(b'Target="', b'Target="/xl/')
    return parts


def macro_sheet(parts: dict[str, bytes]) -> dict[str, bytes]:
    """With a module sheet that has no part, as Excel leaves in old workbooks with macros."""
    module = b'<sheets><sheet name="Module1" sheetId="9" state="veryHidden" r:id=""/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", module)
    return parts


def in_utf_16(parts: dict[str, bytes], name: str) -> dict[str, bytes]:
    """With a part in UTF-16."""
    parts[name] = parts[name].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    return parts


TEXTS, STYLES, BOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
LAYOUTS: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "strict": strict,
    "absolute": lambda p: moved(p, SHEET, SHEET, f"/{SHEET}"),
    "other case": lambda p: moved(p, SHEET, "xl/Worksheets/SHEET1.xml", "worksheets/sheet1.xml"),
    "percent": lambda p: moved(p, SHEET, "xl/my tab.xml", "my%20tab.xml"),
    "backslash": lambda p: moved(p, SHEET, SHEET, "worksheets\\sheet1.xml"),
    "up": lambda p: moved(p, SHEET, "other/tab.xml", "../other/tab.xml"),
    "texts": lambda p: moved(p, TEXTS, "xl/texts.xml", "texts.xml"),
    "styles": lambda p: moved(p, STYLES, "xl/looks.xml", "looks.xml"),
    "workbook22": lambda p: elsewhere(p, "xl/workbook22.xml"),
    "elsewhere": lambda p: elsewhere(p, "odd/book.xml"),
    "macro sheet": macro_sheet,
    "UTF-16 sheet": lambda p: in_utf_16(p, SHEET),
    "UTF-16 texts": lambda p: in_utf_16(p, TEXTS),
    "UTF-16 book": lambda p: in_utf_16(p, BOOK),
    "UTF-16 rels": lambda p: in_utf_16(p, "xl/_rels/workbook.xml.rels"),
    "UTF-16 styles": lambda p: in_utf_16(p, STYLES),
    "no content types": lambda p: {k: v for k, v in p.items() if "Content" not in k},
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("from_1904", [False, True])
def test_parts_are_found_wherever_they_lie(tmp_path: Path, layout: str, from_1904: bool) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string("B3", "É <Ref>")
        sheet.write_datetime("C3", datetime(2024, 2, 29), day)  # noqa: DTZ001 - as in a cell
        sheet.write_formula("D3", "=NA()", value="#N/A")
        workbook.add_worksheet("Hidden").hide()

    parts = LAYOUTS[layout](parts_of(xlsx(fill, date_1904=from_1904)))
    marks, hidden = read(tmp_path, "marks.xlsx", package(parts))
    assert (marks.tab, marks.hidden, hidden.tab, hidden.hidden) == ("Marks", False, "Hidden", True)
    assert marks.rows[2] == [None, "É <Ref>", date(2024, 2, 29), ErrorValue("#N/A")]


def test_a_workbook_without_styles_or_texts(tmp_path: Path) -> None:
    parts = parts_of(with_rows('<row r="1"><c r="A1"><v>5</v></c></row>'))
    kept = {k: v for k, v in parts.items() if k not in (TEXTS, STYLES)}
    assert only(tmp_path, "marks.xlsx", package(kept)).rows == [[5]]


# --- gaps ------------------------------------------------------------------------------------


def test_a_stray_cell_in_the_last_corner(tmp_path: Path) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string("B3", "Ref")
        sheet.write_datetime("C4", datetime(2024, 2, 29), day)  # noqa: DTZ001 - as in a cell
        sheet.write_formula("E5", "=NA()", value="#N/A")
        sheet.write_string("XFD1048576", "x")

    grid = only(tmp_path, "marks.xlsx", xlsx(fill))
    assert len(grid.rows) == 1_048_576
    assert (grid.at(3, 2), grid.at(4, 3)) == ("Ref", date(2024, 2, 29))
    assert (grid.at(5, 5), grid.at(1_048_576, 16_384)) == (ErrorValue("#N/A"), "x")
    assert sum(len(row) for row in grid.rows) == 2 + 3 + 5 + 16_384


@pytest.mark.parametrize(
    ("far", "quote", "closed"),
    [
        ("C900", '"', False),
        ("ZZ17000", '"', False),
        ("BZ200000", '"', True),
        ("B1048576", '"', False),
        ("Z1048576", '"', True),
        ("XFD800", '"', True),
        ("XFD700", '"', False),
        ("XFD1048576", "'", True),
    ],
)
def test_only_a_vast_gap_is_closed(far: str, quote: str, closed: bool) -> None:
    row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    xml = (
        '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row spans="1:9" r="{row}"><c r="{far}"><v>2</v></c></row></sheetData></worksheet>'
    ).replace('"', quote)
    found = gaps_closed(xml.encode(), HERE, SHEET)
    assert (found is not None) == closed
    if found:
        assert b'"B2"'.replace(b'"', quote.encode()) in found.xml


def test_what_was_closed_opens_again() -> None:
    closed = Closed(b"", rows=(2, 4), columns=(1, 3))
    assert closed.opened([[5, None], [None, 7]]) == [[], [5], [], [None, None, 7]]
    assert closed.opened([]) == [[], [], [], []]


# --- addresses -------------------------------------------------------------------------------

ADDRESSES = st.tuples(st.integers(1, 60), st.integers(1, 40))
CONTENTS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]), min_size=1).filter(
        lambda text: not text.startswith("=")
    ),
)
SCATTERED = st.dictionaries(ADDRESSES, CONTENTS, min_size=1, max_size=12)
# Without lxml, openpyxl writes spaces at either end of a text so that every reader drops them;
# and it makes an error value of a text such as #NUM!.
SCATTERED_TRIMMED = SCATTERED.filter(
    lambda cells: all(v == v.strip(" #") for v in cells.values() if isinstance(v, str))
)


@settings(deadline=None)
@given(SCATTERED)
def test_values_written_by_xlsxwriter_stand_at_their_addresses(
    tmp_path_factory: pytest.TempPathFactory, scattered: dict[tuple[int, int], Any]
) -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for (row, column), value in scattered.items():
            if isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value)
            else:
                sheet.write(row - 1, column - 1, value, *([day] if type(value) is date else []))

    grid = only(tmp_path_factory.getbasetemp(), "scattered.xlsx", xlsx(fill))
    found = {
        (r, c): value
        for r, row in enumerate(grid.rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }
    assert found == scattered
    assert {type(found[at]) is bool for at, v in scattered.items() if type(v) is bool} <= {True}


@settings(deadline=None)
@given(SCATTERED_TRIMMED)
def test_values_written_by_openpyxl_stand_at_their_addresses(
    tmp_path_factory: pytest.TempPathFactory, scattered: dict[tuple[int, int], Any]
) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for (row, column), value in scattered.items():
        sheet.cell(row, column, value)
    buffer = BytesIO()
    workbook.save(buffer)
    grid = only(tmp_path_factory.getbasetemp(), "scattered.xlsx", buffer.getvalue())
    for (row, column), value in scattered.items():
        assert grid.at(row, column) == value
    assert sum(value is not None for row in grid.rows for value in row) == len(scattered)
