"""The blank tracker and mark sheets as people meet them: what is locked, checked and explained."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from make_templates import TEMPLATES
from openpyxl.worksheet.worksheet import Worksheet

from igpm_sheets.fields import TabKind
from igpm_sheets.rulebook import load

GRID, FORM, TRACKER = "mark_sheet_grid.xlsx", "mark_sheet_form.xlsx", "tracker.xlsx"
PARTS = {GRID: ("Marks", 5), FORM: ("Form", 11)}
"""Of each mark sheet the tab to fill in, and the row of its headings."""


def page(name: str, tab: str) -> Worksheet:
    found = openpyxl.load_workbook(TEMPLATES / name)[tab]
    assert isinstance(found, Worksheet)
    return found


def may_type_in(sheet: Worksheet, cell: str) -> bool:
    return not (sheet.protection.sheet and sheet[cell].protection.locked)


@pytest.mark.parametrize("name", PARTS)
def test_headings_are_locked_and_anybody_may_unlock_them(name: str) -> None:
    tab, row = PARTS[name]
    sheet = page(name, tab)
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert all(cell.protection.locked for cell in sheet[row] if cell.value)
    for allowed in ("formatRows", "formatColumns", "sort", "autoFilter", "insertColumns"):
        assert getattr(sheet.protection, allowed) is False, f"{allowed} is not left to people"
    assert not sheet.protection.objects, "people may add notes"


def test_all_that_is_to_be_filled_in_is_open() -> None:
    grid = page(GRID, "Marks")
    assert all(may_type_in(grid, cell) for cell in ("B3", "A6", "C6", "F6", "G6", "P6", "Z25"))
    beyond = grid.column_dimensions["AA"]
    assert (beyond.protection.locked, beyond.max) == (False, 50), "room for people's own columns"
    assert not may_type_in(grid, "A5")
    form = page(FORM, "Form")
    assert all(may_type_in(form, cell) for cell in ("B4", "B8", "B9", "B12", "C12", "C21"))
    assert not any(may_type_in(form, cell) for cell in ("A4", "A12", "B11"))


def test_a_tracker_is_never_locked_but_asks_before_a_heading_changes() -> None:
    for kind in TabKind:
        sheet = page(TRACKER, kind.value.capitalize())
        assert not sheet.protection.sheet
        asked = {
            str(rule.sqref): rule
            for rule in sheet.data_validations.dataValidation
            if rule.type == "custom"
        }
        for cell in sheet[4]:
            rule = asked[cell.coordinate]
            assert rule.formula1 == f'{cell.coordinate}="{cell.value}"'
            assert rule.errorStyle == "warning"
            assert not rule.allowBlank


@pytest.mark.rule("R47", passes=True)
def test_every_domain_is_explained_where_it_is_marked() -> None:
    grid, form = page(GRID, "Marks"), page(FORM, "Form")
    for domain in load().domains:
        for cell in (grid.cell(5, 6 + domain.number), form.cell(11 + domain.number, 1)):
            assert cell.comment is not None
            lines = cell.comment.text.splitlines()
            assert lines == [domain.title, *(f"• {prompt}" for prompt in domain.prompts)]


def test_marks_are_chosen_from_3_to_7() -> None:
    for sheet, first, last in (
        (page(GRID, "Marks"), "G6", "P25"),
        (page(FORM, "Form"), "B12", "B21"),
    ):
        (rule,) = [r for r in sheet.data_validations.dataValidation if first in r.sqref]
        assert (rule.type, rule.formula1) == ("list", '"3,4,5,6,7"')
        assert last in rule.sqref


VML = {"v": "urn:schemas-microsoft-com:vml", "x": "urn:schemas-microsoft-com:office:excel"}


def notes(name: str) -> Iterator[tuple[int, int, int, float]]:
    """Of each note its cell, the row below which it opens, and its height in points."""
    with ZipFile(TEMPLATES / name) as package:
        for part in package.namelist():
            if not part.endswith(".vml"):
                continue
            for shape in ET.fromstring(package.read(part)).iterfind("v:shape", VML):  # noqa: S314
                row = int(shape.findtext(".//x:Row", "", VML))
                column = int(shape.findtext(".//x:Column", "", VML))
                anchor = shape.findtext(".//x:Anchor", "", VML).split(",")
                style = dict(
                    each.split(":") for each in shape.get("style", "").split(";") if ":" in each
                )
                yield row, column, int(anchor[2]), float(style["height"].removesuffix("pt"))


@pytest.mark.parametrize("name", [GRID, FORM, TRACKER])
def test_notes_open_below_what_they_explain_and_are_large_enough(name: str) -> None:
    book = openpyxl.load_workbook(TEMPLATES / name)
    lengths = [
        len(cell.comment.text)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    found = list(notes(name))
    assert len(found) == len(lengths) > 9
    assert all(top > row for row, _, top, _ in found)
    longest = max(height for *_, height in found)
    # In 400 pixels of Arial 9 there is room for 60 letters, and a line is 11 points high.
    assert longest >= max(lengths) / 60 * 11


@pytest.mark.parametrize("name", [GRID, FORM, TRACKER])
def test_notes_are_not_printed(name: str) -> None:
    with ZipFile(TEMPLATES / name) as package:
        for part in package.namelist():
            if part.startswith("xl/worksheets/sheet"):
                assert b"cellComments" not in package.read(part)


def test_the_settings_that_are_switched_off_name_what_comes_with_them() -> None:
    text = (TEMPLATES / "igpm.toml").read_text(encoding="utf-8")
    assert '\n#folder = "marks"\n' in text
    assert f'\n#template = "{GRID}"\n' in text
    assert (TEMPLATES / GRID).is_file()
