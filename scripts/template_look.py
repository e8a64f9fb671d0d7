"""How the results template looks: number formats, alignment, colours, paper, charts.

What it shares with the office's own forms stands in `igpm_sheets.demo.look`.
"""

from __future__ import annotations

from igpm_sheets.demo import look
from igpm_sheets.demo.look import FAIR, GOOD, OUT, POOR, WAITING, Properties
from igpm_sheets.model import Status
from igpm_sheets.reports.tables import Column, Kind

BLUE, LINK_INK = "#1F3864", "#1F4E8C"

CAPTION: Properties = {"bold": True, "font_size": 11, "font_color": BLUE}
LABEL: Properties = {"font_color": look.QUIET_INK, "valign": "top"}
_TILE: Properties = {"align": "center", "bg_color": "#EEF3F9", "left": 5, "right": 5}
_TILE |= {"left_color": "#FFFFFF", "right_color": "#FFFFFF"}
TILE: Properties = {**_TILE, "bold": True, "font_size": 20, "font_color": BLUE, "valign": "bottom"}
TILE |= {"num_format": "#,##0"}
TILE_LABEL: Properties = {**_TILE, "font_size": 9, "font_color": look.QUIET_INK, "valign": "top"}
TOTAL: Properties = {"bold": True, "top": 1, "top_color": BLUE}
_FIGURE: Properties = {**look.BODY, "align": "right", "indent": 1, "num_format": "#,##0"}
PIVOT: tuple[Properties, ...] = (
    look.HEADING,
    {**look.HEADING, "align": "right", "indent": 1},
    {**look.BODY, "align": "left"},
    _FIGURE,
    {**look.BODY, **TOTAL, "align": "left"},
    {**_FIGURE, **TOTAL},
)
"""How the cells of a PivotTable look: fields, headings, labels, figures, totals and their word."""
PIVOT_GAP = 28
"""Pixels between a PivotTable and what stands to its left."""
TABLE_STYLE = "Table Style Light 1"

NUMBER_FORMATS = {
    Kind.WHOLE: "#,##0",
    Kind.MARK: "0",
    Kind.MEAN: "0.00",
    Kind.MONEY: "[$£-809]#,##0.00",
    Kind.DATE: "dd mmm yyyy",
    Kind.SHARE: "0.0%",
}
"""Of all that is not text. Means keep two places: 149 / 30 must not read 5.0."""

_SIDES = {
    Kind.WHOLE: "right",
    Kind.MARK: "center",
    Kind.MEAN: "center",
    Kind.MONEY: "right",
    Kind.DATE: "center",
    Kind.SHARE: "right",
}
_NAMES_A_DOMAIN = {"Domain", "In domain"}
"""Columns whose whole numbers are no amounts."""

COLOURED_WORDS: dict[str, dict[str, dict[str, str]]] = {
    "Status": {
        Status.AWARD.value: GOOD,
        Status.FURTHER_EVIDENCE.value: FAIR,
        Status.AWAITING_MARKS.value: WAITING,
        Status.ON_HOLD.value: WAITING,
        Status.REFER.value: WAITING,
        Status.MARKS_NEED_ATTENTION.value: POOR,
        Status.DECLINED.value: POOR,
        Status.NOT_ELIGIBLE.value: POOR,
        Status.WITHDRAWN.value: OUT,
    },
    "Severity": {"error": POOR, "warning": FAIR, "note": WAITING},
    "State": {"overdue": POOR, "paid": GOOD},
}
"""By heading, the words that have a colour."""
BELOW_STANDARD = {"font_color": "#9C3A00", "bg_color": "#FDEBDD"}

MARGINS = {"left": 0.3, "right": 0.3, "top": 0.75, "bottom": 0.65}
"""In inches."""
READING_WIDTH = 720
"""Sentences run no wider than this."""

CHART_TYPE: Properties = {
    "name": "Arial", "size": 9, "color": look.QUIET_INK, "bold": False,
}  # fmt: skip
CHART_TITLE: Properties = {"name": "Arial", "size": 11, "color": BLUE, "bold": True}
CHART_COLOUR = "#44709D"
SCALE_COLOURS = ("#B4540A", "#F2B680", "#D9DEE5", "#8FB0D3", "#2F5D8C")
"""Of the marks 3 to 7: warm below the standard, cool above it."""


def side(column: Column) -> str:
    """At which side of its cells a column's values stand."""
    if column.kind is Kind.WHOLE and column.heading in _NAMES_A_DOMAIN:
        return "center"
    return _SIDES.get(column.kind, "left")


def heading(column: Column) -> Properties:
    """How the heading of a column looks: set as its values are."""
    return {**look.HEADING, **_aligned(column)}


def cell(column: Column, *, linked: bool = False) -> Properties:
    """How the cells of a column look; texts that lead somewhere are underlined as well."""
    own = {**look.BODY, **_aligned(column)}
    if column.kind in NUMBER_FORMATS:
        own |= {"num_format": NUMBER_FORMATS[column.kind], "shrink": True}  # never ####
    else:
        own["text_wrap"] = True
    if linked:
        own |= {"font_color": LINK_INK, "underline": int(column.kind not in NUMBER_FORMATS)}
    return own


def _aligned(column: Column) -> Properties:
    """The side, and a little room between a number and the text in the next cell."""
    where = side(column)
    return {"align": where, "indent": 1} if where == "right" else {"align": where}
