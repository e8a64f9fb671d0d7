"""The virtual environment of a checkout: made once, brought up to date when the lock changes.

Needs nothing but Python 3.11 or later, and works the same on Linux, macOS and Windows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "igpm_sheets"
FOLDER = ROOT / ".venv"
OLDEST = (3, 11)


def python(lock: str) -> Path:
    """The interpreter of an environment that holds what the lock file pins.

    Exits with a sentence if this Python is too old, has no venv, or nothing can be
    installed.
    """
    if sys.version_info < OLDEST:
        sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed; this is {sys.version}.")
    interpreter = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pinned = (ROOT / lock).read_bytes() + sys.version.encode()
    wanted = hashlib.sha256(pinned).hexdigest()
    stamp = FOLDER / f"{lock}.installed"
    if interpreter.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return interpreter
    _make(interpreter)
    _link_checkout()
    print(f"Installing what {lock} pins …", file=sys.stderr, flush=True)
    _run(interpreter, "install", "--quiet", "--require-hashes", "-r", str(ROOT / lock))
    # Once for all: where PYTHONDONTWRITEBYTECODE is set, every run would compile anew.
    subprocess.run([str(interpreter), "-m", "compileall", "-q", str(PACKAGE)], check=False)
    stamp.write_text(wanted, "utf-8")
    return interpreter


def _make(interpreter: Path) -> None:
    """A fresh environment, unless one is there that this Python made."""
    made_by = FOLDER / "pyvenv.cfg"
    version = ".".join(map(str, sys.version_info[:3]))
    if interpreter.exists() and made_by.exists() and version in made_by.read_text("utf-8"):
        return
    print(f"Making a virtual environment in {FOLDER} …", file=sys.stderr, flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        venv.create(FOLDER, with_pip=True)
    except (OSError, subprocess.CalledProcessError):
        shutil.rmtree(FOLDER, ignore_errors=True)
        sys.exit(
            "This Python cannot make a virtual environment. On Debian or Ubuntu:"
            " sudo apt install python3-venv"
        )


def _link_checkout() -> None:
    """Lets the environment find the package.

    Where its packages are is asked of it by name: Debian's own Python keeps its elsewhere.
    """
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(FOLDER)}))
    (packages / "checkout.pth").write_text(f"{ROOT}\n", "utf-8")


def _run(interpreter: Path, *arguments: str) -> None:
    pip = [str(interpreter), "-m", "pip", "--disable-pip-version-check", *arguments]
    if subprocess.run(pip, check=False).returncode:
        sys.exit("The packages could not be installed; pip says above why.")


def run(lock: str, *arguments: str) -> int:
    """Runs the environment's Python, which finds the checkout; returns the exit code."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [str(python(lock)), *arguments]
    return subprocess.run(command, check=False, env=environment).returncode
