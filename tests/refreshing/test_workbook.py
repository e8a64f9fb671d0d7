"""Refreshing an office's own tracker, from the command line to the cells of the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets import cli
from igpm_sheets.fields import OUR_TABS
from igpm_sheets.reports.results import RESULT_COLUMNS
from igpm_sheets.templates import RESULTS as TEMPLATE
from igpm_sheets.templates import builtin_template
from tests.bad_inputs.office import ANN, BEN, FURTHER, GOOD, REFS, TODAY, TRACKER
from tests.bad_inputs.spoiling import cell, mark
from tests.refreshing.office import Site

RESULTS, _, PROBLEMS, CHANGES = OUR_TABS
BACKUPS = "igpm-backups"


def workbook(site: Site) -> Any:
    """The tracker as another program reads it."""
    return openpyxl.load_workbook(site.folder / TRACKER)


def rows(site: Site, tab: str) -> list[dict[str, Any]]:
    """The rows of a tab by heading."""
    headings, *others = workbook(site)[tab].iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in others]


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a workbook, unpacked."""
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_tracker_gets_our_tabs_and_keeps_its_own(site: Site) -> None:
    own = workbook(site).sheetnames
    before = parts(site.folder / TRACKER)
    ran = site.refresh()
    assert (ran.code, ran.err) == (0, "")
    assert workbook(site).sheetnames == [*own, *OUR_TABS]
    after = parts(site.folder / TRACKER)
    sheets = [name for name in before if name.startswith("xl/worksheets/")]
    assert sheets
    assert {name: after[name] for name in sheets} == {name: before[name] for name in sheets}
    found = rows(site, RESULTS)
    assert list(found[0]) == [column.heading for column in RESULT_COLUMNS]
    assert [row["Ref"] for row in found] == [ref for ref in REFS if ref != REFS[0]]
    assert {row["Ref"]: row["Sum"] for row in found}[FURTHER] == 144
    assert rows(site, CHANGES)[0]["What"] == "first refresh"


def test_a_second_run_touches_nothing(site: Site) -> None:
    site.refresh()
    before = site.files()
    ran = site.refresh("-q", today="2026-06-11")
    assert ran == (0, "", "")
    assert site.files() == before


def test_a_changed_mark_is_told_in_the_workbook(site: Site) -> None:
    site.refresh()
    site.save_marks(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 7, 7))
    assert "3 changes" in site.refresh().last
    found = rows(site, CHANGES)
    assert [row["What"] for row in found] == ["Status", "Sum", "Resubmit by", "first refresh"]
    first = found[0]
    assert (first["Ref"], first["Candidate"]) == (FURTHER, "Priya Shah")
    assert (first["From"], first["To"]) == ("Further evidence needed", "Award MIGPM")
    assert first["Why"] == "D3 by Ann Lee: 4 → 7; D7 by Ann Lee: 4 → 7"
    assert first["Where"] == "marks/Ann Lee.xlsx › Marks!D6"
    assert (found[1]["From"], found[1]["To"]) == (144, 150)
    backups = [path.name for path in (site.folder / BACKUPS).glob("*.xlsx")]
    assert len(backups) == 2


def test_no_tab_is_printed_under_the_window_of_an_earlier_run(site: Site) -> None:
    site.refresh("--window", "2026-01")
    site.refresh("--window", "2026-05")
    printed = {tab: str(workbook(site)[tab].oddHeader.left.text) for tab in OUR_TABS}
    assert all(text.startswith("IGPM") for text in printed.values())
    assert [tab for tab, text in printed.items() if "2026-05" in text] == ["IGPM Summary"]
    assert not [tab for tab, text in printed.items() if "2026-01" in text]


def test_lines_of_earlier_runs_stay_as_they_were(site: Site) -> None:
    site.refresh()
    site.save_marks(mark(ANN, FURTHER, 3, 5))
    site.refresh()
    links = link_targets(site)
    before = rows(site, CHANGES)
    site.save_marks(mark(BEN, GOOD, 3, 7))
    site.refresh()
    after = rows(site, CHANGES)
    new = len(after) - len(before)
    assert new == 1
    assert after[new:] == before
    assert link_targets(site)[new:] == links
    assert links[0] is not None


def link_targets(site: Site) -> list[str | None]:
    """Where the cells of the column Where lead, line by line."""
    sheet = workbook(site)[CHANGES]
    column = [each.value for each in sheet[1]].index("Where") + 1
    links = [sheet.cell(row, column).hyperlink for row in range(2, sheet.max_row + 1)]
    return [f"{link.target}#{link.location}" if link else None for link in links]


def test_what_people_type_beside_the_results_stays_with_its_application(site: Site) -> None:
    site.refresh()
    book = workbook(site)
    sheet = book[RESULTS]
    sheet.cell(1, len(RESULT_COLUMNS) + 1, "Rung up")
    row = [each.value for each in sheet["A"]].index(FURTHER) + 1
    sheet.cell(row, len(RESULT_COLUMNS) + 1, "on Tuesday")
    book.save(site.folder / TRACKER)
    site.save_marks(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 7, 7))
    assert site.refresh().code == 0
    found = {row["Ref"]: row for row in rows(site, RESULTS)}
    assert found[FURTHER]["Rung up"] == "on Tuesday"
    assert found[FURTHER]["Status"] == "Award MIGPM"


def test_a_dry_run_leaves_nothing_beside_the_workbook(site: Site) -> None:
    before = site.files()
    dry = site.refresh("--dry-run", "--json")
    assert site.files() == before
    done = site.refresh("--json")
    assert {**dry.json, "dry_run": False} == done.json
    assert done.json["workbooks"][0]["written"] is True


def test_a_tab_of_that_name_that_is_not_ours_is_left_alone(site: Site) -> None:
    site.office.tracker[RESULTS] = [["Ref", "Sum"], ["mine", 1]]
    site.save()
    before = site.files()
    ran = site.refresh()
    assert ran.code == 3
    assert f"error   F35  {TRACKER} › {RESULTS}" in ran.err
    after = site.files()
    assert after[TRACKER] == before[TRACKER]
    assert BACKUPS not in {name.partition("/")[0] for name in after}


@pytest.mark.parametrize("lock", [f"~${TRACKER}", f".~lock.{TRACKER}#"])
def test_a_workbook_that_somebody_has_open_is_left_alone(site: Site, lock: str) -> None:
    (site.folder / lock).touch()
    before = (site.folder / TRACKER).read_bytes()
    ran = site.refresh("-q")
    assert ran.code == 3
    assert ran.last.startswith("igpm-sheets refresh CRITICAL: 0 workbooks written, 0 unchanged, 1")
    assert f"error   F22  {TRACKER}" in ran.err
    assert (site.folder / TRACKER).read_bytes() == before
    (site.folder / lock).unlink()
    assert site.refresh().code == 0


def test_what_is_no_excel_workbook_is_said(site: Site) -> None:
    (site.folder / "list.csv").write_text("Ref,Date received\n")
    site.results = f'workbook = "results.xlsx"\nrefresh = ["list.csv", "{TRACKER}"]\n'
    site.save()
    ran = site.refresh("--json")
    assert ran.code == 3
    codes = [each["problem"] and each["problem"]["code"] for each in ran.json["workbooks"]]
    assert codes == ["F38", None]


def test_a_template_that_is_not_there_is_said(site: Site) -> None:
    site.results += 'template = "our look.xlsx"\n'
    site.save()
    ran = site.refresh()
    assert ran.code == 3
    assert "F45" in ran.err
    assert "our look.xlsx" in ran.err


def test_an_office_may_have_a_look_of_its_own(site: Site) -> None:
    look = openpyxl.load_workbook(builtin_template(TEMPLATE))
    look["Results"].sheet_properties.tabColor = "FFFF00FF"
    look.save(site.folder / "our look.xlsx")
    site.results += 'template = "our look.xlsx"\n'
    site.save()
    assert site.refresh().code == 0
    assert workbook(site)[RESULTS].sheet_properties.tabColor.rgb == "FFFF00FF"
    assert cli.run(["results", "-q", "-c", str(site.config), "--today", TODAY]) == 0
    made: Any = openpyxl.load_workbook(site.folder / "results.xlsx")
    assert made["Results"].sheet_properties.tabColor.rgb == "FFFF00FF"


def test_our_tabs_are_never_read_where_the_tracker_holds_marks_as_well(site: Site) -> None:
    """Feedback tabs are named by refs and look like forms; results look like a grid of marks."""
    site.results += "feedback_tabs = true\n"
    site.save()
    site.config.write_text(site.config.read_text().replace('["marks/', f'["{TRACKER}", "marks/'))
    first = site.refresh("--window", "all", "--json").json
    assert set(REFS) - {REFS[0]} <= set(workbook(site).sheetnames)
    second = site.refresh("--window", "all", "--json").json
    assert second["workbooks"] == [
        {"path": TRACKER, "written": False, "changes": [], "problem": None}
    ]
    assert second["problems"] == first["problems"]
    assert [each["code"] for each in second["problems"]] == ["M01"]


def test_feedback_of_a_result_that_no_longer_stands_is_taken_away(site: Site) -> None:
    site.results += "feedback_tabs = true\n"
    site.save()
    site.refresh()
    texts = [str(value) for row in workbook(site)[GOOD].values for value in row if value]
    assert any("Congratulations" in text for text in texts)
    site.save_marks(mark(ANN, GOOD, 3, None))
    site.refresh()
    texts = [str(value) for row in workbook(site)[GOOD].values for value in row if value]
    assert not any("Congratulations" in text for text in texts)
    assert "5" not in texts


def test_so_is_that_of_an_application_that_is_gone(site: Site) -> None:
    site.results += "feedback_tabs = true\n"
    site.save()
    site.refresh()
    tracker = workbook(site)
    sheet = tracker["Applications"]
    [row] = [cell.row for cell in sheet["A"] if cell.value == GOOD]
    sheet.delete_rows(row)
    tracker.save(site.folder / TRACKER)
    assert site.refresh().code == 1
    texts = [str(value) for row in workbook(site)[GOOD].values for value in row if value]
    assert any("no result at present" in text for text in texts)
    assert not any("Congratulations" in text for text in texts)
    assert site.refresh("-q").out == ""


def test_errors_in_the_data_stand_in_their_tab(site: Site) -> None:
    site.save(cell(GOOD, "Date received", "soon"), mark(ANN, FURTHER, 3, 8))
    assert site.refresh().code == 1
    assert {"M03"} <= {row["Code"] for row in rows(site, PROBLEMS)}


def test_going_back_to_a_backup_is_told(site: Site) -> None:
    site.refresh()
    old = (site.folder / TRACKER).read_bytes()
    site.save_marks(mark(ANN, FURTHER, 3, 5))
    site.refresh()
    (site.folder / TRACKER).write_bytes(old)
    site.refresh()
    first = rows(site, CHANGES)[0]
    assert (first["What"], first["From"], first["To"]) == ("Sum", 144, 145)
    assert first["Why"] == "the tab no longer held what was last written there"
