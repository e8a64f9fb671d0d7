"""Sets everything up on a machine that has only Python, and runs the main job on a demo office.

python3 scripts/demo.py [FOLDER]
"""

from __future__ import annotations

import sys

import environment

if __name__ == "__main__":
    sys.exit(environment.run("requirements.lock", "-m", "igpm_sheets", "demo", *sys.argv[1:]))
