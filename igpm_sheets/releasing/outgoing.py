"""Candidates' workbooks on the disk: named, put in place once, recorded, the one before kept.

A workbook is written in this order: the record says that it is about to be; the workbook is put
in place; the record says that it is there. A run that is stopped in between leaves the next one
to see whether the workbook is there, so that nobody is sent a result twice, or silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from igpm_sheets.adapters.files import known_as
from igpm_sheets.identity import ref_key
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.releasing.recording import write_record
from igpm_sheets.reports.released import EARLIER, Record, Release
from igpm_sheets.settings import Settings
from igpm_sheets.writers.files.durable import beside, remove_temporaries, write_out
from igpm_sheets.writers.files.saving import CannotWrite, put_in_place, why
from igpm_sheets.writers.names import file_name

_NOT_A_CANDIDATES = frozenset({"comments", "letters", "released", EARLIER})


class Prepared(NamedTuple):
    """A workbook that is ready to be put in place."""

    release: Release
    content: bytes


def workbook_name(ref: str, *, is_free: bool = True) -> str:
    """The name of a candidate's workbook: legal everywhere, and of no other ref.

    A ref that is no name as it stands is told by a mark of its own behind it.

    >>> workbook_name("A-1"), workbook_name("A/1"), workbook_name("con")
    ('A-1.xlsx', 'A 1 (773232).xlsx', '_con (1143da).xlsx')
    """
    name = file_name(ref)
    if is_free and name == ref and name.casefold() not in _NOT_A_CANDIDATES:
        return f"{name}.xlsx"
    mark = hashlib.sha256(ref_key(ref).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{name} ({mark}).xlsx"


def name_for(ref: str, record: Record) -> str:
    """The name of the workbook for a ref: that which it has, else one that is nobody's."""
    latest = record.latest.get(ref_key(ref))
    if latest is not None:
        return latest.file
    others = (each for each in record.releases if ref_key(each.ref) != ref_key(ref))
    taken = {each.file.casefold() for each in others}
    name = workbook_name(ref)
    return name if name.casefold() not in taken else workbook_name(ref, is_free=False)


def sha256_of(path: Path) -> str | None:
    """What a file holds, told by its digest, or None where there is none to be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def make_folder(folder: Path, settings: Settings) -> None:
    """Makes a folder, unless it is there.

    Raises:
        CannotWrite: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        where = CellRef(known_as(folder, settings.folder))
        raise CannotWrite(why(error, where, folder / "any")) from error


class Outgoing:
    """The folder of feedback with its record.

    Args:
        settings: where the folder is.
        record: what has been released.
    """

    def __init__(self, settings: Settings, record: Record) -> None:
        self._settings = settings
        self.record = record
        self.finished: list[Problem] = []
        """The workbooks that an earlier run had written and could not record any more."""
        self.failed: list[Problem] = []
        """Why workbooks could not be written."""

    def place(self, name: str) -> Path:
        """Where a file of the folder stands."""
        return self._settings.feedback / name

    def where(self, name: str) -> CellRef:
        """What a file of the folder is called."""
        return CellRef(known_as(self.place(name), self._settings.folder))

    def keep(self, record: Record) -> None:
        """Writes the record, if it is not as it was.

        Raises:
            CannotWrite: and then the earlier one is whole.
        """
        if record != self.record:
            write_record(self._settings, record)
            self.record = record

    def settle(self) -> None:
        """Finds out what became of the releases at which an earlier run was stopped.

        What it had begun to write lies there under names of its own, and is removed.
        """
        for folder in (self._settings.feedback, self.place(EARLIER)):
            remove_temporaries(folder, lambda name: name.endswith((".xlsx", ".json")))
        kept: list[Release] = []
        for release in self.record.releases:
            if release.finished:
                kept.append(release)
            elif self._took_place(release, kept):
                kept.append(replace(release, finished=True))
                self.finished.append(problem("S05", self.where(release.file), ref=release.ref))
        self.keep(replace(self.record, releases=tuple(kept)))

    def _took_place(self, release: Release, before: Sequence[Release]) -> bool:
        """Whether a workbook has been put in place, whatever has become of it since."""
        there = sha256_of(self.place(release.file))
        if there is None or there == release.sha256:
            return there is not None
        if release.replaces and there == sha256_of(self.place(release.replaces)):
            return False  # the version before, which somebody had changed
        own = (each for each in reversed(before) if ref_key(each.ref) == ref_key(release.ref))
        latest = next(own, None)
        return latest is None or there != latest.sha256

    def write(self, prepared: Sequence[Prepared]) -> list[Release]:
        """Records workbooks, puts them in place, and records that they are there.

        Why one could not be written is added to `failed`; the others are.

        Raises:
            CannotWrite: the record cannot be written.
        """
        before, started = self.record, []
        for release, content in prepared:
            try:
                started.append(Prepared(self._with_earlier(release), content))
            except Failed as failed:
                self.failed.append(failed.problem)
        unfinished = (each.release for each in started)
        self.keep(replace(before, releases=(*before.releases, *unfinished)))
        done = []
        for release, content in started:
            try:
                put_in_place(self.place(release.file), content, folder=self._settings.folder)
            except Failed as failed:
                self.failed.append(failed.problem)
            else:
                done.append(replace(release, finished=True))
        self.keep(replace(before, releases=(*before.releases, *done)))
        return done

    def _with_earlier(self, release: Release) -> Release:
        """The release, with a copy kept of the workbook that it replaces."""
        path = self.place(release.file)
        latest = self.record.latest.get(ref_key(release.ref))
        if latest is None or not path.exists():
            return release
        make_folder(self.place(EARLIER), self._settings)
        kept = _free(self.place(EARLIER), path, latest)
        try:
            content = path.read_bytes()
            with beside(kept) as temporary:
                write_out(temporary, lambda file: file.write(content), like=path)
                temporary.replace(kept)
        except OSError as error:
            raise CannotWrite(why(error, self.where(f"{EARLIER}/{kept.name}"), kept)) from error
        return replace(release, replaces=f"{EARLIER}/{kept.name}")


def _free(folder: Path, path: Path, release: Release) -> Path:
    """A name for an earlier version that no file has."""
    stem, number = f"{path.stem} ({release.day.isoformat()})", 1
    kept = folder / f"{stem}{path.suffix}"
    while kept.exists():
        number += 1
        kept = folder / f"{stem} {number}{path.suffix}"
    return kept
