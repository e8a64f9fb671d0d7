"""Which files the settings mean: paths, folders and patterns, resolved in a stable order.

A path that exists as it is written wins over any meaning as a pattern, so that names such
as `marks [2026].xlsx` work. In a pattern `*`, `?` and `**` have a meaning and nothing else
has; endings match whatever their case.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from igpm_sheets.google.addresses import is_web
from igpm_sheets.problems import CellRef, Problem, problem

SHEET_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".csv", ".tsv"}
)
MISTAKEN_ENDINGS = frozenset({".numbers", ".gsheet"})
"""Not readable, but somebody's sheet: reading them says so, where skipping would lose marks."""
A_FEW = 5

LeftOut = Callable[[Path], bool]


def _nothing(_: Path) -> bool:
    return False


def find_files(
    patterns: Sequence[str], folder: Path, left_out: LeftOut = _nothing
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The files that paths, folders and patterns stand for, relative to the settings' folder.

    In the order of the patterns, then of the names, each file once; addresses of pages are no
    business of this. A folder stands for the spreadsheets directly in it. What other programs
    leave beside a workbook, and hidden files, are passed over in silence; other foreign files
    with a note (F03). So are, wherever a folder or pattern leads to them, the files and folders
    that are to be `left_out`.

    Problems: a path that does not exist (F01), a folder or pattern without any sheet (F02),
    a folder within a named folder that holds sheets (F04).
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for pattern in patterns:
        if is_web(pattern):
            continue
        paths, faults = _meant_by(pattern, folder, left_out)
        problems += faults
        for path in paths:
            found.setdefault(_identity(path), path)
    return tuple(found.values()), tuple(problems)


def known_as(path: Path, folder: Path) -> str:
    """A file's name as people know it: relative to the settings where it lies below them."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return str(path)


def locked_by(name: str) -> str:
    """The workbook whose lock file has this name, or "" for any other file.

    >>> locked_by("~$marks.xlsx"), locked_by(".~lock.marks.ods#"), locked_by("marks.xlsx")
    ('marks.xlsx', 'marks.ods', '')
    """
    if name.startswith("~$"):
        return name[2:]
    if name.startswith(".~lock."):
        return name.removeprefix(".~lock.").removesuffix("#")
    return ""


def nearest_name(path: Path) -> str:
    """What stands in the folder of a missing file and is called much the same, in words."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where a file is missing

    try:
        names = [entry.name for entry in path.parent.iterdir() if not _is_passed_over(entry)]
    except OSError:
        return "its folder does not exist either"
    close = get_close_matches(path.name, names, n=1)
    return f"{close[0]} stands in that folder" if close else ""


def _meant_by(pattern: str, folder: Path, left_out: LeftOut) -> tuple[list[Path], list[Problem]]:
    where = CellRef(pattern)
    path = _literal(pattern, folder)
    if path is not None:
        return _in_folder(path, where, left_out) if _is_folder(path) else ([path], [])
    if "*" in pattern or "?" in pattern:
        return _matching(pattern, folder, where, left_out)
    return [], [problem("F01", where, nearest_name(folder / _at_home(pattern)))]


def _literal(pattern: str, folder: Path) -> Path | None:
    """The file or folder of just this name, if there is one."""
    for written in (pattern, pattern.replace("\\", "/")):
        path = folder / _at_home(written)
        try:
            path.lstat()
        except (OSError, ValueError):  # such as a name that Windows does not allow
            continue
        return path
    return None


def _at_home(written: str) -> Path:
    """The path with a leading `~/` resolved; `~$marks.xlsx` is nobody's home."""
    path = Path(written)
    return path.expanduser() if path.parts[:1] == ("~",) else path


def _in_folder(folder: Path, where: CellRef, left_out: LeftOut) -> tuple[list[Path], list[Problem]]:
    """The spreadsheets directly in a folder."""
    try:
        visible = _visible(sorted(folder.iterdir(), key=_order), left_out)
    except OSError as error:
        return [], [problem("F06", where, error.strerror)]
    found, problems = _sorted_out([path for path in visible if not _is_folder(path)], where)
    deeper = [path.name for path in visible if _is_folder(path) and _holds_sheets(path)]
    if deeper:
        pattern = f"{where.source.rstrip('/')}/**"
        problems.append(problem("F04", where, _a_few(deeper), pattern=pattern))
    return found, problems


def _matching(
    pattern: str, folder: Path, where: CellRef, left_out: LeftOut
) -> tuple[list[Path], list[Problem]]:
    """The spreadsheets that a pattern matches; folders that it matches stand for theirs."""
    import glob  # noqa: PLC0415 - only for patterns

    written = _at_home(pattern.replace("\\", "/"))
    stem, ending = written.as_posix().removesuffix(written.suffix), written.suffix
    any_case = re.sub("[A-Za-z]", lambda c: f"[{c[0].lower()}{c[0].upper()}]", ending)
    # Not Path.glob, which takes no absolute patterns and, before 3.13, means folders by **.
    anywhere = Path(glob.escape(str(folder)), stem.replace("[", "[[]") + any_case)
    matched = sorted(map(Path, glob.glob(str(anywhere), recursive=True)), key=_order)  # noqa: PTH207
    visible = _visible(matched, left_out)
    files = [path for path in visible if not _is_folder(path)]
    if files and ending and "*" not in ending and "?" not in ending:
        return files, []  # whoever writes *.txt means it
    for path in visible:
        if _is_folder(path):
            inner, _ = _in_folder(path, where, left_out)
            files += [each for each in inner if each not in files]
    return _sorted_out(files, where)


def _sorted_out(files: Sequence[Path], where: CellRef) -> tuple[list[Path], list[Problem]]:
    """The files that may be sheets, with a note of those that cannot be."""
    sheets = [path for path in files if path.suffix.casefold() in SHEET_ENDINGS | MISTAKEN_ENDINGS]
    foreign = [path.name for path in files if path not in sheets]
    problems = []
    if not sheets:
        problems.append(problem("F02", where, _a_few(foreign) or "nothing"))
    elif foreign:
        problems.append(problem("F03", where, _a_few(foreign)))
    return sheets, problems


def _is_folder(path: Path) -> bool:
    """Whether it is a folder in people's eyes: Numbers keeps a document as one."""
    try:
        return path.is_dir() and path.suffix.casefold() != ".numbers"
    except OSError:
        return False


def _visible(paths: Sequence[Path], left_out: LeftOut) -> list[Path]:
    return [path for path in paths if not (_is_passed_over(path) or left_out(path))]


def _is_passed_over(path: Path) -> bool:
    """Whether a program left it there for itself: lock files, hidden files."""
    if path.name.startswith((".", "~$")) or path.name.casefold() in ("desktop.ini", "thumbs.db"):
        return True
    try:
        attributes: int = getattr(path.stat(), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _holds_sheets(folder: Path) -> bool:
    try:
        return any(path.suffix.casefold() in SHEET_ENDINGS for path in folder.iterdir())
    except OSError:
        return False


def _a_few(names: Sequence[str]) -> str:
    rest = len(names) - A_FEW
    return ", ".join(names[:A_FEW]) + (f" and {rest} more" if rest > 0 else "")


def _order(path: Path) -> tuple[str, str]:
    return str(path).casefold(), str(path)


def _identity(path: Path) -> str:
    """The same for two ways of writing the same file."""
    return os.path.normcase(os.path.realpath(path))
