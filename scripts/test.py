"""Sets everything up on a machine that has only Python, and runs the tests.

python3 scripts/test.py [PYTEST OPTIONS]
"""

from __future__ import annotations

import sys

import environment

if __name__ == "__main__":
    options = sys.argv[1:] or ["-q", "-n", "auto"]
    arguments = ["-m", "pytest", "-c", str(environment.ROOT / "pyproject.toml")]
    sys.exit(environment.run("requirements-dev.lock", *arguments, *options))
