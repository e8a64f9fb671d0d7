"""Pins anew what pyproject.toml asks for, with hashes, for every system and Python at once.

python3 scripts/lock.py      (needs uv: pip install uv)
"""

from __future__ import annotations

import subprocess
import sys

import environment

LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("--group", "dev")}

if __name__ == "__main__":
    for lock, more in LOCKS.items():
        command = ["uv", "pip", "compile", "pyproject.toml", *more, "--output-file", lock]
        command += ["--universal", "--generate-hashes", "--python-version", "3.11", "--upgrade"]
        command += ["--custom-compile-command", "python3 scripts/lock.py", "--quiet"]
        done = subprocess.run(command, check=False, cwd=environment.ROOT)
        if done.returncode:
            sys.exit(done.returncode)
