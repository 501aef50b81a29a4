"""RecordedEvent: an event out of its recording, for the same pane and the same code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from webcast_widget.feed import rerun
from webcast_widget.feed.figures import Feed
from webcast_widget.feed.replay import Replay
from webcast_widget.recording import logbook, read
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    import os

    from webcast_widget.feed.status import State
    from webcast_widget.recording import Logbook, Recorded
    from webcast_widget.timeline.clock import Clock

_INTERVAL_S = 10.0


class RecordedEvent(Feed):
    """An event out of its recording: what a live feed offers, at its end.

    Made by `webcast_widget.open`. Its time stands still at the last answer.

    Parameters
    ----------
    path
        The recording; it may be one that somebody else is writing.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        recorded = read(path)
        self._at = ManualClock(SystemClock().now())
        self._path = Path(path)
        self._last = 0
        super().__init__(
            Event(recorded.event_id), recorded.source, self._at, _INTERVAL_S, ""
        )
        self._take(recorded)

    @property
    def path(self) -> Path:
        """The recording."""
        return self._path

    def refresh(self) -> None:
        """Read what was recorded since, and tell those who subscribed.

        Raises
        ------
        RecordingError
            If the file cannot be read any more.
        """
        changed = self._take(read(self._path, self._last))
        self._notify(changed)

    def logbook(self) -> Logbook:
        """Read how the figures came to be what they are: revisions, gaps, statuses.

        Raises
        ------
        RecordingError
            If the file cannot be read any more.
        """
        return logbook(self._path)

    def replay(
        self, speed: float = 60.0, *, clock: Clock | None = None, play: bool = True
    ) -> Replay:
        """Play the event as it was received, from the first answer on.

        Re-running the notebook cell that called this stops the replay of the earlier
        run.

        Parameters
        ----------
        speed
            Recorded seconds per second, 0.1 to 3,600.
        clock
            Tells the time that passes meanwhile; the machine's when left out.
        play
            Whether to begin at once.

        Raises
        ------
        ConfigurationError
            If the speed cannot be used.
        RecordingError
            If the file cannot be read any more, or nothing was recorded yet.
        """
        replay = Replay(read(self._path), speed, clock)
        rerun.register("replay", self._event.id, replay, Replay.stop)
        return replay.play() if play else replay

    def _take(self, recorded: Recorded) -> list[int]:
        with self._lock:
            changed = self._take_recorded(recorded.polls)
            if recorded.polls:
                last = recorded.polls[-1]
                self._last = last.id
                self._at.moment = last.as_of
                self._set_status(*_status(last.as_of, on_air=last.batch.broadcasting))
            elif not self._last:
                self._set_status("stopped", "A recording in which nothing is yet.")
        return changed

    def __repr__(self) -> str:
        return f"<RecordedEvent {self._event.id} ({self._path.name})>"


def _status(as_of: float, *, on_air: bool | None) -> tuple[State, str]:
    moment = pd.Timestamp(as_of, unit="s", tz="UTC")
    sentence = f"A recording, to {moment:%H:%M:%S} UTC."
    return ("ended" if on_air is False else "stopped"), sentence


def open_recording(path: str | os.PathLike[str]) -> RecordedEvent:
    """Open a recording, while it is being made or afterwards.

    The event is used as a feed is: ``df``, ``latest``, ``export``, and
    ``WebcastPane(event)``. Nothing in the file is changed.

    Parameters
    ----------
    path
        The file that `connect` was given as ``recording``.

    Raises
    ------
    RecordingError
        If there is no such file, or it cannot be read as a recording.
    """
    return RecordedEvent(path)
