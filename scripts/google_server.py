"""A Google on this machine with the fictional office in it, to try the program by hand.

    python3 scripts/google_server.py [FOLDER]

Uploads the demo office's tracker and mark sheets for its office, shares them with the program's
account, and writes `service-account.json`, `client_secret.json` and, where there is none,
`igpm.toml` into FOLDER (igpm-google). It prints what to type in another terminal. In this one,
Python answers, as whoever sits at the spreadsheets: the manual is the docstring of
tests/google_server/server.py.
"""

from __future__ import annotations

import code
import importlib.util
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import environment

if importlib.util.find_spec("openpyxl") is None:
    sys.exit(environment.run("requirements-dev.lock", __file__, *sys.argv[1:]))
sys.path.insert(0, str(environment.ROOT))

from tests.google.demo_online import KEY_FILE, OFFICE, TODAY, DemoOnline, key_file, upload
from tests.google_server.server import GoogleServer

NAMES = """Here `google` is the server, `office` the person who owns the spreadsheets, `tracker` and
`marks` are theirs. For example:
  tracker.tab("Applications").type("Y5", "Asked for a second reference")
Ctrl-D ends it, and nothing of it is kept."""


def settings(office: DemoOnline) -> str:
    """What igpm.toml says for this office."""
    marks = "".join(f"    {json.dumps(sheet.address)},\n" for sheet in office.marks)
    return f"""[google]
credentials = "{KEY_FILE}"

[tracker]
source = {json.dumps(office.tracker.address)}

[marks]
sources = [
{marks}]

[results]
refresh = [{json.dumps(office.tracker.address)}]
"""


def told(office: DemoOnline, folder: Path) -> Iterator[str]:
    """What whoever tries it needs to know."""
    yield f"Google stands at {office.google.root}; the office there is {OFFICE}."
    for sheet in office.sheets:
        yield f"  {sheet.address}  {sheet.file.name}"
    yield ""
    yield "In another terminal:"
    yield f"  cd {folder}"
    for name, value in office.google.environment().items():
        yield f"  export {name}={value}"
    for command in ("google check", "results", "refresh --window all"):
        yield f"  {sys.executable} -m igpm_sheets {command} --today {TODAY}"
    yield ""


def main(folder: Path) -> None:
    """Stands until whoever started it ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    with GoogleServer() as google, tempfile.TemporaryDirectory() as files:
        google.browser = OFFICE
        office = upload(google, Path(files))
        office.share_with_program()
        key_file(google, folder)
        google.client_secret(folder)
        config = folder / "igpm.toml"
        if not config.exists():
            config.write_text(settings(office), encoding="utf-8")
        print("\n".join(told(office, folder.resolve())), flush=True)
        names = {
            "google": google,
            "office": google.person(OFFICE),
            "tracker": office.tracker,
            "marks": office.marks,
        }
        code.interact(banner=NAMES, local=names, exitmsg="")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "igpm-google"))
