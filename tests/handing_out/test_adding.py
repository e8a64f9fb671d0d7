"""What comes later is added to a sheet that an assessor has filled in; nothing else changes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.bad_inputs.office import ANN, ASSESSORS, BEN, CAT, Office

from .comparing import changed_beyond
from .office import (
    COMMENT_1,
    CONFLICT,
    FIRST_ROW,
    MARK_1,
    MAY,
    allocated_only,
    allocation,
    grid,
    hand_out,
    mark,
    refs,
    run,
    save_tracker,
    sheet,
    the_office,
    to_each,
    told,
)


def begun(folder: Path, *first: str) -> Office:
    """An office that has handed out the first applications; the others are allocated since."""
    office = the_office()
    every = list(allocation(office))
    allocated_only(office, *first)
    office.write(folder)
    assert hand_out(folder).code in (0, 1)
    allocation(office)[:] = every
    save_tracker(office, folder)
    return office


def test_nothing_new_means_that_not_a_byte_is_written(tmp_path: Path) -> None:
    the_office().write(tmp_path)
    hand_out(tmp_path)
    before = {path: (path.read_bytes(), path.stat()) for path in (tmp_path / "marks").iterdir()}
    found = hand_out(tmp_path)
    assert found.added == to_each([])
    after = {path: (path.read_bytes(), path.stat()) for path in (tmp_path / "marks").iterdir()}
    assert after == before
    assert not (tmp_path / "igpm-backups").exists()


def test_new_applications_come_below_and_the_version_before_is_kept(tmp_path: Path) -> None:
    begun(tmp_path, "26-03")
    before = sheet(tmp_path, ANN).read_bytes()
    assert hand_out(tmp_path).added == to_each(["26-02", "26-04", "26-05"])
    assert refs(sheet(tmp_path, ANN)) == ["26-03", "26-02", "26-04", "26-05"]
    assert changed_beyond(before, sheet(tmp_path, ANN).read_bytes()) == []
    kept = [each.read_bytes() for each in (tmp_path / "igpm-backups").glob("Ann Lee*.xlsx")]
    assert kept == [before]


def test_new_rows_look_like_those_there_and_are_checked_alike(tmp_path: Path) -> None:
    begun(tmp_path, "26-05")  # of which most is closed
    hand_out(tmp_path)
    page = grid(sheet(tmp_path, ANN))
    for column in range(1, COMMENT_1 + 10):
        new = page.cell(FIRST_ROW + 1, column)
        like = page.cell(FIRST_ROW, column if column < MARK_1 else MARK_1 + 2)
        if column >= COMMENT_1:
            like = page.cell(FIRST_ROW, COMMENT_1 + 2)
        for part in ("font", "border", "alignment", "fill"):
            assert repr(getattr(new, part)) == repr(getattr(like, part)), new.coordinate
        assert new.protection.locked is (column < CONFLICT)


def test_checks_reach_rows_beyond_those_that_they_were_made_for(tmp_path: Path) -> None:
    begun(tmp_path, "26-02")
    path = sheet(tmp_path, ANN)
    book = openpyxl.load_workbook(path)
    page = book["Marks"]
    for rule in page.data_validations.dataValidation:
        rule.sqref = type(rule.sqref)(str(rule.sqref).replace("505", "6"))
    page.conditional_formatting = type(page.conditional_formatting)()
    for area in ("G6:P6", "A9"):
        page.conditional_formatting.add(area, Rule("cellIs", operator="equal", formula=["3"]))
    book.save(path)
    before = path.read_bytes()
    hand_out(tmp_path)
    assert changed_beyond(before, path.read_bytes()) == []
    after = grid(path)
    assert {str(rule.sqref) for rule in after.data_validations.dataValidation} == {"F6:F9", "G6:P9"}
    assert {str(each.sqref) for each in after.conditional_formatting} == {"G6:P9", "A9"}


def test_a_table_that_somebody_made_of_the_list_takes_them_in(tmp_path: Path) -> None:
    begun(tmp_path, "26-02")
    path = sheet(tmp_path, ANN)
    book = openpyxl.load_workbook(path)
    page = book["Marks"]
    for cell in page[5]:
        cell.value = str(cell.value).replace("\n", " ")
    page.add_table(Table(displayName="List", ref="A5:Z6"))
    book.save(path)
    hand_out(tmp_path)
    assert grid(path).tables["List"].ref == "A5:Z9"
    assert grid(path).tables["List"].autoFilter.ref == "A5:Z9"


def test_a_copy_of_a_sheet_is_left_as_it_is(tmp_path: Path) -> None:
    office = the_office()
    allocated_only(office, "26-01", "26-02")
    office.write(tmp_path)
    hand_out(tmp_path)
    copied = tmp_path / "marks" / f"{ANN} (1).xlsx"
    copied.write_bytes(sheet(tmp_path, ANN).read_bytes())
    before = copied.read_bytes()
    allocation(office).append(["26-03", *ASSESSORS])
    save_tracker(office, tmp_path)
    assert hand_out(tmp_path).added == to_each(["26-03"])
    assert copied.read_bytes() == before


def test_what_is_no_longer_theirs_stays_and_is_told(tmp_path: Path) -> None:
    office = the_office()
    office.write(tmp_path)
    hand_out(tmp_path)
    allocation(office)[3] = ["26-03", "Dee Marsh", BEN, CAT]
    told(office, "26-04", "Withdrawn", "yes")
    save_tracker(office, tmp_path)
    before = sheet(tmp_path, ANN).read_bytes()
    found = hand_out(tmp_path)
    of = {each["assessor"]: each for each in found.json["sheets"]}
    assert of[ANN]["no_longer"] == ["26-03", "26-04"]
    assert of["Dee Marsh"]["added"] == ["26-03"]
    assert of[BEN]["no_longer"] == ["26-04"]
    assert sheet(tmp_path, ANN).read_bytes() == before
    assert (
        "No longer for Ann Lee, but left on marks/Ann Lee.xlsx: 26-03, 26-04"
        in run(tmp_path).printed
    )


def test_an_assessor_of_whom_nothing_is_left_is_told_as_well(tmp_path: Path) -> None:
    office = the_office()
    office.write(tmp_path)
    hand_out(tmp_path)
    allocation(office)[2:] = [[ref, "Dee Marsh", BEN, CAT] for ref in MAY]
    save_tracker(office, tmp_path)
    of = {each["assessor"]: each for each in hand_out(tmp_path).json["sheets"]}
    assert of[ANN]["no_longer"] == list(MAY)
    assert of["Dee Marsh"]["added"] == list(MAY)


def test_sheets_that_other_people_have_added_tabs_to_keep_them(tmp_path: Path) -> None:
    begun(tmp_path, "26-02")
    path = sheet(tmp_path, ANN)
    book = openpyxl.load_workbook(path)
    own = book.create_sheet("My thoughts", 0)
    own["A1"], own["B2"] = "=1+1", "Ref"
    book.save(path)
    before = path.read_bytes()
    hand_out(tmp_path)
    assert changed_beyond(before, path.read_bytes()) == []
    assert refs(path) == list(MAY)


# Whatever assessors do to their sheets


CELLS = st.one_of(
    st.none(),
    st.integers(3, 7),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=20),
)
MARKS = st.lists(
    st.tuples(st.integers(MARK_1, COMMENT_1 + 9), st.integers(0, 1), CELLS), max_size=12
)


def sorts(page: Worksheet) -> None:
    two = [[cell.value for cell in page[row]] for row in (FIRST_ROW, FIRST_ROW + 1)]
    for row, values in zip((FIRST_ROW, FIRST_ROW + 1), reversed(two), strict=True):
        for column, value in enumerate(values, 1):
            page.cell(row, column).value = value


def widens(page: Worksheet) -> None:
    page.column_dimensions["C"].width = 60
    page.row_dimensions[FIRST_ROW].height = 90


def writes_notes(page: Worksheet) -> None:
    page.cell(FIRST_ROW, 2).comment = Comment("ask about this", "me")
    page.cell(FIRST_ROW + 4, 3, "I am away in July")


def colours(page: Worksheet) -> None:
    for row, column in ((FIRST_ROW, 3), (FIRST_ROW + 3, 3), (300, 40)):
        page.cell(row, column).fill = PatternFill("solid", "FFFF0000")


def unlocks(page: Worksheet) -> None:
    page.protection.disable()


def adds_a_column(page: Worksheet) -> None:
    page.insert_cols(4)
    page.cell(5, 4, "My remarks")
    page.cell(FIRST_ROW, 4, "good")


HABITS = st.sets(st.sampled_from((sorts, widens, writes_notes, colours, unlocks)))


@given(marks=MARKS, habits=HABITS, column=st.booleans())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_cell_and_part_stays_whatever_was_typed(
    started: Path,
    tmp_path: Path,
    marks: list[tuple[int, int, Any]],
    habits: set[Callable[[Worksheet], None]],
    column: bool,
) -> None:
    folder = tmp_path / "office"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(started, folder)
    path = sheet(folder, ANN)
    book = openpyxl.load_workbook(path)
    page = book["Marks"]
    for at, row, value in marks:
        page.cell(FIRST_ROW + row, at).value = value
        page.cell(FIRST_ROW + row, at).data_type = "s" if isinstance(value, str) else "n"
    for habit in habits:
        habit(page)
    if column:
        adds_a_column(page)
    book.save(path)
    before = path.read_bytes()
    values = _values(path)
    found = hand_out(folder)
    assert found.added[ANN] == ["26-04", "26-05"]
    assert changed_beyond(before, path.read_bytes()) == []
    after = _values(path)
    assert {place: after.get(place) for place in values} == values
    stamp = path.stat().st_mtime_ns
    assert hand_out(folder).added[ANN] == []
    assert path.stat().st_mtime_ns == stamp


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has handed out two of its applications; the other two are allocated."""
    folder = tmp_path_factory.mktemp("started")
    begun(folder, "26-02", "26-03")
    return folder


def _values(path: Path) -> dict[tuple[str, str], Any]:
    """Everything that stands in a workbook, by tab and cell."""
    return {
        (page.title, cell.coordinate): cell.value
        for page in openpyxl.load_workbook(path)
        for row in page.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_sheets_that_libreoffice_has_saved_are_added_to_and_read(tmp_path: Path) -> None:
    begun(tmp_path, "26-02", "26-05")
    for assessor in ASSESSORS:
        mark(sheet(tmp_path, assessor), "26-02", dict.fromkeys(range(1, 11), 5), comment="so")
        _saved_by_libreoffice(sheet(tmp_path, assessor), tmp_path / "saved")
    before = sheet(tmp_path, ANN).read_bytes()
    assert hand_out(tmp_path).added == to_each(["26-03", "26-04"])
    assert changed_beyond(before, sheet(tmp_path, ANN).read_bytes()) == []
    page = grid(sheet(tmp_path, ANN))
    rows = {row[0].value: row for row in page.iter_rows(FIRST_ROW)}
    assert not rows["26-03"][MARK_1 - 1].protection.locked
    assert rows["26-03"][0].protection.locked
    assert rows["26-05"][MARK_1 - 1].protection.locked
    found = run(tmp_path, "results", "--json", "-o", str(tmp_path / "out.xlsx")).json
    sums = {each["ref"]: each["sum"] for each in found["applications"]}
    assert sums == {"26-02": 150, "26-03": None, "26-04": None, "26-05": None}
    for assessor in ASSESSORS:
        _saved_by_libreoffice(sheet(tmp_path, assessor), tmp_path / "saved")
    assert refs(sheet(tmp_path, ANN)) == ["26-02", "26-05", "26-03", "26-04"]


def _saved_by_libreoffice(path: Path, folder: Path) -> None:
    """Opens a workbook in LibreOffice and saves it again."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", "xlsx", "--outdir", str(folder)]
    command = ["soffice", profile, *options, str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shutil.copyfile(folder / path.name, path)
