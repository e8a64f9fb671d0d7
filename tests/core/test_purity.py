"""What may import what: the core is pure, and the parts lie in one direction.

Imports are read from the source, wherever they stand in a module, and followed through the
modules of the package.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import igpm_sheets

PACKAGE = Path(igpm_sheets.__file__).parent
NAME = igpm_sheets.__name__

LAYERS = ("adapters", "reading", "core", "reports", "writers")
MAY_NOT = {
    "adapters": {"reading", "core", "reports", "writers"},
    "reading": {"core", "reports", "writers"},
    "core": {"adapters", "reading", "reports", "writers"},
    "reports": {"adapters", "reading", "writers"},
    "writers": {"adapters", "reading", "core"},
    "rulebook": set(LAYERS),
    "ooxml": set(LAYERS),
}
JOINED_IN = {
    *("jobs", "sources", "handing_out", "invoicing", "refreshing", "releasing"),
    *("cli", "demo", "starting", "google_access", "__main__", "__init__"),
}
"""The modules, and nothing below them, in which the parts meet."""

IMPURE = {
    "os", "pathlib", "io", "pandas", "numpy", "time", "random", "secrets", "uuid", "socket",
    "subprocess", "shutil", "tempfile", "glob", "sqlite3", "urllib", "http", "logging", "threading",
    "asyncio", "locale", "zoneinfo", "importlib",
}  # fmt: skip
IMPURE_CALLS = {"open", "input", "print", "exec", "eval", "__import__"}
CLOCK = {"today", "now", "utcnow", "fromtimestamp"}


def files() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*.py") if "workbook_templates" not in path.parts)


def module_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in files()}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """The modules that a module names in its imports, those within functions as well."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: a relative import"
            base = node.module or ""
            within = {f"{base}.{alias.name}" for alias in node.names} & set(MODULES)
            # `from package import module` names the module, not all that the package holds.
            found |= within or {base}
    return frozenset(found)


def reached(module: str) -> set[str]:
    """All that a module imports, and what the package's modules among it import."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        for name in imported(waiting.pop()):
            if name not in seen:
                seen.add(name)
                if name in MODULES:
                    waiting.append(name)
    return seen


def part_of(module: str) -> str:
    """The part of the package that a module belongs to, or the module's own name."""
    return module.removeprefix(f"{NAME}.").partition(".")[0]


CORE = sorted(module for module in MODULES if part_of(module) == "core")


def test_there_is_a_core() -> None:
    assert len(CORE) > 15
    assert f"{NAME}.model" in reached(f"{NAME}.core.decisions")


@pytest.mark.parametrize("module", CORE)
def test_the_core_knows_no_files_and_no_clock(module: str) -> None:
    everything = reached(module)
    assert {name.partition(".")[0] for name in everything} & IMPURE == set()
    others = {"jobs", "cli", "settings", "terminal", "demo", "fields", *MAY_NOT["core"]}
    assert {part_of(name) for name in everything if name.startswith(NAME)} & others == set()


@pytest.mark.parametrize("module", CORE)
def test_the_core_opens_nothing_and_asks_no_clock(module: str) -> None:
    for within in {module, *(reached(module) & set(MODULES))}:
        for node in ast.walk(tree(within)):
            if isinstance(node, ast.Call):
                called = node.func
                if isinstance(called, ast.Name):
                    assert called.id not in IMPURE_CALLS, within
                if isinstance(called, ast.Attribute):
                    assert called.attr not in CLOCK, within


@pytest.mark.parametrize("module", sorted(MODULES))
def test_the_parts_lie_in_one_direction(module: str) -> None:
    part = part_of(module)
    named = {part_of(name) for name in imported(module) if name.startswith(NAME)}
    assert named & MAY_NOT.get(part, set()) == set()
    if part == "writers":
        reports = {name for name in imported(module) if part_of(name) == "reports"}
        assert reports <= {f"{NAME}.reports.tables"}
    if part not in JOINED_IN:
        assert named & JOINED_IN - {"__init__"} == set()


WRITERS = ("files", "book", "styles", "filling", "pivots", "beside", "grafting", "google")
"""The rooms of the writers, each of which may enter those before it."""


@pytest.mark.parametrize("module", [name for name in sorted(MODULES) if "writers." in name])
def test_so_do_the_rooms_of_the_writers(module: str) -> None:
    rooms = f"{NAME}.writers."
    room = module.removeprefix(rooms).partition(".")[0]
    entered = {
        name.removeprefix(rooms).partition(".")[0]
        for name in imported(module)
        if name.startswith(rooms)
    }
    if room in WRITERS:
        later = WRITERS[WRITERS.index(room) + 1 :]
        assert entered & {*later, "refresh", "workbook"} == set()
    if room == "names":
        assert entered == set()


SHARED = (
    "catalogue",
    "fields",
    "google",
    "identity",
    "model",
    "ooxml",
    "problems",
    "rulebook",
    "settings",
    "templates",
)


@pytest.mark.parametrize("part", SHARED)
def test_what_all_parts_share_knows_none_of_them(part: str) -> None:
    for module in MODULES:
        if part_of(module) == part:
            assert {part_of(name) for name in imported(module)} & set(LAYERS) == set()


def test_the_way_to_google_knows_nothing_of_accreditation() -> None:
    of_ours = {
        part_of(name)
        for module in MODULES
        if part_of(module) == "google"
        for name in imported(module)
        if name.startswith(NAME)
    }
    assert of_ours <= {"google", "problems", "catalogue", "exit_codes"}


def test_the_check_sees_what_it_looks_for() -> None:
    joined = imported(f"{NAME}.jobs") | imported(f"{NAME}.sources")
    assert set(LAYERS) <= {part_of(name) for name in joined}
    assert "pathlib" in reached(f"{NAME}.rulebook.loading")
