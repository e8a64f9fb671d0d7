"""The blank templates: as the script makes them, and as the program reads them."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from make_templates import TEMPLATES, make_templates

from igpm_sheets import jobs, settings
from igpm_sheets.catalogue import Severity
from igpm_sheets.exit_codes import DONE
from igpm_sheets.fields import TabKind, heading_of
from igpm_sheets.rulebook import Interpretations
from igpm_sheets.settings import RefreshSettings, XeroSettings
from igpm_sheets.starting import TEMPLATES as TEMPLATES_IN_OFFICE
from igpm_sheets.templates import FEEDBACK, LETTERS, RESULTS

WORKBOOKS = ("tracker.xlsx", "mark_sheet_grid.xlsx", "mark_sheet_form.xlsx")
DAY = date(2026, 6, 22)

CONTRACT = """
    ref name email practice nation received type previous_ref resubmitted_domains associate role
    role_started constitution_breach disciplinary testimonial_1_from testimonial_1_referee
    testimonial_1_received testimonial_2_from testimonial_2_referee testimonial_2_received
    evidence_missing fee_paid result_sent withdrawn
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    make_templates(folder)
    return folder


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("name", [*WORKBOOKS, RESULTS, FEEDBACK, LETTERS])
def test_what_is_checked_in_is_what_the_script_makes(made: Path, name: str) -> None:
    kept, new = parts(TEMPLATES / name), parts(made / name)
    assert list(kept) == list(new)
    differing = [part for part in new if kept[part] != new[part]]
    assert differing == [], "run scripts/make_templates.py"


def test_the_tracker_has_every_column_under_its_own_heading() -> None:
    book = openpyxl.load_workbook(TEMPLATES / "tracker.xlsx")
    assert book.sheetnames[:5] == [kind.value.capitalize() for kind in TabKind]
    assert book.sheetnames[5:] == ["Instructions"]
    headings = {cell.value for cell in book["Applications"][4]}
    wanted = [*CONTRACT.split(), *(f"evidence_{n}" for n in range(1, 11))]
    assert {heading_of(TabKind.APPLICATIONS, name) for name in wanted} <= headings


def test_an_office_that_has_not_begun_has_no_problems(tmp_path: Path) -> None:
    (tmp_path / "marks").mkdir()
    shutil.copy(TEMPLATES / "igpm.toml", tmp_path)
    shutil.copy(TEMPLATES / "tracker.xlsx", tmp_path / "applications.xlsx")
    for name in WORKBOOKS[1:]:
        shutil.copy(TEMPLATES / name, tmp_path / "marks")
    for name in (RESULTS, FEEDBACK, LETTERS):
        shutil.copy(TEMPLATES / name, tmp_path)
    worked = jobs.work_out(settings.load(tmp_path / "igpm.toml"), DAY, "all")
    assert worked.every == ()
    assert worked.read.office.mark_sheets == ()
    assert worked.read.problems == ()
    assert worked.exit_code == DONE


@pytest.mark.parametrize("typed", ["marks", "none"])
def test_a_template_that_is_filled_in_is_read(tmp_path: Path, typed: str) -> None:
    shutil.copy(TEMPLATES / "igpm.toml", tmp_path)
    book = openpyxl.load_workbook(TEMPLATES / "tracker.xlsx")
    sheet = book["Applications"]
    columns = {cell.value: cell.column or 0 for cell in sheet[4]}
    sheet.cell(5, columns["Ref"], "007")
    sheet.cell(5, columns["Date received"], date(2026, 5, 4))
    book.save(tmp_path / "applications.xlsx")
    (tmp_path / "marks").mkdir()
    grid = openpyxl.load_workbook(TEMPLATES / "mark_sheet_grid.xlsx")
    marks = grid["Marks"]
    marks["B3"] = "Ann Lee"
    marks["A6"] = "007"
    for column in range(7, 17):
        marks.cell(6, column, 5 if typed == "marks" else None)
    grid.save(tmp_path / "marks" / "grid.xlsx")
    form = openpyxl.load_workbook(TEMPLATES / "mark_sheet_form.xlsx")
    page = form["Form"]
    page["B4"], page["B8"], page["B12"] = "007", "Bea Moss", 6 if typed == "marks" else None
    form.save(tmp_path / "marks" / "form.xlsx")
    read = jobs.work_out(settings.load(tmp_path / "igpm.toml"), DAY, "all").read
    assert [each.ref for each in read.office.applications] == ["007"]
    given = {sheet.assessor: sheet.marks for sheet in read.office.mark_sheets}
    if typed == "marks":
        assert given == {"Ann Lee": (5,) * 10, "Bea Moss": (6, *(None,) * 9)}
    else:
        assert all(set(marks) == {None} for marks in given.values())
    assert not [p for p in read.problems if p.severity is Severity.ERROR]


# The settings


def switched_on() -> str:
    """The settings template with every setting that is switched off switched on."""
    text = (TEMPLATES / "igpm.toml").read_text(encoding="utf-8")
    return re.sub(r"^#(?=\[|\w+ = )", "", text, flags=re.MULTILINE)


def test_the_settings_are_the_defaults(tmp_path: Path) -> None:
    shutil.copy(TEMPLATES / "igpm.toml", tmp_path)
    read = settings.load(tmp_path / "igpm.toml")
    bare = tmp_path / "bare.toml"
    bare.write_text('[tracker]\nsource = "applications.xlsx"\n', encoding="utf-8")
    usual = settings.load(bare)
    assert read.tracker == usual.tracker
    assert read.marks == ("marks/*.xlsx",)
    assert (read.workbook, read.interpretations) == (usual.workbook, usual.interpretations)


def test_switched_on_they_are_accepted_and_change_nothing(tmp_path: Path) -> None:
    file = tmp_path / "igpm.toml"
    file.write_text(switched_on(), encoding="utf-8")
    read = settings.load(file)
    assert read.interpretations == Interpretations()
    assert (read.workbook, read.feedback_folder) == ("results.xlsx", "feedback")
    assert (read.refresh, read.feedback_tabs) == ((), False)
    assert read.keeping == RefreshSettings()
    assert read.xero == XeroSettings()
    assert read.feedback_template == tmp_path / TEMPLATES_IN_OFFICE[FEEDBACK]
    assert read.letters_template == tmp_path / TEMPLATES_IN_OFFICE[LETTERS]
    assert read.template == tmp_path / TEMPLATES_IN_OFFICE[RESULTS]
    assert dict(read.tracker.assume) == {"constitution_breach": "no", "disciplinary": "none"}


def test_they_explain_every_table_and_every_interpretation() -> None:
    content = tomllib.loads(switched_on(), parse_float=Decimal)
    assert set(content) == {
        *("tracker", "marks", "results", "refresh", "feedback", "interpretations", "policy"),
        *("google", "xero"),
    }
    assert set(content["xero"]) == {"account_code", "days", "tax_types"}
    assert set(content["results"]) == {"workbook", "refresh", "feedback_tabs", "template"}
    assert content["refresh"] == asdict(RefreshSettings())
    assert set(content["tracker"]) == {"source", "tabs", "columns", "assume"}
    assert content["interpretations"] == asdict(Interpretations())
