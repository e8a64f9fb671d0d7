"""Which released results are still to be sent by letter, as the tracker records it (R62).

A letter goes out once: a day under *Result sent*, or any word there, says that it has. Nor is
one merged for a result that the tracker does not bear out any more; a person looks at it first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef
from igpm_sheets.reports.released import Release

_NOT_READ = "cannot be read"


@dataclass(frozen=True, slots=True)
class Post:
    """A released result, and what the tracker says of its letter."""

    release: Release
    sent: date | None = None
    """The day under *Result sent*."""
    instead: str = ""
    """Where there is no day: what stands there, or why the letter is not to go out."""

    @property
    def is_to_send(self) -> bool:
        """Whether the letter is still to be sent."""
        return self.sent is None and not self.instead

    @property
    def in_words(self) -> str:
        """When it was sent, or what there is instead of a day; nothing where it is to be sent."""
        return in_words(self.sent) if self.sent else self.instead


def posts(
    releases: Iterable[Release], decisions: Sequence[Decision], unread: Mapping[CellRef, str]
) -> list[Post]:
    """What becomes of the letter of each released result.

    Args:
        releases: the latest of each application.
        decisions: those of all windows; their order is that of the letters.
        unread: what stands in the cells that cannot be read.

    Returns:
        One a release; last those whose applications are in the tracker no more.
    """
    left = {ref_key(each.ref): each for each in releases}
    return [*_known(left, decisions, unread), *map(_gone, left.values())]


def _known(
    left: dict[str, Release], decisions: Sequence[Decision], unread: Mapping[CellRef, str]
) -> Iterator[Post]:
    """The letters of applications in the tracker; their releases are taken out of `left`."""
    for decision in decisions:
        release = left.pop(ref_key(decision.application.ref), None)
        if release is not None:
            yield _post(release, decision, unread)


def _post(release: Release, decision: Decision, unread: Mapping[CellRef, str]) -> Post:
    application = decision.application
    if application.result_sent is not None:
        return Post(release, application.result_sent)
    if "result_sent" in application.unreadable:
        return Post(release, instead=unread.get(application.cell("result_sent")) or _NOT_READ)
    if decision.status is not release.outcome:
        return Post(release, instead=f"not sent: it stands at “{decision.status}” now")
    return Post(release)


def _gone(release: Release) -> Post:
    return Post(release, instead="not sent: no such application any more")
