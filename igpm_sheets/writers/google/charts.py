"""Charts of a sheet in Google's terms: bars, columns and lines with their ranges and colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.ooxml.package import Package
from igpm_sheets.writers.book.references import Area, plain_tab
from igpm_sheets.writers.google.areas import block_of
from igpm_sheets.writers.google.formats import colour_style

if TYPE_CHECKING:
    from openpyxl.chart._chart import ChartBase
    from openpyxl.chart.series import Series
    from openpyxl.chart.text import RichText
    from openpyxl.worksheet.worksheet import Worksheet

_KINDS: Final = {"BarChart": "BAR", "LineChart": "LINE", "AreaChart": "AREA"}
_STACKED: Final = {"stacked": "STACKED", "percentStacked": "PERCENT_STACKED"}
_LEGENDS: Final = {
    "b": "BOTTOM_LEGEND",
    "l": "LEFT_LEGEND",
    "r": "RIGHT_LEGEND",
    "t": "TOP_LEGEND",
    "tr": "RIGHT_LEGEND",
}
_EMU: Final = 9525
"""Of a drawing's units in a pixel."""


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart as it is drawn, on a tab that is not named yet."""

    spec: Mapping[str, Any]
    """Google's ChartSpec."""
    position: Mapping[str, Any]
    """Google's OverlayPosition: its cell, how far from it, and how large."""


def charts_of(
    sheet: Worksheet,
    said: Mapping[tuple[int, int], str],
    widths: Callable[[int], int],
    heights: Callable[[int], int],
) -> Iterator[DrawnChart]:
    """The charts of a sheet that draw from itself; of a kind that Google has, too.

    Args:
        sheet: as openpyxl reads it.
        said: what charts show, for someone who cannot see them (see `descriptions`).
        widths: tells the pixels of a column, from 0.
        heights: tells the pixels of a row, from 0.
    """
    for chart in getattr(sheet, "_charts", ()):
        spec = _spec(chart, sheet.title)
        if spec is not None and hasattr(chart.anchor, "_from"):  # else it hangs on no cell
            place = _position(chart.anchor, widths, heights)
            at = place["anchorCell"]
            told = said.get((at["rowIndex"], at["columnIndex"]), "")
            yield DrawnChart({**spec, "altText": told} if told else spec, place)


def descriptions(package: Package, part: str) -> dict[tuple[int, int], str]:
    """What the charts of a sheet show in words, by row and column of their corner, from 0.

    openpyxl leaves them out.

    Raises:
        Damaged: if the drawing cannot be read.
    """
    drawing = package.related(part, "drawing") if part else ""
    found = {}
    for anchor in package.xml(drawing).root.children if drawing else ():
        inner = {each.tag: each for each in anchor.within()}
        if "cNvPr" in inner and "row" in inner and "col" in inner:
            start = anchor.first("from") or anchor
            at = {each.tag: each.text.strip() for each in start.children}
            corner = int(at.get("row") or 0), int(at.get("col") or 0)
            found[corner] = inner["cNvPr"].get("descr") or ""
    return found


def _spec(chart: ChartBase, tab: str) -> dict[str, Any] | None:
    """Google's ChartSpec; None where it has no such chart, or cells of another tab are in it."""
    parts: list[ChartBase] = list(getattr(chart, "_charts", ())) or [chart]
    kinds = [_kind(part) for part in parts]
    found = [
        (kind, _series(each, tab))
        for kind, of in zip(kinds, parts, strict=True)
        for each in of.series
    ]
    drawn = [(kind, each) for kind, each in found if kind and each]
    kind = kinds[0] if len(set(kinds)) == 1 else "COMBO"
    if not drawn or len(drawn) < len(found) or (kind == "COMBO" and "BAR" in kinds):
        return None
    along, up = ("LEFT_AXIS", "BOTTOM_AXIS") if kind == "BAR" else ("BOTTOM_AXIS", "LEFT_AXIS")
    headed = all(each.headed for _, each in drawn)
    basic: dict[str, Any] = {
        "chartType": kind,
        "legendPosition": _LEGENDS.get(getattr(chart.legend, "position", ""), "NO_LEGEND"),
        "headerCount": 1 if headed else 0,
        "domains": [{"domain": _source(drawn[0][1].along, headed=headed)}],
        "series": [
            {
                "series": _source(each.values, headed=headed),
                "targetAxis": up,
                **({"type": own} if kind == "COMBO" else {}),
                **each.look,
            }
            for own, each in drawn
        ],
        "axis": [{"position": along}, {"position": up, **_window(chart)}],
    }
    stacked = _STACKED.get(str(getattr(chart, "grouping", "")))
    if stacked:
        basic["stackedType"] = stacked
    made: dict[str, Any] = {"basicChart": basic, "hiddenDimensionStrategy": "SHOW_ALL"}
    rich = chart.title.tx.rich if chart.title and chart.title.tx else None
    title = _said(rich) if rich else ""
    if rich and title:
        made |= {"title": title, "titleTextFormat": _title_look(rich)}
    return made


def _kind(chart: ChartBase) -> str:
    """Google's name of a kind of chart; "" for one that it does not have."""
    kind = _KINDS.get(type(chart).__name__, "")
    return "COLUMN" if kind == "BAR" and getattr(chart, "barDir", "") == "col" else kind


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One series: its values, what they stand against, and how it looks."""

    values: Area
    along: Area
    headed: bool
    """Whether its name is the cell above its values."""
    look: Mapping[str, Any]


def _series(series: Series, tab: str) -> _Drawn | None:
    values = _area(series.val.numRef.f if series.val and series.val.numRef else "", tab)
    along = None
    if series.cat:
        of = series.cat.strRef or series.cat.numRef
        along = _area(of.f if of else "", tab)
    if values is None or along is None:
        return None
    name = _area(series.tx.strRef.f if series.tx and series.tx.strRef else "", tab)
    above = values._replace(top=values.top - 1, bottom=values.top - 1)
    look: dict[str, Any] = {}
    drawn = series.graphicalProperties
    for fill in (drawn.solidFill, drawn.ln.solidFill if drawn.ln else None) if drawn else ():
        if fill is not None and fill.srgbClr:
            look.setdefault("colorStyle", colour_style(fill.srgbClr))
    if series.dLbls is not None and series.dLbls.showVal:
        look["dataLabel"] = {"type": "DATA", "textFormat": {"fontSize": 9}}
    return _Drawn(values, along, name == above, look)


def _area(formula: str | None, tab: str) -> Area | None:
    """The cells that a formula names, if they lie on this tab."""
    named, _, cells = (formula or "").rpartition("!")
    try:
        return Area.of(cells) if plain_tab(named) == tab else None
    except ValueError:
        return None


def _source(area: Area, *, headed: bool) -> dict[str, Any]:
    """The cells of a chart, with the heading above them where it has one."""
    whole = area._replace(top=area.top - 1) if headed else area
    return {"sourceRange": {"sources": [block_of(whole)]}}


def _window(chart: ChartBase) -> dict[str, Any]:
    """From where to where the values' axis reaches, where that is said."""
    scaling = getattr(getattr(chart, "y_axis", None), "scaling", None)
    ends = {"viewWindowMin": getattr(scaling, "min", None)}
    ends["viewWindowMax"] = getattr(scaling, "max", None)
    said = {name: end for name, end in ends.items() if end is not None}
    return {"viewWindowOptions": {**said, "viewWindowMode": "EXPLICIT"}} if said else {}


def _said(rich: RichText) -> str:
    return "\n".join("".join(run.t or "" for run in line.r or ()) for line in rich.p or ())


def _title_look(rich: RichText) -> dict[str, Any]:
    """The type of a title, as the first of its text has it."""
    lines = rich.p or ()
    runs = [run.rPr for line in lines for run in line.r or () if run.rPr]
    usual = [line.pPr.defRPr for line in lines if line.pPr and line.pPr.defRPr]
    made: dict[str, Any] = {}
    for own in [*runs, *usual][:1]:
        if own.b:
            made["bold"] = True
        if own.sz:
            made["fontSize"] = round(own.sz / 100)
        if own.latin and own.latin.typeface:
            made["fontFamily"] = own.latin.typeface
        if own.solidFill is not None and own.solidFill.srgbClr:
            made["foregroundColorStyle"] = colour_style(own.solidFill.srgbClr)
    return made


def _position(
    anchor: Any,  # noqa: ANN401 - three kinds, all alike in this
    widths: Callable[[int], int],
    heights: Callable[[int], int],
) -> dict[str, Any]:
    """Where the chart stands, in pixels from a cell."""
    at, end = anchor._from, getattr(anchor, "to", None)  # noqa: SLF001 - so openpyxl calls it
    across, down = round(at.colOff / _EMU), round(at.rowOff / _EMU)
    if end is not None:
        wide = sum(map(widths, range(at.col, end.col))) + round(end.colOff / _EMU) - across
        high = sum(map(heights, range(at.row, end.row))) + round(end.rowOff / _EMU) - down
    else:
        wide, high = round(anchor.ext.width / _EMU), round(anchor.ext.height / _EMU)
    return {
        "anchorCell": {"rowIndex": at.row, "columnIndex": at.col},
        "offsetXPixels": across,
        "offsetYPixels": down,
        "widthPixels": max(wide, 1),
        "heightPixels": max(high, 1),
    }
