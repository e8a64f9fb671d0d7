"""Makes the blank workbooks in workbook_templates/.

    .venv/bin/python scripts/make_templates.py [FOLDER]

The same code makes the same bytes; a test compares what is checked in. The settings file
among the templates is written by hand.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from feedback_template import feedback_template
from letters_template import letters_template
from results_template import results_template

from igpm_sheets.demo.mark_sheets import forms, grid
from igpm_sheets.demo.office import Marker
from igpm_sheets.demo.tracker import tracker
from igpm_sheets.rulebook import load

TEMPLATES = Path(__file__).resolve().parent.parent / "workbook_templates"

CREATED = date(2026, 1, 5)
"""Stands in the documents' properties, so that they do not change from day to day."""


def make_templates(folder: Path = TEMPLATES) -> list[Path]:
    """Writes the blank workbooks into a folder."""
    book, nobody = load(), Marker("", "", ())
    contents = {
        "tracker.xlsx": tracker({}, CREATED, instructions=True),
        "mark_sheet_grid.xlsx": grid(nobody, book, CREATED),
        "mark_sheet_form.xlsx": forms(nobody, book, CREATED),
        "results_template.xlsx": results_template(CREATED),
        "feedback_template.xlsx": feedback_template(CREATED),
        "letters_template.xlsx": letters_template(CREATED),
    }
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths


if __name__ == "__main__":
    for made in make_templates(*map(Path, sys.argv[1:2])):
        print(made)
