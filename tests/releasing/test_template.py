"""The feedback template: what the office changes in it comes out, and all of it can be filled."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from igpm_sheets import jobs, settings
from igpm_sheets.demo import DEMO_TODAY, make_demo
from igpm_sheets.model import Status
from igpm_sheets.ooxml.package import RELATIONS
from igpm_sheets.reports.comments import comments_tab
from igpm_sheets.reports.feedback import TITLE, feedback_tab, no_result_tab
from igpm_sheets.reports.tables import Tab
from igpm_sheets.templates import FEEDBACK, builtin_template
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.template import Template
from tests.bad_inputs.office import FURTHER, GOOD
from tests.bad_inputs.spoiling import mark
from tests.core.records import TODAY, a_panel, came_back, decide_one, policy
from tests.releasing.office import Site

PLACEHOLDER = re.compile(r"\{(\w+)\}")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def tabs(tmp_path_factory: pytest.TempPathFactory) -> list[Tab]:
    """Every candidate's feedback of the demo office, and each other kind of tab."""
    read = settings.load(make_demo(tmp_path_factory.mktemp("office")))
    worked = jobs.work_out(read, DEMO_TODAY, "all")
    decided = [each for each in worked.every if each.status.is_outcome]
    findings = worked.findings
    return [
        *map(findings.feedback_tab, decided),
        no_result_tab("IG-101"),
        comments_tab(findings.comments, decided),
    ]


def test_there_is_a_sheet_for_each_kind_of_tab_and_one_that_explains(tabs: list[Tab]) -> None:
    names = openpyxl.load_workbook(builtin_template(FEEDBACK)).sheetnames
    assert set(names) == {tab.template for tab in tabs} | {"How to change this"}


def test_every_value_is_explained(tabs: list[Tab]) -> None:
    sheet = openpyxl.load_workbook(builtin_template(FEEDBACK))["How to change this"]
    told = {name for row in sheet.values for name in PLACEHOLDER.findall(str(row[0]))}
    assert told == set(tabs[0].values)


def test_the_tables_are_the_reports(tabs: list[Tab]) -> None:
    template = Template.load(builtin_template(FEEDBACK))
    for tab in tabs:
        for table in Filled(tab, template).tables:
            assert table.block.is_as_drawn


def lines(tab: Tab) -> list[str]:
    """What stands in each row of a filled tab, in one text."""
    filled = Filled(tab, Template.load(builtin_template(FEEDBACK)))
    return [" ".join(str(cell) for cell in row if cell is not None) for row in filled.values()]


def said(tab: Tab) -> str:
    return "\n".join(lines(tab))


@pytest.mark.rule("R61", passes=False)
def test_after_the_year_only_a_new_application_is_offered() -> None:
    late = came_back("4455555555", "4455555555", second={"result_sent": TODAY.replace(2027, 3)})
    assert late.status is Status.FURTHER_EVIDENCE
    text = said(feedback_tab(late, policy(), {}, TODAY))
    assert "complete new one" in text
    assert "£280.00 plus £56.00 VAT, £336.00 in all" in text
    assert "too little evidence in domains 1 and 2" in text
    assert "Please send further evidence" not in text
    assert "marks in the other domains stand" not in text
    assert "until" not in text


@pytest.mark.rule("I19", passes=False)
def test_so_it_is_where_one_attempt_is_allowed() -> None:
    again = came_back("4455555555", "4455555555", attempts="once")
    assert "complete new one" in said(feedback_tab(again, policy(attempts="once"), {}, TODAY))


@pytest.mark.rule("I17", passes=False)
def test_where_all_is_marked_again_no_mark_stands() -> None:
    decision = decide_one(sheets=a_panel("4455555555"), resubmission_marks="mark_all")
    text = said(feedback_tab(decision, policy(resubmission_marks="mark_all"), {}, TODAY))
    assert "mark all ten domains again" in text
    assert "stand." not in text


@pytest.mark.rule("I1", passes=False)
def test_149_is_never_five() -> None:
    rows = ["4555555555", "5555555555", "5555555555"]
    tab = feedback_tab(decide_one(sheets=a_panel(*rows)), policy(), {}, TODAY)
    assert tab.values["average"] == "4.97"
    assert "average 4.97; the award needs 5" in said(tab)


def test_another_condition_than_the_average_is_not_told_as_one() -> None:
    floor = decide_one(sheets=a_panel("3665555555"), domain_floor=4)
    text = said(feedback_tab(floor, policy(domain_floor=4), {}, TODAY))
    assert "average" not in text.replace("Panel's average", "")


@pytest.mark.rule("R58", passes=False)
def test_a_member_without_a_weak_domain_gets_no_list_of_evidence() -> None:
    tab = feedback_tab(decide_one(), policy(), {}, TODAY)
    assert "every domain" in said(tab)
    assert "Evidence that helps" not in said(tab)


def test_a_very_long_comment_is_told_in_several_rows() -> None:
    long = "Audits are named. " * 400
    decision = decide_one(sheets=a_panel("4455555555"))
    tab = feedback_tab(decision, policy(), {1: [long]}, TODAY)
    rows = [line for line in lines(tab) if "Audits" in line]
    assert len(rows) > 3
    assert max(len(row.split("\n")[-1]) for row in rows) <= 1500
    assert sum(line.count("Audits") for line in rows) == 400


def test_text_of_a_comment_is_never_a_placeholder_or_a_formula() -> None:
    decision = decide_one(sheets=a_panel("4455555555"))
    tab = feedback_tab(decision, policy(), {1: ["=1+1 {title} {nonsense}"]}, TODAY)
    assert "“=1+1 {title} {nonsense}”" in said(tab)


# The office's own


LETTERHEAD = "Institute of General Practice Management, 1 High Street"
LOGO = f"""<xdr:oneCellAnchor><xdr:from><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff>
<xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="857250" cy="285750"/>
<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="99" name="Logo" descr="Our logo"/><xdr:cNvPicPr/></xdr:nvPicPr>
<xdr:blipFill><a:blip xmlns:r="{RELATIONS}" r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch>
</xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>
<xdr:clientData/></xdr:oneCellAnchor>"""
LEADS = (
    f'<Relationship Id="rIdLogo" Type="{RELATIONS}/image" Target="../media/logo.png"/>'
    "</Relationships>"
)
CHANGES = {
    "xl/sharedStrings.xml": [
        (f">{TITLE}<", f">{LETTERHEAD}<"),
        ("{candidate_and_practice}", "For {candidate} ({ref})"),
    ],
    "xl/drawings/drawing1.xml": [("</xdr:wsDr>", f"{LOGO}</xdr:wsDr>")],
    "xl/drawings/_rels/drawing1.xml.rels": [("</Relationships>", LEADS)],
    "[Content_Types].xml": [
        ("<Override", '<Default Extension="png" ContentType="image/png"/><Override')
    ],
}
"""What Excel would change when the office types its letterhead and inserts its logo."""


def own_template(path: Path) -> None:
    """The office's own copy, with its logo, letterhead and wording."""
    with ZipFile(builtin_template(FEEDBACK)) as source, ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            for old, new in CHANGES.get(name, []):
                assert old in text, (name, old)
                text = text.replace(old, new, 1)
            target.writestr(name, text)
        target.writestr("xl/media/logo.png", DOT)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An office with a template of its own."""
    own_template(tmp_path / "own.xlsx")
    return Site(tmp_path, more='[feedback]\ntemplate = "own.xlsx"\n')


def test_logo_letterhead_and_wording_come_out(site: Site) -> None:
    site.run("--release", GOOD)
    path = site.feedback / f"{GOOD}.xlsx"
    assert site.texts(path.name)[:2] == [
        LETTERHEAD,
        f"For Owen Blake ({GOOD})",
    ]
    with ZipFile(path) as package:
        pictures = [name for name in package.namelist() if name.startswith("xl/media/")]
        assert [package.read(name) for name in pictures] == [DOT]
        assert not any("How to change" in package.read(n).decode("utf-8", "replace")
                       for n in package.namelist())  # fmt: skip
    assert len(openpyxl.load_workbook(path).sheetnames) == 1


def test_the_results_workbook_has_the_same_look(site: Site) -> None:
    read = settings.load(site.folder / "igpm.toml")
    worked = jobs.work_out(read, DEMO_TODAY, "all")
    book = openpyxl.load_workbook(jobs.write_results(read, worked))
    assert book[FURTHER]["A2"].value == f"For Priya Shah ({FURTHER})"


def test_a_name_that_there_is_not_stops_the_release(site: Site) -> None:
    book = openpyxl.load_workbook(site.folder / "own.xlsx")
    book["Feedback"]["A2"] = "Dear {nickname}"
    book.save(site.folder / "own.xlsx")
    ran = site.run("--release")
    assert ran.code == 3
    assert "F47" in ran.err
    assert "{candidate}" in ran.err
    assert site.workbooks() == []


@pytest.mark.parametrize("name", ["if_award", "if_further_evidence", "evidence_text"])
def test_a_template_that_would_tell_everybody_the_same_is_refused(site: Site, name: str) -> None:
    path = site.folder / "own.xlsx"
    with ZipFile(path) as source:
        parts = {each: source.read(each) for each in source.namelist()}
    with ZipFile(path, "w") as target:
        for each, content in parts.items():
            target.writestr(each, content.replace(f"{{{name}}}".encode(), b""))
    for options in ((), ("--release",)):
        ran = site.run(*options)
        assert ran.code == 3
        assert ran.err.count("F59") == 1
        assert f"no row with {{{name}}}" in " ".join(ran.err.split())
    assert site.workbooks() == []
    results = site.run_other("results")
    assert results.code == 3
    assert "F59" in results.err


def test_what_is_put_above_the_first_row_is_printed_too() -> None:
    """An area that is printed moves down with the rows, and a logo above it would be left out."""
    book = openpyxl.load_workbook(builtin_template(FEEDBACK))
    assert [book[name].print_area for name in ("Feedback", "No result")] == ["", ""]


def test_a_member_is_praised_before_the_fee_is_named() -> None:
    for marks in ("5555555555", "4666666666"):
        text = said(feedback_tab(decide_one(sheets=a_panel(marks)), policy(), {}, TODAY))
        praise = "every domain" if marks == "5555555555" else "most room in"
        assert 0 < text.index(praise) < text.index("yearly Member fee")


def test_a_domain_s_title_is_in_one_row_with_what_comes_first() -> None:
    decision = decide_one(sheets=a_panel("4455555555"))
    rows = lines(feedback_tab(decision, policy(), {1: ["Show one cycle."]}, TODAY))
    assert "1 Qualifications and achievements\n“Show one cycle.”" in rows
    [second] = [row for row in rows if row.startswith("2 ") and "Evidence" in row]
    assert second.startswith("2 Personal qualities")


PROSE = (
    "One complete cycle would show it; the plan is clear and the budget is named, and nothing says"
    " what came of it yet."
)


def test_one_page_of_a4_where_five_domains_are_asked_for(tmp_path: Path) -> None:
    soffice, info = shutil.which("soffice"), shutil.which("pdfinfo")
    if not soffice or not info:
        pytest.skip("LibreOffice or pdfinfo is not installed")
    site = Site(tmp_path)
    for domain in (1, 2, 3, 4, 7):
        for assessor in ("Ann Lee", "Ben Okoro", "Cat Hughes"):
            site.save(mark(assessor, FURTHER, domain, 4))
            site.comments[assessor, FURTHER, domain] = f"{assessor[0]}: {PROSE}"
    site.save()
    site.run("--release", FURTHER)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(site.feedback / f"{FURTHER}.xlsx")], check=True, capture_output=True,
        timeout=180,
    )  # fmt: skip
    told = subprocess.run(
        [info, str(tmp_path / f"{FURTHER}.pdf")], check=True, capture_output=True, text=True
    )
    assert re.search(r"Pages:\s+1\n", told.stdout)
    assert re.search(r"A4", told.stdout)
