"""Replay: a recorded event as it was received, answer by answer, in a time of its own.

It is a feed and no source: a poller would ask again for what overlaps, while a
recording knows of every answer what it changed and when it came.
"""

from __future__ import annotations

import re
import weakref
from bisect import bisect_right
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
import pandas as pd

from webcast_widget.errors import ConfigurationError, RecordingError
from webcast_widget.feed.background import Background
from webcast_widget.feed.duration import seconds
from webcast_widget.feed.figures import Feed
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.records import Event
from webcast_widget.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from webcast_widget.feed.status import State
    from webcast_widget.recording import Poll, Recorded
    from webcast_widget.timeline.clock import Clock

SLOWEST: Final = 0.1
FASTEST: Final = 3600.0
"""Recorded seconds per second: what a replay's speed may be."""

_INTERVAL_S = 10.0
_QUICKEST_S = 0.1
"""Seconds between two steps at the least: faster ones nobody could see."""
_BEAT_S = 0.25
"""And at the most, so that a new speed holds soon."""
_TOLD_S = 1.0
"""The moment is told this often, seconds, also while nothing was received."""
_ASLEEP_S = 5.0
"""A step that took longer was a laptop asleep: nobody was watching."""
_GAP_S = 60.0
_DATE = re.compile(r"\d{4}-\d")


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
        if not recorded.polls:
            raise RecordingError(
                "Nothing was recorded yet: there is nothing to replay."
            )
        self._speed = check_speed(speed)
        self._polls = recorded.polls
        self._due = due(recorded.polls)
        self._at = ManualClock(self._due[0])
        self._passing: Clock = SystemClock() if clock is None else clock
        self._taken = 0
        self._stepped: float | None = None
        self._told = 0.0
        self._background: Background | None = None
        super().__init__(
            Event(recorded.event_id), recorded.source, self._at, _INTERVAL_S, ""
        )
        self._move(self._due[0])
        self._say("paused")

    @property
    def position(self) -> pd.Timestamp:
        """The moment that is shown, UTC: of the source's clock."""
        return _moment(self._at.moment)

    @property
    def span(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The moments of the first and the last recorded answer, UTC."""
        return _moment(self._due[0]), _moment(self._due[-1])

    @property
    def speed(self) -> float:
        """Recorded seconds per second, 0.1 to 3,600; may be set."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        value = check_speed(value)
        with self._lock:
            self._speed = value
            if self._stepped is not None:
                self._say("replaying")
        self._notify([])

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
        if self._at.moment >= self._due[-1]:
            self.seek(0)
        with self._lock:
            if self._stepped is None:
                self._stepped = self._told = self._passing.now()
                self._say("replaying")
                main = partial(_play, weakref.ref(self), self._passing)
                self._background = Background(main, f"webcast replay {self._event.id}")
                self._background.start()
        self._notify([])
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
        first, last = self._due[0], self._due[-1]
        moment = min(max(_seconds_of(when, first), first), last)
        with self._lock:
            back = moment < self._at.moment
            if back:
                self._forget()
            changed = self._move(moment)
            if self._stepped is not None:
                self._stepped = self._passing.now()
            else:
                self._say("ended" if moment >= last else "paused")
        self._notify(changed, afresh=back)

    def __enter__(self) -> Self:
        return self.play()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Replay {self._event.id} at {self.position:%H:%M:%S} UTC>"

    def _halt(self, state: State) -> None:
        with self._lock:
            self._stepped = None
            background, self._background = self._background, None
            ended = state == "paused" and self._at.moment >= self._due[-1]
            self._say("ended" if ended else state)
        # Not while we hold the lock: its thread may wait for that.
        if background is not None:
            background.stop()
        self._notify([])

    def _step(self) -> float | None:
        """Move on by the time that passed; give how long to wait, None at the end."""
        with self._lock:
            if self._stepped is None:
                return None
            now = self._passing.now()
            passed = now - self._stepped
            self._stepped = now
            # A clock that was set back, or a night.
            passed = passed if 0 <= passed <= _ASLEEP_S else 0.0
            before = self._taken
            last = self._due[-1]
            changed = self._move(min(self._at.moment + passed * self._speed, last))
            ended = self._at.moment >= last
            if ended:
                self._stepped = None
            self._say("ended" if ended else "replaying")
            news = self._taken > before or ended or abs(now - self._told) >= _TOLD_S
            if news:
                self._told = now
            ahead = 0.0 if ended else self._due[self._taken] - self._at.moment
            wait = min(max(ahead / self._speed, _QUICKEST_S), _BEAT_S)
        if news:
            self._notify(changed)
        return None if ended else wait

    def _move(self, moment: float) -> list[int]:
        """Take what was received by then; give the slots whose viewers changed."""
        until = bisect_right(self._due, moment)
        changed = self._take_recorded(self._polls[self._taken : until])
        self._taken, self._at.moment = until, moment
        return changed

    def _forget(self) -> None:
        """Go back to before the first answer."""
        seq = self._timeline.seq
        self._timeline = Timeline()
        # What was sent before is of another series: no change of it may follow on.
        self._timeline.seq = seq + 1
        self._taken = 0

    def _say(self, state: State) -> None:
        moment = f"{self.position:%H:%M:%S} UTC"
        sentence = {
            "replaying": f"A replay at {self._speed:g} times the speed, at {moment}.",
            "paused": f"A replay, paused at {moment}.",
            "ended": f"The replay has ended, at {moment}: play it again, or seek.",
            "stopped": f"A replay, stopped at {moment}: call play() to go on.",
        }[state]
        if state in {"replaying", "paused"}:
            coming = self._due[min(self._taken, len(self._due) - 1)]
            if coming - self._due[self._taken - 1] > _GAP_S:
                sentence += f" Nothing was received until {_moment(coming):%H:%M:%S}."
        self._set_status(state, sentence)


async def _play(replay: weakref.ref[Replay], clock: Clock) -> None:
    """Play until the end, or until nobody has the replay any more."""
    while (wait := _step_of(replay)) is not None:
        await clock.sleep(wait)


def _step_of(replay: weakref.ref[Replay]) -> float | None:
    """Take a step, and keep nothing alive afterwards."""
    alive = replay()
    return None if alive is None else alive._step()  # noqa: SLF001 - its own loop


def due(polls: Sequence[Poll]) -> list[float]:
    """Give when each answer is played, epoch seconds, ascending.

    That is the source's time of it. One answer whose clock was wrong is played with
    its neighbours.

    Parameters
    ----------
    polls
        At least one, in their order.
    """
    told = np.array([-np.inf, *(poll.as_of for poll in polls), np.inf])
    near = np.median(np.stack([told[:-2], told[1:-1], told[2:]]), axis=0)
    return [float(each) for each in np.maximum.accumulate(near)]


def check_speed(speed: Any) -> float:
    """Give a speed back if it can be used.

    Raises
    ------
    ConfigurationError
        If it is not from 0.1 to 3,600.
    """
    number = isinstance(speed, (int, float)) and not isinstance(speed, bool)
    if not (number and SLOWEST <= speed <= FASTEST):
        raise ConfigurationError(
            f"speed is {speed!r}: give recorded seconds per second, {SLOWEST:g} to"
            f" {FASTEST:,.0f}, such as 60."
        )
    return float(speed)


def _seconds_of(when: datetime | float | str | pd.Timedelta, first: float) -> float:
    """Read where to go, epoch seconds."""
    if isinstance(when, str) and _is_date(when):
        when = pd.Timestamp(when)
    if isinstance(when, datetime):
        # pandas' missing moment is a datetime too, and has no zone either.
        if when.tzinfo is None:
            raise ConfigurationError(
                f"The moment {when!s} has no time zone: give one, such as"
                f" '{when!s}Z' for UTC, or datetime(..., tzinfo=UTC)."
            )
        return when.timestamp()
    return first + seconds(when)


def _is_date(text: str) -> bool:
    """Tell whether a text is a moment, with its year, and no length of time."""
    if not _DATE.match(text):
        return False
    try:
        pd.Timestamp(text)
    except ValueError:
        return False
    return True


def _moment(at: float) -> pd.Timestamp:
    return pd.Timestamp(at, unit="s", tz="UTC")
