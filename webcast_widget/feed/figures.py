"""Feed: the figures of an event, whoever fills them in."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from webcast_widget.export import FORMATS, Provenance, file_name, to_bytes, write
from webcast_widget.feed import status
from webcast_widget.feed.update import File, Update
from webcast_widget.poller import check_interval
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.latest import Latest, latest
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.feed.status import FeedStatus, State
    from webcast_widget.recording import Poll
    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.records import Event

logger = logging.getLogger(__name__)


class Feed:
    """The figures of an event, to be read from any thread: what a pane shows.

    Parameters
    ----------
    event
        Which event it is.
    origin
        Where the figures come from, for people; never a secret.
    clock
        Tells the time of the event.
    interval_s
        Seconds between polls.
    sentence
        What the status says at first.
    """

    def __init__(
        self,
        event: Event,
        origin: str,
        clock: Clock,
        interval_s: float,
        sentence: str,
    ) -> None:
        self._origin = origin
        self._interval_s = interval_s
        self._clock = clock
        self._lock = threading.RLock()
        self._timeline = Timeline()
        self._event = event
        self._status = status.FeedStatus(sentence=sentence, at=SystemClock().now())
        self._skew = 0.0
        self._received_at: float | None = None
        self._subscribers: list[Callable[[Update], None]] = []

    @property
    def df(self) -> pd.DataFrame:
        """All slots received, as a DataFrame of the caller's own.

        One row per 10-second slot from the first to the newest, indexed by
        ``slot_start`` (UTC, tz-aware). Columns, all nullable, `pandas.NA` meaning
        not known: ``live_viewers``, ``dvr_viewers`` (viewers, Int64), ``plays``
        (count, Int64), ``avg_bitrate_kbps`` (kbps over the slot's clock minute,
        Float64), ``avg_buffering_s_per_min`` (seconds of buffering per minute
        viewed over that minute, Float64), ``slot_bitrate_kbps`` and
        ``slot_buffering_s_per_min`` (the same over the slot alone, Float64; missing
        where the source has whole minutes only), ``provisional`` (boolean: younger
        than 60 s when last asked for). `webcast_widget.explain` defines each.
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
    def interval_s(self) -> float:
        """Seconds between polls, from 5 to 3,600; may be set."""
        return self._interval_s

    @interval_s.setter
    def interval_s(self, value: float) -> None:
        self._interval_s = check_interval(value)
        self._on_interval()

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
            Ends in ``.csv``, ``.parquet``, ``.xlsx``, or ``.html`` for a page that people
            read.
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

    def subscribe(self, callback: Callable[[Update], None]) -> Callable[[], None]:
        """Call `callback` after every poll, from the feed's thread.

        What is done to the feed, such as pausing a replay, is told from the thread
        that does it.

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

    def _provenance(self, time_zone: str) -> Provenance:
        return Provenance(
            event=self._event,
            source=self._origin,
            time_zone=time_zone,
            exported_at=SystemClock().now(),
            version=version("webcast-widget"),
        )

    def _on_interval(self) -> None:
        """Heed a new interval."""

    def _take_recorded(self, polls: Sequence[Poll]) -> list[int]:
        """Take recorded answers in; give the slots whose viewers changed."""
        changed: set[int] = set()
        with self._lock:
            for poll in polls:
                changed.update(self._timeline.merge(poll.batch, poll.as_of))
                self._event = poll.batch.event or self._event
                self._received_at = poll.received_at
        return sorted(changed)

    def _set_status(
        self,
        state: State,
        sentence: str,
        *,
        failures: int = 0,
        progress: float | None = None,
        next_poll_s: float | None = None,
        recording: bool | None = None,
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
                shrunk=self._timeline.shrunk,
                refused=self._timeline.refused,
                recording=recording,
            )

    def _notify(self, changed: list[int], *, afresh: bool = False) -> None:
        with self._lock:
            update = Update(self._timeline.seq, changed, afresh)
            subscribers = list(self._subscribers)
        for callback in subscribers:
            try:
                callback(update)
            except Exception:
                logger.exception("A subscriber of the feed raised an error.")
