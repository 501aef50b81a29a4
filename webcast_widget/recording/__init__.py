"""Recordings: what an event's source said, and when, in one SQLite file per event."""

from __future__ import annotations

from webcast_widget.recording.logbook import Logbook, logbook
from webcast_widget.recording.polls import Poll
from webcast_widget.recording.reading import NO_MOMENT_S, Recorded, read
from webcast_widget.recording.recorder import Recorder

__all__ = [
    "NO_MOMENT_S",
    "Logbook",
    "Poll",
    "Recorded",
    "Recorder",
    "logbook",
    "read",
]
