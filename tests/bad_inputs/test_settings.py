"""Settings, policy files and options that cannot be followed: refused before anything is done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bad_inputs.office import POLICY, SETTINGS, Office, good_office
from tests.bad_inputs.spoiling import (
    Spoil,
    file,
    missing,
    more_settings,
    policy,
    setting,
    source,
)
from tests.bad_inputs.table import good_answers, ran


class Refused(NamedTuple):
    """One thing that cannot be followed: how it is done, and what must be said, word for word."""

    name: str
    spoil: Spoil
    said: tuple[str, ...]
    options: tuple[str, ...] = ()


def _nothing(_: Office) -> None:
    """Leaves the office as it is."""


def _assessment_fee(entry: str) -> Spoil:
    return policy(f"[assessment_fee]\nvalues = [{entry}]")


def _results(line: str) -> Spoil:
    return setting('workbook = "results.xlsx"', line)


BELOW = "[interpretations]\n"
ROWS = [
    Refused("a folder for the settings", lambda office: office.files.update({"igpm.toml": None}),
            ("igpm.toml", "Check the path")),
    Refused("a table misspelt", setting("[marks]", "[mark]"),
            ("igpm.toml has no “mark”", 'Did you mean "marks"?')),
    Refused("a key misspelt", setting("source =", "sorce ="),
            ("igpm.toml [tracker] has no “sorce”", 'Did you mean "source"?')),
    Refused("another key misspelt", _results('workbok = "results.xlsx"'),
            ("igpm.toml [results] has no “workbok”", 'Did you mean "workbook"?')),
    Refused("no tracker named", setting('source = "applications.xlsx"', ""),
            ("igpm.toml [tracker] has no source", 'Write: source = "applications.xlsx"')),
    Refused("an empty name", source('""'),
            ('igpm.toml [tracker] source = ""', "write something between quotation marks")),
    Refused("a number for a name", setting('["marks/*.xlsx"]', "5"),
            ("igpm.toml [marks] sources = 5:", 'a list of texts, such as ["marks/*.xlsx"]')),
    Refused("true for a name", _results("workbook = true"),
            ("igpm.toml [results] workbook = true:", "write a text in quotation marks")),
    Refused("a name with a zero in it", _results('workbook = "a\\u0000.xlsx"'),
            ("igpm.toml [results] workbook", "write a text in quotation marks")),
    Refused("yes for true", _results('feedback_tabs = "yes"'),
            ('igpm.toml [results] feedback_tabs = "yes":', "true or false, without quotation")),
    Refused("backups among the mark sheets", more_settings('[refresh]\nbackups = "marks"'),
            ('igpm.toml [refresh] backups = "marks":', "name a folder of its own, away from")),
    Refused("backups beside the tracker", more_settings('[refresh]\nbackups = "."'),
            ('igpm.toml [refresh] backups = ".":', "name a folder of its own, away from")),
    Refused("backups above everything", more_settings('[refresh]\nbackups = ".."'),
            ('igpm.toml [refresh] backups = "..":', "name a folder of its own, away from")),
    Refused("no backup at all", more_settings("[refresh]\nkeep_last = 0"),
            ("igpm.toml [refresh] keep_last = 0:", "write a whole number from 1 to 1000")),
    Refused("days in quotation marks", more_settings('[refresh]\nkeep_days = "31"'),
            ('igpm.toml [refresh] keep_days = "31":', "a whole number from 0 to 3650, without")),
    Refused("true for a number", more_settings("[refresh]\nchanges = true"),
            ("igpm.toml [refresh] changes = true:", "write a whole number from 1 to 100000")),
    Refused("a heading that is there already", more_settings('[results]\nworkbook = "b.xlsx"'),
            ("igpm.toml is not valid TOML", "no [heading] and no setting stands twice")),
    Refused("a number with a point", more_settings("[refresh]\nkeep_last = 10.0"),
            ("igpm.toml [refresh] keep_last = 10.0:", "write a whole number from 1 to 1000")),
    Refused("the tracker for a log", more_settings('[refresh]\nlog = "applications.xlsx"'),
            ('igpm.toml [refresh] log = "applications.xlsx":', "a name that ends in .log")),
    Refused("a key of refresh misspelt", more_settings("[refresh]\nkeep_day = 3"),
            ("igpm.toml [refresh] has no “keep_day”", 'Did you mean "keep_days"?')),
    Refused("refresh in the wrong place", more_settings('[refresh]\nrefresh = "a.xlsx"'),
            ("igpm.toml [refresh] has no “refresh”",)),
    Refused("a text for a table", setting("[tracker]\nsource", "tracker"),
            ("igpm.toml [tracker]: a table is needed", "write [tracker] above it")),
    Refused("a number for the interpretations",
            setting("[tracker]", "interpretations = 5\n[tracker]"),
            ("igpm.toml [interpretations]: a table is needed", "write [interpretations] above it")),
    Refused("a field that does not exist", more_settings('[tracker.columns]\nrole_start = "Since"'),
            ("igpm.toml [tracker.columns] has no “role_start”", 'Did you mean "role_started"?')),
    Refused("a list for a heading", more_settings("[tracker.columns]\nrole = [1]"),
            ("igpm.toml [tracker.columns] role = a list:", "write a text in quotation marks")),
    Refused("an answer that is none",
            more_settings('[tracker.assume]\nconstitution_breach = "maybe"'),
            ('igpm.toml [tracker.assume] constitution_breach = "maybe"', "allowed is yes or no")),
    Refused("an answer for no field", more_settings('[tracker.assume]\nconstitution = "no"'),
            ("igpm.toml [tracker.assume] has no “constitution”", '"constitution_breach"?')),
    Refused("a name for everybody", more_settings('[tracker.assume]\nname = "Jo"'),
            ("igpm.toml [tracker.assume] name: this field cannot be assumed", "known are: nation")),
    Refused("a tab of no kind", more_settings('[tracker.tabs]\nassesors = "People"'),
            ("igpm.toml [tracker.tabs] has no “assesors”", 'Did you mean "assessors"?')),
    Refused("an unknown interpretation", more_settings(f'{BELOW}combin = "mean"'),
            ('igpm.toml [interpretations] has no "combin"', 'Did you mean "combine"?')),
    Refused("an unknown value of one", more_settings(f'{BELOW}combine = "average"'),
            ('igpm.toml [interpretations] combine = "average" is not possible',
             'Use one of "mean", "median_domain", "majority"')),
    Refused("a floor in quotation marks", more_settings(f'{BELOW}domain_floor = "4"'),
            ('[interpretations] domain_floor = "4" is not possible', "Use one of 0, 4, 5")),
    Refused("days below nothing", more_settings(f"{BELOW}grace_days = -1"),
            ("[interpretations] grace_days = -1 is not possible", "days from 0 to 3650")),
    Refused("no TOML", setting("[results]", "[results"),
            ("igpm.toml is not valid TOML", "at line 7", "Check that text stands in quotation")),
    Refused("a path of Windows in double quotation marks", source('"C:\\Users\\jo\\a.xlsx"'),
            ("igpm.toml is not valid TOML", "at line 2", "a Windows path in 'single' ones")),
    Refused("a number beyond all measure", setting('["marks/*.xlsx"]', "9" * 5000),
            ("igpm.toml is not valid TOML", "Check that")),
    Refused("brackets without end", setting('["marks/*.xlsx"]', "[" * 5000),
            ("igpm.toml is not valid TOML", "Check that")),
    Refused("UTF-16", file("igpm.toml", SETTINGS.encode("utf-16")),
            ("igpm.toml is not UTF-8 text", "Save it again as UTF-8")),
    Refused("an accent of Windows", file("igpm.toml", (SETTINGS + "# Siân").encode("cp1252")),
            ("igpm.toml is not UTF-8 text", "Save it again as UTF-8")),
    Refused("nothing at all", file("igpm.toml", b""),
            ("igpm.toml [tracker] has no source", "Write: source")),
    # The policy file
    Refused("no policy file", missing("policy.toml"),
            ("policy.toml: ", "Check the name under [policy]")),
    Refused("a folder for a policy", file("policy.toml", None),
            ("policy.toml: ", "Check the name under [policy]")),
    Refused("a fee misspelt", policy("[asessment_fee]\nvalues = []"),
            ('policy.toml: "asessment_fee" is not known', 'Did you mean "assessment_fee"?')),
    Refused("a fee below nothing", _assessment_fee("{ from = 2026-01-01, value = -280 }"),
            ("policy.toml: [assessment_fee] entry 1: value is -280, which is below nought",
             "The unit is pounds")),
    Refused("a fee with a pound sign", _assessment_fee('{ from = 2026-01-01, value = "£280" }'),
            ('value is "£280", which is not a number', "without quotation marks, pound sign")),
    Refused("a fee from no day", _assessment_fee('{ from = "soon", value = 280 }'),
            ('from is "soon", which is not a date', "without quotation marks: 2027-01-01")),
    Refused("a policy that is no TOML", policy("assessment_fee = "),
            ("policy.toml: not valid TOML", "Correct that line")),
    Refused("a policy in UTF-16", file("policy.toml", POLICY.decode().encode("utf-16")),
            ("policy.toml: not written in UTF-8", "Save it again as UTF-8")),
    Refused("a resubmission dearer than an application",
            policy("[resubmission_fee]\nvalues = [{ from = 2026-01-01, value = 500 }]"),
            ("R37: from 2026-01-01 a resubmission would cost 500", "Correct the policy file")),
    Refused("a role in no class", policy('[[role]]\nname = "dancer"\nclass = 9'),
            ("policy.toml: [[role]] 1: class is 9", "one of the classes of R13, 1 to 7")),
    # Options
    Refused("a window between the months", _nothing,
            ("--window", "'2026-06' is not a window", "01, 05 and 09"), ("--window", "2026-06")),
    Refused("a window in words", _nothing,
            ("--window", "'may' is not a window", "write it as 2026-05, or all"),
            ("--window", "may")),
    Refused("today as the UK writes it", _nothing,
            ("--today", "“10/06/2026” is not a date", "write it as 2026-02-10"),
            ("--today", "10/06/2026")),
    Refused("a day that no month has", _nothing,
            ("--today", "“2026-02-30” is not a date", "write it as"), ("--today", "2026-02-30")),
    Refused("an unknown option", _nothing,
            ("No such option", "--windows", "--window"), ("--windows", "2026-05")),
]  # fmt: skip

COMMANDS: tuple[tuple[str, ...], ...] = (("check",), ("results", "--json"))


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_what_cannot_be_followed_is_refused(row: Refused, tmp_path: Path) -> None:
    office = good_office()
    row.spoil(office)
    settings = office.write(tmp_path)
    for command in COMMANDS:
        result = ran(settings, *command, *row.options)
        assert (result.code, result.out) == (2, "")
        for words in row.said:
            assert words in result.err
    assert not (tmp_path / "results.xlsx").exists()


def test_there_is_no_settings_file(tmp_path: Path) -> None:
    result = ran(tmp_path / "igpm.toml", "status", "--json")
    assert (result.code, result.out) == (2, "")
    assert "there is no settings file" in result.err
    assert "igpm-sheets init" in result.err


def test_there_is_no_such_command(tmp_path: Path) -> None:
    result = ran(good_office().write(tmp_path), "chekc")
    assert (result.code, result.out) == (2, "")
    assert "No such command 'chekc'" in result.err


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    office = good_office()
    office.files["igpm.toml"] = b"\xef\xbb\xbf" + SETTINGS.encode()
    result = ran(office.write(tmp_path), "results", "--window", "all", "--json")
    assert result.code == 0
    assert len(json.loads(result.out)["applications"]) == len(good_answers())
