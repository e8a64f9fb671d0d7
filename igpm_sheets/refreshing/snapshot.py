"""The small file in which a run keeps what it decided, so that the next can say what differs.

`last-refresh.json` lies beside the backups. Nothing but explanations depends on it: one that
is missing, damaged or somebody else's counts as none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.remembered import Memory, as_json, from_json

NAME = "last-refresh.json"
_MADE_BY = "igpm_sheets"
_VERSION = 1
_LARGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one workbook was last brought up to date from."""

    sources: tuple[str, ...]
    """The paths, folders and patterns of the settings that led to any spreadsheet."""
    files: tuple[str, ...]
    """The spreadsheets that were read."""
    memory: Memory


def read_snapshots(folder: Path) -> dict[str, Snapshot]:
    """The snapshots in a folder, by the name of the workbook; none where there is no sound file."""
    path = folder / NAME
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or content.get("made_by") != _MADE_BY:
        return {}
    workbooks = content.get("workbooks")
    if content.get("version") != _VERSION or not isinstance(workbooks, dict):
        return {}
    found = {name: _snapshot(each) for name, each in workbooks.items()}
    return {name: each for name, each in found.items() if each is not None}


def _snapshot(written: object) -> Snapshot | None:
    if not isinstance(written, dict):
        return None
    sources, files = written.get("sources"), written.get("files")
    memory = from_json(written.get("applications"))
    if memory is None or not isinstance(sources, list) or not isinstance(files, list):
        return None
    return Snapshot(tuple(map(str, sources)), tuple(map(str, files)), memory)


def write_snapshots(folder: Path, snapshots: Mapping[str, Snapshot]) -> None:
    """Writes the snapshots in one step.

    Raises:
        CannotWrite: and then the earlier ones are whole.
    """
    from igpm_sheets.writers.files.saving import put_in_place  # noqa: PLC0415 - as all that writes

    workbooks: dict[str, Json] = {
        name: {
            "sources": list(each.sources),
            "files": list(each.files),
            "applications": as_json(each.memory),
        }
        for name, each in snapshots.items()
    }
    content = {"made_by": _MADE_BY, "version": _VERSION, "workbooks": workbooks}
    put_in_place(folder / NAME, json.dumps(content, indent=1).encode())
