"""How long the main job takes, against the plain alternative: ratios measured in one run.

    python3 scripts/speed.py [ROUNDS]

`results` on the demo's office is held against `python -c "import openpyxl"` together with
writing the same workbook, as whole processes that take turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import environment

WRITING = """
import sys
from datetime import date
from pathlib import Path
from igpm_sheets import jobs, settings
read = settings.load(Path(sys.argv[1]))
worked = jobs.work_out(read, date(2026, 6, 22))
import time
start = time.perf_counter()
jobs.write_results(read, worked)
print(time.perf_counter() - start)
"""


def seconds(*command: str) -> float:
    """How long a command takes, from outside."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=environment.ROOT)
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Prints the medians and the ratio."""
    python = str(environment.python("requirements-dev.lock"))
    with tempfile.TemporaryDirectory() as folder:
        program = (python, "-m", "igpm_sheets")
        seconds(*program, "demo", folder, "--quiet")
        config = str(Path(folder) / "igpm.toml")
        results = (*program, "results", "--quiet", "-c", config, "--today", "2026-06-22")
        ours, plain, writing = [], [], []
        for _ in range(rounds):
            ours.append(seconds(*results))
            plain.append(seconds(python, "-c", "import openpyxl"))
            said = subprocess.run(
                [python, "-c", WRITING, config],
                check=True,
                capture_output=True,
                text=True,
                cwd=environment.ROOT,
            )
            writing.append(float(said.stdout))
    own, openpyxl, write = map(statistics.median, (ours, plain, writing))
    print(f"results on the demo's office     {own:.3f} s")
    print(f"import openpyxl                  {openpyxl:.3f} s")
    print(f"writing the workbook, of results {write:.3f} s")
    print(f"allowed: 3 × import + writing    {3 * openpyxl + write:.3f} s")
    print(f"without the writing, in imports of openpyxl: {(own - write) / openpyxl:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
