"""The poller: when to ask a source again, and for what.

The decisions are pure functions of what happened; only the loop waits.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import (
    AuthenticationError,
    ConfigurationError,
    RateLimitedError,
    SourceError,
    UnknownEventError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.records import Batch

logger = logging.getLogger(__name__)

MIN_INTERVAL_S: Final = 5.0
"""Seconds between polls at the least: slots are 10 s long and answers are cached."""

OVERLAP_S: Final = 120.0
"""Each poll asks again for this many seconds; the last answer about a slot wins."""

_FIRST_RETRY_S = 2.0
_LONGEST_RETRY_S = 60.0
_HOPELESS_RETRY_S = 60.0
_LONGEST_WAIT_S = 3600.0
_CATCH_UP_S = 0.1
_JITTER = 0.2


def check_interval(seconds: float) -> float:
    """Give a polling interval back if it can be used.

    Raises
    ------
    ConfigurationError
        If it is shorter than 5 s, longer than an hour, or no number.
    """
    if not MIN_INTERVAL_S <= seconds <= _LONGEST_WAIT_S:
        raise ConfigurationError(
            f"The interval is {seconds:g} s: poll every 5 s at the most often and"
            " every hour at the least, for example '10s'."
        )
    return float(seconds)


@dataclass(frozen=True)
class PollState:
    """What the next decision hangs on.

    Parameters
    ----------
    since
        From where the next poll asks, epoch seconds; None for the whole history.
    failures
        How many polls in a row have failed.
    """

    since: float | None = None
    failures: int = 0


def after_answer(
    batch: Batch, now: float, took_s: float, interval_s: float
) -> tuple[PollState, float]:
    """Decide what follows an answer.

    Parameters
    ----------
    batch
        The answer.
    now
        Epoch seconds, in place of the source's clock where it has none.
    took_s
        How long the answer took; polls start `interval_s` apart all the same.
    interval_s
        Seconds between polls.

    Returns
    -------
    state : PollState
        After it.
    wait_s : float
        Seconds until the next poll.
    """
    as_of = now if batch.as_of is None or math.isnan(batch.as_of) else batch.as_of
    # Measured on the source's clock: ours may be wrong, or the laptop was asleep.
    after = PollState(since=as_of - OVERLAP_S)
    if batch.more:
        return after, _CATCH_UP_S
    # Our clock may have been set back meanwhile.
    return after, max(0.0, interval_s - max(0.0, took_s))


def after_failure(
    state: PollState, error: SourceError, chance: float, interval_s: float
) -> tuple[PollState, float]:
    """Decide what follows a failure: wait longer each time, with jitter.

    Parameters
    ----------
    state
        Before it; what was missed is asked for by the next poll.
    error
        What happened. What a retry alone will not mend is retried each minute; a
        source that asks us to wait is not asked sooner, within an hour.
    chance
        A random number from 0 to 1, for the jitter.
    interval_s
        Seconds between polls.

    Returns
    -------
    state : PollState
        After it.
    wait_s : float
        Seconds until the next poll.
    """
    after = replace(state, failures=state.failures + 1)
    longer = 2.0 ** min(state.failures, 16)
    if isinstance(error, RateLimitedError):
        asked = error.retry_after_s
        # As long as it asks; when it names no time, longer than we usually wait.
        wait = 2 * interval_s * longer if asked is None else max(interval_s, asked)
        return after, min(wait * (1 + _JITTER * chance), _LONGEST_WAIT_S)
    if isinstance(error, (AuthenticationError, UnknownEventError)):
        wait = _HOPELESS_RETRY_S
    else:
        wait = min(_FIRST_RETRY_S * longer, _LONGEST_RETRY_S)
    return after, wait * (1 - _JITTER + 2 * _JITTER * chance)


@dataclass(frozen=True)
class Answered:
    """A poll brought an answer; the next is due in `wait_s` seconds."""

    batch: Batch
    wait_s: float


@dataclass(frozen=True)
class Failed:
    """A poll failed; the next is due in `wait_s` seconds."""

    error: SourceError
    failures: int
    wait_s: float


class Poller:
    """Asks a source again and again.

    Everything but the constructor belongs to one event loop.

    Parameters
    ----------
    fetch
        Asks the source once; its argument is `PollState.since`.
    deliver
        Takes what each poll brought.
    clock
        Tells the time and waits.
    interval_s
        Seconds between polls.
    chance
        Gives random numbers from 0 to 1, for the jitter.
    since
        From where the first poll asks, epoch seconds; None for the whole history.
    """

    def __init__(
        self,
        fetch: Callable[[float | None], Awaitable[Batch]],
        deliver: Callable[[Answered | Failed], None],
        clock: Clock,
        interval_s: float,
        chance: Callable[[], float] = random.random,
        since: float | None = None,
    ) -> None:
        self.interval_s = check_interval(interval_s)
        self._fetch = fetch
        self._deliver = deliver
        self._clock = clock
        self._since = since
        self._chance = chance
        self._wake = asyncio.Event()
        self._asked: list[asyncio.Future[None]] = []

    async def run(self) -> None:
        """Poll until cancelled."""
        state = PollState(since=self._since)
        try:
            while True:
                state, wait_s = await self._poll(state)
                await self._wait(wait_s)
        finally:
            for done in self._asked:
                done.cancel()

    def wake(self) -> None:
        """Poll now instead of when it is due."""
        self._wake.set()

    async def refresh(self) -> None:
        """Poll now; return when the answer, and all of the history, is delivered.

        Raises
        ------
        SourceError
            If that poll fails.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append(done)
        self.wake()
        await done

    async def _poll(self, state: PollState) -> tuple[PollState, float]:
        asked = list(self._asked)
        started = self._clock.now()
        try:
            batch = await self._fetch(state.since)
            now = self._clock.now()
            after, wait_s = after_answer(batch, now, now - started, self.interval_s)
            self._deliver(Answered(batch, wait_s))
        except SourceError as error:
            failure = _bare(error)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            failure = SourceError("The source cancelled its own request.")
        except Exception as error:
            # Somebody's own source may raise or answer anything; the feed lives on.
            logger.exception("The source failed with an error that is no SourceError.")
            failure = SourceError(
                f"The source failed ({type(error).__name__}: {error!s:.200}); the log"
                " tells where."
            )
        else:
            if not batch.more:
                self._resolve(asked)
            return after, wait_s
        state, wait_s = after_failure(state, failure, self._chance(), self.interval_s)
        self._deliver(Failed(failure, state.failures, wait_s))
        self._resolve(asked, failure)
        return state, wait_s

    def _resolve(
        self, asked: list[asyncio.Future[None]], error: SourceError | None = None
    ) -> None:
        """Tell those who asked before the poll began; later ones wait for the next."""
        for done in asked:
            self._asked.remove(done)
            if done.cancelled():
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)

    async def _wait(self, seconds: float) -> None:
        """Wait for a time or a wake-up, whichever comes first."""
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        wake = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleep, wake}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            wake.cancel()
        self._wake.clear()


def _bare(error: SourceError) -> SourceError:
    """Take an error's frames off: they hold the requests, and those the session."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
