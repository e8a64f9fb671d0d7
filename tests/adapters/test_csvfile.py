"""Text files: encoding and separator worked out, records counted as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.adapters.csvfile import read_csv, separator_of

from .making import only

TABLE = [["Ref", "Name", "Mark"], ["A1", "Zoë O’Neil", "5"], ["A2", "Ana", "6"]]


def written(rows: list[list[str]], separator: str = ",", end: str = "\r\n") -> str:
    """The rows as a spreadsheet program saves them."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_separators_and_line_ends(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    grid = only(tmp_path, "m.csv", written(TABLE, separator, end).encode(encoding))
    assert (grid.tab, grid.rows) == ("", TABLE)


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_either_order_of_utf_16(tmp_path: Path, mark: str) -> None:
    data = ("\ufeff" + written(TABLE)).encode(mark)
    assert only(tmp_path, "m.csv", data).rows == TABLE


@pytest.mark.parametrize("name", ["m.csv", "m.tsv", "m.txt", "m.tab", "m", "m.xls", "m.dat"])
def test_a_clear_table_is_read_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, name, written(TABLE, "\t").encode()).rows == TABLE


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Ref;Sum\r\nA1;7,5\r\nA2;6,0\r\n", ";"),
        ("Marks, round 1\r\n\r\nRef;D1;D2\r\nA1;5;6\r\nA2;5;6\r\n", ";"),
        ("Ref\tComment\nA1\tgood, clear, short\nA2\tgood; but long\n", "\t"),
        ('Ref,Domains\nA1,"3; 7"\nA2,"1; 2; 4"\n', ","),
        ("Ref,Comment\nA1,one; two\nA2,three\n", ","),
        ("Ref\nA1\nA2\n", ","),
        ("", ","),
        ("sep=|\nRef|Mark, Sum\n", "|"),
    ],
)  # fmt: skip
def test_the_separator(text: str, separator: str) -> None:
    assert separator_of(text)[0] == separator


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_a_line_that_names_the_separator_is_no_row(tmp_path: Path, first: str) -> None:
    grid = only(tmp_path, "m.csv", (first + "Ref;Mark\nA,1;5\n").encode())
    assert grid.rows == [["Ref", "Mark"], ["A,1", "5"]]


def test_records_count_and_not_lines(tmp_path: Path) -> None:
    data = b'Ref,Comment\n\nA1,"two\nlines"\nA2,\n'
    grid = only(tmp_path, "m.csv", data)
    assert grid.rows == [["Ref", "Comment"], [], ["A1", "two\nlines"], ["A2", None]]
    assert str(grid.ref(4, 1)) == "m.csv!A4"


@pytest.mark.parametrize("first", ["PK", "RIFF", "GIF8", "Rar!", "<Ref", "{Ref"])
def test_a_heading_that_begins_as_other_files_do(tmp_path: Path, first: str) -> None:
    assert only(tmp_path, "m.csv", f"{first},Mark\nA1,5\n".encode()).at(1, 1) == first


def test_text_stays_text(tmp_path: Path) -> None:
    row = ["007", "5", "03/05/2026", "TRUE", "=1+1", " x "]
    assert only(tmp_path, "m.csv", written([row, row]).encode()).rows == [row, row]


def test_a_stray_quotation_mark_is_a_character(tmp_path: Path) -> None:
    grid = only(tmp_path, "m.csv", b'Ref,Size\nA1,5" wide\nA2,6\n')
    assert grid.rows == [["Ref", "Size"], ["A1", '5" wide'], ["A2", "6"]]


def test_a_long_comment_is_no_obstacle(tmp_path: Path) -> None:
    comment = "x" * 200_000
    assert only(tmp_path, "m.csv", f"Ref,Why\nA1,{comment}\n".encode()).at(2, 2) == comment


@settings(deadline=None)
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["C"])), min_size=2, max_size=2),
        min_size=2,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_what_was_written_is_read(rows: list[list[str]], separator: str) -> None:
    named = f"sep={separator}\r\n" + written(rows, separator)
    (grid,) = read_csv(named, "m.csv")
    assert [[cell or "" for cell in row] for row in grid.rows] == rows
