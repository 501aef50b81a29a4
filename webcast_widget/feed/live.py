"""LiveFeed: wires a source and a poller to a timeline, in a background thread."""

from __future__ import annotations

import atexit
import concurrent.futures
import logging
import math
import threading
import weakref
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

from webcast_widget.errors import (
    ConfigurationError,
    SourceUnavailableError,
)
from webcast_widget.export import FORMATS, Provenance, file_name, to_bytes, write
from webcast_widget.feed import status
from webcast_widget.feed.background import Background
from webcast_widget.feed.duration import interval_of
from webcast_widget.feed.update import File, Update
from webcast_widget.poller import Answered, Failed, Poller, check_interval
from webcast_widget.timeline.clock import Clock, SystemClock
from webcast_widget.timeline.latest import Latest, latest
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.feed.status import FeedStatus, State
    from webcast_widget.sources.protocol import Source

logger = logging.getLogger(__name__)

_running: weakref.WeakSet[LiveFeed] = weakref.WeakSet()


class LiveFeed:
    """The figures of a live event, kept up to date in the background.

    Made by `connect`. Safe to use from any thread; a busy cell does not stop it.

    Parameters
    ----------
    source
        Where the figures come from.
    interval
        Time between polls, 5 s at the least: seconds, or text such as ``"10s"``.
    clock
        Tells the time; the machine's clock when left out. A simulated event that
        runs fast brings its own.

    Raises
    ------
    ConfigurationError
        If the interval cannot be used.
    """

    def __init__(
        self,
        source: Source,
        interval: str | float | pd.Timedelta = "10s",
        clock: Clock | None = None,
    ) -> None:
        self._source = source
        self._interval_s = interval_of(interval)
        self._clock = SystemClock() if clock is None else clock
        self._lock = threading.RLock()
        self._lifecycle = threading.Lock()
        self._timeline = Timeline()
        self._event = Event(source.event_id)
        self._status = status.FeedStatus(
            sentence=f"Asking {source.name} for the first time.",
            at=SystemClock().now(),
        )
        self._skew = 0.0
        self._received_at: float | None = None
        self._background: Background | None = None
        self._poller: Poller | None = None
        self._subscribers: list[Callable[[Update], None]] = []

    @property
    def df(self) -> pd.DataFrame:
        """All slots received, as a DataFrame of the caller's own.

        One row per 10-second slot from the first to the newest, indexed by
        ``slot_start`` (UTC, tz-aware). Columns, all nullable, `pandas.NA` meaning
        not known: ``live_viewers``, ``dvr_viewers`` (viewers, Int64), ``plays``
        (count, Int64), ``avg_bitrate_kbps`` (kbps over the slot's clock minute,
        Float64), ``avg_buffering_s_per_min`` (seconds of buffering per minute
        viewed over that minute, Float64), ``provisional`` (boolean: younger than
        60 s when last asked for). `webcast_widget.explain` defines each.
        """
        with self._lock:
            return self._timeline.frame()

    @property
    def latest(self) -> Latest:
        """The newest figures: what the counter and the tiles show."""
        with self._lock:
            return latest(self._timeline, self.now())

    @property
    def status(self) -> FeedStatus:
        """How the feed is doing."""
        with self._lock:
            return self._status

    @property
    def event(self) -> Event:
        """Which event this is; its name comes with the first answer."""
        return self._event

    @property
    def source(self) -> Source:
        """Where the figures come from."""
        return self._source

    @property
    def interval_s(self) -> float:
        """Seconds between polls, from 5 to 3,600; may be set."""
        return self._interval_s

    @interval_s.setter
    def interval_s(self, value: float) -> None:
        self._interval_s = check_interval(value)
        poller, background = self._poller, self._background
        if poller is not None and background is not None and background.alive:
            poller.interval_s = self._interval_s
            background.call(poller.wake)

    @property
    def running(self) -> bool:
        """Whether the feed polls."""
        return self._background is not None and self._background.alive

    @property
    def received_at(self) -> float | None:
        """When the last answer came, epoch seconds of the machine's clock."""
        return self._received_at

    def now(self) -> float:
        """Give the present in the source's time, epoch seconds UTC."""
        return self._clock.now() + self._skew

    def series(
        self, starts: list[int] | None = None
    ) -> tuple[int, NDArray[np.float64]]:
        """Give `Timeline.seq` and the rows of `Timeline.rows`, of one moment."""
        with self._lock:
            return self._timeline.seq, self._timeline.rows(starts)

    def extent(self) -> tuple[int, int, int] | None:
        """Give first, newest and newest settled slot; None before any data."""
        with self._lock:
            line = self._timeline
            if line.first is None or line.last is None or line.settled is None:
                return None
            return line.first, line.last, line.settled

    def export(self, path: str | Path, *, time_zone: str = "UTC") -> Path:
        """Write all slots to a file, with units and provenance.

        Parameters
        ----------
        path
            Ends in ``.csv``, ``.parquet`` or ``.xlsx``.
        time_zone
            IANA name of the zone that the file's moments are written in.

        Raises
        ------
        ConfigurationError
            If the ending or the zone is unknown.
        ExportError
            If the file cannot be written.
        """
        return write(self.df, self._provenance(time_zone), path)

    def file(self, file_format: str, *, time_zone: str = "UTC") -> File:
        """Give all slots as the bytes of a file; see `export`.

        Raises
        ------
        ConfigurationError
            If the format or the zone is unknown.
        """
        frame = self.df
        return File(
            file_name(self._event, frame, file_format),
            FORMATS.get(file_format, ""),
            to_bytes(frame, self._provenance(time_zone), file_format),
        )

    def start(self) -> Self:
        """Start polling; does nothing if it does already.

        Raises
        ------
        ConfigurationError
            If another feed polls the same source: it keeps what was told, for one.
        """
        with self._lifecycle:
            if not self.running:
                for other in list(_running):
                    if other is not self and other.source is self._source:
                        raise ConfigurationError(
                            f"Another feed polls this source of {self._event.id}:"
                            " stop that feed first, or make a source for each."
                        )
                background = Background(self._run, f"webcast feed {self._event.id}")
                # Known before it runs: the first answer may come at once.
                self._background = background
                _running.add(self)
                self._set_status("connecting", f"Asking {self._source.name}.")
                background.start()
        return self

    def stop(self) -> None:
        """Stop polling; what was received stays. Returns when the thread has ended."""
        with self._lifecycle:
            background, self._background = self._background, None
            _running.discard(self)
            if background is None:
                return
            background.stop()
        self._set_status("stopped", "The feed is stopped: call start() to go on.")
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

    def subscribe(self, callback: Callable[[Update], None]) -> Callable[[], None]:
        """Call `callback` after every poll, from the feed's thread.

        Returns
        -------
        callable
            Ends the subscription.
        """
        with self._lock:
            self._subscribers.append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return unsubscribe

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

    async def _run(self) -> None:
        ours = self._background

        def deliver(outcome: Answered | Failed) -> None:
            # A source that blocks its thread may answer after the feed was stopped.
            if self._background is ours:
                self._deliver(outcome)

        self._poller = Poller(
            self._source.fetch, deliver, self._clock, self._interval_s
        )
        try:
            await self._poller.run()
        finally:
            await self._source.close()

    async def _refresh(self) -> None:
        # `_run` made it: it entered the loop before anybody could submit this.
        if self._poller is not None:
            await self._poller.refresh()

    def _provenance(self, time_zone: str) -> Provenance:
        return Provenance(
            event=self._event,
            source=self._source.name,
            time_zone=time_zone,
            exported_at=SystemClock().now(),
            version=version("webcast-widget"),
        )

    def _deliver(self, outcome: Answered | Failed) -> None:
        changed = self._take(outcome) if isinstance(outcome, Answered) else []
        if isinstance(outcome, Failed):
            self._set_status(
                *status.after_failure(outcome.error),
                failures=outcome.failures,
                next_poll_s=outcome.wait_s / self._clock.speed,
            )
        self._notify(changed)

    def _take(self, answered: Answered) -> list[int]:
        batch = answered.batch
        with self._lock:
            here = self._clock.now()
            if batch.as_of is not None and math.isfinite(batch.as_of):
                self._skew = status.skew(batch.as_of - here, self._clock.speed)
            changed = self._timeline.merge(batch, here)
            self._received_at = SystemClock().now()
            if batch.event is not None:
                self._event = batch.event
            self._set_status(
                *status.after_answer(batch, self._timeline, self.now()),
                progress=batch.progress,
                next_poll_s=answered.wait_s / self._clock.speed,
            )
        return changed

    def _set_status(
        self,
        state: State,
        sentence: str,
        *,
        failures: int = 0,
        progress: float | None = None,
        next_poll_s: float | None = None,
    ) -> None:
        with self._lock:
            self._status = replace(
                self._status,
                state=state,
                sentence=sentence,
                failures=failures,
                progress=progress,
                next_poll_s=next_poll_s,
                at=SystemClock().now(),
                revisions=self._timeline.revisions,
                refused=self._timeline.refused,
            )

    def _notify(self, changed: list[int]) -> None:
        with self._lock:
            update = Update(self._timeline.seq, changed)
            subscribers = list(self._subscribers)
        for callback in subscribers:
            try:
                callback(update)
            except Exception:
                logger.exception("A subscriber of the feed raised an error.")


@atexit.register
def _stop_all() -> None:
    """Stop what still runs, so that the interpreter's exit is not held up."""
    for feed in list(_running):
        feed.stop()
