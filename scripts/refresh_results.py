"""For schedulers: brings the results tabs up to date, with nothing but Python on the machine.

python3 scripts/refresh_results.py -c FOLDER/igpm.toml [OPTIONS OF igpm-sheets refresh]

The first run sets up the program's virtual environment, and says so. The exit codes are those
of `igpm-sheets refresh`; where the program could not even be started it is 3.
"""

from __future__ import annotations

import subprocess
import sys

import environment

NOT_DONE = 3


def main(options: list[str]) -> int:
    """Runs `igpm-sheets refresh` with the options; returns its exit code."""
    try:
        return environment.run("requirements.lock", "-m", "igpm_sheets", "refresh", *options)
    except SystemExit as stopped:
        # To a scheduler 1 would mean: done, but the data holds errors.
        print(stopped.code, file=sys.stderr)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"The program could not be set up: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 0 if "--watch" in options else NOT_DONE
    return NOT_DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
