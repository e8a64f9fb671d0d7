"""How fast and how patiently Google is asked."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

MINUTE: Final = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses and limits, in seconds.

    `timeout` is how long an answer may take to begin or to go on; `first` and `longest` bound
    the pause before the second and before any later attempt; `patience` is what all attempts
    at one request may take together; `a_minute` is how many requests go out in any minute.
    """

    timeout: float = 60
    first: float = 1
    longest: float = 32
    patience: float = 180
    a_minute: int = 60
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


PACE: Final = Pace()
"""As Google's quotas ask for: 60 requests a minute for each person."""


class Limiter:
    """Lets so many requests out in a minute and no more, from however many threads.

    A request counts from its beginning until a minute after its end: so the limit holds
    by the clock of whoever receives it too, however long it was on its way.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lock = threading.Lock()
        self._under_way = 0
        self._ended: deque[float] = deque()

    @contextmanager
    def turn(self, tell: Callable[[float], None] = lambda _: None) -> Iterator[None]:
        """Waits until one more request may go out, and counts it; `tell` hears of the wait."""
        while pause := self._pause():
            tell(pause)
            self._pace.sleep(pause)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                self._ended.append(self._pace.clock())

    def _pause(self) -> float:
        """How long to wait; 0 takes the turn."""
        with self._lock:
            now = self._pace.clock()
            while self._ended and self._ended[0] + MINUTE <= now:
                self._ended.popleft()
            if self._under_way + len(self._ended) < self._pace.a_minute:
                self._under_way += 1
                return 0
            return self._ended[0] + MINUTE - now if self._ended else 0.05
