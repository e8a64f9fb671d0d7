"""Batches applied to a spreadsheet as the server keeps it, without the way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from igpm_sheets.google.masks import GIVEN_LOOK, WRITING
from tests.google_server import (  # noqa: F401 - each lets the server know some kinds of requests
    batch_cells,
    batch_dimensions,
    batch_objects,
    batch_rules,
    batch_tabs,
)
from tests.google_server.batch import Batch, apply
from tests.google_server.discovery import document
from tests.google_server.grid import Spreadsheet, new_spreadsheet
from tests.google_server.reading import answer_mask, spreadsheet
from tests.google_server.rights import Account

ACCOUNT = Account("igpm@office.iam.gserviceaccount.example", service=True)
PERSON = Account("office@igpm.example")


TOLD = (
    WRITING.replace("data(", "data(columnMetadata,")
    .replace("charts(", "charts(spec,")
    .replace("rowData(values(", "rowData(values(pivotTable,")
    .replace("dataValidation(condition(type))", "dataValidation")
    .replace(GIVEN_LOOK, "userEnteredFormat")
)
"""What the program asks for, and what it has written: sizes, charts, pivots, looks."""


def blank() -> Spreadsheet:
    """A spreadsheet with one blank tab, number 0."""
    return new_spreadsheet("KEY", "Tracker", "en_GB", "Europe/London")


def applied(
    book: Spreadsheet, requests: Sequence[Mapping[str, Any]], account: Account = ACCOUNT
) -> Spreadsheet:
    """The spreadsheet after a batch, each request of which is checked against Google's document.

    Raises:
        Refused: a request that does not fit, or that Google would not do.
    """
    body = document("sheets").fitting({"requests": list(requests)}, "BatchUpdateSpreadsheetRequest")
    after = book.copy()
    apply(Batch(after, account, owns=False), body["requests"])
    return after


def answer(book: Spreadsheet, fields: str = TOLD) -> dict[str, Any]:
    """What `spreadsheets.get` answers."""
    mask = answer_mask(fields, "Spreadsheet")
    return dict(spreadsheet(Batch(book, ACCOUNT, owns=False), mask))


def sheet(book: Spreadsheet, name: str, fields: str = TOLD) -> dict[str, Any]:
    """What it answers of one tab, without the colours that Google tells a second time."""
    told = answer(book, fields)["sheets"]
    found = next(each for each in told if each["properties"]["title"] == name)
    return dict(_once(found))


def _once(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _once(part) for name, part in value.items() if f"{name}Style" not in value}
    return [_once(part) for part in value] if isinstance(value, list) else value


def cell(told: Mapping[str, Any], row: int, column: int) -> dict[str, Any]:
    """One cell of a tab that begins at A1, counted from 0; nothing for a blank."""
    rows = told["data"][0].get("rowData", [])
    values = rows[row].get("values", []) if row < len(rows) else []
    return dict(values[column]) if column < len(values) else {}
