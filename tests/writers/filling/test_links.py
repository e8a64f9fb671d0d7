"""Links: to cells of files as they lie from the workbook, to tabs as they are called there."""

from __future__ import annotations

from pathlib import Path

import pytest

from igpm_sheets.problems import CellRef
from igpm_sheets.writers.filling.links import Link, Links


@pytest.mark.parametrize(
    ("to", "link"),
    [
        (CellRef("marks/R. Hale.xlsx", "Round 2", 12, 6),
         Link("marks/R.%20Hale.xlsx", "'Round 2'!F12")),
        (CellRef("marks.xlsx", "O'Hare's #1", 3), Link("marks.xlsx", "'O''Hare''s #1'!A3")),
        (CellRef("100%#1.xlsx", "T"), Link("100%25%231.xlsx", "'T'!A1")),
        (CellRef("../up.xlsx"), Link("../up.xlsx", "")),
        (CellRef("a:b.xlsx"), Link("./a:b.xlsx", "")),
        (CellRef("Łódź ’26.xlsx"), Link("Łódź%20’26.xlsx", "")),
        (CellRef("https://docs.google.com/spreadsheets/d/abc/edit", "Marks", 2, 3),
         Link("https://docs.google.com/spreadsheets/d/abc/edit", "")),
        ("Results", Link("", "'IGPM Results'!A1")),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_cell_it_names(tmp_path: Path, to: CellRef | str, link: Link) -> None:
    links = Links({"Results": "IGPM Results"}, tmp_path, tmp_path)
    assert links.to(to) == link
    assert links.to(to) == link


def test_links_are_relative_to_where_the_workbook_stands(tmp_path: Path) -> None:
    links = Links({}, tmp_path / "out" / "2026", tmp_path)
    assert links.to(CellRef("marks/a.xlsx", "T", 2, 2)) == Link("../../marks/a.xlsx", "'T'!B2")


def test_a_whole_path_is_an_address_of_a_file(tmp_path: Path) -> None:
    source = tmp_path / "a b.xlsx"
    link = Links({}, tmp_path, None).to(CellRef(str(source)))
    assert link is not None
    assert link.target == source.as_uri()


@pytest.mark.parametrize(
    "to",
    [
        "No such tab", CellRef(""), CellRef("ftp://x"), CellRef("file:///etc/passwd"),
        CellRef("\ud800.xlsx"), CellRef("a\nb.xlsx"), CellRef("x" * 3000),
        CellRef("https://x.example/\x00"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_no_link(tmp_path: Path, to: CellRef | str) -> None:
    assert Links({}, tmp_path, tmp_path).to(to) is None
