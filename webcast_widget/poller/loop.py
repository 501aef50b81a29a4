"""The loop: the only part of the poller that waits."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import SourceError
from webcast_widget.poller.budget import Budget
from webcast_widget.poller.decisions import (
    CATCH_UP_S,
    OVERLAP_S,
    PollState,
    after_answer,
    after_failure,
    check_interval,
)
from webcast_widget.timeline.cadence import by_cadence
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.records import Batch

logger = logging.getLogger(__name__)

NAP_S: Final = 60.0
"""A long wait looks up this often: while a laptop sleeps its timers stand still, and
only the wall clock tells that the next poll is due."""

ASLEEP_S: Final = 60.0
"""A nap that took this much longer than it should, seconds, was a laptop's sleep."""


@dataclass(frozen=True)
class Answered:
    """A poll brought an answer; the next is due in `wait_s` seconds."""

    batch: Batch
    wait_s: float


@dataclass(frozen=True)
class Failed:
    """A poll failed; the next is due in `wait_s` seconds.

    `alone` tells that the source is left alone until then, whoever asks.
    """

    error: SourceError
    failures: int
    wait_s: float
    alone: bool = False


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
    resumed
        Called when the machine was asleep: connections of before are dead.
    cadence_s
        How often the source counts, seconds.
    """

    def __init__(
        self,
        fetch: Callable[[float | None], Awaitable[Batch]],
        deliver: Callable[[Answered | Failed], None],
        clock: Clock,
        interval_s: float,
        chance: Callable[[], float] = random.random,
        since: float | None = None,
        resumed: Callable[[], Awaitable[None]] | None = None,
        cadence_s: float = SLOT_S,
    ) -> None:
        self.interval_s = check_interval(interval_s)
        self._fetch = fetch
        self._deliver = deliver
        self._clock = clock
        self._since = since
        self._chance = chance
        self._resumed = resumed
        self._overlap_s = self._usual_s = by_cadence(OVERLAP_S, cadence_s)
        self._budget = Budget()
        self._refusal: SourceError | None = None
        self._wake = asyncio.Event()
        self._asked: list[asyncio.Future[None]] = []
        self._anew = False

    def look_back(self, seconds: float) -> None:
        """Ask again for so many seconds, from the next answer on; never for fewer."""
        self._overlap_s = max(self._usual_s, seconds)

    async def run(self) -> None:
        """Poll until cancelled."""
        state = PollState(since=self._since)
        try:
            while True:
                self._budget.spend(self._clock.now())
                state, wait_s = await self._poll(state)
                if state.alone:
                    await self._sleep(wait_s)
                else:
                    await self._wait(wait_s)
                self._wake.clear()
                # Woken or not: nobody is asked more often than the budget allows.
                await self._sleep(self._budget.wait_s(self._clock.now()))
        finally:
            for done in self._asked:
                done.cancel()

    def from_the_start(self) -> None:
        """Ask for the whole history at once: what was told of it is not believed.

        Called while an answer is delivered.
        """
        self._anew = True

    def wake(self) -> None:
        """Poll now instead of when it is due, unless the source is left alone."""
        self._wake.set()

    async def refresh(self) -> None:
        """Poll now; return when the answer, and all of the history, is delivered.

        Raises
        ------
        SourceError
            If that poll fails, or if the source is left alone as it blocks us.
        """
        if self._refusal is not None:
            raise _bare(self._refusal)
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
            after, wait_s = after_answer(
                batch, now, now - started, self.interval_s, self._overlap_s
            )
            self._anew = False
            self._deliver(Answered(batch, wait_s))
            if self._anew:
                after, wait_s = replace(after, since=None), CATCH_UP_S
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
            self._refusal = None
            if not (batch.more or self._anew):
                self._resolve(asked)
            return after, wait_s
        state, wait_s = after_failure(state, failure, self._chance(), self.interval_s)
        self._refusal = failure if state.alone else None
        if state.alone:
            asked = list(self._asked)
        try:
            self._deliver(Failed(failure, state.failures, wait_s, state.alone))
        except Exception:
            # Whatever became of who takes it: the next poll is asked all the same.
            logger.exception("A failed poll could not be told.")
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
        sleep = asyncio.ensure_future(self._sleep(seconds))
        wake = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleep, wake}, return_when=asyncio.FIRST_COMPLETED)
            if sleep.done():
                sleep.result()
        finally:
            sleep.cancel()
            wake.cancel()

    async def _sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed, by our timers or by the wall clock."""
        left, due = seconds, self._clock.now() + seconds
        while left > 0:
            nap, begun = min(left, NAP_S), self._clock.now()
            await self._clock.sleep(nap)
            now = self._clock.now()
            if now - begun - nap > ASLEEP_S and self._resumed is not None:
                await self._resumed()
            # A wall clock that was set back does not make us wait longer.
            left = min(left - nap, due - now)


def _bare(error: SourceError) -> SourceError:
    """Take an error's frames off: they hold the requests, and those the session."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
