"""`igpm-sheets mark-sheets`: a workbook for each assessor, in the office's folder."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from make_templates import TEMPLATES

from igpm_sheets.rulebook import load
from igpm_sheets.writers.files.saving import made_as
from tests.bad_inputs.office import ANN, ASSESSORS, BEN, CAT, Office
from tests.preserving import soundness
from tests.preserving.package import Package

from .office import (
    AGAIN_TO_MARK,
    CANDIDATE,
    COMMENT_1,
    CONFLICT,
    FIRST_ROW,
    MARK_1,
    MAY,
    PRACTICE,
    REF,
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


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's folder once the sheets are handed out; not to be changed."""
    folder = tmp_path_factory.mktemp("office")
    the_office().write(folder)
    assert hand_out(folder).code == 0
    return folder


def an_office_with(office: Office, folder: Path) -> Path:
    office.write(folder)
    return folder


# What is written


def test_each_assessor_gets_a_workbook_with_what_is_theirs(tmp_path: Path) -> None:
    office = the_office()
    allocation(office)[1:] = [
        ["26-02", ANN, BEN, CAT],
        ["26-03", ANN, BEN, "Dee Marsh"],
    ]
    found = hand_out(an_office_with(office, tmp_path))
    assert found.added == {
        ANN: ["26-02", "26-03"],
        BEN: ["26-02", "26-03"],
        CAT: ["26-02"],
        "Dee Marsh": ["26-03"],
    }
    assert {each["file"] for each in found.json["sheets"]} == {
        f"marks/{name}.xlsx" for name in (*ASSESSORS, "Dee Marsh")
    }
    assert refs(sheet(tmp_path, CAT)) == ["26-02"]
    assert refs(sheet(tmp_path, "Dee Marsh")) == ["26-03"]


def test_a_row_tells_who_it_is_and_what_to_mark(handed: Path) -> None:
    page = grid(sheet(handed, ANN))
    rows = list(page.iter_rows(FIRST_ROW, max_col=CONFLICT, values_only=True))
    assert rows == [
        ("26-02", "Owen Blake", "Oak Surgery", "2026-05", "all", None),
        ("26-03", "Priya Shah", "Ash Practice", "2026-05", "all", None),
        ("26-04", "Ruth Kerr", "Yew Practice", "2026-05", "all", None),
        ("26-05", "Nia Rees", "Elm Surgery", "2026-05", "3, 7", None),
    ]
    assert page["A3"].value == "Assessor"
    assert page["B3"].value == ANN


@pytest.mark.rule("I17", passes=False)
def test_only_what_is_to_be_filled_in_is_open(handed: Path) -> None:
    page = grid(sheet(handed, BEN))
    assert page.protection.sheet
    assert page.protection.password is None
    for row in range(1, FIRST_ROW + len(MAY)):
        again = page.cell(row, REF).value == "26-05"
        for column in range(1, COMMENT_1 + 10):
            cell = page.cell(row, column)
            domain = (column - MARK_1) % 10 + 1
            fill_in = column >= CONFLICT and row >= FIRST_ROW
            shut = again and column >= MARK_1 and domain not in AGAIN_TO_MARK
            if row >= FIRST_ROW:
                assert cell.protection.locked is not (fill_in and not shut), cell.coordinate
                grey = cell.fill.fgColor.rgb == "FFC9CED6" and cell.fill.fill_type == "solid"
                assert grey is shut, cell.coordinate
            elif cell.value is not None:
                assert cell.protection.locked, cell.coordinate


def test_each_domain_explains_itself_and_takes_marks_alone(handed: Path) -> None:
    page = grid(sheet(handed, ANN))
    for domain in load().domains:
        note = page.cell(FIRST_ROW - 1, MARK_1 + domain.number - 1).comment
        assert note is not None
        assert note.text.startswith(domain.title)
        assert all(prompt in note.text for prompt in domain.prompts)
    last = FIRST_ROW + len(MAY) - 1
    marks, conflict = f"G{last}", f"F{last}"
    rules = {rule.formula1: rule for rule in page.data_validations.dataValidation}
    assert {rule.type for rule in rules.values()} == {"list"}
    assert marks in rules['"3,4,5,6,7"'].sqref
    assert conflict in rules['"yes,no"'].sqref
    assert openpyxl.load_workbook(sheet(handed, ANN)).sheetnames == ["Marks", "How to mark"]


@pytest.mark.rule("R28", passes=True)
@pytest.mark.parametrize("assessor", ASSESSORS)
def test_nothing_of_anybody_else_stands_in_it(handed: Path, assessor: str) -> None:
    others = {word for name in ASSESSORS if name != assessor for word in name.split()}
    secrets = {*others, "example", "26-01", "Dr Blake-Jones"}
    with ZipFile(sheet(handed, assessor)) as package:
        for part in package.namelist():
            text = package.read(part).decode()
            assert not [word for word in secrets if re.search(rf"\b{word}\b", text)], part


def test_two_runs_on_two_offices_write_the_same_bytes(handed: Path, tmp_path: Path) -> None:
    hand_out(an_office_with(the_office(), tmp_path))
    for assessor in ASSESSORS:
        assert sheet(tmp_path, assessor).read_bytes() == sheet(handed, assessor).read_bytes()


def test_what_is_written_hangs_together(handed: Path) -> None:
    template = Package.open(TEMPLATES / "mark_sheet_grid.xlsx")
    for assessor in ASSESSORS:
        made = Package.open(sheet(handed, assessor))
        assert list(soundness.faults(made)) == list(soundness.faults(template)) == []
        assert set(template.parts) | {"docprops/custom.xml"} == set(made.parts)


# Who gets what


@pytest.mark.rule("R9", passes=True)
def test_what_is_declined_is_not_handed_out(tmp_path: Path) -> None:
    office = the_office()
    told(office, "26-03", "Evidence missing", "8")
    found = hand_out(an_office_with(office, tmp_path))
    assert found.added == to_each(["26-02", "26-04", "26-05"])
    assert [(each["ref"], each["because"]) for each in found.json["left_out"]] == [
        ("26-03", "its status is “Declined: incomplete”")
    ]


def test_before_the_window_has_closed_it_says_from_which_day(tmp_path: Path) -> None:
    the_office().write(tmp_path)
    found = run(tmp_path, "mark-sheets", "--today", "2026-05-31")
    assert not any((tmp_path / "marks").iterdir())
    assert "26-02, 26-03, 26-04" in found.printed
    assert "its window closes on 31 May 2026" in found.printed
    assert "can be handed out from 1 June 2026" in found.printed


@pytest.mark.rule("I24", passes=True)
def test_an_assessor_does_not_get_what_they_have_a_conflict_with(tmp_path: Path) -> None:
    office = the_office()
    office.tracker["Assessors"][1][4] = "26-03"
    found = hand_out(an_office_with(office, tmp_path))
    assert found.added[ANN] == ["26-02", "26-04", "26-05"]
    assert found.added[BEN] == list(MAY)
    (left,) = found.json["left_out"]
    assert (left["ref"], left["assessor"]) == ("26-03", ANN)
    assert "P33" in {each["code"] for each in found.json["problems"]}


def test_the_window_is_the_latest_unless_another_is_named(tmp_path: Path) -> None:
    office = the_office()
    told(office, "26-01", "Result sent", None)
    for assessor in ASSESSORS:
        del office.books[f"earlier/{assessor}.xlsx"]
    allocated_only(office, "26-01", "26-02")
    an_office_with(office, tmp_path)
    printed = run(tmp_path).printed
    assert "Window 2026-01: 1 application to hand out: igpm-sheets mark-sheets" in printed
    assert refs(sheet(tmp_path, ANN)) == ["26-02"]
    assert hand_out(tmp_path, "--window", "2026-01").added == to_each(["26-01"])
    assert hand_out(tmp_path).json["other_windows"] == {}
    again = hand_out(tmp_path, "--window", "all")
    assert again.added == to_each([])
    assert {tuple(each["already"]) for each in again.json["sheets"]} == {("26-01", "26-02")}


def test_what_an_assessor_has_marked_on_another_sheet_is_not_handed_out(tmp_path: Path) -> None:
    office = the_office()
    page = office.books[f"earlier/{ANN}.xlsx"]["Marks"]
    page.append(["26-02", *[5] * 10])
    found = hand_out(an_office_with(office, tmp_path))
    assert found.added[ANN] == ["26-03", "26-04", "26-05"]
    assert found.json["sheets"][0]["already"] == ["26-02"]


def test_where_all_of_it_is_on_a_sheet_of_their_own_that_one_is_named(tmp_path: Path) -> None:
    office = the_office()
    page = office.books[f"earlier/{ANN}.xlsx"]["Marks"]
    page += [[ref, *[5] * 10] for ref in MAY]
    found = hand_out(an_office_with(office, tmp_path))
    first = found.json["sheets"][0]
    assert (first["file"], first["already"]) == (f"earlier/{ANN}.xlsx", list(MAY))
    assert not sheet(tmp_path, ANN).exists()


# Reading them back


def test_a_blank_sheet_is_no_problem_and_awaits_marks(handed: Path) -> None:
    found = run(handed, "results", "--json", "-o", str(handed / "out.xlsx"))
    assert found.code == 0
    assert found.json["problems"] == []
    assert {each["status"] for each in found.json["applications"]} == {"Awaiting marks"}


@pytest.mark.rule("R29", passes=True)
def test_what_assessors_fill_in_is_read_whatever_the_file_is_called(tmp_path: Path) -> None:
    hand_out(an_office_with(the_office(), tmp_path))
    given = {ref: {d: 3 + (d + n) % 5 for d in range(1, 11)} for n, ref in enumerate(MAY[:3])}
    given["26-05"] = dict.fromkeys(AGAIN_TO_MARK, 6)
    for number, assessor in enumerate(ASSESSORS):
        for ref, marks in given.items():
            mark(sheet(tmp_path, assessor), ref, marks, comment="as it is")
        sheet(tmp_path, assessor).rename(tmp_path / "marks" / f"returned {number}.xlsx")
    found = run(tmp_path, "results", "--json", "-o", str(tmp_path / "out.xlsx"))
    results = {each["ref"]: each for each in found.json["applications"]}
    assert found.code == 0
    assert {ref: results[ref]["sum"] for ref in MAY[:3]} == {
        ref: 3 * sum(given[ref].values()) for ref in MAY[:3]
    }
    assert results["26-05"]["d3"] == 6.0
    assert results["26-05"]["d1"] == 5.0
    again = hand_out(tmp_path)
    assert again.added == to_each([])
    assert {each["file"] for each in again.json["sheets"]} == {
        f"marks/returned {number}.xlsx" for number in range(3)
    }


def test_a_conflict_that_is_declared_bars_the_marks_beside_it(tmp_path: Path) -> None:
    hand_out(an_office_with(the_office(), tmp_path))
    mark(sheet(tmp_path, ANN), "26-02", {1: 5}, conflict="yes")
    mark(sheet(tmp_path, BEN), "26-02", {}, conflict="yes")
    found = run(tmp_path, "check", "--json").json["problems"]
    assert [(each["code"], each["where"]) for each in found] == [
        ("M34", "marks/Ann Lee.xlsx › Marks!G6")
    ]


# What is told


def test_the_table_says_what_became_of_each_sheet(tmp_path: Path) -> None:
    the_office().write(tmp_path)
    found = run(tmp_path)
    headings, first, *_ = found.printed.splitlines()
    assert headings.split("  ")[0] == "Assessor"
    assert first.split() == ["Ann", "Lee", "marks/Ann", "Lee.xlsx", "4", "0"]
    assert run(tmp_path).printed.splitlines()[1].split()[-2:] == ["0", "4"]


def test_where_the_settings_do_not_lead_to_the_sheets_it_says_what_to_write(
    tmp_path: Path,
) -> None:
    office = the_office()
    office.settings = office.settings.replace(', "marks/*.xlsx"', "")
    an_office_with(office, tmp_path)
    assert "add “marks/*.xlsx” to [marks] sources in igpm.toml" in run(tmp_path).printed
    assert "[marks] sources" in run(tmp_path).printed


def test_nothing_is_said_where_they_do(tmp_path: Path) -> None:
    the_office().write(tmp_path)
    assert "[marks] sources" not in run(tmp_path).printed


def test_the_folder_is_the_one_that_is_named_or_that_of_the_settings(tmp_path: Path) -> None:
    office = the_office()
    office.settings = office.settings.replace("[marks]", '[marks]\nfolder = "panel/May"')
    an_office_with(office, tmp_path)
    hand_out(tmp_path, str(tmp_path / "elsewhere"))
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == [
        f"{name}.xlsx" for name in ASSESSORS
    ]
    hand_out(tmp_path)
    assert len(list((tmp_path / "panel" / "May").iterdir())) == 3


def test_without_allocations_it_says_so_and_writes_nothing(tmp_path: Path) -> None:
    office = the_office()
    del office.tracker["Allocation"]
    an_office_with(office, tmp_path)
    found = run(tmp_path)
    assert "there is nothing to hand out" in found.printed
    assert "26-02, 26-03, 26-04, 26-05 (no assessors are allocated to it)" in found.printed
    assert not any((tmp_path / "marks").iterdir())


def test_a_tracker_that_cannot_be_read_stops_it(tmp_path: Path) -> None:
    office = the_office()
    an_office_with(office, tmp_path)
    (tmp_path / "applications.xlsx").write_bytes(b"PK nothing")
    found = run(tmp_path)
    assert found.code == 3
    assert not any((tmp_path / "marks").iterdir())
    assert hand_out(tmp_path).json["sheets"] == []


# Names are data


NAMES = (
    "../../x",
    "CON",
    "=1+1",
    "x" * 300,
    "🩺 Zoë",
    "\u202eeeL nnA",
    "a/b",
    "a\\c",
    "<b>&",
    "{name}",
    "..",
)


def test_whatever_assessors_are_called_each_gets_a_sheet_of_their_own(tmp_path: Path) -> None:
    office = the_office()
    del office.tracker["Assessors"]
    allocation(office)[1:] = [["26-02", *NAMES[:3]], ["26-03", *NAMES[3:6]], ["26-04", *NAMES[6:9]]]
    allocation(office).append(["26-05", *NAMES[9:], ANN])
    found = hand_out(an_office_with(office, tmp_path))
    files = [Path(each["file"]) for each in found.json["sheets"]]
    assert len({str(file).casefold() for file in files}) == 12
    assert {file.parent for file in files} == {Path("marks")}
    assert {each.name for each in (tmp_path / "marks").iterdir()} == {file.name for file in files}
    for file in files:
        path = tmp_path / file
        assert made_as(path) == "mark sheet"
        assert grid(path)["B3"].data_type == "s"
    assert set(NAMES) - {"\u202eeeL nnA"} <= {grid(tmp_path / file)["B3"].value for file in files}
    again = hand_out(tmp_path)
    assert set(map(tuple, again.added.values())) == {()}
    assert len(again.json["sheets"]) == 12


def test_candidates_are_text_whatever_they_are_called(tmp_path: Path) -> None:
    office = the_office()
    told(office, "26-02", "Name", "=HYPERLINK(1)")
    told(office, "26-03", "Name", "{ref} <b>& _x0041_ \u202e🩺")
    told(office, "26-04", "Practice", "long " * 60)
    hand_out(an_office_with(office, tmp_path))
    page = grid(sheet(tmp_path, ANN))
    names = [page.cell(row, CANDIDATE) for row in (FIRST_ROW, FIRST_ROW + 1)]
    assert [cell.data_type for cell in names] == ["s", "s"]
    assert names[0].value == "=HYPERLINK(1)"
    assert str(names[1].value).startswith("{ref} <b>& _x")
    assert page.cell(FIRST_ROW + 2, PRACTICE).value == ("long " * 60).strip()
    assert page.row_dimensions[FIRST_ROW + 2].height > 100


# What stands in the way


def test_a_file_that_is_not_ours_is_left_alone_and_the_others_go_on(tmp_path: Path) -> None:
    office = the_office()
    office.files[f"marks/{ANN}.xlsx"] = b"Ann's own"
    office.settings = office.settings.replace(', "marks/*.xlsx"', "")
    found = hand_out(an_office_with(office, tmp_path))
    assert found.code == 3
    assert sheet(tmp_path, ANN).read_bytes() == b"Ann's own"
    assert [each["code"] for each in found.json["problems"]] == ["F55"]
    assert refs(sheet(tmp_path, BEN)) == list(MAY)


@pytest.mark.parametrize("sign", ["~$Ann Lee.xlsx", ".~lock.Ann Lee.xlsx#"])
def test_a_sheet_that_is_open_is_left_and_the_others_go_on(tmp_path: Path, sign: str) -> None:
    office = the_office()
    every = list(allocation(office))
    allocated_only(office, "26-02")
    assert hand_out(an_office_with(office, tmp_path)).code in (0, 1)
    allocation(office)[:] = every
    save_tracker(office, tmp_path)
    (tmp_path / "marks" / sign).write_bytes(b"")
    before = sheet(tmp_path, ANN).read_bytes()
    found = hand_out(tmp_path)
    assert found.code == 3
    assert sheet(tmp_path, ANN).read_bytes() == before
    assert [each["code"] for each in found.json["problems"]] == ["F22"]
    assert found.added == {ANN: [], BEN: list(MAY[1:]), CAT: list(MAY[1:])}


def test_a_sheet_without_its_grid_is_left_alone(tmp_path: Path) -> None:
    hand_out(an_office_with(the_office(), tmp_path))
    path = sheet(tmp_path, ANN)
    book = openpyxl.load_workbook(path)
    book["Marks"].delete_rows(5)
    book.save(path)
    before = path.read_bytes()
    found = hand_out(tmp_path)
    assert found.code == 3
    assert path.read_bytes() == before
    assert {"F57", "F55"} <= {each["code"] for each in found.json["problems"]}


def test_a_sheet_that_names_nobody_is_left_alone(tmp_path: Path) -> None:
    hand_out(an_office_with(the_office(), tmp_path))
    path = sheet(tmp_path, ANN)
    book = openpyxl.load_workbook(path)
    book["Marks"]["B3"] = None
    book.save(path)
    before = path.read_bytes()
    codes = {each["code"] for each in hand_out(tmp_path).json["problems"]}
    assert path.read_bytes() == before
    assert "F56" in codes


# The office's own template


def own_template(folder: Path, name: str = "own.xlsx") -> openpyxl.Workbook:
    from igpm_sheets.templates import MARK_SHEET, builtin_template  # noqa: PLC0415

    book = openpyxl.load_workbook(builtin_template(MARK_SHEET))
    book.save(folder / name)
    return book


def with_template(folder: Path, name: str) -> None:
    office = the_office()
    office.settings = office.settings.replace("[marks]", f'[marks]\ntemplate = "{name}"')
    office.write(folder)


def test_the_offices_own_template_is_used(tmp_path: Path) -> None:
    with_template(tmp_path, "own.xlsx")
    book = own_template(tmp_path)
    page = book["Marks"]
    page.title = "IGPM panel"
    page["A1"] = "Our own title"
    page.insert_cols(3)
    page.cell(5, 3, "Telephone")
    page.protection.disable()
    book.create_sheet("Our rules")["A1"] = "be kind"
    book.save(tmp_path / "own.xlsx")
    assert hand_out(tmp_path).code == 0
    made = openpyxl.load_workbook(sheet(tmp_path, ANN))
    assert made.sheetnames == ["IGPM panel", "How to mark", "Our rules"]
    rows = list(made["IGPM panel"].iter_rows(FIRST_ROW, max_col=4, values_only=True))
    assert rows[0] == ("26-02", "Owen Blake", None, "Oak Surgery")
    assert made["IGPM panel"]["A1"].value == "Our own title"
    assert made["IGPM panel"].protection.sheet


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda page: page.delete_rows(5), "it has no columns Ref and Domain 1 to Domain 10"),
        (lambda page: page.delete_cols(9), "not all ten domains have a column"),
        (lambda page: page.delete_rows(3), "above its grid there is no cell “Assessor”"),
    ],
    ids=["no headings", "nine domains", "no assessor"],
)
def test_a_template_that_cannot_be_used_is_told(tmp_path: Path, spoil: object, reason: str) -> None:
    with_template(tmp_path, "own.xlsx")
    book = own_template(tmp_path)
    assert callable(spoil)
    spoil(book["Marks"])
    book.save(tmp_path / "own.xlsx")
    found = run(tmp_path)
    assert found.code == 3
    assert f"F54  own.xlsx  the template of the mark sheets cannot be used: {reason}" in (
        found.complained
    )
    assert not any((tmp_path / "marks").iterdir())


def test_a_template_that_is_missing_is_told(tmp_path: Path) -> None:
    with_template(tmp_path, "none.xlsx")
    found = run(tmp_path)
    assert found.code == 3
    assert "F54  none.xlsx" in found.complained
