"""The command line: what it prints where, in any terminal's encoding, and its exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from igpm_sheets import cli
from igpm_sheets.demo import make_demo
from igpm_sheets.exit_codes import WRONG_USAGE
from igpm_sheets.reports.results import RESULT_COLUMNS, WORKBOOK_COLUMNS

TODAY = ("--today", "2026-06-22")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_demo(tmp_path_factory.mktemp("office")))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("command", ["status", "check", "results", "charges", "rules"])
def test_no_terminal_is_too_poor_for_it(
    config: str, command: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert cli.run([command, "-v", "-c", config, *TODAY]) == 0
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    assert len(out.buffer.getvalue().splitlines()) > 1


@pytest.mark.parametrize("command", ["status", "check", "results", "charges", "rules"])
def test_json_is_one_document_and_nothing_else(
    config: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([command, "--json", "-c", config, *TODAY]) == 0
    printed = capsys.readouterr()
    assert isinstance(json.loads(printed.out), dict)
    assert printed.err == ""


def test_results_answer_under_the_headings_of_the_contract(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["results", "--json", "--window", "2026-05", "-c", config, *TODAY])
    document = json.loads(capsys.readouterr().out)
    assert list(document)[:5] == ["window", "today", "applications", "problems", "interpretations"]
    assert document["window"] == "2026-05"
    first = document["applications"][0]
    headings = [column.heading.lower().replace(" ", "_") for column in RESULT_COLUMNS]
    assert list(first) == headings
    said = [row for row in document["reasons"] if row["ref"] == first["ref"]]
    assert {"R2", "R11", "R13", "R53"} <= {row["rule"] for row in said if row["finding"] == "met"}


def test_the_tabs_of_the_results_workbook(config: str, tmp_path: Path) -> None:
    path = tmp_path / "may.xlsx"
    arguments = ["results", "-q", "--window", "2026-05", "-o", str(path), "-c", config, *TODAY]
    assert cli.run(arguments) == 0
    workbook = openpyxl.load_workbook(path)
    fixed = "Summary Results Marks Domains Windows Assessors Charges Renewals Problems Policy"
    assert workbook.sheetnames[:12] == [*fixed.split(), "Reasons", "Each mark"]
    assert len(workbook.sheetnames) == 12 + 12
    headings = [cell.value for cell in workbook["Results"][1]]
    assert headings == [column.heading for column in WORKBOOK_COLUMNS]
    assert WORKBOOK_COLUMNS[: len(RESULT_COLUMNS)] == RESULT_COLUMNS


def test_a_fee_of_another_window_is_charged_while_it_is_not_paid(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def refs(*window: str) -> set[str]:
        cli.run(["charges", "--json", *window, "-c", config, *TODAY])
        charges = json.loads(capsys.readouterr().out)["charges"]
        return {row["ref_or_membership_no"] for row in charges if row["what"] == "Assessment"}

    assert refs() == {"IG-120"}
    assert len(refs("--window", "2026-05")) == 12
    assert refs("--window", "2026-09") == set()


def test_status_looks_at_everything_that_is_not_settled(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["status", "--json", "-c", config, *TODAY])
    state = json.loads(capsys.readouterr().out)
    assert (state["results_to_send"], state["results_overdue"]) == (12, 0)
    assert state["marks_outstanding"] == 0
    assert state["next_step"] == (
        "send 12 results (igpm-sheets feedback), and write the day into Result sent"
    )


def test_a_check_imports_nothing_that_only_other_commands_need(config: str) -> None:
    heavy = ["xlsxwriter", "rich", "openpyxl", "pandas", "xlrd", "json", "traceback"]
    code = (
        f"import sys; from igpm_sheets.cli import run; run(['check', '-q', '-c', {config!r},"
        f" '--today', '2026-06-22']); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "arguments",
    [
        ["results", "--today", "9999-12-31"],
        ["results", "--today", "31/12/2026"],
        ["results", "--window", "2026-06"],
        ["charges", "--to", "tomorrow"],
        ["rules", "R99"],
        ["reslts"],
        ["results", "--no-such-option"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_said_in_words(
    config: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["-c", config] if arguments[0] in ("results", "charges", "rules") else []
    assert cli.run([*arguments, *more]) == WRONG_USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Error" in printed.err
    assert "Traceback" not in printed.err
