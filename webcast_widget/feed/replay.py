"""Replay: a recorded event as it was received, answer by answer, in a time of its own.

It is a feed and no source: a poller would ask again for what overlaps, while a
recording knows of every answer what it changed and when it came.
"""

from __future__ import annotations

import weakref
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, Self

from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.feed import status
from webcast_widget.feed.background import background
from webcast_widget.feed.duration import moment_of
from webcast_widget.feed.feed import INTERVAL_S, Feed
from webcast_widget.feed.reading import Playback
from webcast_widget.feed.timing import check_speed, due, moment_at
from webcast_widget.timeline.cadence import provisional_s
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.mark import said_by
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import pandas as pd

    from webcast_widget.analysis.alerts.told import Told
    from webcast_widget.feed.background import Background
    from webcast_widget.feed.in_loop import InLoop
    from webcast_widget.feed.status import State
    from webcast_widget.recording import Recorded
    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.mark import Mark

_QUICKEST_S = 0.1
"""Seconds between two steps at the least: faster ones nobody could see."""
_BEAT_S = 0.25
"""And at the most, so that a new speed holds soon."""
_TOLD_S = 1.0
"""The moment is told this often, seconds, also while nothing was received."""
_ASLEEP_S = 5.0
"""A step that took longer was a laptop asleep: nobody was watching."""


class Replay(Feed):
    """A recorded event, played as it was received.

    Made by `RecordedEvent.replay`. It offers what a live feed does: at each moment its
    frame holds what had been received by then, revisions included, and nothing else.
    Safe to use from any thread. It has a thread of its own while it plays.

    Parameters
    ----------
    recorded
        The recording.
    speed
        Recorded seconds per second, 0.1 to 3,600.
    clock
        Tells the time that passes while it plays; the machine's when left out.

    Raises
    ------
    ConfigurationError
        If the speed cannot be used.
    RecordingError
        If nothing was recorded yet.
    """

    def __init__(
        self, recorded: Recorded, speed: float = 60.0, clock: Clock | None = None
    ) -> None:
        if not recorded.entries:
            raise RecordingError(
                "Nothing was recorded yet: there is nothing to replay."
            )
        self._speed = check_speed(speed)
        self._entries = recorded.entries
        self.trouble = recorded.trouble
        self._all_marks = recorded.marks
        self._all_alerts = recorded.alerts
        self._times = due(recorded.entries)
        self._at = ManualClock(self._times[0])
        self._passing: Clock = SystemClock() if clock is None else clock
        self._taken = 0
        self._stepped: float | None = None
        self._told = 0.0
        self._background: Background | InLoop | None = None
        super().__init__(
            Event(recorded.event_id),
            recorded.source,
            self._at,
            INTERVAL_S,
            "",
            recorded.cadence_s,
        )
        self._move(self._times[0])
        self._say("paused")

    @property
    def position(self) -> pd.Timestamp:
        """The moment that is shown, UTC: of the source's clock."""
        return moment_at(self._at.moment)

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The moments of the first and the last recorded answer, UTC."""
        return moment_at(self._times[0]), moment_at(self._times[-1])

    @property
    def speed(self) -> float:
        """Recorded seconds per second, 0.1 to 3,600; may be set."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        value = check_speed(value)
        with self._lock:
            self._speed = value
            if self.playing:
                self._say("replaying")
            self._note()
        self._tell()

    @property
    def playing(self) -> bool:
        """Whether the moment moves on by itself."""
        return self._stepped is not None

    @property
    def running(self) -> bool:
        """Whether it plays."""
        return self.playing

    def play(self) -> Self:
        """Play on; from the beginning when it is at its end."""
        if self._at.moment >= self._times[-1]:
            self.seek(0)
        with self._lock:
            if self._stepped is None:
                self._stepped = self._told = self._passing.now()
                self._say("replaying")
                main = partial(_play, weakref.ref(self), self._passing)
                self._background = background(main, f"webcast replay {self.event.id}")
                self._background.start()
            self._note()
        self._tell()
        return self

    resume = play

    def pause(self) -> None:
        """Let the moment stand still; `play` goes on from it."""
        self._halt("paused")

    def stop(self) -> None:
        """Stop; what is shown stays. Returns when the thread has ended."""
        self._halt("stopped")

    def seek(self, when: datetime | float | str | pd.Timedelta) -> None:
        """Go to a moment, forwards or backwards.

        Parameters
        ----------
        when
            A moment with a time zone, such as ``"2026-11-22 15:00Z"``; or how long
            after the first answer: seconds, or text such as ``"20m"``. Beyond the ends it is the end.

        Raises
        ------
        ConfigurationError
            If it is neither.
        """
        first, last = self._times[0], self._times[-1]
        moment = min(max(moment_of(when, first), first), last)
        with self._lock:
            back = moment < self._at.moment
            if back:
                self._forget()
            changed, afresh = self._move(moment)
            if self._stepped is not None:
                self._stepped = self._passing.now()
            else:
                self._say("ended" if moment >= last else "paused")
            self._note(changed, afresh=back or afresh)
        self._tell()

    def __enter__(self) -> Self:
        return self.play()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Replay {self.event.id} at {self.position:%H:%M:%S} UTC>"

    def _halt(self, state: State) -> None:
        with self._lock:
            self._stepped = None
            playing, self._background = self._background, None
            ended = state == "paused" and self._at.moment >= self._times[-1]
            self._say("ended" if ended else state)
            self._note()
        # Not while we hold the lock: its thread may wait for that.
        if playing is not None:
            playing.stop()
        self._tell()

    def _step(self) -> float | None:
        """Move on by the time that passed; give how long to wait, None at the end."""
        with self._lock:
            if self._stepped is None:
                return None
            now = self._passing.now()
            passed, self._stepped = now - self._stepped, now
            # A clock that was set back, or a night.
            passed = passed if 0 <= passed <= _ASLEEP_S else 0.0
            before = self._taken
            last = self._times[-1]
            moment = self._at.moment + passed * self._speed
            changed, afresh = self._move(min(moment, last))
            ended = self._at.moment >= last
            if ended:
                self._stepped = None
            self._say("ended" if ended else "replaying")
            is_due = self._taken > before or ended or abs(now - self._told) >= _TOLD_S
            if is_due:
                self._told = now
                self._note(changed, afresh=afresh)
            ahead = 0.0 if ended else self._times[self._taken] - self._at.moment
            wait = min(max(ahead / self._speed, _QUICKEST_S), _BEAT_S)
        if is_due:
            self._tell()
        return None if ended else wait

    def _move(self, moment: float) -> tuple[list[int], bool]:
        """Take what was received by then; see `_take_recorded`."""
        until = bisect_right(self._times, moment)
        taken = self._take_recorded(self._entries[self._taken : until])
        self._taken, self._at.moment = until, moment
        marks = said_by(self._all_marks, moment, self._times[-1])
        self._timeline.said_marks = marks
        self._alerts = tuple(each for each in self._all_alerts if each.slot <= moment)
        return taken

    def _keep_marks(self, _: Sequence[Mark]) -> None:
        raise ConfigurationError(
            "A replay only shows: mark the recording that it plays, as ww.open gives it."
        )

    def take_alerts(self, told: Iterable[Told]) -> None:
        """Leave what was told when it was recorded as it is."""

    def _forget(self) -> None:
        """Go back to before the first answer."""
        super()._forget()
        self._taken = 0

    def _playback(self) -> Playback:
        return Playback(
            first=self._times[0],
            last=self._times[-1],
            position=self._at.moment,
            speed=self._speed,
            playing=self.playing,
        )

    def _say(self, state: State) -> None:
        at = status.moment(self.position.timestamp(), SystemClock().now())
        sentence = {
            "replaying": f"A replay at {self._speed:g} times the speed, at {at}.",
            "paused": f"A replay, paused at {at}.",
            "ended": f"The replay has ended, at {at}: play it again, or seek.",
            "stopped": f"A replay, stopped at {at}: call play() to go on.",
        }[state]
        if state in {"replaying", "paused"}:
            coming = self._times[min(self._taken, len(self._times) - 1)]
            apart = coming - self._times[self._taken - 1]
            if apart > provisional_s(self.cadence_s):
                until = status.moment(coming, self.position.timestamp())
                sentence += f" Nothing was received until {until}."
        self._set_status(state, f"{sentence} {self.trouble}".strip())


async def _play(replay: weakref.ref[Replay], clock: Clock) -> None:
    """Play until the end, or until nobody has the replay any more."""
    while (wait := _step_of(replay)) is not None:
        await clock.sleep(wait)


def _step_of(replay: weakref.ref[Replay]) -> float | None:
    """Take a step, and keep nothing alive afterwards."""
    alive = replay()
    return None if alive is None else alive._step()  # noqa: SLF001 - its own loop
