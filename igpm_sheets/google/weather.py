"""What passes by itself, and trying again until it has: with pauses, and not for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from igpm_sheets.google.failures import google_failed
from igpm_sheets.google.pace import Pace
from igpm_sheets.problems import CellRef

if TYPE_CHECKING:
    from tenacity import RetryCallState

Result = TypeVar("Result")

QUICK: Final = 2.0
"""Seconds of waiting that nobody needs to be told of."""


class Weather(Exception):  # noqa: N818 - it is what Google's answers are like, no fault
    """An attempt that failed for a reason that passes.

    Attributes:
        said: what happened, as a clause.
        wait: how many seconds Google asks to wait, None where it does not say.
        perhaps_done: whether the request may have been carried out all the same.
        unreachable: whether nobody answered at all.
    """

    def __init__(
        self,
        said: str,
        *,
        wait: float | None = None,
        perhaps_done: bool = True,
        unreachable: bool = False,
        answered: bool = False,
    ) -> None:
        super().__init__(said)
        self.said = said
        self.wait = wait
        self.perhaps_done = perhaps_done
        self.unreachable = unreachable
        self._answered = answered

    @property
    def on_its_way(self) -> bool:
        """Whether the request may be carried out even later: it was sent, and nobody answered."""
        return self.perhaps_done and not self._answered


def patiently(
    attempt: Callable[[], Result], pace: Pace, tell: Callable[[str], None], *, patience: float
) -> Result:
    """What `attempt` gives, tried again and again as long as it meets `Weather`.

    The pause before attempt n+1 is drawn evenly from 0 to `first`·2ⁿ⁻¹ seconds, or to
    `longest` if that is less, so that many programs do not come back all at once; where
    Google says how long to wait, that is waited for, and a little more.

    Args:
        attempt: one try.
        pace: the pauses, and the clock.
        tell: hears of each wait that is long enough to be noticed.
        patience: seconds from the first attempt after which no other is begun.

    Raises:
        Weather: that of the last attempt, when patience is at an end.
    """
    from tenacity import Retrying, retry_if_exception_type  # noqa: PLC0415 - slow to import

    begun = pace.clock()
    pauses = Retrying(
        retry=retry_if_exception_type(Weather),
        wait=lambda state: pause_after(state, pace),
        stop=lambda state: pace.clock() - begun + state.upcoming_sleep > patience,
        before_sleep=lambda state: _tell_of(state, tell),
        sleep=pace.sleep,
        reraise=True,
    )
    return pauses(attempt)


def pause_after(state: RetryCallState, pace: Pace) -> float:
    """Seconds to wait after an attempt that met weather."""
    from tenacity import wait_random_exponential  # noqa: PLC0415 - slow to import

    drawn = wait_random_exponential(multiplier=pace.first, max=pace.longest)(state)
    asked = weather_of(state).wait
    return drawn if asked is None else asked + min(drawn, pace.first)


def weather_of(state: RetryCallState) -> Weather:
    """The weather that an attempt met."""
    met = state.outcome.exception() if state.outcome else None
    return met if isinstance(met, Weather) else Weather("nothing is known of it")


def _tell_of(state: RetryCallState, tell: Callable[[str], None]) -> None:
    """Says how long there is to wait, unless it is over at once."""
    pause = state.upcoming_sleep
    if pause >= QUICK:
        weather = weather_of(state)
        asks = "Google asks to wait" if weather.wait is not None else "trying again in"
        tell(f"{weather.said}: {asks} {pause:.0f} s")


def given_up(weather: Weather, where: CellRef, patience: float) -> Exception:
    """The problem that weather becomes when patience is at an end."""
    if weather.unreachable:
        return google_failed("G16", where, reason=weather.said)
    return google_failed("G15", where, patience=in_words(patience), reason=weather.said)


def in_words(seconds: float) -> str:
    """A stretch of time.

    >>> in_words(180), in_words(45)
    ('3 minutes', '45 s')
    """
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{seconds:.0f} s"
