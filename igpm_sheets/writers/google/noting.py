"""What is noted on our tabs in a spreadsheet's developer metadata: how we have left them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from igpm_sheets.reports.tables import Tab
from igpm_sheets.writers.filling.template import Template
from igpm_sheets.writers.google.areas import ends_of
from igpm_sheets.writers.google.comparing import Source, Wish
from igpm_sheets.writers.google.covering import from_corner
from igpm_sheets.writers.google.drawn import DrawnTab
from igpm_sheets.writers.google.present import STATE_KEY, Answer, Present, entered
from igpm_sheets.writers.google.standing import Wanted

Request = Mapping[str, Any]

LOOK: Final = "1"
"""Goes up when this program shows the same tabs in another way, so that they are written anew."""


class State(NamedTuple):
    """How we left the tab, kept in its developer metadata."""

    order: str = ""
    """A sign of the order of the applications, as long as it is ours."""
    rules: tuple[str, ...] = ()
    """Signs of our conditional formats, so that they can be told from people's."""

    @classmethod
    def of(cls, written: str) -> State:
        """The state as it was noted; none where it is no note of ours."""
        try:
            content = json.loads(written)
            return cls(str(content["order"]), tuple(map(str, content["rules"])))
        except (ValueError, TypeError, KeyError):
            return cls()

    def __str__(self) -> str:
        return json.dumps({"order": self.order, "rules": self.rules})


def order_sign(keys: Sequence[str]) -> str:
    """A sign of an order of applications, short enough to be noted."""
    return sha256("\n".join(keys).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def rule_sign(rule: Answer) -> str:
    """A sign of what a conditional format asks, whatever it covers and makes of it.

    Google lets the cells in its formulas move along with columns and rows: they are told by how
    far they are from the first cell that it covers.
    """
    asked = rule.get("booleanRule", {}).get("condition", {})
    row, column, *_ = ends_of(next(iter(rule.get("ranges", ())), {}))
    values = [
        from_corner(str(each.get("userEnteredValue", "")), row, column)
        for each in asked.get("values", ())
    ]
    points = rule.get("gradientRule", {})
    ends = [points.get(each, {}) for each in ("minpoint", "midpoint", "maxpoint")]
    graded = [[end.get("type", ""), end.get("value", "")] for end in ends]
    text = json.dumps([asked.get("type", ""), values, graded if points else []])
    return sha256(text.encode()).hexdigest()[:12]


def state_of_new(wish: Wish, wanted: Wanted) -> str:
    """How a tab of results is left when it has just been made."""
    keys = [str(entered(row[0]).get("stringValue", "")).strip() for row in wanted.rows]
    return str(State(order_sign(keys), tuple(rule_sign(rule) for rule in wish.drawn.rules)))


def look_of(tab: Tab, drawn: DrawnTab, template: Template, source: Source | None) -> str:
    """A sign of how a tab looks, whatever its values: by its template, and what pivots count."""
    pivots = [cell["pivotTable"] for row in drawn.cells for cell in row if "pivotTable" in cell]
    text = json.dumps([LOOK, tab.template, _print_of(template), pivots and source], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:16]


def _print_of(template: Template) -> str:
    """A sign of a template's content."""
    known = _PRINTS.get(id(template))
    if known is None or known[0] is not template:
        package = template.package
        parts = sha256()
        for name in sorted(package.names):
            parts.update(name.encode())
            parts.update(package.read(name))
        _PRINTS[id(template)] = known = template, parts.hexdigest()
    return known[1]


_PRINTS: dict[int, tuple[Template, str]] = {}


def noted_on(present: Present) -> str:
    """How a tab was left, as it was noted; "" where nothing was."""
    known = present.noted(STATE_KEY)
    return str(known.get("metadataValue", "")) if known else ""


def noted(present: Present, state: str) -> Iterator[Request]:
    """Notes on a tab how it is left, in place of what was noted before."""
    known = present.noted(STATE_KEY)
    if known is not None and str(known.get("metadataValue", "")) == state:
        return
    if known is not None and "metadataId" in known:
        lookup = {"developerMetadataLookup": {"metadataId": known["metadataId"]}}
        yield {"deleteDeveloperMetadata": {"dataFilter": lookup}}
    yield note(present.id, state)


def note(sheet: int, state: str) -> Request:
    """Notes on a tab how it is left."""
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": STATE_KEY,
                "metadataValue": state,
                "location": {"sheetId": sheet},
                "visibility": "DOCUMENT",
            }
        }
    }
