"""Feed: the figures of an event, whoever fills them in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from webcast_widget.analysis.alerts.told import firings_of
from webcast_widget.feed import status
from webcast_widget.feed.alerting import Alerting
from webcast_widget.feed.duration import interval_of
from webcast_widget.feed.reading import Extent, Playback, Reading
from webcast_widget.feed.subscribers import Subscribers
from webcast_widget.feed.written import Written
from webcast_widget.timeline.audience import SMALLEST, audience_frame
from webcast_widget.timeline.clock import SystemClock
from webcast_widget.timeline.latest import Latest, latest
from webcast_widget.timeline.letters import legible
from webcast_widget.timeline.mark import current
from webcast_widget.timeline.slots import SLOT_S
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from webcast_widget.feed.status import FeedStatus, State
    from webcast_widget.recording import Entry
    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.mark import Mark
    from webcast_widget.timeline.records import Event

INTERVAL_S: Final = 10.0
"""Seconds between polls, as long as nobody says otherwise."""


class Feed(Alerting, Written):
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
    cadence_s
        How often the source counts, seconds.
    """

    def __init__(
        self,
        event: Event,
        origin: str,
        clock: Clock,
        interval_s: float,
        sentence: str,
        cadence_s: int = SLOT_S,
    ) -> None:
        super().__init__(Timeline(event, cadence_s=cadence_s), origin)
        self._interval_s = interval_s
        self._clock = clock
        self._status = status.FeedStatus(sentence=sentence, at=SystemClock().now())
        self._skew = 0.0
        self._received_at: float | None = None
        self._subscribers = Subscribers()
        self._order = 0

    @property
    def latest(self) -> Latest:
        """The newest figures: what the counter and the tiles show."""
        with self._lock:
            return latest(self._timeline, self.now())

    def audience(self, smallest: int = SMALLEST) -> pd.DataFrame:
        """Give who is watching: live viewers by country, device, platform and referrer.

        A Kaltura server tells it once a minute, of the newest settled slot, to sessions
        that may ask for its real-time reports. A referrer is the host of the page that
        the player is on.

        Parameters
        ----------
        smallest
            Values with fewer viewers are joined to "other", so that nobody is singled
            out; 1 names all.

        Returns
        -------
        pandas.DataFrame
            A row for each value, by dimension, the most watched first: ``slot_start``
            (UTC), ``dimension`` (country, device, platform or referrer), ``value``,
            ``live_viewers`` (viewers, Int64), ``share`` of the slot's live viewers (0
            to 1, Float64). Without rows as long as the source tells nothing of it.
        """
        with self._lock:
            told = self._timeline.audience
        return audience_frame([] if told is None else [told], smallest)

    @property
    def status(self) -> FeedStatus:
        """How the feed is doing."""
        with self._lock:
            return self._status

    @property
    def interval_s(self) -> float:
        """Seconds between polls, from 5 to 3,600; may be set, as in `connect`."""
        return self._interval_s

    @interval_s.setter
    def interval_s(self, value: str | float | pd.Timedelta) -> None:
        self._interval_s = interval_of(value)
        self._on_interval()

    @property
    def cadence_s(self) -> int:
        """How often the source counts, seconds: 10 where it does not say."""
        return self._timeline.cadence_s

    @property
    def received_at(self) -> float | None:
        """When the last answer came, epoch seconds of the machine's clock."""
        return self._received_at

    @property
    def running(self) -> bool:
        """Whether something keeps the figures up to date."""
        return False

    def now(self) -> float:
        """Give the present in the source's time, epoch seconds UTC."""
        return self._clock.now() + self._skew

    def series(
        self, starts: list[int] | None = None
    ) -> tuple[int, NDArray[np.float64]]:
        """Give `Timeline.seq` and the rows of `Timeline.rows`, of one moment."""
        with self._lock:
            return self._timeline.seq, self._timeline.rows(starts)

    def minutes(self) -> NDArray[np.float64]:
        """Give the rows of `Timeline.minutes` up to the newest settled slot."""
        with self._lock:
            return self._timeline.minutes(self._timeline.settled or 0)

    def extent(self) -> Extent | None:
        """Give first, newest and newest settled slot; None before any data."""
        with self._lock:
            line = self._timeline
            if line.first is None or line.last is None or line.settled is None:
                return None
            return Extent(line.first, line.last, line.settled)

    @property
    def reading(self) -> Reading:
        """All that there is to see at this moment, without changed rows."""
        with self._lock:
            return self._reading([], afresh=False)

    def subscribe(self, callback: Callable[[Reading], None]) -> Callable[[], None]:
        """Call `callback` with a reading after every poll, from the feed's thread.

        What is done to the feed, such as pausing a replay, is told from the thread
        that does it, or from one that is telling something just then. Readings come
        in their order.

        Returns
        -------
        callable
            Ends the subscription.
        """
        return self._subscribers.add(callback)

    def _on_interval(self) -> None:
        """Heed a new interval."""

    def _add_marks(self, marks: Sequence[Mark]) -> None:
        self._keep_marks(marks)
        with self._lock:
            self._timeline.add_marks(marks)
            self._note()
        self._tell()

    def _show_alerts(self) -> None:
        with self._lock:
            self._note()
        self._tell()

    def _keep_marks(self, marks: Sequence[Mark]) -> None:
        """Write marks down, where there is a recording to keep them in."""

    def _take_recorded(self, entries: Sequence[Entry]) -> tuple[list[int], bool]:
        """Take recorded answers in.

        Returns
        -------
        list of int
            Starts of the slots of which the chart changes, ascending.
        bool
            Whether slots may be gone as well.
        """
        afresh = False
        changed: set[int] = set()
        with self._lock:
            for entry in entries:
                if entry.batch.afresh:
                    afresh = True
                    changed.clear()
                changed.update(self._timeline.merge(entry.batch, entry.as_of))
                self._received_at = entry.received_at
        return sorted(changed), afresh

    def _shown_marks(self) -> tuple[Mark, ...]:
        return current(self._timeline.said_marks)

    def _forget(self) -> None:
        """Know nothing any more, of whatever was recorded; the lock is held."""
        line = self._timeline
        self._timeline = Timeline(line.event, cadence_s=line.cadence_s)
        self._timeline.add_marks(line.said_marks)
        # What was sent before is of another series: no change of it may follow on.
        self._timeline.seq = line.seq + 1

    def _playback(self) -> Playback | None:
        """Give where a replay is."""
        return None

    def _reading(self, changed: Sequence[int], *, afresh: bool) -> Reading:
        """Make a reading; the lock is held."""
        self._order += 1
        line = self._timeline
        rows = line.rows(changed)
        rows.flags.writeable = False
        return Reading(
            order=self._order,
            seq=line.seq,
            rows=rows,
            afresh=afresh,
            latest=latest(line, self.now()),
            status=self._status,
            event=line.event,
            interval_s=self._interval_s,
            cadence_s=line.cadence_s,
            extent=self.extent(),
            received_at=self._received_at,
            at=SystemClock().now(),
            playback=self._playback(),
            audience=line.audience,
            estimates=line.estimates,
            marks=self._shown_marks(),
            alerts=tuple(firings_of(line.event.name, self._alerts)),
            rules=self._rules,
            watched=frozenset(self._watched),
        )

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
                sentence=legible(sentence),
                failures=failures,
                progress=progress,
                next_poll_s=next_poll_s,
                at=SystemClock().now(),
                revisions=self._timeline.revisions,
                shrunk=self._timeline.shrunk,
                refused=self._timeline.refused,
                recording=recording,
            )

    def _note(self, changed: Sequence[int] = (), *, afresh: bool = False) -> None:
        """Make a reading of this moment, for `_tell`; the lock is held."""
        if self._subscribers:
            self._subscribers.put(self._reading(changed, afresh=afresh))

    def _tell(self) -> None:
        """Tell what is noted; the lock is not held."""
        self._subscribers.tell()
