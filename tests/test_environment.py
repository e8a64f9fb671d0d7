"""The virtual environment of a checkout: made by any Python, whole or made again."""

from __future__ import annotations

import subprocess
import sysconfig
import venv
from pathlib import Path
from typing import Any

import environment
import pytest

LOCK = "requirements.lock"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for the environment; nothing is fetched, nothing compiled."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(environment, "FOLDER", folder)
    monkeypatch.setattr(environment, "PACKAGE", tmp_path / "nothing")
    monkeypatch.setattr(environment, "_run", lambda *_: None)
    create = venv.create
    monkeypatch.setattr(venv, "create", lambda where, **_: create(where))
    return folder


def as_on_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's own Python keeps packages elsewhere than the environments that it makes."""
    asked = sysconfig.get_path

    def get_path(name: str, scheme: str = "posix_local", *given: Any, **more: Any) -> str:
        if scheme == "posix_local":
            return str(environment.FOLDER / "local/lib/python3.11/dist-packages")
        return asked(name, scheme, *given, **more)

    monkeypatch.setattr(sysconfig, "get_path", get_path)


def finds_the_checkout(interpreter: Path, elsewhere: Path) -> bool:
    code = "import importlib.util; print(importlib.util.find_spec('igpm_sheets').origin)"
    done = subprocess.run(
        [str(interpreter), "-c", code], cwd=elsewhere, check=False, capture_output=True, text=True
    )
    return done.stdout.startswith(str(environment.ROOT))


@pytest.mark.parametrize("debian", [False, True])
def test_the_environment_finds_the_checkout_from_any_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, debian: bool
) -> None:
    if debian:
        as_on_debian(monkeypatch)
    assert finds_the_checkout(environment.python(LOCK), tmp_path)
    assert (folder / f"{LOCK}.installed").exists()


def test_one_that_was_left_half_made_is_mended(folder: Path, tmp_path: Path) -> None:
    interpreter = environment.python(LOCK)
    (folder / f"{LOCK}.installed").unlink()
    for link in folder.rglob("checkout.pth"):
        link.unlink()
    assert environment.python(LOCK) == interpreter
    assert finds_the_checkout(interpreter, tmp_path)


def test_one_that_is_there_is_used_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment.python(LOCK)
    monkeypatch.setattr(environment, "_make", lambda _: pytest.fail("made again"))
    assert environment.python(LOCK).is_relative_to(folder)
