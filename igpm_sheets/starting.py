"""What an office starts with: settings with comments, a blank tracker and blank mark sheets."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from igpm_sheets.problems import CellRef, Failed, problem
from igpm_sheets.settings import DEFAULT_FILE

TEMPLATES = {
    "igpm.toml": DEFAULT_FILE,
    "tracker.xlsx": "applications.xlsx",  # the tracker that the settings name
    "mark_sheet_grid.xlsx": "mark_sheet_grid.xlsx",
    "mark_sheet_form.xlsx": "mark_sheet_form.xlsx",
}
"""The templates by their names, and what they are called in an office's folder."""


class Started(NamedTuple):
    """The files that were made, and those that stood there already and were left alone."""

    made: list[Path]
    kept: list[Path]


def templates() -> Traversable:
    """The folder of the templates: within the installed package, else beside it in a checkout.

    Raises:
        Failed: there is none; the installation is not whole (F18).
    """
    package = files("igpm_sheets")
    return _first_folder(
        (package / "workbook_templates", Path(str(package)).parent / "workbook_templates")
    )


def _first_folder(places: Iterable[Traversable]) -> Traversable:
    for place in places:
        if (place / DEFAULT_FILE).is_file():
            return place
    raise Failed(problem("F18", CellRef("workbook_templates")))


def start(folder: Path) -> Started:
    """Copies the templates into a folder, which is made where it is missing.

    Nothing is ever written over.

    Raises:
        CannotWrite: a file could not be written.
    """
    from igpm_sheets.writers.saving import put_in_place  # noqa: PLC0415 - not every command writes

    source = templates()
    started = Started([], [])
    for name, called in TEMPLATES.items():
        path = folder / called
        if path.exists() or path.is_symlink():
            started.kept.append(path)
        else:
            put_in_place(path, (source / name).read_bytes())
            started.made.append(path)
    return started
