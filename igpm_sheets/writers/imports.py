"""Files of plain text for another program to import: ours alone are ever replaced."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from igpm_sheets.problems import CellRef, problem
from igpm_sheets.writers.files.saving import CannotWrite, may_replace, put_in_place

Row = Sequence[str]
Ours = Callable[[Row, Sequence[Row]], bool]
"""Whether a file that has these headings and rows can only be one of ours."""

_LARGEST: Final = 8 << 20
"""Bytes that a file of ours may have: five hundred rows are far fewer."""


def write_imports(
    path: Path, headings: Row, rows: Sequence[Row], *, most: int, is_ours: Ours
) -> list[Path]:
    """Writes the rows into a file, or where there are too many for one into several.

    UTF-8 without a mark, which some programs take for a part of the first heading; lines
    end as on Windows.

    Args:
        path: the first file, ending in `.csv`; the others are numbered from 2.
        headings: the first line of each.
        rows: as many fields each as there are headings.
        most: rows that a file may hold.
        is_ours: tells what may be replaced; a file without anything in it may always be.

    Returns:
        The files; none where there are no rows.

    Raises:
        CannotWrite: a name that is no such file's (F51), a folder that is not there (F58), a
            folder (F20) or a file that is not ours (F52) stands there, or it cannot be written
            (F22 to F27).
    """
    _may_be_named(path)
    parts = [rows[at : at + most] for at in range(0, len(rows), most)]
    paths = [numbered(path, number) for number, _ in enumerate(parts, 1)]
    for each in paths:
        _may_write(each, is_ours)
    for each, part in zip(paths, parts, strict=True):
        text = StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows([headings, *part])
        put_in_place(each, text.getvalue().encode())
    return paths


def left_over(path: Path, written: int, *, is_ours: Ours) -> list[Path]:
    """The files of ours from an earlier run, which had more of them than the `written`."""
    found = []
    while is_ours_at(left := numbered(path, written + 1), is_ours):
        found.append(left)
        written += 1
    return found


def numbered(path: Path, number: int) -> Path:
    """The name of one of several files.

    >>> numbered(Path("xero.csv"), 1).name, numbered(Path("xero.csv"), 2).name
    ('xero.csv', 'xero-2.csv')
    """
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")


def is_ours_at(path: Path, is_ours: Ours) -> bool:
    """Whether a file of ours stands there."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return False
        text = path.read_bytes().decode("utf-8-sig")
        headings, *rows = csv.reader(StringIO(text, newline=""), strict=True)
    except (OSError, ValueError, csv.Error):
        return False
    return is_ours(headings, rows)


def _may_be_named(path: Path) -> None:
    """Makes sure of the name and the folder, also where there is nothing to write.

    A folder is not made here: that of a mistyped drive would be, and the file in it lost.
    """
    where = CellRef(str(path))
    if path.suffix.lower() != ".csv":
        raise CannotWrite(problem("F51", where, path.name, name=f"{path.stem or 'xero'}.csv"))
    parent = path.absolute().parent
    if not parent.is_dir():
        raise CannotWrite(problem("F58", where, path.name, parent=parent))


def _may_write(path: Path, is_ours: Ours) -> None:
    where = CellRef(str(path))
    foreign = problem("F52", where, path.name)
    may_replace(path, where, lambda: is_ours_at(path, is_ours), foreign)
