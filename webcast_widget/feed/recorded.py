"""RecordedEvent: an event out of its recording, for the same pane and the same code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from webcast_widget.errors import RecordingError
from webcast_widget.feed import rerun, status
from webcast_widget.feed.feed import INTERVAL_S, Feed
from webcast_widget.feed.replay import Replay
from webcast_widget.recording import keep_marks, logbook, read
from webcast_widget.timeline.audience import SMALLEST, audience_frame
from webcast_widget.timeline.clock import ManualClock, SystemClock
from webcast_widget.timeline.records import Event

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import pandas as pd

    from webcast_widget.feed.status import State
    from webcast_widget.recording import Entry, Logbook, Recorded
    from webcast_widget.timeline.clock import Clock
    from webcast_widget.timeline.mark import Mark

_NOTHING: Final[tuple[State, str]] = (
    "stopped",
    "A recording in which nothing is yet.",
)


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
        self._path, self._of = Path(path), recorded.event_id
        self._last: Entry | None = None
        self._lost: list[str] = []
        self._trouble = ""
        self._told: tuple[State, str] = _NOTHING
        super().__init__(
            Event(recorded.event_id),
            recorded.source,
            self._at,
            INTERVAL_S,
            "",
            recorded.cadence_s,
        )
        self._take(recorded)

    @property
    def path(self) -> Path:
        """The recording."""
        return self._path

    @property
    def trouble(self) -> str:
        """What of the file is damaged or missing, and what to do; empty when nothing is."""
        return self._trouble

    def refresh(self) -> None:
        """Read what was recorded since, and tell those who subscribed.

        Raises
        ------
        RecordingError
            If the file cannot be read any more, or is of another event by now.
        """
        self._take(read(self._path, self._last))
        self._tell()

    def audience(
        self, smallest: int = SMALLEST, *, whole: bool = False
    ) -> pd.DataFrame:
        """Give who was watching, as `Feed.audience` does.

        Parameters
        ----------
        smallest
            As there.
        whole
            Whether to give every slot of which it was recorded; else the newest of them.

        Raises
        ------
        RecordingError
            If the file cannot be read any more.
        """
        if not whole:
            return super().audience(smallest)
        told = (entry.batch.audience for entry in read(self._path).entries)
        return audience_frame([one for one in told if one is not None], smallest)

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
        rerun.register("replay", self.event.id, replay, Replay.stop)
        return replay.play() if play else replay

    def _keep_marks(self, marks: Sequence[Mark]) -> None:
        keep_marks(self._path, marks)

    def _take(self, recorded: Recorded) -> None:
        with self._lock:
            if recorded.afresh:
                self._check_event(recorded)
                self._lost = []
                self._forget()
            changed, afresh = self._take_recorded(recorded.entries)
            self._timeline.said_marks = recorded.marks
            self._alerts = recorded.alerts
            afresh = afresh or recorded.afresh
            self._lost = list(dict.fromkeys([*self._lost, *recorded.lost]))
            self._trouble = replace(recorded, lost=self._lost).trouble
            if recorded.entries:
                last = recorded.entries[-1]
                self._last = last
                self._at.moment = last.as_of
                self._told = _status(last.as_of, on_air=last.batch.broadcasting)
            state, sentence = self._told
            self._set_status(state, f"{sentence} {self._trouble}".strip())
            self._note(changed, afresh=afresh)

    def _check_event(self, recorded: Recorded) -> None:
        """Let another file pass that is of the same event, counted as often."""
        told = (recorded.event_id, recorded.cadence_s)
        if told != (self._of, self.cadence_s):
            raise RecordingError(
                f"The file {str(self._path)!r} is another recording by now, of the event"
                f" {recorded.event_id!r:.200}: open it anew."
            )

    def __repr__(self) -> str:
        return f"<RecordedEvent {self.event.id} ({self._path.name})>"


def _status(as_of: float, *, on_air: bool | None) -> tuple[State, str]:
    sentence = f"A recording, to {status.moment(as_of, SystemClock().now())}."
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
