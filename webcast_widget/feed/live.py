"""LiveFeed: wires a source and a poller to a timeline, in a background thread."""

from __future__ import annotations

import asyncio
import atexit
import threading
import weakref
from typing import TYPE_CHECKING, Any, Self

from webcast_widget.errors import ConfigurationError, SourceUnavailableError
from webcast_widget.feed import status
from webcast_widget.feed.duration import interval_of
from webcast_widget.feed.kept import KeptFeed
from webcast_widget.feed.polling import Polling, abandon, cadence_of, check_source
from webcast_widget.feed.taken_back import TakenBack
from webcast_widget.poller import Answered, Failed
from webcast_widget.recording import TolerantRecorder
from webcast_widget.sources.redaction import redacted
from webcast_widget.timeline.clock import Clock, SystemClock
from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.origin import without_secrets
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import pandas as pd

    from webcast_widget.sources.protocol import Source


_running: weakref.WeakSet[LiveFeed] = weakref.WeakSet()


class LiveFeed(KeptFeed):
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
        check_source(source)
        # Whoever wrote the source may have put its address there, password and all.
        self._name = legible(redacted(without_secrets(str(source.name))))
        super().__init__(
            Event(source.event_id),
            self._name,
            SystemClock() if clock is None else clock,
            interval_of(interval),
            status.asking(self._name),
            cadence_of(source),
        )
        self._source = source
        if recording is not None:
            known = (self.event.id, self._name, self._timeline)
            self._recorder = TolerantRecorder(recording, *known)
        self._new_loop = new_loop
        self._lifecycle = threading.Lock()
        self._polling: Polling | None = None
        self._taken_back = TakenBack()
        self._abandoned: weakref.finalize[Any, Any] | None = None

    @property
    def source(self) -> Source:
        """Where the figures come from."""
        return self._source

    @property
    def running(self) -> bool:
        """Whether the feed polls."""
        return self._polling is not None and self._polling.alive

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
                            f"Another feed polls this source of {self.event.id}:"
                            " stop that feed first, or make a source for each."
                        )
                self._taken_back = TakenBack()
                self._set_status("connecting", f"Asking {self._name}.")
                try:
                    self._go()
                except BaseException:
                    self._drop()
                    raise
        return self

    def _go(self) -> None:
        self._begin()
        # Known before it runs: the first answer may come at once.
        polling = self._polling = self._made_polling()
        self._abandoned = weakref.finalize(self, abandon, polling, self._recorder)
        self._abandoned.atexit = False
        _running.add(self)
        polling.start()

    def _drop(self) -> None:
        """Let go of all that a start took that failed: nobody stops it."""
        polling, self._polling = self._polling, None
        _running.discard(self)
        if polling is not None:
            polling.cancel()
        if self._abandoned is not None:
            self._abandoned.detach()
        if self._recorder is not None:
            self._recorder.end()
        self._say_stopped()

    def stop(self) -> None:
        """Stop polling; what was received stays. Returns when the thread has ended."""
        with self._lifecycle:
            polling, self._polling = self._polling, None
            _running.discard(self)
            if polling is None:
                return
            if self._abandoned is not None:
                self._abandoned.detach()
            polling.stop()
            self._say_stopped()
            if self._recorder is not None:
                # With that in it; and at its end it may have had to be written anew.
                self._recorder.end()
                self._say_stopped()
            with self._lock:
                self._note()
        self._tell()

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
            If the feed is stopped, if a subscriber asks from the feed's thread, or
            where there are no threads: await `refreshed` there.
        """
        try:
            self._polls().refresh(timeout)
        except TimeoutError:
            raise SourceUnavailableError(status.late(self.status, timeout)) from None

    async def refreshed(self, timeout: float = 120.0) -> None:  # noqa: ASYNC109 - as `refresh`
        """Do as `refresh` does, without blocking; in any loop, and without threads.

        Parameters
        ----------
        timeout
            Seconds to wait at the most.

        Raises
        ------
        SourceError
            If the poll fails.
        ConfigurationError
            If the feed is stopped.
        """
        try:
            await self._polls().refreshed(timeout)
        except TimeoutError:
            raise SourceUnavailableError(status.late(self.status, timeout)) from None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<LiveFeed {self.event.id} ({self.status.state})>"

    def _on_interval(self) -> None:
        if (polling := self._polling) is not None:
            polling.set_interval(self._interval_s)

    def _polls(self) -> Polling:
        if (polling := self._polling) is None:
            raise ConfigurationError("The feed is stopped: call start() first.")
        return polling

    def _present(self) -> float | None:
        return self.now() if self.running else None

    def _made_polling(self) -> Polling:
        """Make the polling; it does not hold the feed."""
        me = weakref.ref(self)

        def deliver(outcome: Answered | Failed) -> None:
            feed = me()
            # A source that blocks its thread may answer after the feed was stopped.
            if feed is not None and feed._polling is polling:  # noqa: SLF001 - our own
                feed._deliver(outcome)  # noqa: SLF001

        polling = Polling(
            self._source,
            deliver,
            self._clock,
            self._interval_s,
            None if self._recorder is None else self._recorder.since,
            self._new_loop,
        )
        return polling

    def _deliver(self, outcome: Answered | Failed) -> None:
        if isinstance(outcome, Answered):
            self._take(outcome)
        else:
            with self._lock:
                self._say(
                    *status.after_failure(outcome.error, alone=outcome.alone),
                    failures=outcome.failures,
                    next_poll_s=outcome.wait_s / self._clock.speed,
                )
                self._note()
        self._tell()

    def _take(self, answered: Answered) -> None:
        here, by_source = self._clock.now(), answered.batch.afresh
        # Nobody else changes the timeline meanwhile: a feed has one polling.
        change = self._timeline.examine(answered.batch, here)
        if self._recorder is not None:
            # Before anybody can see it, and while nobody waits for the disk.
            self._recorder.write(change)
        with self._lock:
            if change.as_of == answered.batch.as_of:
                self._skew = status.skew(change.as_of - here, self._clock.speed)
            self._timeline.apply(change)
            if self._polling is not None:
                # A slot is to be seen as it settles, and for a while after that.
                self._polling.look_back(2 * self._timeline.settles_s)
            if change.afresh:
                self._taken_back.note(self.now(), here, by_source=by_source)
                # A source that says so itself has told all of it.
                if self._polling is not None and not by_source:
                    self._polling.from_the_start()
            self._received_at = SystemClock().now()
            self._say(
                *status.after_change(change, self._timeline, self.now()),
                progress=change.progress,
                next_poll_s=answered.wait_s / self._clock.speed,
            )
            self._note(change.changed, afresh=change.afresh)


@atexit.register
def _stop_all() -> None:
    """Stop what still runs, so that the interpreter's exit is not held up."""
    for feed in list(_running):
        feed.stop()
