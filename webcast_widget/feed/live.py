"""LiveFeed: wires a source and a poller to a timeline, in a background thread."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import math
import threading
import weakref
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

from webcast_widget.errors import ConfigurationError, SourceUnavailableError
from webcast_widget.feed import status
from webcast_widget.feed.background import Background
from webcast_widget.feed.duration import interval_of
from webcast_widget.feed.figures import Feed
from webcast_widget.feed.keeping import Keeping
from webcast_widget.poller import Answered, Failed, Poller
from webcast_widget.timeline.clock import Clock, SystemClock
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from types import TracebackType

    import pandas as pd

    from webcast_widget.feed.status import State
    from webcast_widget.sources.protocol import Source


_running: weakref.WeakSet[LiveFeed] = weakref.WeakSet()
_SOURCE: Final = ("event_id", "name", "fetch", "close")
"""What a source has, as `webcast_widget.sources.Source` says."""


class LiveFeed(Feed):
    """The figures of a live event, kept up to date in the background.

    Made by `connect`. Safe to use from any thread; a busy cell does not stop it. It
    polls until it is stopped, or nobody has it any more.

    Parameters
    ----------
    source
        Where the figures come from.
    interval
        Time between polls, 5 s at the least: seconds, or text such as ``"10s"``.
    clock
        Tells the time; the machine's clock when left out. A simulated event that
        runs fast brings its own.
    recording
        File that every answer is written to before it is shown; see `connect`.
    new_loop
        Makes the loop of its thread; stands in for asyncio's in virtual time.

    Raises
    ------
    ConfigurationError
        If the interval cannot be used, or the source is none.
    RecordingError
        If the path cannot be one of a recording.
    """

    def __init__(
        self,
        source: Source,
        interval: str | float | pd.Timedelta = "10s",
        clock: Clock | None = None,
        recording: str | os.PathLike[str] | None = None,
        new_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        _check_source(source)
        super().__init__(
            Event(source.event_id),
            source.name,
            SystemClock() if clock is None else clock,
            interval_of(interval),
            status.asking(source.name),
        )
        self._source = source
        self._keeping = None if recording is None else Keeping(recording, source)
        self._new_loop = new_loop
        self._lifecycle = threading.Lock()
        self._background: Background | None = None
        self._poller: Poller | None = None
        self._abandoned: weakref.finalize[Any, Any] | None = None

    @property
    def source(self) -> Source:
        """Where the figures come from."""
        return self._source

    @property
    def running(self) -> bool:
        """Whether the feed polls."""
        return self._background is not None and self._background.alive

    def start(self) -> Self:
        """Start polling; does nothing if it does already.

        Raises
        ------
        ConfigurationError
            If another feed polls the same source: it keeps what was told, for one.
        RecordingError
            If the recording is not one to go on with.
        """
        with self._lifecycle:
            if not self.running:
                for other in list(_running):
                    if other is not self and other.source is self._source:
                        raise ConfigurationError(
                            f"Another feed polls this source of {self._event.id}:"
                            " stop that feed first, or make a source for each."
                        )
                self._set_status("connecting", f"Asking {self._source.name}.")
                self._begin()
                main = partial(_poll, weakref.ref(self), self._source)
                name = f"webcast feed {self._event.id}"
                background = Background(main, name, self._new_loop)
                # Known before it runs: the first answer may come at once.
                self._background = background
                self._abandoned = weakref.finalize(
                    self, _abandon, background, self._keeping
                )
                self._abandoned.atexit = False
                _running.add(self)
                background.start()
        return self

    def stop(self) -> None:
        """Stop polling; what was received stays. Returns when the thread has ended."""
        with self._lifecycle:
            background, self._background = self._background, None
            _running.discard(self)
            if background is None:
                return
            if self._abandoned is not None:
                self._abandoned.detach()
            background.stop()
            self._tell("stopped", "The feed is stopped: call start() to go on.")
            if self._keeping is not None:
                self._keeping.end()
        self._notify([])

    def refresh(self, timeout: float = 120.0) -> None:
        """Poll once now; return when the answer, and all history, is in the frame.

        Parameters
        ----------
        timeout
            Seconds to wait at the most.

        Raises
        ------
        SourceError
            If the poll fails.
        ConfigurationError
            If the feed is stopped, or if a subscriber asks from the feed's thread.
        """
        background = self._background
        if background is None or not background.alive:
            raise ConfigurationError("The feed is stopped: call start() first.")
        if background.is_current:
            raise ConfigurationError(
                "refresh() would wait for its own thread: call it from another."
            )
        future = background.submit(self._refresh())
        try:
            future.result(timeout)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise SourceUnavailableError(status.late(self.status, timeout)) from None
        except concurrent.futures.CancelledError:
            raise ConfigurationError(
                "The feed was stopped while it was asked: call start() first."
            ) from None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<LiveFeed {self._event.id} ({self.status.state})>"

    def _on_interval(self) -> None:
        poller, background = self._poller, self._background
        if poller is not None and background is not None and background.alive:
            poller.interval_s = self._interval_s
            background.call(poller.wake)

    def _begin(self) -> None:
        """Open the recording, and take in what it has."""
        if self._keeping is None:
            return
        polls = self._keeping.begin()
        changed = self._take_recorded(polls)
        name = self._source.name
        self._tell(
            "connecting",
            status.resuming(name, self._timeline) if polls else status.asking(name),
        )
        if changed:
            self._notify(changed)

    def _made_poller(self) -> Poller:
        """Make the poller, in the thread that uses it; it does not hold the feed."""
        me, ours = weakref.ref(self), self._background

        def deliver(outcome: Answered | Failed) -> None:
            feed = me()
            # A source that blocks its thread may answer after the feed was stopped.
            if feed is not None and feed._background is ours:  # noqa: SLF001 - our own
                feed._deliver(outcome)  # noqa: SLF001

        self._poller = Poller(
            self._source.fetch,
            deliver,
            self._clock,
            self._interval_s,
            since=None if self._keeping is None else self._keeping.since,
            resumed=self._source.close,
        )
        return self._poller

    async def _refresh(self) -> None:
        # `_poll` made it: it entered the loop before anybody could submit this.
        if self._poller is not None:
            await self._poller.refresh()

    def _deliver(self, outcome: Answered | Failed) -> None:
        changed = self._take(outcome) if isinstance(outcome, Answered) else []
        if isinstance(outcome, Failed):
            self._tell(
                *status.after_failure(outcome.error, alone=outcome.alone),
                failures=outcome.failures,
                next_poll_s=outcome.wait_s / self._clock.speed,
            )
        self._notify(changed)

    def _take(self, answered: Answered) -> list[int]:
        batch = answered.batch
        here = self._clock.now()
        if self._keeping is not None:
            # Before anybody can see it, and while nobody waits for the disk.
            self._keeping.keep(batch, here)
        with self._lock:
            if batch.as_of is not None and math.isfinite(batch.as_of):
                self._skew = status.skew(batch.as_of - here, self._clock.speed)
            before = self._timeline.refused
            changed = self._timeline.merge(batch, here)
            refused = self._timeline.refused - before
            self._received_at = SystemClock().now()
            if batch.event is not None:
                self._event = batch.event
            self._tell(
                *status.after_answer(batch, self._timeline, self.now(), refused),
                progress=batch.progress,
                next_poll_s=answered.wait_s / self._clock.speed,
            )
        return changed

    def _tell(
        self,
        state: State,
        sentence: str,
        *,
        failures: int = 0,
        progress: float | None = None,
        next_poll_s: float | None = None,
    ) -> None:
        """Set the status, write it down, and say so where that cannot be."""
        problem, recording = "", None
        if self._keeping is not None:
            self._keeping.note(state)
            problem = self._keeping.problem
            recording = state != "stopped" and not problem
        self._set_status(
            state,
            f"{sentence} {problem}".strip(),
            failures=failures,
            progress=progress,
            next_poll_s=next_poll_s,
            recording=recording,
        )


def _check_source(source: object) -> None:
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


async def _poll(feed: weakref.ref[LiveFeed], source: Source) -> None:
    """Poll until cancelled, or until nobody has the feed any more."""
    try:
        poller = _poller_of(feed)
        if poller is not None:
            await poller.run()
    finally:
        await source.close()


def _poller_of(feed: weakref.ref[LiveFeed]) -> Poller | None:
    """Let a feed make its poller, and keep nothing alive afterwards."""
    alive = feed()
    return None if alive is None else alive._made_poller()  # noqa: SLF001 - its own thread


def _abandon(background: Background, keeping: Keeping | None) -> None:
    """End what a feed ran that nobody has any more; any thread may be the last."""
    background.cancel()
    if keeping is not None:
        keeping.end()


@atexit.register
def _stop_all() -> None:
    """Stop what still runs, so that the interpreter's exit is not held up."""
    for feed in list(_running):
        feed.stop()
