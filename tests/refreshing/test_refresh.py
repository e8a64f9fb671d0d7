"""The command `refresh`: which workbooks, what it says, when it leaves everything as it is."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from igpm_sheets import cli, jobs, settings
from igpm_sheets.fields import OUR_TABS
from igpm_sheets.refreshing import run as refreshing
from igpm_sheets.reports.tables import Live
from tests.bad_inputs.office import ANN, BEN, EARLIER, FURTHER, GOOD, REFS, TODAY, TRACKER
from tests.bad_inputs.spoiling import cell, file, mark, missing
from tests.refreshing.engine import FakeEngine
from tests.refreshing.office import WORKBOOK, Site

OK = "igpm-sheets refresh OK: 1 workbook written, 0 unchanged, 0 left as they are;"
SAME = "igpm-sheets refresh OK: 0 workbooks written, 1 unchanged, 0 left as they are;"
LEFT = "igpm-sheets refresh CRITICAL: 0 workbooks written, 0 unchanged, 1 left as they are;"


def statuses(engine: FakeEngine, workbook: str = TRACKER) -> dict[str, str]:
    rows = engine.tabs[workbook]["IGPM Results"]
    return {str(row["Ref"]): str(row["Status"]) for row in rows}


# What it writes


def test_the_tabs_in_their_order(site: Site, engine: FakeEngine) -> None:
    assert site.refresh().code == 0
    assert tuple(engine.tabs[TRACKER]) == OUR_TABS
    templates = [tab.template for tab in engine.shown[TRACKER].values()]
    assert templates == ["Results", "Summary", "Problems", "Changes"]
    assert all(tab.values["title"] for tab in engine.shown[TRACKER].values())


def test_no_cell_is_a_formula(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    tabs = engine.shown[TRACKER].values()
    cells: list[object] = [
        content for tab in tabs for table in tab.tables for row in table.rows for content in row
    ]
    cells += [value for tab in tabs for value in tab.values.values()]
    assert len(cells) > 100
    assert not [content for content in cells if isinstance(content, Live)]


def test_only_the_day_is_no_reason_to_write(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    volatile = {name: tab.volatile for name, tab in engine.shown[TRACKER].items() if tab.volatile}
    assert volatile == {"IGPM Summary": {"as_of"}}
    assert site.refresh(today="2026-06-11").last.startswith(SAME)


def test_the_results_are_those_of_the_results_command(site: Site, engine: FakeEngine) -> None:
    site.refresh("--window", "all")
    findings = jobs.work_out(settings.load(site.config), date.fromisoformat(TODAY), "all").findings
    expected = jobs.results_as_json(findings)["applications"]
    assert isinstance(expected, list)
    assert list(statuses(engine)) == list(REFS)
    assert list(statuses(engine).values()) == [
        row["status"] for row in expected if isinstance(row, dict)
    ]


def test_feedback_tabs_are_there_where_they_are_asked_for(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    assert GOOD not in engine.tabs[TRACKER]
    site.results += "feedback_tabs = true\n"
    site.save()
    assert site.refresh().last.startswith(OK)
    assert [*engine.tabs[TRACKER]][4:] == [ref for ref in REFS if ref != REFS[0]]
    assert engine.shown[TRACKER][GOOD].template == "Feedback"


def test_feedback_of_a_result_that_no_longer_stands_says_so(site: Site, engine: FakeEngine) -> None:
    site.results += "feedback_tabs = true\n"
    site.save(mark(ANN, FURTHER, 3, None))
    site.refresh()
    assert FURTHER not in engine.tabs[TRACKER]
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh()
    assert engine.shown[TRACKER][GOOD].template == "No result"
    site.save(mark(ANN, GOOD, 3, 5), mark(ANN, FURTHER, 3, 5))
    site.refresh()
    assert engine.shown[TRACKER][GOOD].template == "Feedback"
    assert engine.shown[TRACKER][FURTHER].template == "Feedback"


def test_feedback_that_is_there_stays_true_in_any_case(site: Site, engine: FakeEngine) -> None:
    """That of another window, and that of an office which wants no more of it."""
    site.results += "feedback_tabs = true\n"
    site.save()
    site.refresh("--window", "2026-01")
    assert [*engine.tabs[TRACKER]][4:] == [EARLIER]
    site.results = site.results.replace("true", "false")
    site.save(mark(ANN, EARLIER, 3, None))
    site.refresh("--window", "2026-05")
    assert [*engine.tabs[TRACKER]][4:] == [EARLIER]
    assert engine.shown[TRACKER][EARLIER].template == "No result"


def test_several_workbooks_by_paths_and_patterns(site: Site, engine: FakeEngine) -> None:
    (site.folder / "copies").mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        (site.folder / "copies" / name).write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["copies/*.xlsx", "{TRACKER}", "./{TRACKER}"]\n'
    site.save()
    assert site.refresh().last.startswith("igpm-sheets refresh OK: 3 workbooks written, 0 unch")
    assert engine.held == ["a.xlsx", "b.xlsx", TRACKER]


def test_the_settings_reach_the_engine(site: Site, engine: FakeEngine) -> None:
    site.more = '[refresh]\nbackups = "old/versions"\nkeep_last = 3\nkeep_days = 0\n'
    site.save()
    site.refresh()
    (backups,) = engine.backups
    assert backups.folder == site.folder / "old" / "versions"
    assert (backups.last, backups.days) == (3, 0)


# What has changed


def test_changes_are_listed_newest_first(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 7, 7))
    site.refresh()
    changes = engine.tabs[TRACKER]["IGPM Changes"]
    assert [row["What"] for row in changes] == ["Status", "Sum", "Resubmit by", "first refresh"]
    assert changes[0] == {
        "When": changes[0]["When"],
        "Ref": FURTHER,
        "Candidate": "Priya Shah",
        "What": "Status",
        "From": "Further evidence needed",
        "To": "Award MIGPM",
        "Why": "D3 by Ann Lee: 4 → 7; D7 by Ann Lee: 4 → 7",
        "Where": "marks/Ann Lee.xlsx › Marks!D6",
    }


def test_the_list_of_changes_is_no_longer_than_the_settings_say(
    site: Site, engine: FakeEngine
) -> None:
    site.more = "[refresh]\nchanges = 2\n"
    site.save()
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 7, 7))
    site.refresh()
    assert [row["What"] for row in engine.tabs[TRACKER]["IGPM Changes"]] == ["Status", "Sum"]


def test_without_its_snapshot_a_run_still_says_why(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    (site.folder / "igpm-backups" / "last-refresh.json").write_text("{")
    site.save(mark(ANN, FURTHER, 3, 7), mark(ANN, FURTHER, 7, 7))
    site.refresh()
    changes = engine.tabs[TRACKER]["IGPM Changes"]
    assert changes[0]["Why"] == "R53: the thirty marks sum to 150; 150 are needed"


def test_a_workbook_that_was_left_is_told_of_all_that_came_since(
    site: Site, engine: FakeEngine
) -> None:
    """What the one workbook has seen is not taken for what the other has."""
    (site.folder / "other.xlsx").write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["{TRACKER}", "other.xlsx"]\n'
    site.save()
    site.refresh()
    engine.refuse["other.xlsx"] = "F22"
    site.save(mark(ANN, FURTHER, 3, 7))
    assert site.refresh().code == 3
    engine.refuse.clear()
    site.save(mark(BEN, FURTHER, 7, 7))
    workbooks = {each["path"]: each["changes"] for each in site.refresh("--json").json["workbooks"]}
    assert {path: changes[0]["why"] for path, changes in workbooks.items()} == {
        TRACKER: "D7 by Ben Okoro: 4 → 7",
        "other.xlsx": "D3 by Ann Lee: 4 → 7; D7 by Ben Okoro: 4 → 7",
    }


def test_the_window_that_is_shown_next_is_no_candidates_fault(
    site: Site, engine: FakeEngine
) -> None:
    site.refresh("--window", "2026-01")
    site.refresh("--window", "2026-05")
    gone = [
        row for row in engine.tabs[TRACKER]["IGPM Changes"] if row["What"] == "no longer listed"
    ]
    assert [(row["Ref"], row["Why"]) for row in gone] == [(REFS[0], "it belongs to window 2026-01")]


# What it says


def test_a_quiet_run_in_which_nothing_happens_says_nothing(site: Site, engine: FakeEngine) -> None:
    assert site.refresh("-q").out.startswith(OK)
    assert site.refresh("-q") == (0, "", "")
    site.save(mark(ANN, FURTHER, 3, 8))
    assert site.refresh("-q").out.startswith("igpm-sheets refresh WARNING: 1 workbook written")
    assert site.refresh("-q") == (1, "", "")
    assert engine.held == [TRACKER] * 4


def test_the_line_for_a_monitoring_system_is_all_there_is_on_standard_output(
    site: Site, engine: FakeEngine
) -> None:
    assert site.refresh().out == f"{OK} 1 change; 0 errors in the data\n"
    assert site.refresh().out == f"{SAME} 0 changes; 0 errors in the data\n"
    site.save(mark(ANN, FURTHER, 3, 8), mark(ANN, GOOD, 3, 9))
    ran = site.refresh()
    assert ran.code == 1
    assert ran.out.startswith("igpm-sheets refresh WARNING: 1 workbook written")
    assert ran.out.endswith("; 5 changes; 2 errors in the data\n")
    assert "M03" in ran.err
    assert engine.held


def test_two_workbooks_with_the_same_changes_count_them_once(
    site: Site, engine: FakeEngine
) -> None:
    (site.folder / "other.xlsx").write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["{TRACKER}", "other.xlsx"]\n'
    site.save()
    assert site.refresh().last.endswith("; 1 change; 0 errors in the data")
    assert len(engine.tabs) == 2


def test_verbose_names_the_changes_before_the_line(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 5))
    assert site.refresh("-v").out.splitlines() == [
        f"{TRACKER}: written",
        f"  {FURTHER}: Sum: 144 → 145 (D3 by Ann Lee: 4 → 5)",
        f"{OK} 1 change; 0 errors in the data",
    ]
    assert engine.held


def test_json_is_one_document(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 5), mark(BEN, GOOD, 3, 8))
    ran = site.refresh("--json")
    assert (ran.code, ran.err) == (1, "")
    document = ran.json
    assert list(document) == ["today", "window", "dry_run", "workbooks", "problems"]
    assert (document["today"], document["window"]) == (TODAY, "2026-05")
    (workbook,) = document["workbooks"]
    assert (workbook["path"], workbook["written"], workbook["problem"]) == (TRACKER, True, None)
    assert workbook["changes"][-1] == {
        "ref": FURTHER,
        "candidate": "Priya Shah",
        "what": "Sum",
        "from": 144,
        "to": 145,
        "why": "D3 by Ann Lee: 4 → 5",
        "where": "marks/Ann Lee.xlsx › Marks!D6",
    }
    assert [problem["code"] for problem in document["problems"]] == ["M03"]
    assert engine.held


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_no_terminal_is_too_poor_for_it(
    site: Site, engine: FakeEngine, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 5), cell(GOOD, "Role", "Fürst ½ ☃"))
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert cli.run(["refresh", "-v", "-c", str(site.config), "--today", TODAY]) == 0
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    assert out.buffer.getvalue().count(b"\n") > 2
    assert engine.held


# A dry run


def test_a_dry_run_prints_the_changes_and_writes_nothing(site: Site, engine: FakeEngine) -> None:
    before = site.files()
    ran = site.refresh("--dry-run")
    assert ran.out.splitlines() == [
        f"{TRACKER}: would be written",
        "  first refresh: 4 applications",
        f"{OK.replace('written', 'would be written')} 1 change; 0 errors in the data",
    ]
    assert (ran.code, site.files(), engine.tabs) == (0, before, {})


def test_a_dry_run_says_exactly_what_the_run_does(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    site.save(mark(ANN, FURTHER, 3, 7), mark(BEN, GOOD, 3, 8), cell(REFS[3], "Withdrawn", "yes"))
    before = site.files()
    dry = site.refresh("--dry-run", "--json")
    assert site.files() == before
    done = site.refresh("--json")
    assert dry.code == done.code == 1
    assert {**dry.json, "dry_run": False} == done.json
    assert dry.json["dry_run"] is True
    assert len(done.json["workbooks"][0]["changes"]) > 3
    assert engine.held


def test_a_dry_run_leaves_log_and_snapshot_as_they_are(site: Site, engine: FakeEngine) -> None:
    site.refresh()
    log = site.log.read_bytes()
    snapshot = (site.folder / "igpm-backups" / "last-refresh.json").read_bytes()
    site.save(mark(ANN, FURTHER, 3, 7))
    site.refresh("--dry-run", "-v")
    assert site.log.read_bytes() == log
    assert (site.folder / "igpm-backups" / "last-refresh.json").read_bytes() == snapshot
    assert engine.held


# What stops it


def test_nothing_to_refresh_is_a_matter_of_the_settings(site: Site) -> None:
    site.results = WORKBOOK
    site.save()
    ran = site.refresh()
    assert (ran.code, ran.out) == (2, "")
    assert 'igpm.toml [results] names no workbook to refresh. Write: refresh = ["' in ran.err


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("nothing.xlsx", "F01"),
        ("nothing/*.xlsx", "F02"),
        ("https://docs.google.com/drive/folders/abc", "G20"),
    ],
)
def test_a_workbook_that_is_not_there_does_not_stop_the_others(
    site: Site, engine: FakeEngine, entry: str, code: str
) -> None:
    site.results = f'{WORKBOOK}\nrefresh = ["{entry}", "{TRACKER}"]\n'
    site.save()
    ran = site.refresh("--json")
    assert ran.code == 3
    written, not_there = ran.json["workbooks"]
    assert (written["path"], written["written"], written["problem"]) == (TRACKER, True, None)
    assert (not_there["path"], not_there["written"]) == (entry, False)
    assert not_there["problem"]["code"] == code
    assert len(statuses(engine)) == 4


@pytest.mark.parametrize("code", ["F22", "F33", "F31"])
def test_a_workbook_that_refuses_does_not_stop_the_others(
    site: Site, engine: FakeEngine, code: str
) -> None:
    (site.folder / "other.xlsx").write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["{TRACKER}", "other.xlsx"]\n'
    site.save()
    engine.refuse[TRACKER] = code
    ran = site.refresh("-q")
    assert ran.code == 3
    assert ran.last.startswith("igpm-sheets refresh CRITICAL: 1 workbook written, 0 unchanged, 1")
    assert f"error   {code}  {TRACKER}" in ran.err
    assert list(engine.tabs) == ["other.xlsx"]


def test_a_fault_of_the_disk_is_told_as_a_problem_of_the_workbook(
    site: Site, engine: FakeEngine
) -> None:
    def no_disk(_: Path) -> None:
        raise OSError(5, "Input/output error")

    engine.before_each = no_disk
    ran = site.refresh()
    assert ran.code == 3
    assert f"error   F27  {TRACKER}" in ran.err
    assert "Input/output error" in ran.err
    assert ran.last.startswith(LEFT)


def test_the_results_workbook_is_no_place_for_the_tabs(site: Site, engine: FakeEngine) -> None:
    with ZipFile(site.folder / "results.xlsx", "w") as package:
        package.writestr("docProps/custom.xml", '<p><x name="igpm_sheets">results</x></p>')
    site.results = f'{WORKBOOK}\nrefresh = ["results.xlsx"]\n'
    site.save()
    ran = site.refresh()
    assert ran.code == 3
    assert "F49" in ran.err
    assert "`igpm-sheets results` writes it anew each time" in ran.err
    assert engine.held == []
    site.results = f'{WORKBOOK}\nrefresh = ["*.xlsx"]\n'
    site.save()
    assert site.refresh().last.startswith(OK)
    assert engine.held == [TRACKER]


# Half the data


def test_a_mark_sheet_that_cannot_be_read_leaves_every_workbook_as_it_is(
    site: Site, engine: FakeEngine
) -> None:
    """Else its marks would be awaited, and awards be taken back."""
    site.refresh()
    before = engine.tabs[TRACKER]
    whole = (site.folder / "marks" / "Ann Lee.xlsx").read_bytes()
    site.save(file("marks/Ann Lee.xlsx", whole[: len(whole) // 2]))
    ran = site.refresh()
    assert ran.code == 3
    assert ran.last.startswith(LEFT)
    assert "F10  marks/Ann Lee.xlsx" in ran.err
    assert f"F49  {TRACKER}  found “marks/Ann Lee.xlsx”" in ran.err
    assert engine.tabs[TRACKER] is before
    assert engine.held == [TRACKER]


@pytest.mark.usefixtures("engine")
def test_of_half_the_data_only_that_is_told_which_keeps_the_rest_from_being_read(
    site: Site,
) -> None:
    """Else the office would be told to clear the date of a result that seems to be none."""
    site.save(cell(GOOD, "Result sent", date(2026, 6, 8)))
    site.refresh()
    whole = (site.folder / "marks" / "Ann Lee.xlsx").read_bytes()
    site.save(file("marks/Ann Lee.xlsx", whole[: len(whole) // 2]))
    for options in ([], ["-q"], ["-v"]):
        ran = site.refresh(*options)
        said = [line.split()[1] for line in ran.err.splitlines() if not line.startswith(" ")]
        assert said == ["F10", "F49"]
        assert ran.last == f"{LEFT} 0 changes; 1 error in the data"
    problems = site.refresh("--json").json["problems"]
    assert [each["code"] for each in problems] == ["F10"]
    assert "A15" not in site.log.read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", None])
def test_a_tracker_that_cannot_be_read_leaves_every_workbook_as_it_is(
    site: Site, engine: FakeEngine, content: bytes | None
) -> None:
    (site.folder / "other.xlsx").write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["other.xlsx"]\n'
    site.save(missing(TRACKER) if content is None else file(TRACKER, content))
    if content is None:
        (site.folder / TRACKER).unlink()
    ran = site.refresh()
    assert ran.code == 3
    assert "F49  other.xlsx" in ran.err
    assert engine.held == []


def test_a_tracker_without_its_headings_does_not_empty_the_results(
    site: Site, engine: FakeEngine
) -> None:
    site.refresh()
    for row in site.office.applications:
        row[0] = None
    site.office.applications[0][5] = "?"
    site.save()
    ran = site.refresh("-q")
    assert ran.code == 3
    assert f"H01  {TRACKER}" in ran.err
    assert "no applications could be read" in ran.err
    assert len(statuses(engine)) == 4


def test_mark_sheets_that_are_all_gone_leave_every_workbook_as_it_is(
    site: Site, engine: FakeEngine
) -> None:
    """A drive that is not connected looks just like an empty folder."""
    site.refresh()
    (site.folder / "marks").rename(site.folder / "elsewhere")
    ran = site.refresh("-q")
    assert ran.code == 3
    assert "F49" in ran.err
    assert "F02  marks/*.xlsx" in ran.err
    assert "Award MIGPM" in statuses(engine).values()
    (site.folder / "elsewhere").rename(site.folder / "marks")
    assert site.refresh().code == 0


def test_a_mark_sheet_that_is_just_being_saved_is_waited_for(
    site: Site, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs remove the old version before they give the new one its name."""
    site.refresh()
    sheet, aside = site.folder / "marks" / "Ann Lee.xlsx", site.folder / "new version.tmp"
    sheet.rename(aside)
    monkeypatch.setattr("igpm_sheets.refreshing.run.time.sleep", lambda _: aside.rename(sheet))
    assert site.refresh().last.startswith(SAME)
    assert engine.held == [TRACKER] * 2


def test_a_mark_sheet_that_was_removed_is_waited_for_once(
    site: Site, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.refresh()
    waits: list[float] = []
    monkeypatch.setattr("igpm_sheets.refreshing.run.time.sleep", waits.append)
    (site.folder / "marks" / "Ann Lee.xlsx").unlink()
    site.refresh()
    assert statuses(engine)[GOOD] == "Awaiting marks"
    change = next(row for row in engine.tabs[TRACKER]["IGPM Changes"] if row["Ref"] == GOOD)
    assert change["Why"] == "the marks of Ann Lee are gone"
    site.refresh()
    assert waits == [refreshing.A_SAVE]


def test_before_the_first_mark_sheet_comes_the_results_are_written(
    site: Site, engine: FakeEngine
) -> None:
    (site.folder / "marks").rename(site.folder / "elsewhere")
    assert site.refresh().last.startswith("igpm-sheets refresh WARNING: 1 workbook written")
    assert set(statuses(engine).values()) == {"Awaiting marks", "On hold"}


def test_errors_in_the_data_do_not_stop_it(site: Site, engine: FakeEngine) -> None:
    site.save(mark(ANN, FURTHER, 3, "five"))
    ran = site.refresh()
    assert ran.code == 1
    assert statuses(engine)[FURTHER] == "Marks need attention"


# Somebody works meanwhile


def saving(site: Site, times: int) -> FakeEngine:
    """An engine that is always a moment later than somebody who saves the tracker."""
    left = [times]

    def save(path: Path) -> None:
        if left[0]:
            left[0] -= 1
            site.save(mark(ANN, FURTHER, 3, 5 + left[0] % 2))
            path.touch()

    return FakeEngine(before_each=save)


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_saved_meanwhile_is_read_before_anything_is_written(
    site: Site, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    engine = saving(site, times).install(monkeypatch)
    assert site.refresh().last.startswith(OK)
    sums = {row["Ref"]: row["Sum"] for row in engine.tabs[TRACKER]["IGPM Results"]}
    assert sums[FURTHER] == 145
    assert len(engine.held) == times + 1


def test_who_saves_all_the_time_is_left_in_peace(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = saving(site, 99).install(monkeypatch)
    ran = site.refresh()
    assert ran.code == 3
    assert "F32" in ran.err
    assert (engine.tabs, len(engine.held)) == ({}, 3)


def test_only_the_workbook_that_changed_is_tried_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.folder / "other.xlsx").write_bytes((site.folder / TRACKER).read_bytes())
    site.results = f'{WORKBOOK}\nrefresh = ["other.xlsx", "{TRACKER}"]\n'
    site.save()
    once = [True]

    def save(path: Path) -> None:
        if path.name == TRACKER and once.pop() if once else False:
            path.touch()

    engine = FakeEngine(before_each=save).install(monkeypatch)
    assert site.refresh().code == 0
    assert engine.held == ["other.xlsx", TRACKER, TRACKER]


# What is never read


def test_backups_and_templates_are_never_read_as_sources(site: Site, engine: FakeEngine) -> None:
    backups = site.folder / "igpm-backups"
    backups.mkdir()
    for name in ("applications 2026-06-01 10.00.00.xlsx", "Ann Lee.xlsx"):
        (backups / name).write_bytes((site.folder / TRACKER).read_bytes())
    (site.folder / "results_template.xlsx").write_bytes(b"no workbook at all")
    site.office.settings = ""
    text = site.config.read_text().replace('"marks/*.xlsx"', '"**/*.xlsx"')
    site.config.write_text(text.replace('source = "app', 'source = "./app'))
    ran = site.refresh("--json")
    problems = [(each["code"], each["where"]) for each in ran.json["problems"]]
    assert problems == [("M01", TRACKER)]
    assert engine.held


def test_what_lies_beside_is_not_even_noted(site: Site, engine: FakeEngine) -> None:
    site.office.settings = ""
    site.config.write_text(site.config.read_text().replace('"marks/*.xlsx"', '"marks", "."'))
    before = json.loads(site.refresh("--json").out)["problems"]
    after = json.loads(site.refresh("--json").out)["problems"]
    assert (site.folder / "igpm-backups").is_dir()
    assert site.log.exists()
    assert after == before
    assert engine.held


def test_refreshing_a_folder_leaves_its_backups_alone(site: Site, engine: FakeEngine) -> None:
    backups = site.folder / "igpm-backups"
    backups.mkdir()
    (backups / "applications 2026-06-01 10.00.00.xlsx").write_bytes(b"PK")
    site.results = f'{WORKBOOK}\nrefresh = ["**/app*.xlsx"]\n'
    site.save()
    assert site.refresh().code == 0
    assert engine.held == [TRACKER]
