"""Writes an office down as a folder: settings, a tracker and mark sheets, tidy or messy."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from . import words
from .marksheets import write_marks
from .records import Office
from .tracker import write_tracker

Style = Literal["plain", "messy"]
Layout = Literal["grid", "list", "form", "mixed"]


def write_office(
    office: Office,
    folder: Path,
    *,
    style: Style,
    marks: Layout,
    seed: int,
    interpretations: Mapping[str, object] | None = None,
    assume: Mapping[str, str] | None = None,
) -> Path:
    """Writes ``igpm.toml``, the tracker and the mark sheets, and returns the settings' path."""
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    messy = style == "messy"
    columns = own_columns(rng) if messy else {}
    name = (
        rng.choice(("applications.xlsx", "Tracker 2023-26.xlsx")) if messy else "applications.xlsx"
    )
    write_tracker(office, folder / name, rng, messy=messy, own=columns)
    write_marks(office, folder / "marks", rng, messy=messy, layout=marks)
    sections: dict[str, Mapping[str, object]] = {
        "tracker": {"source": name},
        "tracker.columns": columns,
        "tracker.assume": assume or {},
        "marks": {"sources": [rng.choice(("marks/*.xlsx", "marks")) if messy else "marks/*.xlsx"]},
        "results": {"workbook": "results.xlsx"},
        "interpretations": interpretations or {},
    }
    settings = folder / "igpm.toml"
    settings.write_text(toml(sections), encoding="utf-8")
    return settings


def own_columns(rng: random.Random) -> dict[str, str]:
    """The columns that have the office's own headings, which its settings declare."""
    names = rng.sample(sorted(words.OWN_HEADINGS), 4)
    return {name: words.OWN_HEADINGS[name] for name in sorted(names)}


def toml(sections: Mapping[str, Mapping[str, object]]) -> str:
    """The settings file; text, numbers, lists and truth values are alike in JSON and TOML."""
    blocks = []
    for section, values in sections.items():
        if values:
            lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
            blocks.append("\n".join((f"[{section}]", *lines)))
    return "\n\n".join(blocks) + "\n"
