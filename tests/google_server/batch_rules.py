"""Requests about what lies over the cells: colours by rule, protection, filters, bands."""

from __future__ import annotations

from typing import Any, Final

from tests.google_server.batch import Batch, handles, protected_area
from tests.google_server.conditions import check_condition, check_number
from tests.google_server.errors import PROTECTED, Wrong
from tests.google_server.grid import Tab
from tests.google_server.masks import laid_over
from tests.google_server.proto import told

Json = dict[str, Any]

_RULE_FORMATS: Final = {
    "backgroundColor",
    "backgroundColorStyle",
    "textFormat",
}
_RULE_TEXT: Final = {
    "bold",
    "italic",
    "strikethrough",
    "foregroundColor",
    "foregroundColorStyle",
    "underline",
}


@handles("addConditionalFormatRule")
def add_rule(batch: Batch, request: Json) -> None:
    """A rule at an index; those from there on move down."""
    rule = request.get("rule", {})
    tab = _ruled_tab(batch, rule)
    index = request.get("index", 0)
    if not 0 <= index <= len(tab.conditional):
        raise Wrong(f"No conditional format on sheet: {tab.id} at index: {index}")
    tab.conditional.insert(index, _kept_rule(tab, rule, batch.spreadsheet.locale))


@handles("updateConditionalFormatRule")
def update_rule(batch: Batch, request: Json) -> Json:
    """Another rule in the place of one, or the same one at another place."""
    index = request.get("index", 0)
    if "rule" in request:
        tab = _ruled_tab(batch, request["rule"])
        old = _rule(tab, index)
        tab.conditional[index] = _kept_rule(tab, request["rule"], batch.spreadsheet.locale)
        return {"oldRule": old, "newRule": tab.conditional[index], "newIndex": index}
    tab = batch.tab(request)
    rule = _rule(tab, index)
    to = request.get("newIndex", 0)
    if not 0 <= to < len(tab.conditional):
        raise Wrong(f"No conditional format on sheet: {tab.id} at index: {to}")
    tab.conditional.remove(rule)
    tab.conditional.insert(to, rule)
    return {"oldIndex": index, "newRule": rule, "newIndex": to}


@handles("deleteConditionalFormatRule")
def delete_rule(batch: Batch, request: Json) -> Json:
    """A rule goes; those behind it move up."""
    tab = batch.tab(request)
    index = request.get("index", 0)
    rule = _rule(tab, index)
    for given in rule["ranges"]:
        batch.guard(tab, tab.area(given))
    del tab.conditional[index]
    return {"rule": rule}


def _rule(tab: Tab, index: int) -> Json:
    if not 0 <= index < len(tab.conditional):
        raise Wrong(f"No conditional format on sheet: {tab.id} at index: {index}")
    return tab.conditional[index]


def _ruled_tab(batch: Batch, rule: Json) -> Tab:
    ranges = rule.get("ranges", [])
    if not ranges:
        raise Wrong("ConditionalFormatRule.ranges must not be empty.")
    if len({given.get("sheetId", 0) for given in ranges}) > 1:
        raise Wrong("All ranges of a ConditionalFormatRule must be on the same sheet.")
    tab = batch.tab(ranges[0])
    for given in ranges:
        batch.guard(tab, tab.area(given))
    return tab


def _kept_rule(tab: Tab, rule: Json, locale: str) -> Json:
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise Wrong("Exactly one rule must be set in ConditionalFormatRule.")
    if "booleanRule" in rule:
        condition = rule["booleanRule"].get("condition")
        check_condition(condition, "conditional formatting", locale)
        style = rule["booleanRule"].get("format", {})
        if style.keys() - _RULE_FORMATS or style.get("textFormat", {}).keys() - _RULE_TEXT:
            raise Wrong("Unsupported format in a ConditionalFormatRule.")
    else:
        rule = rule | {"gradientRule": _kept_gradient(rule["gradientRule"], locale)}
    ranges = [tab.area(given).grid_range(tab.id) for given in rule["ranges"]]
    kept: Json = told(rule | {"ranges": ranges}, "ConditionalFormatRule")
    return kept


def _kept_gradient(gradient: Json, locale: str) -> Json:
    """A colour scale as it is kept: without values that its points do not need."""
    kept = dict(gradient)
    for name in ("minpoint", "midpoint", "maxpoint"):
        point = gradient.get(name)
        if point is None and name == "midpoint":
            continue
        kind = (point or {}).get("type", "INTERPOLATION_POINT_TYPE_UNSPECIFIED")
        if point is None or kind.endswith("UNSPECIFIED"):
            raise Wrong("No interpolationPointType specified.")
        if kind in {"MIN", "MAX"}:
            kept[name] = {k: v for k, v in point.items() if k != "value"}
        elif not point.get("value"):
            raise Wrong("InterpolationPoint.value is required.")
        else:
            check_number(point["value"], "InterpolationPoint.value", locale)
    return kept


@handles("addProtectedRange")
def add_protected(batch: Batch, request: Json) -> Json:
    """Cells that only some may write to; its owner and whoever makes it among them."""
    given = dict(request.get("protectedRange", {}))
    taken = [p["protectedRangeId"] for tab in batch.spreadsheet.tabs for p in tab.protected]
    given.setdefault("protectedRangeId", batch.new_id(taken))
    if given["protectedRangeId"] in taken:
        raise Wrong(f"Protected range with ID: {given['protectedRangeId']} already exists.")
    given.setdefault("editors", {"users": [batch.account.email]})
    tab, kept = _kept_protection(batch, given)
    tab.protected.append(kept)
    return {"protectedRange": shown_protection(batch, kept)}


@handles("updateProtectedRange")
def update_protected(batch: Batch, request: Json) -> None:
    """Other cells, other editors, another description."""
    mask = batch.mask(request, "ProtectedRange")
    given = request.get("protectedRange", {})
    tab, old = _protection(batch, given.get("protectedRangeId", 0))
    place = tab.protected.index(old)
    tab.protected.remove(old)
    new = laid_over(old, given, mask) | {"protectedRangeId": old["protectedRangeId"]}
    other, kept = _kept_protection(batch, new)
    other.protected.insert(place if other is tab else len(other.protected), kept)


@handles("deleteProtectedRange")
def delete_protected(batch: Batch, request: Json) -> None:
    """Everybody may write there again."""
    tab, protected = _protection(batch, request.get("protectedRangeId", 0))
    tab.protected.remove(protected)


def _protection(batch: Batch, number: int) -> tuple[Tab, Json]:
    for tab in batch.spreadsheet.tabs:
        for protected in tab.protected:
            if protected["protectedRangeId"] == number:
                if not batch.may_edit(protected):
                    raise Wrong(PROTECTED)
                return tab, protected
    raise Wrong(f"No protected range with ID: {number}")


def _kept_protection(batch: Batch, given: Json) -> tuple[Tab, Json]:
    if ("range" in given) == ("namedRangeId" in given):
        raise Wrong("Exactly one of range and namedRangeId must be specified.")
    ranges = [given.get("range")] + [
        n["range"]
        for n in batch.spreadsheet.named
        if n["namedRangeId"] == given.get("namedRangeId")
    ]
    found = next((r for r in ranges if r is not None), None)
    if found is None:
        raise Wrong(f"No named range with ID: {given['namedRangeId']}")
    tab = batch.tab(found)
    tab.area(found)
    if given.get("unprotectedRanges") and found.keys() - {"sheetId"}:
        raise Wrong("Unprotected ranges are only supported on protected sheets.")
    for free in given.get("unprotectedRanges", []):
        batch.tab(free).area(free)
    users = given.get("editors", {}).get("users", [])
    if not batch.owns and not given.get("warningOnly") and batch.account.email not in users:
        raise Wrong("You can't remove yourself as an editor.")
    hidden = {"requestingUserCanEdit"}
    kept = {k: v for k, v in given.items() if k not in hidden}
    if given.get("warningOnly"):
        kept.pop("editors", None)
    return tab, told(kept, "ProtectedRange")


def shown_protection(batch: Batch, protected: Json) -> Json:
    """A protected range as this account sees it: the editors only if it is one of them."""
    if batch.may_edit(protected):
        return protected | {"requestingUserCanEdit": True}
    return {k: v for k, v in protected.items() if k != "editors"}


def covers(batch: Batch, tab: Tab, protected: Json) -> bool:
    """Whether a protected range lies on this tab."""
    return protected_area(batch, tab, protected) is not None


@handles("setBasicFilter")
def set_filter(batch: Batch, request: Json) -> None:
    """The one filter of a tab."""
    given = request.get("filter", {})
    tab, area = batch.range(given)
    batch.guard(tab, area)
    if any(area.meets(merge) for merge in tab.tall_merges()):
        raise Wrong("You can't create a filter over a range containing vertical merges.")
    for spec in given.get("filterSpecs", []):
        if not {"columnIndex", "dataSourceColumnReference"} & spec.keys():
            raise Wrong("FilterSpec must have a columnIndex or a dataSourceColumnReference.")
    for criteria in given.get("filterSpecs", []) + list(given.get("criteria", {}).values()):
        condition = criteria.get("filterCriteria", criteria).get("condition")
        if condition is not None:
            check_condition(condition, "filters", batch.spreadsheet.locale)
    tab.basic_filter = told(given | {"range": area.grid_range(tab.id)}, "BasicFilter")


@handles("clearBasicFilter")
def clear_filter(batch: Batch, request: Json) -> None:
    """No filter any more."""
    tab = batch.tab(request)
    if tab.basic_filter is not None:
        batch.guard(tab, tab.area(tab.basic_filter["range"]))
    tab.basic_filter = None


@handles("addFilterView")
def add_view(batch: Batch, request: Json) -> Json:
    """A filter that each person may choose."""
    given = dict(request.get("filter", {}))
    tab, area = batch.range(given)
    taken = [v["filterViewId"] for t in batch.spreadsheet.tabs for v in t.views]
    given.setdefault("filterViewId", batch.new_id(taken))
    if given["filterViewId"] in taken:
        raise Wrong(f"Filter view with ID: {given['filterViewId']} already exists.")
    given.setdefault("title", f"Filter {len(tab.views) + 1}")
    tab.views.append(told(given | {"range": area.grid_range(tab.id)}, "FilterView"))
    return {"filter": tab.views[-1]}


@handles("deleteFilterView")
def delete_view(batch: Batch, request: Json) -> None:
    """A filter goes."""
    number = request.get("filterId", 0)
    for tab in batch.spreadsheet.tabs:
        for view in tab.views:
            if view["filterViewId"] == number:
                tab.views.remove(view)
                return
    raise Wrong(f"No filter view with ID: {number}")


@handles("addBanding")
def add_banding(batch: Batch, request: Json) -> Json:
    """Rows in two colours by turns."""
    given = dict(request.get("bandedRange", {}))
    tab, area = batch.range(given)
    batch.guard(tab, area)
    if any(tab.area(band["range"]).meets(area) for band in tab.bands):
        message = (
            "You cannot add alternating background colors to a range that already has "
            "alternating background colors."
        )
        raise Wrong(message)
    if "rowProperties" not in given and "columnProperties" not in given:
        raise Wrong("At least one of rowProperties and columnProperties must be specified.")
    taken = [b["bandedRangeId"] for t in batch.spreadsheet.tabs for b in t.bands]
    given.setdefault("bandedRangeId", batch.new_id(taken))
    if given["bandedRangeId"] in taken:
        raise Wrong(f"Banded range with ID: {given['bandedRangeId']} already exists.")
    tab.bands.append(told(given | {"range": area.grid_range(tab.id)}, "BandedRange"))
    return {"bandedRange": tab.bands[-1]}


@handles("deleteBanding")
def delete_banding(batch: Batch, request: Json) -> None:
    """One colour again."""
    number = request.get("bandedRangeId", 0)
    for tab in batch.spreadsheet.tabs:
        for band in tab.bands:
            if band["bandedRangeId"] == number:
                tab.bands.remove(band)
                return
    raise Wrong(f"No banded range with ID: {number}")
