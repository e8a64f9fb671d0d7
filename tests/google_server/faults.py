"""Bad weather: what can go wrong on the way, told in a script or drawn by lot."""

from __future__ import annotations

import enum
import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Fault(enum.Enum):
    """One thing that goes wrong with one request."""

    QUOTA = "429"
    INTERNAL = "500"
    UNAVAILABLE = "503"
    BAD_GATEWAY = "502 in HTML"
    DROPPED_BEFORE = "dropped before it was done"
    DROPPED_AFTER = "done, but the answer was lost"
    UNAVAILABLE_AFTER = "done, but answered 503"
    SLOW = "slow answer"
    TOKEN_REVOKED = "token revoked"  # noqa: S105 - it is no token
    ACCESS_REVOKED = "access revoked"
    TAB_DELETED = "tab deleted"
    STORAGE_FULL = "storage full"


PASSING = (
    Fault.QUOTA,
    Fault.INTERNAL,
    Fault.UNAVAILABLE,
    Fault.BAD_GATEWAY,
    Fault.DROPPED_BEFORE,
    Fault.DROPPED_AFTER,
    Fault.UNAVAILABLE_AFTER,
    Fault.SLOW,
    Fault.TOKEN_REVOKED,
)
"""Those after which another attempt may go well."""


@dataclass(frozen=True)
class Call:
    """One request that has arrived."""

    number: int  # of all that were sent, tokens included, from 1
    kind: str  # get | batchUpdate | values.batchGet | files.list | permissions.list | token …
    method: str
    path: str
    key: str  # of the spreadsheet or file; "" where it names none
    account: str  # the e-mail of whoever has signed in; "" for requests of tokens
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def requests(self) -> list[str]:
        """The kinds of a batch's requests."""
        return [next(iter(request), "") for request in self.body.get("requests", [])]


Weather = Callable[[Call], Fault | None]


@dataclass
class Script:
    """Faults in their order: each for the next request that fits.

    Args:
        faults: What happens; None lets one go well.
        on: The kinds of requests that are meant; none: all but tokens.
        key: The spreadsheet that is meant; "": any.
    """

    faults: Iterable[Fault | None]
    on: Collection[str] = ()
    key: str = ""

    def __post_init__(self) -> None:
        self._left = list(self.faults)

    def __call__(self, call: Call) -> Fault | None:
        """What happens to this request."""
        meant = call.kind in self.on if self.on else call.kind != "token"
        if not meant or (self.key and self.key != call.key) or not self._left:
            return None
        return self._left.pop(0)

    @property
    def over(self) -> bool:
        """Whether all of it has happened."""
        return not self._left


@dataclass
class Storm:
    """Faults by lot, the same for the same seed and the same requests.

    Args:
        seed: Which storm it is.
        chance: How probable a fault is for each request.
        faults: Those that may happen.
        most: How many happen at the most; None: no end.
    """

    seed: int
    chance: float = 0.3
    faults: Collection[Fault] = PASSING
    most: int | None = None

    def __post_init__(self) -> None:
        self._lot = random.Random(self.seed)
        self.happened: list[tuple[int, Fault]] = []

    def __call__(self, call: Call) -> Fault | None:
        """What happens to this request."""
        hit = self._lot.random() < self.chance
        fault = self._lot.choice(list(self.faults))
        if not hit or (self.most is not None and len(self.happened) >= self.most):
            return None
        self.happened.append((call.number, fault))
        return fault
