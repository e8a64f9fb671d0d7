"""Finds the templates that come with the program: within the package, else beside a checkout."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from igpm_sheets.problems import CellRef, Failed, problem
from igpm_sheets.settings import DEFAULT_FILE, Settings

RESULTS = "results_template.xlsx"
"""The template that results are laid out on."""

MARK_SHEET = "mark_sheet_grid.xlsx"
"""The blank mark sheet that assessors' mark sheets are made from."""

FEEDBACK = "feedback_template.xlsx"
"""The template of what a candidate is sent, and of the comments that the office looks through."""

LETTERS = "letters_template.xlsx"
"""The template of the workbook that letters are merged from."""


def templates_folder() -> Path:
    """The folder of the templates: within the installed package, else beside it in a checkout.

    Raises:
        Failed: there is none; the installation is not whole (F18).
    """
    package = Path(str(files("igpm_sheets")))
    return _first_folder((package / "workbook_templates", package.parent / "workbook_templates"))


def _first_folder(places: Iterable[Path]) -> Path:
    for place in places:
        if (place / DEFAULT_FILE).is_file():
            return place
    raise Failed(problem("F18", CellRef("workbook_templates")))


def own_templates(settings: Settings) -> dict[str, Path]:
    """The office's own copies of templates, by the names of the program's."""
    own = {
        RESULTS: settings.template,
        FEEDBACK: settings.feedback_template,
        LETTERS: settings.letters_template,
    }
    return {name: path for name, path in own.items() if path is not None}


def builtin_template(name: str) -> Path:
    """Where a template that comes with the program stands, such as `RESULTS`.

    Raises:
        Failed: it is not there; the installation is not whole (F18).
    """
    path = templates_folder() / name
    if not path.is_file():
        raise Failed(problem("F18", CellRef(f"workbook_templates/{name}")))
    return path
