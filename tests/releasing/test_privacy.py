"""No workbook that a candidate is sent names another candidate or an assessor, in any part."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.core.anonymity import is_distinctive
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.jobs import Worked
from igpm_sheets.model import Decision, MarkSheet
from igpm_sheets.releasing.commenting import people_of
from igpm_sheets.releasing.run import Wish, feedback
from igpm_sheets.templates import FEEDBACK, builtin_template
from igpm_sheets.writers.texts import texts_in
from igpm_sheets.writers.workbook import workbook_bytes
from tests.bad_inputs.office import ANN, FURTHER, GOOD
from tests.offices.sheets import write_office
from tests.offices.truth import make_office
from tests.releasing.office import Site


def unzipped(path: Path) -> str:
    """Everything in a workbook, its own name included, as text in small letters."""
    with ZipFile(path) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
        return "\n".join((path.name, *package.namelist(), *parts)).casefold()


def released(file: Path, today: date) -> tuple[Worked, settings.Settings, dict[str, Path]]:
    """An office whose every result has been released, and the workbooks by their refs."""
    read = settings.load(file)
    worked = jobs.work_out(read, today, "all")
    worked = replace(worked, every=tuple(map(unsent, worked.every)))
    every = [decision for decision in worked.every if decision.status.is_outcome]
    run = feedback(read, worked, Wish([each.application.ref for each in every], release=True))
    return worked, read, {each.ref: read.feedback / each.file for each in run.released}


def unsent(decision: Decision) -> Decision:
    """The same, before anything was sent."""
    return replace(decision, application=replace(decision.application, result_sent=None))


def check_private(worked: Worked, workbooks: dict[str, Path]) -> None:
    assessors = {sheet.assessor for sheet in worked.read.office.mark_sheets}
    assessors |= {assessor.name for assessor in worked.read.office.assessors}
    emails = {assessor.email for assessor in worked.read.office.assessors} - {""}
    by_ref = {each.application.ref: each.application for each in worked.every}
    assert len(workbooks) > 5
    for ref, path in workbooks.items():
        text, own = unzipped(path), by_ref[ref]
        for name in (*assessors, *emails):
            assert name.casefold() not in text, (ref, name)
        for other in by_ref.values():
            if other.email == own.email or other.name == own.name:
                continue
            assert not other.name or other.name.casefold() not in text, (ref, other.name)
            assert not other.email or other.email.casefold() not in text, (ref, other.email)
            assert not is_distinctive(other.ref) or other.ref.casefold() not in text, other.ref


@pytest.mark.rule("R28", passes=False)
def test_in_the_demo_office(tmp_path: Path) -> None:
    worked, _, workbooks = released(make_demo(tmp_path), DEMO_TODAY)
    check_private(worked, workbooks)


@pytest.mark.parametrize("seed", [3, 8])
def test_in_a_random_office_whose_assessors_name_everybody(tmp_path: Path, seed: int) -> None:
    office = make_office(seed, 40)
    file = write_office(office, tmp_path, style="plain", marks="grid", seed=seed)
    read = settings.load(file)
    worked = jobs.work_out(read, office.today, "all")
    names = [each.name for each in office.applications]
    names += [each.name for each in office.assessors]
    emails = [each.email for each in office.applications]
    emails += [each.email for each in office.assessors]
    rng = Random(seed)

    def gossip(sheet: MarkSheet) -> MarkSheet:
        texts = [
            f"Like {rng.choice(names).upper()}, as {rng.choice(names)} said ({rng.choice(emails)})."
            for _ in range(10)
        ]
        return replace(sheet, comments=tuple(texts))

    def gossiping(decision: Decision) -> Decision:
        rows = tuple(
            row._replace(sheets=tuple(map(gossip, row.sheets)), before=None)
            for row in decision.panel
        )
        return replace(decision, panel=rows)

    told = replace(worked, every=tuple(gossiping(unsent(each)) for each in worked.every))
    every = [each.application.ref for each in told.every if each.status.is_outcome]
    run = feedback(read, told, Wish(every, release=True))
    assert not run.failed
    workbooks = {each.ref: read.feedback / each.file for each in run.released}
    check_private(told, workbooks)
    said = " ".join(map(unzipped, workbooks.values()))
    assert "[name removed]" in said


# The last look


def texts_of(path: Path) -> str:
    return "\n".join(each.text for each in texts_in(path.read_bytes()))


def test_the_last_look_sees_every_part(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.properties.creator = "In the properties"
    sheet = book.active
    assert sheet is not None
    sheet.title = "In the tab"
    sheet["A1"] = "In a & cell"
    sheet.HeaderFooter.oddHeader.left.text = "In the header"
    book.save(path)
    text = texts_of(path)
    for said in ("In the properties", "In the tab", "In a & cell", "In the header"):
        assert said in text


def test_a_name_in_two_looks_is_one_text(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    from xlsxwriter import Workbook  # noqa: PLC0415 - slow, and here alone

    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_rich_string(0, 0, "Said by Ann ", book.add_format({"bold": True}), "Lee")
        sheet.write_string(1, 0, "Ann")
        sheet.write_string(2, 0, "Moss")
    assert "Said by Ann Lee" in texts_of(path)
    assert "Ann\0Moss" in texts_of(path)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, more='[feedback]\ntemplate = "own.xlsx"\n')


def with_signature(site: Site, text: str) -> None:
    book = openpyxl.load_workbook(builtin_template(FEEDBACK))
    sheet = book["Feedback"]
    row = sheet.max_row + 2
    sheet.cell(row, 1, text)
    sheet.print_area = f"A1:H{row}"
    book.save(site.folder / "own.xlsx")


def test_an_assessor_in_the_letterhead_is_told_and_stays(site: Site) -> None:
    with_signature(site, f"{ANN}, Chair of the Board")
    ran = site.run("--release", "--json")
    assert (ran.code, ran.codes) == (0, ["S12"])
    assert f"{ANN}, Chair of the Board" in site.texts(f"{GOOD}.xlsx")


def test_a_candidate_in_the_template_stops_all_but_their_own(site: Site) -> None:
    with_signature(site, "A sample: Priya Shah")
    ran = site.run("--release", "--json")
    assert set(ran.codes) == {"S07"}
    assert site.workbooks() == [f"{FURTHER}.xlsx"]


def test_a_practice_or_name_of_ones_own_stops_nothing(site: Site) -> None:
    with_signature(site, "The IGPM office")
    rows = site.office.applications
    row = next(row for row in rows if row[0] == GOOD)
    row[rows[0].index("Practice")] = f"{ANN} House"
    site.save()
    assert f"{GOOD}.xlsx" in (site.run("--release"), site.workbooks())[1]


def test_people_are_those_of_all_windows(site: Site) -> None:
    with_signature(site, "")
    worked = jobs.work_out(settings.load(site.folder / "igpm.toml"), date(2026, 6, 10))
    naming = people_of(worked).named_to(worked.every[1].application)
    assert [each.text for each in naming.find("Nia Rees of January")] == ["Nia Rees"]


def test_nothing_tells_which_machine_or_person_wrote_it(site: Site) -> None:
    with_signature(site, "")
    site.run("--release", GOOD)
    with ZipFile(site.feedback / f"{GOOD}.xlsx") as package:
        core = package.read("docProps/core.xml").decode()
        custom = package.read("docProps/custom.xml").decode()
    assert "Your application for membership of the IGPM" in core
    assert "lastModifiedBy" not in core
    assert str(site.folder) not in core + custom


def test_what_is_recorded_is_what_was_written(site: Site) -> None:
    with_signature(site, "")
    site.run("--release", FURTHER)
    [entry] = site.record["releases"]
    said = dict(entry["content"])
    assert said["Outcome"] == "Further evidence needed"
    assert said["Domain 3"] == "4.00, below it"
    assert said["Resubmit by"] == "10 June 2027"
    assert ANN not in json.dumps(entry)


def test_the_same_result_gives_the_same_bytes(site: Site) -> None:
    with_signature(site, "")
    worked = jobs.work_out(settings.load(site.folder / "igpm.toml"), date(2026, 6, 10))
    decision = next(each for each in worked.every if each.application.ref == GOOD)
    tab = worked.findings.feedback_tab(decision)
    made = [
        workbook_bytes([tab], title="t", created=date(2026, 6, 10), beside=site.folder)
        for _ in range(2)
    ]
    assert made[0] == made[1]
