"""Where our tabs are kept: in a workbook on disk, or in a spreadsheet at Google."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from igpm_sheets.adapters.files import known_as
from igpm_sheets.google.addresses import address_of
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.tables import Plain, Tab
from igpm_sheets.settings import Settings
from igpm_sheets.writers.files.seen import Seen, seen
from igpm_sheets.writers.filling.template import Templates

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.sources import Read
    from igpm_sheets.writers.google.target import GoogleTarget


class Target(Protocol):
    """A workbook or spreadsheet, held and open for our tabs."""

    @property
    def tabs(self) -> list[str]:
        """The names of our tabs that are there."""

    def rows(self, tab: str) -> list[dict[str, Plain]] | None:
        """What the table on our tab of this name holds now, by heading; None without a tab."""

    def refresh(self, tabs: Sequence[Tab], *, dry: bool = False) -> bool:
        """Brings the tabs up to date; whether anything was, or would be, written."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook on disk."""

    path: Path
    name: str
    """As people know it: relative to the settings."""

    address: str = ""

    @property
    def kept_as(self) -> str:
        """What its snapshot is known by."""
        return self.name

    @property
    def where(self) -> CellRef:
        """The workbook as the place of a problem."""
        return CellRef(self.name)

    def version(self) -> Seen | None:
        """Which version of it is there now."""
        return seen(self.path)

    def named(self, read: Read) -> str:  # noqa: ARG002 - a spreadsheet learns its title from it
        """What it is called, once everything is read."""
        return self.name


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A spreadsheet at Google."""

    key: str

    @property
    def address(self) -> str:
        """The spreadsheet's address."""
        return address_of(self.key)

    @property
    def kept_as(self) -> str:
        """What its snapshot is known by: titles change."""
        return self.address

    def version(self) -> None:
        """Which version is there is for Google to say, when it is read."""
        return

    def named(self, read: Read) -> str:
        """Its title as it was read, else its address."""
        about = read.spreadsheets.get(self.key, {}).get("properties", {})
        return str(about.get("title", "")) or self.address

    def taking(
        self, google: Google, settings: Settings, templates: Templates, read: Read, *, dry: bool
    ) -> AbstractContextManager[GoogleTarget]:
        """The spreadsheet, held and open for our tabs.

        Args:
            google: the way to it.
            settings: the office's.
            templates: how our tabs look.
            read: what was read, this spreadsheet perhaps among it.
            dry: only to see what would change.

        Raises:
            Failed: it cannot be read, or another run is at work on it (F31).
        """
        from igpm_sheets.google.kept import usual_folder  # noqa: PLC0415 - most offices keep files
        from igpm_sheets.writers.google.target import taking  # noqa: PLC0415 - the same
        from igpm_sheets.writers.workbook import workbook_bytes  # noqa: PLC0415 - the same

        def draw(tabs: Sequence[Tab]) -> bytes:
            return workbook_bytes(
                tabs,
                title="IGPM",
                created=date(2000, 1, 1),  # nobody sees the workbook that it is drawn from
                beside=settings.folder,
                templates=templates,
            )

        file = read.listed.get(self.key)
        return taking(
            google,
            self.key,
            templates=templates,
            draw=draw,
            answer=read.spreadsheets.get(self.key),
            owners=file.owners if file else (),
            locks=usual_folder().with_name("locks"),
            dry=dry,
        )


Home = Workbook | Spreadsheet


def workbook(path: Path, settings: Settings) -> Workbook:
    """A workbook of the settings."""
    return Workbook(path, known_as(path, settings.folder))


def there(when: datetime, time_zone: str) -> datetime:
    """A time as the clocks show it where a spreadsheet is at home."""
    try:
        return when.astimezone(ZoneInfo(time_zone)) if time_zone else when
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return when
