"""Mark sheets: marks that are none, and marks by or for the wrong people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.bad_inputs.office import (
    AGAIN,
    ANN,
    CAT,
    FURTHER,
    MARK_HEADINGS,
    MARKS,
    REFS,
    Cell,
    Formula,
    Office,
    sheet_of,
)
from tests.bad_inputs.spoiling import Spoil, cell, mark, no_tab, renamed, sheet, tab, together
from tests.bad_inputs.table import (
    ATTENTION,
    AWAITING,
    WITHOUT_THE_FIRST_RESULT,
    Row,
    Said,
    all_but_again,
    as_parameters,
    hold_to,
)

ANNS = "marks/Ann Lee.xlsx › Marks!"
LOOK: dict[str, str | None] = {FURTHER: ATTENTION}
WAIT: dict[str, str | None] = {FURTHER: AWAITING}


def _no_mark(value: Cell, shown: str) -> Row:
    return Row(f"a mark of {shown}", mark(ANN, FURTHER, 4, value),
               Said("M03", f"{ANNS}E6", shown, "marks are whole numbers 3–7",
                    "type 3, 4, 5, 6 or 7, or leave it empty"), LOOK)  # fmt: skip


def _in_a_list(*more: Sequence[Cell]) -> Spoil:
    """Ann Lee marks one application in a list, and the rest in her grid."""
    listed = [[FURTHER, domain, given] for domain, given in enumerate(MARKS[FURTHER], 1)]

    def spoil(office: Office) -> None:
        rows = office.books[sheet_of(ANN)]["Marks"]
        rows[:] = [row for row in rows if row[:1] != [FURTHER]]
        office.books["marks/more.xlsx"] = {
            "Marks": [["Assessor", ANN], ["Ref", "Domain", "Mark"], *listed, *map(list, more)]
        }

    return spoil


def _without_domain_4(office: Office) -> None:
    for row in office.books[sheet_of(ANN)]["Marks"][2:]:
        del row[4]


def _domain_4_twice(office: Office) -> None:
    second: dict[Cell, Cell] = {"Ref": "D4", FURTHER: 6}
    for row in office.books[sheet_of(ANN)]["Marks"][2:]:
        row.append(second.get(row[0], row[4]))


def _by_column(office: Office) -> None:
    """A column of assessors, with a gap for one application."""
    named: dict[str, Cell] = {**dict.fromkeys(REFS, ANN), FURTHER: None}
    rows = [[named[ref], ref, *marks] for ref, marks in MARKS.items()]
    office.books[sheet_of(ANN)]["Marks"] = [["Assessor", *MARK_HEADINGS], *rows]


def _nameless(office: Office) -> None:
    office.books["marks/mark sheet.xlsx"] = office.books.pop(sheet_of(ANN))
    office.books["marks/mark sheet.xlsx"]["Marks"][0] = []


def _renamed_to_dee(office: Office) -> None:
    renamed(sheet_of(CAT), "marks/Dee Marsh.xlsx")(office)
    office.books["marks/Dee Marsh.xlsx"]["Marks"][0] = ["Assessor", "Dee Marsh"]


ROWS = [
    # Marks that are none
    _no_mark(8, "8"),
    _no_mark(2, "2"),
    _no_mark(0, "0"),
    _no_mark(-5, "-5"),
    _no_mark(5.5, "5.5"),
    _no_mark("7,5", "7,5"),
    _no_mark("five", "five"),
    _no_mark("5?", "5?"),
    _no_mark(True, "TRUE"),
    _no_mark(date(2026, 5, 5), "5 May 2026"),
    _no_mark("\u0665", "\u0665"),
    Row("#DIV/0! for a mark", mark(ANN, FURTHER, 4, Formula("=1/0", "#DIV/0!")),
        Said("C01", f"{ANNS}E6", "#DIV/0!", "Domain 4: the cell shows an error",
             "or type the value"), LOOK),
    Row("a mark never calculated", mark(ANN, FURTHER, 4, Formula("=B6")),
        Said("C02", f"{ANNS}E6", "=B6", "Domain 4: the formula was never calculated",
             "save it there"), LOOK),
    # Domains
    Row("no column for a domain", _without_domain_4,
        Said("M02", f"{ANNS}3:3", "", "no column for domain 4",
             "add the column, or correct its heading to Domain 4"),
        all_but_again(AWAITING), also=WITHOUT_THE_FIRST_RESULT),
    Row("two columns for a domain", _domain_4_twice,
        (Said("M13", f"{ANNS}L3", "D4", "a second column for domain 4; the first, E3, is read",
              "give one of the two another heading"),
         Said("M08", f"{ANNS}L6", "6", "domain 4 has another mark in E6", "clear the mark")), LOOK),
    Row("a domain twice in a list", _in_a_list([FURTHER, 4, 5]),
        Said("M07", "marks/more.xlsx › Marks!C13", "5", "domain 4 stands here a second time",
             "clear one of the two"), exit=0),
    Row("a domain twice, and differently", _in_a_list([FURTHER, 4, 6]),
        Said("M08", "marks/more.xlsx › Marks!C13", "6", "domain 4 has another mark in C6",
             "clear the mark that does not hold"), LOOK),
    Row("a domain 11", _in_a_list([FURTHER, 11, 5]),
        Said("M06", "marks/more.xlsx › Marks!B13", "11", "no domain from 1 to 10",
             "type the number of the domain")),
    Row("a mark for no domain", _in_a_list([FURTHER, None, 5]),
        Said("M06", "marks/more.xlsx › Marks!B13", "", "no domain from 1 to 10", "clear the mark")),
    Row("a mark outside the domains resubmitted", mark(ANN, AGAIN, 1, 5),
        Said("M38", f"{ANNS}B8", "", "in domain 1, are left out", "nothing, unless the list"),
        exit=0),
    # Refs
    Row("an unknown ref", mark(ANN, FURTHER, 0, "26-30"),
        Said("M04", f"{ANNS}A6", "26-30", "no application has; the nearest is 26-0",
             "correct the ref here or in the tracker"), WAIT),
    Row("the word Assessor for a ref", mark(ANN, FURTHER, 0, "Assessor"),
        Said("M04", f"{ANNS}A6", "Assessor", "a ref that no application has", "correct the ref"),
        WAIT),
    Row("no ref", mark(ANN, FURTHER, 0, None),
        Said("M05", f"{ANNS}A6", "5, 5, 4, 5, 5, 5, 4, 5, 5, 5", "marks without a ref",
             "type the application's ref, or clear the marks"), WAIT),
    Row("a date for a ref", mark(ANN, FURTHER, 0, date(2026, 3, 1)),
        Said("C19", f"{ANNS}A6", "1 March 2026", "is no ref", "type the ref as text"), WAIT),
    # Assessors
    Row("a fourth assessor", together(
            no_tab("Allocation"), sheet("Dee Marsh.xlsx", [FURTHER, *[5] * 10])),
        Said("M32", "marks/Dee Marsh.xlsx › Marks!B2",
             "Ann Lee, Ben Okoro, Cat Hughes, Dee Marsh",
             "4 assessors have marked this application; a panel is three",
             "clear the marks of those who do not belong"), LOOK),
    Row("an assessor who is not allocated", _renamed_to_dee,
        Said("M33", "marks/Dee Marsh.xlsx › Marks!B6", "Dee Marsh",
             "but is not allocated to it", "correct the Allocation tab, or clear these marks"),
        all_but_again(ATTENTION), also=("M33", "M33", "M33", *WITHOUT_THE_FIRST_RESULT)),
    Row("an assessor of the same practice", cell(FURTHER, "Practice", "Rowan Surgery"),
        Said("M34", f"{ANNS}B6", ANN, "it comes from their own practice",
             "clear these marks and ask another assessor"), LOOK, also=("P33",)),
    Row("an assessor who is a referee", cell(FURTHER, "Testimonial 1 referee", ANN),
        Said("M34", f"{ANNS}B6", ANN, "they are a referee for it", "ask another assessor"),
        LOOK, also=("P33",)),
    Row("an assessor who has declared a conflict", cell(ANN, "Conflicts", FURTHER, tab="Assessors"),
        Said("M34", f"{ANNS}B6", ANN, "they have declared a conflict", "ask another assessor"),
        LOOK, also=("P33",)),
    Row("an assessor of themselves", cell(FURTHER, "Email", "ann@example.net"),
        Said("P33", "applications.xlsx › Allocation!B4", ANN,
             "in spite of a conflict of interest: it is their own application",
             "allocate another assessor"), LOOK, also=("M34",)),
    Row("nobody's marks", together(no_tab("Allocation"), _nameless),
        Said("M10", "marks/mark sheet.xlsx › Marks", "",
             "they are taken as those of “mark sheet Marks”",
             'type the assessor\'s name next to a cell "Assessor"'), exit=0),
    Row("a row without its assessor", _by_column,
        Said("M09", "marks/Ann Lee.xlsx › Marks!A4", "", "marks without the name of the assessor",
             "type the assessor's name in the row"), WAIT),
    # Copies
    Row("two sheets that differ",
        sheet("Ann Lee (2).xlsx", [FURTHER, 5, 5, 5, 5, 5, 5, 4, 5, 5, 5], assessor=ANN),
        Said("M30", f"{ANNS}D6", ANN,
             "differ in domain 3; the other is at marks/Ann Lee (2).xlsx › Marks!D4",
             "keep the marks that hold and clear the others"), LOOK),
    Row("a sheet twice", sheet("Ann Lee (2).xlsx", [FURTHER, *MARKS[FURTHER]], assessor=ANN),
        Said("M31", f"{ANNS}B6", ANN, "a copy of Ann Lee's sheet at marks/Ann Lee (2).xlsx",
             "remove one of the two"), exit=0),
    # Workbooks
    Row("an empty workbook among the marks", (
            lambda office: office.books.update({"marks/new.xlsx": {"Sheet1": []}})),
        Said("M01", "marks/new.xlsx", "", "no tab of this file is a mark sheet",
             "give it columns Ref and Domain 1 to Domain 10"), exit=0),
    Row("an empty mark sheet", tab(sheet_of(ANN), "Marks"),
        Said("M01", "marks/Ann Lee.xlsx", "", "no tab of this file is a mark sheet",
             "or leave the file out of [marks] sources"),
        all_but_again(AWAITING), exit=1, also=WITHOUT_THE_FIRST_RESULT),
    Row("a declined application's marks", cell(FURTHER, "Testimonial 2 received", "no"),
        Said("M36", f"{ANNS}B6", "", "marks for an application that is declined",
             "they do not count"), {FURTHER: "Declined: incomplete"}, exit=0),
]  # fmt: skip


@as_parameters(ROWS)
def test_bad_marks(row: Row, tmp_path: Path) -> None:
    hold_to(row, tmp_path)
