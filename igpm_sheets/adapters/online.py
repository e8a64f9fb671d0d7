"""Reads spreadsheets at Google, each with one request at most: the way in beside that of files.

Spreadsheets that have not changed since they were last read, as Drive's listing tells, are not
asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from igpm_sheets.google.failures import GoogleFailed
from igpm_sheets.google.kept import KeptAnswers
from igpm_sheets.google.masks import READING, WRITING

if TYPE_CHECKING:
    from igpm_sheets.google.connection import Google
    from igpm_sheets.google.drive import DriveFile

Answered = Mapping[str, Any] | GoogleFailed
"""What Google tells of a spreadsheet, or why it does not."""

A_FEW: Final = 4
"""Spreadsheets that are read side by side: each takes a second, of which most is waiting."""

NO_WAY: Final = frozenset({"G01", "G02", "G03", "G04", "G05", "G16", "G19"})
"""Problems of the way to Google itself: what is asked for next will meet them too."""
NOT_READ: Final = NO_WAY | {"G07", "G08"}
"""The same for reading spreadsheets, when that is what failed rather than Drive's listing."""


class Online:
    """The spreadsheets at Google that a command reads.

    Args:
        google: the way there.
        written: the keys of those that the command will write into: they are read with all
            that this needs, and never from what was kept.
        anew: whether nothing is taken from what was kept: Drive's listing may lag minutes
            behind what is typed.
    """

    def __init__(
        self, google: Google, written: Collection[str] = (), *, anew: bool = False
    ) -> None:
        self.google = google
        self._anew = anew
        self.files: Mapping[str, DriveFile] = {}
        """What Drive's listing says, by key; nothing where it was not needed or cannot be had."""
        self._written = frozenset(written)
        self._closed: GoogleFailed | None = None

    def read(self, keys: Sequence[str]) -> Iterator[tuple[str, Answered]]:
        """Each spreadsheet as it is now, in order."""
        return zip(keys, self._several(keys, self._asked_for), strict=True)

    def read_what_changed(self, keys: Sequence[str]) -> Iterator[tuple[str, Answered]]:
        """Each spreadsheet as it is now, from an earlier run's answer where it is the same."""
        try:
            self.files = {} if self._closed else self.google.files(keys)
        except GoogleFailed as failed:
            if failed.problem.code in NO_WAY:
                self._closed = failed
        return zip(keys, self._several(keys, self._kept_or_asked_for), strict=True)

    @cached_property
    def _kept(self) -> KeptAnswers:
        return KeptAnswers(self.google.account)

    def _several(
        self, keys: Sequence[str], answer: Callable[[str], Answered]
    ) -> Sequence[Answered]:
        """The answers, a few asked for at a time.

        The first goes ahead: so signing in, and what may be wrong with it, happens once.
        """
        first = [answer(key) for key in keys[:1]]
        if len(keys) < 2:
            return first
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - not for a single one

        with ThreadPoolExecutor(A_FEW) as several:
            return [*first, *several.map(answer, keys[1:])]

    def _kept_or_asked_for(self, key: str) -> Answered:
        file = self.files.get(key)
        if file is None or key in self._written:
            return self._asked_for(key)
        kept = None if self._anew else self._kept.find(file, READING)
        if kept is not None:
            return kept
        answer = self._asked_for(key)
        if not isinstance(answer, GoogleFailed):
            self._kept.keep(file, READING, answer)
        return answer

    def _asked_for(self, key: str) -> Answered:
        """What Google tells; once the way there is closed, nothing more is asked for."""
        if self._closed:
            return self._closed
        fields = WRITING if key in self._written else READING
        name = self.files[key].name if key in self.files else ""
        try:
            return self.google.spreadsheet(key, fields, known_as=name)
        except GoogleFailed as failed:
            if failed.problem.code in NOT_READ:
                self._closed = failed
            return failed
