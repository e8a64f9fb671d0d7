"""`refresh`: the results tabs inside the office's own workbooks, once or again and again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from igpm_sheets.cli.options import Common, common_options, now_in_london
from igpm_sheets.cli.printing import failed, google_of, print_json
from igpm_sheets.exit_codes import DONE
from igpm_sheets.problems import Failed

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.reports.refreshed import Refreshed


@click.command()
@common_options
@click.option("--dry-run", is_flag=True, help="Say what would change; nothing is written.")
@click.option("--watch", is_flag=True, help="Keep on, whenever something is saved, until Ctrl-C.")
@click.option(
    "--watch-every",
    type=click.FloatRange(0.05, 3600),
    default=2,
    show_default=True,
    metavar="SECONDS",
    help="How often --watch looks.",
)
def refresh(common: Common, *, dry_run: bool, watch: bool, watch_every: float) -> int:
    """Bring the results tabs inside your own workbooks up to date."""
    if watch and (dry_run or common.as_json):
        raise click.UsageError("--watch goes with neither --dry-run nor --json")
    if watch:
        return _watch(common, watch_every)
    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.sources import keys_to_refresh  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_refreshed  # noqa: PLC0415

    settings = common.settings()
    now = now_in_london()
    writes = not dry_run and bool(keys_to_refresh(settings))
    google = google_of(common, settings, writes=writes) if jobs.source_keys(settings) else None
    refreshed = jobs.refresh(
        settings, common.day, common.window, dry_run=dry_run, now=now, google=google
    )
    remark = jobs.record(settings, refreshed)
    if remark:
        say(f"warning: {remark}", sys.stderr)
    if common.as_json:
        print_json(refreshed.as_json())
    else:
        say_refreshed(refreshed, quiet=common.quiet, verbose=common.verbose)
    return refreshed.exit_code


def _watch(common: Common, every: float) -> int:
    """Refreshes whenever something is saved, until it is interrupted."""
    import signal  # noqa: PLC0415 - only to be stopped by a scheduler as by Ctrl-C
    import time  # noqa: PLC0415

    from igpm_sheets import jobs  # noqa: PLC0415
    from igpm_sheets.refreshing.watching import Listing, Watch, look_at  # noqa: PLC0415
    from igpm_sheets.sources import keys_to_refresh  # noqa: PLC0415
    from igpm_sheets.terminal import say, say_refreshed  # noqa: PLC0415

    settings = common.settings()
    said = {""}
    ways: dict[object, Google] = {}

    def google() -> Google:
        """One and the same all the time, so that its pace holds from one run to the next."""
        writes = bool(keys_to_refresh(settings))
        way = settings.credentials, writes
        if way not in ways:
            ways[way] = google_of(common, settings, writes=writes)
        return ways[way]

    listing = Listing(google)

    def refresh() -> Refreshed:
        nonlocal settings
        settings = common.settings()  # somebody may have saved it, too
        way = google() if jobs.source_keys(settings) else None
        return jobs.refresh(settings, common.day, common.window, now=now_in_london(), google=way)

    def tell(refreshed: Refreshed) -> None:
        remark = jobs.record(settings, refreshed)
        if remark not in said:
            said.add(remark)
            say(f"warning: {remark}", sys.stderr)
        say_refreshed(refreshed, quiet=common.quiet, verbose=common.verbose)
        sys.stdout.flush()

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if not common.quiet:
        say("Watching the tracker and the mark sheets. Stop with Ctrl-C.", sys.stderr)
    try:
        Watch(
            look=lambda: (common.day, look_at(settings, listing)),
            refresh=refresh,
            tell=tell,
            sleep=lambda: time.sleep(every),
            forgives=(*jobs.WrongSettings, Failed, OSError),
            complain=failed,
        ).run()
    except KeyboardInterrupt:
        return DONE
