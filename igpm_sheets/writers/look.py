"""How new workbooks look: type, colours, number formats, widths, paper. No mechanics.

Plain properties in XlsxWriter's terms, so that a template can take their place.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from igpm_sheets.reports.tables import Kind, Plain

Properties = dict[str, str | int | float | bool]

# Arial is on every Windows and Mac, and Liberation Sans is as wide: columns fit everywhere.
FONT: Properties = {"font_name": "Arial", "font_size": 10}
ROW_HEIGHT = 17
COLUMN_WIDTH = 64

INK, QUIET_INK, LINK_INK, LINE = "#1F2937", "#5B6472", "#1F4E8C", "#D5DAE1"

TITLE: Properties = {"bold": True, "font_size": 15, "font_color": "#1F3864", "valign": "vcenter"}
CAPTION: Properties = {"bold": True, "font_size": 11, "font_color": "#1F3864"}
SENTENCE: Properties = {"text_wrap": True, "valign": "top", "font_color": INK}
FIGURE_LABEL: Properties = {"font_color": QUIET_INK, "valign": "top"}
FIGURE: Properties = {"bold": True, "align": "left", "valign": "top", "font_color": INK}
HEADING: Properties = {
    "bold": True,
    "font_color": "#1F3864",
    "bg_color": "#DFE8F3",
    "border": 1,
    "border_color": "#B4C2D6",
    "text_wrap": True,
    "valign": "top",
}
BODY: Properties = {"font_color": INK, "valign": "top", "border": 1, "border_color": LINE}
TOTAL: Properties = {"bold": True, "top": 1, "top_color": "#1F3864"}
LINK: Properties = {"font_color": LINK_INK}

TABLE_STYLE = "Table Style Light 1"

ALIGNMENT: dict[Kind, str] = {
    Kind.WHOLE: "right",
    Kind.MARK: "center",
    Kind.MEAN: "center",
    Kind.MONEY: "right",
    Kind.DATE: "center",
    Kind.SHARE: "right",
}
INDENT = 9
"""Pixels that keep a number at the right of its cell off the text in the next one."""
WRAPPED = {Kind.TEXT, Kind.LONG_TEXT, Kind.STATUS}

WIDTHS: dict[Kind, tuple[int, int]] = {
    Kind.TEXT: (36, 250),
    Kind.LONG_TEXT: (190, 460),
    Kind.WHOLE: (36, 120),
    Kind.MARK: (34, 90),
    Kind.MEAN: (40, 90),
    Kind.MONEY: (50, 120),
    Kind.DATE: (78, 100),
    Kind.SHARE: (46, 90),
    Kind.STATUS: (60, 170),
}
"""The narrowest and widest that a column of each kind may be, in pixels."""

NARROW_TEXT = 130
"""What a column of short texts may be squeezed to where a table is wide."""

GOOD, FAIR, POOR, WAITING, OUT = (
    {"bg_color": "#E4F1E0", "font_color": "#2F5E24"},
    {"bg_color": "#FCF1D3", "font_color": "#7A5200"},
    {"bg_color": "#F9E1E0", "font_color": "#8E1F1B"},
    {"bg_color": "#E6ECF5", "font_color": "#2B4A78"},
    {"bg_color": "#EDEDED", "font_color": "#5F5F5F"},
)
STATUS_COLOURS: dict[str, dict[str, str]] = {
    "award migpm": GOOD,
    "further evidence needed": FAIR,
    "awaiting marks": WAITING,
    "on hold": WAITING,
    "refer to igpm": WAITING,
    "marks need attention": POOR,
    "declined: incomplete": POOR,
    "not eligible": POOR,
    "withdrawn": OUT,
    "error": POOR,
    "warning": FAIR,
    "note": WAITING,
    "overdue": POOR,
    "paid": GOOD,
}
BELOW_STANDARD = {"font_color": "#9C3A00", "bg_color": "#FDEBDD"}

# A4 at 96 pixels an inch, less the margins (inches).
MARGINS = {"left": 0.3, "right": 0.3, "top": 0.75, "bottom": 0.65}
PRINTED_WIDTH = {True: 1064, False: 736}
PRINTED_HEIGHT = {True: 655, False: 980}
"""What fits on a page, landscape or not, in pixels at full size."""
MOST_PAGES_IN_ONE = 1.3
"""A composed tab up to this many pages high is brought onto one page."""
SMALLEST_SCALE = 0.62
"""Wide tables are squeezed until they print at about this scale: 6 points, still legible."""

READING_WIDTH = 720
"""Sentences run no wider than this."""

CHART_SIZE = (480, 220)
CHART_TYPE: Properties = {"name": "Arial", "size": 9, "color": QUIET_INK, "bold": False}
CHART_TITLE: Properties = {"name": "Arial", "size": 11, "color": "#1F3864", "bold": True}
CHART_COLOURS = ("#44709D", "#C9D6E4", "#7A9E6B", "#B25B52", "#8A7BA8", "#8C8C8C")


def number_format(kind: Kind, value: Plain) -> str:
    """The number format of a value in a column of this kind.

    Means keep two places, money pence; nothing else is rounded to suit its column.

    >>> number_format(Kind.MARK, 5), number_format(Kind.MARK, Decimal("4.67"))
    ('0', '0.00')
    """
    if isinstance(value, date) or (value is None and kind is Kind.DATE):
        return "dd mmm yyyy"
    if kind is Kind.MONEY:
        return "[$£-809]#,##0.00"
    if kind is Kind.SHARE:
        return "0.0%"
    if kind is Kind.MEAN or (kind is Kind.MARK and not isinstance(value, int)):
        return "0.00"
    if kind is Kind.WHOLE and not isinstance(value, Decimal):
        return "#,##0"
    if isinstance(value, int):
        return "0"
    return "General"


def heading(kind: Kind) -> Properties:
    """How the heading of a column of this kind looks: set as its values are."""
    side = ALIGNMENT.get(kind, "left")
    return {**HEADING, "align": side} | ({"indent": 1} if side == "right" else {})


def cell(kind: Kind, value: Plain, *, linked: bool) -> Properties:
    """How a table's cell looks."""
    look = {**BODY, "num_format": number_format(kind, value)}
    if isinstance(value, str) or kind in ALIGNMENT:
        look["align"] = ALIGNMENT.get(kind, "left")
    else:
        look["align"] = "left"
    if look["align"] == "right":
        look["indent"] = 1
    if kind in WRAPPED or isinstance(value, str):
        look["text_wrap"] = True
    if linked:
        look |= LINK
        look["underline"] = int(isinstance(value, str))
    return look
