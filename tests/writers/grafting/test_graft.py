"""Tabs come into a workbook, and are filled anew there, with no other change than must be."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from igpm_sheets.ooxml.package import Package
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Tab
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.grafting.graft import Grafting
from tests.preserving.by_hand import (
    BOOK,
    BOOK_RELATIONS,
    FIRST,
    MAIN,
    OFFICE,
    SPREADSHEET,
    STYLES,
    TYPES,
    Parts,
    changed,
    in_every_part,
    office,
    packed,
    prefixed,
    strict,
    with_part,
    with_relations,
    xml,
)
from tests.preserving.compare import compare
from tests.preserving.odd_parts import TABLE, with_pivot
from tests.writers.our_tabs import (
    NOWHERE,
    RESULTS,
    SUMMARY,
    THREE,
    filled,
    problems,
    results,
    summary,
)
from tests.writers.packages import book_with, package_of, written

TABS = (results(*THREE), summary(("Award MIGPM", 1), ("On hold", 2)))
OURS = ("igpm results", "igpm summary", "igpm problems")
SHEET = "xl/worksheets/sheet3.xml"
SUMMARY_SHEET = "xl/worksheets/sheet4.xml"


def grafted(parts: Parts, *tabs: Tab) -> Parts:
    """The parts of a workbook once it has taken our tabs."""
    package = package_of(parts)
    graft = Grafting(package, CellRef("applications.xlsx"))
    for tab in tabs or TABS:
        graft.put(tab.name, filled(tab), NOWHERE)
    graft.finish()
    return written(package)


def losses(before: Parts, after: Parts, names: Iterable[str] = (RESULTS, SUMMARY)) -> list[str]:
    return compare(packed(before), packed(after), names)


def names_in(parts: Parts) -> dict[str, str]:
    listed = re.findall(r"<definedName ([^>]*)>([^<]*)<", parts[BOOK].decode())
    return {
        " ".join(re.findall(r'(?:name|localSheetId)="([^"]*)"', attributes)): text.replace(
            "&quot;", '"'
        )
        for attributes, text in listed
    }


def values(parts: Parts, tab: str) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed(parts)))
    return [list(row) for row in book.get_sheet_by_name(tab).to_python()]


@pytest.mark.parametrize("change", [str, prefixed, strict])
def test_new_tabs_come_last_and_nothing_else_changes(change: type[str]) -> None:
    before = in_every_part(office(), change)
    after = grafted(before)
    assert losses(before, after) == []
    assert sorted(name for name in before if before[name] != after[name]) == sorted(
        [TYPES, BOOK, BOOK_RELATIONS, STYLES]
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed(after)))
    assert book.sheet_names == ["Applicants", "Notes", RESULTS, SUMMARY]
    assert values(after, RESULTS) == [
        ["Ref", "Status", "Sum"],
        ["A1", "Award MIGPM", 152.0],
        ["A2", "Awaiting marks", ""],
        ["A3", "On hold", ""],
    ]


def test_new_tabs_bring_marks_and_what_is_printed() -> None:
    assert names_in(grafted(office())) == {
        "_xlnm.Print_Area 2": f"'{RESULTS}'!$A$1:$C$4",
        "_xlnm.Print_Titles 2": f"'{RESULTS}'!$1:$1",
        "_xlnm.Print_Area 3": f"'{SUMMARY}'!$A$1:$I$13",
        "IGPM_tab_Results": f"'{RESULTS}'!$A:$A",
        "IGPM_tab_Summary": f"'{SUMMARY}'!$A:$A",
    }


def test_no_new_tab_is_selected_and_nothing_is_calculated_anew() -> None:
    after = grafted(office())
    assert b"tabSelected" not in after[SHEET] + after[SUMMARY_SHEET]
    assert b"calcPr" not in after[BOOK]


def test_names_and_numbers_of_tables_are_the_workbooks_own() -> None:
    parts = with_part(
        office(), "xl/tables/table1.xml", xml(TABLE.replace('"People"', '"igpm_RESULTS"')),
        f"{SPREADSHEET}.table+xml", "xl/worksheets/_rels/sheet1.xml.rels", "rIdT",
        f"{OFFICE}/table", "../tables/table1.xml",
    )  # fmt: skip
    named = (
        "<definedNames><definedName name='IGPM_Statuses'>Notes!$A$1</definedName></definedNames>"
    )
    before = changed(parts, BOOK, "</sheets>", f"</sheets>{named}")
    after = grafted(before)
    tables = [after[f"xl/tables/table{n}.xml"].decode() for n in (2, 3, 4)]
    assert [re.findall(r' id="(\d+)"| displayName="(\w+)"', each)[:2] for each in tables] == [
        [("8", ""), ("", "IGPM_Results_2")],
        [("9", ""), ("", "IGPM_Statuses_2")],
        [("10", ""), ("", "IGPM_Windows")],
    ]
    assert losses(before, after) == []


def test_a_lost_table_is_not_found_again_by_ours() -> None:
    kind = f"{SPREADSHEET}.table+xml"
    parts = with_part(office(), "xl/tables/table1.xml", b"", kind)
    del parts["xl/tables/table1.xml"]
    assert "xl/tables/table1.xml" not in grafted(parts)


def test_a_tab_filled_anew_keeps_its_place_and_its_parts() -> None:
    first = grafted(office())
    second = grafted(first, results(*THREE, ("A4", "Award MIGPM", 160)), summary(("On hold", 9)))
    assert losses(first, second) == []
    assert set(second) == set(first)
    assert len(values(second, RESULTS)) == 5
    assert values(second, SUMMARY)[3] == ["On hold", 9.0]
    for part in (TYPES, STYLES, BOOK_RELATIONS):
        assert second[part] == first[part]
    assert names_in(second)["_xlnm.Print_Area 2"] == f"'{RESULTS}'!$A$1:$C$5"


def test_filled_anew_over_and_over_nothing_grows() -> None:
    parts = grafted(office())
    for number in range(3):
        after = grafted(parts, results(*THREE[:number]), summary(("On hold", number)))
        assert set(after) == set(parts)
        assert after[STYLES] == parts[STYLES]
        tables = [after[f"xl/tables/table{n}.xml"].decode() for n in (1, 2, 3)]
        assert [re.findall(r' id="(\d+)"', each)[0] for each in tables] == ["1", "2", "3"]
        parts = after


def test_formulas_of_the_office_are_worked_out_anew_when_a_tab_is_filled_anew() -> None:
    before = grafted(book_with("<calcPr calcMode='manual'/>"))
    after = grafted(before, summary(("On hold", 5)))
    assert b"<calcPr calcMode='manual' fullCalcOnLoad=\"1\"/>" in after[BOOK]


def test_a_tab_keeps_its_name_number_and_that_it_is_hidden() -> None:
    first = grafted(office())
    written_as = '<sheet name="IGPM Summary" sheetId="6" r:id="rId6"/>'
    hidden = '<sheet name="Igpm SUMMARY" sheetId="6" state="hidden" r:id="rId6"/>'
    before = changed(first, BOOK, written_as, hidden)
    after = grafted(before, summary(("On hold", 5)))
    assert hidden in after[BOOK].decode()
    assert values(after, "Igpm SUMMARY")[3] == ["On hold", 5.0]


def test_a_tab_keeps_its_colour_widths_and_view() -> None:
    before = grafted(office())
    before = changed(before, SUMMARY_SHEET, 'rgb="FF112233"', 'theme="5"')
    before = changed(before, SUMMARY_SHEET, "<sheetView ", '<sheetView zoomScale="70" ')
    before[SUMMARY_SHEET] = re.sub(rb' width="[0-9.]+"', b' width="99"', before[SUMMARY_SHEET])
    after = grafted(before, summary(("On hold", 5)))[SUMMARY_SHEET].decode()
    assert '<tabColor theme="5"/>' in after
    assert 'zoomScale="70"' in after
    assert ' width="99"' in after


def test_a_deleted_tab_comes_back_and_its_mark_leads_to_it_again() -> None:
    parts = book_with(
        '<definedNames><definedName name="IGPM_tab_Results">#REF!$A:$A</definedName></definedNames>'
    )
    assert names_in(grafted(parts))["IGPM_tab_Results"] == f"'{RESULTS}'!$A:$A"


def test_a_renamed_tab_is_left_to_whoever_renamed_it() -> None:
    first = grafted(office(), results(*THREE))
    renamed = changed(first, BOOK, RESULTS, "Results of May")
    after = grafted(renamed, results(("B1", "On hold", None)))
    assert after[SHEET] == renamed[SHEET]
    assert values(after, RESULTS)[1:] == [["B1", "On hold", ""]]
    assert names_in(after)["IGPM_tab_Results"] == f"'{RESULTS}'!$A:$A"


def test_whose_a_tab_is_can_be_asked() -> None:
    tabs = '<sheet name="igpm summary" sheetId="9" r:id="rId1"/>'
    package = package_of(grafted(book_with(tabs=tabs), results(*THREE)))
    graft = Grafting(package, CellRef("applications.xlsx"))
    assert graft.ours == [RESULTS]
    assert graft.is_foreign(SUMMARY)
    assert not graft.is_foreign("IGPM RESULTS")
    assert not graft.is_foreign("Not there")
    assert graft.part_of("igpm results") == "xl/worksheets/sheet3.xml"
    assert graft.part_of(SUMMARY) == ""


def test_parts_that_others_lead_to_as_well_are_left_when_a_tab_is_filled_anew() -> None:
    before = grafted(office())
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    before = with_relations(before, rels, ("rId1", f"{OFFICE}/drawing", "../drawings/drawing1.xml"))
    after = grafted(before, summary(("On hold", 5)))
    assert after["xl/drawings/drawing1.xml"] == before["xl/drawings/drawing1.xml"]
    assert {"xl/charts/chart1.xml", "xl/drawings/drawing2.xml"} <= set(after)


def test_notes_at_the_cells_of_a_tab_stay() -> None:
    before = grafted(office())
    rels = "xl/worksheets/_rels/sheet4.xml.rels"
    comments = (rels, "rIdC", f"{OFFICE}/comments", "../comments1.xml")
    before = with_part(
        before, "xl/comments1.xml", b"<c/>", f"{SPREADSHEET}.comments+xml", *comments
    )
    drawing = (rels, "rIdV", f"{OFFICE}/vmlDrawing", "../vml1.vml")
    before = with_part(before, "xl/vml1.vml", b"<v/>", "application/vml", *drawing)
    before = changed(
        before, SUMMARY_SHEET, "<tableParts", '<legacyDrawing r:id="rIdV"/><tableParts'
    )
    after = grafted(before, summary(("On hold", 5)))
    assert losses(before, after) == []
    assert b'<legacyDrawing r:id="rIdV"/>' in after[SUMMARY_SHEET]
    assert after["xl/comments1.xml"] == b"<c/>"


@pytest.mark.parametrize("kind", ["pivotTable", "slicer", "timeline"])
def test_a_tab_that_others_need_something_of_is_not_filled_anew(kind: str) -> None:
    before = grafted(office())
    rels = "xl/worksheets/_rels/sheet4.xml.rels"
    before = with_relations(before, rels, ("rIdP", f"{OFFICE}/{kind}", "../p.xml"))
    with pytest.raises(CannotWrite) as caught:
        grafted(before, summary(("On hold", 5)))
    assert caught.value.problem.code == "F50"
    assert str(caught.value.problem.where) == "applications.xlsx › IGPM Summary"


def _with_chain(parts: Parts) -> Parts:
    chain = xml(f'<calcChain xmlns="{MAIN}"><c r="B3" i="1"/></calcChain>')
    kind = f"{SPREADSHEET}.calcChain+xml"
    related = (BOOK_RELATIONS, "rIdCalc", f"{OFFICE}/calcChain", "calcChain.xml")
    return with_part(parts, "xl/calcChain.xml", chain, kind, *related)


def test_the_list_of_formulas_stays_while_our_tabs_hold_none() -> None:
    first = grafted(_with_chain(office()))
    assert "xl/calcChain.xml" in grafted(first, *_changed_tabs())


def _changed_tabs() -> tuple[Tab, ...]:
    return results(*THREE, ("A4", "On hold", None)), summary(("On hold", 4))


def test_the_list_of_formulas_goes_when_a_tab_that_is_filled_anew_held_one() -> None:
    first = grafted(_with_chain(office()))
    end = "</row></sheetData>"
    before = changed(first, SHEET, end, f'<c r="F4"><f>C2+1</f><v>153</v></c>{end}')
    after = grafted(before, *_changed_tabs())
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after[TYPES] + after[BOOK_RELATIONS]
    assert b"<f>C2+1</f>" in after[SHEET]
    assert losses(before, after) == []


def test_what_the_office_built_on_a_tab_follows_it() -> None:
    first = grafted(office())
    names = (
        f"<definedName name=\"Sums\">'{RESULTS}'!$C$2:$C$4</definedName>"
        f"<definedName name=\"Counts\">'{SUMMARY}'!$B$9:$B$10</definedName></definedNames>"
    )
    before = changed(first, BOOK, "</definedNames>", names)
    pivot = with_pivot(before, f'ref="A1:C4" sheet="{RESULTS}"', '<cacheFields count="0"/>')
    statuses = [(f"Status {n}", n) for n in range(8)]
    after = grafted(pivot, results(*THREE, ("A4", "On hold", None)), summary(*statuses))
    assert names_in(after)["Sums"] == f"'{RESULTS}'!$C$2:$C$5"
    heads = [number for number, row in enumerate(values(after, SUMMARY), 1) if "Window" in row]
    assert names_in(after)["Counts"] == f"'{SUMMARY}'!$B${heads[0]}:$B${heads[0] + 1}"
    cache = after["xl/pivotCache/pivotCacheDefinition1.xml"].decode()
    assert f'<worksheetSource ref="A1:C5" sheet="{RESULTS}"/>' in cache
    assert 'refreshOnLoad="1"' in cache


def test_a_list_of_problems_can_shrink_to_nothing() -> None:
    first = grafted(office(), problems(("F1", "x"), ("F2", "y")))
    second = grafted(first, problems())
    assert losses(first, second, ["IGPM Problems"]) == []
    assert values(second, "IGPM Problems") == [["Where", "Found"]]


def test_a_tab_whose_part_is_lost_is_made_anew() -> None:
    before = grafted(office())
    del before[SHEET]
    assert len(values(grafted(before, results(*THREE)), RESULTS)) == 4


def test_openpyxl_keeps_what_makes_our_tabs_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(grafted(office())))
    openpyxl.load_workbook(path).save(path)
    with Package.open(path) as package:
        assert Grafting(package, CellRef("a")).ours == [RESULTS, SUMMARY]


def test_the_first_sheet_of_the_office_is_untouched() -> None:
    assert grafted(office())[FIRST] == office()[FIRST]
