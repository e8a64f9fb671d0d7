"""`demo` and `init`: an office to try things on, and what an office starts with."""

from __future__ import annotations

from pathlib import Path

import click

from igpm_sheets.exit_codes import DONE
from igpm_sheets.settings import DEFAULT_FILE


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default="igpm-demo")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def demo(folder: Path, *, quiet: bool) -> int:
    """Make a fictional office in FOLDER and run the whole job on it."""
    from igpm_sheets import demo as office  # noqa: PLC0415
    from igpm_sheets import jobs, settings  # noqa: PLC0415
    from igpm_sheets.core.windows import parse_window  # noqa: PLC0415
    from igpm_sheets.terminal import one_line, say  # noqa: PLC0415

    try:
        file = office.make_demo(folder)
    except office.FolderInUse as error:
        raise click.ClickException(str(error)) from None
    read = settings.load(file)
    every = jobs.work_out(read, office.DEMO_TODAY, "all")
    path = jobs.write_results(read, every)
    if not quiet:
        first = jobs.work_out(read, office.DEMO_TODAY, parse_window(office.FIRST_ROUND))
        for line in office.tour(folder, path, one_line(first.findings)):
            say(line)
    return every.exit_code


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing.")
def init(folder: Path, *, quiet: bool) -> int:
    """Put a settings file and the blank templates into FOLDER; nothing is overwritten."""
    from igpm_sheets.starting import start  # noqa: PLC0415
    from igpm_sheets.terminal import say  # noqa: PLC0415

    made, kept = start(folder)
    if not quiet:
        for path in made:
            say(f"made  {path}")
        for path in kept:
            say(f"kept  {path} (it was there already)")
        say(f"Next: open {folder / DEFAULT_FILE}, name your tracker in it, go to that folder,")
        say("and type: igpm-sheets check")
    return DONE
