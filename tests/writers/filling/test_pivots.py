"""Where PivotTables stand on a tab, and how their cells look to any program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from igpm_sheets.reports.tables import Column, Pivot, Tab, Table
from igpm_sheets.writers.book.references import Area
from igpm_sheets.writers.filling.fill import Filled
from igpm_sheets.writers.filling.template import Template
from tests.writers.filled import framed, template_of

BESIDE = ("{%s}", "Field", "Heading", "Label", "Figure", "All", "Sum")
COLUMNS = (Column("Ref"), Column("Window"), Column("Mark"))


def pivot(name: str = "By mark", source: str = "Each") -> Pivot:
    return Pivot(name, "What it is.", source, "Window", "Mark", "Ref", "Marks", blank="none")


def each(windows: int, marks: int = 2) -> Table:
    rows = [(f"A{w}{m}", f"w{w:03}", m) for w in range(windows) for m in range(3, 3 + marks)]
    return Table("Each", COLUMNS, rows)


def drawn(*names: str, row: int = 0, apart: int = 8) -> Template:
    """A sheet of one table from A1 on, with places for PivotTables from D on."""

    def draw(book: Any) -> None:
        sheet = book.add_worksheet("List")
        bold = book.add_format({"bold": True})
        framed(sheet, 0, "Results", ["Ref", "Sum"], totals=True, formats=[bold, bold])
        sheet.write_string(5, 0, "Below")
        for number, name in enumerate(names):
            for at, text in enumerate(BESIDE):
                style = book.add_format({"font_size": 20 + at})
                column = 3 + number * apart + at
                sheet.write_string(row, column, text.replace("%s", name), style)

    return template_of(draw)


def filled(
    template: Template, *pivots: Pivot, rows: int = 3, columns: Sequence[str] = ("Ref", "Sum"),
    source: Table | None = None,
) -> Filled:  # fmt: skip
    made = tuple(Column(heading, total=heading == "Sum") for heading in columns)
    table = Table("Results", made, [tuple(range(len(columns)))] * rows)
    tab = Tab("List", "List", {}, [table], pivots)
    return Filled(tab, template, {source.name: source} if source else None)


def test_it_stands_two_rows_below_its_caption_beside_the_table() -> None:
    of = filled(drawn("By_mark"), pivot(), source=each(2))
    [placed] = of.pivots
    assert str(placed.area) == "D3:G7"
    assert of.values() == [
        ["Ref", "Sum", None, "What it is."],
        [0, 1],
        [0, 1, None, "Marks", "Mark"],
        [0, 1, None, "Window", 3, 4, "All"],
        ["Total", 3, None, "w000", 1, 1, 2],
        [None, None, None, "w001", 1, 1, 2],
        ["Below", None, None, "All", 2, 2, 4],
    ]


def test_its_cells_look_as_the_template_shows_them() -> None:
    of = filled(drawn("By_mark"), pivot(), source=each(2))
    [placed] = of.pivots
    sizes: dict[str, set[str | None]] = {}
    for row, cell in placed.cells():
        size = of.template.styles.cell(cell.look).font.first("sz")
        kind = str(cell.content) if isinstance(cell.content, str) else "figure"
        sizes.setdefault(f"{row}:{kind}", set()).add(size.get("val") if size else None)
    assert sizes["1:What it is."] == {"20"}
    assert sizes["3:Marks"] == sizes["3:Mark"] == sizes["4:Window"] == {"21"}
    assert sizes["4:figure"] == sizes["4:All"] == {"22"}
    assert sizes["5:w000"] == {"23"}
    assert sizes["5:figure"] == {"24"}
    assert sizes["7:All"] == {"25"}
    assert sizes["7:figure"] == {"26"}


def test_without_its_source_nothing_of_it_is_left() -> None:
    template = drawn("By_mark")
    plain = [["Ref", "Sum"], [0, 1], [0, 1], [0, 1], ["Total", 3], [], ["Below"]]
    for source in (None, Table("Other", COLUMNS, [("a", "w", 5)]), Table("Each", COLUMNS, [])):
        of = filled(template, pivot(), source=source)
        assert of.pivots == []
        assert of.values() == plain


def test_a_template_without_a_place_for_it_has_none() -> None:
    of = filled(drawn(), pivot(), source=each(2))
    assert of.pivots == []
    assert [len(row) for row in of.values()] == [2, 2, 2, 2, 2, 0, 1]


def test_the_tab_goes_on_as_far_as_it_does() -> None:
    of = filled(drawn("By_mark"), pivot(), source=each(40))
    [placed] = of.pivots
    assert placed.area.bottom == 2 + 2 + 40 + 1 == len(of.values())
    assert of.values()[-1][3:] == ["All", 40, 40, 80]


def test_it_may_hang_on_a_row_of_data() -> None:
    of = filled(drawn("By_mark", row=1), pivot(), rows=6, source=each(1))
    assert of.values()[1] == [0, 1, None, "What it is."]
    assert of.values()[3] == [0, 1, None, "Marks", "Mark"]
    assert of.values()[6] == [0, 1, None, "All", 1, 1, 2]


def test_a_table_that_has_grown_wider_moves_it_to_the_right() -> None:
    of = filled(drawn("By_mark"), pivot(), columns=("Ref", "Sum", "More", "Yet more"),
                source=each(1))  # fmt: skip
    [placed] = of.pivots
    assert placed.area.left == 6
    assert of.values()[0] == ["Ref", "Sum", "More", "Yet more", None, "What it is."]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 9), st.integers(7, 12))
def test_no_two_things_ever_touch(windows: int, marks: int, rows: int, apart: int) -> None:
    template = drawn("By_mark", "And_again", apart=apart)
    pivots = (pivot(), pivot("And again"))
    of = filled(template, *pivots, rows=rows, source=each(windows, marks))
    first, second = (placed.area for placed in of.pivots)
    areas = [first, second, *(table.area for table in of.tables)]
    for at, one in enumerate(areas):
        for other in areas[at + 1 :]:
            assert not _touch(one, other)


def _touch(one: Area, other: Area) -> bool:
    across = one.left <= other.right + 1 and other.left <= one.right + 1
    return across and one.top <= other.bottom and other.top <= one.bottom
