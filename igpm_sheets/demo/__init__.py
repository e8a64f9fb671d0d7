"""A fictional office to try the program on: settings, a tracker and three assessors' marks."""

from __future__ import annotations

import pkgutil
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import which

from igpm_sheets.core.years import in_words
from igpm_sheets.settings import DEFAULT_FILE

__all__ = ["DEMO_TODAY", "FIRST_ROUND", "FolderInUse", "make_demo", "tour"]

DEMO_TODAY = date(2026, 6, 22)
"""The day in the fictional office: the marks are in, the results are due in eight days."""

FIRST_ROUND = "2026-05"
"""The window with twelve applications, of which ten reach the standard."""

TRACKER = "applications.xlsx"
MADE_AS = "demo"
"""What the workbooks' own property says of them."""


class FolderInUse(Exception):  # noqa: N818 - it names what happened, as the office would
    """The folder holds a file that the demo would have to write over; nothing was written.

    The message says which file, and what to do.
    """


def make_demo(folder: Path, today: date = DEMO_TODAY) -> Path:
    """Writes the fictional office into a folder, and says where its settings are.

    The same day gives the same bytes, so that a second run changes nothing.

    Raises:
        FolderInUse: a file stands in the way that the demo has not made, or that has changed.
        CannotWrite: a file could not be written.
    """
    from igpm_sheets.writers.files.saving import put_in_place  # noqa: PLC0415 - not every command writes

    files = dict(zip(_files(folder), _contents(today), strict=True))
    for path, content in files.items():
        if path.exists() and not _holds(path, content):
            raise FolderInUse(
                f"{path} is not as the demo makes it, so it is left alone."
                " Give another folder: igpm-sheets demo FOLDER."
            )
    for path, content in files.items():
        put_in_place(path, content)
    return folder / DEFAULT_FILE


def tour(folder: Path, results: Path, first_round: str) -> Iterator[str]:
    """What was made, what came of it, and what to look at next: lines for the terminal."""
    # From a checkout there is no such command: the lines must work as they are pasted.
    installed = which("igpm-sheets") is not None
    program = "igpm-sheets" if installed else f"{_quoted(sys.executable)} -m igpm_sheets"
    config = _quoted(folder / DEFAULT_FILE)
    yield f"A fictional office stands in {folder}. There it is {in_words(DEMO_TODAY)}."
    yield first_round
    yield ""
    yield "Open these:"
    yield f"  {folder / TRACKER}  the tracker, as an office keeps it"
    yield f"  {folder / 'marks'}  the mark sheets of three assessors, each in another layout"
    yield f"  {results}  the results"
    yield ""
    yield "Then try:"
    first = f"--window {FIRST_ROUND}"
    for command in ("status", f"results {first}", f"feedback {first}", "charges", "rules R33"):
        yield f"  {program} {command} --config {config} --today {DEMO_TODAY}"


def _quoted(path: Path | str) -> str:
    """A path as a shell takes it.

    >>> _quoted("demo/igpm.toml"), _quoted("my demo/igpm.toml")
    ('demo/igpm.toml', '"my demo/igpm.toml"')
    """
    return f'"{path}"' if " " in str(path) else str(path)


def _files(folder: Path) -> list[Path]:
    """Everything the demo writes, settings and tracker first."""
    from igpm_sheets.demo.office import fictional_office  # noqa: PLC0415 - only to make a demo

    marks = [folder / "marks" / _file_name(one.name) for one in fictional_office().panel]
    return [folder / DEFAULT_FILE, folder / TRACKER, *marks]


def _contents(today: date) -> Iterator[bytes]:
    """What belongs in the files, in their order."""
    from igpm_sheets.demo.mark_sheets import LAYOUTS  # noqa: PLC0415 - only to make a demo
    from igpm_sheets.demo.office import fictional_office  # noqa: PLC0415
    from igpm_sheets.demo.tracker import tracker  # noqa: PLC0415
    from igpm_sheets.rulebook import load  # noqa: PLC0415

    office, book = fictional_office(), load()
    settings = (pkgutil.get_data(__name__, "settings.toml") or b"").decode()
    yield settings.format(today=today, window=FIRST_ROUND).encode()
    yield tracker(office.tabs, today, made_as=MADE_AS, evidence_by_domain=False)
    for marker in office.panel:
        yield LAYOUTS[marker.layout](marker, book, today, made_as=MADE_AS)


def _file_name(name: str) -> str:
    """A file name that every system can keep.

    >>> _file_name("Siân Morgan-Hale")
    'sian-morgan-hale.xlsx'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "-".join(plain.casefold().split()) + ".xlsx"


def _holds(path: Path, content: bytes) -> bool:
    """Whether the file is just what the demo writes; one that somebody has typed in is not."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False
