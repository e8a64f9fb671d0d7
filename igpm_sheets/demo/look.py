"""The house look of workbooks made from nothing: type, ink, headings, cells, quiet colours.

Plain properties in XlsxWriter's terms; no mechanics.
"""

from __future__ import annotations

Properties = dict[str, str | int | float | bool]

# Arial is on every Windows and Mac, and Liberation Sans is as wide: columns fit everywhere.
# Unless it is told otherwise, XlsxWriter names a typeface of the theme beside it, which wins.
FONT: Properties = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
ROW_HEIGHT = 17

INK, QUIET_INK, LINE = "#1F2937", "#5B6472", "#D5DAE1"

TITLE: Properties = {"bold": True, "font_size": 15, "font_color": "#1F3864", "valign": "vcenter"}
SENTENCE: Properties = {"text_wrap": True, "valign": "top", "font_color": INK}
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

GOOD, FAIR, POOR, WAITING, OUT = (
    {"bg_color": "#E4F1E0", "font_color": "#2F5E24"},
    {"bg_color": "#FCF1D3", "font_color": "#7A5200"},
    {"bg_color": "#F9E1E0", "font_color": "#8E1F1B"},
    {"bg_color": "#E6ECF5", "font_color": "#2B4A78"},
    {"bg_color": "#EDEDED", "font_color": "#5F5F5F"},
)
