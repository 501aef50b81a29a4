"""Polling: a poller at work in a thread of its own."""

from __future__ import annotations

import asyncio
import concurrent.futures
from functools import partial
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import ConfigurationError
from webcast_widget.feed.background import background
from webcast_widget.poller import Poller
from webcast_widget.sources.asking import ask
from webcast_widget.timeline.cadence import check_cadence
from webcast_widget.timeline.slots import SLOT_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from webcast_widget.poller import Answered, Failed
    from webcast_widget.recording import TolerantRecorder
    from webcast_widget.sources.protocol import Source
    from webcast_widget.timeline.clock import Clock

_SOURCE: Final = ("event_id", "name", "fetch", "close")
"""What a source has, as `webcast_widget.sources.Source` says."""

_STOPPED: Final = "The feed was stopped while it was asked: call start() first."


class Polling:
    """Polls a source from its start until it is stopped.

    Parameters
    ----------
    source
        Where the figures come from; its connections are closed at the end.
    deliver
        Takes what each poll brought, in the thread of the polling. It holds nobody who
        is to be collected while it polls.
    clock
        Tells the time and waits.
    interval_s
        Seconds between polls.
    since
        From where the first poll asks, epoch seconds; None for everything.
    new_loop
        Makes the loop of the thread.
    """

    def __init__(
        self,
        source: Source,
        deliver: Callable[[Answered | Failed], None],
        clock: Clock,
        interval_s: float,
        since: float | None = None,
        new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        self._source = source
        self._poller = Poller(
            partial(ask, source),
            deliver,
            clock,
            interval_s,
            since=since,
            resumed=source.close,
            cadence_s=cadence_of(source),
        )
        self._background = background(
            self._poll, f"webcast feed {source.event_id}", new_loop
        )

    @property
    def alive(self) -> bool:
        """Whether it polls."""
        return self._background.alive

    def start(self) -> None:
        """Begin; return when its thread takes calls."""
        self._background.start()

    def cancel(self) -> None:
        """Stop, and wait for nothing."""
        self._background.cancel()

    def stop(self) -> None:
        """Stop, and wait for the thread to end."""
        self._background.stop()

    def set_interval(self, seconds: float) -> None:
        """Poll so often from now on, and once at once."""
        if self.alive:
            self._poller.interval_s = seconds
            self._background.call(self._poller.wake)

    def look_back(self, seconds: float) -> None:
        """Ask again for so many seconds at the least; called as an answer is delivered."""
        self._poller.look_back(seconds)

    def from_the_start(self) -> None:
        """Ask for the whole history at once; called while an answer is delivered."""
        self._poller.from_the_start()

    def refresh(self, timeout: float) -> None:
        """Poll once now; return when the answer, and all history, is delivered.

        Parameters
        ----------
        timeout
            Seconds to wait at the most.

        Raises
        ------
        SourceError
            If the poll fails.
        ConfigurationError
            If it is stopped, or if its own thread asks.
        TimeoutError
            If it takes longer.
        """
        future = self._asked(waits=True)
        try:
            future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise
        except concurrent.futures.CancelledError:
            raise ConfigurationError(_STOPPED) from None

    async def refreshed(self, timeout: float) -> None:  # noqa: ASYNC109 - as `refresh`
        """Do as `refresh` does, without blocking; in any loop."""
        asked = asyncio.wrap_future(self._asked())
        try:
            await asyncio.wait([asked], timeout=timeout)
            if not asked.done():
                raise TimeoutError
        finally:
            asked.cancel()
        if asked.cancelled():
            raise ConfigurationError(_STOPPED)
        asked.result()

    def _asked(self, *, waits: bool = False) -> concurrent.futures.Future[None]:
        """Ask for a poll; `waits` says that the caller's thread stands still for it."""
        if not self.alive:
            raise ConfigurationError("The feed is stopped: call start() first.")
        if waits and self._background.is_current:
            raise ConfigurationError(self._background.cannot_wait)
        return self._background.submit(self._poller.refresh())

    async def _poll(self) -> None:
        try:
            await self._poller.run()
        finally:
            await self._source.close()


def cadence_of(source: Source) -> int:
    """Give how often a source counts, seconds: 10 where it does not say.

    Raises
    ------
    ConfigurationError
        If what it says is no cadence.
    """
    return check_cadence(getattr(source, "cadence_s", SLOT_S))


def check_source(source: object) -> None:
    """Let a source pass.

    Raises
    ------
    ConfigurationError
        If it is none.
    """
    missing = [name for name in _SOURCE if not hasattr(source, name)]
    if missing or isinstance(source, type):
        what = (
            f"{source.__name__} is a class"
            if isinstance(source, type)
            else (f"A {type(source).__name__} is no source, as it has no {missing[0]}")
        )
        raise ConfigurationError(
            f"{what}: give connect() a source of figures, such as"
            " ww.KalturaSource('1_k2m4x9a1')."
        )


def abandon(polling: Polling, recorder: TolerantRecorder | None) -> None:
    """End what a feed ran that nobody has any more; any thread may be the last."""
    polling.cancel()
    if recorder is not None:
        # With what could not be written before, once more.
        recorder.note("stopped")
        recorder.end()
