"""Opens spreadsheet files, one or many, as grids: the way in for everything but Google.

Whatever is wrong with a file is said in plain words: no exception of a reader, nor a
panic of calamine, gets further than this module.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from igpm_sheets.adapters.files import locked_by, nearest_name
from igpm_sheets.adapters.grid import Grid, SourceUnreadable
from igpm_sheets.problems import CellRef, problem

LARGEST_FILE = 1 << 30
A_HANDFUL = 4
WORTH_THREADS = 2 << 20
"""Bytes in all; below, waiting for one another costs threads more than they gain."""

Opened = list[Grid] | SourceUnreadable


def read_file(path: Path, shown_as: str) -> list[Grid]:
    """The tabs of a spreadsheet file (.xlsx .xlsm .xls .xlsb .ods .csv) with true addresses.

    `shown_as` is the file's name as people know it. Chart and dialog sheets are left out;
    hidden tabs are flagged; a text file is one grid whose tab has no name.

    Raises:
        SourceUnreadable: if the file cannot be read, with what it seems to be and what to
            do (F01, F05 to F17).
    """
    where = CellRef(shown_as)
    try:
        return _grids(_bytes_of(path, where), where)
    except (SourceUnreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # calamine's panics derive from BaseException
        found = f"{type(error).__name__}: {error}"
        raise SourceUnreadable(problem("F17", where, found)) from error


def _grids(data: bytes, where: CellRef) -> list[Grid]:
    # Late, each: a command does not wait for what the office's files do not need.
    from igpm_sheets.adapters import recognise  # noqa: PLC0415

    match recognise.recognise(data, where):
        case recognise.Xlsx(package):
            from igpm_sheets.adapters.excel import read_xlsx  # noqa: PLC0415

            return read_xlsx(package, where.source)
        case recognise.Xlsb(package):
            from igpm_sheets.adapters.excel_xlsb import read_xlsb  # noqa: PLC0415

            return read_xlsb(package, where.source)
        case recognise.Ods(package):
            from igpm_sheets.adapters.opendocument import read_ods  # noqa: PLC0415

            return read_ods(package, where.source)
        case recognise.Xls(stream, saved):
            from igpm_sheets.adapters.excel_xls import read_xls  # noqa: PLC0415

            return read_xls(stream, where.source, saved_by_a_program=saved)
        case recognise.Text(text):
            from igpm_sheets.adapters.csvfile import read_csv  # noqa: PLC0415

            return read_csv(text, where.source)


def _bytes_of(path: Path, where: CellRef) -> bytes:
    workbook = locked_by(path.name)
    if workbook:
        raise SourceUnreadable(problem("F11", where, path.name, name=workbook))
    try:
        _refuse_what_is_no_file(path, where)
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceUnreadable(problem("F01", where, nearest_name(path))) from error
    except PermissionError as error:
        raise SourceUnreadable(problem("F06", where, error.strerror)) from error
    except (OSError, ValueError) as error:
        raise SourceUnreadable(problem("F14", where, error)) from error
    if not data:
        raise SourceUnreadable(problem("F07", where, "0 bytes"))
    return data


def _refuse_what_is_no_file(path: Path, where: CellRef) -> None:
    status = path.stat()
    if S_ISDIR(status.st_mode) and path.suffix.casefold() == ".numbers":
        # macOS keeps such a document as a folder.
        remedy = "in Numbers: File › Export To › Excel"
        raise SourceUnreadable(problem("F09", where, "an Apple Numbers document", remedy=remedy))
    if S_ISDIR(status.st_mode):
        raise SourceUnreadable(problem("F05", where, "a folder"))
    if not S_ISREG(status.st_mode):
        raise SourceUnreadable(problem("F05", where, "a device"))
    if status.st_size > LARGEST_FILE:
        raise SourceUnreadable(problem("F13", where, f"{status.st_size:,} bytes"))


def read_files(
    paths: Sequence[Path], shown_as: Callable[[Path], str] = str
) -> list[tuple[Path, Opened]]:
    """Each file with its grids, or with the reason why it cannot be read, in the same order.

    More than a handful are read side by side, unless they are too small to be worth it.
    """

    def opened(path: Path) -> Opened:
        try:
            return read_file(path, shown_as(path))
        except SourceUnreadable as unreadable:
            return unreadable

    if len(paths) <= A_HANDFUL or sum(map(_size, paths)) < WORTH_THREADS:
        return [(path, opened(path)) for path in paths]
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not for a handful

    with ThreadPoolExecutor(min(8, (os.cpu_count() or 1) + 2)) as several:
        return list(zip(paths, several.map(opened, paths), strict=True))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
