"""References follow what they mean when rows of applications go each its own way."""

from __future__ import annotations

import pytest

from igpm_sheets.writers.beside.formulas import Formulas
from igpm_sheets.writers.beside.moved import Line, Moved, copied
from igpm_sheets.writers.book.cells import Cell, Row
from igpm_sheets.writers.book.references import MOST_COLUMNS, MOST_ROWS

# Five rows of applications, 2 to 6, become six: the first is now the third, the second the
# sixth, the third is gone, the fourth is kept below (row 12), the fifth is the first. Row 7
# is empty, row 8 a sum; both move down by one.
ROWS = Line(
    {2: 4, 3: 7, 4: None, 5: 12, 6: 2, 7: 8, 8: 9}, 8, 4, (2, 6), (2, 7), MOST_ROWS, first=2
)
# Column B was put between ours: A, C, D are ours, and B goes behind them.
COLUMNS = Line({1: 1, 2: 4, 3: 2, 4: 3}, 4, 0, (1, 4), (1, 4), MOST_COLUMNS)
SAME = Line({}, 0, 0, (1, 4), (1, 4), MOST_COLUMNS)
MOVED = Moved(ROWS, SAME, "IGPM Results")


@pytest.mark.parametrize(
    ("formula", "now"),
    [
        ("F2", "F4"),  # its own row
        ("$F2*F2", "$F4*F4"),
        ("SUM(H2:Q2)", "SUM(H4:Q4)"),
        ("F1+F3", "F3+F5"),  # the rows above and below, as if copied
        ("$F$3", "$F$7"),  # another application, wherever it is
        ("$F$4", "#REF!"),
        ("$F$5", "$F$12"),
        ("F8", "F9"),  # the sum below the list
        ("F$1&$F$1", "F$1&$F$1"),
        ("RANK(F2,F2:F6)", "RANK(F4,F2:F7)"),
        ("RANK(F2,$F$2:$F$6)", "RANK(F4,$F$2:$F$7)"),
        ("SUM($F$2:F2)", "SUM($F$2:F4)"),
        ("SUM(F2:$F$6)", "SUM(F2:$F$7)"),
        ("SUM(F:F)/SUM(2:2)", "SUM(F:F)/SUM(4:4)"),
        ("SUM(F1:F7)", "SUM(F1:F8)"),
        ("Marks!F2+'O''H'!$F$3+[1]Marks!F2", "Marks!F2+'O''H'!$F$3+[1]Marks!F2"),
        ("'IGPM Results'!F2", "'IGPM Results'!F4"),
        ('"F2"&Results[[#This Row],[Sum]]&LOG10(F2)', '"F2"&Results[[#This Row],[Sum]]&LOG10(F4)'),
        ("F20", "F24"),
    ],
)
def test_a_formula_beside_an_application(formula: str, now: str) -> None:
    assert MOVED.formula(formula, (2, 4)) == now


@pytest.mark.parametrize(
    ("formula", "now"),
    [
        ("SUM(F2:F6)", "SUM(F2:F7)"),
        ("SUM($F$2:$F$6)", "SUM($F$2:$F$7)"),
        ("SUM(F1:F8)", "SUM(F1:F9)"),
        ("F3", "F7"),
        ("F4", "#REF!"),
        ("F8*2", "F9*2"),
        ("SUM(F2:F3)", "SUM(F4:F7)"),
        ("SUM(F4:F4)", "SUM(#REF!)"),
        ("SUM(F8:F1048576)", "SUM(F9:F1048576)"),
    ],
)
def test_a_formula_below_the_list(formula: str, now: str) -> None:
    assert MOVED.formula(formula) == now


def test_columns_are_followed_as_well() -> None:
    moved = Moved(ROWS, COLUMNS, "IGPM Results")
    assert moved.formula("A2+$B2+C$2", (2, 4)) == "A4+$D4+B$4"
    assert moved.formula("SUM(B:B)+SUM(E:F)") == "SUM(D:D)+SUM(E:F)"
    assert moved.cells("B2 C3") == "D4 B7"


@pytest.mark.parametrize(
    ("cells", "now"),
    [
        ("A2:C6", "A2:C7"),
        ("A2:C100", "A2:C104"),
        ("A1:A1048576", "A1:A1048576"),
        ("A2:A3", "A4 A7"),
        ("A4", ""),
        ("A6 A2:A5", "A2 A4 A7 A12"),
        ("A3:A4 B8", "A7 B9"),
        ("F3 nonsense", "F3 nonsense"),
    ],
)
def test_lists_of_areas(cells: str, now: str) -> None:
    assert MOVED.cells(cells) == now


@pytest.mark.parametrize(
    ("cells", "now"),
    [("A2:C2", "A4:C4"), ("A2:A3", ""), ("A7:B8", "A8:B9"), ("A4", ""), ("A6:A7", "")],
)
def test_areas_that_must_stay_together(cells: str, now: str) -> None:
    assert MOVED.together(cells) == now


def test_what_is_copied_out_of_a_sheet_is_lost() -> None:
    assert copied("A1+A$1", -1, 0) == "#REF!+A$1"
    assert copied("'O''H'!A1", 1, 1) == "'O''H'!B2"


def cell(column: int, formula: str, inner: str) -> Cell:
    return Cell(column, 0, None, formula, (), inner.encode())


def test_an_array_stays_together_or_becomes_one_of_a_single_cell() -> None:
    inner = '<f t="array" ref="{}">F2:G3*2</f><v>7</v>'
    one = cell(30, "F2:G3*2", inner.format("AD2"))
    many = cell(30, "F2:G3*2", inner.format("AD2:AD3"))
    formulas = Formulas([Row(2, {}, [one])])
    moved = formulas.moved(2, one, MOVED, (2, 4))
    assert moved == b'<f t="array" ref="AD4">F4:G5*2</f><v>7</v>'
    moved = formulas.moved(2, many, MOVED, (2, 4))
    assert moved == b'<f t="array" ref="AD4">F4:G5*2</f><v>7</v>'


def test_prefixes_and_what_is_not_plain_letters_stay() -> None:
    odd = cell(30, 'F2&"é<"', "<x:f ca='1'>F2&amp;\"é&lt;\"</x:f><x:v>é</x:v>")
    moved = Formulas([]).moved(2, odd, MOVED, (2, 4))
    assert moved == (
        b'<x:f ca="1">F4&amp;&quot;&#233;&lt;&quot;</x:f><x:v>' + "é".encode() + b"</x:v>"
    )
