"""Tests of mark sheets: three layouts, whose marks they are, and marks that are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igpm_sheets.adapters.grid import CellValue, ErrorValue, Grid, NeverCalculated
from igpm_sheets.model import DOMAINS, MarkSheet
from tests.reading.sheets import BOOK, Line, Rows, assessor, line, marks_of, seen

FIVES: Line = [5.0] * 10
D: Line = [f"D{n}" for n in DOMAINS]
TITLES = [domain.title for domain in BOOK.domains]


def tab_of(rows: Rows, tab: str = "Sheet1", source: str = "Ann Lee.xlsx") -> Grid:
    """A tab of Ann Lee's file."""
    return Grid(source, tab, rows)


def one(*grids: Grid) -> MarkSheet:
    """The only mark sheet, read without a problem."""
    sheets, problems = marks_of(*grids)
    assert not problems
    (sheet,) = sheets
    return sheet


class TestGrid:
    """A row per application, a column per domain."""

    def test_marks_and_their_cells(self) -> None:
        rows: Rows = [["Marks, May 2026"], [], ["Ref", *D], ["A1", 3.0, 4, "5", " 6 ", *[7.0] * 6]]
        sheet = one(tab_of(rows))
        assert sheet.ref == "A1"
        assert sheet.marks == (3, 4, 5, 6, 7, 7, 7, 7, 7, 7)
        assert all(type(mark) is int for mark in sheet.marks)
        assert sheet.cells.cell(1).a1 == "B4"
        assert str(sheet.cells.cell(10)) == "Ann Lee.xlsx › Sheet1!K4"
        assert sheet.covers == tuple(DOMAINS)
        assert sheet.faults == ()
        assert sheet.shared is False
        assert sheet.conflict is None

    @pytest.mark.parametrize(
        "headings",
        [
            [f"Domain {n}" for n in DOMAINS],
            list(DOMAINS),
            [float(n) for n in DOMAINS],
            [f"Mark {n}" for n in DOMAINS],
            [f"Domain {n} mark (3-7)" for n in DOMAINS],
            [f"D{n}: {title}" for n, title in enumerate(TITLES, 1)],
            [f"{n}. {title}" for n, title in enumerate(TITLES, 1)],
            [domain.headings[-1] for domain in BOOK.domains],
            [domain.short for domain in BOOK.domains],
            [title.upper() for title in TITLES],
            [f"Domain {n} {title[:12]}" for n, title in enumerate(TITLES, 1)],
        ],
    )
    @pytest.mark.rule("R43", passes=True)
    def test_headings_by_number_and_by_either_wording(self, headings: Sequence[CellValue]) -> None:
        marks: Line = [3, 4, 5, 6, 7, 3, 4, 5, 6, 7]
        assert one(tab_of([["Ref", *headings], ["A1", *marks]])).marks == tuple(marks)

    @pytest.mark.parametrize(
        "heading",
        ["Gardening", "Domain 1: Workforce", "Domain 11", "Domain 1 evidence", "Domain 1 total"],
    )
    @pytest.mark.rule("R43", passes=False)
    def test_an_unknown_wording_is_no_domain(self, heading: str) -> None:
        sheets, problems = marks_of(tab_of([["Ref", heading, *D[1:]], ["A1", *FIVES]]))
        (sheet,) = sheets
        assert sheet.marks == (None, *[5] * 9)
        assert sheet.covers == tuple(range(2, 11))
        assert seen(problems) == [("M02", "1:1")]
        assert "domain 1:" in problems[0].message

    def test_a_misspelt_title_is_named(self) -> None:
        headings = [*TITLES[:5], "Workfroce", *TITLES[6:]]
        _, problems = marks_of(tab_of([["Ref", *headings], ["A1", *FIVES]]))
        assert seen(problems) == [("M02", "1:1"), ("M12", "G1")]
        assert "domain 6" in problems[1].message

    def test_a_shuffled_grid(self) -> None:
        columns = [10, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        heads = [f"D{n}" for n in columns]
        rows: Rows = [
            ["Name", *heads, "Total", "Ref"],
            ["x", *[3 + n % 5 for n in columns], 50, "A1"],
        ]
        sheet = one(tab_of(rows))
        assert sheet.marks == tuple(3 + n % 5 for n in DOMAINS)
        assert sheet.cells.cell(1).a1 == "G2"

    @pytest.mark.parametrize(
        "heading", ["Domain {} comment", "D{} comments", "Comment {}", "Feedback D{}", "Comment"]
    )
    def test_comments(self, heading: str) -> None:
        heads: Line = ["Ref"]
        row: Line = ["A1"]
        for n in DOMAINS:
            heads += [f"D{n}", heading.format(n)]
            row += [5.0, f"so {n}" if n % 2 else None]
        sheet = one(tab_of([heads, row]))
        assert sheet.comments == tuple(f"so {n}" if n % 2 else "" for n in DOMAINS)
        assert sheet.cells.cell(2).a1 == "D2"

    def test_comments_by_title(self) -> None:
        heads = [h for title in TITLES for h in (title, f"{title} comment")]
        cells = [c for n in DOMAINS for c in (5.0, f"so {n}")]
        assert one(tab_of([["Ref", *heads], ["A1", *cells]])).comments[9] == "so 10"

    def test_a_comment_at_the_end_belongs_to_no_domain(self) -> None:
        rows: Rows = [["Ref", *D, "Total", "Comment"], ["A1", *FIVES, 50, "fine"]]
        assert one(tab_of(rows)).comments == ("",) * 10

    def test_headings_in_two_rows(self) -> None:
        groups = [c for n in DOMAINS for c in (f"Domain {n}", None)]
        rows: Rows = [
            ["Marks of the panel"],
            ["Ref", "Candidate", *groups],
            [None, None, *("Mark", "Comment") * 10],
            ["A1", "x", *line(5.0, "ok") * 10],
        ]
        sheet = one(tab_of(rows))
        assert sheet.marks == (5,) * 10
        assert sheet.comments == ("ok",) * 10
        assert sheet.cells.cell(2).a1 == "E4"

    def test_groups_of_marks_and_comments(self) -> None:
        rows: Rows = [
            [None, "Marks", *[None] * 9, "Comments"],
            ["Ref", *DOMAINS, *DOMAINS],
            ["A1", *FIVES, *["ok"] * 10],
        ]
        sheet = one(tab_of(rows))
        assert (sheet.marks, sheet.comments) == ((5,) * 10, ("ok",) * 10)

    def test_evidence_under_numbers_is_no_mark(self) -> None:
        rows: Rows = [
            [None, None, "Evidence", *[None] * 9],
            ["Ref", "Date received", *DOMAINS],
            ["A1", "3 May 2026", *["yes"] * 10],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert sheets == ()
        assert [p.code for p in problems] == ["M01"]

    def test_rows_that_are_no_marks(self) -> None:
        rows: Rows = [
            ["Ref", *D],
            ["A1", *FIVES],
            [],
            ["Second round"],
            ["Ref", *D],
            ["A2", *FIVES],
            ["Total", *[10.0] * 10],
            [None, *[5.0] * 10, "Average"],
            ["Average", *FIVES],
            ["A77"],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert [sheet.ref for sheet in sheets] == ["A1", "A2"]
        assert not problems

    def test_repeated_headings_may_change_the_order(self) -> None:
        rows: Rows = [
            ["Ref", *D],
            ["A1", 3, *FIVES[1:]],
            ["Ref", *D[::-1]],
            ["A2", 3, *FIVES[1:]],
        ]
        sheets, _ = marks_of(tab_of(rows))
        assert sheets[0].marks == (3, *[5] * 9)
        assert sheets[1].marks == (*[5] * 9, 3)
        assert sheets[1].cells.cell(10).a1 == "B4"

    def test_rows_filled_in_beforehand_are_blank_sheets(self) -> None:
        sheets, problems = marks_of(tab_of([["Ref", *D], ["A1"], ["A2", None, " "]]))
        assert not problems
        assert [sheet.is_blank for sheet in sheets] == [True, True]
        assert sheets[1].covers == tuple(DOMAINS)

    def test_two_columns_for_a_domain(self) -> None:
        rows: Rows = [["Ref", *D, "Domain 3"], ["A1", *FIVES, 5], ["A2", *FIVES, 6]]
        sheets, problems = marks_of(tab_of(rows))
        assert seen(problems) == [("M13", "L1"), ("M08", "L3")]
        assert sheets[0].marks[2] == 5
        assert sheets[1].marks[2] is None
        assert sheets[1].faults == (3,)

    def test_an_allocation_is_no_grid(self) -> None:
        rows: Rows = [["Ref", 1, 2, 3], ["A1", "Ann Lee", "Bob Day", "Cy Fox"]]
        assert marks_of(tab_of(rows))[0] == ()


class TestList:
    """A row per application and domain."""

    def test_marks_and_their_cells(self) -> None:
        rows: Rows = [["Ref", "Domain", "Mark", "Comment"]]
        rows = [*rows, *(line("A1", n, 3.0 + n % 5, f"so {n}") for n in reversed(DOMAINS))]
        sheet = one(tab_of(rows))
        assert sheet.marks == tuple(3 + n % 5 for n in DOMAINS)
        assert sheet.comments[0] == "so 1"
        assert sheet.cells.cell(10).a1 == "C2"
        assert sheet.cells.cell(1).a1 == "C11"

    @pytest.mark.parametrize(
        "name", ["{0}", "D{0}", "Domain {0}", "{0}. {1}", "Domain {0}: {1}", "{1}", "{0} {1}"]
    )
    @pytest.mark.rule("R43", passes=True)
    def test_domains_by_number_and_title(self, name: str) -> None:
        rows: Rows = [["Reference", "Domain", "Score"]]
        rows = [*rows, *(line("A1", name.format(n, TITLES[n - 1]), n % 5 + 3) for n in DOMAINS)]
        assert one(tab_of(rows)).marks == tuple(n % 5 + 3 for n in DOMAINS)

    def test_only_the_domains_with_a_row_are_covered(self) -> None:
        rows: Rows = [["Ref", "Domain", "Mark"], ["A1", 3, 5], ["A1", 7, None]]
        sheet = one(tab_of(rows))
        assert sheet.covers == (3, 7)
        assert sheet.marks == (None, None, 5, *[None] * 7)
        assert sheet.cells.cell(1).row == 0

    def test_sheets_stand_in_order_of_first_appearance(self) -> None:
        rows: Rows = [
            ["Ref", "Domain", "Mark", "Assessor"],
            ["A2", 1, 5, "Ann Lee"],
            ["A1", 1, 5, "Bob Day"],
            ["A1", 1, 6, "ANN LEE"],
            ["A2", 2, 5, "ann lee"],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert not problems
        assert [(s.ref, s.assessor, s.covers) for s in sheets] == [
            ("A2", "Ann Lee", (1, 2)),
            ("A1", "Bob Day", (1,)),
            ("A1", "ANN LEE", (1,)),
        ]
        assert all(sheet.shared for sheet in sheets)

    @pytest.mark.parametrize(
        ("again", "code", "mark", "faults"),
        [
            (5, "M07", 5, ()),
            (6, "M08", None, (2,)),
            ("x", "M03", None, (2,)),
            (None, "", 5, ()),
        ],
    )
    def test_a_domain_twice(
        self, again: CellValue, code: str, mark: int | None, faults: tuple[int, ...]
    ) -> None:
        rows: Rows = [["Ref", "Domain", "Mark"], ["A1", 2, 5], ["A1", "D2", again]]
        sheets, problems = marks_of(tab_of(rows))
        (sheet,) = sheets
        assert seen(problems) == ([(code, "C3")] if code else [])
        assert (sheet.marks[1], sheet.faults) == (mark, faults)
        if code in ("M07", "M08"):
            assert "C2" in problems[0].message

    def test_a_blank_before_the_mark_of_a_domain(self) -> None:
        rows: Rows = [["Ref", "Domain", "Mark"], ["A1", 2, None], ["A1", 2, 6]]
        sheet = one(tab_of(rows))
        assert sheet.marks[1] == 6
        assert sheet.cells.cell(2).a1 == "C3"

    @pytest.mark.parametrize("domain", ["Gardening", 11, None, "1. Workforce", True])
    @pytest.mark.rule("R43", passes=False)
    def test_a_mark_for_no_domain(self, domain: CellValue) -> None:
        rows: Rows = [["Ref", "Domain", "Mark"], ["A1", domain, 5], ["A1", 1, 5]]
        sheets, problems = marks_of(tab_of(rows))
        assert seen(problems) == [("M06", "B2")]
        assert sheets[0].covers == (1,)

    def test_a_strange_ref_is_reported_once(self) -> None:
        rows: Rows = [["Ref", "Domain", "Mark"], *(line("Z9", n, 5) for n in DOMAINS)]
        assert seen(marks_of(tab_of(rows))[1]) == [("M04", "A2")]

    def test_totals_and_blanks_are_no_marks(self) -> None:
        rows: Rows = [
            ["Ref", "Domain", "Mark"],
            ["A1", 1, 5],
            ["A1", "Total", 50],
            [None, "Average", 5.0],
            ["A1", None, None],
            [],
            ["REF", "DOMAIN", "MARK"],
            ["A1", 2, 6],
        ]
        assert one(tab_of(rows)).marks[:3] == (5, 6, None)


class TestForm:
    """A labelled ref, then a row per domain."""

    HEADS: ClassVar[Line] = ["Domain", "Mark", "Comment"]

    @staticmethod
    def ten(mark: CellValue = 5.0) -> list[Line]:
        return [[f"Domain {n}", mark, f"so {n}"] for n in DOMAINS]

    def test_marks_and_their_cells(self) -> None:
        rows: Rows = [
            ["Mark sheet"],
            ["Ref:", "A1", None, "Assessor:", "Bob Day"],
            ["Candidate", "x"],
            [],
            self.HEADS,
            *self.ten(),
            ["Total", 50.0],
        ]
        sheet = one(tab_of(rows, "A1"))
        assert (sheet.ref, sheet.assessor) == ("A1", "Bob Day")
        assert sheet.marks == (5,) * 10
        assert sheet.comments[9] == "so 10"
        assert sheet.cells.cell(1).a1 == "B6"
        assert str(sheet.cells.cell(10)) == "Ann Lee.xlsx › A1!B15"

    @pytest.mark.parametrize(
        "head",
        [
            [["Application ref", None, "A1"]],
            [["Ref: a 1"]],
            [["Ref"], ["A1"]],
            [["Assessor", "Ref"], ["Ann Lee", "A1"]],
            [[None, "REF -", "A1"]],
        ],
    )
    def test_where_the_ref_may_stand(self, head: list[Line]) -> None:
        sheet = one(tab_of([*head, [], self.HEADS, *self.ten()]))
        assert (sheet.ref, sheet.assessor) == ("A1", "Ann Lee")

    def test_forms_below_one_another(self) -> None:
        rows: Rows = [
            ["Assessor", "Bob Day"],
            ["Ref", "A1"],
            self.HEADS,
            *self.ten(),
            [],
            ["Ref", "A2"],
            self.HEADS,
            *self.ten(6.0),
            ["Assessor", "Cy Fox"],
            ["Ref", "A3"],
            *self.ten(7.0),
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert not problems
        assert [(s.ref, s.assessor, s.marks[0]) for s in sheets] == [
            ("A1", "Bob Day", 5),
            ("A2", "Bob Day", 6),
            ("A3", "Cy Fox", 7),
        ]
        assert all(sheet.shared for sheet in sheets)
        assert sheets[2].cells.cell(1).a1 == "B29"

    @pytest.mark.parametrize(
        "lines",
        [
            [[f"D{n}", 5.0, f"so {n}"] for n in DOMAINS],
            [[n, 5.0, f"so {n}"] for n in DOMAINS],
            [[n, TITLES[n - 1], 5.0, f"so {n}"] for n in DOMAINS],
            [[TITLES[n - 1], None, 5.0, f"so {n}"] for n in DOMAINS],
        ],
    )
    def test_without_headings(self, lines: list[Line]) -> None:
        sheet = one(tab_of([["Ref", "A1"], [], *lines]))
        assert sheet.marks == (5,) * 10
        assert sheet.comments[2] == "so 3"

    def test_a_blank_form_without_headings(self) -> None:
        rows: Rows = [["Ref", "A1"], *(line(n, TITLES[n - 1]) for n in DOMAINS)]
        sheet = one(tab_of(rows))
        assert sheet.is_blank
        assert sheet.cells.cell(1).a1 == "C2"

    def test_a_tab_named_by_its_ref_needs_no_label(self) -> None:
        assert one(tab_of([self.HEADS, *self.ten()], "a 1")).ref == "A1"
        rows: Rows = [["Ref", None], self.HEADS, *self.ten()]
        assert one(tab_of(rows, "A2")).ref == "A2"

    def test_a_form_may_have_fewer_domains(self) -> None:
        rows: Rows = [["Ref", "A1"], self.HEADS, ["D3", 5.0], ["D7", 6.0]]
        sheet = one(tab_of(rows))
        assert sheet.covers == (3, 7)

    def test_a_form_for_nobody(self) -> None:
        rows: Rows = [["Ref", None], self.HEADS, *self.ten()]
        sheets, problems = marks_of(tab_of(rows))
        assert sheets == ()
        assert seen(problems) == [("M05", "A1")]
        blank: Rows = [["Ref", None], self.HEADS, *self.ten(None)]
        assert marks_of(tab_of(blank)) == ((), ())

    def test_a_form_for_a_strange_ref(self) -> None:
        rows: Rows = [["Ref", "Z9"], self.HEADS, *self.ten()]
        assert seen(marks_of(tab_of(rows))[1]) == [("M04", "B1")]

    def test_a_mark_in_a_row_of_no_domain(self) -> None:
        rows: Rows = [["Ref", "A1"], self.HEADS, ["Domain 1", 5], ["Zeal", 6], ["Domain 2", 5]]
        sheets, problems = marks_of(tab_of(rows))
        assert seen(problems) == [("M06", "A4")]
        assert sheets[0].marks[:2] == (5, 5)


def grid_rows(cell: CellValue) -> Rows:
    return [["Ref", *D], ["A1", 5.0, cell, *FIVES[2:]]]


def list_rows(cell: CellValue) -> Rows:
    return [["Ref", "Domain", "Mark"], *(["A1", n, cell if n == 2 else 5.0] for n in DOMAINS)]


def form_rows(cell: CellValue) -> Rows:
    return [["Ref", "A1"], ["Domain", "Mark"], *([n, cell if n == 2 else 5.0] for n in DOMAINS)]


@pytest.mark.parametrize(
    ("rows", "address"), [(grid_rows, "C2"), (list_rows, "C3"), (form_rows, "B4")]
)
class TestMarks:
    """A mark is a whole number from 3 to 7, whatever the layout (R49)."""

    @pytest.mark.parametrize("mark", [3, 4.0, "5", "5.0", " 6", 7.0])
    @pytest.mark.rule("R49", passes=True)
    def test_a_mark(self, rows: object, address: str, mark: CellValue) -> None:
        assert callable(rows)
        sheet = one(tab_of(rows(mark)))
        assert sheet.marks[1] == int(float(str(mark)))
        assert sheet.cells.cell(2).a1 == address

    @pytest.mark.parametrize("cell", [2, 8.0, 5.5, "7,5", "five", "-", "n/a", True, 0])
    @pytest.mark.rule("R49", passes=False)
    def test_no_mark(self, rows: object, address: str, cell: CellValue) -> None:
        assert callable(rows)
        sheets, problems = marks_of(tab_of(rows(cell)))
        assert seen(problems) == [("M03", address)]
        assert (problems[0].rule, problems[0].ref) == ("R49", "A1")
        (sheet,) = sheets
        assert sheet.faults == (2,)
        assert sheet.marks == (5, None, *[5] * 8)
        assert not sheet.is_blank

    @pytest.mark.parametrize(
        ("cell", "code"), [(ErrorValue("#N/A"), "C01"), (NeverCalculated("B2"), "C02")]
    )
    def test_an_error_never_looks_like_a_missing_mark(
        self, rows: object, address: str, cell: CellValue, code: str
    ) -> None:
        assert callable(rows)
        sheets, problems = marks_of(tab_of(rows(cell)))
        assert seen(problems) == [(code, address)]
        assert sheets[0].faults == (2,)

    @pytest.mark.parametrize("cell", [None, "", " ", "\u00a0"])
    def test_a_blank_is_a_missing_mark(self, rows: object, address: str, cell: CellValue) -> None:
        assert callable(rows)
        sheet = one(tab_of(rows(cell)))
        assert (sheet.marks[1], sheet.faults) == (None, ())
        assert sheet.cells.cell(2).a1 == address


@pytest.mark.rule("R29", passes=True)
def test_thirty_marks_of_three_assessors() -> None:
    grids = [tab_of(grid_rows(6.0), source=f"{name}.xlsx") for name in ("Ann", "Bob", "Cy")]
    sheets, problems = marks_of(*grids)
    assert not problems
    assert [sheet.assessor for sheet in sheets] == ["Ann", "Bob", "Cy"]
    assert sum(mark is not None for sheet in sheets for mark in sheet.marks) == 30


@pytest.mark.rule("R29", passes=False)
def test_a_domain_without_a_column_is_a_problem() -> None:
    sheets, problems = marks_of(tab_of([["Ref", *D[:9]], ["A1", *FIVES[:9]]]))
    assert [(p.code, p.rule) for p in problems] == [("M02", "R29")]
    assert sheets[0].covers == tuple(range(1, 10))
    assert sheets[0].cells.cell(10).column == 0


class TestRefs:
    """Marks go to applications that exist, however their ref is spelt."""

    @pytest.mark.parametrize(
        ("cell", "ref"), [("a 1", "A1"), (" A1 ", "A1"), (1001.0, "1001"), ("007", "007")]
    )
    def test_a_ref_is_spelt_as_in_the_tracker(self, cell: CellValue, ref: str) -> None:
        sheets, _ = marks_of(tab_of([["Ref", *D], [cell, *FIVES]]), refs=("A1", "1001", "007"))
        assert [sheet.ref for sheet in sheets] == [ref]

    def test_an_unknown_ref_names_the_nearest(self) -> None:
        rows: Rows = [["Ref", *D], ["IGPM-O14", *FIVES], ["zzz", *FIVES]]
        sheets, problems = marks_of(tab_of(rows), refs=("IGPM-014", "IGPM-022"))
        assert sheets == ()
        assert seen(problems) == [("M04", "A2"), ("M04", "A3")]
        assert problems[0].message.endswith("; the nearest is IGPM-014")
        assert problems[1].message.endswith("has")
        assert problems[0].severity.value == "error"

    def test_marks_without_a_ref(self) -> None:
        rows: Rows = [["Ref", *D], [None, 5, 6], [ErrorValue("#N/A"), *FIVES], [" ", "x"]]
        assert seen(marks_of(tab_of(rows))[1]) == [("M05", "A2"), ("C01", "A3"), ("M05", "A4")]


class TestAssessors:
    """Whose marks: a column, a label, or the name of the file or the tab."""

    LISTED = (assessor("Ann Lee", "ann@example.org"), assessor("Bob Day"))

    def names(self, *grids: Grid) -> list[str]:
        sheets, problems = marks_of(*grids, assessors=self.LISTED)
        assert not problems
        return [sheet.assessor for sheet in sheets]

    @pytest.mark.parametrize(
        "cell",
        ["Ann Lee", " ann  LEE", "Lee, Ann", "ANN@example.org", "Ann Lee <ann@example.org>"],
    )
    def test_a_column_in_the_trackers_spelling(self, cell: str) -> None:
        rows: Rows = [["Ref", "Assessor", *D], ["A1", cell, *FIVES]]
        assert self.names(tab_of(rows, source="x.xlsx")) == ["Ann Lee"]

    def test_a_stranger_stays_as_they_are_spelt(self) -> None:
        rows: Rows = [["Ref", "Marker", *D], ["A1", "Dr Cy  Fox", *FIVES]]
        assert self.names(tab_of(rows)) == ["Dr Cy Fox"]

    def test_several_in_one_tab_see_each_other(self) -> None:
        rows: Rows = [
            ["Ref", "Assessor", *D],
            ["A1", "Ann Lee", *FIVES],
            ["A1", "Bob Day", *FIVES],
        ]
        assert [sheet.shared for sheet in marks_of(tab_of(rows))[0]] == [True, True]

    def test_a_column_with_a_gap(self) -> None:
        rows: Rows = [
            ["Ref", "Assessor", *D],
            ["A1", "Ann Lee", *FIVES],
            ["A2", None, *FIVES],
            ["A3", None],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert [sheet.ref for sheet in sheets] == ["A1"]
        assert seen(problems) == [("M09", "B3")]

    def test_an_error_for_a_name(self) -> None:
        rows: Rows = [["Ref", "Assessor", *D], ["A1", ErrorValue("#N/A"), *FIVES]]
        sheets, problems = marks_of(tab_of(rows))
        assert sheets == ()
        assert seen(problems) == [("C01", "B2")]

    def test_a_blank_column_leaves_it_to_the_file(self) -> None:
        rows: Rows = [["Ref", "Assessor", *D], ["A1", None, *FIVES]]
        assert self.names(tab_of(rows, source="bob day.xlsx")) == ["Bob Day"]

    @pytest.mark.parametrize(
        "head",
        [
            [["Assessor", "Bob Day"]],
            [["Assessor:", None, None, "bob day"]],
            [["Assessed by: Bob Day"]],
            [["Name of assessor"], ["Bob Day"]],
            [["x"], [None, "Marker – Bob Day"]],
            [["Assessor", "Date"], ["Bob Day", "3 May 2026"]],
        ],
    )
    def test_a_label(self, head: list[Line]) -> None:
        rows: Rows = [*head, [], ["Ref", *D], ["A1", *FIVES]]
        assert self.names(tab_of(rows)) == ["Bob Day"]

    def test_a_label_between_tables(self) -> None:
        rows: Rows = [
            ["Assessor", "Ann Lee"],
            ["Ref", *D],
            ["A1", *FIVES],
            [],
            ["Assessor", "Bob Day"],
            ["Ref", *D],
            ["A1", *FIVES],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert not problems
        assert [sheet.assessor for sheet in sheets] == ["Ann Lee", "Bob Day"]
        assert all(sheet.shared for sheet in sheets)

    @pytest.mark.parametrize(
        ("source", "tab", "name"),
        [
            ("marks/ann lee.xlsx", "Sheet1", "Ann Lee"),
            ("marks/IGPM marks May 2026 - Ann Lee.xlsx", "Marks", "Ann Lee"),
            ("ann_lee_2026-05_v2.csv", "ann_lee_2026-05_v2", "Ann Lee"),
            ("Round 2.xlsx", "Bob Day", "Bob Day"),
            ("Cy Fox.xlsx", "bob day", "Bob Day"),
            ("Cy Fox mark sheet.ods", "Mark sheet", "Cy Fox"),
            ("Marks of Cy Fox.xlsx", "Marks", "Cy Fox"),
            ("Mark Smith.xlsx", "Sheet1", "Mark Smith"),
            ("Assessor 2 marks.xlsx", "Sheet1", "Assessor 2"),
            ("marks/C Fox (3).xlsx", "2026-05", "C Fox"),
            ("Cy O'Fox-Bell.xlsx", "A1", "Cy O'Fox-Bell"),
            ("marks.xlsx", "Cy", "Cy"),
        ],
    )
    def test_the_name_of_the_file_or_tab(self, source: str, tab: str, name: str) -> None:
        assert self.names(tab_of(grid_rows(5.0), tab, source)) == [name]

    def test_with_several_tabs_the_tab_names_the_assessor(self) -> None:
        grids = [tab_of(grid_rows(5.0), tab, "Elm panel.xlsx") for tab in ("Cy", "Dee", "A1")]
        assert self.names(*grids) == ["Cy", "Dee", "Elm"]

    def test_a_tab_that_is_one_form_does_not(self) -> None:
        grids = [tab_of(form_rows(5.0), tab, "Cy Fox.xlsx") for tab in ("Jo Ash", "Kim Oak")]
        assert self.names(*grids) == ["Cy Fox", "Cy Fox"]

    def test_nobodys_marks_stay_apart(self) -> None:
        grids = [tab_of(grid_rows(5.0), tab, "marks.xlsx") for tab in ("Sheet1", "Sheet2")]
        sheets, problems = marks_of(*grids)
        assert [sheet.assessor for sheet in sheets] == ["marks Sheet1", "marks Sheet2"]
        assert [(p.code, p.where.tab) for p in problems] == [("M10", "Sheet1"), ("M10", "Sheet2")]
        blank = tab_of([["Ref", *D], ["A1"]], source="marks.xlsx")
        assert marks_of(blank)[1] == ()


class TestConflicts:
    """A conflict of interest that the assessor declares (I24)."""

    def test_a_column(self) -> None:
        rows: Rows = [
            ["Ref", "Conflict of interest", *D],
            ["A1", "Yes - my practice"],
            ["A2", "no", *FIVES],
            ["A3", None, *FIVES],
        ]
        sheets, problems = marks_of(tab_of(rows))
        assert not problems
        assert [sheet.conflict for sheet in sheets] == [True, False, None]

    def test_a_column_of_a_list(self) -> None:
        rows: Rows = [
            ["Ref", "Domain", "Mark", "Conflict"],
            ["A1", 1, 5, None],
            ["A1", 2, 5, "yes"],
            ["A1", 3, 5, "no"],
        ]
        assert one(tab_of(rows)).conflict is True

    def test_a_label_of_a_form(self) -> None:
        rows: Rows = [["Ref", "A1"], ["Conflict", "No"], *form_rows(5.0)[1:]]
        assert one(tab_of(rows)).conflict is False

    def test_one_that_cannot_be_read(self) -> None:
        rows: Rows = [["Ref", "Conflict", *D], ["A1", "we have met", *FIVES]]
        sheets, problems = marks_of(tab_of(rows))
        assert seen(problems) == [("C07", "B2")]
        assert sheets[0].conflict is None


class TestTabs:
    """Tabs that hold no marks."""

    def test_a_tab_beside_a_mark_sheet_is_left_alone(self) -> None:
        guidance = tab_of([["How to mark"], ["Be fair"]], "Guidance")
        sheets, problems = marks_of(guidance, tab_of(grid_rows(5.0)))
        assert len(sheets) == 1
        assert not problems

    def test_a_file_without_a_mark_sheet(self) -> None:
        guidance = tab_of([["How to mark"]], "Guidance", "guide.xlsx")
        _, problems = marks_of(guidance, tab_of([], "Empty", "guide.xlsx"), tab_of(grid_rows(5.0)))
        assert [(p.code, str(p.where), p.severity.value) for p in problems] == [
            ("M01", "guide.xlsx", "warning")
        ]

    def test_our_own_tabs_are_no_mark_sheets(self) -> None:
        sheets, _ = marks_of(tab_of(grid_rows(5.0), "IGPM Results"), tab_of(grid_rows(6.0)))
        assert [sheet.marks[1] for sheet in sheets] == [6]

    def test_a_hidden_tab_with_marks_is_told(self) -> None:
        hidden = Grid("Ann Lee.xlsx", "Old", grid_rows(4.0), hidden=True)
        blank = Grid("Ann Lee.xlsx", "Blank", [["Ref", *D], ["A1"]], hidden=True)
        sheets, problems = marks_of(tab_of(grid_rows(5.0)), hidden, blank)
        assert len(sheets) == 1
        assert [(p.code, p.where.tab) for p in problems] == [("M11", "Old")]

    def test_a_tracker_among_the_marks_is_left_alone(self) -> None:
        rows: Rows = [
            ["Ref", "Received", *(f"Evidence {n}" for n in DOMAINS)],
            ["A1", "3 May 2026", *["yes"] * 10],
        ]
        assert marks_of(tab_of(rows))[0] == ()


PANELS = st.dictionaries(
    st.sampled_from(["A1", "A2", "A3"]),
    st.lists(st.sampled_from([None, 3, 4.0, 5, "6", 7.0, "7,5", 8]), min_size=10, max_size=10),
    min_size=1,
)


@given(panel=PANELS)
def test_all_three_layouts_of_the_same_marks_yield_the_same_sheets(
    panel: dict[str, list[CellValue]],
) -> None:
    """Only the cells differ."""
    as_grid: Rows = [["Ref", *D], *([ref, *marks] for ref, marks in panel.items())]
    as_list: list[Line] = [["Ref", "Domain", "Mark"]]
    as_forms: list[Line] = []
    for ref, marks in panel.items():
        as_list += [[ref, n, mark] for n, mark in enumerate(marks, 1)]
        as_forms += [["Ref", ref], ["Domain", "Mark"]]
        as_forms += [[f"D{n}", mark] for n, mark in enumerate(marks, 1)]
    read = [marks_of(tab_of(rows)) for rows in (as_grid, as_list, as_forms)]
    said = [
        [(s.ref, s.assessor, s.marks, s.covers, s.faults, s.comments, s.shared) for s in sheets]
        for sheets, _ in read
    ]
    told = [sorted((p.code, p.ref, p.found) for p in problems) for _, problems in read]
    assert said[0] == said[1] == said[2]
    assert told[0] == told[1] == told[2]
    for sheets, _ in read:
        assert [sheet.ref for sheet in sheets] == list(panel)
