"""All that a spreadsheet holds, to be compared before and after."""

from __future__ import annotations

from typing import Any

from tests.google_server.grid import Tab
from tests.google_server.ranges import letters
from tests.google_server.rights import File

Json = dict[str, Any]


def snapshot_of(file: File) -> Json:
    """All that a spreadsheet holds, as plain data of its own."""
    kept = file.spreadsheet
    assert kept is not None
    copy = kept.copy()
    return {
        "properties": copy.properties,
        "named": copy.named,
        "metadata": copy.metadata,
        "tabs": {
            tab.title: {name: value for name, value in vars(tab).items() if name != "rows"}
            | {"cells": _written(tab)}
            for tab in copy.tabs
        },
    }


def _written(tab: Tab) -> dict[str, Json]:
    return {f"{letters(c)}{r + 1}": dict(cell) for r, c, cell in tab.written(tab.whole)}
