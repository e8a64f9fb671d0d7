"""Runs `refresh` and `mark-sheets --google` in a thousand storms, and looks at every spreadsheet.

    python3 scripts/google_storm.py [--seeds 1000] [--first 0] [--of refresh|mark-sheets]

It needs no account: Google is the tests' own server (tests/google_server/server.py), on this
computer. By turns an office brings its results into two spreadsheets, and hands out mark
sheets at Google. Each
seed is another storm: answers that are refused (429 with and without Retry-After, 500, 503, 502 in
HTML), that come too late or get lost before or after the work is done, requests that arrive when
nobody waits for them any more, keys, rights and tabs that are taken away half way, a Drive that is
full. Each run must end right or say what to do; each spreadsheet must be as before or as after an
undisturbed run, and the next run must bring everything right. tests/google/storms.py says it all.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import environment

if importlib.util.find_spec("gspread") is None:
    sys.exit(environment.run("requirements-dev.lock", __file__, *sys.argv[1:]))
sys.path.insert(0, str(environment.ROOT))

from tests.google.storms import HandingOutStorms, RefreshStorms, Weathered
from tests.google_server.server import GoogleServer

KINDS = ("refresh", "mark-sheets")


def main() -> int:
    """Reads the options, runs the storms, and says how they ended; 1 where one ended wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1000, help="how many storms")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--of", choices=KINDS, action="append", help="only this command")
    options = parser.parse_args()
    kinds = options.of or list(KINDS)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="google_storm_") as made:
        folder = Path(made)
        home = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
        os.environ |= {**home, "NO_GCE_CHECK": "true"}
        for at, kind in enumerate(kinds):
            with GoogleServer() as google:
                os.environ |= google.environment()
                storms = office(kind, google, folder)
                wrong += rage(kind, storms, range(options.first + at, _end(options), len(kinds)))
    return 1 if wrong else 0


def _end(options: argparse.Namespace) -> int:
    return int(options.first + options.seeds)


def office(kind: str, google: GoogleServer, folder: Path) -> Weathered:
    """The office that the storms go over."""
    place = folder / kind
    place.mkdir()
    if kind == "refresh":
        return RefreshStorms(google, place, folder / "cache")
    return HandingOutStorms(google, place, folder / "cache")


def rage(kind: str, storms: Weathered, seeds: range) -> int:
    """One storm after another; how many ended wrong."""
    ends: Counter[str] = Counter()
    wrong = 0
    begun = time.monotonic()
    for number, seed in enumerate(seeds, 1):
        try:
            ends[storms.weathered(seed)] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and counted
            wrong += 1
            print(f"{kind}, seed {seed}: {type(error).__name__}: {error!s:.600}", flush=True)
        if number % 50 == 0:
            print(f"{kind}: {number} of {len(seeds)}, {wrong} wrong", file=sys.stderr, flush=True)
    print(f"{kind}: {len(seeds)} storms in {time.monotonic() - begun:.0f} s, {wrong} wrong")
    for ending, count in ends.most_common():
        print(f"  {count:5} {ending}")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
