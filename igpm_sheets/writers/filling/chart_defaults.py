"""What a chart leaves unsaid, said: programs disagree on what goes without saying.

The format takes silence for yes, Excel for no. LibreOffice follows Excel in workbooks that
seem to come from Excel 2007, as the template may, and the format in all others: there the
same chart would have titles over its bars and labels that name everything.
"""

from __future__ import annotations

from typing import Final

from igpm_sheets.ooxml.xml import Document, Element, child_name
from igpm_sheets.writers.book.order import put_child

_SHOWN: Final = (
    "showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize",
)  # fmt: skip
_SERIES: Final = (
    "idx", "order", "tx", "spPr", "marker", "dPt", "dLbls", "trendline", "errBars", "cat", "val",
    "xVal", "yVal", "smooth",
)  # fmt: skip
_CHART: Final = (
    "title", "autoTitleDeleted", "pivotFmts", "view3D", "floor", "sideWall", "backWall",
    "plotArea", "legend", "plotVisOnly", "dispBlanksAs",
)  # fmt: skip
_GROUP: Final = ("barDir", "grouping", "scatterStyle", "radarStyle", "wireframe", "varyColors")
_AXIS: Final = (
    "axId", "scaling", "delete", "axPos", "majorGridlines", "minorGridlines", "title", "numFmt",
    "majorTickMark", "minorTickMark",
)  # fmt: skip
_LABELS: Final = (
    "dLbl", "idx", "delete", "layout", "tx", "numFmt", "spPr", "txPr", "dLblPos", *_SHOWN,
)  # fmt: skip

_UNSAID: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "chartSpace": (("date1904", "lang", "roundedCorners"), ("roundedCorners",)),
    "chart": (_CHART, ("autoTitleDeleted", "dispBlanksAs")),
    "title": (("tx", "layout", "overlay"), ("overlay",)),
    "legend": (("legendPos", "legendEntry", "layout", "overlay"), ("overlay",)),
    "dLbls": (_LABELS, _SHOWN),
    "dLbl": (_LABELS, _SHOWN),
    **dict.fromkeys(("barChart", "lineChart", "areaChart", "scatterChart"), (_GROUP, _GROUP[-1:])),
    **dict.fromkeys(("catAx", "valAx", "dateAx", "serAx"), (_AXIS, ("delete", *_AXIS[-2:]))),
}
"""For each element what comes first in it, in the order of the format, and what is to be said."""


def say_defaults(chart: Document) -> None:
    """Says of everything that a chart is silent about what Excel takes that for: mostly, no.

    >>> chart = Document(b'<chart><autoTitleDeleted val="1"/><plotArea/></chart>')
    >>> say_defaults(chart)
    >>> chart.data().decode()
    '<chart><autoTitleDeleted val="1"/><plotArea/><dispBlanksAs val="gap"/></chart>'
    """
    for element in chart.root.within():
        if element.namespace == chart.root.namespace:
            order, said = _UNSAID.get(element.tag, ((), ()))
            if element.tag == "ser" and element.parent and element.parent.tag in _DRAWN_AS_LINES:
                order, said = _SERIES, _SERIES[-1:]
            if element.first("delete") is None or element.tag not in ("dLbls", "dLbl"):
                _say(chart, element, order, said)


_DRAWN_AS_LINES: Final = ("lineChart", "scatterChart")
_MEANT: Final = {"majorTickMark": "out", "minorTickMark": "none", "dispBlanksAs": "gap"}
"""What Excel takes silence for where it is not "no"; the format takes the first two for a cross,
and a blank for nought."""


def _say(chart: Document, element: Element, order: tuple[str, ...], said: tuple[str, ...]) -> None:
    for tag in said:
        if element.first(tag) is None:
            value = _MEANT.get(tag, "0")
            put_child(chart, element, order, tag, f'<{child_name(element, tag)} val="{value}"/>')
