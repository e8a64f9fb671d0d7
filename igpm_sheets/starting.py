"""What an office starts with: settings, a blank tracker and mark sheets, how results look."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from igpm_sheets import templates
from igpm_sheets.settings import DEFAULT_FILE

TEMPLATES = {
    "igpm.toml": DEFAULT_FILE,
    "tracker.xlsx": "applications.xlsx",  # the tracker that the settings name
    "mark_sheet_grid.xlsx": "mark_sheet_grid.xlsx",
    "mark_sheet_form.xlsx": "mark_sheet_form.xlsx",
    templates.RESULTS: templates.RESULTS,
    templates.LETTERS: templates.LETTERS,
    templates.FEEDBACK: templates.FEEDBACK,
}
"""The templates by their names, and what they are called in an office's folder."""


class Started(NamedTuple):
    """The files that were made, and those that stood there already and were left alone."""

    made: list[Path]
    kept: list[Path]


def start(folder: Path) -> Started:
    """Copies the templates into a folder, which is made where it is missing.

    Nothing is ever written over.

    Raises:
        CannotWrite: a file could not be written.
        Failed: the templates are missing from the program (F18).
    """
    from igpm_sheets.writers.files.saving import put_in_place  # noqa: PLC0415 - not every command writes

    source = templates.templates_folder()
    started = Started([], [])
    for name, called in TEMPLATES.items():
        path = folder / called
        if path.exists() or path.is_symlink():
            started.kept.append(path)
        else:
            put_in_place(path, (source / name).read_bytes())
            started.made.append(path)
    return started
